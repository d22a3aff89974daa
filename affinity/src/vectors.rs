//! Texts as vectors of whole numbers, compared by their products.
//!
//! A text's vector is the sum of its parts' vectors, each weighted by how rare the part is in the session, less the session's mean:
//! what all notes say tells none apart. Whole numbers only: sums come out the same in every order and on every machine.

use super::grams::{self, Gram};
use super::pieces::{Part, Word, foreign, words};
use super::table::{DIMS, Table};
use super::threads::shared;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The length of a vector: as fine as numbers of 8 bits are, where no more than a few of a row have to be cut.
pub(super) const LENGTH: i64 = 160;

/// One text's numbers.
pub(super) type Row = [i8; DIMS];

/// One row of numbers a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Vectors {
    rows: Vec<Row>,
}

/// The length of a vector while the mean is taken.
const FINE: i64 = 4_096;

/// How many notes that say nothing are added to the mean: that of a handful of notes is more theirs than the session's.
const FEW: i64 = 5;

/// Parts of a note that count. A note is at most 2,000 characters, but some unfold to a whole sentence: sums have to
/// fit into 32 bits, and the square of a row into 64.
const MOST_PARTS: usize = 2_000;

/// Weights in parts of this.
const WHOLE: u64 = 256;

/// Texts from which on another thread is worth its start.
const SHARE: usize = 256;

impl Vectors {
    /// Vectors of texts, which hold at least all that are to be told apart.
    pub(super) fn of(table: &Table, texts: &[&str], threads: usize) -> Vectors {
        let threads = threads.clamp(1, texts.len() / SHARE + 1);
        let mut read = shared(texts, threads, |_, texts| Read::of(table, texts));
        let mut seen: HashMap<Part, u64> = HashMap::new();
        for part in &mut read {
            #[expect(clippy::iter_over_hash_type, reason = "a sum has no order")]
            for (part, (count, _)) in part.seen.drain() {
                *seen.entry(part).or_default() += count;
            }
        }
        let weights = Weights::of(&seen, texts.len());
        let even = shared(&read, threads, |_, read| {
            let sums = read.iter().flat_map(|read| read.sums(table, &weights));
            sums.map(|sum| fine(&sum)).collect::<Vec<_>>()
        })
        .concat();
        drop(read);
        let mean = mean(&even);
        let rows = shared(&even, threads, |_, even| {
            even.iter()
                .map(|row| centred(row, &mean))
                .collect::<Vec<_>>()
        });
        Vectors {
            rows: rows.concat(),
        }
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// Texts as words, each word once.
struct Read {
    words: Vec<Word>,
    /// For each text its words, and whether it is in another language than the table.
    texts: Vec<(Vec<u32>, bool)>,
    /// For each part how many texts have it, and the last of them.
    seen: HashMap<Part, (u64, usize)>,
}

impl Read {
    fn of(table: &Table, texts: &[&str]) -> Read {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut read = Read {
            words: Vec::new(),
            texts: Vec::with_capacity(texts.len()),
            seen: HashMap::new(),
        };
        for (number, text) in texts.iter().enumerate() {
            let mut row = Vec::new();
            for word in words(text) {
                let next = read.words.len();
                let at = *known.entry(word).or_insert_with_key(|word| {
                    read.words.push(Word::of(table, word));
                    next
                });
                row.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
            let foreign = foreign(words_at(&read.words, &row));
            for part in words_at(&read.words, &row).flat_map(|word| word.parts(foreign)) {
                let count = read.seen.entry(part).or_insert((0, usize::MAX));
                if count.1 != number {
                    *count = (count.0 + 1, number);
                }
            }
            read.texts.push((row, foreign));
        }
        read
    }

    /// For each text the sum of its parts' vectors.
    fn sums(&self, table: &Table, weights: &Weights<'_>) -> impl Iterator<Item = [i32; DIMS]> {
        self.texts.iter().map(move |(row, foreign)| {
            let mut sum = [0; DIMS];
            let parts = words_at(&self.words, row).flat_map(|word| {
                let divisor = word.divisor(*foreign);
                word.parts(*foreign).map(move |part| (part, divisor))
            });
            for (part, divisor) in parts.take(MOST_PARTS) {
                let times = weights.of_part(&part) / divisor;
                match part {
                    Part::Piece(piece) => table.add(piece, times, &mut sum),
                    Part::Gram(gram) => {
                        if let Some(number) = weights.numbers.get(&gram) {
                            grams::add(*number, times, &mut sum);
                        }
                    }
                }
            }
            sum
        })
    }
}

/// What the parts of texts weigh.
struct Weights<'s> {
    /// For each part how many texts have it.
    seen: &'s HashMap<Part, u64>,
    texts: u64,
    /// Numbers of the grams that texts share.
    numbers: HashMap<Gram, u32>,
}

impl Weights<'_> {
    fn of(seen: &HashMap<Part, u64>, texts: usize) -> Weights<'_> {
        Weights {
            seen,
            texts: u64::try_from(texts).unwrap_or(u64::MAX),
            numbers: numbers(seen),
        }
    }

