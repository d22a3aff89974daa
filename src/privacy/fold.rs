//! A text as it is searched: letters and digits alone, folded, each with its place in the text as written.
//!
//! What shows the same to a reader is the same here: case, accents, full-width and mathematical letters, look-alikes of other scripts,
//! characters that cannot be seen, and the escapes of Markdown, HTML, JSON and addresses.

use crate::entity;
use crate::text::unspaced;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Letters and digits.
    pub(super) text: String,
    /// For each byte of it: what its character was made of, as bytes of the text as written.
    spans: Vec<(u32, u32)>,
    /// For each byte: whether a word begins there.
    first: Vec<bool>,
    /// Whether the next character begins a word.
    gap: bool,
}

impl Folded {
    /// Folds a text.
    pub(super) fn of(text: &str) -> Folded {
        let mut folded = Folded {
            text: String::with_capacity(text.len()),
            spans: Vec::with_capacity(text.len()),
            first: Vec::with_capacity(text.len()),
            gap: true,
        };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let (character, length) = read(rest);
            folded.take(character, at, at + length);
            at += length;
        }
        folded
    }

    fn take(&mut self, character: char, from: usize, to: usize) {
        if character.is_ascii() {
            self.push(character.to_ascii_lowercase(), from, to);
        } else if !invisible(character) {
            decompose_compatible(character, |part| {
                if !is_combining_mark(part) {
                    for letter in part.to_lowercase() {
                        match plain(letter) {
                            Ok(one) => self.push(one, from, to),
                            Err(more) => more.chars().for_each(|one| self.push(one, from, to)),
                        }
                    }
                }
            });
        }
    }

    fn push(&mut self, character: char, from: usize, to: usize) {
        // Some apostrophes are letters to Unicode.
        if !character.is_alphanumeric() || ('\u{2b9}'..='\u{2c1}').contains(&character) {
            self.gap = true;
            return;
        }
        self.text.push(character);
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for byte in 0..character.len_utf8() {
            self.spans.push((narrow(from), narrow(to)));
            self.first.push(byte == 0 && self.gap);
        }
        self.gap = false;
    }

    /// What the folded bytes were made of, as bytes of the text as written.
    pub(super) fn written(&self, from: usize, to: usize) -> (usize, usize) {
        let span = |at: usize| self.spans.get(at).copied().unwrap_or_default();
        let wide = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        (wide(span(from).0), wide(span(to.saturating_sub(1)).1))
    }

    /// Whether a word begins at this byte, or the text is over.
    pub(super) fn first(&self, at: usize) -> bool {
        self.first.get(at).copied().unwrap_or(true)
    }

    /// Where the word begins that ends before this byte.
    pub(super) fn word_before(&self, at: usize) -> usize {
        (0..at).rev().find(|at| self.first(*at)).unwrap_or(0)
    }

    /// Whether something that begins at one byte and ends before the other is a whole word, or words. Some scripts have no space between them.
    pub(super) fn is_whole(&self, from: usize, to: usize) -> bool {
        let run = |at: usize| {
            // Not within what was one character.
            self.spans.get(at.wrapping_sub(1)) != self.spans.get(at)
                && self
                    .text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .is_some_and(runs_on)
        };
        let last = self
            .text
            .get(..to)
            .and_then(|text| text.chars().next_back());
        let ends =
            self.spans.get(to) != self.spans.get(to.wrapping_sub(1)) && last.is_some_and(runs_on);
        (self.first(from) || run(from)) && (self.first(to) || ends)
    }
}

/// Whether words of its script run on without a space, or with particles behind them.
fn runs_on(character: char) -> bool {
    unspaced(character) || ('\u{1100}'..='\u{11ff}').contains(&character)
}

/// A word folded on its own.
pub(super) fn fold(word: &str) -> String {
    Folded::of(word).text
}

/// The words of a text, folded.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded = Folded::of(text);
    let mut words: Vec<String> = Vec::new();
    for (at, character) in folded.text.char_indices() {
        match words.last_mut() {
            Some(word) if !folded.first(at) => word.push(character),
            _ => words.push(character.to_string()),
        }
    }
    words
}

