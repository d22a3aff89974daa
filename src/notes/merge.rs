//! Notes in the same words become one, as far as they say the same.
//!
//! In: notes in the order in which they came. Out: for each the one that it goes into, and what that one says together with it. A note whose
//! fields contradict those of the first one goes into none: what it says would be lost.

use super::Note;
use super::alike::duplicates;
use std::collections::BTreeMap;

/// The most notes in the same words that are compared with one more: beyond them only the very same fields make it one of theirs.
const MOST: usize = 64;

/// What became of a note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// The earlier note that it goes into: its index.
    pub into: Option<usize>,
    /// What it says for fields, itself and those that go into it.
    pub said: BTreeMap<String, String>,
}

/// Merges notes.
pub fn merge(notes: &[&Note]) -> Vec<Merged> {
    let texts: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
    let same = duplicates(&texts);
    let mut merged: Vec<Merged> = Vec::with_capacity(notes.len());
    // By the first note in these words: those that went into none.
    let mut heads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut exact: BTreeMap<(usize, &BTreeMap<String, String>), usize> = BTreeMap::new();
    for (at, (note, first)) in notes.iter().zip(&same).enumerate() {
        let class = first.unwrap_or(at);
        let heads = heads.entry(class).or_default();
        let fits = |head: &&usize| {
            let said = merged.get(**head).map(|head| &head.said);
            said.is_some_and(|said| agree(said, &note.fields))
        };
        let known = exact.get(&(class, &note.fields)).copied();
        let into = known.or_else(|| heads.iter().take(MOST).find(fits).copied());
        exact
            .entry((class, &note.fields))
            .or_insert(into.unwrap_or(at));
        match into.and_then(|into| merged.get_mut(into)) {
            Some(head) => {
                for (name, value) in &note.fields {
                    let said = head.said.entry(name.clone());
                    said.or_insert_with(|| value.clone());
                }
            }
            None => heads.push(at),
        }
        merged.push(Merged {
            into,
            said: note.fields.clone(),
        });
    }
    merged
}

/// Whether nothing that one says is something else in the other.
fn agree(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> bool {
    other
        .iter()
        .all(|(name, value)| one.get(name).is_none_or(|known| known == value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::notes::Origin;
    use proptest::prelude::*;

    fn note(text: &str, fields: &[(&str, &str)]) -> Note {
        let fields = fields.iter();
        Note {
            origin: Origin::Issue(1),
            text: text.to_owned(),
            author: None,
            written: None,
            cluster: None,
            fields: fields
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    /// Into which, and what the whole says.
    fn shown(notes: &[Note]) -> Vec<(Option<usize>, String)> {
        let all: Vec<&Note> = notes.iter().collect();
        let merged = merge(&all).into_iter();
        merged
            .map(|merged| {
                let said = merged.said.iter();
                let said: Vec<String> = said
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                (merged.into, said.join(" "))
            })
            .collect()
    }

    #[test]
    fn the_same_words_are_one_note_as_far_as_their_fields_agree() {
        let notes = [
            note("Share code", &[]),
            note("share code!", &[("side", "good")]),
            note("Share code", &[("side", "bad"), ("sector", "public")]),
            note("Other", &[("side", "bad")]),
            note("Share code.", &[("sector", "public")]),
            note("SHARE CODE", &[("side", "bad"), ("sector", "private")]),
            note("Share code", &[("side", "bad")]),
        ];
        let expected = [
            (None, "sector=public side=good"),
            (Some(0), "side=good"),
            (None, "sector=public side=bad"),
            (None, "side=bad"),
            (Some(0), "sector=public"),
            (None, "sector=private side=bad"),
            (Some(2), "side=bad"),
        ];
        let expected = expected.map(|(into, said)| (into, said.to_owned()));
        assert_eq!(shown(&notes), expected);
    }

    #[test]
    fn thousands_of_contradictions_end() {
        let notes: Vec<Note> = (0..20_000)
            .map(|at| note("Same", &[("number", &(at % 10_000).to_string())]))
            .collect();
        let merged = shown(&notes);
        assert_eq!(merged.iter().filter(|one| one.0.is_none()).count(), 10_000);
        assert_eq!(merged[19_999].0, Some(9_999));
    }

    proptest! {
        #[test]
        fn nothing_that_a_note_says_is_lost(list in prop::collection::vec(("[ab]", prop::collection::btree_map("[xyz]", "[12]", 0..3)), 0..12)) {
            let notes: Vec<Note> = list.iter().map(|(text, fields)| Note { fields: fields.clone(), ..note(text, &[]) }).collect();
            let all: Vec<&Note> = notes.iter().collect();
            let merged = merge(&all);
            for (at, one) in merged.iter().enumerate() {
                let whole = one.into.unwrap_or(at);
                prop_assert!(merged[whole].into.is_none());
                prop_assert!(notes[whole].text == notes[at].text && whole <= at);
                for (name, value) in &notes[at].fields {
                    prop_assert_eq!(merged[whole].said.get(name), Some(value));
                }
            }
        }
    }
}
