//! The changes that folkmoot makes, as one enum that is printed, priced, simulated and executed.

use super::labels::NewLabel;
use super::look::{Found, Look};
use super::world::SIMULATED;
use crate::ballot::Vote;
use crate::ledger;
use crate::notes::Origin;
use crate::session::{Outcome, PullKey, RepositoryName, SessionId};
use std::collections::BTreeMap;
use std::fmt;

/// What an issue is to folkmoot; also how it is found again after a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueKey {
    /// The issue of a session.
    Session(SessionId),
    /// The issue of a cluster.
    Cluster(SessionId, String),
    /// The issue of a note that came as a comment or in a file.
    Note(SessionId, Origin),
    /// The issue of something to do after a session, by the digest of what it is.
    Action(SessionId, String),
}

/// The author of folkmoot's commits: a role, never a person. Who ran it is nobody's business under Chatham House.
pub const AUTHOR: &str = "folkmoot";
/// The address of that author.
pub const EMAIL: &str = "folkmoot@users.noreply.github.com";

/// What is written into a document that is there: worked out from what it is like when it is pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What the session file asks for.
    pub outcome: Outcome,
    /// The name in its markers.
    pub marker: String,
    /// The content in Markdown.
    pub text: String,
}

/// Files on a branch of the governance repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Whose pull request it is for.
    pub key: PullKey,
    /// Where to.
    pub repository: RepositoryName,
    /// The branch it starts from and goes back to.
    pub base: String,
    /// The branch.
    pub branch: String,
    /// Path in the repository to content.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Documents there that are written into.
    pub edits: Vec<Edit>,
    /// What the ledger of the session's series is told.
    pub ledger: Option<ledger::Entry>,
    /// The commit's message.
    pub message: String,
    /// The commit's time: the time of the run.
    pub at: jiff::Timestamp,
}

/// A pull request that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPull {
    /// Whose it is.
    pub key: PullKey,
    /// The repository.
    pub repository: RepositoryName,
    /// From.
    pub branch: String,
    /// To.
    pub base: String,
    /// Title.
    pub title: String,
    /// Body.
    pub body: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Create a label.
    CreateLabel(NewLabel),
    /// Create an issue.
    CreateIssue {
        /// What it will be.
        key: IssueKey,
        /// Title.
        title: String,
        /// Body in Markdown, markers included.
        body: String,
        /// Names of labels; all exist.
        labels: Vec<String>,
        /// Number of the parent issue.
        parent: Option<u64>,
    },
    /// Change title, body or state.
    UpdateIssue {
        /// Its number.
        number: u64,
        /// The new title.
        title: Option<String>,
        /// The new body.
        body: Option<String>,
        /// Close it.
        close: bool,
        /// Why, for people.
        why: String,
    },
    /// Close an issue as not planned.
    Close {
        /// Its number.
        number: u64,
        /// Why, for people.
        why: String,
    },
    /// Open an issue again.
    Reopen {
        /// Its number.
        number: u64,
        /// Why, for people.
        why: String,
    },
    /// Add labels to an issue.
    AddLabels {
        /// Its number.
        number: u64,
        /// Names; all exist.
        labels: Vec<String>,
    },
    /// Take labels off an issue.
    RemoveLabels {
        /// Its number.
        number: u64,
        /// Names.
        labels: Vec<String>,
    },
    /// Comment on an issue: whoever follows it is told.
    Comment {
        /// Its number.
        number: u64,
        /// The comment.
        body: String,
        /// What about, for people.
        why: String,
    },
    /// Lock an issue's conversation, so that nobody can react any more, and read its votes.
    Lock {
        /// Its number.
        number: u64,
        /// How many votes there were.
        votes: u64,
    },
    /// Ask for what the next changes depend on.
    Look(Look),
    /// Commit the report and push it.
    Push(Push),
    /// Open a pull request.
    OpenPullRequest(NewPull),
}

/// What came of a change, for [`super::World::absorb`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Nothing beyond the change itself.
    Done,
    /// What a look found.
    Found(Found),
    /// The label's id.
    LabelCreated {
        /// Node id.
        id: String,
    },
    /// The label exists already, perhaps in another case: nobody knows its id yet.
    LabelTaken,
    /// The issue's ids.
    IssueCreated {
        /// Node id.
        id: String,
        /// Number.
        number: u64,
    },
    /// The votes as they are now that nobody can change them.
    Locked {
        /// The first of them.
        votes: Vec<Vote>,
        /// How many there are.
        total: u64,
        /// From where on the others have to be read.
        more: Option<String>,
    },
    /// The pull request.
    PullOpened(super::world::Pull),
}

/// How a change is sent. Whatever asks what may be sent together, again, or for a dry run asks this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It only reads, and nothing that is still to be written.
    Look,
    /// As a mutation, which can share a request with others.
    Mutation {
        /// Whether GitHub counts it as a content creation.
        creates: bool,
        /// Whether doing it twice comes to the same as doing it once.
        idempotent: bool,
    },
    /// With git.
    Git,
    /// With a request of its own, which creates content.
    Alone,
}

impl Change {
    fn way(&self) -> Way {
        let mutation = |creates, idempotent| Way::Mutation {
            creates,
            idempotent,
        };
        match self {
            Change::Look(_) => Way::Look,
            // A label that is there already is an error, and no second label.
            Change::CreateLabel(_) => mutation(false, false),
            Change::CreateIssue { .. } | Change::Comment { .. } => mutation(true, false),
            Change::UpdateIssue { .. }
            | Change::Close { .. }
            | Change::Reopen { .. }
            | Change::AddLabels { .. }
            | Change::RemoveLabels { .. }
            | Change::Lock { .. } => mutation(false, true),
            Change::Push(_) => Way::Git,
            Change::OpenPullRequest(_) => Way::Alone,
        }
    }

