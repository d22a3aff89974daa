//! The checks there are, by the words under which `docs/doctor.md` explains them.

use serde::Serialize;

/// The page that explains them.
const PAGE: &str = "https://github.com/folkmoot/folkmoot/blob/main/docs/doctor.md";

/// Each check once: its meaning, its name, its word.
macro_rules! checks {
    ($($(#[$meaning:meta])* $name:ident $word:literal,)*) => {
        /// One thing that is looked at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Check {
            $($(#[$meaning])* $name,)*
        }

        impl Check {
            /// All, in the order in which they are told.
            pub const ALL: &[Check] = &[$(Check::$name,)*];

            /// Its word: in the output, and as a heading of the page.
            pub fn word(self) -> &'static str {
                match self {
                    $(Check::$name => $word,)*
                }
            }
        }
    };
}

checks! {
    /// There is a token, and GitHub takes it.
    Token "token",
    /// Requests are left in this hour.
    RateLimit "rate-limit",
    /// The repository is there, and the token may see it.
    Repository "repository",
    /// It has a commit.
    Empty "empty",
    /// It is not archived.
    Archived "archived",
    /// It has issues.
    Issues "issues",
    /// The token may write.
    Permission "permission",
    /// GitHub knows sub-issues.
    SubIssues "sub-issues",
    /// Workflows run, and may use folkmoot's action.
    Actions "actions",
    /// Workflows may open pull requests.
    PullRequests "pull-requests",
    /// A workflow runs folkmoot.
    Workflow "workflow",
    /// It is enabled.
    WorkflowState "workflow-state",
    /// It is granted what it needs, and no more.
    WorkflowPermissions "workflow-permissions",
    /// Nothing cancels it half-way.
    WorkflowCancels "workflow-cancels",
    /// Its actions are named by their commits.
    WorkflowPins "workflow-pins",
    /// The form for notes is there, and asks what the sessions' formats ask.
    Form "form",
    /// Labels under folkmoot's prefixes are folkmoot's.
    Labels "labels",
    /// Rules let folkmoot push its branches.
    Rules "rules",
    /// Repositories of reports and outcomes can be reached and written to.
    Reports "reports",
    /// Rolls can be read.
    Roll "roll",
    /// Session files have no fault.
    Sessions "sessions",
    /// A note can be told which session it is for.
    Overlap "overlap",
}

impl Check {
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
