//! Which texts are near, in integers and without comparing each with each.
//!
//! Two texts are near if they have the same words, but for the stem, articles, a plural, the place of one run of words ("in
//! May, how might we …"), or a slip of the pen in one word. A word more or less, another number, a negation: another idea.

mod slip;

use super::super::wording::{OPENINGS, begins, words};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Words without which a text says the same.
const SMALL: &[&str] = &["a", "an", "the", "and", "please"];

/// With one of these the order of words is what is said.
const TURNING: &[&str] = &[
    "after", "arent", "before", "but", "cannot", "cant", "doesnt", "dont", "instead", "isnt",
    "jamais", "kein", "keine", "mai", "mustnt", "nao", "neither", "never", "nicht", "no", "non",
    "none", "nor", "not", "nunca", "ohne", "only", "pas", "sans", "sem", "senza", "shouldnt",
    "sin", "than", "without", "wont",
];

/// In a bucket of more than this many, only neighbours are compared: a crowd of texts that differ in one word are not near.
const CROWD: usize = 48;

/// The longest run of words that is looked for elsewhere.
const LONGEST_MOVE: usize = 120;

/// A text as it is compared.
struct Said {
    /// Its words as numbers, in their order.
    words: Vec<u32>,
    /// Whether the order of its words is what is said.
    turning: bool,
    /// Whether it begins with the stem, or with one of the usual ones.
    opened: bool,
}

