//! Runs at the same time, runs that are stopped or killed, runs that may spend no more: all end right, and the next one goes on.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{
    AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, GOVERNANCE, LATER, NOTES, NOTES_FILE,
    SESSION_FILE, VOTING,
};
use fakehub::{Fault, FaultKind, Meddling, Traffic, When};
use serde_json::json;
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

/// A turn is over after so many seconds without a word, so that nobody has to wait for long.
const LEASE: (&str, &str) = ("FOLKMOOT_LEASE_SECONDS", "3");

fn spawn(bench: &Bench, at: &str, environment: &[(&str, &str)]) -> Child {
    let mut all = vec![LEASE];
    all.extend(environment);
    bench
        .prepare(&["run", "--at", at], &all)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The example's life. `run` stands for whatever runs folkmoot at a time.
fn live(bench: &Bench, run: &dyn Fn(&Bench, &str)) {
    let act = |at: &str| {
        bench.hub.clock().set(common::time(at));
        run(bench, at);
    };
    act(ANNOUNCED);
    bench.hub.clock().set(common::time("2024-12-11T09:49:00Z"));
    let ada = bench.hub.add_user("ada");
    for text in ["How might we meet?", "How might we listen?"] {
        bench.rest(
            &ada,
            "POST",
            &format!("/repos/{}/issues/1/comments", common::REPOSITORY),
            &json!({ "body": text }),
        );
    }
    act(NOTES);
    act(AFFINITY);
    act(VOTING);
    bench.hub.clock().set(common::time(DURING));
    for (index, (number, _)) in bench.issues("folkmoot:cluster").iter().enumerate() {
        for voter in 0..=index {
            bench.vote(&format!("voter-{voter}"), *number);
        }
    }
    act(CLOSED);
    let pulls = bench.rest(
        &bench.facilitator,
        "GET",
        &format!("/repos/{GOVERNANCE}/pulls"),
        &json!(null),
    );
    assert_eq!(pulls.as_array().unwrap().len(), 1);
    bench.merge(1);
    act(LATER);
}

fn once(bench: &Bench, at: &str) {
    bench.at(at, &["run"]);
}

async fn calm() -> serde_json::Value {
    let bench = Bench::example(true).await;
    live(&bench, &once);
    bench.hub.dump()
}

fn same(expected: &serde_json::Value, got: &serde_json::Value) {
    let plain = |state| {
        let text = serde_json::to_string_pretty(state).unwrap();
        // The turn of a run that was killed ends by itself, whatever its label says.
        text.lines()
            .filter(|line| !line.contains("run is at work"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    let (expected, got) = (plain(expected), plain(got));
    let different = expected.lines().zip(got.lines()).find(|(a, b)| a != b);
    assert_eq!(different, None);
    assert_eq!(expected.len(), got.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_jobs_at_once_come_to_the_same_as_one() {
    let expected = calm().await;
    for stagger in [0, 7, 40] {
        let bench = Bench::example(true).await;
        live(&bench, &|bench, at| {
            let jobs: Vec<Child> = (0..3)
                .map(|job| {
                    std::thread::sleep(Duration::from_millis(stagger * job));
                    spawn(bench, at, &[])
                })
                .collect();
            for job in jobs {
                let output = job.wait_with_output().unwrap();
                assert_eq!(output.status.code(), Some(0), "{}", text(&output));
            }
        });
        same(&expected, &bench.hub.dump());
    }
}

/// The hub's account of folkmoot.
fn spent(bench: &Bench) -> u64 {
    bench
        .hub
        .spent()
        .get("folkmoot")
        .map_or(0, |it| it.requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_request_leaves_nothing_twice() {
    let expected = calm().await;
    // The answer to the struck request never comes to its end.
    let hold = FaultKind::SlowDrip { millis: 60_000 };
    for request in 0..24 {
        let bench = Bench::example(true).await;
        bench.hub.fault(Fault {
            at: When::EveryBy {
                by: "folkmoot".into(),
                from: request,
                count: 1,
                of: Traffic::Api,
            },
            kind: hold.clone(),
        });
        live(&bench, &|bench, at| {
            let mut job = spawn(bench, at, &[]);
            let start = Instant::now();
            while job.try_wait().unwrap().is_none() {
                let held = bench.hub.requests().iter().any(|it| it.fault.is_some());
                assert!(start.elapsed() < Duration::from_secs(30));
                if held {
                    job.kill().unwrap();
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            let output = job.wait_with_output().unwrap();
            if output.status.code() != Some(0) {
                assert_eq!(output.status.code(), None, "{}", text(&output));
                bench.hub.clear_requests();
                // The next run waits until the dead one's turn is over.
                let output = spawn(bench, at, &[]).wait_with_output().unwrap();
                assert_eq!(output.status.code(), Some(0), "{}", text(&output));
            }
        });
        same(&expected, &bench.hub.dump());
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_ends_a_run_cleanly_and_says_what_remains() {
    for (signal, name) in [("-INT", "SIGINT"), ("-TERM", "SIGTERM")] {
        let bench = Bench::example(true).await;
        bench.at(ANNOUNCED, &["run"]);
        bench.hub.clock().set(common::time(NOTES));
        let before = spent(&bench);
        // Fourteen notes at GitHub's pace take ten seconds and more.
        let job = spawn(&bench, NOTES, &[("FOLKMOOT_WRITE_PAUSE_MS", "1000")]);
        while spent(&bench) < before + 3 {
            std::thread::sleep(Duration::from_millis(2));
        }
        let start = Instant::now();
        let kill = std::process::Command::new("kill")
            .args([signal, &job.id().to_string()])
            .status()
            .unwrap();
        assert!(kill.success());
        let output = job.wait_with_output().unwrap();
        // Well before the wait between two writes would be over.
        assert!(start.elapsed() < Duration::from_secs(5));
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("stopped by {name}")), "{said}");
        assert!(said.contains("left to do"), "{said}");
        // The turn is given back: the next run need not wait for it.
        let start = Instant::now();
        bench.at(NOTES, &["run"]);
        assert!(start.elapsed() < Duration::from_secs(2));
        assert_eq!(bench.issues("folkmoot:note").len(), 13);
        assert_eq!(
            bench.at(NOTES, &["plan"]).lines().next(),
            Some("  nothing to do")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_that_is_refused_says_why_and_the_next_run_goes_on() {
    let expected = {
        let bench = Bench::example(true).await;
        live(&bench, &once);
        bench.hub.dump()
    };
    for case in ["protected", "forbidden", "raced"] {
        let bench = Bench::example(true).await;
        let url = bench.url();
        let http = [("GITHUB_SERVER_URL", url.as_str())];
        let git = |request, kind| {
            bench.hub.fault(Fault {
                at: When::GitBy {
                    by: "folkmoot".into(),
                    request,
                },
                kind,
            });
        };
        match case {
            "protected" => bench.hub.protect(GOVERNANCE, BRANCH),
            "forbidden" => git(0, FaultKind::Status(403)),
            _ => git(
                1,
                FaultKind::Meddle(Meddling::CommitOnBranch {
                    branch: BRANCH.into(),
                    path: "aside.md".into(),
                }),
            ),
        }
        live(&bench, &|bench, at| {
            let output = spawn(bench, at, &http).wait_with_output().unwrap();
            let said = text(&output);
            if output.status.code() == Some(0) {
                return;
            }
            assert_eq!(output.status.code(), Some(1), "{said}");
            let wanted = match case {
                "protected" => "Settings → Rules",
                "forbidden" => "contents: write",
                _ => "nothing is overwritten",
            };
            assert!(said.contains(wanted), "{case}: {said}");
            println!("{case}: {}", said.lines().last().unwrap_or_default());
            if case == "protected" {
                bench.hub.unprotect(GOVERNANCE, BRANCH);
            }
            let output = spawn(bench, at, &http).wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        });
        if case == "raced" {
            // Somebody's commit came first, and is still there.
            assert!(!bench.file(BRANCH, "aside.md").is_empty());
            assert!(bench.report("README.md").contains("Managing OSS"));
        } else {
            same(&expected, &bench.hub.dump());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_that_fails_keeps_no_other_one_waiting() {
    let bench = Bench::example(true).await;
    let yaml = bench.read(SESSION_FILE);
    let notes = bench.read(NOTES_FILE);
    // It comes first, and its report's repository is not there.
    let broken = yaml.replace(
        "repository: todogroup/governance",
        "repository: todogroup/nowhere",
    );
    bench.write("sessions/a-broken-one/session.yml", &broken);
    bench.write("sessions/a-broken-one/notes.csv", &notes);
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    let (code, out, err) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        err.contains("the report's repository todogroup/nowhere does not exist"),
        "{err}"
    );
    assert!(err.contains("session.yml"), "{err}");
    // The other one's report is out.
    assert!(!bench.report("README.md").is_empty());
    assert!(out.contains("a-broken-one: closed"), "{out}");
    let (code, out, _) = bench.try_at(LATER, &["plan"]);
    assert_eq!(code, 0, "{out}");
    assert!(
        out.contains("warning: a-broken-one: the report's repository"),
        "{out}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_github_refuses_for_now_is_not_late() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.at(at, &["run"]);
    }
    let file = NOTES_FILE;
    let notes = bench.read(file);
    let row = "How might we be in time?,Security";
    assert!(notes.starts_with("text,cluster"));
    bench.write(file, &format!("{}\n{row}\n", notes.trim_end()));
    // GitHub's limit for content strikes what is created, and lets the rest of the document pass.
    for request in 0..6 {
        bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request,
            },
            kind: FaultKind::SubmittedTooQuickly,
        });
        let (code, said, _) = bench.try_at(VOTING, &["run"]);
        assert_eq!(code, 0);
        println!("{said}");
    }
    bench.at(VOTING, &["run"]);
    assert_eq!(bench.issues("folkmoot:note").len(), 14);
    let state = &bench.json_at(VOTING, "run")["sessions"][0];
    assert_eq!(
        (&state["stage"], &state["notes"]),
        (&json!("voting"), &json!(14))
    );
}
