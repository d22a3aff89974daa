//! Products of many rows with many columns, by the widest instructions that the processor has: AVX-512, AVX2, SSE2 or NEON, found out
//! when it runs. Sums of whole numbers: each processor gives the same ones.

use super::table::DIMS;
use super::vectors::Row;
use fearless_simd::{Level, Simd, dispatch, i16x32, i32x16, prelude::*};

/// Columns that are worked on at a time.
pub(super) const LANES: usize = 16;

/// Rows that are worked on at a time: as many sums as a processor has registers for.
const ROWS: usize = 8;

/// Rows that stay in the processor's cache while columns pass by.
pub(super) const BLOCK: usize = 64;

/// Two numbers a word: a processor multiplies both at once and adds the two products.
const PAIRS: usize = DIMS / 2;

/// A row's numbers, packed.
type Packed = [i32; PAIRS];

/// Packed numbers of columns side by side: the first two of each, then the next two of each.
type Columns = [[i32; LANES]; PAIRS];

/// Rows ready to be compared: packed, and filled up with zeros to whole tiles.
pub(super) fn rows<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Packed> {
    let mut packed: Vec<Packed> = rows.into_iter().map(packed).collect();
    packed.resize(packed.len().next_multiple_of(ROWS), [0; PAIRS]);
    packed
}

/// Rows ready to be what others are compared with: packed side by side, and filled up with zeros to whole tiles.
pub(super) fn columns<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Columns> {
    let mut columns = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut tile = [[0; LANES]; PAIRS];
        for (lane, row) in rows.by_ref().take(LANES).enumerate() {
            for (words, word) in tile.iter_mut().zip(packed(row)) {
                if let Some(place) = words.get_mut(lane) {
                    *place = word;
                }
            }
        }
        columns.push(tile);
    }
    columns
}

fn packed(row: &Row) -> Packed {
    let mut packed = [0; PAIRS];
    for (word, [low, high]) in packed.iter_mut().zip(row.as_chunks().0) {
        *word = (i32::from(*high) << 16) | (i32::from(*low) & 0xffff);
    }
    packed
}

/// Tells those products of rows with columns that are enough. What is enough may change with what was told: it is asked of `kept`
/// for each row and the columns of one tile. What was filled up has products, too: 0.
#[inline(always)]
pub(super) fn compare<K>(
    rows: &[Packed],
    columns: &[Columns],
    kept: &mut K,
    enough: impl Fn(&K, usize, usize) -> [i32; LANES],
    mut tell: impl FnMut(&mut K, usize, usize, i32),
) {
    let level = Level::new();
    for (block, rows) in rows.chunks(BLOCK).enumerate() {
        let mut products = [[0; LANES]; BLOCK];
        for (tile, columns) in columns.iter().enumerate() {
            dispatch!(level, simd => multiply(simd, rows, columns, &mut products));
            for (row, products) in (block * BLOCK..).zip(products.iter().take(rows.len())) {
                let enough = enough(kept, row, tile);
                let pairs = || products.iter().zip(&enough);
                // Nearly always none is: sixteen comparisons at once tell so.
                if !pairs().fold(false, |any, (product, least)| any | (product >= least)) {
                    continue;
                }
                for (column, (product, least)) in (tile * LANES..).zip(pairs()) {
                    if product >= least {
                        tell(kept, row, column, *product);
                    }
                }
            }
        }
    }
}

/// The product of each row with each column.
#[inline(always)]
fn multiply<S: Simd>(
    simd: S,
    rows: &[Packed],
    columns: &Columns,
    products: &mut [[i32; LANES]; BLOCK],
) {
    let products = products.as_chunks_mut::<ROWS>().0;
    for (rows, products) in rows.as_chunks::<ROWS>().0.iter().zip(products) {
        let mut sums = [i32x16::splat(simd, 0); ROWS];
        for (at, column) in columns.iter().enumerate() {
            let column: i16x32<S> = i32x16::from_slice(simd, column).bitcast();
            for (sum, row) in sums.iter_mut().zip(rows) {
                let word = row.get(at).copied().unwrap_or_default();
                let word: i16x32<S> = i32x16::splat(simd, word).bitcast();
                *sum += column.pairwise_dot_product(word);
            }
        }
        for (products, sum) in products.iter_mut().zip(sums) {
            sum.store_slice(products);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors::dot;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_processor_gives_the_same_products(
            numbers in proptest::collection::vec(any::<i8>(), 3 * DIMS),
            more in 0..40_usize,
        ) {
            let some = numbers.as_chunks::<DIMS>().0;
            let all: Vec<Row> = some.iter().copied().cycle().take(3 + more).collect();
            let (packed, tiles) = (rows(&all), columns(&all));
            let here = Level::new();
            // On another processor than x86 that is the same level twice.
            #[cfg(target_arch = "x86_64")]
            let between = here.as_avx2().map(Simd::level);
            #[cfg(not(target_arch = "x86_64"))]
            let between = None;
            for level in [Level::baseline(), here].into_iter().chain(between) {
                let mut products = [[0; LANES]; BLOCK];
                for (tile, columns) in tiles.iter().enumerate() {
                    dispatch!(level, simd => multiply(simd, &packed, columns, &mut products));
                    for (row, products) in all.iter().zip(&products) {
                        for (column, product) in all.iter().skip(tile * LANES).zip(products) {
                            prop_assert_eq!(dot(row, column), *product);
                        }
                    }
                }
            }
        }
    }
}
