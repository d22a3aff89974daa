//! Rows of a table whose quotes are loose.

use super::{Lines, Sheet};

/// How far the end of a quoted cell is looked for where quotes are loose, in bytes.
const FARTHEST: usize = 20_000;

/// How much may be looked through in vain for such ends in one file, in bytes.
const PATIENCE: usize = 8 << 20;

/// Rows whose quotes follow no rule: a quote closes a cell only at its end, and one that closes nowhere near is a sign like others.
pub(super) fn torn(text: &str, delimiter: u8) -> (Sheet, Vec<usize>) {
    let bytes = text.as_bytes();
    let mut lines = Lines::new(text);
    let mut rows = Sheet::default();
    let mut loose: Vec<usize> = Vec::new();
    let mut patience = PATIENCE;
    let mut at = 0;
    while at < bytes.len() {
        if bytes.get(at) == Some(&b'\n') {
            at += 1;
            continue;
        }
        let line = lines.of(at);
        let mut cells = Vec::new();
        loop {
            let cell = cell(text, at, delimiter, &mut patience);
            if cell.loose && loose.last() != Some(&line) {
                loose.push(line);
            }
            cells.push(cell.text);
            at = cell.end + 1;
            if bytes.get(cell.end) != Some(&delimiter) {
                break;
            }
        }
        rows.push(line, &cells);
    }
    (rows, loose)
}

/// A cell, and where the sign behind it stands.
struct Cell {
    text: String,
    end: usize,
    loose: bool,
}

fn cell(text: &str, start: usize, delimiter: u8, patience: &mut usize) -> Cell {
    let bytes = text.as_bytes();
    let end_of = |from: usize| {
        bytes
            .get(from..)
            .and_then(|rest| rest.iter().position(|b| *b == delimiter || *b == b'\n'))
            .map_or(bytes.len(), |length| from + length)
    };
    let skip = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| **byte == b' ').count()
    };
    let open = skip(start);
    if bytes.get(open) == Some(&b'"') {
        if let Some((close, loose)) = close(bytes, open, delimiter, patience) {
            let inside = text.get(open + 1..close).unwrap_or_default();
            return Cell {
                text: inside.replace("\"\"", "\""),
                end: skip(close + 1),
                loose,
            };
        }
        let end = end_of(open);
        return Cell {
            text: text.get(open + 1..end).unwrap_or_default().to_owned(),
            end,
            loose: true,
        };
    }
    let end = end_of(start);
    let text = text.get(start..end).unwrap_or_default();
    Cell {
        text: text.to_owned(),
        end,
        loose: text.contains('"'),
    }
}

/// The quote that closes the cell opened at `open`, and whether others stand loose before it. None where a next cell opens first.
fn close(bytes: &[u8], open: usize, delimiter: u8, patience: &mut usize) -> Option<(usize, bool)> {
    let ends = |mut at: usize| {
        while bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        bytes
            .get(at)
            .is_none_or(|byte| *byte == delimiter || *byte == b'\n')
    };
    let (mut at, mut loose, mut over) = (open + 1, false, false);
    let farthest = bytes.len().min(open + FARTHEST.min(*patience));
    while at < farthest {
        match bytes.get(at)? {
            b'\n' => over = true,
            b'"' if bytes.get(at + 1) == Some(&b'"') && !(ends(at + 2) && odd(bytes, at)) => {
                at += 1;
            }
            b'"' if ends(at + 1) => return Some((at, loose)),
            b'"' => {
                let before = at.checked_sub(1).and_then(|at| bytes.get(at))?;
                if over && (*before == delimiter || *before == b'\n') {
                    break;
                }
                loose = true;
            }
            _ => {}
        }
        at += 1;
    }
    *patience = patience.saturating_sub(at - open);
    None
}

/// Whether a run of quotes that ends a cell is of an odd kind: `said "no""` closes with its last one, `said ""no"""` too.
fn odd(bytes: &[u8], at: usize) -> bool {
    let run = bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| **byte == b'"')
        .count();
    // Two in the end are one loose and one that closes.
    run == 2
}
