//! Words as the remarks about notes and the search for notes alike see them.

use crate::text::unspaced;
use std::ops::Range;

/// How questions of a workshop begin, as [`fold`]ed words. The format's own stem comes in beside these.
pub(super) const OPENINGS: &[&[&str]] = &[
    &["how", "might", "we"],
    &["hmw"],
    &["how", "can", "we"],
    &["how", "could", "we"],
    &["how", "may", "we"],
    &["how", "should", "we"],
    &["how", "do", "we"],
    &["how", "would", "we"],
    &["como", "podriamos"],
    &["como", "podemos"],
    &["como", "poderiamos"],
    &["wie", "konnten", "wir"],
    &["wie", "konnen", "wir"],
    &["comment", "pourrions", "nous"],
    &["comment", "pouvons", "nous"],
    &["come", "potremmo"],
    &["どうすれば"],
];

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents.
    pub(super) text: String,
    /// Its bytes.
    pub(super) span: Range<usize>,
}

/// The words of a text: runs of letters and digits.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, in_word(character)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(Word {
                    text: fold(text.get(from..at).unwrap_or_default()),
                    span: from..at,
                });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Letters, digits, and the accents that stand behind their letter.
fn in_word(character: char) -> bool {
    character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character)
}

/// Lower case and without the accents of Latin letters: many people type without them.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    for character in word.chars().flat_map(char::to_lowercase) {
        match character {
            '\u{300}'..='\u{36f}' => {}
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'ç' | 'ć' | 'č' => out.push('c'),
            'ď' | 'đ' => out.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ğ' => out.push('g'),
            'ì'..='ï' | 'ī' | 'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
            'ř' => out.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ť' | 'ţ' | 'ț' => out.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            other => out.push(other),
        }
    }
    out
}

/// About how many words a text has. Two characters of a script without spaces pass for a word.
pub(super) fn length(text: &str) -> usize {
    text.split_whitespace()
        .map(|chunk| {
            let run = chunk.chars().filter(|c| unspaced(*c)).count();
            let other = chunk.chars().any(|c| c.is_alphanumeric() && !unspaced(c));
            run.div_ceil(2) + usize::from(other)
        })
        .sum()
}

/// Whether `words` begin with `opening`; what is written without spaces may go on at once.
pub(super) fn begins(words: &[Word], opening: &[&str]) -> bool {
    let Some((last, before)) = opening.split_last() else {
        return false;
    };
    words.len() >= opening.len()
        && before
            .iter()
            .zip(words)
            .all(|(known, word)| word.text == *known)
        && words.get(before.len()).is_some_and(|word| {
            word.text == *last || (last.chars().any(unspaced) && word.text.starts_with(last))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_where_they_are_written() {
        let text = "¿Cómo PODRI\u{301}AMOS, e.g. l'œuvre?";
        let found = words(text);
        let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["como", "podriamos", "e", "g", "l", "oeuvre"]);
        assert_eq!(&text[found[0].span.clone()], "Cómo");
        assert_eq!(length("two words, 3 – really"), 4);
        assert_eq!(length("ドキュメントを翻訳する"), 6);
    }
}
