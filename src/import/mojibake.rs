//! Undoes what happens when UTF-8 is read as Windows-1252 or Mac Roman ("donâ€™t", "don‚Äôt"), once or twice over.

use super::charset::Charset;
use super::take::mend;
use super::{Mended, Repair};

/// How often a text may have been garbled.
const PASSES: usize = 3;

/// How sure it is that a run of characters was one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Nobody writes this.
    Certain,
    /// A language might: only where nothing else on the line speaks against it.
    Likely,
}

/// Repairs what is garbled, and counts the lines.
pub(super) fn repair(text: String, mended: &mut Vec<Mended>) -> String {
    if text.is_ascii() {
        return text;
    }
    let charsets = [Charset::windows_1252(), Charset::mac_roman()];
    let mut out: Option<String> = None;
    let mut done = 0;
    let mut at = 0;
    for (index, line) in text.split('\n').enumerate() {
        let end = at + line.len();
        if !line.is_ascii() && suspicious(line) {
            let mut fixed: Option<String> = None;
            for _ in 0..PASSES {
                let now = fixed.as_deref().unwrap_or(line);
                let Some(better) = charsets.iter().find_map(|set| pass(now, set)) else {
                    break;
                };
                fixed = Some(better);
            }
            if let Some(better) = fixed {
                mend(mended, Repair::Mojibake, index + 1, 1);
                let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
                out.push_str(text.get(done..at).unwrap_or_default());
                out.push_str(&better);
                done = end;
            }
        }
        at = end + 1;
    }
    match out {
        Some(mut out) => {
            out.push_str(text.get(done..).unwrap_or_default());
            out
        }
        None => text,
    }
}

/// Whether two characters beyond ASCII, or one of those that spaces get lost behind, stand together: nothing is garbled without.
fn suspicious(line: &str) -> bool {
    let mut before = false;
    line.chars().any(|c| {
        let found = before && (!c.is_ascii() || c == ' ');
        before = !c.is_ascii();
        found
    })
}

/// One pass over a line, if it finds anything.
fn pass(line: &str, charset: &Charset) -> Option<String> {
    let characters: Vec<char> = line.chars().collect();
    let (mut certain, mut likely, mut other) = (0, 0, 0);
    let mut found: Vec<(usize, usize, char, Sure)> = Vec::new();
    let mut at = 0;
    while let Some(first) = characters.get(at) {
        if first.is_ascii() {
            at += 1;
            continue;
        }
        let rest = characters.get(at..).unwrap_or_default();
        match one(rest, charset) {
            Some((length, character, sure)) => {
                match sure {
                    Sure::Certain => certain += 1,
                    Sure::Likely => likely += 1,
                }
                found.push((at, length, character, sure));
                at += length;
            }
            None => {
                other += 1;
                at += 1;
            }
        }
    }
    let all = certain + likely > other && (certain > 0 || likely > 1);
    found.retain(|(_, _, _, sure)| *sure == Sure::Certain || all);
    if found.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    let mut next = 0;
    for (start, length, character, _) in found {
        out.extend(characters.get(next..start).unwrap_or_default());
        out.push(character);
        next = start + length;
    }
    out.extend(characters.get(next..).unwrap_or_default());
    Some(out)
}

