//! Whose the notes are that name no session.

use crate::notes::received;
use crate::plan::labels;
use crate::plan::memory::Memory;
use crate::plan::world::{Issue, World};
use crate::session::{Session, SessionId, Stage};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Whether a note's issue waits for a session: one that another session took in, or that was made for one, does not.
pub(super) fn unclaimed(issue: &Issue) -> bool {
    !issue.has(labels::COLLECTED)
        && !issue
            .labels
            .iter()
            .any(|name| labels::fold(name).starts_with("session:"))
}

/// The sessions of notes whose form names none: the one that was collecting when the note was written, if it was one. A session collects from
/// its stage `notes` on, by the clock or by hand, until its vote opens.
pub type Homes = BTreeMap<u64, SessionId>;

/// Finds the homes, and the notes that have none: they name a session that there is not, or nobody was collecting, or several were.
pub fn homes(sessions: &[Session], world: &World) -> (Homes, Vec<u64>) {
    // Announced, collecting, until.
    let open: Vec<(&SessionId, Timestamp, Timestamp, Option<Timestamp>)> = sessions
        .iter()
        .filter_map(|session| {
            let issue = world.session_issue(&session.id)?;
            let memory = Memory::read(&issue.body).ok()?;
            let moved = issue
                .labels
                .iter()
                .filter_map(|name| labels::stage_of(name))
                .chain(memory.stage())
                .any(|stage| stage >= Stage::Notes);
            // Moved by hand before its time: nobody knows since when, so from the announcement on.
            let from = if moved && world.read_at < session.schedule.notes {
                issue.written
            } else {
                session.schedule.notes
            };
            let until = memory.vote.map(|vote| vote.window.opens);
            Some((&session.id, issue.written, from, until))
        })
        .collect();
    let (mut homes, mut homeless) = (Homes::new(), Vec::new());
    for issue in world.issues.values() {
        if !issue.open || !issue.has(labels::NOTE) || !unclaimed(issue) {
            continue;
        }
        if let Some(named) = received::form(&issue.title, &issue.body).session {
            if !sessions.iter().any(|session| session.id.as_str() == named) {
                homeless.push(issue.number);
            }
            continue;
        }
        // Who was collecting; for whoever is early, the only session there is.
        let mut fits = open.iter().filter(|(_, announced, collects, until)| {
            let from = if open.len() == 1 { announced } else { collects };
            *from <= issue.written && until.is_none_or(|until| issue.written < until)
        });
        let first = fits.next();
        let home = first.filter(|_| fits.next().is_none());
        match home {
            Some((id, ..)) => {
                homes.insert(issue.number, (*id).clone());
            }
            None => homeless.push(issue.number),
        }
    }
    (homes, homeless)
}
