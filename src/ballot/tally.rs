//! The count.

use super::{Account, Item, Method, Roll, Rules, Vote, Window};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a vote does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uncounted {
    /// Given before the vote opened.
    Early,
    /// Given after it closed.
    Late,
    /// The account is not on the roll.
    NotOnRoll,
    /// The account was deleted: nobody can say whose vote it was.
    NoAccount,
    /// The person had spent their votes on earlier ones.
    TooMany,
}

impl Uncounted {
    /// For people.
    pub fn reason(self) -> &'static str {
        match self {
            Uncounted::Early => "given before the vote opened",
            Uncounted::Late => "given after the vote closed",
            Uncounted::NotOnRoll => "not on the roll",
            Uncounted::NoAccount => "the account was deleted",
            Uncounted::TooMany => "more votes than each person has",
        }
    }
}

/// One vote on a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The cluster's issue number.
    pub cluster: u64,
    /// When it was given.
    pub at: Timestamp,
    /// Why it does not count; `None` where it does.
    pub uncounted: Option<Uncounted>,
}

/// What one person cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// Who; `None` for the votes of deleted accounts, which no ballot can be made of.
    pub account: Option<Account>,
    /// Their votes by time.
    pub choices: Vec<Choice>,
}

/// Where a cluster ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its issue number.
    pub cluster: u64,
    /// Its name.
    pub name: String,
    /// Votes that count.
    pub votes: u64,
    /// Place, from 1; clusters with equal votes share one.
    pub rank: u64,
    /// Whether it is among the winners.
    pub wins: bool,
}

/// The count of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Clusters by votes, then by issue number.
    pub standings: Vec<Standing>,
    /// Ballots by account id; those of deleted accounts last.
    pub ballots: Vec<Ballot>,
    /// How many people cast at least one vote that counts.
    pub voters: u64,
    /// Whether equal votes made more clusters win than the rules say.
    pub tie: bool,
}

/// Why there is no tally.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoResult {
    /// Not every vote was read.
    #[error(
        "#{cluster} has {total} votes on GitHub but {read} were read; run again, nothing was counted"
    )]
    Missing {
        /// The cluster's issue number.
        cluster: u64,
        /// Votes there are.
        total: u64,
        /// Votes that were read.
        read: u64,
    },
    /// There is nothing to vote on.
    #[error("the vote has no clusters; make at least one and run again")]
    NoClusters,
}

