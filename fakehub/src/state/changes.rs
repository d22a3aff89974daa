//! What a pull request changes, counted on the bare repository.

use super::{Issue, State};
use git2::Oid;

/// The numbers on the page of a pull request.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) commits: usize,
    pub(crate) files: usize,
    pub(crate) additions: usize,
    pub(crate) deletions: usize,
}

impl State {
    /// Counts what the head has and the base did not have; nothing where a branch is gone.
    pub(crate) fn changes(&self, issue: &Issue) -> Option<Changes> {
        let pull = issue.pull.as_ref()?;
        let git = self.repos.get(&issue.repo)?.git().ok()?;
        let head = Oid::from_str(&self.head_oid(issue)).ok()?;
        let base = match &pull.merge_commit {
            // Since the merge the base has it all: what it had before is the first parent.
            Some(merge) => {
                let merge = git.find_commit(Oid::from_str(merge).ok()?).ok()?;
                merge.parent_id(0).ok()?
            }
            None => git
                .refname_to_id(&format!("refs/heads/{}", pull.base))
                .ok()?,
        };
        let (commits, _) = git.graph_ahead_behind(head, base).ok()?;
        let fork = git.merge_base(base, head).ok()?;
        let tree = |commit| git.find_commit(commit).and_then(|commit| commit.tree());
        let diff = git.diff_tree_to_tree(Some(&tree(fork).ok()?), Some(&tree(head).ok()?), None);
        let stats = diff.and_then(|diff| diff.stats()).ok()?;
        Some(Changes {
            commits,
            files: stats.files_changed(),
            additions: stats.insertions(),
            deletions: stats.deletions(),
        })
    }
}
