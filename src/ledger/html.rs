//! A ledger as a piece of a page: a table whose cells are the darker the more, each with its number, and small bars for each topic.

use super::say::{Grid, measure, sentence};
use super::topics::topics;
use super::{Held, Ledger};
use crate::draw::colour::SHADES;
use crate::draw::{Area, Paint, Picture, Shape, html};
use std::fmt::Write;

/// How large the bars of a topic are together.
const LINE: (usize, usize) = (120, 28);

/// The table, with what comes back below it under a heading of that level; nothing of a ledger without topics. `address` says where the
/// report of a session is, if that is known.
pub fn table(ledger: &Ledger, heading: usize, address: &dyn Fn(&Held) -> Option<String>) -> String {
    let grid = Grid::of(ledger);
    if grid.rows.is_empty() {
        return String::new();
    }
    let several = grid.sessions.len() > 1;
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Topics of {0} by session\">\n<table class=\"heat\">\n<caption>{1}.</caption>\n<thead>\n<tr><th scope=\"col\">Topic</th>",
        html::text(ledger.series.as_str()),
        html::text(&grid.legend().join("; ")),
    );
    // Writing to a String cannot fail.
    for held in grid.sessions {
        let heading = html::text(&grid.heading(held));
        let heading = match address(held) {
            Some(to) => html::link(&to, &heading),
            None => heading,
        };
        let _ = write!(out, "<th scope=\"col\">{heading}</th>");
    }
    if several {
        out.push_str("<th scope=\"col\">Trend</th>");
    }
    out.push_str("<th scope=\"col\">Seen</th></tr>\n</thead>\n<tbody>\n");
    for row in &grid.rows {
        let recurs = if row.topic.recurs() {
            " class=\"recurs\""
        } else {
            ""
        };
        let _ = write!(
            out,
            "<tr{recurs}><th scope=\"row\" dir=\"auto\">{}</th>",
            html::text(&row.topic.name)
        );
        for cell in &row.cells {
            let _ = match cell {
                None => write!(out, "<td class=\"quiet\">–</td>"),
                Some(None) => write!(out, "<td class=\"s0\">seen</td>"),
                Some(Some(value)) => {
                    let level = grid.level(*value, SHADES);
                    write!(out, "<td class=\"s{level}\">{value}</td>")
                }
            };
        }
        if several {
            let _ = write!(out, "<td>{}</td>", trend(&row.cells, grid.most));
        }
        let _ = writeln!(
            out,
            "<td class=\"quiet\">{} of {}</td></tr>",
            row.topic.seen.len(),
            ledger.sessions().len()
        );
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    let topics = topics(ledger);
    let recurring: Vec<String> = topics
        .iter()
        .filter(|topic| topic.recurs())
        .map(|topic| {
            format!(
                "<li dir=\"auto\"><strong>{}</strong>: {}</li>\n",
                html::text(&topic.name),
                html::text(&sentence(topic, ledger))
            )
        })
        .collect();
    if !recurring.is_empty() {
        let _ = writeln!(
            out,
            "<h{heading}>What comes back</h{heading}>\n<ul class=\"plain\">\n{}</ul>",
            recurring.concat()
        );
    }
    out
}

/// The section of a report's page with the topics of its series.
pub(super) fn section(ledger: &Ledger) -> String {
    let table = table(ledger, 3, &|_| None);
    if table.is_empty() {
        return table;
    }
    format!(
        "<section id=\"topics\" aria-labelledby=\"topics-head\">\n<h2 id=\"topics-head\">Topics of the series</h2>\n<p class=\"lead\">What {} was about, by {}, the latest session last.</p>\n{table}</section>\n",
        html::text(ledger.series.as_str()),
        measure(Grid::of(ledger).votes),
    )
}

/// How a topic went: a bar for each session that had it, and a gap for one that did not.
fn trend(cells: &[Option<Option<u64>>], most: u64) -> String {
    let (width, height) = LINE;
    let step = width / cells.len().max(1);
    let bars = cells.iter().enumerate().filter_map(|(column, cell)| {
        let up = u128::from((*cell)??) * 26 / u128::from(most.max(1));
        let up = usize::try_from(up).unwrap_or(26).clamp(2, 26);
        let bar = Area::new(
            column * step,
            height - up,
            step.saturating_sub(2).max(1),
            up,
        );
        Some(Shape::filled(bar, 0, Paint::Class("bar")))
    });
    Picture::mark("trend", LINE, &bars.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{held, ledger};
    use super::*;

    #[test]
    fn a_table_with_shades_and_bars() {
        let all = [
            held("2026-01-13", 9, &[("AI policy", 2, 2), ("Security", 1, 8)]),
            held("2026-02-10", 9, &[("AI policy", 2, 4)]),
            held(
                "2026-03-10",
                9,
                &[("AI policy", 1, 9), ("<script>\"&", 1, 0)],
            ),
        ];
        let ledger = ledger(&all);
        let linked = table(&ledger, 4, &|held| {
            (held.date.month() == 2).then(|| format!("../{}/report.html", held.session))
        });
        insta::assert_snapshot!(linked, @r#"
        <div class="scroll" tabindex="0" role="region" aria-label="Topics of call by session">
        <table class="heat">
        <caption>Numbers are votes, the most is 2; – not seen.</caption>
        <thead>
        <tr><th scope="col">Topic</th><th scope="col">2026-01-13</th><th scope="col"><a href="../call-2026-02-10/report.html">2026-02-10</a></th><th scope="col">2026-03-10</th><th scope="col">Trend</th><th scope="col">Seen</th></tr>
        </thead>
        <tbody>
        <tr class="recurs"><th scope="row" dir="auto">AI policy</th><td class="s5">2</td><td class="s5">2</td><td class="s3">1</td><td><svg class="trend" viewBox="0 0 120 28" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="2" width="38" height="26" class="bar"/>
        <rect x="40" y="2" width="38" height="26" class="bar"/>
        <rect x="80" y="15" width="38" height="13" class="bar"/>
        </svg></td><td class="quiet">3 of 3</td></tr>
        <tr><th scope="row" dir="auto">&lt;script&gt;&quot;&amp;</th><td class="quiet">–</td><td class="quiet">–</td><td class="s3">1</td><td><svg class="trend" viewBox="0 0 120 28" preserveAspectRatio="none" aria-hidden="true">
        <rect x="80" y="15" width="38" height="13" class="bar"/>
        </svg></td><td class="quiet">1 of 3</td></tr>
        <tr><th scope="row" dir="auto">Security</th><td class="s3">1</td><td class="quiet">–</td><td class="quiet">–</td><td><svg class="trend" viewBox="0 0 120 28" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="15" width="38" height="13" class="bar"/>
        </svg></td><td class="quiet">1 of 3</td></tr>
        </tbody>
        </table>
        </div>
        <h4>What comes back</h4>
        <ul class="plain">
        <li dir="auto"><strong>AI policy</strong>: seen in 3 of 3 sessions, votes 2 → 2 → 1</li>
        </ul>
        "#);
        assert_eq!(table(&Ledger::new(ledger.series.clone()), 4, &|_| None), "");
        assert!(!section(&ledger).contains("<script"));
    }
}
