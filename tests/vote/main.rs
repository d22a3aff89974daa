//! The vote, end to end: who may, what counts, what is decided on the way, and what nobody can take on trust.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod closed;
#[path = "../common/mod.rs"]
mod common;
mod methods;
mod struck;
mod verify;
mod way;

use common::{AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, NOTES, VOTING};
use serde_json::{Value, json};

const SESSION: &str = "sessions/kubecon-india-2024/session.yml";
const TALLY: &str = "reports/kubecon-india-2024/tally.json";

/// The example with rules of its own, and names shown.
async fn with(vote: &str) -> Bench {
    let bench = Bench::example(true).await;
    add(&bench, vote);
    bench
}

/// More at the end of the session file.
fn add(bench: &Bench, vote: &str) {
    let yml = std::fs::read_to_string(bench.path(SESSION)).unwrap();
    let yml = yml.replace("chatham-house", "named");
    let head = yml.split("\nvote:").next().unwrap();
    bench.write(SESSION, &format!("{head}\nvote:\n{vote}"));
}

/// Runs, and runs again to see that nothing is left to do.
fn run(bench: &Bench, at: &str) -> String {
    let out = bench.at(at, &["run"]);
    let again = bench.json_at(at, "run");
    assert_eq!(
        again["done"],
        json!([]),
        "a second run at {at} did something after:\n{out}"
    );
    assert!(again["requests"].as_u64().unwrap() <= 2, "{again}");
    out
}

/// Up to the open vote.
fn open(bench: &Bench) {
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(bench, at);
    }
}

/// `tally.json` of the report; it has the published shape, and recounts.
fn tally(bench: &Bench) -> Value {
    let text = bench.file(BRANCH, TALLY);
    let tally: Value = serde_json::from_str(&text).unwrap();
    let schema = include_str!("../../docs/schema/tally-1.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let faults: Vec<String> = schema
        .iter_errors(&tally)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(faults, Vec::<String>::new(), "{text}");
    bench.write("recount.json", &text);
    let recount = bench.command(&["verify", "recount.json"]);
    let said = String::from_utf8_lossy(&recount.stdout).into_owned();
    assert!(recount.status.success(), "{said}");
    tally
}

/// The status of the session's issue.
fn status(bench: &Bench) -> String {
    let body = bench.body(1);
    let start = body.find("**Stage").unwrap();
    body[start..body.find("<!-- /folkmoot:status").unwrap()].to_owned()
}
