//! Telling whoever waits how far something is.

use std::sync::Arc;

/// One step of something that takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// What is going on.
    pub what: &'a str,
    /// How much of it is done.
    pub done: usize,
    /// Of how much; 0 where nobody knows.
    pub of: usize,
}

/// What is told to whoever waits.
type Told = dyn Fn(Step<'_>) + Send + Sync;

/// Whoever waits, if anybody does.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Told>>);

impl Progress {
    /// Tells each step to `told`.
    pub fn to(told: impl Fn(Step<'_>) + Send + Sync + 'static) -> Progress {
        Progress(Some(Arc::new(told)))
    }

    /// Tells something that has no end in sight.
    pub fn say(&self, what: &str) {
        self.tell(what, 0, 0);
    }

    /// Tells a step.
    pub fn tell(&self, what: &str, done: usize, of: usize) {
        if let Some(told) = &self.0 {
            told(Step { what, done, of });
        }
    }
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Progress")
    }
}
