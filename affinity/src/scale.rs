//! What a session's size decides: how many neighbours a note has, and how fine its communities are.
//!
//! Both formulas were found on hundreds of sessions that people had grouped, at 40 to 500 notes. They are worked out in whole numbers, so that
//! every machine finds the same.

use super::proposal::Grain;

/// From how many notes on a note has 5, 6, … 15 neighbours: `round(5 + 1.75 ln(n / 90))`; below the first it has 4.
const STEPS: [usize; 11] = [
    68, 120, 213, 376, 666, 1_178, 2_086, 3_693, 6_539, 11_580, 20_505,
];

/// How many neighbours each of so many notes has.
pub(super) fn neighbours(notes: usize) -> usize {
    4 + STEPS.partition_point(|from| *from <= notes)
}

/// The resolution at which every note is on its own, in thousandths.
pub(super) const ALL: i64 = 1_000_000_000;

/// The finest resolution, in thousandths.
const FINEST: u128 = 4_000;

/// The resolution of communities among so many notes, in thousandths: `min(4, 1.5 (n / 90)^0.4)`, times the grain.
pub(super) fn resolution(notes: usize, grain: Grain) -> i64 {
    // r⁵ = 1,500⁵ (n / 90)²
    let notes = u128::try_from(notes).unwrap_or(u128::MAX).clamp(1, 1 << 40);
    let power = 1_500_u128.pow(5) * notes * notes / 8_100;
    let (mut low, mut high) = (1, FINEST);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if middle.pow(5) <= power {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    i64::try_from(low).unwrap_or(i64::MAX) * grain.hundredths() / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_give_what_the_formulas_give() {
        for notes in (1..1_000).chain((1..200).map(|hundreds| hundreds * 501)) {
            let times = notes as f64 / 90.0;
            let formula = (5.0 + 1.75 * times.ln()).round().clamp(4.0, 15.0);
            assert_eq!(neighbours(notes), formula as usize, "{notes}");
            let formula = (1_500.0 * times.powf(0.4)).min(4_000.0);
            let found = resolution(notes, Grain::default()) as f64;
            assert!(
                (found - formula).abs() < 1.001,
                "{notes}: {found} {formula}"
            );
        }
    }
}
