//! Whether a part of a note could stand on its own: told by how it begins and ends, without a grammar.

use super::super::super::wording::{OPENINGS, Word, begins, fold, length, words};
use super::super::stem::verb;

pub(super) const AND: &[&str] = &["and", "und", "y", "e", "et", "also", "or"];

/// Words that begin a question.
pub(super) const ASKING: &[&str] = &[
    "how", "what", "why", "when", "where", "which", "who", "whose", "can", "could", "should",
    "would", "will", "is", "are", "do", "does", "did", "may", "might", "must", "como", "que",
    "por", "quien", "cual", "donde", "wie", "was", "warum", "wer", "wo", "welche", "comment",
    "pourquoi", "quel", "quelle", "qui", "est",
];

/// Words that speak of something said before.
pub(super) const LEANING: &[&str] = &[
    "it",
    "its",
    "they",
    "them",
    "their",
    "this",
    "that",
    "these",
    "those",
    "he",
    "she",
    "him",
    "her",
    "so",
    "such",
    "then",
    "one",
    "ones",
    "otherwise",
    "instead",
    "too",
    "there",
    "else",
    "same",
    "both",
    "others",
    "eso",
    "esto",
    "ello",
    "los",
    "sie",
    "es",
    "dies",
    "das",
    "cela",
    "ca",
    "isso",
    "isto",
];

/// Words of somebody who tells their own story.
pub(super) const SELF: &[&str] = &["i", "me", "my", "mine", "you", "your", "im", "ive"];

/// Words that a sentence cannot end with.
pub(super) const HANGING: &[&str] = &[
    "a", "an", "the", "of", "to", "for", "and", "or", "with", "in", "on", "at", "by", "from", "as",
    "is", "are", "that", "we", "our", "more", "into", "than", "de", "la", "el", "y", "der", "die",
    "das", "und", "le", "les", "et", "e",
];

/// Words that tell no subject apart.
pub(super) fn plain(word: &str) -> bool {
    ASKING.contains(&word) || matches!(word, "have" | "with" | "from" | "more" | "into" | "than")
}

pub(super) fn leans(found: &[Word]) -> bool {
    let first = found.first().map(|word| word.text.as_str());
    matches!(
        first,
        Some("or" | "and" | "if" | "but" | "etc" | "oder" | "ou" | "o")
    ) || found
        .iter()
        .any(|word| LEANING.contains(&word.text.as_str()))
}

pub(super) fn hangs(line: &str) -> bool {
    words(line)
        .last()
        .is_some_and(|word| HANGING.contains(&word.text.as_str()))
}

/// Whether words begin as a question does.
pub(super) fn opens(found: &[Word], stem: &[&str]) -> bool {
    let first = found.first().map(|word| word.text.as_str());
    first.is_some_and(|word| ASKING.contains(&word))
        || (!stem.is_empty() && begins(found, stem))
        || OPENINGS.iter().any(|opening| begins(found, opening))
}

/// Whether it begins with whom the sentence is about, or a word that waits for the rest.
pub(super) fn subject(part: &str) -> bool {
    const FIRST: &[&str] = &[
        "we", "i", "they", "you", "people", "it", "there", "if", "when", "because", "since", "as",
        "for", "the", "a", "an", "our", "this", "these", "all", "every", "some", "in", "with",
        "to",
    ];
    words(part)
        .first()
        .is_some_and(|word| FIRST.contains(&word.text.as_str()))
}

/// Whether each begins with a verb or with whom it is about, as clauses do; verbs in one form, for "testing tools" is a thing.
pub(super) fn clauses(parts: &[&str]) -> bool {
    let firsts: Vec<String> = parts.iter().map(|part| first(part)).collect();
    let form = |word: &String| (verb(word), word.ends_with("ing"));
    let mixed = firsts.iter().any(|word| form(word) == (true, true))
        && firsts.iter().any(|word| form(word) == (true, false));
    let whole = parts.iter().zip(&firsts).all(|(part, first)| {
        length(part) >= 3
            && (verb(first)
                || ["we", "i", "they", "you", "people", "there"].contains(&first.as_str())
                // "Docs: production ready recommendations"
                || part.split_whitespace().take(3).any(|word| word.ends_with(':')))
    });
    whole && !mixed
}

fn first(part: &str) -> String {
    let first = part.split_whitespace().next().unwrap_or_default();
    fold(first.trim_matches(|c: char| !c.is_alphanumeric()))
}

pub(super) fn ended(part: &str) -> bool {
    part.ends_with(['.', '!', '?'])
}

/// Names of several things in a row, as when sticky notes were typed up: three and more, most of more than a word, and
/// most written as beginnings.
pub(super) fn names(parts: &[&str]) -> bool {
    let [first, middle @ .., last] = parts else {
        return false;
    };
    if middle.is_empty() || hangs(first) || middle.iter().any(|part| hangs(part)) {
        return false;
    }
    let begins = |part: &&str| {
        part.chars()
            .find(|c| c.is_alphanumeric())
            .is_some_and(|c| !c.is_lowercase())
    };
    let later = parts.len() - 1;
    let capital = parts.iter().skip(1).filter(|part| begins(part)).count();
    let alike = if begins(first) {
        2 * capital >= later
    } else {
        parts.iter().all(|part| length(part) >= 3)
    };
    // "Open Source / Inner Source / Closed Source" is a row of terms.
    let long = length(first) >= 2
        && length(last) >= 2
        && (middle.iter().any(|part| length(part) >= 3)
            || (parts.len() >= 4 && middle.iter().all(|part| length(part) >= 2)));
    alike && long
}
