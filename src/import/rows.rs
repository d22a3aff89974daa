//! The rows of a table in a text file: which sign separates the cells, and the rows themselves, also where quotes are loose.

mod sheet;
mod torn;

use super::names;
use super::take::Take;
use super::{Repair, Why};
use torn::torn;

pub(super) use sheet::{Row, Sheet};

/// What may separate cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a file is looked at to find out, in bytes.
const SAMPLE: usize = 1 << 16;

/// How a table's cells are separated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sniffed {
    /// The separator; none where each line is one cell.
    pub(super) delimiter: Option<u8>,
    /// How sure that is: 1 where each row has as many cells.
    pub(super) even: f64,
    /// Whether a column's name is a known one.
    pub(super) named: bool,
}

/// Finds out what separates the cells.
pub(super) fn sniff(text: &str) -> Sniffed {
    let sample = start(text, SAMPLE);
    let single = Sniffed {
        delimiter: None,
        even: 1.0,
        named: false,
    };
    let first = sample
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    // A file of one column, whose notes hold commas.
    if names::exact(first.trim().trim_matches('"')).is_some() {
        return Sniffed {
            named: true,
            ..single
        };
    }
    let mut best = (0.3, single);
    for delimiter in DELIMITERS {
        let (rows, _) = split(sample, delimiter);
        let sizes: Vec<usize> = rows.iter().take(200).map(Row::len).collect();
        let Some((size, times)) = most_common(&sizes) else {
            continue;
        };
        if size < 2 {
            continue;
        }
        // A sample knows no more than sixteen bits of rows.
        #[allow(clippy::cast_precision_loss)]
        let even = times as f64 / sizes.len() as f64;
        let known = rows.first().map_or(0, |row| {
            row.cells()
                .filter(|cell| names::exact(cell).is_some())
                .count()
        });
        let bonus = [0.0, 0.5, 0.8, 1.0]
            .get(known.min(3))
            .copied()
            .unwrap_or_default();
        // Of two that fit, the one that makes more cells.
        #[allow(clippy::cast_precision_loss)]
        let score = even + bonus + size.min(20) as f64 / 100.0;
        if score > best.0 {
            best = (
                score,
                Sniffed {
                    delimiter: Some(delimiter),
                    even,
                    named: known > 0,
                },
            );
        }
    }
    // A list of sentences is no table, however many commas it has.
    if best.1.even < 0.5 && !best.1.named {
        return single;
    }
    best.1
}

fn most_common(sizes: &[usize]) -> Option<(usize, usize)> {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .filter_map(|same| Some((*same.first()?, same.len())))
        .max_by_key(|(size, times)| (*times, *size))
}

/// The beginning of a text, whole lines of it where it has any.
pub(super) fn start(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let cut = text.get(..end).unwrap_or_default();
    cut.rfind('\n')
        .and_then(|end| cut.get(..=end))
        .unwrap_or(cut)
}

/// The rows of a table. Lines without anything on them are no rows.
pub(super) fn rows(text: &str, delimiter: Option<u8>, take: &mut Take) -> Sheet {
    // No text file holds this control character in earnest, so that each line is one cell.
    let (rows, loose) = split(text, delimiter.unwrap_or(b'\x1f'));
    for line in loose {
        take.mend(Repair::Quotes, line);
    }
    rows
}

/// A row in which nothing stands is dropped, and said to be.
pub(super) fn filled(mut rows: Sheet, take: &mut Take) -> Sheet {
    rows.retain(|row| {
        let filled = row.cells().any(|cell| !cell.trim().is_empty());
        if !filled {
            take.drop(row.line(), "", Why::Empty);
        }
        filled
    });
    rows
}

/// The rows, and the lines of those with loose quotes.
fn split(text: &str, delimiter: u8) -> (Sheet, Vec<usize>) {
    let quoted = text.contains('"');
    if quoted && !well_formed(text.as_bytes(), delimiter) {
        return torn(text, delimiter);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoted)
        .from_reader(text.as_bytes());
    let mut lines = Lines::new(text);
    let mut rows = Sheet::default();
    let mut record = csv::StringRecord::new();
    let mut at = 0;
    // The text is UTF-8 and rows may be of any length, so no row can be an error; the rest would be kept by the other way.
    while let Ok(true) = reader.read_record(&mut record) {
        rows.push(lines.of(at), &record);
        at = usize::try_from(reader.position().byte()).unwrap_or(text.len());
    }
    (rows, Vec::new())
}

