//! `tally.json`: everything the tally depends on, as data, so that anyone can recount.

use super::tally::{Ballot, Choice, Standing, Tally};
use super::{Item, Roll, Rules, Window};
use crate::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The name and version of the shape.
pub const SCHEMA: &str = "folkmoot/tally/1";

/// Whose vote a ballot is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
enum Voter {
    /// `voter-1`, `voter-2`, … where names stay private; `deleted` for accounts that are gone.
    Pseudonym(String),
    Account {
        id: u64,
        login: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct RecordedChoice {
    cluster: u64,
    /// Left out where names stay private: with the public reactions, a time would give the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    counts: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<super::Uncounted>,
}

#[derive(Debug, Serialize)]
struct RecordedBallot {
    voter: Voter,
    choices: Vec<RecordedChoice>,
}

#[derive(Debug, Serialize)]
struct RecordedCluster<'r> {
    issue: u64,
    name: &'r str,
}

#[derive(Debug, Serialize)]
struct RecordedStanding<'r> {
    rank: u64,
    cluster: u64,
    name: &'r str,
    votes: u64,
    wins: bool,
}

#[derive(Debug, Serialize)]
struct RecordedRoll {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<usize>,
    digest: String,
}

/// All 👍 by cluster issue before and after the issues were locked, and where they differ.
#[derive(Debug, Serialize)]
struct Snapshots<'r> {
    before_lock_at: Timestamp,
    before_lock: &'r BTreeMap<u64, u64>,
    after_lock: BTreeMap<u64, u64>,
    changed: Vec<u64>,
}

#[derive(Debug, Serialize)]
struct Record<'r> {
    schema: &'static str,
    session: &'r str,
    repository: &'r str,
    rules: &'r Rules,
    roll: RecordedRoll,
    window: Window,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshots: Option<Snapshots<'r>>,
    clusters: Vec<RecordedCluster<'r>>,
    /// Put in afterwards, a line each.
    ballots: (),
    voters: u64,
    tie: bool,
    result: Vec<RecordedStanding<'r>>,
}

/// What a record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'r> {
    /// The session's id.
    pub session: &'r str,
    /// The repository the votes were cast in.
    pub repository: &'r str,
    /// The frozen rules.
    pub rules: &'r Rules,
    /// The frozen roll.
    pub roll: &'r Roll,
    /// When votes counted.
    pub window: Window,
    /// The first snapshot: when, and 👍 by cluster issue. `None` while the vote goes on: then the record is no result.
    pub before: Option<(Timestamp, &'r BTreeMap<u64, u64>)>,
    /// The clusters with the votes that were counted.
    pub items: &'r [Item],
    /// The count.
    pub tally: &'r Tally,
    /// Whether voters are named.
    pub named: bool,
}

/// `tally.json` as text: the same bytes for the same vote.
pub fn json(parts: Parts<'_>) -> String {
    let after: BTreeMap<u64, u64> = parts
        .items
        .iter()
        .map(|item| (item.number, item.total))
        .collect();
    let record = Record {
        schema: SCHEMA,
        session: parts.session,
        repository: parts.repository,
        rules: parts.rules,
        roll: RecordedRoll {
            kind: match parts.roll {
                Roll::Everyone => "everyone",
                Roll::Accounts(_) => "accounts",
            },
            size: match parts.roll {
                Roll::Everyone => None,
                Roll::Accounts(ids) => Some(ids.len()),
            },
            digest: parts.roll.digest(),
        },
        window: parts.window,
        state: if parts.before.is_some() {
            "closed"
        } else {
            "open"
        },
        snapshots: parts.before.map(|(at, before)| Snapshots {
            before_lock_at: at,
            changed: after
                .iter()
                .filter(|(cluster, votes)| before.get(cluster) != Some(votes))
                .map(|(cluster, _)| *cluster)
                .collect(),
            before_lock: before,
            after_lock: after,
        }),
        clusters: parts
            .items
            .iter()
            .map(|item| RecordedCluster {
                issue: item.number,
                name: &item.name,
            })
            .collect(),
        ballots: (),
        voters: parts.tally.voters,
        tie: parts.tally.tie,
        result: parts
            .tally
            .standings
            .iter()
            .map(|standing| RecordedStanding {
                rank: standing.rank,
                cluster: standing.cluster,
                name: &standing.name,
                votes: standing.votes,
                wins: standing.wins,
            })
            .collect(),
    };
    // Plain structs with string and integer keys: this cannot fail. A ballot is a line: thousands of them indented would be mostly air.
    let lines: Vec<String> = ballots(parts.tally, parts.named)
        .iter()
        .map(|ballot| format!("    {}", serde_json::to_string(ballot).unwrap_or_default()))
        .collect();
    let text = serde_json::to_string_pretty(&record).unwrap_or_default();
    let list = if lines.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n{}\n  ]", lines.join(",\n"))
    };
    // The first one is ours: names of clusters come before it with their quotes escaped.
    text.replacen("\"ballots\": null", &format!("\"ballots\": {list}"), 1) + "\n"
}

