//! What people said of a call reaches the next one: reactions, comments with their 👍, a survey. It costs what it has to, and names nobody.

use crate::common::{Bench, GOVERNANCE, REPOSITORY, time};
use serde_json::{Value, json};
use std::fs;

const FIRST: &str = "sessions/call-2026-01-13";
const SECOND: &str = "sessions/call-2026-02-10";
/// The first call, from its announcement to the day after.
const JANUARY: [&str; 4] = [
    "2025-12-31T00:00:00Z",
    "2026-01-12T18:00:00Z",
    "2026-01-13T17:01:00Z",
    "2026-01-13T18:00:00Z",
];
/// The second one: announced, a day before, open, closed.
const FEBRUARY: [&str; 4] = [
    "2026-01-28T00:00:00Z",
    "2026-02-09T18:00:00Z",
    "2026-02-10T17:01:00Z",
    "2026-02-10T18:00:00Z",
];

const CALL: &str = "\
format: touchpoint
title: Call of 13 January 2026
date: 2026-01-13
start: 17:00
timezone: UTC
series: {name: call, rule: FREQ=MONTHLY;BYDAY=2TU}
report: {repository: todogroup/governance}
";

const NOTES: &str = "text,cluster\nLicences of models,Licences\nWho pays for it,Money\n";

const SURVEY: &str = "Timestamp,Your name (optional),How was it?,What topics should come next?,What topics should come next?\r\n\
1/14/2026 9:00:00,Quilla Zephyr,4,\"Supply chains\r\nand who mends them\",\r\n\
1/14/2026 9:10:00,,5,,Say it like Quilla Zephyr\r\n\
1/14/2026 9:20:00,,3,N/A,@todogroup closes #1\r\n";

async fn bench() -> Bench {
    Bench::new(&[
        (&format!("{FIRST}/session.yml"), CALL),
        (&format!("{FIRST}/notes.csv"), NOTES),
    ])
    .await
}

fn requests(run: &Value) -> u64 {
    run["requests"].as_u64().unwrap()
}

/// How many requests read what people said.
fn looks(bench: &Bench) -> usize {
    let all = bench.hub.requests();
    let looks = all
        .iter()
        .filter(|it| it.operation.as_deref() == Some("FindFeedback"));
    looks.count()
}

fn merge(bench: &Bench, pull: u64) {
    let path = format!("/repos/{GOVERNANCE}/pulls/{pull}/merge");
    bench.rest(&bench.facilitator, "PUT", &path, &json!({}));
}

/// Somebody gives a comment a 👍.
fn like(bench: &Bench, login: &str, comment: u64) {
    let user = bench.hub.add_user(login);
    let path = format!("/repos/{}/issues/comments/{comment}/reactions", REPOSITORY);
    bench.rest(&user, "POST", &path, &json!({"content": "+1"}));
}

/// The first call is over, and people were asked what they thought of it: the number of that issue.
fn held(bench: &Bench) -> u64 {
    for at in JANUARY {
        bench.at(at, &["run"]);
    }
    let asked = bench.issues("folkmoot:action");
    assert_eq!(asked[0].1, "Feedback: Call of 13 January 2026");
    merge(bench, 1);
    bench.at("2026-01-15T00:00:00Z", &["run"]);
    assert_eq!(bench.issues("stage:published").len(), 1);
    asked[0].0
}

fn announced(bench: &Bench) -> u64 {
    bench.issues("session:call-2026-02-10")[0].0
}

