//! What formats can do beside their examples: follow-ups, reports that are late, a repository's own formats, groups, office hours.

use crate::common::alone::Alone;
use crate::common::{
    AFFINITY, ANNOUNCED, Bench, CLOSED, GOVERNANCE, NOTES, NOTES_FILE, REPOSITORY, VOTING,
};
use crate::examples::{checkout, example, is_whole, root};
use std::fs;
use std::process::Command;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_to_be_done_gets_an_issue_once() {
    let actions = "report:\n  repository: todogroup/governance\nactions:\n  - what: Write the post\n    owner: the moderator\n    due: Q3 2022\n  - what: Measure trust, @everyone\n";
    let bench = checkout("ospo-panel-2022", |text| {
        let text = text.replace("todogroup/todogroup.org", "todogroup/governance");
        text.replace(
            "attribution: named",
            &format!("{actions}attribution: named"),
        )
    })
    .await;
    for at in [
        "2022-05-28T00:00:00Z",
        "2022-06-09T16:01:00Z",
        "2022-06-09T16:36:00Z",
        "2022-06-09T16:41:00Z",
        "2022-06-10T17:01:00Z",
    ] {
        assert!(bench.issues("folkmoot:action").is_empty());
        bench.at(at, &["run"]);
    }
    let made = bench.issues("folkmoot:action");
    let titles: Vec<&str> = made.iter().map(|(_, title)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Write the post",
            "Measure trust, @\u{200b}everyone",
            "How many ambassadors does a company need?",
            "How do you measure trust?"
        ]
    );
    insta::assert_snapshot!(bench.body(made[0].0), @r#"
    Write the post

    **Who:** the moderator

    **Due:** Q3 2022

    Agreed at [OSPOs in action: an expert-led panel on open source strategy](https://github.example/todogroup/ospology/issues/1).

    <!-- folkmoot:action "b7a786e41226" -->
    "#);
    insta::assert_snapshot!(bench.body(made[1].0).replace('\u{200b}', "¦"), @r#"
    Measure trust, @¦everyone

    **UNOWNED**: who takes it on? Assign yourself.

    Agreed at [OSPOs in action: an expert-led panel on open source strategy](https://github.example/todogroup/ospology/issues/1).

    <!-- folkmoot:action "dfb48d6785e7" -->
    "#);
    insta::assert_snapshot!(bench.body(made[2].0), @r#"
    How many ambassadors does a company need?

    It stayed open at [OSPOs in action: an expert-led panel on open source strategy](https://github.example/todogroup/ospology/issues/1).

    <!-- folkmoot:action "c6e1318273d6" -->
    "#);
    let report = bench.file(
        "folkmoot/ospo-panel-2022",
        "reports/ospo-panel-2022/README.md",
    );
    let table = report.split("## Actions").nth(1).unwrap();
    insta::assert_snapshot!(table.split("##").next().unwrap().replace('\u{200b}', "¦"), @r"


    | What | Who | Due | Review |
    | --- | --- | --- | --- |
    | Write the post | the moderator | Q3 2022 |  |
    | Measure trust, @¦everyone | **UNOWNED** |  |  |
    ");
    // Done or renamed, they are known when all is read once more.
    for (issue, change) in [
        (made[0].0, serde_json::json!({"state": "closed"})),
        (made[1].0, serde_json::json!({"title": "Another name"})),
    ] {
        let path = format!("/repos/{}/issues/{issue}", REPOSITORY);
        bench.rest(&bench.facilitator, "PATCH", &path, &change);
    }
    let merge = format!("/repos/{}/pulls/1/merge", GOVERNANCE);
    bench.rest(&bench.facilitator, "PUT", &merge, &serde_json::json!({}));
    bench.at("2022-06-11T00:00:00Z", &["run"]);
    assert_eq!(bench.issues("folkmoot:action").len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_is_late_is_said_to_be() {
    let bench = checkout("kubecon-india-2024", |text| text).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING, CLOSED] {
        bench.at(at, &["run"]);
    }
    let (_, out, err) = bench.try_at("2025-06-30T10:00:00Z", &["run"]);
    assert!(
        !format!("{out}{err}").contains("was to be published"),
        "{out}{err}"
    );
    let (code, out, err) = bench.try_at("2025-07-01T10:00:00Z", &["run"]);
    assert_eq!(code, 0);
    let said = format!("{out}{err}");
    let line = said
        .lines()
        .find(|line| line.contains("was to be published"));
    insta::assert_snapshot!(line.unwrap(), @r"
    warning: kubecon-india-2024: the report was to be published by Q2 2025, and it is 2025-07-01: review and merge https://github.example/todogroup/governance/pull/1, or agree on another day and write it as `publish-by`
    ");
}

#[test]
fn a_repository_brings_its_own_format_and_changes_a_template() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    // The format is the one that docs/formats.md shows.
    let docs = fs::read_to_string(root().join("docs/formats.md")).unwrap();
    let format = docs
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    write(".folkmoot/formats/lean-coffee/format.yml", format);
    write(
        ".folkmoot/formats/lean-coffee/coffee.md.hbs",
        "# {{details.theme}}\n\n{{#each (group-by notes \"fields.after\" choices.note.after)}}\n## {{key}}\n\n{{#each items}}\n- {{text}}\n{{/each}}\n{{/each}}\n",
    );
    write(
        ".folkmoot/formats/lean-coffee/findings.hbs",
        "What became of them is in [coffee.md](coffee.md).\n",
    );
    write(
        "sessions/coffee-2026-04/session.yml",
        "format: lean-coffee\ntitle: Coffee in April\ndate: 2026-04-02\nstart: 10:00\ntimezone: Europe/Paris\ndetails:\n  theme: Reviews\n",
    );
    write(
        "sessions/coffee-2026-04/notes.csv",
        "text,cluster,after\nReviews take long,Time,take it elsewhere\nPairs are fun,People,go on\nTwo reviewers are one too many,People,go on\n",
    );
    let run_badly = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
        command.current_dir(folder.path()).alone().args(arguments);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    // What is wrong with a format is no fault of the notes that it would have allowed.
    write(
        ".folkmoot/formats/lean-coffee/format.yml",
        &format.replace("  coffee.md: coffee.md ", "  topics.md: coffee.md "),
    );
    insta::assert_snapshot!(run_badly(&["check"]), @r"
    error: `topics.md` cannot be a document of the report
      --> .folkmoot/formats/lean-coffee/format.yml:31:3
       |
    31 |   topics.md: coffee.md   # a further file of the report, from coffee.md.hbs
       |   ^^^^^^^^^
       |
       = help: the report has a file of that name anyway: choose another one

    1 error; nothing was written
    ");
    write(".folkmoot/formats/lean-coffee/format.yml", format);
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .current_dir(folder.path())
            .alone()
            .args(arguments)
            .output()
            .unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {err}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(
        run(&["check"])
            .starts_with("ok: coffee-2026-04 (lean-coffee, 2026-04-02, 3 notes in its file)")
    );
    run(&["rehearse", "sessions/coffee-2026-04", "--keep", "play"]);
    let read =
        |file: &str| fs::read_to_string(folder.path().join("play/report").join(file)).unwrap();
    insta::assert_snapshot!(read("coffee.md"), @r"
    # Reviews

    ## go on

    - Pairs are fun
    - Two reviewers are one too many
    ## take it elsewhere

    - Reviews take long
    ");
    let readme = read("README.md");
    assert!(readme.contains("\nWhat became of them is in [coffee.md](coffee.md).\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_are_dealt_and_name_only_who_may_be_named() {
    const ROSTER: &str = "name,organisation,consent\nAda One,Acme,yes\nBo Two,Acme,no\nCy Three,Acme,no\nDee Four,Beta,yes\nEve Five,Beta,no\nFlo Six,,no\n";
    for (policy, shown) in [
        ("chatham-house", &[] as &[&str]),
        ("opt-in", &["Ada One", "Dee Four"]),
        (
            "named",
            &[
                "Ada One", "Bo Two", "Cy Three", "Dee Four", "Eve Five", "Flo Six",
            ],
        ),
    ] {
        let bench = checkout("kubecon-india-2024", |text| {
            text.replace("number: 5", "number: 2").replace(
                "attribution: chatham-house",
                &format!("attribution: {policy}"),
            )
        })
        .await;
        bench.write("sessions/kubecon-india-2024/roster.csv", ROSTER);
        let notes = "text,author\nOne?,Ada One\nTwo?,Bo Two\nThree?,Gus Seven\nFour?,\n";
        bench.write(NOTES_FILE, notes);
        bench.at(ANNOUNCED, &["run"]);
        let body = bench.body(1);
        let part = body.split("### Groups").nth(1).unwrap();
        let part = part.split("###").next().unwrap();
        is_whole(policy, part.trim());
        assert!(
            part.contains("| 1 | 3 |") && part.contains("| 2 | 3 |"),
            "{part}"
        );
        for line in ROSTER.lines().skip(1) {
            let name = line.split(',').next().unwrap();
            assert_eq!(
                part.contains(name),
                shown.contains(&name),
                "{policy}: {part}"
            );
        }
        // A note says which group it is from where its author may be named.
        bench.at(NOTES, &["run"]);
        let titles = |label: &str| -> Vec<String> {
            let issues = bench.issues(label);
            issues.into_iter().map(|(_, title)| title).collect()
        };
        let of_two: &[&str] = match policy {
            "chatham-house" => &[],
            "opt-in" => &["One?"],
            _ => &["One?", "Two?"],
        };
        assert_eq!(titles("group:2"), of_two, "{policy}");
        assert_eq!(titles("group:1"), [""; 0], "{policy}");
        assert_eq!(titles("folkmoot:note").len(), 4);
        let output = bench.command(&["groups", "sessions/kubecon-india-2024"]);
        let text = String::from_utf8(output.stdout).unwrap();
        insta::allow_duplicates! { insta::assert_snapshot!(text, @r"
        Group 1
          Cy Three, Acme
          Eve Five, Beta
          Flo Six
        Group 2
          Ada One, Acme
          Bo Two, Acme
          Dee Four, Beta
        "); }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_without_topics_is_office_hours_and_ends() {
    let session = fs::read_to_string(example("touchpoint-2025-05").join("session.yml")).unwrap();
    let bench = Bench::new(&[("sessions/touchpoint-2025-05/session.yml", &session)]).await;
    for at in [
        "2025-05-14T00:00:00Z",
        "2025-05-26T18:00:00Z",
        "2025-05-27T17:01:00Z",
        "2025-05-27T17:12:00Z",
    ] {
        bench.at(at, &["run"]);
        assert_eq!(bench.json_at(at, "run")["done"], serde_json::json!([]));
    }
    bench.at("2025-05-27T18:00:00Z", &["report", "touchpoint-2025-05"]);
    let pulls = format!("/repos/{}/pulls", REPOSITORY);
    let found = bench.rest(&bench.facilitator, "GET", &pulls, &serde_json::Value::Null);
    let number = &found[0]["number"];
    bench.rest(
        &bench.facilitator,
        "PUT",
        &format!("{pulls}/{number}/merge"),
        &serde_json::json!({}),
    );
    bench.at("2025-05-28T00:00:00Z", &["run"]);
    assert!(!bench.issues("stage:published").is_empty());
    let report = bench.read("report-touchpoint-2025-05/README.md");
    is_whole("office hours", &report);
    let asked = bench.issues("folkmoot:action");
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(
        asked[0].1,
        "Feedback: Touchpoint: open source in AI and the role of OSPOs"
    );
    insta::assert_snapshot!(bench.body(asked[0].0), @r#"
    How was [Touchpoint: open source in AI and the role of OSPOs](https://github.example/todogroup/ospology/issues/1)? A reaction is enough:

    | | |
    | --- | --- |
    | 👍 | it was worth my time |
    | 👎 | it was not |
    | ❤️ | I would present something at a next call |
    | 👀 | I could not come, but follow along |

    **What should a next call be about?** Comment here, one topic a comment, and give a 👍 to those of others that you want too: the announcement of the next call of touchpoint lists them, those with most 👍 first. Once it is there, write what should stand on the agenda there as a note.

    <!-- folkmoot:action "31c606fe7b71" -->
    "#);
    // A recount gives the same nothing, ours and the one in Python.
    let tally = bench.path("report-touchpoint-2025-05/tally.json");
    let output = bench.command(&["verify", tally.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let recount = Command::new("python3")
        .arg(root().join("docs/recount.py"))
        .arg(&tally)
        .output();
    match recount {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(_) => println!("skipped: there is no python3 to recount with"),
    }
    let start = report.split("## Method").next().unwrap();
    insta::assert_snapshot!(start, @r"
    # Touchpoint: open source in AI and the role of OSPOs

    27 May 2025, online · Community call

    - Nobody wrote a note
    - So there was nothing to vote on
    - Nothing was chosen
    - No actions were agreed on

    ## Numbers

    | | |
    | --- | ---: |
    | People who voted | 0 |
    | Votes that count | 0 |
    | Notes received | 0 |
    | … placed in clusters | 0 |
    | … merged with a note that says the same | 0 |
    | … parked | 0 |
    | … refused | 0 |
    | Clusters | 0 |

    ## Presentation

    **Open Group Discussion on open source in AI and the role of OSPOs** (two practitioners)

    We'll discuss in an informal setup current challenges, community-driven approaches, and how organizations are aligning their open source
    and AI strategies to foster innovation while managing risks. This Touchpoint won't be recorded, and is entirely under Chatham House rules.

    ## Working group updates

    - **OSS in Business**: to be announced
    - **OSPO Book**: to be announced

    ## Open office hours

    Nobody submitted a topic: the call was open office hours.

    ## Next call

    - Facilitator: a member of the OSPO Book group
    - Scribe: a member of OSS in Business

    ## Topics of the series

    No topic has come up yet.

    How often they came up, as a [picture](topics.md). The data: `series/touchpoint/ledger.json`.
    ");
}
