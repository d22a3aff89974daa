//! What each command does, once, and what is answered where it cannot be done.

use super::{SESSION, answers, collecting, issue, requests, say, stage};
use crate::common::{Bench, CLOSED, LATER, REPOSITORY, SESSION_FILE, VOTING, time};
use fakehub::Permission;
use serde_json::{Value, json};
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn next_moves_one_stage_and_is_answered_once() {
    let bench = collecting().await;
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "Enough notes.\n\n/folkmoot next",
    );
    bench.hub.clear_requests();
    let out = bench.at("2024-12-11T09:56:00Z", &["run"]);
    assert!(out.contains("heard `/folkmoot next`"), "{out}");
    assert_eq!(stage(&bench), "affinity");
    assert_eq!(
        answers(&bench),
        ["`/folkmoot next`: the session is at **affinity** now."]
    );
    // Whose right it was is one request; it is asked only now.
    let rights = bench.hub.requests();
    let rights = rights
        .iter()
        .filter(|it| it.path.contains("/collaborators/"));
    assert_eq!(rights.count(), 1);

    // Said again within the minute, by another one; seen later.
    bench.hub.grant("second", REPOSITORY, Permission::Triage);
    say(&bench, "2024-12-11T09:56:40Z", "second", "/folkmoot next");
    bench.at("2024-12-11T09:58:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
    assert!(
        answers(&bench)[1]
            .contains("nothing was done: it was said before the session came to **affinity**")
    );

    bench.hub.clear_requests();
    let out = bench.at("2024-12-11T09:59:00Z", &["run"]);
    assert!(out.contains("nothing to do"), "{out}");
    assert_eq!(requests(&bench), 1);
    // An edit of what was obeyed is not obeyed again, nor is its deletion.
    let path = format!("/repos/{REPOSITORY}/issues/{SESSION}/comments?per_page=100");
    let list = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    for comment in list.as_array().unwrap() {
        if comment["user"]["login"] == "facilitator" {
            let path = format!("/repos/{REPOSITORY}/issues/comments/{}", comment["id"]);
            bench.rest(
                &bench.facilitator,
                "PATCH",
                &path,
                &json!({ "body": "/folkmoot cancel" }),
            );
        }
    }
    bench.at("2024-12-11T10:00:00Z", &["run"]);
    assert_eq!(
        (stage(&bench).as_str(), answers(&bench).len()),
        ("affinity", 2)
    );

    // And on: the vote opens, before its time.
    say(&bench, "2024-12-11T10:01:00Z", "second", "/folkmoot next");
    bench.at("2024-12-11T10:01:30Z", &["run"]);
    assert_eq!(stage(&bench), "voting");
    say(
        &bench,
        "2024-12-11T10:05:00Z",
        "facilitator",
        "/folkmoot next",
    );
    bench.at("2024-12-11T10:05:10Z", &["run"]);
    assert_eq!(stage(&bench), "closed");
    assert_eq!(
        answers(&bench).last().unwrap(),
        "`/folkmoot next`: the session is at **closed** now."
    );
    assert_eq!(bench.branches().len(), 2);
    // The report is people's.
    say(
        &bench,
        "2024-12-11T10:15:00Z",
        "facilitator",
        "/folkmoot next",
    );
    bench.at("2024-12-11T10:15:10Z", &["run"]);
    assert_eq!(stage(&bench), "closed");
    assert!(
        answers(&bench)
            .last()
            .unwrap()
            .contains("the vote is closed")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_say_next_mean_the_same_stage() {
    let bench = collecting().await;
    bench.hub.grant("second", REPOSITORY, Permission::Write);
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "/folkmoot next",
    );
    say(&bench, "2024-12-11T09:55:20Z", "second", "/folkmoot next");
    bench.at("2024-12-11T09:56:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
    assert_eq!(
        answers(&bench),
        ["`/folkmoot next`: the session is at **affinity** now."]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extend_moves_the_end_and_what_comes_after() {
    let bench = collecting().await;
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "/folkmoot extend 30m",
    );
    // A late run: the stage would be over by now, but not by what was said in time.
    bench.at("2024-12-11T10:12:00Z", &["run"]);
    assert_eq!(stage(&bench), "notes");
    assert_eq!(
        answers(&bench),
        [
            "`/folkmoot extend 30m`: **notes** ends on 11 December 2024, 16:10 (Asia/Kolkata), and what comes after it is as much later."
        ]
    );
    let body = bench.body(SESSION);
    assert!(
        body.contains("They are grouped from: 11 December 2024, 16:10 (Asia/Kolkata)."),
        "{body}"
    );
    assert!(
        body.contains("from 11 December 2024, 16:15 (Asia/Kolkata) to 11 December 2024, 16:30"),
        "{body}"
    );
    let json = bench.json_at("2024-12-11T10:13:00Z", "run");
    assert_eq!(json["done"], json!([]));
    assert_eq!(json["sessions"][0]["next"]["at"], "2024-12-11T10:40:00Z");
    bench.at("2024-12-11T10:40:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
    bench.at("2024-12-11T10:45:00Z", &["run"]);
    assert_eq!(stage(&bench), "voting");

    // While the vote is open: recorded where anyone can recount it.
    bench.hub.clock().set(time("2024-12-11T10:46:00Z"));
    let cluster = bench.cluster("Security");
    bench.vote("early", cluster);
    say(
        &bench,
        "2024-12-11T10:50:00Z",
        "facilitator",
        "/folkmoot extend 17:00",
    );
    bench.at("2024-12-11T10:51:00Z", &["run"]);
    let body = bench.body(SESSION);
    assert!(
        body.contains("The vote is open until 11 December 2024, 17:00"),
        "{body}"
    );
    bench.hub.clock().set(time("2024-12-11T11:20:00Z"));
    bench.vote("late", cluster);
    bench.at("2024-12-11T11:31:00Z", &["run"]);
    assert_eq!(stage(&bench), "closed");
    let tally = bench.report("tally.json");
    let record: Value = serde_json::from_str(&tally).unwrap();
    assert_eq!(record["history"][0]["what"], "extended");
    assert_eq!(
        record["history"][0]["why"],
        "`/folkmoot extend 17:00` in a comment on the session’s issue"
    );
    assert_eq!(record["window"]["closes"], "2024-12-11T11:30:00Z");
    assert_eq!(record["voters"], 2);
    bench.write("tally.json", &tally);
    let output = bench.command(&["verify", "tally.json"]);
    assert!(output.status.success(), "{output:?}");
    let recount = std::process::Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recount.py"))
        .arg(bench.path("tally.json"))
        .output();
    match recount {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(error) => println!("skipped the other recount: {error}"),
    }
    // The file’s own times are not used any more, and nobody is told so at each run.
    let out = bench.at("2024-12-11T11:40:00Z", &["run"]);
    assert!(!out.contains("warning"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_in_time_extends_a_vote_and_what_was_not_does_not() {
    for (at, expected) in [
        ("2024-12-11T10:29:00Z", "voting"),
        ("2024-12-11T10:31:00Z", "closed"),
    ] {
        let bench = collecting().await;
        bench.at("2024-12-11T10:10:00Z", &["run"]);
        bench.at(VOTING, &["run"]);
        say(&bench, at, "facilitator", "/folkmoot extend 1h");
        bench.at(CLOSED, &["run"]);
        assert_eq!(stage(&bench), expected, "{at}");
        bench.at("2024-12-11T10:40:00Z", &["run"]);
        assert_eq!(answers(&bench).len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_has_the_last_word_on_its_times() {
    let bench = collecting().await;
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "/folkmoot extend 2d",
    );
    bench.at("2024-12-11T09:56:00Z", &["run"]);
    let file = bench.path(SESSION_FILE);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}schedule: {{affinity: 15:41}}\n")).unwrap();
    bench.at("2024-12-11T10:12:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancel_closes_what_is_the_sessions_and_a_label_brings_it_back() {
    let bench = collecting().await;
    bench.at("2024-12-11T10:10:00Z", &["run"]);
    let open = |bench: &Bench| {
        let all = bench.issues("session:kubecon-india-2024");
        all.iter()
            .filter(|(number, _)| issue(bench, *number)["state"] == "open")
            .count()
    };
    let (before, withdrawn) = (open(&bench), bench.issues("folkmoot:note")[0].0);
    bench.hub.close_issue(REPOSITORY, withdrawn).unwrap();
    say(
        &bench,
        "2024-12-11T10:11:00Z",
        "facilitator",
        "/folkmoot cancel\nThe room is flooded.",
    );
    bench.at("2024-12-11T10:12:00Z", &["run"]);
    assert_eq!(open(&bench), 0);
    assert_eq!(issue(&bench, SESSION)["state_reason"], "not_planned");
    let cluster = bench.cluster("Security");
    assert_eq!(issue(&bench, cluster)["state_reason"], "not_planned");
    assert!(bench.body(SESSION).contains("**Called off**"));
    assert!(answers(&bench)[0].contains("the session is called off"));
    // Nothing more happens, and it costs nothing.
    bench.hub.clear_requests();
    let out = bench.at(LATER, &["run"]);
    assert!(
        out.contains("nothing to do") && out.contains("called off") && !out.contains("note:"),
        "{out}"
    );
    assert_eq!(requests(&bench), 1);

    // A person takes the label off and reopens the issue.
    bench.hub.clock().set(time("2024-12-11T10:13:00Z"));
    let path = format!("/repos/{REPOSITORY}/issues/{SESSION}/labels/folkmoot%3Acalled-off");
    bench.rest(&bench.facilitator, "DELETE", &path, &Value::Null);
    let path = format!("/repos/{REPOSITORY}/issues/{SESSION}");
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &path,
        &json!({ "state": "open" }),
    );
    bench.at("2024-12-11T10:14:00Z", &["run"]);
    // All but the note that somebody had withdrawn.
    assert_eq!(
        (open(&bench), stage(&bench).as_str()),
        (before - 1, "affinity")
    );
    assert_eq!(issue(&bench, withdrawn)["state"], "closed");
    let out = bench.at("2024-12-11T10:14:30Z", &["run"]);
    assert!(out.contains("nothing to do"), "{out}");
    bench.at(VOTING, &["run"]);
    assert_eq!(
        (stage(&bench).as_str(), answers(&bench).len()),
        ("voting", 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_done_is_explained() {
    let bench = collecting().await;
    // Nobody can vote once the vote's time has passed.
    bench.at("2024-12-11T10:10:00Z", &["run"]);
    say(
        &bench,
        "2024-12-11T10:45:00Z",
        "facilitator",
        "/folkmoot next",
    );
    let (code, out, _) = bench.try_at("2024-12-11T10:46:00Z", &["run"]);
    assert_eq!(code, 3, "{out}");
    let answer = answers(&bench)[0].clone();
    assert!(
        answer.contains("the session stays at **affinity**") && answer.contains("no vote was held"),
        "{answer}"
    );
    // An extension mends it: the stage ends later, and the vote with it.
    say(
        &bench,
        "2024-12-11T10:50:00Z",
        "facilitator",
        "/folkmoot extend 10m",
    );
    bench.at("2024-12-11T10:51:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
    bench.at("2024-12-11T11:00:00Z", &["run"]);
    assert_eq!(stage(&bench), "voting");
    for (text, told) in [
        ("/folkmoot nxt", "no command that i know"),
        ("/folkmoot next\n/folkmoot cancel", "several commands"),
        ("/folkmoot extend soon", "how much later"),
        ("/folkmoot extend 2024-12-01", "not end later"),
        ("/folkmoot extend 2034-12-01", "more than a year away"),
    ] {
        say(&bench, "2024-12-11T11:05:00Z", "facilitator", text);
        bench.at("2024-12-11T11:06:00Z", &["run"]);
        let all = answers(&bench);
        assert!(
            all.last().unwrap().to_lowercase().contains(told),
            "{text}: {all:?}"
        );
    }
    assert_eq!(stage(&bench), "voting");
}
