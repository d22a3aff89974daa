//! Data and errors at once.

use crate::common::{issues, plan, world};
use fakehub::FaultKind;
use serde_json::{Value, json};

fn paths(body: &Value) -> Vec<Value> {
    let errors = body["errors"].as_array().unwrap();
    for error in errors {
        assert!(error.get("type").is_none());
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with("Something went wrong while executing your query"));
    }
    errors.iter().map(|error| error["path"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_first_mutations_happen() {
    let world = world().await;
    let repo = world.get(&world.owner, "/repos/ada/garden").body["node_id"].clone();
    let create = |alias: &str| {
        format!(
            "{alias}: createIssue(input: {{repositoryId: $repo, title: \"{alias}\"}}) {{ issue {{ title }} }}"
        )
    };
    let query = format!(
        "mutation($repo: ID!) {{ {} {} {} }}",
        create("a"),
        create("b"),
        create("c")
    );
    plan(&world, 0, FaultKind::PartialData { keep: 2 });
    let body = world.graphql(&world.owner, &query, json!({"repo": repo}));
    assert_eq!(
        body["data"],
        json!({"a": {"issue": {"title": "a"}}, "b": {"issue": {"title": "b"}}, "c": null})
    );
    assert_eq!(paths(&body), [json!(["c"])]);
    let titles: Vec<_> = issues(&world)
        .iter()
        .map(|issue| issue["title"].clone())
        .collect();
    assert_eq!(titles, ["a", "b"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_first_fields_of_a_query_are_answered() {
    let world = world().await;
    world.issue(&world.owner, "t", &[]);
    let query = "{ rateLimit { cost } repository(owner: \"ada\", name: \"garden\") { \
        name one: issue(number: 1) { title body } two: issue(number: 1) { title } description } }";
    plan(&world, 0, FaultKind::PartialData { keep: 2 });
    let body = world.graphql(&world.owner, query, Value::Null);
    assert_eq!(
        body["data"],
        json!({"rateLimit": {"cost": 1}, "repository": {
            "name": "garden", "one": {"title": "t", "body": ""}, "two": null, "description": null}})
    );
    assert_eq!(
        paths(&body),
        [
            json!(["repository", "two"]),
            json!(["repository", "description"])
        ]
    );
    // Where null is not allowed, the parent is null.
    plan(&world, 0, FaultKind::PartialData { keep: 0 });
    let body = world.graphql(&world.owner, query, Value::Null);
    assert_eq!(
        body["data"],
        json!({"rateLimit": {"cost": 1}, "repository": null})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_first_roots_or_items_are_answered() {
    let world = world().await;
    let id = world.issue(&world.owner, "t", &[])["node_id"].clone();
    let query = "query($id: ID!) { a: node(id: $id) { id } b: node(id: $id) { id } }";
    plan(&world, 0, FaultKind::PartialData { keep: 1 });
    let body = world.graphql(&world.owner, query, json!({"id": id}));
    assert_eq!(body["data"], json!({"a": {"id": id}, "b": null}));
    assert_eq!(paths(&body), [json!(["b"])]);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    plan(&world, 0, FaultKind::PartialData { keep: 1 });
    let body = world.graphql(&world.owner, query, json!({"ids": [id, id, id]}));
    assert_eq!(body["data"], json!({"nodes": [{"id": id}, null, null]}));
    assert_eq!(paths(&body), [json!(["nodes", 1]), json!(["nodes", 2])]);
}
