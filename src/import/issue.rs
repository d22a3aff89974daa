//! What an issue says of itself, in whichever form GitHub's API, `gh` or W3C's tools write it.

use serde_json::Value;

/// The keys below which documents keep their issues.
pub(crate) const LISTS: [&str; 4] = ["sessions", "issues", "items", "nodes"];

/// The issue: what GitHub sends about an event holds it inside.
pub(crate) fn inner(value: &Value) -> &Value {
    let inside = value.get("issue").filter(|inside| inside.is_object());
    inside.unwrap_or(value)
}

/// Whether it is a pull request, which GitHub lists among issues.
pub(crate) fn is_pull_request(issue: &Value) -> bool {
    issue.get("pull_request").is_some_and(Value::is_object)
}

/// The login of who wrote it; none where that is not said, or the account is gone.
pub(crate) fn author(issue: &Value) -> Option<&str> {
    ["author", "user"]
        .iter()
        .find_map(|key| name(issue.get(key)?, "login"))
}

/// The names of its labels; none where the document says nothing of labels.
pub(crate) fn labels(issue: &Value) -> Option<Vec<&str>> {
    let labels = issue.get("labels")?;
    let labels = labels
        .as_array()
        .or_else(|| labels.get("nodes")?.as_array())?;
    Some(labels.iter().filter_map(|one| name(one, "name")).collect())
}

/// The name in a value that is a name, or an object with one.
fn name<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.as_str().or_else(|| value.get(key)?.as_str())
}
