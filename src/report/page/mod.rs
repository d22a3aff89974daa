//! `report.html`: the report as one page that needs nothing but itself.
//!
//! In: what the Markdown report is made of, and its values. Out: HTML that opens from a disk, asks nobody for anything, shows everything
//! without a script, and reads well on a phone, on paper, and aloud. Texts of people pass through [`html::text`], texts of maintainers and
//! sentences that are Markdown already through [`prose`]: there is no third way in.

mod map;
mod notes;
mod words;

#[cfg(test)]
mod tests;

use super::chart;
use super::context::Context;
use super::{Material, votes};
use crate::ballot::Method;
use crate::draw::page::Page;
use crate::draw::{Area, Paint, Picture, Shape, html, prose};
use crate::ledger::HERE;
use map::Patch;
use std::fmt::Write;
use words::{ENGLISH, Words, with};

/// Its name beside the Markdown.
pub const PAGE: &str = "report.html";

/// What there is beside the page: names of files.
pub(super) struct Beside<'b> {
    /// Documents that the format writes.
    pub(super) documents: Vec<&'b str>,
    /// The document with what people said, if there is one.
    pub(super) feedback: Option<&'static str>,
}

/// The page.
pub(super) fn page(material: &Material<'_>, context: &Context, beside: &Beside<'_>) -> String {
    let words = &ENGLISH;
    let session = material.session;
    let mut parts = vec![result(words, material, context)];
    parts.extend(the_map(words, material));
    parts.push(notes::section(words, material));
    parts.extend(findings(words, material, context));
    parts.extend(actions(words, material));
    let mut body = head(words, material, context, &parts);
    body.push_str("<main>\n");
    for part in &parts {
        body.push_str(&part.html());
    }
    // What other sessions of its series told is known when it is pushed.
    if session.series.is_some() {
        let _ = writeln!(body, "{HERE}");
    }
    for part in [
        notes::accounted(words, material, context),
        recount(words, material, context, beside),
        method(words, context),
    ] {
        body.push_str(&part.html());
    }
    body.push_str("</main>\n");
    foot(words, context, &mut body);
    let about = with(words.about, "title", &session.title);
    Page {
        language: words.language,
        title: &session.title,
        about: &with(&about, "date", &context.date),
        day: Some(session.date),
        skip: ("#result", words.skip),
        body: &body,
    }
    .html()
}

/// A section of the page.
struct Part {
    /// Its name in addresses.
    id: &'static str,
    title: &'static str,
    /// HTML.
    inner: String,
}

impl Part {
    fn html(&self) -> String {
        let Part { id, title, inner } = self;
        format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-head\">\n<h2 id=\"{id}-head\">{title}</h2>\n{inner}</section>\n"
        )
    }
}

