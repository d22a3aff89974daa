//! Somebody else changes the world just before a request arrives: no run may do anything twice, and none may fail for good.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod hands;

use fakehub::{FaultKind, Meddling, Traffic};
use folkmoot::cli::load;
use folkmoot::rehearsal::{Fault, Play, Played, RehearsalError, Strike, play};
use folkmoot::session::Session;
use hands::for_all;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

/// The example, read once: its format's templates take longer to read than some runs do.
static EXAMPLE: LazyLock<Session> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
    load::one(&folder).expect("the example is sound")
});

async fn rehearse(faults: Vec<Fault>) -> Result<Played, RehearsalError> {
    let keep = tempfile::tempdir().unwrap();
    let options = Play {
        keep: Some(keep.path().join("play")),
        people: 4,
        seed: 7,
        faults,
        ..Play::default()
    };
    play(EXAMPLE.clone(), &options).await
}

/// Whatever is there twice.
fn twice(state: &Value) -> Vec<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let issues = state["repositories"]["rehearsal/sessions"]["issues"]
        .as_array()
        .unwrap();
    for issue in issues {
        let labels: Vec<&str> = issue["labels"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let body = issue["body"].as_str().unwrap_or_default();
        let open = issue["state"] == "open";
        if labels.contains(&"folkmoot:session") && open {
            *count.entry("open session".into()).or_default() += 1;
        } else if labels.contains(&"folkmoot:cluster") {
            for label in labels.iter().filter(|it| it.starts_with("cluster:")) {
                *count.entry(format!("issue of {label}")).or_default() += 1;
            }
        } else if let Some((_, rest)) = body.split_once("<!-- folkmoot:note ") {
            let origin = rest.split('"').nth(3).unwrap_or_default();
            *count.entry(format!("copy of {origin}")).or_default() += 1;
        }
        for comment in issue["comments"].as_array().unwrap() {
            if comment["body"]
                .as_str()
                .unwrap_or_default()
                .starts_with("The vote is closed.")
            {
                *count.entry("result".into()).or_default() += 1;
            }
        }
    }
    let pulls = state["repositories"]["todogroup/governance"]["issues"]
        .as_array()
        .unwrap();
    let pulls = pulls.iter().filter(|it| it["pull_request"].is_object());
    count.insert("pull request".into(), pulls.count());
    count
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(what, count)| format!("{count} × {what}"))
        .collect()
}

#[test]
fn people_who_meddle_get_nothing_done_twice() {
    use Meddling as M;
    let label = |name: &str| M::DeleteLabel { name: name.into() };
    let rows = [
        ("what it is about is deleted", M::DeleteTarget),
        ("what it is about is moved away", M::TransferTarget),
        ("what it is about is closed", M::CloseTarget),
        (
            "a note comes in",
            M::NewIssue {
                labels: vec!["folkmoot:note".into()],
            },
        ),
        ("a comment comes in", M::NewComment),
        ("somebody reacts", M::NewReaction),
        ("a label is made in another case", M::LabelOtherCase),
        ("the label of notes is deleted", label("folkmoot:note")),
        ("a cluster's label is deleted", label("cluster:Security")),
        ("the turn's label is deleted", label("folkmoot:turn")),
    ];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let requests = runtime.block_on(rehearse(Vec::new())).unwrap().arrived.api;
    let jobs: Vec<_> = rows
        .iter()
        .flat_map(|row| (0..requests).map(move |request| (row, request)))
        .collect();
    let played = for_all(&jobs, |runtime, ((_, meddling), request)| {
        let fault = Fault {
            request: *request,
            of: Traffic::Api,
            kind: Strike::Fault(FaultKind::Meddle(meddling.clone())),
        };
        let played = runtime.block_on(rehearse(vec![fault]));
        played.map(|played| twice(&played.state))
    });
    let mut table = format!(
        "{:<34}{:>9}{:>11}{:>9}{:>9}\n",
        "meddling", "requests", "published", "stopped", "twice"
    );
    let mut wrong = Vec::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut played = jobs.iter().zip(played).peekable();
    for (name, _) in &rows {
        let (mut published, mut stopped, mut doubled) = (0, 0, 0);
        while let Some(((_, request), ended)) = played.next_if(|(((of, _), _), _)| of == name) {
            match ended {
                Ok(twice) => {
                    if !twice.is_empty() {
                        doubled += 1;
                        wrong.push(format!("{name} at {request}: {}", twice.join(", ")));
                    }
                    published += 1;
                }
                // What was deleted, moved or closed is gone; the session says so rather than go on without it.
                Err(RehearsalError::Play(why) | RehearsalError::Input(why)) => {
                    stopped += 1;
                    *reasons.entry(format!("{name}: {why}")).or_default() += 1;
                }
                Err(error) => wrong.push(format!("{name} at {request}: {error}")),
            }
        }
        let _ = writeln!(
            table,
            "{name:<34}{requests:>9}{published:>11}{stopped:>9}{doubled:>9}"
        );
    }
    println!("{table}");
    for (reason, count) in reasons {
        println!("{count:>3} × {reason}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
