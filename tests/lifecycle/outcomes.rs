//! What a session changes in other documents: a pull request each, followed until people merge or close it.

use crate::common::{
    AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, GOVERNANCE, LATER, NOTES, NOTES_FILE,
    SESSION_FILE, VOTING, time,
};
use folkmoot::plan::marker;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const OUTCOMES: &str = "\
outcomes:
  - name: guide
    repository: todogroup/governance
    file: guide.md
    how: section
    under: What we learnt
    template: outcome
  - name: news
    repository: todogroup/governance
    file: news/india.md
    how: new-file
    text: |
      # News

      What {timeline} brings: [the list](https://example.org/a) and {braces}.
";
const GUIDE: &str = "# Guide\r\n\r\n## What we learnt\r\n\r\nMuch.\r\n\r\n## Else\r\n";

/// The example with two outcomes, its vote closed and counted, its report's pull request open.
async fn closed(guide: &str) -> Bench {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let session = read("session.yml").replace("attribution:", &format!("{OUTCOMES}\nattribution:"));
    let bench = Bench::new(&[(SESSION_FILE, &session), (NOTES_FILE, &read("notes.csv"))]).await;
    bench.commit("main", "guide.md", guide);
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    bench.hub.clock().set(time(DURING));
    let (cluster, _) = bench.issues("folkmoot:cluster")[0];
    bench.vote("voter-1", cluster);
    bench
}

fn pulls(bench: &Bench) -> Vec<(String, String)> {
    let path = format!("/repos/{GOVERNANCE}/pulls?state=all");
    let found = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    let mut list: Vec<(String, String)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|pull| {
            let text = |at: &str| pull.pointer(at).unwrap().as_str().unwrap().to_owned();
            (text("/head/ref"), text("/title"))
        })
        .collect();
    list.sort();
    list
}

fn settle(bench: &Bench, branch: &str, merge: bool) {
    let path = format!("/repos/{GOVERNANCE}/pulls?state=open");
    let found = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
    let mut open = found.as_array().unwrap().iter();
    let pull = open
        .find(|pull| pull["head"]["ref"] == branch)
        .unwrap_or_else(|| panic!("no {branch} in {found:#}"));
    let number = &pull["number"];
    if merge {
        let path = format!("/repos/{GOVERNANCE}/pulls/{number}/merge");
        bench.rest(&bench.facilitator, "PUT", &path, &json!({}));
    } else {
        let path = format!("/repos/{GOVERNANCE}/pulls/{number}");
        bench.rest(
            &bench.facilitator,
            "PATCH",
            &path,
            &json!({"state": "closed"}),
        );
    }
}

/// The last lines of the session's status.
fn status(bench: &Bench) -> String {
    let body = bench.body(1);
    let status = marker::find_region(&body, "status").unwrap();
    status.split("\n\n").last().unwrap().to_owned()
}

