//! What one person cast, choice by choice, and why a choice does not count.

use super::cast::Account;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The time in which votes count: from `opens` until just before `closes`, by the reaction's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first instant that counts.
    pub opens: Timestamp,
    /// The first instant that no longer counts.
    pub closes: Timestamp,
}

/// Why a choice does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uncounted {
    /// The account was deleted, or is no person's: nobody can say whose vote it was.
    NoAccount,
    /// Given before the vote opened.
    Early,
    /// Given after it closed.
    Late,
    /// The account is not on the roll.
    NotOnRoll,
    /// The account was made too short a time before the vote.
    TooNew,
    /// On a cluster that holds a note of the voter's own.
    OwnNote,
    /// The person cast a later ballot.
    Replaced,
    /// The person had spent their votes on earlier ones.
    TooMany,
    /// The person gave more than they have, and then none of these counts.
    Void,
}

impl Uncounted {
    /// For people.
    pub fn reason(self) -> &'static str {
        match self {
            Uncounted::NoAccount => "the account was deleted, or is no person’s",
            Uncounted::Early => "given before the vote opened",
            Uncounted::Late => "given after the vote closed",
            Uncounted::NotOnRoll => "not on the roll",
            Uncounted::TooNew => "the account is too new",
            Uncounted::OwnNote => "on a cluster with a note of one’s own",
            Uncounted::Replaced => "replaced by a later ballot of the same person",
            Uncounted::TooMany => "more than each person has",
            Uncounted::Void => "more than each person has, so that none of them counts",
        }
    }

    /// Whether it follows from the method and the other choices, and not from the account or the time.
    pub fn is_by_method(self) -> bool {
        matches!(self, Uncounted::TooMany | Uncounted::Void)
    }
}

/// One choice on a ballot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The number of the item's issue.
    pub item: u64,
    /// What it says of it; what that means is the method's.
    pub value: i64,
    /// When it was given; `None` where that is not to be told, or on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Why it does not count; `None` where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<Uncounted>,
}

/// Whose a ballot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voter {
    /// An account's.
    Account(Account),
    /// Of an account that is not named; the number says nothing of which.
    Hidden(u64),
    /// Of accounts that are gone: no ballot can be made of them.
    NoAccount,
}

/// What one person cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// Who.
    pub voter: Voter,
    /// Their choices by time, then by item, then by value.
    pub choices: Vec<Choice>,
}

impl Ballot {
    /// The choices that count.
    pub fn counted(&self) -> impl Iterator<Item = &Choice> {
        self.choices
            .iter()
            .filter(|choice| choice.why_not.is_none())
    }
}
