//! Who is obeyed: those who may write, and whom the file calls facilitator. Nobody else, and nobody is guessed.

use super::{SESSION, answers, collecting, requests, say, stage};
use crate::common::{ANNOUNCED, Bench, NOTES, REPOSITORY, SESSION_FILE, time};
use fakehub::Permission;
use serde_json::{Value, json};
use std::fs;

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
    let file = bench.path(SESSION_FILE);
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
    let file = bench.path(SESSION_FILE);
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
