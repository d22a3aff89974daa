//! Outcomes and plans in words.

use crate::drive::{Paused, Ran};
use crate::inert;
use crate::plan::change::Change;
use crate::plan::stand::State;
use crate::plan::{Level, Notice};
use crate::plan::{Plan, Price};
use crate::text::many;
use std::fmt::Write;

fn count(number: usize, one: &str, more: &str) -> String {
    many(u64::try_from(number).unwrap_or(u64::MAX), one, more)
}

/// What a run did.
pub fn outcome(outcome: &Ran, failed: bool) -> String {
    let mut out = String::new();
    for line in &outcome.done {
        let _ = writeln!(out, "  {}", inert::terminal(line));
    }
    if outcome.done.is_empty() {
        out.push_str(match (failed, &outcome.paused) {
            (false, None) => "  nothing to do\n",
            _ => "  nothing was done\n",
        });
    }
    out.push('\n');
    for state in &outcome.sessions {
        out.push_str(&session(state));
    }
    out.push_str(&notices(&outcome.notices));
    if let Some(paused) = &outcome.paused {
        out.push_str(&left(paused));
    }
    let _ = writeln!(
        out,
        "{}, {}, {}",
        count(outcome.done.len(), "change", "changes"),
        many(outcome.requests, "request", "requests"),
        count(outcome.creations, "content creation", "content creations"),
    );
    out
}

/// Why a run ended early, and what remains.
fn left(paused: &Paused) -> String {
    let mut out = format!(
        "paused: {}\n",
        inert::terminal(paused.why.trim_end_matches('.'))
    );
    let Some(left) = &paused.left else {
        out.push_str("  what is left to do is not known: nothing was read yet\n");
        return out;
    };
    let _ = writeln!(
        out,
        "  {} left to do",
        count(left.len(), "change is", "changes are")
    );
    for line in left.iter().take(3) {
        let _ = writeln!(out, "    {}", inert::terminal(line));
    }
    if left.len() > 3 {
        let _ = writeln!(out, "    … and {} more", left.len() - 3);
    }
    out
}

fn session(state: &State) -> String {
    let mut line = format!(
        "{}: {}",
        state.session,
        state.stage.as_deref().unwrap_or("not announced yet")
    );
    if let (Some(_), Some(notes), Some(clusters)) = (&state.stage, state.notes, state.clusters) {
        let _ = write!(
            line,
            ", {} in {}",
            count(notes, "note", "notes"),
            count(clusters, "cluster", "clusters")
        );
    }
    if let Some(issue) = &state.issue {
        let _ = write!(line, " · {issue}");
    }
    if let Some(next) = &state.next {
        let _ = write!(line, " · {} from {}", next.stage, next.local);
    }
    if let Some(report) = &state.report {
        let _ = write!(line, "\n  report: {report}");
    }
    line.push('\n');
    line
}

/// Notices, the gravest first.
pub fn notices(list: &[Notice]) -> String {
    let mut list: Vec<&Notice> = list.iter().collect();
    list.sort_by_key(|notice| std::cmp::Reverse(notice.level));
    let mut out = String::new();
    for notice in list {
        let word = match notice.level {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::NoResult => "no result",
            Level::Held => "held back",
        };
        let _ = writeln!(
            out,
            "{word}: {}: {}",
            notice.session,
            inert::terminal(&notice.text)
        );
    }
    out
}

/// What the clock brings next, the soonest first.
pub fn next(states: &[&State]) -> String {
    const MOST: usize = 5;
    let mut list: Vec<_> = states
        .iter()
        .filter_map(|state| Some((state.next.as_ref()?, state)))
        .collect();
    list.sort_by_key(|(next, _)| next.at);
    let mut out = String::new();
    for (next, state) in list.iter().take(MOST) {
        let _ = writeln!(
            out,
            "next: {}: {} from {}",
            state.session, next.stage, next.local
        );
    }
    if list.len() > MOST {
        let _ = writeln!(out, "next: … and {} more", list.len() - MOST);
    }
    out
}

/// What a run would do and what it would cost; `read` is the reading that comes first.
pub fn plan(plan: &Plan, price: Price, read: u64) -> String {
    let mut out = String::new();
    let changes: Vec<&Change> = plan.waves.iter().flatten().collect();
    for change in &changes {
        let _ = writeln!(out, "  {}", inert::terminal(&change.to_string()));
    }
    if changes.is_empty() {
        out.push_str("  nothing to do\n");
    }
    out.push('\n');
    out.push_str(&notices(&plan.notices));
    let _ = writeln!(
        out,
        "{}: {} ({} of them to read), {}, at least {}",
        count(changes.len(), "change", "changes"),
        many(
            u64::try_from(price.requests).unwrap_or(0) + read,
            "request",
            "requests"
        ),
        read,
        count(price.creations, "content creation", "content creations"),
        count(price.seconds, "second", "seconds"),
    );
    out
}
