//! When each stage of a session begins, as instants.

use super::Stage;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

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

/// A stage that begins later than the session's file says, and with it every stage after it. Whoever writes another time for it into the file
/// afterwards has the last word: then it shifts nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The stage.
    pub stage: Stage,
    /// When the file let it begin.
    pub was: Timestamp,
    /// By how many seconds later.
    pub by: i64,
}

/// For how long after its vote something is still to be done for a session: people take their time to merge reports.
const LINGERS: SignedDuration = SignedDuration::from_hours(60 * 24);

impl Schedule {
    /// Whether the vote is not over, or closed so recently that something is still to be done.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let over = self.closed.checked_add(LINGERS);
        over.is_ok_and(|over| now < over)
    }

    /// The schedule with what was shifted since.
    #[must_use]
    pub fn shifted(&self, shifts: &[Shift]) -> Schedule {
        let mut shifted = self.clone();
        for shift in shifts {
            if self.begins(shift.stage) != Some(shift.was) {
                continue;
            }
            let by = SignedDuration::from_secs(shift.by);
            for (stage, begins) in [
                (Stage::Announced, &mut shifted.announced),
                (Stage::Notes, &mut shifted.notes),
                (Stage::Affinity, &mut shifted.affinity),
                (Stage::Voting, &mut shifted.voting),
                (Stage::Closed, &mut shifted.closed),
            ] {
                if stage >= shift.stage {
                    *begins = begins.saturating_add(by).unwrap_or(*begins);
                }
            }
        }
        shifted
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shifted_takes_the_rest_along_until_the_file_says_otherwise() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let file = Schedule {
            announced: at(0),
            notes: at(10),
            affinity: at(20),
            voting: at(30),
            closed: at(40),
        };
        let shift = |stage, was, hours: i64| Shift {
            stage,
            was: at(was),
            by: hours * 3600,
        };
        let shifts = [shift(Stage::Affinity, 20, 5), shift(Stage::Voting, 30, 1)];
        let shifted = file.shifted(&shifts);
        assert_eq!(
            (
                shifted.notes,
                shifted.affinity,
                shifted.voting,
                shifted.closed
            ),
            (at(10), at(25), at(36), at(46))
        );
        // What is shifted is not shifted again.
        assert_eq!(shifted.shifted(&shifts), shifted);
        let edited = Schedule {
            affinity: at(28),
            ..file
        };
        assert_eq!(edited.shifted(&shifts).affinity, at(28));
        assert_eq!(edited.shifted(&shifts).voting, at(31));
    }
}
