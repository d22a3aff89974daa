//! The words of a text, without what is no word: addresses, mentions, markup, emoji, control characters.
//!
//! Out come letters and digits with hyphens and apostrophes inside, nothing else, so that no name made of them can do harm. Chinese and
//! Japanese, which have no spaces, come as single ideographs and as runs of one kind of kana.

use super::super::grams::Script as Writing;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word as it stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    /// What stands between it and the word before.
    pub(super) join: Join,
    pub(super) script: Script,
}

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// A space.
    Space,
    /// A hyphen.
    Hyphen,
    /// Nothing: the script changes.
    Nothing,
    /// Punctuation, a line's end, or something that is no word: no phrase goes over it.
    Break,
}

/// How a script makes words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// With spaces.
    Spaced,
    /// An ideograph.
    Ideograph,
    /// Katakana.
    Katakana,
    /// Hiragana: mostly endings and particles.
    Hiragana,
}

/// The words of a plain text, in order.
pub(super) fn words(plain: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut join = Join::Break;
    let mut rest = plain;
    while let Some(c) = rest.chars().next() {
        if let Some(script) = script(c) {
            let (text, after) = rest.split_at(length(rest, script));
            words.push(Word { text, join, script });
            join = Join::Nothing;
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        join = match c {
            ' ' if matches!(join, Join::Nothing | Join::Space) => Join::Space,
            '-' if join == Join::Nothing && begins(rest) => Join::Hyphen,
            _ => Join::Break,
        };
    }
    words
}

/// How long the word is that the text begins with, in bytes.
fn length(text: &str, script: Script) -> usize {
    let mut part = 0;
    let mut parts = 1;
    for (at, c) in text.char_indices() {
        let after = || text.get(at + 1..).unwrap_or_default();
        let inner = match c {
            _ if at == 0 => true,
            _ if script == Script::Ideograph => false,
            '\'' => script == Script::Spaced && begins(after()),
            // A short part makes no word of its own: "e-mail", "COVID-19".
            '-' => {
                let next = after().chars().take_while(|c| c.is_alphanumeric()).take(3);
                let next = next.count();
                begins(after()) && (next < 3 || part < 3 || parts > 1)
            }
            _ => self::script(c) == Some(script) || mark(c),
        };
        if !inner {
            return at;
        }
        part = if c == '-' { 0 } else { part + 1 };
        parts += usize::from(c == '-');
    }
    text.len()
}

/// Whether a word begins here.
fn begins(text: &str) -> bool {
    text.starts_with(|c| script(c).is_some())
}

fn mark(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Some(Script::Spaced),
        '\0'..='\u{7f}' => None,
        '々' | '〇' => Some(Script::Ideograph),
        'ー' | '\u{30a1}'..='\u{30fa}' => Some(Script::Katakana),
        '\u{3041}'..='\u{309f}' => Some(Script::Hiragana),
        _ if !c.is_alphanumeric() => None,
        _ if Writing::of(c) == Writing::Ideographs => Some(Script::Ideograph),
        // Letters in frames are emoji.
        '\u{1f100}'..='\u{1f1ff}' => None,
        _ => Some(Script::Spaced),
    }
}

