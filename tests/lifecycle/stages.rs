//! A session from announcement to publication, through the real binary, real HTTP and real git.

use crate::common::alone::Alone;
use crate::common::{
    AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, GOVERNANCE, LATER, NOTES, REPOSITORY,
    SESSION_FILE, VOTING, time,
};
use serde_json::{Value, json};

/// Runs twice: the plan beforehand named the price, and the second run has nothing to do.
fn run(bench: &Bench, at: &str) -> Value {
    let plan = bench.json_at(at, "plan");
    let outcome = bench.json_at(at, "run");
    assert_eq!(
        plan["price"]["requests"], outcome["requests"],
        "price at {at}:\n{plan:#}\n{outcome:#}"
    );
    assert_eq!(
        plan["price"]["creations"], outcome["creations"],
        "price at {at}"
    );
    let before = (bench.branches(), bench.hub.dump());
    let again = bench.json_at(at, "run");
    assert_eq!(
        again["done"],
        json!([]),
        "a second run at {at} did something"
    );
    assert!(
        again["requests"].as_u64().unwrap() <= 2,
        "a second run at {at} cost {}",
        again["requests"]
    );
    assert!(bench.at(at, &["plan"]).contains("nothing to do"));
    assert!(
        (bench.branches(), bench.hub.dump()) == before,
        "a second run at {at} changed something"
    );
    outcome
}

