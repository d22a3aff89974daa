//! The two single-byte encodings that notes still come in.

/// Windows-1252 from 0x80 to 0x9f; above, a byte is the character of its number. The five that are not assigned stay controls.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// Mac Roman from 0x80 to 0xff.
const MAC: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// A single-byte encoding.
pub(super) struct Charset {
    /// The characters of the bytes from 0x80.
    high: Vec<char>,
    /// The bytes of those characters, by character.
    bytes: Vec<(char, u8)>,
}

impl Charset {
    pub(super) fn windows_1252() -> Charset {
        Charset::new(WINDOWS.chars().chain('\u{a0}'..='\u{ff}').collect())
    }

    pub(super) fn mac_roman() -> Charset {
        Charset::new(MAC.chars().collect())
    }

    fn new(high: Vec<char>) -> Charset {
        let mut bytes: Vec<(char, u8)> = high.iter().copied().zip(0x80..=0xff).collect();
        bytes.sort_unstable();
        Charset { high, bytes }
    }

    /// The character of a byte.
    pub(super) fn character(&self, byte: u8) -> char {
        match byte.checked_sub(0x80) {
            Some(at) => self
                .high
                .get(usize::from(at))
                .copied()
                .unwrap_or('\u{fffd}'),
            None => char::from(byte),
        }
    }

    /// The byte of a character that is not ASCII. Controls count for themselves: that is how Latin-1 shows them.
    pub(super) fn byte(&self, character: char) -> Option<u8> {
        match self.bytes.binary_search_by_key(&character, |pair| pair.0) {
            Ok(at) => self.bytes.get(at).map(|pair| pair.1),
            Err(_) => u8::try_from(u32::from(character))
                .ok()
                .filter(|byte| (0x80..0xa0).contains(byte)),
        }
    }

    /// Bytes as text.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.character(*byte)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_its_character_and_the_other_way_round() {
        for charset in [Charset::windows_1252(), Charset::mac_roman()] {
            assert_eq!(charset.high.len(), 128);
            for byte in 0x80..=0xff {
                assert_eq!(charset.byte(charset.character(byte)), Some(byte));
            }
        }
        assert_eq!(
            Charset::windows_1252().decode(b"caf\xe9 \x93x\x94 \x80"),
            "café “x” €"
        );
        assert_eq!(
            Charset::mac_roman().decode(b"caf\x8e \xd2x\xd3 don\xd5t"),
            "café “x” don’t"
        );
    }
}