fn head(words: &Words, material: &Material<'_>, context: &Context, parts: &[Part]) -> String {
    let session = material.session;
    let place = session.place.as_deref().map(html::text);
    let mut out = format!(
        "<header>\n<p class=\"kicker\">{}{} · {}</p>\n<h1 dir=\"auto\">{}</h1>\n",
        html::text(&context.date),
        place.map_or_else(String::new, |place| format!(", {place}")),
        html::text(&session.format.title),
        html::text(&session.title)
    );
    // Writing to a String cannot fail.
    if let Some(why) = &material.draft {
        let draft = with(words.draft, "why", &html::text(why));
        let _ = writeln!(out, "<p class=\"draft\">{draft}</p>");
    }
    // What was chosen, or why nothing was.
    if let Some(chosen) = context.summary.get(2) {
        let chosen = chosen.trim_end_matches('.');
        let (label, what) = chosen.split_once(": ").unwrap_or(("", chosen));
        let label = match label {
            "" => String::new(),
            label => format!("{}: ", prose::inline(label)),
        };
        let what = prose::inline(what);
        let _ = writeln!(
            out,
            "<p class=\"verdict\" dir=\"auto\">{label}<strong>{what}</strong>.</p>"
        );
    }
    if let Some(about) = &context.about {
        out.push_str(&prose::blocks(about, 2));
    }
    let numbers = &context.numbers;
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let votes = numbers.votes_name.to_lowercase();
    let facts = [
        (numbers.present, words.present),
        (numbers.eligible, words.eligible),
        (Some(numbers.voters), words.voters),
        (Some(numbers.votes), votes.as_str()),
        (Some(count(numbers.received)), words.notes),
        (Some(count(numbers.clusters)), words.clusters),
    ];
    out.push_str("<dl class=\"facts\">\n");
    for (number, what) in facts {
        if let Some(number) = number {
            let _ = writeln!(out, "<div><dt>{what}</dt><dd>{number}</dd></div>");
        }
    }
    let _ = write!(
        out,
        "</dl>\n</header>\n<nav class=\"contents\" aria-label=\"{}\">\n<ul>\n",
        words.contents
    );
    let others = [
        ("accounted", words.accounted),
        ("recount", words.recount),
        ("method", words.method),
    ];
    for (id, title) in parts.iter().map(|part| (part.id, part.title)).chain(others) {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{title}</a></li>");
    }
    out.push_str("</ul>\n</nav>\n");
    out
}