/// A second run finds nothing to do, for the price of a look.
fn rests(bench: &Bench, at: &str) {
    let again = bench.json_at(at, "run");
    assert_eq!(again["done"], json!([]));
    assert!(again["requests"].as_u64().unwrap() <= 2, "{again:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_outcome_is_followed_until_people_are_done_with_it() {
    let bench = closed(GUIDE).await;
    let plan = bench.json_at(CLOSED, "plan");
    let done = bench.json_at(CLOSED, "run");
    assert_eq!(plan["price"]["requests"], done["requests"], "{plan:#}");
    assert_eq!(plan["price"]["creations"], done["creations"]);
    rests(&bench, CLOSED);
    insta::assert_snapshot!(pulls(&bench).iter().map(|(branch, title)| format!("{branch}: {title}")).collect::<Vec<_>>().join("\n"), @r"
    folkmoot/kubecon-india-2024: Report: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024
    folkmoot/kubecon-india-2024--guide: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024: guide
    folkmoot/kubecon-india-2024--news: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024: news
    ");
    insta::assert_snapshot!(status(&bench), @r"
    The report waits for review: https://github.example/todogroup/governance/pull/1
    - The outcome guide waits for review: https://github.example/todogroup/governance/pull/2
    - The outcome news waits for review: https://github.example/todogroup/governance/pull/3
    ");
    let guide = bench.file("folkmoot/kubecon-india-2024--guide", "guide.md");
    assert!(guide.starts_with("# Guide\r\n\r\n## What we learnt\r\n\r\nMuch.\r\n\r\n<!--"));
    assert!(guide.ends_with("\r\n\r\n## Else\r\n"), "{guide}");
    insta::assert_snapshot!(guide.replace('\r', ""), @r"
    # Guide

    ## What we learnt

    Much.

    <!-- folkmoot:kubecon-india-2024/guide ba8991969f4a -->

    ### CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024

    11 December 2024, New Delhi, India. 13 notes in 5 clusters; 1 person cast 1 vote that counts. Chosen for further exploration: Security.

    #### Security

    - How might we address critical update event vulnerabilities in Open Source projects?

    From [the session](https://github.example/todogroup/ospology/issues/1), CC BY 4.0.

    <!-- /folkmoot:kubecon-india-2024/guide -->

    ## Else
    ");
    insta::assert_snapshot!(bench.file("folkmoot/kubecon-india-2024--news", "news/india.md"), @r"
    # News

    What Q2 2025 brings: [the list](https://example.org/a) and {braces}.
    ");

    settle(&bench, "folkmoot/kubecon-india-2024", true);
    bench.at(LATER, &["run"]);
    rests(&bench, LATER);
    insta::assert_snapshot!(status(&bench), @r"
    The report is published: https://github.example/todogroup/governance/pull/1
    - The outcome guide waits for review: https://github.example/todogroup/governance/pull/2
    - The outcome news waits for review: https://github.example/todogroup/governance/pull/3
    ");
    settle(&bench, "folkmoot/kubecon-india-2024--news", false);
    bench.at(LATER, &["run"]);
    rests(&bench, LATER);
    assert!(!bench.issues("stage:closed").is_empty());
    settle(&bench, "folkmoot/kubecon-india-2024--guide", true);
    bench.at(LATER, &["run"]);
    rests(&bench, LATER);
    assert!(!bench.issues("stage:published").is_empty());
    insta::assert_snapshot!(status(&bench), @r"
    The report is published: https://github.example/todogroup/governance/pull/1
    - The outcome guide is merged: https://github.example/todogroup/governance/pull/2
    - The outcome news was closed without merging: https://github.example/todogroup/governance/pull/3
    ");
    assert_eq!(pulls(&bench).len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_cannot_take_it_is_named_and_tried_again() {
    let bench = closed("# Guide\n\n## What we learned\n").await;
    let (code, out, err) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 1, "{out}{err}");
    let said = format!("{out}{err}");
    let line = said.lines().find(|line| line.contains("the outcome guide"));
    let line = line.unwrap_or_else(|| panic!("{said}"));
    let shown = line.replace(bench.path("").to_str().unwrap(), "/");
    insta::assert_snapshot!(shown, @r"
    error: the outcome guide cannot go into /git/todogroup/governance.git: guide.md:1:1: there is no heading `What we learnt` (did you mean `What we learned`? The headings are: # Guide, ## What we learned)
    ");
    // The report is there; what is missing comes once the document is mended.
    assert!(pulls(&bench).iter().any(|(branch, _)| branch == BRANCH));
    // The other outcome goes its way, and the session's issue says how far all of it is.
    assert!(
        pulls(&bench)
            .iter()
            .any(|(branch, _)| branch == "folkmoot/kubecon-india-2024--news")
    );
    assert!(status(&bench).contains("/pull/1"), "{}", status(&bench));
    bench.commit("main", "guide.md", GUIDE);
    bench.at(CLOSED, &["run"]);
    rests(&bench, CLOSED);
    assert_eq!(pulls(&bench).len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_change_on_the_branch_stays() {
    let bench = closed(GUIDE).await;
    bench.at(CLOSED, &["run"]);
    let branch = "folkmoot/kubecon-india-2024--guide";
    let mine = bench.file(branch, "guide.md").replace("Security", "Safety");
    bench.commit(branch, "guide.md", &mine);
    bench.at(LATER, &["run"]);
    assert_eq!(bench.file(branch, "guide.md"), mine);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_is_taken_back_is_not_waited_for_and_one_that_fails_is() {
    let bench = closed(GUIDE).await;
    bench.at(CLOSED, &["run"]);
    settle(&bench, "folkmoot/kubecon-india-2024", true);
    settle(&bench, "folkmoot/kubecon-india-2024--guide", true);
    bench.at(LATER, &["run"]);
    assert!(!bench.issues("stage:closed").is_empty());
    // `news` goes, and another comes whose template cannot be made.
    let path = SESSION_FILE;
    let text = bench.read(path);
    let (before, after) = text.split_once("  - name: news\n").unwrap();
    let (_, after) = after.split_once("attribution:").unwrap();
    bench.write(
        ".folkmoot/formats/how-might-we/outcome.hbs",
        "{{details.nope}}",
    );
    let bad = "  - {name: more, repository: todogroup/governance, file: more.md, how: new-file, template: outcome}\n";
    bench.write(path, &format!("{before}{bad}\nattribution:{after}"));
    let (code, out, err) = bench.try_at(LATER, &["run"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        format!("{out}{err}").contains("the outcome more: the template outcome cannot be rendered")
    );
    assert!(!bench.issues("stage:closed").is_empty());
    bench.write(path, &format!("{before}\nattribution:{after}"));
    bench.at(LATER, &["run"]);
    assert!(!bench.issues("stage:published").is_empty());
    rests(&bench, LATER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn front_matter_names_nobody_in_a_private_session() {
    let bench = closed(GUIDE).await;
    let path = SESSION_FILE;
    let text = bench.read(path);
    let keys = "  - {name: front, repository: todogroup/governance, file: guide.md, how: front-matter, keys: {author: Zebulon Quark}}\n\nattribution:";
    bench.write(path, &text.replacen("attribution:", keys, 1));
    bench.write(
        "sessions/kubecon-india-2024/roster.csv",
        "name,handle,consent\nZebulon Quark,zquark99,no\n",
    );
    let (code, out, err) = bench.try_at(CLOSED, &["run"]);
    assert_eq!(code, 3, "{out}{err}");
    let said = format!("{out}{err}");
    assert!(
        said.contains("the front matter of the outcome front"),
        "{said}"
    );
    assert!(!said.contains("Quark"), "{said}");
    assert!(
        !pulls(&bench)
            .iter()
            .any(|(branch, _)| branch.ends_with("--front"))
    );
}
