//! What people do that nobody planned for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{
    AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, GOVERNANCE, LATER, NOTES, REPOSITORY,
    VOTING, time,
};
use serde_json::{Value, json};
use std::fs;

const CSV: &str = "reports/kubecon-india-2024/notes.csv";

/// Runs, and runs again to see that nothing is left to do.
fn run(bench: &Bench, at: &str) -> String {
    let out = bench.at(at, &["run"]);
    let again = bench.json_at(at, "run");
    assert_eq!(
        again["done"],
        json!([]),
        "a second run at {at} did something after:\n{out}"
    );
    out
}

fn form(bench: &Bench, body: &str) -> u64 {
    bench.hub.add_user("ada");
    bench
        .hub
        .file_form("ada", REPOSITORY, "Note", body, &["folkmoot:note"])
        .unwrap()
}

fn statuses(csv: &str, word: &str) -> usize {
    csv.lines()
        .filter(|line| line.contains(&format!(",{word}")))
        .count()
}

fn cluster(bench: &Bench, name: &str) -> u64 {
    bench
        .issues("folkmoot:cluster")
        .into_iter()
        .find(|(_, title)| title.starts_with(name))
        .unwrap()
        .0
}

/// The note in a cluster, by a piece of its title.
fn note(bench: &Bench, piece: &str) -> u64 {
    bench
        .issues("folkmoot:note")
        .into_iter()
        .find(|(_, title)| title.contains(piece))
        .unwrap()
        .0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_names_no_session_goes_to_the_one_that_collects() {
    let bench = Bench::example(true).await;
    let yml =
        std::fs::read_to_string(bench.path("sessions/kubecon-india-2024/session.yml")).unwrap();
    let later = yml
        .replace("date: 2024-12-11", "date: 2024-12-18")
        .replace("reports/kubecon-india-2024", "reports/second");
    bench.write("sessions/second/session.yml", &later);
    bench.write(
        "sessions/second/notes.csv",
        "text,cluster\nSecond one,Theirs\nSecond two,Theirs\n",
    );
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    // Filed in time, first seen by the run that opens the vote.
    bench.hub.clock().set(time("2024-12-11T10:12:00Z"));
    form(
        &bench,
        "### Session\n\n_No response_\n\n### Note\n\nHow might we stay in time?",
    );
    run(&bench, VOTING);
    // Nobody collects now.
    bench.hub.clock().set(time(DURING));
    let homeless = form(
        &bench,
        "### Session\n\n_No response_\n\n### Note\n\nHow might we come too late?",
    );
    assert!(run(&bench, DURING).contains(&format!("#{homeless} names no session that there is")));
    let lost = form(
        &bench,
        "### Session\n\nno-such-session\n\n### Note\n\nWhere am I?",
    );
    bench.vote("ada", cluster(&bench, "Security"));
    run(&bench, CLOSED);
    let csv = bench.file(BRANCH, CSV);
    assert!(
        csv.contains("How might we stay in time?") && !csv.contains("too late"),
        "{csv}"
    );
    // The second session collects: what nobody was collecting when it was written still has no home, until its author gives it one.
    let out = run(&bench, "2024-12-18T09:50:00Z");
    for number in [homeless, lost] {
        assert!(
            out.contains(&format!("#{number} names no session")),
            "{out}"
        );
    }
    assert_eq!(
        bench.issues("session:second").len(),
        3,
        "its issue and its two notes"
    );
    let ada = bench.hub.add_user("ada");
    let body =
        json!({ "body": "### Session\n\nsecond\n\n### Note\n\nHow might we come too late?" });
    bench.rest(
        &ada,
        "PATCH",
        &format!("/repos/{REPOSITORY}/issues/{homeless}"),
        &body,
    );
    assert!(
        run(&bench, "2024-12-18T09:55:00Z").contains(&format!("label #{homeless}: session:second"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repository_may_have_hundreds_of_labels() {
    let bench = Bench::example(true).await;
    for number in 0..130 {
        let label = json!({ "name": format!("area {number:03}"), "color": "ededed" });
        bench.rest(
            &bench.facilitator,
            "POST",
            &format!("/repos/{REPOSITORY}/labels"),
            &label,
        );
    }
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    assert_eq!(bench.issues("folkmoot:cluster").len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_label_comes_back() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    bench.rest(
        &bench.facilitator,
        "DELETE",
        &format!("/repos/{REPOSITORY}/labels/folkmoot%3Acollected"),
        &Value::Null,
    );
    let out = run(&bench, NOTES);
    assert!(out.contains("create label `folkmoot:collected`"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_opened_by_hand_opens_with_notes_still_to_be_placed() {
    let bench = Bench::example(false).await;
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    bench.label(1, "stage:voting");
    let out = run(&bench, "2024-12-11T09:55:00Z");
    assert!(out.contains("kubecon-india-2024: voting"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slip_of_the_thumb_closes_no_vote_that_never_opened() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    run(&bench, AFFINITY);
    bench.label(1, "stage:closed");
    let out = run(&bench, "2024-12-11T10:11:00Z");
    assert!(
        out.contains("ends a vote, and none is open")
            && out.contains("kubecon-india-2024: affinity"),
        "{out}"
    );
    assert!(run(&bench, VOTING).contains("kubecon-india-2024: voting"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_moves_during_the_vote_is_still_accounted_for() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    let moved = note(&bench, "critical update event");
    bench.rest(
        &bench.facilitator,
        "DELETE",
        &format!("/repos/{REPOSITORY}/issues/{moved}/labels/cluster%3ASecurity"),
        &Value::Null,
    );
    bench.label(moved, "cluster:Brand new");
    bench.hub.clock().set(time(DURING));
    bench.vote("ada", cluster(&bench, "Managing"));
    run(&bench, CLOSED);
    let csv = bench.file(BRANCH, CSV);
    assert_eq!(
        (statuses(&csv, "placed"), statuses(&csv, "parked")),
        (12, 1),
        "{csv}"
    );
    assert!(
        bench
            .body(1)
            .contains("13 notes received: 12 placed, 1 parked.")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_comment_loses_and_doubles_nothing() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    let ada = bench.hub.add_user("ada");
    let made = bench.rest(
        &ada,
        "POST",
        &format!("/repos/{REPOSITORY}/issues/1/comments"),
        &json!({ "body": "How might we do A?" }),
    );
    run(&bench, "2024-12-11T09:55:00Z");
    let path = format!("/repos/{REPOSITORY}/issues/comments/{}", made["id"]);
    bench.rest(
        &ada,
        "PATCH",
        &path,
        &json!({ "body": "How might we do B?\nHow might we do A?" }),
    );
    run(&bench, "2024-12-11T09:56:00Z");
    let titles: Vec<String> = bench
        .issues("folkmoot:note")
        .into_iter()
        .map(|(_, title)| title)
        .collect();
    for text in ["How might we do A?", "How might we do B?"] {
        assert_eq!(
            titles.iter().filter(|title| *title == text).count(),
            1,
            "{titles:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clusters_that_were_emptied_or_closed_are_not_voted_on() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    run(&bench, AFFINITY);
    let security = cluster(&bench, "Security");
    let moved = note(&bench, "critical update event");
    bench.rest(
        &bench.facilitator,
        "DELETE",
        &format!("/repos/{REPOSITORY}/issues/{moved}/labels/cluster%3ASecurity"),
        &Value::Null,
    );
    bench.label(moved, "cluster:Managing OSS Best Practices");
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &format!("/repos/{REPOSITORY}/issues/{security}"),
        &json!({ "state": "closed" }),
    );
    let out = run(&bench, VOTING);
    assert!(
        out.contains(&format!("#{security} cannot be voted on")),
        "{out}"
    );
    assert!(
        !bench.body(1).contains(&format!("- #{security}")),
        "{}",
        bench.body(1)
    );
    bench.hub.clock().set(time(DURING));
    bench.vote("ada", cluster(&bench, "Managing"));
    run(&bench, CLOSED);
    let tally: Value =
        serde_json::from_str(&bench.file(BRANCH, "reports/kubecon-india-2024/tally.json")).unwrap();
    assert_eq!(tally["items"].as_array().unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_long_notes_fit_into_a_cluster_s_issue() {
    let bench = Bench::example(true).await;
    let rows: String = (0..45)
        .map(|number| format!("\"Number {number} {}\",Long\n", "long words ".repeat(150)))
        .collect();
    bench.write(
        "sessions/kubecon-india-2024/notes.csv",
        &format!("text,cluster\n{rows}"),
    );
    run(&bench, ANNOUNCED);
    run(&bench, AFFINITY);
    assert!(
        bench
            .body(cluster(&bench, "Long"))
            .contains("more with this label")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_maintainer_may_rewrite_the_pull_request_s_text() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING, CLOSED] {
        run(&bench, at);
    }
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &format!("/repos/{GOVERNANCE}/pulls/1"),
        &json!({ "body": "My words.", "title": "Mine" }),
    );
    run(&bench, "2024-12-12T10:00:00Z");
    bench.rest(
        &bench.facilitator,
        "PUT",
        &format!("/repos/{GOVERNANCE}/pulls/1/merge"),
        &json!({}),
    );
    assert!(run(&bench, LATER).contains("kubecon-india-2024: published"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_of_the_past_is_not_announced() {
    let bench = Bench::example(true).await;
    let out = run(&bench, LATER);
    assert!(
        out.contains("never announced") && out.contains("0 content creations"),
        "{out}"
    );
    assert_eq!(
        bench.hub.dump()["repositories"][REPOSITORY]["issues"]
            .as_array()
            .map(Vec::len)
            .unwrap_or(0),
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_promised_to_participants_holds() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    bench.hub.clock().set(time(DURING));
    bench.vote("ada-lovelace", cluster(&bench, "Managing"));
    let path = "sessions/kubecon-india-2024/session.yml";
    let yml = std::fs::read_to_string(bench.path(path)).unwrap();
    bench.write(
        path,
        &yml.replace("attribution: chatham-house", "attribution: named"),
    );
    run(&bench, CLOSED);
    for file in ["README.md", "tally.json", "notes.csv"] {
        let text = bench.file(BRANCH, &format!("reports/kubecon-india-2024/{file}"));
        assert!(!text.contains("ada-lovelace"), "{file} names a voter");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_session_names_and_a_vote_by_people_who_left_counts_for_nobody() {
    let bench = Bench::example(true).await;
    let path = "sessions/kubecon-india-2024/session.yml";
    let yml = std::fs::read_to_string(bench.path(path)).unwrap();
    bench.write(
        path,
        &yml.replace(
            "attribution: chatham-house",
            "attribution: named\nvote:\n  roll: participants",
        ),
    );
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    bench.hub.clock().set(time("2024-12-11T10:00:00Z"));
    form(
        &bench,
        "### Session\n\nkubecon-india-2024\n\n### Note\n\nHow might we sign our names?",
    );
    run(&bench, AFFINITY);
    run(&bench, VOTING);
    bench.hub.clock().set(time(DURING));
    let (managing, security) = (cluster(&bench, "Managing"), cluster(&bench, "Security"));
    bench.vote("ada", managing);
    bench.vote("stranger", managing);
    bench.vote("leaver", security);
    bench.hub.delete_user("leaver");
    run(&bench, CLOSED);
    let tally: Value =
        serde_json::from_str(&bench.file(BRANCH, "reports/kubecon-india-2024/tally.json")).unwrap();
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
            .file(BRANCH, "reports/kubecon-india-2024/README.md")
            .contains("How might we sign our names? — ada")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_result_outlives_the_accounts_that_made_it() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    bench.hub.clock().set(time(DURING));
    let managing = cluster(&bench, "Managing");
    bench.vote("ada", managing);
    bench.vote("leaver", managing);
    // The governance repository cannot be reached: the result is published all the same, the report is not.
    std::fs::rename(bench.path("git"), bench.path("away")).unwrap();
    let (code, _, err) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 1, "{err}");
    assert!(
        err.contains("todogroup/governance has no branch yet"),
        "{err}"
    );
    assert!(bench.body(1).contains("★ chosen. 2 people voted."));
    bench.hub.delete_user("leaver");
    std::fs::rename(bench.path("away"), bench.path("git")).unwrap();
    run(&bench, LATER);
    let csv: Value =
        serde_json::from_str(&bench.file(BRANCH, "reports/kubecon-india-2024/tally.json")).unwrap();
    assert_eq!(csv["voters"], 2);
    let comments = bench.rest(
        &bench.facilitator,
        "GET",
        &format!("/repos/{REPOSITORY}/issues/1/comments"),
        &Value::Null,
    );
    assert_eq!(
        comments.as_array().unwrap().len(),
        1,
        "the result is told once"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_default_branch_s_rules_count() {
    let bench = Bench::example(true).await;
    let on = |branch: &str, command: &str| {
        let output = bench.command_with(
            &[command, "--at", ANNOUNCED],
            &[("GITHUB_REF_TYPE", "branch"), ("GITHUB_REF_NAME", branch)],
        );
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, err) = on("my-session", "run");
    assert_eq!(code, 2);
    assert!(
        err.contains("only the rules of the default branch `main` count"),
        "{err}"
    );
    assert!(bench.issues("folkmoot:session").is_empty());
    assert_eq!(on("my-session", "plan").0, 0);
    // A tag can be on any commit, whatever it is called.
    let tag = |name: &str, command: &str| {
        let output = bench.command_with(
            &[command, "--at", ANNOUNCED],
            &[("GITHUB_REF_TYPE", "tag"), ("GITHUB_REF_NAME", name)],
        );
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
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
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    let state = |state: &str| {
        let path = format!("/repos/{REPOSITORY}/issues/1");
        bench.rest(
            &bench.facilitator,
            "PATCH",
            &path,
            &json!({ "state": state }),
        );
    };
    state("closed");
    let out = run(&bench, AFFINITY);
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
    state("open");
    assert!(run(&bench, AFFINITY).contains("kubecon-india-2024: affinity"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_are_frozen_when_the_vote_opens() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    let path = "sessions/kubecon-india-2024/session.yml";
    let yml = std::fs::read_to_string(bench.path(path)).unwrap();
    bench.write(
        path,
        &format!("{yml}\nvote:\n  votes: 1\n  winners: 1\nschedule:\n  closed: 2024-12-11 23:00\n"),
    );
    let out = run(&bench, DURING);
    assert!(
        out.contains("the other time in session.yml is not used"),
        "{out}"
    );
    for name in ["Managing", "Security"] {
        bench.vote("ada", cluster(&bench, name));
    }
    run(&bench, CLOSED);
    let tally: Value =
        serde_json::from_str(&bench.file(BRANCH, "reports/kubecon-india-2024/tally.json")).unwrap();
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
