//! Where nothing is to happen: another branch, a session of the past, one that a person closed, a slip of the thumb.

use crate::common::folder::said;
use crate::common::{AFFINITY, ANNOUNCED, Bench, LATER, NOTES, REPOSITORY, VOTING};
use serde_json::json;
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_opened_by_hand_opens_with_notes_still_to_be_placed() {
    let bench = Bench::example(false).await;
    bench.run(ANNOUNCED);
    bench.run(NOTES);
    bench.label(1, "stage:voting");
    let out = bench.run("2024-12-11T09:55:00Z");
    assert!(out.contains("kubecon-india-2024: voting"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slip_of_the_thumb_closes_no_vote_that_never_opened() {
    let bench = Bench::example(true).await;
    bench.run(ANNOUNCED);
    bench.run(AFFINITY);
    bench.label(1, "stage:closed");
    let out = bench.run("2024-12-11T10:11:00Z");
    assert!(
        out.contains("ends a vote, and none is open")
            && out.contains("kubecon-india-2024: affinity"),
        "{out}"
    );
    assert!(bench.run(VOTING).contains("kubecon-india-2024: voting"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_of_the_past_is_not_announced() {
    let bench = Bench::example(true).await;
    let out = bench.run(LATER);
    assert!(
        out.contains("never announced") && out.contains("0 content creations"),
        "{out}"
    );
    let dump = bench.hub.dump();
    let issues = dump["repositories"][REPOSITORY]["issues"].as_array();
    assert_eq!(issues.map(Vec::len), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_default_branch_s_rules_count() {
    let bench = Bench::example(true).await;
    let with = |kind: &str, name: &str, command: &str| {
        let reference = [("GITHUB_REF_TYPE", kind), ("GITHUB_REF_NAME", name)];
        let (code, _, err) = said(&bench.command_with(&[command, "--at", ANNOUNCED], &reference));
        (code, err)
    };
    let on = |branch: &str, command: &str| with("branch", branch, command);
    let tag = |name: &str, command: &str| with("tag", name, command);
    let (code, err) = on("my-session", "run");
    assert_eq!(code, 2);
    assert!(
        err.contains("only the rules of the default branch `main` count"),
        "{err}"
    );
    assert!(bench.issues("folkmoot:session").is_empty());
    assert_eq!(on("my-session", "plan").0, 0);
    // A tag can be on any commit, whatever it is called.
    for name in ["v1", "main"] {
        let (code, err) = tag(name, "run");
        assert_eq!(code, 2);
        assert!(
            err.contains(&format!("these sessions are the tag `{name}`'s, and only")),
            "{err}"
        );
    }
    assert_eq!(tag("v1", "plan").0, 0);
    assert!(bench.issues("folkmoot:session").is_empty());
    assert_eq!(on("main", "run").0, 0);
    assert_eq!(bench.issues("folkmoot:session").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clone_on_another_branch_announces_nothing() {
    let bench = Bench::example(true).await;
    let git = |branch: &str, origin: &str| {
        let _ = fs::remove_dir_all(bench.path(".git"));
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head(branch);
        let repository = git2::Repository::init_opts(bench.path(""), &options).unwrap();
        let origin = format!("{}/{origin}.git", bench.path("git").display());
        repository.remote("origin", &origin).unwrap();
    };
    git("topic", REPOSITORY);
    let (code, _, err) = bench.try_at(ANNOUNCED, &["run"]);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("these sessions are the branch `topic`'s, and only"),
        "{err}"
    );
    assert!(bench.issues("folkmoot:session").is_empty());
    bench.at(ANNOUNCED, &["plan"]);
    // A workflow knows better what it checked out.
    let workflow = [("GITHUB_REF_TYPE", "branch"), ("GITHUB_REF_NAME", "main")];
    let output = bench.command_with(&["run", "--at", ANNOUNCED], &workflow);
    assert!(output.status.success(), "{output:?}");
    // A repository of its own for the sessions has branches of its own.
    git("topic", "acme/sessions");
    bench.at(ANNOUNCED, &["run"]);
    git("main", REPOSITORY);
    bench.at(ANNOUNCED, &["run"]);
    assert_eq!(bench.issues("folkmoot:session").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_a_person_closed_rests_until_it_is_reopened() {
    let bench = Bench::example(true).await;
    bench.run(ANNOUNCED);
    bench.run(NOTES);
    bench.patch(1, &json!({ "state": "closed" }));
    let out = bench.run(AFFINITY);
    assert!(
        out.contains("#1 was closed by a person before its report was published; reopen it"),
        "{out}"
    );
    assert!(
        out.contains("kubecon-india-2024: notes"),
        "it is not published: {out}"
    );
    assert_eq!(
        bench.issues("folkmoot:session").len(),
        1,
        "nor announced again"
    );
    assert!(bench.issues("folkmoot:cluster").is_empty());
    bench.patch(1, &json!({ "state": "open" }));
    assert!(bench.run(AFFINITY).contains("kubecon-india-2024: affinity"));
}
