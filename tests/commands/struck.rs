//! Commands beside faults, other runs, long talk and events that are about something else.

use super::{SESSION, answers, collecting, requests, say, stage};
use crate::common::{REPOSITORY, VOTING, time};
use fakehub::{Fault, FaultKind, When};
use serde_json::{Value, json};

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
