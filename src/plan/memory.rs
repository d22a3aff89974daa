//! What a session's issue remembers between runs, hidden in its body: the only state beside labels, issues and git.

use super::heard::{Heard, Off};
use super::marker;
use super::world::{Issue, Pull};
use crate::ballot::record::Event;
use crate::ballot::watch::Line;
use crate::ballot::{Roll, Rules, Window, record};
use crate::privacy::Attribution;
use crate::session::{Shift, Stage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The memory of one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Version of this shape.
    pub v: u32,
    /// Whose names may be shown, as it was announced. The file may become stricter later, never laxer.
    pub attribution: Attribution,
    /// The stage that folkmoot set last. A `stage:` label that differs was set by a person.
    pub stage: String,
    /// The scheduled time that was acted on last, so that the clock moves a session once and a person can move it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Timestamp>,
    /// When folkmoot set the stage last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What begins later than the file says, because somebody said so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<Shift>,
    /// What was heard in comments.
    #[serde(default, skip_serializing_if = "Heard::is_empty")]
    pub heard: Heard,
    /// That it is called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Off>,
    /// How many comments there were when all were read last, from the opening of the vote on: where one page does not hold them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<u64>,
    /// Placements that are proposed but not all made: cluster name (empty: parked) to notes. Written before the first is made, so that
    /// a run that is killed among them goes on with the same ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposal: Vec<(String, Vec<String>)>,
    /// Notes without an issue that are in no cluster, on purpose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parked: Vec<String>,
    /// What people said of two notes, by [`super::note_id`]: the first says the same as the second, or, where there is none, stands for itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub merges: BTreeMap<String, Option<String>>,
    /// What a large session was like when it was read whole and nothing was left to do ([`super::rest::seen`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The vote, from its opening on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<OpenVote>,
    /// The closing of the vote, from the first snapshot on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// SHA-256 of the tally, once counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<String>,
    /// The report's pull request, once opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportPull>,
    /// Whether it is known to be merged while an outcome still waits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub merged: bool,
    /// The outcomes' pull requests, once opened, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outcomes: BTreeMap<String, OutcomePull>,
}

/// What is frozen when the vote opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenVote {
    /// The rules.
    pub rules: Rules,
    /// The electorate.
    pub roll: Roll,
    /// A digest over the session's own lists of voters, when they were taken up last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<String>,
    /// The ids that are on the roll by the list of the allowed alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<u64>,
    /// Where the entries of the lists stand that are no person's account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unresolved: Vec<String>,
    /// When votes count.
    pub window: Window,
    /// What decides draws: 64 hex digits.
    pub seed: String,
    /// The cluster issues that are voted on.
    pub clusters: Vec<Voted>,
    /// What was decided on the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Event>,
    /// The lines of the watch that stand in no comment yet; the last one always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watch: Vec<Line>,
    /// How many comments there were at the last look, where they may be ballots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<u64>,
    /// Votes that were seen to vanish, so far.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vanished: u64,
    /// Whether people were reminded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reminded: bool,
    /// The rows of the file of notes, where notes have no issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Rows>,
}

impl OpenVote {
    /// The numbers of the issues that are voted on.
    pub fn numbers(&self) -> Vec<u64> {
        self.clusters.iter().map(|voted| voted.number).collect()
    }

    /// Why it was cancelled, if it was.
    pub fn cancelled(&self) -> Option<&str> {
        self.history.iter().find_map(|event| match event {
            Event::Cancelled { why, .. } => Some(why.as_str()),
            _ => None,
        })
    }

    /// When it would have closed before any extension.
    pub fn first_closes(&self) -> Timestamp {
        let first = self.history.iter().find_map(|event| match event {
            Event::Extended { from, .. } => Some(*from),
            _ => None,
        });
        first.unwrap_or(self.window.closes)
    }
}

/// A cluster as it was when the vote opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voted {
    /// The number of its issue.
    pub number: u64,
    /// [`text`] of its issue.
    pub text: String,
    /// How many notes it held.
    pub notes: u64,
}

