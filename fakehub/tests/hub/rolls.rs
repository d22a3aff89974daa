//! What an electorate and its ballots are read from: accounts, reactions, comments.

use crate::common::{World, plan, world};
use fakehub::{FaultKind, Permission, User};
use jiff::SignedDuration;
use serde_json::{Value, json};

const REACTIONS: &str = "reactions(first: 100) { totalCount nodes { content createdAt user { login databaseId createdAt } } }";

fn react(world: &World, who: &User, number: u64, content: &str) {
    let target = format!("/repos/ada/garden/issues/{number}/reactions");
    let reply = world.post(who, &target, json!({"content": content}));
    assert_eq!(reply.status, 201, "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn reactions_of_every_content_come_in_one_list() {
    let world = world().await;
    world.issue(&world.owner, "seeds", &[]);
    let contents = [
        ("+1", "THUMBS_UP"),
        ("-1", "THUMBS_DOWN"),
        ("laugh", "LAUGH"),
        ("hooray", "HOORAY"),
        ("confused", "CONFUSED"),
        ("heart", "HEART"),
        ("rocket", "ROCKET"),
        ("eyes", "EYES"),
    ];
    for (rest, _) in contents {
        world.hub.clock().advance(SignedDuration::from_secs(1));
        react(&world, &world.outsider, 1, rest);
    }
    let issue =
        &world.garden(&world.owner, &format!("issue(number: 1) {{ {REACTIONS} }}"))["issue"];
    assert_eq!(issue["reactions"]["totalCount"], 8);
    let nodes = issue["reactions"]["nodes"].as_array().unwrap();
    let bob = json!({"login": "bob", "databaseId": world.outsider.id, "createdAt": "2026-03-01T12:00:00Z"});
    for ((node, (_, content)), second) in nodes.iter().zip(contents).zip(1..) {
        let time = format!("2026-03-01T12:00:0{second}Z");
        assert_eq!(
            node,
            &json!({"content": content, "createdAt": time, "user": bob})
        );
    }
    let hearts = "issue(number: 1) { reactions(first: 100, content: HEART) { totalCount } }";
    let hearts = world.garden(&world.owner, hearts);
    assert_eq!(hearts["issue"]["reactions"]["totalCount"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_react_in_three_ways_and_then_leave() {
    let world = world().await;
    world.issue(&world.owner, "seeds", &[]);
    let bot = world.hub.add_bot("helper");
    for content in ["+1", "heart", "rocket"] {
        react(&world, &world.outsider, 1, content);
    }
    react(&world, &bot, 1, "+1");
    react(&world, &world.owner, 1, "+1");
    let selection = format!("issue(number: 1) {{ {REACTIONS} }}");
    let logins = || {
        let body = world.garden(&world.owner, &selection);
        let nodes = body["issue"]["reactions"]["nodes"]
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(body["issue"]["reactions"]["totalCount"], nodes.len());
        let pair = |node: &Value| json!([node["content"], node["user"]["login"]]);
        nodes.iter().map(pair).collect::<Vec<_>>()
    };
    // A bot is no User, so its reaction is nobody's.
    let last = [json!(["THUMBS_UP", null]), json!(["THUMBS_UP", "ada"])];
    let bobs = |login: Value| {
        ["THUMBS_UP", "HEART", "ROCKET"].map(|content| json!([content, login.clone()]))
    };
    assert_eq!(logins(), [&bobs("bob".into())[..], &last].concat());
    // Who deletes the account leaves the reactions behind.
    world.hub.delete_user("bob");
    assert_eq!(logins(), [&bobs(Value::Null)[..], &last].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_says_when_it_was_edited_last() {
    let world = world().await;
    world.issue(&world.owner, "seeds", &[]);
    let target = "/repos/ada/garden/issues/1/comments";
    let comment = world.post(&world.outsider, target, json!({"body": "vote"}));
    let id = &comment.body["id"];
    let selection =
        "issue(number: 1) { comments(first: 1) { nodes { id lastEditedAt includesCreatedEdit } } }";
    let read = || {
        let body = world.garden(&world.owner, selection);
        let node = &body["issue"]["comments"]["nodes"][0];
        assert_eq!(node["id"], comment.body["node_id"]);
        (
            node["lastEditedAt"].clone(),
            node["includesCreatedEdit"].clone(),
        )
    };
    assert_eq!(read(), (Value::Null, json!(false)));
    let edit = |body: &str| {
        let target = format!("/repos/ada/garden/issues/comments/{id}");
        let reply = world.send(&world.owner, "PATCH", &target, json!({"body": body}));
        assert_eq!(reply.status, 200, "{}", reply.body);
    };
    edit("vote");
    assert_eq!(read(), (Value::Null, json!(false)));
    // Also within the second in which it was written.
    edit("another vote");
    assert_eq!(read(), (json!("2026-03-01T12:00:00Z"), json!(true)));
    world.hub.clock().advance(SignedDuration::from_secs(90));
    edit("a third one");
    assert_eq!(read(), (json!("2026-03-01T12:01:30Z"), json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_as_old_as_it_was_made() {
    let world = world().await;
    let created = "2026-02-28T23:59:59.5Z".parse().unwrap();
    world.hub.set_created_at("BOB", created).unwrap();
    let body = world.ask(&world.owner, "user(login: \"bob\") { createdAt }");
    assert_eq!(
        body["data"]["user"],
        json!({"createdAt": "2026-02-28T23:59:59Z"})
    );
    let profile = world.get(&world.owner, "/users/bob").body;
    assert_eq!(profile["created_at"], "2026-02-28T23:59:59Z");
    assert!(world.hub.set_created_at("nobody", created).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_alias_fails_for_itself() {
    let world = world().await;
    for title in ["one", "two"] {
        world.issue(&world.owner, title, &[]);
    }
    world.hub.add_organization("union");
    world.hub.add_bot("helper");
    let body = world.ask(&world.owner,
        "a: user(login: \"ADA\") { databaseId login createdAt } b: user(login: \"nobody\") { login }
         c: user(login: \"union\") { login } d: user(login: \"helper\") { login } e: user(login: \"bob\") { login }
         organization(login: \"bob\") { login }
         r: repository(owner: \"ada\", name: \"garden\") { i1: issue(number: 1) { title } i7: issue(number: 7) { title }
            i2: issue(number: 2) { title } i8: issue(number: 8) { title } }",
    );
    let ada =
        json!({"databaseId": world.owner.id, "login": "ada", "createdAt": "2026-03-01T12:00:00Z"});
    assert_eq!(
        body["data"],
        json!({"a": ada, "b": null, "c": null, "d": null, "e": {"login": "bob"}, "organization": null,
               "r": {"i1": {"title": "one"}, "i7": null, "i2": {"title": "two"}, "i8": null}})
    );
    let errors = body["errors"].as_array().unwrap();
    let seen: Vec<Value> = errors
        .iter()
        .map(|error| json!([error["path"], error["type"], error["message"]]))
        .collect();
    let user = |login| format!("Could not resolve to a User with the login of '{login}'.");
    let issue = |number| format!("Could not resolve to an Issue with the number of {number}.");
    let organization = "Could not resolve to an Organization with the login of 'bob'.";
    assert_eq!(
        seen,
        [
            json!([["b"], "NOT_FOUND", user("nobody")]),
            json!([["c"], "NOT_FOUND", user("union")]),
            json!([["d"], "NOT_FOUND", user("helper")]),
            json!([["organization"], "NOT_FOUND", organization]),
            json!([["r", "i7"], "NOT_FOUND", issue(7)]),
            json!([["r", "i8"], "NOT_FOUND", issue(8)]),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_may_lie() {
    let world = world().await;
    for title in ["voted on", "not voted on", "voted on too"] {
        world.issue(&world.owner, title, &[]);
    }
    for number in [1, 3] {
        react(&world, &world.owner, number, "+1");
        react(&world, &world.outsider, number, "+1");
    }
    world.hub.grant("bob", "ada/garden", Permission::Write);
    let selection = "issues(first: 9) { totalCount nodes { reactions(first: 9) { totalCount pageInfo { hasNextPage endCursor }
        nodes { user { login } } edges { node { id } } } } } collaborators(first: 9) { totalCount nodes { login } }";
    let read = || world.garden(&world.owner, selection);
    let truth = read();
    // Of each issue with votes, or of one of them.
    for (only, counts) in [
        (None, [1, 0, 1]),
        (Some(0), [1, 0, 2]),
        (Some(1), [2, 0, 1]),
        (Some(2), [2, 0, 2]),
    ] {
        let connection = "reactions".to_owned();
        plan(&world, 0, FaultKind::LastNodeMissing { connection, only });
        let lie = read();
        assert_eq!(lie["collaborators"], truth["collaborators"]);
        for (index, count) in counts.into_iter().enumerate() {
            let of = |body: &Value| body["issues"]["nodes"][index]["reactions"].clone();
            let (lie, truth) = (of(&lie), of(&truth));
            assert_eq!(lie["nodes"].as_array().unwrap().len(), count);
            assert_eq!(lie["edges"].as_array().unwrap().len(), count);
            assert_eq!(
                (&lie["totalCount"], &lie["pageInfo"]),
                (&truth["totalCount"], &truth["pageInfo"])
            );
        }
    }
    let connection = "collaborators".to_owned();
    let only = None;
    plan(&world, 0, FaultKind::LastNodeMissing { connection, only });
    let lie = read();
    assert_eq!(
        (&lie["collaborators"], &lie["issues"]),
        (
            &json!({"totalCount": 2, "nodes": [{"login": "ada"}]}),
            &truth["issues"]
        )
    );
    assert_eq!(read(), truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voter_may_be_nobody() {
    let world = world().await;
    world.issue(&world.owner, "seeds", &[]);
    for who in [&world.owner, &world.outsider] {
        react(&world, who, 1, "heart");
    }
    let selection = format!("issue(number: 1) {{ {REACTIONS} }}");
    for (only, users) in [
        (None, json!([null, null])),
        (Some(0), json!([null, "bob"])),
        (Some(1), json!(["ada", null])),
    ] {
        plan(&world, 0, FaultKind::ReactionUserNull { only });
        let body = world.garden(&world.owner, &selection);
        let reactions = &body["issue"]["reactions"];
        let nodes = reactions["nodes"].as_array().unwrap().iter();
        let seen: Vec<&Value> = nodes.map(|node| &node["user"]["login"]).collect();
        assert_eq!(json!(seen), users);
        assert_eq!(reactions["totalCount"], 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_aliases_fit_into_a_document() {
    let world = world().await;
    world.issue(&world.owner, "seeds", &[]);
    let users: String = (0..250)
        .map(|n| match n % 2 {
            0 => format!("u{n}: user(login: \"ada\") {{ databaseId login createdAt }} "),
            _ => format!("u{n}: user(login: \"ghost-{n}\") {{ databaseId login createdAt }} "),
        })
        .collect();
    let issues: String = (1..=250)
        .map(|n| format!("i{n}: issue(number: {n}) {{ number }} "))
        .collect();
    let query = format!(
        "{users} repository(owner: \"ada\", name: \"garden\") {{ {issues} }} rateLimit {{ cost }}"
    );
    let body = world.ask(&world.owner, &query);
    let errors = body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 125 + 249);
    assert_eq!(errors[0]["path"], json!(["u1"]));
    assert_eq!(errors[125]["path"], json!(["repository", "i2"]));
    assert_eq!(body["data"]["u248"]["login"], "ada");
    assert_eq!(body["data"]["u249"], Value::Null);
    assert_eq!(body["data"]["repository"]["i1"]["number"], 1);
    assert_eq!(body["data"]["rateLimit"]["cost"], 1);
}
