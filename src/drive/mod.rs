//! Driving a run: read, plan a wave, execute it, and again until nothing is left.
//!
//! In: sessions, access to GitHub, the time. Out: [`Ran`]: what was done, what people should know, what it cost. It holds no rule of
//! its own: what to do is `plan`'s, how to do it is `github`'s and `publish`'s.

mod edit;
mod foresee;
mod turn;
mod write;

pub use edit::{EditError, edit};
pub use foresee::foresee;

use crate::github::{Access, GithubError, Ref};
use crate::plan::stand::{State, states};
use crate::plan::{Change, MOST_WAVES, Notice, World, next};
use crate::publish::PublishError;
use crate::session::Session;
use jiff::Timestamp;
use serde::Serialize;
use write::Writer;

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Ran {
    /// Each change that was made, in words.
    pub done: Vec<String>,
    /// What people should know.
    pub notices: Vec<Notice>,
    /// Where the sessions stand.
    pub sessions: Vec<State>,
    /// Requests spent.
    pub requests: u64,
    /// Content creations spent.
    pub creations: usize,
    /// Why it did not do everything that is due, where it did not and nothing is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<Paused>,
}

/// A run that ended before everything was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paused {
    /// Why.
    pub why: String,
    /// When a run can go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What is left to do, in words, as far as it can be foreseen; `None` where nothing was read yet.
    pub left: Option<Vec<String>>,
}

/// Why a run ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// GitHub.
    #[error(transparent)]
    Github(#[from] GithubError),
    /// Git.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Rules that nobody has reviewed.
    #[error(
        "these sessions are {from}'s, and only the rules of the default branch `{default}` count. Run it there; `folkmoot plan` works on any branch and tag"
    )]
    Branch {
        /// Where the sessions are from.
        from: Ref,
        /// Where they should be from.
        default: String,
    },
    /// A plan that does not come to an end.
    #[error("the plan does not come to an end: `{0}` comes back. Please report this")]
    Endless(String),
}

impl DriveError {
    /// Whether it is one session's, and the others can go on. A document with many sessions' changes is not; a size is known before it is sent.
    fn is_local(&self, batch: &[Change]) -> bool {
        match self {
            DriveError::Github(GithubError::TooLarge { .. }) => true,
            DriveError::Github(error) => error.is_local() && !batch.iter().all(Change::is_mutation),
            DriveError::Publish(_) => true,
            DriveError::Branch { .. } | DriveError::Endless(_) => false,
        }
    }
}

/// Runs to the end, to what this run may spend, or to the first error; the outcome tells what was done in any case.
pub async fn drive(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
) -> (Ran, Option<DriveError>) {
    let mut outcome = Ran::default();
    let before = access.requests();
    // Nothing is due before the first announcement: then nothing is asked either.
    let due = access
        .chosen(sessions)
        .iter()
        .any(|session| session.schedule.announced <= now);
    let mut error = None;
    if due {
        let mut writer = Writer::new(sessions, access, now);
        let mut world = None;
        error = writer.run(&mut world, &mut outcome).await.err();
        if world.is_some() {
            outcome.sessions = states(sessions, world.as_ref(), now);
        }
        let pause = match &error {
            Some(DriveError::Github(error)) => error.until(),
            _ => None,
        };
        let stopped = matches!(
            &error,
            Some(DriveError::Github(GithubError::Stopped { .. }))
        );
        if let (true, Some(why)) = (pause.is_some() || stopped, &error) {
            outcome.paused = Some(Paused {
                why: why.to_string(),
                until: pause,
                left: world.map(|world| left(sessions, world, now)),
            });
        }
        // What is left over for want of budget or of turn is no failure: the next run goes on.
        error = error.filter(|_| pause.is_none());
    }
    // Of what was not read nothing can be said.
    if outcome.sessions.is_empty() && error.is_none() {
        outcome.sessions = states(sessions, None, now);
    }
    outcome.sessions = of_run(outcome.sessions, access);
    outcome.requests = access.requests() - before;
    (outcome, error)
}

/// Where those sessions stand that the run is for.
fn of_run(mut states: Vec<State>, access: &Access) -> Vec<State> {
    if let Some(only) = &access.only {
        states.retain(|state| state.session == only.as_str());
    }
    states
}

/// What is still to be done, in words, as far as it can be foreseen.
fn left(sessions: &[Session], mut world: World, now: Timestamp) -> Vec<String> {
    let mut list = Vec::new();
    for _ in 0..MOST_WAVES {
        let wave = next(sessions, &world, now);
        if wave.changes.is_empty() {
            break;
        }
        for change in wave.changes {
            world.pretend(&change);
            if !change.only_looks() {
                list.push(change.to_string());
            }
        }
    }
    list
}

/// Keeps what earlier waves had to say: what gave rise to it may be mended by now, and people should know all the same.
fn keep(notices: &mut Vec<Notice>, new: Vec<Notice>) {
    for notice in new {
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
}
