//! Faults before and after the effect.

use crate::common::{World, issues, plan, world};
use fakehub::{Fault, FaultKind, Traffic, When};
use serde_json::{Value, json};

const ISSUES: &str = "/repos/ada/garden/issues";

fn count(world: &World) -> usize {
    issues(world).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_before_or_after_the_effect() {
    let world = world().await;
    let issue = json!({"title": "t"});
    plan(&world, 1, FaultKind::Status(502));
    assert_eq!(world.post(&world.owner, ISSUES, issue.clone()).status, 201);
    assert_eq!(world.post(&world.owner, ISSUES, issue.clone()).status, 502);
    assert_eq!(count(&world), 1);
    plan(&world, 0, FaultKind::StatusAfterEffect(502));
    assert_eq!(world.post(&world.owner, ISSUES, issue).status, 502);
    assert_eq!(count(&world), 2);
    let recorded = world.hub.requests();
    let told: Vec<_> = recorded
        .iter()
        .map(|one| (one.status, one.creations, one.fault.is_some()))
        .collect();
    assert_eq!(told, [(201, 1, false), (502, 0, true), (502, 1, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_closes_without_an_answer() {
    let world = world().await;
    let issue = Some(json!({"title": "t"}));
    plan(&world, 0, FaultKind::Reset);
    assert!(
        world
            .try_send(Some(&world.owner), "POST", ISSUES, issue.clone())
            .is_none()
    );
    assert_eq!(count(&world), 0);
    plan(&world, 0, FaultKind::ResetAfterEffect);
    assert!(
        world
            .try_send(Some(&world.owner), "POST", ISSUES, issue)
            .is_none()
    );
    assert_eq!(count(&world), 1);
    assert_eq!(world.get(&world.owner, "/user").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_graphql_errors() {
    let world = world().await;
    plan(
        &world,
        0,
        FaultKind::RetryAfter {
            status: 429,
            seconds: 7,
        },
    );
    let reply = world.get(&world.owner, "/user");
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (429, Some("7"))
    );
    plan(&world, 0, FaultKind::SecondaryLimit);
    let reply = world.get(&world.owner, "/user");
    assert_eq!((reply.status, reply.header("retry-after")), (403, None));
    let (type_, message) = ("RESOURCE_LIMITS_EXCEEDED".to_owned(), "too much".to_owned());
    plan(&world, 0, FaultKind::GraphqlErrors { type_, message });
    let body = world.graphql(&world.owner, "{ viewer { login } }", Value::Null);
    assert_eq!(
        body,
        json!({"errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "too much"}]})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_one_login_spares_the_others() {
    let world = world().await;
    let at = When::RequestBy {
        by: "bob".to_owned(),
        request: 0,
    };
    world.hub.fault(Fault {
        at,
        kind: FaultKind::Status(500),
    });
    assert_eq!(world.get(&world.owner, "/user").status, 200);
    assert_eq!(world.get(&world.outsider, "/user").status, 500);
    assert_eq!(world.get(&world.outsider, "/user").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_of_requests_is_struck() {
    let world = world().await;
    let at = When::EveryBy {
        by: "ada".to_owned(),
        from: 1,
        count: 2,
        of: Traffic::Api,
    };
    let kind = FaultKind::Status(503);
    world.hub.fault(Fault { at, kind });
    let statuses: Vec<u16> = (0..5)
        .map(|_| world.get(&world.owner, "/user").status)
        .collect();
    assert_eq!(statuses, [200, 503, 503, 200, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_jumps_before_the_request() {
    let world = world().await;
    let before = world.hub.clock().now();
    plan(&world, 0, FaultKind::ClockJump { seconds: -90 });
    let issue = world.issue(&world.owner, "t", &[]);
    assert_eq!(issue["created_at"], "2026-03-01T11:58:30Z");
    plan(&world, 0, FaultKind::ClockJump { seconds: 100 });
    let issue = world.issue(&world.owner, "t", &[]);
    assert_eq!(issue["created_at"], "2026-03-01T12:00:10Z");
    assert_eq!(world.hub.clock().now().duration_since(before).as_secs(), 10);
}
