//! How wide text is, and where it may break.

use crate::inert;
use unicode_width::UnicodeWidthChar;

/// How wide a character is drawn at most, in thousandths of the font's size: of the usual sans-serif fonts the widest.
pub fn em(character: char) -> usize {
    match character {
        ' ' | 'i' | 'j' | 'l' | 'I' | 'J' | '.' | ',' | ':' | ';' | '\'' | '|' | '’' | '‘' => {
            320
        }
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '/' | '\\' | '!' | '·' => 415,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | '"' | '“' | '”' | '*' | '?' => 595,
        'a'..='l' | 'n'..='q' | 'u' | '0'..='9' => 640,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | '→' => 1_000,
        ' '..='~' => 790,
        '\u{1f000}'.. => 1_350,
        _ => match columns(character) {
            0 => 0,
            1 => 780,
            _ => 1_020,
        },
    }
}

/// How many columns of a terminal a character takes.
pub fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// One line of a text, whose marks stay in it: more than three above or below one another are for show.
pub fn drawable(text: &str) -> String {
    let mut marks = 0;
    let text = inert::line(text);
    text.chars()
        .filter(|character| {
            marks = if em(*character) == 0 { marks + 1 } else { 0 };
            marks <= 3
        })
        .collect()
}

/// Thousandths of a font's size that there is room for.
pub fn room(pixels: usize, font: usize) -> usize {
    pixels * 1_000 / font.max(1)
}

/// As much of a line as fits, with an ellipsis where something was cut.
pub fn cut(text: &str, room: usize, width: fn(char) -> usize) -> String {
    if text.chars().map(width).sum::<usize>() <= room {
        return text.to_owned();
    }
    let room = room.saturating_sub(width('…'));
    let mut used = 0;
    let mut out: String = text
        .chars()
        .take_while(|character| {
            used += width(*character);
            used <= room
        })
        .collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Lines that fit: broken between words, and inside of what is too long for a line; at most `most`, the last one with an ellipsis where
/// there was more.
pub fn wrap(text: &str, room: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 == most {
            lines.push(cut(rest, room, em));
            break;
        }
        let at = end(rest, room);
        let (line, more) = rest.split_at_checked(at).unwrap_or((rest, ""));
        lines.push(line.trim_end().to_owned());
        rest = more.trim_start();
    }
    lines
}

/// Where the first line of a text ends, in bytes: behind one character at least.
fn end(text: &str, room: usize) -> usize {
    let mut used = 0;
    let (mut fits, mut between) = (0, 0);
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        // What takes no room belongs to the sign before it, and a joiner joins.
        let part = em(character) == 0 || before == '\u{200d}';
        if !part && at > 0 {
            fits = at;
            if before == ' ' || may_break(before, character) {
                between = at;
            }
        }
        used += if part && em(character) > 0 {
            0
        } else {
            em(character)
        };
        // A space at the end of a line is not drawn.
        if used > room && character != ' ' && fits > 0 {
            return if between > 0 { between } else { fits };
        }
        before = character;
    }
    text.len()
}

/// Whether a line may break between two characters without a space: scripts without spaces do so, but not before what closes or behind
/// what opens.
fn may_break(before: char, after: char) -> bool {
    const CLOSING: &str =
        "、。，．・：；？！）］｝」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…‥”’!?,.:;)]}";
    const OPENING: &str = "（［｛「『【〈《“‘([{";
    let wide = columns(before) == 2 || columns(after) == 2;
    wide && !CLOSING.contains(after) && !OPENING.contains(before)
        || matches!(before, '/' | '-' | '–' | '—') && after.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_where_readers_expect_it() {
        let room = 6_000;
        let table: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("pay the people", &["pay the", "people"]),
            ("abcdefghijklmnopqrstu", &["abcdefghij", "klmnopqrst", "u"]),
            ("翻訳を手伝、うには。", &["翻訳を手", "伝、うに", "は。"]),
            (
                "a 👩\u{200d}💻👩\u{200d}💻👩\u{200d}💻👩\u{200d}💻",
                &["a 👩\u{200d}💻👩\u{200d}💻👩\u{200d}💻", "👩\u{200d}💻"],
            ),
            ("e\u{301}e\u{301} e\u{301}", &["e\u{301}e\u{301} e\u{301}"]),
        ];
        for (text, lines) in table {
            assert_eq!(wrap(text, room, 9), lines, "{text}");
        }
        assert_eq!(wrap("one two three four", 3_100, 2), ["one", "two…"]);
        assert_eq!(cut("翻訳を手伝う", 7, columns), "翻訳を…");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_is_too_long(text in "\\PC{0,60}", room in 1_400_usize..9_000) {
            let lines = wrap(&text, room, usize::MAX);
            let squeezed = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeezed(&lines.concat()), squeezed(&text));
            for line in &lines {
                let wide: usize = line.chars().map(em).sum();
                prop_assert!(wide <= room || line.contains('\u{200d}'), "{line}");
            }
            prop_assert!(wrap(&text, room, 2).len() <= 2);
        }
    }
}
