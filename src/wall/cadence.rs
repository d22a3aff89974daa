//! When to look at GitHub again.
//!
//! In: what looks have cost, what went wrong, the stage, whether anybody watches, the time. Out: how long to wait. Pure: the clock is the
//! caller's. What must never happen: more than the budget in any hour, or a look less than [`LEAST`] after the one before.
//!
//! Points are counted as GitHub counts them: a look that finds nothing new is free. Up to a quarter of the budget may be spent at once, a tenth
//! is left to looks that turn out dear, and the rest flows in evenly over the hour: a busy hour slows the wall down, and does not stop it.

use crate::session::Stage;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;

/// Points an hour that the wall may spend where nobody says otherwise. GitHub gives a person's token 5,000 an hour, and the token of a
/// workflow 1,000 for each repository: this leaves the runs of a session more than they need. It is a look every five seconds
/// while people write and, for the twenty minutes that a vote in a room takes, while they vote; then every ten.
pub const BUDGET: u64 = 600;
/// Between two looks, whatever happens.
pub const LEAST: SignedDuration = SignedDuration::from_secs(2);
/// Between two looks while nobody watches, unless the budget or an error has it otherwise.
pub const UNWATCHED: SignedDuration = SignedDuration::from_mins(5);
/// Between two whole readings: what leaves no trace is seen so late at most.
pub const WHOLE_EVERY: SignedDuration = SignedDuration::from_mins(10);
/// Between two looks that failed: at first, and at the longest where GitHub names no time.
const FIRST_RETRY: SignedDuration = SignedDuration::from_secs(5);
const LAST_RETRY: SignedDuration = SignedDuration::from_secs(120);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const HOUR_MILLIS: i128 = 3_600_000;
/// The part of the budget that may be spent at once, and that whole readings may take.
const PART: u64 = 4;
/// The part that is left to looks that cost more than those before them.
const SPARE: u64 = 10;
/// Looks that tell what the next one is likely to cost.
const LATELY: usize = 8;

/// What decides on a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// What goes on in the session.
    Stage,
    /// Nobody watches.
    Unwatched,
    /// What may be spent.
    Budget,
    /// What went wrong at the last look.
    Trouble,
}

/// Why a look failed, as far as it says when the next one may come off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// GitHub, or another run, is closed until then.
    Until(Timestamp),
    /// Nothing that a look brings about mends it.
    Lasting,
    /// It may be gone the next time.
    Passing,
}

/// How long to wait, and why so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// From now on.
    pub time: SignedDuration,
    /// What decided.
    pub because: Because,
}

/// What the next look is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Where the session stands; `None` before it is announced.
    pub stage: Option<Stage>,
    /// Whether anybody watches.
    pub watched: bool,
    /// The points that it may cost at most ([`crate::github::Live::foreseen`]).
    pub most: u64,
}

/// What was spent, and how the last look ended.
#[derive(Debug, Clone)]
pub struct Cadence {
    budget: u64,
    /// When points were spent within the hour, and how many.
    spent: VecDeque<(Timestamp, u64)>,
    /// Thousandths of points that may be spent at once, times an hour's milliseconds; below zero, where a look cost more.
    bucket: i128,
    /// When `bucket` was so full.
    at: Option<Timestamp>,
    last: Option<Timestamp>,
    /// What the last looks cost.
    lately: VecDeque<u64>,
    failures: u32,
    /// When GitHub can be asked again, where it said so.
    closed_until: Option<Timestamp>,
}

impl Cadence {
    /// So many points an hour; at least one.
    pub fn new(budget: u64) -> Cadence {
        let budget = budget.max(1);
        Cadence {
            budget,
            spent: VecDeque::new(),
            bucket: full(budget),
            at: None,
            last: None,
            lately: VecDeque::new(),
            failures: 0,
            closed_until: None,
        }
    }

    /// Points that were spent within the last hour.
    pub fn spent(&self, now: Timestamp) -> u64 {
        let start = after(now, -HOUR);
        let recent = self.spent.iter().filter(|(at, _)| *at > start);
        recent.fold(0, |sum, (_, points)| sum.saturating_add(*points))
    }

    /// Books what something else than a look cost, such as an edit.
    pub fn spend(&mut self, points: u64, now: Timestamp) {
        self.fill(now);
        self.bucket -= i128::from(points) * HOUR_MILLIS;
        let start = after(now, -HOUR);
        while self.spent.front().is_some_and(|(at, _)| *at <= start) {
            self.spent.pop_front();
        }
        // Where the clock was set back: what is booked was not later than now.
        for (at, _) in &mut self.spent {
            *at = (*at).min(now);
        }
        if points > 0 {
            self.spent.push_back((now, points));
        }
    }

    /// Books a look that came off.
    pub fn looked(&mut self, points: u64, now: Timestamp) {
        self.book(points, now);
        self.failures = 0;
        self.closed_until = None;
    }

    /// Books a look that failed, and what it cost all the same.
    pub fn failed(&mut self, trouble: Trouble, points: u64, now: Timestamp) {
        self.book(points, now);
        self.failures = self.failures.saturating_add(1);
        self.closed_until = match trouble {
            Trouble::Until(at) => Some(at),
            Trouble::Lasting => Some(after(now, LAST_RETRY)),
            Trouble::Passing => None,
        };
    }

