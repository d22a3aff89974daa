//! What `folkmoot affinity` writes as JSON: its notes come back, and of their clusters those that a person made.

use super::take::Take;
use super::{Why, json};
use crate::fault::Fault;
use crate::inert;
use serde_json::Value;

/// Reads a proposal.
pub(super) fn read(text: &str, take: &mut Take) -> Result<(), Fault> {
    let notes = json::elements(text, &["notes"]).map_err(|broken| {
        let why = inert::cut(&inert::terminal(&broken.why), 200);
        take.fault(
            broken.line,
            format!("the file is no JSON: {why}"),
            "write it again",
        )
    })?;
    for (line, note) in &notes {
        let of = |key: &str| note.get(key).and_then(Value::as_str);
        let Some(text) = of("text") else {
            take.drop(*line, &note.to_string(), Why::Unreadable);
            continue;
        };
        // A proposal is made anew; what a person did stays.
        let cluster = of("cluster").filter(|_| of("placed") == Some("person"));
        let votes = note.get("votes").and_then(Value::as_i64);
        take.card(*line, text, of("author"), cluster, votes);
    }
    Ok(())
}
