//! What is asked of fakehub: every operation, as it succeeds and as it fails.

use crate::driver::Driver;
use fakehub::{Operation, User, operations};
use jiff::SignedDuration;
use serde_json::{Value, json};

pub const REPO: &str = "/repos/ada/garden";
pub const NONE: Value = Value::Null;

/// A body that each writing operation takes.
fn body(operation: &Operation) -> Value {
    let last = operation.path.rsplit('/').next().unwrap();
    match (operation.method, last) {
        ("POST", "labels") if operation.path.contains("{issue_number}") => {
            json!({"labels": ["red"]})
        }
        ("PUT", "labels") => json!({"labels": ["red"]}),
        ("POST", "labels") => json!({"name": "red", "color": "ff0000", "description": "warm"}),
        ("POST", "issues") => json!({"title": "t"}),
        ("POST", "comments") | ("PATCH", "{comment_id}") => json!({"body": "b"}),
        ("POST", "reactions") => json!({"content": "heart"}),
        ("POST", "pulls") => json!({"title": "t", "head": "one", "base": "main"}),
        ("POST", "refs") => json!({"ref": "refs/heads/new", "sha": "0".repeat(40)}),
        ("PATCH", "{ref}") => json!({"sha": "0".repeat(40)}),
        ("PUT", "{path}") => json!({"message": "m", "content": ""}),
        ("PATCH", _) => json!({}),
        _ => NONE,
    }
}

