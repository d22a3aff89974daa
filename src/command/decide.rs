//! Whether what was said is done, and if not, why not.

use super::{Command, Misread};
use crate::session::Stage;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// How the session stands, and how it stood when something was said.
#[derive(Debug, Clone)]
pub struct Scene<'s> {
    /// The stage that people see.
    pub stage: Stage,
    /// What was said until then was said of an earlier stage.
    pub since: Option<Timestamp>,
    /// When the stage ends by the clock.
    pub ends: Option<Timestamp>,
    /// Until when people saw another end of this stage, and which.
    pub saw: Option<(Timestamp, Timestamp)>,
    /// Whether the vote is open.
    pub open: bool,
    /// Whether the vote is closed, or cancelled: what was decided cannot be taken back.
    pub settled: bool,
    /// Whether a command that came before moves the session on.
    pub leaves: bool,
    /// Whether the session is called off.
    pub off: bool,
    /// Where it takes place.
    pub zone: &'s TimeZone,
}

/// What comes of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Verdict {
    /// The session goes on to this stage.
    Next {
        /// The stage.
        to: Stage,
    },
    /// The stage ends later.
    Extended {
        /// The stage.
        stage: Stage,
        /// When it ends.
        until: Timestamp,
    },
    /// The session is called off.
    CalledOff,
    /// Nothing.
    No {
        /// Why.
        why: No,
    },
}

/// Why nothing comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum No {
    /// Whoever said it may not.
    Stranger,
    /// Several commands in one comment.
    Many,
    /// No command that there is.
    Unknown,
    /// No length, and no time.
    NoLength,
    /// It was said of an earlier stage.
    Early,
    /// A command before it moves the session on.
    Leaves,
    /// The time is not after the one at which the stage ends anyway.
    NotLater,
    /// There is no such time, or it is too far away.
    NoTime,
    /// It was said after the vote had closed.
    VoteOver,
    /// The vote is closed; what comes next is the merge of the report.
    Settled,
    /// The session is called off.
    Off,
}

/// What comes of something that was said at a time.
pub fn decide(said: Result<Command, Misread>, at: Timestamp, scene: &Scene<'_>) -> Verdict {
    match judge(said, at, scene) {
        Ok(verdict) => verdict,
        Err(why) => Verdict::No { why },
    }
}

