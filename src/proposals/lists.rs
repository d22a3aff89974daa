//! Lists as people write them: bullets, numbers, lines, commas.

/// An item and its line, from 0.
pub(super) type Item<'a> = (usize, &'a str);

/// The items of a list. Commas in brackets belong to an item.
pub(super) fn items(text: &str) -> Vec<Item<'_>> {
    let mut found = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        for part in parts(unmarked(line.trim())) {
            // `- #1, - #2` on one line
            let part = unmarked(part.trim());
            if !part.is_empty() {
                found.push((at, part));
            }
        }
    }
    found
}

/// A line cut at its commas. One within brackets or an address cuts nothing, unless the brackets are never closed.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut depth) = (0, 0_usize);
    for (at, character) in line.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' | '、' | '，' if depth == 0 => {
                let part = line.get(from..at).unwrap_or_default();
                let behind = line.get(at + character.len_utf8()..).unwrap_or_default();
                let address = part.contains("://") && !behind.starts_with([' ', '\t']);
                if !address || behind.is_empty() {
                    parts.push(part);
                    from = at + character.len_utf8();
                }
            }
            _ => {}
        }
    }
    if depth > 0 {
        return line.split(',').collect();
    }
    parts.push(line.get(from..).unwrap_or_default());
    parts
}

/// What stands behind a bullet or `1.`.
fn unmarked(line: &str) -> &str {
    let behind = line
        .strip_prefix(['-', '+', '*', '•', '–'])
        .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '#', '@', '[']));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = || {
        line.get(digits..)
            .filter(|_| digits > 0)?
            .strip_prefix(['.', ')'])
            .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '#', '@', '[']))
    };
    behind.or_else(numbered).unwrap_or(line).trim()
}

/// The words of an item that only joins others: "@ada and @bo".
pub(super) fn joins(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "and" | "&" | "+" | "or")
}

/// `[words](target)`, and nothing else.
pub(super) fn link(text: &str) -> Option<(&str, &str)> {
    let (words, target) = text
        .strip_prefix('[')?
        .strip_suffix(')')?
        .rsplit_once("](")?;
    let words = words.trim();
    (!words.is_empty()).then_some((words, target.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_are_read_in_any_form() {
        let table: [(&str, &[&str]); 14] = [
            ("#1, #2", &["#1", "#2"]),
            ("#1,#2;#3", &["#1", "#2", "#3"]),
            ("#1 #2", &["#1 #2"]),
            ("- #1\n- #2", &["#1", "#2"]),
            ("* #1\n\n+ #2\n1. #3\n2) #4", &["#1", "#2", "#3", "#4"]),
            ("-#1\n1.@ada", &["#1", "@ada"]),
            ("- @ada, @bo\n- Cy Dee", &["@ada", "@bo", "Cy Dee"]),
            ("[a, b](https://x/1,2), c", &["[a, b](https://x/1,2)", "c"]),
            (
                "minutes: https://x/1,2, slides: https://y",
                &["minutes: https://x/1,2", "slides: https://y"],
            ),
            ("Ada (one, Bo", &["Ada (one", "Bo"]),
            ("**Ada**", &["**Ada**"]),
            ("-5\n3.14", &["-5", "3.14"]),
            ("一、二，三", &["一", "二", "三"]),
            (" ,, \n-\n", &[]),
        ];
        for (text, expected) in table {
            let found: Vec<&str> = items(text).into_iter().map(|(_, item)| item).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(link("[a [b]](c)"), Some(("a [b]", "c")));
        assert_eq!(link("[](c)"), None);
        assert_eq!(link("see [a](b)"), None);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "[ab#@,;()\\[\\]\n \\-*é1.]{0,50}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() || "#@".contains(*c)).collect::<String>();
            let found: String = items(&text).into_iter().map(|(_, item)| item).collect();
            prop_assert_eq!(letters(&found), letters(&text));
        }
    }
}
