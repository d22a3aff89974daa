//! Where people did not agree: what a report shows as open, so that nobody reads a narrow vote as a clear one.

use crate::ballot::{Method, Rules, Tally};
use crate::inert;
use crate::text::many;

/// In words, in the order of the standings:
///
/// - of a motion, where the smaller side had at least a third of yes and no together;
/// - of votes for several, where the first that was not chosen came within a tenth of the last that was, or within one vote;
/// - of a grid, where two stages have as many votes.
pub fn tensions(rules: &Rules, tally: &Tally) -> Vec<String> {
    let name = |name: &str| inert::markdown(name);
    let standings = &tally.standings;
    match rules.method {
        Method::Motion => standings
            .iter()
            .filter_map(|standing| {
                let (yes, no) = (standing.yes.unwrap_or(0), standing.no.unwrap_or(0));
                let (few, all) = (yes.min(no), yes.saturating_add(no));
                (few > 0 && few.saturating_mul(3) >= all).then(|| {
                    let name = name(&standing.name);
                    format!("{name}: {yes} were for it and {no} against")
                })
            })
            .collect(),
        Method::Grid => standings
            .iter()
            .filter_map(|standing| {
                let stages = standing.stage.as_ref().filter(|stages| stages.len() > 1)?;
                let words: Vec<String> = stages
                    .iter()
                    .filter_map(|stage| {
                        let at = usize::try_from(*stage).ok()?.checked_sub(1)?;
                        rules.stages.get(at).map(|stage| inert::markdown(stage))
                    })
                    .collect();
                let name = name(&standing.name);
                Some(format!("{name}: as many say {}", words.join(" as ")))
            })
            .collect(),
        Method::Top | Method::Approval | Method::Dots => {
            let score = |wins: bool| {
                let of = standings.iter().filter(move |one| one.wins == wins);
                of.map(|one| one.score(rules))
            };
            let (Some(last), Some(first)) = (score(true).min(), score(false).max()) else {
                return Vec::new();
            };
            let gap = last.saturating_sub(first);
            if first == 0 || last < first || (gap > 1 && gap.saturating_mul(10) > last) {
                return Vec::new();
            }
            let of = |wins: bool, score: u64| {
                let same = standings
                    .iter()
                    .filter(move |one| one.wins == wins && one.score(rules) == score);
                let names: Vec<String> = same.map(|one| name(&one.name)).collect();
                names.join(", ")
            };
            let (one, several) = match rules.method {
                Method::Dots => ("dot", "dots"),
                _ => ("vote", "votes"),
            };
            vec![format!(
                "{} ({}) was chosen and {} ({}) was not",
                of(true, last),
                many(last, one, several),
                of(false, first),
                many(first, one, several)
            )]
        }
        Method::Ranked => Vec::new(),
    }
}
