//! What a browser is told of a session.

mod change;
mod of;
mod still;

pub use still::Still;

use crate::session::Stage;
use jiff::Timestamp;
use serde::Serialize;

/// A session as the wall shows it. Texts are as people wrote them, without markup: whoever shows them sets them as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// What it is.
    pub session: About,
    /// Where it stands; `None` before it is announced.
    pub stage: Option<Stage>,
    /// Whether its clusters and the places of notes can still be edited: until the vote opens.
    pub editable: bool,
    /// Its parts that have a clock, in order.
    pub agenda: Vec<Part>,
    /// Its clusters by issue number, then those that have no issue yet by their first note.
    pub clusters: Vec<Cluster>,
    /// Its notes in the order of the report.
    pub notes: Vec<Card>,
    /// The vote.
    pub vote: Vote,
    /// The report's pull request, once there is one.
    pub report: Option<Report>,
    /// Whether its issue is closed: of such a session nothing else is read any more.
    #[serde(skip)]
    pub over: bool,
}

/// What a session is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The kind of session, such as “How might we”.
    pub format: String,
    /// City, room or link.
    pub place: Option<String>,
    /// The day, in words, where it takes place.
    pub day: String,
    /// Its time zone as the IANA names it.
    pub timezone: String,
    /// How a note begins, such as “How might we”; may be empty.
    pub stem: String,
    /// What the participants are asked, one line each.
    pub prompts: Vec<String>,
    /// Whether names are kept private.
    pub private: bool,
    /// Whether it is called off.
    pub off: bool,
    /// The address of its issue, once it is announced.
    pub issue: Option<String>,
    /// Where a note is written: the form, or the issue where there are comments.
    pub join: Option<Join>,
}

/// How to take part with a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Join {
    /// The address that the code holds.
    pub url: String,
    /// The same to type: without scheme.
    pub short: String,
    /// The QR code: modules a side, and an SVG path over a square of that size, quiet zone excluded.
    pub qr: Option<Qr>,
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Qr {
    /// Modules a side.
    pub size: u32,
    /// The dark modules as an SVG path: `M0 0h7v1h-7z…`.
    pub path: String,
}

/// A part of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// What people are asked to do in it, in plain text.
    pub text: String,
}

/// A cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// Its label as folded: what [`Card::cluster`] and edits name it by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What belongs there, where that is said.
    pub about: Option<String>,
    /// The number of its issue, once it has one.
    pub number: Option<u64>,
    /// The address of that issue.
    pub url: Option<String>,
    /// Why its notes go together, where folkmoot grouped them.
    pub why: Option<String>,
    /// What the vote gave it, in the vote's unit; `None` while there is none, or where it is hidden.
    pub votes: Option<u64>,
    /// Of a motion: how many are against it; `None` likewise.
    pub against: Option<u64>,
    /// Of a motion: how many abstain; `None` likewise.
    pub abstain: Option<u64>,
    /// Its place in the result, from 1; `None` likewise.
    pub rank: Option<u64>,
    /// Whether it was chosen, or would be as things stand; false likewise.
    pub chosen: bool,
    /// Whether something of it is not on GitHub yet.
    pub pending: bool,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// What edits name it by: the same in every reading.
    pub id: String,
    /// Its words.
    pub text: String,
    /// The id of its cluster.
    pub cluster: Option<String>,
    /// Whether it is in no cluster, on purpose.
    pub parked: bool,
    /// The id of the note that it was merged into.
    pub merged: Option<String>,
    /// The number of its issue, where it has one.
    pub number: Option<u64>,
    /// The address of that issue.
    pub url: Option<String>,
    /// When it was written, where that is known.
    pub written: Option<Timestamp>,
    /// Whether something of it is not on GitHub yet.
    pub pending: bool,
}

/// The vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vote {
    /// Whether it is open: by its stage, and neither cancelled nor called off.
    pub open: bool,
    /// When it closes.
    pub closes: Timestamp,
    /// How people vote, in a sentence or two.
    pub how: String,
    /// How many votes people have, where that is bounded.
    pub each: Option<u64>,
    /// What is counted, as a key that pages have words for: `votes`, `yes-votes`, `dots` or `first-places`.
    pub unit: &'static str,
    /// How many people voted; `None` before it opens.
    pub voters: Option<u64>,
    /// Whether figures are left out: the facilitator has not revealed them, or may not yet.
    pub hidden: bool,
    /// Whether they may be revealed.
    #[serde(skip)]
    pub figures: Figures,
    /// Why there is no result, where there is none.
    pub hindrance: Option<String>,
}

/// Whether a vote has figures that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// There are none: it has not opened.
    None,
    /// Its rules keep them until it is closed.
    Kept,
    /// There are, and whoever may reveal them decides.
    Free,
}

/// Why figures cannot be revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unrevealed {
    /// There are none.
    #[error("there is nothing to reveal before the vote opens: reveal it then")]
    NoVote,
    /// The rules keep them.
    #[error("the rules of this vote keep counts hidden until it closes: reveal them then")]
    Kept,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The address of its pull request.
    pub url: String,
    /// Whether it is merged.
    pub merged: bool,
}

impl Cluster {
    /// A cluster of which nothing is known but its label, as folded.
    pub(super) fn new(id: String) -> Cluster {
        Cluster {
            id,
            name: String::new(),
            about: None,
            number: None,
            url: None,
            why: None,
            votes: None,
            against: None,
            abstain: None,
            rank: None,
            chosen: false,
            pending: false,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
