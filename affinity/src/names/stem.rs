//! What kind of word a word is, and what its forms have in common.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static LIST: &str = include_str!("stopwords.txt");
static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(kinds);
static WEAK: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let weak = KINDS.iter().filter(|(_, kind)| **kind == Kind::Weak);
    weak.map(|(word, _)| stem(word)).collect()
});

/// What a word can do in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Be one.
    Telling,
    /// Be part of one: "trust" makes a phrase of "build".
    Weak,
    /// Stand between its words.
    Link,
    /// Nothing.
    Stop,
    /// Nothing, and it shows that the text is not in English.
    Foreign,
    /// Nothing where the text is not in English; there it means something.
    Perhaps,
}

fn kinds() -> HashMap<&'static str, Kind> {
    let mut kinds = HashMap::new();
    for (name, words) in LIST.lines().filter_map(|line| line.split_once(": ")) {
        for word in words.split_whitespace() {
            let (word, kind) = match (name, word.strip_suffix('*')) {
                ("en", _) => (word, Kind::Stop),
                ("weak", _) => (word, Kind::Weak),
                ("link", _) => (word, Kind::Link),
                (_, None) => (word, Kind::Foreign),
                (_, Some(word)) => (word, Kind::Perhaps),
            };
            // What is a stop word in English is one anywhere.
            if kind == Kind::Link || !matches!(kinds.get(word), Some(Kind::Stop | Kind::Weak)) {
                kinds.insert(word, kind);
            }
        }
    }
    kinds
}

/// The kind of a word in lower case, which has this stem.
pub(super) fn kind(word: &str, stem: &str) -> Kind {
    if let Some(kind) = KINDS.get(word) {
        return *kind;
    }
    match word.split_once('\'') {
        Some((_, "t" | "re" | "ve" | "ll" | "d" | "m")) => Kind::Stop,
        _ if word.chars().nth(1).is_none() => Kind::Stop,
        // A number, a time, an ordinal.
        _ if word.starts_with(|c: char| c.is_numeric()) => Kind::Weak,
        _ if WEAK.contains(stem) => Kind::Weak,
        _ => Kind::Telling,
    }
}

/// A word without what its language hangs on it: "company's", "l'école", Korean particles that end no word of their own.
pub(super) fn bare(word: &str) -> &str {
    for particle in ["에서는", "에서", "에게", "으로", "을", "를", "은", "는"] {
        if let Some(rest) = word.strip_suffix(particle)
            && rest.chars().nth(1).is_some()
        {
            return rest;
        }
    }
    match word.split_once('\'') {
        Some((rest, "s")) => rest,
        Some((
            "l" | "d" | "n" | "m" | "t" | "s" | "c" | "j" | "qu" | "un" | "all" | "dell" | "nell"
            | "sull",
            rest,
        )) if rest.chars().nth(1).is_some() => rest,
        _ => word,
    }
}

/// A light stem: without accents and the commonest endings of English and its neighbours, so that the forms of a word are one.
pub(super) fn stem(word: &str) -> String {
    let mut word = folded(word);
    for (ending, new, least) in [
        ("ments", "", 4),
        ("ment", "", 4),
        ("ations", "", 4),
        ("ation", "", 4),
        ("ators", "", 4),
        ("ator", "", 4),
        ("acoes", "acao", 2),
        ("oes", "ao", 3),
        ("ies", "i", 2),
        ("ings", "", 3),
        ("ing", "", 3),
        ("ers", "", 5),
        ("er", "", 5),
        ("ied", "i", 2),
        ("ed", "", 3),
        ("es", "", 3),
        ("ss", "ss", 0),
        ("us", "us", 0),
        ("s", "", 3),
        ("e", "", 3),
    ] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= least
        {
            word = format!("{rest}{new}");
            break;
        }
    }
    // "policies" and "policy"
    if word.ends_with('y') {
        word.pop();
        word.push('i');
    }
    // "planned" and "plan"
    let mut end = word.chars().rev();
    if let (Some(last), Some(before)) = (end.next(), end.next())
        && last == before
        && last.is_ascii_alphabetic()
        && word.chars().count() > 3
    {
        word.pop();
    }
    word
}

/// Without accents on Latin letters: in other scripts a mark makes another letter.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.chars()
        .flat_map(|c| {
            let base = c.nfd().next().filter(char::is_ascii);
            std::iter::once(base.unwrap_or(c))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["company", "companies"][..],
            &["maintain", "maintainer", "maintainers", "maintained"],
            &["plan", "plans", "planning", "planned"],
            &["policy", "policies"],
            &["bill", "bills", "billing"],
            &["charge", "charges", "charged", "charging"],
            &["pay", "pays", "paying"],
            &["organise", "organising", "organisation"],
            &["canción", "canciones"],
            &["contribuição", "contribuições"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(
                stems.windows(2).all(|pair| pair.first() == pair.last()),
                "{stems:?}"
            );
        }
        for (a, b) in [
            ("policy", "police"),
            ("business", "busy"),
            ("rent", "rental"),
        ] {
            assert_ne!(stem(a), stem(b));
        }
    }
}