/// The groups of near texts; in each the clearest comes first. The texts must come sorted, and each once: then the groups do
/// not depend on the order of the notes.
pub(super) fn groups(stem: &str, texts: &[&str]) -> Vec<Vec<usize>> {
    let stem = words(stem);
    let stem: Vec<&str> = stem.iter().map(|word| word.text.as_str()).collect();
    let mut number: HashMap<String, u32> = HashMap::new();
    let mut vocabulary: Vec<String> = Vec::new();
    let mut spread: Vec<u32> = Vec::new();
    let mut said = Vec::with_capacity(texts.len());
    for text in texts {
        let (list, opened) = compared(text, &stem);
        let turning = list.iter().any(|word| TURNING.contains(&word.as_str()));
        let mut numbers = Vec::with_capacity(list.len());
        for word in list {
            let next = u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
            let at = *number.entry(word).or_insert_with_key(|word| {
                vocabulary.push(word.clone());
                spread.push(0);
                next
            });
            if !numbers.contains(&at)
                && let Some(count) = spread.get_mut(at as usize)
            {
                *count += 1;
            }
            numbers.push(at);
        }
        said.push(Said {
            words: numbers,
            turning,
            opened,
        });
    }
    drop(number);
    let mut near = Near {
        said: &said,
        vocabulary: &vocabulary,
        spread: &spread,
        parent: (0..texts.len()).collect(),
    };
    near.but_for_order();
    near.but_for_a_slip();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..texts.len() {
        groups.entry(near.root(at)).or_default().push(at);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    for group in groups.iter_mut().filter(|group| group.len() > 1) {
        group.sort_by_cached_key(|at| {
            let said = said.get(*at);
            // A slip of the pen makes a word that few notes have.
            let rarest = said.and_then(|said| {
                let spread = |word: &u32| spread.get(*word as usize).copied();
                said.words.iter().filter_map(spread).min()
            });
            let opened = said.is_some_and(|said| said.opened);
            let length = texts.get(*at).map_or(0, |text| text.chars().count());
            (Reverse(rarest), Reverse(opened), length, *at)
        });
    }
    groups
}

/// The words that are compared, and whether a stem stood before them.
fn compared(text: &str, stem: &[&str]) -> (Vec<String>, bool) {
    let found = words(text);
    let opening = std::iter::once(stem)
        .chain(OPENINGS.iter().copied())
        .find(|opening| begins(&found, opening));
    let mut rest: Vec<String> = found.into_iter().map(|word| word.text).collect();
    if let Some((last, before)) = opening.and_then(|opening| opening.split_last()) {
        rest.drain(..before.len().min(rest.len()));
        // What is written without spaces goes on in the same run.
        if let Some(first) = rest.first_mut() {
            *first = first.strip_prefix(last).unwrap_or_default().to_owned();
        }
    }
    let mut out: Vec<String> = Vec::with_capacity(rest.len());
    for word in rest {
        // What an apostrophe parted: "don t", "police s".
        match (out.last_mut(), word.as_str()) {
            (Some(before), "t" | "re" | "ve" | "ll") if before.len() > 1 => before.push_str(&word),
            (Some(before), "s") if before.len() > 1 => {}
            _ => out.push(word),
        }
    }
    let out = out
        .into_iter()
        .filter(|word| !word.is_empty() && !SMALL.contains(&word.as_str()))
        .map(singular)
        .collect();
    (out, opening.is_some())
}

/// The word without a plural's "s".
fn singular(mut word: String) -> String {
    if word.len() >= 5 && word.is_ascii() && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    word
}

/// A word's number, spread over 64 bits, so that sums of them tell sets of words apart (splitmix64).
fn mixed(word: u32) -> u64 {
    let mut bits = (u64::from(word) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn sum(words: &[u32]) -> u64 {
    words
        .iter()
        .fold(0, |sum: u64, word| sum.wrapping_add(mixed(*word)))
}

/// A text and the place of a word in it, under the key that it shares with those it may be near to.
type Entry = (u64, u32, u32);

struct Near<'s> {
    said: &'s [Said],
    vocabulary: &'s [String],
    /// How many texts have each word.
    spread: &'s [u32],
    parent: Vec<usize>,
}

impl Near<'_> {
    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while let Some(next) = self.parent.get(root).copied().filter(|next| *next != root) {
            root = next;
        }
        let mut step = at;
        while let Some(next) = self.parent.get_mut(step).filter(|next| **next != root) {
            step = std::mem::replace(next, root);
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.parent.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    fn words(&self, at: usize) -> &[u32] {
        self.said.get(at).map_or(&[], |said| &said.words)
    }

    fn word(&self, entry: &Entry) -> Option<u32> {
        self.words(entry.1 as usize).get(entry.2 as usize).copied()
    }

    /// Joins texts of the same words where at most one run of them stands elsewhere.
    fn but_for_order(&mut self) {
        let said = self.said;
        let mut list: Vec<(u64, &[u32], usize)> = (0..)
            .zip(said)
            .filter(|(_, said)| !said.words.is_empty())
            .map(|(at, said)| (sum(&said.words), said.words.as_slice(), at))
            .collect();
        list.sort_unstable();
        for bucket in list.chunk_by(|a, b| a.0 == b.0) {
            // Of those in one order, one stands for all.
            let mut orders = Vec::new();
            for same in bucket.chunk_by(|a, b| a.1 == b.1) {
                if let Some((first, rest)) = same.split_first() {
                    orders.push(first.2);
                    rest.iter().for_each(|other| self.join(first.2, other.2));
                }
            }
            compare(&orders, |a, b| {
                if self.agree(*a, *b, None) {
                    self.join(*a, *b);
                }
            });
        }
    }

    /// Joins texts that differ in one word, by a slip of the pen.
    fn but_for_a_slip(&mut self) {
        let fit: Vec<bool> = self.vocabulary.iter().map(|word| slip::may(word)).collect();
        let mut list: Vec<Entry> = Vec::new();
        for (at, said) in (0_u32..).zip(self.said) {
            if said.words.len() < 2 {
                continue;
            }
            let all = sum(&said.words);
            for (place, word) in (0_u32..).zip(&said.words) {
                if fit.get(*word as usize) == Some(&true) {
                    list.push((all.wrapping_sub(mixed(*word)), at, place));
                }
            }
        }
        list.sort_unstable();
        for bucket in list.chunk_by(|a, b| a.0 == b.0) {
            if bucket.len() <= CROWD {
                self.slips_in(bucket);
                continue;
            }
            // The same but for one word, often: two words a slip apart share what is left of them without one letter.
            let mut closer: Vec<Entry> = bucket
                .iter()
                .flat_map(|entry| {
                    let word = self
                        .word(entry)
                        .and_then(|word| self.vocabulary.get(word as usize));
                    let keys = word.map(|word| slip::keys(word)).unwrap_or_default();
                    keys.into_iter().map(|key| (key, entry.1, entry.2))
                })
                .collect();
            closer.sort_unstable();
            closer.dedup();
            for bucket in closer.chunk_by(|a, b| a.0 == b.0) {
                self.slips_in(bucket);
            }
        }
    }

    fn slips_in(&mut self, bucket: &[Entry]) {
        compare(bucket, |a, b| {
            let (Some(x), Some(y)) = (self.word(a), self.word(b)) else {
                return;
            };
            if x != y && self.slip(x, y) {
                let (one, other) = (a.1 as usize, b.1 as usize);
                if self.agree(one, other, Some((x, y))) {
                    self.join(one, other);
                }
            }
        });
    }

    /// Whether one of two words is the other with a slip of the pen: what several notes have, they mean.
    fn slip(&self, x: u32, y: u32) -> bool {
        let spread = |word: u32| self.spread.get(word as usize).copied().unwrap_or_default();
        let (Some(a), Some(b)) = (
            self.vocabulary.get(x as usize),
            self.vocabulary.get(y as usize),
        ) else {
            return false;
        };
        spread(x).min(spread(y)) <= 2 && slip::of(a, b)
    }

    /// Whether two texts have the same words in the same order, but for one run of them; `other` names a word of the first and
    /// what stands for it in the second.
    fn agree(&self, a: usize, b: usize, other: Option<(u32, u32)>) -> bool {
        let turning = |at: usize| self.said.get(at).is_none_or(|said| said.turning);
        let meant = |word: &u32| match other {
            Some((from, to)) if *word == to => from,
            _ => *word,
        };
        let a_words = self.words(a).to_vec();
        let b_words: Vec<u32> = self.words(b).iter().map(meant).collect();
        a_words == b_words || (!turning(a) && !turning(b) && moved(&a_words, &b_words))
    }
}

/// Calls `f` with each pair, or in a crowd with neighbours only.
fn compare<T>(list: &[T], mut f: impl FnMut(&T, &T)) {
    if list.len() > CROWD {
        for pair in list.windows(2) {
            if let [a, b] = pair {
                f(a, b);
            }
        }
        return;
    }
    for (at, a) in list.iter().enumerate() {
        for b in list.iter().skip(at + 1) {
            f(a, b);
        }
    }
}

/// Whether one run of words stands elsewhere in the other text, and nothing else is different. Who does what to whom stays: in
/// "users help developers" and "developers help users" two runs have changed places around a third.
fn moved(a: &[u32], b: &[u32]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let same = |(x, y): &(&u32, &u32)| x == y;
    let front = a.iter().zip(b).take_while(same).count();
    let left = a.len() - front;
    let back = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(left)
        .take_while(same)
        .count();
    let (Some(a), Some(b)) = (a.get(front..a.len() - back), b.get(front..b.len() - back)) else {
        return false;
    };
    a.len() <= LONGEST_MOVE
        && (1..a.len()).any(|at| {
            a.split_at_checked(at)
                .zip(b.split_at_checked(a.len() - at))
                .is_some_and(|((a1, a2), (b1, b2))| a1 == b2 && a2 == b1)
        })
}
