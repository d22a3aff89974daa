//! `notes.csv`, the file beside a session: `text`, optional `author`, optional `cluster`, and what the format declares.

use super::{Author, LONGEST_NOTE, Note, Origin};
use crate::fault::{Fault, Place, Source, enough, nearest};
use crate::fields::{self, Field};
use crate::inert;
use crate::text::many;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The largest file, in bytes: about 20,000 notes of ordinary length.
pub const LARGEST_FILE: usize = 8 << 20;

/// The longest name of an author or a cluster, in characters.
const LONGEST_NAME: usize = 200;

/// The most columns: of more, each would only be named as unknown.
const MOST_COLUMNS: usize = 200;

const COLUMNS: [&str; 3] = ["text", "author", "cluster"];

/// Reads the bytes of a notes file; `fields` are the columns that the session's format adds.
///
/// # Errors
/// Every fault in it: not UTF-8, no notes, an unknown column, a row that does not fit, a note that is empty or too long.
pub fn read(path: &Path, bytes: &[u8], fields: &[Field]) -> Result<Vec<Note>, Vec<Fault>> {
    let rows = written(path, bytes, fields)?;
    Ok(rows.into_iter().map(|row| row.note).collect())
}

/// A note and how it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The note.
    pub note: Note,
    /// The line that its row begins on, from 1.
    pub line: usize,
    /// Its text as it was written, with line breaks.
    pub written: String,
}

/// The same, with how each note stands in the file.
///
/// # Errors
/// As [`read`].
pub fn written(path: &Path, bytes: &[u8], fields: &[Field]) -> Result<Vec<Row>, Vec<Fault>> {
    if bytes.len() > LARGEST_FILE {
        return Err(vec![Fault::new(
            Place::at(path.to_owned(), 1, 1),
            format!(
                "the file has {} bytes, more than the {LARGEST_FILE} allowed",
                bytes.len()
            ),
            "split the session, or leave out what is no note",
        )]);
    }
    rows(
        &Source::read(path, bytes).map_err(|fault| vec![fault])?,
        fields,
    )
}

fn rows(source: &Arc<Source>, fields: &[Field]) -> Result<Vec<Row>, Vec<Fault>> {
    let empty = || {
        vec![Fault::new(
            Place::start(source),
            "the file holds no notes",
            "write a first line `text,author,cluster` and one note a line after it, or delete the file",
        )]
    };
    if source.text.trim().is_empty() {
        return Err(empty());
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(source.text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return Err(vec![broken(source, &error)]),
    };
    let mut faults = columns(source, &headers, fields);
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header.eq_ignore_ascii_case(name))
    };
    let Some(text_column) = column("text") else {
        return Err(faults);
    };
    let (author_column, cluster_column) = (column("author"), column("cluster"));
    let field_columns: Vec<_> = fields
        .iter()
        .map(|field| (field, column(&field.name)))
        .collect();
    // A quote that is not closed swallows the rows after it: what they hold is not known.
    if let Some(fault) = quotes(source) {
        faults.push(fault);
        return Err(faults);
    }
    let mut notes = Vec::new();
    let (mut line, mut counted) = (1, 0);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(broken(source, &error));
                break;
            }
        };
        let at = record
            .position()
            .and_then(|position| usize::try_from(position.byte()).ok())
            .unwrap_or_default();
        let place = || Place::new(source, row_at(&source.text, at));
        if enough(&mut faults, place) {
            break;
        }
        if record.len() > headers.len() {
            faults.push(Fault::new(
                place(),
                format!(
                    "the row has {} for {}",
                    many(count(record.len()), "cell", "cells"),
                    many(count(headers.len()), "column", "columns")
                ),
                "put a note that holds a comma in double quotes",
            ));
            continue;
        }
        let written = inert::uncell(record.get(text_column).unwrap_or_default());
        let text = inert::line(written);
        if text.is_empty() {
            if record.iter().any(|cell| !cell.is_empty()) {
                faults.push(Fault::new(
                    place(),
                    "the row has no text",
                    "write the note, or delete the row",
                ));
            }
            continue;
        }
        let length = text.chars().count();
        if length > LONGEST_NOTE {
            faults.push(Fault::new(
                place(),
                format!("the note has {length} characters, more than the {LONGEST_NOTE} allowed"),
                "keep to one idea a note; put longer texts into a document and link it",
            ));
            continue;
        }
        let mut cell = |index: Option<usize>, name: &str| {
            let cell = index
                .and_then(|index| record.get(index))
                .map(|cell| inert::line(inert::uncell(cell)))
                .filter(|cell| !cell.is_empty())?;
            let length = cell.chars().count();
            if length > LONGEST_NAME {
                faults.push(Fault::new(
                    place(),
                    format!(
                        "the {name} has {length} characters, more than the {LONGEST_NAME} allowed"
                    ),
                    "write a name of a few words",
                ));
                return None;
            }
            Some(cell)
        };
        let author = cell(author_column, "author").map(Author::Name);
        let cluster = cell(cluster_column, "cluster");
        let mut said = BTreeMap::new();
        for (field, column) in &field_columns {
            let cell = column.and_then(|column| record.get(column));
            match fields::cell(field, inert::uncell(cell.unwrap_or_default())) {
                Ok(Some(value)) => {
                    said.insert(field.name.clone(), value);
                }
                Ok(None) => {}
                Err((message, cure)) => faults.push(Fault::new(place(), message, cure)),
            }
        }
        // Rows have no id: the text is one, counted where it stands twice. An edit of the file makes a new note, as it should.
        let nth = seen.entry(text.clone()).or_default();
        *nth += 1;
        let note = Note {
            origin: Origin::File(super::digest(&text, *nth)),
            text,
            author,
            written: None,
            // As it stands in a label, too.
            cluster: cluster.map(|name| match name.get(..8) {
                Some(prefix) if prefix.eq_ignore_ascii_case("cluster:") => {
                    inert::line(name.get(8..).unwrap_or_default())
                }
                _ => name,
            }),
            fields: said,
        };
        let start = line_at(&source.text, at).start;
        let passed = source.text.get(counted..start).unwrap_or_default();
        line += passed.bytes().filter(|byte| *byte == b'\n').count();
        counted = start;
        notes.push(Row {
            note,
            line,
            written: written.to_owned(),
        });
    }
    if notes.is_empty() && faults.is_empty() {
        return Err(empty());
    }
    if faults.is_empty() {
        Ok(notes)
    } else {
        Err(faults)
    }
}

