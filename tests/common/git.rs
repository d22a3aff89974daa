//! The governance repository: what folkmoot wrote there, and what people do.

use super::{BRANCH, Bench, GOVERNANCE, REPORT};
use git2::{Repository, Signature, Time};
use serde_json::Value;
use std::fs;
use std::path::Path;

impl Bench {
    fn governance(&self) -> Repository {
        Repository::open_bare(self.path("git").join(format!("{GOVERNANCE}.git"))).unwrap()
    }

    /// Every branch of the governance repository and the commit it points to.
    pub fn branches(&self) -> Vec<(String, String)> {
        self.governance()
            .references()
            .unwrap()
            .map(|reference| {
                let reference = reference.unwrap();
                let name = reference.name().unwrap().to_owned();
                (name, reference.peel_to_commit().unwrap().id().to_string())
            })
            .collect()
    }

    /// A file of a branch of the governance repository.
    pub fn file(&self, branch: &str, path: &str) -> String {
        let repository = self.governance();
        let tree = repository
            .find_branch(branch, git2::BranchType::Local)
            .unwrap()
            .get()
            .peel_to_tree()
            .unwrap();
        let entry = tree.get_path(Path::new(path)).unwrap();
        String::from_utf8(repository.find_blob(entry.id()).unwrap().content().to_vec()).unwrap()
    }

    /// A person's commit on a branch of the governance repository.
    pub fn commit(&self, branch: &str, path: &str, text: &str) {
        let repository = self.governance();
        let name = format!("refs/heads/{branch}");
        let parent = repository
            .find_reference(&name)
            .unwrap()
            .peel_to_commit()
            .unwrap();
        let blob = repository.blob(text.as_bytes()).unwrap();
        let tree = git2::build::TreeUpdateBuilder::new()
            .upsert(path, blob, git2::FileMode::Blob)
            .create_updated(&repository, &parent.tree().unwrap())
            .unwrap();
        let tree = repository.find_tree(tree).unwrap();
        let who = Signature::new("someone", "someone@example.org", &Time::new(0, 0)).unwrap();
        repository
            .commit(Some(&name), &who, &who, "Recommend\n", &tree, &[&parent])
            .unwrap();
    }

    /// A file of the example's report.
    pub fn report(&self, name: &str) -> String {
        self.file(BRANCH, &format!("{REPORT}/{name}"))
    }

    /// The example's `tally.json`.
    pub fn tally(&self) -> Value {
        serde_json::from_str(&self.report("tally.json")).unwrap()
    }
}

/// An empty repository but for its first commit.
pub(super) fn bare(path: &Path) {
    fs::create_dir_all(path).unwrap();
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).initial_head("main");
    let repository = Repository::init_opts(path, &options).unwrap();
    let blob = repository.blob(b"# Governance\n").unwrap();
    let mut tree = repository.treebuilder(None).unwrap();
    tree.insert("README.md", blob, 0o100_644).unwrap();
    let tree = repository.find_tree(tree.write().unwrap()).unwrap();
    let who = Signature::new("someone", "someone@example.org", &Time::new(0, 0)).unwrap();
    repository
        .commit(Some("refs/heads/main"), &who, &who, "Begin\n", &tree, &[])
        .unwrap();
}
