//! What GitHub was recorded to send, read with the types of this module.
//!
//! The recordings are REST's; they are turned into what GraphQL says of the same thing, field by field, by names that both have.

use super::*;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn author(user: &Value) -> Value {
    if user.is_null() {
        return Value::Null;
    }
    json!({ "__typename": user["type"], "login": user["login"], "databaseId": user["id"] })
}

fn page(nodes: Vec<Value>) -> Value {
    json!({
        "totalCount": nodes.len(),
        "pageInfo": { "hasNextPage": false, "endCursor": null },
        "nodes": nodes,
    })
}

fn issue(rest: &Value) -> Value {
    let labels = rest["labels"].as_array().cloned().unwrap_or_default();
    let labels: Vec<Value> = labels
        .iter()
        .map(|label| json!({ "id": label["node_id"], "name": label["name"] }))
        .collect();
    json!({
        "id": rest["node_id"],
        "number": rest["number"],
        "title": rest["title"],
        // REST has null for an empty body, GraphQL has none.
        "body": rest["body"].as_str().unwrap_or_default(),
        "state": rest["state"].as_str().unwrap_or_default().to_uppercase(),
        "locked": rest["locked"],
        "createdAt": rest["created_at"],
        "author": author(&rest["user"]),
        "labels": { "nodes": labels },
        "reactions": page(Vec::new()),
        "comments": page(Vec::new()),
    })
}

/// Every object in a document that looks like an issue, a comment or a reaction.
fn walk<'v>(value: &'v Value, found: &mut Vec<(&'static str, &'v Value)>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
        Value::Object(map) => {
            let has = |keys: &[&str]| keys.iter().all(|key| map.contains_key(*key));
            if has(&[
                "node_id", "number", "title", "locked", "labels", "user", "body",
            ]) {
                found.push(("issue", value));
            } else if has(&["node_id", "issue_url", "body", "user", "created_at"]) {
                found.push(("comment", value));
            } else if has(&["node_id", "content", "user", "created_at"]) {
                found.push(("reaction", value));
            }
            map.values().for_each(|value| walk(value, found));
        }
        _ => {}
    }
}

fn read(kind: &str, rest: &Value) {
    match kind {
        "issue" => {
            let node: IssueNode = serde_json::from_value(issue(rest)).unwrap();
            let issue = node.issue();
            assert_eq!(issue.number, rest["number"].as_u64().unwrap());
            assert_eq!(issue.open, rest["state"] == "open");
            assert_eq!(issue.author.is_none(), rest["user"].is_null());
            assert_eq!(issue.labels.len(), rest["labels"].as_array().unwrap().len());
        }
        "comment" => {
            let node = json!({
                "databaseId": rest["id"],
                "body": rest["body"],
                "createdAt": rest["created_at"],
                "author": author(&rest["user"]),
            });
            let node: CommentNode = serde_json::from_value(node).unwrap();
            let comment = comment(node);
            assert_eq!(comment.author.is_none(), rest["user"].is_null());
        }
        _ => {
            let user = &rest["user"];
            let user = if user.is_null() {
                Value::Null
            } else {
                json!({ "login": user["login"], "databaseId": user["id"] })
            };
            let node = json!({ "createdAt": rest["created_at"], "user": user });
            let node: ReactionNode = serde_json::from_value(node).unwrap();
            assert_eq!(vote(node).account.is_none(), rest["user"].is_null());
        }
    }
}

fn files(folder: &Path, list: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, list);
        } else if path.extension().is_some_and(|end| end == "json") {
            list.push(path);
        }
    }
}

fn all_in(folder: &Path) -> usize {
    let mut list = Vec::new();
    files(folder, &mut list);
    let mut count = 0;
    for path in list {
        let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let mut found = Vec::new();
        walk(&value, &mut found);
        for (kind, rest) in &found {
            read(kind, rest);
        }
        count += found.len();
    }
    count
}

#[test]
fn webhook_payloads_that_github_sent_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/inputs/O14-octokit-webhook-payloads/payload-examples");
    if !folder.is_dir() {
        eprintln!("skipped: the payloads are not beside the project");
        return;
    }
    let count = all_in(&folder);
    assert!(count >= 5, "{count}");
}

#[test]
fn recorded_answers_can_be_read() {
    let Ok(folder) = std::env::var("FAKEHUB_GITHUB_FIXTURES") else {
        eprintln!("skipped: set FAKEHUB_GITHUB_FIXTURES to the unpacked package @octokit/fixtures");
        return;
    };
    let count = all_in(Path::new(&folder));
    assert!(count >= 5, "{count}");
}

#[test]
fn what_may_be_null_may_be_null() {
    let mut node = json!({
        "id": "I_1", "number": 1, "title": "", "body": "", "state": "OPEN", "locked": false,
        "createdAt": "2026-03-31T14:30:00Z", "author": null, "labels": null,
    });
    node["reactions"] = page(vec![
        json!({ "content": "THUMBS_UP", "createdAt": "2026-03-31T14:30:00Z", "user": null }),
        json!({ "content": "A_NEW_ONE", "createdAt": "2026-03-31T14:30:00Z", "user": { "login": "ada", "databaseId": null } }),
        Value::Null,
    ]);
    node["comments"] = page(vec![
        json!({ "databaseId": 7, "body": "", "createdAt": "2026-03-31T14:30:00Z", "author": null }),
        json!({ "databaseId": null, "body": "", "createdAt": "2026-03-31T14:30:00Z", "author": null }),
    ]);
    let node: IssueNode = serde_json::from_value(node).unwrap();
    let issue = node.issue();
    assert_eq!(issue.author, None);
    // A vote by nobody is a vote that counts for nobody; a vote that was not sent is missed in the total.
    assert_eq!((issue.votes.len(), issue.votes_total), (2, 3));
    assert!(issue.votes.iter().all(|vote| vote.account.is_none()));
    assert_eq!(issue.comments.len(), 2);
}

#[test]
fn an_address_is_of_the_web_and_means_nothing_in_a_text() {
    use super::is_address;
    for text in [
        "https://github.com/o/r/issues/1",
        "http://127.0.0.1:8080/o/r",
        "https://git.example/o/r/issues/new?a=b&c=%20#x-1",
    ] {
        assert!(is_address(text), "{text}");
    }
    for text in [
        "",
        "https://",
        "https:///x",
        "//a.example",
        "javascript:alert(1)",
        "HTTPS://a.example",
        "file:///etc/passwd",
        "https://ada:x@a.example/",
        "https://a.example/ x",
        "https://a.example/)[x](y",
        "https://a.example/<b>",
        "https://a.example/\"x",
        "https://a.example/\n- x",
        "https://é.example/",
    ] {
        assert!(!is_address(text), "{text}");
    }
}
