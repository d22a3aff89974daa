//! Refs and files of the bare repository on disk.

use super::{Repo, State, not_found};
use crate::error::Refusal;
use crate::hub::Permission;
use git2::build::TreeUpdateBuilder;
use git2::{ErrorCode, FileMode, Oid, Reference, Repository, Signature, Time};

/// A person as a commit names them.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// A file to write with a commit of its own.
#[derive(Debug)]
pub(crate) struct NewFile {
    pub(crate) path: String,
    /// The default branch if none is named.
    pub(crate) branch: Option<String>,
    pub(crate) content: Vec<u8>,
    pub(crate) message: String,
    /// The blob that the client believes to be there.
    pub(crate) replaces: Option<String>,
    /// The viewer if nobody is named.
    pub(crate) author: Option<Who>,
    pub(crate) committer: Option<Who>,
}

/// What writing a file came to.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) commit: Oid,
    pub(crate) branch: String,
    /// The file was not there before.
    pub(crate) new: bool,
}

impl State {
    /// Makes a ref at an object that is there already.
    pub(crate) fn create_ref(
        &self,
        viewer: Option<u64>,
        repo: u64,
        name: &str,
        sha: &str,
    ) -> Result<(), Refusal> {
        let git = self.writable(viewer, repo)?;
        if name.split('/').count() < 3
            || !name.starts_with("refs/")
            || !Reference::is_valid_name(name)
        {
            return Err(reference("Reference name is not valid"));
        }
        let oid = object(&git, sha)?;
        match git.reference(name, oid, false, "") {
            Ok(_) => Ok(()),
            Err(error) if error.code() == ErrorCode::Exists => {
                Err(reference("Reference already exists"))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Moves a ref: forward only, unless forced.
    pub(crate) fn update_ref(
        &self,
        viewer: Option<u64>,
        repo: u64,
        name: &str,
        sha: &str,
        force: bool,
    ) -> Result<(), Refusal> {
        let git = self.writable(viewer, repo)?;
        let missing = |_| reference("Reference does not exist");
        let mut found = git.find_reference(name).map_err(missing)?;
        let oid = object(&git, sha)?;
        let old = found.target().ok_or_else(not_found)?;
        if !force && old != oid && !git.graph_descendant_of(oid, old)? {
            return Err(reference("Update is not a fast forward"));
        }
        found.set_target(oid, "")?;
        Ok(())
    }

    pub(crate) fn delete_ref(
        &self,
        viewer: Option<u64>,
        repo: u64,
        name: &str,
    ) -> Result<(), Refusal> {
        let git = self.writable(viewer, repo)?;
        let missing = |_| reference("Reference does not exist");
        git.find_reference(name).map_err(missing)?.delete()?;
        Ok(())
    }

    /// Commits one file to a branch.
    pub(crate) fn put_file(
        &self,
        viewer: Option<u64>,
        repo: u64,
        file: &NewFile,
    ) -> Result<Written, Refusal> {
        let git = self.writable(viewer, repo)?;
        let repo = self.repo(repo)?;
        let branch = file.branch.as_deref().unwrap_or(&repo.default_branch);
        let name = format!("refs/heads/{branch}");
        let missing = |_| Refusal::NotFound(format!("Branch {branch} not found"));
        let parent = git
            .find_reference(&name)
            .map_err(missing)?
            .peel_to_commit()?;
        let tree = parent.tree()?;
        let there = tree.get_path(file.path.as_ref()).ok();
        let there = there.map(|entry| entry.id().to_string());
        match (&there, &file.replaces) {
            (Some(_), None) => {
                return Err(Refusal::Unprocessable(
                    "Invalid request.\n\n\"sha\" wasn't supplied.".to_owned(),
                ));
            }
            (Some(there), Some(sha)) if there != sha => {
                return Err(Refusal::Outdated(format!(
                    "{} does not match {sha}",
                    file.path
                )));
            }
            _ => {}
        }
        let mut update = TreeUpdateBuilder::new();
        update.upsert(file.path.as_str(), git.blob(&file.content)?, FileMode::Blob);
        let tree = update.create_updated(&git, &tree).map_err(|_| {
            Refusal::Unprocessable("path contains a malformed path component".to_owned())
        })?;
        let tree = git.find_tree(tree)?;
        let time = Time::new(self.now().as_second(), 0);
        let login = self.login(viewer);
        let sign = |who: Option<&Who>| match who {
            Some(who) => Signature::new(&who.name, &who.email, &time),
            None => Signature::new(&login, &format!("{login}@users.noreply.localhost"), &time),
        };
        let committer = sign(file.committer.as_ref())?;
        let author = sign(file.author.as_ref().or(file.committer.as_ref()))?;
        let parents = [&parent];
        let commit = git.commit(
            Some(&name),
            &author,
            &committer,
            &file.message,
            &tree,
            &parents,
        )?;
        Ok(Written {
            commit,
            branch: branch.to_owned(),
            new: there.is_none(),
        })
    }

    fn writable(&self, viewer: Option<u64>, repo: u64) -> Result<Repository, Refusal> {
        self.require(viewer, repo, Permission::Write)?;
        self.repo(repo)?.git()
    }
}

impl Repo {
    /// The commit that a branch, a tag or a hash names; without a name, the default branch's.
    pub(crate) fn resolve(&self, git: &Repository, name: Option<&str>) -> Result<Oid, Refusal> {
        let name = name.unwrap_or(&self.default_branch);
        let found = ["refs/heads/", "refs/tags/", ""]
            .iter()
            .find_map(|prefix| git.find_reference(&format!("{prefix}{name}")).ok());
        let commit = match found {
            Some(found) => found.peel_to_commit(),
            None => Oid::from_str(name).and_then(|oid| git.find_commit(oid)),
        };
        let missing = |_| Refusal::NotFound(format!("No commit found for the ref {name}"));
        Ok(commit.map_err(missing)?.id())
    }
}

/// The object of that hash, which must be in the repository.
fn object(git: &Repository, sha: &str) -> Result<Oid, Refusal> {
    let missing = |_| reference("Object does not exist");
    let oid = Oid::from_str(sha).map_err(missing)?;
    Ok(git.find_object(oid, None).map_err(missing)?.id())
}

/// GitHub words these without a list of errors.
fn reference(message: &str) -> Refusal {
    Refusal::Unprocessable(message.to_owned())
}
