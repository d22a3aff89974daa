//! GitHub that lags or fails, and more than one page of everything.

use super::{MOVED, READ, SAME, Wall, look};
use crate::common::{AFFINITY, DURING, VOTING, time};
use fakehub::{Fault, FaultKind, When};
use folkmoot::github::Live;
use folkmoot::wall::cadence;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_githubs_machines_do_not_know_yet_is_asked_for_again() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    wall.look().await;
    let note = wall.note("ada", "How might we lag?", &["folkmoot:note"]);
    wall.wait(10);
    // REST tells of it, GraphQL does not: twice.
    for seconds in [10, 15] {
        wall.bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request: 1,
            },
            kind: FaultKind::Lag { seconds },
        });
        assert_eq!(wall.look().await.requests[1..], [READ]);
        assert!(!wall.live.world().unwrap().issues.contains_key(&note));
        wall.wait(5);
    }
    assert_eq!(wall.look().await, look(true, &[SAME, READ], 1));
    assert!(wall.live.world().unwrap().issues.contains_key(&note));
    wall.is_whole("a lag").await;
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_at_any_request_leaves_what_is_known_and_the_next_look_is_right() {
    let faults = [
        FaultKind::Status(502),
        FaultKind::Status(500),
        FaultKind::StatusAfterEffect(503),
        FaultKind::Reset,
        FaultKind::CutMidResponse,
        FaultKind::TruncatedJson,
        FaultKind::RetryAfter {
            status: 429,
            seconds: 20,
        },
        FaultKind::SecondaryLimit,
        FaultKind::GraphqlRateLimited { seconds: 120 },
        FaultKind::GraphqlSecondaryLimit,
        FaultKind::GraphqlErrors {
            type_: "INTERNAL".into(),
            message: "Something went wrong".into(),
        },
        FaultKind::PartialData { keep: 1 },
    ];
    // Votes on two pages: the mark, what changed, the second page.
    let mut wall = Wall::new().await;
    wall.bench.at(AFFINITY, &["run"]);
    wall.bench.at(VOTING, &["run"]);
    wall.bench.hub.clock().set(time(DURING));
    // No report is due meanwhile.
    wall.session.schedule.closed = time("2024-12-12T10:32:00Z");
    let cluster = wall.bench.cluster("Security");
    for voter in 0..101 {
        wall.bench.vote(&format!("voter-{voter}"), cluster);
    }
    wall.look().await;
    let mut failed = 0;
    for (index, kind) in faults.iter().enumerate() {
        for request in 0..3 {
            let name = format!("{kind:?} at {request}");
            wall.wait(30);
            let login = format!("late-{index}-{request}");
            wall.note(&login, &name, &["folkmoot:note"]);
            wall.bench.vote(&login, cluster);
            wall.bench.hub.fault(Fault {
                at: When::ApiBy {
                    by: "folkmoot".into(),
                    request,
                },
                kind: kind.clone(),
            });
            wall.wait(10);
            let before = wall.live.world().cloned();
            match wall.try_look().await {
                Err(_) => {
                    failed += 1;
                    assert_eq!(wall.live.world().cloned(), before, "{name}");
                    // Whatever GitHub asked for.
                    wall.wait(130);
                    wall.look().await;
                }
                // REST knows no half answers, and the page of votes has but one field.
                Ok(new) => {
                    let keeps = matches!(kind, FaultKind::PartialData { .. });
                    assert!(keeps && request != 1 && new.is_some(), "{name}");
                }
            }
            wall.is_whole(&name).await;
        }
    }
    assert_eq!(failed, faults.len() * 3 - 2);
    // The first look of all.
    for request in 0..3 {
        wall.live = Live::new(cadence::BUDGET);
        wall.bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request,
            },
            kind: FaultKind::Reset,
        });
        assert!(wall.try_look().await.is_err());
        assert!(wall.live.world().is_none());
        assert!(wall.look().await.new);
        wall.is_whole("the first look").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_changes_than_a_page_and_more_comments_than_one_are_all_read() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    wall.look().await;
    for index in 0..60 {
        let text = format!("How might we come together {index}?");
        wall.note(&format!("crowd-{index}"), &text, &["folkmoot:note"]);
    }
    let mut comments = Vec::new();
    for index in 0..130 {
        let who = format!("talker-{}", index / 50);
        comments.push(wall.bench.comment(&who, 1, &format!("talk {index}")));
    }
    wall.wait(30);
    wall.look().await;
    wall.is_whole("many at once").await;
    let path = format!("/issues/comments/{}", comments[5]);
    wall.rest("PATCH", &path, &json!({ "body": "said otherwise" }));
    // The session's issue with its first comments, and the others.
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("a comment edited").await;
    wall.rest("DELETE", &path, &Value::Null);
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("a comment deleted").await;
    for id in comments.iter().filter(|id| **id != comments[5]) {
        let path = format!("/issues/comments/{id}");
        wall.rest("DELETE", &path, &Value::Null);
    }
    wall.later().await;
    wall.is_whole("no comment left").await;
}