/// Counts lines as bytes go by.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        Lines {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line of the first byte from `at` that ends none.
    fn of(&mut self, at: usize) -> usize {
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= at && *byte != b'\n' {
                break;
            }
            self.line += usize::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// Whether each quote opens a cell, is doubled, or closes a cell at its end.
fn well_formed(bytes: &[u8], delimiter: u8) -> bool {
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter || *byte == b'\n');
    let mut at = 0;
    let mut starts = true;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte != b'"' {
            starts = ends(Some(byte));
            continue;
        }
        if !starts {
            return false;
        }
        loop {
            match bytes.get(at) {
                None => return false,
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                Some(b'"') => break,
                Some(_) => at += 1,
            }
        }
        at += 1;
        if !ends(bytes.get(at)) {
            return false;
        }
        starts = false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split_of(text: &str, delimiter: u8) -> Vec<(usize, Vec<String>)> {
        shown(&split(text, delimiter).0)
    }

    fn shown(rows: &Sheet) -> Vec<(usize, Vec<String>)> {
        rows.iter()
            .map(|row| (row.line(), row.cells().map(str::to_owned).collect()))
            .collect()
    }

    #[test]
    fn loose_quotes_swallow_no_rows() {
        type Line<'a> = (usize, &'a [&'a str]);
        let table: [(&str, &[Line<'_>]); 7] = [
            (
                "a,\"b\nc\",d\n\ne,f",
                &[(1, &["a", "b\nc", "d"]), (4, &["e", "f"])],
            ),
            (
                "\"say \"hi\" now\",x\ny,z",
                &[(1, &["say \"hi\" now", "x"]), (2, &["y", "z"])],
            ),
            (
                "\"say \"hi\"\",x\ny",
                &[(1, &["say \"hi\"", "x"]), (2, &["y"])],
            ),
            (
                "\"never closed,x\n\"y\",z",
                &[(1, &["never closed", "x"]), (2, &["y", "z"])],
            ),
            ("a \"b\" c,d\n\"e", &[(1, &["a \"b\" c", "d"]), (2, &["e"])]),
            ("\"a\" ,\"b\nc\" d\",e", &[(1, &["a", "b\nc\" d", "e"])]),
            ("x,", &[(1, &["x", ""])]),
        ];
        for (text, expected) in table {
            let expected: Vec<(usize, Vec<String>)> = expected
                .iter()
                .map(|(line, cells)| (*line, cells.iter().map(|c| (*c).to_owned()).collect()))
                .collect();
            assert_eq!(split_of(text, b','), expected, "{text:?}");
        }
    }

    #[test]
    fn the_separator_is_found() {
        let table = [
            ("text,author\na;b,c\n", Some(b',')),
            ("Idee;Stimmen\nEins, zwei, drei;4\nVier;2\n", Some(b';')),
            ("a\tb\nc, d\te\n", Some(b'\t')),
            ("note|who\nx, y|z\n", Some(b'|')),
            ("text\nHello, world\nOne, two\n", None),
            ("One, two\nThree\nFour, five, six\nSeven\n", None),
            ("\"a, b\",c\n\"d\",e\n", Some(b',')),
            ("", None),
        ];
        for (text, delimiter) in table {
            assert_eq!(sniff(text).delimiter, delimiter, "{text:?}");
        }
    }

    fn a_cell() -> impl Strategy<Value = String> {
        "[a-c\"\n,; é]{0,6}"
    }

    proptest! {
        #[test]
        fn both_ways_agree_on_tables_as_they_should_be(
            table in prop::collection::vec(prop::collection::vec(a_cell(), 1..4), 0..6),
        ) {
            let quoted: Vec<String> = table
                .iter()
                .map(|row| {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                        .collect();
                    cells.join(",")
                })
                .collect();
            let text = quoted.join("\n");
            let (rows, loose) = split(&text, b',');
            let cells: Vec<Vec<String>> = shown(&rows).into_iter().map(|row| row.1).collect();
            prop_assert!(loose.is_empty());
            prop_assert_eq!(&cells, &table);
            // Where no cell ends in a quote, no rule is needed to see where it closes.
            if !text.contains("\"\"") {
                prop_assert_eq!(torn(&text, b','), (rows, loose));
            }
        }

        #[test]
        fn rows_keep_every_letter(text in "[a-c\",\n ]{0,60}") {
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
            for delimiter in [b',', b'\x1f'] {
                let rows = split(&text, delimiter).0;
                let all: String = rows.iter().flat_map(Row::cells).collect();
                prop_assert_eq!(letters(&all), letters(&text));
                let lines: Vec<&str> = text.split('\n').collect();
                for row in rows.iter() {
                    let start = lines.get(row.line() - 1).copied().unwrap_or_default();
                    prop_assert!(!start.is_empty(), "{:?} {:?}", row, text);
                }
            }
        }
    }
}
