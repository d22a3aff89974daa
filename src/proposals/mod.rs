//! Proposals of breakout sessions, made as issues by an issue form: read, checked, and turned into session files.
//!
//! In: the form (YAML), the event with its proposals (JSON), the time. Out: [`Finding`]s for each proposal, and the text of a
//! `session.yml`. Pure: no clock, no disk. What somebody wrote into an issue never acts: nothing in it can end a YAML text, name a
//! variable, mention people or open a marker of ours. A proposal is never dropped in silence.

mod address;
mod answers;
mod body;
mod clashes;
pub mod draft;
pub mod event;
pub mod form;
mod grid;
mod lists;
mod rules;
mod values;

#[cfg(test)]
mod tests;

pub use draft::{Draft, NoDraft};
pub use event::{Event, PassedOver, Proposal};
pub use form::Form;
pub use rules::{Checked, Rules, check};

use serde::Serialize;
use std::fmt;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The session cannot take place so.
    Error,
    /// It can, but somebody should look at it.
    Warning,
    /// A person has to read something.
    Check,
}

impl Severity {
    /// All, the gravest first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Check];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Check => "check",
        }
    }
}

/// What a finding is about. The words are those of W3C's own planners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The body does not follow the form.
    Format,
    /// Who chairs.
    Chairs,
    /// Sessions that should not be at the same time.
    Conflict,
    /// Room and slot.
    Scheduling,
    /// The time of day that was asked for.
    Times,
    /// The room's size.
    Capacity,
    /// A chair would have to be in two rooms.
    #[serde(rename = "chair conflict")]
    ChairConflict,
    /// Sessions of one track at the same time.
    Track,
    /// A plenary session at the same time.
    Plenary,
    /// The chat channel.
    Irc,
    /// A word to the planners.
    Instructions,
    /// Minutes are missing.
    Minutes,
    /// Minutes are kept elsewhere.
    #[serde(rename = "minutes origin")]
    MinutesOrigin,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Format => "format",
            Kind::Chairs => "chairs",
            Kind::Conflict => "conflict",
            Kind::Scheduling => "scheduling",
            Kind::Times => "times",
            Kind::Capacity => "capacity",
            Kind::ChairConflict => "chair conflict",
            Kind::Track => "track",
            Kind::Plenary => "plenary",
            Kind::Irc => "irc",
            Kind::Instructions => "instructions",
            Kind::Minutes => "minutes",
            Kind::MinutesOrigin => "minutes origin",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where in an issue's body something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The heading above it; none before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The line of the body, from 1.
    pub line: usize,
}

/// Something to know about a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub kind: Kind,
    /// What is the matter, as one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub cure: String,
    /// Where in the body; none where it is about room, slot or the proposal as a whole.
    pub spot: Option<Spot>,
}

impl Finding {
    fn new(
        severity: Severity,
        kind: Kind,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) -> Finding {
        Finding {
            severity,
            kind,
            message: message.into(),
            cure: cure.into(),
            spot: None,
        }
    }

    fn at(mut self, spot: Option<Spot>) -> Finding {
        self.spot = spot;
        self
    }
}
