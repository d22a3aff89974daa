//! Kind remarks about notes: what would help them to be grouped and voted on.
//!
//! In: notes as they were written and what the format asks for. Out: [`Remark`]s, each with a sentence and, where there is one,
//! a proposal. Pure. It changes no note and refuses none. The sentences quote no note and name nobody, so they may be shown
//! wherever the session's notes may not; a suggestion quotes its note and must be made inert like it.

mod little;
mod several;
mod signed;
mod stem;

use super::alike::{self, Alike};
use serde::Serialize;
use std::collections::BTreeMap;

/// A note as somebody wrote it: also with line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'n> {
    /// Its words.
    pub text: &'n str,
    /// Who wrote it, if known.
    pub author: Option<&'n str>,
}

/// What a session asks of its notes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// How a note begins ("How might we"); empty where the format does not say.
    pub stem: String,
    /// The most notes that one person is asked for; `None` for no number.
    pub notes_each: Option<u32>,
}

/// What a remark is about. The order is the order of remarks on one note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It names somebody whom a private session must not.
    Leak,
    /// It looks as if it says who wrote it, in a private session. One remark for all of them.
    Signed,
    /// It says little on its own: empty, one word, only a link, code or emoji.
    Little,
    /// It looks like several notes.
    Several,
    /// It begins almost as the format has it.
    Stem,
    /// They do not begin as the format has it. One remark for all of them.
    NoStem,
    /// One person wrote more than the format asks for.
    Many,
    /// They say the same in the same words.
    Same,
    /// They say nearly the same.
    NearlySame,
    /// Who facilitates is written with an `@` that names no account. Of the session's own file.
    Handle,
}

/// Something kind to say about notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The notes it is about, by index, ascending; of notes alike the one to keep comes first.
    pub notes: Vec<usize>,
    /// What it is about.
    pub kind: Kind,
    /// One sentence.
    pub words: String,
    /// What could stand instead of the note: one text, or several for several notes. Often nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestion: Vec<String>,
}

/// The remarks about notes, in their order; for notes alike see [`same`].
pub fn remarks(notes: &[Written<'_>], rules: &Rules) -> Vec<Remark> {
    let mut found = Vec::new();
    let mut without = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        let about = |kind, words: &str, suggestion| Remark {
            notes: vec![at],
            kind,
            words: words.to_owned(),
            suggestion,
        };
        if let Some(words) = little::little(note.text, &rules.stem) {
            found.push(about(Kind::Little, words, Vec::new()));
            continue;
        }
        if let Some(parts) = several::parts(note.text, &rules.stem) {
            let words = format!(
                "This looks like {} notes in one: one idea a note lets each be grouped and voted on.",
                parts.len()
            );
            let parts = parts.into_iter().map(str::to_owned).collect();
            found.push(about(Kind::Several, &words, parts));
        }
        use stem::Beginning::{Fine, Other, Short, Sister, Slip};
        let form = rules.stem.trim();
        let (words, text) = match stem::beginning(note.text, form) {
            Fine => continue,
            Other => {
                without.push(at);
                continue;
            }
            Short(text) => (
                format!(
                    "This begins with the initials of “{form}”; in full, everybody can read it."
                ),
                text,
            ),
            Slip(text) => (format!("This seems to mean “{form}”."), text),
            Sister(text) => (
                format!(
                    "Notes here begin with “{form}”; this one asks much the same in other words."
                ),
                text,
            ),
        };
        found.push(about(Kind::Stem, &words, vec![text]));
    }
    if !without.is_empty() {
        let form = rules.stem.trim();
        let words = match without.len() {
            1 => {
                format!("This note does not begin with “{form}”, which is fine if it is meant so.")
            }
            count => format!(
                "{count} notes do not begin with “{form}”, which is fine if they are meant so."
            ),
        };
        found.push(Remark {
            notes: without,
            kind: Kind::NoStem,
            words,
            suggestion: Vec::new(),
        });
    }
    found.extend(many(notes, rules));
    sorted(found)
}

