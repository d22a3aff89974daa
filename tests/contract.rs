//! Every document that folkmoot sends, held against GitHub's own published schema.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING};
use fakehub::{Fault, FaultKind, When};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A session with more labels, comments and votes than fit on a page, reports that go elsewhere, and a fault that makes folkmoot look whose
/// turn it is: everything that it ever asks.
async fn documents() -> BTreeMap<String, String> {
    let bench = Bench::example(true).await;
    for index in 0..101 {
        let label = json!({ "name": format!("other-{index}"), "color": "ffffff" });
        let path = format!("/repos/{REPOSITORY}/labels");
        bench.rest(&bench.facilitator, "POST", &path, &label);
    }
    let mut documents = BTreeMap::new();
    let mut act = |at: &str, environment: &[(&str, &str)]| {
        bench.hub.clock().set(common::time(at));
        let output = bench.command_with(&["run", "--at", at], environment);
        for request in bench.hub.requests() {
            if let (Some(name), Some(body)) = (request.operation, request.body) {
                documents.insert(body["query"].as_str().unwrap().to_owned(), name);
            }
        }
        bench.hub.clear_requests();
        output.status.code().unwrap()
    };
    act(ANNOUNCED, &[]);
    bench.hub.clock().set(common::time("2024-12-11T09:49:00Z"));
    for index in 0..101 {
        let user = bench.hub.add_user(&format!("talker-{}", index / 40));
        let path = format!("/repos/{REPOSITORY}/issues/1/comments");
        bench.rest(
            &user,
            "POST",
            &path,
            &json!({ "body": format!("talk {index}") }),
        );
    }
    bench.hub.fault(Fault {
        at: When::ApiBy {
            by: "folkmoot".into(),
            request: 4,
        },
        kind: FaultKind::StatusAfterEffect(502),
    });
    act(NOTES, &[]);
    act(NOTES, &[]);
    // Taking the turn is done, but the answer is lost: the label tells.
    bench.hub.fault(Fault {
        at: When::ApiBy {
            by: "folkmoot".into(),
            request: 2,
        },
        kind: FaultKind::StatusAfterEffect(502),
    });
    act(AFFINITY, &[]);
    act(VOTING, &[]);
    bench.hub.clock().set(common::time(DURING));
    let (cluster, _) = bench.issues("folkmoot:cluster")[0];
    for voter in 0..101 {
        bench.vote(&format!("voter-{voter}"), cluster);
    }
    let report = bench.bot_token();
    act(CLOSED, &[("FOLKMOOT_REPORT_TOKEN", &report)]);
    documents
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_document_is_one_that_github_takes() {
    let documents = documents().await;
    let names: BTreeSet<&str> = documents.values().map(String::as_str).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        [
            "Apply",
            "EndTurn",
            "FindLabels",
            "FindReport",
            "OpenPullRequest",
            "Read",
            "TakeTurn",
            "Turn"
        ]
    );
    let Ok(path) = std::env::var("FAKEHUB_GITHUB_SCHEMA") else {
        eprintln!(
            "skipped: set FAKEHUB_GITHUB_SCHEMA to GitHub's schema.graphql; the documents were held against fakehub's part of it alone"
        );
        return;
    };
    let full = std::fs::read_to_string(path).unwrap();
    // GitHub's file repeats two fields, so it may have errors.
    let schema = match Schema::parse(full, "schema.graphql") {
        Ok(schema) => schema,
        Err(error) => error.partial,
    };
    let schema = Valid::assume_valid(schema);
    for (document, name) in &documents {
        if let Err(error) = ExecutableDocument::parse_and_validate(&schema, document, "document") {
            panic!("{name}: {}\n{document}", error.errors);
        }
    }
    println!("{} documents are valid by GitHub's schema", documents.len());
    let wrong = "query Wrong { repository(owner: \"a\", name: \"b\") { nothingOfTheKind } }";
    assert!(ExecutableDocument::parse_and_validate(&schema, wrong, "document").is_err());
}