    fn book(&mut self, points: u64, now: Timestamp) {
        self.spend(points, now);
        self.last = Some(now);
        if self.lately.len() >= LATELY {
            self.lately.pop_front();
        }
        self.lately.push_back(points);
    }

    /// How long to wait until the next look.
    pub fn wait(&self, next: Next, now: Timestamp) -> Wait {
        let last = self.last.map(|last| last.min(now));
        let pace = if next.watched {
            (eager(next.stage), Because::Stage)
        } else {
            (UNWATCHED, Because::Unwatched)
        };
        let mut waits = vec![
            (
                last.map_or(now, |last| after(last, pace.0.max(LEAST))),
                pace.1,
            ),
            (self.affords(now), Because::Budget),
            (self.fits(next.most, now), Because::Budget),
        ];
        if self.failures > 0 {
            let again = last.map_or(now, |last| after(last, retry(self.failures)));
            let at = self.closed_until.map_or(again, |until| until.max(again));
            waits.push((at, Because::Trouble));
        }
        // Of several that are as long the first: the stage rather than the budget.
        let (mut at, mut because) = (Timestamp::MIN, Because::Stage);
        for (then, why) in waits {
            if then > at {
                (at, because) = (then, why);
            }
        }
        Wait {
            time: at.duration_since(now).max(SignedDuration::ZERO),
            because,
        }
    }

    /// When as much has flowed in as the last looks cost on average.
    fn affords(&self, now: Timestamp) -> Timestamp {
        let count = i128::try_from(self.lately.len()).unwrap_or(1).max(1);
        let sum: i128 = self.lately.iter().map(|points| i128::from(*points)).sum();
        let mean = (sum * HOUR_MILLIS / count).min(full(self.budget));
        let missing = mean - self.filled(now);
        if missing <= 0 {
            return now;
        }
        let flow = i128::from(flow(self.budget));
        let millis = missing.div_euclid(flow) + 1;
        let millis = i64::try_from(millis).unwrap_or(i64::MAX);
        let then = after(now, SignedDuration::from_millis(millis));
        // After one that was dear the wall is slower, and not blind: half of what flows in pays the credit back.
        let slow = i64::try_from((mean * 2).div_euclid(flow)).unwrap_or(i64::MAX);
        let last = self.last.map_or(now, |last| last.min(now));
        let slow = after(last, SignedDuration::from_millis(slow).min(HOUR));
        then.min(slow.max(now))
    }

    /// When so many points fit into the hour. What fits into none goes once nothing else is in it.
    fn fits(&self, most: u64, now: Timestamp) -> Timestamp {
        let room = self.budget.saturating_sub(most);
        let mut left = self.spent(now);
        let mut at = now;
        for (spent, points) in &self.spent {
            if left <= room {
                break;
            }
            if *spent > after(now, -HOUR) {
                left = left.saturating_sub(*points);
                at = after((*spent).min(now), HOUR);
            }
        }
        at
    }

    fn fill(&mut self, now: Timestamp) {
        self.bucket = self.filled(now);
        self.at = Some(now);
    }

    /// What may be spent at once, if nothing is until then.
    fn filled(&self, now: Timestamp) -> i128 {
        let since = self.at.map_or(0, |at| now.duration_since(at).as_millis());
        let flowed = since.max(0).saturating_mul(i128::from(flow(self.budget)));
        self.bucket.saturating_add(flowed).min(full(self.budget))
    }
}

/// What may be spent at once, in the unit of the bucket.
fn full(budget: u64) -> i128 {
    i128::from((budget / PART).max(1)) * HOUR_MILLIS
}

/// What flows in an hour, which is a thousandth part of the bucket's unit each millisecond.
fn flow(budget: u64) -> u64 {
    budget
        .saturating_sub(budget / PART)
        .saturating_sub(budget / SPARE)
        .max(1)
}

/// How often whole readings are made, one of which costs so many points.
pub fn whole_every(budget: u64, points: u64) -> SignedDuration {
    let part = (budget / PART).max(1);
    let seconds = points.saturating_mul(3_600).div_ceil(part);
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    SignedDuration::from_secs(seconds).max(WHOLE_EVERY)
}

/// Between two looks, for what people in the room see then.
fn eager(stage: Option<Stage>) -> SignedDuration {
    SignedDuration::from_secs(match stage {
        Some(Stage::Notes | Stage::Affinity | Stage::Voting) => 5,
        Some(Stage::Closed) => 15,
        Some(Stage::Announced) => 30,
        Some(Stage::Published) | None => 60,
    })
}

/// After so many failures in a row: each time twice as long.
fn retry(failures: u32) -> SignedDuration {
    let times = 1_i32.checked_shl(failures.saturating_sub(1).min(16));
    FIRST_RETRY
        .saturating_mul(times.unwrap_or(i32::MAX))
        .min(LAST_RETRY)
}

fn after(time: Timestamp, span: SignedDuration) -> Timestamp {
    time.saturating_add(span).unwrap_or(time)
}

#[cfg(test)]
mod tests;