/// A text as a reader sees it.
pub(super) fn seen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (character, length) = read(rest);
        if !invisible(character) {
            out.push(character);
        }
        at += length;
    }
    out
}

/// What nobody sees.
pub(super) fn invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The letter that a small letter looks like, or the letters that stand for it.
fn plain(letter: char) -> Result<char, &'static str> {
    Ok(match letter {
        'ß' => return Err("ss"),
        'æ' => return Err("ae"),
        'œ' => return Err("oe"),
        'þ' => return Err("th"),
        'ø' | 'о' | 'ο' => 'o',
        'đ' | 'ð' | 'ԁ' => 'd',
        'ł' => 'l',
        'ħ' | 'һ' | 'н' => 'h',
        'ı' | 'і' | 'ι' => 'i',
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'р' | 'ρ' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' | 'χ' => 'x',
        'ѕ' => 's',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'т' | 'τ' => 't',
        'в' => 'b',
        'ν' => 'v',
        other => other,
    })
}

/// The first character of a text, and the bytes that it is written in.
fn read(rest: &str) -> (char, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '&' => entity::read(rest),
        '\\' => escape(rest),
        '%' => octets(rest),
        _ => None,
    }
    .unwrap_or((first, first.len_utf8()))
}

/// A backslash: before punctuation it cannot be seen.
fn escape(rest: &str) -> Option<(char, usize)> {
    let next = rest.chars().nth(1)?;
    match next {
        'u' => {
            let unit = |at: usize| u16::from_str_radix(rest.get(at..at + 4)?, 16).ok();
            let first = unit(2)?;
            let second = rest.get(6..8).filter(|text| *text == "\\u");
            let units = [Some(first), second.and_then(|_| unit(8))];
            let mut read = char::decode_utf16(units.into_iter().flatten());
            let character = read.next()?.ok()?;
            Some((character, character.len_utf16() * 6))
        }
        // Of JSON: Markdown has two backslashes where it shows one.
        'n' | 'r' | 't' => Some(('\n', 2)),
        '\\' => Some(('\\', 2)),
        _ if next.is_ascii_punctuation() => Some(('\u{200b}', 1)),
        _ => None,
    }
}

/// A character of an address: `%20`, `%C3%BC`.
fn octets(rest: &str) -> Option<(char, usize)> {
    let octet = |nth: usize| {
        let text = rest.get(nth * 3..nth * 3 + 3)?.strip_prefix('%')?;
        u8::from_str_radix(text, 16).ok()
    };
    let count = match octet(0)? {
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let bytes: Option<Vec<u8>> = (0..count).map(octet).collect();
    let text = String::from_utf8(bytes?).ok()?;
    Some((text.chars().next()?, count * 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_shows_the_same_is_the_same() {
        let table = [
            ("Jane Doe", "janedoe"),
            ("JÁNE\u{301}", "jane"),
            ("Ｊａｎｅ 𝐃𝐨𝐞", "janedoe"),
            ("Ja\u{200b}n\u{ad}e", "jane"),
            ("Jаnе", "jane"),
            ("O&#39;Neil &amp; Co", "oneilco"),
            ("jane\\_doe", "janedoe"),
            ("\\u004aane", "jane"),
            ("\\ud83d\\ude00", ""),
            ("M%C3%BCller%20x", "mullerx"),
            ("100%", "100"),
            ("Straße Łódź Ærø", "strasselodzaero"),
            ("&bogus &#99999999999; \\", "bogus99999999999"),
        ];
        for (text, folded) in table {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(
            words("Doe, Jane-Ann O’Neil"),
            ["doe", "jane", "ann", "o", "neil"]
        );
    }

    proptest! {
        #[test]
        fn every_letter_has_its_place(text in "(\\PC|&amp;|\\\\u0041|%C3%BC|\\\\){0,40}") {
            let folded = Folded::of(&text);
            for (at, character) in folded.text.char_indices() {
                let (from, to) = folded.written(at, at + character.len_utf8());
                prop_assert!(from < to && text.get(from..to).is_some(), "{:?} {:?}", text, (from, to));
            }
        }
    }
}
