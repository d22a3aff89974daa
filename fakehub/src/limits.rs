//! Primary and secondary rate limits, on the virtual clock.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Content creations a minute and an hour, before the secondary limit stops them.
const CREATIONS: [(i64, usize); 2] = [(60, 80), (3600, 500)];

/// The seconds over which the points of the secondary limit count.
const MINUTE: i64 = 60;

/// Requests of one account at a time.
const CONCURRENT: usize = 100;

/// The limits of which GitHub keeps separate accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Resource {
    Core,
    Graphql,
}

impl Resource {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Resource::Core => "core",
            Resource::Graphql => "graphql",
        }
    }

    /// Points a minute, before the secondary limit stops them.
    fn points_a_minute(self) -> u64 {
        match self {
            Resource::Core => 900,
            Resource::Graphql => 2_000,
        }
    }
}

/// Where one account stands within one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) limit: u64,
    pub(crate) used: u64,
    pub(crate) reset: Timestamp,
}

impl Window {
    pub(crate) fn remaining(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }
}

/// All accounts' use. Whoever has no token is the account `""`.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: BTreeMap<(String, Resource), Window>,
    creations: BTreeMap<String, Vec<Timestamp>>,
    /// Points of the secondary limit within the last minute: a read is 1, a write 5.
    minutes: BTreeMap<(String, Resource), Vec<(Timestamp, u64)>>,
    /// Hourly limits that differ from what the kind of account has.
    hourly: BTreeMap<String, u64>,
    /// What each account has used since the hub began.
    pub(crate) spent: BTreeMap<String, Spent>,
}

/// What an account has used since the hub began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// REST and GraphQL requests, whatever became of them.
    pub requests: u64,
    /// git requests over HTTP, which cost no points.
    pub git: u64,
    /// Points of the primary limits: 1 for each REST request, and what `rateLimit.cost` says for each GraphQL document.
    pub points: u64,
    /// Issues, comments and pull requests that were created.
    pub creations: u64,
}

/// The requests of each account that are under way now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Concurrency(Arc<Mutex<BTreeMap<String, usize>>>);

/// One request that is under way until this is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay {
    all: Concurrency,
    login: String,
}

impl Concurrency {
    fn counts(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request in; the second value tells whether it is one too many.
    pub(crate) fn enter(&self, login: &str) -> (UnderWay, bool) {
        let login = login.to_ascii_lowercase();
        let mut counts = self.counts();
        let count = counts.entry(login.clone()).or_default();
        *count += 1;
        let too_many = *count > CONCURRENT;
        let all = self.clone();
        (UnderWay { all, login }, too_many)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(count) = self.all.counts().get_mut(&self.login) {
            *count = count.saturating_sub(1);
        }
    }
}

impl Limits {
    /// The window that holds now, a new one if the last has run out.
    pub(crate) fn window(
        &mut self,
        login: &str,
        resource: Resource,
        limit: u64,
        now: Timestamp,
    ) -> Window {
        let set = self.hourly.get(&login.to_ascii_lowercase());
        let limit = set.copied().unwrap_or(limit);
        let fresh = Window {
            limit,
            used: 0,
            reset: after(now, 3600),
        };
        let window = self
            .windows
            .entry((login.to_ascii_lowercase(), resource))
            .or_insert(fresh);
        if window.reset <= now {
            *window = fresh;
        }
        window.limit = limit;
        *window
    }

    /// From now on the account has so many requests an hour, of each resource.
    pub(crate) fn set_hourly(&mut self, login: &str, limit: u64) {
        self.hourly.insert(login.to_ascii_lowercase(), limit);
    }

    /// Seconds to wait before this login may ask again, if its points of this minute are used up; else they are booked.
    pub(crate) fn request_wait(
        &mut self,
        login: &str,
        resource: Resource,
        points: u64,
        now: Timestamp,
    ) -> Option<u64> {
        let key = (login.to_ascii_lowercase(), resource);
        let booked = self.minutes.entry(key).or_default();
        let start = after(now, -MINUTE);
        // A clock that was set back must not keep what is in its future.
        booked.retain(|(time, _)| *time > start && *time <= now);
        let used: u64 = booked.iter().map(|(_, points)| points).sum();
        if used.saturating_add(points) > resource.points_a_minute() {
            let oldest = booked.first().map_or(now, |(time, _)| *time);
            return Some(seconds_until(after(oldest, MINUTE), now));
        }
        match booked.last_mut() {
            Some((time, sum)) if *time == now => *sum += points,
            _ => booked.push((now, points)),
        }
        None
    }

