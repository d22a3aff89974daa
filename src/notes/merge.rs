//! Notes in the same words become one, as far as they say the same.
//!
//! In: notes in the order in which they came, what people said of two of them. Out: for each the one that it goes into, and what that one
//! says together with it. By its words alone a note whose fields contradict those of the first one goes into none: what it says would be
//! lost. What people said counts more, and whatever they said, each note ends in one that goes into none.

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

/// What people said of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It says the same as that one.
    Same(usize),
    /// It stands for itself.
    Apart,
}

/// Merges notes as people said, and the others by their words.
pub fn by_hand(notes: &[&Note], said: &BTreeMap<usize, Said>) -> Vec<Merged> {
    let apart = |at: usize| said.get(&at) == Some(&Said::Apart);
    let merged = merge(notes, &apart);
    if !said.values().any(|said| matches!(said, Said::Same(_))) {
        return merged;
    }
    let mut into: Vec<Option<usize>> = merged.iter().map(|merged| merged.into).collect();
    let mut free: Vec<bool> = vec![true; into.len()];
    for (at, said) in said {
        let target = match said {
            Said::Same(target) if *target != *at && *target < notes.len() => *target,
            _ => continue,
        };
        if let (Some(into), Some(free)) = (into.get_mut(*at), free.get_mut(*at)) {
            (*into, *free) = (Some(target), false);
        }
    }
    break_circles(&mut into, &free);
    let mut whole: Vec<Merged> = notes
        .iter()
        .enumerate()
        .map(|(at, note)| Merged {
            into: Some(root(&into, at)).filter(|root| *root != at),
            said: note.fields.clone(),
        })
        .collect();
    for at in 0..whole.len() {
        let (Some(root), Some(note)) = (whole.get(at).and_then(|one| one.into), notes.get(at))
        else {
            continue;
        };
        if let Some(root) = whole.get_mut(root) {
            for (name, value) in &note.fields {
                let said = root.said.entry(name.clone());
                said.or_insert_with(|| value.clone());
            }
        }
    }
    whole
}

/// Where a note ends; there are no circles any more.
fn root(into: &[Option<usize>], mut at: usize) -> usize {
    while let Some(next) = into.get(at).copied().flatten() {
        at = next;
    }
    at
}

/// In each circle one note comes to stand for itself: the first that only its words put there, else the first of all.
fn break_circles(into: &mut [Option<usize>], free: &[bool]) {
    let mut seen = vec![0; into.len()];
    for start in 0..into.len() {
        let mark = start + 1;
        let mut at = start;
        // Along the way until it ends, or comes to where somebody has been.
        while let Some(place) = seen.get_mut(at).filter(|place| **place == 0) {
            *place = mark;
            match into.get(at).copied().flatten() {
                Some(next) => at = next,
                None => break,
            }
        }
        let closes = seen.get(at) == Some(&mark) && into.get(at).copied().flatten().is_some();
        if !closes {
            continue;
        }
        let mut circle = vec![at];
        while let Some(next) = circle
            .last()
            .and_then(|last| into.get(*last).copied().flatten())
        {
            if next == at {
                break;
            }
            circle.push(next);
        }
        circle.sort_unstable();
        let by_words = circle.iter().find(|at| free.get(**at) == Some(&true));
        let first = by_words.or(circle.first()).copied();
        if let Some(place) = first.and_then(|first| into.get_mut(first)) {
            *place = None;
        }
    }
}

/// Merges notes by their words. What stands for itself goes into none, and others may go into it.
pub fn merge(notes: &[&Note], apart: &dyn Fn(usize) -> bool) -> Vec<Merged> {
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
        let into = known
            .or_else(|| heads.iter().take(MOST).find(fits).copied())
            .filter(|_| !apart(at));
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
        let merged = merge(&all, &|_| false).into_iter();
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

    #[test]
    fn what_people_say_counts_more_than_words() {
        let notes = [
            note("Share code", &[("side", "good")]),
            note("share code!", &[]),
            note("Teach", &[("side", "bad"), ("sector", "public")]),
            note("Teach.", &[]),
            note("Pay", &[]),
        ];
        let all: Vec<&Note> = notes.iter().collect();
        let whole = |said: &[(usize, Said)]| -> Vec<Option<usize>> {
            let merged = by_hand(&all, &said.iter().copied().collect());
            merged.iter().map(|one| one.into).collect()
        };
        use Said::{Apart, Same};
        let cases = [
            (&[][..], [None, Some(0), None, Some(2), None]),
            (&[(1, Apart)], [None, None, None, Some(2), None]),
            // What goes into a note goes where that one goes.
            (&[(2, Same(0))], [None, Some(0), Some(0), Some(0), None]),
            (
                &[(0, Same(4)), (4, Same(3))],
                [Some(2), Some(2), None, Some(2), Some(2)],
            ),
            // Its words would put the first one into itself.
            (&[(0, Same(1))], [Some(1), None, None, Some(2), None]),
            // In a circle of people's the first one stays.
            (
                &[(1, Same(4)), (4, Same(1))],
                [None, None, None, Some(2), Some(1)],
            ),
            (
                &[(2, Same(2)), (4, Same(9))],
                [None, Some(0), None, Some(2), None],
            ),
        ];
        for (said, expected) in cases {
            assert_eq!(whole(said), expected, "{said:?}");
        }
        let merged = by_hand(&all, &[(2, Same(0))].into());
        let said: Vec<&str> = merged[0].said.values().map(String::as_str).collect();
        assert_eq!(said, ["public", "good"], "the first word counts");
    }

    proptest! {
        #[test]
        fn nothing_that_a_note_says_is_lost(list in prop::collection::vec(("[ab]", prop::collection::btree_map("[xyz]", "[12]", 0..3)), 0..12)) {
            let notes: Vec<Note> = list.iter().map(|(text, fields)| Note { fields: fields.clone(), ..note(text, &[]) }).collect();
            let all: Vec<&Note> = notes.iter().collect();
            let merged = merge(&all, &|_| false);
            for (at, one) in merged.iter().enumerate() {
                let whole = one.into.unwrap_or(at);
                prop_assert!(merged[whole].into.is_none());
                prop_assert!(notes[whole].text == notes[at].text && whole <= at);
                for (name, value) in &notes[at].fields {
                    prop_assert_eq!(merged[whole].said.get(name), Some(value));
                }
            }
        }

        #[test]
        fn whatever_people_say_every_note_ends_in_one_that_stands(
            texts in prop::collection::vec("[ab]", 0..9),
            said in prop::collection::btree_map(0usize..10, prop_oneof![(0usize..10).prop_map(Said::Same), Just(Said::Apart)], 0..9),
        ) {
            let notes: Vec<Note> = texts.iter().map(|text| note(text, &[])).collect();
            let all: Vec<&Note> = notes.iter().collect();
            let merged = by_hand(&all, &said);
            prop_assert_eq!(merged.len(), notes.len());
            for (at, one) in merged.iter().enumerate() {
                prop_assert!(one.into != Some(at));
                prop_assert!(one.into.is_none_or(|into| merged[into].into.is_none()));
                if said.get(&at) == Some(&Said::Apart) {
                    prop_assert_eq!(one.into, None);
                }
            }
            if !notes.is_empty() {
                prop_assert!(merged.iter().any(|one| one.into.is_none()));
            }
        }
    }
}
