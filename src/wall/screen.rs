//! Which screen the wall shows, which part of the agenda is on, and the facilitators' timer.

use super::board::Part;
use crate::session::Stage;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest time that a timer counts.
const LONGEST: u32 = 24 * 60;

/// What the projector shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Screen {
    /// The agenda, and what is left of the part that is on.
    Agenda,
    /// How to take part.
    Join,
    /// Notes as they come.
    Notes,
    /// The clusters.
    Board,
    /// How to vote, and on what.
    Vote,
    /// What came out.
    Result,
    /// What happens next.
    Thanks,
}

impl Screen {
    /// The screen of a stage.
    pub fn of(stage: Option<Stage>) -> Screen {
        match stage {
            None | Some(Stage::Announced) => Screen::Agenda,
            Some(Stage::Notes) => Screen::Notes,
            Some(Stage::Affinity) => Screen::Board,
            Some(Stage::Voting) => Screen::Vote,
            Some(Stage::Closed) => Screen::Result,
            Some(Stage::Published) => Screen::Thanks,
        }
    }
}

/// The part that is on.
pub fn part(agenda: &[Part], now: Timestamp) -> Option<usize> {
    agenda
        .iter()
        .position(|part| part.starts <= now && now < part.ends)
}

/// A timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Timer {
    /// When it ends; of one that stands still, when it would have.
    pub ends: Timestamp,
    /// Seconds that are left, where it stands still.
    pub paused: Option<i64>,
}

/// What is to become of the timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum TimerWish {
    /// Count so many minutes from now.
    Minutes(u32),
    /// Take it away.
    Stop(True),
    /// Stand still.
    Pause(True),
    /// Go on.
    Go(True),
    /// So many minutes more, or less.
    Add(i32),
}

/// `true`, where nothing else has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "bool")]
pub struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;
    fn try_from(is: bool) -> Result<True, &'static str> {
        is.then_some(True).ok_or("only `true` has a meaning here")
    }
}

/// What facilitators want of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The screen; `null` to follow the stage.
    #[serde(default, deserialize_with = "given")]
    pub screen: Option<Option<Screen>>,
    /// Whether votes are shown.
    #[serde(default)]
    pub revealed: Option<bool>,
    /// The timer.
    #[serde(default)]
    pub timer: Option<TimerWish>,
}

/// Tells `null` from nothing.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Screen>>, D::Error> {
    Option::<Screen>::deserialize(from).map(Some)
}

/// What facilitators chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stand {
    /// The screen, where it does not follow the stage.
    pub screen: Option<Screen>,
    /// Whether votes are shown.
    pub revealed: bool,
    /// The timer.
    pub timer: Option<Timer>,
}

impl Stand {
    /// What it is after a wish.
    #[must_use]
    pub fn after(mut self, wish: &Wish, now: Timestamp) -> Stand {
        if let Some(screen) = wish.screen {
            self.screen = screen;
        }
        self.revealed = wish.revealed.unwrap_or(self.revealed);
        if let Some(timer) = wish.timer {
            self.timer = Timer::after(self.timer, timer, now);
        }
        self
    }
}

impl Timer {
    fn for_seconds(seconds: i64, now: Timestamp) -> Timer {
        let seconds = seconds.clamp(0, i64::from(LONGEST) * 60);
        Timer {
            ends: later(now, seconds),
            paused: None,
        }
    }

    /// Seconds left.
    fn left(self, now: Timestamp) -> i64 {
        self.paused
            .unwrap_or_else(|| self.ends.duration_since(now).as_secs())
            .max(0)
    }

