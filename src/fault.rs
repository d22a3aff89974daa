//! What is wrong with an input, where, and how to mend it.
//!
//! In: nothing. Out: [`Fault`]s, collected so that one run names them all. A fault never stops the reading of the rest of a
//! file, and this module never prints: `output` renders.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A text that was read from a file, kept so that a fault can show the line it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as the user would name it.
    pub path: PathBuf,
    /// Its whole text. Empty where it is not kept.
    pub text: String,
}

impl Source {
    /// The bytes of a file as text; a byte order mark is dropped.
    ///
    /// # Errors
    /// One fault, at the first byte that is no UTF-8.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<Arc<Source>, Fault> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let source = |text: String| {
            Arc::new(Source {
                path: path.to_owned(),
                text,
            })
        };
        let cure = if path.extension().is_some_and(|ending| ending == "csv") {
            "save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
        } else {
            "save the file as UTF-8"
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(source(text.to_owned())),
            Err(_) if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") => Err(
                Fault::new(Place::at(path.to_owned(), 1, 1), "the file is UTF-16", cure),
            ),
            Err(error) => {
                // What is no text becomes one replacement character each, so that the line can be shown around it.
                let at = error.valid_up_to();
                let shown = source(String::from_utf8_lossy(bytes).into_owned());
                let byte = bytes.get(at).copied().unwrap_or_default();
                Err(Fault::new(
                    Place::new(&shown, at..at + '\u{fffd}'.len_utf8()),
                    format!("the file is not UTF-8: byte 0x{byte:02x} begins no character"),
                    cure,
                ))
            }
        }
    }
}

/// A place in a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// Bytes of the text, start and end; `start == end` points between two characters.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of a range of bytes; a range past the end is pulled back to the end.
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Place {
        let text = &source.text;
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(span.start);
        let end = floor(span.end).max(start);
        let before = text.get(..start).unwrap_or_default();
        // Of bytes many are compared at a time.
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        Place {
            source: Arc::clone(source),
            span: start..end,
            line,
            column,
        }
    }

    /// The first line of a file: for faults about the file as a whole.
    pub fn start(source: &Arc<Source>) -> Place {
        Place::new(source, 0..0)
    }

    /// A file or folder as a whole, where no line is meant: line and column are 0.
    pub fn whole(path: PathBuf) -> Place {
        Place::at(path, 0, 0)
    }

    /// A place known by line and column alone, for files whose text is not kept (unreadable, or too large).
    pub fn at(path: PathBuf, line: usize, column: usize) -> Place {
        Place {
            source: Arc::new(Source {
                path,
                text: String::new(),
            }),
            span: 0..0,
            line,
            column,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source.path.display())?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        Ok(())
    }
}

/// One thing wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// A few words set beside the place; empty for none.
    pub label: String,
    /// What to do about it.
    pub cure: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(place: Place, message: impl Into<String>, cure: impl Into<String>) -> Fault {
        Fault {
            message: short(message.into()),
            place,
            label: String::new(),
            cure: short(cure.into()),
        }
    }

    /// The same with a few words beside the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Fault {
        self.label = short(label.into());
        self
    }
}

/// The most faults of one file that are named: a slip in a table is one in each of its rows.
pub const MOST: usize = 100;

/// Whether a file has so many faults that no more are looked for, from that place on. Then that is said, once.
pub fn enough(faults: &mut Vec<Fault>, place: impl FnOnce() -> Place) -> bool {
    if faults.len() < MOST {
        return false;
    }
    let message = format!("after {MOST} errors the rest of the file was not looked at");
    // What is asked once a row may have found more in the row before.
    if faults.iter().all(|fault| fault.message != message) {
        faults.push(Fault::new(
            place(),
            message,
            "mend those, and run this again",
        ));
    }
    true
}

/// The most characters of a sentence. What it repeats of an input is as long as whoever wrote that pleased.
const LONGEST: usize = 1_000;

/// The sentence without its middle where it is too long: what it is about stands before that, why it is wrong behind.
fn short(text: String) -> String {
    const BEHIND: usize = LONGEST / 4;
    if text.chars().nth(LONGEST).is_none() {
        return text;
    }
    let before: String = text.chars().take(LONGEST - BEHIND - 1).collect();
    let start = text.char_indices().rev().nth(BEHIND - 1);
    let behind = start.and_then(|(at, _)| text.get(at..)).unwrap_or_default();
    format!("{before}…{behind}")
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.message, self.cure)
    }
}

