//! Issues, and what pull requests share with them: labels, locks and the sequence of numbers.

use super::{Issue, Pull, State, check_body, check_title};
use crate::error::Refusal;
use crate::hub::Permission;

/// Sub-issues a parent and labels an issue.
const MOST: usize = 100;

/// A new issue.
#[derive(Debug, Default)]
pub(crate) struct NewIssue {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) labels: Vec<u64>,
    pub(crate) parent: Option<u64>,
    /// Labels apply whatever the permission is, as those of an issue form do.
    pub(crate) form: bool,
}

/// What to change of an issue; `None` leaves it as it is.
#[derive(Debug, Default)]
pub(crate) struct IssueChange {
    pub(crate) title: Option<String>,
    pub(crate) body: Option<String>,
    /// Open or not, and the reason if one was given.
    pub(crate) open: Option<bool>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) labels: Option<Vec<u64>>,
}

impl State {
    pub(crate) fn create_issue(
        &mut self,
        viewer: Option<u64>,
        repo: u64,
        new: NewIssue,
    ) -> Result<u64, Refusal> {
        let author = self.require(viewer, repo, Permission::Read)?;
        self.check_archived(repo)?;
        if !self.repo(repo)?.settings.issues {
            return Err(Refusal::NoIssues);
        }
        check_title("Issue", &new.title)?;
        check_body("Issue", &new.body)?;
        let triage = self.require(viewer, repo, Permission::Triage).is_ok();
        // GitHub drops an outsider's labels without a word.
        let labels = if triage || new.form {
            self.check_labels(repo, &new.labels)?
        } else {
            Vec::new()
        };
        if let Some(parent) = new.parent {
            self.require(viewer, self.issue(parent)?.repo, Permission::Triage)?;
            self.check_room(parent)?;
        }
        self.book_creation(author)?;
        let id = self.insert_issue(repo, author, new.title, new.body, None)?;
        let issue = self.issue_mut(id)?;
        issue.labels = labels;
        issue.parent = new.parent;
        if let Some(parent) = new.parent {
            self.issue_mut(parent)?.sub_issues.push(id);
        }
        Ok(id)
    }

    /// Puts an issue or a pull request into the repository, under the next number.
    pub(super) fn insert_issue(
        &mut self,
        repo: u64,
        author: u64,
        title: String,
        body: String,
        pull: Option<Pull>,
    ) -> Result<u64, Refusal> {
        let (id, now) = (self.fresh_id(), self.now());
        let repository = self.repos.get_mut(&repo).ok_or_else(super::not_found)?;
        let number = repository.next_number;
        repository.next_number += 1;
        repository.numbers.insert(number, id);
        let issue = Issue {
            id,
            repo,
            number,
            title,
            body,
            author,
            open: true,
            state_reason: None,
            locked: false,
            lock_reason: None,
            created_at: now,
            updated_at: now,
            closed_at: None,
            closed_by: None,
            labels: Vec::new(),
            comments: Vec::new(),
            reactions: Vec::new(),
            parent: None,
            sub_issues: Vec::new(),
            pull,
        };
        self.issues.insert(id, issue);
        Ok(id)
    }

    pub(crate) fn issue_numbered(&self, repo: u64, number: u64) -> Result<&Issue, Refusal> {
        let repo = self.repo(repo)?;
        match (repo.numbers.get(&number), repo.gone.get(&number)) {
            (Some(id), _) => self.issue(*id),
            (None, Some(gone)) => Err((*gone).into()),
            (None, None) => Err(super::not_found()),
        }
    }

