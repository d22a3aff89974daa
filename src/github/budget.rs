//! What may be sent, and when: GitHub's limits as one account that is asked before each request.
//!
//! Pure: times come in as arguments. Known are the limits that GitHub documents: 80 content creations a minute and 500 an hour, a second
//! between writes, 2,000 GraphQL points a minute (a query 1, a mutation 5), and the points of the hour, which the headers of each answer
//! tell. Source: docs.github.com, "Rate limits and query limits for the GraphQL API".

use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;

/// Content creations a minute.
const CREATIONS_MINUTE: usize = 80;
/// Content creations an hour.
pub const CREATIONS_HOUR: usize = 500;
/// GraphQL points a minute.
const POINTS_MINUTE: u32 = 2_000;
/// Points of the hour that are left to others: the token is the repository's, not this run's alone.
const RESERVE: u64 = 20;
const MINUTE: SignedDuration = SignedDuration::from_secs(60);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What a request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Whether it writes.
    pub write: bool,
    /// Issues, comments and pull requests that it creates.
    pub creations: usize,
}

impl Cost {
    /// Points as the limit a minute counts them.
    fn points(self) -> u32 {
        if self.write { 5 } else { 1 }
    }
}

/// What the budget says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it.
    Go,
    /// Wait so long, and ask again.
    Wait(SignedDuration),
    /// Not in this run: it fits in from then on.
    Later(Spent, Timestamp),
}

/// What is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// The hour's content creations.
    Creations,
    /// The hour's points.
    Points,
}

impl std::fmt::Display for Spent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Spent::Creations => "the 500 creations that GitHub allows an hour are used up",
            Spent::Points => "the requests that GitHub allows this token an hour are used up",
        })
    }
}

/// What was spent, and what is left.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Between writes; zero where nobody minds, as in tests.
    pause: SignedDuration,
    /// When the next write may go.
    next_write: Option<Timestamp>,
    creations: VecDeque<Timestamp>,
    points: VecDeque<(Timestamp, u32)>,
    /// Points left of the hour, and when it ends, as GitHub said last.
    left: Option<(u64, Timestamp)>,
}

impl Budget {
    /// A budget with so long a pause between writes; GitHub asks for a second.
    pub fn new(pause: SignedDuration) -> Budget {
        Budget {
            pause,
            next_write: None,
            creations: VecDeque::new(),
            points: VecDeque::new(),
            left: None,
        }
    }

    /// Takes in what earlier runs created: times of this hour, in any order. What this run created itself is booked already.
    pub fn remember(&mut self, created: impl IntoIterator<Item = Timestamp>) {
        if !self.creations.is_empty() {
            return;
        }
        self.creations.extend(created);
        self.creations.make_contiguous().sort_unstable();
    }

    /// Takes in what the headers of an answer say is left, and until when.
    pub fn hear(&mut self, remaining: Option<u64>, reset: Option<i64>) {
        if let (Some(remaining), Some(reset)) = (
            remaining,
            reset.and_then(|at| Timestamp::from_second(at).ok()),
        ) {
            self.left = Some((remaining, reset));
        }
    }

    /// Whether a request may go now.
    pub fn ask(&mut self, cost: Cost, now: Timestamp) -> Verdict {
        self.forget(now);
        if let Some((left, reset)) = self.left
            && left <= RESERVE
            && now < reset
        {
            return Verdict::Later(Spent::Points, reset);
        }
        if cost.creations > 0
            && self.creations.len() + cost.creations > CREATIONS_HOUR
            && let Some(at) = self.free(cost.creations, CREATIONS_HOUR, HOUR)
        {
            return Verdict::Later(Spent::Creations, at);
        }
        if self.pause.is_zero() {
            return Verdict::Go;
        }
        let mut at = now;
        if cost.write
            && let Some(next) = self.next_write
        {
            at = at.max(next);
        }
        let minute = after(now, -MINUTE);
        let recent = self.creations.iter().filter(|time| **time > minute).count();
        if cost.creations > 0
            && recent + cost.creations > CREATIONS_MINUTE
            && let Some(free) = self.free(cost.creations, CREATIONS_MINUTE, MINUTE)
        {
            at = at.max(free);
        }
        let points: u32 = self.points.iter().map(|(_, points)| points).sum();
        if points + cost.points() > POINTS_MINUTE
            && let Some((first, _)) = self.points.front()
        {
            at = at.max(after(*first, MINUTE));
        }
        match at.duration_since(now) {
            wait if wait.is_positive() => Verdict::Wait(wait),
            _ => Verdict::Go,
        }
    }

    /// When there is room for so many more creations under a limit of `most` in `span`.
    fn free(&self, creations: usize, most: usize, span: SignedDuration) -> Option<Timestamp> {
        let keep = most.saturating_sub(creations);
        let index = self.creations.len().checked_sub(keep + 1)?;
        Some(after(*self.creations.get(index)?, span))
    }

