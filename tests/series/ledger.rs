//! Two sessions of a series, one after the other: the second's file from the first's, actions handed on, topics over time.

use crate::common::{
    AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, GOVERNANCE, LATER, NOTES, NOTES_FILE,
    SESSION_FILE, VOTING, time,
};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const SERIES: &str = "\
series:
  name: bof
  rule: FREQ=WEEKLY;INTERVAL=4
actions:
  - what: Write up the answers
    owner: the facilitators
    due: January 2025
  - what: Find a host
";

fn merge(bench: &Bench, pull: u64) {
    let path = format!("/repos/{GOVERNANCE}/pulls/{pull}/merge");
    bench.rest(&bench.facilitator, "PUT", &path, &json!({}));
}

fn vote(bench: &Bench, at: &str, votes: &[(&str, usize)]) {
    bench.hub.clock().set(time(at));
    for (name, count) in votes {
        let open = bench.issues("stage:voting")[0].0;
        let clusters = bench.issues("folkmoot:cluster");
        // The later session's clusters are the later issues.
        let (cluster, _) = clusters
            .iter()
            .filter(|(number, title)| *number > open && title == name)
            .min()
            .unwrap_or_else(|| panic!("no {name} in {clusters:?}"));
        for voter in 0..*count {
            bench.vote(&format!("voter-{voter}"), *cluster);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_session_goes_on_where_the_last_one_ended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let session = read("session.yml").replace("attribution:", &format!("{SERIES}\nattribution:"));
    let bench = Bench::new(&[(SESSION_FILE, &session), (NOTES_FILE, &read("notes.csv"))]).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    vote(
        &bench,
        DURING,
        &[("Security", 3), ("Managing OSS Best Practices", 1)],
    );
    bench.at(CLOSED, &["run"]);
    let first = "reports/kubecon-india-2024/topics.md";
    assert!(bench.file(BRANCH, first).contains("| Security |"));
    merge(&bench, 1);
    bench.at(LATER, &["run"]);

    let made = bench.command(&["next", "sessions/kubecon-india-2024"]);
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let next = "sessions/bof-2025-01-08";
    let text = fs::read_to_string(bench.path(next).join("session.yml")).unwrap();
    assert!(
        text.contains("\nopens-with:\n  - what: Write up the answers\n"),
        "{text}"
    );
    assert!(!text.contains("\nactions:"), "{text}");
    let notes =
        "text,cluster\nHow might we patch faster?,Security\nHow might we pay maintainers?,Money\n";
    bench.write(&format!("{next}/notes.csv"), notes);
    for at in [
        "2024-12-25T10:00:00Z",
        "2025-01-08T09:50:00Z",
        "2025-01-08T10:10:00Z",
        "2025-01-08T10:15:00Z",
    ] {
        bench.at(at, &["run"]);
    }
    let (number, _) = bench.issues("stage:voting")[0];
    let body = bench.body(number);
    let opens = body.split("### From the last session").nth(1).unwrap();
    insta::assert_snapshot!(opens.split("###").next().unwrap(), @r"

    | What | Who | Due |
    | --- | --- | --- |
    | Write up the answers | the facilitators | January 2025 |
    | Find a host | **UNOWNED** |  |
    ");
    vote(
        &bench,
        "2025-01-08T10:20:00Z",
        &[("Security", 2), ("Money", 4)],
    );
    bench.at("2025-01-08T10:32:00Z", &["run"]);

    let branch = "folkmoot/bof-2025-01-08";
    let ledger = bench.file(branch, "series/bof/ledger.json");
    let ledger: Value = serde_json::from_str(&ledger).unwrap();
    let sessions = ledger["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{ledger:#}");
    let topics = bench.file(branch, "reports/bof-2025-01-08/topics.md");
    insta::assert_snapshot!(topics, @r#"
    # Topics of bof

    <picture>
      <source media="(prefers-color-scheme: dark)" srcset="topics-dark.svg">
      <img alt="A table of the topics by sessions; the same stands below" src="topics.svg">
    </picture>

    | topic | 2024-12-11 | 2025-01-08 | seen |
    | --- | --: | --: | :-- |
    | Security | 3 ▆ | 2 ▄ | 2 of 2 |
    | Money | – | 4 █ | 1 of 2 |
    | Managing OSS Best Practices | 1 ▂ | – | 1 of 2 |
    | Product Roadmap / Engineering | 0 | – | 1 of 2 |
    | Collaboration and Engagements | 0 | – | 1 of 2 |
    | Starting and Structuring OSPOs | 0 | – | 1 of 2 |

    Numbers are votes, the most is 4; – not seen.

    ## What comes back

    - **Security**: seen in 2 of 2 sessions, votes 3 → 2
    "#);
    let report = bench.file(branch, "reports/bof-2025-01-08/README.md");
    let part = report
        .split("## Actions of the last session")
        .nth(1)
        .unwrap();
    insta::assert_snapshot!(part.split("## Method").next().unwrap(), @r"

    | What | Who | Due | Status |
    | --- | --- | --- | --- |
    | [Write up the answers](https://github.example/todogroup/ospology/issues/20) | the facilitators | January 2025 | open |
    | [Find a host](https://github.example/todogroup/ospology/issues/21) | **UNOWNED** |  | open |

    ## Topics of the series

    | topic | 2024-12-11 | 2025-01-08 | seen |
    | --- | --: | --: | :-- |
    | Security | 3 ▆ | 2 ▄ | 2 of 2 |
    | Money | – | 4 █ | 1 of 2 |
    | Managing OSS Best Practices | 1 ▂ | – | 1 of 2 |
    | Product Roadmap / Engineering | 0 | – | 1 of 2 |
    | Collaboration and Engagements | 0 | – | 1 of 2 |
    | Starting and Structuring OSPOs | 0 | – | 1 of 2 |

    Numbers are votes, the most is 4; – not seen.

    - **Security**: seen in 2 of 2 sessions, votes 3 → 2

    How often they came up, as a [picture](topics.md). The data: `series/bof/ledger.json`.
    ");
    // What the last session agreed on is no new action of this one.
    assert_eq!(bench.issues("folkmoot:action").len(), 2);
}
