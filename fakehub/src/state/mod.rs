//! The whole state of the hub, and the operations on it that REST and GraphQL share.
//!
//! In: a viewer and typed values. Out: ids of what changed, or a [`Refusal`]. Nothing here knows HTTP.

mod accounts;
mod changes;
mod comments;
mod git;
mod issues;
mod labels;
mod lag;
mod nodes;
mod organizations;
mod pulls;
mod reactions;
mod somebody;

pub(crate) use git::{NewFile, Who};
pub(crate) use issues::{IssueChange, NewIssue};
pub(crate) use labels::LabelChange;
pub(crate) use nodes::NodeRef;
pub(crate) use organizations::{Affiliation, Membership, Organizations, Team};
pub(crate) use pulls::{Merging, NewPull, PullChange};
pub(crate) use reactions::reaction_content;
pub(crate) use somebody::Gone;

use crate::clock::Clock;
use crate::error::Refusal;
use crate::hub::{Kind, Permission};
use crate::limits::{Concurrency, Limits};
use crate::record::Recorded;
use crate::strike::Armed;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// GitHub's eight reactions: GraphQL's name, REST's name.
pub(crate) const REACTIONS: [(&str, &str); 8] = [
    ("THUMBS_UP", "+1"),
    ("THUMBS_DOWN", "-1"),
    ("LAUGH", "laugh"),
    ("HOORAY", "hooray"),
    ("CONFUSED", "confused"),
    ("HEART", "heart"),
    ("ROCKET", "rocket"),
    ("EYES", "eyes"),
];

/// The sentence GitHub has for tokens that may not do something.
pub(crate) const NOT_ACCESSIBLE: &str = "Resource not accessible by integration";

#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) id: u64,
    pub(crate) login: String,
    pub(crate) token: String,
    pub(crate) kind: Kind,
    pub(crate) created_at: Timestamp,
    pub(crate) deleted: bool,
}

#[derive(Debug)]
pub(crate) struct Repo {
    pub(crate) id: u64,
    pub(crate) owner: u64,
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) private: bool,
    pub(crate) git_dir: Option<PathBuf>,
    pub(crate) default_branch: String,
    /// Branches that take no push.
    pub(crate) protected: BTreeSet<String>,
    pub(crate) created_at: Timestamp,
    /// By lower-case name: label names compare without case.
    pub(crate) labels: BTreeMap<String, u64>,
    /// Issues and pull requests, which share one sequence of numbers.
    pub(crate) numbers: BTreeMap<u64, u64>,
    pub(crate) next_number: u64,
    /// What became of numbers whose issues are no longer here.
    pub(crate) gone: BTreeMap<u64, Gone>,
    pub(crate) grants: BTreeMap<String, Permission>,
    /// By number; they count apart from issues.
    pub(crate) milestones: BTreeMap<u64, Milestone>,
}

#[derive(Debug)]
pub(crate) struct Milestone {
    pub(crate) title: String,
    pub(crate) open: bool,
    pub(crate) created_at: Timestamp,
    /// Numbers of its issues.
    pub(crate) issues: BTreeSet<u64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) id: u64,
    pub(crate) repo: u64,
    pub(crate) name: String,
    pub(crate) color: String,
    pub(crate) description: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug)]
pub(crate) struct Issue {
    pub(crate) id: u64,
    pub(crate) repo: u64,
    pub(crate) number: u64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) author: u64,
    pub(crate) open: bool,
    /// COMPLETED, NOT_PLANNED, DUPLICATE or REOPENED.
    pub(crate) state_reason: Option<&'static str>,
    pub(crate) locked: bool,
    pub(crate) lock_reason: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) closed_by: Option<u64>,
    pub(crate) labels: Vec<u64>,
    pub(crate) comments: Vec<u64>,
    pub(crate) reactions: Vec<u64>,
    pub(crate) parent: Option<u64>,
    pub(crate) sub_issues: Vec<u64>,
    pub(crate) pull: Option<Pull>,
}

