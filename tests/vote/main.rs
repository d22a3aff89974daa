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
mod oracles;
mod struck;
mod verify;
mod way;

use common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, SESSION_FILE, VOTING};
use serde_json::{Value, json};

/// The example with rules of its own, and names shown.
async fn with(vote: &str) -> Bench {
    let bench = Bench::example(true).await;
    add(&bench, vote);
    bench
}

/// More at the end of the session file.
fn add(bench: &Bench, vote: &str) {
    bench.rewrite(SESSION_FILE, |yml| {
        let yml = yml.replace("chatham-house", "named");
        let head = yml.split("\nvote:").next().unwrap();
        format!("{head}\nvote:\n{vote}")
    });
}

/// Up to the grouped notes.
fn grouped(bench: &Bench) {
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.run(at);
    }
}

fn nobody_wins(tally: &Value) {
    let result = tally["result"].as_array().unwrap();
    assert!(!result.is_empty() && result.iter().all(|entry| entry["wins"] == false));
}

/// GitHub, asked again, has the votes that were counted.
fn live_agrees(bench: &Bench) {
    bench.write("tally.json", &bench.report("tally.json"));
    let (code, out, _) = bench.told(&["verify", "--live", "tally.json"]);
    assert!(
        code == 0 && out.contains("GitHub has the same votes now"),
        "{out}"
    );
}

/// `tally.json` of the report; it has the published shape, and recounts.
fn tally(bench: &Bench) -> Value {
    let text = bench.report("tally.json");
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
