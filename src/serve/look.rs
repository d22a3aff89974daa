//! Looking at GitHub again and again, within what may be spent.

use super::stage::{Wall, said};
use crate::drive::Access;
use crate::github::{Depth, GithubError};
use crate::plan::World;
use crate::session::Session;
use crate::wall::state::Budget;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// After a failure, at least so long.
const AFTER_TROUBLE: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(60);

/// How often GitHub is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// Requests an hour that may be spent.
    pub budget: u64,
    /// The shortest time between two looks.
    pub pause: Duration,
}

/// What was spent within the last hour, and how long to wait so that it stays within bounds. Pure.
#[derive(Debug, Clone, Default)]
pub struct Cadence {
    spent: VecDeque<(Timestamp, u64)>,
    total: u64,
}

impl Cadence {
    /// So many requests were sent so far.
    pub fn spent(&mut self, total: u64, now: Timestamp) {
        let more = total.saturating_sub(self.total);
        self.total = total;
        if more > 0 {
            self.spent.push_back((now, more));
        }
        self.forget(now);
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((at, _)) = self.spent.front()
            && now.duration_since(*at) >= HOUR
        {
            self.spent.pop_front();
        }
    }

    /// Requests of the last hour.
    pub fn hour(&self) -> u64 {
        self.spent.iter().map(|(_, count)| count).sum()
    }

    /// How long until the next look.
    pub fn wait(&self, looks: &Looks, now: Timestamp) -> Duration {
        let cost = self.spent.back().map_or(1, |(_, count)| *count).max(1);
        // Spread over the hour; what is spent already is not there any more.
        let left = looks.budget.saturating_sub(self.hour());
        if left < cost {
            // Until the oldest of this hour is over an hour old.
            let first = self.spent.front().map(|(at, _)| HOUR - now.duration_since(*at));
            let wait = first.and_then(|first| Duration::try_from(first).ok());
            return wait.unwrap_or(LONGEST).max(looks.pause).min(LONGEST);
        }
        let even = Duration::from_secs(3600) / u32::try_from((looks.budget / cost).max(1)).unwrap_or(u32::MAX);
        even.clamp(looks.pause, LONGEST.max(looks.pause))
    }
}

/// How GitHub is looked at: the one place to change for a cheaper way.
#[derive(Debug, Default)]
struct Eyes;

impl Eyes {
    async fn look(
        &mut self,
        access: &Access,
        sessions: &[Session],
        now: Timestamp,
    ) -> Result<Option<World>, GithubError> {
        access.read(sessions, now, Depth::Whole).await.map(Some)
    }
}

/// Looks until the wall is over.
pub(super) async fn follow(wall: Arc<Wall>, access: Arc<Access>, looks: Looks) {
    let mut cadence = Cadence::default();
    let mut eyes = Eyes;
    let mut failures = 0_u32;
    loop {
        let looked = eyes.look(&access, wall.sessions(), wall.now()).await;
        let now = Timestamp::now();
        cadence.spent(access.requests(), now);
        let budget = Budget {
            spent: cadence.hour(),
            of: looks.budget,
        };
        let wait = cadence.wait(&looks, now);
        let wait = match looked {
            Ok(world) => {
                failures = 0;
                wall.saw(world, budget);
                wait
            }
            Err(error) => {
                failures += 1;
                wall.trouble(&said(&error), Some(budget));
                let longer = AFTER_TROUBLE * 2_u32.saturating_pow(failures.min(5) - 1);
                wait.max(longer.min(LONGEST))
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // Something was sent: see it soon.
            () = wall.glance.notified() => tokio::time::sleep(looks.pause.min(Duration::from_millis(300))).await,
            () = wall.ended() => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_hour_never_costs_more_than_it_may() {
        for (budget, cost) in [(600, 1), (600, 7), (100, 3), (5, 1), (2, 3)] {
            let looks = Looks {
                budget,
                pause: Duration::from_secs(3),
            };
            let mut cadence = Cadence::default();
            let (mut second, mut total, mut looked) = (0_i64, 0, Vec::new());
            while second < 3 * 3600 {
                total += cost;
                looked.push(second);
                cadence.spent(total, at(second));
                // What nobody can afford is looked at all the same, once.
                assert!(cadence.hour() <= budget.max(cost), "{budget} {cost} at {second}");
                loop {
                    let wait = cadence.wait(&looks, at(second));
                    second += i64::try_from(wait.as_secs()).unwrap().max(1);
                    cadence.spent(total, at(second));
                    if cadence.hour() + cost <= budget.max(cost) {
                        break;
                    }
                }
            }
            // It is used, too.
            let used = u64::try_from(looked.len()).unwrap() * cost;
            assert!(used * 10 >= budget.min(3600 / 3 * cost) * 3 * 7 || budget < cost, "{budget} {cost}: {used}");
        }
    }
}
