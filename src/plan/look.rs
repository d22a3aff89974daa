//! What is asked of GitHub on the way, because the next changes depend on it, and the answers.

use super::world::{Governance, Label};
use crate::ballot::RollSource;
use crate::became::{Became, Thing};
use crate::feedback::Told;
use crate::session::{PullKey, RepositoryName, SessionId};
use std::collections::BTreeMap;
use std::fmt;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Labels by name: the repository has more than one page of them.
    Labels {
        /// The names.
        names: Vec<String>,
    },
    /// A governance repository: its default branch, and pull requests in it.
    Report {
        /// The repository.
        repository: RepositoryName,
        /// Pull requests and their branches.
        branches: Vec<(PullKey, String)>,
    },
    /// What people said on the issues that ask what they thought of a session.
    Feedback {
        /// The session that they were asked about.
        session: SessionId,
        /// The digests by which those issues are known.
        asks: Vec<String>,
        /// The session that wants to know.
        by: SessionId,
    },
    /// Who is on a roll.
    Roll {
        /// What it is made from.
        source: RollSource,
    },
    /// The accounts of logins.
    People {
        /// The logins.
        logins: Vec<String>,
    },
    /// What became of issues, milestones and actions.
    Things {
        /// The things.
        things: Vec<Thing>,
    },
    /// Whether accounts may command.
    Rights {
        /// Their logins.
        logins: Vec<String>,
    },
}

/// The answer, with the question as far as the world has to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Of labels.
    Labels {
        /// The names that were asked for.
        names: Vec<String>,
        /// Those that exist, with their ids.
        found: Vec<Label>,
    },
    /// The governance repository.
    Report(Governance),
    /// What was said of a session, an entry for each of the issues.
    Feedback(SessionId, Vec<Told>),
    /// The ids on a roll, or in one sentence why it cannot be read.
    Roll(RollSource, Result<Vec<u64>, String>),
    /// Of logins.
    People {
        /// Those that were asked for.
        logins: Vec<String>,
        /// Those that are people's, with their ids, or in one sentence why they cannot be looked up.
        found: Result<Vec<(String, u64)>, String>,
    },
    /// What became of things; with nothing, where they cannot be seen.
    Things(BTreeMap<Thing, Option<Became>>),
    /// Whether accounts may command, by login, or in one sentence why that cannot be read.
    Rights(Vec<(String, Result<bool, String>)>),
}

impl Look {
    /// The sessions that want to know, as far as that can be told.
    pub fn sessions(&self) -> Vec<SessionId> {
        match self {
            Look::Report { branches, .. } => branches
                .iter()
                .map(|(key, _)| key.session.clone())
                .collect(),
            Look::Feedback { by, .. } => vec![by.clone()],
            Look::Labels { .. }
            | Look::Roll { .. }
            | Look::People { .. }
            | Look::Things { .. }
            | Look::Rights { .. } => Vec::new(),
        }
    }

    /// An answer that nobody gave, for a simulation: as if there were nothing. `id` stands in for what only GitHub can say.
    pub(super) fn pretended(&self, id: String) -> Found {
        match self {
            Look::Labels { names } => Found::Labels {
                names: names.clone(),
                found: Vec::new(),
            },
            Look::Report {
                repository,
                branches,
            } => Found::Report(Governance {
                asked: branches.iter().map(|(key, _)| key.clone()).collect(),
                repository: repository.clone(),
                id,
                base: "main".to_owned(),
                pulls: BTreeMap::new(),
            }),
            Look::Feedback { session, .. } => Found::Feedback(session.clone(), Vec::new()),
            Look::Roll { source } => Found::Roll(source.clone(), Ok(Vec::new())),
            Look::People { logins } => Found::People {
                logins: logins.clone(),
                found: Ok(Vec::new()),
            },
            Look::Things { things } => {
                Found::Things(things.iter().map(|thing| (thing.clone(), None)).collect())
            }
            // Who may command is not to be foreseen.
            Look::Rights { logins } => {
                let unknown = |login: &String| (login.clone(), Err("nobody asked".to_owned()));
                Found::Rights(logins.iter().map(unknown).collect())
            }
        }
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Look::Labels { names } => write!(f, "look up {} labels", names.len()),
            Look::Report { repository, .. } => {
                write!(f, "look for the report's pull request in {repository}")
            }
            Look::Feedback { session, .. } => write!(f, "read what people said of {session}"),
            Look::Roll { source } => write!(f, "read the roll: {}", source.who()),
            Look::People { logins } => write!(f, "look up {} accounts", logins.len()),
            Look::Things { things } => {
                write!(f, "look up what became of {} issues", things.len())
            }
            Look::Rights { logins } => write!(f, "look up what {} accounts may do", logins.len()),
        }
    }
}
