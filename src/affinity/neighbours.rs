//! The nearest neighbours of each row: a graph whose edges weigh as much as two notes are alike.

use super::table::DIMS;
use super::vectors::dot;

/// For each row its nearest others with their products, most alike first; equal ones by row.
pub(super) fn exact(rows: &[[i16; DIMS]], most: usize, threads: usize) -> Vec<Vec<(i32, u32)>> {
    let mut found: Vec<Vec<(i32, u32)>> = vec![Vec::new(); rows.len()];
    let share = rows.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        for (part, out) in found.chunks_mut(share).enumerate() {
            scope.spawn(move || tile(rows, part * share, out, most));
        }
    });
    found
}

/// Rows at a time against columns at a time, so that both stay in the processor's cache.
const ROWS: usize = 32;
const COLUMNS: usize = 64;

fn tile(rows: &[[i16; DIMS]], first: usize, out: &mut [Vec<(i32, u32)>], most: usize) {
    for (block, out) in out.chunks_mut(ROWS).enumerate() {
        let first = first + block * ROWS;
        for (columns, others) in rows.chunks(COLUMNS).enumerate() {
            for (offset, (best, row)) in out
                .iter_mut()
                .zip(rows.get(first..).unwrap_or_default())
                .enumerate()
            {
                for (column, other) in others.iter().enumerate() {
                    let column = columns * COLUMNS + column;
                    if column != first + offset {
                        keep(best, most, dot(row, other), column);
                    }
                }
            }
        }
    }
}

/// Puts a neighbour into its place among the best. Columns come in rising order, so an equal one stays behind.
fn keep(best: &mut Vec<(i32, u32)>, most: usize, alike: i32, column: usize) {
    if alike <= 0 || (best.len() == most && best.last().is_some_and(|last| last.0 >= alike)) {
        return;
    }
    best.truncate(most.saturating_sub(1));
    let at = best.partition_point(|known| known.0 >= alike);
    best.insert(at, (alike, u32::try_from(column).unwrap_or(u32::MAX)));
}
