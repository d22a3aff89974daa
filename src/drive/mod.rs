//! Driving a run: read, plan a wave, execute it, and again until nothing is left.
//!
//! In: sessions, access to GitHub, the time. Out: [`Outcome`]: what was done, what people should know, what it cost. It holds no rule of
//! its own: what to do is `plan`'s, how to do it is `github`'s and `publish`'s.

mod edit;
mod turn;
mod write;

pub use edit::{EditError, edit};

use crate::github::read::{self, Reports};
use crate::github::{Client, Depth, GithubError, Token, limits};
use crate::plan::heard;
use crate::plan::next::Level;
use crate::plan::rest::{self, Rest};
use crate::plan::view::{View, homes};
use crate::plan::{Change, Effect, MOST_WAVES, Memory, Notice, Plan, World, next};
use crate::progress::Progress;
use crate::publish::PublishError;
use crate::session::{RepositoryName, Session, SessionId, Stage};
use jiff::Timestamp;
use serde::Serialize;
use std::fmt;
use write::Writer;

/// How often the world is read when it changes while it is read.
const READINGS: u32 = 3;

/// What files are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ref {
    /// A branch.
    Branch(String),
    /// A tag: what it holds, nobody need have reviewed.
    Tag(String),
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ref::Branch(name) => write!(f, "the branch `{name}`"),
            Ref::Tag(name) => write!(f, "the tag `{name}`"),
        }
    }
}

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
    /// What the sessions were read from, where that is known: only the default branch's rules count.
    pub branch: Option<Ref>,
    /// The token that may push to the repository of the sessions.
    pub git_token: Option<Token>,
    /// The token that may push reports elsewhere, where it is another one.
    pub report_token: Option<Token>,
    /// Told of each batch that is written.
    pub progress: Progress,
    /// The one session that the run is for, where it is not for all of them. Of the others only what tells their notes from its is read.
    pub only: Option<SessionId>,
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

impl Access {
    fn client_for(&self, repository: &RepositoryName) -> &Client {
        match &self.report_client {
            Some(client) if *repository != self.repository => client,
            _ => &self.client,
        }
    }

    /// Those of the sessions that the run is for.
    fn chosen<'s>(&self, sessions: &'s [Session]) -> &'s [Session] {
        match &self.only {
            Some(only) => one(sessions, only),
            None => sessions,
        }
    }

    /// Reads the world of one session, whole; the others are known and left alone.
    async fn read_one(
        &self,
        sessions: &[Session],
        id: &SessionId,
        now: Timestamp,
    ) -> Result<World, GithubError> {
        let mut tries = 0;
        let mut world = loop {
            tries += 1;
            match self.read_once(one(sessions, id), now, Depth::Whole).await {
                Err(GithubError::Unusable { .. }) if tries < READINGS => {}
                read => break read?,
            }
        };
        let others = sessions.iter().map(|session| &session.id);
        world.failed.extend(others.filter(|it| *it != id).cloned());
        Ok(world)
    }

    /// Reads the world; again where it changed while it was read.
    ///
    /// # Errors
    /// Where something cannot be read.
    pub async fn read(
        &self,
        sessions: &[Session],
        now: Timestamp,
        depth: Depth,
    ) -> Result<World, GithubError> {
        let mut tries = 0;
        let mut world = loop {
            tries += 1;
            match self.read_once(self.chosen(sessions), now, depth).await {
                Err(GithubError::Unusable { .. }) if tries < READINGS => {}
                // Among comments that were read late there is one that asks for more than a look at the votes.
                Ok(world) if depth == Depth::Due && disturbed(sessions, &world, now) => {
                    break self
                        .read_once(self.chosen(sessions), now, Depth::Whole)
                        .await?;
                }
                read => break read?,
            }
        };
        // The others are left alone. They are known all the same: a note that names no session may be theirs.
        if let Some(only) = &self.only {
            let others = sessions.iter().map(|session| &session.id);
            world
                .failed
                .extend(others.filter(|id| *id != only).cloned());
        }
        Ok(world)
    }

    async fn read_once(
        &self,
        sessions: &[Session],
        now: Timestamp,
        depth: Depth,
    ) -> Result<World, GithubError> {
        let (reports, elsewhere) = self.reports(sessions, now);
        let mut reading = self
            .client
            .begin(&self.repository, sessions, now, &reports)
            .await?;
        for (repository, branches) in elsewhere {
            if branches
                .iter()
                .any(|(key, _)| read::awaits_report(&reading.world, &key.session))
            {
                let found = self
                    .client_for(&repository)
                    .find_report(&repository, &branches)
                    .await;
                match found {
                    Ok(found) => {
                        reading.world.governance.insert(repository, found);
                    }
                    // Asked again once it matters, and then it is that session's failure.
                    Err(error) if error.is_local() => {}
                    Err(error) => return Err(error),
                }
            }
        }
        self.client.finish(reading, sessions, now, depth).await
    }

    /// The reports that are due: those that are looked for with the first request, and those that are looked for where it matters alone,
    /// because they have a token of their own.
    pub(crate) fn reports(&self, sessions: &[Session], now: Timestamp) -> (Reports, Reports) {
        let mut reports = read::reports(sessions, &self.repository, now);
        let elsewhere = match &self.report_client {
            Some(_) => {
                let own = reports.remove(&self.repository);
                let elsewhere = std::mem::take(&mut reports);
                reports.extend(own.map(|own| (self.repository.clone(), own)));
                elsewhere
            }
            None => Reports::new(),
        };
        (reports, elsewhere)
    }

    /// What that cost of GitHub's primary limits: an answer that nothing has changed costs nothing, and a large document more than one.
    pub fn points(&self) -> u64 {
        self.client.points() + self.report_client.as_ref().map_or(0, Client::points)
    }

    /// Requests spent so far, by all clients.
    pub fn requests(&self) -> u64 {
        self.client.requests() + self.report_client.as_ref().map_or(0, Client::requests)
    }
}

