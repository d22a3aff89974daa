//! Ballots in, a tally out: the pure count that anyone can redo.
//!
//! In: the frozen rules and roll, the clusters, and every reaction on them with its time. Out: a [`Tally`], or the reason why there
//! is none: a page that is missing, a count that differs. No clock, no network; the same input gives the same tally in any order.

pub mod record;
pub mod tally;

pub use tally::{Ballot, Choice, NoResult, Standing, Tally, Uncounted};

use crate::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How votes become a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Each person has a few votes, one a cluster; the clusters with most votes win.
    Top,
}

/// Who may vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RollKind {
    /// Every account that can react.
    Everyone,
    /// The accounts that wrote a note, fixed when the vote opens.
    Participants,
}

/// The rules of a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How votes become a result.
    pub method: Method,
    /// Votes a person. Where somebody casts more, the earliest count.
    pub votes: u32,
    /// How many clusters win; equal votes at the last place all win, and the tie is said.
    pub winners: u32,
    /// Who may vote.
    pub roll: RollKind,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            method: Method::Top,
            votes: 2,
            winners: 2,
            roll: RollKind::Everyone,
        }
    }
}

impl Rules {
    /// The rules for people, as a few sentences.
    pub fn sentences(&self) -> String {
        let who = match self.roll {
            RollKind::Everyone => "Everyone with a GitHub account may vote",
            RollKind::Participants => "Whoever wrote a note (with a GitHub account) may vote",
        };
        let Method::Top = self.method;
        format!(
            "{who}. Each person has {}, given as 👍 on the clusters’ issues; where somebody gives more, the earliest count. \
             The {} with most votes {} chosen; clusters with equal votes at the last place are all chosen, and the tie is said. \
             A vote counts by the time it was given.",
            many(u64::from(self.votes), "vote", "votes"),
            if self.winners == 1 {
                "cluster".to_owned()
            } else {
                format!("{} clusters", self.winners)
            },
            if self.winners == 1 { "is" } else { "are" },
        )
    }
}

/// `1 vote`, `2 votes`.
pub fn many(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The electorate, frozen when the vote opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Roll {
    /// Every account.
    Everyone,
    /// These accounts, by numeric id in rising order: a login can change hands.
    Accounts(Vec<u64>),
}

impl Roll {
    /// Whether an account may vote.
    pub fn holds(&self, id: u64) -> bool {
        match self {
            Roll::Everyone => true,
            Roll::Accounts(ids) => ids.binary_search(&id).is_ok(),
        }
    }

    /// SHA-256 over the ids, one a line, or over the word `everyone`.
    pub fn digest(&self) -> String {
        let text = match self {
            Roll::Everyone => "everyone".to_owned(),
            Roll::Accounts(ids) => ids.iter().map(|id| format!("{id}\n")).collect(),
        };
        format!("sha256:{}", hex(&Sha256::digest(text.as_bytes())))
    }
}

/// The time in which votes count: from `opens` until just before `closes`, by the reaction's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first instant that counts.
    pub opens: Timestamp,
    /// The first instant that no longer counts.
    pub closes: Timestamp,
}

/// An account as GitHub names it in a reaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// Numeric id.
    pub id: u64,
    /// Login as it is now.
    pub login: String,
}

/// A vote as it stands on GitHub: a 👍 on a cluster's issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The account; `None` where it was deleted.
    pub account: Option<Account>,
    /// When it was given.
    pub at: Timestamp,
}

/// A cluster as the vote sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The number of its issue.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// Every 👍 on it that was read.
    pub votes: Vec<Vote>,
    /// How many there are according to GitHub.
    pub total: u64,
}
