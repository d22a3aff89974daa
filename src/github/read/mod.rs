//! Reading the world: one request a page of 100 issues, whatever the number of sessions, and nothing that no change depends on.
//!
//! The first request asks for everything that a small session has, and for what tells whether a large one is at rest. Only where it is not
//! are its other pages read: the next page of every list in each request, so that the longest list alone decides how many there are.

mod answer;
mod changed;
pub(super) mod document;
mod need;
mod rounds;
mod take;

use super::answer::Answer;
use super::client::Client;
use super::error::GithubError;
use super::find;
use super::wire::PageInfo;
use crate::plan::World;
use crate::plan::rest::{self, Rest};
use crate::session::{PullKey, RepositoryName, Session, SessionId};
pub(super) use answer::{endless, more, onward, owner, parse, repository, text};
use answer::{heading, know, newest, taken, whole};
pub use changed::{Asked, Heard};
use document::{Head, document};
use jiff::Timestamp;
use need::wanted;
pub use need::{awaits_report, over};
pub(super) use rounds::Rounds;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Lists of issues in one document: 20 pages of issues stay below GitHub's 500,000 nodes.
const MOST_CONNECTIONS: usize = 20;
/// Lists of votes and comments in one document.
const MOST_LISTS: usize = 50;
/// What reading is called in errors.
pub(super) const WHAT: &str = "reading issues";

/// How much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What the next changes depend on.
    Due,
    /// Everything, with all votes.
    Whole,
}

/// What a list of issues holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// Issues of open sessions.
    Sessions,
    /// Issues of sessions that are over.
    Finished,
    /// Open notes, also those that no session has taken in yet.
    Inbox,
    /// Clusters and notes of one session.
    Of(SessionId),
    /// Issues of open sessions that have changed since.
    ChangedSessions(Timestamp),
    /// All issues that have changed since.
    Changed(Timestamp),
}

/// A list of issues that is being read.
#[derive(Debug)]
struct Connection {
    kind: Kind,
    after: Option<String>,
    read: BTreeSet<u64>,
}

impl Connection {
    fn next(kind: Kind) -> Next {
        Next::Issues(Connection {
            kind,
            after: None,
            read: BTreeSet::new(),
        })
    }
}

/// A page that is still to be read.
#[derive(Debug)]
enum Next {
    Issues(Connection),
    Votes {
        number: u64,
        id: String,
        after: String,
    },
    Comments {
        number: u64,
        id: String,
        after: String,
    },
    /// A cluster by its number.
    Cluster(u64),
    /// A session's issue by its number.
    Session(u64),
    /// The votes on a cluster by its number.
    Reactions(u64),
}

/// What the first request told, and what is still to be read.
#[derive(Debug)]
pub struct Reading {
    /// The world so far.
    pub world: World,
    next: Vec<Next>,
}

/// Pull requests to look for by their branches, by repository.
pub type Reports = BTreeMap<RepositoryName, Vec<(PullKey, String)>>;

/// The reports that are due, and their sessions' outcomes, by repository.
pub fn reports(sessions: &[Session], own: &RepositoryName, now: Timestamp) -> Reports {
    let mut reports = Reports::new();
    for session in sessions {
        if session.schedule.closed <= now && session.schedule.is_fresh(now) {
            for (repository, key) in session.pulls(own) {
                let branch = key.branch();
                reports.entry(repository).or_default().push((key, branch));
            }
        }
    }
    reports
}

/// Those of the sessions whose issues are read with the first request.
fn early(sessions: &[Session], now: Timestamp) -> Vec<&SessionId> {
    sessions
        .iter()
        .filter(|session| session.schedule.announced <= now && session.schedule.is_fresh(now))
        .map(|session| &session.id)
        .collect()
}

/// Whether all issues of a session are read: from its announcement until it is over, or long ago.
pub(super) fn reads_all(session: &Session, world: &World, now: Timestamp) -> bool {
    session.schedule.announced <= now
        && (session.schedule.is_fresh(now) || world.session_issue(&session.id).is_some())
        && !over(world, &session.id)
}

