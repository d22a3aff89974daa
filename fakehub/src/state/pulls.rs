//! Pull requests and branches, on the bare repository on disk.

use super::{Issue, Pull, Repo, State, check_body, check_title};
use crate::error::Refusal;
use crate::hub::Permission;
use git2::build::TreeUpdateBuilder;
use git2::{BranchType, FileMode, Oid, Repository, Signature, Sort, Time};

/// A new pull request within one repository.
#[derive(Debug)]
pub(crate) struct NewPull {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) head: String,
    pub(crate) base: String,
    pub(crate) draft: bool,
}

/// What to change of a pull request; `None` leaves it as it is.
#[derive(Debug, Default)]
pub(crate) struct PullChange {
    pub(crate) title: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) open: Option<bool>,
    pub(crate) base: Option<String>,
    pub(crate) labels: Option<Vec<u64>>,
}

/// How to merge a pull request.
#[derive(Debug, Default)]
pub(crate) struct Merging<'a> {
    /// Where the client believes the head to be.
    pub(crate) expected_head: Option<&'a str>,
    pub(crate) title: Option<&'a str>,
    pub(crate) message: Option<&'a str>,
    /// One commit on the base instead of a merge commit.
    pub(crate) squash: bool,
}

impl Merging<'_> {
    /// Whether a merge method (in GraphQL's or REST's word) squashes; one that fakehub has not is switched off in its
    /// repositories, as GitHub lets one do.
    pub(crate) fn squashes(method: Option<&str>) -> Result<bool, Refusal> {
        match method.map(str::to_ascii_lowercase).as_deref() {
            None | Some("merge") => Ok(false),
            Some("squash") => Ok(true),
            Some("rebase") => Err(Refusal::Conflict(
                "Rebase merges are not allowed on this repository.".to_owned(),
            )),
            Some(_) => Err(invalid("merge_method", "merge_method is invalid")),
        }
    }
}

impl Repo {
    /// Opens the bare repository.
    pub(crate) fn git(&self) -> Result<Repository, Refusal> {
        let dir = self.git_dir.as_ref().ok_or_else(super::not_found)?;
        Ok(Repository::open_bare(dir)?)
    }

    /// The commit at a branch.
    pub(crate) fn branch_oid(&self, branch: &str) -> Option<String> {
        let git = self.git().ok()?;
        let branch = git.find_branch(branch, BranchType::Local).ok()?;
        branch.get().target().map(|oid| oid.to_string())
    }

    /// The tree of a commit.
    pub(crate) fn tree_of(&self, commit: &str) -> Option<String> {
        let git = self.git().ok()?;
        let commit = git.find_commit(Oid::from_str(commit).ok()?).ok()?;
        Some(commit.tree_id().to_string())
    }

    /// Every ref under a prefix as (full name, commit), sorted.
    pub(crate) fn refs(&self, prefix: &str) -> Vec<(String, String)> {
        let Ok(git) = self.git() else {
            return Vec::new();
        };
        let mut refs = Vec::new();
        for reference in git.references().into_iter().flatten().flatten() {
            let commit = reference.peel_to_commit().map(|commit| commit.id());
            if let (Ok(name), Ok(oid)) = (reference.name(), commit)
                && name.starts_with(prefix)
            {
                refs.push((name.to_owned(), oid.to_string()));
            }
        }
        refs.sort();
        refs
    }
}

impl Repo {
    /// Commits a file to a branch; one that is not there begins at the default branch.
    pub(super) fn commit_file(
        &self,
        branch: &str,
        path: &str,
        author: &str,
        seconds: i64,
    ) -> Result<(), Refusal> {
        let git = self.git()?;
        let tip = |branch: &str| {
            let oid = self.branch_oid(branch)?;
            git.find_commit(Oid::from_str(&oid).ok()?).ok()
        };
        let parent = tip(branch).or_else(|| tip(&self.default_branch));
        let base = match &parent {
            Some(parent) => parent.tree()?,
            None => git.find_tree(git.treebuilder(None)?.write()?)?,
        };
        let blob = git.blob(b"Meanwhile, somebody else wrote this.\n")?;
        let tree = TreeUpdateBuilder::new()
            .upsert(path, blob, FileMode::Blob)
            .create_updated(&git, &base)?;
        let tree = git.find_tree(tree)?;
        let who = signature(author, seconds)?;
        let parents: Vec<_> = parent.iter().collect();
        let message = format!("Write {path}");
        let commit = git.commit(None, &who, &who, &message, &tree, &parents)?;
        let name = format!("refs/heads/{branch}");
        git.reference(&name, commit, true, "push")?;
        Ok(())
    }
}

