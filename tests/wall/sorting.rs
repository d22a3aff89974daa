//! Facilitators sort notes on the wall, and GitHub has it, also where it was away in between.

use crate::common::{AFFINITY, Bench, REPOSITORY};
use crate::served::{Browser, Wall, entered};
use crate::{grouped, writes};
use fakehub::{Fault, FaultKind, Traffic, When};
use serde_json::{Value, json};
use std::time::Duration;

const SESSION_LABEL: &str = "session:kubecon-india-2024";
const FIRST: &str = "How might we address security concerns";

/// A note whose words begin so.
fn note<'s>(state: &'s Value, words: &str) -> &'s Value {
    let mut notes = state["notes"].as_array().unwrap().iter();
    notes
        .find(|note| note["text"].as_str().unwrap().starts_with(words))
        .unwrap_or_else(|| panic!("{words}: {state:#}"))
}

fn labels(bench: &Bench, issue: &Value) -> Vec<String> {
    let path = format!("/repos/{REPOSITORY}/issues/{issue}/labels");
    let labels = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    let names = labels.as_array().unwrap().iter();
    names
        .map(|label| label["name"].as_str().unwrap().to_owned())
        .filter(|name| name.starts_with("cluster:"))
        .collect()
}

/// GitHub is away for whoever bears folkmoot's token: until the fault is over.
fn away(bench: &Bench, requests: u64) {
    bench.hub.fault(Fault {
        at: When::EveryBy {
            by: "folkmoot".to_owned(),
            from: 0,
            count: requests,
            of: Traffic::Any,
        },
        kind: FaultKind::RetryAfter {
            status: 429,
            seconds: 600,
        },
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_arrive_on_github_and_can_be_undone_by_another_facilitator() {
    let bench = grouped().await;
    let mut wall = Wall::open(&bench, AFFINITY, &[]);
    let one = wall.facilitator();
    let link = wall
        .post(&one, "/invite", &json!({ "to": "presenter" }))
        .json();
    let path = link["url"]
        .as_str()
        .unwrap()
        .strip_prefix(&wall.url)
        .unwrap()
        .to_owned();
    let other = entered(&wall.with(&Browser::default(), "POST", &path, &[], ""));
    let state = wall.until(&one, "read", |state| state["editable"] == true);
    let card = note(&state, FIRST).clone();
    let (id, home) = (card["id"].clone(), card["cluster"].clone());
    let target = state["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cluster| cluster["id"] != home)
        .unwrap()
        .clone();
    let was = labels(&bench, &card["number"]);
    let edit = json!({ "move": { "notes": [id], "to": target["id"] } });
    let before = writes(&bench);
    let taken = wall.edit(&one, "1", &edit);
    assert_eq!(taken.status, 202, "{}", taken.body);
    // At once, for everybody, as pending.
    let state = wall.state(&other);
    assert!(state["version"].as_u64() >= taken.json()["version"].as_u64());
    assert_eq!(note(&state, FIRST)["cluster"], target["id"]);
    let done =
        |state: &Value| state["edits"] == json!([]) && note(state, FIRST)["pending"] == false;
    let state = wall.until(&other, "done", done);
    assert_eq!(note(&state, FIRST)["cluster"], target["id"]);
    let moved = labels(&bench, &card["number"]);
    assert_eq!(moved.len(), 1);
    assert_ne!(moved, was);
    let name = target["name"].as_str().unwrap();
    assert_eq!(
        state["undo"],
        json!({ "id": "1", "what": format!("move 1 note to {name}") })
    );
    // The answer got lost, and the page sends it again.
    let written = writes(&bench);
    assert!(written > before);
    assert_eq!(wall.edit(&one, "1", &edit).status, 202);
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(writes(&bench), written, "and nothing is done twice");
    // Another facilitator undoes it, and the first one does it again.
    assert_eq!(wall.post(&other, "/undo", &json!({})).status, 202);
    assert_eq!(note(&wall.state(&one), FIRST)["cluster"], home);
    let state = wall.until(&one, "undone", done);
    assert_eq!(
        (
            &note(&state, FIRST)["cluster"],
            labels(&bench, &card["number"])
        ),
        (&home, was.clone())
    );
    assert_eq!(state["undo"], Value::Null);
    assert_eq!(wall.post(&one, "/redo", &json!({})).status, 202);
    wall.until(&one, "done again", done);
    assert_eq!(labels(&bench, &card["number"]), moved);
    // Somebody moves it on GitHub: that shows here.
    let path = format!("/repos/{REPOSITORY}/issues/{}/labels", card["number"]);
    bench.rest(
        &bench.facilitator,
        "PUT",
        &path,
        &json!({ "labels": ["folkmoot:collected", SESSION_LABEL, was[0]] }),
    );
    wall.until(&one, "moved on GitHub", |state| {
        note(state, FIRST)["cluster"] == home
    });
    // That is theirs: nobody undoes it here, and nothing is left to undo.
    let refused = wall.post(&other, "/undo", &json!({}));
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(
        refused.body.contains("somebody has changed “How might we"),
        "{}",
        refused.body
    );
    assert_eq!(wall.state(&one)["undo"], Value::Null);
    assert_eq!(labels(&bench, &card["number"]), was);
    // Before a vote there is nothing to reveal.
    let early = wall.post(&one, "/screen", &json!({ "revealed": true }));
    assert_eq!(early.status, 409, "{}", early.body);
    assert!(early.body.contains("before the vote opens"));
    // A cluster of its own, then into it before GitHub has it, renamed; and the end comes before any of it is sent.
    let state = wall.state(&one);
    let second = state["notes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|note| note["id"] != id)
        .unwrap()["id"]
        .clone();
    assert_eq!(
        wall.edit(
            &one,
            "2",
            &json!({ "new": { "notes": [id], "name": "Brand new" } })
        )
        .status,
        202
    );
    let into = wall.edit(
        &other,
        "3",
        &json!({ "move": { "notes": [second], "to": "cluster:brand new" } }),
    );
    assert_eq!(into.status, 202, "{}", into.body);
    let taken = wall.edit(
        &other,
        "4",
        &json!({ "new": { "notes": [second], "name": "brand New" } }),
    );
    assert_eq!(
        taken.status, 409,
        "the other facilitator's note is in it: {}",
        taken.body
    );
    let (code, said) = wall.end();
    assert_eq!(code, 0, "{said}");
    assert_eq!(labels(&bench, &card["number"]), ["cluster:Brand new"]);
    assert_eq!(bench.issues("cluster:Brand%20new").len(), 2, "two notes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn github_may_go_away_and_come_back() {
    let bench = grouped().await;
    let mut wall = Wall::open(&bench, AFFINITY, &[]);
    let facilitator = wall.facilitator();
    let state = wall.until(&facilitator, "read", |state| state["editable"] == true);
    assert_eq!(state["trouble"], Value::Null);
    let id = note(&state, FIRST)["id"].clone();
    let number = note(&state, FIRST)["number"].clone();
    away(&bench, 12);
    let state = wall.until(&facilitator, "in trouble", |state| {
        state["trouble"].is_string()
    });
    let trouble = state["trouble"].as_str().unwrap().to_owned();
    assert!(trouble.contains(". "), "with its cure: {trouble}");
    assert_eq!(
        note(&state, FIRST)["id"],
        id,
        "what was known is still there"
    );
    assert_eq!(
        wall.edit(&facilitator, "1", &json!({ "park": { "notes": [id] } }))
            .status,
        202
    );
    let state = wall.until(&facilitator, "done", |state| {
        state["edits"] == json!([]) && state["trouble"].is_null()
    });
    assert_eq!(note(&state, FIRST)["parked"], true);
    assert_eq!(labels(&bench, &number), ["cluster:parked"]);
    // Away for good: what is not there is named in the end.
    away(&bench, 100_000);
    wall.until(&facilitator, "in trouble", |state| {
        state["trouble"].is_string()
    });
    assert_eq!(
        wall.edit(&facilitator, "2", &json!({ "unplace": { "notes": [id] } }))
            .status,
        202
    );
    let (code, said) = wall.end();
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("1 edit did not reach GitHub: take 1 note out."),
        "{said}"
    );
}
