//! git over HTTP, with libgit2 and with the `git` command.

use crate::common::{World, world};
use fakehub::{Fault, FaultKind, Meddling, Permission, Traffic, User, When};
use git2::build::{RepoBuilder, TreeUpdateBuilder};
use git2::{Cred, FetchOptions, FileMode, PushOptions, RemoteCallbacks, Repository, Signature};
use jiff::SignedDuration;
use std::cell::RefCell;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// `ada/plot` in a bare repository with a commit on `main`, and a folder to work in.
struct Plot {
    world: World,
    dir: TempDir,
}

async fn plot() -> Plot {
    let world = world().await;
    let dir = tempfile::tempdir().unwrap();
    let bare = dir.path().join("plot");
    let mut options = git2::RepositoryInitOptions::new();
    Repository::init_opts(&bare, options.bare(true).initial_head("main")).unwrap();
    world
        .hub
        .add_repository("ada/plot", Some(bare.as_path()))
        .unwrap();
    let plot = Plot { world, dir };
    plot.world
        .hub
        .commit_on_branch("ada/plot", "main", "deep/read.me")
        .unwrap();
    plot
}

fn callbacks(token: &str) -> RemoteCallbacks<'_> {
    let mut callbacks = RemoteCallbacks::new();
    let mut tried = false;
    callbacks.credentials(move |_, _, _| {
        if std::mem::replace(&mut tried, true) {
            return Err(git2::Error::from_str("the token is refused"));
        }
        Cred::userpass_plaintext("x-access-token", token)
    });
    callbacks
}

impl Plot {
    fn url(&self) -> String {
        format!("{}/ada/plot.git", self.world.server.url())
    }

    fn clone(&self, token: &str, name: &str) -> Result<Repository, git2::Error> {
        let mut options = FetchOptions::new();
        options.remote_callbacks(callbacks(token));
        RepoBuilder::new()
            .fetch_options(options)
            .clone(&self.url(), &self.dir.path().join(name))
    }

    fn tip(&self, branch: &str) -> Option<String> {
        let bare = Repository::open_bare(self.dir.path().join("plot")).unwrap();
        let branch = bare.find_branch(branch, git2::BranchType::Local).ok()?;
        branch.get().target().map(|oid| oid.to_string())
    }

    fn faults(&self, login: &str, kind: FaultKind) {
        let by = login.to_owned();
        let at = When::GitBy { by, request: 0 };
        self.world.hub.fault(Fault { at, kind });
    }

    /// The git requests so far, as status and path without the repository.
    fn requests(&self) -> Vec<(u16, String)> {
        let requests = self.world.hub.requests();
        requests
            .into_iter()
            .map(|one| (one.status, one.path.replace("/ada/plot.git/", "")))
            .collect()
    }
}

/// Commits a file on the branch that is checked out; returns the commit.
fn commit(git: &Repository, path: &str) -> String {
    let head = git.head().unwrap();
    let parent = head.peel_to_commit().unwrap();
    let blob = git.blob(path.as_bytes()).unwrap();
    let tree = TreeUpdateBuilder::new()
        .upsert(path, blob, FileMode::Blob)
        .create_updated(git, &parent.tree().unwrap())
        .unwrap();
    let tree = git.find_tree(tree).unwrap();
    let who = Signature::now("t", "t@localhost").unwrap();
    let commit = git.commit(Some("HEAD"), &who, &who, path, &tree, &[&parent]);
    commit.unwrap().to_string()
}

