//! The checks there are, by the words under which `docs/doctor.md` explains them.

use serde::Serialize;

/// The page that explains them.
const PAGE: &str = "https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md";

/// One thing that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// There is a token, and GitHub takes it.
    Token,
    /// Requests are left in this hour.
    RateLimit,
    /// The repository is there, and the token may see it.
    Repository,
    /// It has a commit.
    Empty,
    /// It is not archived.
    Archived,
    /// It has issues.
    Issues,
    /// The token may write.
    Permission,
    /// GitHub knows sub-issues.
    SubIssues,
    /// Workflows run, and may use folkmoot's action.
    Actions,
    /// Workflows may open pull requests.
    PullRequests,
    /// A workflow runs folkmoot.
    Workflow,
    /// It is enabled.
    WorkflowState,
    /// It is granted what it needs, and no more.
    WorkflowPermissions,
    /// Nothing cancels it half-way.
    WorkflowCancels,
    /// Its actions are named by their commits.
    WorkflowPins,
    /// The form for notes is there, and asks what the sessions' formats ask.
    Form,
    /// Labels under folkmoot's prefixes are folkmoot's.
    Labels,
    /// Rules let folkmoot push its branches.
    Rules,
    /// Repositories of reports and outcomes can be reached and written to.
    Reports,
    /// Rolls can be read.
    Roll,
    /// Session files have no fault.
    Sessions,
    /// A note can be told which session it is for.
    Overlap,
}

impl Check {
    /// All, in the order in which they are told.
    pub const ALL: [Check; 22] = [
        Check::Token,
        Check::RateLimit,
        Check::Repository,
        Check::Empty,
        Check::Archived,
        Check::Issues,
        Check::Permission,
        Check::SubIssues,
        Check::Actions,
        Check::PullRequests,
        Check::Workflow,
        Check::WorkflowState,
        Check::WorkflowPermissions,
        Check::WorkflowCancels,
        Check::WorkflowPins,
        Check::Form,
        Check::Labels,
        Check::Rules,
        Check::Reports,
        Check::Roll,
        Check::Sessions,
        Check::Overlap,
    ];

    /// Its word: in the output, and as a heading of the page.
    pub fn word(self) -> &'static str {
        match self {
            Check::Token => "token",
            Check::RateLimit => "rate-limit",
            Check::Repository => "repository",
            Check::Empty => "empty",
            Check::Archived => "archived",
            Check::Issues => "issues",
            Check::Permission => "permission",
            Check::SubIssues => "sub-issues",
            Check::Actions => "actions",
            Check::PullRequests => "pull-requests",
            Check::Workflow => "workflow",
            Check::WorkflowState => "workflow-state",
            Check::WorkflowPermissions => "workflow-permissions",
            Check::WorkflowCancels => "workflow-cancels",
            Check::WorkflowPins => "workflow-pins",
            Check::Form => "form",
            Check::Labels => "labels",
            Check::Rules => "rules",
            Check::Reports => "reports",
            Check::Roll => "roll",
            Check::Sessions => "sessions",
            Check::Overlap => "overlap",
        }
    }

    /// The address of its section.
    pub fn link(self) -> String {
        format!("{PAGE}#{}", self.word())
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something does not work.
    Wrong,
    /// It works, and could go wrong.
    Advice,
}

impl Level {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Level::Wrong => "wrong",
            Level::Advice => "advice",
        }
    }
}