/// SHA-256 of `tally.json`, as `sha256:…`.
pub fn digest(json: &str) -> String {
    format!("sha256:{}", hex(&Sha256::digest(json.as_bytes())))
}

/// The tally of a record that this module wrote; `None` for any other text. Who cast a ballot is not read back, and times only where
/// they are recorded: the report needs neither.
pub fn read(json: &str) -> Option<Tally> {
    #[derive(Deserialize)]
    struct Back {
        schema: String,
        window: Window,
        ballots: Vec<BackBallot>,
        voters: u64,
        tie: bool,
        result: Vec<BackStanding>,
    }
    #[derive(Deserialize)]
    struct BackBallot {
        choices: Vec<BackChoice>,
    }
    #[derive(Deserialize)]
    struct BackChoice {
        cluster: u64,
        at: Option<Timestamp>,
        why_not: Option<super::Uncounted>,
    }
    #[derive(Deserialize)]
    struct BackStanding {
        rank: u64,
        cluster: u64,
        name: String,
        votes: u64,
        wins: bool,
    }
    let back: Back = serde_json::from_str(json).ok()?;
    if back.schema != SCHEMA {
        return None;
    }
    let opens = back.window.opens;
    Some(Tally {
        standings: back
            .result
            .into_iter()
            .map(|standing| Standing {
                cluster: standing.cluster,
                name: standing.name,
                votes: standing.votes,
                rank: standing.rank,
                wins: standing.wins,
            })
            .collect(),
        ballots: back
            .ballots
            .into_iter()
            .map(|ballot| Ballot {
                account: None,
                choices: ballot
                    .choices
                    .into_iter()
                    .map(|choice| Choice {
                        cluster: choice.cluster,
                        at: choice.at.unwrap_or(opens),
                        uncounted: choice.why_not,
                    })
                    .collect(),
            })
            .collect(),
        voters: back.voters,
        tie: back.tie,
    })
}

fn ballots(tally: &Tally, named: bool) -> Vec<RecordedBallot> {
    let mut list: Vec<(Option<Voter>, Vec<RecordedChoice>)> = tally
        .ballots
        .iter()
        .map(|ballot| {
            let choices = ballot
                .choices
                .iter()
                .map(|choice| RecordedChoice {
                    cluster: choice.cluster,
                    at: named.then_some(choice.at),
                    counts: choice.uncounted.is_none(),
                    why_not: choice.uncounted,
                })
                .collect();
            let voter = match &ballot.account {
                None => Some(Voter::Pseudonym("deleted".to_owned())),
                Some(account) if named => Some(Voter::Account {
                    id: account.id,
                    login: account.login.clone(),
                }),
                Some(_) => None,
            };
            (voter, choices)
        })
        .collect();
    if !named {
        // By what was cast, so that the order says nothing of who cast it.
        list.sort_by(|a, b| (a.0.is_some(), &a.1).cmp(&(b.0.is_some(), &b.1)));
    }
    let mut number = 0;
    list.into_iter()
        .map(|(voter, choices)| RecordedBallot {
            voter: voter.unwrap_or_else(|| {
                number += 1;
                Voter::Pseudonym(format!("voter-{number}"))
            }),
            choices,
        })
        .collect()
}