/// Counts a vote.
///
/// `Top`: of each person's votes within the window the earliest `rules.votes` count (at equal times the lower issue number first);
/// a cluster's votes are how many people's votes on it count; winners are all clusters with at least as many votes as the one at place
/// `rules.winners`, if any.
///
/// # Errors
/// [`NoResult`] where the input is not whole: a wrong result is worse than none.
pub fn tally(
    rules: &Rules,
    roll: &Roll,
    window: Window,
    items: &[Item],
) -> Result<Tally, NoResult> {
    if items.is_empty() {
        return Err(NoResult::NoClusters);
    }
    // By account: the same reaction read twice (two pages that shifted) is one vote, the earliest.
    let mut cast: BTreeMap<u64, (Account, BTreeMap<u64, Timestamp>)> = BTreeMap::new();
    let mut lost = Vec::new();
    for item in items {
        let mut people = BTreeSet::new();
        let mut nobody = 0_u64;
        for Vote { account, at } in &item.votes {
            match account {
                Some(account) => {
                    people.insert(account.id);
                    let (known, votes) = cast
                        .entry(account.id)
                        .or_insert_with(|| (account.clone(), BTreeMap::new()));
                    // Two logins for one id: renamed between two pages. Keep one, whatever the order.
                    if account.login < known.login {
                        known.login.clone_from(&account.login);
                    }
                    let earliest = votes.entry(item.number).or_insert(*at);
                    *earliest = (*earliest).min(*at);
                }
                None => {
                    nobody += 1;
                    lost.push(Choice {
                        cluster: item.number,
                        at: *at,
                        uncounted: Some(Uncounted::NoAccount),
                    });
                }
            }
        }
        let read = u64::try_from(people.len()).unwrap_or(u64::MAX) + nobody;
        if read != item.total {
            return Err(NoResult::Missing {
                cluster: item.number,
                total: item.total,
                read,
            });
        }
    }

    let mut votes: BTreeMap<u64, u64> = BTreeMap::new();
    let mut ballots = Vec::new();
    let mut voters = 0;
    for (account, given) in cast.into_values() {
        let mut choices: Vec<Choice> = given
            .into_iter()
            .map(|(cluster, at)| Choice {
                cluster,
                at,
                uncounted: None,
            })
            .collect();
        choices.sort_by_key(|choice| (choice.at, choice.cluster));
        let mut left = rules.votes;
        for choice in &mut choices {
            choice.uncounted = if choice.at < window.opens {
                Some(Uncounted::Early)
            } else if choice.at >= window.closes {
                Some(Uncounted::Late)
            } else if !roll.holds(account.id) {
                Some(Uncounted::NotOnRoll)
            } else if left == 0 {
                Some(Uncounted::TooMany)
            } else {
                left -= 1;
                *votes.entry(choice.cluster).or_default() += 1;
                None
            };
        }
        voters += u64::from(left < rules.votes);
        ballots.push(Ballot {
            account: Some(account),
            choices,
        });
    }
    if !lost.is_empty() {
        lost.sort_by_key(|choice| (choice.at, choice.cluster));
        ballots.push(Ballot {
            account: None,
            choices: lost,
        });
    }

    let mut standings: Vec<Standing> = items
        .iter()
        .map(|item| Standing {
            cluster: item.number,
            name: item.name.clone(),
            votes: votes.get(&item.number).copied().unwrap_or_default(),
            rank: 0,
            wins: false,
        })
        .collect();
    let tie = match rules.method {
        Method::Top => top(&mut standings, rules.winners),
    };
    Ok(Tally {
        standings,
        ballots,
        voters,
        tie,
    })
}

