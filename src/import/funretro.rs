//! A FunRetro (EasyRetro) board: as Markdown (`## column`, `- card (+2)`, indented comments), or as CSV with a column a list.

use super::columns::{self, Kind};
use super::inline::plain;
use super::items::{self, Block};
use super::names::{Role, exact};
use super::rows::{self, Row};
use super::take::Take;
use super::{Repair, Why, table};
use crate::fault::Fault;

/// Reads a board.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let blocks = items::blocks(text);
    let headed = blocks
        .iter()
        .any(|(_, block)| matches!(block, Block::Heading(..)));
    if headed {
        cards(blocks, take)
    } else {
        board(text, take)
    }
}

/// A card that may go on.
struct Open {
    line: usize,
    words: String,
}

#[allow(clippy::unnecessary_wraps)]
fn cards(blocks: Vec<items::Placed>, take: &mut Take) -> Result<(), Fault> {
    let mut column: Option<String> = None;
    let mut open: Option<Open> = None;
    for (line, block) in blocks {
        match block {
            Block::Item(0, words) => {
                close(open.replace(Open { line, words }), column.as_deref(), take);
            }
            Block::Item(_, words) => {
                close(open.take(), column.as_deref(), take);
                take.drop(line, &words, Why::Comment);
            }
            Block::Heading(level, words) => {
                close(open.take(), column.as_deref(), take);
                column = (level > 1)
                    .then(|| plain(&words))
                    .filter(|name| !name.is_empty());
                take.drop(line, &words, Why::Heading);
            }
            // People write more than a line on a card.
            Block::Paragraph(words) | Block::Aside(_, words) => match &mut open {
                Some(card) => {
                    card.words.push('\n');
                    card.words.push_str(&words);
                }
                None => take.drop(line, &words, Why::Paragraph),
            },
            Block::Table(names, rows) => {
                take.drop(line, &names.join(", "), Why::Unreadable);
                for (line, cells) in rows {
                    take.drop(line, &cells.join(", "), Why::Unreadable);
                }
            }
        }
    }
    close(open, column.as_deref(), take);
    Ok(())
}

fn close(card: Option<Open>, column: Option<&str>, take: &mut Take) {
    if let Some(card) = card {
        let (words, votes) = votes(&card.words);
        // Cards hold what people typed, not Markdown.
        take.card(card.line, words, None, column, Some(votes));
    }
}

/// `words (+2)`: what stands before, and how many votes. None are not written.
pub(super) fn votes(words: &str) -> (&str, i64) {
    let words = words.trim_end();
    let inside = words
        .strip_suffix(')')
        .and_then(|words| words.rsplit_once("(+"));
    match inside.map(|(before, count)| (before.trim_end(), count.parse::<u32>())) {
        Some((before, Ok(count))) => (before, i64::from(count)),
        _ => (words, 0),
    }
}

/// A table in which each column is a list of the board.
fn board(text: &str, take: &mut Take) -> Result<(), Fault> {
    let delimiter = rows::sniff(text).delimiter;
    let rows = rows::filled(rows::rows(text, delimiter, take), take);
    let named = rows.first().is_some_and(|row| {
        row.cells()
            .any(|cell| matches!(exact(cell), Some(Role::Text(_))))
    });
    if named {
        return table::of_rows(rows, delimiter, take);
    }
    let Some(columns) = columns::find(&rows, Kind::Board, take) else {
        return table::no_text(&rows, take);
    };
    let names = rows.first();
    for (index, row) in rows.iter().enumerate() {
        if index == 0 {
            take.drop(row.line(), &row.shown(), Why::Heading);
            continue;
        }
        let before = take.cards.len();
        for index in &columns.text {
            let (words, votes) = votes(row.cell(*index));
            if !words.is_empty() {
                let column = names.map(|names| names.cell(*index));
                take.card(row.line(), words, None, column, Some(votes));
            }
        }
        // A row that is longer than the first: what stands beyond belongs to no list.
        let width = names.map_or(0, Row::len);
        if row.len() > width {
            take.mend(Repair::Ragged, row.line());
        }
        for cell in row.cells().skip(width) {
            if !cell.trim().is_empty() {
                take.card(row.line(), cell, None, None, None);
            }
        }
        if take.cards.len() == before {
            take.drop(row.line(), &row.shown(), Why::NoText);
        }
    }
    Ok(())
}
