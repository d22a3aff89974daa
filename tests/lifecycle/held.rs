//! What was promised to people holds: who is named, whose words stand, which rules count.

use crate::common::{
    AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, GOVERNANCE, LATER, NOTES, SESSION_FILE, VOTING,
    time,
};
use serde_json::{Value, json};
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_maintainer_may_rewrite_the_pull_request_s_text() {
    let bench = Bench::example(true).await;
    bench.open_vote();
    bench.run(CLOSED);
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &format!("/repos/{GOVERNANCE}/pulls/1"),
        &json!({ "body": "My words.", "title": "Mine" }),
    );
    bench.run("2024-12-12T10:00:00Z");
    bench.merge(1);
    assert!(bench.run(LATER).contains("kubecon-india-2024: published"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_promised_to_participants_holds() {
    let bench = Bench::example(true).await;
    bench.open_vote();
    bench.hub.clock().set(time(DURING));
    bench.vote("ada-lovelace", bench.cluster("Managing"));
    bench.rewrite(SESSION_FILE, |yml| {
        yml.replace("attribution: chatham-house", "attribution: named")
    });
    bench.run(CLOSED);
    for file in ["README.md", "tally.json", "notes.csv"] {
        let text = bench.report(file);
        assert!(!text.contains("ada-lovelace"), "{file} names a voter");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_session_names_and_a_vote_by_people_who_left_counts_for_nobody() {
    let bench = Bench::example(true).await;
    bench.rewrite(SESSION_FILE, |yml| {
        yml.replace(
            "attribution: chatham-house",
            "attribution: named\nvote:\n  roll: participants",
        )
    });
    bench.run(ANNOUNCED);
    bench.run(NOTES);
    bench.hub.clock().set(time("2024-12-11T10:00:00Z"));
    bench.form("ada", "How might we sign our names?");
    bench.run(AFFINITY);
    bench.run(VOTING);
    bench.hub.clock().set(time(DURING));
    let (managing, security) = (bench.cluster("Managing"), bench.cluster("Security"));
    bench.vote("ada", managing);
    bench.vote("stranger", managing);
    bench.vote("leaver", security);
    bench.hub.delete_user("leaver");
    bench.run(CLOSED);
    let tally = bench.tally();
    let why: Vec<(&Value, &Value)> = tally["ballots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ballot| (&ballot["voter"], &ballot["choices"][0]["why_not"]))
        .collect();
    assert_eq!(why.len(), 3, "{why:?}");
    assert_eq!(
        (&why[0].0["login"], why[0].1),
        (&json!("ada"), &Value::Null)
    );
    assert_eq!(
        (&why[1].0["login"], why[1].1),
        (&json!("stranger"), &json!("not-on-roll"))
    );
    assert_eq!(
        (why[2].0, why[2].1),
        (&json!("no-account"), &json!("no-account"))
    );
    assert_eq!(tally["voters"], 1);
    assert!(
        bench
            .report("README.md")
            .contains("How might we sign our names? — ada")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_result_outlives_the_accounts_that_made_it() {
    let bench = Bench::example(true).await;
    bench.open_vote();
    bench.hub.clock().set(time(DURING));
    let managing = bench.cluster("Managing");
    bench.vote("ada", managing);
    bench.vote("leaver", managing);
    // The governance repository cannot be reached: the result is published all the same, the report is not.
    fs::rename(bench.path("git"), bench.path("away")).unwrap();
    let (code, _, err) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 1, "{err}");
    assert!(
        err.contains("todogroup/governance has no branch yet"),
        "{err}"
    );
    assert!(bench.body(1).contains("★ chosen. 2 people voted."));
    bench.hub.delete_user("leaver");
    fs::rename(bench.path("away"), bench.path("git")).unwrap();
    bench.run(LATER);
    assert_eq!(bench.tally()["voters"], 2);
    assert_eq!(bench.comments(1).len(), 1, "the result is told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_are_frozen_when_the_vote_opens() {
    let bench = Bench::example(true).await;
    bench.open_vote();
    bench.add("vote:\n  votes: 1\n  winners: 1\nschedule:\n  closed: 2024-12-11 23:00\n");
    let out = bench.run(DURING);
    assert!(
        out.contains("the other time in session.yml is not used"),
        "{out}"
    );
    for name in ["Managing", "Security"] {
        bench.vote("ada", bench.cluster(name));
    }
    bench.run(CLOSED);
    let tally = bench.tally();
    assert_eq!(
        (&tally["rules"]["votes"], &tally["rules"]["winners"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(tally["window"]["closes"], "2024-12-11T10:30:00Z");
    let counted: Vec<&Value> = tally["ballots"][0]["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|choice| &choice["why_not"])
        .collect();
    assert_eq!(counted, [&Value::Null, &Value::Null]);
    assert!(bench.body(1).contains("give a 👍 to up to 2 of these"));
}
