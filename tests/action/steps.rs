//! The GitHub Action: its steps as a runner runs them, from a folder of releases, against a stand-in for GitHub.

use crate::common::{
    AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, LATER, NOTES, REPOSITORY, VOTING, time,
};
use crate::runner::{Action, Ran, Runner};
use crate::shop::{BINARY, Shop, root, seen};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A run at a time, as the workflow of an event.
fn at(bench: &Bench, runner: &Runner, at: &str, with: &[(&str, &str)]) -> Ran {
    bench.hub.clock().set(time(at));
    let command = format!("run --at {at}");
    let mut all = vec![("command", command.as_str())];
    all.extend(with);
    let ran = runner.uses(&all);
    assert_eq!(ran.code, 0, "{}", ran.log);
    ran
}

/// An event's payload: one of GitHub's examples, as if it came from the repository of the sessions.
fn event(runner: &mut Runner, bench: &Bench, name: &str, file: &str) {
    let text = fs::read_to_string(root().join("tests/action/events").join(file)).unwrap();
    let mut payload: Value = serde_json::from_str(&text).unwrap();
    payload["repository"]["full_name"] = json!(REPOSITORY);
    bench.write("event.json", &payload.to_string());
    runner.set("GITHUB_EVENT_NAME", name);
    let path = bench.path("event.json");
    runner.set("GITHUB_EVENT_PATH", path.to_str().unwrap());
}