/// The notes that look as if they say who wrote them, `(Jane)`, by index.
pub fn signed(notes: &[Written<'_>]) -> Vec<usize> {
    signed::signed(notes)
}

/// What to say of those in a private session; nothing where there are none.
pub fn unsigned(notes: Vec<usize>) -> Option<Remark> {
    let count = match notes.len() {
        0 => return None,
        1 => "1 note has".to_owned(),
        count => format!("{count} notes have"),
    };
    Some(Remark {
        notes,
        kind: Kind::Signed,
        words: format!(
            "{count} a remark in brackets that looks like a person: this session is private, so please take it out before notes are published."
        ),
        suggestion: Vec::new(),
    })
}

/// Who wrote more notes than the format asks for. Notes without an author count for nobody.
fn many(notes: &[Written<'_>], rules: &Rules) -> Vec<Remark> {
    let Some(most) = rules.notes_each else {
        return Vec::new();
    };
    let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, note) in notes.iter().enumerate() {
        if let Some(name) = note.author.map(alike::same_person)
            && !name.is_empty()
        {
            by.entry(name).or_default().push(at);
        }
    }
    let asked = match most {
        0 | 1 => "1".to_owned(),
        most => format!("1 to {most}"),
    };
    by.into_values()
        .filter(|notes| notes.len() > usize::try_from(most.max(1)).unwrap_or(usize::MAX))
        .map(|notes| Remark {
            words: format!(
                "{} notes of one person where the format asks for {asked}: all of them count, and choosing the ones that matter most would help the others.",
                notes.len()
            ),
            notes,
            kind: Kind::Many,
            suggestion: Vec::new(),
        })
        .collect()
}

/// Notes alike as remarks.
pub fn same(groups: &[Alike]) -> Vec<Remark> {
    let remarks = groups.iter().map(|group| {
        let count = group.others.len() + 1;
        let (kind, say) = if group.near {
            (Kind::NearlySame, "nearly the same")
        } else {
            (Kind::Same, "the same in the same words")
        };
        let behind = match group.support {
            1 => "of 1 person".to_owned(),
            people => format!("of {people} people"),
        };
        Remark {
            notes: std::iter::once(group.keep)
                .chain(group.others.iter().copied())
                .collect(),
            kind,
            words: format!("{count} notes, {behind}, say {say}: they could be one note."),
            suggestion: Vec::new(),
        }
    });
    sorted(remarks.collect())
}

fn sorted(mut remarks: Vec<Remark>) -> Vec<Remark> {
    remarks.sort_by_key(|remark| (remark.notes.iter().min().copied(), remark.kind));
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::wording::words;
    use proptest::prelude::*;

    fn rules() -> Rules {
        Rules {
            stem: "How might we".into(),
            notes_each: Some(3),
        }
    }

    fn anonymous<'n>(texts: &[&'n str]) -> Vec<Written<'n>> {
        texts
            .iter()
            .map(|text| Written { text, author: None })
            .collect()
    }

    #[test]
    fn a_session_is_told_kindly() {
        let notes = anonymous(&[
            "How might we fund maintainers?",
            "How migth we thank translators?",
            "HMW grow mentors?",
            "How can we review faster?",
            "Burnout",
            "https://example.org/idea",
            "How might we write guides / How might we pay for reviews?",
            "Fewer meetings, please",
            "More tests for the parser",
        ]);
        let said: Vec<String> = remarks(&notes, &rules())
            .iter()
            .map(|remark| {
                let suggestion: String = remark
                    .suggestion
                    .iter()
                    .map(|text| format!("\n    {text}"))
                    .collect();
                format!("{:?} {}{suggestion}", remark.notes, remark.words)
            })
            .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        [1] This seems to mean “How might we”.
            How might we thank translators?
        [2] This begins with the initials of “How might we”; in full, everybody can read it.
            How might we grow mentors?
        [3] Notes here begin with “How might we”; this one asks much the same in other words.
            How might we review faster?
        [4] This note is a single word and says little on its own: a few more would tell the others what is meant.
        [5] This note is only a link: a few words would tell the others what to look for behind it.
        [6] This looks like 2 notes in one: one idea a note lets each be grouped and voted on.
            How might we write guides
            How might we pay for reviews?
        [7, 8] 2 notes do not begin with “How might we”, which is fine if they are meant so.
        ");
        assert_eq!(
            remarks(&notes, &Rules::default()).len(),
            3,
            "a format without a stem"
        );
    }

    #[test]
    fn who_wrote_many_is_not_named() {
        let by = |author| Written {
            text: "How might we share?",
            author,
        };
        let mut notes = vec![
            by(Some("Ada")),
            by(Some(" ada ")),
            by(Some("Bob")),
            by(None),
        ];
        notes.extend([by(None), by(None), by(Some(""))]);
        assert_eq!(remarks(&notes, &rules()), [], "1 to 3 are fine");
        notes.extend([by(Some("ADA")), by(Some("Ada"))]);
        let said = remarks(&notes, &rules());
        insta::assert_snapshot!(serde_json::to_string_pretty(&said).unwrap(), @r#"
        [
          {
            "notes": [
              0,
              1,
              7,
              8
            ],
            "kind": "many",
            "words": "4 notes of one person where the format asks for 1 to 3: all of them count, and choosing the ones that matter most would help the others."
          }
        ]
        "#);
        let none = Rules {
            notes_each: None,
            ..rules()
        };
        assert_eq!(remarks(&notes, &none), []);
    }

    #[test]
    fn the_published_notes_are_fine() {
        let file = include_bytes!("../../examples/kubecon-india-2024/notes.csv");
        let notes = crate::notes::file::read("notes.csv".as_ref(), file, &[]).unwrap();
        let written: Vec<Written<'_>> = notes
            .iter()
            .map(|note| Written {
                text: &note.text,
                author: None,
            })
            .collect();
        assert_eq!(remarks(&written, &rules()), []);
    }

    proptest! {
        #[test]
        fn a_suggestion_has_only_words_of_its_note(
            texts in proptest::collection::vec("(How|HMW|might|migth|we|can|be)?( ?[a-z]{1,5}| / |\\? |[-•\n;] |¿|日本|H\\.){0,9}", 0..6),
            stem in "(How might we|¿Cómo podríamos|どうすれば|[a-z]{2,5}( [a-z]{2,5}){0,2})?",
        ) {
            let rules = Rules { stem: stem.clone(), notes_each: Some(1) };
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for remark in remarks(&anonymous(&texts), &rules) {
                prop_assert!(remark.words.ends_with('.') && !remark.words.contains('\n'));
                for suggestion in &remark.suggestion {
                    let known: Vec<String> = words(texts[remark.notes[0]]).into_iter().chain(words(&stem)).map(|word| word.text).collect();
                    for word in words(suggestion) {
                        // Behind a stem that is written without spaces the note goes on.
                        let there = known.iter().any(|known| *known == word.text || known.ends_with(&word.text))
                            || known.iter().any(|start| word.text.strip_prefix(start.as_str()).is_some_and(|rest| known.iter().any(|known| known.ends_with(rest))));
                        prop_assert!(there, "{:?} is not in {:?}", word.text, texts);
                    }
                }
            }
        }

        #[test]
        fn any_note_is_read(text in "\\PC*", stem in "\\PC{0,12}") {
            remarks(&anonymous(&[&text]), &Rules { stem, notes_each: None });
        }

        /// What is suggested for a slip needs no remark.
        #[test]
        fn a_suggestion_begins_as_the_format_has_it(text in "(How migth we|HMW:?|How can we|How mightwe|How might be we) [a-z]{1,9}( [a-z]{1,9}){1,4}\\??") {
            let said = remarks(&anonymous(&[&text]), &rules());
            let stem: Vec<&Remark> = said.iter().filter(|remark| remark.kind == Kind::Stem).collect();
            prop_assert_eq!(stem.len(), 1, "{:?}", said);
            let again = remarks(&anonymous(&[&stem[0].suggestion[0]]), &rules());
            prop_assert!(again.iter().all(|remark| remark.kind != Kind::Stem && remark.kind != Kind::NoStem), "{:?}", again);
        }
    }
}
