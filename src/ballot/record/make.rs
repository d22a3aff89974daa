//! Making a record of a count, and its text.

use super::{
    Event, HIDDEN, NO_ACCOUNT, NO_DIGEST, Names, Paper, Record, RecordedBallot, RecordedItem,
    RecordedRoll, RecordedRoom, RecordedVoter, SCHEMA, Snapshots, State, changed, digest,
};
use crate::ballot::cast::Item;
use crate::ballot::choice::{Ballot, Choice, Voter, Window};
use crate::ballot::roll::Roll;
use crate::ballot::room::Room;
use crate::ballot::rules::{RollSource, Rules};
use crate::ballot::tally::Tally;
use crate::ballot::watch::Line;
use crate::inert;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'r> {
    /// The session's id.
    pub session: &'r str,
    /// The repository the votes were cast in.
    pub repository: &'r str,
    /// The number of the session's issue.
    pub issue: u64,
    /// What it is worth.
    pub state: State,
    /// The frozen rules.
    pub rules: &'r Rules,
    /// The frozen roll.
    pub roll: &'r Roll,
    /// When votes counted.
    pub window: Window,
    /// What decides draws.
    pub seed: &'r str,
    /// What was decided on the way.
    pub history: &'r [Event],
    /// The first snapshot: when, and reactions by item. `None` while the vote goes on.
    pub before: Option<(Timestamp, &'r BTreeMap<u64, u64>)>,
    /// The watch.
    pub watch: &'r [Line],
    /// What was voted on, with the votes that were counted.
    pub items: &'r [Item],
    /// Votes in the room.
    pub room: Option<&'r Room>,
    /// The count.
    pub tally: &'r Tally,
    /// Whether voters are named.
    pub named: bool,
}

impl Record {
    /// The record of a count.
    pub fn of(parts: Parts<'_>) -> Record {
        let after: BTreeMap<u64, u64> = parts
            .items
            .iter()
            .map(|item| (item.number, item.total))
            .collect();
        let shown = parts.named;
        Record {
            schema: SCHEMA.to_owned(),
            tool: format!("folkmoot {}", env!("CARGO_PKG_VERSION")),
            session: parts.session.to_owned(),
            repository: parts.repository.to_owned(),
            issue: parts.issue,
            state: parts.state,
            names: if shown { Names::Shown } else { Names::Hidden },
            rules: if shown {
                parts.rules.clone()
            } else {
                parts.rules.without_names()
            },
            roll: RecordedRoll {
                kind: kind(&parts.rules.roll),
                size: parts.roll.size(),
                digest: parts.roll.digest(),
                accounts: parts.roll.accounts.clone().filter(|_| shown),
                denied: if shown {
                    parts.roll.denied.clone()
                } else {
                    Vec::new()
                },
                born_before: parts.roll.born_before.filter(|_| shown),
            },
            window: parts.window,
            seed: parts.seed.to_owned(),
            history: parts.history.to_vec(),
            snapshots: parts.before.map(|(at, before)| Snapshots {
                before_lock_at: at,
                changed: changed(before, &after),
                before_lock: before.clone(),
                after_lock: after,
            }),
            watch: parts.watch.iter().map(Line::text).collect(),
            items: parts
                .items
                .iter()
                .map(|item| RecordedItem {
                    number: item.number,
                    id: item.id.clone(),
                    name: item.name.clone(),
                    text: item.text.clone(),
                    changed: item.changed,
                })
                .collect(),
            in_room: parts
                .room
                .zip(parts.rules.in_room.as_ref())
                .map(|(room, rules)| RecordedRoom {
                    counted_by: rules.counted_by.clone(),
                    counts: rules.counts,
                    voters: room.voters,
                    hands: room.hands.clone(),
                    ballots: parts
                        .tally
                        .paper
                        .iter()
                        .map(|choices| Paper {
                            choices: choices.clone(),
                        })
                        .collect(),
                }),
            ballots: ballots(parts.tally, shown),
            unreadable: parts.tally.unreadable,
            voters: parts.tally.voters,
            quorum: parts.tally.quorum,
            tie: parts.tally.tie.clone(),
            result: parts.tally.standings.clone(),
            digest: NO_DIGEST.to_owned(),
        }
    }

