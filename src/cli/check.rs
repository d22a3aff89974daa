//! `folkmoot check`.

use super::{Failure, Said, load};
use crate::ballot::many;
use crate::output;
use clap::Args;
use std::path::PathBuf;

/// Which sessions to check.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Folders with a session.yml, or the files themselves [default: every folder below sessions/]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The folder of sessions, where no path is given
    #[arg(long, value_name = "DIR", default_value = "sessions")]
    sessions: PathBuf,
}

impl Check {
    pub(super) fn run(self, json: bool) -> Said {
        let loaded = if self.paths.is_empty() {
            load::all(&self.sessions)
        } else {
            let folders: Vec<PathBuf> = self.paths.into_iter().map(folder).collect();
            load::several(&folders)
        };
        match loaded {
            Ok(_) if json => Said::well(output::json(&Vec::<String>::new())),
            Ok(sessions) => {
                let mut text = String::new();
                for session in &sessions {
                    text.push_str(&format!(
                        "ok: {} ({}, {}, {})\n",
                        session.id,
                        session.format.name,
                        session.date,
                        many(
                            u64::try_from(session.notes.len()).unwrap_or(0),
                            "note in its file",
                            "notes in its file"
                        )
                    ));
                }
                Said::well(text)
            }
            Err(faults) => Said {
                text: String::new(),
                failure: Some(Failure::Faults(faults)),
            },
        }
    }
}

/// A session's folder, also where its file is named.
fn folder(path: PathBuf) -> PathBuf {
    if path.file_name().is_some_and(|name| name == "session.yml") {
        let parent = path.parent().map(PathBuf::from).unwrap_or_default();
        if parent.as_os_str().is_empty() {
            return PathBuf::from(".");
        }
        return parent;
    }
    path
}
