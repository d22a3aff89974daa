//! Which pages anything depends on.

use super::{Depth, Kind, Next};
use crate::plan::rest::Rest;
use crate::plan::world::Issue;
use crate::plan::{Memory, World, labels};
use crate::session::SessionId;
use std::collections::BTreeMap;

/// Whether anything depends on a page. Of a session at rest that has more pages than were read, the world learns that.
pub(super) fn wanted(
    world: &mut World,
    next: &Next,
    depth: Depth,
    rests: &BTreeMap<SessionId, Rest>,
    busy: bool,
    unknown: bool,
) -> bool {
    let rest = |id: &SessionId| rests.get(id).copied().unwrap_or(Rest::No);
    match next {
        Next::Issues(connection) => match &connection.kind {
            Kind::Sessions => true,
            // Only to learn what became of a session that is nowhere else.
            Kind::Finished => connection.after.is_none() || unknown,
            Kind::Inbox => depth == Depth::Whole || busy || connection.after.is_none(),
            Kind::Of(id) if over(world, id) => false,
            Kind::Of(id) if rest(id) != Rest::No => {
                world.unread.insert(id.clone());
                false
            }
            Kind::Of(_) | Kind::ChangedSessions(_) | Kind::Changed(_) => true,
        },
        Next::Cluster(_) | Next::Session(_) | Next::Reactions(_) => true,
        // Votes are read where they are counted, or others than at the last look.
        Next::Votes { number, .. } => {
            depth == Depth::Whole
                || world.issues.get(number).is_some_and(|issue| {
                    counting(world, issue)
                        && session_of(issue).is_some_and(|id| rest(&id) != Rest::Whole)
                })
        }
        Next::Comments { number, .. } => {
            let id = world.issues.get(number).and_then(session_of);
            let rests = id.as_ref().is_some_and(|id| rest(id) == Rest::Whole);
            if rests && let Some(id) = id {
                world.unread.insert(id);
            }
            !rests
        }
    }
}

/// Whether the votes on an issue may be counted now: its session's vote was opened, and no report is out.
fn counting(world: &World, issue: &Issue) -> bool {
    session_of(issue)
        .and_then(|id| world.session_issue(&id))
        .and_then(|issue| Memory::read(&issue.body).ok())
        .is_some_and(|memory| memory.vote.is_some() && memory.report.is_none())
}

/// Whether a session's vote is closed, so that its report is looked for.
pub fn awaits_report(world: &World, id: &SessionId) -> bool {
    world
        .session_issue(id)
        .and_then(|issue| Memory::read(&issue.body).ok())
        .is_some_and(|memory| memory.tally.is_some())
}

fn session_of(issue: &Issue) -> Option<SessionId> {
    issue
        .labels
        .iter()
        .find_map(|name| labels::session_of(name))
}

/// Whether a session's issue is closed, and no other one open.
pub fn over(world: &World, id: &SessionId) -> bool {
    world.finished.contains_key(id) && world.session_issue(id).is_none()
}
