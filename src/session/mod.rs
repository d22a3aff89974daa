//! A session file and its format in, a [`Session`] out: checked, with every variable filled and every time an instant.
//!
//! In: texts of files (whoever calls has read them). Out: [`Session`] values, or every [`crate::fault::Fault`] of the files at
//! once. Pure: no clock, no disk, no network. A session that has a fault does not exist for the rest of the program.

pub mod actions;
pub mod answer;
pub mod beside;
pub mod clusters;
pub mod defaults;
pub mod due;
pub mod form;
pub mod format;
pub mod groups;
mod last;
pub mod outcomes;
mod pull;
pub mod read;
pub mod schedule;
pub mod schema;
pub mod series;
pub mod vote;

pub use actions::Action;
pub use clusters::NamedCluster;
pub use defaults::Defaults;
pub use due::Due;
pub use format::{Format, Formats, Part};
pub use last::{Last, follow};
pub use outcomes::Outcome;
pub use pull::PullKey;
pub use schedule::{Schedule, Shift};
pub use series::Series;

use crate::ballot::{Entry, RoomFile, Rules};
use crate::feedback::Survey;
use crate::fields::Given;
use crate::notes::Note;
use crate::privacy::{Attribution, Person, Roster};
use crate::series::Roles;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// The name of a session: lower-case letters, digits and single hyphens, at most 42 characters, so that `session:` and it fit
/// into a label's 50. It names branches and folders, so nothing else may be in it, and it is no name that Windows keeps for a device.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SessionId(String);

impl SessionId {
    /// The id, if `text` is one.
    pub fn new(text: &str) -> Option<SessionId> {
        let fits = !text.is_empty()
            && text.len() <= 42
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--")
            && !outcomes::path::is_device(text)
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        fits.then(|| SessionId(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a session stands. The order is the order of a session's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// People know of it: agenda, rules, how to take part.
    Announced,
    /// Notes are collected.
    Notes,
    /// Notes are grouped into clusters.
    Affinity,
    /// The vote is open.
    Voting,
    /// The vote is closed and counted; the report waits for review.
    Closed,
    /// The report is merged.
    Published,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Stage; 6] = [
        Stage::Announced,
        Stage::Notes,
        Stage::Affinity,
        Stage::Voting,
        Stage::Closed,
        Stage::Published,
    ];

    /// The word used in labels and output.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Announced => "announced",
            Stage::Notes => "notes",
            Stage::Affinity => "affinity",
            Stage::Voting => "voting",
            Stage::Closed => "closed",
            Stage::Published => "published",
        }
    }

    /// The stage that comes after it.
    pub fn next(self) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| *stage > self)
    }

    /// The stage of a word.
    pub fn from_word(word: &str) -> Option<Stage> {
        Stage::ALL
            .into_iter()
            .find(|stage| stage.word().eq_ignore_ascii_case(word.trim()))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a session's notes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NotesIn {
    /// Each has an issue of its own, which people label, link and discuss.
    #[default]
    Issues,
    /// In the file beside the session, and in comments: no issue for each, so that thousands cost no more than their clusters.
    File,
}

/// A repository on GitHub, `owner/name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct RepositoryName {
    /// Person or organisation.
    pub owner: String,
    /// Name without owner.
    pub name: String,
}

impl RepositoryName {
    /// Reads `owner/name`; `None` where GitHub could not have such a name.
    pub fn new(text: &str) -> Option<RepositoryName> {
        let (owner, name) = text.split_once('/')?;
        let fits = |part: &str, longest: usize| {
            !part.is_empty()
                && part.len() <= longest
                && part != "."
                && part != ".."
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        (fits(owner, 39) && fits(name, 100)).then(|| RepositoryName {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl From<RepositoryName> for String {
    fn from(name: RepositoryName) -> String {
        name.to_string()
    }
}

/// Where the report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTarget {
    /// Another repository than the session's, if any.
    pub repository: Option<RepositoryName>,
    /// Folder in it: relative, forward slashes, no `..`.
    pub folder: String,
}

/// One session, checked and filled.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its name in labels, branches and folders.
    pub id: SessionId,
    /// What people call it.
    pub title: String,
    /// The kind of session, its texts filled with this session's variables.
    pub format: Format,
    /// The day it takes place, where it takes place.
    pub date: Date,
    /// When its first part begins.
    pub starts: Timestamp,
    /// Its time zone.
    pub timezone: TimeZone,
    /// City, room or link.
    pub place: Option<String>,
    /// A paragraph for the announcement.
    pub summary: Option<String>,
    /// When each stage begins.
    pub schedule: Schedule,
    /// How the vote works.
    pub rules: Rules,
    /// Whose names may be shown.
    pub attribution: Attribution,
    /// Who takes part, as the file beside it says.
    pub roster: Roster,
    /// Where the report goes.
    pub report: ReportTarget,
    /// What it changes in other documents.
    pub outcomes: Vec<Outcome>,
    /// Credit for texts that are not the session's own, printed at the end of the report.
    pub credit: Option<String>,
    /// Licence of the report.
    pub license: Option<String>,
    /// The folder of `session.yml`, as given.
    pub folder: PathBuf,
    /// Notes of the file beside it.
    pub notes: Vec<Note>,
    /// The line of the file that each of them begins on, where that is known.
    pub note_lines: Vec<usize>,
    /// Where notes are kept.
    pub notes_in: NotesIn,
    /// Clusters that are named beforehand, by the session or its format.
    pub clusters: Vec<NamedCluster>,
    /// What its format lets it say.
    pub details: Given,
    /// What people agreed to do after it.
    pub actions: Vec<Action>,
    /// What people agreed to do after the last session of its series.
    pub opens_with: Vec<Action>,
    /// How many groups its participants form.
    pub groups: Option<u32>,
    /// By when its report is to be published.
    pub publish_by: Option<Due>,
    /// The series it belongs to.
    pub series: Option<Series>,
    /// Who does what in it.
    pub roles: Roles,
    /// The entries of the file that the roll is made from, each with its line.
    pub roll_file: Vec<(usize, Entry)>,
    /// Votes in the room, as the files beside it say.
    pub room: RoomFile,
    /// People in the room who raised their hands.
    pub people: Option<u64>,
    /// What was decided of its vote on the way.
    pub decisions: Decisions,
    /// What people answered afterwards, as the file beside it says.
    pub survey: Option<Survey>,
    /// The session of its series before it, where that is known.
    pub last: Option<Last>,
}

/// What maintainers decide of a vote on the way, each with its reason: by a change to the session file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// It closes later.
    pub extended: Option<(Timestamp, String)>,
    /// There will be no result.
    pub cancelled: Option<String>,
}

impl Session {
    /// Who took part, as its files say: the roster, and who left a name with the survey.
    pub fn people_known(&self) -> impl Iterator<Item = &Person> {
        let answered = self.survey.iter().flat_map(|survey| &survey.known);
        self.roster.people.iter().chain(answered)
    }
}