fn vote(bench: &Bench) {
    bench.hub.clock().set(time(DURING));
    let clusters = bench.issues("folkmoot:cluster");
    for (voter, (cluster, _)) in [0, 1, 2, 3, 4].iter().flat_map(|voter| {
        clusters
            .iter()
            .take(voter % 3 + 1)
            .map(move |cluster| (voter, cluster))
    }) {
        bench.vote(&format!("voter-{voter}"), *cluster);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_published_table_comes_out_and_every_second_run_is_empty() {
    let bench = Bench::example(true).await;
    assert!(
        bench
            .at("2024-11-01T00:00:00Z", &["run"])
            .contains("0 requests"),
        "before the announcement nothing is asked"
    );
    insta::assert_snapshot!("plan", bench.at(ANNOUNCED, &["plan"]));
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    insta::assert_snapshot!("plan_to_group", bench.at(AFFINITY, &["plan"]));
    run(&bench, AFFINITY);
    run(&bench, VOTING);
    vote(&bench);
    let open = bench.at(DURING, &["tally", "kubecon-india-2024"]);
    insta::assert_snapshot!("tally", open);
    bench.at(DURING, &["report", "kubecon-india-2024", "--out", "draft"]);
    let draft = bench.read("draft/README.md");
    assert!(
        draft.contains("> **Draft: the vote is open until") && !draft.contains("- Chosen for"),
        "{draft}"
    );
    let draft = bench.read("draft/tally.json");
    assert!(
        draft.contains("\"state\": \"open\"") && !draft.contains("snapshots"),
        "{draft}"
    );
    let closed = run(&bench, CLOSED);
    assert_eq!(closed["sessions"][0]["stage"], "closed");
    assert_eq!(bench.branches().len(), 2);

    let report = bench.report("README.md");
    insta::assert_snapshot!("report", report);
    insta::assert_snapshot!("tally.json", bench.report("tally.json"));
    insta::assert_snapshot!("session_issue", bench.body(1));
    let table: Vec<&str> = report
        .lines()
        .skip_while(|line| !line.starts_with("| **Topic"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert_eq!(rows(&table), rows(&PUBLISHED.lines().collect::<Vec<_>>()));

    // `report` writes the same files without GitHub's help.
    bench.at(LATER, &["report", "kubecon-india-2024", "--out", "out"]);
    assert_eq!(bench.read("out/README.md"), report);

    bench.merge(1);
    let published = run(&bench, LATER);
    assert_eq!(published["sessions"][0]["stage"], "published");
    let open: Vec<Value> = bench
        .rest(
            &bench.facilitator,
            "GET",
            &format!("/repos/{REPOSITORY}/issues?state=open"),
            &Value::Null,
        )
        .as_array()
        .unwrap()
        .clone();
    assert!(open.is_empty(), "issues are left open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_clusters_given_all_thirteen_notes_are_placed_or_parked() {
    let bench = Bench::example(false).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    vote(&bench);
    run(&bench, CLOSED);
    let notes = bench.report("notes.csv");
    let became: Vec<&str> = notes
        .lines()
        .skip(1)
        .map(|line| {
            if line.contains(",placed,") {
                "placed"
            } else if line.contains(",parked,") {
                "parked"
            } else {
                "?"
            }
        })
        .collect();
    assert_eq!(became.len(), 13);
    assert!(became.iter().all(|word| *word != "?"), "{notes}");
    assert!(became.contains(&"placed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_late_run_does_what_several_missed() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    // Nothing ran while notes and affinity went by.
    let late = run(&bench, DURING);
    assert_eq!(late["sessions"][0]["stage"], "voting");
    assert_eq!(bench.issues("folkmoot:cluster").len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vote_that_nobody_could_open_has_no_result() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    let (code, out, _) = bench.try_at(LATER, &["run"]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains("no result: kubecon-india-2024: no vote was held"),
        "{out}"
    );
    assert_eq!(bench.branches().len(), 1, "no report without a result");
    // Later times in the session file bring it back.
    bench.add("schedule:\n  voting: 2024-12-20 12:00\n  closed: 2024-12-22 12:00\n");
    let again = run(&bench, LATER);
    assert_eq!(again["sessions"][0]["stage"], "voting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_facilitator_moves_the_session_by_its_label() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    // From a phone, a day early.
    let early = "2024-12-10T10:00:00Z";
    bench.label(1, "stage:affinity");
    assert_eq!(run(&bench, early)["sessions"][0]["stage"], "affinity");
    bench.label(1, "stage:voting");
    assert_eq!(run(&bench, early)["sessions"][0]["stage"], "voting");
    let cluster = bench.issues("folkmoot:cluster")[0].0;
    bench.hub.clock().set(time("2024-12-10T11:00:00Z"));
    bench.vote("ada", cluster);
    bench.label(1, "stage:closed");
    let closed = run(&bench, "2024-12-10T12:00:00Z");
    assert_eq!(closed["sessions"][0]["stage"], "closed");
    let tally = bench.tally();
    assert_eq!(tally["voters"], 1);
    assert_eq!(tally["window"]["opens"], "2024-12-10T10:00:00Z");
    // What is closed stays closed.
    bench.label(1, "stage:voting");
    let out = bench.at("2024-12-10T13:00:00Z", &["run"]);
    assert!(out.contains("cannot reopen"), "{out}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_facilitator_moves_it_back_and_the_clock_moves_it_on_later() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    run(&bench, AFFINITY);
    bench.unlabel(1, "stage:affinity");
    bench.label(1, "stage:notes");
    let back = run(&bench, "2024-12-11T10:11:00Z");
    assert_eq!(
        back["sessions"][0]["stage"], "notes",
        "people win over the clock"
    );
    assert_eq!(
        run(&bench, VOTING)["sessions"][0]["stage"],
        "voting",
        "until its next time comes"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_win_over_the_proposal() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    run(&bench, AFFINITY);
    let note = bench.note("critical update event");
    // Out of Security, out of everything; and a cluster gets a better name.
    bench.unlabel(note, "cluster:Security");
    bench.label(note, "cluster:parked");
    let ospo = bench.cluster("Starting");
    bench.patch(ospo, &json!({ "title": "Starting an OSPO" }));
    run(&bench, "2024-12-11T10:12:00Z");
    run(&bench, VOTING);
    vote(&bench);
    run(&bench, CLOSED);
    let report = bench.report("README.md");
    assert!(
        report.contains("## Parked notes\n\n- How might we address critical update event"),
        "{report}"
    );
    assert!(
        report.contains("Starting an OSPO") && !report.contains("Starting and Structuring"),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_come_from_form_comments_and_file_and_all_are_accounted_for() {
    let bench = Bench::example(true).await;
    run(&bench, ANNOUNCED);
    run(&bench, NOTES);
    bench.hub.clock().set(time("2024-12-11T10:00:00Z"));
    let form = |text: &str| bench.form("ada", text);
    form("How might we launch an OSPO with the right guidance and support");
    let welcome = form("How might we welcome who pays?");
    form("");
    bench.label(welcome, "cluster:Security");
    bench.comment(
        "ada",
        1,
        "Welcome!\n- How might we thank maintainers?\n/note Pay them",
    );
    run(&bench, AFFINITY);
    run(&bench, VOTING);
    bench.hub.clock().set(time(DURING));
    form("How might we come too late?");
    vote(&bench);
    run(&bench, CLOSED);
    let report = bench.report("README.md");
    for line in [
        "| Notes received | 19 |",
        "| … merged with a note that says the same | 1 |",
        "| … refused | 2 |",
        "came after the vote opened",
        "(said 2 times)",
    ] {
        assert!(report.contains(line), "{line} is not in:\n{report}");
    }
    assert!(
        report.contains("How might we welcome who pays?"),
        "{report}"
    );
    assert!(
        !report.contains("ada") && !bench.report("tally.json").contains("voter-0"),
        "Chatham House"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_s_words_on_the_report_s_branch_stay() {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING, CLOSED] {
        run(&bench, at);
    }
    let readme = "reports/kubecon-india-2024/README.md";
    bench.commit(BRANCH, readme, "With recommendations.\n");
    let before = bench.branches();
    // Days pass, runs come and go.
    for at in ["2024-12-12T00:00:00Z", "2024-12-13T00:00:00Z"] {
        run(&bench, at);
    }
    assert_eq!(bench.branches(), before);
    let path = format!("/repos/{GOVERNANCE}/pulls/1/merge");
    bench.rest(&bench.facilitator, "PUT", &path, &json!({}));
    run(&bench, LATER);
    assert_eq!(bench.file("main", readme), "With recommendations.\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sessions_share_a_repository() {
    let bench = Bench::example(true).await;
    let yml = bench.read(SESSION_FILE);
    bench.write(
        "sessions/second/session.yml",
        &yml.replace(
            "folder: reports/kubecon-india-2024",
            "folder: reports/second",
        ),
    );
    bench.write(
        "sessions/second/notes.csv",
        "text,cluster\nOne,Security\nTwo,Security\n",
    );
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        run(&bench, at);
    }
    assert_eq!(
        bench.issues("folkmoot:cluster").len(),
        6,
        "each has a Security of its own"
    );
    vote(&bench);
    run(&bench, CLOSED);
    assert_eq!(bench.branches().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_says_what_to_do() {
    let bench = Bench::example(true).await;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(bench.path("."))
        .args(["run", "--repo", REPOSITORY, "--at", ANNOUNCED])
        .alone()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("set GITHUB_TOKEN"));
    let (code, _, err) = bench.try_at(ANNOUNCED, &["run", "--repo", "todogroup/nowhere"]);
    assert_eq!(code, 1);
    assert!(
        err.contains("the repository todogroup/nowhere does not exist or the token cannot see it"),
        "{err}"
    );
    let (code, _, err) = bench.try_at(ANNOUNCED, &["tally", "nothing"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("there is no session `nothing`: there are: kubecon-india-2024"),
        "{err}"
    );
    let (code, _, err) = bench.try_at(ANNOUNCED, &["tally", "kubecon-india-2024"]);
    assert_eq!(code, 3, "{err}");
}

/// The table as it was published (CC BY 4.0, TODO Group; see the example's CREDITS.md).
const PUBLISHED: &str = include_str!("published-table.md");

/// Cells of a Markdown table's rows.
fn rows(lines: &[&str]) -> Vec<Vec<String>> {
    lines
        .iter()
        .map(|line| {
            line.trim()
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}
