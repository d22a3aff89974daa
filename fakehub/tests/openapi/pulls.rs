//! Pull requests and branches, on a real bare repository.

use crate::driver::Driver;
use git2::{Repository, Signature};
use serde_json::{Value, json};
use std::path::Path;

const REPO: &str = "/repos/ada/plot";
const NONE: Value = Value::Null;

/// A bare repository with `main`, three branches a commit ahead of it, and one that goes against the first.
fn bare(dir: &Path) {
    let mut options = git2::RepositoryInitOptions::new();
    let git = Repository::init_opts(dir, options.bare(true).initial_head("main")).unwrap();
    let who = Signature::now("ada", "ada@localhost").unwrap();
    let mut root = None;
    for (branch, file, text) in [
        ("main", "a.txt", "a\n"),
        ("one", "b.txt", "b\nb\n"),
        ("seeds/two", "c.txt", "c\n"),
        ("three", "d.txt", "d\n"),
        ("against", "b.txt", "x\n"),
    ] {
        let base: Option<git2::Commit<'_>> = root.map(|id| git.find_commit(id).unwrap());
        let tree = base.as_ref().map(|commit| commit.tree().unwrap());
        let mut builder = git.treebuilder(tree.as_ref()).unwrap();
        let blob = git.blob(text.as_bytes()).unwrap();
        builder.insert(file, blob, 0o100_644).unwrap();
        let tree = git.find_tree(builder.write().unwrap()).unwrap();
        let parents: Vec<&git2::Commit<'_>> = base.iter().collect();
        let name = format!("refs/heads/{branch}");
        let made = git
            .commit(Some(&name), &who, &who, file, &tree, &parents)
            .unwrap();
        root = root.or(Some(made));
    }
}

pub fn pulls(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let dir = tempfile::tempdir().unwrap();
    bare(dir.path());
    driver
        .world
        .hub
        .add_repository("ada/plot", Some(dir.path()))
        .unwrap();
    for branch in ["main", "seeds/two"] {
        driver.again(&ada, &format!("{REPO}/branches/{branch}"));
        driver.again(&ada, &format!("{REPO}/git/ref/heads/{branch}"));
    }
    driver.world.hub.protect("ada/plot", "three");
    driver.get(&ada, &format!("{REPO}/branches/three"), 200);
    let pulls = format!("{REPO}/pulls");
    let open = |head: &str, more: Value| {
        let mut body = json!({"title": head, "head": head, "base": "main"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let made = driver.ask(
        &ada,
        "POST",
        &pulls,
        open("one", json!({"body": "text"})),
        201,
    );
    let counted =
        ["commits", "additions", "deletions", "changed_files"].map(|key| made.body[key].clone());
    assert_eq!(counted, [json!(1), json!(2), json!(0), json!(1)]);
    driver.ask(&ada, "POST", &pulls, open("ada:seeds/two", json!({})), 201);
    driver.ask(
        &ada,
        "POST",
        &pulls,
        open("three", json!({"draft": true})),
        201,
    );
    driver.ask(&ada, "POST", &pulls, open("against", json!({})), 201);
    driver.ask(&ada, "POST", &pulls, open("one", json!({})), 422);
    driver.ask(&ada, "POST", &pulls, open("main", json!({})), 422);
    driver.ask(&ada, "POST", &pulls, open("nowhere", json!({})), 422);
    driver.ask(&bob, "POST", &pulls, open("one", json!({})), 403);
    driver.wrong(
        &ada,
        "POST",
        &pulls,
        json!({"title": "t", "base": "main"}),
        422,
    );
    driver.wrong(
        &ada,
        "POST",
        &pulls,
        open("one", json!({"draft": "no"})),
        422,
    );
    driver.again(&ada, &pulls);
    for query in [
        "state=all&direction=asc&per_page=2",
        "head=ada:one&base=main",
        "state=closed&sort=created&page=2",
    ] {
        driver.get(&ada, &format!("{pulls}?{query}"), 200);
    }
    let one = |number: u64| format!("{pulls}/{number}");
    driver.again(&ada, &one(1));
    driver.get(&ada, &one(3), 200);
    driver.again(&ada, &format!("{REPO}/issues/1"));
    driver.get(&ada, &format!("{REPO}/issues"), 200);
    driver.ask(
        &ada,
        "PATCH",
        &one(2),
        json!({"title": "t", "body": "b", "state": "closed"}),
        200,
    );
    driver.ask(
        &ada,
        "PATCH",
        &one(2),
        json!({"state": "open", "base": "main"}),
        200,
    );
    driver.ask(&ada, "PATCH", &one(2), json!({"base": "nowhere"}), 422);
    driver.ask(&ada, "PATCH", &one(2), json!({"title": ""}), 422);
    driver.wrong(&ada, "PATCH", &one(2), json!({"state": "ajar"}), 422);
    driver.ask(&bob, "PATCH", &one(2), json!({"title": "mine"}), 403);
    driver.ask(&ada, "PUT", &format!("{REPO}/issues/2/lock"), NONE, 204);
    driver.get(&ada, &one(2), 200);

    let merge = |number: u64| format!("{pulls}/{number}/merge");
    driver.get(&ada, &merge(1), 404);
    driver.ask(&bob, "PUT", &merge(1), NONE, 403);
    driver.ask(&ada, "PUT", &merge(1), json!({"sha": "0".repeat(40)}), 409);
    driver.wrong(&ada, "PUT", &merge(1), json!({"sha": 7}), 422);
    driver.ask(&ada, "PUT", &merge(1), json!({"commit_message": "m"}), 200);
    driver.ask(&ada, "PUT", &merge(2), NONE, 200);
    driver.ask(&ada, "PUT", &merge(3), NONE, 405);
    driver.ask(&ada, "PUT", &merge(4), NONE, 405);
    driver.ask(&ada, "PUT", &merge(1), NONE, 405);
    driver.get(&ada, &merge(1), 204);
    let merged = driver.get(&ada, &one(1), 200);
    let counted =
        ["commits", "additions", "deletions", "changed_files"].map(|key| merged.body[key].clone());
    assert_eq!(counted, [json!(1), json!(2), json!(0), json!(1)]);
    driver.ask(&ada, "PATCH", &one(1), json!({"state": "open"}), 422);
    driver.get(&ada, &format!("{pulls}?state=closed"), 200);
    driver.get(&ada, &format!("{REPO}/issues/1"), 200);
    driver.get(&ada, &format!("{REPO}/branches/main"), 200);
}
