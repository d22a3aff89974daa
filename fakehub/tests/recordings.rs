//! fakehub's answers beside GitHub's own, as npm `@octokit/fixtures` recorded them: the variable `FAKEHUB_GITHUB_FIXTURES`
//! names the unpacked package.
//!
//! The recorded requests are sent to fakehub as they were sent to GitHub. Status, keys, types, addresses and the headers that
//! clients read must be the same; what is in the values may differ.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Reply, World, world};
use fakehub::{User, operation_at};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const ORGANIZATION: &str = "octokit-fixture-org";

/// Headers that GitHub sends and clients read.
const HEADERS: [&str; 9] = [
    "content-type",
    "etag",
    "link",
    "location",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-resource",
    "x-ratelimit-used",
];

/// Where fakehub differs from the recordings, and why it may.
const DIFFERENT: [(&str, &str); 4] = [
    (
        "reactions/url",
        "the package's own tidying missed the name of the repository there",
    ),
    ("avatar_url", "pictures are on a host of their own"),
    (
        "documentation_url",
        "the recordings are of 2022; the descriptions of today give other addresses, and fakehub is held to those",
    ),
    ("etag", "fakehub gives it to reading requests only"),
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FAKEHUB_GITHUB_FIXTURES").map(PathBuf::from);
    if folder.is_none() {
        eprintln!(
            "skipped: set FAKEHUB_GITHUB_FIXTURES to the unpacked npm package @octokit/fixtures"
        );
    }
    folder.map(|folder| folder.join("scenarios/api.github.com"))
}

/// A scenario's recordings.
fn recorded(folder: &Path, scenario: &str) -> Vec<Value> {
    let file = folder.join(scenario).join("normalized-fixture.json");
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap()
}

struct Replay {
    world: World,
    owner: User,
    wrong: Vec<String>,
    same: Vec<String>,
}

impl Replay {
    /// The world that the recordings were made in.
    async fn new() -> Replay {
        let world = world().await;
        world.hub.set_web_url("https://github.com");
        world.hub.add_organization(ORGANIZATION);
        let owner = world.hub.add_user("octokit-fixture-user-a");
        Replay {
            world,
            owner,
            wrong: Vec::new(),
            same: Vec::new(),
        }
    }

    fn repository(&self, name: &str) -> String {
        let full = format!("{ORGANIZATION}/{name}");
        self.world.hub.add_repository(&full, None).unwrap();
        self.world
            .hub
            .grant(&self.owner.login, &full, fakehub::Permission::Admin);
        format!("/repos/{full}")
    }

    /// Sends a recorded request, and compares the answers. Paths by the id of a repository get the id it has here.
    fn send(&mut self, recording: &Value, repository: &str) {
        let method = recording["method"].as_str().unwrap().to_uppercase();
        let asked = recording["path"].as_str().unwrap();
        let by_name = asked.replace("/repositories/1000", repository);
        let path = by_name.split('?').next().unwrap();
        assert!(
            operation_at(&method, path).is_some(),
            "fakehub has no {method} {path}"
        );
        let id = self.world.get(&self.owner, repository).body["id"].to_string();
        let target = asked.replace("/repositories/1000", &format!("/repositories/{id}"));
        let body = Some(recording["body"].clone()).filter(|body| !body.is_string());
        let reply = self
            .world
            .try_send(Some(&self.owner), &method, &target, body)
            .unwrap();
        let place = format!("{method} {asked}");
        let before = self.wrong.len();
        if recording["status"] != reply.status {
            self.wrong.push(format!(
                "{place}: {}, not {}",
                reply.status, recording["status"]
            ));
        }
        let response = &recording["response"];
        let empty = response == "" && reply.body.is_null();
        if !empty {
            self.compare(response, &reply.body, &place);
        }
        self.headers(&recording["headers"], &reply, &place, &method);
        if self.wrong.len() == before {
            self.same.push(format!("{place} → {}", reply.status));
        }
    }

    fn compare(&mut self, theirs: &Value, ours: &Value, at: &str) {
        if DIFFERENT.iter().any(|(end, _)| at.ends_with(end)) {
            return;
        }
        match (theirs, ours) {
            (Value::Object(theirs), Value::Object(ours)) => {
                for (key, value) in theirs {
                    match ours.get(key) {
                        Some(own) => self.compare(value, own, &format!("{at}/{key}")),
                        None => self.wrong.push(format!("{at}/{key} is not there")),
                    }
                }
            }
            (Value::Array(theirs), Value::Array(ours)) => {
                if theirs.is_empty() != ours.is_empty() && !at.ends_with("/topics") {
                    self.wrong.push(format!("{at}: one of the lists is empty"));
                }
                for (theirs, ours) in theirs.iter().zip(ours) {
                    self.compare(theirs, ours, &format!("{at}/0"));
                }
            }
            // What may be null may be null on one side only.
            (Value::Null, _) | (_, Value::Null) => {}
            (Value::String(theirs), Value::String(ours)) => {
                let (theirs, ours) = (form(theirs), form(&self.abroad(ours)));
                if theirs.contains("://") && theirs != ours {
                    self.wrong.push(format!("{at}: {ours}, not {theirs}"));
                }
            }
            (Value::Number(_), Value::Number(_)) | (Value::Bool(_), Value::Bool(_)) => {}
            (theirs, ours) => self.wrong.push(format!("{at}: {ours}, not as {theirs}")),
        }
    }