/// The ranking: bars in a table, so that they can be read with and without eyes.
fn result(words: &Words, material: &Material<'_>, context: &Context) -> Part {
    let (tally, record) = (material.tally, material.record);
    let rules = &record.rules;
    let part = |inner| Part {
        id: "result",
        title: words.result,
        inner,
    };
    if tally.standings.is_empty() {
        return part(format!("<p>{}</p>\n", words.nothing));
    }
    let most = tally.most(rules);
    let room = rules.in_room.is_some();
    let mut out = format!(
        "<table class=\"result\">\n<caption>{}</caption>\n<thead>\n<tr><th scope=\"col\" class=\"rank\">{}</th><th scope=\"col\">{}</th><th scope=\"col\" class=\"number\">{}</th>",
        prose::inline(votes::legend(rules)),
        words.rank,
        words.cluster,
        html::text(context.votes_head)
    );
    if room {
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"number\">{}</th>",
            words.in_room
        );
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for standing in &tally.standings {
        let (class, chosen) = if standing.wins {
            (" class=\"wins\"", won(words, material))
        } else {
            ("", String::new())
        };
        let mut items = record.items.iter();
        let changed = items.any(|item| item.number == standing.item && item.changed);
        let changed = if changed {
            format!(" <span class=\"tag\">✏️ {}</span>", words.changed)
        } else {
            String::new()
        };
        let length = chart::length(standing.score(rules), most, 1_000);
        let _ = write!(
            out,
            "<tr{class}><td class=\"rank\">{}</td><th scope=\"row\" class=\"name\"><a href=\"#cluster-{}\"><bdi>{}</bdi></a>{chosen}{changed}{}</th><td class=\"number\">{}</td>",
            html::text(&votes::rank(rules, standing)),
            standing.item,
            html::text(&standing.name),
            bar(length, standing.wins),
            number(&votes::cell(rules, standing))
        );
        if let Some(in_room) = standing.in_room.as_ref().filter(|_| room) {
            let cell = html::text(&in_room.words(&rules.stages));
            let _ = write!(out, "<td class=\"number\">{cell}</td>");
        } else if room {
            out.push_str("<td class=\"number\"></td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    let _ = writeln!(
        out,
        "<p dir=\"auto\">{}</p>",
        prose::inline(&context.verdict)
    );
    list(&mut out, words.decided, &context.history);
    list(&mut out, words.tensions, &context.tensions);
    part(out)
}

/// The mark of what won.
fn won(words: &Words, material: &Material<'_>) -> String {
    let word = match material.record.rules.method {
        _ if material.draft.is_some() => words.ahead,
        Method::Motion => words.passed,
        Method::Grid => words.staged,
        _ => words.chosen,
    };
    format!(" <span class=\"tag chosen\">{word}</span>")
}

/// A number of the result, and below it what stands in brackets behind it.
fn number(cell: &str) -> String {
    match cell.split_once(" (") {
        Some((number, more)) => format!(
            "{} <span class=\"more\">{}</span>",
            prose::inline(number),
            prose::inline(more.strip_suffix(')').unwrap_or(more))
        ),
        None => prose::inline(cell),
    }
}

/// A bar, so many thousandths of its room long.
fn bar(length: usize, wins: bool) -> String {
    let class = if wins { "best" } else { "some" };
    let room = Shape::filled(Area::new(0, 0, 1_000, 10), 0, Paint::Class("track"));
    let long = Shape::filled(Area::new(0, 0, length, 10), 0, Paint::Class(class));
    Picture::mark("bar", (1_000, 10), &[room, long])
}

/// Sentences in Markdown below a heading, a line each; nothing where there are none.
fn list(out: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(out, "<h3>{heading}</h3>\n<ul class=\"plain\">\n");
    for line in lines {
        let _ = writeln!(out, "<li dir=\"auto\">{}</li>", prose::inline(line));
    }
    out.push_str("</ul>\n");
}

fn the_map(words: &Words, material: &Material<'_>) -> Option<Part> {
    let rules = &material.record.rules;
    let mut patches: Vec<Patch<'_>> = material
        .tally
        .standings
        .iter()
        .map(|standing| Patch {
            name: &standing.name,
            came_to: crate::inert::line(&votes::came_to(rules, standing).replace('\\', "")),
            score: standing.score(rules),
            wins: standing.wins,
            parked: false,
            notes: notes::of(material, standing.item)
                .map(|note| note.note.text.as_str())
                .collect(),
        })
        .collect();
    patches.push(Patch {
        name: words.parked,
        came_to: String::new(),
        score: 0,
        wins: false,
        parked: true,
        notes: material
            .parked
            .iter()
            .map(|note| note.note.text.as_str())
            .collect(),
    });
    let inner = map::figure(words, &material.session.title, patches);
    (!inner.is_empty()).then_some(Part {
        id: "map",
        title: words.map,
        inner,
    })
}

/// What the format says of it, as its templates do in Markdown.
fn findings(words: &Words, material: &Material<'_>, context: &Context) -> Option<Part> {
    let templates = &material.session.format.templates;
    let mut inner = String::new();
    for name in ["findings", "said"] {
        // A repository's own report may do without them; what is wrong with the report's own is said there.
        let Some(markdown) = templates
            .has(name)
            .then(|| templates.render(name, context).ok())
            .flatten()
        else {
            continue;
        };
        inner.push_str(&prose::blocks(&crate::template::tidy(&markdown), 2));
    }
    (!inner.trim().is_empty()).then(|| Part {
        id: "findings",
        title: words.findings,
        inner: format!("<div class=\"prose\">\n{inner}</div>\n"),
    })
}

fn actions(words: &Words, material: &Material<'_>) -> Option<Part> {
    let actions = &material.session.actions;
    if actions.is_empty() {
        return None;
    }
    let mut inner = "<div class=\"scroll\" tabindex=\"0\">\n<table>\n<thead>\n<tr>".to_owned();
    for head in words.action_heads {
        let _ = write!(inner, "<th scope=\"col\">{head}</th>");
    }
    inner.push_str("</tr>\n</thead>\n<tbody>\n");
    for action in actions {
        let what = html::text(&action.what);
        let what = match &action.issue {
            Some(issue) => html::link(issue, &what),
            None => what,
        };
        let owner = match &action.owner {
            Some(owner) => html::text(owner),
            None => format!("<strong>{}</strong>", words.unowned),
        };
        let day = |due: &Option<crate::session::Due>| {
            due.as_ref()
                .map(|due| html::text(&due.to_string()))
                .unwrap_or_default()
        };
        let _ = writeln!(
            inner,
            "<tr><td dir=\"auto\">{what}</td><td dir=\"auto\">{owner}</td><td>{}</td><td>{}</td></tr>",
            day(&action.due),
            day(&action.review)
        );
    }
    inner.push_str("</tbody>\n</table>\n</div>\n");
    Some(Part {
        id: "actions",
        title: words.actions,
        inner,
    })
}

fn recount(words: &Words, material: &Material<'_>, context: &Context, beside: &Beside<'_>) -> Part {
    let mut out = format!(
        "<p class=\"lead\">{}</p>\n<dl class=\"check\">\n",
        words.recount_about
    );
    let mut row = |head: &str, inner: String| {
        let _ = writeln!(out, "<dt>{head}</dt><dd>{inner}</dd>");
    };
    row(
        words.data,
        format!(
            "<a href=\"tally.json\">tally.json</a>, <code>{}</code>; <a href=\"notes.csv\">notes.csv</a>",
            html::text(&context.tally_digest)
        ),
    );
    row(
        words.command,
        "<code>folkmoot verify tally.json</code>".to_owned(),
    );
    row(
        words.rules,
        format!(
            "{} {}",
            prose::inline(&context.rules),
            prose::inline(&context.window)
        ),
    );
    if !context.uncounted.is_empty() {
        let lines: Vec<String> = context
            .uncounted
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {}",
                    one.count,
                    one.votes_word,
                    words.not_counted,
                    html::text(one.reason)
                )
            })
            .collect();
        row(words.uncounted, lines.join("<br>"));
    }
    row(words.names, html::text(context.attribution));
    row(
        words.session,
        html::link(&context.session_url, &html::text(&context.session_url)),
    );
    let mut files = vec![("README.md", words.markdown)];
    files.extend(beside.documents.iter().map(|name| (*name, words.document)));
    files.extend(beside.feedback.map(|name| (name, words.feedback)));
    let files: Vec<String> = files
        .iter()
        .map(|(name, what)| {
            format!(
                "<a href=\"{}\">{}</a>: {what}",
                html::path(name),
                html::text(name)
            )
        })
        .collect();
    row(words.more, files.join("<br>"));
    out.push_str("</dl>\n");
    if !material.shown.contributors.is_empty() {
        let _ = write!(
            out,
            "<h3>{}</h3>\n<ul class=\"plain\">\n",
            words.contributors
        );
        for name in &material.shown.contributors {
            let _ = writeln!(out, "<li dir=\"auto\">{}</li>", html::text(name));
        }
        out.push_str("</ul>\n");
    }
    Part {
        id: "recount",
        title: words.recount,
        inner: out,
    }
}

