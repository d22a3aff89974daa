//! Somebody else changes the world just before a request.

use crate::common::{Reply, World, issues, numbers, plan, world};
use fakehub::{FaultKind, Meddling};
use serde_json::{Value, json};

const ISSUES: &str = "/repos/ada/garden/issues";
const CLOSE: &str =
    "mutation($input: CloseIssueInput!) { closeIssue(input: $input) { issue { state } } }";

fn meddle(world: &World, meddling: Meddling) {
    plan(world, 0, FaultKind::Meddle(meddling));
}

fn close(world: &World, issue: &Value) -> Value {
    let variables = json!({"input": {"issueId": issue["node_id"]}});
    world.graphql(&world.owner, CLOSE, variables)
}

fn label(world: &World, name: &str) -> Reply {
    let label = json!({"name": name, "color": "ededed"});
    world.post(&world.owner, "/repos/ada/garden/labels", label)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issue_is_deleted() {
    let world = world().await;
    let (parent, child) = (
        world.issue(&world.owner, "parent", &[]),
        world.issue(&world.owner, "child", &[]),
    );
    let query = "mutation($a: ID!, $b: ID!) { addSubIssue(input: {issueId: $a, subIssueId: $b}) { issue { id } } }";
    let variables = json!({"a": parent["node_id"], "b": child["node_id"]});
    world.graphql(&world.owner, query, variables);
    let body = json!({"body": "b"});
    world.post(&world.owner, &format!("{ISSUES}/2/comments"), body);
    meddle(&world, Meddling::DeleteTarget);
    let body = close(&world, &child);
    let id = child["node_id"].as_str().unwrap();
    let message = body["errors"][0]["message"].as_str().unwrap();
    assert_eq!(body["errors"][0]["type"], "NOT_FOUND");
    assert!(message.starts_with(&format!(
        "Could not resolve to a node with the global id of '{id}'"
    )));
    let reply = world.get(&world.owner, &format!("{ISSUES}/2"));
    assert_eq!(
        (reply.status, reply.body["message"].as_str()),
        (410, Some("This issue was deleted"))
    );
    let comments = world.get(&world.owner, &format!("{ISSUES}/2/comments"));
    assert_eq!(comments.status, 410);
    let all = issues(&world);
    assert_eq!((all.len(), &all[0]["sub_issues"]), (1, &json!([])));
    let query = "{ repository(owner: \"ada\", name: \"garden\") { issue(number: 1) { subIssues(first: 9) { totalCount } } } }";
    let body = world.graphql(&world.owner, query, Value::Null);
    let parent = &body["data"]["repository"]["issue"];
    assert_eq!(parent["subIssues"]["totalCount"], 0);
    // Its number is not given out again.
    assert_eq!(world.issue(&world.owner, "next", &[])["number"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issue_is_transferred() {
    let world = world().await;
    let issue = world.issue(&world.owner, "t", &[]);
    meddle(&world, Meddling::TransferTarget);
    let reply = world.get(&world.owner, &format!("{ISSUES}/1"));
    assert_eq!(reply.status, 301);
    let location = reply.header("location").unwrap().to_owned();
    let path = location.strip_prefix(&world.server.url()).unwrap();
    assert!(path.starts_with("/repositories/"), "{location}");
    assert_eq!(world.get(&world.owner, path).status, 404);
    assert_eq!(close(&world, &issue)["errors"][0]["type"], "NOT_FOUND");
    assert_eq!(
        numbers(&world.get(&world.owner, ISSUES).body),
        Vec::<u64>::new()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issue_is_closed_or_spoken_to() {
    let world = world().await;
    let one = format!("{ISSUES}/1");
    world.issue(&world.owner, "t", &[]);
    meddle(&world, Meddling::CloseTarget);
    let seen = world.get(&world.owner, &one).body;
    assert_eq!(
        (&seen["state"], &seen["closed_by"]["login"]),
        (&json!("closed"), &json!("somebody"))
    );
    meddle(&world, Meddling::NewComment);
    assert_eq!(world.get(&world.owner, &one).body["comments"], 1);
    for up in 1..=2 {
        meddle(&world, Meddling::NewReaction);
        let seen = world.get(&world.owner, &one).body;
        assert_eq!(seen["reactions"]["+1"], up);
    }
    assert_eq!(
        issues(&world)[0]["reactions"]["THUMBS_UP"],
        json!(["somebody", "somebody-1"])
    );
    assert_eq!(world.hub.spent()["ada"].creations, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_comes_and_a_label_goes() {
    let world = world().await;
    assert_eq!(label(&world, "seeds").status, 201);
    let labels = vec!["Seeds".to_owned(), "weeds".to_owned()];
    meddle(&world, Meddling::NewIssue { labels });
    let query = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { \
        issues(first: 9) { nodes { number labels(first: 9) { nodes { name } } } } } }";
    let variables = json!({"owner": "ada", "name": "garden"});
    let body = world.graphql(&world.owner, query, variables);
    assert_eq!(
        body["data"]["repository"]["issues"]["nodes"],
        json!([{"number": 1, "labels": {"nodes": [{"name": "seeds"}]}}])
    );
    let name = "SEEDS".to_owned();
    meddle(&world, Meddling::DeleteLabel { name });
    let seen = world.get(&world.owner, &format!("{ISSUES}/1")).body;
    assert_eq!(seen["labels"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_takes_the_label_in_the_other_case() {
    let world = world().await;
    let repo = world.get(&world.owner, "/repos/ada/garden").body["node_id"].clone();
    meddle(&world, Meddling::LabelOtherCase);
    let query = "mutation($repo: ID!) { \
        a: createLabel(input: {repositoryId: $repo, name: \"seeds\", color: \"ededed\"}) { label { name } } \
        b: createLabel(input: {repositoryId: $repo, name: \"weeds\", color: \"ededed\"}) { label { name } } }";
    let body = world.graphql(&world.owner, query, json!({"repo": repo}));
    let error = &body["errors"][0];
    assert_eq!(
        (&error["path"], &error["message"]),
        (&json!(["a"]), &json!("Name has already been taken"))
    );
    assert_eq!(body["data"]["b"]["label"]["name"], "weeds");
    meddle(&world, Meddling::LabelOtherCase);
    assert_eq!(label(&world, "STONES").status, 422);
    let all = world.get(&world.owner, "/repos/ada/garden/labels").body;
    let names: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|label| &label["name"])
        .collect();
    assert_eq!(names, ["SEEDS", "stones", "weeds"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_happens_without_a_target() {
    let world = world().await;
    world.issue(&world.owner, "t", &[]);
    let before = world.hub.dump();
    for meddling in [
        Meddling::DeleteTarget,
        Meddling::CloseTarget,
        Meddling::NewComment,
    ] {
        meddle(&world, meddling);
        assert_eq!(world.get(&world.owner, "/user").status, 200);
    }
    assert_eq!(world.hub.dump(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_by_hand() {
    let world = world().await;
    for _ in 0..3 {
        world.issue(&world.owner, "t", &[]);
    }
    world.hub.delete_issue("ada/garden", 1).unwrap();
    world.hub.transfer_issue("ada/garden", 2).unwrap();
    world.hub.close_issue("ada/garden", 3).unwrap();
    assert!(world.hub.delete_issue("ada/garden", 1).is_err());
    assert!(world.hub.delete_issue("ada/nowhere", 1).is_err());
    let statuses = [1, 2, 3].map(|number| {
        let reply = world.get(&world.owner, &format!("{ISSUES}/{number}"));
        reply.status
    });
    assert_eq!(statuses, [410, 301, 200]);
    assert_eq!(issues(&world)[0]["state"], "closed");
}