    /// Books a request that is sent now.
    pub fn spend(&mut self, cost: Cost, now: Timestamp) {
        self.creations
            .extend(std::iter::repeat_n(now, cost.creations));
        self.points.push_back((now, cost.points()));
        if let Some((left, _)) = &mut self.left {
            *left = left.saturating_sub(1);
        }
        if cost.write {
            // Creations are spread over the minute rather than sent at once and waited for.
            let each = i32::try_from(cost.creations).unwrap_or(i32::MAX);
            let pause = self.pause.max(self.pause.saturating_mul(each) * 3 / 4);
            self.next_write = Some(after(now, pause));
        }
    }

    fn forget(&mut self, now: Timestamp) {
        let (hour, minute) = (after(now, -HOUR), after(now, -MINUTE));
        while self.creations.front().is_some_and(|time| *time <= hour) {
            self.creations.pop_front();
        }
        while self.points.front().is_some_and(|(time, _)| *time <= minute) {
            self.points.pop_front();
        }
        if self.left.is_some_and(|(_, reset)| reset <= now) {
            self.left = None;
        }
        // Where the clock was set back: what is booked was not later than now.
        for time in &mut self.creations {
            *time = (*time).min(now);
        }
        for (time, _) in &mut self.points {
            *time = (*time).min(now);
        }
        if self.next_write.is_some_and(|at| at > after(now, MINUTE)) {
            self.next_write = None;
        }
    }
}

fn after(time: Timestamp, span: SignedDuration) -> Timestamp {
    time.saturating_add(span).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn second(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    const CREATE: Cost = Cost {
        write: true,
        creations: 1,
    };
    const READ: Cost = Cost {
        write: false,
        creations: 0,
    };

    #[test]
    fn writes_are_a_second_apart_and_reads_are_not() {
        let mut budget = Budget::new(SignedDuration::from_secs(1));
        assert_eq!(budget.ask(CREATE, second(0)), Verdict::Go);
        budget.spend(CREATE, second(0));
        assert_eq!(budget.ask(READ, second(0)), Verdict::Go);
        assert_eq!(
            budget.ask(CREATE, second(0)),
            Verdict::Wait(SignedDuration::from_secs(1))
        );
    }

    #[test]
    fn the_hours_creations_end_with_the_time_when_there_is_room_again() {
        let mut budget = Budget::new(SignedDuration::ZERO);
        budget.remember((0..499).map(second));
        let two = Cost {
            write: true,
            creations: 2,
        };
        assert_eq!(budget.ask(CREATE, second(600)), Verdict::Go);
        assert_eq!(
            budget.ask(two, second(600)),
            Verdict::Later(Spent::Creations, second(3600))
        );
        assert_eq!(budget.ask(two, second(3600)), Verdict::Go);
    }

    #[test]
    fn what_github_says_is_left_counts() {
        let mut budget = Budget::new(SignedDuration::ZERO);
        budget.hear(Some(21), Some(1_000_900));
        assert_eq!(budget.ask(READ, second(0)), Verdict::Go);
        budget.spend(READ, second(0));
        assert_eq!(
            budget.ask(READ, second(0)),
            Verdict::Later(Spent::Points, second(900))
        );
        assert_eq!(budget.ask(READ, second(900)), Verdict::Go);
    }

    proptest! {
        /// Whatever is asked for in whatever order, no window of a minute or an hour ever holds more than GitHub allows.
        #[test]
        fn never_more_than_allowed(costs in proptest::collection::vec((any::<bool>(), 0_usize..=10), 1..400)) {
            let mut budget = Budget::new(SignedDuration::from_secs(1));
            let mut now = second(0);
            let mut sent: Vec<(Timestamp, Cost)> = Vec::new();
            for (write, creations) in costs {
                let cost = Cost { write: write || creations > 0, creations };
                let mut tries = 0;
                loop {
                    match budget.ask(cost, now) {
                        Verdict::Go => break,
                        Verdict::Wait(wait) => now += wait,
                        Verdict::Later(_, at) => now = at,
                    }
                    tries += 1;
                    prop_assert!(tries < 10);
                }
                budget.spend(cost, now);
                sent.push((now, cost));
            }
            for (at, _) in &sent {
                let within = |span| sent.iter().filter(move |(time, _)| *time > after(*at, span) && time <= at);
                let created = |span| within(span).map(|(_, cost)| cost.creations).sum::<usize>();
                prop_assert!(created(-MINUTE) <= CREATIONS_MINUTE);
                prop_assert!(created(-HOUR) <= CREATIONS_HOUR);
                prop_assert!(within(-MINUTE).map(|(_, cost)| cost.points()).sum::<u32>() <= POINTS_MINUTE);
            }
        }
    }
}