    /// As text, with its own digest: the same bytes for the same vote.
    pub fn text(&self) -> String {
        let blank = Record {
            digest: NO_DIGEST.to_owned(),
            ballots: Vec::new(),
            watch: Vec::new(),
            ..self.clone()
        };
        // Plain structs with string and integer keys: this cannot fail. A ballot is a line: thousands of them indented would be mostly air.
        let text = serde_json::to_string_pretty(&blank).unwrap_or_default();
        let text = put(&text, "ballots", &self.ballots);
        let text = inert::json(&(put(&text, "watch", &self.watch) + "\n"));
        let digest = digest(&text);
        match text.rfind(NO_DIGEST) {
            Some(at) => {
                let (head, tail) = text.split_at(at);
                format!(
                    "{head}{digest}{}",
                    tail.get(NO_DIGEST.len()..).unwrap_or_default()
                )
            }
            None => text,
        }
    }
}

fn kind(source: &RollSource) -> String {
    match source {
        RollSource::Everyone => "everyone",
        RollSource::Participants => "participants",
        RollSource::Collaborators => "collaborators",
        RollSource::Organization { .. } => "organization",
        RollSource::Team { .. } => "team",
        RollSource::File { .. } => "file",
    }
    .to_owned()
}

/// The text with a list in place of the empty one at the top level, one entry a line.
fn put<T: Serialize>(text: &str, name: &str, list: &[T]) -> String {
    if list.is_empty() {
        return text.to_owned();
    }
    let lines: Vec<String> = list
        .iter()
        .map(|entry| format!("    {}", serde_json::to_string(entry).unwrap_or_default()))
        .collect();
    // Two spaces and a line feed: nothing but a key of the top level begins so.
    text.replacen(
        &format!("\n  \"{name}\": []"),
        &format!("\n  \"{name}\": [\n{}\n  ]", lines.join(",\n")),
        1,
    )
}

fn ballots(tally: &Tally, named: bool) -> Vec<RecordedBallot> {
    if named {
        return tally
            .ballots
            .iter()
            .map(|ballot| RecordedBallot {
                voter: match &ballot.voter {
                    Voter::Account(account) => RecordedVoter::Account {
                        id: account.id,
                        login: account.login.clone(),
                        created: account.created,
                    },
                    Voter::Hidden(number) => RecordedVoter::Word(format!("{HIDDEN}{number}")),
                    Voter::NoAccount => RecordedVoter::Word(NO_ACCOUNT.to_owned()),
                },
                choices: ballot.choices.clone(),
            })
            .collect();
    }
    let timeless = |ballot: &Ballot| -> Vec<Choice> {
        ballot
            .choices
            .iter()
            .map(|choice| Choice {
                at: None,
                ..choice.clone()
            })
            .collect()
    };
    let (gone, there): (Vec<&Ballot>, Vec<&Ballot>) = tally
        .ballots
        .iter()
        .partition(|ballot| ballot.voter == Voter::NoAccount);
    let mut cast: Vec<Vec<Choice>> = there.into_iter().map(timeless).collect();
    // By what was cast, so that the order says nothing of who cast it.
    cast.sort();
    let named = (1..)
        .zip(cast)
        .map(|(number, choices): (u64, _)| RecordedBallot {
            voter: RecordedVoter::Word(format!("{HIDDEN}{number}")),
            choices,
        });
    let nobody = gone.into_iter().map(|ballot| RecordedBallot {
        voter: RecordedVoter::Word(NO_ACCOUNT.to_owned()),
        choices: timeless(ballot),
    });
    named.chain(nobody).collect()
}
