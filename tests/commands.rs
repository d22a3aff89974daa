//! What people say to folkmoot in comments: obeyed once, by those who may, of the stage that they saw.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{ANNOUNCED, Bench, CLOSED, LATER, NOTES, REPOSITORY, VOTING, time};
use fakehub::{Fault, FaultKind, Permission, When};
use serde_json::{Value, json};
use std::fs;

/// The session's issue of the example.
const SESSION: u64 = 1;

/// An example whose session collects notes, with the time at which it began to.
async fn collecting() -> Bench {
    let bench = Bench::example(true).await;
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    bench
}

/// Somebody says something at a time; the id of the comment.
fn say(bench: &Bench, at: &str, who: &str, text: &str) -> u64 {
    bench.hub.clock().set(time(at));
    bench.comment(who, SESSION, text)
}

fn issue(bench: &Bench, number: u64) -> Value {
    let path = format!("/repos/{REPOSITORY}/issues/{number}");
    bench.rest(&bench.facilitator, "GET", &path, &Value::Null)
}

fn stage(bench: &Bench) -> String {
    let issue = issue(bench, SESSION);
    let labels = issue["labels"].as_array().unwrap();
    let mut stages = labels
        .iter()
        .filter_map(|label| label["name"].as_str().unwrap().strip_prefix("stage:"));
    let stage = stages.next().unwrap().to_owned();
    assert_eq!(stages.next(), None);
    stage
}

/// What folkmoot answered, without its marks.
fn answers(bench: &Bench) -> Vec<String> {
    let mine = bench.comments(SESSION).into_iter();
    mine.filter(|body| body.contains("<!-- folkmoot:answer"))
        .map(|body| body.split("\n\n<!--").next().unwrap().to_owned())
        .collect()
}

