//! Every document that folkmoot sends, held against GitHub's own published schema.

use crate::common::{
    AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, REPOSITORY, SESSION_FILE, VOTING, time,
};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
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
    bench.command(&["doctor", "--at", ANNOUNCED]);
    let mut act = |at: &str, environment: &[(&str, &str)]| {
        bench.hub.clock().set(time(at));
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
    bench.hub.clock().set(time("2024-12-11T09:49:00Z"));
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
    bench.hub.clock().set(time(DURING));
    let (cluster, _) = bench.issues("folkmoot:cluster")[0];
    for voter in 0..101 {
        bench.vote(&format!("voter-{voter}"), cluster);
    }
    let report = bench.bot_token();
    act(CLOSED, &[("FOLKMOOT_REPORT_TOKEN", &report)]);
    documents
}

/// Votes whose roll GitHub has to be asked for, a session of more than a page with an open vote, and a look back at a vote.
async fn votes() -> BTreeMap<String, String> {
    let mut documents = BTreeMap::new();
    for roll in [
        "{team: todogroup/steering}",
        "{organization: todogroup}",
        "collaborators",
        "{file: voters.txt}",
    ] {
        let bench = Bench::example(true).await;
        let path = SESSION_FILE;
        let yml = bench.read(path);
        let yml = yml.replace("chatham-house", "named");
        bench.write(path, &format!("{yml}\nvote:\n  roll: {roll}\n"));
        bench.write(
            "sessions/kubecon-india-2024/voters.txt",
            "facilitator\nnobody\n",
        );
        bench.try_at(ANNOUNCED, &["doctor"]);
        for at in [ANNOUNCED, NOTES] {
            bench.at(at, &["run"]);
        }
        if roll == "collaborators" {
            for index in 0..101 {
                bench.hub.add_user(&format!("writer-{index}"));
                let note = format!(
                    "### Session\n\nkubecon-india-2024\n\n### Note\n\nHow might we do {index}?"
                );
                let labels = ["folkmoot:note", "cluster:Security"];
                let by = format!("writer-{index}");
                bench
                    .hub
                    .file_form(&by, REPOSITORY, "Note", &note, &labels)
                    .unwrap();
            }
        }
        for at in [AFFINITY, VOTING, DURING, CLOSED] {
            bench.try_at(at, &["run"]);
        }
        // The others' tokens may not read such a roll, and no vote opens.
        if !roll.contains("todogroup") {
            let file = bench.report("tally.json");
            bench.write("tally.json", &file);
            bench.command(&["verify", "--live", "tally.json"]);
        }
        for request in bench.hub.requests() {
            if let (Some(name), Some(body)) = (request.operation, request.body)
                && let Some(query) = body["query"].as_str()
            {
                documents.insert(query.to_owned(), name);
            }
        }
    }
    documents
}

/// A session that is called off and held after all, and the comment on a pull request.
async fn commands() -> BTreeMap<String, String> {
    let bench = Bench::example(true).await;
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    bench.comment("facilitator", 1, "/folkmoot cancel");
    bench.at("2024-12-11T09:55:00Z", &["run"]);
    let path = format!("/repos/{REPOSITORY}/issues/1");
    let label = format!("{path}/labels/folkmoot%3Acalled-off");
    bench.rest(&bench.facilitator, "DELETE", &label, &json!(null));
    bench.rest(
        &bench.facilitator,
        "PATCH",
        &path,
        &json!({ "state": "open" }),
    );
    bench.at("2024-12-11T09:57:00Z", &["run"]);
    bench
        .hub
        .commit_on_branch(REPOSITORY, "topic", "x.txt")
        .unwrap();
    let pull = json!({ "title": "A session", "head": "topic", "base": "main" });
    let path = format!("/repos/{REPOSITORY}/pulls");
    let pull = bench.rest(&bench.facilitator, "POST", &path, &pull);
    let number = pull["number"].to_string();
    for at in ["2024-12-11T09:58:00Z", AFFINITY] {
        bench.at(at, &["review", "--pull", &number]);
    }
    let mut documents = BTreeMap::new();
    for request in bench.hub.requests() {
        if let (Some(name), Some(body)) = (request.operation, request.body)
            && let Some(query) = body["query"].as_str()
        {
            documents.insert(query.to_owned(), name);
        }
    }
    documents
}

/// What a wall asks while it follows a session.
async fn looks() -> BTreeMap<String, String> {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES] {
        bench.at(at, &["run"]);
    }
    let folder = bench.path("sessions/kubecon-india-2024");
    let session = folkmoot::cli::load::one(&folder).unwrap();
    let (access, mut live) = (bench.access(), folkmoot::github::Live::new(400));
    let mut look = async || {
        let now = bench.hub.clock().now();
        live.look(&access, &session, now).await.unwrap();
    };
    look().await;
    bench.comment("ada", 1, "How might we hear?");
    look().await;
    for at in [AFFINITY, VOTING] {
        bench.at(at, &["run"]);
        look().await;
    }
    look().await;
    bench.at(CLOSED, &["run"]);
    look().await;
    let requests = bench.hub.requests().into_iter();
    requests
        .filter_map(|request| {
            let query = request.body?["query"].as_str()?.to_owned();
            Some((query, request.operation?))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_document_is_one_that_github_takes() {
    let mut documents = documents().await;
    documents.extend(votes().await);
    documents.extend(commands().await);
    documents.extend(looks().await);
    let names: BTreeSet<&str> = documents.values().map(String::as_str).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        [
            "AddReview",
            "Apply",
            "Doctor",
            "DoctorLabels",
            "EndTurn",
            "FindLabels",
            "FindPeople",
            "FindReport",
            "FindRoll",
            "Look",
            "OpenPullRequest",
            "Read",
            "ReadReview",
            "TakeTurn",
            "Turn",
            "UpdateReview"
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
    let by_number = |piece: &str| documents.keys().any(|document| document.contains(piece));
    assert!(by_number("issue(number: $q0) { ...SessionParts }"));
    assert!(by_number("issue(number: $q0) { ...IssueParts }"));
    println!("{} documents are valid by GitHub's schema", documents.len());
    let wrong = "query Wrong { repository(owner: \"a\", name: \"b\") { nothingOfTheKind } }";
    assert!(ExecutableDocument::parse_and_validate(&schema, wrong, "document").is_err());
}
