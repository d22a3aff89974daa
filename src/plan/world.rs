//! The world as it was read.

use super::labels::fold;
use super::rest::Newest;
use super::turn::Turn;
use crate::ballot::{RollSource, Vote};
use crate::became::{Became, Thing};
use crate::feedback::Told;
use crate::session::{PullKey, RepositoryName, SessionId, Stage};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers above this one stand in for what a simulation created.
pub(super) const SIMULATED: u64 = 1_000_000_000_000;

/// A label that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Node id.
    pub id: String,
    /// Name as it is spelled.
    pub name: String,
}

/// The author of an issue or comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Numeric id, where the account has one.
    pub id: Option<u64>,
    /// Login.
    pub login: String,
    /// Whether it is a bot, an organisation or a mannequin rather than a user.
    pub machine: bool,
    /// When the account was made, where that is known.
    pub created: Option<Timestamp>,
}

impl Person {
    /// Whether both are the same account. Bots come without an id, and their logins are like those that people can have.
    pub fn is(&self, other: &Person) -> bool {
        self.machine == other.machine
            && match (self.id, other.id) {
                (Some(one), Some(other)) => one == other,
                (None, None) => self.login == other.login,
                _ => false,
            }
    }
}

/// A comment on a session's issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Numeric id; 0 of one that this run wrote and has not read back.
    pub id: u64,
    /// Its text.
    pub body: String,
    /// Who; `None` where the account was deleted.
    pub author: Option<Person>,
    /// When.
    pub written: Timestamp,
    /// When it was edited last, if ever.
    pub edited: Option<Timestamp>,
    /// Whether somebody else than its author edited it last.
    pub by_another: bool,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Node id.
    pub id: String,
    /// Number.
    pub number: u64,
    /// Title.
    pub title: String,
    /// Body.
    pub body: String,
    /// Whether it is open.
    pub open: bool,
    /// Whether its conversation is locked.
    pub locked: bool,
    /// Who; `None` where the account was deleted.
    pub author: Option<Person>,
    /// When.
    pub written: Timestamp,
    /// Names of its labels.
    pub labels: BTreeSet<String>,
    /// Its reactions.
    pub votes: Vec<Vote>,
    /// How many reactions there are.
    pub votes_total: u64,
    /// Its comments; read for the issues of open sessions alone.
    pub comments: Vec<Comment>,
    /// How many comments there are.
    pub comments_total: u64,
    /// When a comment was written or edited last.
    pub comments_latest: Option<Timestamp>,
}

impl Issue {
    /// Whether it carries the label.
    pub fn has(&self, label: &str) -> bool {
        self.labels
            .iter()
            .any(|name| super::labels::same(name, label))
    }
}

/// A session's issue that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Its number.
    pub number: u64,
    /// The stage its label names: not `published` where a person closed it before its end.
    pub stage: Option<Stage>,
    /// Whether it was called off.
    pub called_off: bool,
}

/// A pull request with a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Number.
    pub number: u64,
    /// Address.
    pub url: String,
    /// Whether it is open.
    pub open: bool,
    /// Whether it was merged.
    pub merged: bool,
}

/// A governance repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governance {
    /// `owner/name`.
    pub repository: RepositoryName,
    /// Node id.
    pub id: String,
    /// Its default branch.
    pub base: String,
    /// The pull requests that were asked for: one that is not among those found is not there.
    pub asked: BTreeSet<PullKey>,
    /// Those that were found.
    pub pulls: BTreeMap<PullKey, Pull>,
}

