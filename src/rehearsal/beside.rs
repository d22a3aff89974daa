//! A play with a wall beside it: in real time, so that people can watch, and edit while it goes on.
//!
//! The hub's clock runs ahead, faster where little happens. The play's facilitator shows the board while notes are grouped and reveals the result, unless
//! somebody at the wall chose otherwise; notes that somebody moved there are left where they are.

use super::RehearsalError;
use super::cast::later;
use super::stage::Set;
use crate::github::Stop;
use crate::serve::{Listen, Looks, Now, Server, Wall};
use crate::session::{NotesIn, Schedule, Session, Stage};
use crate::wall::screen::{Screen, Wish};
use jiff::{SignedDuration, Timestamp};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Between two looks at the hub, which costs nothing.
const PACE: Duration = Duration::from_millis(300);
/// Between two steps of the clock.
const STEP: Duration = Duration::from_millis(100);
/// What may be spent an hour: as much as GitHub gives a person.
const BUDGET: u64 = 5_000;

/// How to play beside a wall.
#[derive(Debug, Clone)]
pub struct OnWall {
    /// How long the play takes.
    pub time: Duration,
    /// Where the wall is served.
    pub listen: Listen,
    /// Told the links, for the projector and for the facilitator.
    pub tell: fn(&str, &str),
    /// Ends the play.
    pub stop: Stop,
}

/// The wall beside a play.
pub(super) struct Beside {
    wall: Arc<Wall>,
    served: JoinHandle<io::Result<Vec<String>>>,
    stop: Stop,
    began: Instant,
    time: Duration,
    /// Moments of the play, and the part of its time by which each comes.
    marks: Vec<(Timestamp, f64)>,
}

/// When what is played, in parts of the whole.
fn marks(schedule: &Schedule) -> Vec<(Timestamp, f64)> {
    vec![
        (schedule.announced, 0.0),
        (schedule.notes, 0.06),
        (schedule.affinity, 0.52),
        (schedule.voting, 0.60),
        (schedule.closed, 0.82),
        (later(schedule.closed, 300), 0.83),
        (later(schedule.closed, 24 * 3600), 0.93),
        (later(schedule.closed, 25 * 3600), 1.0),
    ]
}

/// The part by which a moment comes, between the two marks around it.
fn part(marks: &[(Timestamp, f64)], time: Timestamp) -> f64 {
    let mut last: Option<(Timestamp, f64)> = None;
    for (mark, part) in marks {
        if *mark >= time {
            let (from, before) = last.unwrap_or((*mark, *part));
            let whole = mark.duration_since(from).as_secs_f64();
            let done = time.duration_since(from).as_secs_f64();
            if whole <= 0.0 {
                return *part;
            }
            return before + (part - before) * (done / whole).clamp(0.0, 1.0);
        }
        last = Some((*mark, *part));
    }
    1.0
}

impl Beside {
    /// Opens the wall.
    pub(super) async fn open(
        set: &Set,
        session: &Session,
        on: &OnWall,
    ) -> Result<Beside, RehearsalError> {
        let wrong = |error: io::Error| {
            RehearsalError::Input(format!(
                "cannot serve the wall at {}:{}: {error}",
                on.listen.name, on.listen.port
            ))
        };
        let clock = set.hub.clock();
        let now: Now = Arc::new(move || clock.now());
        let mut access = set.second_access()?;
        access.only = Some(session.id.clone());
        // What the play's file holds comes to GitHub as notes, bit by bit; unless it stays in the file.
        let mut shown = session.clone();
        if shown.notes_in == NotesIn::Issues {
            shown.notes.truncate(1);
        }
        let wall = Wall::new(vec![shown], &session.id, now)
            .ok_or_else(|| RehearsalError::Play("there is no session to show".to_owned()))?;
        let wall = Arc::new(wall);
        let server = Server::open(Arc::clone(&wall), &on.listen)
            .await
            .map_err(wrong)?;
        let (first, second) = server.links().map_err(wrong)?;
        (on.tell)(&first, &second);
        let looks = Looks {
            budget: BUDGET,
            pace: Some(PACE),
        };
        Ok(Beside {
            wall,
            served: tokio::spawn(server.run(Arc::new(access), looks)),
            stop: on.stop.clone(),
            began: Instant::now(),
            time: on.time,
            marks: marks(&session.schedule),
        })
    }

