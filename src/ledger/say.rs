//! A ledger in words, and as a table that needs no colours.

use super::topics::{Seen, Topic, topics};
use super::{Held, Ledger};
use crate::draw::colour::level;
use crate::inert;
use std::fmt::Write;

/// The most sessions and topics that are shown; a ledger may hold more.
pub(super) const MOST_SESSIONS: usize = 12;
pub(super) const MOST_TOPICS: usize = 30;
/// The most numbers in a sentence.
const MOST_STEPS: usize = 8;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// `seen in 3 of 5 sessions, votes 4 → 9 → 11`
pub fn sentence(topic: &Topic, ledger: &Ledger) -> String {
    let all = ledger.sessions().len();
    let noun = if all == 1 { "session" } else { "sessions" };
    let votes = topic.seen.iter().any(|seen| seen.votes.is_some());
    let steps: Vec<String> = topic
        .seen
        .iter()
        .map(|seen| match value(seen, votes) {
            Some(value) => value.to_string(),
            None => "–".to_owned(),
        })
        .collect();
    let skipped = steps.len().saturating_sub(MOST_STEPS);
    let shown: Vec<&str> = (skipped > 0)
        .then_some("…")
        .into_iter()
        .chain(steps.iter().skip(skipped).map(String::as_str))
        .collect();
    format!(
        "seen in {} of {all} {noun}, {} {}",
        topic.seen.len(),
        measure(votes),
        shown.join(" → ")
    )
}

/// The numbers of a table and a picture.
pub(super) struct Grid<'l> {
    pub(super) sessions: &'l [Held],
    pub(super) rows: Vec<Row>,
    /// Whether numbers are votes; else they are notes.
    pub(super) votes: bool,
    /// The largest number.
    pub(super) most: u64,
    /// How many sessions and topics there is no room for.
    pub(super) hidden: (usize, usize),
}

pub(super) struct Row {
    pub(super) topic: Topic,
    /// For each session nothing, or what was there: none where it had no vote.
    pub(super) cells: Vec<Option<Option<u64>>>,
}

impl<'l> Grid<'l> {
    pub(super) fn of(ledger: &'l Ledger) -> Grid<'l> {
        let all = ledger.sessions();
        let early = all.len().saturating_sub(MOST_SESSIONS);
        let sessions = all.get(early..).unwrap_or_default();
        let votes = ledger.has_votes();
        let topics = topics(ledger);
        let more = topics.len().saturating_sub(MOST_TOPICS);
        let rows: Vec<Row> = topics
            .into_iter()
            .take(MOST_TOPICS)
            .map(|topic| Row {
                cells: sessions
                    .iter()
                    .map(|held| {
                        let mut seen = topic.seen.iter();
                        let seen = seen.find(|seen| seen.session == held.session)?;
                        Some(value(seen, votes))
                    })
                    .collect(),
                topic,
            })
            .collect();
        let numbers = rows.iter().flat_map(|row| &row.cells);
        let most = numbers.filter_map(|cell| (*cell)?).max().unwrap_or(0);
        Grid {
            sessions,
            rows,
            votes,
            most,
            hidden: (early, more),
        }
    }

    /// How a number stands to the largest, in so many steps; 0 for none.
    pub(super) fn level(&self, value: u64, steps: u64) -> usize {
        level(value, self.most, steps)
    }

    /// What a session is called above its column: its day, and its id as well where two share a day.
    pub(super) fn heading(&self, held: &Held) -> String {
        let same = |other: &&Held| other.date == held.date;
        if self.sessions.iter().filter(same).count() > 1 {
            format!("{} ({})", held.date, held.session)
        } else {
            held.date.to_string()
        }
    }

    /// What the numbers are, and what is not shown.
    pub(super) fn legend(&self) -> Vec<String> {
        let mut parts = vec![
            format!(
                "Numbers are {}, the most is {}",
                measure(self.votes),
                self.most
            ),
            "– not seen".to_owned(),
        ];
        let mut cells = self.rows.iter().flat_map(|row| &row.cells);
        if cells.any(|cell| *cell == Some(None)) {
            parts.push("seen: there was no vote".to_owned());
        }
        let (sessions, topics) = self.hidden;
        for (count, one, several) in [
            (sessions, "earlier session is", "earlier sessions are"),
            (topics, "further topic is", "further topics are"),
        ] {
            match count {
                0 => {}
                1 => parts.push(format!("1 {one} not shown")),
                _ => parts.push(format!("{count} {several} not shown")),
            }
        }
        parts
    }
}

fn value(seen: &Seen, votes: bool) -> Option<u64> {
    if votes { seen.votes } else { Some(seen.notes) }
}

pub(super) fn measure(votes: bool) -> &'static str {
    if votes { "votes" } else { "notes" }
}

/// Topics by sessions, recurring topics first, as a Markdown table: a number in each cell, and a block that shows how large it is.
pub fn markdown(ledger: &Ledger) -> String {
    let grid = Grid::of(ledger);
    let mut out = String::from("| topic |");
    let mut line = String::from("| --- |");
    for held in grid.sessions {
        // Writing to a String cannot fail.
        let _ = write!(out, " {} |", grid.heading(held));
        line.push_str(" --: |");
    }
    let _ = writeln!(out, " seen |\n{line} :-- |");
    for row in &grid.rows {
        let name = inert::markdown(&inert::cut(&inert::line(&row.topic.name), 80));
        let _ = write!(out, "| {name} |");
        for cell in &row.cells {
            let text = match cell {
                None => "–".to_owned(),
                Some(None) => "seen".to_owned(),
                Some(Some(value)) => {
                    let level = grid.level(*value, 8).checked_sub(1);
                    match level.and_then(|level| BLOCKS.get(level)) {
                        Some(block) => format!("{value} {block}"),
                        None => value.to_string(),
                    }
                }
            };
            let _ = write!(out, " {text} |");
        }
        let _ = writeln!(
            out,
            " {} of {} |",
            row.topic.seen.len(),
            ledger.sessions().len()
        );
    }
    let legend = grid.legend().join("; ");
    let _ = writeln!(out, "\n{legend}.");
    out
}
