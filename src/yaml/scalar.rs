//! Texts as YAML: whatever somebody answered is one value, and nothing else.

use std::fmt::Write;

/// The text as a value or a key: plain where that is safe, else in double quotes.
pub fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if is_unseen(character) => {
                let _ = match u32::from(character) {
                    code @ 0..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                };
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Words that YAML, of one version or another, takes for something else than a text.
const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// Whether a text stands for itself, between brackets as well: letters first, and no sign that YAML knows.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(|character| {
            character.is_alphanumeric()
                || matches!(character, ' ' | '-' | '_' | '.' | '/' | '+' | '(' | ')' | '\'' | '’' | '–' | '…' | '“' | '”')
        })
        && !WORDS.contains(&text.to_lowercase().as_str())
        // As a key of YAML 1.1: `=` and `<<` cannot come here, and numbers begin with digits or signs.
        && !text.eq_ignore_ascii_case("nan")
}

/// What YAML does not take as it is, and what nobody can see.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Source;
    use crate::yaml::{self, Value};
    use proptest::prelude::*;
    use std::sync::Arc;

    #[test]
    fn what_is_safe_stands_as_it_is() {
        for (text, expected) in [
            ("Community call", "Community call"),
            (
                "security practices or governance",
                "security practices or governance",
            ),
            ("industry/technology", "industry/technology"),
            ("“How might we” (two)", "\"“How might we” (two)\""),
            ("Yes", "\"Yes\""),
            ("5", "\"5\""),
            ("15:00", "\"15:00\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("a, b", "\"a, b\""),
            ("- a", "\"- a\""),
            ("a\"b\\c\n\u{202e}", "\"a\\\"b\\\\c\\n\\u202e\""),
            ("", "\"\""),
        ] {
            assert_eq!(scalar(text), expected);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "(?s)(.|[\u{0}-\u{1f}\u{7f}-\u{a0}\u{2028}\u{feff}\u{fffe}😀 ,:#{}\\[\\]&*!|>'\"%@`\\\\?-]){0,40}") {
            for whole in [format!("key: {}\nlast: x\n", scalar(&text)), format!("{{key: {}, last: x}}", scalar(&text))] {
                let source = Arc::new(Source { path: "a.yml".into(), text: whole.clone() });
                let root = yaml::parse(&source).unwrap();
                let Value::Mapping(entries) = root.value else { panic!("{whole}") };
                prop_assert_eq!(entries.len(), 2, "{}", whole);
                prop_assert_eq!(&entries[0].1.value, &Value::Scalar(text.clone()), "{}", whole);
            }
        }
    }
}
