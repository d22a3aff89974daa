//! Texts as words, and words as the pieces that have vectors.
//!
//! As BERT's uncased tokenizer does (Devlin and others 2019; Wu and others 2016 for word pieces): compatibility forms folded, accents and
//! case dropped, words cut at white space and punctuation, each Chinese or Japanese ideograph a word; a word is cut into the longest
//! pieces there are, from the left.

use super::table::{Piece, Table};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word; what is longer is no word.
const LONGEST: usize = 40;

/// The words of a text, folded.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for token in text.split_whitespace() {
        // An address says where, not what.
        if token.contains("://") || token.starts_with("www.") {
            continue;
        }
        for c in token.nfkd().filter(|c| !is_combining_mark(*c)) {
            if ideograph(c) {
                end(&mut word);
                word.push(c);
                end(&mut word);
            } else if c.is_alphanumeric() || c == 'ー' {
                word.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
            } else {
                end(&mut word);
            }
        }
        end(&mut word);
    }
    words
}

/// Chinese characters, which stand without spaces.
pub(super) fn ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The pieces of a folded word; none where a part of it has no piece.
pub(super) fn pieces(table: &Table, word: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = word;
    if word.chars().count() > LONGEST {
        return found;
    }
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
