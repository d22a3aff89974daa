//! What was heard and what was known, as one world: the one that a whole reading would have brought.
//!
//! Pure. Where that cannot be told from what was heard, there is none, and everything is read: a label that is gone left no trace on the
//! issues that had it, and neither did an issue that was deleted or moved away.

use crate::github::read::reads_all;
use crate::plan::world::Issue;
use crate::plan::{World, labels};
use crate::session::Session;
use jiff::Timestamp;

/// `heard` holds all issues that changed since `known` was read.
pub(super) fn merge(
    known: &World,
    heard: World,
    session: &Session,
    now: Timestamp,
) -> Option<World> {
    if renamed(known, &heard) || heard.issues.values().any(|issue| ends(known, issue)) {
        return None;
    }
    let reads = reads_all(session, known, known.read_at);
    let own = labels::session(&session.id);
    let mut world = known.clone();
    world.read_at = now;
    world.repository_id = heard.repository_id;
    world.url = heard.url;
    world.default_branch = heard.default_branch;
    world.turn = heard.turn;
    world.newest = heard.newest;
    world.inbox = heard.inbox;
    if heard.all_labels {
        world.labels = heard.labels;
    } else {
        world.labels.extend(heard.labels);
    }
    world.all_labels = heard.all_labels;
    // One that this token cannot see now is known still.
    world.governance.extend(heard.governance);
    for (number, mut issue) in heard.issues {
        let of_session = issue.open && issue.has(labels::SESSION);
        let voted = (issue.open && issue.has(labels::NOTE)) || (reads && issue.has(&own));
        if !of_session && !voted {
            world.issues.remove(&number);
            continue;
        }
        if !of_session {
            issue.comments.clear();
            issue.comments_total = 0;
            issue.comments_latest = None;
        }
        if !voted {
            issue.votes.clear();
            issue.votes_total = 0;
        }
        world.issues.insert(number, issue);
    }
    let same = reads == reads_all(session, &world, now)
        && unaccounted(known, session) == unaccounted(&world, session);
    same.then_some(world)
}

/// Whether a label is gone or has another name, as far as the labels that were read tell.
fn renamed(known: &World, heard: &World) -> bool {
    match (known.all_labels, heard.all_labels) {
        (true, true) => known
            .labels
            .iter()
            .any(|(name, label)| heard.labels.get(name) != Some(label)),
        (false, true) => true,
        _ => heard.labels.iter().any(|(name, label)| {
            let same = known.labels.get(name);
            let other = || known.labels.values().find(|known| known.id == label.id);
            same.or_else(other).is_some_and(|known| known != label)
        }),
    }
}

/// Whether an issue tells of another end of a session than is known, or takes one back.
fn ends(known: &World, issue: &Issue) -> bool {
    let ended = !issue.open && issue.has(labels::SESSION);
    let stage = issue
        .labels
        .iter()
        .filter_map(|name| labels::stage_of(name))
        .max();
    let off = issue.has(labels::CALLED_OFF);
    let sessions: Vec<_> = issue
        .labels
        .iter()
        .filter_map(|name| labels::session_of(name))
        .filter(|_| ended)
        .collect();
    let new = sessions.iter().any(|id| match known.finished.get(id) {
        Some(end) if end.number == issue.number => (end.stage, end.called_off) != (stage, off),
        Some(end) => end.stage < stage,
        None => true,
    });
    new || known
        .finished
        .iter()
        .any(|(id, end)| end.number == issue.number && !sessions.contains(id))
}

/// How many issues GitHub counts beyond those that are known: of the session, and of open notes.
fn unaccounted(world: &World, session: &Session) -> (i128, i128) {
    let own = labels::session(&session.id);
    let of = |total: u64, holds: &dyn Fn(&Issue) -> bool| {
        let count = world.issues.values().filter(|issue| holds(issue)).count();
        i128::from(total) - i128::try_from(count).unwrap_or(i128::MAX)
    };
    let all = world
        .newest
        .get(&session.id)
        .map_or(0, |newest| of(newest.total, &|issue| issue.has(&own)));
    let notes = of(world.inbox.total, &|issue| {
        issue.open && issue.has(labels::NOTE)
    });
    (all, notes)
}

#[cfg(test)]
mod tests;
