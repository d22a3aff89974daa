//! The nearest neighbours of each row: a graph whose edges weigh as much as two notes are alike.

use super::inverted;
use super::products::{self, BLOCK, LANES, compare};
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
pub(super) const ALIKE: i32 = 1;

/// Blocks from which on another thread is worth its start.
const SHARE: usize = 8;

/// For each row its nearest others. Each pair is compared once.
pub(super) fn exact(rows: &[Row], most: usize, threads: usize) -> Vec<Near> {
    let (packed, columns) = (products::rows(rows), products::columns(rows));
    let blocks: Vec<_> = packed.chunks(BLOCK).collect();
    let threads = threads.clamp(1, blocks.len() / SHARE + 1);
    // Every so many blocks, since the first ones have more others after them.
    let parts: Vec<usize> = (0..threads).collect();
    let found = shared(&parts, threads, |part, _| {
        let mut best = Best::new(rows.len(), most, ALIKE);
        for (block, rows) in blocks.iter().enumerate().skip(part).step_by(threads) {
            let before = block * BLOCK;
            let after = columns.get(before / LANES..).unwrap_or_default();
            compare(
                rows,
                after,
                &mut best,
                |best, row, tile| best.either(before + row, before + tile * LANES),
                |best, row, column, alike| {
                    if row < column {
                        best.keep(before + row, before + column, alike);
                        best.keep(before + column, before + row, alike);
                    }
                },
            );
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
    least: Vec<i32>,
    pub lists: Vec<Near>,
}

impl Best {
    /// The best of those whose product is `least` or more.
    pub(super) fn new(rows: usize, most: usize, least: i32) -> Best {
        Best {
            most,
            least: vec![least; rows],
            lists: vec![Near::new(); rows],
        }
    }

    /// The least product of a row that still counts; that of a row that is none is never reached.
    #[inline(always)]
    pub(super) fn least(&self, row: usize) -> i32 {
        self.least.get(row).copied().unwrap_or(i32::MAX)
    }

    /// The least products that count for a row or else for columns, from a first one on.
    #[inline(always)]
    fn either(&self, row: usize, columns: usize) -> [i32; LANES] {
        let (row, columns) = (self.least(row), self.least.get(columns..));
        let mut least = [row; LANES];
        for (least, column) in least.iter_mut().zip(columns.unwrap_or_default()) {
            *least = row.min(*column);
        }
        least
    }

    /// Keeps a column of a row if it is among the best.
    #[inline(always)]
    pub(super) fn keep(&mut self, row: usize, column: usize, alike: i32) {
        if alike >= self.least(row) {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            self.insert(row, (alike, column));
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
            *least = last.0;
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

#[cfg(test)]
mod tests {
    use super::super::table::DIMS;
    use super::super::vectors::{dot, short};
    use super::*;

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
}
