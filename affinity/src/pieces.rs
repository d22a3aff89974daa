//! Texts as words, and words as the pieces that have vectors.
//!
//! Words of Latin letters are cut as BERT's uncased tokenizer does (Devlin and others 2019; Wu and others 2016 for word pieces):
//! compatibility forms folded, accents and case dropped, words cut at white space and punctuation, and a word into the longest pieces
//! there are, from the left. The pieces are English: words of other scripts and languages have grams.

use super::grams::{Gram, Script, grams};
use super::table::{Piece, Table};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word with spaces around it; what is longer is no word.
const LONGEST: usize = 40;

/// What carries a word's meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// A piece of an English word.
    Piece(Piece),
    /// A gram of any word.
    Gram(Gram),
}

/// A word by its parts.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pieces: Vec<Piece>,
    grams: Vec<Gram>,
    short: bool,
}

/// From how many pieces on a foreign word has grams beside them: fewer keep its stem whole.
const SPLINTERED: usize = 3;

/// Letters of a Latin word that in another language than English is most often an article or the like.
const SHORT: usize = 3;

/// By how much a short word of another language counts less. The table's English ones are as light.
const LIGHT: i32 = 8;

impl Word {
    /// The parts of a folded word.
    pub(super) fn of(table: &Table, word: &str) -> Word {
        let latin = word.is_ascii();
        let long = word.chars().count() > LONGEST;
        let pieces = if latin && !long {
            pieces(table, word)
        } else {
            Vec::new()
        };
        let spaced = word.chars().next().map(Script::of) == Some(Script::Spaced);
        let grams = if (latin && pieces.len() < SPLINTERED) || (spaced && long) {
            Vec::new()
        } else {
            grams(word)
        };
        Word {
            pieces,
            grams,
            short: latin && word.len() <= SHORT,
        }
    }

    /// Its parts in a note: grams where there are no pieces, and beside them in a note of another language.
    pub(super) fn parts(&self, foreign: bool) -> impl Iterator<Item = Part> {
        let grams = (foreign || self.pieces.is_empty()).then_some(&self.grams);
        let pieces = self.pieces.iter().copied().map(Part::Piece);
        pieces.chain(grams.into_iter().flatten().copied().map(Part::Gram))
    }

    /// What its weight is divided by in a note.
    pub(super) fn divisor(&self, foreign: bool) -> i32 {
        if foreign && self.short { LIGHT } else { 1 }
    }
}

/// Whether a note is in another language than the table: more than a third of its words of Latin letters are no single piece. In an
/// English note seldom more than a seventh are, in a Spanish or German one more than a half.
pub(super) fn foreign<'w>(words: impl Iterator<Item = &'w Word>) -> bool {
    let counts = words
        .map(|word| word.pieces.len())
        .filter(|count| *count > 0);
    let (cut, all) = counts.fold((0, 0), |(cut, all), count| {
        (cut + usize::from(count > 1), all + 1)
    });
    cut * 3 > all
}

/// The words of a text, folded. Addresses and emoji are words only of a text that says nothing else.
pub(super) fn words(text: &str) -> Vec<String> {
    let (said, addresses) = addresses_apart(text);
    let mut found = folded(&said);
    if found.is_empty() {
        found = folded(&addresses);
        found.retain(|word| !IN_ADDRESSES.contains(&word.as_str()));
    }
    if found.is_empty() {
        found.extend(text.chars().filter(|c| emoji(*c)).map(String::from));
    }
    found
}

/// Words that say nothing in an address.
const IN_ADDRESSES: [&str; 8] = ["http", "https", "www", "com", "org", "net", "html", "index"];

