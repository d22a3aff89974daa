//! The nearest neighbours of each row: a graph whose edges weigh as much as two notes are alike.

use super::inverted;
use super::table::DIMS;
use super::threads::shared;
use super::vectors::Row;

/// Neighbours of a row with their products, most alike first; equal ones by row.
pub(super) type Near = Vec<(i32, u32)>;

/// Up to how many rows each is compared with each.
const EXACT: usize = 20_000;

/// For each row its nearest others; of very many rows not all of them, but nearly.
pub(super) fn near(rows: &[Row], most: usize, threads: usize) -> Vec<Near> {
    if rows.len() <= EXACT {
        exact(rows, most, threads)
    } else {
        inverted::near(rows, most, threads, inverted::Lists::default())
    }
}

/// The least product of neighbours: what is not alike at all is none.
pub(super) const ALIKE: i16 = 1;

/// Rows that are worked on at a time: as many as stay in the processor's cache.
pub(super) const BLOCK: usize = 64;

/// Blocks from which on another thread is worth its start.
const SHARE: usize = 8;

/// For each row its nearest others. Each pair is compared once.
pub(super) fn exact(rows: &[Row], most: usize, threads: usize) -> Vec<Near> {
    let blocks: Vec<&[Row]> = rows.chunks(BLOCK).collect();
    let threads = threads.clamp(1, blocks.len() / SHARE + 1);
    // Every so many blocks, since the first ones have more others after them.
    let parts: Vec<usize> = (0..threads).collect();
    let found = shared(&parts, threads, |part, _| {
        let mut best = Best::new(rows.len(), most, ALIKE);
        for (block, rows) in blocks.iter().enumerate().skip(part).step_by(threads) {
            let wide = widened(*rows);
            for (other, columns) in blocks.iter().enumerate().skip(block) {
                compare(&wide, &widened(*columns), |row, column, alike| {
                    let (row, column) = (block * BLOCK + row, other * BLOCK + column);
                    if row < column {
                        best.keep(row, column, alike);
                        best.keep(column, row, alike);
                    }
                });
            }
        }
        best
    });
    let whole = found.into_iter().reduce(Best::joined);
    whole.unwrap_or_default().lists
}

/// The best others of each row so far. In whatever order they come, the same ones stay.
#[derive(Debug, Default)]
pub(super) struct Best {
    most: usize,
    /// For each row the least product that still counts.
    least: Vec<i16>,
    pub lists: Vec<Near>,
}

impl Best {
    /// The best of those whose product is `least` or more.
    pub(super) fn new(rows: usize, most: usize, least: i16) -> Best {
        Best {
            most,
            least: vec![least; rows],
            lists: vec![Near::new(); rows],
        }
    }

    /// Keeps a column of a row if it is among the best.
    #[inline(always)]
    pub(super) fn keep(&mut self, row: usize, column: usize, alike: i16) {
        if self.least.get(row).is_some_and(|least| alike >= *least) {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            self.insert(row, (i32::from(alike), column));
        }
    }

    fn insert(&mut self, row: usize, new: (i32, u32)) {
        let (Some(list), Some(least)) = (self.lists.get_mut(row), self.least.get_mut(row)) else {
            return;
        };
        let at = list.partition_point(|known| (-known.0, known.1) < (-new.0, new.1));
        if at < self.most {
            list.truncate(self.most - 1);
            list.insert(at, new);
        }
        if let Some(last) = list.last().filter(|_| list.len() == self.most) {
            *least = i16::try_from(last.0).unwrap_or(i16::MAX);
        }
    }

    fn joined(mut self, other: Best) -> Best {
        for (row, list) in other.lists.into_iter().enumerate() {
            for new in list {
                self.insert(row, new);
            }
        }
        self
    }
}

/// A row whose numbers have room for products.
pub(super) type Wide = [i16; DIMS];

/// As many sums at a time as a processor has registers for.
const ROWS: usize = 4;
const COLUMNS: usize = 2;

/// Rows ready to compare, filled up with zeros to whole fours.
pub(super) fn widened<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Wide> {
    let mut wide: Vec<Wide> = rows.into_iter().map(|row| row.map(i16::from)).collect();
    wide.resize(wide.len().next_multiple_of(ROWS), [0; DIMS]);
    wide
}

