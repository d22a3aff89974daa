//! Eventual consistency: what was created a moment ago is not there for one request.

use crate::common::{World, issues, numbers, plan, world};
use fakehub::FaultKind;
use jiff::SignedDuration;
use serde_json::{Value, json};

const ISSUES: &str = "/repos/ada/garden/issues";

fn lag(world: &World, seconds: i64) {
    plan(world, 0, FaultKind::Lag { seconds });
}

fn wait(world: &World, seconds: i64) {
    world
        .hub
        .clock()
        .advance(SignedDuration::from_secs(seconds));
}

fn label(world: &World, name: &str) -> Value {
    let label = json!({"name": name, "color": "ededed"});
    let reply = world.post(&world.owner, "/repos/ada/garden/labels", label);
    assert_eq!(reply.status, 201);
    reply.body
}

/// Issue 1 with a comment, a label and two reactions, of which the last hour's are hidden by a lag of 60 seconds; issue 2 is
/// new as a whole.
fn garden(world: &World) -> (Value, Value) {
    label(world, "old");
    let old = world.issue(&world.owner, "old", &["old"]);
    let comments = format!("{ISSUES}/1/comments");
    let reactions = format!("{ISSUES}/1/reactions");
    world.post(&world.owner, &comments, json!({"body": "old"}));
    world.post(&world.owner, &reactions, json!({"content": "+1"}));
    wait(world, 3600);
    label(world, "new");
    world.post(
        &world.owner,
        &format!("{ISSUES}/1/labels"),
        json!({"labels": ["new"]}),
    );
    let new = world.issue(&world.owner, "new", &["new", "old"]);
    world.post(&world.outsider, &comments, json!({"body": "new"}));
    world.post(&world.outsider, &reactions, json!({"content": "+1"}));
    let query = "mutation($a: ID!, $b: ID!) { addSubIssue(input: {issueId: $a, subIssueId: $b}) { issue { id } } }";
    let variables = json!({"a": old["node_id"], "b": new["node_id"]});
    let body = world.graphql(&world.owner, query, variables);
    assert!(body.get("errors").is_none(), "{body}");
    wait(world, 30);
    (old, new)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_in_no_list_and_then_it_is_back() {
    let world = world().await;
    garden(&world);
    let before = world.hub.dump();
    let query = "{ repository(owner: \"ada\", name: \"garden\") { \
        issues(first: 9) { totalCount nodes { number \
            comments(first: 9) { totalCount nodes { body } } labels(first: 9) { totalCount nodes { name } } \
            reactions(first: 9) { totalCount nodes { user { login } } } subIssues(first: 9) { totalCount nodes { number } } \
        } } labels(first: 9) { totalCount } issue(number: 2) { id } } }";
    lag(&world, 60);
    let body = world.graphql(&world.owner, query, Value::Null);
    let repository = &body["data"]["repository"];
    assert_eq!(
        repository["issues"],
        json!({"totalCount": 1, "nodes": [{
            "number": 1,
            "comments": {"totalCount": 1, "nodes": [{"body": "old"}]},
            "labels": {"totalCount": 1, "nodes": [{"name": "old"}]},
            "reactions": {"totalCount": 1, "nodes": [{"user": {"login": "ada"}}]},
            "subIssues": {"totalCount": 0, "nodes": []},
        }]})
    );
    assert_eq!(repository["labels"]["totalCount"], 1);
    assert_eq!(repository["issue"], Value::Null);
    assert_eq!(body["errors"][0]["type"], "NOT_FOUND");
    assert_eq!(world.hub.dump(), before);
    lag(&world, 60);
    assert_eq!(numbers(&world.get(&world.owner, ISSUES).body), [1]);
    assert_eq!(numbers(&world.get(&world.owner, ISSUES).body), [2, 1]);
    // What is older than the lag is there.
    lag(&world, 20);
    assert_eq!(numbers(&world.get(&world.owner, ISSUES).body), [2, 1]);
    assert_eq!(world.hub.dump(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_does_not_find_what_is_new() {
    let world = world().await;
    let (_, new) = garden(&world);
    let before = world.hub.dump();
    let query = "mutation($id: ID!) { closeIssue(input: {issueId: $id}) { issue { number } } }";
    let id = json!({"id": new["node_id"]});
    lag(&world, 60);
    let body = world.graphql(&world.owner, query, id.clone());
    assert_eq!(body["errors"][0]["type"], "NOT_FOUND");
    assert_eq!(world.hub.dump(), before);
    let body = world.graphql(&world.owner, query, id);
    assert!(body.get("errors").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn creating_goes_on_and_what_is_unique_still_clashes() {
    let world = world().await;
    garden(&world);
    lag(&world, 60);
    let issue = world.issue(&world.owner, "third", &[]);
    assert_eq!(issue["number"], 3);
    lag(&world, 60);
    let twin = json!({"name": "NEW", "color": "ededed"});
    let reply = world.post(&world.owner, "/repos/ada/garden/labels", twin);
    assert_eq!(reply.status, 422);
    lag(&world, 60);
    let reactions = format!("{ISSUES}/1/reactions");
    let reply = world.post(&world.outsider, &reactions, json!({"content": "+1"}));
    assert_eq!(reply.status, 200, "the reaction that is there already");
    let all = issues(&world);
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["reactions"]["THUMBS_UP"], json!(["ada", "bob"]));
    assert_eq!(all[0]["labels"], json!(["new", "old"]));
    assert_eq!(all[0]["sub_issues"], json!([2]));
    assert_eq!(all[1]["parent"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_request_changes_meanwhile_stays_changed() {
    let world = world().await;
    garden(&world);
    lag(&world, 60);
    let gone = world.send(
        &world.owner,
        "DELETE",
        "/repos/ada/garden/labels/old",
        Value::Null,
    );
    assert_eq!(gone.status, 204);
    let all = issues(&world);
    assert_eq!(
        (&all[0]["labels"], &all[1]["labels"]),
        (&json!(["new"]), &json!(["new"]))
    );
    // The label that is gone is in nobody's way.
    let labels = format!("{ISSUES}/2/labels");
    let reply = world.post(&world.owner, &labels, json!({"labels": ["new"]}));
    assert_eq!(reply.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_whose_parent_is_new() {
    let world = world().await;
    let children = ["first", "second"].map(|title| world.issue(&world.owner, title, &[]));
    wait(&world, 3600);
    let parents = ["one", "other"].map(|title| world.issue(&world.owner, title, &[]));
    let query = "mutation($a: ID!, $b: ID!) { addSubIssue(input: {issueId: $a, subIssueId: $b}) { issue { id } } }";
    for child in &children {
        let variables = json!({"a": parents[0]["node_id"], "b": child["node_id"]});
        world.graphql(&world.owner, query, variables);
    }
    let before = world.hub.dump();
    let asked = "{ repository(owner: \"ada\", name: \"garden\") { issue(number: 1) { parent { number } } } }";
    lag(&world, 60);
    let body = world.graphql(&world.owner, asked, Value::Null);
    let issue = json!({"data": {"repository": {"issue": {"parent": null}}}});
    assert_eq!(body, issue);
    assert_eq!(world.hub.dump(), before);
    // A child that gets another parent in the meantime keeps that one.
    wait(&world, 3600);
    let third = world.issue(&world.owner, "third", &[]);
    let variables = json!({"a": third["node_id"], "b": children[0]["node_id"]});
    let replace = query.replace("$b}", "$b, replaceParent: true}");
    world.graphql(&world.owner, &replace, variables);
    lag(&world, 60);
    let variables = json!({"a": parents[1]["node_id"], "b": children[0]["node_id"]});
    let body = world.graphql(&world.owner, query, variables);
    assert!(body.get("errors").is_none(), "{body}");
    let all = issues(&world);
    assert_eq!(all[0]["parent"], 4);
    let sub_issues: Vec<_> = all.iter().map(|issue| &issue["sub_issues"]).collect();
    assert_eq!(sub_issues[2..], [&json!([2]), &json!([1]), &json!([])]);
}
