//! Notes that say little on their own.

use super::super::wording::length;
use crate::text::unspaced;

/// What is little about a note, as a sentence; `None` where it says something.
pub(super) fn little(text: &str, stem: &str) -> Option<&'static str> {
    let text = text.trim();
    if !text.chars().any(|c| !c.is_whitespace() && !c.is_control()) {
        return Some("This note is empty.");
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Some(
            "This note has no words: a few of them would tell the others what it stands for.",
        );
    }
    if text.split_whitespace().all(link) {
        return Some(
            "This note is only a link: a few words would tell the others what to look for behind it.",
        );
    }
    if code(text) {
        return Some("This note is only code: a few words would tell the others what it is for.");
    }
    let stem_alone = super::stem::without(text, stem)
        .is_some_and(|rest| !rest.chars().any(char::is_alphanumeric));
    if stem_alone {
        return Some("This note ends where its question begins.");
    }
    one_word(text).then_some(
        "This note is a single word and says little on its own: a few more would tell the others what is meant.",
    )
}

/// Whether a word is the address of a page.
pub(super) fn link(word: &str) -> bool {
    let word = word.trim_matches(|c: char| "<>()[]\"'.,;".contains(c));
    word.starts_with("www.") || {
        let lower = word.get(..8).unwrap_or(word).to_ascii_lowercase();
        lower.starts_with("http://") || lower.starts_with("https://")
    }
}

/// Whether all of it stands in backticks.
fn code(text: &str) -> bool {
    let bare = text.trim_matches('`');
    let ticks = text.len() - bare.len();
    ticks >= 2 && text.starts_with('`') && text.ends_with('`') && !bare.contains('`')
}

fn one_word(text: &str) -> bool {
    let mut chunks = text
        .split_whitespace()
        .filter(|chunk| chunk.chars().any(char::is_alphanumeric));
    let (Some(only), None) = (chunks.next(), chunks.next()) else {
        return false;
    };
    // A run of Katakana is one foreign word, however long; two Han characters are one word.
    let katakana = only
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == 'ー')
        .all(|c| ('\u{30a0}'..='\u{30ff}').contains(&c));
    match only.chars().find(|c| unspaced(*c)) {
        None => length(only) == 1,
        Some(_) => katakana || length(only) == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_little() {
        let table = [
            ("", Some("empty")),
            (" \u{7}\n", Some("empty")),
            ("🎉 👍🏽", Some("no words")),
            ("???", Some("no words")),
            ("https://example.org/a?b=c", Some("only a link")),
            ("<HTTPS://example.org> www.example.org", Some("only a link")),
            ("`let x = 1;`", Some("only code")),
            ("```\nmake test\n```", Some("only code")),
            ("How might we …?", Some("ends where")),
            ("HMW", Some("ends where")),
            ("Burnout", Some("single word")),
            ("🔥 Burnout!", Some("single word")),
            ("ドキュメンテーション", Some("single word")),
            ("教育", Some("single word")),
            ("Fund maintainers", None),
            ("翻訳を増やす", None),
            ("How might we share?", None),
            ("Read https://example.org", None),
            ("Call `fetch` by default, and `undici`", None),
            ("ประชาชนมีส่วนร่วม", None),
        ];
        for (text, expected) in table {
            let found = little(text, "How might we");
            match (found, expected) {
                (None, None) => {}
                (Some(found), Some(expected)) if found.contains(expected) => {}
                _ => panic!("{text:?}: {found:?}, not {expected:?}"),
            }
        }
    }
}
