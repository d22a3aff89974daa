//! Primary and secondary rate limits, on the virtual clock.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Content creations a minute and an hour, before the secondary limit stops them.
const CREATIONS: [(i64, usize); 2] = [(60, 80), (3600, 500)];

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
        *window
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
            let wait = after(*oldest, *span).duration_since(now).as_secs().max(1);
            (count >= *most).then_some(u64::try_from(wait).unwrap_or(1))
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
