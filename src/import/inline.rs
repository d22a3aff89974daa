//! Markdown and HTML inside of a line, as the words that a reader sees.

use crate::entity;

/// The longest tag or link that is looked for, in bytes.
const FARTHEST: usize = 2_000;

/// How often the end of a tag, link or code may be looked for in vain, so that a text of brackets takes no time.
const PATIENCE: usize = 16;

/// A text that is longer is no note, whatever its markup, in bytes.
const LONGEST: usize = 32_000;

/// What markup begins with.
const SIGNS: [char; 9] = ['*', '_', '`', '[', '<', '&', '\\', '~', '!'];

/// A text without its markup: emphasis, code, links, pictures, tags, entities and backslashes.
pub(crate) fn plain(text: &str) -> String {
    let text = text.trim();
    if !text.contains(SIGNS) || text.len() > LONGEST {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // Where a run of emphasis signs that may open stands in `out`, and its sign and length.
    let mut open: Vec<(usize, char, usize)> = Vec::new();
    // Those that a later one closed.
    let mut gone: Vec<(usize, usize)> = Vec::new();
    let mut patience = PATIENCE;
    let mut rest = text;
    let mut before = ' ';
    while let Some(this) = rest.chars().next() {
        let after = rest.get(this.len_utf8()..).unwrap_or_default();
        let mut next = after;
        match this {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.extend(after.chars().next());
                next = after.get(1..).unwrap_or_default();
            }
            '`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                let (fence, inside) = rest.split_at(ticks);
                match patient(&mut patience, || before_of(inside, fence)) {
                    Some((code, behind)) => {
                        out.push_str(code.trim());
                        next = behind;
                    }
                    None => {
                        out.push_str(fence);
                        next = inside;
                    }
                }
            }
            '[' | '!' if this == '[' || after.starts_with('[') => {
                let link = patient(&mut patience, || link(rest.trim_start_matches('!')));
                if let Some((words, behind)) = link {
                    out.push_str(&plain(words));
                    next = behind;
                } else {
                    out.push(this);
                }
            }
            '<' => match patient(&mut patience, || tag(after)) {
                Some((inside, behind)) => {
                    if inside.contains("://") || inside.contains('@') && !inside.contains(' ') {
                        out.push_str(inside);
                    } else if breaks(inside) {
                        out.push(' ');
                    }
                    next = behind;
                }
                None => out.push(this),
            },
            '&' => match entity::read(rest) {
                Some((character, length)) => {
                    out.push(character);
                    next = rest.get(length..).unwrap_or_default();
                }
                None => out.push(this),
            },
            '*' | '_' | '~' => {
                let run = rest.len() - rest.trim_start_matches(this).len();
                next = rest.get(run..).unwrap_or_default();
                let (left, right) = (before, next.chars().next().unwrap_or(' '));
                // Underscores inside of a word belong to it.
                let inside = |side: char| this == '_' && side.is_alphanumeric();
                let opens = !(right.is_whitespace() || inside(left));
                let closes = !(left.is_whitespace() || inside(right));
                let emphasis = run <= 3 && (this != '~' || run == 2);
                let partner = open
                    .iter()
                    .rposition(|(_, sign, length)| *sign == this && *length == run)
                    .filter(|_| closes && emphasis);
                if let Some(at) = partner {
                    let start = open.get(at).map_or(0, |found| found.0);
                    open.truncate(at);
                    gone.push((start, start + run));
                } else {
                    if opens && emphasis && open.len() < 16 {
                        open.push((out.len(), this, run));
                    }
                    out.extend(std::iter::repeat_n(this, run));
                }
            }
            _ => {
                let end = after.find(SIGNS).unwrap_or(after.len());
                let (run, behind) = rest.split_at(this.len_utf8() + end);
                out.push_str(run);
                next = behind;
            }
        }
        let eaten = rest.len() - next.len();
        before = rest
            .get(..eaten)
            .and_then(|eaten| eaten.chars().next_back())
            .unwrap_or(this);
        rest = next;
    }
    gone.sort_unstable();
    let mut kept = String::with_capacity(out.len());
    let mut from = 0;
    for (start, end) in gone {
        kept.push_str(out.get(from..start).unwrap_or_default());
        from = end;
    }
    kept.push_str(out.get(from..).unwrap_or_default());
    kept.trim().to_owned()
}

/// Looks for something until that was in vain too often.
fn patient<T>(patience: &mut usize, look: impl FnOnce() -> Option<T>) -> Option<T> {
    let found = (*patience > 0).then(look).flatten();
    if found.is_none() {
        *patience = patience.saturating_sub(1);
    }
    found
}

