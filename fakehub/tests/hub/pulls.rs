//! Pull requests on a real bare repository.

use crate::common::{Reply, World, numbers, plan, world};
use fakehub::FaultKind;
use git2::{Repository, Signature};
use serde_json::{Value, json};
use std::path::Path;

const PULLS: &str = "/repos/ada/plot/pulls";

/// A bare repository with `main`, and the branch `seeds/one` a commit ahead of it.
fn bare(dir: &Path) {
    let mut options = git2::RepositoryInitOptions::new();
    let git = Repository::init_opts(dir, options.bare(true).initial_head("main")).unwrap();
    let who = Signature::now("t", "t@localhost").unwrap();
    let mut parent = None;
    for (branch, name) in [("main", "a.txt"), ("seeds/one", "b.txt")] {
        let blob = git.blob(name.as_bytes()).unwrap();
        let base: Option<git2::Commit<'_>> = parent.map(|id| git.find_commit(id).unwrap());
        let tree = base.as_ref().map(|commit| commit.tree().unwrap());
        let mut builder = git.treebuilder(tree.as_ref()).unwrap();
        builder.insert(name, blob, 0o100_644).unwrap();
        let tree = git.find_tree(builder.write().unwrap()).unwrap();
        let parents: Vec<&git2::Commit<'_>> = base.iter().collect();
        let branch = format!("refs/heads/{branch}");
        let commit = git.commit(Some(&branch), &who, &who, name, &tree, &parents);
        parent = Some(commit.unwrap());
    }
}

fn pull(world: &World, head: &str) -> Reply {
    let body = json!({"title": "t", "head": head, "base": "main"});
    world.post(&world.owner, PULLS, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_request_from_open_to_merged() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    bare(dir.path());
    world
        .hub
        .add_repository("ada/plot", Some(dir.path()))
        .unwrap();
    assert_eq!(pull(&world, "nowhere").status, 422);
    assert_eq!(pull(&world, "main").status, 422);
    let made = pull(&world, "ada:seeds/one");
    assert_eq!((made.status, &made.body["number"]), (201, &json!(1)));
    assert_eq!(made.body["head"]["ref"], "seeds/one");
    let again = pull(&world, "seeds/one");
    assert_eq!(again.status, 422);
    assert_eq!(
        again.body["errors"][0]["message"],
        "A pull request already exists for ada:seeds/one."
    );

    let query = "query { repository(owner: \"ada\", name: \"plot\") {
        defaultBranchRef { name target { oid } }
        refs(refPrefix: \"refs/heads/\", first: 10) { nodes { name prefix target { oid }
            associatedPullRequests(first: 5, states: [OPEN]) { nodes { number state headRefOid isDraft merged } } } }
        pullRequest(number: 1) { id headRefName baseRefName } } }";
    let body = world.graphql(&world.owner, query, Value::Null);
    let repository = &body["data"]["repository"];
    assert_eq!(repository["defaultBranchRef"]["name"], "main");
    let branch = &repository["refs"]["nodes"][1];
    assert_eq!(
        (&branch["name"], &branch["prefix"]),
        (&json!("seeds/one"), &json!("refs/heads/"))
    );
    assert_eq!(
        branch["associatedPullRequests"]["nodes"][0]["headRefOid"],
        branch["target"]["oid"]
    );

    // Pull requests are issues too.
    let issues = world.get(&world.owner, "/repos/ada/plot/issues");
    assert!(issues.body[0]["pull_request"].is_object());
    let merged = world.send(
        &world.owner,
        "PUT",
        &format!("{PULLS}/1/merge"),
        json!({"sha": "0000"}),
    );
    assert_eq!(merged.status, 409);
    let merged = world.send(
        &world.owner,
        "PUT",
        &format!("{PULLS}/1/merge"),
        Value::Null,
    );
    assert_eq!(merged.status, 200, "{}", merged.body);
    let git = Repository::open_bare(dir.path()).unwrap();
    let main = git
        .find_reference("refs/heads/main")
        .unwrap()
        .peel_to_commit()
        .unwrap();
    assert_eq!(
        (main.parent_count(), merged.body["sha"].as_str().unwrap()),
        (2, main.id().to_string().as_str())
    );
    assert!(main.tree().unwrap().get_name("b.txt").is_some());
    let after = world.get(&world.owner, &format!("{PULLS}/1")).body;
    assert_eq!(
        (&after["merged"], &after["state"]),
        (&json!(true), &json!("closed"))
    );
    let again = world.send(
        &world.owner,
        "PUT",
        &format!("{PULLS}/1/merge"),
        Value::Null,
    );
    assert_eq!(again.status, 405);
    let branch = world.get(&world.owner, "/repos/ada/plot/branches/main");
    assert_eq!(branch.body["commit"]["sha"], merged.body["sha"]);
    let head = world.get(&world.owner, "/repos/ada/plot/git/ref/heads/seeds/one");
    assert_eq!(head.body["ref"], "refs/heads/seeds/one");
}

#[tokio::test(flavor = "multi_thread")]
async fn graphql_makes_edits_and_closes_one() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    bare(dir.path());
    world
        .hub
        .add_repository("ada/plot", Some(dir.path()))
        .unwrap();
    let id = world.get(&world.owner, "/repos/ada/plot").body["node_id"].clone();
    let create = "mutation($id: ID!) { createPullRequest(input: {repositoryId: $id, title: \"t\", body: \"b\",
        headRefName: \"seeds/one\", baseRefName: \"main\", draft: true}) { pullRequest { id url isDraft state } } }";
    let body = world.graphql(&world.owner, create, json!({"id": id}));
    let pull = &body["data"]["createPullRequest"]["pullRequest"];
    assert_eq!(
        (&pull["isDraft"], &pull["state"]),
        (&json!(true), &json!("OPEN"))
    );
    assert!(pull["id"].as_str().unwrap().starts_with("PR_kwDO"));
    let edit = "mutation($id: ID!) {
        updatePullRequest(input: {pullRequestId: $id, title: \"new\"}) { pullRequest { title } }
        closePullRequest(input: {pullRequestId: $id}) { pullRequest { state closed merged } } }";
    let body = world.graphql(&world.owner, edit, json!({"id": pull["id"]}));
    assert_eq!(
        body["data"]["updatePullRequest"]["pullRequest"]["title"],
        "new"
    );
    assert_eq!(
        body["data"]["closePullRequest"]["pullRequest"]["state"],
        "CLOSED"
    );
    let body = world.graphql(&world.outsider, create, json!({"id": id}));
    assert_eq!(body["errors"][0]["type"], "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_request_that_lags_behind_is_still_the_only_one() {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    bare(dir.path());
    let hub = &world.hub;
    hub.add_repository("ada/plot", Some(dir.path())).unwrap();
    assert_eq!(pull(&world, "seeds/one").status, 201);
    let lag = FaultKind::Lag { seconds: 60 };
    plan(&world, 0, lag.clone());
    assert_eq!(world.get(&world.owner, PULLS).body, json!([]));
    plan(&world, 0, lag);
    assert_eq!(pull(&world, "seeds/one").status, 422);
    assert_eq!(numbers(&world.get(&world.owner, PULLS).body), [1]);
}
