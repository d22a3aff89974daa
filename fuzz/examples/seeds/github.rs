//! What stands on GitHub, or comes from there.

use crate::{Seeds, text};
use folkmoot_fuzz::stage;
use serde_json::{Value, json};

pub fn plans(seeds: &mut Seeds) {
    for (at, room) in (0_u8..).zip(stage::rooms()) {
        for issue in room.world.issues.values() {
            seeds.add("plan", 'm', &[&issue.body, "text"]);
            let first = char::from(64 + at).to_string();
            seeds.add(
                "plan",
                'b',
                &[
                    &first,
                    &issue.body,
                    "Note\n### Note\n\nHow might we fork?\n",
                ],
            );
        }
        for kind in [0, 16, 32] {
            let first = char::from(kind + at).to_string();
            seeds.add(
                "plan",
                'b',
                &[
                    &first,
                    "Forks\n### Session\n\nkubecon-india-2024\n\n### Note\n\nHow might we fork?\n",
                    "/folkmoot next\n",
                    "/folkmoot extend 2d\n",
                ],
            );
        }
    }
    for command in [
        "/folkmoot next",
        "/folkmoot extend 2d",
        "/folkmoot extend until 2024-12-12 10:00",
        "/folkmoot cancel",
        "> /folkmoot next",
        "```\n/folkmoot next\n```",
        "@ada, (@ben) @c/d @e.",
    ] {
        seeds.add("plan", 'c', &[command]);
    }
    let room = &stage::rooms()[2];
    let board = serde_json::to_value(board()).unwrap();
    let notes: Vec<&str> = board["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|note| note["id"].as_str())
        .collect();
    let clusters: Vec<&str> = board["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    let _ = room;
    let edits = [
        json!({"move": {"notes": [notes[0]], "to": clusters[1]}}),
        json!({"park": {"notes": [notes[1]]}}),
        json!({"unplace": {"notes": [notes[1]]}}),
        json!({"new": {"notes": [notes[0], notes[2]], "name": "Fresh"}}),
        json!({"merge": {"note": notes[0], "into": notes[1]}}),
        json!({"unmerge": {"note": notes[0]}}),
        json!({"rename": {"cluster": clusters[0], "name": "Other"}}),
        json!({"join": {"cluster": clusters[0], "into": clusters[1]}}),
    ];
    let edits: Vec<String> = edits.iter().map(Value::to_string).collect();
    for edit in &edits {
        seeds.add("plan", 'w', &[edit, "undo", "redo", "send", "undo"]);
    }
    let all: Vec<&str> = edits.iter().map(String::as_str).collect();
    seeds.add("plan", 'w', &all);
    let event = json!({"action": "created", "repository": {"full_name": "o/r", "default_branch": "main"}, "ref": "refs/heads/x", "issue": {"number": 3, "labels": [{"name": "folkmoot:note"}], "pull_request": null}, "label": {"name": "stage:notes"}, "pull_request": {"number": 5, "base": {"repo": {"full_name": "o/r"}}, "head": {"repo": {"full_name": "p/r"}}}});
    for name in ["issue_comment", "issues", "push", "pull_request"] {
        seeds.add("plan", 'e', &[name, &event.to_string()]);
    }
    seeds.add("plan", 'p', &[&text("tests/import/breakouts.json")]);
    let validation: Value = serde_json::from_str(&text("tests/proposals/validation.json")).unwrap();
    seeds.add("plan", 'p', &[&validation.to_string()]);
    let proposal = |number: u64, slot: &str| {
        let form = text("tests/import/breakouts.json");
        let form: Value = serde_json::from_str(&form).unwrap_or_default();
        let body = form.pointer("/sessions/0/body").and_then(Value::as_str).unwrap_or("### Session description\n\nA talk.\n\n### Session goal\n\nTo talk.\n\n### Session facilitators\n\n@ada\n").to_owned();
        json!({"number": number, "title": "A talk", "body": body, "author": {"login": "ada"}, "labels": [{"name": "session"}, {"name": "track: x"}], "url": format!("https://github.com/o/r/issues/{number}"), "slot": slot, "room": "Red"})
    };
    let event = json!({"metadata": {"meeting": "Meeting", "date": "2026-03-31", "timezone": "Europe/Paris"}, "slots": [{"date": "2026-03-31", "start": "10:00", "end": "11:00"}], "rooms": [{"name": "Red"}], "sessions": [proposal(1, "10:00"), proposal(2, "2026-03-31 10:00")]});
    seeds.add("plan", 'p', &[&event.to_string()]);
}

fn board() -> folkmoot::wall::Board {
    let room = &stage::rooms()[2];
    let (homes, _) = folkmoot::plan::view::homes(std::slice::from_ref(&room.session), &room.world);
    folkmoot::wall::Board::of(&room.session, &room.world, &homes)
}

/// What GitHub would answer about the rooms.
pub fn snapshots(seeds: &mut Seeds) {
    let page = |nodes: Vec<Value>| json!({"totalCount": nodes.len(), "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes});
    let author = json!({"__typename": "User", "login": "ada", "databaseId": 7, "createdAt": "2020-01-01T00:00:00Z"});
    for room in stage::rooms() {
        let mut sessions = Vec::new();
        let mut own = Vec::new();
        for issue in room.world.issues.values() {
            let labels: Vec<Value> = issue
                .labels
                .iter()
                .map(|name| json!({"id": format!("L_{name}"), "name": name}))
                .collect();
            let mut node = json!({"id": issue.id, "number": issue.number, "title": issue.title, "body": issue.body, "state": "OPEN", "locked": false, "createdAt": issue.written.to_string(), "author": author, "labels": {"nodes": labels}});
            if issue.has("folkmoot:session") {
                let comment = json!({"databaseId": 1, "body": "How might we fork?", "createdAt": issue.written.to_string(), "lastEditedAt": null, "author": author, "editor": null});
                node["comments"] = page(vec![comment]);
                node["latest"] = json!({"nodes": [{"updatedAt": issue.written.to_string()}]});
                sessions.push(node);
            } else {
                let vote = json!({"content": "THUMBS_UP", "createdAt": room.now.to_string(), "user": {"login": "ada", "databaseId": 7, "createdAt": null}});
                node["reactions"] = page(vec![vote]);
                own.push(node);
            }
        }
        let newest = json!({"totalCount": own.len(), "nodes": [{"number": 2, "updatedAt": room.now.to_string()}]});
        let nothing = page(Vec::new());
        let repository = json!({
            "id": "R", "url": "https://github.com/o/r", "defaultBranchRef": {"name": "main"},
            "labels": page(room.world.labels.values().map(|label| json!({"id": label.id, "name": label.name})).collect()),
            "turn": null, "inbox": {"totalCount": 0, "nodes": []}, "n0": newest, "last": newest,
            "talk": {"latest": {"totalCount": 1, "nodes": [{"updatedAt": room.now.to_string()}]}},
            "c0": page(sessions.clone()), "c1": nothing, "c2": nothing, "c3": page(own.clone()),
        });
        let whole = json!({"data": {"repository": repository, "p0": {"id": "G", "defaultBranchRef": {"name": "main"}, "b0": {"nodes": [{"number": 4, "url": "https://github.com/o/r/pull/4", "state": "OPEN", "merged": false, "isCrossRepository": false}]}}, "rateLimit": {"cost": 1}}}).to_string();
        let mut later = repository.clone();
        later["c0"] = page(sessions.clone());
        later["c1"] = page(own.clone());
        for at in 2..6 {
            later[format!("q{at}")] = own.get(at - 2).cloned().unwrap_or_default();
        }
        let changed = json!({"data": {"repository": later, "p0": null}}).to_string();
        let mark = format!(
            "200 etag=W/\"1\"\n[{{\"updated_at\":\"{}\",\"number\":2}}]",
            room.now
        );
        let moved = format!(
            "200 etag=W/\"2\"\n[{{\"updated_at\":\"{}\",\"number\":2}}]",
            room.now
        );
        for reader in "wdne".chars() {
            seeds.add("snapshot", reader, &[&whole, &whole]);
            seeds.add(
                "snapshot",
                reader,
                &[
                    "502",
                    &whole,
                    "403 retry-after=3\n{\"message\":\"secondary rate limit\"}",
                    &whole,
                ],
            );
        }
        seeds.add(
            "snapshot",
            'l',
            &[
                &mark, &whole, &moved, &changed, "304", &changed, &moved, &whole,
            ],
        );
        let mut vote = json!({"q0": sessions.first()});
        for (at, node) in (1..).zip(&own) {
            vote[format!("q{at}")] = node.clone();
        }
        seeds.add(
            "snapshot",
            'v',
            &[&json!({"data": {"repository": vote}, "errors": []}).to_string()],
        );
    }
    let refused = json!({"data": {"repository": null}, "errors": [{"message": "Could not resolve", "type": "NOT_FOUND", "path": ["repository"]}]}).to_string();
    let limited = json!({"data": null, "errors": [{"message": "API rate limit exceeded", "type": "RATE_LIMITED"}]}).to_string();
    let large = json!({"errors": [{"message": "too much", "type": "RESOURCE_LIMITS_EXCEEDED"}]})
        .to_string();
    seeds.all("snapshot", "wdlvcrof", &[&refused]);
    seeds.all("snapshot", "wdlvcrof", &[&limited, &large, &refused]);
    let user = |id: u64| json!({"login": format!("p{id}"), "databaseId": id});
    let people = json!({"totalCount": 2, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": [user(1), user(2)], "edges": [{"permission": "WRITE", "node": user(1)}, {"permission": "READ", "node": user(2)}]});
    let roll = json!({"data": {"repository": {"collaborators": people}, "organization": {"viewerIsAMember": true, "membersWithRole": people, "team": {"members": people}}}}).to_string();
    seeds.add("snapshot", 'r', &[&roll, &roll, &roll]);
    let first = roll
        .replace(
            "\"hasNextPage\":false,\"endCursor\":null",
            "\"hasNextPage\":true,\"endCursor\":\"x\"",
        )
        .replace(
            "\"endCursor\":null,\"hasNextPage\":false",
            "\"endCursor\":\"x\",\"hasNextPage\":true",
        );
    seeds.add("snapshot", 'r', &[&first, &roll, &roll, &roll]);
    let labels = json!({"data": {"repository": {"l0": {"id": "L1", "name": "cluster: Forks"}, "l1": null}, "u0": {"login": "ada", "databaseId": 7}, "u1": null}, "errors": [{"message": "no", "type": "NOT_FOUND", "path": ["u1"]}]}).to_string();
    seeds.add(
        "snapshot",
        'c',
        &[&labels.replace(",\"errors\"", ",\"e\""), &labels],
    );
    let count = json!({"totalCount": 1});
    let told = json!({"number": 9, "up": count, "down": count, "laugh": count, "hooray": count, "confused": count, "heart": count, "rocket": count, "eyes": count, "comments": {"totalCount": 1, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": [{"body": "More tea", "isMinimized": false, "author": {"__typename": "User", "login": "ada"}, "up": count}]}});
    let found = json!({"data": {"repository": {"latest": {"nodes": [{"number": 9, "body": "<!-- folkmoot:action \"a\" -->", "labels": {"nodes": [{"id": "L", "name": "folkmoot:action"}]}}]}}}}).to_string();
    seeds.add(
        "snapshot",
        'o',
        &[
            &found,
            &json!({"data": {"repository": {"q0": told}}}).to_string(),
        ],
    );
    seeds.add(
        "snapshot",
        'p',
        &[
            "200 etag=W/\"1\" date=Tue,_31_Mar_2026_10:00:00_GMT\n[]",
            "404\n{\"message\":\"Not Found\"}",
        ],
    );
    let doctor = json!({"data": {"viewer": {"login": "ada"}, "repository": {"id": "R", "viewerPermission": "WRITE", "hasIssuesEnabled": true, "labels": {"totalCount": 0, "nodes": []}}, "rateLimit": {"remaining": 10}}}).to_string();
    seeds.add(
        "snapshot",
        'f',
        &[&doctor, &doctor, "200\n{\"permissions\":{}}", "404"],
    );
}
