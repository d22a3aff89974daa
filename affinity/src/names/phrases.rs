//! Phrases: one to three words (up to four ideographs) that stand together and could be a name.

use super::index::{Role, Stem, Words};
use super::scan::Join;
use std::ops::Range;

/// Words of a phrase, links between them counted.
const MOST_WORDS: usize = 3;

/// Ideographs of a phrase, and of words that stand without spaces.
const MOST_IDEOGRAPHS: usize = 4;

/// The stems of a phrase's telling words. Links between them do not count: "cost of living", "costs of the living".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Phrase([u32; MOST_IDEOGRAPHS]);

impl Phrase {
    pub(super) fn stems(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied().filter(|stem| *stem != u32::MAX)
    }
}

impl Words<'_> {
    /// Each phrase of a text, with where it stands.
    pub(super) fn phrases(&self, text: usize, mut each: impl FnMut(Phrase, Range<usize>)) {
        let tokens = self.tokens(text);
        for start in tokens.clone() {
            let mut stems = [u32::MAX; MOST_IDEOGRAPHS];
            let (mut count, mut ideographs, mut tells) = (0, 0, false);
            let (mut solid, mut linked) = (true, false);
            for at in start..tokens.end {
                let Some(token) = self.token(at) else { break };
                if at != start {
                    solid &= token.join == Join::Nothing;
                    if token.join == Join::Break {
                        break;
                    }
                }
                let most = if solid { MOST_IDEOGRAPHS } else { MOST_WORDS };
                if at - start >= most {
                    break;
                }
                match token.role {
                    Role::Stop => break,
                    Role::Link if at == start => break,
                    Role::Link => {
                        linked = true;
                        continue;
                    }
                    // "mandatory to avoid"
                    Role::Weak if linked => break,
                    Role::Telling => tells = true,
                    Role::Weak => {}
                }
                let stem = self.stem_of(token);
                let again = stems.contains(&stem);
                ideographs += usize::from(self.stem(stem).is_some_and(|stem| stem.ideograph));
                if again && ideographs == 0 {
                    break;
                }
                if let Some(slot) = stems.get_mut(count) {
                    *slot = stem;
                }
                count += 1;
                // One ideograph is no word.
                if tells && (count > 1 || ideographs == 0) {
                    each(Phrase(stems), start..at + 1);
                }
            }
        }
    }
}

impl Words<'_> {
    /// How much a phrase says by its length: "working conditions" more than "conditions". Nothing where it is no phrase for sure: held by
    /// one text, and cut out of ideographs or around a word that the whole session says.
    pub(super) fn fullness(&self, phrase: &Phrase, texts: usize) -> f64 {
        let (mut words, mut little, mut ideographs, mut common) = (0, 0, 0, 0);
        for stem in phrase.stems().filter_map(|stem| self.stem(stem)) {
            match stem {
                stem if 3 * stem.texts >= self.total() && self.total() > 3 => common += 1,
                Stem { weak: true, .. } => little += 1,
                Stem {
                    ideograph: true, ..
                } => ideographs += 1,
                _ => words += 1,
            }
        }
        if texts == 1 && (ideographs > 0 || common > 0) {
            return 0.0;
        }
        let full = match words + (ideographs + 1) / 2 {
            0 | 1 => 1.0,
            2 => 1.3,
            _ => 1.4,
        };
        if little + common > 0 && texts > 1 {
            full + 0.1
        } else {
            full
        }
    }

    /// Whether a phrase is one word: of ideographs, which are words by two or more, any.
    pub(super) fn is_word(&self, phrase: &Phrase) -> bool {
        let ideograph = |stem| self.stem(stem).is_some_and(|stem| stem.ideograph);
        phrase.stems().nth(1).is_none() || phrase.stems().all(ideograph)
    }

    /// Whether two phrases say too much of the same to stand in one name.
    pub(super) fn related(&self, a: &Phrase, b: &Phrase) -> bool {
        let alike = |a: u32, b: u32| match (self.stem(a), self.stem(b)) {
            _ if a == b => true,
            (Some(a), Some(b)) => {
                let same = a.text.chars().zip(b.text.chars());
                let same = same.take_while(|(a, b)| a == b).count();
                let rest = |stem: &Stem| stem.text.chars().count() - same;
                let part = |whole: &Stem| whole.text.chars().nth(same) == Some('-');
                // "defend" and "defense"; "rent" and "renter"; "top" and "top-up"
                match rest(a).min(rest(b)) {
                    0 => same >= 4 || part(a) || part(b),
                    _ => same >= 4 && rest(a).max(rest(b)) <= 2,
                }
            }
            _ => false,
        };
        let both = a
            .stems()
            .filter(|a| b.stems().any(|b| alike(*a, b)))
            .count();
        2 * both >= a.stems().count().min(b.stems().count())
    }
}

impl Phrase {
    /// Whether these are the stems of both, in any order.
    pub(super) fn joins(&self, a: &Phrase, b: &Phrase) -> bool {
        let both = || a.stems().chain(b.stems());
        self.stems().count() == both().count()
            && both().all(|stem| self.stems().any(|other| other == stem))
    }
}
