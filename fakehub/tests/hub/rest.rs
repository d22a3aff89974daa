//! REST over real HTTP.

use crate::common::{Reply, numbers, reply, world, write_request};
use fakehub::{Permission, User};
use jiff::SignedDuration;
use serde_json::{Value, json};

const REPO: &str = "/repos/ada/garden";

#[tokio::test(flavor = "multi_thread")]
async fn label_names_clash_without_case() {
    let world = world().await;
    let labels = format!("{REPO}/labels");
    let made = world.post(
        &world.owner,
        &labels,
        json!({"name": "Bug", "color": "FF0000"}),
    );
    assert_eq!((made.status, &made.body["color"]), (201, &json!("ff0000")));
    let again = world.post(
        &world.owner,
        &labels,
        json!({"name": "bUG", "color": "00ff00"}),
    );
    assert_eq!(again.status, 422);
    assert_eq!(
        again.body["errors"][0],
        json!({"resource": "Label", "field": "name", "code": "already_exists"})
    );
    assert_eq!(
        world.get(&world.owner, &format!("{labels}/BUG")).body["name"],
        "Bug"
    );
    let outsider = world.post(
        &world.outsider,
        &labels,
        json!({"name": "x", "color": "ff0000"}),
    );
    assert_eq!(outsider.status, 403);
    assert_eq!(
        outsider.body["message"],
        "Resource not accessible by integration"
    );
    let bad = world.post(&world.owner, &labels, json!({"name": "x", "color": "red"}));
    assert_eq!(bad.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_issue_takes_no_reaction_of_anybody() {
    let world = world().await;
    world.issue(&world.owner, "seeds", &[]);
    let reactions = format!("{REPO}/issues/1/reactions");
    let first = world.post(&world.outsider, &reactions, json!({"content": "+1"}));
    assert_eq!(first.status, 201);
    world.hub.clock().advance(SignedDuration::from_secs(60));
    let again = world.post(&world.outsider, &reactions, json!({"content": "+1"}));
    assert_eq!(again.status, 200);
    assert_eq!(again.body, first.body);
    assert_eq!(first.body["created_at"], "2026-03-01T12:00:00Z");
    let issue = world.get(&world.owner, &format!("{REPO}/issues/1")).body;
    assert_eq!(issue["updated_at"], "2026-03-01T12:00:00Z");
    assert_eq!(issue["reactions"]["+1"], 1);

    let lock = world.send(
        &world.owner,
        "PUT",
        &format!("{REPO}/issues/1/lock"),
        json!({"lock_reason": "too heated"}),
    );
    assert_eq!(lock.status, 204);
    for who in [&world.owner, &world.outsider] {
        assert_eq!(
            world
                .post(who, &reactions, json!({"content": "heart"}))
                .status,
            403
        );
    }
    let comments = format!("{REPO}/issues/1/comments");
    assert_eq!(
        world
            .post(&world.outsider, &comments, json!({"body": "no"}))
            .status,
        403
    );
    assert_eq!(
        world
            .post(&world.owner, &comments, json!({"body": "a\r\nb"}))
            .body["body"],
        "a\r\nb"
    );
    let issue = world.get(&world.owner, &format!("{REPO}/issues/1")).body;
    assert_eq!(issue["active_lock_reason"], "too heated");
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_must_all_be_there() {
    let world = world().await;
    world.issue(&world.owner, "one", &["red", "round"]);
    world.issue(&world.owner, "two", &["red"]);
    world.issue(&world.outsider, "three", &["red", "round"]);
    let both = world.get(
        &world.owner,
        &format!("{REPO}/issues?labels=RED,round&state=all"),
    );
    assert_eq!(numbers(&both.body), [1]);
    let red = world.get(
        &world.owner,
        &format!("{REPO}/issues?labels=red&direction=asc"),
    );
    assert_eq!(numbers(&red.body), [1, 2]);
    // An outsider's labels were dropped without a word.
    let third = world.get(&world.owner, &format!("{REPO}/issues/3"));
    assert_eq!(third.body["labels"], json!([]));
    // The form's are not.
    let number = world
        .hub
        .file_form("bob", "ada/garden", "four", "", &["red", "none"]);
    let fourth = world.get(&world.owner, &format!("{REPO}/issues/{}", number.unwrap()));
    assert_eq!(fourth.body["labels"][0]["name"], "red");
    assert_eq!(fourth.body["labels"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_links() {
    let world = world().await;
    for title in 0..35 {
        world.issue(&world.owner, &title.to_string(), &[]);
    }
    let first = world.get(&world.owner, &format!("{REPO}/issues"));
    assert_eq!(first.body.as_array().unwrap().len(), 30);
    let id = &world.get(&world.owner, REPO).body["id"];
    let page = format!("{}/repositories/{id}/issues?page=2", world.server.url());
    assert_eq!(
        first.header("link").unwrap(),
        format!("<{page}>; rel=\"next\", <{page}>; rel=\"last\"")
    );
    let last = world.get(
        &world.owner,
        &format!("/api/v3{REPO}/issues?per_page=20&page=2"),
    );
    assert_eq!(last.body.as_array().unwrap().len(), 15);
    assert!(last.header("link").unwrap().contains(&format!(
        "/api/v3/repositories/{id}/issues?per_page=20&page=1>; rel=\"prev\""
    )));
    assert_eq!(last.header("x-ratelimit-used"), Some("38"));
}

#[tokio::test(flavor = "multi_thread")]
async fn deleted_users_leave_null_behind() {
    let world = world().await;
    world.issue(&world.outsider, "bob's", &[]);
    world.post(
        &world.outsider,
        &format!("{REPO}/issues/1/reactions"),
        json!({"content": "heart"}),
    );
    world.hub.delete_user("bob");
    let reactions = world.get(&world.owner, &format!("{REPO}/issues/1/reactions"));
    assert_eq!(reactions.body[0]["user"], Value::Null);
    let issue = world.get(&world.owner, &format!("{REPO}/issues/1"));
    assert_eq!(issue.body["user"]["login"], "ghost");
    assert_eq!(world.get(&world.outsider, "/user").status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_hold() {
    let world = world().await;
    for title in 0..80 {
        world.issue(&world.owner, &title.to_string(), &[]);
    }
    let issues = format!("{REPO}/issues");
    let stopped = world.post(&world.owner, &issues, json!({"title": "81"}));
    assert_eq!(
        (stopped.status, stopped.header("retry-after")),
        (403, Some("60"))
    );
    assert!(
        stopped.body["message"]
            .as_str()
            .unwrap()
            .contains("secondary rate limit")
    );
    world.hub.clock().advance(SignedDuration::from_secs(60));
    world.issue(&world.owner, "81", &[]);
    let title = "t".repeat(257);
    assert_eq!(
        world
            .post(&world.owner, &issues, json!({"title": title}))
            .status,
        422
    );
    let body = "b".repeat(65_537);
    assert_eq!(
        world
            .post(&world.owner, &issues, json!({"title": "t", "body": body}))
            .status,
        422
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bots_primary_limit_runs_out_and_comes_back() {
    let world = world().await;
    let bot = world.hub.add_bot("github-actions");
    for _ in 0..1_000 {
        world.get(&bot, REPO);
    }
    let stopped = world.get(&bot, REPO);
    assert_eq!(
        (stopped.status, stopped.header("x-ratelimit-remaining")),
        (403, Some("0"))
    );
    world.hub.clock().advance(SignedDuration::from_hours(1));
    assert_eq!(world.get(&bot, REPO).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_what() {
    let world = world().await;
    world.hub.grant("bob", "ada/garden", Permission::Triage);
    let permission = world.get(
        &world.owner,
        &format!("{REPO}/collaborators/bob/permission"),
    );
    assert_eq!(
        (
            &permission.body["permission"],
            &permission.body["role_name"]
        ),
        (&json!("read"), &json!("triage"))
    );
    assert_eq!(
        world
            .get(
                &world.outsider,
                &format!("{REPO}/collaborators/ada/permission")
            )
            .status,
        403
    );
    assert_eq!(world.try_send(None, "GET", REPO, None).unwrap().status, 200);
    assert_eq!(
        world
            .try_send(
                None,
                "POST",
                &format!("{REPO}/issues"),
                Some(json!({"title": "t"}))
            )
            .unwrap()
            .status,
        401
    );
    let stranger = world.hub.add_user("eve");
    world.hub.set_private("ada/garden", true);
    assert_eq!(world.get(&stranger, REPO).status, 404);
    assert_eq!(world.get(&world.outsider, REPO).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_recorded_and_may_be_absolute() {
    let world = world().await;
    let reply = world.get(&world.owner, "http://api.github.localhost/user");
    assert_eq!(reply.body["html_url"], "http://github.localhost/ada");
    let recorded = world.hub.requests();
    assert_eq!(
        (recorded[0].path.as_str(), recorded[0].login.as_deref()),
        ("/user", Some("ada"))
    );
    let line = serde_json::to_string(&recorded[0]).unwrap();
    assert!(!line.contains(&world.owner.token) && !world.hub.dump().to_string().contains("ghp_"));
    world.hub.clear_requests();
    assert!(world.hub.requests().is_empty());
    assert_eq!(
        world.get(&world.owner, "/nothing").body["message"],
        "Not Found"
    );
    assert_eq!(world.hub.requests()[0].seq, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_etag_spares_the_body() {
    let world = world().await;
    let etag = world
        .get(&world.owner, REPO)
        .header("etag")
        .unwrap()
        .to_owned();
    let same = world.get_with(&world.owner, REPO, &format!("if-none-match: {etag}"));
    assert_eq!((same.status, same.body), (304, Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_is_free_for_whoever_says_who_they_are() {
    let world = world().await;
    let list = format!("{REPO}/issues?state=all&sort=updated&direction=desc&per_page=1");
    let etag = |who: &User| world.get(who, &list).header("etag").unwrap().to_owned();
    let left = |reply: &Reply| reply.header("x-ratelimit-remaining").unwrap().to_owned();
    let known = format!("if-none-match: {}", etag(&world.owner));
    let before = world.hub.spent()["ada"];
    let same = world.get_with(&world.owner, &list, &known);
    assert_eq!((same.status, left(&same).as_str()), (304, "4999"));
    let after = world.hub.spent()["ada"];
    assert_eq!(after.points, before.points);
    assert_eq!(after.requests, before.requests + 1);
    // It says when that was, on its own clock.
    assert_eq!(
        same.header("date").unwrap(),
        "Sun, 01 Mar 2026 12:00:00 GMT"
    );
    // What is new costs again.
    let issue = json!({ "title": "New" });
    world.post(&world.owner, &format!("{REPO}/issues"), issue);
    let new = world.get_with(&world.owner, &list, &known);
    assert_eq!((new.status, left(&new).as_str()), (200, "4997"));
    // Nobody in particular pays for either.
    let nobody = |header: &str| {
        let mut stream = std::net::TcpStream::connect(world.host()).unwrap();
        write_request(&mut stream, &world.host(), "GET", &list, header, "");
        reply(stream).unwrap()
    };
    let tag = nobody("").header("etag").unwrap().to_owned();
    let same = nobody(&format!("if-none-match: {tag}\r\n"));
    assert_eq!((same.status, left(&same).as_str()), (304, "58"));
}
