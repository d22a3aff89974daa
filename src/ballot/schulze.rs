//! Schulze's method (Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
//! election method", 2011), links by winning votes, and pairs that a ballot does not rank left uncompared.

/// For `over[a][b]` ballots that put a before b: for each, how many others beat it.
pub fn beaten_by(over: &[Vec<u64>]) -> Vec<u64> {
    let count = over.len();
    let cell = |table: &[Vec<u64>], a: usize, b: usize| {
        table
            .get(a)
            .and_then(|row| row.get(b))
            .copied()
            .unwrap_or_default()
    };
    // The strongest path found so far, by its weakest link.
    let mut paths: Vec<Vec<u64>> = (0..count)
        .map(|a| {
            (0..count)
                .map(|b| {
                    let (here, there) = (cell(over, a, b), cell(over, b, a));
                    if here > there { here } else { 0 }
                })
                .collect()
        })
        .collect();
    for via in 0..count {
        let onward = paths.get(via).cloned().unwrap_or_default();
        for (from, row) in paths.iter_mut().enumerate() {
            let first = row.get(via).copied().unwrap_or_default();
            for (to, best) in row.iter_mut().enumerate() {
                let second = onward.get(to).copied().unwrap_or_default();
                if from != to {
                    *best = (*best).max(first.min(second));
                }
            }
        }
    }
    (0..count)
        .map(|a| {
            let beaten = (0..count).filter(|b| cell(&paths, *b, a) > cell(&paths, a, *b));
            u64::try_from(beaten.count()).unwrap_or(u64::MAX)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Schulze's paper: 45 voters, five candidates, E > A > C > B > D.
    #[test]
    fn the_papers_example_comes_out() {
        let ballots: [(u64, &str); 8] = [
            (5, "ACBED"),
            (5, "ADECB"),
            (8, "BEDAC"),
            (3, "CABED"),
            (7, "CAEBD"),
            (2, "CBADE"),
            (7, "DCEBA"),
            (8, "EBADC"),
        ];
        let place = |order: &str, x: u8| order.find(char::from(b'A' + x));
        let before = |a: u8, b: u8| -> u64 {
            let said = ballots
                .iter()
                .filter(|(_, order)| place(order, a) < place(order, b));
            said.map(|(times, _)| times).sum()
        };
        let over: Vec<Vec<u64>> = (0..5)
            .map(|a| (0..5).map(|b| before(a, b)).collect())
            .collect();
        // A is beaten by E alone, B by A, C and E, C by A and E, D by all, E by nobody.
        assert_eq!(beaten_by(&over), [1, 3, 2, 4, 0]);
    }

    #[test]
    fn a_circle_of_equal_strength_is_a_tie() {
        let over = vec![vec![0, 2, 1], vec![1, 0, 2], vec![2, 1, 0]];
        assert_eq!(beaten_by(&over), [0, 0, 0]);
        assert_eq!(beaten_by(&[]), [] as [u64; 0]);
    }
}
