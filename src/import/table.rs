//! Tables of spreadsheets: CSV and TSV with any header, or none.

use super::columns::{self, Columns, Kind, Stats};
use super::number::{number, whole};
use super::rows::{self, Row, Sheet};
use super::take::Take;
use super::{Repair, Why};
use crate::fault::Fault;
use crate::inert::uncell;
use std::collections::BTreeMap;

/// Reads a table.
pub(super) fn read(text: &str, tabs: bool, take: &mut Take) -> Result<(), Fault> {
    let delimiter = if tabs {
        Some(b'\t')
    } else {
        rows::sniff(text).delimiter
    };
    let rows = rows::filled(rows::rows(text, delimiter, take), take);
    of_rows(rows, delimiter, take)
}

/// Takes the notes out of rows that are not empty.
pub(super) fn of_rows(rows: Sheet, delimiter: Option<u8>, take: &mut Take) -> Result<(), Fault> {
    let Some(columns) = columns::find(&rows, Kind::Sheet, take) else {
        return no_text(&rows, take);
    };
    let joint = match delimiter {
        Some(b'\t') | None => " ".to_owned(),
        Some(b'|') => "|".to_owned(),
        Some(other) => format!("{} ", char::from(other)),
    };
    cards(rows, &columns, &joint, take);
    Ok(())
}

/// A table without a column of text.
pub(super) fn no_text(rows: &Sheet, take: &Take) -> Result<(), Fault> {
    if rows.is_empty() {
        // `finish` says that there are no notes.
        return Ok(());
    }
    Err(take.fault(
        rows.first().map_or(0, Row::line),
        "no column of the table holds text",
        "name the notes' column `text`, or name the file's form with --from",
    ))
}

/// Makes cards of rows. `joint` goes between the parts of a note that its own commas tore apart.
fn cards(mut rows: Sheet, columns: &Columns, joint: &str, take: &mut Take) {
    let width = rows.first().map_or(0, Row::len);
    let begin = usize::from(columns.header);
    if let Some(first) = rows.first().filter(|_| columns.header) {
        take.drop(first.line(), &first.shown(), Why::Heading);
    }
    for index in begin..rows.len() {
        straighten(&mut rows, index, columns, width, joint, take);
    }
    let shifted = shifted(&rows, columns, width);
    for (index, row) in rows.iter().enumerate().skip(begin) {
        let text = uncell(first_filled(row, &columns.text));
        let cell = |index| uncell(row.cell(index).trim());
        let cluster = columns.cluster.map(cell);
        let author = columns.author.map(cell);
        if let Some(cell) = shifted.get(&index) {
            take.mend(Repair::Shifted, row.line());
            take.card(row.line(), row.cell(*cell), author, Some(text), None);
            continue;
        }
        if text.is_empty() {
            take.drop(row.line(), &row.shown(), Why::NoText);
            continue;
        }
        let votes = votes(row, columns.votes, take);
        if votes.is_some() && is_total(text) {
            take.drop(row.line(), &row.shown(), Why::Total);
            continue;
        }
        take.card(row.line(), text, author, cluster, votes);
    }
}

/// The first of the columns that is filled.
fn first_filled<'a>(row: Row<'a>, columns: &[usize]) -> &'a str {
    columns
        .iter()
        .map(|index| row.cell(*index).trim())
        .find(|cell| !cell.is_empty())
        .unwrap_or_default()
}

/// Gives a row as many cells as the first has.
fn straighten(
    rows: &mut Sheet,
    index: usize,
    columns: &Columns,
    width: usize,
    joint: &str,
    take: &mut Take,
) {
    let Some(row) = rows.row(index) else { return };
    let cells = row.len();
    if cells == width {
        return;
    }
    take.mend(Repair::Ragged, row.line());
    let text = columns.text.first().copied().unwrap_or_default();
    if cells < width || row.cells().skip(width).all(|cell| cell.trim().is_empty()) {
        return;
    }
    // Commas in a note that was not quoted: its parts are more than the others' cells leave room for.
    let parts = text..=text + (cells - width);
    let mut whole: Vec<String> = Vec::new();
    let mut note: Vec<&str> = Vec::new();
    for (at, cell) in row.cells().enumerate() {
        if parts.contains(&at) {
            note.push(cell.trim());
            if at == *parts.end() {
                whole.push(note.join(joint));
            }
        } else {
            whole.push(cell.to_owned());
        }
    }
    rows.replace(index, &whole);
}

/// The rows whose note stands in a column of numbers, under a heading that stands in the notes' column again and again.
fn shifted(rows: &Sheet, columns: &Columns, width: usize) -> BTreeMap<usize, usize> {
    let Some(text) = columns.text.first().copied() else {
        return BTreeMap::new();
    };
    let numeric: Vec<usize> = (0..width)
        .filter(|index| {
            *index != text
                && Some(*index) != columns.author
                && Some(*index) != columns.cluster
                && Stats::of(rows.iter().skip(1).take(1_000).map(|row| row.cell(*index))).numeric()
        })
        .collect();
    if numeric.is_empty() {
        return BTreeMap::new();
    }
    let prose = |cell: &str| number(cell).is_none() && cell.split_whitespace().count() > 2;
    let found: Vec<(usize, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let cell = numeric.iter().find(|index| prose(row.cell(**index)))?;
            Some((at, *cell))
        })
        .collect();
    let heading = |at: usize| rows.row(at).map_or("", |row| row.cell(text));
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, _) in &found {
        *times.entry(heading(*at)).or_default() += 1;
    }
    found
        .iter()
        .filter(|(at, _)| times.get(heading(*at)).is_some_and(|times| *times > 1))
        .copied()
        .collect()
}

/// The support of a row.
pub(super) fn votes(
    row: Row<'_>,
    columns: Option<(usize, Option<usize>)>,
    take: &mut Take,
) -> Option<i64> {
    let (agrees, disagrees) = columns?;
    let mut value = |index: usize| {
        let (value, comma) = number(row.cell(index))?;
        if comma {
            take.mend(Repair::DecimalComma, row.line());
        }
        Some(value)
    };
    let agrees = value(agrees)?;
    let disagrees = disagrees.and_then(value).unwrap_or_default();
    whole(agrees - disagrees)
}

/// "Total", "Total voters", "Summe".
fn is_total(text: &str) -> bool {
    const SUMS: [&str; 9] = [
        "total", "totals", "sum", "summe", "gesamt", "suma", "soma", "somme", "合計",
    ];
    const OF: [&str; 6] = [
        "votes",
        "voters",
        "participants",
        "responses",
        "stimmen",
        "votos",
    ];
    // Most notes are longer.
    if text.len() > 40 {
        return false;
    }
    let text = text.to_lowercase();
    let mut words = text
        .split(|c: char| c.is_whitespace() || c == ':')
        .filter(|w| !w.is_empty());
    words.next().is_some_and(|first| SUMS.contains(&first)) && words.all(|word| OF.contains(&word))
}
