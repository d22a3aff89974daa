//! Global node ids: what they name, and for whom.

use super::{State, Subject};
use crate::encoding::{node_id, parse_node_id};
use crate::error::Refusal;
use crate::hub::Kind;

/// What a global node id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeRef {
    Account(u64),
    Repo(u64),
    Label(u64),
    Issue(u64),
    Comment(u64),
    Reaction(u64),
    Team(u64),
}

impl State {
    /// The global id of a node.
    pub(crate) fn node_id(&self, node: NodeRef) -> String {
        let (prefix, repo, id) = match node {
            NodeRef::Account(id) => {
                let prefix = match self.accounts.get(&id).map(|account| account.kind) {
                    Some(Kind::Bot) => "BOT",
                    Some(Kind::Organization) => "O",
                    Some(Kind::Mannequin) => "M",
                    _ => "U",
                };
                (prefix, None, id)
            }
            NodeRef::Team(id) => ("T", None, id),
            NodeRef::Repo(id) => ("R", None, id),
            NodeRef::Label(id) => ("LA", self.labels.get(&id).map(|label| label.repo), id),
            NodeRef::Issue(id) => {
                let issue = self.issues.get(&id);
                let pull = issue.is_some_and(|issue| issue.pull.is_some());
                let prefix = if pull { "PR" } else { "I" };
                (prefix, issue.map(|issue| issue.repo), id)
            }
            NodeRef::Comment(id) => ("IC", self.repo_of(Subject::Comment(id)), id),
            NodeRef::Reaction(id) => {
                let subject = self.reactions.get(&id).map(|reaction| reaction.subject);
                ("REA", subject.and_then(|subject| self.repo_of(subject)), id)
            }
        };
        node_id(prefix, repo, id)
    }

    /// What a global id names, if that exists and the viewer may read it.
    pub(crate) fn node(&self, viewer: Option<u64>, id: &str) -> Result<NodeRef, Refusal> {
        let missing = || {
            Refusal::NotFound(format!(
                "Could not resolve to a node with the global id of '{id}'."
            ))
        };
        let (prefix, number) = parse_node_id(id).ok_or_else(missing)?;
        let (node, repo) = match prefix {
            "U" | "BOT" | "O" | "M" if self.account(number).is_some() => {
                (NodeRef::Account(number), None)
            }
            "T" => {
                let team = self.organizations.teams.get(&number);
                team.filter(|team| self.sees_team(viewer, team))
                    .ok_or_else(missing)?;
                (NodeRef::Team(number), None)
            }
            "R" => (NodeRef::Repo(number), Some(number)),
            "LA" => (
                NodeRef::Label(number),
                Some(self.label(number).map_err(|_| missing())?.repo),
            ),
            "I" | "PR" => (
                NodeRef::Issue(number),
                Some(self.issue(number).map_err(|_| missing())?.repo),
            ),
            "IC" => (
                NodeRef::Comment(number),
                Some(self.repo_of(Subject::Comment(number)).ok_or_else(missing)?),
            ),
            "REA" => {
                let reaction = self.reactions.get(&number).ok_or_else(missing)?;
                (NodeRef::Reaction(number), self.repo_of(reaction.subject))
            }
            _ => return Err(missing()),
        };
        if let Some(repo) = repo {
            let repo = self.repos.get(&repo).ok_or_else(missing)?;
            self.permission(viewer, repo).ok_or_else(missing)?;
        }
        // The prefix must be the right one too: an issue's id is not a pull request's.
        if self.node_id(node) == id {
            Ok(node)
        } else {
            Err(missing())
        }
    }

    pub(crate) fn repo_of(&self, subject: Subject) -> Option<u64> {
        let issue = match subject {
            Subject::Issue(id) => id,
            Subject::Comment(id) => self.comments.get(&id)?.issue,
        };
        self.issues.get(&issue).map(|issue| issue.repo)
    }
}
