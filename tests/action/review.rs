//! `folkmoot review`: one comment on a pull request, edited in place, or the same text in the log where it may not be written.

use crate::common::{ANNOUNCED, Bench, REPOSITORY, SESSION_FILE};
use fakehub::{Fault, FaultKind, Permission, When};
use serde_json::{Value, json};
use std::fs;

/// A pull request that touches a session; its number.
async fn proposed() -> (Bench, u64) {
    let bench = Bench::example(true).await;
    let number = bench.propose("topic");
    bench.hub.clear_requests();
    (bench, number)
}

fn review(bench: &Bench, pull: u64, environment: &[(&str, &str)]) -> (i32, String, String) {
    let pull = pull.to_string();
    let output = bench.command_with(&["review", "--pull", &pull, "--at", ANNOUNCED], environment);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn spoil(bench: &Bench) {
    let text = bench.read(SESSION_FILE);
    bench.write(
        SESSION_FILE,
        &text.replace("Asia/Kolkata", "\"Asia/@todogroup <!-- x --> [a](b)\""),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_comment_says_what_merging_would_do_and_is_edited_in_place() {
    let (bench, pull) = proposed().await;
    let (code, out, err) = review(&bench, pull, &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.contains("announce kubecon-india-2024") && out.contains("says so"),
        "{out}"
    );
    let comments = bench.comments(pull);
    insta::assert_snapshot!("plan", comments.join("\n=====\n"));
    // The plan is only a plan.
    assert!(bench.issues("folkmoot:session").is_empty());

    // With faults: the same comment.
    spoil(&bench);
    let (code, _, err) = review(&bench, pull, &[]);
    assert_eq!(code, 2, "{err}");
    let comments = bench.comments(pull);
    insta::assert_snapshot!("faults", comments.join("\n=====\n"));

    // Said already: nothing is written.
    bench.hub.clear_requests();
    let (code, out, _) = review(&bench, pull, &[]);
    assert_eq!(code, 2);
    assert!(out.contains("said so already"), "{out}");
    assert_eq!(
        bench
            .hub
            .requests()
            .iter()
            .map(|it| it.mutations)
            .sum::<u32>(),
        0
    );
    assert_eq!(bench.comments(pull), comments);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_found_again_behind_many_and_nobody_elses_is_taken_for_it() {
    let (bench, pull) = proposed().await;
    // Somebody copies the mark.
    bench.comment("copycat", pull, "<!-- folkmoot:review -->\nmine");
    review(&bench, pull, &[]);
    let ours = bench.comments(pull)[1].clone();
    for index in 0..120 {
        bench.comment(
            &format!("talker-{}", index / 40),
            pull,
            &format!("talk {index}"),
        );
    }
    spoil(&bench);
    review(&bench, pull, &[]);
    let after = bench.comments(pull);
    assert_eq!(after[0], "<!-- folkmoot:review -->\nmine");
    assert_ne!(after[1], ours);
    let path = format!("/repos/{REPOSITORY}/issues/{pull}");
    let issue = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    assert_eq!(issue["comments"], 122);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_whose_answer_was_lost_is_not_written_twice_and_a_second_one_goes() {
    for request in 0..4 {
        let (bench, pull) = proposed().await;
        bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request,
            },
            kind: FaultKind::StatusAfterEffect(502),
        });
        let (code, out, err) = review(&bench, pull, &[]);
        assert_eq!(code, 0, "{request}: {out}{err}");
        assert_eq!(bench.comments(pull).len(), 1, "{request}");
    }
    let (bench, pull) = proposed().await;
    review(&bench, pull, &[]);
    // Two runs at a time wrote one each.
    let text = bench.comments(pull)[0].clone();
    let bot = bench.hub.add_bot("folkmoot");
    let path = format!("/repos/{REPOSITORY}/issues/{pull}/comments");
    bench.rest(&bot, "POST", &path, &json!({ "body": text }));
    let (code, ..) = review(&bench, pull, &[]);
    assert_eq!((code, bench.comments(pull)), (0, vec![text]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_may_only_read_says_it_in_the_log() {
    let (bench, pull) = proposed().await;
    // As the token of a run for a fork's pull request: it reads, and may not comment.
    bench.hub.fault(Fault {
        at: When::ApiBy {
            by: "folkmoot".into(),
            request: 2,
        },
        kind: FaultKind::GraphqlErrors {
            type_: "FORBIDDEN".into(),
            message: "Resource not accessible by integration".into(),
        },
    });
    let payload = json!({ "pull_request": {
        "number": pull,
        "base": { "repo": { "full_name": REPOSITORY } },
        "head": { "repo": { "full_name": "passer-by/ospology" } },
    } });
    bench.write("event.json", &payload.to_string());
    bench.write("summary.md", "before\n");
    let (event, summary) = (bench.path("event.json"), bench.path("summary.md"));
    let output = bench.command_with(
        &["review", "--at", ANNOUNCED],
        &[
            ("GITHUB_EVENT_NAME", "pull_request"),
            ("GITHUB_EVENT_PATH", event.to_str().unwrap()),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
        ],
    );
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{out}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        out.contains("announce kubecon-india-2024") && out.contains("it comes from a fork"),
        "{out}"
    );
    let written = fs::read_to_string(&summary).unwrap();
    assert!(
        written.starts_with("before\n") && written.contains("### folkmoot: 1 session is sound"),
        "{written}"
    );
    assert!(bench.comments(pull).is_empty());

    // No token at all: the files are checked all the same.
    spoil(&bench);
    let (code, out, err) = review(&bench, pull, &[("GITHUB_TOKEN", "")]);
    assert_eq!(code, 2);
    assert!(
        out.contains("there is no token") && err.contains("no time zone"),
        "{out}{err}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_asked_for() {
    let (bench, pull) = proposed().await;
    let output = bench.command(&["review"]);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(err.contains("Give --pull N"), "{err}");
    let (code, _, err) = review(&bench, pull + 7, &[]);
    assert_eq!(code, 1);
    assert!(err.contains("there is no pull request"), "{err}");
    // Whoever may only read the repository may comment: on GitHub a person may, a workflow's token may not.
    bench.hub.grant("folkmoot", REPOSITORY, Permission::Read);
    let (code, out, _) = review(&bench, pull, &[]);
    assert_eq!(code, 0, "{out}");
}