/// The session of that id, as a list.
fn one<'s>(sessions: &'s [Session], id: &SessionId) -> &'s [Session] {
    let at = sessions.iter().position(|session| session.id == *id);
    at.and_then(|at| sessions.get(at..=at)).unwrap_or_default()
}

/// Whether something has to be done for a session of which not everything was read.
fn disturbed(sessions: &[Session], world: &World, now: Timestamp) -> bool {
    let mut unread = sessions
        .iter()
        .filter(|session| world.unread.contains(&session.id));
    unread.any(|session| {
        world.session_issue(&session.id).is_some_and(|issue| {
            Memory::read(&issue.body).is_ok_and(|memory| heard::waits(issue, &memory))
        }) && rest::rest(session, world, now) == Rest::No
    })
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
    /// Notes received; `None` where the session is at rest and its notes were not read.
    pub notes: Option<usize>,
    /// Clusters; `None` likewise.
    pub clusters: Option<usize>,
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

/// Runs to the end, to what this run may spend, or to the first error; the outcome tells what was done in any case.
pub async fn drive(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
) -> (Outcome, Option<DriveError>) {
    let mut outcome = Outcome::default();
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
            Some(DriveError::Github(
                GithubError::Budget { at, .. } | GithubError::RateLimited { at, .. },
            )) => Some(*at),
            Some(DriveError::Github(GithubError::Busy { until })) => Some(*until),
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

/// Those of the sessions that the run is for.
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
            let effect = world.simulate(&change);
            world.absorb(&change, effect);
            if !change.only_looks() {
                list.push(change.to_string());
            }
        }
    }
    list
}

