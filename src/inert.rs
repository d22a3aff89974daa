//! Making other people's text harmless in the place it goes to.
//!
//! In: text of notes, titles, names. Out: text that shows the same to a reader and does nothing: it mentions nobody, closes
//! nothing, opens no markup and forges no marker of ours. Every text that came from a person passes here exactly once, on its way
//! out; never on its way in, so that what is counted and compared is what was written.

/// One line: control and direction characters gone, white space folded, ends trimmed.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = !out.is_empty();
        } else if !invisible(character) {
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(character);
        }
    }
    out
}

/// Control characters, and those that turn the direction of text or hide in it. The joiners that scripts and emoji need stay.
fn invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// At most `most` characters, the last one an ellipsis where something was cut.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Text for Markdown on GitHub, in a paragraph, list item or table cell: shown as written, without effect.
///
/// Markup characters get a backslash or become entities. A zero-width space behind `@`, `#` and the like keeps GitHub from seeing
/// a mention, a reference or a link: entities would not, as GitHub looks for those after it has rendered the text.
pub fn markdown(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let (mut before, mut commit, mut digits) = (' ', false, 0_usize);
    // Whether there were digits and nothing else so far.
    let mut numbered = true;
    while let Some(character) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(character);
            }
            '@' => out.push_str("@\u{200b}"),
            // `#1`, `owner/name#1`
            '#' if next.is_alphanumeric() => out.push_str("#\u{200b}"),
            // `GH-1`
            '-' if next.is_ascii_digit() && ends(&out, "gh") => {
                out.push_str("-\u{200b}");
            }
            // `https://…`; a pull request's address refers to it as its number does.
            ':' if next == '/' => out.push_str(":\u{200b}"),
            // `www.…`: behind the dot, a space without width would be part of the name.
            '.' if ends(&out, "www") => out.push_str("\u{200b}."),
            // `:emoji:` shortcodes
            ':' if next.is_ascii_alphanumeric() || next == '+' || next == '-' => {
                out.push_str(":\u{200b}");
            }
            // What opens a list, heading, quote or rule at the start of a line.
            '#' | '+' | '-' | '=' if out.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            // `1.` and `1)` at the start of a line.
            '.' | ')' if numbered && !out.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            _ => {
                // A word of seven to forty hex digits may be a commit to GitHub: break it. "feedback" is none.
                if !before.is_alphanumeric() {
                    let length = 1 + rest.clone().take_while(char::is_ascii_hexdigit).count();
                    let after = rest.clone().nth(length - 1);
                    let whole = after.is_none_or(|after| !after.is_alphanumeric());
                    commit = character.is_ascii_hexdigit() && length >= 7 && whole;
                    digits = 0;
                }
                out.push(character);
                digits += 1;
                if commit && digits % 6 == 0 && next.is_ascii_hexdigit() {
                    out.push('\u{200b}');
                }
            }
        }
        before = character;
        numbered &= character.is_ascii_digit();
    }
    out
}

/// Whether a text ends in these letters, small or capital. It looks at no more than the end: texts may be long.
fn ends(text: &str, letters: &str) -> bool {
    let at = text.len().checked_sub(letters.len());
    at.and_then(|at| text.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(letters))
}

/// Text of the session file or format, which its maintainers wrote in Markdown: kept, but it opens no marker.
pub fn prose(text: &str) -> String {
    text.trim().replace("<!--", "&lt;!--")
}

/// Text for the title of an issue or pull request: one line, no mention, 256 characters. The title of a pull request becomes a commit's
/// message when it is merged, and there `closes #1` would close an issue: so it refers to none, by number or address.
pub fn title(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        out.push(character);
        let acts = match character {
            '@' => true,
            '#' => next.is_ascii_digit(),
            '-' => next.is_ascii_digit() && ends(&out, "gh-"),
            ':' => next == '/',
            _ => false,
        };
        if acts {
            out.push('\u{200b}');
        }
    }
    cut(&out, 256)
}

/// Text inside a comment of HTML, which it does not end.
pub fn comment(text: &str) -> String {
    line(text).replace(['<', '>'], "").replace("--", "–")
}

/// Text for XML: an SVG's text or attribute.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in line(text).chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(character),
        }
    }
    out
}

