//! The embedded table of word vectors, read in place: nothing is decoded at start.
//!
//! Made by `model/` (see its README). All numbers are little endian:
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | `FOLKMOOT` |
//! | 4 | number of pieces, `n` |
//! | 4 | length of the text of all pieces, `t` |
//! | 131,072 | 65,536 slots of a hash table (FNV-1a, linear probing): 0, or the number of a piece plus 1 |
//! | 4 (n + 1) | where each piece begins in the text |
//! | 2 n | each piece's scale |
//! | t | the text of all pieces; one that goes on a word begins with `##` |
//! | 128 n | each piece's vector: 256 numbers of 4 bits, each less 8, times the scale |

/// Numbers in a vector.
pub(super) const DIMS: usize = 256;

const SLOTS: usize = 65_536;
const HEAD: usize = 16;
static BYTES: &[u8] = include_bytes!("table.bin");

/// The table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    slots: &'static [u8],
    starts: &'static [u8],
    scales: &'static [u8],
    text: &'static [u8],
    rows: &'static [u8],
}

/// A word piece: its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Piece(pub u16);

impl Table {
    /// The one that is embedded.
    pub(super) fn embedded() -> Table {
        // A table that is cut or foreign would be found by the test of its digest; here it is just empty.
        Table::read(BYTES).unwrap_or(Table {
            slots: &[],
            starts: &[],
            scales: &[],
            text: &[],
            rows: &[],
        })
    }

    fn read(bytes: &'static [u8]) -> Option<Table> {
        let pieces = usize::try_from(u32_at(bytes, 2)?).ok()?;
        let length = usize::try_from(u32_at(bytes, 3)?).ok()?;
        let (slots, rest) = bytes.get(HEAD..)?.split_at_checked(2 * SLOTS)?;
        let (starts, rest) = rest.split_at_checked(4 * (pieces + 1))?;
        let (scales, rest) = rest.split_at_checked(2 * pieces)?;
        let (text, rows) = rest.split_at_checked(length)?;
        (bytes.starts_with(b"FOLKMOOT") && rows.len() == pieces * DIMS / 2).then_some(Table {
            slots,
            starts,
            scales,
            text,
            rows,
        })
    }

    /// The piece with this text, if there is one.
    pub(super) fn find(&self, parts: [&str; 2]) -> Option<Piece> {
        let length = parts[0].len() + parts[1].len();
        let mut slot = hash(parts);
        loop {
            let piece = u16_at(self.slots, slot)?.checked_sub(1)?;
            let text = self.text(Piece(piece))?;
            if text.len() == length
                && text.starts_with(parts[0].as_bytes())
                && text.ends_with(parts[1].as_bytes())
            {
                return Some(Piece(piece));
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    fn text(&self, piece: Piece) -> Option<&'static [u8]> {
        let at = usize::from(piece.0);
        let start = usize::try_from(u32_at(self.starts, at)?).ok()?;
        let end = usize::try_from(u32_at(self.starts, at + 1)?).ok()?;
        self.text.get(start..end)
    }

    /// Adds a piece's vector `times` to a sum. `times` is at most 256, so that 2,000 pieces stay within 32 bits.
    pub(super) fn add(&self, piece: Piece, times: i32, sum: &mut [i32; DIMS]) {
        let at = usize::from(piece.0);
        let scale = i32::from(u16_at(self.scales, at).unwrap_or_default());
        let row = self.rows.get(at * DIMS / 2..(at + 1) * DIMS / 2);
        let factor = (scale * times) >> 6;
        for (pair, byte) in sum.chunks_exact_mut(2).zip(row.unwrap_or_default()) {
            if let [low, high] = pair {
                *low += (i32::from(byte & 15) - 8) * factor;
                *high += (i32::from(byte >> 4) - 8) * factor;
            }
        }
    }
}

/// FNV-1a over both parts, folded to a slot.
fn hash(parts: [&str; 2]) -> usize {
    let mut hash = 0x811c_9dc5_u32;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    usize::try_from((hash >> 16) ^ (hash & 0xffff)).unwrap_or_default()
}

fn u16_at(bytes: &[u8], index: usize) -> Option<u16> {
    let pair = bytes.get(2 * index..2 * index + 2)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], index: usize) -> Option<u32> {
    let four = bytes.get(4 * index..4 * index + 4)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
