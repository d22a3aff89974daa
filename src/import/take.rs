//! What has been taken out of a file so far.

use super::{Card, Dropped, Form, Imported, MOST_CARDS, Mended, Repair, Why};
use crate::fault::{Fault, Place};
use crate::inert;
use crate::notes::LONGEST_NOTE;
use std::path::{Path, PathBuf};

/// The longest name of an author or a group, in characters.
const LONGEST_NAME: usize = 200;

/// How much of a dropped item is shown, in characters.
const SHOWN: usize = 60;

/// The notes of a file while it is read.
pub(super) struct Take {
    path: PathBuf,
    pub(super) cards: Vec<Card>,
    dropped: Vec<Dropped>,
    mended: Vec<Mended>,
}

impl Take {
    pub(super) fn new(path: &Path, mended: Vec<Mended>) -> Take {
        Take {
            path: path.to_owned(),
            cards: Vec::new(),
            dropped: Vec::new(),
            mended,
        }
    }

    /// A note, or why its text is none. Says whether it was one.
    pub(super) fn card(
        &mut self,
        line: usize,
        text: &str,
        author: Option<&str>,
        cluster: Option<&str>,
        votes: Option<i64>,
    ) -> bool {
        let text = one_line(text);
        // Joiners are no words.
        if !text.contains(|c| !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}' | ' ')) {
            self.drop(line, "", Why::Empty);
            return false;
        }
        // No text has more characters than bytes.
        if text.len() > LONGEST_NOTE && text.chars().count() > LONGEST_NOTE {
            self.drop(line, &text, Why::TooLong);
            return false;
        }
        let author = author
            .and_then(|name| self.name(line, name))
            .filter(|name| !name.eq_ignore_ascii_case("anonymous"));
        let cluster = cluster.and_then(|name| self.name(line, name));
        self.cards.push(Card {
            text,
            author,
            // As it stands in a label, too.
            cluster: cluster
                .map(|name| match name.get(..8) {
                    Some(prefix) if prefix.eq_ignore_ascii_case("cluster:") => {
                        inert::line(name.get(8..).unwrap_or_default())
                    }
                    _ => name,
                })
                .filter(|name| !name.is_empty()),
            votes,
            line,
        });
        true
    }

    fn name(&mut self, line: usize, name: &str) -> Option<String> {
        let name = one_line(name);
        if name.len() > LONGEST_NAME && name.chars().count() > LONGEST_NAME {
            self.mend(Repair::CutName, line);
            return Some(inert::cut(&name, LONGEST_NAME));
        }
        Some(name).filter(|name| !name.is_empty())
    }

    /// An item that is no note.
    pub(super) fn drop(&mut self, line: usize, what: &str, why: Why) {
        // A long item need not be walked through to show its start.
        let start: String = what.chars().take(SHOWN * 4).collect();
        // Once more: the cut may leave half of what was made harmless.
        let mut what = inert::terminal(&inert::cut(&inert::terminal(&start), SHOWN));
        // A note may hold what only looks empty.
        if why == Why::Empty && what.trim_matches(['\u{200d}', '\u{fe0f}']).is_empty() {
            what = String::new();
        }
        self.dropped.push(Dropped { line, what, why });
    }

    /// One more repair of a kind.
    pub(super) fn mend(&mut self, what: Repair, line: usize) {
        mend(&mut self.mended, what, line, 1);
    }

    /// A fault at a line of this file; line 0 is the file as a whole.
    pub(super) fn fault(&self, line: usize, message: impl Into<String>, cure: &str) -> Fault {
        let place = match line {
            0 => Place::whole(self.path.clone()),
            _ => Place::at(self.path.clone(), line, 1),
        };
        Fault::new(place, message, cure)
    }

    pub(super) fn finish(mut self, form: Form) -> Result<Imported, Fault> {
        if self.cards.len() > MOST_CARDS {
            return Err(self.fault(
                0,
                format!(
                    "the file holds {} notes, more than the {MOST_CARDS} allowed",
                    self.cards.len()
                ),
                "split it, or leave out what is no note",
            ));
        }
        self.cards.sort_by_key(|card| card.line);
        self.dropped.sort_by_key(|dropped| dropped.line);
        self.mended.sort_by_key(|mended| mended.line);
        if self.cards.is_empty() {
            let why = match super::report::dropped(&self.dropped) {
                why if why.is_empty() => "the file holds no notes".to_owned(),
                why => format!("the file holds no notes: {why}"),
            };
            return Err(self.fault(
                0,
                why,
                "look into it, or name its form with --from, for example `--from lines`",
            ));
        }
        Ok(Imported {
            form,
            cards: self.cards,
            dropped: self.dropped,
            mended: self.mended,
        })
    }
}

/// What [`inert::line`] makes of a text, in a fraction of the time where that is the text itself.
fn one_line(text: &str) -> String {
    let plain = |bytes: &[u8]| {
        let mut space = true;
        let mut rest = bytes.iter();
        while let Some(byte) = rest.next() {
            let next = |ahead: usize| rest.as_slice().get(ahead).copied().unwrap_or_default();
            match byte {
                b' ' if space => return false,
                0..0x20 | 0x7f => return false,
                // Controls and the no-break space; other spaces, marks of direction, joiners and what else hides.
                0xc2 if next(0) <= 0xa0 => return false,
                // The Arabic mark of direction.
                0xd8 if next(0) == 0x9c => return false,
                0xe1 if next(0) == 0x9a => return false,
                0xe2 if next(0) == 0x80 && !matches!(next(1), 0x90..=0xa7 | 0xb0..) => {
                    return false;
                }
                0xe2 if next(0) == 0x81 && next(1) >= 0x9f => return false,
                0xe3 if next(0) == 0x80 && next(1) == 0x80 => return false,
                0xef if matches!(next(0), 0xbb | 0xbf) => return false,
                0xf3 => return false,
                _ => {}
            }
            space = *byte == b' ';
        }
        !space
    };
    if plain(text.as_bytes()) {
        text.to_owned()
    } else {
        inert::line(text)
    }
}

/// Adds to the repairs of a kind.
pub(super) fn mend(mended: &mut Vec<Mended>, what: Repair, line: usize, count: usize) {
    match mended.iter_mut().find(|before| before.what == what) {
        Some(before) => {
            before.count += count;
            before.line = before.line.min(line);
        }
        None => mended.push(Mended { what, count, line }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_character_alone_and_between_words() {
        for character in '\0'..=char::MAX {
            let text = format!("a{character}b {character}");
            assert_eq!(one_line(&text), inert::line(&text), "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn a_line_is_what_it_is_elsewhere(text in "[ a\u{a0}\u{200b}\u{2028}’é\n\u{3000}日\u{feff}😀]{0,12}") {
            prop_assert_eq!(one_line(&text), inert::line(&text));
        }
    }
}
