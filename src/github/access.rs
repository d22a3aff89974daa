//! The ways to GitHub, and the world that is read on them.
//!
//! In: sessions, the time. Out: a [`World`], read again where it changed meanwhile.

use super::read::{self, Reports};
use super::{Client, Depth, GithubError, Token};
use crate::plan::rest::{self, Rest};
use crate::plan::{Found, Look, Memory, World, heard};
use crate::progress::Progress;
use crate::session::{RepositoryName, Session, SessionId};
use jiff::Timestamp;
use std::fmt;

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

impl Access {
    /// The client for a repository.
    pub(crate) fn client_for(&self, repository: &RepositoryName) -> &Client {
        match &self.report_client {
            Some(client) if *repository != self.repository => client,
            _ => &self.client,
        }
    }

    /// Those of the sessions that the run is for.
    pub(crate) fn chosen<'s>(&self, sessions: &'s [Session]) -> &'s [Session] {
        match &self.only {
            Some(only) => one(sessions, only),
            None => sessions,
        }
    }

    /// Reads the world of one session, whole; the others are known and left alone.
    pub(crate) async fn read_one(
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

    /// Asks GitHub.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) async fn look(&self, look: &Look) -> Result<Found, GithubError> {
        let (client, own) = (&self.client, &self.repository);
        Ok(match look {
            Look::Labels { names } => Found::Labels {
                names: names.clone(),
                found: client.find_labels(own, names).await?,
            },
            Look::Report {
                repository,
                branches,
            } => {
                let client = self.client_for(repository);
                Found::Report(client.find_report(repository, branches).await?)
            }
            Look::Feedback { session, asks, .. } => Found::Feedback(
                session.clone(),
                client.find_feedback(own, session, asks).await?,
            ),
            Look::Roll { source } => {
                Found::Roll(source.clone(), client.find_roll(own, source).await?)
            }
            Look::People { logins } => Found::People {
                logins: logins.clone(),
                found: match client.find_people(logins).await {
                    Ok(found) => Ok(found),
                    // That vote's trouble, and nobody else's.
                    Err(error) if error.is_local() => Err(error.to_string()),
                    Err(error) => return Err(error),
                },
            },
            Look::Things { things } => Found::Things(client.find_things(own, things).await?),
            Look::Rights { logins } => Found::Rights(client.find_rights(own, logins).await?),
        })
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
