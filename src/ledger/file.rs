//! `ledger.json`, out and in. `docs/schema/ledger-1.json` says what it looks like.
//!
//! The topics in the file are for whoever reads it: they follow from what they were seen as, and a file in which they do not is refused.

use super::topics::{TopicId, grouped, topic};
use super::{Held, Ledger, Sighting, add};
use crate::fault::{Fault, Place, Source};
use crate::inert;
use crate::session::SessionId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name and version of the shape; the first key of the file.
pub const SCHEMA: &str = "ledger/1";
/// Far more than a series fills in decades.
const LARGEST: usize = 16 << 20;
const CURE: &str = "a ledger is written by folkmoot alone: take the last good one from git";

#[derive(Debug, Deserialize)]
struct Version {
    folkmoot: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    folkmoot: String,
    series: String,
    sessions: Vec<DocumentSession>,
    topics: Vec<DocumentTopic>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentSession {
    id: String,
    date: Date,
    title: String,
    notes: u64,
    voters: Option<u64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentTopic {
    id: String,
    name: String,
    former: Vec<String>,
    seen: Vec<DocumentSeen>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentSeen {
    session: String,
    name: String,
    notes: u64,
    votes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<String>,
}

impl Document {
    fn of(ledger: &Ledger) -> Document {
        let session = |held: &Held| DocumentSession {
            id: held.session.to_string(),
            date: held.date,
            title: held.title.clone(),
            notes: held.notes,
            voters: held.voters,
        };
        let seen = |(held, sighting): &(&Held, &Sighting)| DocumentSeen {
            session: held.session.to_string(),
            name: sighting.name.clone(),
            notes: sighting.notes,
            votes: sighting.votes,
            is: sighting.is.as_ref().map(TopicId::to_string),
            was: sighting.was.clone(),
        };
        let mut topics: Vec<DocumentTopic> = grouped(ledger)
            .iter()
            .filter_map(|group| {
                let topic = topic(group)?;
                Some(DocumentTopic {
                    id: topic.id.to_string(),
                    name: topic.name,
                    former: topic.former,
                    seen: group.iter().map(seen).collect(),
                })
            })
            .collect();
        // An order in which a session adds lines and moves none.
        topics.sort_by(|a, b| a.id.cmp(&b.id));
        Document {
            folkmoot: SCHEMA.to_owned(),
            series: ledger.series.to_string(),
            sessions: ledger.sessions().iter().map(session).collect(),
            topics,
        }
    }
}

/// The ledger as a file.
pub fn write(ledger: &Ledger) -> String {
    // A document has string keys and numbers alone: this cannot fail.
    serde_json::to_string_pretty(&Document::of(ledger)).unwrap_or_default() + "\n"
}

/// Reads a file back.
///
/// # Errors
/// It is damaged, or of a later version than this one.
pub fn read(source: &Arc<Source>) -> Result<Ledger, Fault> {
    let start = || Place::start(source);
    if source.text.len() > LARGEST {
        let size = source.text.len();
        let message = format!("the ledger has {size} bytes, more than the {LARGEST} allowed");
        return Err(Fault::new(start(), message, CURE));
    }
    let broken = |error: serde_json::Error| {
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default();
        let why = inert::cut(&inert::line(why), 200);
        let place = place(source, error.line(), error.column());
        Fault::new(place, format!("the ledger is damaged: {why}"), CURE)
    };
    let version: Version = match serde_json::from_str(&source.text) {
        Ok(version) => version,
        Err(error) if error.is_data() => {
            let message = "this is no ledger: it does not say `folkmoot`, its format and version";
            return Err(Fault::new(start(), message, "name a ledger.json"));
        }
        Err(error) => return Err(broken(error)),
    };
    if version.folkmoot != SCHEMA {
        let later = version
            .folkmoot
            .strip_prefix("ledger/")
            .and_then(|number| number.parse::<u32>().ok())
            .is_some_and(|number| number > 1);
        let said = inert::cut(&inert::line(&version.folkmoot), 40);
        let (message, cure) = if later {
            (
                format!("this ledger is `{said}`, and this folkmoot reads `{SCHEMA}` alone"),
                "update folkmoot: a later one wrote it",
            )
        } else {
            (
                format!("this is no ledger but `{said}`"),
                "name a ledger.json",
            )
        };
        return Err(Fault::new(find(source, &version.folkmoot), message, cure));
    }
    let document: Document = serde_json::from_str(&source.text).map_err(broken)?;
    let ledger = ledger(source, &document)?;
    follows(source, document, &ledger)?;
    Ok(ledger)
}

/// What the document says was held.
fn ledger(source: &Arc<Source>, document: &Document) -> Result<Ledger, Fault> {
    let damaged = |at: &str, why: String| {
        Fault::new(
            find(source, at),
            format!("the ledger is damaged: {why}"),
            CURE,
        )
    };
    let id = |text: &str| {
        let shown = inert::cut(&inert::line(text), 60);
        SessionId::new(text).ok_or_else(|| damaged(text, format!("`{shown}` cannot be an id")))
    };
    let mut held: BTreeMap<&str, Held> = BTreeMap::new();
    for session in &document.sessions {
        let new = Held {
            session: id(&session.id)?,
            date: session.date,
            title: session.title.clone(),
            notes: session.notes,
            voters: session.voters,
            topics: Vec::new(),
        };
        if held.insert(&session.id, new).is_some() {
            let why = format!("the session `{}` is in it twice", session.id);
            return Err(damaged(&session.id, why));
        }
    }
    for seen in document.topics.iter().flat_map(|topic| &topic.seen) {
        let Some(held) = held.get_mut(seen.session.as_str()) else {
            let shown = inert::cut(&inert::line(&seen.session), 60);
            let why = format!("a topic was seen in `{shown}`, which is no session of it");
            return Err(damaged(&seen.session, why));
        };
        held.topics.push(Sighting {
            name: seen.name.clone(),
            notes: seen.notes,
            votes: seen.votes,
            is: seen.is.as_deref().map(TopicId::of),
            was: seen.was.clone(),
        });
    }
    let empty = Ledger::new(id(&document.series)?);
    Ok(held.values().fold(empty, |ledger, held| add(&ledger, held)))
}

/// Its topics have to be those that follow from where they were seen; in which order they stand says nothing.
fn follows(source: &Arc<Source>, mut document: Document, ledger: &Ledger) -> Result<(), Fault> {
    let mut wanted = Document::of(ledger);
    for document in [&mut document, &mut wanted] {
        document.sessions.sort_by(|a, b| a.id.cmp(&b.id));
        document.topics.sort_by(|a, b| a.id.cmp(&b.id));
        for topic in &mut document.topics {
            let key = |seen: &DocumentSeen| {
                let name = seen.name.clone();
                (
                    seen.session.clone(),
                    name,
                    seen.notes,
                    seen.votes,
                    seen.is.clone(),
                    seen.was.clone(),
                )
            };
            topic.seen.sort_by_cached_key(key);
        }
    }
    if document == wanted {
        return Ok(());
    }
    let mut pairs = document.topics.iter().zip(&wanted.topics);
    let differs = pairs.find(|(is, wanted)| is != wanted);
    let (at, what) = match differs {
        Some((is, _)) => (
            is.id.as_str(),
            format!("the topic `{}` is", inert::cut(&inert::line(&is.id), 60)),
        ),
        None => ("topics", "its topics are".to_owned()),
    };
    let message = format!("the ledger is damaged: {what} not what its sessions say");
    Err(Fault::new(find(source, at), message, CURE))
}

/// The place of a line and a column, both from 1.
fn place(source: &Arc<Source>, line: usize, column: usize) -> Place {
    let before = source
        .text
        .split_inclusive('\n')
        .take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    let at = start + column.saturating_sub(1);
    Place::new(source, at..at)
}

/// The place where a text first stands as a value; the start, where it is written in another way.
fn find(source: &Arc<Source>, text: &str) -> Place {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    match source.text.find(&quoted) {
        Some(at) => Place::new(source, at..at + quoted.len()),
        None => Place::start(source),
    }
}
