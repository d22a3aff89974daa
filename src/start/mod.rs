//! Beginning: the files that a repository needs for its sessions, and the file of a new one.
//!
//! In: answers that were checked, a format, the repository's defaults. Out: paths with texts. It never reads a disk, a clock or a
//! repository, and what anybody answers never becomes more than a value in what it makes: `cli` reads the session back before it writes.

pub mod answers;
pub mod config;
pub mod name;
pub mod remote;
pub mod session;
pub mod workflow;

#[cfg(test)]
mod tests;

pub use answers::{Answers, Need, needs};

use crate::privacy::Attribution;
use crate::session::form::form;
use crate::session::{Defaults, Format, RepositoryName};
use std::path::PathBuf;

/// Where the schemas of the files are.
const SCHEMAS: &str = "https://raw.githubusercontent.com/folkmoot/folkmoot/main/docs/schema";

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where, from the top of the repository.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
    /// What it is for, in a few words.
    pub what: &'static str,
}

/// What a repository is set up with, besides its first session.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The branch whose sessions count.
    pub branch: String,
    /// Whether each session gets a job of its own.
    pub many: bool,
    /// The commit of folkmoot's action to use, where somebody names one.
    pub action: Option<String>,
    /// The time zone of all sessions, by its name.
    pub timezone: String,
    /// Whose names may be shown.
    pub attribution: Attribution,
    /// Where reports go, if it is another repository.
    pub report: Option<RepositoryName>,
}

/// The files of a repository with sessions of these formats.
pub fn files(set_up: &SetUp, formats: &[&Format]) -> Vec<NewFile> {
    let workflow = |name: &str, text: &str, what| NewFile {
        path: format!(".github/workflows/{name}").into(),
        text: workflow::filled(text, &set_up.branch, set_up.action.as_deref()),
        what,
    };
    vec![
        if set_up.many {
            workflow(
                "folkmoot-many.yml",
                workflow::MANY,
                "runs folkmoot by the clock, a job for each session",
            )
        } else {
            workflow(
                "folkmoot.yml",
                workflow::RUN,
                "runs folkmoot, by the clock and when something happens",
            )
        },
        workflow(
            "folkmoot-pull-request.yml",
            workflow::REVIEW,
            "checks pull requests that change a session",
        ),
        NewFile {
            path: ".github/ISSUE_TEMPLATE/note.yml".into(),
            text: form(formats),
            what: "the form that participants file notes with",
        },
        NewFile {
            path: crate::session::defaults::FILE.into(),
            text: config::text(set_up),
            what: "what all sessions have unless they say otherwise",
        },
    ]
}

/// The file of a new session in `folder`, which is named as the session.
pub fn session_file(folder: &std::path::Path, answers: &Answers, defaults: &Defaults) -> NewFile {
    NewFile {
        path: folder.join("session.yml"),
        text: session::text(&name::of_folder(folder), answers, defaults),
        what: "the session",
    }
}

/// The first line of a file, by which editors know what belongs into it.
fn modeline(schema: &str) -> String {
    format!("# yaml-language-server: $schema={SCHEMAS}/{schema}-1.json\n")
}
