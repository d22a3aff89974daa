//! `tally.json`: everything the tally depends on, as data, so that anyone can recount. `docs/tally.md` says what each key means.

mod make;

pub use make::Parts;

use super::cast::{Account, MOST_STAGES};
use super::choice::{Ballot, Choice, Voter, Window};
use super::decide::{Attendance, Standing};
use super::roll::Roll;
use super::room::{Hands, Room};
use super::rules::{RoomCounts, Rules};
use super::tally::Tally;
use crate::text::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The name and version of the shape.
pub const SCHEMA: &str = "folkmoot/tally/1";
/// What stands for the file's own digest while it is taken.
const NO_DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
/// More items than any session has clusters.
const MOST_ITEMS: usize = 1_000;
/// The voter whose account is gone.
const NO_ACCOUNT: &str = "no-account";
/// What a voter is called who is not named, before a number.
const HIDDEN: &str = "voter-";

/// What a record is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A look in between: no result.
    Open,
    /// The result.
    Closed,
    /// The vote was cancelled: what there was.
    Cancelled,
}

/// Whether voters are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// By id and login.
    Shown,
    /// By numbers that say nothing of who they are.
    Hidden,
}

/// What was decided on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// The vote closes later.
    Extended {
        /// When that was taken up.
        at: Timestamp,
        /// When it would have closed.
        from: Timestamp,
        /// When it closes.
        until: Timestamp,
        /// Why, in the words of the session file, or the command that somebody gave.
        why: String,
    },
    /// Entries came onto the roll or left it.
    RollAmended {
        /// When that was taken up.
        at: Timestamp,
        /// How many came.
        added: u64,
        /// How many left.
        removed: u64,
        /// The digest of the roll since then.
        digest: String,
    },
    /// There will be no result.
    Cancelled {
        /// When that was taken up.
        at: Timestamp,
        /// Why, in the words of the session file.
        why: String,
    },
}