/// What is wrong with the first line.
fn columns(source: &Arc<Source>, headers: &csv::StringRecord, fields: &[Field]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let names = fields.iter().map(|field| field.name.as_str());
    let known: Vec<&str> = COLUMNS.into_iter().chain(names).collect();
    let cells = first_cells(&source.text);
    let whole = line_at(&source.text, 0);
    let place = |index: usize| {
        let span = cells.get(index).cloned().unwrap_or_else(|| whole.clone());
        Place::new(source, span)
    };
    let first = headers.get(0).unwrap_or_default();
    if let (1, Some(other)) = (
        headers.len(),
        first.chars().find(|c| matches!(c, ';' | '\t')),
    ) {
        let name = if other == ';' { "semicolons" } else { "tabs" };
        return vec![Fault::new(
            Place::new(source, whole),
            format!("the columns are separated by {name}"),
            "separate them by commas (in a spreadsheet: save as \"CSV UTF-8 (comma delimited)\")",
        )];
    }
    let list = format!("the columns are: {}", known.join(", "));
    if headers.len() > MOST_COLUMNS {
        return vec![Fault::new(
            Place::new(source, whole),
            format!(
                "the file has {} columns, more than the {MOST_COLUMNS} allowed",
                headers.len()
            ),
            list,
        )];
    }
    let mut meant_text = false;
    for (index, header) in headers.iter().enumerate() {
        let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(header));
        if header.is_empty() {
            faults.push(Fault::new(
                place(index),
                format!("column {} has no name", index + 1),
                format!("name it or delete it; {list}"),
            ));
        } else if !is_known {
            let meant = nearest(header, known.iter().copied());
            meant_text |= meant == Some("text");
            faults.push(Fault::new(
                place(index),
                format!("unknown column `{}`", inert::cut(&inert::line(header), 60)),
                match meant {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => list.clone(),
                },
            ));
        } else if headers
            .iter()
            .take(index)
            .any(|before| before.eq_ignore_ascii_case(header))
        {
            faults.push(Fault::new(
                place(index),
                format!("the column `{header}` stands here a second time"),
                "keep one of the two",
            ));
        }
    }
    let has_text = headers
        .iter()
        .any(|header| header.eq_ignore_ascii_case("text"));
    if !has_text && !meant_text {
        faults.push(Fault::new(
            Place::new(source, whole),
            "the first line names no column `text`",
            "make the first line `text`, or `text,author,cluster`",
        ));
    }
    faults
}

/// The cells of the first line that is not empty, as bytes of the text.
fn first_cells(text: &str) -> Vec<Range<usize>> {
    let line = line_at(text, 0);
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (line.start, false);
    for (at, byte) in text.bytes().enumerate().take(line.end).skip(line.start) {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                cells.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    cells.push(start..line.end);
    cells
}

/// The first quote that is not closed, or is closed before its cell ends. A CSV reader would take either for text, and rows
/// with it.
fn quotes(source: &Arc<Source>) -> Option<Fault> {
    let cure = "close a quoted note with `\"` before the next comma, and write a quote inside it twice: `\"\"`";
    let mut open = None;
    let mut starts = true;
    let mut bytes = source.text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match (open, byte) {
            (Some(_), b'"') if bytes.next_if(|(_, next)| *next == b'"').is_some() => {}
            (Some(start), b'"') => {
                open = None;
                while bytes.next_if(|(_, next)| *next == b' ').is_some() {}
                if let Some((_, next)) = bytes.peek()
                    && !b",\r\n".contains(next)
                {
                    let opened = Place::new(source, start..start + 1);
                    return Some(Fault::new(
                        Place::new(source, at..at + 1),
                        format!(
                            "the quote that opened on line {} closes here, and text follows it",
                            opened.line
                        ),
                        cure,
                    ));
                }
            }
            (Some(_), _) => {}
            (None, b'"') if starts => open = Some(at),
            (None, _) => starts = b",\r\n".contains(&byte),
        }
    }
    open.map(|start| {
        Fault::new(
            Place::new(source, start..start + 1),
            "the quote that opens here is never closed",
            cure,
        )
    })
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The beginning of a row, at most 80 bytes: a fault must not print a long note.
fn row_at(text: &str, at: usize) -> Range<usize> {
    let line = line_at(text, at);
    line.start..line.end.min(line.start + 80)
}

/// The line that a row starts on.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = at
        + text.get(at..).map_or(0, |rest| {
            rest.len() - rest.trim_start_matches(['\r', '\n']).len()
        });
    let length = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .map_or(0, str::len);
    start..start + length
}

fn broken(source: &Arc<Source>, error: &csv::Error) -> Fault {
    let at = error
        .position()
        .and_then(|position| usize::try_from(position.byte()).ok())
        .unwrap_or_default();
    Fault::new(
        Place::new(source, at..at),
        format!("the file cannot be read as CSV: {error}"),
        "check the quotes on this line",
    )
}

#[cfg(test)]
mod tests;
