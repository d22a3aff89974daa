//! The Rust API: set a world up, look at it afterwards.

mod organizations;
mod settings;

use crate::clock::Clock;
use crate::error::HubError;
use crate::fault::Fault;
use crate::limits::Spent;
use crate::record::Recorded;
use crate::server::Server;
use crate::settings::Settings;
use crate::state::{Account, Milestone, NewIssue, Repo, State};
use crate::strike::Armed;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A whole GitHub. Clones are handles on the same one.
#[derive(Clone, Debug)]
pub struct Hub {
    state: Arc<Mutex<State>>,
    clock: Clock,
}

/// An account as the Rust API hands it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub login: String,
    /// The database id.
    pub id: u64,
    /// The token that its requests bear.
    pub token: String,
    /// What kind of account it is.
    pub kind: Kind,
}

/// The kinds of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A person.
    User,
    /// An app.
    Bot,
    /// An organization.
    Organization,
    /// A stand-in for a person after an import.
    Mannequin,
}

/// What an account may do in a repository. Each one includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Permission {
    /// See it, open issues, comment and react.
    Read,
    /// Label, lock and close others' issues.
    Triage,
    /// Push, make labels, merge.
    Write,
    /// Everything.
    Admin,
}

impl Hub {
    /// An empty hub, whose clock stands at `start`.
    pub fn new(start: Timestamp) -> Hub {
        let clock = Clock::new(start);
        Hub {
            state: Arc::new(Mutex::new(State::new(clock.clone()))),
            clock,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The virtual clock.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Adds a person; one of that login that is there already is returned.
    pub fn add_user(&self, login: &str) -> User {
        self.add_account(login, Kind::User)
    }

    /// Adds a bot, for example `github-actions`.
    pub fn add_bot(&self, login: &str) -> User {
        self.add_account(login, Kind::Bot)
    }

    /// A maintainer hides a comment. It stays in every list, marked as minimized.
    pub fn hide_comment(&self, id: u64) {
        if let Some(comment) = self.state().comments.get_mut(&id) {
            comment.minimized = true;
        }
    }

    /// Gives an account another token, for example one that looks like a fine-grained one.
    pub fn set_token(&self, login: &str, token: &str) {
        let mut state = self.state();
        let id = state.account_by_login(login).map(|account| account.id);
        if let Some(account) = id.and_then(|id| state.accounts.get_mut(&id)) {
            token.clone_into(&mut account.token);
        }
    }

    /// Sets when an account was created, of which GitHub keeps whole seconds. Without it, that is when it was added.
    pub fn set_created_at(&self, login: &str, at: Timestamp) -> Result<(), HubError> {
        let mut state = self.state();
        let unknown = || HubError::UnknownUser(login.to_owned());
        let id = state.account_by_login(login).ok_or_else(unknown)?.id;
        if let Some(account) = state.accounts.get_mut(&id) {
            account.created_at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        }
        Ok(())
    }

    /// Adds an organization.
    pub fn add_organization(&self, login: &str) -> User {
        self.add_account(login, Kind::Organization)
    }

    /// Adds an imported person who has no account.
    pub fn add_mannequin(&self, login: &str) -> User {
        self.add_account(login, Kind::Mannequin)
    }

    fn add_account(&self, login: &str, kind: Kind) -> User {
        let mut state = self.state();
        if let Some(account) = state.account_by_login(login) {
            return user(account);
        }
        user(state.insert_account(login, kind))
    }

    /// Adds a public repository. Its owner becomes a person unless there is such an account already. `git_dir` is a bare
    /// repository on disk, whose HEAD names the default branch.
    pub fn add_repository(&self, full_name: &str, git_dir: Option<&Path>) -> Result<(), HubError> {
        let bad_name = || HubError::RepositoryName(full_name.to_owned());
        let (owner, name) = full_name.split_once('/').ok_or_else(bad_name)?;
        if owner.is_empty() || name.is_empty() || name.contains('/') {
            return Err(bad_name());
        }
        let default_branch = match git_dir {
            Some(dir) => default_branch(dir)?,
            None => "main".to_owned(),
        };
        let owner = self.add_user(owner);
        let mut state = self.state();
        if state.find_repo(full_name).is_some() {
            return Err(HubError::Refused(format!("`{full_name}` exists already")));
        }
        let (id, created_at) = (state.fresh_id(), state.now());
        let repo = Repo {
            id,
            owner: owner.id,
            name: name.to_owned(),
            full_name: format!("{}/{name}", owner.login),
            private: false,
            git_dir: git_dir.map(Path::to_path_buf),
            default_branch,
            created_at,
            labels: BTreeMap::new(),
            numbers: BTreeMap::new(),
            next_number: 1,
            gone: BTreeMap::new(),
            protected: BTreeSet::new(),
            grants: BTreeMap::new(),
            milestones: BTreeMap::new(),
            settings: Settings::default(),
        };
        state.repos.insert(id, repo);
        Ok(())
    }

    /// Sets what addresses of pages begin with (`html_url`, GraphQL's `url`), as github.com differs from api.github.com. Without
    /// it they are on the server's own address, which no two servers share.
    pub fn set_web_url(&self, url: &str) {
        self.state().web = Some(url.trim_end_matches('/').to_owned());
    }

    /// Makes a repository private (or public again): then only those with a permission see it.
    pub fn set_private(&self, full_name: &str, private: bool) {
        let mut state = self.state();
        let id = state.find_repo(full_name).map(|repo| repo.id);
        if let Some(repo) = id.and_then(|id| state.repos.get_mut(&id)) {
            repo.private = private;
        }
    }

    /// Gives an account a permission. Everybody may read public repositories.
    pub fn grant(&self, login: &str, full_name: &str, permission: Permission) {
        let mut state = self.state();
        let id = state.find_repo(full_name).map(|repo| repo.id);
        if let Some(repo) = id.and_then(|id| state.repos.get_mut(&id)) {
            repo.grants.insert(login.to_ascii_lowercase(), permission);
        }
    }

    /// Deletes an account: its reactions stay with a null user, its issues with a null author.
    pub fn delete_user(&self, login: &str) {
        let mut state = self.state();
        let id = state.account_by_login(login).map(|account| account.id);
        if let Some(account) = id.and_then(|id| state.accounts.get_mut(&id)) {
            account.deleted = true;
        }
    }

    /// Files an issue as an issue form does: labels that exist apply whatever the permission is, missing ones are ignored.
    pub fn file_form(
        &self,
        login: &str,
        repo: &str,
        title: &str,
        body: &str,
        labels: &[&str],
    ) -> Result<u64, HubError> {
        let mut state = self.state();
        let author = state
            .account_by_login(login)
            .ok_or_else(|| HubError::UnknownUser(login.to_owned()))?
            .id;
        let repo = state
            .find_repo(repo)
            .ok_or_else(|| HubError::UnknownRepository(repo.to_owned()))?
            .id;
        let known = |name: &&str| state.label_named(repo, name).map(|label| label.id);
        let new = NewIssue {
            title: title.to_owned(),
            body: body.to_owned(),
            labels: labels.iter().filter_map(known).collect(),
            parent: None,
            form: true,
        };
        let id = state.create_issue(Some(author), repo, new)?;
        Ok(state.issue(id)?.number)
    }

    /// Deletes an issue with all that hangs on it, as an administrator does: its node is gone, and REST says 410.
    pub fn delete_issue(&self, repo: &str, number: u64) -> Result<(), HubError> {
        let mut state = self.state();
        let id = state.issue_at(repo, number)?;
        state.delete_issue(id);
        Ok(())
    }

    /// Transfers an issue to a repository that none of the accounts may see: its node is gone, and REST redirects there.
    pub fn transfer_issue(&self, repo: &str, number: u64) -> Result<(), HubError> {
        let mut state = self.state();
        let id = state.issue_at(repo, number)?;
        state.transfer_issue(id);
        Ok(())
    }

    /// Makes a milestone of a repository, or makes it anew: with this number, title and state, and these issues.
    pub fn set_milestone(
        &self,
        repo: &str,
        number: u64,
        (title, open): (&str, bool),
        issues: &[u64],
    ) -> Result<(), HubError> {
        let mut state = self.state();
        let unknown = || HubError::UnknownRepository(repo.to_owned());
        let id = state.find_repo(repo).ok_or_else(unknown)?.id;
        let created_at = state.clock.now();
        if let Some(repo) = state.repos.get_mut(&id) {
            let milestone = Milestone {
                title: title.to_owned(),
                open,
                created_at,
                issues: issues.iter().copied().collect(),
            };
            repo.milestones.insert(number, milestone);
        }
        Ok(())
    }

    /// Closes an issue as somebody else.
    pub fn close_issue(&self, repo: &str, number: u64) -> Result<(), HubError> {
        let mut state = self.state();
        let id = state.issue_at(repo, number)?;
        state.somebody_closes(id);
        Ok(())
    }

    /// Protects a branch: from now on a push to it over HTTP is declined, whoever pushes.
    pub fn protect(&self, repo: &str, branch: &str) {
        let mut state = self.state();
        let id = state.find_repo(repo).map(|repo| repo.id);
        if let Some(repo) = id.and_then(|id| state.repos.get_mut(&id)) {
            repo.protected.insert(branch.to_owned());
        }
    }

    /// Lets everybody with the permission push to the branch again.
    pub fn unprotect(&self, repo: &str, branch: &str) {
        let mut state = self.state();
        let id = state.find_repo(repo).map(|repo| repo.id);
        if let Some(repo) = id.and_then(|id| state.repos.get_mut(&id)) {
            repo.protected.remove(branch);
        }
    }

    /// Pushes a commit that writes a file to a branch, as somebody else. A branch that is not there begins at the default one.
    pub fn commit_on_branch(&self, repo: &str, branch: &str, path: &str) -> Result<(), HubError> {
        let mut state = self.state();
        let unknown = || HubError::UnknownRepository(repo.to_owned());
        let repo = state.find_repo(repo).ok_or_else(unknown)?.id;
        Ok(state.somebody_pushes(repo, branch, path)?)
    }

    /// Limits an account to so many requests an hour, of REST and GraphQL each. Without it, a bot has 1,000 as `GITHUB_TOKEN`
    /// has, a person 5,000 and whoever has no token 60.
    pub fn set_hourly_limit(&self, login: &str, requests: u64) {
        self.state().limits.set_hourly(login, requests);
    }

    /// What each login has used since the hub began; whoever has no token is `""`.
    pub fn spent(&self) -> BTreeMap<String, Spent> {
        self.state().limits.spent.clone()
    }

    /// Starts to serve on a free port of 127.0.0.1. One hub may serve many times.
    pub async fn serve(&self) -> Result<Server, HubError> {
        Server::start(self.clone()).await
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().recorded.clone()
    }

    /// Forgets the requests so far; their numbers go on.
    pub fn clear_requests(&self) {
        self.state().recorded.clear();
    }

    /// Plans a fault. Several may wait at a time; each strikes as often as its [`When`](crate::When) says.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push(Armed::new(fault));
    }

    /// Takes back every fault that has not struck yet.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// The whole state as stable, sorted JSON, for comparing end states: without tokens, ids and times.
    pub fn dump(&self) -> serde_json::Value {
        self.state().dump()
    }
}

fn user(account: &Account) -> User {
    User {
        login: account.login.clone(),
        id: account.id,
        token: account.token.clone(),
        kind: account.kind,
    }
}

/// The branch that HEAD names, even when it has no commit yet.
fn default_branch(dir: &Path) -> Result<String, HubError> {
    let git = git2::Repository::open_bare(dir)?;
    let head = git.find_reference("HEAD")?;
    let target = head.symbolic_target().ok().flatten().unwrap_or_default();
    let branch = target.strip_prefix("refs/heads/").unwrap_or("main");
    Ok(branch.to_owned())
}
