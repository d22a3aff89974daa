//! How notes begin: "How might we", in whatever language the format has it, and slips of the pen in it.

use super::super::wording::{OPENINGS, Word, begins, words};
use crate::fault::slips;
use crate::text::unspaced;
use std::ops::Range;

/// How a note begins, next to how the format has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beginning {
    /// As the format has it, or the format has nothing.
    Fine,
    /// With the stem's initials; the text with the stem in full.
    Short(String),
    /// With a slip of the pen; the text without it.
    Slip(String),
    /// With a sister of the stem ("How can we"); the text with the stem.
    Sister(String),
    /// With something else.
    Other,
}

/// The words between "how" and "we" that make much the same question.
const SISTERS: &[&str] = &[
    "can", "could", "do", "may", "might", "must", "shall", "should", "will", "would",
];

/// Words that begin no noun phrase: behind "How might", the "we" is missing. Others may be who does it, as in "How might
/// open source managers help …".
const VERBS: &[&str] = &[
    "add",
    "align",
    "allow",
    "attract",
    "avoid",
    "be",
    "bring",
    "build",
    "collaborate",
    "communicate",
    "contribute",
    "convince",
    "create",
    "develop",
    "educate",
    "enable",
    "encourage",
    "engage",
    "enhance",
    "ensure",
    "find",
    "foster",
    "get",
    "give",
    "grow",
    "improve",
    "increase",
    "involve",
    "keep",
    "make",
    "navigate",
    "overcome",
    "prevent",
    "protect",
    "provide",
    "reduce",
    "simplify",
    "standardise",
    "standardize",
    "strengthen",
    "teach",
    "write",
];

/// Whether a word begins a clause as a verb does: "improve", "Improving".
pub(super) fn verb(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "anything",
        "during",
        "evening",
        "everything",
        "morning",
        "nothing",
        "something",
        "spring",
        "string",
        "thing",
    ];
    VERBS.contains(&word) || (word.len() >= 5 && word.ends_with("ing") && !NOUNS.contains(&word))
}

/// How a note begins.
pub(super) fn beginning(text: &str, stem: &str) -> Beginning {
    let stem = stem.trim_end_matches(|c: char| !c.is_alphanumeric()).trim();
    let known = words(stem);
    let known: Vec<&str> = known.iter().map(|word| word.text.as_str()).collect();
    if known.is_empty() {
        return Beginning::Fine;
    }
    let found = words(text);
    if begins(&found, &known) {
        return Beginning::Fine;
    }
    let with = |span: Range<usize>| corrected(text, stem, span);
    if let Some(span) = initials(&found, &known) {
        return Beginning::Short(with(span));
    }
    if let [only] = known.as_slice()
        && only.chars().any(unspaced)
    {
        return match run_on(&found, only) {
            Some(span) => Beginning::Slip(with(span)),
            None => Beginning::Other,
        };
    }
    if let Some(span) = sister(&found, &known) {
        return Beginning::Sister(with(span));
    }
    if let Some(span) = slip(text, &found, &known) {
        return Beginning::Slip(with(span));
    }
    // "How might open source managers …": the format's form, with somebody else in it.
    match known.split_last() {
        Some((_, before)) if before.len() >= 2 && begins(&found, before) => Beginning::Fine,
        _ => Beginning::Other,
    }
}

/// What follows the stem, or one of the usual openings, where the text begins with one.
pub(super) fn without<'t>(text: &'t str, stem: &str) -> Option<&'t str> {
    let found = words(text);
    let own = words(stem);
    let own: Vec<&str> = own.iter().map(|word| word.text.as_str()).collect();
    let opening = std::iter::once(own.as_slice())
        .chain(OPENINGS.iter().copied())
        .find(|opening| begins(&found, opening))?;
    let last = found.get(opening.len().checked_sub(1)?)?;
    let run_on = opening
        .last()
        .filter(|word| word.chars().any(unspaced) && **word != last.text);
    match run_on {
        Some(word) => text.get(last.span.start + word.len()..),
        None => text.get(last.span.end..),
    }
}

/// The text with the stem in place of the words it begins with. Nothing else changes.
fn corrected(text: &str, stem: &str, span: Range<usize>) -> String {
    let lead = text.get(..span.start).unwrap_or_default();
    // "¿" belongs to the stem.
    let opens: String = stem.chars().take_while(|c| !c.is_alphanumeric()).collect();
    let lead = lead.trim_end_matches(opens.as_str());
    let rest = text.get(span.end..).unwrap_or_default();
    let rest = rest.trim_start_matches([':', '-', '–', '—', '.', '…', '?', ' ']);
    let close = stem.chars().last().is_some_and(unspaced);
    let gap = if close || rest.is_empty() { "" } else { " " };
    format!("{lead}{stem}{gap}{rest}")
}

fn span(found: &[Word], count: usize) -> Option<Range<usize>> {
    let first = found.first()?;
    let last = found.get(count.checked_sub(1)?)?;
    Some(first.span.start..last.span.end)
}