/// Ranks by votes and marks the winners; whether a tie made more of them than `winners`.
fn top(standings: &mut [Standing], winners: u32) -> bool {
    standings.sort_by_key(|standing| (std::cmp::Reverse(standing.votes), standing.cluster));
    let places = usize::try_from(winners).unwrap_or(usize::MAX);
    // Nobody wins without a vote, so the bar is one vote at least.
    let bar = standings
        .get(places.saturating_sub(1))
        .or(standings.last())
        .map_or(1, |standing| standing.votes.max(1));
    let (mut rank, mut last) = (0, None);
    for (index, standing) in standings.iter_mut().enumerate() {
        if last != Some(standing.votes) {
            rank = u64::try_from(index).unwrap_or(u64::MAX) + 1;
            last = Some(standing.votes);
        }
        standing.rank = rank;
        standing.wins = standing.votes >= bar;
    }
    standings.iter().filter(|standing| standing.wins).count() > places
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn window() -> Window {
        Window {
            opens: at(100),
            closes: at(200),
        }
    }

    /// Items from `(cluster, voter, second)`; voter 0 is a deleted account.
    fn items(clusters: u64, votes: &[(u64, u64, i64)]) -> Vec<Item> {
        (1..=clusters)
            .map(|number| {
                let votes: Vec<Vote> = votes
                    .iter()
                    .filter(|(cluster, _, _)| *cluster == number)
                    .map(|(_, voter, second)| Vote {
                        account: (*voter > 0).then(|| Account {
                            id: *voter,
                            login: format!("p{voter}"),
                        }),
                        at: at(*second),
                    })
                    .collect();
                Item {
                    number,
                    name: format!("c{number}"),
                    total: u64::try_from(votes.len()).unwrap(),
                    votes,
                }
            })
            .collect()
    }

    fn count(clusters: u64, votes: &[(u64, u64, i64)], roll: &Roll) -> Tally {
        tally(&Rules::default(), roll, window(), &items(clusters, votes)).unwrap()
    }

    fn shown(tally: &Tally) -> Vec<(u64, u64, u64, bool)> {
        tally
            .standings
            .iter()
            .map(|s| (s.cluster, s.votes, s.rank, s.wins))
            .collect()
    }

    #[test]
    fn the_earliest_two_votes_of_a_person_count() {
        let tally = count(3, &[(1, 7, 150), (2, 7, 110), (3, 7, 120)], &Roll::Everyone);
        assert_eq!(
            shown(&tally),
            [(2, 1, 1, true), (3, 1, 1, true), (1, 0, 3, false)]
        );
        assert_eq!(
            tally.ballots[0].choices[2].uncounted,
            Some(Uncounted::TooMany)
        );
        assert_eq!((tally.voters, tally.tie), (1, false));
    }

    #[test]
    fn every_vote_that_does_not_count_says_why() {
        let votes = [
            (1, 1, 99),
            (1, 2, 100),
            (1, 3, 199),
            (1, 4, 200),
            (1, 0, 150),
            (1, 9, 150),
        ];
        let tally = count(1, &votes, &Roll::Accounts(vec![1, 2, 3, 4]));
        let why: Vec<_> = tally
            .ballots
            .iter()
            .map(|b| b.choices[0].uncounted)
            .collect();
        assert_eq!(
            why,
            [
                Some(Uncounted::Early),
                None,
                None,
                Some(Uncounted::Late),
                Some(Uncounted::NotOnRoll),
                Some(Uncounted::NoAccount)
            ]
        );
        assert_eq!(tally.standings[0].votes, 2);
    }

    #[test]
    fn a_tie_at_the_last_place_lets_all_of_them_win_and_says_so() {
        let votes = [
            (1, 1, 110),
            (1, 2, 110),
            (2, 1, 111),
            (3, 2, 111),
            (4, 3, 111),
        ];
        let tally = count(5, &votes, &Roll::Everyone);
        assert_eq!(
            shown(&tally),
            [
                (1, 2, 1, true),
                (2, 1, 2, true),
                (3, 1, 2, true),
                (4, 1, 2, true),
                (5, 0, 5, false)
            ]
        );
        assert!(tally.tie);
        assert!(
            count(3, &[], &Roll::Everyone)
                .standings
                .iter()
                .all(|s| !s.wins)
        );
    }

    #[test]
    fn a_missing_vote_means_no_result() {
        let mut items = items(1, &[(1, 1, 110)]);
        items[0].total = 2;
        let error = tally(&Rules::default(), &Roll::Everyone, window(), &items).unwrap_err();
        assert_eq!(
            error.to_string(),
            "#1 has 2 votes on GitHub but 1 were read; run again, nothing was counted"
        );
        assert_eq!(
            tally(&Rules::default(), &Roll::Everyone, window(), &[]),
            Err(NoResult::NoClusters)
        );
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_a_vote_never_harms(
            mut votes in proptest::collection::vec((1u64..6, 1u64..9, 90i64..210), 0..40),
            extra in (1u64..6, 100u64..110),
        ) {
            votes.sort();
            votes.dedup_by_key(|(cluster, voter, _)| (*cluster, *voter));
            let tally = count(5, &votes, &Roll::Everyone);
            let mut turned = votes.clone();
            turned.reverse();
            prop_assert_eq!(&count(5, &turned, &Roll::Everyone), &tally);
            let cast: u64 = tally.standings.iter().map(|s| s.votes).sum();
            prop_assert!(cast <= tally.voters * 2);
            let before = tally.standings.iter().find(|s| s.cluster == extra.0).unwrap();
            votes.push((extra.0, extra.1, 150));
            let more = count(5, &votes, &Roll::Everyone);
            let after = more.standings.iter().find(|s| s.cluster == extra.0).unwrap();
            prop_assert!(after.votes == before.votes + 1 && after.rank <= before.rank);
            prop_assert!(after.wins || !before.wins);
        }
    }
}
