//! What became of goals and of the last session's actions: read from their issues when a report is compiled.

use crate::common::{Bench, GOVERNANCE, REPOSITORY, time};
use serde_json::json;

const GOALS: &str = "\
format: goals
title: Goals for 2026
date: 2026-01-14
start: 17:00
timezone: UTC
details:
  year: 2026
  committee: Steering Committee
clusters:
  - name: Community
    milestone: https://github.example/todogroup/ospology/milestone/7
opens-with:
  - {what: Write the guide, owner: the chair, issue: 'https://github.example/todogroup/ospology/issues/2'}
  - {what: Ask the foundations}
  - {what: Nobody made an issue of this}
notes: {in: file}
report: {repository: todogroup/governance}
attribution: chatham-house
";
const NOTES: &str = "\
text,cluster,tag,kind,state,issue
Meet every month,Community,new,goal,,https://github.example/todogroup/ospology/issues/1
Translate the guide,Community,new,goal,,https://github.example/todogroup/ospology/issues/3
Keep the calendar,Community,keep doing,goal,,https://github.example/todogroup/ospology/issues/99
Find a speaker,Community,new,goal,done,https://github.example/todogroup/ospology/issues/2
Say what is next,Community,new,goal,,https://elsewhere.example/a/b/issues/1
";

/// Issues that people made: 1 is done, 2 is open, 3 is dropped; and one that folkmoot made of an action a year ago, which is done.
async fn bench() -> Bench {
    let bench = Bench::new(&[
        ("sessions/goals-2026/session.yml", GOALS),
        ("sessions/goals-2026/notes.csv", NOTES),
    ])
    .await;
    let issues = format!("/repos/{REPOSITORY}/issues");
    let make = |body: &serde_json::Value| {
        bench.rest(&bench.facilitator, "POST", &issues, body)["number"]
            .as_u64()
            .unwrap()
    };
    let labels = format!("/repos/{REPOSITORY}/labels");
    let label = json!({ "name": "folkmoot:action", "color": "bfd4f2" });
    bench.rest(&bench.facilitator, "POST", &labels, &label);
    for title in ["Meet", "Guide", "Translate"] {
        make(&json!({ "title": title }));
    }
    let action = folkmoot::session::Action {
        what: "Ask the foundations".into(),
        owner: None,
        due: None,
        review: None,
        issue: None,
    };
    let marker = format!("<!-- folkmoot:action \"{}\" -->", action.digest());
    let action = json!({ "title": "Ask", "body": marker, "labels": ["folkmoot:action"] });
    let action = make(&action);
    // The same was agreed on in this session again: that is another issue.
    let own = json!({ "name": "session:goals-2026", "color": "1d76db" });
    bench.rest(&bench.facilitator, "POST", &labels, &own);
    let own = ["folkmoot:action", "session:goals-2026"];
    make(&json!({ "title": "Ask again", "body": marker, "labels": own }));
    let close = |number: u64, reason: &str| {
        let path = format!("{issues}/{number}");
        let body = json!({ "state": "closed", "state_reason": reason });
        bench.rest(&bench.facilitator, "PATCH", &path, &body);
    };
    close(1, "completed");
    close(3, "not_planned");
    close(action, "completed");
    bench
        .hub
        .set_milestone(REPOSITORY, 7, ("Community", true), &[1, 2, 3])
        .unwrap();
    bench.hub.clear_requests();
    bench
}

