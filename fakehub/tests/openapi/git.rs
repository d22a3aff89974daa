//! Refs, commits and files, which a client without a git folder prepares a pull request with.

use crate::driver::Driver;
use git2::{Repository, RepositoryInitOptions, Signature};
use serde_json::{Value, json};
use std::path::Path;

const REPO: &str = "/repos/ada/bed";
const NONE: Value = Value::Null;

/// A bare repository with a file and a folder on `main`; returns the commit.
fn bare(dir: &Path) -> String {
    let mut options = RepositoryInitOptions::new();
    let git = Repository::init_opts(dir, options.bare(true).initial_head("main")).unwrap();
    let who = Signature::now("ada", "ada@localhost").unwrap();
    let blob = git.blob("Grüße\n".as_bytes()).unwrap();
    let mut folder = git.treebuilder(None).unwrap();
    folder.insert("b.md", blob, 0o100_644).unwrap();
    let mut root = git.treebuilder(None).unwrap();
    root.insert("a.md", blob, 0o100_644).unwrap();
    root.insert("notes", folder.write().unwrap(), 0o040_000)
        .unwrap();
    let tree = git.find_tree(root.write().unwrap()).unwrap();
    let commit = git.commit(Some("refs/heads/main"), &who, &who, "m", &tree, &[]);
    commit.unwrap().to_string()
}

pub fn refs(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    driver.again(&ada, "/");
    let dir = tempfile::tempdir().unwrap();
    let sha = bare(dir.path());
    driver
        .world
        .hub
        .add_repository("ada/bed", Some(dir.path()))
        .unwrap();
    let refs = format!("{REPO}/git/refs");
    let made = json!({"ref": "refs/heads/topic/one", "sha": sha});
    driver.ask(&bob, "POST", &refs, made.clone(), 403);
    driver.ask(&ada, "POST", &refs, made.clone(), 201);
    driver.ask(&ada, "POST", &refs, made, 422);
    let nameless = json!({"ref": "topic", "sha": sha});
    driver.ask(&ada, "POST", &refs, nameless, 422);
    driver.wrong(&ada, "POST", &refs, json!({"sha": sha}), 422);
    driver.wrong(&ada, "POST", &refs, json!({"ref": 7, "sha": sha}), 422);
    for (target, count) in [("heads", 2), ("heads/topic", 1), ("tags", 0)] {
        let target = format!("{REPO}/git/matching-refs/{target}");
        driver.again(&ada, &target);
        let list = driver.get(&ada, &target, 200);
        assert_eq!(list.body.as_array().unwrap().len(), count, "{target}");
    }
    driver.again(&ada, &format!("{REPO}/git/ref/heads/topic/one"));
    driver.again(&ada, &format!("{REPO}/git/commits/{sha}"));
    driver.again(&ada, &format!("{REPO}/branches"));
    driver.get(&ada, &format!("{REPO}/branches?per_page=1&page=2"), 200);

    let one = format!("{refs}/heads/topic/one");
    let body = json!({"sha": sha, "force": true});
    driver.ask(&ada, "PATCH", &one, body.clone(), 200);
    driver.ask(&bob, "PATCH", &one, body, 403);
    let nowhere = json!({"sha": "0".repeat(40), "force": false});
    driver.ask(&ada, "PATCH", &one, nowhere, 422);
    let wrong = json!({"sha": sha, "force": "yes"});
    driver.wrong(&ada, "PATCH", &one, wrong, 422);
    driver.ask(&bob, "DELETE", &one, NONE, 403);
    driver.ask(&ada, "DELETE", &one, NONE, 204);
    driver.ask(&ada, "DELETE", &one, NONE, 422);
}

pub fn contents(driver: &mut Driver) {
    let (ada, bob) = (driver.world.owner.clone(), driver.world.outsider.clone());
    let dir = tempfile::tempdir().unwrap();
    bare(dir.path());
    driver
        .world
        .hub
        .add_repository("ada/border", Some(dir.path()))
        .unwrap();
    let contents = "/repos/ada/border/contents";
    for path in ["", "notes", "notes/b.md", "a.md?ref=main"] {
        driver.again(&ada, &format!("{contents}/{path}"));
    }
    driver.get(&ada, &format!("{contents}/a.md?ref=nowhere"), 404);
    let file = format!("{contents}/notes/c%20d.md");
    let body = json!({"message": "Add", "content": "b25lCg==", "branch": "main",
                      "committer": {"name": "Ada", "email": "ada@localhost"},
                      "author": {"name": "Bob", "email": "bob@localhost"}});
    driver.ask(&bob, "PUT", &file, body.clone(), 403);
    let put = driver.send(Some(&ada), "PUT", &file, Some(body.clone()), 201, true);
    let (path, author) = (&put.body["content"]["path"], &put.body["commit"]["author"]);
    assert_eq!(
        (path, &author["name"]),
        (&json!("notes/c d.md"), &json!("Bob"))
    );
    driver.ask(&ada, "PUT", &file, body, 422);
    let sha = put.body["content"]["sha"].clone();
    let body = json!({"message": "Mend", "content": "dHdvCg==", "sha": sha});
    driver.ask(&ada, "PUT", &file, body.clone(), 200);
    driver.ask(&ada, "PUT", &file, body, 409);
    driver.wrong(&ada, "PUT", &file, json!({"message": "m"}), 422);
    driver.wrong(&ada, "PUT", &file, json!({"content": ""}), 422);
}
