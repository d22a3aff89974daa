//! Bytes to text, whatever they were saved as.

use super::charset::Charset;
use super::take::mend;
use super::{Mended, Repair, mojibake};

/// A file's text, its line ends all `\n`.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) mended: Vec<Mended>,
}

/// Reads bytes as text. What is no text at all becomes one, too: it will hold no notes.
pub(super) fn decode(bytes: &[u8]) -> Text {
    let mut mended = Vec::new();
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            mend(&mut mended, Repair::ByteOrderMark, 1, 1);
            narrow(rest, &mut mended)
        }
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes, &mut mended),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes, &mut mended),
        _ => narrow(bytes, &mut mended),
    };
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    let text = mojibake::repair(text, &mut mended);
    if text.contains('\u{fffd}') {
        for (index, line) in text.split('\n').enumerate() {
            match line.matches('\u{fffd}').count() {
                0 => {}
                count => mend(&mut mended, Repair::Lost, index + 1, count),
            }
        }
    }
    Text { text, mended }
}

/// UTF-16.
fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16, mended: &mut Vec<Mended>) -> String {
    mend(mended, Repair::Utf16, 1, 1);
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0xfffd,
    });
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or('\u{fffd}'))
        .collect()
}

/// UTF-8, or lines of it among lines of an older encoding.
fn narrow(bytes: &[u8], mended: &mut Vec<Mended>) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    // Old Macs ended lines with a carriage return alone.
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let lines: Vec<Result<&str, &[u8]>> = bytes
        .split(|byte| *byte == end)
        .map(|line| std::str::from_utf8(line).map_err(|_| line))
        .collect();
    let (windows, mac) = (Charset::windows_1252(), Charset::mac_roman());
    let score = |charset: &Charset| -> i64 {
        let odd = lines.iter().filter_map(|line| line.err());
        odd.map(|line| likely(&charset.decode(line))).sum()
    };
    let (charset, repair) = if score(&mac) > score(&windows) {
        (mac, Repair::MacRoman)
    } else {
        (windows, Repair::Windows1252)
    };
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push(char::from(end));
        }
        match line {
            Ok(line) => text.push_str(line),
            Err(line) => {
                mend(mended, repair.clone(), index + 1, 1);
                text.push_str(&charset.decode(line));
            }
        }
    }
    text
}

/// How much a line reads like one that people write, judged by its characters beyond ASCII and their neighbours.
fn likely(line: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(this) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        if !this.is_ascii() {
            let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
            score += match this {
                '\u{80}'..='\u{9f}' => -5,
                // Letters to Unicode, but not to people.
                'ƒ' | 'ˆ' | '˜' => -2,
                '’' if left && right => 3,
                '“' | '‘' | '«' | '„' | '¿' | '¡' if !left && !after.is_whitespace() => 2,
                '”' | '’' | '»' | '…' | '™' if !before.is_whitespace() && !right => 2,
                '–' | '—' | '•' | '€' | '°' | '\u{a0}' | '§' if !(left && right) => 1,
                // No word goes on in capitals after a small letter.
                _ if this.is_uppercase() && before.is_lowercase() => -3,
                _ if this.is_uppercase() && left && after.is_lowercase() => -2,
                _ if this.is_alphabetic() && (left || right) => 2,
                _ if this.is_alphabetic() => 0,
                _ if left && right => -3,
                _ => -1,
            };
        }
        before = this;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Vec<Repair>) {
        let text = decode(bytes);
        let repairs = text.mended.into_iter().map(|mended| mended.what).collect();
        (text.text, repairs)
    }

    #[test]
    fn each_encoding_is_read() {
        let table: [(&[u8], &str, &[Repair]); 12] = [
            (b"a\r\nb\rc\n", "a\nb\nc\n", &[]),
            (b"\xef\xbb\xbfa", "a", &[Repair::ByteOrderMark]),
            (b"\xff\xfea\0\xe9\0", "aé", &[Repair::Utf16]),
            (b"\xfe\xff\0a\xd8\x3d\xde\x00", "a😀", &[Repair::Utf16]),
            (
                b"\xff\xfe\x00\xd8",
                "\u{fffd}",
                &[Repair::Utf16, Repair::Lost],
            ),
            (b"caf\xe9 cr\xe8me", "café crème", &[Repair::Windows1252]),
            (b"don\x92t \x93go\x94", "don’t “go”", &[Repair::Windows1252]),
            (
                b"\xc9cole \xe0 Z\xfcrich",
                "École à Zürich",
                &[Repair::Windows1252],
            ),
            (b"caf\x8e\rdon\xd5t", "café\ndon’t", &[Repair::MacRoman]),
            (
                b"\xd2Gr\x9f\xa7e\xd3 \xd0 ma\x96ana",
                "“Grüße” – mañana",
                &[Repair::MacRoman],
            ),
            (
                b"\x83cole; \x88 la carte",
                "École; à la carte",
                &[Repair::MacRoman],
            ),
            ("bien sûr\n".as_bytes(), "bien sûr\n", &[]),
        ];
        for (bytes, text, repairs) in table {
            assert_eq!(
                decoded(bytes),
                (text.to_owned(), repairs.to_vec()),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_of_two_encodings_are_told_apart() {
        let mixed = [b"gr\xfc\xdfe\n", "grüße\n".as_bytes(), b"gr\xfc\xdfe\n"].concat();
        let text = decode(&mixed);
        assert_eq!(text.text, "grüße\ngrüße\ngrüße\n");
        assert_eq!(
            text.mended,
            [Mended {
                what: Repair::Windows1252,
                count: 2,
                line: 1
            }]
        );
    }
}
