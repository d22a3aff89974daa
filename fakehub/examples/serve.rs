//! Serves a small world on loopback, for clients in other languages.
//!
//! Prints one line of JSON (addresses, repositories, tokens by login) and runs until its standard input closes.
//!
//! There are two hubs. The clock of the first one runs three thousand times as fast as the real one, so that a client may
//! create more than a hundred issues without the wait of an hour that GitHub's secondary limit asks for. The clock of the
//! second one stands still: there the limits are met.

use fakehub::{Hub, Permission};
use git2::{Repository, RepositoryInitOptions, Signature, Time};
use jiff::SignedDuration;
use serde_json::json;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

const ORGANIZATION: &str = "meadow";
const PUBLIC: &str = "meadow/garden";
const PRIVATE: &str = "meadow/cellar";

/// Who may do what in both repositories; `olive` may only see the public one.
const PEOPLE: [(&str, Option<Permission>); 5] = [
    ("ada", Some(Permission::Admin)),
    ("wim", Some(Permission::Write)),
    ("tess", Some(Permission::Triage)),
    ("rae", Some(Permission::Read)),
    ("olive", None),
];

/// A bare repository whose `main` has one commit.
fn bare(dir: &Path, seconds: i64) -> Result<(), git2::Error> {
    let mut options = RepositoryInitOptions::new();
    let git = Repository::init_opts(dir, options.bare(true).initial_head("main"))?;
    let blob = git.blob(b"# Garden\n")?;
    let mut builder = git.treebuilder(None)?;
    builder.insert("README.md", blob, 0o100_644)?;
    let tree = git.find_tree(builder.write()?)?;
    let who = Signature::new("ada", "ada@users.noreply.localhost", &Time::new(seconds, 0))?;
    git.commit(Some("refs/heads/main"), &who, &who, "Begin", &tree, &[])?;
    Ok(())
}

fn world(dir: &Path) -> Result<Hub, Box<dyn Error>> {
    let hub = Hub::new("2026-03-01T12:00:00Z".parse()?);
    hub.add_organization(ORGANIZATION);
    for (login, _) in PEOPLE {
        hub.add_user(login);
    }
    hub.add_bot("github-actions");
    for name in [PUBLIC, PRIVATE] {
        let git = dir.join(name);
        bare(&git, hub.clock().now().as_second())?;
        hub.add_repository(name, Some(&git))?;
        for (login, permission) in PEOPLE {
            if let Some(permission) = permission {
                hub.grant(login, name, permission);
            }
        }
        hub.grant("github-actions", name, Permission::Write);
    }
    hub.set_private(PRIVATE, true);
    Ok(hub)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let fast = world(&dir.path().join("fast"))?;
    let still = world(&dir.path().join("still"))?;
    let (served, served_still) = (fast.serve().await?, still.serve().await?);

    // The same on both hubs, as they were made alike.
    let logins = PEOPLE.iter().map(|(login, _)| *login);
    let tokens: serde_json::Map<_, _> = logins
        .map(|login| (login.to_owned(), fast.add_user(login).token.into()))
        .chain([(
            "github-actions".to_owned(),
            fast.add_bot("github-actions").token.into(),
        )])
        .collect();
    println!(
        "{}",
        json!({"url": served.url(), "still": served_still.url(), "organization": ORGANIZATION, "public": PUBLIC,
               "private": PRIVATE, "tokens": tokens})
    );

    let clock = fast.clock();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            clock.advance(SignedDuration::from_secs(60));
        }
    });
    // Until whoever started this closes the pipe, on purpose or by ending.
    let ended = tokio::task::spawn_blocking(|| {
        std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())
    });
    ended.await??;
    Ok(())
}
