//! Slips of the pen that make no other word.

use crate::fault::slips;
use crate::text::unspaced;

/// Pairs of words that a slip parts and that are both meant.
const PAIRS: &[(&str, &str)] = &[
    ("breath", "breathe"),
    ("casual", "causal"),
    ("contact", "contract"),
    ("country", "county"),
    ("defuse", "diffuse"),
    ("desert", "dessert"),
    ("diary", "dairy"),
    ("extend", "extent"),
    ("filing", "filling"),
    ("founder", "funder"),
    ("granted", "grated"),
    ("immoral", "immortal"),
    ("martial", "marital"),
    ("patent", "patient"),
    ("personal", "personnel"),
    ("quiet", "quite"),
    ("rational", "rationale"),
    ("sacred", "scared"),
    ("silver", "sliver"),
    ("statue", "statute"),
    ("thorough", "through"),
    ("though", "through"),
    ("threat", "treat"),
    ("trail", "trial"),
    ("united", "untied"),
    ("worse", "worsen"),
];

/// Keys that lie side by side.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Whether a slip may be looked for in a word: long, and only of letters that words are spelt with.
pub(super) fn may(word: &str) -> bool {
    let letters = word.chars().count();
    (5..=40).contains(&letters) && word.chars().all(|c| c.is_lowercase() && !unspaced(c))
}

/// Whether two words are a slip apart: letters swapped, one left out or put in twice or more, or a key hit for the one beside
/// it. Short words, beginnings and ends are left alone, for there a letter makes another word: "adopt" and "adapt",
/// "employer" and "employee", "import" and "export".
pub(super) fn of(a: &str, b: &str) -> bool {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if x.first() != y.first() || x.len().abs_diff(y.len()) > 1 || slips(&x, &y) != 1 {
        return false;
    }
    if PAIRS.contains(&(a, b)) || PAIRS.contains(&(b, a)) {
        return false;
    }
    if x.len() != y.len() {
        return x.len().min(y.len()) >= 6;
    }
    let off: Vec<(usize, char, char)> = x
        .iter()
        .zip(&y)
        .enumerate()
        .filter(|(_, (x, y))| x != y)
        .map(|(at, (x, y))| (at, *x, *y))
        .collect();
    match *off.as_slice() {
        [(at, from, to)] => x.len() >= 8 && (2..x.len() - 2).contains(&at) && beside(from, to),
        // Two letters off and one slip: they are swapped.
        _ => true,
    }
}

fn beside(a: char, b: char) -> bool {
    ROWS.iter().any(|row| {
        let place = |key| row.chars().position(|other| other == key);
        matches!((place(a), place(b)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
    })
}

/// Keys of which two words that are a slip apart share one: the word, and the word without each of its letters.
pub(super) fn keys(word: &str) -> Vec<u64> {
    let letters: Vec<char> = word.chars().collect();
    let key = |without: Option<usize>| {
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != without)
            // FNV-1a
            .fold(0xcbf2_9ce4_8422_2325_u64, |key, (_, letter)| {
                (key ^ u64::from(u32::from(*letter))).wrapping_mul(0x0100_0000_01b3)
            })
    };
    std::iter::once(None)
        .chain((0..letters.len()).map(Some))
        .map(key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_other_words() {
        for (a, b) in [
            ("maintainer", "maintaner"),
            ("maintainer", "maintianer"),
            ("maintainer", "maintaimer"),
            ("documentation", "docummentation"),
            ("review", "reveiw"),
            ("financiación", "financición"),
            ("лицензия", "лицезия"),
        ] {
            assert!(may(a) && may(b) && of(a, b) && of(b, a), "{a}, {b}");
            assert!(keys(a).iter().any(|key| keys(b).contains(key)), "{a}, {b}");
        }
        for (a, b) in [
            ("adopting", "adapting"),
            ("prevented", "presented"),
            ("employer", "employee"),
            ("import", "export"),
            ("legal", "illegal"),
            ("country", "county"),
            ("trial", "trail"),
            ("increase", "decrease"),
            ("same", "same"),
            ("fund", "funds"),
        ] {
            assert!(!of(a, b) && !of(b, a), "{a}, {b}");
        }
        for word in ["fund", "log4j2", "どうすれば", "🎉🎉🎉🎉🎉", ""] {
            assert!(!may(word), "{word}");
        }
    }
}
