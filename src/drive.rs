//! Driving a run: read, plan a wave, execute it, and again until nothing is left.
//!
//! In: sessions, access to GitHub, the time. Out: [`Outcome`]: what was done, what people should know, what it cost. It holds no rule of
//! its own: what to do is `plan`'s, how to do it is `github`'s and `publish`'s.

use crate::github::{Client, GithubError, Token};
use crate::plan::price::batches;
use crate::plan::view::{View, homes};
use crate::plan::{Change, Effect, MOST_WAVES, Notice, Plan, World, next};
use crate::publish::{self, PublishError, Remote};
use crate::session::{RepositoryName, Session, Stage};
use jiff::Timestamp;
use serde::Serialize;

/// The ways to GitHub.
#[derive(Debug)]
pub struct Access {
    /// The repository of the sessions.
    pub repository: RepositoryName,
    /// The API, for that repository.
    pub client: Client,
    /// The API with another token, for reports that go elsewhere.
    pub report_client: Option<Client>,
    /// What stands before `owner/name.git`: `https://github.com`, or a folder.
    pub git_base: String,
    /// The branch that the sessions were read from, where that is known: only the default branch's rules count.
    pub branch: Option<String>,
    /// The token that may push to the repository of the sessions.
    pub git_token: Option<Token>,
    /// The token that may push reports elsewhere, where it is another one.
    pub report_token: Option<Token>,
}

impl Access {
    fn client_for(&self, repository: &RepositoryName) -> &Client {
        match &self.report_client {
            Some(client) if *repository != self.repository => client,
            _ => &self.client,
        }
    }

    /// Requests spent so far, by all clients.
    pub fn requests(&self) -> u64 {
        self.client.requests() + self.report_client.as_ref().map_or(0, Client::requests)
    }
}

/// Where a session stands after a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// The session.
    pub session: String,
    /// Its stage; `None` before it is announced.
    pub stage: Option<String>,
    /// The address of its issue.
    pub issue: Option<String>,
    /// Notes received.
    pub notes: usize,
    /// Clusters.
    pub clusters: usize,
    /// The address of the report's pull request.
    pub report: Option<String>,
    /// What the clock brings next, and when.
    pub next: Option<Next>,
}

/// What the clock brings next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// The stage.
    pub stage: String,
    /// When.
    pub at: Timestamp,
    /// The same where the session takes place, for people.
    pub local: String,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Outcome {
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
        "these sessions are the branch `{branch}`'s, and only the rules of the default branch `{default}` count. Run it there; `folkmoot plan` works on any branch"
    )]
    Branch {
        /// Where the sessions are from.
        branch: String,
        /// Where they should be from.
        default: String,
    },
    /// A plan that does not come to an end.
    #[error("the plan does not come to an end: `{0}` comes back. Please report this")]
    Endless(String),
}

/// Runs to the end, or to the first error; the outcome tells what was done either way.
pub async fn drive(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
) -> (Outcome, Option<DriveError>) {
    let mut outcome = Outcome::default();
    let before = access.requests();
    let mut error = None;
    // Nothing is due before the first announcement: then nothing is asked either.
    if sessions
        .iter()
        .any(|session| session.schedule.announced <= now)
    {
        match access.client.read(&access.repository, sessions, now).await {
            Ok(world)
                if access
                    .branch
                    .as_ref()
                    .is_some_and(|branch| *branch != world.default_branch) =>
            {
                error = Some(DriveError::Branch {
                    branch: access.branch.clone().unwrap_or_default(),
                    default: world.default_branch,
                });
            }
            Ok(mut world) => {
                error = waves(sessions, access, now, &mut world, &mut outcome)
                    .await
                    .err();
                outcome.sessions = states(sessions, Some(&world), now);
            }
            Err(failed) => error = Some(failed.into()),
        }
    }
    if outcome.sessions.is_empty() {
        outcome.sessions = states(sessions, None, now);
    }
    outcome.requests = access.requests() - before;
    (outcome, error)
}

/// What a run would do now: reads as a run does, and simulates every write.
///
/// # Errors
/// Where something cannot be read.
pub async fn foresee(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
) -> Result<Plan, DriveError> {
    let mut plan = Plan::default();
    if !sessions
        .iter()
        .any(|session| session.schedule.announced <= now)
    {
        return Ok(plan);
    }
    let mut world = access
        .client
        .read(&access.repository, sessions, now)
        .await?;
    for _ in 0..MOST_WAVES {
        let wave = next(sessions, &world, now);
        take(&mut plan.notices, wave.notices);
        if wave.changes.is_empty() {
            return Ok(plan);
        }
        let mut writes = Vec::new();
        for change in wave.changes {
            if change.only_looks() {
                let effect = look(sessions, access, now, &change).await?;
                world.absorb(&change, effect);
            } else {
                let effect = world.simulate(&change);
                world.absorb(&change, effect);
                writes.push(change);
            }
        }
        if !writes.is_empty() {
            plan.waves.push(writes);
        }
    }
    Err(DriveError::Endless(
        plan.waves
            .last()
            .and_then(|wave| wave.first())
            .map(ToString::to_string)
            .unwrap_or_default(),
    ))
}

