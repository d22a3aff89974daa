//! Refs and files over REST, on a real bare repository.

use crate::common::{Reply, World, world};
use git2::{Repository, RepositoryInitOptions, Signature};
use serde_json::{Value, json};
use std::path::Path;

/// A bare repository whose `main` has one file; returns its commit.
fn bare(dir: &Path) -> String {
    let mut options = RepositoryInitOptions::new();
    let git = Repository::init_opts(dir, options.bare(true).initial_head("main")).unwrap();
    let who = Signature::now("t", "t@localhost").unwrap();
    let mut builder = git.treebuilder(None).unwrap();
    builder
        .insert("a.txt", git.blob(b"one\n").unwrap(), 0o100_644)
        .unwrap();
    let tree = git.find_tree(builder.write().unwrap()).unwrap();
    let commit = git.commit(Some("refs/heads/main"), &who, &who, "m", &tree, &[]);
    commit.unwrap().to_string()
}

fn plot(world: &World, dir: &Path) -> String {
    let sha = bare(dir);
    world.hub.add_repository("ada/plot", Some(dir)).unwrap();
    sha
}

fn message(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.body["message"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ref_from_made_to_gone() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    let sha = plot(&world, dir.path());
    let refs = "/repos/ada/plot/git/refs";
    let body = json!({"ref": "refs/heads/bed/one", "sha": sha});
    assert_eq!(world.post(&world.outsider, refs, body.clone()).status, 403);
    let made = world.post(&world.owner, refs, body.clone());
    assert_eq!(
        (made.status, &made.body["object"]["type"]),
        (201, &json!("commit"))
    );
    let again = world.post(&world.owner, refs, body);
    assert_eq!(message(&again), (422, "Reference already exists"));
    // The slash may come encoded.
    for name in ["heads/bed/one", "heads%2Fbed%2Fone"] {
        let got = world.get(&world.owner, &format!("/repos/ada/plot/git/ref/{name}"));
        assert_eq!(
            (got.status, &got.body["object"]["sha"]),
            (200, &json!(sha)),
            "{name}"
        );
    }
    let matching = world.get(&world.owner, "/repos/ada/plot/git/matching-refs/heads/bed");
    assert_eq!(matching.body.as_array().unwrap().len(), 1);
    for (name, sha, reason) in [
        ("bed/two", sha.as_str(), "Reference name is not valid"),
        (
            "refs/heads/a..b",
            sha.as_str(),
            "Reference name is not valid",
        ),
        (
            "refs/heads/two",
            "0123456789012345678901234567890123456789",
            "Object does not exist",
        ),
    ] {
        let refused = world.post(&world.owner, refs, json!({"ref": name, "sha": sha}));
        assert_eq!(message(&refused), (422, reason));
    }
    let one = format!("{refs}/heads/bed/one");
    let gone = world.send(&world.owner, "DELETE", &one, Value::Null);
    assert_eq!(gone.status, 204);
    let twice = world.send(&world.owner, "DELETE", &one, Value::Null);
    assert_eq!(message(&twice), (422, "Reference does not exist"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_moves_forward_only() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    let first = plot(&world, dir.path());
    let file = "/repos/ada/plot/contents/notes/b.txt";
    let body = json!({"message": "add", "content": "dHdv\nCg=="});
    let made = world.send(&world.owner, "PUT", file, body);
    assert_eq!(made.status, 201, "{}", made.body);
    let second = made.body["commit"]["sha"].as_str().unwrap().to_owned();
    assert_eq!(made.body["commit"]["parents"][0]["sha"], first);
    let main = "/repos/ada/plot/git/refs/heads/main";
    let back = world.send(&world.owner, "PATCH", main, json!({"sha": first}));
    assert_eq!(message(&back), (422, "Update is not a fast forward"));
    let body = json!({"sha": first, "force": true});
    assert_eq!(world.send(&world.owner, "PATCH", main, body).status, 200);
    assert_eq!(world.get(&world.owner, file).status, 404);
    let forth = world.send(&world.owner, "PATCH", main, json!({"sha": second}));
    assert_eq!(forth.status, 200);
    let read = world.get(&world.owner, file);
    assert_eq!(
        (read.status, &read.body["content"]),
        (200, &json!("dHdvCg==\n"))
    );
    let root = world.get(&world.owner, "/repos/ada/plot/contents");
    let names: Vec<&Value> = root
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["type"])
        .collect();
    assert_eq!(names, ["file", "dir"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_replaced_by_who_knows_it() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    plot(&world, dir.path());
    let file = "/repos/ada/plot/contents/a.txt";
    let sha = world.get(&world.owner, file).body["sha"].clone();
    let put = |who, sha: &Value| {
        let body = json!({"message": "m", "content": "dHdvCg==", "sha": sha, "branch": "main"});
        world.send(who, "PUT", file, body)
    };
    assert_eq!(put(&world.outsider, &sha).status, 403);
    assert_eq!(put(&world.owner, &Value::Null).status, 422);
    assert_eq!(put(&world.owner, &json!("0000")).status, 409);
    assert_eq!(put(&world.owner, &sha).status, 200);
    assert_eq!(put(&world.owner, &sha).status, 409);
    let nowhere = json!({"message": "m", "content": "", "branch": "nowhere"});
    let refused = world.send(&world.owner, "PUT", file, nowhere);
    assert_eq!(refused.status, 404);
    let broken = json!({"message": "m", "content": "%"});
    let refused = world.send(
        &world.owner,
        "PUT",
        "/repos/ada/plot/contents/c.txt",
        broken,
    );
    assert_eq!(refused.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_request_is_squashed_or_conflicts() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    let first = plot(&world, dir.path());
    for branch in ["one", "two"] {
        let body = json!({"ref": format!("refs/heads/{branch}"), "sha": first});
        let made = world.post(&world.owner, "/repos/ada/plot/git/refs", body);
        assert_eq!(made.status, 201);
        // Both branches write the same file: the second one conflicts once the first is merged.
        let content = if branch == "one" { "MQ==" } else { "Mg==" };
        let body = json!({"message": "m", "content": content, "branch": branch});
        let put = world.send(&world.owner, "PUT", "/repos/ada/plot/contents/n.txt", body);
        assert_eq!(put.status, 201);
        let body = json!({"title": branch, "head": branch, "base": "main"});
        let pull = world.post(&world.owner, "/repos/ada/plot/pulls", body);
        let (commits, mergeable) = (&pull.body["commits"], &pull.body["mergeable"]);
        assert_eq!((commits, mergeable), (&json!(1), &json!(true)));
    }
    let merge = |number: u64, method: &str| {
        let path = format!("/repos/ada/plot/pulls/{number}/merge");
        world.send(&world.owner, "PUT", &path, json!({"merge_method": method}))
    };
    assert_eq!(merge(1, "rebase").status, 405);
    let merged = merge(1, "squash");
    assert_eq!(merged.status, 200, "{}", merged.body);
    let sha = merged.body["sha"].as_str().unwrap();
    let commit = world.get(&world.owner, &format!("/repos/ada/plot/git/commits/{sha}"));
    assert_eq!(commit.body["message"], "one (#1)");
    assert_eq!(commit.body["parents"].as_array().unwrap().len(), 1);
    assert_eq!(commit.body["parents"][0]["sha"], first);
    let pull = world.get(&world.owner, "/repos/ada/plot/pulls/2");
    assert_eq!(pull.body["mergeable"], false);
    assert_eq!(merge(2, "merge").status, 405);
}