/// What a run would do now, and where the sessions stand before it: reads as a run does, and simulates every write.
///
/// # Errors
/// Where something cannot be read.
pub async fn foresee(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
) -> Result<(Plan, Vec<State>), DriveError> {
    let mut plan = Plan::default();
    if !access
        .chosen(sessions)
        .iter()
        .any(|session| session.schedule.announced <= now)
    {
        return Ok((plan, of_run(states(sessions, None, now), access)));
    }
    let mut world = access.read(sessions, now, Depth::Due).await?;
    // As they stand before anything is done.
    let states = of_run(states(sessions, Some(&world), now), access);
    for _ in 0..MOST_WAVES {
        let wave = next(sessions, &world, now);
        take(&mut plan.notices, wave.notices);
        if wave.changes.is_empty() {
            return Ok((plan, states));
        }
        let mut writes = Vec::new();
        for change in wave.changes {
            if change.only_looks() {
                match look(access, &change).await {
                    Ok(effect) => world.absorb(&change, effect),
                    Err(error) if error.is_local() => {
                        for id in change.sessions(&world) {
                            plan.notices.push(Notice {
                                level: Level::Warning,
                                session: id.to_string(),
                                text: error.to_string(),
                            });
                            world.failed.insert(id);
                        }
                    }
                    Err(error) => return Err(error.into()),
                }
            } else {
                // What a run would refuse to send is said before it.
                if let Err(error) = limits::check(&change) {
                    let session = change.sessions(&world).into_iter().next();
                    plan.notices.push(Notice {
                        level: Level::Warning,
                        session: session.map_or_else(|| "run".to_owned(), |id| id.to_string()),
                        text: error.to_string(),
                    });
                }
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
async fn look(access: &Access, change: &Change) -> Result<Effect, GithubError> {
    Ok(match change {
        Change::FindLabels { names } => {
            Effect::Labels(access.client.find_labels(&access.repository, names).await?)
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
        Change::FindFeedback { session, asks, .. } => Effect::Feedback(
            access
                .client
                .find_feedback(&access.repository, session, asks)
                .await?,
        ),
        Change::FindRoll { source } => {
            Effect::Roll(access.client.find_roll(&access.repository, source).await?)
        }
        Change::FindPeople { logins } => {
            Effect::People(match access.client.find_people(logins).await {
                Ok(found) => Ok(found),
                // That vote's trouble, and nobody else's.
                Err(error) if error.is_local() => Err(error.to_string()),
                Err(error) => return Err(error),
            })
        }
        Change::FindThings { things } => Effect::Things(
            access
                .client
                .find_things(&access.repository, things)
                .await?,
        ),
        Change::FindRights { logins } => Effect::Rights(
            access
                .client
                .find_rights(&access.repository, logins)
                .await?,
        ),
        _ => Effect::Done,
    })
}

/// What is said of a session that is called off, in place of its stage.
const CALLED_OFF: &str = "called off";

/// Where every session stands.
pub fn states(sessions: &[Session], world: Option<&World>, now: Timestamp) -> Vec<State> {
    let shifted = match world {
        Some(world) => heard::all_shifted(sessions, world),
        None => sessions.into(),
    };
    let (homes, _) = world
        .map(|world| homes(&shifted, world))
        .unwrap_or_default();
    shifted
        .iter()
        .map(|session| {
            let mut state = State {
                session: session.id.to_string(),
                stage: None,
                issue: None,
                notes: Some(session.notes.len()),
                clusters: Some(0),
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
                let read = !world.unread.contains(&session.id);
                state.notes = read.then_some(view.notes.len());
                state.clusters = read.then_some(view.clusters.len());
                if let Some(Ok(memory)) = &view.memory {
                    let next = state
                        .next
                        .as_ref()
                        .and_then(|next| Stage::from_word(&next.stage));
                    if let Some(vote) = memory.vote.as_ref().filter(|_| next == Some(Stage::Closed))
                    {
                        let at = vote.window.closes;
                        state.next = (at > now).then(|| Next {
                            stage: Stage::Closed.to_string(),
                            at,
                            local: crate::plan::texts::when(session, at),
                        });
                    }
                    // A facilitator who is ahead of the clock is not waiting for it.
                    if next <= memory.stage() {
                        state.next = None;
                    }
                    state.stage = Some(memory.stage.clone());
                    if memory.off.is_some() {
                        state.stage = Some(CALLED_OFF.to_owned());
                        state.next = None;
                    }
                    state.report = memory.report.as_ref().map(|report| report.url.clone());
                }
            } else if let Some(finished) = world.finished.get(&session.id) {
                state.stage = if finished.called_off {
                    Some(CALLED_OFF.to_owned())
                } else {
                    finished.stage.map(|stage| stage.to_string())
                };
                state.issue = Some(format!("{}/issues/{}", world.url, finished.number));
                state.next = None;
                // Nobody reads the notes of what is over.
                (state.notes, state.clusters) = (None, None);
            }
            state
        })
        .collect()
}