/// `HMW`, `H.M.W.`
fn initials(found: &[Word], known: &[&str]) -> Option<Range<usize>> {
    if known.len() < 3 {
        return None;
    }
    let short: String = known
        .iter()
        .filter_map(|word| word.chars().next())
        .collect();
    if found.first()?.text == short {
        return span(found, 1);
    }
    let apart = found.len() >= known.len()
        && known
            .iter()
            .zip(found)
            .all(|(known, word)| known.starts_with(&word.text) && word.text.chars().count() == 1);
    if apart {
        span(found, known.len())
    } else {
        None
    }
}

/// One word of the middle is another of its kind: "How can we".
fn sister(found: &[Word], known: &[&str]) -> Option<Range<usize>> {
    let others: Vec<(&str, &str)> = known
        .iter()
        .zip(found)
        .filter(|(known, word)| **known != word.text)
        .map(|(known, word)| (*known, word.text.as_str()))
        .collect();
    match *others.as_slice() {
        [(known_word, word)]
            if found.len() >= known.len()
                && SISTERS.contains(&known_word)
                && SISTERS.contains(&word) =>
        {
            span(found, known.len())
        }
        _ => None,
    }
}

/// The words that stand for the stem but for a slip of the pen.
fn slip(text: &str, found: &[Word], known: &[&str]) -> Option<Range<usize>> {
    let count = known.len();
    // How migth we
    if found.len() >= count {
        let off: Option<usize> = known
            .iter()
            .zip(found)
            .map(|(known, word)| off(known, &word.text))
            .sum();
        let letters: usize = known.iter().map(|word| word.chars().count()).sum();
        if off.is_some_and(|off| off <= 1.max(letters / 4)) {
            return span(found, count);
        }
    }
    // How mightwe, How mighwe
    let whole: Vec<char> = known.concat().chars().collect();
    for taken in (1..=count + 1).rev() {
        let joined: Vec<char> = found
            .get(..taken)
            .into_iter()
            .flatten()
            .flat_map(|word| word.text.chars())
            .collect();
        if joined == whole {
            return span(found, taken);
        }
        // One slip more, but only where the last word is in what was joined.
        let last = known.last().map_or(0, |word| word.chars().count());
        let close = taken < count && last >= 2 && whole.len() >= 8;
        if close && joined.len().abs_diff(whole.len()) <= 1 && slips(&joined, &whole) == 1 {
            return span(found, taken);
        }
    }
    // How might be we
    if found.len() > count {
        for extra in 1..count {
            let rest = found
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != extra)
                .map(|(_, word)| word.text.as_str());
            let short = found
                .get(extra)
                .is_some_and(|word| word.text.chars().count() <= 5);
            if short && rest.zip(known).all(|(word, known)| word == *known) {
                return span(found, count + 1);
            }
        }
    }
    missing(text, found, known)
}

/// One word of the stem is not there.
fn missing(text: &str, found: &[Word], known: &[&str]) -> Option<Range<usize>> {
    let count = known.len();
    if count < 3 {
        return None;
    }
    let asks = text.trim_end().ends_with('?');
    for gone in 0..count {
        let rest: Vec<&str> = known
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != gone)
            .map(|(_, word)| *word)
            .collect();
        let next = found.get(count - 1).map(|word| word.text.as_str());
        let meant = match gone {
            // How might improve
            _ if gone == count - 1 => next.is_some_and(|word| VERBS.contains(&word)),
            // Might we improve …?  How we improve …?
            _ => asks,
        };
        if meant && begins(found, &rest) {
            return span(found, count - 1);
        }
    }
    None
}

/// How many slips a word is off; `None` where it is another word. A letter more or less makes another word of a short one
/// ("we", "web"), so in those only a swap or a letter typed twice counts.
fn off(known: &str, word: &str) -> Option<usize> {
    if known == word {
        return Some(0);
    }
    let (a, b): (Vec<char>, Vec<char>) = (known.chars().collect(), word.chars().collect());
    if a.len().abs_diff(b.len()) > 3 {
        return None;
    }
    let slips = slips(&a, &b);
    if a.len() <= 3 {
        let swapped = {
            let (mut a, mut b) = (a.clone(), b.clone());
            a.sort_unstable();
            b.sort_unstable();
            a == b
        };
        let mut once = b.clone();
        once.dedup();
        return (slips == 1 && (swapped || once == a)).then_some(1);
    }
    (slips <= 1.max(a.len() / 3)).then_some(slips)
}

/// A stem that is written without spaces, one slip off.
fn run_on(found: &[Word], known: &str) -> Option<Range<usize>> {
    let word = found.first()?;
    let known: Vec<char> = known.chars().collect();
    let letters: Vec<char> = word.text.chars().collect();
    if known.len() < 4 {
        return None;
    }
    // Of the beginnings that are one slip off the one that ends as the stem does.
    [known.len(), known.len() + 1, known.len() - 1]
        .into_iter()
        .filter_map(|taken| letters.get(..taken))
        .find(|start| start.last() == known.last() && slips(start, &known) == 1)
        .map(|start| {
            let bytes: usize = start.iter().map(|c| c.len_utf8()).sum();
            word.span.start..word.span.start + bytes
        })
}

#[cfg(test)]
mod tests;
