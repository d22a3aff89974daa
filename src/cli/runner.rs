//! The runner of GitHub Actions around a command, where there is one: what it wants to know goes into the files that it names, and into its log.

use super::Failure;
use crate::fault::Fault;
use crate::github::Token;
use crate::output::actions::{self, Annotation, Kind, Page};
use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The runner, or none.
#[derive(Debug, Default)]
pub(super) struct Runner {
    on: bool,
    /// What commands had to tell so far; none of a command that has no outputs.
    page: RefCell<Option<Page>>,
    /// Lines for the summary, and annotations, of a command that has no outputs.
    remarks: RefCell<Page>,
}

impl Runner {
    /// The runner that the environment tells of.
    pub(super) fn found() -> Runner {
        Runner {
            on: is("GITHUB_ACTIONS"),
            page: RefCell::default(),
            remarks: RefCell::default(),
        }
    }

    /// Whether there is one.
    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// Makes the runner hide secrets that are made from the tokens. Only in the Action: there nobody but the runner reads the log first, while
    /// elsewhere it may be sent to a file, which would keep them.
    pub(super) fn hide(&self, tokens: &[&str]) {
        if !self.on || !is("FOLKMOOT_ACTION") {
            return;
        }
        let mut log = io::stderr();
        for variable in tokens {
            let token = std::env::var(variable).ok();
            if let Some(token) = token.and_then(|text| Token::new(&text)) {
                let _ = actions::mask(&token, &mut log);
            }
        }
    }

    /// Keeps what a command has to tell, where there is a runner to tell it to.
    pub(super) fn tell(&self, page: impl FnOnce() -> Page) {
        if self.on {
            *self.page.borrow_mut() = Some(page());
        }
    }

    /// Keeps what a command without outputs has to say: summary and annotations alone.
    pub(super) fn remark(&self, page: impl FnOnce() -> Page) {
        if self.on {
            let page = page();
            let mut remarks = self.remarks.borrow_mut();
            remarks.summary.extend(page.summary);
            remarks.annotations.extend(page.annotations);
        }
    }

    /// A text for the log.
    pub(super) fn tame(&self, text: &str) -> String {
        if self.on {
            actions::tame(text)
        } else {
            text.to_owned()
        }
    }

    /// Tells everything. With `quiet`, nothing in the log: it holds JSON.
    ///
    /// # Errors
    /// Where the outputs cannot be written: a step that follows would go on without them.
    pub(super) fn finish(&self, failure: Option<&Failure>, quiet: bool) -> io::Result<()> {
        if !self.on {
            return Ok(());
        }
        let mut page = self.page.take();
        let outputs = page.as_ref().map(|page| page.outputs.file());
        let mut all = page.take().unwrap_or_default();
        let remarks = self.remarks.take();
        all.summary.extend(remarks.summary);
        all.annotations.extend(remarks.annotations);
        let failed = failed(failure);
        all.summary.extend(failed.summary);
        all.annotations.extend(failed.annotations);

        let written = match (outputs, file("GITHUB_OUTPUT")) {
            (Some(text), Some(path)) => append(&path, |_| text),
            _ => Ok(()),
        };
        if let (false, Some(path)) = (all.summary.is_empty(), file("GITHUB_STEP_SUMMARY")) {
            let summary = append(&path, |used| actions::fit(&all.summary, used));
            // The log says the same: that is no failure.
            if let Err(error) = summary {
                let why = format!("the step summary cannot be written: {error}");
                all.annotations.push(Annotation::new(Kind::Warning, why));
            }
        }
        if !quiet {
            let lines = actions::annotations(&all.annotations, &folder());
            let _ = io::stderr().write_all(lines.as_bytes());
        }
        written
    }
}

fn failed(failure: Option<&Failure>) -> Page {
    let none: &[Fault] = &[];
    match failure {
        None | Some(Failure::Found | Failure::NoResult(None)) => Page::default(),
        Some(Failure::Faults(faults)) => actions::failed(faults, None),
        Some(
            Failure::Usage(why)
            | Failure::Failed(why)
            | Failure::Known(why, ..)
            | Failure::Held(why)
            | Failure::NoResult(Some(why)),
        ) => actions::failed(none, Some(why)),
    }
}

fn is(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| value == "true")
}

/// A file that the runner names.
fn file(variable: &str) -> Option<PathBuf> {
    let name = std::env::var_os(variable)?;
    (!name.is_empty()).then(|| PathBuf::from(name))
}

/// Appends what is made for a file of so many bytes.
fn append(path: &Path, text: impl FnOnce(u64) -> String) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    let text = text(file.metadata()?.len());
    file.write_all(text.as_bytes())
}

/// The current folder seen from the top of the workspace; empty where it is not in it.
fn folder() -> PathBuf {
    let whole = |path: PathBuf| path.canonicalize().ok();
    let workspace = file("GITHUB_WORKSPACE").and_then(whole);
    let here = std::env::current_dir().ok().and_then(whole);
    let inside = workspace
        .zip(here)
        .and_then(|(workspace, here)| here.strip_prefix(workspace).ok().map(Path::to_owned));
    inside.unwrap_or_default()
}
