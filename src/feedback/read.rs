//! The table of a survey: headers, and rows of answers.
//!
//! Form tools export what people typed: cells of many lines, the same header twice, empty columns at the end, semicolons in some
//! countries. All of that is a table still. What cannot be one is a fault, by line and column, and no fault quotes the file.

use super::summary::{self, Survey};
use crate::fault::{Fault, Place, enough};
use crate::import;
use crate::inert;
use crate::text::many;
use std::path::Path;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 8 << 20;
/// The most questions: a form that asks more is an accident.
const MOST_COLUMNS: usize = 300;
/// The longest answer, in characters.
const LONGEST: usize = 20_000;

/// A table as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// What each column is called, on one line; empty where the file has no word for it.
    pub(super) headers: Vec<String>,
    /// What people answered, a cell for each header.
    pub(super) rows: Vec<Row>,
}

/// What one person answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line that it begins on, from 1.
    pub(super) line: usize,
    /// Cells, with line breaks as they were written.
    pub(super) cells: Vec<String>,
}

/// Reads the bytes of a survey, whatever they were saved as.
///
/// # Errors
/// Every fault in it: no table, a quote that is never closed, a row with too many cells, an answer as long as a book.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Survey, Vec<Fault>> {
    table(path, bytes).map(summary::survey)
}

pub(super) fn table(path: &Path, bytes: &[u8]) -> Result<Table, Vec<Fault>> {
    let fault = |line: usize, column: usize, message: String, cure: &str| {
        Fault::new(Place::at(path.to_owned(), line, column), message, cure)
    };
    let example = "export the answers of the form as CSV: the questions in the first line, a line for each person after it";
    if bytes.len() > LARGEST_FILE {
        let found = format!(
            "the file has {} bytes, more than the {LARGEST_FILE} allowed",
            bytes.len()
        );
        return Err(vec![fault(1, 1, found, "leave out what is no answer")]);
    }
    let text = import::text(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let empty = || vec![fault(1, 1, "the survey is empty".to_owned(), example)];
    if text.trim().is_empty() {
        return Err(empty());
    }
    if let Some(at) = text.find('\0') {
        let line = 1 + breaks(text.get(..at).unwrap_or_default());
        return Err(vec![fault(
            line,
            1,
            "the file is no text".to_owned(),
            example,
        )]);
    }
    let delimiter = delimiter(&text);
    if let Some((line, column)) = open_quote(&text, delimiter) {
        return Err(vec![fault(
            line,
            column,
            "the quote that opens here is never closed".to_owned(),
            "close a quoted cell with `\"`, and write a quote inside it twice: `\"\"`",
        )]);
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut faults = Vec::new();
    let mut headers: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in &mut records {
        // The text is UTF-8 and rows may differ: nothing is left that the reader could refuse.
        let Ok(record) = record else {
            faults.push(fault(
                line,
                1,
                "the file cannot be read as CSV".to_owned(),
                "check the quotes on this line",
            ));
            break;
        };
        let at = record
            .position()
            .and_then(|position| usize::try_from(position.byte()).ok())
            .unwrap_or_default();
        // Line ends before a row belong to it.
        let behind = text.get(at..).unwrap_or_default();
        let at = at + (behind.len() - behind.trim_start_matches('\n').len());
        line += breaks(text.get(counted..at).unwrap_or_default());
        counted = at;
        if enough(&mut faults, || Place::at(path.to_owned(), line, 1)) {
            break;
        }
        let cells: Vec<String> = record
            .iter()
            .map(|cell| inert::uncell(cell.trim()).to_owned())
            .collect();
        if cells.iter().all(|cell| inert::line(cell).is_empty()) {
            continue;
        }
        let Some(known) = &headers else {
            let named: Vec<String> = cells.iter().map(|cell| inert::line(cell)).collect();
            if named.len() > MOST_COLUMNS {
                faults.push(fault(
                    line,
                    1,
                    format!("the first line has {} columns", named.len()),
                    "export one survey, with a column for each question",
                ));
                return Err(faults);
            }
            headers = Some(named);
            continue;
        };
        let mut cells = cells;
        // Empty cells at the end say nothing.
        while cells.len() > known.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() > known.len() {
            faults.push(fault(
                line,
                1,
                format!(
                    "the row has {} for {}",
                    many(count(cells.len()), "answer", "answers"),
                    many(count(known.len()), "question", "questions")
                ),
                &format!(
                    "put an answer that holds a `{}` in double quotes",
                    char::from(delimiter).escape_debug()
                ),
            ));
            continue;
        }
        if let Some(index) = cells.iter().position(|cell| cell.chars().count() > LONGEST) {
            faults.push(fault(
                line,
                1,
                format!(
                    "the answer to question {} has more than {LONGEST} characters",
                    index + 1
                ),
                "put what is so long into a file of its own, and its address here",
            ));
        }
        cells.resize(known.len(), String::new());
        rows.push(Row { line, cells });
    }
    match headers {
        Some(headers) if faults.is_empty() => Ok(Table { headers, rows }),
        // Nothing but signs between cells.
        None if faults.is_empty() => Err(empty()),
        _ => Err(faults),
    }
}

pub(super) fn count(many: usize) -> u64 {
    u64::try_from(many).unwrap_or(u64::MAX)
}

fn breaks(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// The sign between cells, by the first line outside of quotes: spreadsheets of some countries write semicolons.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_start_matches('\n').bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            other if !quoted => {
                for (_, count) in counts.iter_mut().filter(|(sign, _)| *sign == other) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let [comma, others @ ..] = counts;
    let more = others.into_iter().filter(|(_, count)| *count > comma.1);
    more.max_by_key(|(_, count)| *count).unwrap_or(comma).0
}

/// Line and column of a quote that opens a cell and is never closed. A quote within an unquoted cell is a letter like any other.
fn open_quote(text: &str, delimiter: u8) -> Option<(usize, usize)> {
    let (mut line, mut column) = (1, 0);
    let mut opened = None;
    let mut begins = true;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        column += 1;
        match (opened, letter) {
            (Some(_), '"') => {
                if letters.peek() == Some(&'"') {
                    letters.next();
                    column += 1;
                } else {
                    opened = None;
                }
            }
            (None, '"') if begins => opened = Some((line, column)),
            _ => {}
        }
        begins = opened.is_none() && (letter == '\n' || letter == char::from(delimiter));
        if letter == '\n' {
            (line, column) = (line + 1, 0);
        }
    }
    opened
}
