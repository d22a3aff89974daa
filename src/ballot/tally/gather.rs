//! From what was read to ballots, each choice with the reason that keeps it from counting, if the account or the time does.

use super::{Ballot, Choice, Election, NoResult, Uncounted, Voter};
use crate::ballot::cast::Account;
use crate::ballot::rules::SelfVotes;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A reaction or a line of a comment, before it is known whether it counts.
struct Given {
    account: u64,
    item: u64,
    value: i64,
    at: Timestamp,
    /// The comment it stands in.
    cast: Option<usize>,
    replaced: bool,
}

/// Ballots with every reason that does not follow from the method.
pub(super) fn gather(election: &Election<'_>) -> Result<Vec<Ballot>, NoResult> {
    let mut accounts: BTreeMap<u64, &Account> = BTreeMap::new();
    let mut given: Vec<Given> = Vec::new();
    let mut lost: Vec<Choice> = Vec::new();
    let (method, stages) = (election.rules.method, election.rules.stages.len());
    for item in election.items {
        let mut nobody = 0_usize;
        let mut of_item: Vec<_> = Vec::with_capacity(item.votes.len());
        for vote in &item.votes {
            let value = vote
                .reaction
                .and_then(|reaction| reaction.value(method, stages));
            match (&vote.account, value) {
                (Some(account), _) => {
                    known(&mut accounts, account);
                    of_item.push((account.id, vote.reaction, value, vote.at));
                }
                (None, Some(value)) => {
                    nobody += 1;
                    lost.push(Choice {
                        item: item.number,
                        value,
                        at: Some(vote.at),
                        why_not: Some(Uncounted::NoAccount),
                    });
                }
                (None, None) => nobody += 1,
            }
        }
        // The same reaction read twice (two pages that shifted) is one vote, the earliest.
        of_item.sort_unstable();
        of_item.dedup_by_key(|(account, reaction, ..)| (*account, *reaction));
        let read = u64::try_from(of_item.len() + nobody).unwrap_or(u64::MAX);
        if read != item.total {
            return Err(NoResult::Missing {
                item: item.number,
                total: item.total,
                read,
            });
        }
        given.extend(of_item.into_iter().filter_map(|(account, _, value, at)| {
            Some(Given {
                account,
                item: item.number,
                value: value?,
                at,
                cast: None,
                replaced: false,
            })
        }));
    }
    let latest = latest_casts(election);
    for (index, cast) in election.casts.iter().enumerate() {
        let choices = cast.choices.iter().flatten();
        match &cast.account {
            None => lost.extend(choices.map(|(item, value)| Choice {
                item: *item,
                value: *value,
                at: Some(cast.at),
                why_not: Some(Uncounted::NoAccount),
            })),
            Some(account) => {
                known(&mut accounts, account);
                given.extend(choices.map(|(item, value)| Given {
                    account: account.id,
                    item: *item,
                    value: *value,
                    at: cast.at,
                    cast: Some(index),
                    replaced: false,
                }));
            }
        }
    }
    // A ballot by comment stands for all that its writer wants to say.
    for vote in &mut given {
        let counts = latest.get(&vote.account);
        vote.replaced = counts.is_some() && counts != vote.cast.as_ref();
    }
    Ok(ballots(election, &accounts, given, lost))
}

/// One account, whatever its login: of two (renamed between two pages) the first by name, and the time it was made where that was read.
fn known<'e>(accounts: &mut BTreeMap<u64, &'e Account>, account: &'e Account) {
    let entry = accounts.entry(account.id).or_insert(account);
    let order = |account: &Account| {
        let created = account.created;
        (created.is_none(), account.login.clone(), created)
    };
    if *entry != account && order(account) < order(entry) {
        *entry = account;
    }
}

/// The latest ballot by comment of each person within the window.
fn latest_casts(election: &Election<'_>) -> BTreeMap<u64, usize> {
    let mut latest: BTreeMap<u64, usize> = BTreeMap::new();
    for (index, cast) in election.casts.iter().enumerate() {
        let Some(account) = &cast.account else {
            continue;
        };
        let within = election.window.opens <= cast.at && cast.at < election.window.closes;
        if !within || cast.choices.is_none() {
            continue;
        }
        let known = latest
            .get(&account.id)
            .and_then(|at| election.casts.get(*at));
        if known.is_none_or(|known| (known.at, &known.choices) < (cast.at, &cast.choices)) {
            latest.insert(account.id, index);
        }
    }
    latest
}

/// A ballot for each account, with the first reason that fits each choice.
fn ballots(
    election: &Election<'_>,
    accounts: &BTreeMap<u64, &Account>,
    mut given: Vec<Given>,
    mut lost: Vec<Choice>,
) -> Vec<Ballot> {
    given
        .sort_unstable_by_key(|vote| (vote.account, vote.at, vote.item, vote.value, vote.replaced));
    let own = |vote: &Given| {
        election.rules.self_votes == SelfVotes::Exclude
            && election
                .items
                .iter()
                .any(|item| item.number == vote.item && item.authors.contains(&vote.account))
    };
    let mut ballots = Vec::new();
    for votes in given.chunk_by(|a, b| a.account == b.account) {
        let Some(account) = votes.first().and_then(|vote| accounts.get(&vote.account)) else {
            continue;
        };
        let on_roll = election.roll.holds(account.id);
        let old_enough = election.roll.is_old_enough(account);
        let choices = votes
            .iter()
            .map(|vote| Choice {
                item: vote.item,
                value: vote.value,
                at: Some(vote.at),
                why_not: if vote.at < election.window.opens {
                    Some(Uncounted::Early)
                } else if vote.at >= election.window.closes {
                    Some(Uncounted::Late)
                } else if !on_roll {
                    Some(Uncounted::NotOnRoll)
                } else if !old_enough {
                    Some(Uncounted::TooNew)
                } else if own(vote) {
                    Some(Uncounted::OwnNote)
                } else {
                    vote.replaced.then_some(Uncounted::Replaced)
                },
            })
            .collect();
        ballots.push(Ballot {
            voter: Voter::Account((*account).clone()),
            choices,
        });
    }
    if !lost.is_empty() {
        lost.sort_unstable_by_key(|choice| (choice.at, choice.item, choice.value));
        ballots.push(Ballot {
            voter: Voter::NoAccount,
            choices: lost,
        });
    }
    ballots
}
