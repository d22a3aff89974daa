//! Which pages anything depends on.

use super::{Depth, Kind, Next};
use crate::plan::world::Issue;
use crate::plan::{Memory, World, labels};
use crate::session::SessionId;
use std::collections::BTreeSet;

/// Whether anything depends on a page. Of a session at rest that has more pages than were read, the world learns that.
pub(super) fn wanted(
    world: &mut World,
    next: &Next,
    depth: Depth,
    at_rest: &BTreeSet<SessionId>,
    busy: bool,
    unknown: bool,
) -> bool {
    match next {
        Next::Issues(connection) => match &connection.kind {
            Kind::Sessions => true,
            // Only to learn what became of a session that is nowhere else.
            Kind::Finished => connection.after.is_none() || unknown,
            Kind::Inbox => depth == Depth::Whole || busy || connection.after.is_none(),
            Kind::Of(id) if over(world, id) => false,
            Kind::Of(id) if at_rest.contains(id) => {
                world.unread.insert(id.clone());
                false
            }
            Kind::Of(_) => true,
        },
        Next::Votes { number, .. } => {
            // Votes count once nobody can change them any more.
            depth == Depth::Whole
                || world
                    .issues
                    .get(number)
                    .is_some_and(|issue| issue.locked && counting(world, issue))
        }
        Next::Comments { number, .. } => {
            let id = world.issues.get(number).and_then(session_of);
            let rests = id.as_ref().is_some_and(|id| at_rest.contains(id));
            if rests && let Some(id) = id {
                world.unread.insert(id);
            }
            !rests
        }
    }
}

/// Whether the votes on a locked issue may be counted now: its session's vote was opened, and no report is out. A facilitator may have locked
/// it before the vote ends.
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
pub(super) fn over(world: &World, id: &SessionId) -> bool {
    world.finished.contains_key(id) && world.session_issue(id).is_none()
}
