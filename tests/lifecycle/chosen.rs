//! One session of many: `sessions` names them, `run --session` takes one, and a repository's defaults lie under all of them.

use crate::common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::fs;

const CALL: &str =
    "format: touchpoint\ntitle: \"A call: $(id) `x`\"\ndate: 2026-03-31\nstart: 17:00\n";

fn call(date: &str) -> String {
    CALL.replace("2026-03-31", date)
}

async fn calls() -> Bench {
    let bench = Bench::new(&[
        (".folkmoot/config.yml", "timezone: UTC\n"),
        ("sessions/march/session.yml", &call("2026-03-31")),
        ("sessions/april/session.yml", &call("2026-04-07")),
        ("sessions/may/session.yml", &call("2026-05-30")),
        ("sessions/old/session.yml", &call("2025-12-31")),
    ])
    .await;
    fs::create_dir(bench.path(".git")).unwrap();
    bench
}

/// In the notes' time of two of them.
const BOTH: &str = "2026-03-30T12:00:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_named_with_their_stage() {
    let bench = calls().await;
    assert_snapshot!(bench.at(BOTH, &["sessions"]), @"
    april  2026-04-07  notes      A call: $(id) `x`; affinity 6 April 2026, 17:00 (UTC)
    march  2026-03-31  notes      A call: $(id) `x`; affinity 30 March 2026, 17:00 (UTC)
    may    2026-05-30  planned    A call: $(id) `x`; announced 16 May 2026, 17:00 (UTC)
    old    2025-12-31  closed     A call: $(id) `x`
    ");
    let output = bench.path("output");
    fs::write(&output, "before=1\n").unwrap();
    let environment = [("GITHUB_OUTPUT", output.to_str().unwrap())];
    let active = ["sessions", "--active", "--json", "--at", BOTH];
    let said = bench.command_with(&active, &environment);
    assert_eq!(said.status.code(), Some(0));
    let list: Value = serde_json::from_slice(&said.stdout).unwrap();
    let ids: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["april", "march"]);
    assert_eq!(
        list[1],
        json!({
            "id": "march",
            "folder": "sessions/march",
            "title": "A call: $(id) `x`",
            "format": "touchpoint",
            "date": "2026-03-31",
            "stage": "notes",
            "next": {"stage": "affinity", "at": "2026-03-30T17:00:00Z", "local": "30 March 2026, 17:00 (UTC)"},
        })
    );
    // One output of the step more. Pasted into a script it would do nothing.
    let written = fs::read_to_string(&output).unwrap();
    let (before, rest) = written.split_once('\n').unwrap();
    assert_eq!(before, "before=1");
    let given = rest
        .strip_suffix("\nfolkmoot\n")
        .unwrap()
        .strip_prefix("sessions<<folkmoot\n")
        .unwrap();
    assert!(!given.contains(['\n', '$', '`', '\'', '(']), "{given}");
    assert_eq!(serde_json::from_str::<Value>(given).unwrap(), list);
    // None is a list as well, which a workflow can tell.
    let said = bench.command_with(
        &["sessions", "--active", "--at", "2020-01-01T00:00:00Z"],
        &environment,
    );
    assert_eq!(said.status.code(), Some(0));
    assert!(
        fs::read_to_string(&output)
            .unwrap()
            .ends_with("\nsessions<<folkmoot\n[]\nfolkmoot\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_session_is_run_as_if_it_were_alone() {
    let bench = calls().await;
    let run = |id: &str| {
        let text = bench.at(BOTH, &["run", "--json", "--session", id]);
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let outcome = run("april");
    assert_eq!(outcome["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(outcome["sessions"][0]["session"], "april");
    let issues = || bench.issues("folkmoot:session").len();
    assert_eq!(issues(), 1);
    // One that is not due yet is none of a run's either.
    let outcome = run("may");
    assert_eq!((outcome["requests"].as_u64(), issues()), (Some(0), 1));
    run("march");
    assert_eq!(issues(), 2);

    // Both collect: a note that names neither stays where it is, whoever is run.
    bench.hub.clock().set(time(BOTH));
    let path = format!("/repos/{REPOSITORY}/issues");
    let body = |session: &str| format!("### Session\n\n{session}\n\n### Note\n\nMore money");
    for session in ["_No response_", "march"] {
        let note = json!({"title": "Note", "body": body(session), "labels": ["folkmoot:note"]});
        bench.rest(&bench.facilitator, "POST", &path, &note);
    }
    let outcome = run("april");
    assert_eq!(outcome["sessions"][0]["notes"], 0, "{outcome}");
    let notices = outcome["notices"].to_string();
    assert!(
        notices.contains("names no session that there is"),
        "{notices}"
    );
    let outcome = run("march");
    assert_eq!(outcome["sessions"][0]["notes"], 1, "{outcome}");
    assert_eq!(bench.issues("session:march").len(), 2);

    // The plan is for one as well.
    let plan = bench.json_at(BOTH, "plan");
    assert_eq!(plan["changes"], json!([]), "{plan}");
    let output = bench.command(&["run", "--at", BOTH, "--session", "june"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: there is no session `june`: there are: april, march, may, old\n"
    );
    // Whoever gives the folder is told the id.
    let output = bench.command(&["run", "--at", BOTH, "--session", "sessions/march/"]);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: there is no session `sessions/march/`: did you mean `march`?\n"
    );
    // What is tuned by the environment is a number, or nothing is done.
    let soon = [("FOLKMOOT_WRITE_PAUSE_MS", "soon")];
    let output = bench.command_with(&["run", "--at", BOTH], &soon);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: FOLKMOOT_WRITE_PAUSE_MS is no whole number: set one, or leave it out\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_configuration_is_named_once_and_nothing_is_written() {
    let bench = calls().await;
    bench.write(".folkmoot/config.yml", "timezone: UTC\nvote: {votez: 3}\n");
    let refused = |command: &str| {
        let output = bench.command(&[command]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = refused("check");
    for command in ["run", "plan", "sessions"] {
        assert_eq!(refused(command), said);
    }
    assert_snapshot!(said, @"
    error: unknown key `votez` in `vote`
     --> .folkmoot/config.yml:2:8
      |
    2 | vote: {votez: 3}
      |        ^^^^^ not a key here
      |
      = help: did you mean `votes`?

    1 error; nothing was written
    ");
    assert_eq!(bench.hub.requests().len(), 0);
    fs::remove_file(bench.path(".folkmoot/config.yml")).unwrap();
    bench.write(".folkmoot/config.yaml", "timezone: UTC\n");
    assert_snapshot!(refused("check"), @"
    error: this configuration would be passed over: its file ends in .yaml
     --> .folkmoot/config.yaml:1:1
      = help: rename it to config.yml

    1 error; nothing was written
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_of_an_open_vote_are_not_the_configuration_s() {
    let bench = Bench::example(true).await;
    fs::create_dir(bench.path(".git")).unwrap();
    bench.write(
        ".folkmoot/config.yml",
        "vote: {votes: 3, quorum: 1, counts: hidden}\n",
    );
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    let voted = bench.cluster("Security");
    bench.vote("zoe", voted);
    // Somebody changes what all sessions have, in the middle of the vote.
    bench.write(
        ".folkmoot/config.yml",
        "attribution: named\nvote: {votes: 1, winners: 5, quorum: 50, counts: shown}\n",
    );
    bench.at(DURING, &["run"]);
    bench.at(CLOSED, &["run"]);
    let tally: Value =
        serde_json::from_str(&bench.at(CLOSED, &["tally", "kubecon-india-2024", "--json"]))
            .unwrap();
    let rules = &tally["rules"];
    assert_eq!(
        (&rules["votes"], &rules["winners"], &rules["counts"]),
        (&json!(3), &json!(2), &json!("hidden")),
        "{rules}"
    );
    assert_eq!(rules["quorum"], json!("1"), "{rules}");
    // What was promised to be private stays so.
    assert!(!tally.to_string().contains("zoe"), "{tally}");
}