/// The text in its compatible form with one kind of space, hyphen and apostrophe, and a line's end in place of what is no word.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    // Most texts are.
    if text.is_ascii()
        && !text
            .trim_end_matches('.')
            .contains(['@', '<', '&', ':', '.'])
    {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut marks = 0;
    let folded: Cow<str> = if text.is_ascii() {
        text.into()
    } else {
        text.nfkc().filter(|c| !unseen(*c)).collect()
    };
    let mut rest = folded.as_ref();
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        marks = if mark(c) { marks + 1 } else { 0 };
        rest = after;
        match c {
            ':' if after.starts_with("//") => {
                drop_end(&mut plain, |c| c.is_ascii_alphanumeric());
                rest = skip(after, in_address);
                plain.push('\n');
            }
            'w' if after.starts_with("ww.") && !plain.ends_with(char::is_alphanumeric) => {
                rest = skip(after, in_address);
                plain.push('\n');
            }
            '.' if domain(after) && plain.ends_with(|c: char| c.is_ascii_alphanumeric()) => {
                drop_end(&mut plain, in_address);
                rest = skip(after, in_address);
                plain.push('\n');
            }
            // A mention, or an e-mail address.
            '@' => {
                drop_end(&mut plain, |c| in_address(c) && c != '/');
                rest = skip(after, in_address);
                plain.push('\n');
            }
            '<' if after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') => {
                rest = closed(after, '>', 200, |_| true).unwrap_or(after);
                plain.push('\n');
            }
            '&' => {
                rest = closed(after, ';', 10, |c| c.is_ascii_alphanumeric() || c == '#')
                    .unwrap_or(after);
                plain.push('\n');
            }
            // An emoji's code.
            ':' => {
                let code = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '+';
                rest = closed(after, ':', 30, code).unwrap_or(after);
                plain.push('\n');
            }
            '\u{2010}' | '\u{2011}' => plain.push('-'),
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => plain.push('\''),
            '\t' | '\n' | '\r' => plain.push('\n'),
            _ if c.is_whitespace() || c == '\u{200b}' => plain.push(' '),
            // Stacks of marks are a prank.
            _ if marks > 2 => {}
            _ => plain.push(c),
        }
    }
    plain.into()
}

/// Characters that are not seen where they stand, or lie on another.
fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{334}'..='\u{338}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

fn in_address(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '(' | ')' | ',' | ';' | '`' | '|')
}

/// Whether a name of a host ends here.
fn domain(text: &str) -> bool {
    ["com", "org", "net", "io", "dev", "edu", "gov"]
        .iter()
        .filter_map(|end| text.strip_prefix(end))
        .any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

fn drop_end(text: &mut String, which: impl Fn(char) -> bool) {
    let rest = text.trim_end_matches(which).len();
    text.truncate(rest);
}

fn skip(text: &str, which: impl Fn(char) -> bool) -> &str {
    text.trim_start_matches(which)
}

/// What follows `end`, if it comes within so many characters and only such ones before it.
fn closed(text: &str, end: char, most: usize, which: impl Fn(char) -> bool) -> Option<&str> {
    for (at, c) in text.char_indices().take(most) {
        if c == end {
            return text.get(at + c.len_utf8()..);
        }
        if !which(c) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        let mut line = String::new();
        for word in words(&plain(text)) {
            line.push_str(match word.join {
                Join::Space => " ",
                Join::Hyphen => "-",
                Join::Nothing => "+",
                Join::Break => "|",
            });
            line.push_str(word.text);
        }
        line
    }

    #[test]
    fn words_end_at_spaces_and_phrases_at_punctuation() {
        assert_eq!(
            found("Fund maintainers (fairly), now!"),
            "|Fund maintainers|fairly|now"
        );
        assert_eq!(
            found("Pay part-time work"),
            "|Pay part-work".replace("part-work", "part-time work")
        );
        assert_eq!(
            found("e-mail, COVID-19, the company’s"),
            "|e-mail|COVID-19|the company's"
        );
        assert_eq!(found("- a line\n- another"), "|a line|another");
    }

    #[test]
    fn scripts_without_spaces_are_cut_where_the_kind_of_letter_changes() {
        assert_eq!(
            found("開発者コミュニティの支援"),
            "|開+発+者+コミュニティ+の+支+援"
        );
        assert_eq!(found("OSSを使う"), "|OSS+を+使+う");
    }

    #[test]
    fn what_is_no_word_is_left_out() {
        for text in [
            "see https://example.com/a?b=c now",
            "see www.example.org now",
            "see example.com/path now",
            "see me@example.com now",
            "see @someone/team now",
            "see <img src=x onerror=y> now",
            "see &nbsp; now",
            "see :tada: now",
            "see 🎉 🅰 now",
            "see\u{202e}\u{7} now",
        ] {
            assert!(
                matches!(found(text).as_str(), "|see|now" | "|see now"),
                "{text}: {}",
                found(text)
            );
        }
    }
}
