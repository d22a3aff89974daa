//! The CSV of a Parabol retrospective: a row a reflection, and rows of what was said and decided about its group.

use super::number::{number, whole};
use super::rows::{self, Sheet};
use super::take::Take;
use super::{Why, names};
use crate::fault::Fault;
use std::collections::BTreeSet;

/// Where a column of one of these names stands.
pub(super) fn column(rows: &Sheet, wanted: &[&str]) -> Option<usize> {
    let first = rows.first()?;
    first.cells().position(|cell| {
        let name = names::plain(cell);
        wanted.contains(&name.as_str())
    })
}

/// Reads an export. People voted on groups there, so the first note of each has its votes and the others none: sums stay right.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let delimiter = rows::sniff(text).delimiter;
    let rows = rows::filled(rows::rows(text, delimiter, take), take);
    let Some(content) = column(&rows, &["content"]) else {
        return Err(take.fault(
            1,
            "this is no retrospective of Parabol: no column is named `content`",
            "export the retrospective's summary as CSV, or name the form with --from",
        ));
    };
    let group = column(&rows, &["reflectiongroup", "title"]);
    let author = column(&rows, &["author"]);
    let votes = column(&rows, &["votes"]);
    let kind = column(&rows, &["type"]);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (index, row) in rows.iter().enumerate() {
        if index == 0 {
            take.drop(row.line(), &row.shown(), Why::Heading);
            continue;
        }
        let why = match kind.map(|kind| row.cell(kind).trim()) {
            None | Some("Reflection") => None,
            Some("Task") => Some(Why::Task),
            Some(_) => Some(Why::Comment),
        };
        if let Some(why) = why {
            take.drop(row.line(), row.cell(content), why);
            continue;
        }
        let name = group.map(|group| row.cell(group));
        let cast = votes
            .and_then(|votes| number(row.cell(votes)))
            .and_then(|(votes, _)| whole(votes))
            .filter(|_| name.is_none_or(|name| !seen.contains(name)));
        let author = author.map(|author| row.cell(author));
        if take.card(row.line(), row.cell(content), author, name, cast) {
            seen.extend(name);
        }
    }
    Ok(())
}
