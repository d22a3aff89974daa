//! Whether a session is at rest: nothing that it depends on has changed since everything was read, so its notes need not be read again.

use super::heard;
use super::memory::{Memory, OpenVote, PullState, text};
use super::world::{Issue, Pull, World};
use super::{labels, roll, texts};
use crate::ballot::rules::SelfVotes;
use crate::session::PullKey;
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

/// What of a session can stay unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing: changes may follow from all of it.
    No,
    /// Its notes: people vote, and the votes are others than at the last look.
    Notes,
    /// Its notes and votes: no change can follow from them now.
    Whole,
}

/// What of a session can stay unread now.
pub fn rest(session: &Session, world: &World, now: Timestamp) -> Rest {
    let Some(issue) = world.session_issue(&session.id) else {
        return Rest::No;
    };
    let Ok(memory) = Memory::read(&issue.body) else {
        return Rest::No;
    };
    let stages: Vec<Stage> = issue
        .labels
        .iter()
        .filter_map(|name| labels::stage_of(name))
        .collect();
    // Somebody said something that waits to be done or answered.
    if heard::waits(issue, &memory) {
        return Rest::No;
    }
    let shifted = session.schedule.shifted(&memory.shifts);
    // Set by hand, or half set by a run that was stopped.
    if stages.len() != 1 || stages.first().copied() != memory.stage() {
        return Rest::No;
    }
    let whole = |rests: bool| if rests { Rest::Whole } else { Rest::No };
    match (&memory.vote, &memory.report) {
        (Some(vote), None) => {
            let mut schedule = shifted;
            schedule.closed = vote.window.closes;
            // People vote, and nothing is counted before its time.
            let waits = memory.closing.is_none()
                && memory.stage() == Some(Stage::Voting)
                && schedule.due_after(memory.clock, now).is_none()
                && !decided(session, vote, now)
                && !reminds(vote, now);
            if !waits {
                Rest::No
            } else if unchanged(world, issue, vote) && heard_all(issue, &memory) {
                Rest::Whole
            } else if vote.rules.self_votes == SelfVotes::Exclude {
                Rest::No
            } else {
                Rest::Notes
            }
        }
        // The report waits for people.
        (Some(_), Some(report)) => whole(
            memory.stage() == Some(Stage::Closed)
                && heard_all(issue, &memory)
                && pull(world, &report.repository, &PullKey::report(&session.id)).is_some_and(
                    |pull| pull.number == report.number && pull.merged == memory.merged,
                )
                && memory.outcomes.len() == session.outcomes.len()
                && session.outcomes.iter().all(|outcome| {
                    let key = PullKey::outcome(&session.id, &outcome.name);
                    let known = memory.outcomes.get(outcome.name.as_str());
                    known.is_some_and(|known| {
                        pull(world, &known.repository, &key).is_some_and(|pull| {
                            pull.number == known.number && PullState::of(pull) == known.state
                        })
                    })
                }),
        ),
        (None, _) => whole(
            shifted.due_after(memory.clock, now).is_none()
                && memory.proposal.is_empty()
                && memory.seen.is_some()
                && memory.seen == seen(&heard::shifted(session, world), world, issue.number),
        ),
    }
}

/// Whether every comment was read since it was written.
fn heard_all(issue: &Issue, memory: &Memory) -> bool {
    heard::talk(issue).is_none_or(|talk| memory.talk == Some(talk))
}

/// A pull request as it was read.
fn pull<'w>(world: &'w World, repository: &str, key: &PullKey) -> Option<&'w Pull> {
    let mut governance = world.governance.values();
    let governance = governance.find(|known| known.repository.to_string() == repository)?;
    governance.pulls.get(key)
}

/// The clusters of a vote that is open and of which nothing is due, so that its votes alone are looked at.
pub fn looked_at(session: &Session, world: &World, now: Timestamp) -> Vec<u64> {
    let vote = world
        .session_issue(&session.id)
        .and_then(|issue| Memory::read(&issue.body).ok())
        .filter(|memory| memory.report.is_none())
        .and_then(|memory| memory.vote);
    match (rest(session, world, now), vote) {
        (Rest::Notes | Rest::Whole, Some(vote)) => vote.numbers(),
        _ => Vec::new(),
    }
}

/// Whether maintainers decided something of the vote that was not taken up yet.
fn decided(session: &Session, vote: &OpenVote, now: Timestamp) -> bool {
    let decisions = &session.decisions;
    (decisions.cancelled.is_some() && vote.cancelled().is_none() && now < vote.window.closes)
        || decisions
            .extended
            .as_ref()
            .is_some_and(|(until, _)| *until > vote.window.closes && now < vote.window.closes)
        || (session.rules.roll == vote.rules.roll && roll::lists(session) != vote.lists)
}

/// Whether people have to be reminded now.
pub fn reminds(vote: &OpenVote, now: Timestamp) -> bool {
    let open = vote.window.closes.duration_since(vote.window.opens);
    let before = match vote.rules.remind_hours {
        Some(hours) => SignedDuration::from_hours(i64::from(hours)),
        None if open > SignedDuration::from_hours(48) => SignedDuration::from_hours(24),
        None => SignedDuration::ZERO,
    };
    !vote.reminded
        && before > SignedDuration::ZERO
        && now < vote.window.closes
        && vote.window.closes.duration_since(now) <= before
}

/// Whether the votes, and what is voted on, are as at the last look, as far as their numbers tell.
fn unchanged(world: &World, issue: &Issue, vote: &OpenVote) -> bool {
    let Some(last) = vote.watch.last() else {
        return false;
    };
    let clusters = vote.clusters.iter().all(|voted| {
        world.issues.get(&voted.number).is_some_and(|cluster| {
            last.votes.get(&voted.number) == Some(&cluster.votes_total)
                && (text(cluster) != voted.text) == last.edited.contains(&voted.number)
        })
    });
    let ballots = !vote.rules.method.by_comment()
        || (vote.comments == Some(issue.comments_total)
            && issue.comments_latest.is_none_or(|latest| latest <= last.at));
    clusters && ballots
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
    let about = texts::about(session, world, session.attribution, None).unwrap_or_default();
    let mut sha = Sha256::new();
    sha.update(env!("CARGO_PKG_VERSION"));
    sha.update(format!(
        "\n{}\n{:?}\n{last:?}\n{}\n{inbox:?}\n{comments:?}\n{:?}\n{}\n",
        session.title, session.attribution, newest.total, session.schedule, world.inbox.total
    ));
    sha.update(about);
    // What a survey of the last session suggests stands in the issue.
    if let Some(survey) = session.last.as_ref().and_then(|last| last.survey.as_ref()) {
        sha.update(format!("\n{survey:?}"));
    }
    // Clusters that are voted on without notes.
    let claims = session.clusters.iter();
    for claim in claims.filter(|_| session.format.vote_on_claims) {
        sha.update(format!("\n{}\t{:?}", claim.name, claim.about));
    }
    for note in &session.notes {
        sha.update(format!("\n{}\t{:?}", note.origin, note.cluster));
        for (name, value) in &note.fields {
            sha.update(format!("\t{name}\t{value:?}"));
        }
    }
    Some(crate::text::hex(&sha.finalize()).chars().take(16).collect())
}
