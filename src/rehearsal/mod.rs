//! A rehearsal: a whole session played on this machine.
//!
//! In: a session with notes, a seed. Out: [`Played`]: what happened, and files to look at. It starts fakehub on loopback and bare
//! repositories in a folder, lets people of its own take part over HTTP, and drives folkmoot as `run` does. Nothing of it is used by
//! `run`, and folkmoot does not know that it is being rehearsed.

mod ballots;
mod beside;
mod cast;
mod crowd;
mod people;
mod runs;
pub mod screen;
mod stage;
mod tell;

use crate::drive::DriveError;
pub use crate::progress::{Progress, Step};
use crate::session::{NotesIn, Session};
pub use beside::OnWall;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// How to play.
#[derive(Debug, Clone)]
pub struct Play {
    /// Where to keep everything; a temporary folder otherwise.
    pub keep: Option<PathBuf>,
    /// How many people vote.
    pub people: u32,
    /// What the dice start from.
    pub seed: u64,
    /// Leave the grouping to folkmoot.
    pub propose: bool,
    /// Play with so many notes, made from the session's own and kept in its file.
    pub notes: Option<usize>,
    /// Faults that strike folkmoot's own requests; a run that one of them ends is run again, as a schedule would.
    pub faults: Vec<Fault>,
    /// Push over HTTP, which takes the command `git`, rather than into a folder.
    pub git_over_http: bool,
    /// How long a request waits for its answer; GitHub's stand-in answers at once.
    pub patience: Option<Duration>,
    /// Run twice more after each act, to see what runs cost that have nothing to do.
    pub again: bool,
    /// Play it in real time, with a wall beside it.
    pub wall: Option<OnWall>,
    /// Told of each step.
    pub progress: Progress,
}

impl Default for Play {
    fn default() -> Play {
        Play {
            keep: None,
            people: 30,
            seed: 2024,
            propose: false,
            notes: None,
            faults: Vec::new(),
            git_over_http: false,
            patience: None,
            again: false,
            wall: None,
            progress: Progress::default(),
        }
    }
}

/// A fault at one of folkmoot's requests, counted from 0 over the whole play.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Which request.
    pub request: u64,
    /// Which requests count: those to the API, those of git, or both.
    pub of: fakehub::Traffic,
    /// What happens to it.
    pub kind: Strike,
}

/// What happens to a request.
#[derive(Debug, Clone)]
pub enum Strike {
    /// Something at GitHub or on the way.
    Fault(fakehub::FaultKind),
    /// It arrives and has its effect, and folkmoot is killed before the answer does.
    Kill,
}

/// Why a rehearsal did not end well.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// What was given cannot be played.
    #[error("{0}")]
    Input(String),
    /// Something of a private session names somebody.
    #[error("{0}")]
    Held(String),
    /// A run failed.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// A run was killed, as ordered.
    #[error("the run was killed")]
    Killed,
    /// Somebody ended it.
    #[error("the rehearsal was ended before its end")]
    Ended,
    /// GitHub's client.
    #[error(transparent)]
    Github(#[from] crate::github::GithubError),
    /// The stand-in for GitHub.
    #[error("the stand-in for GitHub failed: {0}")]
    Hub(#[from] fakehub::HubError),
    /// The disk.
    #[error("cannot write to {path}: {why}")]
    Disk {
        /// Where.
        path: String,
        /// What the system said.
        why: String,
    },
    /// Git on this machine.
    #[error("git: {0}")]
    Git(#[from] git2::Error),
    /// A step of the play that did not come out as it must.
    #[error("the rehearsal went wrong: {0}")]
    Play(String),
}

/// One act: what the people did, and what the run after it did.
#[derive(Debug, Clone, Serialize)]
pub struct Act {
    /// The time, where the session takes place.
    pub at: String,
    /// What people did before.
    pub people: String,
    /// The session's stage after the run.
    pub stage: String,
    /// How many changes the run made.
    pub changes: usize,
    /// How many requests it spent.
    pub requests: u64,
    /// What for.
    pub spent: Spent,
    /// Requests of two more runs, ten and twenty minutes later, where they were asked for. The second one has nothing to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<u64>,
}

/// What requests were for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Spent {
    /// Requests that read.
    pub reading: u64,
    /// Requests that create labels, issues, comments or pull requests.
    pub creating: u64,
    /// Requests that change what is there.
    pub changing: u64,
    /// Issues, comments and pull requests created.
    pub creations: u64,
    /// GraphQL points, as GitHub counts them for the hour.
    pub points: u64,
}

/// A cluster's place.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// Rank, from 1.
    pub rank: u64,
    /// Name.
    pub name: String,
    /// Notes in it.
    pub notes: usize,
    /// Votes that count.
    pub votes: u64,
    /// Whether it was chosen.
    pub wins: bool,
}

/// How many requests of folkmoot's account arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrived {
    /// At the API.
    pub api: u64,
    /// From git.
    pub git: u64,
}

/// What a play took of this machine, GitHub's stand-in included.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Took {
    /// Seconds.
    pub seconds: f64,
    /// The most memory it had, in megabytes; `None` where the system does not tell.
    pub peak_megabytes: Option<u64>,
}

/// What happened.
#[derive(Debug, Clone, Serialize)]
pub struct Played {
    /// The session.
    pub session: String,
    /// Its title.
    pub title: String,
    /// The acts, in order.
    pub acts: Vec<Act>,
    /// Notes received.
    pub notes: usize,
    /// The result.
    pub result: Vec<Place>,
    /// Notes that were parked.
    pub parked: usize,
    /// People who voted.
    pub voters: u64,
    /// Votes that did not count, with the reason.
    pub uncounted: Vec<(String, u64)>,
    /// The title of the report's pull request.
    pub pull_request: String,
    /// Those of the outcomes' pull requests.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<String>,
    /// Whether a run after the end had nothing to do, and what it cost.
    pub idle_requests: u64,
    /// The folder with everything in it.
    pub folder: String,
    /// The governance repository in it.
    pub governance: String,
    /// Content creations of all runs.
    pub creations: usize,
    /// What it took, where somebody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took: Option<Took>,
    /// Runs that a fault ended.
    pub failed_runs: usize,
    /// Requests of all runs to the API and of git, as the hub counts them for folkmoot's account.
    #[serde(skip)]
    pub arrived: Arrived,
    /// Everything on the stand-in for GitHub at the end, without times.
    #[serde(skip)]
    pub state: serde_json::Value,
    /// Requests of all runs.
    pub requests: u64,
}

/// Plays a session.
///
/// # Errors
/// [`RehearsalError`], where it cannot be played to its end.
pub async fn play(session: Session, play: &Play) -> Result<Played, RehearsalError> {
    let mut session = session;
    if let Some(count) = play.notes {
        session.notes = crowd::notes(&session.notes, count);
        session.notes_in = NotesIn::File;
    }
    cast::play(session, play).await
}
