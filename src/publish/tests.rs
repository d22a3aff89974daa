use super::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn push(remote: &Remote, push: &Push) -> Result<Pushed, PublishError> {
    push_through(&remote.url, remote, push)
}

/// A bare repository on `main` with these files.
fn remote(files: &[(&str, &str, i32)]) -> (tempfile::TempDir, Remote) {
    let folder = tempfile::tempdir().unwrap();
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).initial_head("main");
    let repository = Repository::init_opts(folder.path(), &options).unwrap();
    commit(&repository, "refs/heads/main", "Begin", files);
    let url = folder.path().display().to_string();
    (folder, Remote { url, token: None })
}

/// A person's commit on a branch.
fn commit(
    repository: &Repository,
    branch: &str,
    message: &str,
    files: &[(&str, &str, i32)],
) -> Oid {
    let parent = repository
        .find_reference(branch)
        .ok()
        .map(|reference| reference.peel_to_commit().unwrap());
    let empty = repository.treebuilder(None).unwrap().write().unwrap();
    let base = match &parent {
        Some(parent) => parent.tree().unwrap(),
        None => repository.find_tree(empty).unwrap(),
    };
    let mut update = TreeUpdateBuilder::new();
    for (path, text, mode) in files {
        let mode = if *mode == 0o120_000 {
            git2::FileMode::Link
        } else {
            git2::FileMode::Blob
        };
        update.upsert(*path, repository.blob(text.as_bytes()).unwrap(), mode);
    }
    let tree = repository
        .find_tree(update.create_updated(repository, &base).unwrap())
        .unwrap();
    let who = Signature::new("Ada", "ada@example.org", &Time::new(0, 0)).unwrap();
    let parents: Vec<&Commit<'_>> = parent.iter().collect();
    repository
        .commit(Some(branch), &who, &who, message, &tree, &parents)
        .unwrap()
}

fn report(files: &[(&str, &str)]) -> Push {
    Push {
        session: crate::session::SessionId::new("a").unwrap(),
        repository: crate::session::RepositoryName::new("o/r").unwrap(),
        base: "main".into(),
        branch: "folkmoot/x".into(),
        files: files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect::<BTreeMap<_, _>>(),
        message: "Add the report of x\n\nFolkmoot-Session: x\n".into(),
        at: "2024-12-11T10:30:00Z".parse().unwrap(),
    }
}

fn text(folder: &tempfile::TempDir, path: &str) -> String {
    let repository = Repository::open_bare(folder.path()).unwrap();
    let tree = repository
        .find_reference("refs/heads/folkmoot/x")
        .unwrap()
        .peel_to_tree()
        .unwrap();
    let entry = tree.get_path(&PathBuf::from(path)).unwrap();
    String::from_utf8(repository.find_blob(entry.id()).unwrap().content().to_vec()).unwrap()
}

#[test]
fn the_first_push_makes_the_branch_and_the_second_none() {
    let (folder, remote) = remote(&[("README.md", "hello", 0)]);
    let first = push(&remote, &report(&[("reports/x/README.md", "one")])).unwrap();
    assert!(first.new);
    assert_eq!(text(&folder, "README.md"), "hello", "what was there stays");
    let second = push(&remote, &report(&[("reports/x/README.md", "one")])).unwrap();
    assert_eq!(
        (second.new, second.commit.as_str()),
        (false, first.commit.as_str())
    );
    let repository = Repository::open_bare(folder.path()).unwrap();
    let made = repository
        .find_commit(Oid::from_str(&first.commit).unwrap())
        .unwrap();
    assert_eq!(made.author().name(), Ok("folkmoot"), "a role, not a person");
    assert_eq!(made.time().seconds(), 1_733_913_000);
}

#[test]
fn what_a_person_wrote_on_the_branch_stays() {
    let (folder, remote) = remote(&[("README.md", "hello", 0)]);
    push(
        &remote,
        &report(&[("r/README.md", "draft"), ("r/data.json", "1")]),
    )
    .unwrap();
    let repository = Repository::open_bare(folder.path()).unwrap();
    let person = commit(
        &repository,
        "refs/heads/folkmoot/x",
        "Recommend",
        &[("r/README.md", "with recommendations", 0)],
    );
    let pushed = push(
        &remote,
        &report(&[("r/README.md", "new draft"), ("r/data.json", "2")]),
    )
    .unwrap();
    assert_eq!(pushed.left_alone, ["r/README.md"]);
    assert_eq!(text(&folder, "r/README.md"), "with recommendations");
    assert_eq!(text(&folder, "r/data.json"), "2");
    let made = repository
        .find_commit(Oid::from_str(&pushed.commit).unwrap())
        .unwrap();
    assert_eq!(
        made.parent_id(0).unwrap(),
        person,
        "on top of the person's commit"
    );
    // And again: still theirs.
    let again = push(
        &remote,
        &report(&[("r/README.md", "newer"), ("r/data.json", "2")]),
    )
    .unwrap();
    assert_eq!((again.new, again.left_alone.len()), (false, 1));
}

#[test]
fn nothing_is_written_through_a_link_or_over_a_folder() {
    let (_folder, linked) = remote(&[("reports", "../elsewhere", 0o120_000)]);
    let error = push(&linked, &report(&[("reports/x/README.md", "one")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`reports` in the repository is a symbolic link, not a file: the report is not written through it"
    );
    let (_folder, taken) = remote(&[("reports/x/README.md/file", "", 0)]);
    assert!(matches!(
        push(&taken, &report(&[("reports/x/README.md", "one")])),
        Err(PublishError::Path { kind: "folder", .. })
    ));
}

#[test]
fn what_cannot_be_reached_or_started_from_is_said() {
    let (_folder, remote) = remote(&[("README.md", "hello", 0)]);
    let mut wrong = report(&[("r/README.md", "one")]);
    wrong.base = "trunk".into();
    let error = push(&remote, &wrong).unwrap_err().to_string();
    assert!(
        error.ends_with("has no branch `trunk` to start from"),
        "{error}"
    );
    let nowhere = Remote {
        url: "nowhere-at-all.git".into(),
        token: Token::new("ghp_secret"),
    };
    let error = push(&nowhere, &report(&[("r/README.md", "one")]))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("git cannot fetch nowhere-at-all.git"),
        "{error}"
    );
    assert!(!error.contains("ghp_secret"));
}
