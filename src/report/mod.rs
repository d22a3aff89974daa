//! The compiled report: files for the governance repository and the text of its pull request.
//!
//! In: [`Material`]: a session, its clusters with their notes, the tally. Out: [`Report`]: the same bytes for the same material. Pure.
//! It names nobody unless the session says so, and every text of a person passes through [`crate::inert`].

pub mod chart;
pub mod context;
mod page;
mod tensions;
pub mod votes;
pub mod write;

pub use context::{attribution, named};
pub use page::PAGE;
pub use write::{Report, compile, entry, outcome};

use crate::ballot::{Record, Tally};
use crate::became::{Became, Thing};
use crate::feedback::{Survey, Told};
use crate::fields::Given;
use crate::notes::{Note, Refusal};
use crate::privacy::Attribution;
use crate::privacy::Shown;
use crate::session::Last;
use crate::session::Session;
use std::collections::{BTreeMap, BTreeSet};

/// A cluster with its notes.
#[derive(Debug, Clone)]
pub struct ClusterMaterial {
    /// The number of its issue.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// What it was called first, as its label says, if that is another name.
    pub was: Option<String>,
    /// Its notes, without merged ones.
    pub notes: Vec<NoteMaterial>,
    /// What belongs there, as the session or its format says.
    pub about: Option<String>,
    /// What the session says of it for its format's fields.
    pub fields: Given,
}

/// A note as the report shows it.
#[derive(Debug, Clone)]
pub struct NoteMaterial {
    /// The note.
    pub note: Note,
    /// How many notes said the same, itself included.
    pub support: usize,
    /// What all of them say for the format's fields.
    pub said: BTreeMap<String, String>,
}

/// What people said of a session.
#[derive(Debug, Clone)]
pub struct Heard<'m> {
    /// The last session of the series, if it is that one; else it is the report's own.
    pub last: Option<&'m Last>,
    /// What people call the session.
    pub title: &'m str,
    /// On the issues that asked for it.
    pub told: &'m [Told],
    /// In a survey.
    pub survey: Option<&'m Survey>,
}

/// Everything a report is made of.
#[derive(Debug, Clone)]
pub struct Material<'m> {
    /// The session.
    pub session: &'m Session,
    /// The address of the session's repository, for links.
    pub repository_url: &'m str,
    /// What became of issues elsewhere that it names.
    pub things: &'m BTreeMap<Thing, Option<Became>>,
    /// The number of the session's issue.
    pub issue: u64,
    /// The count with everything it depends on.
    pub record: &'m Record,
    /// What was decided of the vote on the way, in words.
    pub history: Vec<String>,
    /// Clusters by issue number.
    pub clusters: Vec<ClusterMaterial>,
    /// Notes in no cluster, on purpose.
    pub parked: Vec<NoteMaterial>,
    /// Notes that said the same as another: the note and the one it went into.
    pub merged: Vec<(Note, Note)>,
    /// What was received and is no note, with the reason.
    pub refused: Vec<(Note, Refusal)>,
    /// The count.
    pub tally: &'m Tally,
    /// `tally.json`.
    pub tally_json: &'m str,
    /// What the count is worth, where it is no result.
    pub draft: Option<String>,
    /// Whose names may be shown.
    pub attribution: Attribution,
    /// How many may vote; `None` for everybody.
    pub eligible: Option<u64>,
    /// Who may be named.
    pub shown: &'m Shown,
    /// Rules in words, as they were when the vote opened.
    pub rules: String,
    /// When votes counted, in words.
    pub window: String,
    /// What people said of this session, and of the last one of its series.
    pub heard: Vec<Heard<'m>>,
    /// What of it must not be told, because it names somebody.
    pub unsaid: BTreeSet<String>,
}
