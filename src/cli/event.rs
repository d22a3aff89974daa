//! The event that started the workflow, as the runner tells it.

use crate::event;
use crate::session::RepositoryName;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// More than any payload has.
const LARGEST: u64 = 32 << 20;

/// An event and its payload.
pub(super) struct Event {
    name: String,
    payload: Value,
}

impl Event {
    /// The event in the environment; `None` where there is none that can be read, which is no fault: then everything is looked at.
    pub(super) fn of_environment() -> Option<Event> {
        let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (name, path) = (of("GITHUB_EVENT_NAME")?, of("GITHUB_EVENT_PATH")?);
        let path = Path::new(&path);
        if fs::metadata(path).ok()?.len() > LARGEST {
            return None;
        }
        let payload = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        Some(Event { name, payload })
    }

    /// Why it touches nothing of ours; `None` where it may.
    pub(super) fn untouched(&self, repository: &RepositoryName) -> Option<String> {
        event::untouched(&self.name, &self.payload, repository)
    }

    /// The pull request that it is about.
    pub(super) fn pull(&self) -> Option<u64> {
        event::pull(&self.payload)
    }

    /// Whether that comes from a fork.
    pub(super) fn is_from_fork(&self) -> bool {
        event::is_from_fork(&self.payload)
    }
}