/// JSON with the same value, in which what would steer a terminal or turn the text around it stands as an escape.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        // Below these are the line ends between values; within strings they are escapes already.
        if character >= '\u{7f}' && invisible(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// A CSV cell that no spreadsheet runs as a formula. (The CSV writer does the quoting.)
pub fn cell(text: &str) -> String {
    let text = line(text);
    if is_formula(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// What [`cell`] made a cell of.
pub fn uncell(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|text| is_formula(text))
        .unwrap_or(cell)
}

/// Whether a spreadsheet may run it, or once did but for the sign before it. Where it speaks Japanese or Chinese, wide signs count as well.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Text for a terminal or a log: one line, no escape sequence, no workflow command.
pub fn terminal(text: &str) -> String {
    // Runners read `::name::` at the start of a line and the older `##[name]` anywhere in one.
    line(text)
        .replace("::", ":\u{200b}:")
        .replace("##[", "#\u{200b}#[")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_text_is_not_gone_through_anew_at_every_sign() {
        // That would take hours.
        let long = 1 << 20;
        let numbered = "1".repeat(long / 2) + &")".repeat(long / 2);
        for text in [".".repeat(long), "-1".repeat(long / 2), numbered] {
            assert!(markdown(&text).len() >= long);
            assert_eq!(title(&text).chars().count(), 256);
        }
    }

    #[test]
    fn no_sign_that_is_left_out_makes_two_hyphens_of_one() {
        for text in ["a ->- b", "a -<!-- b", "-\u{200b}->", "--->"] {
            assert!(!comment(text).contains("--"), "{text}");
        }
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        let note = "How might we address security concerns, product bugs, and support requirements in OSS projects while balancing cost savings and losses?";
        assert_eq!(markdown(note), note);
        assert_eq!(
            markdown("Product Roadmap / Engineering"),
            "Product Roadmap / Engineering"
        );
        assert_eq!(cell(note), note);
    }

    #[test]
    fn hostile_text_does_nothing() {
        let table = [
            ("@todogroup", "@\u{200b}todogroup"),
            ("closes #12", "closes #\u{200b}12"),
            ("closes GH-12", "closes GH-\u{200b}12"),
            ("a | b", "a \\| b"),
            (
                "<!-- folkmoot:session -->",
                "&lt;!-- folkmoot:\u{200b}session --&gt;",
            ),
            ("[x](javascript:alert)", "\\[x\\](javascript:\u{200b}alert)"),
            ("# big", "\\# big"),
            ("1. one", "1\\. one"),
            ("- item\n- item", "\\- item - item"),
            (
                "https://github.com/a/b/issues/1",
                "https:\u{200b}//github.com/a/b/issues/1",
            ),
            ("see www.example.org", "see www\u{200b}.example.org"),
            ("deadbeefcafe", "deadbe\u{200b}efcafe"),
            ("{{template}}", "{{template}}"),
            ("a\u{202e}b\u{1b}[31m", "ab\\[31m"),
        ];
        for (text, inert) in table {
            assert_eq!(markdown(text), inert, "{text}");
        }
        assert_eq!(
            title("closes #1 GH-2 https://github.com/a/b/issues/1 @x 15:00"),
            "closes #\u{200b}1 GH-\u{200b}2 https:\u{200b}//github.com/a/b/issues/1 @\u{200b}x 15:00"
        );
        assert_eq!(terminal("x ##[add-mask]y"), "x #\u{200b}#[add-mask]y");
        let held = "\u{9b}\u{202e}\u{e0069}\u{1b}ä";
        let escaped = json(&serde_json::to_string(held).unwrap());
        assert_eq!(escaped, r#""\u009b\u202e\udb40\udc69\u001bä""#);
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), held);
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("＝1"), "'＝1");
        for text in ["=1+1", "'=1", "''-", "'twas", "", "'", "a"] {
            assert_eq!(uncell(&cell(text)), text);
        }
        assert_eq!(
            terminal("::set-output name=x::y"),
            ":\u{200b}:set-output name=x:\u{200b}:y"
        );
    }

    proptest! {
        #[test]
        fn no_text_opens_markup(text in "\\PC*") {
            let out = markdown(&text);
            prop_assert!(!out.contains('<') && !out.contains('>') && !out.contains('\n'));
            prop_assert!(!out.contains("://") && !out.contains("www."));
            let at_then_word = out.split('@').skip(1).any(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
            prop_assert!(!at_then_word);
            prop_assert_eq!(xml(&text).contains('<'), false);
            prop_assert!(cut(&text, 9).chars().count() <= 9);
        }
    }
}