    pub(crate) fn update_issue(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        change: IssueChange,
    ) -> Result<(), Refusal> {
        let (repo, author, open) = {
            let issue = self.issue(id)?;
            (issue.repo, issue.author, issue.open)
        };
        let least = if viewer == Some(author) {
            Permission::Read
        } else {
            Permission::Triage
        };
        let viewer = self.require(viewer, repo, least)?;
        if let Some(title) = &change.title {
            check_title("Issue", title)?;
        }
        if let Some(body) = &change.body {
            check_body("Issue", body)?;
        }
        let labels = match &change.labels {
            // As when the issue is created: without permission they are dropped.
            Some(_)
                if self
                    .require(Some(viewer), repo, Permission::Triage)
                    .is_err() =>
            {
                None
            }
            Some(labels) => Some(self.check_labels(repo, labels)?),
            None => None,
        };
        let now = self.now();
        let issue = self.issue_mut(id)?;
        issue.updated_at = now;
        if let Some(title) = change.title {
            issue.title = title;
        }
        if let Some(body) = change.body {
            issue.body = body;
        }
        if let Some(labels) = labels {
            issue.labels = labels;
        }
        match change.open {
            Some(false) => {
                issue.open = false;
                if open {
                    issue.closed_at = Some(now);
                    issue.closed_by = Some(viewer);
                }
                if issue.pull.is_none() && (open || change.reason.is_some()) {
                    issue.state_reason = change.reason.or(Some("COMPLETED"));
                }
            }
            Some(true) if !open => {
                issue.open = true;
                issue.closed_at = None;
                issue.closed_by = None;
                issue.state_reason = issue.pull.is_none().then_some("REOPENED");
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds labels to an issue; one that is there already stays.
    pub(crate) fn add_labels(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        labels: &[u64],
    ) -> Result<(), Refusal> {
        let (repo, mut all) = {
            let issue = self.issue(id)?;
            (issue.repo, issue.labels.clone())
        };
        self.require(viewer, repo, Permission::Triage)?;
        all.extend(labels);
        self.store_labels(id, &all)
    }

    /// Replaces the labels of an issue.
    pub(crate) fn set_labels(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        labels: &[u64],
    ) -> Result<(), Refusal> {
        self.require(viewer, self.issue(id)?.repo, Permission::Triage)?;
        self.store_labels(id, labels)
    }

    /// Takes labels off an issue.
    pub(crate) fn remove_labels(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        labels: &[u64],
    ) -> Result<(), Refusal> {
        self.require(viewer, self.issue(id)?.repo, Permission::Triage)?;
        let mut all = self.issue(id)?.labels.clone();
        all.retain(|label| !labels.contains(label));
        self.store_labels(id, &all)
    }

    fn store_labels(&mut self, id: u64, labels: &[u64]) -> Result<(), Refusal> {
        let labels = self.check_labels(self.issue(id)?.repo, labels)?;
        let now = self.now();
        let issue = self.issue_mut(id)?;
        if issue.labels != labels {
            issue.labels = labels;
            issue.updated_at = now;
        }
        Ok(())
    }

    /// Each label once, all of this repository, 100 at most.
    fn check_labels(&self, repo: u64, labels: &[u64]) -> Result<Vec<u64>, Refusal> {
        let mut all = Vec::new();
        for id in labels {
            if self.label(*id)?.repo != repo {
                return Err(Refusal::NotFound(
                    "Could not resolve to a label.".to_owned(),
                ));
            }
            if !all.contains(id) {
                all.push(*id);
            }
        }
        if all.len() > MOST {
            return Err(Refusal::Unprocessable(
                "Validation Failed. Issues cannot have more than 100 labels".to_owned(),
            ));
        }
        Ok(all)
    }

    /// Locks or unlocks a conversation.
    pub(crate) fn lock(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        locked: bool,
        reason: Option<String>,
    ) -> Result<(), Refusal> {
        self.require(viewer, self.issue(id)?.repo, Permission::Triage)?;
        let now = self.now();
        let issue = self.issue_mut(id)?;
        issue.locked = locked;
        issue.lock_reason = reason.filter(|_| locked);
        issue.updated_at = now;
        Ok(())
    }

    /// Makes an issue a sub-issue of another.
    pub(crate) fn add_sub_issue(
        &mut self,
        viewer: Option<u64>,
        parent: u64,
        child: u64,
        replace: bool,
    ) -> Result<(), Refusal> {
        self.require(viewer, self.issue(parent)?.repo, Permission::Triage)?;
        let former = self.issue(child)?.parent;
        if former == Some(parent) {
            return Err(sub_issue("duplicate sub-issues"));
        }
        if former.is_some() && !replace {
            return Err(sub_issue("Sub issue may only have one parent"));
        }
        let mut above = Some(parent);
        while let Some(id) = above {
            if id == child {
                return Err(sub_issue("Sub issue cannot be an ancestor of its parent"));
            }
            above = self.issue(id)?.parent;
        }
        self.check_room(parent)?;
        if let Some(former) = former {
            self.issue_mut(former)?.sub_issues.retain(|id| *id != child);
        }
        self.issue_mut(child)?.parent = Some(parent);
        self.issue_mut(parent)?.sub_issues.push(child);
        Ok(())
    }

    /// Refuses the 101st sub-issue (closed ones count), and the ninth level.
    fn check_room(&self, parent: u64) -> Result<(), Refusal> {
        let issue = self.issue(parent)?;
        if issue.pull.is_some() {
            return Err(sub_issue("A pull request has no sub-issues"));
        }
        if issue.sub_issues.len() >= MOST {
            return Err(sub_issue("Parent cannot have more than 100 sub-issues"));
        }
        let (mut levels, mut above) = (1, issue.parent);
        while let Some(id) = above {
            levels += 1;
            above = self.issue(id)?.parent;
        }
        if levels > 8 {
            return Err(sub_issue("Sub issues cannot be more than 8 levels deep"));
        }
        Ok(())
    }
}

fn sub_issue(message: &str) -> Refusal {
    Refusal::custom("SubIssue", "sub_issue", message)
}
