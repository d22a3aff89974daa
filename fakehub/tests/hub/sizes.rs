//! The sizes and forms that GitHub holds its clients to, though no published contract tells them: each at its limit, and one
//! beyond it, over REST and over GraphQL.

use crate::common::{World, world};
use jiff::SignedDuration;
use serde_json::{Value, json};

const REPO: &str = "/repos/ada/garden";

/// So many letters, each of more than a byte: GitHub counts characters.
fn letters(count: usize) -> String {
    "é".repeat(count)
}

/// The first error's message and type; nothing when there is none.
fn error(body: &Value) -> Option<(String, String)> {
    let text = |key: &str| {
        body["errors"][0][key]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    body.get("errors").map(|_| (text("message"), text("type")))
}

fn node(world: &World, path: &str) -> Value {
    world.get(&world.owner, path).body["node_id"].clone()
}

/// Writes to REST and gets status and first error.
fn rest(world: &World, method: &str, path: &str, body: Value) -> (u16, Value) {
    world.hub.clock().advance(SignedDuration::from_secs(60));
    let reply = world.send(&world.owner, method, &format!("{REPO}/{path}"), body);
    (reply.status, reply.body["errors"][0].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_have_a_longest_over_rest() {
    let world = world().await;
    world.issue(&world.owner, "one", &["red"]);
    let comment = json!({"body": "b"});
    let comment = world
        .post(&world.owner, &format!("{REPO}/issues/1/comments"), comment)
        .body["id"]
        .to_string();
    let comment = format!("issues/comments/{comment}");
    for (method, path, resource, field, most, made) in [
        ("POST", "issues", "Issue", "title", 256, 201),
        ("PATCH", "issues/1", "Issue", "title", 256, 200),
        ("POST", "issues", "Issue", "body", 65_536, 201),
        ("PATCH", "issues/1", "Issue", "body", 65_536, 200),
        ("PATCH", &comment, "IssueComment", "body", 65_536, 200),
        ("POST", "labels", "Label", "name", 50, 201),
        ("POST", "labels", "Label", "description", 100, 201),
        ("PATCH", "labels/red", "Label", "description", 100, 200),
    ] {
        let with = |length: usize| match (path, field) {
            ("issues", "body") => json!({"title": "t", "body": letters(length)}),
            ("labels", "description") => json!({"name": "d", "description": letters(length)}),
            _ => json!({field: letters(length)}),
        };
        let (status, refused) = rest(&world, method, path, with(most + 1));
        let message = format!("{field} is too long (maximum is {most} characters)");
        let expected =
            json!({"resource": resource, "field": field, "code": "custom", "message": message});
        assert_eq!(
            (status, refused),
            (422, expected),
            "{method} {path} {field}"
        );
        assert_eq!(
            rest(&world, method, path, with(most)).0,
            made,
            "{method} {path} {field}"
        );
    }
    assert_eq!(
        rest(
            &world,
            "PATCH",
            "labels/red",
            json!({"new_name": letters(51)})
        )
        .0,
        422
    );
    // What is made in passing is told by its name.
    let long = letters(51);
    let expected = json!({"value": long, "resource": "Label", "field": "name", "code": "invalid"});
    for (method, path, body) in [
        ("POST", "issues/1/labels", json!({"labels": [long]})),
        ("PUT", "issues/1/labels", json!({"labels": [long]})),
        ("POST", "issues", json!({"title": "t", "labels": [long]})),
    ] {
        assert_eq!(
            rest(&world, method, path, body),
            (422, expected.clone()),
            "{method} {path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_have_a_longest_over_graphql() {
    let world = world().await;
    world.issue(&world.owner, "one", &["red"]);
    let comment = world.post(
        &world.owner,
        &format!("{REPO}/issues/1/comments"),
        json!({"body": "b"}),
    );
    let ids = json!({"r": node(&world, REPO), "i": node(&world, &format!("{REPO}/issues/1")),
                     "l": node(&world, &format!("{REPO}/labels/red")), "c": comment.body["node_id"]});
    for (mutation, input, field, most) in [
        ("createIssue", "repositoryId: $r", "title", 256),
        ("updateIssue", "id: $i", "title", 256),
        (
            "createIssue",
            "repositoryId: $r, title: \"t\"",
            "body",
            65_536,
        ),
        ("updateIssue", "id: $i", "body", 65_536),
        ("addComment", "subjectId: $i", "body", 65_536),
        ("updateIssueComment", "id: $c", "body", 65_536),
        (
            "createLabel",
            "repositoryId: $r, color: \"ff0000\"",
            "name",
            50,
        ),
        (
            "createLabel",
            "repositoryId: $r, color: \"ff0000\", name: \"d\"",
            "description",
            100,
        ),
        ("updateLabel", "id: $l", "name", 50),
        ("updateLabel", "id: $l", "description", 100),
    ] {
        let send = |length: usize| {
            world.hub.clock().advance(SignedDuration::from_secs(60));
            let id = format!(
                "${}",
                input.split('$').nth(1).unwrap().chars().next().unwrap()
            );
            let query = format!(
                "mutation({id}: ID!, $text: String!) {{ {mutation}(input: {{{input}, {field}: $text}}) {{ clientMutationId }} }}"
            );
            let mut variables = json!({"text": letters(length)});
            variables[&id[1..]] = ids[&id[1..]].clone();
            world.graphql(&world.owner, &query, variables)
        };
        // The names of two labels of the same letters would clash.
        let most_name = if mutation == "updateLabel" && field == "name" {
            most - 1
        } else {
            most
        };
        let capital: String = field[..1].to_uppercase() + &field[1..];
        let message = format!("{capital} is too long (maximum is {most} characters)");
        assert_eq!(
            error(&send(most + 1)),
            Some((message, "UNPROCESSABLE".to_owned())),
            "{mutation} {field}"
        );
        assert_eq!(error(&send(most_name)), None, "{mutation} {field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_takes_a_hundred_labels() {
    let world = world().await;
    world.issue(&world.owner, "one", &[]);
    let names: Vec<String> = (0..101).map(|number| format!("l{number}")).collect();
    for method in ["POST", "PUT"] {
        let path = format!("{REPO}/issues/1/labels");
        let refused = world.send(&world.owner, method, &path, json!({"labels": names}));
        assert_eq!(
            (refused.status, refused.body["message"].as_str().unwrap()),
            (
                422,
                "Validation Failed. Issues cannot have more than 100 labels"
            )
        );
        let taken = world.send(&world.owner, method, &path, json!({"labels": names[..100]}));
        assert_eq!(taken.status, 200);
    }
    let refused = world.post(
        &world.owner,
        &format!("{REPO}/issues"),
        json!({"title": "t", "labels": names}),
    );
    assert_eq!(refused.status, 422);
    let variables = json!({"i": node(&world, &format!("{REPO}/issues/1")),
                           "l": [node(&world, &format!("{REPO}/labels/l100"))]});
    let query = "mutation($i: ID!, $l: [ID!]!) {
        addLabelsToLabelable(input: {labelableId: $i, labelIds: $l}) { clientMutationId } }";
    let body = world.graphql(&world.owner, query, variables);
    assert_eq!(error(&body).unwrap().1, "UNPROCESSABLE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_a_hundred_at_most() {
    let world = world().await;
    for number in 0..105 {
        let label = json!({"name": format!("l{number}")});
        assert_eq!(rest(&world, "POST", "labels", label).0, 201);
    }
    for (query, count) in [
        ("", 30),
        ("?per_page=500", 100),
        ("?per_page=100&page=2", 5),
        ("?page=5", 0),
        ("?per_page=x", 30),
    ] {
        let page = world
            .get(&world.owner, &format!("{REPO}/labels{query}"))
            .body;
        assert_eq!(page.as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sub_issues_go_eight_levels_deep() {
    let world = world().await;
    let id = |title: &str| world.issue(&world.owner, title, &[])["node_id"].clone();
    let mut above = id("top");
    let query = "mutation($p: ID!, $c: ID!) { addSubIssue(input: {issueId: $p, subIssueId: $c}) { clientMutationId } }";
    for level in 1..=9 {
        let below = id(&level.to_string());
        let body = world.graphql(&world.owner, query, json!({"p": above, "c": below}));
        let refused = error(&body).map(|(message, _)| message);
        let expected =
            (level > 8).then(|| "Sub issues cannot be more than 8 levels deep".to_owned());
        assert_eq!(refused, expected, "level {level}");
        above = below;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_must_be_right_to_the_letter() {
    let world = world().await;
    let garden =
        |selection: &str| format!("repository(owner: \"ada\", name: \"garden\") {{ {selection} }}");
    for (query, variables, what) in [
        (
            format!("{{ {} }}", garden("issues { nodes { id } }")),
            json!({}),
            "no boundary",
        ),
        (
            format!("{{ {} }}", garden("issues(first: 0) { nodes { id } }")),
            json!({}),
            "nothing asked for",
        ),
        (
            format!("{{ {} }}", garden("issues(last: -1) { nodes { id } }")),
            json!({}),
            "less than nothing",
        ),
        (
            format!(
                "query($n: Int!) {{ {} }}",
                garden("issues(first: $n) { nodes { id } }")
            ),
            json!({"n": 101}),
            "101 by a variable",
        ),
        (
            format!(
                "query($n: Int) {{ {} }}",
                garden("issues(first: $n) { nodes { id } }")
            ),
            json!({}),
            "a variable left out",
        ),
        (
            format!(
                "query($n: Int!) {{ {} }}",
                garden("issues(first: $n) { nodes { id } }")
            ),
            json!({"n": "ten"}),
            "a word for a number",
        ),
        (
            format!(
                "query($n: Int!) {{ {} }}",
                garden("issues(first: $n) { nodes { id } }")
            ),
            json!({}),
            "a needed variable left out",
        ),
        (
            format!("query($n: Int) {{ {} }}", garden("id")),
            json!({"n": 1}),
            "a variable that nothing uses",
        ),
        (
            format!("{{ {} }}", garden("issues(first: $n) { nodes { id } }")),
            json!({"n": 1}),
            "a variable that is not declared",
        ),
        (
            format!(
                "{{ {} }}",
                garden("issues(first: 1, colour: 2) { nodes { id } }")
            ),
            json!({}),
            "an unknown argument",
        ),
        (
            format!(
                "{{ {} }}",
                garden("issues(first: 1, states: [AJAR]) { nodes { id } }")
            ),
            json!({}),
            "an unknown value",
        ),
        (
            format!("{{ {} }}", garden("issues(first: 1)")),
            json!({}),
            "no selection",
        ),
        (
            "mutation { createIssue(input: {title: \"t\"}) { issue { id } } }".to_owned(),
            json!({}),
            "a needed input left out",
        ),
    ] {
        let body = world.graphql(&world.owner, &query, variables);
        assert!(
            error(&body).is_some() && body.get("data").is_none(),
            "{what}: {body}"
        );
    }
    // Variables that no operation declares are ignored, as by every server.
    let body = world.graphql(
        &world.owner,
        &format!("{{ {} }}", garden("issues(first: 100) { totalCount }")),
        json!({"n": 1}),
    );
    assert_eq!(error(&body), None);
}