    fn headers(&mut self, theirs: &Value, reply: &Reply, place: &str, method: &str) {
        for name in HEADERS {
            // Some recorded values are numbers.
            let theirs = match theirs.get(name) {
                Some(Value::String(text)) => form(text),
                Some(value) => form(&value.to_string()),
                None => continue,
            };
            let ours = reply.header(name).map(|text| form(&self.abroad(text)));
            let of_value = matches!(
                name,
                "content-type" | "link" | "location" | "x-ratelimit-resource"
            );
            match ours {
                None if name == "etag" && method != "GET" => {}
                None => self
                    .wrong
                    .push(format!("{place}: the header {name} is not there")),
                Some(ours) if of_value || theirs == "0" => {
                    if ours != theirs {
                        self.wrong
                            .push(format!("{place}: {name}: {ours}, not {theirs}"));
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// What fakehub says, had it said so at GitHub's address.
    fn abroad(&self, text: &str) -> String {
        text.replace(&self.world.server.url(), "https://api.github.com")
    }
}

/// A text with its numbers made equal, except for those of pages.
fn form(text: &str) -> String {
    let mut form = String::new();
    for (index, part) in text.split("page=").enumerate() {
        if index > 0 {
            form += "page=";
        }
        let page = part.chars().take_while(char::is_ascii_digit).count();
        let page = if index > 0 { page } else { 0 };
        form += &part[..page];
        let mut digits = false;
        for letter in part[page..].chars() {
            let digit = letter.is_ascii_digit();
            if !digit {
                form.push(letter);
            } else if !digits {
                form.push('0');
            }
            digits = digit;
        }
    }
    form
}

#[test]
fn numbers_are_equal_but_for_pages() {
    assert_eq!(
        form("a/1000/b7?per_page=3&page=12>"),
        "a/0/b0?per_page=3&page=12>"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn github_answered_the_same() {
    let Some(folder) = folder() else {
        return;
    };
    let mut replay = Replay::new().await;

    let labels = replay.repository("labels");
    let first = json!({"name": "bug", "color": "d73a4a", "description": "Something isn't working"});
    replay
        .world
        .post(&replay.owner, &format!("{labels}/labels"), first);
    for recording in recorded(&folder, "labels") {
        replay.send(&recording, &labels);
    }

    let issue = replay.repository("add-labels-to-issue");
    for recording in recorded(&folder, "add-labels-to-issue") {
        replay.send(&recording, &issue);
    }

    let errors = replay.repository("errors");
    for recording in recorded(&folder, "errors") {
        replay.send(&recording, &errors);
    }

    let locked = replay.repository("lock-issue");
    replay.world.post(
        &replay.owner,
        &format!("{locked}/issues"),
        json!({"title": "t"}),
    );
    for recording in recorded(&folder, "lock-issue") {
        replay.send(&recording, &locked);
    }

    let paged = replay.repository("paginate-issues");
    for number in 1..=13 {
        let title = json!({"title": format!("Test issue {number}")});
        replay
            .world
            .post(&replay.owner, &format!("{paged}/issues"), title);
    }
    for recording in recorded(&folder, "paginate-issues") {
        replay.send(&recording, &paged);
    }

    let repository = replay.repository("hello-world");
    replay.send(&recorded(&folder, "get-repository")[0], &repository);
    let renamed = replay.repository("rename-repository-newname");
    replay.send(&recorded(&folder, "rename-repository")[2], &renamed);

    // An error of an operation that fakehub lacks has the same form as any other.
    let missing = replay
        .world
        .get(&replay.owner, &format!("{repository}/branches/none"));
    let recording = &recorded(&folder, "branch-protection")[0];
    replay.compare(&recording["response"], &missing.body, "an error 404");
    replay.headers(&recording["headers"], &missing, "an error 404", "GET");

    // An issue that is found is an issue.
    let found = &recorded(&folder, "search-issues")[0]["response"]["items"][0];
    let mut found = found.clone();
    found.as_object_mut().unwrap().remove("score");
    let shown = replay.repository("search-issues");
    for title in ["one", "two"] {
        replay.world.post(
            &replay.owner,
            &format!("{shown}/issues"),
            json!({"title": title}),
        );
    }
    let user = replay.world.hub.add_user("octokit-fixture-user-b");
    replay.world.post(
        &user,
        &format!("{shown}/issues"),
        json!({"title": "Sesame", "body": "b"}),
    );
    let issue = replay.world.get(&user, &format!("{shown}/issues/3")).body;
    replay.compare(&found, &issue, "an issue");

    println!("{}", replay.same.join("\n"));
    let wrong = &replay.wrong;
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
