//! GraphQL over real HTTP.

use crate::common::{World, numbers, world};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn repository(world: &World) -> String {
    let query = "{ repository(owner: \"ada\", name: \"garden\") { id } }";
    let body = world.graphql(&world.owner, query, Value::Null);
    body["data"]["repository"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn in_garden(world: &World, selection: &str) -> Value {
    let query = format!(
        "{{ repository(owner: \"ada\", name: \"garden\") {{ {selection} }} rateLimit {{ cost }} }}"
    );
    world.graphql(&world.owner, &query, Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn any_of_the_labels_is_enough() {
    let world = world().await;
    world.issue(&world.owner, "one", &["red", "round"]);
    world.issue(&world.owner, "two", &["red"]);
    world.issue(&world.owner, "three", &["blue"]);
    let body = in_garden(
        &world,
        "issues(first: 10, labels: [\"RED\", \"round\"]) { totalCount nodes { number } }",
    );
    assert_eq!(
        numbers(&body["data"]["repository"]["issues"]["nodes"]),
        [1, 2]
    );
    assert_eq!(body["data"]["rateLimit"]["cost"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other() {
    let world = world().await;
    for title in 0..5 {
        world.issue(&world.owner, &title.to_string(), &[]);
    }
    let mut seen = Vec::new();
    let mut after = Value::Null;
    let query = "query Page($after: String) { repository(owner: \"ada\", name: \"garden\") {
        issues(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { number } } } }";
    loop {
        let body = world.graphql(&world.owner, query, json!({"after": after}));
        let page = &body["data"]["repository"]["issues"];
        assert_eq!(page["totalCount"], 5);
        seen.extend(numbers(&page["nodes"]));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    assert_eq!(
        world.hub.requests().last().unwrap().operation.as_deref(),
        Some("Page")
    );
    let body = in_garden(
        &world,
        "issues(last: 2) { pageInfo { hasPreviousPage } nodes { number } }",
    );
    assert_eq!(
        numbers(&body["data"]["repository"]["issues"]["nodes"]),
        [4, 5]
    );
    let body = in_garden(
        &world,
        "issues(first: 2, after: \"zzz\") { nodes { number } }",
    );
    assert_eq!(body["errors"][0]["type"], "INVALID_CURSOR_ARGUMENTS");
}

#[tokio::test(flavor = "multi_thread")]
async fn aliased_mutations_succeed_in_part() {
    let world = world().await;
    let id = repository(&world);
    let query = "mutation Make($id: ID!) {
        a: createLabel(input: {repositoryId: $id, name: \"Red\", color: \"ff0000\"}) { label { id name } }
        b: createLabel(input: {repositoryId: $id, name: \"rED\", color: \"ff0000\"}) { label { id } }
        c: createIssue(input: {repositoryId: \"R_nothing\", title: \"t\"}) { issue { number } }
        d: createIssue(input: {repositoryId: $id, title: \"t\", clientMutationId: \"x\"}) { clientMutationId issue { number url } }
    }";
    let body = world.graphql(&world.owner, query, json!({"id": id}));
    assert_eq!(body["data"]["a"]["label"]["name"], "Red");
    assert_eq!(body["data"]["b"], Value::Null);
    assert_eq!(body["data"]["d"]["issue"]["number"], 1);
    assert_eq!(body["data"]["d"]["clientMutationId"], "x");
    assert_eq!(body["errors"][0]["path"], json!(["b"]));
    assert_eq!(body["errors"][0]["type"], "UNPROCESSABLE");
    assert_eq!(body["errors"][0]["message"], "Name has already been taken");
    assert_eq!(
        (&body["errors"][1]["type"], &body["errors"][1]["path"]),
        (&json!("NOT_FOUND"), &json!(["c"]))
    );
    let last = world.hub.requests().pop().unwrap();
    assert_eq!((last.mutations, last.creations, last.points), (4, 1, 1));
    let body = world.graphql(&world.outsider, query, json!({"id": id}));
    assert_eq!(body["errors"][0]["type"], "FORBIDDEN");
    assert_eq!(
        body["errors"][0]["message"],
        "bob does not have the correct permissions to execute `CreateLabel`"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn reactions_locks_and_deleted_users() {
    let world = world().await;
    let issue = world.issue(&world.owner, "seeds", &[]);
    let id = json!({"id": issue["node_id"]});
    world.hub.clock().advance(SignedDuration::from_secs(30));
    let react = "mutation($id: ID!) { addReaction(input: {subjectId: $id, content: THUMBS_UP}) {
        reaction { createdAt user { login databaseId } } subject { id ... on Issue { updatedAt } } reactionGroups { content } } }";
    let body = world.graphql(&world.outsider, react, id.clone());
    assert_eq!(
        body["data"]["addReaction"]["reaction"]["user"]["login"],
        "bob"
    );
    assert_eq!(
        body["data"]["addReaction"]["reaction"]["createdAt"],
        "2026-03-01T12:00:30Z"
    );
    assert_eq!(
        body["data"]["addReaction"]["subject"]["updatedAt"],
        "2026-03-01T12:00:00Z"
    );
    assert_eq!(
        body["data"]["addReaction"]["reactionGroups"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
    let lock = "mutation($id: ID!) { lockLockable(input: {lockableId: $id, lockReason: RESOLVED}) {
        actor { login } lockedRecord { locked activeLockReason } } }";
    let body = world.graphql(&world.owner, lock, id.clone());
    assert_eq!(
        body["data"]["lockLockable"],
        json!({"actor": {"login": "ada"},
        "lockedRecord": {"locked": true, "activeLockReason": "RESOLVED"}})
    );
    let body = world.graphql(&world.owner, react, id.clone());
    assert_eq!(
        (&body["data"]["addReaction"], &body["errors"][0]["type"]),
        (&Value::Null, &json!("FORBIDDEN"))
    );
    world.hub.delete_user("bob");
    let read = "query($id: ID!) { node(id: $id) { __typename ... on Issue { author { __typename login }
        reactions(first: 100, content: THUMBS_UP) { totalCount nodes { content user { login } } edges { cursor node { id } } } } } }";
    let node = world.graphql(&world.owner, read, id)["data"]["node"].clone();
    assert_eq!(
        node["author"],
        json!({"__typename": "User", "login": "ada"})
    );
    assert_eq!(node["reactions"]["totalCount"], 1);
    assert_eq!(
        node["reactions"]["nodes"],
        json!([{"content": "THUMBS_UP", "user": null}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn boundaries_are_mandatory() {
    let world = world().await;
    for (selection, type_) in [
        (
            "issues { nodes { number } }",
            "MISSING_PAGINATION_BOUNDARIES",
        ),
        (
            "issues(first: 101) { nodes { number } }",
            "EXCESSIVE_PAGINATION",
        ),
        (
            "labels(last: 500) { nodes { name } }",
            "EXCESSIVE_PAGINATION",
        ),
    ] {
        let body = in_garden(&world, selection);
        assert_eq!(body["errors"][0]["type"], type_);
        assert_eq!(body["errors"][0]["path"][0], "repository");
        assert_eq!(body.get("data"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_schema_does_not_have_is_refused() {
    let world = world().await;
    let body = world.graphql(&world.owner, "{ viewer { login shoeSize } }", Value::Null);
    assert_eq!(
        body,
        json!({"errors": [{
            "message": "Field 'shoeSize' doesn't exist on type 'User'",
            "locations": [{"line": 1, "column": 18}],
            "extensions": {"code": "undefinedField", "typeName": "User", "fieldName": "shoeSize"},
        }]})
    );
    let query =
        "mutation($input: CreateIssueInput!) { createIssue(input: $input) { issue { number } } }";
    let input =
        json!({"input": {"repositoryId": repository(&world), "title": "t", "colour": "red"}});
    let body = world.graphql(&world.owner, query, input);
    assert!(
        body["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("colour"),
        "{body}"
    );
    assert_eq!(
        world.hub.dump()["repositories"]["ada/garden"]["issues"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_ids_are_null_with_an_error() {
    let world = world().await;
    let known = repository(&world);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let body = world.graphql(&world.owner, query, json!({"ids": [known, "I_nothing"]}));
    assert_eq!(body["data"]["nodes"], json!([{"id": known}, null]));
    assert_eq!(
        (&body["errors"][0]["type"], &body["errors"][0]["path"]),
        (&json!("NOT_FOUND"), &json!(["nodes", 1]))
    );
    let missing = world.graphql(
        &world.owner,
        "{ repository(owner: \"ada\", name: \"no\") { id } }",
        Value::Null,
    );
    assert_eq!(missing["data"]["repository"], Value::Null);
    assert_eq!(
        missing["errors"][0]["message"],
        "Could not resolve to a Repository with the name 'ada/no'."
    );
    let issue = in_garden(&world, "issue(number: 7) { id }");
    assert_eq!(issue["errors"][0]["type"], "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_takes_a_hundred() {
    let world = world().await;
    let parent = world.issue(&world.owner, "parent", &[])["node_id"].clone();
    let repository = repository(&world);
    let query = "mutation($r: ID!, $p: ID!) { createIssue(input: {repositoryId: $r, title: \"t\", parentIssueId: $p}) {
        issue { parent { number subIssuesSummary { total } } } } }";
    for child in 1..=101 {
        world.hub.clock().advance(SignedDuration::from_secs(20));
        let body = world.graphql(&world.owner, query, json!({"r": repository, "p": parent}));
        if child <= 100 {
            let total =
                &body["data"]["createIssue"]["issue"]["parent"]["subIssuesSummary"]["total"];
            assert_eq!(total, child);
        } else {
            assert_eq!(body["errors"][0]["type"], "UNPROCESSABLE");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_promised_resolves() {
    let world = world().await;
    world.issue(&world.owner, "one", &["red"]);
    world.post(
        &world.outsider,
        "/repos/ada/garden/issues/1/comments",
        json!({"body": "hello"}),
    );
    let body = in_garden(&world, "
        id databaseId name nameWithOwner url isPrivate isFork viewerPermission owner { login } defaultBranchRef { name }
        label(name: \"RED\") { id name color description isDefault url createdAt updatedAt }
        labels(first: 5, query: \"r\", orderBy: {field: NAME, direction: DESC}) { nodes { name } pageInfo { startCursor hasPreviousPage } }
        issue(number: 1) { id databaseId fullDatabaseId number title body bodyText url state stateReason locked activeLockReason
            createdAt updatedAt closed closedAt author { __typename login url ... on User { databaseId id } ... on Bot { databaseId id } }
            authorAssociation viewerDidAuthor labels(first: 5) { nodes { name } }
            comments(first: 5) { nodes { id databaseId fullDatabaseId body url createdAt updatedAt author { login } authorAssociation
                viewerDidAuthor isMinimized reactions(first: 5) { totalCount viewerHasReacted } reactionGroups { content users { totalCount } } } }
            reactions(first: 5, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount nodes { id databaseId } }
            reactionGroups { content createdAt viewerHasReacted users(first: 3) { nodes { login } edges { reactedAt } } }
            parent { id } subIssues(first: 5) { nodes { id } } subIssuesSummary { completed percentCompleted total } repository { id } }
        pullRequests(first: 5, states: [OPEN], headRefName: \"x\", baseRefName: \"main\") { nodes { id } }
        refs(refPrefix: \"refs/heads/\", first: 5, query: \"x\") { nodes { name prefix target { oid } associatedPullRequests(first: 5) { nodes { id } } } }");
    assert_eq!(body.get("errors"), None, "{body}");
    let repository = &body["data"]["repository"];
    assert_eq!(repository["viewerPermission"], "ADMIN");
    assert_eq!(repository["issue"]["authorAssociation"], "OWNER");
    assert_eq!(repository["issue"]["comments"]["nodes"][0]["body"], "hello");
    let query =
        "{ viewer { login databaseId } rateLimit { limit cost remaining resetAt used nodeCount }
        user(login: \"BOB\") { login } __type(name: \"Label\") { name } }";
    let body = world.graphql(&world.owner, query, Value::Null);
    assert_eq!(body.get("errors"), None, "{body}");
    assert_eq!(body["data"]["rateLimit"]["limit"], 5000);
    assert_eq!(body["data"]["user"]["login"], "bob");
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_two_types_may_meet_under_one_name() {
    let world = world().await;
    world.issue(&world.owner, "one", &[]);
    // gh asks so; the states of an issue and of a pull request are two enums.
    let query = "query { repository(owner: \"ada\", name: \"garden\") { it: issueOrPullRequest(number: 1) { \
                 __typename ... on Issue { state } ... on PullRequest { state } } } }";
    let found = world.graphql(&world.owner, query, json!({}));
    assert_eq!(
        found,
        json!({"data": {"repository": {"it": {"__typename": "Issue", "state": "OPEN"}}}})
    );
    // Two fields under one name is still an error, and so is anything beside the two types.
    for wrong in [
        "{ repository(owner: \"ada\", name: \"garden\") { a: name a: id } }",
        &query.replace("__typename", "x"),
    ] {
        let refused = world.graphql(&world.owner, wrong, json!({}));
        assert!(refused.get("data").is_none(), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_field_is_the_only_error() {
    let world = world().await;
    let query =
        "query($n: Int!) { viewer { shoes(size: $n) { ...a } } } fragment a on User { login }";
    let refused = world.graphql(&world.owner, query, json!({"n": 1}));
    let errors = refused["errors"].as_array().unwrap();
    let codes: Vec<&Value> = errors
        .iter()
        .map(|error| &error["extensions"]["code"])
        .collect();
    assert_eq!(codes, ["undefinedField"]);
}
