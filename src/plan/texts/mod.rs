//! The texts folkmoot writes to GitHub: the session's issue, clusters, notes.

mod about;
mod answer;
mod facts;
mod notes;
mod status;
mod voting;

pub use about::{about, suggested};
pub use answer::{answer, called_off};
pub use notes::{after, cluster_body, cluster_head, note_issue, note_list};
pub use status::{closed_status, kept_tally, result_comment, status};
pub use voting::reminder;

use super::labels;
use super::marker;
use super::memory::Memory;
use crate::session::{Session, Stage};
use jiff::Timestamp;

/// The region with agenda and rules.
pub const ABOUT: &str = "about";
/// The part of it with what people suggested to talk about: what a run did not look up, it takes from there.
pub const SUGGESTED: &str = "suggested";
/// The region with the session's state.
pub const STATUS: &str = "status";
/// The region with a cluster's notes.
pub const NOTES: &str = "notes";

/// The status of a session whose vote is closed and waits for the votes in the room.
pub const AWAITING: &str = "**Stage: voting**\n\nThe vote is closed, its issues are locked. It is counted once the votes in the room are there: `hands.csv` or `ballots.csv` beside the session’s file.";

/// Bytes of a list of notes: it has to leave room in a body of 65,536 characters, also for why they are there.
const LONGEST_LIST: usize = 46_000;

/// An instant where the session takes place, such as `11 December 2024, 15:20 (Asia/Kolkata)`.
pub fn when(session: &Session, at: Timestamp) -> String {
    let zone = session.timezone.iana_name().unwrap_or("UTC");
    let local = at.to_zoned(session.timezone.clone());
    format!("{} ({zone})", local.strftime("%-d %B %Y, %H:%M"))
}

/// The body of a session's issue that does not exist yet.
pub fn session_body(about: &str, status: &str, memory: &Memory) -> String {
    let body = format!(
        "{}\n\n{}",
        marker::region(STATUS, status),
        marker::region(ABOUT, about)
    );
    memory.put(&body)
}

/// Labels of a stage change: those to add and those to take off.
pub fn stage_labels(issue: &super::world::Issue, stage: Stage) -> (Vec<String>, Vec<String>) {
    let wanted = labels::stage(stage);
    let off: Vec<String> = issue
        .labels
        .iter()
        .filter(|name| labels::stage_of(name).is_some() && !labels::same(name, &wanted))
        .cloned()
        .collect();
    let on = if issue.has(&wanted) {
        Vec::new()
    } else {
        vec![wanted]
    };
    (on, off)
}