    /// Whether GitHub counts it as a content creation (80 a minute, 500 an hour).
    pub fn creates_content(&self) -> bool {
        matches!(self.way(), Way::Mutation { creates: true, .. } | Way::Alone)
    }

    /// Whether it only reads, and nothing that is still to be written: then it can be done for a plan as well.
    pub fn only_looks(&self) -> bool {
        self.way() == Way::Look
    }

    /// Whether it is a mutation that can share a request with others.
    pub fn is_mutation(&self) -> bool {
        matches!(self.way(), Way::Mutation { .. })
    }

    /// Whether doing it twice comes to the same as doing it once.
    pub fn is_idempotent(&self) -> bool {
        matches!(
            self.way(),
            Way::Mutation {
                idempotent: true,
                ..
            }
        )
    }

    /// Whether it updates an issue or its labels, and nothing that is counted.
    pub fn is_plain_update(&self) -> bool {
        self.is_idempotent() && !matches!(self, Change::Lock { .. })
    }

    /// Whether it touches an issue that only a simulation made, or speaks of one by a number that nothing has yet.
    pub fn is_simulated(&self) -> bool {
        let made_up = |number: &u64| *number > SIMULATED;
        match self {
            Change::CreateIssue { parent, .. } => parent.as_ref().is_some_and(made_up),
            Change::UpdateIssue { number, .. }
            | Change::Close { number, .. }
            | Change::Reopen { number, .. }
            | Change::AddLabels { number, .. }
            | Change::RemoveLabels { number, .. }
            | Change::Comment { number, .. }
            | Change::Lock { number, .. } => made_up(number),
            Change::Look(_)
            | Change::CreateLabel(_)
            | Change::Push(_)
            | Change::OpenPullRequest(_) => false,
        }
    }

    /// The Markdown that it writes into an issue, if it does.
    pub fn body(&self) -> Option<&str> {
        match self {
            Change::CreateIssue { body, .. } | Change::Comment { body, .. } => Some(body),
            Change::UpdateIssue { body, .. } => body.as_deref(),
            _ => None,
        }
    }

    /// The sessions that it is for, as far as that can be told.
    pub fn sessions(&self, world: &super::World) -> Vec<SessionId> {
        let of_issue = |number: &u64| {
            let labels = world.issues.get(number).map(|issue| &issue.labels);
            labels
                .into_iter()
                .flatten()
                .filter_map(|name| super::labels::session_of(name))
                .collect()
        };
        match self {
            Change::CreateIssue { key, .. } => vec![match key {
                IssueKey::Session(id)
                | IssueKey::Cluster(id, _)
                | IssueKey::Note(id, _)
                | IssueKey::Action(id, _) => id.clone(),
            }],
            Change::UpdateIssue { number, .. }
            | Change::Close { number, .. }
            | Change::Reopen { number, .. }
            | Change::AddLabels { number, .. }
            | Change::RemoveLabels { number, .. }
            | Change::Comment { number, .. }
            | Change::Lock { number, .. } => of_issue(number),
            Change::Push(push) => vec![push.key.session.clone()],
            Change::OpenPullRequest(pull) => vec![pull.key.session.clone()],
            Change::Look(look) => look.sessions(),
            Change::CreateLabel(_) => Vec::new(),
        }
    }
}

/// `#12`; an issue that a simulation made has no number yet.
pub(super) fn shown(number: u64) -> String {
    if number > SIMULATED {
        "the new issue".to_owned()
    } else {
        format!("#{number}")
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Look(look) => look.fmt(f),
            Change::CreateLabel(label) => write!(f, "create label `{}`", label.name),
            Change::CreateIssue { key, title, .. } => match key {
                IssueKey::Session(id) => write!(f, "announce {id}: issue \"{title}\""),
                IssueKey::Cluster(..) => write!(f, "create cluster issue \"{title}\""),
                IssueKey::Action(..) => write!(f, "create action issue \"{title}\""),
                IssueKey::Note(_, origin) => {
                    write!(f, "create note issue for {origin}: \"{title}\"")
                }
            },
            Change::UpdateIssue { number, why, .. } => {
                write!(f, "update {}: {why}", shown(*number))
            }
            Change::Close { number, why } => {
                write!(f, "close {} as not planned: {why}", shown(*number))
            }
            Change::Reopen { number, why } => write!(f, "reopen {}: {why}", shown(*number)),
            Change::AddLabels { number, labels } => {
                write!(f, "label {}: {}", shown(*number), labels.join(", "))
            }
            Change::RemoveLabels { number, labels } => {
                write!(f, "unlabel {}: {}", shown(*number), labels.join(", "))
            }
            Change::Comment { number, why, .. } => {
                write!(f, "comment on {}: {why}", shown(*number))
            }
            Change::Lock { number, .. } => {
                write!(f, "lock {}: its votes are final", shown(*number))
            }
            Change::Push(push) if push.files.is_empty() => {
                let files = push.edits.iter().map(|edit| edit.outcome.file.as_str());
                write!(
                    f,
                    "write into {} of {} on branch {}",
                    files.collect::<Vec<_>>().join(", "),
                    push.repository,
                    push.branch
                )
            }
            Change::Push(push) => write!(
                f,
                "push {} files to {} on branch {}",
                push.files.len(),
                push.repository,
                push.branch
            ),
            Change::OpenPullRequest(pull) => write!(
                f,
                "open pull request in {}: \"{}\"",
                pull.repository, pull.title
            ),
        }
    }
}
