//! Whether a session is at rest: nothing that it depends on has changed since everything was read, so its notes need not be read again.

use super::memory::Memory;
use super::world::World;
use super::{labels, texts};
use crate::session::{Session, Stage};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// How long a list of issues is, and which of them changed last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Newest {
    /// How many there are.
    pub total: u64,
    /// Number and time of the last changes, the latest first.
    pub last: Vec<(u64, Timestamp)>,
}

/// GitHub's times are whole seconds and machines' clocks differ: a change is told from what came before it only after so long.
const SETTLED: SignedDuration = SignedDuration::from_secs(60);
/// Lists up to this length come whole with the first request.
const PAGE: u64 = 100;

/// Whether a session's clusters and notes can stay unread, because no change can follow from them now.
pub fn at_rest(session: &Session, world: &World, now: Timestamp) -> bool {
    let Some(issue) = world.session_issue(&session.id) else {
        return false;
    };
    let Ok(memory) = Memory::read(&issue.body) else {
        return false;
    };
    let stages: Vec<Stage> = issue
        .labels
        .iter()
        .filter_map(|name| labels::stage_of(name))
        .collect();
    // Set by hand, or half set by a run that was stopped.
    if stages.len() != 1 || stages.first().copied() != memory.stage() {
        return false;
    }
    match (&memory.vote, &memory.report) {
        (Some(vote), None) => {
            // People vote, and nothing is counted before its time.
            let mut schedule = session.schedule.clone();
            schedule.closed = vote.window.closes;
            memory.closing.is_none()
                && memory.stage() == Some(Stage::Voting)
                && schedule.due_after(memory.clock, now).is_none()
        }
        (Some(_), Some(report)) => {
            // The report waits for people.
            memory.stage() == Some(Stage::Closed)
                && world.governance.values().any(|governance| {
                    governance.repository.to_string() == report.repository
                        && governance
                            .pulls
                            .get(&session.id)
                            .is_some_and(|pull| !pull.merged && pull.number == report.number)
                })
        }
        (None, _) => {
            session.schedule.due_after(memory.clock, now).is_none()
                && memory.proposal.is_empty()
                && memory.seen.is_some()
                && memory.seen == seen(session, world, issue.number)
        }
    }
}

/// What a session depends on before its vote, as 16 hex digits: its files, and what its issues, its notes and its comments are and when they
/// changed last. `None` where one request reads it all anyway, or where the last change is too fresh to be told from the next.
pub fn seen(session: &Session, world: &World, issue: u64) -> Option<String> {
    let newest = world.newest.get(&session.id)?;
    let comments = world
        .issues
        .get(&issue)
        .map(|issue| (issue.comments_total, issue.comments_latest))
        .unwrap_or_default();
    if newest.total <= PAGE && world.inbox.total <= PAGE && comments.0 <= PAGE {
        return None;
    }
    // The session's own issue changes with each run that writes, this very line included.
    let last = newest.last.iter().find(|(number, _)| *number != issue);
    let inbox = world.inbox.last.first();
    let latest = [
        last.map(|(_, at)| *at),
        inbox.map(|(_, at)| *at),
        comments.1,
    ]
    .into_iter()
    .flatten()
    .max();
    if latest.is_some_and(|latest| world.read_at.duration_since(latest) < SETTLED) {
        return None;
    }
    let about = texts::about(session, world, session.attribution).unwrap_or_default();
    let mut sha = Sha256::new();
    sha.update(env!("CARGO_PKG_VERSION"));
    sha.update(format!(
        "\n{}\n{:?}\n{last:?}\n{}\n{inbox:?}\n{comments:?}\n{:?}\n{}\n",
        session.title, session.attribution, newest.total, session.schedule, world.inbox.total
    ));
    sha.update(about);
    for note in &session.notes {
        sha.update(format!("\n{}\t{:?}", note.origin, note.cluster));
    }
    Some(crate::hex(&sha.finalize()).chars().take(16).collect())
}