/// The word of `known` that the user probably meant: one slip of the pen for every three letters away, or cut short.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    if word.len() > 100 {
        return None;
    }
    known
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            let slips = if word.len() >= 3 && letters.starts_with(&word) {
                1
            } else {
                slips(&word, &letters)
            };
            (slips <= 1.max(word.len().max(letters.len()) / 3)).then_some((slips, candidate))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be put in, left out, replaced or swapped with their neighbour to turn one word into the other.
pub fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let of = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut fewest = (of(&row, j + 1) + 1)
                .min(of(&next, j) + 1)
                .min(of(&row, j) + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                fewest = fewest.min(of(&before, j - 1) + 1);
            }
            next.push(fewest);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_not_bytes() {
        let source = Arc::new(Source {
            path: "a.yml".into(),
            text: "é: 1\n  ü: x\n".into(),
        });
        let at = source.text.find('x').unwrap_or_default();
        let place = Place::new(&source, at..at + 1);
        assert_eq!(place.to_string(), "a.yml:2:6");
        assert_eq!(Place::new(&source, 1..1).column, 1, "inside é falls back");
        assert_eq!(Place::new(&source, 900..901).line, 3);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        let known = ["format", "title", "date", "timezone"];
        assert_eq!(nearest("tittle", known), Some("title"));
        assert_eq!(nearest("time-zone", known), Some("timezone"));
        assert_eq!(nearest("daet", known), Some("date"), "a swap is one slip");
        assert_eq!(nearest("form", known), Some("format"), "cut short");
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("v", ["id"]), None);
        assert_eq!(nearest(&"x".repeat(1 << 20), known), None);
    }

    #[test]
    fn a_sentence_says_what_and_why_however_long_the_input_is() {
        let place = || Place::start(&Source::read(Path::new("a"), b"").unwrap());
        let said = |text: &str| Fault::new(place(), format!("`{text}` is no date"), "").message;
        assert_eq!(said("é"), "`é` is no date");
        let most = "é".repeat(LONGEST - "`` is no date".len());
        assert_eq!(said(&most).chars().count(), LONGEST);
        let cut = said(&format!("{most}é"));
        assert_eq!(cut.chars().count(), LONGEST);
        assert!(
            cut.starts_with("`é") && cut.contains("é…é") && cut.ends_with("é` is no date"),
            "{cut}"
        );
    }

    #[test]
    fn a_hundred_faults_of_one_file_are_enough() {
        let place = || Place::at("a".into(), 1, 1);
        let mut faults = Vec::new();
        for _ in 0..3 * MOST {
            if !enough(&mut faults, place) {
                faults.push(Fault::new(place(), "wrong", "mend it"));
            }
        }
        assert_eq!(faults.len(), MOST + 1);
        // Rows that have several.
        let mut more = faults.split_off(1);
        more.extend(faults.iter().cloned());
        more.retain(|fault| fault.message == "wrong");
        more.extend(more.clone());
        assert!(enough(&mut more, place) && enough(&mut more, place));
        assert_eq!(more.len(), 2 * MOST + 1);
        let faults = more;
        let last = faults.last().map(ToString::to_string);
        assert_eq!(
            last.as_deref(),
            Some(
                "a:1:1: after 100 errors the rest of the file was not looked at (mend those, and run this again)"
            )
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_named_where_they_stand() {
        let fault = Source::read(Path::new("a.csv"), b"one\ncaf\xe9\n").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "a.csv:2:4: the file is not UTF-8: byte 0xe9 begins no character (save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\"))"
        );
        assert_eq!(fault.place.source.text, "one\ncaf\u{fffd}\n");
        let fault = Source::read(Path::new("a.yml"), b"\xff\xfea\0").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "a.yml:1:1: the file is UTF-16 (save the file as UTF-8)"
        );
        let source = Source::read(Path::new("a.yml"), b"\xef\xbb\xbfid: a").unwrap();
        assert_eq!(source.text, "id: a");
        assert_eq!(Place::whole("sessions".into()).to_string(), "sessions");
    }
}