/// The character that the first ones were before they were read in the wrong encoding, and how many they are.
fn one(rest: &[char], charset: &Charset) -> Option<(usize, char, Sure)> {
    let lead = charset.byte(*rest.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    // Windows-1252 has no character for the third byte of "”", and programs leave it out.
    if let ['â', '€', rest @ ..] = rest
        && rest.first().is_none_or(char::is_ascii)
    {
        return Some((2, '”', Sure::Certain));
    }
    let mut bytes = vec![lead];
    for character in rest.get(1..length)? {
        bytes.push(match character {
            // Programs turn the non-breaking space of "Ã\u{a0}" into a plain one. Only "à" is that common.
            ' ' if lead == 0xc3 => 0xa0,
            c if c.is_ascii() => return None,
            c => charset.byte(*c)?,
        });
    }
    let spaced = rest.get(1..length)?.contains(&' ');
    let character = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    let sure = match character {
        // "Ã " could be Portuguese at the end of a word in capitals: "AMANHÃ ".
        _ if spaced => Sure::Likely,
        // Latin-1's signs and letters: "Â" or "Ã" and a sign.
        '\u{a0}'..='\u{bf}' | '\u{e0}'..='\u{ff}' => Sure::Certain,
        '\u{c0}'..='\u{df}' => Sure::Likely,
        // Typographic signs: "â€" and a third, or "Ž" and a third.
        '\u{2010}'..='\u{203f}' | '\u{20ac}' | '\u{2122}' | '\u{fffd}' | '\u{feff}' => {
            Sure::Certain
        }
        '\u{100}'..='\u{17f}' | '\u{370}'..='\u{52f}' => Sure::Likely,
        // What Latin-1 shows nothing for: the rest of something that was garbled twice.
        '\u{80}'..='\u{9f}' | 'ƒ' | 'ˆ' | '˜' => Sure::Likely,
        '\u{80}'..='\u{7ff}' => return None,
        // Three and four characters in a row that happen to be UTF-8 are hardly chance.
        '\u{10000}'.. => Sure::Certain,
        _ => Sure::Likely,
    };
    Some((length, character, sure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        repair(text.to_owned(), &mut Vec::new())
    }

    /// What a program makes of UTF-8 that it takes for `charset`.
    fn garbled(text: &str, charset: &Charset) -> String {
        charset.decode(text.as_bytes())
    }

    #[test]
    fn what_was_garbled_reads_again() {
        let texts = [
            "don’t",
            "“How might we” – share…",
            "café à la crème, naïve, Grüße, ¿mañana? £5 • 20 €",
            "São Paulo: reunião às 9 h, opção já",
            "École, Über, Ñandú",
            "日本語のメモ",
            "🚀 go",
            "Привет, как дела",
            "Ελληνικά",
        ];
        let (windows, mac) = (Charset::windows_1252(), Charset::mac_roman());
        for text in texts {
            assert_eq!(mended(&garbled(text, &windows)), text);
            let twice = garbled(&garbled(text, &windows), &windows);
            assert_eq!(mended(&twice), text, "{twice}");
        }
        for text in &texts[..3] {
            assert_eq!(mended(&garbled(text, &mac)), *text);
        }
        // As it is found: the non-breaking space became a plain one, Latin-1 in place of Windows-1252.
        assert_eq!(
            mended("on va Ã  la plage, câ\u{80}\u{99}est dÃ©jÃ  Ã§a"),
            "on va à la plage, c’est déjà ça"
        );
        assert_eq!(mended("â€œgoâ€ and â€œstopâ€"), "“go” and “stop”");
        assert_eq!(mended("lost ï¿½ here"), "lost \u{fffd} here");
    }

    #[test]
    fn what_people_write_stays() {
        for text in [
            "don’t – “É…” «À la carte» CAFÉ™",
            "“PÅ” – CITÉ’s ÜBER”",
            "MAÇÃ” NÃO”, AMANHÃ é dia",
            "20 °C ± 1, §3, © 2024 ¬ √2 ≈ 1,4",
            "日本語“引用”…、„Ää“ ‚Äpfel‘",
            "emoji 👩‍💻🇧🇷 ❤️",
            "Ñ” Œ– œ” Î” Ð’",
            "ВЫ “и” МЫ…",
        ] {
            assert_eq!(mended(text), text);
        }
    }

    #[test]
    fn lines_are_counted_and_told_apart() {
        let mut repairs = Vec::new();
        let text = repair(
            "fine – “é”\ndonâ€™t\nOK\nwonâ€™t canâ€™t".to_owned(),
            &mut repairs,
        );
        assert_eq!(text, "fine – “é”\ndon’t\nOK\nwon’t can’t");
        assert_eq!((repairs[0].count, repairs[0].line), (2, 2));
    }
}