fn signature(author: &str, seconds: i64) -> Result<Signature<'static>, git2::Error> {
    let email = format!("{author}@users.noreply.localhost");
    Signature::new(author, &email, &Time::new(seconds, 0))
}

impl State {
    /// The pull requests of a repository, by number.
    pub(crate) fn pulls(&self, repo: &Repo) -> Vec<(&Issue, &Pull)> {
        let issues = repo.numbers.values().filter_map(|id| self.issues.get(id));
        issues
            .filter_map(|issue| issue.pull.as_ref().map(|pull| (issue, pull)))
            .collect()
    }

    /// The commit at the head: of an open pull request, where its branch is now.
    pub(crate) fn head_oid(&self, issue: &Issue) -> String {
        let pull = issue.pull.as_ref();
        let stored = pull.and_then(|pull| pull.closed_head.clone());
        stored
            .or_else(|| self.repos.get(&issue.repo)?.branch_oid(&pull?.head))
            .unwrap_or_else(|| Oid::ZERO_SHA1.to_string())
    }

    /// The commits that a pull request brings, oldest first.
    pub(crate) fn pull_commits(&self, issue: &Issue) -> Result<Vec<String>, Refusal> {
        let pull = issue.pull.as_ref().ok_or_else(super::not_found)?;
        let git = self.repo(issue.repo)?.git()?;
        let base = match &pull.merge_commit {
            // Since the merge the base has them: what it had before is the first parent.
            Some(merge) => git.find_commit(Oid::from_str(merge)?)?.parent_id(0)?,
            None => git.refname_to_id(&format!("refs/heads/{}", pull.base))?,
        };
        let mut walk = git.revwalk()?;
        walk.push(Oid::from_str(&self.head_oid(issue))?)?;
        walk.hide(base)?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        Ok(walk.flatten().map(|oid| oid.to_string()).collect())
    }

    /// Whether an open pull request merges without a conflict; nothing when a branch is gone.
    pub(crate) fn mergeable(&self, issue: &Issue) -> Option<bool> {
        let pull = issue.pull.as_ref().filter(|_| issue.open)?;
        let git = self.repos.get(&issue.repo)?.git().ok()?;
        let base = git.find_branch(&pull.base, BranchType::Local).ok()?;
        let base = base.get().peel_to_commit().ok()?;
        let head = Oid::from_str(&self.head_oid(issue)).ok()?;
        let head = git.find_commit(head).ok()?;
        let index = git.merge_commits(&base, &head, None).ok()?;
        Some(!index.has_conflicts())
    }

    pub(crate) fn create_pull(
        &mut self,
        viewer: Option<u64>,
        repo: u64,
        new: NewPull,
    ) -> Result<u64, Refusal> {
        let author = self.require(viewer, repo, Permission::Write)?;
        check_title("PullRequest", &new.title)?;
        check_body("PullRequest", &new.body)?;
        let repository = self.repo(repo)?;
        // `owner:branch` names the same branch when the owner is this one.
        let owner = self.login(Some(repository.owner));
        let head = match new.head.split_once(':') {
            Some((user, branch)) if user.eq_ignore_ascii_case(&owner) => branch,
            _ => new.head.as_str(),
        }
        .to_owned();
        let oid = |branch: &str| repository.branch_oid(branch);
        let head_oid = oid(&head).ok_or_else(|| invalid("head", "Head ref must be a branch"))?;
        let base_oid =
            oid(&new.base).ok_or_else(|| invalid("base", "Base ref must be a branch"))?;
        if head_oid == base_oid || head == new.base {
            return Err(custom(format!(
                "No commits between {} and {head}",
                new.base
            )));
        }
        let twin = self
            .pulls(repository)
            .iter()
            .any(|(issue, pull)| issue.open && pull.head == head && pull.base == new.base);
        if twin || self.hides_pull(repo, &head, &new.base) {
            return Err(custom(format!(
                "A pull request already exists for {owner}:{head}."
            )));
        }
        self.book_creation(author)?;
        let pull = Pull {
            head,
            base: new.base,
            closed_head: None,
            draft: new.draft,
            merged_at: None,
            merged_by: None,
            merge_commit: None,
        };
        self.insert_issue(repo, author, new.title, new.body, Some(pull))
    }