    fn after(timer: Option<Timer>, wish: TimerWish, now: Timestamp) -> Option<Timer> {
        match (wish, timer) {
            (TimerWish::Stop(True), _) => None,
            (TimerWish::Minutes(minutes), _) => {
                Some(Timer::for_seconds(i64::from(minutes) * 60, now))
            }
            // More than nothing is a timer too.
            (TimerWish::Add(minutes), None) => {
                (minutes > 0).then(|| Timer::for_seconds(i64::from(minutes) * 60, now))
            }
            (TimerWish::Add(minutes), Some(timer)) => {
                let seconds = timer.left(now).saturating_add(i64::from(minutes) * 60);
                let longer = Timer::for_seconds(seconds, now);
                Some(Timer {
                    paused: timer.paused.map(|_| longer.left(now)),
                    ..longer
                })
            }
            (TimerWish::Pause(True), Some(timer)) if timer.paused.is_none() => Some(Timer {
                paused: Some(timer.left(now)),
                ..timer
            }),
            (TimerWish::Go(True), Some(timer)) => match timer.paused {
                Some(left) => Some(Timer::for_seconds(left, now)),
                None => Some(timer),
            },
            (TimerWish::Pause(True) | TimerWish::Go(True), timer) => timer,
        }
    }
}

fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn wish(json: &str) -> Wish {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_stage_has_its_screen() {
        let words: Vec<String> = [None]
            .into_iter()
            .chain(Stage::ALL.map(Some))
            .map(|stage| serde_json::to_string(&Screen::of(stage)).unwrap())
            .collect();
        insta::assert_snapshot!(words.join(" "), @r#""agenda" "agenda" "notes" "board" "vote" "result" "thanks""#);
    }

    #[test]
    fn a_part_is_on_from_its_beginning_to_before_its_end() {
        let part_of = |from, to| Part {
            title: String::new(),
            starts: at(from),
            ends: at(to),
            text: String::new(),
        };
        let agenda = [part_of(10, 20), part_of(20, 30), part_of(40, 50)];
        let found = |now| part(&agenda, at(now));
        assert_eq!(
            [9, 10, 19, 20, 30, 49, 50].map(found),
            [None, Some(0), Some(0), Some(1), None, Some(2), None]
        );
    }

    #[test]
    fn a_timer_counts_stands_still_and_goes_on() {
        let mut stand = Stand::default();
        /// When it ends, and what is left where it stands still.
        type Shown = Option<(i64, Option<i64>)>;
        let table: [(&str, i64, Shown); 12] = [
            (r#"{"timer":{"pause":true}}"#, 0, None),
            (r#"{"timer":{"add":-1}}"#, 0, None),
            (r#"{"timer":{"minutes":5}}"#, 0, Some((300, None))),
            (r#"{"timer":{"add":1}}"#, 100, Some((360, None))),
            (r#"{"timer":{"pause":true}}"#, 160, Some((360, Some(200)))),
            (r#"{"timer":{"pause":true}}"#, 180, Some((360, Some(200)))),
            (r#"{"timer":{"add":-1}}"#, 200, Some((340, Some(140)))),
            (r#"{"timer":{"go":true}}"#, 1000, Some((1140, None))),
            (r#"{"timer":{"go":true}}"#, 1001, Some((1140, None))),
            (r#"{"timer":{"add":1}}"#, 2000, Some((2060, None))),
            (
                r#"{"timer":{"minutes":4294967295}}"#,
                0,
                Some((86_400, None)),
            ),
            (r#"{"timer":{"stop":true}}"#, 0, None),
        ];
        for (said, now, is) in table {
            stand = stand.after(&wish(said), at(now));
            let shown = stand
                .timer
                .map(|timer| (timer.ends.as_second(), timer.paused));
            assert_eq!(shown, is, "{said} at {now}");
        }
    }

    #[test]
    fn a_wish_changes_what_it_names_and_nothing_else() {
        let stand = Stand::default().after(&wish(r#"{"screen":"vote"}"#), at(0));
        let stand = stand.after(&wish(r#"{"revealed":true}"#), at(0));
        assert_eq!((stand.screen, stand.revealed), (Some(Screen::Vote), true));
        let stand = stand.after(&wish("{}"), at(0));
        assert_eq!(stand.screen, Some(Screen::Vote));
        assert_eq!(stand.after(&wish(r#"{"screen":null}"#), at(0)).screen, None);
        for wrong in [
            r#"{"screen":"cinema"}"#,
            r#"{"timer":{"stop":false}}"#,
            r#"{"timer":{"minutes":-1}}"#,
            r#"{"colour":"red"}"#,
        ] {
            assert!(serde_json::from_str::<Wish>(wrong).is_err(), "{wrong}");
        }
    }
}