/// Whose vote a ballot is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum RecordedVoter {
    Word(String),
    Account {
        id: u64,
        login: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Option<Timestamp>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedBallot {
    voter: RecordedVoter,
    choices: Vec<Choice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paper {
    choices: Vec<Choice>,
}

/// What was voted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedItem {
    /// The number of its issue.
    pub number: u64,
    /// The issue's node id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `sha256:…` of title and body when the vote opened.
    pub text: String,
    /// Whether they are others now.
    pub changed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedRoll {
    kind: String,
    size: Option<u64>,
    digest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accounts: Option<Vec<u64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    denied: Vec<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    born_before: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedRoom {
    counted_by: String,
    counts: RoomCounts,
    voters: u64,
    hands: Vec<Hands>,
    ballots: Vec<Paper>,
}

/// All reactions by item before and after the issues were locked, and where they differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshots {
    /// When the first was taken.
    pub before_lock_at: Timestamp,
    /// The first.
    pub before_lock: BTreeMap<u64, u64>,
    /// The second, which is counted.
    pub after_lock: BTreeMap<u64, u64>,
    /// Where they differ.
    pub changed: Vec<u64>,
}

/// `tally.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    schema: String,
    tool: String,
    /// The session's id.
    pub session: String,
    /// The repository the votes were cast in.
    pub repository: String,
    /// The number of the session's issue.
    pub issue: u64,
    /// What it is worth.
    pub state: State,
    /// Whether voters are named.
    pub names: Names,
    /// The frozen rules.
    pub rules: Rules,
    roll: RecordedRoll,
    /// When votes counted.
    pub window: Window,
    /// What decides draws.
    pub seed: String,
    /// What was decided on the way.
    pub history: Vec<Event>,
    /// The votes before and after the lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<Snapshots>,
    /// The lines of the watch.
    pub watch: Vec<String>,
    /// What was voted on.
    pub items: Vec<RecordedItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_room: Option<RecordedRoom>,
    ballots: Vec<RecordedBallot>,
    unreadable: u64,
    voters: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quorum: Option<Attendance>,
    tie: Vec<u64>,
    result: Vec<Standing>,
    digest: String,
}

impl Record {
    /// Reads `tally.json`.
    ///
    /// # Errors
    /// One sentence, where it is none that this version reads.
    pub fn read(text: &str) -> Result<Record, String> {
        #[derive(Deserialize)]
        struct Head {
            schema: Option<String>,
        }
        let head: Head =
            serde_json::from_str(text).map_err(|error| format!("it is no JSON object: {error}"))?;
        match head.schema.as_deref() {
            Some(SCHEMA) => {}
            Some(other) => {
                return Err(format!(
                    "its schema is `{}`, and this folkmoot reads `{SCHEMA}`",
                    crate::inert::line(other)
                ));
            }
            None => return Err("it is no tally.json: it has no `schema`".to_owned()),
        }
        let record: Record = serde_json::from_str(text)
            .map_err(|error| format!("it does not fit `{SCHEMA}`: {error}"))?;
        // Schulze's method takes the cube of them.
        if record.items.len() > MOST_ITEMS {
            return Err(format!(
                "it has {} items, and no vote has more than {MOST_ITEMS}",
                record.items.len()
            ));
        }
        let numbers: BTreeSet<u64> = record.items.iter().map(|item| item.number).collect();
        if numbers.len() != record.items.len() {
            return Err("an item stands in it twice".to_owned());
        }
        if record.rules.winners == 0 || record.rules.votes == 0 {
            return Err("its rules leave nobody to win, or nothing to give".to_owned());
        }
        if record.rules.stages.len() > MOST_STAGES {
            return Err("its rules have more stages than there are reactions".to_owned());
        }
        Ok(record)
    }

    /// Whether the text carries its own digest.
    pub fn has_its_digest(&self, text: &str) -> bool {
        let Some(at) = text.rfind(&self.digest) else {
            return false;
        };
        let (head, tail) = text.split_at(at);
        let tail = tail.get(self.digest.len()..).unwrap_or_default();
        digest(&format!("{head}{NO_DIGEST}{tail}")) == self.digest
    }

    /// The count that it holds. Whose a ballot is, where names are hidden, it does not know either.
    pub fn tally(&self) -> Tally {
        Tally {
            standings: self.result.clone(),
            ballots: self
                .ballots
                .iter()
                .map(|ballot| Ballot {
                    voter: match &ballot.voter {
                        RecordedVoter::Account { id, login, created } => Voter::Account(Account {
                            id: *id,
                            login: login.clone(),
                            created: *created,
                        }),
                        RecordedVoter::Word(word) => match word.strip_prefix(HIDDEN) {
                            Some(number) => Voter::Hidden(number.parse().unwrap_or(0)),
                            None => Voter::NoAccount,
                        },
                    },
                    choices: ballot.choices.clone(),
                })
                .collect(),
            paper: self
                .in_room
                .iter()
                .flat_map(|room| &room.ballots)
                .map(|paper| paper.choices.clone())
                .collect(),
            unreadable: self.unreadable,
            voters: self.voters,
            quorum: self.quorum,
            tie: self.tie.clone(),
        }
    }

    /// Why the vote was cancelled, if it was.
    pub fn cancelled(&self) -> Option<&str> {
        self.history.iter().find_map(|event| match event {
            Event::Cancelled { why, .. } => Some(why.as_str()),
            _ => None,
        })
    }

    /// The votes in the room.
    pub fn room(&self) -> Option<Room> {
        let room = self.in_room.as_ref()?;
        Some(Room {
            voters: room.voters,
            hands: room.hands.clone(),
            ballots: room
                .ballots
                .iter()
                .map(|paper| paper.choices.clone())
                .collect(),
        })
    }

    /// Whether votes in the room are there only where the rules have them, and count as the rules say.
    pub fn room_is_by_the_rules(&self) -> bool {
        self.in_room.as_ref().is_none_or(|room| {
            let rules = self.rules.in_room.as_ref();
            rules.is_some_and(|rules| rules.counts == room.counts)
        })
    }

    /// How many were on the roll; `None` for everybody.
    pub fn roll_size(&self) -> Option<u64> {
        self.roll.size
    }

    /// The digest of the roll.
    pub fn roll_digest(&self) -> &str {
        &self.roll.digest
    }

    /// The roll, where the record holds it whole.
    pub fn roll(&self) -> Option<Roll> {
        let roll = Roll {
            accounts: self.roll.accounts.clone(),
            denied: self.roll.denied.clone(),
            born_before: self.roll.born_before,
        };
        let everybody = self.roll.accounts.is_none() && self.roll.size.is_none();
        let whole = self.names == Names::Shown && (self.roll.accounts.is_some() || everybody);
        // Under hidden names a roll of everybody without exceptions is known all the same.
        (whole || (everybody && roll.digest() == self.roll.digest)).then_some(roll)
    }
}

/// Where two snapshots differ.
pub fn changed(before: &BTreeMap<u64, u64>, after: &BTreeMap<u64, u64>) -> Vec<u64> {
    after
        .iter()
        .filter(|(item, votes)| before.get(item) != Some(votes))
        .map(|(item, _)| *item)
        .collect()
}

/// SHA-256 of a text, as `sha256:…`.
pub fn digest(text: &str) -> String {
    format!("sha256:{}", hex(&Sha256::digest(text.as_bytes())))
}