/// What stands in a text under a heading; what keeps GitHub from reading mentions is shown as `·`.
fn under(text: &str, heading: &str) -> String {
    let start = text
        .find(heading)
        .unwrap_or_else(|| panic!("no {heading} in\n{text}"));
    let rest = &text[start..];
    let end = rest[heading.len()..]
        .find("\n## ")
        .or_else(|| rest[heading.len()..].find("\n### "));
    rest[..end.map_or(rest.len(), |end| heading.len() + end)]
        .trim_end()
        .replace('\u{200b}', "·")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suggestions_reach_the_next_call() {
    let bench = bench().await;
    let asked = held(&bench);
    for (login, sign) in [
        ("ada", "+1"),
        ("bo", "+1"),
        ("cy", "heart"),
        ("dee", "eyes"),
    ] {
        bench.react(login, asked, sign);
    }
    let licences = bench.comment("ada-x", asked, "Licences of *models*");
    bench.comment("bo", asked, "> Licences of *models*\n\n- Budgets | boards\n- <!-- folkmoot:about --> @todogroup closes #1");
    bench.comment("cy", asked, "Say it like ada-x does");
    for login in ["bo", "cy"] {
        like(&bench, login, licences);
    }
    bench.write(&format!("{FIRST}/survey.csv"), SURVEY);
    assert!(bench.command(&["next", FIRST]).status.success());
    bench.write(&format!("{SECOND}/notes.csv"), NOTES);

    // It is read once, when the call is announced: two requests; and not again by a run with nothing to do.
    bench.hub.clear_requests();
    bench.at(FEBRUARY[0], &["run"]);
    assert_eq!(looks(&bench), 2);
    let idle = bench.json_at(FEBRUARY[0], "run");
    assert_eq!((idle["done"].clone(), requests(&idle)), (json!([]), 1));
    let issue = announced(&bench);
    insta::assert_snapshot!(under(&bench.body(issue), "### Suggested topics"), @r#"
    ### Suggested topics

    People asked for these after Call of 13 January 2026 ([feedback](https://github.example/todogroup/ospology/issues/6)). Whoever wants one on the agenda writes it here as a note.

    - Licences of \*models\* (2 👍)
    - Budgets \| boards
    - @·todogroup closes #·1
    - Supply chains<br>and who mends them
    <!-- /folkmoot:suggested -->
    "#);

    // What comes later is there when notes are grouped, the day before the call; what stood there stays until then.
    let late = bench.comment("dee", asked, "Elections");
    for login in ["ada", "bo", "cy"] {
        like(&bench, login, late);
    }
    let before = bench.body(issue);
    bench.at("2026-02-01T00:00:00Z", &["run"]);
    assert_eq!(bench.body(issue), before);
    bench.hub.clear_requests();
    bench.at(FEBRUARY[1], &["run"]);
    assert_eq!(looks(&bench), 2);
    let body = bench.body(issue);
    assert!(body.contains("- Elections (3 👍)\n- Licences of"), "{body}");
    let idle = bench.json_at(FEBRUARY[1], "run");
    assert_eq!((idle["done"].clone(), requests(&idle)), (json!([]), 1));

    // The report of the next call tells what people said of this one.
    bench.at(FEBRUARY[2], &["run"]);
    bench.at(FEBRUARY[3], &["run"]);
    let branch = "folkmoot/call-2026-02-10";
    let report = bench.file(branch, "reports/call-2026-02-10/README.md");
    insta::assert_snapshot!(under(&report, "## What people said of the last session"), @r#"
    ## What people said of the last session

    About Call of 13 January 2026, [when they were asked](https://github.example/todogroup/ospology/issues/6); 3 people answered the survey. [All of it, word for word](feedback.md).

    | | | People |
    | --- | --- | ---: |
    | 👍 | it was worth my time | 2 |
    | 👎 | it was not | 0 |
    | ❤️ | I would present something at a next call | 1 |
    | 👀 | I could not come, but follow along | 1 |

    | Question | Answers | |
    | --- | ---: | --- |
    | How was it? | 3 | 4.0 on average, from 3 to 5 |
    | What topics should come next? | 2 | in their own words |
    | What topics should come next? | 2 | in their own words |

    Suggested for this session:

    - Elections (3 👍)
    - Licences of \*models\* (2 👍)
    - Budgets \| boards
    - @·todogroup closes #·1
    - Supply chains<br>and who mends them
    "#);
    let all = bench.file(branch, "reports/call-2026-02-10/feedback.md");
    insta::assert_snapshot!(all.replace('\u{200b}', "·"), @r#"
    # What people said of Call of 13 January 2026

    They were asked [in an issue](https://github.example/todogroup/ospology/issues/6).

    | | | People |
    | --- | --- | ---: |
    | 👍 | it was worth my time | 2 |
    | 👎 | it was not | 0 |
    | ❤️ | I would present something at a next call | 1 |
    | 👀 | I could not come, but follow along | 1 |

    ## Comments

    - Licences of \*models\* (2 👍)
    - \- Budgets \| boards<br>\- @·todogroup closes #·1
    - Elections (3 👍)

    ## Survey

    3 people answered.

    ### 1. How was it?

    3 answers, 4.0 on average

    | Answer | | |
    | --- | ---: | --- |
    | 3 | 1 | ████████████████████ |
    | 4 | 1 | ████████████████████ |
    | 5 | 1 | ████████████████████ |

    ### 2. What topics should come next?

    2 answers

    - Supply chains<br>and who mends them
    - N/A

    ### 3. What topics should come next?

    2 answers

    - @·todogroup closes #·1

    <sub>Who answered, and when, is not told: Timestamp, Your name (optional).</sub>

    <sub>Left out because it would name somebody: 2.</sub>
    "#);
    // Who answered, and when, is nowhere.
    let all = format!(
        "{body}{report}{}",
        bench.file(branch, "reports/call-2026-02-10/feedback.md")
    );
    for secret in ["Quilla", "Zephyr", "1/14/2026", "9:10", "ada-x"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    // By hand it is the same, but for what other sessions told.
    bench.at(FEBRUARY[3], &["report", "call-2026-02-10"]);
    let own = bench.read("report-call-2026-02-10/README.md");
    let parts = |text: &str| {
        let (before, topics) = text.split_once("## Topics of the series").unwrap();
        let (_, after) = topics.split_once("\n## ").unwrap();
        (before.to_owned(), after.to_owned())
    };
    assert_eq!(parts(&own), parts(&report));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_nobody_spoke_of_is_announced_without_a_word_of_it() {
    let bench = bench().await;
    held(&bench);
    assert!(bench.command(&["next", FIRST]).status.success());
    bench.write(&format!("{SECOND}/notes.csv"), NOTES);
    bench.hub.clear_requests();
    for at in FEBRUARY {
        bench.at(at, &["run"]);
        assert_eq!(bench.json_at(at, "run")["done"], json!([]));
    }
    assert_eq!(looks(&bench), 6, "announced, grouped, reported: twice each");
    assert!(!bench.body(announced(&bench)).contains("Suggested"));
    let report = bench.file(
        "folkmoot/call-2026-02-10",
        "reports/call-2026-02-10/README.md",
    );
    assert!(!report.contains("What people said"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_survey_of_the_call_stands_in_its_own_report_and_a_broken_one_stops_it() {
    let bench = bench().await;
    bench.write(
        &format!("{FIRST}/survey.csv"),
        "How was it?,Why?\n4,\"Quilla Zephyr\nspoke\n",
    );
    let (code, out, err) = bench.try_at(JANUARY[0], &["run"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    insta::assert_snapshot!(err, @r#"
    error: the quote that opens here is never closed
     --> sessions/call-2026-01-13/survey.csv:2:3
      = help: close a quoted cell with `"`, and write a quote inside it twice: `""`

    1 error; nothing was written
    "#);
    bench.write(&format!("{FIRST}/survey.csv"), SURVEY);
    let checked = bench.command(&["check"]).stdout;
    insta::assert_snapshot!(String::from_utf8(checked).unwrap(), @r"
    ok: call-2026-01-13 (touchpoint, 2026-01-13, 2 notes in its file)
      survey.csv: 3 answers to 3 questions; who and when stays here: Timestamp, Your name (optional)
    ");
    for at in JANUARY {
        bench.at(at, &["run"]);
    }
    let report = bench.file(
        "folkmoot/call-2026-01-13",
        "reports/call-2026-01-13/README.md",
    );
    insta::assert_snapshot!(under(&report, "## What people said"), @r"
    ## What people said

    3 people answered the survey. [All of it, word for word](feedback.md).

    | Question | Answers | |
    | --- | ---: | --- |
    | How was it? | 3 | 4.0 on average, from 3 to 5 |
    | What topics should come next? | 2 | in their own words |
    | What topics should come next? | 2 | in their own words |

    Suggested for the next session:

    - Supply chains<br>and who mends them
    - @·todogroup closes #·1
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stricter_rule_holds_and_what_is_no_persons_word_is_left_out() {
    let bench = bench().await;
    let asked = held(&bench);
    bench.write(
        &format!("{FIRST}/roster.csv"),
        "name,organisation\nOsric Yarrow,Vexel Works\n",
    );
    bench.comment("ada", asked, "- Osric Yarrow should present\n- Contracts");
    bench.comment("rae", asked, "- as ada said, budget\n- ask Dee");
    let spam = bench.comment("bo", asked, "Buy tea");
    bench.hub.hide_comment(spam);
    let bot = bench.hub.add_bot("stale");
    let path = format!("/repos/{REPOSITORY}/issues/{asked}/comments");
    bench.rest(&bot, "POST", &path, &json!({"body": "This issue is stale"}));
    for number in 0..100 {
        // Nobody writes more than eighty a minute.
        if number % 50 == 49 {
            let hour = number / 50 + 1;
            let clock = format!("2026-01-16T0{hour}:00:00Z");
            bench.hub.clock().set(time(&clock));
        }
        bench.comment("cy", asked, &format!("Topic {number}"));
    }
    let last = bench.comment("dee", asked, "The last of many");
    like(&bench, "ada", last);
    assert!(bench.command(&["next", FIRST]).status.success());
    bench.write(&format!("{SECOND}/notes.csv"), NOTES);
    let path = bench.path(&format!("{SECOND}/session.yml"));
    // What was said under the Chatham House Rule stays under it.
    let second = fs::read_to_string(&path).unwrap() + "attribution: named\n";
    fs::write(&path, second).unwrap();
    bench.hub.clear_requests();
    bench.at(FEBRUARY[0], &["run"]);
    assert_eq!(looks(&bench), 3, "a hundred comments a page");
    let suggested = under(&bench.body(announced(&bench)), "### Suggested topics");
    insta::assert_snapshot!(suggested, @r"
    ### Suggested topics

    People asked for these after Call of 13 January 2026 ([feedback](https://github.example/todogroup/ospology/issues/6)). Whoever wants one on the agenda writes it here as a note.

    - The last of many (1 👍)
    - Contracts
    - Topic 0
    - Topic 1
    - Topic 2
    - Topic 3
    - Topic 4
    - Topic 5
    - Topic 6
    - Topic 7
    - Topic 8
    - Topic 9
    - Topic 10
    - Topic 11
    - Topic 12
    - … and 87 more
    <!-- /folkmoot:suggested -->
    ");
    for secret in ["Osric", "Buy tea", "stale", "budget", "Dee"] {
        assert!(!suggested.contains(secret), "{secret}");
    }
}