/// The lines with one of these words.
fn lines<'t>(text: &'t str, words: &[&str]) -> Vec<&'t str> {
    let named = |line: &&str| words.iter().any(|word| line.contains(word));
    text.lines().filter(named).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_reads_the_state_of_issues() {
    let bench = bench().await;
    for at in ["2025-12-25T00:00:00Z", "2026-01-14T18:00:00Z"] {
        bench.at(at, &["run"]);
    }
    let cluster = bench.cluster("Community");
    bench.hub.clock().set(time("2026-01-15T00:00:00Z"));
    bench.vote("carol", cluster);
    bench.at("2026-02-01T00:00:00Z", &["run"]);
    let asked = bench.hub.requests();
    let looks: Vec<_> = asked
        .iter()
        .filter(|request| request.operation.as_deref() == Some("FindThings"))
        .collect();
    assert_eq!(looks.len(), 1, "one look for all of them");
    let published = bench.file("folkmoot/goals-2026", "reports/goals-2026/goals.md");
    insta::assert_snapshot!(published, @r"
    # Goals for 2026

    ## ➡️ Community

    Related issues: [milestone](https://github.example/todogroup/ospology/milestone/7) (2 of 3 closed)

    **The Steering Committee is committed to:**

    - [x] **new**: Meet every month ([issue](https://github.example/todogroup/ospology/issues/1))
    - [ ] **new**: Translate the guide _(dropped)_ ([issue](https://github.example/todogroup/ospology/issues/3))
    - [ ] **keep doing**: Keep the calendar ([issue](https://github.example/todogroup/ospology/issues/99))
    - [x] **new**: Find a speaker ([issue](https://github.example/todogroup/ospology/issues/2))
    - [ ] **new**: Say what is next ([issue](https://elsewhere.example/a/b/issues/1))

    Decided at [Goals for 2026](https://github.example/todogroup/ospology/issues/6), 14 January 2026: 1 person cast 1 vote that counts.
    ");
    let report = bench.file("folkmoot/goals-2026", "reports/goals-2026/README.md");
    let start = report.find("## Actions of the last session").unwrap();
    let end = report[start..].find("## Method").unwrap();
    insta::assert_snapshot!(&report[start..start + end], @r"
    ## Actions of the last session

    | What | Who | Due | Status |
    | --- | --- | --- | --- |
    | [Write the guide](https://github.example/todogroup/ospology/issues/2) | the chair |  | open |
    | [Ask the foundations](https://github.example/todogroup/ospology/issues/4) | **UNOWNED** |  | done |
    | Nobody made an issue of this | **UNOWNED** |  |  |
    ");
    let review = report.find("## Review").unwrap();
    let end = report[review..].find("## Recommendations").unwrap();
    insta::assert_snapshot!(&report[review..review + end], @r"
    ## Review

    | Goal | Status |
    | --- | --- |
    | [Meet every month](https://github.example/todogroup/ospology/issues/1) | done |
    | [Translate the guide](https://github.example/todogroup/ospology/issues/3) | dropped |
    | [Find a speaker](https://github.example/todogroup/ospology/issues/2) | done |
    ");

    // The report is merged, and the session is over.
    let pulls = format!("/repos/{}/pulls", GOVERNANCE);
    let merge = format!("{pulls}/1/merge");
    bench.rest(&bench.facilitator, "PUT", &merge, &json!({}));
    bench.at("2026-02-02T00:00:00Z", &["run"]);
    assert!(bench.issues("stage:published").len() == 1);

    // At the end of the year somebody looks again.
    let path = format!("/repos/{REPOSITORY}/issues/2");
    let body = json!({ "state": "closed", "state_reason": "completed" });
    bench.rest(&bench.facilitator, "PATCH", &path, &body);
    for name in ["tally.json", "notes.csv"] {
        let text = bench.file("main", &format!("reports/goals-2026/{name}"));
        bench.write(&format!("published/{name}"), &text);
    }
    bench.hub.clear_requests();
    let again = ["report", "goals-2026", "--published", "published"];
    bench.at("2026-12-31T00:00:00Z", &again);
    let asked = bench.hub.requests();
    assert_eq!(
        asked.len(),
        2,
        "the repository, and what became of all of them"
    );
    let later = bench.read("report-goals-2026/README.md");
    let guide = lines(&later, &["Write the guide"]);
    assert!(guide[0].ends_with("| done |"), "{guide:?}");
    // All else is as it was published.
    let rest = |text: &str| {
        let all = text
            .lines()
            .filter(|line| !line.contains("Write the guide"));
        all.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(rest(&later), rest(&report));
    let goals = bench.read("report-goals-2026/goals.md");
    assert_eq!(goals, published.replace("2 of 3 closed", "3 of 3 closed"));
    let other = bench.command(&["report", "nothing", "--published", "published"]);
    assert_eq!(other.status.code(), Some(2));

    // What was published stays as it was.
    bench.hub.clear_requests();
    let again = bench.json_at("2026-12-31T00:00:00Z", "run");
    assert_eq!(again["done"], json!([]));
    let names: Vec<_> = bench.hub.requests();
    assert!(
        names
            .iter()
            .all(|request| request.operation.as_deref() != Some("FindThings"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_does_not_wait_for_what_cannot_be_seen() {
    let bench = bench().await;
    for at in ["2025-12-25T00:00:00Z", "2026-01-14T18:00:00Z"] {
        bench.at(at, &["run"]);
    }
    bench.hub.delete_issue(REPOSITORY, 1).unwrap();
    bench.hub.delete_issue(REPOSITORY, 2).unwrap();
    bench.at("2026-02-01T00:00:00Z", &["run"]);
    let report = bench.file("folkmoot/goals-2026", "reports/goals-2026/README.md");
    let unknown = lines(&report, &["Meet every month", "Write the guide"]);
    assert!(!unknown.is_empty());
    for line in unknown {
        assert!(!line.contains("done") && !line.contains("[x]"), "{line}");
    }
}