    /// `min(1, 0.2 / document frequency)`, as parts of `WHOLE`.
    fn of_part(&self, part: &Part) -> i32 {
        let count = self.seen.get(part).map_or(1, |count| *count);
        i32::try_from((WHOLE * self.texts / 5 / count.max(1)).min(WHOLE)).unwrap_or_default()
    }
}

/// Numbers the grams that notes share, those of most notes first. One that a single note has joins it to none.
fn numbers(seen: &HashMap<Part, u64>) -> HashMap<Gram, u32> {
    let mut grams: Vec<(Reverse<u64>, Gram)> = seen
        .iter()
        .filter_map(|(part, count)| match part {
            Part::Gram(gram) if *count > 1 => Some((Reverse(*count), *gram)),
            _ => None,
        })
        .collect();
    grams.sort_unstable();
    (0..)
        .zip(grams)
        .map(|(number, (_, gram))| (gram, number))
        .collect()
}

fn words_at<'w>(all: &'w [Word], row: &'w [u32]) -> impl Iterator<Item = &'w Word> {
    row.iter()
        .filter_map(|at| all.get(usize::try_from(*at).unwrap_or(usize::MAX)))
}

/// A sum at the length that vectors have while the mean is taken.
fn fine(sum: &[i32; DIMS]) -> [i16; DIMS] {
    scaled(sum, FINE).map(|value| i16::try_from(value).unwrap_or_default())
}

fn mean(rows: &[[i16; DIMS]]) -> [i32; DIMS] {
    let mut mean = [0_i64; DIMS];
    for row in rows {
        for (total, value) in mean.iter_mut().zip(row) {
            *total += i64::from(*value);
        }
    }
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    mean.map(|total| i32::try_from(total / (count + FEW)).unwrap_or_default())
}

/// A row less the mean. A note without a known part says nothing: it is not the opposite of what the session says.
fn centred(row: &[i16; DIMS], mean: &[i32; DIMS]) -> Row {
    let mut less = row.map(i32::from);
    if *row != [0; DIMS] {
        for (value, mean) in less.iter_mut().zip(mean) {
            *value -= mean;
        }
    }
    short(&less)
}

/// A row of the common length. A number beyond 8 bits, of a row that hardly has another, is cut.
pub(super) fn short(row: &[i32; DIMS]) -> Row {
    let most = i32::from(i8::MAX);
    scaled(row, LENGTH).map(|value| i8::try_from(value.clamp(-most, most)).unwrap_or_default())
}

/// A row with this length, rounded; one of zeros stays.
fn scaled(row: &[i32; DIMS], length: i64) -> [i32; DIMS] {
    let square = |value: &i32| u64::from(value.unsigned_abs()).pow(2);
    let square: u64 = row.iter().map(square).sum();
    // Four more bits where there is room for them, since the root of a small row is a small number.
    let root = match square.checked_mul(256) {
        Some(square) => square.isqrt(),
        None => square.isqrt() << 4,
    };
    // All of these are whole or half numbers below 2⁵³: what is exact in integers is in floating point, in a fraction of the time.
    let (root, times) = (root.max(1) as f64, (length << 4) as f64);
    row.map(|value| {
        let value = f64::from(value) * times;
        ((value + (root / 2.0).copysign(value)) / root) as i32
    })
}

/// The product of two rows, plainly.
#[cfg(test)]
pub(super) fn dot(a: &Row, b: &Row) -> i32 {
    a.iter()
        .zip(b)
        .map(|(x, y)| i32::from(*x) * i32::from(*y))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_size_come_to_the_same_length() {
        for size in [1, 300, 70_000, 1 << 24, 262_000_000] {
            let length: i64 = scaled(&[size; DIMS], LENGTH)
                .map(|value| i64::from(value).pow(2))
                .iter()
                .sum();
            assert_eq!(length, LENGTH * LENGTH, "{size}");
        }
        assert_eq!(scaled(&[0; DIMS], LENGTH), [0; DIMS]);
    }

    #[test]
    fn a_note_that_unfolds_to_many_words_fits() {
        // One character that stands for eighteen.
        let long = "\u{fdfa}".repeat(2_000);
        let long_words = "maintainer ".repeat(20_000);
        let table = Table::embedded();
        let vectors = Vectors::of(&table, &[&long, &long_words, "fund maintainers"], 1);
        let [_, words, few] = vectors.rows() else {
            panic!("three rows")
        };
        assert!(dot(words, few) > 0);
    }
}
