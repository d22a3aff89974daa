//! What the checks look at, as data: whoever calls has read it.

use crate::ballot::RollSource;
use crate::fault::{Fault, Source};
use crate::session::{RepositoryName, Session};
use jiff::Timestamp;
use std::sync::Arc;

/// Everything.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The repository of the sessions.
    pub repository: RepositoryName,
    /// What its pages' addresses begin with, such as `https://github.com`.
    pub web: String,
    /// What GitHub said.
    pub github: Asked,
    /// The files here; `None` where this is no checkout of the repository.
    pub here: Option<Here>,
    /// The sessions without a fault.
    pub sessions: Vec<Session>,
    /// The faults of the others.
    pub faults: Vec<Fault>,
    /// Now.
    pub now: Timestamp,
}

/// What came of asking GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// There is no token to ask with.
    NoToken,
    /// GitHub does not accept the token, for this reason.
    Refused(String),
    /// A limit is reached: nothing more is answered now.
    Limited(String),
    /// The repository is not there, or the token may not see it.
    NoRepository,
    /// It answered.
    Told(Box<Github>),
}

/// What was read of GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Github {
    /// Whether the token is an app's or a workflow's, which has permissions that GitHub tells nobody.
    pub of_app: bool,
    /// Whether there is a token of its own for reports.
    pub report_token: bool,
    /// The repository of the sessions.
    pub own: Place,
    /// Whether it has issues.
    pub issues: bool,
    /// Its labels.
    pub labels: Vec<Label>,
    /// Whether GitHub knows sub-issues.
    pub sub_issues: bool,
    /// The requests left, of how many, until when.
    pub left: Left,
    /// Whether workflows run, and which actions they may use.
    pub actions: Looked<Actions>,
    /// Whether workflows may open pull requests.
    pub may_open: Looked<bool>,
    /// Its workflows.
    pub workflows: Looked<Vec<Workflow>>,
    /// The repositories that sessions write reports and outcomes to; none of one that is not there or cannot be seen.
    pub homes: Vec<(RepositoryName, Option<Home>)>,
    /// The rolls that GitHub knows: how many are on each, or why it cannot be read.
    pub rolls: Vec<(RollSource, Result<u64, String>)>,
}

/// Something that not every token may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked<T> {
    /// It was seen.
    Is(T),
    /// It was not, for this reason.
    Hidden(String),
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Nobody may write to it any more.
    pub archived: bool,
    /// It has no commit.
    pub empty: bool,
    /// GitHub's word for what the token's account may do.
    pub permission: Option<String>,
}

impl Place {
    /// Whether the account may push.
    pub fn may_write(&self) -> bool {
        let level = self.permission.as_deref().unwrap_or_default();
        ["WRITE", "MAINTAIN", "ADMIN"].contains(&level)
    }
}

/// A repository that something is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The repository.
    pub place: Place,
    /// The rules for a branch of folkmoot's in it, by GitHub's words.
    pub rules: Looked<Vec<String>>,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// What it is for, as somebody wrote it.
    pub description: String,
}

/// What may still be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Points left.
    pub remaining: u64,
    /// Points an hour.
    pub limit: u64,
    /// When there are as many again.
    pub reset: Option<Timestamp>,
}

/// The settings of GitHub Actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions {
    /// Workflows run.
    pub enabled: bool,
    /// `all`, `local_only` or `selected`.
    pub allowed: String,
    /// Actions have to be named by their commits: a workflow with any other is refused.
    pub pinned: bool,
}

/// A workflow on the default branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: String,
    /// `active`, or how it is disabled.
    pub state: String,
}

/// Files of the checkout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Here {
    /// The workflows.
    pub workflows: Vec<Arc<Source>>,
    /// The form for notes, if there is one.
    pub form: Option<Arc<Source>>,
}

impl Seen {
    /// What GitHub told, if it did.
    pub fn told(&self) -> Option<&Github> {
        match &self.github {
            Asked::Told(github) => Some(github),
            _ => None,
        }
    }

    /// The address of a page of the repository.
    pub fn page(&self, page: &str) -> String {
        let web = self.web.trim_end_matches('/');
        format!("{web}/{}/{page}", self.repository)
    }
}
