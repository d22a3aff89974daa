//! The virtual clock. It never runs by itself.

use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle on the hub's virtual clock. Clones share one time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Inner>>);

/// What to do at a time.
struct Alarm {
    at: Timestamp,
    ring: Box<dyn FnOnce() + Send>,
}

struct Inner {
    now: Timestamp,
    alarms: Vec<Alarm>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.now.fmt(f)
    }
}

impl Clock {
    /// A clock that stands at `start`.
    pub(crate) fn new(start: Timestamp) -> Clock {
        let alarms = Vec::new();
        Clock(Arc::new(Mutex::new(Inner { now: start, alarms })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time it is.
    pub fn now(&self) -> Timestamp {
        self.lock().now
    }

    /// Sets the time; backwards works too.
    pub fn set(&self, to: Timestamp) {
        self.change(|_| to);
    }

    /// Moves the time; past the range of [`Timestamp`] it stops at the end.
    pub fn advance(&self, by: SignedDuration) {
        self.change(|now| now.saturating_add(by).unwrap_or(now));
    }

    fn change(&self, to: impl FnOnce(Timestamp) -> Timestamp) {
        let mut inner = self.lock();
        inner.now = to(inner.now);
        let now = inner.now;
        let due: Vec<Alarm> = inner
            .alarms
            .extract_if(.., |alarm| alarm.at <= now)
            .collect();
        drop(inner);
        // Whoever moved the clock finds it done.
        for alarm in due {
            (alarm.ring)();
        }
    }

    /// Calls `ring` once, when the time has come.
    pub(crate) fn at(&self, at: Timestamp, ring: impl FnOnce() + Send + 'static) {
        let mut inner = self.lock();
        if at <= inner.now {
            drop(inner);
            ring();
        } else {
            let ring = Box::new(ring);
            inner.alarms.push(Alarm { at, ring });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn clones_share_the_time() {
        let clock = Clock::new(Timestamp::UNIX_EPOCH);
        clock.clone().advance(SignedDuration::from_secs(5));
        assert_eq!(clock.now().as_second(), 5);
    }

    #[test]
    fn an_alarm_rings_once_and_not_too_soon() {
        let clock = Clock::new(Timestamp::UNIX_EPOCH);
        let rung = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&rung);
        let at = Timestamp::from_second(10).unwrap();
        clock.at(at, move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        clock.advance(SignedDuration::from_secs(9));
        assert_eq!(rung.load(Ordering::SeqCst), 0);
        clock.advance(SignedDuration::from_secs(1));
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(rung.load(Ordering::SeqCst), 1);
    }
}