    pub(crate) fn update_pull(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        change: PullChange,
    ) -> Result<(), Refusal> {
        let issue = self.issue(id)?;
        let pull = issue.pull.as_ref().ok_or_else(super::not_found)?;
        if change.open == Some(true) && pull.merged_at.is_some() {
            return Err(custom("Cannot reopen a merged pull request".to_owned()));
        }
        let repo = self.repo(issue.repo)?;
        if let Some(base) = &change.base
            && repo.branch_oid(base).is_none()
        {
            return Err(invalid("base", "Base ref must be a branch"));
        }
        let head = self.head_oid(issue);
        let shared = super::IssueChange {
            title: change.title,
            body: change.body,
            open: change.open,
            reason: None,
            labels: change.labels,
        };
        self.update_issue(viewer, id, shared)?;
        let issue = self.issue_mut(id)?;
        let open = issue.open;
        if let Some(pull) = &mut issue.pull {
            if let Some(base) = change.base {
                pull.base = base;
            }
            pull.closed_head = (!open).then_some(head);
        }
        Ok(())
    }

    /// Merges a pull request for real: a merge commit in the bare repository, to which the base branch moves.
    pub(crate) fn merge_pull(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        merging: &Merging<'_>,
    ) -> Result<String, Refusal> {
        let issue = self.issue(id)?;
        let pull = issue.pull.as_ref().ok_or_else(super::not_found)?;
        let viewer = self.require(viewer, issue.repo, Permission::Write)?;
        if !issue.open || pull.draft {
            return Err(Refusal::Conflict(
                "Pull Request is not mergeable".to_owned(),
            ));
        }
        let head = self.head_oid(issue);
        if merging
            .expected_head
            .is_some_and(|expected| expected != head)
        {
            return Err(Refusal::Outdated(
                "Head branch was modified. Review and try the merge again.".to_owned(),
            ));
        }
        let (login, now) = (self.login(Some(viewer)), self.now());
        let repo = self.repo(issue.repo)?;
        let (subject, body) = if merging.squash {
            (format!("{} (#{})", issue.title, issue.number), "")
        } else {
            let from = format!("{}/{}", self.login(Some(repo.owner)), pull.head);
            let subject = format!("Merge pull request #{} from {from}", issue.number);
            (subject, issue.title.as_str())
        };
        let subject = merging.title.unwrap_or(&subject);
        let body = merging.message.unwrap_or(body);
        let message = format!("{subject}\n\n{body}");
        let merge = Merge {
            base: &pull.base,
            head: &head,
            squash: merging.squash,
            author: &login,
            seconds: now.as_second(),
            message: message.trim_end(),
        };
        let commit = merge.run(&repo.git()?)?;
        let issue = self.issue_mut(id)?;
        issue.open = false;
        issue.closed_at = Some(now);
        issue.closed_by = Some(viewer);
        issue.updated_at = now;
        if let Some(pull) = &mut issue.pull {
            pull.closed_head = Some(head);
            pull.merged_at = Some(now);
            pull.merged_by = Some(viewer);
            pull.merge_commit = Some(commit.clone());
        }
        Ok(commit)
    }
}

struct Merge<'a> {
    base: &'a str,
    head: &'a str,
    squash: bool,
    author: &'a str,
    seconds: i64,
    message: &'a str,
}

impl Merge<'_> {
    fn run(&self, git: &Repository) -> Result<String, Refusal> {
        let name = format!("refs/heads/{}", self.base);
        let base = git.find_reference(&name)?.peel_to_commit()?;
        let head = git.find_commit(Oid::from_str(self.head)?)?;
        let mut index = git.merge_commits(&base, &head, None)?;
        if index.has_conflicts() {
            return Err(Refusal::Conflict(
                "Pull Request is not mergeable".to_owned(),
            ));
        }
        let tree = git.find_tree(index.write_tree_to(git)?)?;
        let signature = signature(self.author, self.seconds)?;
        let parents: &[&git2::Commit<'_>] = if self.squash {
            &[&base]
        } else {
            &[&base, &head]
        };
        let commit = git.commit(
            Some(&name),
            &signature,
            &signature,
            self.message,
            &tree,
            parents,
        )?;
        Ok(commit.to_string())
    }
}

fn invalid(field: &'static str, message: &str) -> Refusal {
    Refusal::Invalid {
        resource: "PullRequest",
        field,
        code: "invalid",
        message: message.to_owned(),
    }
}

fn custom(message: String) -> Refusal {
    Refusal::custom("PullRequest", "head", message)
}
