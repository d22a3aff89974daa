//! The count: from what was read to ballots, from ballots to a result. `docs/tally.md` says the same for people.

mod gather;

use super::cast::{Cast, Item};
use super::choice::{Ballot, Choice, Uncounted, Voter, Window};
use super::decide::{self, Decided};
use super::roll::Roll;
use super::room::Room;
use super::rules::{Method, Over, Rules};
use std::collections::BTreeMap;

pub use super::decide::{Attendance, Motion, Standing};

/// Everything that is counted.
#[derive(Debug, Clone, Copy)]
pub struct Election<'e> {
    /// The frozen rules.
    pub rules: &'e Rules,
    /// The frozen roll.
    pub roll: &'e Roll,
    /// When votes count.
    pub window: Window,
    /// What decides draws.
    pub seed: &'e str,
    /// Whether the vote was cancelled.
    pub cancelled: bool,
    /// What is voted on, with its reactions.
    pub items: &'e [Item],
    /// Ballots in comments.
    pub casts: &'e [Cast],
    /// Votes in the room.
    pub room: Option<&'e Room>,
}

/// The count of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What is voted on by rank, then by number.
    pub standings: Vec<Standing>,
    /// Ballots by account id; those of accounts that are gone last.
    pub ballots: Vec<Ballot>,
    /// Ballots on paper.
    pub paper: Vec<Vec<Choice>>,
    /// Comments that mean to be ballots and cannot be read.
    pub unreadable: u64,
    /// How many people cast at least one choice that counts.
    pub voters: u64,
    /// The quorum, where there is one.
    pub quorum: Option<Attendance>,
    /// The items that are equal at the last place, where that makes more of them than there are places.
    pub tie: Vec<u64>,
}

impl Tally {
    /// Choices that do not count, by reason.
    pub fn uncounted(&self) -> BTreeMap<Uncounted, u64> {
        let mut counts = BTreeMap::new();
        for choice in self.ballots.iter().flat_map(|ballot| &ballot.choices) {
            if let Some(why) = choice.why_not {
                *counts.entry(why).or_insert(0) += 1;
            }
        }
        counts
    }

    /// The most that any of what was voted on has.
    pub fn most(&self, rules: &Rules) -> u64 {
        let scores = self.standings.iter().map(|one| one.score(rules));
        scores.max().unwrap_or(0)
    }
}

/// Why there is no tally.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoResult {
    /// Not every vote was read.
    #[error(
        "#{item} has {total} reactions on GitHub but {read} were read; run again, nothing was counted"
    )]
    Missing {
        /// The item's issue number.
        item: u64,
        /// Reactions there are.
        total: u64,
        /// Reactions that were read.
        read: u64,
    },
    /// There is nothing to vote on.
    #[error("the vote has no clusters; make at least one and run again")]
    NoClusters,
}

/// Counts a vote.
///
/// # Errors
/// [`NoResult`] where the input is not whole: a wrong result is worse than none.
pub fn tally(election: Election<'_>) -> Result<Tally, NoResult> {
    let mut ballots = gather::gather(&election)?;
    let rules = election.rules;
    for ballot in &mut ballots {
        spend(rules, &mut ballot.choices, rules.over);
    }
    let mut paper: Vec<Vec<Choice>> = election
        .room
        .map(|room| room.ballots.clone())
        .unwrap_or_default();
    for choices in &mut paper {
        // Nobody can say which was earliest.
        spend(rules, choices, Over::Void);
    }
    let items: Vec<(u64, &str)> = election
        .items
        .iter()
        .map(|item| (item.number, item.name.as_str()))
        .collect();
    let Decided {
        standings,
        voters,
        quorum,
        tie,
    } = decide::decide(&decide::Cast {
        rules,
        roll_size: election.roll.size(),
        seed: election.seed,
        cancelled: election.cancelled,
        items: &items,
        ballots: &ballots,
        paper: &paper,
        room: election.room,
    });
    let unreadable = election
        .casts
        .iter()
        .filter(|cast| cast.choices.is_none())
        .count();
    Ok(Tally {
        standings,
        ballots,
        paper,
        unreadable: u64::try_from(unreadable).unwrap_or(u64::MAX),
        voters,
        quorum,
        tie,
    })
}

/// What the method makes of the choices of one person that are left: more than there are votes.
pub fn spend(rules: &Rules, choices: &mut [Choice], over: Over) {
    match rules.method {
        Method::Approval | Method::Ranked => {}
        Method::Top | Method::Dots => {
            let worth = |choice: &Choice| match rules.method {
                Method::Dots => u64::try_from(choice.value).unwrap_or(0),
                _ => 1,
            };
            let open = |choice: &&mut Choice| choice.why_not.is_none();
            let open_worth = choices
                .iter()
                .filter(|choice| choice.why_not.is_none())
                .map(worth);
            let all = open_worth.fold(0, u64::saturating_add);
            let mut left = u64::from(rules.votes);
            if all <= left {
                return;
            }
            for choice in choices.iter_mut().filter(open) {
                let worth = worth(choice);
                if over == Over::Void {
                    choice.why_not = Some(Uncounted::Void);
                } else if worth <= left {
                    left -= worth;
                } else {
                    choice.why_not = Some(Uncounted::TooMany);
                }
            }
        }
        Method::Motion | Method::Grid => {
            let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
            for choice in choices.iter().filter(|choice| choice.why_not.is_none()) {
                *seen.entry(choice.item).or_default() += 1;
            }
            let mut first = BTreeMap::new();
            for choice in choices.iter_mut().filter(|choice| choice.why_not.is_none()) {
                if seen.get(&choice.item).is_none_or(|count| *count < 2) {
                    continue;
                }
                if over == Over::Void {
                    choice.why_not = Some(Uncounted::Void);
                } else if first.insert(choice.item, ()).is_some() {
                    choice.why_not = Some(Uncounted::TooMany);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
