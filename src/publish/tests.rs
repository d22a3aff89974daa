mod outcomes;

use super::*;
use crate::session::PullKey;
use git2::Repository;
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
        key: PullKey::report(&crate::session::SessionId::new("a").unwrap()),
        edits: Vec::new(),
        ledger: None,
        repository: crate::session::RepositoryName::new("o/r").unwrap(),
        base: "main".into(),
        branch: "folkmoot/x".into(),
        files: files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect::<BTreeMap<_, _>>(),
        message: "Add the report of a\n\nFolkmoot-Session: a\n".into(),
        at: "2024-12-11T10:30:00Z".parse().unwrap(),
    }
}

/// What was left alone, as users read it.
fn left(pushed: &Pushed) -> Vec<String> {
    pushed.left_alone.iter().map(LeftAlone::to_string).collect()
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
    assert_eq!(left(&pushed), ["“the beginning” in r/README.md"]);
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

const DRAFT: &str =
    "# Report\n\nFive voted.\n\n## Money\n\n_To be written._\n\n## Method\n\nBy hand.\n";

#[test]
fn folkmoot_and_a_person_write_in_one_file_again_and_again() {
    let (folder, remote) = remote(&[("README.md", "hello", 0)]);
    let first = push(
        &remote,
        &report(&[("r/README.md", DRAFT), ("r/tally.json", "{}")]),
    )
    .unwrap();
    let repository = Repository::open_bare(folder.path()).unwrap();
    let mine = DRAFT.replace("_To be written._", "Fund it.");
    let person = commit(
        &repository,
        "refs/heads/folkmoot/x",
        "Recommend",
        &[("r/README.md", &mine, 0)],
    );
    let six = |text: &str| text.replace("Five", "Six");
    let second = push(
        &remote,
        &report(&[("r/README.md", &six(DRAFT)), ("r/tally.json", "{}")]),
    )
    .unwrap();
    assert_eq!((second.new, left(&second)), (true, vec![]));
    assert_eq!(text(&folder, "r/README.md"), six(&mine));
    // The text of folkmoot alone is kept beside, on top of its own last one.
    let made = repository
        .find_commit(Oid::from_str(&second.commit).unwrap())
        .unwrap();
    assert_eq!(made.parent_id(0).unwrap(), person);
    let own = made.parent(1).unwrap();
    assert_eq!(own.parent_id(0).unwrap().to_string(), first.commit);
    let blob = file_at(&own.tree().unwrap(), "r/README.md")
        .unwrap()
        .unwrap();
    assert_eq!(
        repository.find_blob(blob).unwrap().content(),
        six(DRAFT).as_bytes()
    );
    assert_eq!(
        own.message(),
        Ok("Keep what folkmoot wrote, without people’s changes\n\nFolkmoot-Session: a\n")
    );
    let blame = repository
        .blame_file(
            Path::new("r/README.md"),
            Some(git2::BlameOptions::new().newest_commit(made.id())),
        )
        .unwrap();
    let author = |line| {
        blame
            .get_line(line)
            .unwrap()
            .final_signature()
            .unwrap()
            .name()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (author(3), author(7)),
        ("folkmoot".to_owned(), "Ada".to_owned())
    );
    // Nothing new: no commit.
    let again = push(
        &remote,
        &report(&[("r/README.md", &six(DRAFT)), ("r/tally.json", "{}")]),
    )
    .unwrap();
    assert_eq!((again.new, again.commit), (false, second.commit));
    // What folkmoot wrote into the mixture is still its own, what the person wrote still theirs.
    let seven = DRAFT
        .replace("Five", "Seven")
        .replace("_To be written._", "_Please write._");
    let third = push(
        &remote,
        &report(&[("r/README.md", &seven), ("r/tally.json", "{}")]),
    )
    .unwrap();
    assert_eq!(left(&third), ["“Money” in r/README.md"]);
    assert_eq!(text(&folder, "r/README.md"), mine.replace("Five", "Seven"));
    // The person writes more, and data goes on beside it.
    let more = mine.replace("Five", "Seven") + "\nThanks.\n";
    commit(
        &repository,
        "refs/heads/folkmoot/x",
        "Thank",
        &[("r/README.md", &more, 0)],
    );
    let eight = seven.replace("Seven", "Eight");
    let fourth = push(
        &remote,
        &report(&[("r/README.md", &eight), ("r/tally.json", "{1}")]),
    )
    .unwrap();
    assert_eq!(text(&folder, "r/README.md"), more.replace("Seven", "Eight"));
    assert_eq!(text(&folder, "r/tally.json"), "{1}");
    assert_eq!(left(&fourth), Vec::<String>::new());
}

#[test]
fn data_that_a_person_changed_stays_as_a_whole() {
    let (folder, remote) = remote(&[("README.md", "hello", 0)]);
    push(&remote, &report(&[("r/notes.csv", "text\na\n\nb\n")])).unwrap();
    let repository = Repository::open_bare(folder.path()).unwrap();
    let mine = "text\na\n\nB\n";
    commit(
        &repository,
        "refs/heads/folkmoot/x",
        "Mend",
        &[("r/notes.csv", mine, 0)],
    );
    let pushed = push(&remote, &report(&[("r/notes.csv", "text\nA\n\nb\n")])).unwrap();
    assert_eq!(
        (pushed.new, left(&pushed)),
        (false, vec!["r/notes.csv".to_owned()])
    );
    assert_eq!(text(&folder, "r/notes.csv"), mine);
}

#[test]
fn a_squash_of_the_branch_is_not_taken_for_what_folkmoot_wrote() {
    let (folder, remote) = remote(&[("README.md", "hello", 0)]);
    let repository = Repository::open_bare(folder.path()).unwrap();
    // As GitHub writes it: all messages in one, and the words of everybody.
    let message = "Report (#1)\n\n* Add the report of x\n\nFolkmoot-Session: x\n\n* Recommend\n";
    let mine = DRAFT.replace("_To be written._", "Fund it.");
    commit(
        &repository,
        "refs/heads/main",
        message,
        &[("r/README.md", &mine, 0)],
    );
    let pushed = push(&remote, &report(&[("r/README.md", DRAFT)])).unwrap();
    assert_eq!(left(&pushed), ["r/README.md"]);
    assert_eq!(text(&folder, "r/README.md"), mine);
}

const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

#[test]
fn what_is_kept_elsewhere_or_is_far_too_large_is_left_alone() {
    let large = "x".repeat(tree::LARGEST + 1);
    for theirs in [POINTER, large.as_str()] {
        let (folder, remote) = remote(&[("r/README.md", theirs, 0), ("r/notes.csv", theirs, 0)]);
        let ours = [
            ("r/README.md", DRAFT),
            ("r/notes.csv", "text\na\n"),
            ("r/new.md", "x"),
        ];
        let pushed = push(&remote, &report(&ours)).unwrap();
        assert_eq!(left(&pushed), ["r/README.md", "r/notes.csv"]);
        assert!(text(&folder, "r/README.md") == theirs && text(&folder, "r/new.md") == "x");
    }
}

#[test]
fn a_document_that_is_elsewhere_or_too_large_takes_no_outcome() {
    let large = "x\n".repeat(tree::LARGEST / 2 + 1);
    for (theirs, said) in [
        (
            POINTER,
            "`guide.md` in the repository is a pointer of Git LFS",
        ),
        (
            large.as_str(),
            "`guide.md` would be read or written with 16777218 bytes, and may have 16777216",
        ),
    ] {
        let (folder, remote) = remote(&[("guide.md", theirs, 0)]);
        let repository = Repository::open_bare(folder.path()).unwrap();
        let tree = repository.head().unwrap().peel_to_tree().unwrap();
        let id = file_at(&tree, "guide.md").unwrap().unwrap();
        let read = tree::content(&repository, id).unwrap().bytes("guide.md");
        assert!(read.unwrap_err().to_string().starts_with(said));
        drop(remote);
    }
}

#[test]
fn no_path_is_written_that_is_no_place_for_a_report() {
    let (folder, remote) = remote(&[("README.md", "hello", 0)]);
    for path in [
        "../x",
        "/x",
        "a/../x",
        ".git/config",
        ".GIT/hooks/pre-push",
        "a/.gitmodules",
        ".gitattributes",
        "CON",
        "aux.md",
        "com¹.md",
        "con .md",
        "a.",
        "a /b",
        "git~1/config",
        "a:b",
        "a\\b",
        "~/x",
        "a\nb",
        "\u{202e}x",
        "e\u{301}",
        "",
        "a//b",
        ".",
        "a/.",
        ".github/workflows/x.yml",
        ".GitHub/Actions/x",
        ".gitattributeſ",
        ".gitignore",
    ] {
        let error = push(&remote, &report(&[(path, "x")])).unwrap_err();
        assert!(
            matches!(error, PublishError::Astray { .. }),
            "{path}: {error}"
        );
    }
    assert_eq!(
        Repository::open_bare(folder.path())
            .unwrap()
            .references()
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn a_branch_that_is_no_branch_is_not_asked_for() {
    let (_folder, remote) = remote(&[("README.md", "hello", 0)]);
    for base in [
        "*",
        "a:refs/heads/b",
        "a b",
        "a..b",
        "-x.lock",
        "",
        "a\n",
        "a~1",
        "@{-1}",
    ] {
        let mut wrong = report(&[("r/README.md", "one")]);
        wrong.base = base.into();
        let error = push(&remote, &wrong).unwrap_err();
        assert!(
            matches!(error, PublishError::NoBase { .. }),
            "{base}: {error}"
        );
    }
}

#[test]
fn nobody_s_configuration_is_in_the_clone() {
    let (_folder, remote) = remote(&[]);
    let clone = Clone::empty(&remote).unwrap();
    let config = clone.repository.config().unwrap();
    let mut entries = 0;
    config
        .entries(None)
        .unwrap()
        .for_each(|_| entries += 1)
        .unwrap();
    assert_eq!(entries, 0);
    let hooks = clone.repository.path().join("hooks");
    let names: Vec<_> = hooks
        .read_dir()
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(names, ["README.sample"], "libgit2’s own, which is no hook");
}
