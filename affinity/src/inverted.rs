//! The neighbours of very many rows by an inverted file (Sivic and Zisserman 2003; Jégou, Douze and Schmid 2011): each row stands in the
//! list of the centroid that it is most alike to, and is compared with what stands in the lists of a few centroids that are near to it.

use super::neighbours::{ALIKE, Best, Near};
use super::products::{self, BLOCK, LANES, compare};
use super::table::DIMS;
use super::threads::shared;
use super::vectors::{Row, short};

/// How rows are parted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lists {
    /// Rows of a list, on average.
    pub rows: usize,
    /// Lists that a row is compared with.
    pub probes: usize,
}

impl Default for Lists {
    /// Of the 15 neighbours of 100,000 notes these find 91 in 100 (`benches/affinity.rs` measures it).
    fn default() -> Lists {
        Lists {
            rows: 250,
            probes: 16,
        }
    }
}

/// Rows from which a centroid is learnt, on average, and how many times.
const SAMPLE: usize = 60;
const ROUNDS: usize = 4;

/// For each row nearly all of its nearest others.
pub(super) fn near(rows: &[Row], most: usize, threads: usize, by: Lists) -> Vec<Near> {
    let centroids = centroids(rows, rows.len().div_ceil(by.rows.max(1)), threads);
    let probes = shared(rows, threads, |_, rows| {
        nearest(rows, &centroids, by.probes)
    })
    .concat();
    let mut lists: Vec<Vec<u32>> = vec![Vec::new(); centroids.len()];
    for (row, probes) in (0..).zip(&probes) {
        if let Some(list) = lists.get_mut(first(probes)) {
            list.push(row);
        }
    }
    shared(&probes, threads, |start, probes| {
        let mut best = Best::new(probes.len(), most, ALIKE);
        // List by list, so that its rows are packed once and stay in the processor's cache.
        for (list, asking) in lists.iter().zip(inverse(probes, lists.len())) {
            let columns = products::columns(list.iter().filter_map(|row| rows.get(index(*row))));
            let theirs = asking.iter().map(|row| start + index(*row));
            let theirs = products::rows(theirs.filter_map(|row| rows.get(row)));
            let asker = |row: usize| asking.get(row).map_or(usize::MAX, |row| index(*row));
            compare(
                &theirs,
                &columns,
                &mut best,
                |best, row, _| [best.least(asker(row)); LANES],
                |best, row, column, alike| {
                    if let Some(column) = list.get(column).map(|column| index(*column))
                        && start + asker(row) != column
                    {
                        best.keep(asker(row), column, alike);
                    }
                },
            );
        }
        best.lists
    })
    .concat()
}

/// For each list those who probe it, ascending.
fn inverse(probes: &[Near], lists: usize) -> Vec<Vec<u32>> {
    let mut asking: Vec<Vec<u32>> = vec![Vec::new(); lists];
    for (row, probes) in (0..).zip(probes) {
        for (_, list) in probes {
            if let Some(asking) = asking.get_mut(index(*list)) {
                asking.push(row);
            }
        }
    }
    asking
}

/// Centroids by spherical k-means (Dhillon and Modha 2001) of rows at even distances: sums of whole numbers, whose order decides nothing.
fn centroids(rows: &[Row], count: usize, threads: usize) -> Vec<Row> {
    let even = |count: usize| -> Vec<Row> {
        let count = count.min(rows.len());
        let at = (0..count).map(|part| part * rows.len() / count);
        at.filter_map(|at| rows.get(at).copied()).collect()
    };
    let sample = even(count * SAMPLE);
    let mut centroids = even(count);
    for _ in 0..ROUNDS {
        let parts = shared(&sample, threads, |_, rows| {
            let mut sums = vec![[0_i32; DIMS]; centroids.len()];
            for (row, nearest) in rows.iter().zip(nearest(rows, &centroids, 1)) {
                if let Some(sum) = sums.get_mut(first(&nearest)) {
                    for (sum, value) in sum.iter_mut().zip(row) {
                        *sum += i32::from(*value);
                    }
                }
            }
            sums
        });
        for (at, centroid) in centroids.iter_mut().enumerate() {
            let mut whole = [0; DIMS];
            for sum in parts.iter().filter_map(|sums| sums.get(at)) {
                for (whole, value) in whole.iter_mut().zip(sum) {
                    *whole += value;
                }
            }
            // One that lost all its rows stays where it was.
            if whole != [0; DIMS] {
                *centroid = short(&whole);
            }
        }
    }
    centroids
}

/// For each row the centroids that it is most alike to.
fn nearest(rows: &[Row], centroids: &[Row], most: usize) -> Vec<Near> {
    let columns = products::columns(centroids);
    // Even one that a row is not alike at all: it has to stand somewhere.
    let mut best = Best::new(rows.len(), most, i32::MIN);
    for (block, rows) in rows.chunks(BLOCK).enumerate() {
        compare(
            &products::rows(rows),
            &columns,
            &mut best,
            |best, row, _| [best.least(block * BLOCK + row); LANES],
            |best, row, column, alike| {
                if column < centroids.len() {
                    best.keep(block * BLOCK + row, column, alike);
                }
            },
        );
    }
    best.lists
}

/// The nearest one.
fn first(near: &Near) -> usize {
    near.first().map_or(0, |near| index(near.1))
}

fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}
