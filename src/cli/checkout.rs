//! The git repository that folkmoot is run in: where it begins, which one on GitHub it is of, what its branch is called.

use crate::session::RepositoryName;
use crate::start::remote;
use git2::Repository;
use std::path::{Path, PathBuf};

/// The working tree around the current folder.
pub(super) struct Checkout(Repository);

impl Checkout {
    /// The one that the current folder is in.
    pub(super) fn here() -> Option<Checkout> {
        Checkout::around(Path::new("."))
    }

    /// The one that a folder is in.
    pub(super) fn around(folder: &Path) -> Option<Checkout> {
        let repository = Repository::discover(folder).ok()?;
        // Its own configuration can name any folder as its working tree.
        let top = repository.workdir()?.canonicalize().ok()?;
        folder
            .canonicalize()
            .is_ok_and(|folder| folder.starts_with(top))
            .then_some(Checkout(repository))
    }

    /// Its top.
    pub(super) fn top(&self) -> Option<PathBuf> {
        self.0.workdir().map(PathBuf::from)
    }

    /// The repository that `origin` is, on this server.
    pub(super) fn origin(&self, server: &str) -> Option<RepositoryName> {
        let remote = self.0.find_remote("origin").ok()?;
        remote::name(remote.url().ok()?, server)
    }

    /// Whether anything is called `origin`.
    pub(super) fn has_origin(&self) -> bool {
        self.0.find_remote("origin").is_ok()
    }

    /// Whether the current folder is in a repository without files.
    pub(super) fn is_bare() -> bool {
        Repository::discover(".").is_ok_and(|repository| repository.is_bare())
    }

    /// The default branch: what `origin` says, else the one that is checked out.
    pub(super) fn branch(&self) -> Option<String> {
        self.default_branch().or_else(|| self.head())
    }

    /// The default branch as `origin` says.
    pub(super) fn default_branch(&self) -> Option<String> {
        self.target("refs/remotes/origin/HEAD", "refs/remotes/origin/")
    }

    /// The branch that is checked out, also where it has no commit yet; none where a commit or a tag is.
    pub(super) fn head(&self) -> Option<String> {
        self.target("HEAD", "refs/heads/")
    }

    /// What a reference stands for, without what its name begins with.
    fn target(&self, name: &str, before: &str) -> Option<String> {
        let reference = self.0.find_reference(name).ok()?;
        let target = reference.symbolic_target().ok()??.to_owned();
        target.strip_prefix(before).map(str::to_owned)
    }
}

/// The repository that `origin` of the checkout here is, on this server.
pub(super) fn origin(server: &str) -> Option<RepositoryName> {
    Checkout::here()?.origin(server)
}
