//! Connections that break, and a port that refuses them.

use crate::common::{Reply, World, bearer, issues, plan, reply, world, write_request};
use fakehub::{FaultKind, Hub};
use jiff::SignedDuration;
use serde_json::json;
use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const ISSUES: &str = "/repos/ada/garden/issues";

fn refused(world: &World) -> bool {
    match TcpStream::connect(world.host()) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
            true
        }
    }
}

fn send_issue(world: &World) -> Option<Reply> {
    let issue = Some(json!({"title": "t"}));
    world.try_send(Some(&world.owner), "POST", ISSUES, issue)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_refuses_until_the_clock_has_moved_on() {
    let world = world().await;
    let mut kept = TcpStream::connect(world.host()).unwrap();
    plan(&world, 0, FaultKind::Refuse { seconds: 60 });
    assert!(send_issue(&world).is_none());
    assert!(refused(&world));
    // A connection that was open before gets no answer either.
    let token = bearer(&world.owner);
    write_request(&mut kept, &world.host(), "GET", "/user", &token, "");
    assert!(reply(kept).is_none());
    world.hub.clock().advance(SignedDuration::from_secs(59));
    assert!(refused(&world));
    world.hub.clock().advance(SignedDuration::from_secs(1));
    assert_eq!(world.get(&world.owner, "/user").status, 200);
    assert_eq!(issues(&world).len(), 0);
    let recorded = world.hub.requests();
    let told: Vec<_> = recorded.iter().map(|one| one.status).collect();
    assert_eq!(told, [0, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_opens_again_when_the_clock_stands_still() {
    let world = world().await;
    plan(&world, 0, FaultKind::Refuse { seconds: 3600 });
    assert!(send_issue(&world).is_none());
    let start = Instant::now();
    while refused(&world) {
        assert!(start.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(start.elapsed() > Duration::from_secs(1));
    assert_eq!(send_issue(&world).unwrap().status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_outage_does_not_end_a_new_one() {
    let world = world().await;
    let first = Instant::now();
    plan(&world, 0, FaultKind::Refuse { seconds: 5 });
    assert!(send_issue(&world).is_none());
    // The clock opens the port, which closes again before the old outage would have ended by itself.
    world.hub.clock().advance(SignedDuration::from_secs(5));
    std::thread::sleep(Duration::from_millis(1_000));
    let second = Instant::now();
    plan(&world, 0, FaultKind::Refuse { seconds: 5 });
    assert!(send_issue(&world).is_none());
    let until = first + Duration::from_millis(2_300);
    std::thread::sleep(until.saturating_duration_since(Instant::now()));
    let refused = refused(&world);
    // A machine that is too busy may be past the new outage too.
    if second.elapsed() < Duration::from_millis(1_900) {
        assert!(refused);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_the_body_then_nothing() {
    let world = world().await;
    plan(&world, 0, FaultKind::CutMidResponse);
    let cut = send_issue(&world).unwrap();
    assert_eq!((cut.status, issues(&world).len()), (201, 1));
    let promised: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert_eq!(cut.text.len(), promised / 2);
    assert!(cut.text.starts_with('{') && cut.body.is_null());
    // Without a body there is nothing to halve.
    plan(&world, 0, FaultKind::CutMidResponse);
    let lock = "/repos/ada/garden/issues/1/lock";
    let locked = world.try_send(Some(&world.owner), "PUT", lock, None);
    assert!(locked.is_none());
    assert_eq!(issues(&world)[0]["locked"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_answer_with_half_of_the_json() {
    let world = world().await;
    plan(&world, 0, FaultKind::TruncatedJson);
    let half = send_issue(&world).unwrap();
    assert_eq!((half.status, issues(&world).len()), (201, 1));
    let promised: usize = half.header("content-length").unwrap().parse().unwrap();
    assert_eq!(half.text.len(), promised);
    assert!(half.text.starts_with('{') && half.body.is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_drips_holds_nobody_else_up() {
    let world = world().await;
    plan(&world, 0, FaultKind::SlowDrip { millis: 40 });
    let mut slow = TcpStream::connect(world.host()).unwrap();
    let token = bearer(&world.owner);
    write_request(&mut slow, &world.host(), "GET", "/user", &token, "");
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n\r\n{\"") {
        slow.read_exact(&mut byte).unwrap();
        text.push(char::from(byte[0]));
    }
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let start = Instant::now();
    for _ in 0..3 {
        slow.read_exact(&mut byte).unwrap();
    }
    // Three bytes, of which the first may have been on its way already.
    assert!(start.elapsed() >= Duration::from_millis(60));
    assert_eq!(world.get(&world.owner, "/user").status, 200);
    // The server stops all the same, and the client sees it.
    let promised = text.to_lowercase();
    let (_, promised) = promised.split_once("content-length: ").unwrap();
    let promised: usize = promised.lines().next().unwrap().parse().unwrap();
    let start = Instant::now();
    drop(world.server);
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(rest.len() + 5 < promised, "{} of {promised}", rest.len());
}

#[test]
fn a_runtime_ends_in_spite_of_a_drip() {
    let start = Instant::now();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (hub, slow): (Hub, TcpStream) = runtime.block_on(async {
        let world = world().await;
        plan(&world, 0, FaultKind::SlowDrip { millis: 60_000 });
        let mut slow = TcpStream::connect(world.host()).unwrap();
        let token = bearer(&world.owner);
        write_request(&mut slow, &world.host(), "GET", "/user", &token, "");
        slow.read_exact(&mut [0; 12]).unwrap();
        (world.hub.clone(), slow)
    });
    drop(runtime);
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(hub.requests().len(), 1);
    drop(slow);
}
