//! The turn: one run writes at a time.
//!
//! GitHub has no lock, but the name of a label is unique in its repository, and a label that is deleted and made anew has another id. So
//! the label [`LABEL`] is a lock with a generation: a run takes the turn by deleting the label whose id it has read and creating it again.
//! If another run took the turn since, that id is gone and the name is taken, and the creation fails. Whoever created it holds the turn
//! until the time in its description, renews it while at work, and says in it when it is done. The label stays, on no issue.

use jiff::{SignedDuration, Timestamp};

/// The label's name.
pub const LABEL: &str = "folkmoot:turn";
/// Its colour.
pub const COLOR: &str = "ededed";
/// What it says while nobody is at work.
pub const FREE: &str =
    "No run is at work. One run writes at a time; this label tells whose turn it is.";
/// How long a turn lasts without a word from its holder.
pub const LEASE: SignedDuration = SignedDuration::from_secs(180);

/// The turn as the label tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Node id of the label: another one for each turn.
    pub id: String,
    /// Until when somebody is at work; `None` where nobody is.
    pub until: Option<Timestamp>,
    /// Who: a random word that each run has for itself.
    pub by: String,
}

impl Turn {
    /// Reads the label's description.
    pub fn read(id: &str, description: &str) -> Turn {
        let mut turn = Turn {
            id: id.to_owned(),
            until: None,
            by: String::new(),
        };
        if let Some(rest) = description.strip_prefix("A run is at work until ")
            && let Some((until, by)) = rest.split_once(" as ")
            && let Ok(until) = until.parse()
        {
            turn.until = Some(until);
            turn.by = by.trim().to_owned();
        }
        turn
    }

    /// Whether somebody else is at work.
    pub fn taken(&self, now: Timestamp, by: &str) -> bool {
        self.by != by && self.until.is_some_and(|until| now < until)
    }
}

/// What the label says while `by` is at work.
pub fn said(until: Timestamp, by: &str) -> String {
    // Whole seconds: the label's description is short, and people read it.
    let until = Timestamp::from_second(until.as_second()).unwrap_or(until);
    format!("A run is at work until {until} as {by}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_again() {
        let until: Timestamp = "2026-03-31T14:30:00Z".parse().unwrap();
        let turn = Turn::read("LA_1", &said(until, "1a2b"));
        assert_eq!((turn.until, turn.by.as_str()), (Some(until), "1a2b"));
        let now = until - SignedDuration::from_secs(1);
        assert!(
            turn.taken(now, "other") && !turn.taken(now, "1a2b") && !turn.taken(until, "other")
        );
        assert_eq!(Turn::read("LA_1", FREE).until, None);
        assert!(FREE.chars().count() <= 100 && said(until, "0123456789abcdef").len() <= 100);
    }
}