    /// Waits until a moment of the play has come. Its clock goes on meanwhile, and never back.
    pub(super) async fn reach(&self, set: &Set, time: Timestamp) -> Result<(), RehearsalError> {
        let clock = set.hub.clock();
        let (from, to) = (clock.now(), self.time.mul_f64(part(&self.marks, time)));
        let start = self.began.elapsed();
        loop {
            let now = self.began.elapsed();
            if now >= to {
                break;
            }
            let whole = (to - start.min(to)).as_secs_f64().max(0.001);
            let done = (now - start.min(now)).as_secs_f64() / whole;
            let span = time.duration_since(from).as_secs_f64().max(0.0);
            let here = SignedDuration::try_from_secs_f64(span * done).unwrap_or_default();
            forward(set, from.saturating_add(here).unwrap_or(from));
            tokio::select! {
                () = tokio::time::sleep(STEP.min(to - now)) => {}
                () = self.stop.wait() => return Err(RehearsalError::Ended),
            }
        }
        forward(set, time);
        if self.stop.asked().is_some() {
            return Err(RehearsalError::Ended);
        }
        Ok(())
    }

    /// Waits for whoever writes, and keeps the others waiting: the hub's clock stands still for whoever would wait by it.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.wall.turn().lock().await
    }

    /// Shows a screen, where the wall follows the stage.
    pub(super) fn show(&self, screen: Screen) {
        if self.wall.chosen().is_none() {
            self.choose(Some(screen));
        }
    }

    /// Follows the stage again, where nobody chose another screen meanwhile.
    pub(super) fn follow(&self, shown: Screen) {
        if self.wall.chosen() == Some(shown) {
            self.choose(None);
        }
    }

    fn choose(&self, screen: Option<Screen>) {
        // A wall that is ending shows nothing any more.
        let _ = self.wall.wish(&Wish {
            screen: Some(screen),
            ..Wish::default()
        });
    }

    /// Shows what came out.
    pub(super) fn reveal(&self) {
        let _ = self.wall.wish(&Wish {
            revealed: Some(true),
            ..Wish::default()
        });
    }

    /// Ends the wall, once it has shown the end of the session: nobody misses the last screen because GitHub was looked at a moment before.
    pub(super) async fn close(self, shown: Option<Stage>) {
        for _ in 0..30 {
            if shown.is_none() || self.wall.stage() == shown || self.stop.asked().is_some() {
                break;
            }
            tokio::time::sleep(STEP).await;
        }
        tokio::time::sleep(PACE).await;
        self.wall.close();
        let _ = self.served.await;
    }
}

/// Moves the clock on.
fn forward(set: &Set, time: Timestamp) {
    let clock = set.hub.clock();
    if time > clock.now() {
        clock.set(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_play_takes_its_time_and_no_more() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let schedule = Schedule {
            announced: at(0),
            notes: at(1_000),
            affinity: at(2_000),
            voting: at(2_000),
            closed: at(3_000),
        };
        let marks = marks(&schedule);
        let parts: Vec<f64> = [
            0,
            500,
            1_000,
            1_500,
            2_000,
            2_500,
            3_000,
            3_300,
            3_000 + 24 * 3600,
            i64::MAX / 1_000_000_000,
        ]
        .map(|second| (part(&marks, at(second)) * 1_000.0).round() / 1_000.0)
        .to_vec();
        assert_eq!(
            parts,
            [0.0, 0.03, 0.06, 0.29, 0.52, 0.71, 0.82, 0.83, 0.93, 1.0]
        );
        let mut last = 0.0;
        for second in (0..100_000).step_by(77) {
            let now = part(&marks, at(second));
            assert!(now >= last, "never back: {second}");
            last = now;
        }
    }
}
