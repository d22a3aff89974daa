//! What is wrong with an input, where, and how to mend it.
//!
//! In: nothing. Out: [`Fault`]s, collected so that one run names them all. A fault never stops the reading of the rest of a
//! file, and this module never prints: `output` renders.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A text that was read from a file, kept so that a fault can show the line it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as the user would name it.
    pub path: PathBuf,
    /// Its whole text. Empty where the bytes were no text.
    pub text: String,
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
        let line = before.matches('\n').count() + 1;
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

    /// A place known by line and column alone, for files whose text is not kept (not UTF-8, or too large).
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
        write!(
            f,
            "{}:{}:{}",
            self.source.path.display(),
            self.line,
            self.column
        )
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
            message: message.into(),
            place,
            label: String::new(),
            cure: cure.into(),
        }
    }

    /// The same with a few words beside the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Fault {
        self.label = label.into();
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.message, self.cure)
    }
}

/// The word of `known` that the user probably meant: at most two edits away, or a third of its length.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (edits(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.chars().count() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            left = (left + 1)
                .min(above + 1)
                .min(diagonal + usize::from(x != *y));
            diagonal = above;
            *cell = left;
        }
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
        assert_eq!(nearest("colour", known), None);
    }
}