#[test]
fn no_script_holds_an_expression() {
    let action = Action::read(root());
    for step in &action.runs.steps {
        assert!(!step.run.contains("${{"), "{}", step.id);
        for (name, value) in &step.env {
            assert!(name.starts_with("FOLKMOOT_"), "{name}");
            // Who fetches the binary has no token.
            assert!(!value.contains("token") || step.id == "folkmoot", "{name}");
        }
    }
    for (name, input) in &action.inputs {
        assert!(!input.description.is_empty(), "{name}");
    }
    for (name, output) in &action.outputs {
        assert!(!output.description.is_empty());
        assert_eq!(
            output.value,
            format!("${{{{ steps.folkmoot.outputs.{name} }}}}")
        );
    }
    // Its page names them all.
    let page = fs::read_to_string(root().join("docs/action.md")).unwrap();
    for name in action.inputs.keys().chain(action.outputs.keys()) {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_goes_through_its_life_event_by_event() {
    let bench = Bench::example(true).await;
    let shop = Shop::stocked();
    let mut runner = shop.runner_for(&bench);
    let token = bench.bot_token();
    let with = [("report-token", token.as_str())];

    runner.set("GITHUB_EVENT_NAME", "schedule");
    let ran = at(&bench, &runner, ANNOUNCED, &with);
    assert_eq!(ran.outputs["changed"], "true");
    assert_eq!(ran.outputs["report-pr"], "");
    assert_eq!(ran.outputs["next-due"], NOTES);
    let sessions: Value = serde_json::from_str(&ran.outputs["sessions"]).unwrap();
    assert_eq!(
        sessions,
        json!([{
            "id": "kubecon-india-2024",
            "title": "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024",
            "stage": "announced",
            "issue": format!("https://github.example/{REPOSITORY}/issues/1"),
            "report": null,
        }])
    );
    // The secrets are hidden before anything else is said, and nothing else is a command.
    let hidden: Vec<&str> = ran.told.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(hidden, ["add-mask"; 4], "{}", ran.log);
    assert_eq!(ran.told[0].data, token);
    let rest: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| !line.starts_with("::add-mask::"))
        .collect();
    assert!(!rest.join("\n").contains(&token));
    insta::assert_snapshot!(seen(&ran), @r#"
    ## folkmoot

    | session | stage | notes | clusters | next | report |
    | --- | --- | ---: | ---: | --- | --- |
    | [CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024](https://github.example/todogroup/ospology/issues/1) | announced | 13 | 0 | notes from 11 December 2024, 15:20 (Asia/Kolkata) |  |

    <details><summary>13 changes</summary>

    - create label \`cluster:parked\`
    - create label \`folkmoot:cluster\`
    - create label \`folkmoot:collected\`
    - create label \`folkmoot:note\`
    - create label \`folkmoot:session\`
    - create label \`session:kubecon-india-2024\`
    - create label \`stage:affinity\`
    - create label \`stage:announced\`
    - create label \`stage:closed\`
    - create label \`stage:notes\`
    - create label \`stage:published\`
    - create label \`stage:voting\`
    - announce kubecon-india-2024: issue "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024"

    </details>

    13 changes, 3 requests, 1 content creation
    "#);

    // Events that mean nothing to a session change nothing.
    for (name, file) in [
        ("issues", "issues-opened.json"),
        ("issues", "issues-opened-empty.json"),
        ("issues", "issues-labeled.json"),
        ("issue_comment", "issue-comment-created.json"),
    ] {
        event(&mut runner, &bench, name, file);
        let ran = at(&bench, &runner, ANNOUNCED, &with);
        assert_eq!(ran.outputs["changed"], "false", "{file}: {}", ran.log);
        assert!(ran.told.iter().all(|one| one.name == "add-mask"));
    }

    runner.set("GITHUB_EVENT_NAME", "schedule");
    for moment in [NOTES, AFFINITY, VOTING] {
        at(&bench, &runner, moment, &with);
    }
    bench.hub.clock().set(time(DURING));
    bench.vote("voter-1", bench.cluster("Security"));
    let ran = at(&bench, &runner, CLOSED, &with);
    assert_eq!(
        ran.outputs["report-pr"],
        "https://github.example/todogroup/governance/pull/1"
    );
    assert_eq!(ran.outputs["next-due"], "");
    insta::assert_snapshot!(seen(&ran), @r#"
    ## folkmoot

    | session | stage | notes | clusters | next | report |
    | --- | --- | ---: | ---: | --- | --- |
    | [CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024](https://github.example/todogroup/ospology/issues/1) | closed | 13 | 5 |  | [pull request](https://github.example/todogroup/governance/pull/1) |

    <details><summary>13 changes</summary>

    - update #1: take the first snapshot of the votes
    - lock #15: its votes are final
    - lock #16: its votes are final
    - lock #17: its votes are final
    - lock #18: its votes are final
    - lock #19: its votes are final
    - comment on #1: the result
    - label #1: stage:closed
    - unlabel #1: stage:voting
    - update #1: stage voting → closed
    - push 6 files to todogroup/governance on branch folkmoot/kubecon-india-2024
    - open pull request in todogroup/governance: "Report: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024"
    - update #1: status

    </details>

    13 changes, 7 requests, 2 content creations
    "#);
    let ran = at(&bench, &runner, LATER, &with);
    assert_eq!(ran.outputs["changed"], "false");
    assert_eq!(
        ran.outputs["report-pr"],
        "https://github.example/todogroup/governance/pull/1"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_told_and_nothing_is_done() {
    let bench = Bench::example(true).await;
    let shop = Shop::new();
    let runner = shop.runner_for(&bench);
    let command = format!("plan --at {ANNOUNCED}");
    let ran = runner.uses(&[("command", &command), BINARY]);
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert_eq!(ran.outputs["changed"], "true");
    assert_eq!(ran.outputs["next-due"], NOTES);
    assert!(
        ran.summary.contains("A run would make 13 changes"),
        "{}",
        ran.summary
    );
    assert_eq!(
        bench
            .hub
            .spent()
            .values()
            .map(|spent| spent.creations)
            .sum::<u64>(),
        0
    );

    // What is due and cannot be done is due at once.
    bench.hub.set_token("folkmoot", "another");
    let command = format!("run --at {ANNOUNCED}");
    let ran = runner.uses(&[("command", &command), BINARY]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.outputs["next-due"], ANNOUNCED);
    assert_eq!(ran.outputs["changed"], "false");
    assert_eq!(ran.of("error").len(), 1, "{:?}", ran.told);
    assert!(ran.summary.contains("**Error:** "), "{}", ran.summary);
}

#[test]
fn faults_stand_beside_their_lines() {
    let shop = Shop::new();
    let folder = shop.path("workspace/governance/sessions/one");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("session.yml"),
        "format: how-might-we\ntitle: One\ndate: soon\n",
    )
    .unwrap();
    let mut runner = shop.runner();
    // What other programs left in the summary is kept, and counted.
    runner.summary = "x".repeat(1_048_576 - 200);
    let with = [
        ("command", "check"),
        ("working-directory", "governance"),
        BINARY,
    ];
    let ran = runner.uses(&with);
    assert_eq!(ran.code, 2, "{}", ran.log);
    assert!(
        ran.summary
            .ends_with("\n… and 7 more lines; the log has them all\n"),
        "{}",
        ran.summary
    );
    let errors = ran.of("error");
    assert_eq!(errors.len(), ran.told.len());
    let date = errors
        .iter()
        .find(|one| one.data.starts_with("`soon` is no date\n"));
    let date = date.unwrap_or_else(|| panic!("{errors:#?}"));
    assert_eq!(
        (
            date.properties["file"].as_str(),
            date.properties["line"].as_str(),
            date.properties["col"].as_str()
        ),
        ("governance/sessions/one/session.yml", "3", "7")
    );
    assert_eq!(ran.outputs["sessions"], "[]");
    assert_eq!(ran.outputs["changed"], "false");

    runner.summary.clear();
    insta::assert_snapshot!(seen(&runner.uses(&with)), @r"
    ## folkmoot

    7 errors; nothing was written:

    - sessions/one/session.yml:1:1: there is no value for the variable \`industry/technology\`, which formats/how-might-we/format.yml:21:107 uses (add \`variables:\` and, indented below it, \`industry/technology: …\` (what the session is about, such as cloud native))
    - sessions/one/session.yml:1:1: there is no value for the variable \`key themes\`, which formats/how-might-we/format.yml:52:97 uses (add \`variables:\` and, indented below it, \`key themes: …\` (what clusters may be about, such as security practices or governance))
    - sessions/one/session.yml:1:1: there is no value for the variable \`number\`, which formats/how-might-we/format.yml:38:81 uses (add \`variables:\` and, indented below it, \`number: …\` (how many groups the participants form))
    - sessions/one/session.yml:1:1: there is no value for the variable \`timeline\`, which formats/how-might-we/format.yml:64:49 uses (add \`variables:\` and, indented below it, \`timeline: …\` (when the results are published, such as Q2 2025))
    - sessions/one/session.yml:1:1: the session has no \`start\` (add \`start: 10:00\`, when its first part begins)
    - sessions/one/session.yml:1:1: the session has no \`timezone\` (add \`timezone: Europe/Paris\` (or \`UTC\`), where the session takes place)
    - sessions/one/session.yml:3:7: \`soon\` is no date (write year-month-day, such as 2026-03-31)
    ");

    // Whoever asks for JSON gets that alone.
    let with = [
        ("command", "check --json"),
        ("working-directory", "governance"),
        BINARY,
    ];
    let ran = runner.uses(&with);
    assert_eq!((ran.code, ran.told.len()), (2, 0), "{}", ran.log);
    assert!(serde_json::from_str::<Value>(&ran.log).unwrap().is_array());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_action_the_binary_tells_a_runner_the_same_but_no_secret() {
    let bench = Bench::example(true).await;
    bench.hub.clock().set(time(ANNOUNCED));
    bench.write("output", "before=1\n");
    let output = bench.path("output");
    let run = |on: &str, output: &Path| {
        let environment = [
            ("GITHUB_ACTIONS", on),
            ("GITHUB_OUTPUT", output.to_str().unwrap()),
        ];
        let done = bench.command_with(&["run", "--at", ANNOUNCED], &environment);
        let code = done.status.code().unwrap();
        (code, String::from_utf8(done.stderr).unwrap())
    };
    // No runner.
    assert_eq!(run("", &output).0, 0);
    assert_eq!(fs::read_to_string(&output).unwrap(), "before=1\n");
    // A log may go into a file: no secret is in it.
    let (code, log) = run("true", &output);
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("add-mask") && !log.contains(&bench.bot_token()));
    let text = fs::read_to_string(&output).unwrap();
    assert!(text.starts_with("before=1\nreport-pr<<"), "{text}");
    assert!(text.contains("\nchanged<<folkmoot\nfalse\n"), "{text}");
    // A step that follows would go on without outputs: better not.
    let (code, log) = run("true", &bench.path("sessions"));
    assert_eq!(code, 1);
    assert!(log.contains("error: the outputs of this step cannot be written: "));
}
