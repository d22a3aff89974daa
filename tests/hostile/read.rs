//! What is read of GitHub, and pieces of several documents together.

use crate::common::Bench;
use crate::markdown::strings;
use crate::seen;
use serde_json::Value;

/// All issues or pull requests of a repository.
pub fn all(bench: &Bench, repository: &str, what: &str) -> Vec<Value> {
    let mut list = Vec::new();
    for page in 1.. {
        let path = format!("/repos/{repository}/{what}?state=all&per_page=100&page={page}");
        let more = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
        let more = more.as_array().unwrap().clone();
        let last = more.len() < 100;
        list.extend(more);
        if last {
            break;
        }
    }
    list
}

pub fn text_of<'v>(value: &'v Value, at: &str) -> &'v str {
    value
        .pointer(at)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub fn has_label(issue: &Value, label: &str) -> bool {
    issue["labels"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| one["name"] == label)
}

/// Documents of one kind, each read; the pieces of all.
pub fn together(
    list: impl IntoIterator<Item = Result<Vec<String>, String>>,
) -> Result<Vec<String>, String> {
    let list: Result<Vec<Vec<String>>, String> = list.into_iter().collect();
    list.map(|list| list.concat())
}

pub fn json_of(text: &str) -> Result<Vec<String>, String> {
    serde_json::from_str(text)
        .map(|value| {
            all_strings(&value)
                .iter()
                .map(|text| seen::line(text))
                .collect()
        })
        .map_err(|error| error.to_string())
}

pub fn all_strings(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    strings(value, &mut out);
    out
}