/// A line that is one run of emphasis from end to end (`**Security**`): its words.
pub(super) fn emphasised(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(':').trim_end();
    for sign in ["**", "__", "*", "_"] {
        let inside = text
            .strip_prefix(sign)
            .and_then(|text| text.strip_suffix(sign));
        if let Some(inside) = inside
            && !inside.trim().is_empty()
            && !inside.contains(sign)
        {
            return Some(plain(inside.trim().trim_end_matches(':')));
        }
    }
    None
}

fn before_of<'a>(text: &'a str, end: &str) -> Option<(&'a str, &'a str)> {
    let at = near(text).find(end)?;
    Some((text.get(..at)?, text.get(at + end.len()..)?))
}

/// As much of a text as is looked through for an end.
fn near(text: &str) -> &str {
    let mut end = text.len().min(FARTHEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// `[words](address)` or `[words][name]`: the words, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?;
    let mut depth = 1;
    let end = near(inside).bytes().position(|byte| {
        depth += match byte {
            b'[' => 1,
            b']' => -1,
            _ => 0,
        };
        depth == 0
    })?;
    let words = inside.get(..end)?;
    let behind = inside.get(end + 1..)?;
    let close = match behind.bytes().next()? {
        b'(' => ')',
        b'[' => ']',
        _ => return None,
    };
    let at = near(behind).find(close)?;
    Some((words, behind.get(at + 1..)?))
}

/// The inside of a tag, and what follows it.
fn tag(after: &str) -> Option<(&str, &str)> {
    if !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
        return None;
    }
    let (inside, behind) = before_of(after, ">")?;
    // "a <b and c> d" is no tag, nor is "<nameofsession>" one that HTML knows.
    let name = tag_name(inside);
    let known = [
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "br",
        "center",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "!--",
    ];
    (known.contains(&name.as_str())
        || (inside.contains("://") || inside.contains('@')) && !inside.contains(' '))
    .then_some((inside, behind))
}

fn tag_name(inside: &str) -> String {
    if inside.starts_with("!--") {
        return "!--".to_owned();
    }
    inside
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Whether a reader sees words on two lines around a tag.
fn breaks(inside: &str) -> bool {
    matches!(
        tag_name(inside).as_str(),
        "br" | "li" | "p" | "div" | "ul" | "ol" | "td" | "th" | "tr" | "hr" | "dd" | "dt"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let table = [
            ("plain", "plain"),
            ("**Bold** and _italic_ *too*", "Bold and italic too"),
            ("***both***, ~~gone~~", "both, gone"),
            (
                "snake_case_name, 2 * 3 * 4, a*b",
                "snake_case_name, 2 * 3 * 4, a*b",
            ),
            ("5 ~ 6 ~~ 7", "5 ~ 6 ~~ 7"),
            ("`code_with_*` stays, ``a ` b``", "code_with_* stays, a ` b"),
            ("[words](https://x.org/a_b) and [more][1]", "words and more"),
            ("_[[link to list]](https://x.org)_", "[link to list]"),
            ("[ ] no link [x]", "[ ] no link [x]"),
            ("![shot](a.png)", "shot"),
            ("<https://x.org> and <a@b.org>", "https://x.org and a@b.org"),
            ("one<br>two <b>three</b>", "one two three"),
            ("a < b > c, <nameofsession>", "a < b > c, <nameofsession>"),
            ("R&amp;D &lt;3 &#39;q&#x27; AT&T", "R&D <3 'q' AT&T"),
            (
                "2000+\\_ developers --\\> more",
                "2000+_ developers --> more",
            ),
            (
                "_ Double? the people[jorge]_",
                "_ Double? the people[jorge]_",
            ),
            ("**never closed", "**never closed"),
        ];
        for (markdown, expected) in table {
            assert_eq!(plain(markdown), expected, "{markdown}");
        }
        assert_eq!(emphasised("**Security**:").as_deref(), Some("Security"));
        assert_eq!(
            emphasised("_What went well?_").as_deref(),
            Some("What went well?")
        );
        assert_eq!(emphasised("**a** and **b**"), None);
        assert_eq!(emphasised("****"), None);
    }

    proptest! {
        #[test]
        fn letters_outside_of_addresses_and_tags_stay(text in "[a-c*_~`\\\\& é]{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(&plain(&text)), letters(&text));
        }

        #[test]
        fn nothing_breaks_it(text in "([a-c*_~`\\\\&<>\\[\\]()!#;/é😀 ]|<br>|&amp;|https://){0,80}") {
            plain(&text);
            emphasised(&text);
        }
    }
}