/// A text without its addresses, and these. An address says where, not what.
fn addresses_apart(text: &str) -> (String, String) {
    let (mut said, mut addresses) = (String::new(), String::new());
    let mut rest = text;
    while let Some(at) = ["://", "www."]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
    {
        let scheme = rest.get(..at).unwrap_or_default();
        let start = scheme
            .trim_end_matches(|c: char| c.is_ascii_alphanumeric())
            .len();
        let (before, address) = rest.split_at(start);
        // It ends at white space, but also where a script begins that needs none.
        let end = address.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"'));
        let (address, after) = address.split_at(end.unwrap_or(address.len()));
        said.extend([before, " "]);
        addresses.extend([address, " "]);
        rest = after;
    }
    said.push_str(rest);
    (said, addresses)
}

/// Words as letters and digits in lower case, each in one script.
fn folded(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for token in text.split_whitespace() {
        let joined = token.starts_with('#') || humps(token) > 1;
        let mut last = ' ';
        for c in token.nfkd().filter(|c| !silent(*c)).nfc() {
            let hump = joined && last.is_lowercase() && c.is_uppercase();
            if hump || Script::of(c) != Script::of(last) {
                end(&mut word);
            }
            if c.is_alphanumeric() || (is_combining_mark(c) && !word.is_empty()) {
                word.extend(c.to_lowercase());
            } else {
                end(&mut word);
            }
            last = c;
        }
        end(&mut word);
    }
    words
}

/// Where capitals begin a word within a word: `GoodFirstIssue` has two, and is three words. With one it is more often a name, as GitHub.
fn humps(token: &str) -> usize {
    let pairs = token.chars().zip(token.chars().skip(1));
    pairs
        .filter(|(a, b)| a.is_lowercase() && b.is_uppercase())
        .count()
}

/// Characters that change a word's look, not the word: accents (but not the vowels of Indian scripts or Thai, nor the voicing of Kana),
/// vowel points of Hebrew and Arabic, and what joins or selects shapes.
fn silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Pictures; not the colours of their skin.
fn emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

/// The pieces of a folded word; none where a part of it has no piece.
fn pieces(table: &Table, word: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let mark = if found.is_empty() { "" } else { "##" };
        let longest = rest
            .char_indices()
            .rev()
            .map(|(at, c)| at + c.len_utf8())
            .find_map(|end| Some((table.find([mark, rest.get(..end)?])?, end)));
        let Some((piece, end)) = longest else {
            return Vec::new();
        };
        found.push(piece);
        rest = rest.get(end..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_cut() {
        for (text, expected) in [
            ("", ""),
            ("Café, FINANCIACIÓN", "cafe financiacion"),
            ("foo_bar() and fooBar::baz_2", "foo bar and foobar baz 2"),
            (
                "GitHub #GoodFirst GoodFirstIssue",
                "github good first good first issue",
            ),
            ("@someone & 2FA", "someone 2fa"),
            ("OSSの資金、ﾃﾞｰﾀ", "oss の資金 データ"),
            ("보안 취약점을", "보안 취약점을"),
            ("सुरक्षा की", "सुरक्षा की"),
            ("Ёлка йод", "елка иод"),
            ("see https://example.org/funding now", "see now"),
            ("詳細はhttps://example.org/資金", "詳細は 資金"),
            ("[funding](https://example.org/a)", "funding"),
            (
                "https://www.example.org/open-source_funding.html",
                "example open source funding",
            ),
            ("www.example.com", "example"),
            ("🎉 done", "done"),
            ("👍🏽🎉", "👍 🎉"),
            ("❤️", "❤"),
            ("—…!?", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn another_language_is_known_by_its_cut_words() {
        let table = Table::embedded();
        for (text, expected) in [
            ("How might we fund the maintainers of Kubernetes?", false),
            (
                "¿Cómo podríamos financiar a quienes mantienen proyectos críticos?",
                true,
            ),
            (
                "Wie könnten wir Sicherheitslücken schneller schließen?",
                true,
            ),
            ("資金", false),
            ("", false),
        ] {
            let list: Vec<Word> = words(text)
                .iter()
                .map(|word| Word::of(&table, word))
                .collect();
            assert_eq!(foreign(list.iter()), expected, "{text}");
        }
    }
}