/// Pushes `main` to a branch: what the server said of the branch, with what it said on the side.
fn push(
    git: &Repository,
    token: &str,
    branch: &str,
) -> Result<(Option<String>, String), git2::Error> {
    let (status, said) = (RefCell::new(None), RefCell::new(String::new()));
    let mut callbacks = callbacks(token);
    callbacks.push_update_reference(|_, message| {
        *status.borrow_mut() = message.map(str::to_owned);
        Ok(())
    });
    callbacks.sideband_progress(|text| {
        said.borrow_mut().push_str(&String::from_utf8_lossy(text));
        true
    });
    let mut options = PushOptions::new();
    options.remote_callbacks(callbacks);
    let refspec = format!("refs/heads/main:refs/heads/{branch}");
    let mut remote = git.find_remote("origin").unwrap();
    remote.push(&[refspec], Some(&mut options))?;
    drop(options);
    Ok((status.take(), said.take()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clone_and_a_push() {
    let plot = plot().await;
    let token = plot.world.owner.token.clone();
    let git = plot.clone(&token, "work").unwrap();
    assert!(plot.dir.path().join("work/deep/read.me").exists());
    let commit = commit(&git, "new.txt");
    plot.world.hub.clear_requests();
    push(&git, &token, "seeds/one").unwrap();
    assert_eq!(plot.tip("seeds/one"), Some(commit));
    let recorded = plot.world.hub.requests();
    let told: Vec<_> = recorded
        .iter()
        .map(|one| (one.status, one.login.as_deref(), one.path.as_str()))
        .collect();
    let refs = "/ada/plot.git/info/refs?service=git-receive-pack";
    assert_eq!(
        told,
        [
            (401, None, refs),
            (200, Some("ada"), refs),
            (200, Some("ada"), "/ada/plot.git/git-receive-pack")
        ]
    );
    // git requests cost no points, and a pull request sees what was pushed.
    let spent = plot.world.hub.spent()["ada"];
    assert_eq!((spent.requests, spent.git, spent.points), (0, 2, 0));
    let pull = serde_json::json!({"title": "t", "head": "seeds/one", "base": "main"});
    let reply = plot
        .world
        .post(&plot.world.owner, "/repos/ada/plot/pulls", pull);
    assert_eq!(reply.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what() {
    let plot = plot().await;
    let hub = &plot.world.hub;
    let (owner, bob) = (&plot.world.owner, &plot.world.outsider);
    let git = plot.clone(&owner.token, "work").unwrap();
    commit(&git, "new.txt");
    let refused = |token: &str| {
        hub.clear_requests();
        let result = push(&git, token, "seeds/one");
        assert!(result.is_err());
        plot.requests().last().unwrap().0
    };
    assert_eq!(refused("ghp_wrong"), 401);
    assert_eq!(refused(&bob.token), 403);
    hub.grant("bob", "ada/plot", Permission::Triage);
    assert_eq!(refused(&bob.token), 403);
    assert_eq!(plot.tip("seeds/one"), None);
    let denied = plot
        .world
        .get(bob, "/ada/plot.git/info/refs?service=git-receive-pack");
    assert_eq!(denied.text, "Permission to ada/plot.git denied to bob.\n");
    hub.grant("bob", "ada/plot", Permission::Write);
    push(&git, &bob.token, "seeds/one").unwrap();
    assert!(plot.tip("seeds/one").is_some());
    // A private repository is there for nobody but those who may read it.
    hub.set_private("ada/plot", true);
    let eve = hub.add_user("eve");
    let refs = "/ada/plot.git/info/refs?service=git-upload-pack";
    let anonymous = plot.world.try_send(None, "GET", refs, None).unwrap();
    assert_eq!(
        (anonymous.status, anonymous.header("www-authenticate")),
        (401, Some("Basic realm=\"GitHub\""))
    );
    assert_eq!(plot.world.get(&eve, refs).status, 404);
    assert_eq!(plot.world.get(owner, refs).status, 200);
    assert!(plot.clone(&owner.token, "again").is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_branch() {
    let plot = plot().await;
    let token = plot.world.owner.token.clone();
    let git = plot.clone(&token, "work").unwrap();
    commit(&git, "new.txt");
    plot.world.hub.protect("ada/plot", "main");
    let before = plot.tip("main");
    let (status, said) = push(&git, &token, "main").unwrap();
    assert_eq!(status.as_deref(), Some("protected branch hook declined"));
    assert!(
        said.contains("GH006: Protected branch update failed for refs/heads/main."),
        "{said}"
    );
    assert_eq!(plot.tip("main"), before);
    let (status, _) = push(&git, &token, "seeds/one").unwrap();
    assert_eq!(status, None);
    assert!(plot.tip("seeds/one").is_some());
    let branch = "/repos/ada/plot/branches/main";
    let reply = plot.world.get(&plot.world.owner, branch);
    assert_eq!(reply.body["protected"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_before_and_after_a_push() {
    let plot = plot().await;
    let token = plot.world.owner.token.clone();
    let git = plot.clone(&token, "work").unwrap();
    for (number, (kind, pushed)) in [
        (FaultKind::Status(403), false),
        (FaultKind::Status(502), false),
        (FaultKind::Reset, false),
        (FaultKind::StatusAfterEffect(502), true),
        (FaultKind::ResetAfterEffect, true),
        (FaultKind::CutMidResponse, true),
    ]
    .into_iter()
    .enumerate()
    {
        let commit = commit(&git, &format!("{number}.txt"));
        let branch = format!("seeds/{number}");
        let (by, request) = ("ada".to_owned(), 1);
        let at = When::GitBy { by, request };
        plot.world.hub.fault(Fault {
            at,
            kind: kind.clone(),
        });
        assert!(push(&git, &token, &branch).is_err(), "{kind:?}");
        assert_eq!(plot.tip(&branch), pushed.then_some(commit), "{kind:?}");
    }
    let commit = commit(&git, "last.txt");
    plot.faults("ada", FaultKind::Refuse { seconds: 30 });
    assert!(push(&git, &token, "seeds/last").is_err());
    assert!(push(&git, &token, "seeds/last").is_err());
    assert_eq!(plot.tip("seeds/last"), None);
    let clock = plot.world.hub.clock();
    clock.advance(SignedDuration::from_secs(30));
    push(&git, &token, "seeds/last").unwrap();
    assert_eq!(plot.tip("seeds/last"), Some(commit));
}

#[tokio::test(flavor = "multi_thread")]
async fn api_faults_spare_git_and_the_other_way_round() {
    let plot = plot().await;
    let owner = &plot.world.owner;
    let fault = |of| {
        plot.world.hub.fault(Fault {
            at: When::EveryBy {
                by: "ada".to_owned(),
                from: 0,
                count: 1,
                of,
            },
            kind: FaultKind::Status(503),
        });
    };
    let refs = "/ada/plot.git/info/refs?service=git-upload-pack";
    let statuses = || ["/user", refs].map(|path| plot.world.get(owner, path).status);
    fault(Traffic::Git);
    assert_eq!(statuses(), [200, 503]);
    fault(Traffic::Api);
    assert_eq!(statuses(), [503, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_pushes_first() {
    let plot = plot().await;
    let token = plot.world.owner.token.clone();
    let git = plot.clone(&token, "work").unwrap();
    commit(&git, "mine.txt");
    let before = plot.tip("main");
    let meddling = || {
        FaultKind::Meddle(Meddling::CommitOnBranch {
            branch: "main".to_owned(),
            path: "theirs.txt".to_owned(),
        })
    };
    // Before the refs are told: the client sees that its push is no fast-forward.
    plot.faults("ada", meddling());
    assert!(push(&git, &token, "main").is_err());
    let theirs = plot.tip("main");
    assert_ne!(theirs, before);
    // Between the refs and the push: git refuses.
    let git = plot.clone(&token, "again").unwrap();
    commit(&git, "mine.txt");
    let (by, request) = ("ada".to_owned(), 1);
    let at = When::GitBy { by, request };
    let kind = meddling();
    plot.world.hub.fault(Fault { at, kind });
    let (status, _) = push(&git, &token, "main").unwrap();
    assert!(status.is_some());
    let now = plot.tip("main");
    assert_ne!(now, theirs);
    let bare = Repository::open_bare(plot.dir.path().join("plot")).unwrap();
    let tip = bare.find_commit(now.unwrap().parse().unwrap()).unwrap();
    assert_eq!(tip.parent_id(0).unwrap().to_string(), theirs.unwrap());
    assert_eq!(tip.author().name().unwrap(), "somebody");
}

fn git(dir: &Path, args: &[&str]) -> Output {
    Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@localhost"])
        .args(["-c", "credential.helper="])
        .args(args)
        .current_dir(dir)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", dir)
        .output()
        .unwrap()
}

fn with_token(plot: &Plot, user: &User) -> String {
    let token = format!("http://x-access-token:{}@", user.token);
    plot.url().replace("http://", &token)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_git_command_clones_fetches_and_pushes() {
    let plot = plot().await;
    let url = with_token(&plot, &plot.world.owner);
    let dir = plot.dir.path();
    assert!(git(dir, &["clone", "-q", &url, "work"]).status.success());
    let work = dir.join("work");
    // Enough to ask about that git compresses its request.
    for branch in 0..60 {
        let (branch, path) = (format!("b{branch}"), format!("{branch}.txt"));
        let hub = &plot.world.hub;
        hub.commit_on_branch("ada/plot", &branch, &path).unwrap();
    }
    let fetch = git(&work, &["-c", "protocol.version=0", "fetch", "-q"]);
    assert!(fetch.status.success(), "{fetch:?}");
    let compressed = git(&work, &["log", "-1", "--format=%s", "origin/b59"]);
    assert_eq!(
        String::from_utf8_lossy(&compressed.stdout).trim(),
        "Write 59.txt"
    );
    std::fs::write(work.join("new.txt"), "new").unwrap();
    git(&work, &["add", "new.txt"]);
    git(&work, &["commit", "-q", "-m", "new"]);
    let pushed = git(&work, &["push", "-q", "origin", "main"]);
    assert!(pushed.status.success(), "{pushed:?}");
    let tip = git(&work, &["rev-parse", "main"]);
    assert_eq!(
        Some(String::from_utf8_lossy(&tip.stdout).trim().to_owned()),
        plot.tip("main")
    );
    plot.world.hub.protect("ada/plot", "main");
    git(&work, &["commit", "-q", "--allow-empty", "-m", "more"]);
    let declined = git(&work, &["push", "origin", "main"]);
    let said = String::from_utf8_lossy(&declined.stderr);
    assert!(!declined.status.success());
    assert!(
        said.contains("remote: error: GH006: Protected branch update failed for refs/heads/main.")
            && said.contains("! [remote rejected] main -> main (protected branch hook declined)"),
        "{said}"
    );
    let url = with_token(&plot, &plot.world.outsider);
    let denied = git(&work, &["push", &url, "main:seeds"]);
    let said = String::from_utf8_lossy(&denied.stderr);
    assert!(
        said.contains("Permission to ada/plot.git denied to bob."),
        "{said}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn hooks_on_disk_have_no_say() {
    use std::os::unix::fs::PermissionsExt;
    let plot = plot().await;
    let hooks = plot.dir.path().join("plot/hooks");
    std::fs::create_dir_all(&hooks).unwrap();
    let hook = hooks.join("pre-receive");
    std::fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    let token = plot.world.owner.token.clone();
    let git = plot.clone(&token, "work").unwrap();
    let commit = commit(&git, "new.txt");
    let (status, _) = push(&git, &token, "seeds/one").unwrap();
    assert_eq!((status, plot.tip("seeds/one")), (None, Some(commit)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_without_a_folder_has_no_git() {
    let plot = plot().await;
    let refs = "/ada/garden.git/info/refs?service=git-upload-pack";
    let reply = plot.world.get(&plot.world.owner, refs);
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (404, "Repository not found.\n")
    );
}
