//! What people and machines read, over the same result types.
//!
//! In: faults, plans, outcomes. Out: text or JSON, and what a runner of GitHub Actions reads. Nothing is decided here, and every text of a person is made harmless on its way to
//! the terminal.

pub mod actions;
pub mod affinity;
pub mod faults;
pub mod help;
pub mod proposals;
pub mod remarks;
pub mod review;
pub mod text;

use serde::Serialize;

/// A value as pretty JSON with a line end.
pub fn json<T: Serialize>(value: &T) -> String {
    // The types that come here have string keys: this cannot fail.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    no_command(&text) + "\n"
}

/// JSON without what a runner reads as a workflow command. Both stand inside strings only; written so, they are the same to a reader of
/// JSON.
fn no_command(json: &str) -> String {
    json.replace("::", "\\u003a:").replace("##[", "\\u0023#[")
}
