//! The open data of a Polis conversation: `comments.csv`, and the `votes.csv` beside it.

use super::names::Role;
use super::number::{number, whole};
use super::parabol::column;
use super::rows::{self, Row};
use super::take::Take;
use super::{Imported, Why, decode, names, table};
use crate::fault::Fault;
use std::collections::BTreeMap;
use std::path::Path;

/// For each comment, how many agree and how many disagree.
pub(super) type Cast = BTreeMap<String, (i64, i64)>;

/// Reads comments. The support is agreements less disagreements; a comment that moderators rejected is no note.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let rows = rows::filled(rows::rows(text, Some(b','), take), take);
    let body = column(&rows, &["comment_body"]).or_else(|| {
        let first = rows.first()?;
        let is_text = |cell: &str| matches!(names::exact(cell), Some(Role::Text(_)));
        first.cells().position(is_text)
    });
    let Some(body) = body else {
        return Err(take.fault(
            1,
            "the file holds no comments of Polis: no column is named `comment-body`",
            "name the conversation's `comments.csv`",
        ));
    };
    let author = column(&rows, &["author_id"]);
    let moderated = column(&rows, &["moderated"]);
    let agrees = column(&rows, &["agrees", "agree"]);
    let disagrees = column(&rows, &["disagrees", "disagree"]);
    for (index, row) in rows.iter().enumerate() {
        if index == 0 {
            take.drop(row.line(), &row.shown(), Why::Heading);
            continue;
        }
        if moderated.is_some_and(|moderated| row.cell(moderated).trim() == "-1") {
            take.drop(row.line(), row.cell(body), Why::ModeratedOut);
            continue;
        }
        let votes = table::votes(row, agrees.map(|agrees| (agrees, disagrees)), take);
        let author = author.map(|author| row.cell(author));
        take.card(row.line(), row.cell(body), author, None, votes);
    }
    Ok(())
}

/// The votes of a conversation, if the file holds some. Who votes on a comment again replaces the vote before.
pub(super) fn votes(bytes: &[u8]) -> Option<Cast> {
    // Most files are not, and need not be read to see that.
    let start = bytes.get(..bytes.len().min(400))?;
    let names = String::from_utf8_lossy(start);
    let names = names.lines().next()?;
    if !names.contains("comment-id") || !names.contains("voter-id") {
        return None;
    }
    let text = decode::decode(bytes).text;
    let mut take = Take::new(Path::new(""), Vec::new());
    let rows = rows::rows(&text, Some(b','), &mut take);
    let comment = column(&rows, &["comment_id"])?;
    let voter = column(&rows, &["voter_id"])?;
    let vote = column(&rows, &["vote"])?;
    let time = column(&rows, &["timestamp"]);
    let mut last: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for row in rows.iter().skip(1) {
        let value = |cell: &str| number(cell).and_then(|(value, _)| whole(value));
        let Some(vote) = value(row.cell(vote)) else {
            continue;
        };
        let time = time
            .and_then(|time| value(row.cell(time)))
            .unwrap_or_default();
        let one = last
            .entry((row.cell(comment).trim(), row.cell(voter).trim()))
            .or_insert((time, vote));
        if time >= one.0 {
            *one = (time, vote);
        }
    }
    let mut cast = Cast::new();
    for ((comment, _), (_, vote)) in last {
        let sums = cast.entry(comment.to_owned()).or_default();
        sums.0 += i64::from(vote > 0);
        sums.1 += i64::from(vote < 0);
    }
    Some(cast)
}

/// Gives the notes of a conversation the support that its votes show.
pub(super) fn support(imported: &mut Imported, bytes: &[u8], cast: &Cast) {
    let text = decode::decode(bytes).text;
    let mut take = Take::new(Path::new(""), Vec::new());
    let rows = rows::rows(&text, Some(b','), &mut take);
    let Some(id) = column(&rows, &["comment_id"]) else {
        return;
    };
    let by_line: BTreeMap<usize, Row<'_>> = rows.iter().map(|row| (row.line(), row)).collect();
    for card in &mut imported.cards {
        if let Some(row) = by_line.get(&card.line) {
            let (agrees, disagrees) = cast.get(row.cell(id).trim()).copied().unwrap_or_default();
            card.votes = Some(agrees - disagrees);
        }
    }
}
