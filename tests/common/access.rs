//! folkmoot in the test's own process: its ways to GitHub, on the hub's clock, and sessions of many notes.

use super::REPOSITORY;
use folkmoot::github::{Access, Client, Clock};
use folkmoot::notes::{Note, Origin, digest};
use folkmoot::progress::Progress;
use folkmoot::session::RepositoryName;
use jiff::{SignedDuration, Timestamp};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// The hub's clock, which keeps nobody waiting.
pub struct HubClock(pub fakehub::Clock);

impl Clock for HubClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(std::future::ready(()))
    }
}

/// The repository of the sessions by this client, and no reports.
pub fn access(client: Client) -> Access {
    Access {
        repository: RepositoryName::new(REPOSITORY).unwrap(),
        client,
        report_client: None,
        git_base: String::new(),
        git_token: None,
        branch: None,
        report_token: None,
        progress: Progress::default(),
        only: None,
    }
}

/// So many notes of a file, each in its cluster.
pub fn notes(count: usize, cluster: impl Fn(usize) -> String) -> Vec<Note> {
    let note = |index| {
        let text = format!("How might we do number {index}?");
        Note {
            origin: Origin::File(digest(&text, 1)),
            text,
            author: None,
            written: None,
            cluster: Some(cluster(index)),
            fields: Default::default(),
        }
    };
    (0..count).map(note).collect()
}