/// `sha256:…` of an issue's title and body, whatever GitHub makes of line ends.
pub fn text(issue: &Issue) -> String {
    let body = issue.body.replace("\r\n", "\n");
    record::digest(&format!("{}\n{}", issue.title, body.trim_end()))
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature is serde's.
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The rows of a file of notes as they were when the vote opened: what comes after them is late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// How many.
    pub count: usize,
    /// A digest over them, to tell an edited file from one that only grew.
    pub digest: String,
}

impl Rows {
    /// The rows of a file.
    pub fn of(notes: &[crate::notes::Note]) -> Rows {
        let all: Vec<String> = notes
            .iter()
            .map(|note| format!("{}\t{:?}", note.origin, note.cluster))
            .collect();
        Rows {
            count: notes.len(),
            digest: crate::notes::digest(&all.join("\n"), 1),
        }
    }

    /// The rows that are late; `None` where those that were there have changed since, so that nobody can tell.
    pub fn late<'n>(&self, notes: &'n [crate::notes::Note]) -> Option<&'n [crate::notes::Note]> {
        let (then, since) = notes.split_at_checked(self.count)?;
        (Rows::of(then) == *self).then_some(since)
    }
}

/// The first snapshot, taken before the issues were locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// When it was taken.
    pub at: Timestamp,
    /// All reactions by cluster issue, whether they count or not.
    pub votes: BTreeMap<u64, u64>,
}

/// The report's pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportPull {
    /// `owner/name` it was opened in.
    pub repository: String,
    /// Its number.
    pub number: u64,
    /// Its address.
    pub url: String,
}

/// The pull request of an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomePull {
    /// `owner/name` it was opened in.
    pub repository: String,
    /// Its number.
    pub number: u64,
    /// Its address.
    pub url: String,
    /// What became of it.
    pub state: PullState,
}

/// What became of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PullState {
    /// It waits for review.
    Open,
    /// It is merged.
    Merged,
    /// People closed it without merging.
    Closed,
}

impl PullState {
    /// That of a pull request.
    pub fn of(pull: &Pull) -> PullState {
        match (pull.merged, pull.open) {
            (true, _) => PullState::Merged,
            (false, true) => PullState::Open,
            (false, false) => PullState::Closed,
        }
    }
}

const NAME: &str = "memory";
/// The version of the shape.
const VERSION: u32 = 2;

impl Memory {
    /// The memory of a session that begins.
    pub fn new(attribution: Attribution, stage: Stage, clock: Option<Timestamp>) -> Memory {
        Memory {
            v: VERSION,
            attribution,
            stage: stage.word().to_owned(),
            clock,
            since: None,
            shifts: Vec::new(),
            heard: Heard::default(),
            off: None,
            talk: None,
            proposal: Vec::new(),
            parked: Vec::new(),
            merges: BTreeMap::new(),
            seen: None,
            vote: None,
            closing: None,
            tally: None,
            report: None,
            merged: false,
            outcomes: BTreeMap::new(),
        }
    }

    /// Reads it from the body of the session's issue.
    ///
    /// # Errors
    /// A sentence, where it is missing or unreadable: somebody edited it, and guessing could undo a vote.
    pub fn read(body: &str) -> Result<Memory, String> {
        let json = marker::find_hidden(body, NAME)
            .ok_or("its hidden `folkmoot:memory` comment is gone")?;
        let memory: Memory = serde_json::from_str(json).map_err(|error| {
            format!("its hidden `folkmoot:memory` comment is unreadable: {error}")
        })?;
        if memory.v != VERSION {
            return Err(format!(
                "its hidden `folkmoot:memory` comment is of version {}, made by another folkmoot",
                memory.v
            ));
        }
        Ok(memory)
    }

    /// The stage, as far as it is one.
    pub fn stage(&self) -> Option<Stage> {
        Stage::from_word(&self.stage)
    }

    /// The body with this memory in it.
    pub fn put(&self, body: &str) -> String {
        // A map with integer keys and plain strings: this cannot fail, and an empty memory would be refused when read.
        marker::put_hidden(body, NAME, &serde_json::to_string(self).unwrap_or_default())
    }
}
