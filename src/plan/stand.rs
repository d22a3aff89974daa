//! Where sessions stand, for people.

use super::view::{View, homes};
use super::{World, heard, texts};
use crate::session::{Session, Stage};
use jiff::Timestamp;
use serde::Serialize;

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
                    local: texts::when(session, at),
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
                            local: texts::when(session, at),
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
