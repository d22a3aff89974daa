//! fakehub's REST against GitHub's own published descriptions: npm `@octokit/openapi`, whose unpacked folder the variable
//! `FAKEHUB_GITHUB_OPENAPI` names.
//!
//! Every request that fakehub is asked here and every answer it gives is held against the description of github.com, and a
//! second time, under `/api/v3`, against those of the GitHub Enterprise Servers that the package has.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../common/mod.rs"]
mod common;
mod description;
mod driver;
mod git;
mod keys;
mod pulls;
mod scenes;
mod talk;

use description::Description;
use driver::Driver;
use fakehub::operations;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FAKEHUB_GITHUB_OPENAPI").map(PathBuf::from);
    if folder.is_none() {
        eprintln!(
            "skipped: set FAKEHUB_GITHUB_OPENAPI to the unpacked npm package @octokit/openapi"
        );
    }
    folder.map(|folder| folder.join("generated"))
}

async fn drive(prefix: &'static str, descriptions: Vec<Description>) -> Driver {
    let mut driver = Driver {
        world: common::world().await,
        prefix,
        descriptions,
        seen: BTreeMap::new(),
        problems: Vec::new(),
    };
    scenes::refusals(&mut driver);
    scenes::accounts_and_repositories(&mut driver);
    scenes::settings(&mut driver);
    scenes::labels(&mut driver);
    scenes::issues(&mut driver);
    scenes::labels_of_an_issue(&mut driver);
    talk::comments(&mut driver);
    talk::locks(&mut driver);
    talk::deleted_accounts(&mut driver);
    talk::gone_issues(&mut driver);
    // The points of a minute are nearly spent.
    driver
        .world
        .hub
        .clock()
        .advance(jiff::SignedDuration::from_mins(1));
    pulls::pulls(&mut driver);
    git::refs(&mut driver);
    git::contents(&mut driver);
    scenes::rate_limits(&mut driver);
    let missing = driver.missing();
    driver.problems.extend(missing);
    driver
}

fn report(driver: &Driver) {
    let problems = &driver.problems;
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn github_com() {
    let Some(folder) = folder() else {
        return;
    };
    let description = Description::load(&folder.join("api.github.com.json"));
    let unknown = operations()
        .iter()
        .find(|operation| !description.has(operation));
    assert_eq!(unknown, None, "GitHub has no such operation");
    let driver = drive("", vec![description]).await;
    println!("{}", driver.table());
    report(&driver);
}

#[tokio::test(flavor = "multi_thread")]
async fn enterprise_servers() {
    let Some(folder) = folder() else {
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("ghes-") && !name.contains("deref")
    });
    files.sort();
    assert!(!files.is_empty());
    let descriptions: Vec<Description> = files.iter().map(|file| Description::load(file)).collect();
    for description in &descriptions {
        let lacks = operations()
            .iter()
            .filter(|operation| !description.has(operation));
        let lacks: Vec<String> = lacks
            .map(|one| format!("{} {}", one.method, one.path))
            .collect();
        println!("{} lacks {lacks:?}", description.name);
    }
    report(&drive("/api/v3", descriptions).await);
}
