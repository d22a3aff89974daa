//! What people do who ask for nothing over HTTP: no permission holds them up, no limit counts them.

use super::{Label, Reaction, State, Subject};
use crate::error::{HubError, Refusal};
use crate::hub::Kind;

/// Where an issue is that a repository had once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    Deleted,
    Transferred { repo: u64, number: u64 },
}

impl From<Gone> for Refusal {
    fn from(gone: Gone) -> Refusal {
        match gone {
            Gone::Deleted => Refusal::Deleted,
            Gone::Transferred { repo, number } => Refusal::Transferred { repo, number },
        }
    }
}

impl State {
    /// The id of an issue, for the Rust API.
    pub(crate) fn issue_at(&self, repo: &str, number: u64) -> Result<u64, HubError> {
        let unknown = || HubError::UnknownRepository(repo.to_owned());
        let repo = self.find_repo(repo).ok_or_else(unknown)?;
        Ok(self.issue_numbered(repo.id, number)?.id)
    }

    /// The account of a person who is there only to meddle.
    fn somebody(&mut self, number: u32) -> u64 {
        let login = match number {
            0 => "somebody".to_owned(),
            more => format!("somebody-{more}"),
        };
        match self.account_by_login(&login) {
            Some(account) => account.id,
            None => self.insert_account(&login, Kind::User).id,
        }
    }

    /// Deletes an issue with all that hangs on it; its number is not given out again.
    pub(crate) fn delete_issue(&mut self, id: u64) {
        self.take_away(id, Gone::Deleted);
    }

    /// Moves an issue to a repository that nobody may see.
    pub(crate) fn transfer_issue(&mut self, id: u64) {
        let repo = self.fresh_id();
        self.take_away(id, Gone::Transferred { repo, number: 1 });
    }

    fn take_away(&mut self, id: u64, gone: Gone) {
        let Some(issue) = self.issues.remove(&id) else {
            return;
        };
        if let Some(repo) = self.repos.get_mut(&issue.repo) {
            repo.numbers.remove(&issue.number);
            repo.gone.insert(issue.number, gone);
        }
        for other in self.issues.values_mut() {
            other.sub_issues.retain(|child| *child != id);
            if other.parent == Some(id) {
                other.parent = None;
            }
        }
        self.comments.retain(|_, comment| comment.issue != id);
        let comments = &self.comments;
        self.reactions.retain(|_, reaction| match reaction.subject {
            Subject::Issue(issue) => issue != id,
            Subject::Comment(comment) => comments.contains_key(&comment),
        });
    }

    pub(crate) fn somebody_closes(&mut self, id: u64) {
        let (somebody, now) = (self.somebody(0), self.now());
        if let Some(issue) = self.issues.get_mut(&id).filter(|issue| issue.open) {
            issue.open = false;
            issue.state_reason = Some("COMPLETED");
            issue.closed_at = Some(now);
            issue.closed_by = Some(somebody);
            issue.updated_at = now;
        }
    }

    pub(crate) fn somebody_comments(&mut self, issue: u64) {
        let author = self.somebody(0);
        // Where the issue is gone there is nothing to say.
        let _ = self.insert_comment(author, issue, "Meanwhile, somebody else commented.");
    }

    /// A thumbs up of a person who has given none yet.
    pub(crate) fn somebody_reacts(&mut self, issue: u64) {
        let (subject, content) = (Subject::Issue(issue), "THUMBS_UP");
        let mut number = 0;
        let user = loop {
            let user = self.somebody(number);
            if self.own_reaction(user, subject, content).is_none() {
                break user;
            }
            number += 1;
        };
        let (id, now) = (self.fresh_id(), self.now());
        let Some(on) = self.issues.get_mut(&issue) else {
            return;
        };
        on.reactions.push(id);
        let reaction = Reaction {
            id,
            subject,
            content,
            user,
            created_at: now,
        };
        self.reactions.insert(id, reaction);
    }

    pub(crate) fn somebody_writes(&mut self, repo: u64, labels: &[String]) {
        let author = self.somebody(0);
        let known = |name: &String| self.label_named(repo, name).map(|label| label.id);
        let labels: Vec<u64> = labels.iter().filter_map(known).collect();
        let (title, body) = ("Meanwhile", "Somebody else wrote this.");
        let id = self.insert_issue(repo, author, title.to_owned(), body.to_owned(), None);
        if let Some(issue) = id.ok().and_then(|id| self.issues.get_mut(&id)) {
            issue.labels = labels;
        }
    }

    /// The label in upper case, or in lower case where it is in upper case already.
    pub(crate) fn somebody_labels(&mut self, repo: u64, name: &str) {
        let name = name.trim();
        let other = match name.to_uppercase() {
            upper if upper == name => name.to_lowercase(),
            upper => upper,
        };
        if self.label_named(repo, name).is_some() {
            return;
        }
        let (id, now) = (self.fresh_id(), self.now());
        let Some(repository) = self.repos.get_mut(&repo) else {
            return;
        };
        repository.labels.insert(other.to_lowercase(), id);
        let label = Label {
            id,
            repo,
            name: other,
            color: "ededed".to_owned(),
            description: None,
            created_at: now,
            updated_at: now,
        };
        self.labels.insert(id, label);
    }

    /// A commit on a branch that writes one file.
    pub(crate) fn somebody_pushes(
        &mut self,
        repo: u64,
        branch: &str,
        path: &str,
    ) -> Result<(), Refusal> {
        let somebody = self.somebody(0);
        let (author, now) = (self.login(Some(somebody)), self.now());
        let repo = self.repo(repo)?;
        repo.commit_file(branch, path, &author, now.as_second())
    }
}
