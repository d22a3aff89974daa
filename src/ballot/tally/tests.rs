#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod counted;
mod decided;
mod differential;
mod made;
mod properties;
mod recounted;

use super::super::cast::{Reaction, Vote};
use super::super::fraction::{Quorum, Threshold};
use super::super::record::{Parts, Record, State};
use super::super::rules::{Denominator, RoomCounts, RoomRules, SelfVotes, Ties};
use super::super::verify::recount;
use super::*;
use crate::ballot::Account;
use jiff::Timestamp;
use std::collections::BTreeSet;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn window() -> Window {
    Window {
        opens: at(100),
        closes: at(200),
    }
}

fn person(id: u64) -> Account {
    Account {
        id,
        login: format!("p{id}"),
        created: Some(at(i64::try_from(id).unwrap())),
    }
}

/// Decides draws.
const SEED: &str = "5eed000000000000000000000000000000000000000000000000000000000000";
const UP: Reaction = Reaction::ThumbsUp;

/// Items from `(item, voter, second, reaction)`; voter 0 is a deleted account.
fn items(count: u64, votes: &[(u64, u64, i64, Reaction)]) -> Vec<Item> {
    (1..=count)
        .map(|number| {
            let votes: Vec<Vote> = votes
                .iter()
                .filter(|(item, ..)| *item == number)
                .map(|(_, voter, second, reaction)| Vote {
                    account: (*voter > 0).then(|| person(*voter)),
                    at: at(*second),
                    reaction: Some(*reaction),
                })
                .collect();
            Item {
                number,
                id: format!("I_{number}"),
                name: format!("c{number}"),
                text: format!("sha256:{number:064}"),
                changed: false,
                authors: BTreeSet::from([number + 100]),
                total: u64::try_from(votes.len()).unwrap(),
                votes,
            }
        })
        .collect()
}

#[derive(Debug, Clone)]
struct Case {
    rules: Rules,
    roll: Roll,
    items: Vec<Item>,
    casts: Vec<Cast>,
    room: Option<Room>,
}

impl Case {
    fn new(rules: Rules, count: u64, votes: &[(u64, u64, i64, Reaction)]) -> Case {
        Case {
            rules,
            roll: Roll::everyone(),
            items: items(count, votes),
            casts: Vec::new(),
            room: None,
        }
    }

    fn count(&self) -> Tally {
        self.try_count().unwrap()
    }

    fn try_count(&self) -> Result<Tally, NoResult> {
        tally(Election {
            rules: &self.rules,
            roll: &self.roll,
            window: window(),
            seed: SEED,
            cancelled: false,
            items: &self.items,
            casts: &self.casts,
            room: self.room.as_ref(),
        })
    }

    fn record(&self, tally: &Tally, named: bool) -> Record {
        Record::of(self.parts(tally, named))
    }

    fn parts<'c>(&'c self, tally: &'c Tally, named: bool) -> Parts<'c> {
        Parts {
            session: "s",
            repository: "o/r",
            issue: 1,
            state: State::Closed,
            rules: &self.rules,
            roll: &self.roll,
            window: window(),
            seed: SEED,
            history: &[],
            before: None,
            watch: &[],
            items: &self.items,
            room: self.room.as_ref(),
            tally,
            named,
        }
    }
}

fn of(method: Method) -> Rules {
    Rules {
        method,
        stages: if method == Method::Grid {
            vec!["Start".into(), "Grow".into(), "Lead".into()]
        } else {
            Vec::new()
        },
        ..Rules::default()
    }
}

fn up(votes: &[(u64, u64, i64)]) -> Vec<(u64, u64, i64, Reaction)> {
    votes
        .iter()
        .map(|(item, voter, second)| (*item, *voter, *second, UP))
        .collect()
}

fn shown(tally: &Tally) -> Vec<(u64, u64, u64, bool)> {
    tally
        .standings
        .iter()
        .map(|s| (s.item, s.votes, s.rank, s.wins))
        .collect()
}

fn why(tally: &Tally) -> Vec<Vec<Option<Uncounted>>> {
    tally
        .ballots
        .iter()
        .map(|ballot| ballot.choices.iter().map(|choice| choice.why_not).collect())
        .collect()
}