fn judge(said: Result<Command, Misread>, at: Timestamp, scene: &Scene<'_>) -> Result<Verdict, No> {
    let command = said.map_err(|misread| match misread {
        Misread::Many => No::Many,
        Misread::Unknown => No::Unknown,
        Misread::NoLength => No::NoLength,
    })?;
    if scene.off {
        return Err(No::Off);
    }
    if scene.settled || scene.stage >= Stage::Closed {
        return Err(No::Settled);
    }
    // Calling off means the session, whatever its stage.
    if command == Command::Cancel {
        return Ok(Verdict::CalledOff);
    }
    if scene.since.is_some_and(|since| at <= since) {
        return Err(No::Early);
    }
    let later = match command {
        Command::Extend(later) => later,
        // Two who say it of the same stage mean the same next one.
        _ => {
            let to = scene.stage.next().ok_or(No::Settled)?;
            return Ok(Verdict::Next { to });
        }
    };
    if scene.leaves {
        return Err(No::Leaves);
    }
    let ends = scene.ends.ok_or(No::Settled)?;
    if scene.open && at >= ends {
        return Err(No::VoteOver);
    }
    // Two who say the same of the same end mean the same one.
    let saw = scene.saw.filter(|(until, _)| at <= *until);
    let from = saw.map_or(ends, |(_, end)| end);
    // A stage that should be over ends so much later than now.
    let from = if later.is_length() {
        from.max(at)
    } else {
        from
    };
    let until = later.from(from, scene.zone).ok_or(No::NoTime)?;
    if until <= from || (until <= ends && saw.is_none()) {
        return Err(No::NotLater);
    }
    Ok(Verdict::Extended {
        stage: scene.stage,
        until: until.max(ends),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::read;
    use proptest::prelude::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + 60 * minute).unwrap()
    }

    fn notes() -> Scene<'static> {
        Scene {
            stage: Stage::Notes,
            since: Some(at(0)),
            ends: Some(at(100)),
            saw: None,
            open: false,
            settled: false,
            leaves: false,
            off: false,
            zone: const { &TimeZone::UTC },
        }
    }

    fn verdict(text: &str, minute: i64, scene: &Scene<'_>) -> String {
        let said = read(text).unwrap();
        match decide(said, at(minute), scene) {
            Verdict::Next { to } => format!("to {to}"),
            Verdict::Extended { stage, until } => {
                let minutes = (until.as_second() - at(0).as_second()) / 60;
                format!("{stage} until {minutes}")
            }
            Verdict::CalledOff => "off".to_owned(),
            Verdict::No { why } => format!("{why:?}"),
        }
    }

    #[test]
    fn what_comes_of_it() {
        let (next, cancel) = ("/folkmoot next", "/folkmoot cancel");
        let half = "/folkmoot extend 30m";
        let notes = notes();
        let voting = Scene {
            stage: Stage::Voting,
            open: true,
            ..notes.clone()
        };
        let closed = Scene {
            stage: Stage::Closed,
            ends: None,
            ..notes.clone()
        };
        let off = Scene {
            off: true,
            ..notes.clone()
        };
        let leaves = Scene {
            leaves: true,
            ..notes.clone()
        };
        // Somebody has extended it from 100 to 130, and people know since 50.
        let extended = Scene {
            ends: Some(at(130)),
            saw: Some((at(50), at(100))),
            ..notes.clone()
        };
        for (text, minute, scene, expected) in [
            (next, 5, &notes, "to affinity"),
            (next, 0, &notes, "Early"),
            (next, -5, &notes, "Early"),
            (cancel, -5, &notes, "off"),
            (half, -5, &notes, "Early"),
            (half, 5, &notes, "notes until 130"),
            // Said late: from then on.
            (half, 110, &notes, "notes until 140"),
            ("/folkmoot extend 2020-01-01", 5, &notes, "NotLater"),
            ("/folkmoot extend 2035-01-01", 5, &notes, "NoTime"),
            (next, 5, &leaves, "to affinity"),
            (half, 5, &leaves, "Leaves"),
            (half, 49, &extended, "notes until 130"),
            ("/folkmoot extend 1h", 49, &extended, "notes until 160"),
            (half, 51, &extended, "notes until 160"),
            (next, 5, &voting, "to closed"),
            (half, 5, &voting, "voting until 130"),
            (half, 100, &voting, "VoteOver"),
            (next, 5, &closed, "Settled"),
            (half, 5, &closed, "Settled"),
            (cancel, 5, &closed, "Settled"),
            (next, 5, &off, "Off"),
            ("/folkmoot nxt", 5, &off, "Unknown"),
        ] {
            assert_eq!(
                verdict(text, minute, scene),
                expected,
                "{text} at {minute} of {scene:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_said_moves_two_stages(
            text in "/folkmoot (next|cancel|extend [0-9]{1,3}[mhdw]|extend [0-9]{2}:[0-9]{2}|\\PC{0,9})",
            minute in -500_i64..500,
            stage in 0_usize..6,
            open in any::<bool>(),
        ) {
            let scene = Scene { stage: Stage::ALL[stage], open, ..notes() };
            let Some(said) = read(&text) else { return Ok(()) };
            match decide(said, at(minute), &scene) {
                Verdict::Next { to } => {
                    prop_assert_eq!(scene.stage.next(), Some(to));
                    prop_assert!(to < Stage::Published && minute > 0);
                }
                Verdict::Extended { until, .. } => prop_assert!(Some(until) > scene.ends),
                _ => {}
            }
        }
    }
}
