//! The JSON of a request. GitHub checks its form before anything else, and says what is wrong in a sentence alone.

use super::Result;
use crate::error::Refusal;
use crate::server::Asked;
use serde_json::Value;

/// The type of every key that fakehub reads.
const KINDS: [(&str, &[&str]); 4] = [
    (
        "string",
        &[
            "base",
            "body",
            "branch",
            "color",
            "commit_message",
            "commit_title",
            "content",
            "description",
            "head",
            "lock_reason",
            "merge_method",
            "message",
            "name",
            "new_name",
            "ref",
            "sha",
            "state",
            "state_reason",
        ],
    ),
    // An issue's title may be a number.
    ("string or an integer", &["title"]),
    ("boolean", &["draft", "force"]),
    ("array", &["labels"]),
];

/// Refuses a key whose value is of the wrong type.
pub(super) fn check(asked: &Asked) -> Result<()> {
    for (kind, names) in KINDS {
        for name in names {
            if let Some(value) = field(asked, name)
                && !is_a(kind, value)
            {
                let shown = match value {
                    // As GitHub's own language prints it.
                    Value::Null => "nil".to_owned(),
                    other => other.to_string(),
                };
                let article = if kind == "array" { "an" } else { "a" };
                return Err(malformed(&format!(
                    "For 'properties/{name}', {shown} is not {article} {kind}."
                )));
            }
        }
    }
    Ok(())
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "array" => value.is_array(),
        // What may be empty may be null; of a list GitHub is known to refuse it.
        _ if value.is_null() => true,
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        _ => value.is_string() || value.is_i64() || value.is_u64(),
    }
}

/// A field of the body.
pub(super) fn field<'a>(asked: &'a Asked, name: &str) -> Option<&'a Value> {
    asked.body.as_ref()?.get(name)
}

/// A text of the body; null counts as left out.
pub(super) fn text<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    field(asked, name).and_then(Value::as_str)
}

/// A text of the body that must be there.
pub(super) fn needed<'a>(asked: &'a Asked, name: &str) -> Result<&'a str> {
    text(asked, name).ok_or_else(|| match asked.body {
        Some(_) => malformed(&format!("\"{name}\" wasn't supplied.")),
        None => malformed("For 'links/0/schema', nil is not an object."),
    })
}

fn malformed(what: &str) -> Refusal {
    Refusal::Unprocessable(format!("Invalid request.\n\n{what}"))
}
