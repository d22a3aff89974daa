//! Texts as vectors of whole numbers, compared by their products.
//!
//! A text's vector is the sum of its parts' vectors, each weighted by how rare the part is in the session, less the session's mean:
//! what all notes say tells none apart. Whole numbers only: sums come out the same in every order and on every machine.

use super::grams::{self, Gram};
use super::pieces::{Part, Word, foreign, words};
use super::table::{DIMS, Table};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The length of a vector. The largest numbers of a row stay well within 16 bits, and most products within 8 by 8.
pub(super) const LENGTH: i64 = 508;

/// One row of numbers a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Vectors {
    rows: Vec<[i16; DIMS]>,
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

impl Vectors {
    /// Vectors of texts, which hold at least all that are to be told apart.
    pub(super) fn of(table: &Table, texts: &[&str]) -> Vectors {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut all: Vec<Word> = Vec::new();
        let mut seen: HashMap<Part, (u64, usize)> = HashMap::new();
        let mut of_texts: Vec<(Vec<u32>, bool)> = Vec::with_capacity(texts.len());
        for (number, text) in texts.iter().enumerate() {
            let mut row = Vec::new();
            for word in words(text) {
                let next = all.len();
                let at = *known.entry(word).or_insert_with_key(|word| {
                    all.push(Word::of(table, word));
                    next
                });
                row.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
            let foreign = foreign(words_at(&all, &row));
            for part in words_at(&all, &row).flat_map(|word| word.parts(foreign)) {
                let count = seen.entry(part).or_insert((0, usize::MAX));
                if count.1 != number {
                    *count = (count.0 + 1, number);
                }
            }
            of_texts.push((row, foreign));
        }
        let total = u64::try_from(texts.len()).unwrap_or(u64::MAX);
        // min(1, 0.2 / document frequency), as parts of `WHOLE`.
        let weight = |part: &Part| {
            let count = seen.get(part).map_or(1, |count| count.0);
            i32::try_from((WHOLE * total / 5 / count.max(1)).min(WHOLE)).unwrap_or_default()
        };
        let numbers = numbers(&seen);
        let mut sums: Vec<[i32; DIMS]> = Vec::with_capacity(texts.len());
        for (row, foreign) in &of_texts {
            let mut sum = [0; DIMS];
            let parts = words_at(&all, row).flat_map(|word| {
                let divisor = word.divisor(*foreign);
                word.parts(*foreign).map(move |part| (part, divisor))
            });
            for (part, divisor) in parts.take(MOST_PARTS) {
                let times = weight(&part) / divisor;
                match part {
                    Part::Piece(piece) => table.add(piece, times, &mut sum),
                    Part::Gram(gram) => {
                        if let Some(number) = numbers.get(&gram) {
                            grams::add(*number, times, &mut sum);
                        }
                    }
                }
            }
            sums.push(sum);
        }
        Vectors::centred(sums)
    }

    fn centred(sums: Vec<[i32; DIMS]>) -> Vectors {
        let mut mean = [0_i64; DIMS];
        let even: Vec<[i32; DIMS]> = sums
            .iter()
            .map(|sum| scaled(&sum.map(i64::from), FINE))
            .collect();
        for row in &even {
            for (total, value) in mean.iter_mut().zip(row) {
                *total += i64::from(*value);
            }
        }
        let count = i64::try_from(even.len()).unwrap_or(i64::MAX);
        let mean = mean.map(|total| total / (count + FEW));
        let rows = even
            .iter()
            .map(|row| {
                let mut less = row.map(i64::from);
                // A note without a known piece says nothing: it is not the opposite of what the session says.
                if row.iter().any(|value| *value != 0) {
                    for (value, mean) in less.iter_mut().zip(&mean) {
                        *value -= mean;
                    }
                }
                scaled(&less, LENGTH).map(|value| i16::try_from(value).unwrap_or_default())
            })
            .collect();
        Vectors { rows }
    }

    pub(super) fn rows(&self) -> &[[i16; DIMS]] {
        &self.rows
    }
}

/// Numbers the grams that notes share, those of most notes first. One that a single note has joins it to none.
fn numbers(seen: &HashMap<Part, (u64, usize)>) -> HashMap<Gram, u32> {
    let shared = seen.iter().filter(|(_, (count, _))| *count > 1);
    let mut grams: Vec<(Reverse<u64>, Gram)> = shared
        .filter_map(|(part, (count, _))| match part {
            Part::Gram(gram) => Some((Reverse(*count), *gram)),
            Part::Piece(_) => None,
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

/// A row with this length; one of zeros stays.
fn scaled(row: &[i64; DIMS], length: i64) -> [i32; DIMS] {
    let square: u64 = row.iter().map(|value| value.unsigned_abs().pow(2)).sum();
    // Four more bits where there is room for them, since the root of a small row is a small number.
    let fine = match square.checked_mul(256) {
        Some(square) => square.isqrt(),
        None => square.isqrt() << 4,
    };
    let root = i64::try_from(fine).unwrap_or(i64::MAX).max(1);
    row.map(|value| i32::try_from(((value * length) << 4) / root).unwrap_or_default())
}

/// The product of two rows.
pub(super) fn dot(a: &[i16; DIMS], b: &[i16; DIMS]) -> i32 {
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
            // Sixteen times 31.75, rounded down.
            assert_eq!(length.isqrt(), 16 * 31, "{size}");
        }
        assert_eq!(scaled(&[0; DIMS], LENGTH), [0; DIMS]);
    }

    #[test]
    fn a_note_that_unfolds_to_many_words_fits() {
        // One character that stands for eighteen.
        let long = "\u{fdfa}".repeat(2_000);
        let long_words = "maintainer ".repeat(20_000);
        let table = Table::embedded();
        let vectors = Vectors::of(&table, &[&long, &long_words, "fund maintainers"]);
        let [_, words, few] = vectors.rows() else {
            panic!("three rows")
        };
        assert!(dot(words, few) > 0);
    }
}