#[derive(Debug, Clone)]
pub(crate) struct Pull {
    pub(crate) head: String,
    pub(crate) base: String,
    /// Where the head stood when the pull request was closed or merged: an open one follows its branch.
    pub(crate) closed_head: Option<String>,
    pub(crate) draft: bool,
    pub(crate) merged_at: Option<Timestamp>,
    pub(crate) merged_by: Option<u64>,
    pub(crate) merge_commit: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) issue: u64,
    pub(crate) author: u64,
    pub(crate) body: String,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// When its body was changed last, if ever.
    pub(crate) edited_at: Option<Timestamp>,
    /// Who changed it last.
    pub(crate) editor: Option<u64>,
    pub(crate) reactions: Vec<u64>,
    /// Whether a maintainer hid it.
    pub(crate) minimized: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) id: u64,
    pub(crate) subject: Subject,
    pub(crate) content: &'static str,
    pub(crate) user: u64,
    pub(crate) created_at: Timestamp,
}

/// What one can react to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Issue(u64),
    Comment(u64),
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) accounts: BTreeMap<u64, Account>,
    pub(crate) organizations: Organizations,
    pub(crate) repos: BTreeMap<u64, Repo>,
    pub(crate) labels: BTreeMap<u64, Label>,
    pub(crate) issues: BTreeMap<u64, Issue>,
    pub(crate) comments: BTreeMap<u64, Comment>,
    pub(crate) reactions: BTreeMap<u64, Reaction>,
    pub(crate) limits: Limits,
    pub(crate) concurrency: Concurrency,
    pub(crate) faults: Vec<Armed>,
    pub(crate) recorded: Vec<Recorded>,
    pub(crate) next_seq: u64,
    /// Content creations since the hub began.
    pub(crate) creations: u32,
    /// What `html_url` and GraphQL's `url` begin with; the request's own host where it is not set.
    pub(crate) web: Option<String>,
    /// What is not there for the request that is answered now.
    hidden: Option<lag::Hidden>,
    next_id: u64,
    next_label_id: u64,
}

impl State {
    pub(crate) fn new(clock: Clock) -> State {
        State {
            clock,
            web: None,
            accounts: BTreeMap::new(),
            organizations: Organizations::default(),
            repos: BTreeMap::new(),
            labels: BTreeMap::new(),
            issues: BTreeMap::new(),
            comments: BTreeMap::new(),
            reactions: BTreeMap::new(),
            limits: Limits::default(),
            concurrency: Concurrency::default(),
            hidden: None,
            faults: Vec::new(),
            recorded: Vec::new(),
            next_seq: 0,
            creations: 0,
            next_id: 2_000_000,
            next_label_id: 7_000_000,
        }
    }

    pub(crate) fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Labels are counted for themselves, so that one more of them changes no other id.
    pub(crate) fn fresh_label_id(&mut self) -> u64 {
        self.next_label_id += 1;
        self.next_label_id
    }