/// Tells each row's product with each column; that with what was filled up is 0.
#[inline(always)]
pub(super) fn compare(rows: &[Wide], columns: &[Wide], mut tell: impl FnMut(usize, usize, i16)) {
    for (four, rows) in rows.as_chunks::<ROWS>().0.iter().enumerate() {
        for (pair, columns) in columns.as_chunks::<COLUMNS>().0.iter().enumerate() {
            for (row, products) in products(rows, columns).iter().enumerate() {
                for (column, alike) in products.iter().enumerate() {
                    tell(four * ROWS + row, pair * COLUMNS + column, *alike);
                }
            }
        }
    }
}

/// The products of rows with columns. Each fits into 16 bits in the end, so it may overflow on the way: modulo 2¹⁶ the sum is the same,
/// and a processor adds twice as many numbers of 16 bits as of 32 at a time.
#[inline(never)]
fn products(rows: &[Wide; ROWS], columns: &[Wide; COLUMNS]) -> [[i16; COLUMNS]; ROWS] {
    let mut sums = [[0_i16; COLUMNS]; ROWS];
    let value = |row: &Wide, at: usize| row.get(at).copied().unwrap_or_default();
    for at in 0..DIMS {
        for (sums, row) in sums.iter_mut().zip(rows) {
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum = sum.wrapping_add(value(row, at).wrapping_mul(value(column, at)));
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affinity::vectors::{dot, short};
    use proptest::prelude::*;

    /// Rows in bunches, from a fixed sequence.
    fn rows(count: usize, bunches: usize) -> Vec<Row> {
        let mut state = 2_024_u64;
        let mut next = |most: i32| {
            // Knuth's linear congruential generator (MMIX).
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            i32::try_from(state >> 40).unwrap() % (2 * most) - most
        };
        let centres: Vec<[i32; DIMS]> = (0..bunches)
            .map(|_| std::array::from_fn(|_| next(100)))
            .collect();
        (0..count)
            .map(|at| short(&centres[at * at % bunches].map(|value| value + next(100))))
            .collect()
    }

    fn plainly(rows: &[Row], at: usize, most: usize) -> Near {
        let others = (0..rows.len()).filter(|other| *other != at);
        let mut list: Near = others
            .map(|other| (dot(&rows[at], &rows[other]), u32::try_from(other).unwrap()))
            .filter(|other| other.0 > 0)
            .collect();
        list.sort_by_key(|other| (-other.0, other.1));
        list.truncate(most);
        list
    }

    #[test]
    fn every_neighbour_is_found() {
        for (count, most, threads) in [(0, 4, 2), (1, 4, 2), (67, 0, 1), (67, 5, 1), (600, 9, 2)] {
            let rows = rows(count, 7);
            let found = exact(&rows, most, threads);
            assert_eq!(found.len(), count);
            for (at, found) in found.iter().enumerate().step_by(3) {
                assert_eq!(found, &plainly(&rows, at, most));
            }
        }
    }

    #[test]
    fn an_inverted_file_finds_nearly_every_neighbour() {
        let rows = rows(500, 12);
        let by = inverted::Lists {
            rows: 10,
            probes: 10,
        };
        let near = inverted::near(&rows, 10, 2, by);
        assert_eq!(near, inverted::near(&rows, 10, 3, by));
        let (mut all, mut found) = (0, 0);
        for (at, near) in near.iter().enumerate().step_by(5) {
            let true_ones = plainly(&rows, at, 10);
            all += true_ones.len();
            found += true_ones.iter().filter(|one| near.contains(one)).count();
        }
        assert!(found * 10 >= all * 9, "{found} of {all}");
    }

    proptest! {
        #[test]
        fn products_fit(numbers in proptest::collection::vec(-5_000_i32..5_000, DIMS), zeros in 0..DIMS) {
            let mut row: [i32; DIMS] = numbers.try_into().unwrap();
            row[..zeros].fill(0);
            for row in [row, row.map(|value| value / 4_000), row.map(i32::signum)] {
                let row = short(&row);
                prop_assert!(i16::try_from(dot(&row, &row)).is_ok());
            }
        }
    }
}