impl Client {
    /// The first request: the repository, its sessions, the first page of everything, and `reports` where this token may see them.
    ///
    /// # Errors
    /// Where there is no answer, or it is not whole.
    pub async fn begin(
        &self,
        repository: &RepositoryName,
        sessions: &[Session],
        now: Timestamp,
        reports: &Reports,
    ) -> Result<Reading, GithubError> {
        let fresh = early(sessions, now);
        let mut next: Vec<Next> = [Kind::Sessions, Kind::Finished, Kind::Inbox]
            .into_iter()
            .chain(fresh.iter().map(|id| Kind::Of((*id).clone())))
            .map(Connection::next)
            .collect();
        let rest = next.split_off(next.len().min(MOST_CONNECTIONS));
        let head = Head {
            sessions: fresh.clone(),
            reports: reports
                .iter()
                .map(|(name, branches)| (name, branches.as_slice()))
                .collect(),
            later: None,
        };
        let mut world = World::empty(repository.clone(), String::new(), String::new(), now);
        let answer = self
            .pages(WHAT, |page| document(repository, Some(&head), &next, page))
            .await?;
        let mut data = whole(answer, repository, self.kind())?;
        let found = taken(&mut data, "repository");
        if found.is_null() {
            return Err(GithubError::NoRepository {
                repository: repository.to_string(),
            });
        }
        heading(&mut world, &found, &fresh)?;
        governance(&mut world, &data, reports);
        data.insert("repository".to_owned(), found);
        let mut left = take::pages(&mut world, next, &data)?;
        left.extend(rest);
        Ok(Reading { world, next: left })
    }

    /// The rest: the further pages of every session that is not at rest.
    ///
    /// # Errors
    /// Where anything is missing: half a world would be planned into nonsense.
    pub async fn finish(
        &self,
        reading: Reading,
        sessions: &[Session],
        now: Timestamp,
        depth: Depth,
    ) -> Result<World, GithubError> {
        let Reading {
            mut world,
            mut next,
        } = reading;
        // A session that has gone on for longer than it should is open still: its issues are read too.
        next.extend(
            sessions
                .iter()
                .filter(|session| {
                    session.schedule.announced <= now && !session.schedule.is_fresh(now)
                })
                .filter(|session| world.session_issue(&session.id).is_some())
                .map(|session| Connection::next(Kind::Of(session.id.clone()))),
        );
        if depth == Depth::Due {
            // Behind a hundred notes, or more: votes are looked at without reading those.
            let numbers = sessions
                .iter()
                .flat_map(|session| rest::looked_at(session, &world, now))
                .filter(|number| !world.issues.contains_key(number));
            let clusters: Vec<Next> = numbers.map(Next::Cluster).collect();
            for some in chunks(clusters, MOST_LISTS) {
                next.extend(self.clusters(&mut world, some).await?);
            }
        }
        let rests: BTreeMap<SessionId, Rest> = sessions
            .iter()
            .filter(|_| depth == Depth::Due)
            .map(|session| (session.id.clone(), rest::rest(session, &world, now)))
            .collect();
        let busy = sessions.iter().any(|session| {
            rests.get(&session.id).is_none_or(|rest| *rest == Rest::No)
                && world.session_issue(&session.id).is_some()
        });
        let unknown = sessions.iter().any(|session| {
            session.schedule.announced <= now
                && world.session_issue(&session.id).is_none()
                && !world.finished.contains_key(&session.id)
        });
        let mut round = next;
        let mut rounds = Rounds::new(WHAT);
        while !round.is_empty() {
            rounds.next()?;
            let mut now_next = Vec::new();
            let mut later = Vec::new();
            let (mut connections, mut lists) = (0, 0);
            for next in round {
                if !wanted(&mut world, &next, depth, &rests, busy, unknown) {
                    continue;
                }
                let full = match &next {
                    Next::Issues(_) => {
                        connections += 1;
                        connections > MOST_CONNECTIONS
                    }
                    _ => {
                        lists += 1;
                        lists > MOST_LISTS
                    }
                };
                if full {
                    later.push(next);
                } else {
                    now_next.push(next);
                }
            }
            if now_next.is_empty() {
                break;
            }
            let mut left = self.follow(&mut world, now_next).await?;
            left.extend(later);
            round = left;
        }
        Ok(world)
    }

