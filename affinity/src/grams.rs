//! Grams: the character sequences of words that the table has no vectors for.
//!
//! Forms of a word share grams in every script, so they bring notes together that share words or their stems, though not those that
//! say the same in other words. As many grams as a vector has numbers have vectors square to one another, so that in a session of usual
//! size two notes are alike by the grams that they share and by nothing else.

use super::table::DIMS;

/// A gram: its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Gram(u64);

/// How a script shows words, which says how long a gram has to be to mean something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Chinese characters and Kana, one after another without spaces: a character or two are a word.
    Ideographs,
    /// Hangul: a syllable is a character, and a word is spaced.
    Syllables,
    /// Thai, Lao, Burmese, Khmer: letters without spaces.
    Unspaced,
    /// All others: letters, and words with spaces between.
    Spaced,
}

impl Script {
    pub(super) fn of(c: char) -> Script {
        match c {
            '\u{3040}'..='\u{30ff}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Script::Ideographs,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7ff}' => Script::Syllables,
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
                Script::Unspaced
            }
            _ => Script::Spaced,
        }
    }
}

/// The grams of a folded word in one script.
pub(super) fn grams(word: &str) -> Vec<Gram> {
    let script = word.chars().next().map_or(Script::Spaced, Script::of);
    let (lengths, edge) = match script {
        Script::Ideographs => (1..=2, ""),
        Script::Syllables => (2..=2, " "),
        Script::Unspaced => (2..=3, ""),
        Script::Spaced => (3..=4, " "),
    };
    let chars: Vec<char> = [edge, word, edge].iter().flat_map(|s| s.chars()).collect();
    // Beside other characters Hiragana is endings and particles.
    let skip = !chars.iter().all(|c| hiragana(*c));
    lengths
        .flat_map(|length| chars.windows(length))
        .filter(|gram| !(skip && gram.iter().all(|c| hiragana(*c))))
        .map(Gram::of)
        .collect()
}

fn hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}')
}

/// What a number of a gram's vector is at full weight, in parts of a weight: the grams of a common word come to about the length of a
/// word piece in the table.
const HEIGHT: i32 = 16;

impl Gram {
    /// FNV-1a over its characters.
    fn of(chars: &[char]) -> Gram {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in chars.iter().flat_map(|c| u32::from(*c).to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Gram(hash)
    }
}

/// The pattern of Hadamard's matrix (Sylvester's) for each bit of a row's number, over 64 columns.
const PATTERNS: [u64; 6] = [
    0xaaaa_aaaa_aaaa_aaaa,
    0xcccc_cccc_cccc_cccc,
    0xf0f0_f0f0_f0f0_f0f0,
    0xff00_ff00_ff00_ff00,
    0xffff_0000_ffff_0000,
    0xffff_ffff_0000_0000,
];

/// Adds the vector with this number `times` to a sum: a row of Hadamard's matrix. After each 256 the rows come again with other signs,
/// from SplitMix64 (Steele and others 2014). `times` is at most 256.
pub(super) fn add(number: u32, times: i32, sum: &mut [i32; DIMS]) {
    let value = times * HEIGHT;
    let mut row = 0;
    for (bit, pattern) in PATTERNS.iter().enumerate() {
        row ^= if number >> bit & 1 == 1 { *pattern } else { 0 };
    }
    for (block, numbers) in (0_u32..).zip(sum.chunks_mut(64)) {
        let turned = (number >> 6 & block).count_ones() & 1 == 1;
        let mut signs = row ^ random((number >> 8) << 2 | block) ^ if turned { !0 } else { 0 };
        for slot in numbers {
            *slot += if signs & 1 == 0 { value } else { -value };
            signs >>= 1;
        }
    }
}

fn random(number: u32) -> u64 {
    let state = (u64::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_as_long_as_the_script_needs() {
        for (word, count) in [
            ("fondo", 5 + 4),
            ("y", 1),
            ("資金", 3),
            // 資, 金, 資金, 金を, but neither を nor をつ nor つ.
            ("資金をつ", 4),
            ("ありがとう", 5 + 4),
            ("자금", 3),
            ("ทุน", 2 + 1),
            ("🎉", 1),
            ("", 0),
        ] {
            assert_eq!(grams(word).len(), count, "{word}");
        }
    }

    #[test]
    fn vectors_of_grams_are_square_or_almost() {
        let vector = |number| {
            let mut sum = [0; DIMS];
            add(number, 1, &mut sum);
            sum
        };
        let vectors: Vec<[i32; DIMS]> = (0..600).map(vector).collect();
        let product = |a: usize, b: usize| -> i32 {
            let pairs = vectors[a].iter().zip(&vectors[b]);
            pairs.map(|(x, y)| x / HEIGHT * y / HEIGHT).sum()
        };
        for a in 0..600 {
            for b in 0..a {
                let most = if a / 256 == b / 256 { 0 } else { 80 };
                assert!(product(a, b).abs() <= most, "{a} {b} {}", product(a, b));
            }
        }
    }
}
