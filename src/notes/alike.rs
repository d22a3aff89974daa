//! Notes that say the same: merges to propose, with how many people stand behind them.
//!
//! In: texts and their authors. Out: groups. Pure, and the same groups in whatever order the notes come. Nothing is merged here.
//! Without a person's word only the same words are one idea ([`duplicates`]); what is near is proposed.

mod near;

use super::same_words;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Notes that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The note to keep: the first of those in the same words; among near ones the clearest, which is the one in words that the
    /// session knows, that begins as the format has it, that is shortest.
    pub keep: usize,
    /// The others, ascending.
    pub others: Vec<usize>,
    /// Whether any of them is only near: the same words but for their order, the stem, small words or a slip of the pen.
    pub near: bool,
    /// How many people wrote them. A note without an author counts as a person's.
    pub support: usize,
}

/// The groups of notes that say the same, by their first note.
pub fn alike(texts: &[&str], authors: &[Option<&str>]) -> Vec<Alike> {
    alike_but_for("", texts, authors)
}

/// The same, where the format has a stem of its own: with it or without it is near.
pub fn alike_but_for(stem: &str, texts: &[&str], authors: &[Option<&str>]) -> Vec<Alike> {
    // First what is the same in the same words: of a thousand copies one is compared with the rest.
    let mut class_of: HashMap<String, usize> = HashMap::new();
    let mut classes: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let words = same_words(text);
        if words.is_empty() {
            continue;
        }
        let next = classes.len();
        let class = *class_of.entry(words).or_insert_with_key(|words| {
            classes.push((words.clone(), Vec::new()));
            next
        });
        if let Some((_, members)) = classes.get_mut(class) {
            members.push(at);
        }
    }
    drop(class_of);
    // In an order that does not depend on that of the notes.
    classes.sort_unstable();
    let said: Vec<&str> = classes.iter().map(|(words, _)| words.as_str()).collect();
    let mut groups: Vec<Alike> = near::groups(stem, &said)
        .into_iter()
        .filter_map(|group| {
            // The clearest class comes first.
            let mut members: Vec<usize> = group
                .iter()
                .filter_map(|class| classes.get(*class))
                .flat_map(|(_, members)| members.iter().copied())
                .collect();
            let keep = *members.first()?;
            members.sort_unstable();
            let support = support(&members, authors);
            members.retain(|at| *at != keep);
            (!members.is_empty()).then_some(Alike {
                keep,
                others: members,
                near: group.len() > 1,
                support,
            })
        })
        .collect();
    groups.sort_unstable_by_key(|group| {
        group
            .others
            .first()
            .map_or(group.keep, |first| group.keep.min(*first))
    });
    groups
}

/// For each note that says the same as an earlier one in the same words: the index of the first.
pub fn duplicates(texts: &[&str]) -> Vec<Option<usize>> {
    let mut first: HashMap<String, usize> = HashMap::new();
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let words = same_words(text);
            // Without a letter there is nothing to compare.
            if words.is_empty() {
                return None;
            }
            let earlier = *first.entry(words).or_insert(at);
            (earlier != at).then_some(earlier)
        })
        .collect()
}

/// How a name is compared with others.
pub(super) fn same_person(name: &str) -> String {
    name.trim().to_lowercase()
}

fn support(members: &[usize], authors: &[Option<&str>]) -> usize {
    let mut known = BTreeSet::new();
    let mut unknown = 0;
    for at in members {
        let name = authors.get(*at).copied().flatten().map(same_person);
        match name.filter(|name| !name.is_empty()) {
            Some(name) => {
                known.insert(name);
            }
            None => unknown += 1,
        }
    }
    known.len() + unknown
}

#[cfg(test)]
mod tests;