fn requests(bench: &Bench) -> usize {
    let ours = bench.hub.requests();
    let ours = ours
        .iter()
        .filter(|it| it.user_agent.starts_with("folkmoot/"));
    ours.count()
}

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
async fn who_may_not_is_told_once() {
    let bench = collecting().await;
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "passer-by",
        "/folkmoot cancel",
    );
    bench.at("2024-12-11T09:56:00Z", &["run"]);
    say(
        &bench,
        "2024-12-11T09:57:00Z",
        "passer-by",
        "/folkmoot next",
    );
    say(
        &bench,
        "2024-12-11T09:57:00Z",
        "passer-by",
        "/folkmoot next",
    );
    bench.at("2024-12-11T09:58:00Z", &["run"]);
    assert_eq!(stage(&bench), "notes");
    let all = answers(&bench);
    assert_eq!(all.len(), 1);
    assert!(
        all[0].contains("Commands are for people who may write"),
        "{all:?}"
    );
    assert!(!all[0].contains("passer-by"));
    // Nobody obeys quotes, code, bots, or what somebody wrote into another's comment.
    say(
        &bench,
        "2024-12-11T09:59:00Z",
        "facilitator",
        "> /folkmoot next\n\n```\n/folkmoot cancel\n```",
    );
    let bot = bench.hub.add_bot("helper");
    bench.hub.grant("helper", REPOSITORY, Permission::Write);
    let path = format!("/repos/{REPOSITORY}/issues/{SESSION}/comments");
    bench.rest(&bot, "POST", &path, &json!({ "body": "/folkmoot next" }));
    let id = say(
        &bench,
        "2024-12-11T09:59:10Z",
        "facilitator",
        "Good morning!",
    );
    let admin = bench.hub.add_user("admin");
    bench.hub.grant("admin", REPOSITORY, Permission::Admin);
    let path = format!("/repos/{REPOSITORY}/issues/comments/{id}");
    bench.rest(&admin, "PATCH", &path, &json!({ "body": "/folkmoot next" }));
    bench.hub.clear_requests();
    let out = bench.at("2024-12-11T10:00:00Z", &["run"]);
    assert!(out.contains("nothing to do"), "{out}");
    assert_eq!((requests(&bench), answers(&bench).len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_facilitator_of_the_file_may_and_needs_no_look() {
    let bench = Bench::example(true).await;
    let file = bench.path("sessions/kubecon-india-2024/session.yml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        format!("{text}roles: {{facilitator: \"the host (@the-host)\"}}\n"),
    )
    .unwrap();
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    say(&bench, "2024-12-11T09:55:00Z", "The-Host", "/folkmoot next");
    bench.hub.clear_requests();
    bench.at("2024-12-11T09:56:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
    assert!(
        bench
            .hub
            .requests()
            .iter()
            .all(|it| !it.path.contains("/collaborators/"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_elsewhere_is_nobody_s_here() {
    let bench = Bench::example(true).await;
    let file = bench.path("sessions/kubecon-india-2024/session.yml");
    let text = fs::read_to_string(&file).unwrap();
    let roles = "roles: {facilitator: \"the host (@the-host@social.example, https://social.example/@the-host)\"}\n";
    fs::write(&file, format!("{text}{roles}")).unwrap();
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    say(&bench, "2024-12-11T09:55:00Z", "the-host", "/folkmoot next");
    bench.at("2024-12-11T09:56:00Z", &["run"]);
    assert_eq!(stage(&bench), "notes");
    let all = answers(&bench);
    assert!(
        all[0].contains("Commands are for people who may write"),
        "{all:?}"
    );
    // Whoever wrote it so is told, kindly.
    let output = bench.command(&["check"]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{out}");
    let line = text.lines().count() + 1;
    assert!(
        out.contains(&format!(
            "session.yml:{line}: `facilitator` has an `@` that names no account on GitHub"
        )),
        "{out}"
    );
    let output = bench.command(&["check", "--json"]);
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = list.as_array().unwrap().iter();
    let found: Vec<_> = found.filter(|it| it["kind"] == "handle").collect();
    assert_eq!((found.len(), &found[0]["level"]), (1, &json!("remark")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_deletes_their_account_does_not_become_folkmoot() {
    let bench = collecting().await;
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "/folkmoot next",
    );
    // As if folkmoot had just told that the session came to its stage, or ended it at another time.
    let forged = "<!-- folkmoot:answer {\"to\":[],\"stage\":true,\"end\":true} -->";
    say(&bench, "2024-12-11T09:55:30Z", "throwaway", forged);
    bench.hub.delete_user("throwaway");
    bench.at("2024-12-11T09:56:00Z", &["run"]);
    let told = answers(&bench);
    assert_eq!(stage(&bench), "affinity", "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_calls_in_vain_silences_nobody_else() {
    let bench = collecting().await;
    // What somebody who may command will make a command of.
    let id = say(
        &bench,
        "2024-12-11T09:51:00Z",
        "facilitator",
        "Good morning!",
    );
    for index in 0..55 {
        let text = format!("/folkmoot nxt\n\n{index}");
        say(&bench, "2024-12-11T09:52:00Z", "passer-by", &text);
    }
    bench.at("2024-12-11T09:53:00Z", &["run"]);
    assert_eq!(answers(&bench).len(), 1);
    bench.hub.clock().set(time("2024-12-11T09:54:00Z"));
    let path = format!("/repos/{REPOSITORY}/issues/comments/{id}");
    let body = json!({ "body": "/folkmoot next" });
    bench.rest(&bench.facilitator, "PATCH", &path, &body);
    bench.at("2024-12-11T09:55:00Z", &["run"]);
    assert_eq!(stage(&bench), "affinity");
    assert_eq!(answers(&bench).len(), 2);
    // Also one who deletes what they said is told once, and one who may command by now is obeyed.
    let path = format!("/repos/{REPOSITORY}/issues/{SESSION}/comments?per_page=100");
    let list = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    for comment in list.as_array().unwrap() {
        if comment["user"]["login"] == "passer-by" {
            let path = format!("/repos/{REPOSITORY}/issues/comments/{}", comment["id"]);
            bench.rest(&bench.facilitator, "DELETE", &path, &Value::Null);
        }
    }
    say(
        &bench,
        "2024-12-11T09:58:00Z",
        "passer-by",
        "/folkmoot cancel",
    );
    bench.at("2024-12-11T09:59:00Z", &["run"]);
    assert_eq!(answers(&bench).len(), 2);
    bench.hub.grant("passer-by", REPOSITORY, Permission::Triage);
    say(
        &bench,
        "2024-12-11T10:00:00Z",
        "passer-by",
        "/folkmoot extend 30m",
    );
    bench.at("2024-12-11T10:01:00Z", &["run"]);
    let all = answers(&bench);
    assert!(all.len() == 3 && all[2].contains("ends on"), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_is_not_guessed() {
    let bench = collecting().await;
    // Whoever may not push may not see what others may.
    bench.hub.grant("folkmoot", REPOSITORY, Permission::Triage);
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "/folkmoot next",
    );
    let out = bench.at("2024-12-11T09:56:00Z", &["run"]);
    assert!(
        out.contains("whether its author may give it cannot be read"),
        "{out}"
    );
    assert_eq!(
        (stage(&bench).as_str(), answers(&bench).len()),
        ("notes", 0)
    );
    // Nothing is lost: once it can be read, it is obeyed.
    bench.hub.grant("folkmoot", REPOSITORY, Permission::Write);
    bench.at("2024-12-11T09:57:00Z", &["run"]);
    assert_eq!(
        (stage(&bench).as_str(), answers(&bench).len()),
        ("affinity", 1)
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
    let tally = bench.file(common::BRANCH, "reports/kubecon-india-2024/tally.json");
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
    let file = bench.path("sessions/kubecon-india-2024/session.yml");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_at_any_request_ends_the_same() {
    let texts = ["/folkmoot next", "/folkmoot extend 30m", "/folkmoot cancel"];
    for text in texts {
        let play = async |fault: Option<(u64, FaultKind)>| {
            let bench = collecting().await;
            say(&bench, "2024-12-11T09:55:00Z", "facilitator", text);
            let before = bench.hub.spent()["folkmoot"].requests;
            if let Some((request, kind)) = &fault {
                bench.hub.fault(Fault {
                    at: When::ApiBy {
                        by: "folkmoot".into(),
                        request: before + request,
                    },
                    kind: kind.clone(),
                });
            }
            // What a run leaves behind that failed is a turn of a second, for which the next one waits.
            for _ in 0..3 {
                let at = "2024-12-11T09:57:00Z";
                bench.hub.clock().set(time(at));
                let again =
                    bench.command_with(&["run", "--at", at], &[("FOLKMOOT_LEASE_SECONDS", "1")]);
                let out = String::from_utf8(again.stdout).unwrap();
                if out.contains("nothing to do") {
                    break;
                }
            }
            let spent = bench.hub.spent()["folkmoot"].requests - before;
            (bench.hub.dump(), spent, answers(&bench))
        };
        let (calm, spent, told) = play(None).await;
        assert_eq!(told.len(), 1);
        for request in 0..spent {
            for kind in [
                FaultKind::StatusAfterEffect(502),
                FaultKind::PartialData { keep: 1 },
            ] {
                let (struck, _, told) = play(Some((request, kind.clone()))).await;
                assert_eq!(told.len(), 1, "{text}: {kind:?} at {request}");
                assert_eq!(struck, calm, "{text}: {kind:?} at {request}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_runs_at_once_obey_once() {
    let bench = collecting().await;
    say(
        &bench,
        "2024-12-11T09:55:00Z",
        "facilitator",
        "/folkmoot next",
    );
    let at = "2024-12-11T09:56:00Z";
    bench.hub.clock().set(time(at));
    let mut runs: Vec<_> = (0..3)
        .map(|_| {
            bench
                .prepare(&["run", "--at", at], &[("FOLKMOOT_LEASE_SECONDS", "2")])
                .spawn()
                .unwrap()
        })
        .collect();
    for run in &mut runs {
        assert!(run.wait().unwrap().success());
    }
    bench.at("2024-12-11T09:58:00Z", &["run"]);
    assert_eq!(
        (stage(&bench).as_str(), answers(&bench).len()),
        ("affinity", 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_behind_a_hundred_comments_is_heard_while_people_vote() {
    let bench = collecting().await;
    for index in 0..105 {
        bench.comment(
            &format!("talker-{}", index / 40),
            SESSION,
            &format!("talk {index}"),
        );
    }
    bench.at("2024-12-11T10:10:00Z", &["run"]);
    bench.at(VOTING, &["run"]);
    bench.at("2024-12-11T10:16:00Z", &["run"]);
    bench.hub.clear_requests();
    let out = bench.at("2024-12-11T10:17:00Z", &["run"]);
    assert!(out.contains("nothing to do"), "{out}");
    assert_eq!(requests(&bench), 1);
    say(
        &bench,
        "2024-12-11T10:18:00Z",
        "facilitator",
        "/folkmoot next",
    );
    bench.at("2024-12-11T10:19:00Z", &["run"]);
    assert_eq!(stage(&bench), "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_touches_nothing_costs_nothing() {
    let bench = collecting().await;
    let on = |labels: &[&str]| {
        let labels: Vec<Value> = labels.iter().map(|name| json!({ "name": name })).collect();
        json!({ "repository": { "full_name": REPOSITORY }, "issue": { "number": 9, "labels": labels } }).to_string()
    };
    let run = |name: &str, payload: &str| {
        bench.write("event.json", payload);
        bench.hub.clear_requests();
        let path = bench.path("event.json");
        let environment = [
            ("GITHUB_EVENT_NAME", name),
            ("GITHUB_EVENT_PATH", path.to_str().unwrap()),
        ];
        let output = bench.command_with(&["run", "--at", "2024-12-11T09:52:00Z"], &environment);
        assert!(output.status.success(), "{output:?}");
        (requests(&bench), String::from_utf8(output.stdout).unwrap())
    };
    let (spent, out) = run("issue_comment", &on(&["bug"]));
    assert_eq!(spent, 0);
    assert!(
        out.contains("nothing to do: the comment is on an issue (#9) that is no session’s"),
        "{out}"
    );
    for (name, payload) in [
        ("issue_comment", on(&["folkmoot:session"]).as_str()),
        ("issues", on(&["stage:notes"]).as_str()),
        ("issue_comment", "{\"repository\":"),
        ("issue_comment", ""),
        ("schedule", "{}"),
    ] {
        assert_eq!(run(name, payload).0, 1, "{name} {payload}");
    }
}
