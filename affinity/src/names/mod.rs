//! Names for groups of notes, and the words that show why a note is in its group: `texts, groups → names, words`, pure.
//!
//! In: texts in an order that does not depend on who came first, and groups of them with the most central first. Out: for each group a
//! name that people would have written, two or three phrases that many of its notes hold and few others do. A name is made of letters,
//! digits and the commas between its phrases alone: it never holds markup, an address or a mention, whatever the notes hold.

mod index;
mod label;
mod phrases;
mod scan;
mod score;
mod stem;
#[cfg(test)]
mod tests;

pub(super) use index::Words;

use label::Taken;
use phrases::Phrase;
use score::{Candidate, Group};
use std::cmp::Reverse;

/// Words of a text that are shown as shared.
const MOST_SHARED: usize = 3;

impl Words<'_> {
    /// A name for each group, unlike the others and what is taken. `central` says how alike each member is to the rest of its group, 0 to 100.
    pub(super) fn names(
        &self,
        groups: &[Vec<usize>],
        central: &[Vec<u8>],
        taken: &[&str],
    ) -> Vec<String> {
        let groups: Vec<Group> = groups
            .iter()
            .enumerate()
            .map(|(at, notes)| Group::of(notes, central.get(at)))
            .collect();
        let mut candidates: Vec<Vec<Candidate>> =
            groups.iter().map(|group| self.candidates(group)).collect();
        let everywhere = self.everywhere(&groups, candidates.iter().flatten());
        let mut taken = Taken::of(taken);
        // The largest first, so that the order of the groups does not decide who has to give way.
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|at| {
            let notes = groups.get(*at).map_or(&[][..], |group| group.notes);
            (Reverse(notes.len()), notes.iter().min().copied())
        });
        let mut names = vec![String::new(); groups.len()];
        for at in order {
            let (Some(group), Some(found)) = (groups.get(at), candidates.get_mut(at)) else {
                continue;
            };
            self.rate(at, group, found, &everywhere);
            let name = self.name(group, found, &mut taken);
            if let Some(slot) = names.get_mut(at) {
                *slot = name;
            }
        }
        names
    }

    /// For each text at most three words that it shares with others of its group, as it spells them, the most telling first.
    pub(super) fn shared(&self, groups: &[Vec<usize>]) -> Vec<Vec<String>> {
        let groups: Vec<Group> = groups.iter().map(|notes| Group::of(notes, None)).collect();
        let mut candidates: Vec<Vec<Candidate>> = groups
            .iter()
            .map(|group| self.held(group, 2, |phrase| self.is_word(phrase)))
            .collect();
        let everywhere = self.everywhere(&groups, candidates.iter().flatten());
        let mut shared = vec![Vec::new(); self.total()];
        for (at, (group, found)) in groups.iter().zip(&mut candidates).enumerate() {
            self.rate(at, group, found, &everywhere);
            found.sort_by(|a, b| b.topic.total_cmp(&a.topic));
            let mut of: Vec<Vec<Phrase>> = vec![Vec::new(); group.notes.len()];
            for candidate in found.iter().filter(|candidate| candidate.topic > 0.0) {
                for member in &candidate.members {
                    if let Some(of) = of.get_mut(*member)
                        && of.len() < MOST_SHARED
                        && !of
                            .iter()
                            .any(|other| self.related(other, &candidate.phrase))
                    {
                        of.push(candidate.phrase);
                    }
                }
            }
            for (note, of) in group.notes.iter().zip(of) {
                let mut words = vec![String::new(); of.len()];
                self.phrases(*note, |phrase, at| {
                    let place = of.iter().position(|other| *other == phrase);
                    if let Some(word) = place.and_then(|place| words.get_mut(place)) {
                        *word = self.spelled(at);
                    }
                });
                if let Some(slot) = shared.get_mut(*note) {
                    *slot = words;
                }
            }
        }
        shared
    }

    /// The member that says best in one line what a group is about: central, and the shorter the better.
    pub(super) fn about(&self, group: &[usize], central: &[u8]) -> Option<usize> {
        let mut best: Option<(u64, usize)> = None;
        for (at, note) in group.iter().enumerate() {
            let length = self.texts.get(*note)?.chars().count().clamp(40, 2_000);
            let weight = 10 + u64::from(central.get(at).copied().unwrap_or_default());
            let score = weight * weight * 10_000 / (100 + u64::try_from(length).unwrap_or(2_000));
            if best.is_none_or(|best| score > best.0) {
                best = Some((score, *note));
            }
        }
        best.map(|(_, note)| note)
    }
}