    /// The time in whole seconds, which is all that GitHub keeps.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    pub(crate) fn repo(&self, id: u64) -> Result<&Repo, Refusal> {
        self.repos.get(&id).ok_or_else(not_found)
    }

    pub(crate) fn label(&self, id: u64) -> Result<&Label, Refusal> {
        self.labels.get(&id).ok_or_else(not_found)
    }

    pub(crate) fn issue(&self, id: u64) -> Result<&Issue, Refusal> {
        self.issues.get(&id).ok_or_else(not_found)
    }

    pub(crate) fn issue_mut(&mut self, id: u64) -> Result<&mut Issue, Refusal> {
        self.issues.get_mut(&id).ok_or_else(not_found)
    }

    pub(crate) fn comment(&self, id: u64) -> Result<&Comment, Refusal> {
        self.comments.get(&id).ok_or_else(not_found)
    }

    pub(crate) fn find_repo(&self, full_name: &str) -> Option<&Repo> {
        self.repos
            .values()
            .find(|repo| repo.full_name.eq_ignore_ascii_case(full_name))
    }

    /// The repository, if the viewer may read it.
    pub(crate) fn readable_repo(&self, viewer: Option<u64>, name: &str) -> Result<&Repo, Refusal> {
        self.find_repo(name)
            .filter(|repo| self.permission(viewer, repo).is_some())
            .ok_or_else(not_found)
    }

    /// The highest permission the viewer has.
    pub(crate) fn permission(&self, viewer: Option<u64>, repo: &Repo) -> Option<Permission> {
        let public = (!repo.private).then_some(Permission::Read);
        let Some(account) = viewer.and_then(|id| self.account(id)) else {
            return public;
        };
        if account.id == repo.owner {
            return Some(Permission::Admin);
        }
        let granted = repo.grants.get(&account.login.to_ascii_lowercase());
        // Members may read all that their organization has.
        let member = self.organizations.is_member(repo.owner, account.id);
        let base = member.then_some(Permission::Read);
        granted.copied().max(public).max(base)
    }

    /// Refuses a viewer with less than `least`: who may not even read gets to know nothing.
    pub(crate) fn require(
        &self,
        viewer: Option<u64>,
        repo: u64,
        least: Permission,
    ) -> Result<u64, Refusal> {
        let repo = self.repo(repo)?;
        let permission = self.permission(viewer, repo).ok_or_else(not_found)?;
        let viewer = viewer.ok_or_else(|| Refusal::Forbidden(NOT_ACCESSIBLE.to_owned()))?;
        if permission >= least {
            Ok(viewer)
        } else {
            Err(Refusal::Forbidden(NOT_ACCESSIBLE.to_owned()))
        }
    }

    /// GitHub's relation of an author to a repository.
    pub(crate) fn association(&self, author: u64, repo: &Repo) -> &'static str {
        let Some(account) = self.account(author) else {
            return "NONE";
        };
        if account.id == repo.owner {
            "OWNER"
        } else if self.organizations.is_member(repo.owner, account.id) {
            "MEMBER"
        } else if repo
            .grants
            .contains_key(&account.login.to_ascii_lowercase())
        {
            "COLLABORATOR"
        } else {
            "NONE"
        }
    }

    /// Refuses when the viewer creates content too fast, else books one creation.
    fn book_creation(&mut self, viewer: u64) -> Result<(), Refusal> {
        let (login, now) = (self.login(Some(viewer)), self.now());
        if self.limits.creation_wait(&login, now).is_some() {
            return Err(Refusal::TooFast);
        }
        self.limits.created(&login, now);
        self.creations = self.creations.saturating_add(1);
        Ok(())
    }
}

/// The refusal that tells nothing.
pub(crate) fn not_found() -> Refusal {
    Refusal::NotFound("Not Found".to_owned())
}

/// Whether a body is longer than GitHub stores.
pub(crate) fn too_long(body: &str) -> bool {
    body.chars().count() > 65_536
}

/// Refuses a body that is longer than GitHub stores.
pub(crate) fn check_body(resource: &'static str, body: &str) -> Result<(), Refusal> {
    if too_long(body) {
        return Err(Refusal::custom(
            resource,
            "body",
            "body is too long (maximum is 65536 characters)",
        ));
    }
    Ok(())
}

/// Refuses a title that is blank or longer than GitHub stores.
pub(crate) fn check_title(resource: &'static str, title: &str) -> Result<(), Refusal> {
    if title.trim().is_empty() {
        return Err(Refusal::Invalid {
            resource,
            field: "title",
            code: "missing_field",
            message: "Title can't be blank".to_owned(),
        });
    }
    if title.chars().count() > 256 {
        return Err(Refusal::custom(
            resource,
            "title",
            "title is too long (maximum is 256 characters)",
        ));
    }
    Ok(())
}