    /// Reads one more page of each; what then is left to read.
    async fn follow(&self, world: &mut World, next: Vec<Next>) -> Result<Vec<Next>, GithubError> {
        let repository = world.repository.clone();
        let answer = self
            .pages(WHAT, |page| document(&repository, None, &next, page))
            .await?;
        let data = whole(answer, &repository, self.kind())?;
        take::pages(world, next, &data)
    }

    /// Reads what a vote was held on, by the numbers of issues: the session's with its comments, and each cluster with its votes. One that
    /// is gone is left out.
    ///
    /// # Errors
    /// Where something cannot be read.
    pub async fn read_vote(
        &self,
        repository: &RepositoryName,
        session: u64,
        clusters: &[u64],
        now: Timestamp,
    ) -> Result<World, GithubError> {
        let mut world = World::empty(repository.clone(), String::new(), String::new(), now);
        let mut next = vec![Next::Session(session)];
        next.extend(clusters.iter().copied().map(Next::Cluster));
        let mut left = Vec::new();
        for some in chunks(next, MOST_LISTS) {
            left.extend(self.clusters(&mut world, some).await?);
        }
        let mut rounds = Rounds::new(WHAT);
        while !left.is_empty() {
            rounds.next()?;
            let later = left.split_off(left.len().min(MOST_LISTS));
            left = self.follow(&mut world, left).await?;
            left.extend(later);
        }
        Ok(world)
    }

    /// Reads clusters by their numbers; one that is gone is left out. What then is left to read.
    async fn clusters(&self, world: &mut World, next: Vec<Next>) -> Result<Vec<Next>, GithubError> {
        let repository = world.repository.clone();
        let mut answer = self
            .pages(WHAT, |page| document(&repository, None, &next, page))
            .await?;
        forgive_gone(&mut answer);
        let data = whole(answer, &repository, self.kind())?;
        take::pages(world, next, &data)
    }

    /// Reads the votes that had no room beside those of issues that were just locked.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn more_votes(
        &self,
        world: &mut World,
        more: Vec<(u64, String)>,
    ) -> Result<(), GithubError> {
        let mut round: Vec<Next> = more
            .into_iter()
            .filter_map(|(number, after)| {
                let id = world.issues.get(&number)?.id.clone();
                Some(Next::Votes { number, id, after })
            })
            .collect();
        let mut rounds = Rounds::new(WHAT);
        while !round.is_empty() {
            rounds.next()?;
            let later = round.split_off(round.len().min(MOST_LISTS));
            round = self.follow(world, round).await?;
            round.extend(later);
        }
        Ok(())
    }
}

/// Leaves out the errors about issues that were asked for by their numbers and are gone.
fn forgive_gone(answer: &mut Answer) {
    answer.errors.retain(|error| {
        let field = error.path.as_ref().and_then(|path| path.get(1)?.as_str());
        error.kind.as_deref() != Some("NOT_FOUND")
            || field.is_none_or(|field| !field.starts_with('q') && field != "talk")
    });
}

/// The governance repositories of an answer.
fn governance(world: &mut World, data: &Map<String, Value>, reports: &Reports) {
    for (index, (name, branches)) in reports.iter().enumerate() {
        // One that this token cannot see is asked for once it matters, and then its error counts.
        if let Some(value) = data.get(&format!("p{index}")).filter(|v| !v.is_null())
            && let Ok(governance) = find::governance(name, branches, value)
        {
            world.governance.insert(name.clone(), governance);
        }
    }
}

fn chunks(mut list: Vec<Next>, size: usize) -> Vec<Vec<Next>> {
    let mut chunks = Vec::new();
    while !list.is_empty() {
        let rest = list.split_off(list.len().min(size));
        chunks.push(std::mem::replace(&mut list, rest));
    }
    chunks
}
