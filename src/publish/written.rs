//! What folkmoot wrote into a file the last time, before people changed it: git remembers.
//!
//! A push that mixes folkmoot's words with a person's makes two commits: one with the files as folkmoot alone would have them, and a
//! merge of that one into the branch. So the next push knows what to compare with, and `git blame` still names the person.

use super::{PublishError, file_at, git_error};
use crate::plan::change::EMAIL;
use crate::session::PullKey;
use git2::{Commit, Oid, Repository, Sort};

/// How far back the last change of a file is looked for.
const LONGEST_HISTORY: usize = 1000;

/// Commits in a branch's history that hold what folkmoot alone wrote, the last one first.
pub(super) struct Written<'r> {
    commits: Vec<Commit<'r>>,
    /// Those that carry folkmoot's trailer and are a person's all the same: squashed, amended, put on top of others.
    remade: Vec<Commit<'r>>,
}

impl<'r> Written<'r> {
    pub(super) fn read(
        repository: &'r Repository,
        tip: &Commit<'r>,
    ) -> Result<Written<'r>, PublishError> {
        let failed = |error: git2::Error| git_error("read", "the branch", &error);
        let mut walk = repository.revwalk().map_err(failed)?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)
            .map_err(failed)?;
        walk.push(tip.id()).map_err(failed)?;
        let (mut commits, mut remade) = (Vec::new(), Vec::new());
        for id in walk.take(LONGEST_HISTORY) {
            let commit = repository
                .find_commit(id.map_err(failed)?)
                .map_err(failed)?;
            // A merge holds people's words; a squash of the branch has its trailers, yet another author.
            if commit.parent_count() < 2 && has_trailer(&commit) {
                let list = if is_ours(&commit) {
                    &mut commits
                } else {
                    &mut remade
                };
                list.push(commit);
            }
        }
        Ok(Written { commits, remade })
    }

    /// The last one.
    pub(super) fn last(&self) -> Option<&Commit<'r>> {
        self.commits.first()
    }

    /// The same, of the commits of one outcome alone: those of another carry a person's words along as they stand.
    pub(super) fn of(&self, key: &PullKey) -> Written<'r> {
        let trailers = key.trailers();
        let ours = |commit: &&Commit<'_>| {
            let message = commit.message().unwrap_or_default();
            let has = |line: &str| message.lines().any(|known| known.trim_end() == line);
            trailers.lines().all(has)
        };
        Written {
            commits: self.commits.iter().filter(ours).cloned().collect(),
            remade: self.remade.iter().filter(ours).cloned().collect(),
        }
    }

    /// Whether it is unknown what folkmoot wrote, though it did.
    pub(super) fn is_lost(&self) -> bool {
        self.commits.is_empty() && !self.remade.is_empty()
    }

    /// The file as folkmoot wrote it the last time; `None` where it never did. Later commits carry a person's file along; they do not
    /// make it ours.
    pub(super) fn blob(&self, path: &str) -> Result<Option<Oid>, PublishError> {
        let at = |commit: &Commit<'_>| -> Result<Option<Oid>, PublishError> {
            let tree = commit
                .tree()
                .map_err(|error| git_error("read", path, &error))?;
            // What is no file now is refused elsewhere; what was none then was not ours.
            Ok(file_at(&tree, path).unwrap_or_default())
        };
        for commit in &self.commits {
            let there = at(commit)?;
            let before = match commit.parent(0) {
                Ok(parent) => at(&parent)?,
                Err(_) => None,
            };
            if there.is_some() && there != before {
                return Ok(there);
            }
        }
        Ok(None)
    }
}

/// Whether folkmoot made it. Who amends a commit, or has GitHub put it on top of others, is its committer, while its author stays.
fn is_ours(commit: &Commit<'_>) -> bool {
    commit.author().email() == Ok(EMAIL) && commit.committer().email() == Ok(EMAIL)
}

fn has_trailer(commit: &Commit<'_>) -> bool {
    let message = commit.message();
    message.is_ok_and(|message| {
        message
            .lines()
            .any(|line| line.starts_with(PullKey::TRAILER))
    })
}
