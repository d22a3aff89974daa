//! `folkmoot doctor`.

use super::connect::Connection;
use super::runner::Runner;
use super::{Failure, Said, checkout, load};
use crate::doctor::seen::{Asked, Here};
use crate::doctor::{Seen, examine, homes};
use crate::fault::{Fault, Source};
use crate::output;
use crate::session::form::PATH;
use crate::session::{RepositoryName, Session};
use crate::yaml;
use checkout::Checkout;
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where workflows are.
const WORKFLOWS: &str = ".github/workflows";

/// What to look at.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    connection: Connection,
}

impl Doctor {
    pub(super) async fn run(self, json: bool, runner: &Runner) -> Result<Said, Failure> {
        let repository = self.connection.repository()?;
        let now = self.connection.now();
        let (sessions, faults) = sessions(self.connection.folder());
        let readers = self.connection.readers()?;
        let begun: Vec<&Session> = sessions
            .iter()
            .filter(|session| session.schedule.is_fresh(now))
            .collect();
        let wanted = homes::wanted(&begun, &repository);
        let rolls = homes::rolls_of(
            begun
                .into_iter()
                .filter(|session| now < session.schedule.voting),
        );
        let (github, requests) = match &readers {
            None => (Asked::NoToken, 0),
            Some((client, report)) => {
                let told = client
                    .examine(report.as_ref(), &repository, &wanted, &rolls)
                    .await?;
                let of_report = report.as_ref().map_or(0, crate::github::Client::requests);
                (told, client.requests() + of_report)
            }
        };
        let server = self.connection.server()?;
        let seen = Seen {
            here: here(&repository, server),
            web: server.to_owned(),
            repository,
            github,
            sessions,
            faults,
            now,
        };
        let found = examine(&seen);
        runner.remark(|| output::actions::doctor(&seen.repository, &found));
        Ok(Said {
            text: if json {
                output::json(&output::doctor::Answer {
                    repository: &seen.repository,
                    findings: &found.findings,
                    unseen: &found.unseen,
                    requests,
                })
            } else {
                output::doctor::text(&seen.repository, &found)
            },
            failure: found.is_wrong().then_some(Failure::Found),
        })
    }
}

/// The sessions that are sound, and the faults of the others. None at all is no fault here.
fn sessions(root: &Path) -> (Vec<Session>, Vec<Fault>) {
    let entries = fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    folders.retain(|folder| {
        let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
        has("session.yml") || has("session.yaml")
    });
    folders.sort();
    if folders.is_empty() {
        return (Vec::new(), Vec::new());
    }
    match load::all(root) {
        Ok(sessions) => (sessions, Vec::new()),
        Err(faults) => {
            let sound = folders.iter().filter_map(|folder| load::one(folder).ok());
            (sound.collect(), faults)
        }
    }
}

/// The files here, if this is where the repository is checked out.
fn here(repository: &RepositoryName, server: &str) -> Option<Here> {
    let checkout = Checkout::here();
    let top = match &checkout {
        Some(checkout) => {
            // A clone of another repository says nothing of this one.
            if checkout
                .origin(server)
                .is_some_and(|origin| !same(&origin, repository))
            {
                return None;
            }
            checkout.top()?
        }
        None if Path::new(".github").is_dir() => PathBuf::from("."),
        None => return None,
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(top.join(WORKFLOWS))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(Path::new(WORKFLOWS).join(entry.ok()?.file_name())))
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == "yml" || end == "yaml")
        })
        .collect();
    paths.sort();
    Some(Here {
        workflows: paths.iter().filter_map(|path| source(&top, path)).collect(),
        form: source(&top, Path::new(PATH)),
    })
}

fn same(a: &RepositoryName, b: &RepositoryName) -> bool {
    a.to_string().eq_ignore_ascii_case(&b.to_string())
}

/// A file of the repository, by its path in it. What cannot be read, or is far too large, is not there for GitHub's parsers either.
fn source(top: &Path, path: &Path) -> Option<Arc<Source>> {
    let whole = top.join(path);
    let there = fs::metadata(&whole).ok()?;
    // No file of elsewhere is shown.
    if !there.is_file() || !load::is_within(&whole, top) {
        return None;
    }
    let size = there.len();
    if size > u64::try_from(yaml::LARGEST_FILE).unwrap_or(u64::MAX) {
        return None;
    }
    Source::read(path, &fs::read(&whole).ok()?).ok()
}
