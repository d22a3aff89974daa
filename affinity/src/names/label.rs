//! Names out of phrases.

use super::index::{Role, Words};
use super::phrases::Phrase;
use super::score::{Candidate, Group};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Characters of a name: what a label on GitHub can have.
const LONGEST: usize = 50;

/// Phrases of a name.
const MOST_PHRASES: usize = 3;

/// How well a phrase has to say what a group is about to go with a single word.
const TOPIC: f64 = 0.15;

/// What part of the best phrase's gain the second and the third have to bring.
const ENOUGH: [f64; MOST_PHRASES] = [0.0, 0.1, 0.25];

impl Words<'_> {
    /// A name that is not taken.
    pub(super) fn name(&self, group: &Group, found: &[Candidate], taken: &mut Taken) -> String {
        let mut barred = Vec::new();
        let mut first = None;
        // Where a name is taken, the next best phrases make another.
        for _ in 0..5 {
            let chosen = self.choose(group, found, &barred);
            let Some((last, _)) = chosen.last() else {
                break;
            };
            barred.push(*last);
            let name = capital(&text(&chosen));
            if taken.take(&name) {
                return name;
            }
            first.get_or_insert(name);
        }
        taken.numbered(&first.unwrap_or_else(|| self.cut(group)))
    }

    /// The best phrases that go together: each further one is to cover notes that the ones before do not.
    fn choose(
        &self,
        group: &Group,
        found: &[Candidate],
        barred: &[Phrase],
    ) -> Vec<(Phrase, String)> {
        let mut chosen: Vec<(Phrase, String)> = Vec::new();
        let mut covered = vec![false; group.notes.len()];
        let mut open: Vec<&Candidate> = found
            .iter()
            .filter(|candidate| !barred.contains(&candidate.phrase))
            .collect();
        let mut most = 0.0;
        while chosen.len() < MOST_PHRASES {
            let mut best: Option<(f64, &Candidate)> = None;
            for candidate in &open {
                let new = candidate.members.iter();
                let new = new.filter(|member| covered.get(**member) == Some(&false));
                let all = group.share(candidate.members.iter()).max(f64::MIN_POSITIVE);
                let gain = candidate.score * (0.3 + 0.7 * group.share(new) / all);
                if gain > best.map_or(0.0, |best| best.0) {
                    best = Some((gain, candidate));
                }
            }
            let least = ENOUGH.get(chosen.len()).copied().unwrap_or(1.0);
            let best = best.filter(|(gain, _)| *gain >= least * most);
            // A single word says too little: with it goes what the group shares with groups like it.
            let alone = chosen.len() == 1 && !text(&chosen).contains(' ');
            let topic = || {
                let topics = open.iter().filter(|other| other.topic >= TOPIC);
                let best = topics.max_by(|a, b| a.topic.total_cmp(&b.topic));
                best.filter(|_| alone).map(|best| (0.0, *best))
            };
            let Some((gain, best)) = best.or_else(topic) else {
                break;
            };
            most = f64::max(most, gain);
            open.retain(|other| other.phrase != best.phrase);
            let mut next = chosen.clone();
            // Where one goes with one before, they are a phrase: "flip" and "coin", "flip a coin".
            let joined = next.iter_mut().find_map(|(phrase, text)| {
                let both = found
                    .iter()
                    .find(|both| both.phrase.joins(phrase, &best.phrase))?;
                (4 * both.members.len() >= best.members.len() && both.members.len() > 1).then(
                    || {
                        *phrase = both.phrase;
                        *text = self.most_common(group, both);
                        both
                    },
                )
            });
            if joined.is_none() {
                next.push((best.phrase, self.most_common(group, best)));
            }
            if text(&next).chars().count() > LONGEST {
                continue;
            }
            chosen = next;
            for member in &best.members {
                if let Some(covered) = covered.get_mut(*member) {
                    *covered = true;
                }
            }
            let last = joined.map_or(best.phrase, |both| both.phrase);
            open.retain(|other| !self.related(&other.phrase, &last));
        }
        chosen
    }

    /// A phrase as most of a group's notes spell it.
    fn most_common(&self, group: &Group, candidate: &Candidate) -> String {
        let mut spelled: BTreeMap<String, usize> = BTreeMap::new();
        let notes = candidate.members.iter();
        for note in notes.filter_map(|member| group.notes.get(*member)) {
            self.phrases(*note, |phrase, at| {
                if phrase == candidate.phrase {
                    *spelled.entry(self.spelled(at)).or_default() += 1;
                }
            });
        }
        let best = spelled
            .into_iter()
            .min_by_key(|(text, count)| (Reverse(*count), text.chars().count()));
        best.map(|(text, _)| text).unwrap_or_default()
    }

    /// The first words of a central note, where no phrase makes a name.
    fn cut(&self, group: &Group) -> String {
        for note in group.notes.iter().take(10) {
            let tokens = self.tokens(*note);
            let tells = |at: &usize| {
                let role = self.token(*at).map(|token| token.role);
                matches!(role, Some(Role::Telling | Role::Weak))
            };
            let start = tokens.clone().find(tells).unwrap_or(tokens.start);
            let fits = |end: &usize| self.spelled(start..*end).chars().count() <= LONGEST;
            let end = (start + 1..=tokens.end).rev().find(fits);
            let words = self.spelled(start..end.unwrap_or(tokens.end));
            if words.contains(char::is_alphabetic) {
                return capital(&shortened(&words, LONGEST));
            }
        }
        "Cluster".to_owned()
    }
}

/// Names that are taken, in lower case, with the next number to try.
pub(super) struct Taken(HashMap<String, usize>);

impl Taken {
    pub(super) fn of(names: &[&str]) -> Taken {
        Taken(names.iter().map(|name| (name.to_lowercase(), 2)).collect())
    }

    /// Takes a name if it is free.
    fn take(&mut self, name: &str) -> bool {
        let name = name.to_lowercase();
        let free = !self.0.contains_key(&name);
        if free {
            self.0.insert(name, 2);
        }
        free
    }

    /// Takes a name, with a number where it is taken.
    fn numbered(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let lower = name.to_lowercase();
        let mut number = self.0.get(&lower).copied().unwrap_or(2);
        loop {
            let end = format!(" {number}");
            let mut numbered = shortened(name, LONGEST - end.len());
            numbered.push_str(&end);
            number += 1;
            if self.take(&numbered) {
                self.0.insert(lower, number);
                return numbered;
            }
        }
    }
}

/// At most so many characters of a text.
fn shortened(text: &str, most: usize) -> String {
    text.chars()
        .take(most)
        .collect::<String>()
        .trim_end_matches([' ', ',', '-', '\''])
        .to_owned()
}

/// Phrases in a row.
fn text(phrases: &[(Phrase, String)]) -> String {
    let texts: Vec<&str> = phrases.iter().map(|(_, text)| text.as_str()).collect();
    texts.join(", ")
}

/// With a capital at its beginning, unless the word has one elsewhere ("iOS").
fn capital(name: &str) -> String {
    let word = name.split([' ', ',']).next().unwrap_or_default();
    let mut chars = name.chars();
    let mut first = chars.next().map(char::to_uppercase).into_iter().flatten();
    match (first.next(), first.next()) {
        (Some(first), None) if !word.contains(char::is_uppercase) => {
            std::iter::once(first).chain(chars).collect()
        }
        // A letter that is two as a capital ("ß") could make the name too long.
        _ => name.to_owned(),
    }
}
