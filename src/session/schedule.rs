//! When each stage of a session begins, as instants.

use super::Stage;
use jiff::Timestamp;
use serde::Serialize;

/// When each stage begins. The times never run backwards: a session whose times do is refused when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// The session's issue appears.
    pub announced: Timestamp,
    /// Notes are collected.
    pub notes: Timestamp,
    /// Notes are grouped.
    pub affinity: Timestamp,
    /// The vote opens.
    pub voting: Timestamp,
    /// The vote closes.
    pub closed: Timestamp,
}

impl Schedule {
    /// When a stage begins; `published` has no time, it begins when people merge the report.
    pub fn begins(&self, stage: Stage) -> Option<Timestamp> {
        match stage {
            Stage::Announced => Some(self.announced),
            Stage::Notes => Some(self.notes),
            Stage::Affinity => Some(self.affinity),
            Stage::Voting => Some(self.voting),
            Stage::Closed => Some(self.closed),
            Stage::Published => None,
        }
    }

    /// The stage that the clock asks for at `now`; `None` before the announcement.
    pub fn due(&self, now: Timestamp) -> Option<Stage> {
        self.due_after(None, now).map(|(stage, _)| stage)
    }

    /// The latest beginning in `(after, now]`: what the clock has brought since it last moved this session.
    pub fn due_after(
        &self,
        after: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<(Stage, Timestamp)> {
        Stage::ALL
            .into_iter()
            .filter_map(|stage| self.begins(stage).map(|begins| (stage, begins)))
            .filter(|(_, begins)| *begins <= now && after.is_none_or(|after| *begins > after))
            .max_by_key(|(stage, begins)| (*begins, *stage))
    }

    /// What begins next after `now`.
    pub fn next(&self, now: Timestamp) -> Option<(Stage, Timestamp)> {
        Stage::ALL
            .into_iter()
            .filter_map(|stage| self.begins(stage).map(|begins| (stage, begins)))
            .filter(|(_, begins)| *begins > now)
            .min_by_key(|(stage, begins)| (*begins, *stage))
    }
}
