//! What the sessions of a series were about, over time.
//!
//! In: for each session its topics with their notes and votes, and what is known of renames; or a `ledger.json`. Out: a [`Ledger`],
//! its topics known again whatever they are called now, sentences, a table, a picture, and `ledger.json` again. Pure, and the same
//! whatever the order in which sessions are added.
//!
//! No person is ever in it: there is no place for a name. Texts of people stay as they were written until they go out, and are made
//! harmless there.

mod file;
pub mod html;
mod keep;
mod say;
mod svg;
mod topics;

#[cfg(test)]
mod tests;

pub use file::{SCHEMA, read, write};
pub use keep::{Entry, HERE};
pub use say::{markdown, sentence};
pub use svg::svg;
pub use topics::{Seen, Topic, TopicId, topics};

use crate::session::SessionId;
use jiff::civil::Date;

/// The sessions of a series and what was in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The name of the series.
    pub series: SessionId,
    /// Its sessions, the earliest first, each once.
    held: Vec<Held>,
}

/// A session that took place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub session: SessionId,
    /// Its day.
    pub date: Date,
    /// What people called it.
    pub title: String,
    /// How many notes it had, parked ones included.
    pub notes: u64,
    /// How many people voted; none where there was no vote.
    pub voters: Option<u64>,
    /// What it was about.
    pub topics: Vec<Sighting>,
}

/// A topic as one session had it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// What it was called there.
    pub name: String,
    /// How many notes were on it.
    pub notes: u64,
    /// Its votes; none where there was no vote.
    pub votes: Option<u64>,
    /// The topic of the ledger that it is, if that is known.
    pub is: Option<TopicId>,
    /// Another name it had, if it is known to have been renamed.
    pub was: Option<String>,
}

impl Ledger {
    /// A ledger without sessions.
    pub fn new(series: SessionId) -> Ledger {
        Ledger {
            series,
            held: Vec::new(),
        }
    }

    /// Its sessions, the earliest first.
    pub fn sessions(&self) -> &[Held] {
        &self.held
    }

    /// Whether it counts votes, or notes because no session had any vote.
    fn has_votes(&self) -> bool {
        let mut sightings = self.held.iter().flat_map(|held| &held.topics);
        sightings.any(|sighting| sighting.votes.is_some())
    }
}

/// The ledger with a session. One that is in it already is replaced: what it told of renames goes as well.
pub fn add(ledger: &Ledger, session: &Held) -> Ledger {
    let others = ledger.held.iter();
    let mut held: Vec<Held> = others
        .filter(|held| held.session != session.session)
        .cloned()
        .collect();
    let mut session = session.clone();
    session.topics.sort();
    held.push(session);
    held.sort_by(|a, b| (a.date, &a.session).cmp(&(b.date, &b.session)));
    Ledger {
        series: ledger.series.clone(),
        held,
    }
}