fn method(words: &Words, context: &Context) -> Part {
    let mut out = String::new();
    list(&mut out, words.objectives, &context.objectives);
    if !context.parts.is_empty() {
        let _ = write!(out, "<h3>{}</h3>\n<ol class=\"plain\">\n", words.agenda);
        for part in &context.parts {
            let minutes = match part.minutes {
                Some(minutes) => format!(" ({minutes} {})", words.minutes),
                None => String::new(),
            };
            let _ = writeln!(
                out,
                "<li dir=\"auto\">{}{minutes}</li>",
                prose::inline(&part.title)
            );
        }
        out.push_str("</ol>\n");
    }
    Part {
        id: "method",
        title: words.method,
        inner: out,
    }
}

fn foot(words: &Words, context: &Context, out: &mut String) {
    let _ = writeln!(out, "<footer aria-label=\"{}\">", words.licence);
    if let Some(license) = &context.license {
        let _ = writeln!(
            out,
            "<p>{} {}.</p>",
            words.licence_is,
            prose::inline(license)
        );
    }
    for credit in [&context.credit, &context.format_credit]
        .into_iter()
        .flatten()
    {
        out.push_str(&prose::blocks(credit, 3));
    }
    let _ = writeln!(out, "<p>{}</p>\n</footer>", words.compiled);
}
