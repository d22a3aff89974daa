//! What `folkmoot affinity` writes as JSON: its notes come back, and of their clusters those that a person made.

use super::take::Take;
use super::{Why, json};
use crate::fault::Fault;
use crate::inert;
use serde::Deserialize;

/// A note of a proposal.
#[derive(Deserialize)]
struct Note {
    text: String,
    author: Option<String>,
    cluster: Option<String>,
    placed: Option<String>,
    votes: Option<i64>,
}

/// Reads a proposal.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let notes = json::elements::<Note>(text, &["notes"]).map_err(|broken| {
        let why = inert::cut(&inert::terminal(&broken.why), 200);
        take.fault(
            broken.line,
            format!("the file is no JSON: {why}"),
            "write it again",
        )
    })?;
    for (line, note) in &notes {
        match note {
            Ok(note) => {
                // A proposal is made anew; what a person did stays.
                let by_person = note.placed.as_deref() == Some("person");
                let cluster = note.cluster.as_deref().filter(|_| by_person);
                take.card(
                    *line,
                    &note.text,
                    note.author.as_deref(),
                    cluster,
                    note.votes,
                );
            }
            Err(other) => take.drop(*line, &other.to_string(), Why::Unreadable),
        }
    }
    Ok(())
}
