//! How well phrases name a group.

use super::index::Words;
use super::phrases::Phrase;
use std::collections::HashMap;

/// Phrases of a group that are looked at closely.
const MOST_CANDIDATES: usize = 200;

/// A phrase tells something where more than this part of its weight in and out of the group is in it.
const COMMON: f64 = 0.55;

/// Who holds a phrase.
#[derive(Default)]
pub(super) struct Held {
    /// How many texts.
    all: usize,
    /// The two groups of which most do, and what share of each.
    most: [(usize, f64); 2],
    last: Option<usize>,
}

/// A phrase that a group's notes hold.
pub(super) struct Candidate {
    pub(super) phrase: Phrase,
    /// The members that hold it, by their place in the group.
    pub(super) members: Vec<usize>,
    /// How well it names the group, and tells it from the group most like it.
    pub(super) score: f64,
    /// How well it says what the group is about, be there others about the same.
    pub(super) topic: f64,
}

/// The members of a group, and how much each counts.
pub(super) struct Group<'g> {
    pub(super) notes: &'g [usize],
    weights: Vec<u32>,
    whole: u32,
}

impl<'g> Group<'g> {
    pub(super) fn of(notes: &'g [usize], central: Option<&Vec<u8>>) -> Group<'g> {
        let central = central.map_or(&[][..], Vec::as_slice);
        let weight = |at: usize| 50 + u32::from(central.get(at).copied().unwrap_or_default());
        let weights: Vec<u32> = (0..notes.len()).map(weight).collect();
        let whole = weights.iter().sum::<u32>().max(1);
        Group {
            notes,
            weights,
            whole,
        }
    }

    /// The share of the group that these members are.
    pub(super) fn share<'m>(&self, members: impl Iterator<Item = &'m usize>) -> f64 {
        let weights = members.filter_map(|member| self.weights.get(*member));
        f64::from(weights.sum::<u32>()) / f64::from(self.whole)
    }
}

impl Words<'_> {
    /// The phrases that enough members of a group hold.
    pub(super) fn candidates(&self, group: &Group) -> Vec<Candidate> {
        let size = group.notes.len();
        let least = match size {
            0..=2 => 1,
            _ => 2.max(size / 50),
        };
        let mut found = self.held(group, least, |_| true);
        if found.is_empty() {
            // No two say the same: the most central speaks for all.
            let first = Group::of(group.notes.get(..1).unwrap_or_default(), None);
            found = self.held(&first, 1, |_| true);
        }
        found.truncate(MOST_CANDIDATES);
        found
    }

    pub(super) fn held(
        &self,
        group: &Group,
        least: usize,
        which: impl Fn(&Phrase) -> bool,
    ) -> Vec<Candidate> {
        // A phrase is held by as many as its rarest word at most.
        let mut stems: HashMap<u32, (usize, usize)> = HashMap::new();
        for (member, note) in group.notes.iter().enumerate() {
            for token in self.tokens(*note).filter_map(|at| self.token(at)) {
                let count = stems.entry(self.stem_of(token)).or_insert((0, usize::MAX));
                if count.1 != member {
                    *count = (count.0 + 1, member);
                }
            }
        }
        let mut members: HashMap<Phrase, Vec<usize>> = HashMap::new();
        for (member, note) in group.notes.iter().enumerate() {
            self.phrases(*note, |phrase, _| {
                let often = |stem| stems.get(&stem).is_some_and(|count| count.0 >= least);
                if phrase.stems().all(often) && which(&phrase) {
                    let members = members.entry(phrase).or_default();
                    if members.last() != Some(&member) {
                        members.push(member);
                    }
                }
            });
        }
        let mut found: Vec<Candidate> = members
            .into_iter()
            .filter(|(_, members)| members.len() >= least)
            .map(|(phrase, members)| Candidate {
                score: group.share(members.iter()) * self.fullness(&phrase, members.len()),
                topic: 0.0,
                phrase,
                members,
            })
            .filter(|candidate| candidate.score > 0.0)
            .collect();
        sort(&mut found);
        found
    }

    /// For each of these phrases how many texts hold it, and which groups most.
    pub(super) fn everywhere<'c>(
        &self,
        groups: &[Group],
        of: impl Iterator<Item = &'c Candidate>,
    ) -> HashMap<Phrase, Held> {
        let mut held: HashMap<Phrase, Held> =
            of.map(|found| (found.phrase, Held::default())).collect();
        let mut placed = vec![false; self.total()];
        for (at, group) in groups.iter().enumerate() {
            let mut here: HashMap<Phrase, usize> = HashMap::new();
            for note in group.notes {
                if let Some(placed) = placed.get_mut(*note) {
                    *placed = true;
                }
                self.seen(*note, &mut held, |phrase| {
                    *here.entry(phrase).or_default() += 1
                });
            }
            #[expect(clippy::iter_over_hash_type, reason = "each phrase has its own place")]
            for (phrase, count) in here {
                // Of a few notes, one says little about the group.
                let share = count as f64 / (group.notes.len() + 2) as f64;
                if let Some(held) = held.get_mut(&phrase) {
                    held.most = match held.most {
                        [first, _] if share > first.1 => [(at, share), first],
                        [first, second] if share > second.1 => [first, (at, share)],
                        most => most,
                    };
                }
            }
        }
        for (text, _) in placed.iter().enumerate().filter(|(_, placed)| !**placed) {
            self.seen(text, &mut held, |_| {});
        }
        held
    }

    /// Notes that a text holds these of the phrases.
    fn seen(&self, text: usize, held: &mut HashMap<Phrase, Held>, mut each: impl FnMut(Phrase)) {
        self.phrases(text, |phrase, _| {
            if let Some(held) = held.get_mut(&phrase)
                && held.last != Some(text)
            {
                held.last = Some(text);
                held.all += 1;
                each(phrase);
            }
        });
    }

    /// Coverage × lift × centrality: how much of the group holds a phrase, its central notes more than others, and how few others do.
    pub(super) fn rate(
        &self,
        at: usize,
        group: &Group,
        found: &mut [Candidate],
        everywhere: &HashMap<Phrase, Held>,
    ) {
        let size = group.notes.len();
        let others = self.total().saturating_sub(size);
        for candidate in found.iter_mut() {
            let Some(held) = everywhere.get(&candidate.phrase) else {
                continue;
            };
            let here = candidate.members.len();
            let inside = here as f64 / size.max(1) as f64;
            let outside = (held.all.saturating_sub(here) as f64 + 0.5) / (others as f64 + 1.0);
            // The other group that says it most: a name has to tell the two apart.
            let rival = held.most.iter().find(|(group, _)| *group != at);
            let rival = rival.map_or(0.0, |(_, share)| share / 2.0);
            // A word of the whole session: many say it, and most of them elsewhere.
            let common = 3 * held.all >= self.total() && 2 * here <= held.all;
            let lift = |outside: f64| match others {
                0 => 1.0,
                _ if common => 0.0,
                // What is said about as often elsewhere tells nothing.
                _ => (inside / (inside + outside) - COMMON).max(0.0) / (1.0 - COMMON),
            };
            let near = lift(outside.max(rival));
            candidate.topic = candidate.score * lift(outside);
            candidate.score *= near * near;
        }
        sort(found);
    }
}

/// The best first; of two equals the one whose words came first in the session.
fn sort(found: &mut [Candidate]) {
    found.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.members.first().cmp(&b.members.first()))
            .then_with(|| a.phrase.cmp(&b.phrase))
    });
}