fn target(operation: &Operation, values: &[(&str, &str)]) -> String {
    let mut path = operation.path.to_owned();
    for (name, value) in values {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    path
}

/// What every operation answers to whoever has a bad token, no token, or no idea.
pub fn refusals(driver: &mut Driver) {
    let ada = driver.world.owner.clone();
    let stranger = User {
        token: "ghp_nobody".to_owned(),
        ..ada.clone()
    };
    let numbers =
        ["issue_number", "pull_number", "comment_id", "reaction_id"].map(|name| (name, "999"));
    for operation in operations() {
        let mut values = vec![
            ("owner", "ada"),
            ("repo", "garden"),
            ("username", "nobody"),
            ("name", "nothing"),
        ];
        values.extend([("branch", "nowhere"), ("ref", "heads/nowhere")]);
        values.extend([("path", "nothing.md"), ("commit_sha", "none")]);
        values.extend(numbers);
        let path = target(operation, &values);
        let sent = Some(body(operation)).filter(|body| !body.is_null());
        driver.send(
            Some(&stranger),
            operation.method,
            &path,
            sent.clone(),
            401,
            true,
        );
        if operation.method != "GET" {
            driver.send(None, operation.method, &path, sent.clone(), 401, true);
        }
        // Rules hold for branches that are not there yet.
        let is_there = operation.path.contains("/rules/");
        if !is_there && (path.contains("999") || path.contains("no")) {
            driver.ask(&ada, operation.method, &path, body(operation), 404);
        }
        if operation.path.contains("{repo}") {
            values[1].1 = "nowhere";
            let path = target(operation, &values);
            driver.ask(&ada, operation.method, &path, body(operation), 404);
        }
    }
    driver.send(None, "GET", "/user", None, 401, true);
}

pub fn accounts_and_repositories(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let bot = driver.world.hub.add_bot("gardener");
    driver.world.hub.add_organization("greens");
    driver
        .world
        .hub
        .add_repository("greens/shed", None)
        .unwrap();
    driver.world.hub.set_private("greens/shed", true);
    driver
        .world
        .hub
        .grant("bob", "greens/shed", fakehub::Permission::Write);
    for path in ["/rate_limit", "/user", "/users/bob", REPO] {
        driver.again(&ada, path);
    }
    driver.get(&bot, "/user", 403);
    driver.get(&ada, "/users/greens", 200);
    driver.send(None, "GET", "/rate_limit", None, 200, true);
    driver.send(None, "GET", REPO, None, 200, true);
    driver.get(&bob, "/repos/greens/shed", 200);
    driver.get(&ada, "/repos/greens/shed", 404);
    driver.get(&bob, "/repos/ada/garden/collaborators/ada/permission", 403);
    driver
        .world
        .hub
        .grant("triager", "ada/garden", fakehub::Permission::Triage);
    driver.world.hub.add_user("triager");
    for who in ["ada", "bob", "triager"] {
        let path = format!("{REPO}/collaborators/{who}/permission");
        driver.again(&ada, &path);
    }
}

/// What is set in a repository, and who may see it.
pub fn settings(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let bot = driver.world.hub.add_bot("gardener");
    let hub = driver.world.hub.clone();
    let set = |change: fn(&mut fakehub::Settings)| hub.settings("ada/garden", change).unwrap();
    for path in ["", "/workflow"] {
        let path = format!("{REPO}/actions/permissions{path}");
        driver.again(&ada, &path);
        driver.get(&bob, &path, 403);
        driver.get(&bot, &path, 403);
    }
    let permissions = format!("{REPO}/actions/permissions");
    set(|settings| settings.actions = false);
    let off = driver.get(&ada, &permissions, 200);
    assert_eq!(off.body["enabled"], json!(false));
    set(|settings| settings.actions = true);
    let workflows = format!("{REPO}/actions/workflows");
    assert_eq!(driver.get(&bob, &workflows, 200).body["total_count"], 0);
    set(|settings| {
        let path = |name: &str| format!(".github/workflows/{name}.yml");
        let mut asleep = fakehub::Workflow::active("Water", &path("water"));
        asleep.state = "disabled_inactivity".to_owned();
        settings.workflows = vec![asleep, fakehub::Workflow::active("Weed", &path("weed"))];
    });
    let page = driver.get(&bob, &format!("{workflows}?per_page=1&page=2"), 200);
    assert_eq!(page.body["total_count"], 2);
    assert_eq!(page.body["workflows"][0]["name"], "Weed");
    driver.again(&ada, &workflows);
    set(|settings| {
        settings.rules = vec![fakehub::Rule {
            kind: "creation".to_owned(),
            branches: "bed/".to_owned(),
        }];
    });
    let rules = |branch: &str| format!("{REPO}/rules/branches/{branch}");
    assert_eq!(
        driver
            .get(&bob, &rules("bed%2Fone?per_page=100&page=1"), 200)
            .body[0]["type"],
        "creation"
    );
    assert_eq!(driver.get(&bob, &rules("bed"), 200).body, json!([]));
    driver.again(&ada, &rules("main"));
    set(|settings| settings.issues = false);
    driver.ask(
        &ada,
        "POST",
        &format!("{REPO}/issues"),
        json!({"title": "t"}),
        410,
    );
    set(|settings| {
        settings.issues = true;
        settings.archived = true;
    });
    driver.ask(
        &ada,
        "POST",
        &format!("{REPO}/issues"),
        json!({"title": "t"}),
        403,
    );
    driver.ask(
        &ada,
        "POST",
        &format!("{REPO}/labels"),
        json!({"name": "red"}),
        403,
    );
    assert_eq!(driver.get(&ada, REPO, 200).body["archived"], json!(true));
    set(|settings| settings.archived = false);
}

pub fn labels(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let labels = format!("{REPO}/labels");
    driver.ask(
        &ada,
        "POST",
        &labels,
        json!({"name": "red", "color": "FF0000", "description": "warm"}),
        201,
    );
    driver.ask(&ada, "POST", &labels, json!({"name": "grün / é %"}), 201);
    driver.get(
        &ada,
        &format!("{labels}/gr%C3%BCn%20%2F%20%C3%A9%20%25"),
        200,
    );
    driver.ask(&ada, "POST", &labels, json!({"name": "RED"}), 422);
    driver.ask(
        &ada,
        "POST",
        &labels,
        json!({"name": "x", "color": "red"}),
        422,
    );
    driver.ask(&ada, "POST", &labels, json!({"name": "x".repeat(51)}), 422);
    driver.ask(
        &ada,
        "POST",
        &labels,
        json!({"name": "x", "description": "d".repeat(101)}),
        422,
    );
    driver.ask(&bob, "POST", &labels, json!({"name": "x"}), 403);
    driver.wrong(&ada, "POST", &labels, json!({"color": "ff0000"}), 422);
    driver.wrong(&ada, "POST", &labels, json!({"name": 7}), 422);
    driver.wrong(&ada, "POST", &labels, NONE, 422);
    for name in ["a", "b", "c"] {
        driver.ask(&ada, "POST", &labels, json!({"name": name}), 201);
    }
    pages(driver, &labels, 5);
    driver.again(&ada, &labels);
    let red = format!("{labels}/red");
    driver.again(&ada, &red);
    driver.ask(
        &ada,
        "PATCH",
        &red,
        json!({"new_name": "scarlet", "color": "ff2400", "description": "x"}),
        200,
    );
    let scarlet = format!("{labels}/scarlet");
    driver.ask(&ada, "PATCH", &scarlet, NONE, 200);
    driver.ask(&ada, "PATCH", &scarlet, json!({"new_name": "a"}), 422);
    driver.ask(&bob, "PATCH", &scarlet, json!({"color": "ffffff"}), 403);
    driver.ask(&bob, "DELETE", &scarlet, NONE, 403);
    driver.ask(&ada, "DELETE", &scarlet, NONE, 204);
}

/// Two an answer, from the first page to the last.
pub fn pages(driver: &mut Driver, list: &str, total: usize) {
    let ada = driver.world.owner.clone();
    let mark = if list.contains('?') { '&' } else { '?' };
    let mut next = format!("{list}{mark}per_page=2");
    let (mut count, base) = (0, format!("{}{}", driver.world.server.url(), driver.prefix));
    loop {
        let reply = driver.get(&ada, &next, 200);
        count += reply.body.as_array().map_or(0, Vec::len);
        let link = reply.header("link").unwrap_or_default().to_owned();
        let found = link
            .split(", ")
            .find_map(|one| one.strip_suffix("; rel=\"next\""));
        let Some(found) = found else {
            break;
        };
        let url = found.trim_start_matches('<').trim_end_matches('>');
        let path = url.strip_prefix(&base).unwrap();
        // A link names the repository by its id, which no description knows: ask there, and go on where it is described.
        assert!(path.starts_with("/repositories/"), "{path}");
        let by_id = driver.world.get(&ada, &format!("{}{path}", driver.prefix));
        let (_, query) = path.split_once('?').unwrap();
        next = format!("{}?{query}", list.split('?').next().unwrap());
        let by_name = driver.get(&ada, &next, 200);
        assert_eq!(by_id.body, by_name.body);
    }
    assert_eq!(count, total, "{list}");
}

pub fn issues(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let issues = format!("{REPO}/issues");
    let first = json!({"title": "one", "body": "text", "labels": ["red", {"name": "round"}]});
    driver.ask(&ada, "POST", &issues, first, 201);
    driver.ask(
        &bob,
        "POST",
        &issues,
        json!({"title": 2, "labels": ["red"]}),
        201,
    );
    for title in ["three", "four", "five"] {
        driver.ask(
            &bob,
            "POST",
            &issues,
            json!({"title": title, "body": ""}),
            201,
        );
    }
    for body in [
        json!({"body": "b"}),
        json!({"title": true}),
        json!({"title": "t", "labels": null}),
        NONE,
    ] {
        driver.wrong(&ada, "POST", &issues, body, 422);
    }
    driver.ask(&ada, "POST", &issues, json!({"title": " "}), 422);
    driver.ask(
        &ada,
        "POST",
        &issues,
        json!({"title": "t".repeat(257)}),
        422,
    );
    driver.ask(
        &ada,
        "POST",
        &issues,
        json!({"title": "t", "body": "b".repeat(65_537)}),
        422,
    );
    pages(driver, &issues, 5);
    driver.again(&ada, &issues);
    for query in [
        "state=all&labels=red,round&sort=updated&direction=asc",
        "state=closed&sort=comments&creator=bob",
        "since=2026-03-01T12:00:00Z&sort=created&direction=desc&page=2",
    ] {
        driver.get(&ada, &format!("{issues}?{query}"), 200);
    }
    for (query, count) in [
        ("assignee=none&milestone=none&type=none", 5),
        ("assignee=bob", 0),
        ("milestone=1", 0),
        ("type=Bug", 0),
        ("issue_field_values=size:1", 0),
        ("mentioned=ada", 0),
    ] {
        let found = driver.get(&ada, &format!("{issues}?{query}"), 200);
        assert_eq!(found.body.as_array().unwrap().len(), count, "{query}");
    }
    driver.wrong(&ada, "GET", &format!("{issues}?since=yesterday"), NONE, 422);
    let one = format!("{issues}/1");
    driver.again(&ada, &one);
    for change in [
        json!({"state": "closed", "state_reason": "not_planned"}),
        json!({"state": "open"}),
        json!({"state": "closed", "state_reason": "duplicate", "title": "1", "body": null, "labels": ["round"]}),
        json!({"state": "open", "state_reason": "reopened"}),
        json!({"title": null}),
        NONE,
    ] {
        driver.ask(&ada, "PATCH", &one, change, 200);
        driver.get(&bob, &one, 200);
    }
    for change in [
        json!({"state": "ajar"}),
        json!({"state_reason": "bored"}),
        json!({"labels": "red"}),
    ] {
        driver.wrong(&ada, "PATCH", &one, change, 422);
    }
    driver.ask(&ada, "PATCH", &one, json!({"title": "t".repeat(257)}), 422);
    driver.ask(&bob, "PATCH", &one, json!({"title": "mine"}), 403);
}

pub fn labels_of_an_issue(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let labels = format!("{REPO}/issues/1/labels");
    driver.ask(
        &ada,
        "POST",
        &labels,
        json!({"labels": ["a", "b", "c"]}),
        200,
    );
    driver.ask(
        &ada,
        "PUT",
        &labels,
        json!({"labels": ["a", "b", "c", "d", "e"]}),
        200,
    );
    driver.ask(
        &ada,
        "PUT",
        &labels,
        json!({"labels": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}),
        200,
    );
    pages(driver, &labels, 3);
    driver.again(&ada, &labels);
    let too_many: Vec<String> = (0..101).map(|number| format!("l{number}")).collect();
    driver.ask(&ada, "POST", &labels, json!({"labels": too_many}), 422);
    driver.ask(
        &ada,
        "PUT",
        &labels,
        json!({"labels": ["x".repeat(51)]}),
        422,
    );
    driver.wrong(&ada, "PUT", &labels, json!({"labels": [7]}), 422);
    for (method, body) in [
        ("POST", json!({"labels": ["a"]})),
        ("PUT", json!({"labels": ["a"]})),
        ("DELETE", NONE),
    ] {
        driver.ask(&bob, method, &labels, body, 403);
    }
    let one = format!("{labels}/a");
    driver.ask(&bob, "DELETE", &one, NONE, 403);
    driver.ask(&ada, "DELETE", &one, NONE, 200);
    driver.ask(&ada, "DELETE", &one, NONE, 404);
    driver.ask(&ada, "DELETE", &labels, NONE, 204);
    assert_eq!(driver.get(&ada, &labels, 200).body, json!([]));
}

/// The limits that stop a request before any operation sees it.
pub fn rate_limits(driver: &mut Driver) {
    let issues = format!("{REPO}/issues");
    let eve = driver.world.hub.add_user("eve");
    for _ in 0..80 {
        driver.ask(&eve, "POST", &issues, json!({"title": "t"}), 201);
    }
    let stopped = driver.world.post(&eve, &issues, json!({"title": "t"}));
    assert_eq!(
        (stopped.status, stopped.header("retry-after")),
        (403, Some("60"))
    );
    let body = stopped.body.as_object().unwrap();
    let keys: Vec<&String> = body.keys().collect();
    assert_eq!(keys, ["documentation_url", "message", "status"]);
    driver
        .world
        .hub
        .clock()
        .advance(SignedDuration::from_hours(2));
}
