//! What was read and what was not, for people.

use super::{Dropped, Imported, Mended, Why};
use crate::inert;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How many lines of a reason are named.
const NAMED: usize = 5;

/// A line a file: how many notes, what was dropped and why, what was repaired.
pub fn report(imported: &[(PathBuf, Imported)]) -> String {
    let mut out = String::new();
    for (path, one) in imported {
        let notes = match one.cards.len() {
            1 => "1 note".to_owned(),
            many => format!("{many} notes"),
        };
        let path = inert::terminal(&path.to_string_lossy());
        out.push_str(&format!("{path} ({}): {notes}", one.form));
        let why = dropped(&one.dropped);
        if !why.is_empty() {
            out.push_str(&format!("; {} dropped: {why}", one.dropped.len()));
        }
        let mended: Vec<String> = one.mended.iter().map(Mended::to_string).collect();
        if !mended.is_empty() {
            out.push_str(&format!("; repaired: {}", mended.join(", ")));
        }
        out.push('\n');
    }
    out
}

/// "2 empty (lines 4, 9), 1 heading (line 1)"
pub(super) fn dropped(dropped: &[Dropped]) -> String {
    let mut by_why: BTreeMap<Why, Vec<usize>> = BTreeMap::new();
    for one in dropped {
        by_why.entry(one.why).or_default().push(one.line);
    }
    let parts: Vec<String> = by_why
        .iter()
        .map(|(why, lines)| {
            let count = lines.len();
            let mut named: Vec<String> = lines.iter().take(NAMED).map(usize::to_string).collect();
            if count > NAMED {
                named.push("…".to_owned());
            }
            let noun = if count == 1 { "line" } else { "lines" };
            format!("{count} {} ({noun} {})", why.words(count), named.join(", "))
        })
        .collect();
    parts.join(", ")
}
