//! Areas in proportion to numbers, as near to squares as they can be: a squarified treemap.

use super::Area;

/// An area for each number, in their order. Together they fill the whole without a gap; of nothing there is none.
///
/// Numbers come best from the largest to the smallest.
pub fn squarify(numbers: &[u64], whole: Area) -> Vec<Area> {
    let mut areas = Vec::with_capacity(numbers.len());
    let mut rest = numbers;
    let mut left = whole;
    while !rest.is_empty() {
        let sum = total(rest);
        if sum == 0 || left.width == 0 || left.height == 0 {
            areas.extend(rest.iter().map(|_| Area::new(left.x, left.y, 0, 0)));
            break;
        }
        let row = row(rest, sum, left);
        let (now, later) = rest.split_at_checked(row).unwrap_or((rest, &[]));
        let taken = total(now);
        let wide = left.width >= left.height;
        let (side, long) = if wide {
            (left.height, left.width)
        } else {
            (left.width, left.height)
        };
        // The last row takes what is left, so that rounding leaves no gap.
        let thick = if taken == sum {
            long
        } else {
            part(long, taken, sum)
        };
        let (mut before, mut so_far) = (0, 0);
        for number in now {
            so_far += u128::from(*number);
            let end = part(side, so_far, taken.max(1));
            areas.push(if wide {
                Area::new(left.x, left.y + before, thick, end - before)
            } else {
                Area::new(left.x + before, left.y, end - before, thick)
            });
            before = end;
        }
        if wide {
            left.x += thick;
            left.width -= thick;
        } else {
            left.y += thick;
            left.height -= thick;
        }
        rest = later;
    }
    areas
}

fn total(numbers: &[u64]) -> u128 {
    numbers.iter().map(|number| u128::from(*number)).sum()
}

/// So much of a length as a number is of a sum.
fn part(length: usize, number: u128, sum: u128) -> usize {
    let length = u128::try_from(length).unwrap_or(u128::MAX);
    let part = (length.saturating_mul(number) + sum / 2) / sum;
    usize::try_from(part.min(length)).unwrap_or(0)
}

/// How many of the numbers stand in the next row: as many as make its longest area less long.
fn row(numbers: &[u64], sum: u128, left: Area) -> usize {
    let side = left.width.min(left.height);
    let long = left.width.max(left.height);
    let mut best: Option<(u128, u128)> = None;
    let mut taken = 0;
    for (at, number) in numbers.iter().enumerate() {
        taken += u128::from(*number);
        let least = numbers.get(..=at).into_iter().flatten().min();
        let most = numbers.get(..=at).into_iter().flatten().max();
        let thick = part(long, taken, sum).max(1);
        let ratio = |number: Option<&u64>| {
            let share = part(side, number.copied().map_or(0, u128::from), taken.max(1)).max(1);
            let (a, b) = (thick.max(share), thick.min(share));
            (
                u128::try_from(a).unwrap_or(1),
                u128::try_from(b).unwrap_or(1),
            )
        };
        let worse = |a: (u128, u128), b: (u128, u128)| a.0 * b.1 > b.0 * a.1;
        let (one, other) = (ratio(least), ratio(most));
        let worst = if worse(one, other) { one } else { other };
        if best.is_some_and(|best| worse(worst, best)) {
            return at;
        }
        best = Some(worst);
    }
    numbers.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn areas_are_to_scale_and_near_to_squares() {
        let areas = squarify(&[6, 6, 4, 3, 2, 2, 1], Area::new(0, 0, 600, 400));
        let areas: Vec<String> = areas
            .iter()
            .map(|area| format!("{} {} {}x{}", area.x, area.y, area.width, area.height))
            .collect();
        insta::assert_snapshot!(areas.join("\n"), @r"
        0 0 300x200
        0 200 300x200
        300 0 171x233
        471 0 129x233
        300 233 120x167
        420 233 120x167
        540 233 60x167
        ");
        assert_eq!(squarify(&[], Area::new(0, 0, 9, 9)), []);
        assert_eq!(
            squarify(&[0, 0], Area::new(2, 3, 9, 9)),
            [Area::new(2, 3, 0, 0); 2]
        );
    }

    proptest! {
        #[test]
        fn they_fill_the_whole_and_nothing_twice(
            mut numbers in prop::collection::vec(0_u64..50, 1..40),
            width in 0_usize..90,
            height in 0_usize..90,
        ) {
            numbers.sort_unstable_by(|a, b| b.cmp(a));
            let whole = Area::new(5, 7, width, height);
            let areas = squarify(&numbers, whole);
            prop_assert_eq!(areas.len(), numbers.len());
            let mut seen = vec![vec![0_u8; width + 5]; height + 7];
            for area in &areas {
                prop_assert!(area.x + area.width <= 5 + width && area.y + area.height <= 7 + height);
                for line in seen.iter_mut().skip(area.y).take(area.height) {
                    for pixel in line.iter_mut().skip(area.x).take(area.width) {
                        *pixel += 1;
                    }
                }
            }
            if numbers.iter().any(|number| *number > 0) {
                let inside = seen.iter().skip(7).flat_map(|line| line.iter().skip(5));
                prop_assert!(inside.clone().all(|count| *count == 1));
            }
        }

        #[test]
        fn no_number_breaks_it(numbers in prop::collection::vec(any::<u64>(), 0..9)) {
            prop_assert_eq!(squarify(&numbers, Area::new(0, 0, 900, 500)).len(), numbers.len());
        }
    }
}
