//! Trees that no honest tool makes: written as they are, without asking libgit2 whether it likes them.

use git2::{ObjectType, Oid, Repository, Signature, Time};

pub const FILE: &str = "100644";
pub const FOLDER: &str = "40000";
pub const LINK: &str = "120000";
pub const SUBMODULE: &str = "160000";

/// A blob.
pub fn blob(repository: &Repository, text: &str) -> Oid {
    repository.blob(text.as_bytes()).unwrap()
}

/// A tree of these entries: mode, name, object.
pub fn tree(repository: &Repository, entries: &[(&str, &str, Oid)]) -> Oid {
    let mut sorted = entries.to_vec();
    // Folders are sorted as if a slash stood behind them.
    sorted.sort_by_key(|(mode, name, _)| match *mode {
        FOLDER => format!("{name}/"),
        _ => (*name).to_owned(),
    });
    let mut bytes = Vec::new();
    for (mode, name, id) in sorted {
        bytes.extend(format!("{mode} {name}\0").as_bytes());
        bytes.extend(id.as_bytes());
    }
    let odb = repository.odb().unwrap();
    odb.write(ObjectType::Tree, &bytes).unwrap()
}

/// One entry at a path, each part of which is a folder.
pub fn at(repository: &Repository, path: &str, mode: &str, id: Oid) -> Oid {
    let mut parts: Vec<&str> = path.split('/').collect();
    let mut made = tree(repository, &[(mode, parts.pop().unwrap(), id)]);
    while let Some(part) = parts.pop() {
        made = tree(repository, &[(FOLDER, part, made)]);
    }
    made
}

/// Puts a tree onto a branch, whatever was there; the commit.
pub fn put(repository: &Repository, branch: &str, tree: Oid) -> Oid {
    let name = format!("refs/heads/{branch}");
    let parent = repository
        .find_reference(&name)
        .ok()
        .map(|reference| reference.target().unwrap());
    let parent = parent
        .map(|id| format!("parent {id}\n"))
        .unwrap_or_default();
    let who = "someone <someone@example.org> 0 +0000";
    let text = format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n\nTheirs\n");
    let odb = repository.odb().unwrap();
    let commit = odb.write(ObjectType::Commit, text.as_bytes()).unwrap();
    repository.reference(&name, commit, true, "theirs").unwrap();
    commit
}

/// Somebody's commit on a branch, made in the usual way.
pub fn commit(repository: &Repository, branch: &str, files: &[(&str, &str)]) {
    let name = format!("refs/heads/{branch}");
    let parent = repository
        .find_reference(&name)
        .unwrap()
        .peel_to_commit()
        .unwrap();
    let mut update = git2::build::TreeUpdateBuilder::new();
    for (path, text) in files {
        update.upsert(*path, blob(repository, text), git2::FileMode::Blob);
    }
    let tree = update
        .create_updated(repository, &parent.tree().unwrap())
        .unwrap();
    let tree = repository.find_tree(tree).unwrap();
    let who = Signature::new("someone", "someone@example.org", &Time::new(0, 0)).unwrap();
    repository
        .commit(Some(&name), &who, &who, "Theirs\n", &tree, &[&parent])
        .unwrap();
}

/// Every file of a branch: its path, its mode and its object.
pub fn files(repository: &Repository, branch: &str) -> Vec<(String, i32, Oid)> {
    let reference = repository
        .find_branch(branch, git2::BranchType::Local)
        .unwrap();
    let tree = reference.get().peel_to_tree().unwrap();
    let mut files = Vec::new();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() != Some(ObjectType::Tree) {
            let path = format!("{folder}{}", entry.name().unwrap());
            files.push((path, entry.filemode(), entry.id()));
        }
        git2::TreeWalkResult::Ok
    })
    .unwrap();
    files
}