/// Everything folkmoot knows of GitHub at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// The session repository.
    pub repository: RepositoryName,
    /// Its node id.
    pub repository_id: String,
    /// Its default branch; empty where it has none yet.
    pub default_branch: String,
    /// Its address for people, such as `https://github.com/owner/name`.
    pub url: String,
    /// When it was read.
    pub read_at: Timestamp,
    /// Labels that exist, by folded name.
    pub labels: BTreeMap<String, Label>,
    /// Labels that were looked up and do not exist, folded.
    pub absent: BTreeSet<String>,
    /// Whether `labels` holds all of them.
    pub all_labels: bool,
    /// Issues of the sessions that are due, by number.
    pub issues: BTreeMap<u64, Issue>,
    /// Sessions whose issue is closed.
    pub finished: BTreeMap<SessionId, Finished>,
    /// Sessions at rest, of which not all clusters, notes or comments were read.
    pub unread: BTreeSet<SessionId>,
    /// Sessions that are left alone for the rest of this run, because something of theirs failed, or because it is not theirs.
    pub failed: BTreeSet<SessionId>,
    /// Outcomes that failed in this run: the session's others go their way.
    pub failed_outcomes: BTreeSet<PullKey>,
    /// What changed last in each session.
    pub newest: BTreeMap<SessionId, Newest>,
    /// What changed last among the open notes of all sessions.
    pub inbox: Newest,
    /// Whose turn to write it is; `None` where nobody ever wrote.
    pub turn: Option<Turn>,
    /// What was said on the issues that ask what people thought of a session, by session, where that was looked up.
    pub feedback: BTreeMap<SessionId, Vec<Told>>,
    /// Governance repositories that were read.
    pub governance: BTreeMap<RepositoryName, Governance>,
    /// Rolls that were read: the ids on them, or in one sentence why they cannot be read.
    pub rolls: Vec<(RollSource, Result<Vec<u64>, String>)>,
    /// Logins that were looked up, folded: their ids, or none where there is no such person.
    pub people: BTreeMap<String, Option<u64>>,
    /// Why logins cannot be looked up, if so.
    pub no_people: Option<String>,
    /// What became of things that were looked up; with nothing, where they cannot be seen.
    pub things: BTreeMap<Thing, Option<Became>>,
    /// Whether accounts may command, by folded login, or in one sentence why that cannot be read.
    pub rights: BTreeMap<String, Result<bool, String>>,
    /// How many things were simulated, for their stand-in ids.
    pub(super) simulated: u64,
}

impl World {
    /// A repository without issues or labels.
    pub fn empty(repository: RepositoryName, id: String, url: String, read_at: Timestamp) -> World {
        World {
            repository,
            repository_id: id,
            default_branch: String::new(),
            url,
            read_at,
            labels: BTreeMap::new(),
            absent: BTreeSet::new(),
            all_labels: true,
            issues: BTreeMap::new(),
            finished: BTreeMap::new(),
            unread: BTreeSet::new(),
            failed: BTreeSet::new(),
            failed_outcomes: BTreeSet::new(),
            newest: BTreeMap::new(),
            inbox: Newest::default(),
            turn: None,
            feedback: BTreeMap::new(),
            governance: BTreeMap::new(),
            rolls: Vec::new(),
            people: BTreeMap::new(),
            no_people: None,
            things: BTreeMap::new(),
            rights: BTreeMap::new(),
            simulated: 0,
        }
    }

    /// The open issue of a session.
    pub fn session_issue(&self, id: &SessionId) -> Option<&Issue> {
        let label = super::labels::session(id);
        self.issues
            .values()
            .find(|issue| issue.open && issue.has(super::labels::SESSION) && issue.has(&label))
    }

    /// What is known of a label: `Some(true)` it exists, `Some(false)` it does not, `None` nobody looked.
    pub fn knows_label(&self, name: &str) -> Option<bool> {
        let name = fold(name);
        if self.labels.contains_key(&name) {
            Some(true)
        } else if self.all_labels || self.absent.contains(&name) {
            Some(false)
        } else {
            None
        }
    }

    /// The node id of a label that exists.
    pub fn label_id(&self, name: &str) -> Option<&str> {
        self.labels.get(&fold(name)).map(|label| label.id.as_str())
    }
}
