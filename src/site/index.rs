//! The first page: every report, and every series over time.

use super::entry::Entry;
use super::{address, words};
use crate::draw::html;
use crate::draw::page::Page;
use crate::ledger::{self, Held, Ledger};
use std::fmt::Write;

pub(super) fn page(title: &str, entries: &[Entry], ledgers: &[Ledger]) -> String {
    let mut repositories: Vec<&str> = entries
        .iter()
        .map(|entry| entry.repository.as_str())
        .collect();
    repositories.sort_unstable();
    repositories.dedup();
    let from = match repositories.as_slice() {
        [] => String::new(),
        some => format!("<p class=\"lead\">{}</p>\n", html::text(&some.join(", "))),
    };
    let mut body = format!(
        "<header>\n<h1 dir=\"auto\">{}</h1>\n{from}</header>\n<main>\n",
        html::text(title)
    );
    body.push_str(&reports(entries));
    body.push_str(&topics(entries, ledgers));
    // Writing to a String cannot fail.
    let _ = writeln!(
        body,
        "</main>\n<footer>\n<p>{}</p>\n</footer>",
        words::COMPILED
    );
    let page = Page {
        language: words::LANGUAGE,
        title,
        about: words::ABOUT,
        day: None,
        skip: ("#reports", words::SKIP),
        body: &body,
    };
    page.html()
}

fn reports(entries: &[Entry]) -> String {
    let mut out = format!(
        "<section id=\"reports\" aria-labelledby=\"reports-head\" data-group>\n<h2 id=\"reports-head\">{}</h2>\n",
        words::REPORTS
    );
    if entries.is_empty() {
        let _ = writeln!(out, "<p>{}</p>\n</section>", words::NONE);
        return out;
    }
    let _ = writeln!(
        out,
        "<div class=\"search\" data-search data-count=\"{}\" role=\"search\" hidden><label>{} <input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label> <span role=\"status\"></span></div>\n<ul class=\"reports\">",
        words::COUNT,
        words::SEARCH
    );
    for entry in entries {
        let series = match &entry.series {
            Some(series) => format!(
                " <a class=\"tag\" href=\"#series-{0}\">{0}</a>",
                html::text(series)
            ),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "<li data-item><time datetime=\"{0}\">{0}</time><div><h3 dir=\"auto\"><a href=\"{1}\">{2}</a>{series}</h3>\n<p>{3}</p>\n<p class=\"quiet\">{4}</p></div></li>",
            entry.day,
            address(&entry.path),
            html::text(&entry.title),
            entry.came_to(),
            entry.numbers()
        );
    }
    out.push_str("</ul>\n</section>\n");
    out
}

fn topics(entries: &[Entry], ledgers: &[Ledger]) -> String {
    let mut inner = String::new();
    for ledger in ledgers {
        let report = |held: &Held| {
            let mut entries = entries.iter();
            let entry = entries.find(|entry| entry.session == held.session.as_str())?;
            Some(address(&entry.path))
        };
        let table = ledger::html::table(ledger, 4, &report);
        if !table.is_empty() {
            let _ = write!(
                inner,
                "<article id=\"series-{0}\" class=\"cluster\">\n<h3>{0}</h3>\n{table}</article>\n",
                html::text(ledger.series.as_str())
            );
        }
    }
    if inner.is_empty() {
        return inner;
    }
    format!(
        "<section id=\"topics\" aria-labelledby=\"topics-head\">\n<h2 id=\"topics-head\">{}</h2>\n<p class=\"lead\">{}</p>\n{inner}</section>\n",
        words::TOPICS,
        words::TOPICS_ABOUT
    )
}
