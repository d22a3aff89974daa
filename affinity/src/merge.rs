//! Fewer groups where a person says how many: the two that are most alike become one, until there are few enough (average linkage on
//! sums of vectors).

/// What groups are to each other.
pub(super) struct Links {
    /// How many rows each group has.
    sizes: Vec<usize>,
    /// For each pair of groups the sum of products of their rows; none where they have to stay apart.
    sums: Vec<Vec<Option<i64>>>,
}

impl Links {
    pub(super) fn new(sizes: Vec<usize>, sums: Vec<Vec<Option<i64>>>) -> Links {
        Links { sizes, sums }
    }

    /// The group that each group ends in, when there are to be at most `count`, as far as what has to stay apart allows.
    pub(super) fn merged(mut self, count: usize) -> Vec<usize> {
        let mut ends: Vec<usize> = (0..self.sizes.len()).collect();
        let mut left = ends.len();
        let mut best: Vec<Option<(f64, usize)>> = ends.iter().map(|row| self.best(*row)).collect();
        while left > count {
            // The first of the best, so that ties fall the same way each time.
            let mut top: Option<(f64, usize, usize)> = None;
            for (row, best) in best.iter().enumerate() {
                if let Some((alike, column)) = best
                    && top.is_none_or(|top| *alike > top.0)
                {
                    top = Some((*alike, row, *column));
                }
            }
            let Some((_, row, column)) = top else { break };
            self.join(row, column);
            for end in &mut ends {
                if *end == column {
                    *end = row;
                }
            }
            left -= 1;
            // A merged group is never more alike to a third one than its more alike half was: only those that
            // looked to one of the two look again.
            for other in 0..best.len() {
                let looked = best.get(other).copied().flatten().map(|best| best.1);
                let touched = [row, column].contains(&other)
                    || looked.is_some_and(|looked| [row, column].contains(&looked));
                if touched {
                    let found = self.best(other);
                    if let Some(slot) = best.get_mut(other) {
                        *slot = found;
                    }
                }
            }
        }
        ends
    }

    fn sum(&self, a: usize, b: usize) -> Option<i64> {
        self.sums.get(a)?.get(b).copied().flatten()
    }

    /// The later group that a group is most alike to, and how much on average.
    fn best(&self, row: usize) -> Option<(f64, usize)> {
        let size = self.sizes.get(row).copied().filter(|size| *size > 0)?;
        let mut best: Option<(f64, usize)> = None;
        for (column, other) in self.sizes.iter().enumerate().skip(row + 1) {
            let Some(sum) = self.sum(row, column).filter(|_| *other > 0) else {
                continue;
            };
            let alike = sum as f64 / (size * other) as f64;
            if best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, column));
            }
        }
        best
    }

    fn join(&mut self, row: usize, column: usize) {
        for other in 0..self.sizes.len() {
            let sum = match (self.sum(row, other), self.sum(column, other)) {
                (Some(one), Some(two)) => Some(one + two),
                _ => None,
            };
            for (a, b) in [(row, other), (other, row)] {
                if let Some(slot) = self.sums.get_mut(a).and_then(|sums| sums.get_mut(b)) {
                    *slot = sum;
                }
            }
        }
        let moved = self
            .sizes
            .get_mut(column)
            .map(std::mem::take)
            .unwrap_or_default();
        if let Some(size) = self.sizes.get_mut(row) {
            *size += moved;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_become_one_and_what_is_apart_does_not() {
        let links = |apart: bool| {
            let near = (!apart).then_some(90);
            let sums = vec![
                vec![Some(100), near, Some(10), Some(0)],
                vec![near, Some(100), Some(20), Some(0)],
                vec![Some(10), Some(20), Some(100), Some(5)],
                vec![Some(0), Some(0), Some(5), Some(100)],
            ];
            Links::new(vec![1; 4], sums)
        };
        assert_eq!(links(false).merged(3), [0, 0, 2, 3]);
        assert_eq!(links(false).merged(2), [0, 0, 0, 3]);
        assert_eq!(links(true).merged(3), [0, 1, 1, 3]);
        // Nothing brings the first two together.
        assert_eq!(links(true).merged(1), [0, 1, 1, 1]);
    }
}
