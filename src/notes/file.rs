//! `notes.csv`, the file beside a session: `text`, optional `author`, optional `cluster`.

use super::{Author, LONGEST_NOTE, Note, Origin};
use crate::fault::{Fault, Place, Source, nearest};
use crate::inert;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The largest file, in bytes: about 20,000 notes of ordinary length.
pub const LARGEST_FILE: usize = 8 << 20;

const COLUMNS: [&str; 3] = ["text", "author", "cluster"];

/// Reads the bytes of a notes file.
///
/// # Errors
/// Every fault in it: not UTF-8, no notes, an unknown column, a row that does not fit, a note that is empty or too long.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Note>, Vec<Fault>> {
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
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => return Err(vec![not_utf8(path, bytes, error.valid_up_to())]),
    };
    let source = Arc::new(Source {
        path: path.to_owned(),
        text: text.to_owned(),
    });
    rows(&source)
}

fn not_utf8(path: &Path, bytes: &[u8], at: usize) -> Fault {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |n| n + 1);
    let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default())
        .chars()
        .count()
        + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    Fault::new(
        Place::at(path.to_owned(), line, column),
        format!("the file is not UTF-8: byte 0x{byte:02x} begins no character"),
        "save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")",
    )
}

fn rows(source: &Arc<Source>) -> Result<Vec<Note>, Vec<Fault>> {
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
    let mut faults = Vec::new();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header.eq_ignore_ascii_case(name))
    };
    for header in &headers {
        if !COLUMNS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(header))
        {
            let at = source.text.find(header).unwrap_or_default();
            let cure = match nearest(header, COLUMNS) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "the columns are: text, author, cluster".to_owned(),
            };
            faults.push(Fault::new(
                Place::new(source, at..at + header.len()),
                format!("unknown column `{}`", inert::cut(&inert::line(header), 60)),
                cure,
            ));
        }
    }
    let Some(text_column) = column("text") else {
        faults.push(Fault::new(
            Place::start(source),
            "the first line names no column `text`",
            "make the first line `text`, or `text,author,cluster`",
        ));
        return Err(faults);
    };
    let (author_column, cluster_column) = (column("author"), column("cluster"));
    let mut notes = Vec::new();
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
        let place = || Place::new(source, line_at(&source.text, at));
        if record.len() > headers.len() {
            faults.push(Fault::new(
                place(),
                format!(
                    "the row has {} cells for {} columns",
                    record.len(),
                    headers.len()
                ),
                "put a note that holds a comma in double quotes",
            ));
            continue;
        }
        let text = inert::line(record.get(text_column).unwrap_or_default());
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
        let cell = |index: Option<usize>| {
            index
                .and_then(|index| record.get(index))
                .map(inert::line)
                .filter(|cell| !cell.is_empty())
        };
        // Rows have no id: the text is one, counted where it stands twice. An edit of the file makes a new note, as it should.
        let count = seen.entry(text.clone()).or_default();
        *count += 1;
        let digest = crate::hex(&Sha256::digest(format!("{count}\n{text}").as_bytes()));
        notes.push(Note {
            origin: Origin::File(digest.chars().take(12).collect()),
            text,
            author: cell(author_column).map(Author::Name),
            written: None,
            cluster: cell(cluster_column),
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

/// The line that a row starts on, at most 80 bytes of it: a fault must not print a long note.
fn line_at(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = at
        + text.get(at..).map_or(0, |rest| {
            rest.len() - rest.trim_start_matches(['\r', '\n']).len()
        });
    let length = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .map_or(0, str::len);
    start..start + length.min(80)
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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn faults(bytes: &[u8]) -> Vec<String> {
        read(Path::new("notes.csv"), bytes)
            .unwrap_err()
            .iter()
            .map(|fault| fault.to_string())
            .collect()
    }

    #[test]
    fn rows_become_notes() {
        let notes = read(
            Path::new("notes.csv"),
            "\u{feff}Text,Cluster,author\r\n\"One, two\",Security,\r\nsame,,Ada\nsame\n,,\n"
                .as_bytes(),
        )
        .unwrap();
        let shown: Vec<_> = notes
            .iter()
            .map(|note| {
                (
                    note.text.as_str(),
                    note.cluster.as_deref(),
                    note.author.as_ref().map(Author::name),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("One, two", Some("Security"), None),
                ("same", None, Some("Ada")),
                ("same", None, None)
            ]
        );
        assert_ne!(notes[1].origin, notes[2].origin);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert_eq!(
            faults(b"text\nok\ncaf\xe9\n"),
            [
                "notes.csv:3:4: the file is not UTF-8: byte 0xe9 begins no character (save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\"))"
            ]
        );
        assert!(faults(b"")[0].starts_with("notes.csv:1:1: the file holds no notes"));
        assert!(faults(b"text,author\n")[0].starts_with("notes.csv:1:1: the file holds no notes"));
        let long = format!("text\nfine\n{}\n", "x".repeat(5 << 20));
        assert!(
            faults(long.as_bytes())[0]
                .starts_with("notes.csv:3:1: the note has 5242880 characters")
        );
        let many = faults(b"text,clusters\na,b,c\n,x\n");
        assert_eq!(many.len(), 3, "{many:#?}");
        assert!(many[0].contains("did you mean `cluster`?"));
        assert!(many[1].starts_with("notes.csv:2:1"));
        assert!(many[2].starts_with("notes.csv:3:1"));
    }
}
