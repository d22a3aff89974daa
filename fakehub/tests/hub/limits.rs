//! Primary and secondary limits: as faults, and as GitHub applies them.

use crate::common::{Reply, World, bearer, issues, plan, world, write_request};
use fakehub::{Fault, FaultKind, Traffic, When};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::io::Read;
use std::net::TcpStream;

const ISSUES: &str = "/repos/ada/garden/issues";
const VIEWER: &str = "{ viewer { login } }";

fn ask(world: &World, query: &str) -> Reply {
    world.post(&world.owner, "/graphql", json!({"query": query}))
}

fn repository_id(world: &World) -> String {
    let reply = world.get(&world.owner, "/repos/ada/garden");
    reply.body["node_id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_primary_limit_in_both_forms() {
    let world = world().await;
    plan(&world, 0, FaultKind::GraphqlRateLimited { seconds: 900 });
    let reply = ask(&world, VIEWER);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["errors"][0]["type"], "RATE_LIMITED");
    let message = reply.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("API rate limit exceeded"), "{message}");
    assert!(reply.body.get("data").is_none());
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
    let reset = world.hub.clock().now().as_second() + 900;
    let reset = reset.to_string();
    assert_eq!(reply.header("x-ratelimit-reset"), Some(reset.as_str()));
    plan(&world, 0, FaultKind::GraphqlRateLimited { seconds: 900 });
    let reply = world.post(&world.owner, ISSUES, json!({"title": "t"}));
    assert_eq!(
        (reply.status, reply.header("x-ratelimit-remaining")),
        (403, Some("0"))
    );
    assert_eq!(issues(&world).len(), 0);
    assert_eq!(ask(&world, VIEWER).body["data"]["viewer"]["login"], "ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secondary_limit_in_all_its_forms() {
    let world = world().await;
    let issue = json!({"title": "t"});
    for (kind, status) in [
        (FaultKind::SecondaryLimit, 403),
        (FaultKind::TooManyRequests, 429),
    ] {
        plan(&world, 0, kind);
        let reply = world.post(&world.owner, ISSUES, issue.clone());
        assert_eq!((reply.status, reply.header("retry-after")), (status, None));
        let message = reply.body["message"].as_str().unwrap();
        assert!(message.contains("secondary rate limit"), "{message}");
    }
    for status in [403, 429] {
        let seconds = 31;
        plan(&world, 0, FaultKind::RetryAfter { status, seconds });
        let reply = world.post(&world.owner, ISSUES, issue.clone());
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (status, Some("31"))
        );
    }
    plan(&world, 0, FaultKind::GraphqlSecondaryLimit);
    let reply = ask(&world, VIEWER);
    assert_eq!(reply.status, 200);
    assert!(reply.body.get("data").is_none());
    let message = reply.body["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("You have exceeded a secondary rate limit"));
    assert_eq!(issues(&world).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn content_that_was_submitted_too_quickly() {
    let world = world().await;
    plan(&world, 0, FaultKind::SubmittedTooQuickly);
    let reply = world.post(&world.owner, ISSUES, json!({"title": "t"}));
    assert_eq!(reply.status, 422);
    let said = &reply.body["errors"][0]["message"];
    assert_eq!(said, "was submitted too quickly");
    let repo = repository_id(&world);
    plan(&world, 0, FaultKind::SubmittedTooQuickly);
    let query = "mutation($repo: ID!) { \
        a: createIssue(input: {repositoryId: $repo, title: \"t\"}) { issue { number } } \
        b: createLabel(input: {repositoryId: $repo, name: \"l\", color: \"ededed\"}) { label { name } } }";
    let body = world.graphql(&world.owner, query, json!({"repo": repo}));
    assert_eq!(
        body["data"],
        json!({"a": null, "b": {"label": {"name": "l"}}})
    );
    let error = &body["errors"][0];
    assert_eq!(
        (&error["type"], &error["path"], &error["message"]),
        (
            &json!("UNPROCESSABLE"),
            &json!(["a"]),
            &json!("was submitted too quickly")
        )
    );
    assert_eq!(issues(&world).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_hundred_points_of_rest_a_minute() {
    let world = world().await;
    let label = json!({"name": "nope", "color": "nope"});
    for _ in 0..179 {
        let reply = world.post(&world.owner, "/repos/ada/garden/labels", label.clone());
        assert_eq!(reply.status, 422);
    }
    for _ in 0..5 {
        assert_eq!(world.get(&world.owner, "/user").status, 200);
    }
    let reply = world.get(&world.owner, "/user");
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (403, Some("60"))
    );
    // Neither GraphQL nor another account is held up.
    assert_eq!(ask(&world, VIEWER).status, 200);
    assert_eq!(world.get(&world.outsider, "/user").status, 200);
    world.hub.clock().advance(SignedDuration::from_secs(60));
    assert_eq!(world.get(&world.owner, "/user").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_points_of_graphql_a_minute() {
    let world = world().await;
    // Refused, but carried out as far as the limit counts.
    let write = "mutation { deleteLabel(input: {id: \"LA_nope\"}) { clientMutationId } }";
    for _ in 0..399 {
        assert_eq!(ask(&world, write).status, 200);
    }
    for _ in 0..5 {
        assert_eq!(ask(&world, VIEWER).status, 200);
    }
    let reply = ask(&world, VIEWER);
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (403, Some("60"))
    );
    world.hub.clock().advance(SignedDuration::from_secs(60));
    assert_eq!(ask(&world, VIEWER).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_requests_at_a_time() {
    let world = world().await;
    world.hub.fault(Fault {
        at: When::EveryBy {
            by: "ada".to_owned(),
            from: 0,
            count: 100,
            of: Traffic::Api,
        },
        kind: FaultKind::SlowDrip { millis: 60_000 },
    });
    let token = bearer(&world.owner);
    let mut open = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(world.host()).unwrap();
        write_request(&mut stream, &world.host(), "GET", "/user", &token, "");
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        assert_eq!(&start, b"HTTP/1.1 200");
        open.push(stream);
    }
    let reply = world.get(&world.owner, "/user");
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (403, Some("60"))
    );
    assert_eq!(world.get(&world.outsider, "/user").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_that_runs_out() {
    let world = world().await;
    world.hub.set_hourly_limit("Ada", 2);
    assert_eq!(world.get(&world.owner, "/user").status, 200);
    let reply = world.get(&world.owner, "/user");
    assert_eq!(
        (reply.status, reply.header("x-ratelimit-remaining")),
        (200, Some("0"))
    );
    assert_eq!(world.get(&world.owner, "/user").status, 403);
    assert_eq!(world.get(&world.outsider, "/user").status, 200);
    // GraphQL has an account of its own.
    let query = "{ rateLimit { limit remaining } }";
    let body = world.graphql(&world.owner, query, Value::Null);
    assert_eq!(
        body["data"]["rateLimit"],
        json!({"limit": 2, "remaining": 1})
    );
    // The limit may change under way.
    world.hub.set_hourly_limit("ada", 3);
    assert_eq!(world.get(&world.owner, "/user").status, 200);
    assert_eq!(world.get(&world.owner, "/user").status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_spent() {
    let world = world().await;
    world.issue(&world.owner, "t", &[]);
    world.get(&world.owner, "/rate_limit");
    let query = "{ repository(owner: \"ada\", name: \"garden\") { issues(first: 100) { nodes { \
        labels(first: 100) { nodes { id } } reactions(first: 100) { nodes { id } } } } } }";
    world.graphql(&world.owner, query, Value::Null);
    plan(&world, 0, FaultKind::Status(502));
    world.get(&world.owner, "/user");
    world.get(&world.outsider, "/user");
    let spent = serde_json::to_value(world.hub.spent()).unwrap();
    assert_eq!(
        spent,
        json!({
            "ada": {"requests": 4, "git": 0, "points": 3, "creations": 1},
            "bob": {"requests": 1, "git": 0, "points": 1, "creations": 0},
        })
    );
}