/// Keeps what earlier waves had to say: what gave rise to it may be mended by now, and people should know all the same.
fn take(notices: &mut Vec<Notice>, new: Vec<Notice>) {
    for notice in new {
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
}

/// A change that reads.
async fn look(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
    change: &Change,
) -> Result<Effect, GithubError> {
    Ok(match change {
        Change::FindLabels { names } => {
            Effect::Labels(access.client.find_labels(&access.repository, names).await?)
        }
        Change::ReadAgain => {
            let again = access
                .client
                .read(&access.repository, sessions, now)
                .await?;
            Effect::Read(Box::new(again))
        }
        Change::FindReport {
            repository,
            branches,
        } => Effect::Report(
            access
                .client_for(repository)
                .find_report(repository, branches)
                .await?,
        ),
        _ => Effect::Done,
    })
}

async fn waves(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
    world: &mut World,
    outcome: &mut Outcome,
) -> Result<(), DriveError> {
    let mut last = String::new();
    for _ in 0..MOST_WAVES {
        let wave = next(sessions, world, now);
        take(&mut outcome.notices, wave.notices);
        let Some(first) = wave.changes.first() else {
            return Ok(());
        };
        last = first.to_string();
        for batch in batches(&wave.changes) {
            execute(sessions, access, now, world, batch, outcome).await?;
        }
    }
    Err(DriveError::Endless(last))
}

async fn execute(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
    world: &mut World,
    batch: &[Change],
    outcome: &mut Outcome,
) -> Result<(), DriveError> {
    let Some(first) = batch.first() else {
        return Ok(());
    };
    if first.is_mutation() {
        let applied = access.client.apply(world, batch).await?;
        for (change, effect) in batch.iter().zip(applied.effects) {
            if let Some(effect) = effect {
                record(outcome, change);
                world.absorb(change, effect);
            }
        }
        return match applied.error {
            Some(error) => Err(error.into()),
            None => Ok(()),
        };
    }
    let effect = match first {
        Change::Push(push) => {
            let remote = Remote {
                url: format!(
                    "{}/{}.git",
                    access.git_base.trim_end_matches('/'),
                    push.repository
                ),
                token: match &access.report_token {
                    Some(token) if push.repository != access.repository => Some(token.clone()),
                    _ => access.git_token.clone(),
                },
            };
            let push = push.clone();
            // libgit2 blocks; the runtime's workers must not.
            let pushed = tokio::task::spawn_blocking(move || publish::push(&remote, &push))
                .await
                .map_err(|error| PublishError::Git {
                    what: "push to",
                    url: String::new(),
                    why: error.to_string(),
                    cure: "Run again".to_owned(),
                })??;
            for path in &pushed.left_alone {
                outcome
                    .done
                    .push(format!("left {path} as a person wrote it"));
            }
            Effect::Done
        }
        Change::OpenPullRequest { repository, .. } => {
            let id = world
                .governance
                .get(repository)
                .map(|governance| governance.id.clone())
                .unwrap_or_default();
            let pull = access
                .client_for(repository)
                .open_pull_request(&id, first)
                .await?;
            Effect::PullOpened(pull)
        }
        _ => look(sessions, access, now, first).await?,
    };
    if !first.only_looks() && *first != Change::ReadAgain {
        record(outcome, first);
    }
    world.absorb(first, effect);
    Ok(())
}

fn record(outcome: &mut Outcome, change: &Change) {
    outcome.done.push(change.to_string());
    outcome.creations += usize::from(change.creates_content());
}

/// Where every session stands.
pub fn states(sessions: &[Session], world: Option<&World>, now: Timestamp) -> Vec<State> {
    let (homes, _) = world
        .map(|world| homes(sessions, world))
        .unwrap_or_default();
    sessions
        .iter()
        .map(|session| {
            let mut state = State {
                session: session.id.to_string(),
                stage: None,
                issue: None,
                notes: session.notes.len(),
                clusters: 0,
                report: None,
                next: session.schedule.next(now).map(|(stage, at)| Next {
                    stage: stage.to_string(),
                    at,
                    local: crate::plan::texts::when(session, at),
                }),
            };
            let Some(world) = world else { return state };
            let view = View::of(session, world, &homes);
            if let Some(issue) = view.issue {
                state.issue = Some(format!("{}/issues/{}", world.url, issue.number));
                state.notes = view.notes.len();
                state.clusters = view.clusters.len();
                if let Some(Ok(memory)) = &view.memory {
                    let next = state
                        .next
                        .as_ref()
                        .and_then(|next| Stage::from_word(&next.stage));
                    // A facilitator who is ahead of the clock is not waiting for it.
                    if next <= memory.stage() {
                        state.next = None;
                    }
                    state.stage = Some(memory.stage.clone());
                    state.report = memory.report.as_ref().map(|report| report.url.clone());
                }
            } else if let Some(finished) = world.finished.get(&session.id) {
                state.stage = finished.stage.map(|stage| stage.to_string());
                state.issue = Some(format!("{}/issues/{}", world.url, finished.number));
                state.next = None;
            }
            state
        })
        .collect()
}