    /// What an account has used.
    pub(crate) fn spent_by(&mut self, login: &str) -> &mut Spent {
        self.spent.entry(login.to_owned()).or_default()
    }

    /// Books points on the window that [`Limits::window`] returned last.
    pub(crate) fn spend(&mut self, login: &str, resource: Resource, points: u64) {
        if let Some(window) = self
            .windows
            .get_mut(&(login.to_ascii_lowercase(), resource))
        {
            window.used = window.used.saturating_add(points).min(window.limit);
        }
    }

    /// Seconds to wait before this login may create content, if it must wait.
    pub(crate) fn creation_wait(&self, login: &str, now: Timestamp) -> Option<u64> {
        let times = self.creations.get(&login.to_ascii_lowercase())?;
        CREATIONS.iter().find_map(|(span, most)| {
            let start = after(now, -span);
            let mut recent = times.iter().filter(|time| **time > start);
            let count = recent.clone().count();
            let oldest = recent.next()?;
            (count >= *most).then(|| seconds_until(after(*oldest, *span), now))
        })
    }

    /// Books a content creation.
    pub(crate) fn created(&mut self, login: &str, now: Timestamp) {
        let times = self
            .creations
            .entry(login.to_ascii_lowercase())
            .or_default();
        let start = after(now, -3600);
        times.retain(|time| *time > start);
        times.push(now);
    }
}

fn seconds_until(time: Timestamp, now: Timestamp) -> u64 {
    let wait = time.duration_since(now).as_secs().max(1);
    u64::try_from(wait).unwrap_or(1)
}

fn after(time: Timestamp, seconds: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eighty_first_creation_in_a_minute_waits() {
        let mut limits = Limits::default();
        let start = Timestamp::UNIX_EPOCH;
        for second in 0..80 {
            let now = after(start, second / 2);
            assert_eq!(limits.creation_wait("ada", now), None);
            limits.created("ada", now);
        }
        assert_eq!(limits.creation_wait("ada", after(start, 40)), Some(20));
        assert_eq!(limits.creation_wait("bob", after(start, 40)), None);
        assert_eq!(limits.creation_wait("ada", after(start, 60)), None);
    }

    #[test]
    fn a_minute_has_nine_hundred_points_and_comes_to_an_end() {
        let mut limits = Limits::default();
        let mut ask = |second, points| {
            let now = after(Timestamp::UNIX_EPOCH, second);
            limits.request_wait("ada", Resource::Core, points, now)
        };
        for _ in 0..179 {
            assert_eq!(ask(0, 5), None);
        }
        assert_eq!(ask(30, 5), None);
        assert_eq!(ask(30, 1), Some(30));
        assert_eq!(ask(59, 1), Some(1));
        // The 895 points of the first second are over, the 5 of the thirtieth are not.
        assert_eq!(ask(60, 895), None);
        assert_eq!(ask(60, 1), Some(30));
    }

    #[test]
    fn a_hundred_at_a_time_and_no_more() {
        let all = Concurrency::default();
        let mut under_way = Vec::new();
        for _ in 0..100 {
            let (one, too_many) = all.enter("ada");
            assert!(!too_many);
            under_way.push(one);
        }
        assert!(all.enter("Ada").1);
        assert!(!all.enter("bob").1);
        under_way.pop();
        assert!(!all.enter("ada").1);
    }

    #[test]
    fn a_window_begins_anew_after_an_hour() {
        let mut limits = Limits::default();
        let now = Timestamp::UNIX_EPOCH;
        limits.window("ada", Resource::Core, 5, now);
        limits.spend("ada", Resource::Core, 9);
        assert_eq!(limits.window("ada", Resource::Core, 5, now).remaining(), 0);
        let later = after(now, 3600);
        assert_eq!(
            limits.window("ada", Resource::Core, 5, later).remaining(),
            5
        );
    }
}
