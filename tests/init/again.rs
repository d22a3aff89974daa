//! `folkmoot init` where something is there already.

use crate::room::{does, empty};
use git2::Repository;
use insta::assert_snapshot;
use std::fs;

#[test]
fn nothing_is_written_over_and_what_is_missing_is_added() {
    let room = empty();
    room.write(".github/workflows/folkmoot.yml", "mine\n");
    room.write("sessions/call/session.yml", "not read here\n");
    let said = does(&room, &["init", "--timezone", "UTC", "--format", "panel"]);
    assert_snapshot!(said, @r#"
    written:
      .github/workflows/folkmoot-pull-request.yml
      .github/ISSUE_TEMPLATE/note.yml
      .folkmoot/config.yml
    there already, and left as it is:
      .github/workflows/folkmoot.yml

    next:
      1. There are sessions already, so none was added: `folkmoot new` begins the next one.
      2. git init --initial-branch main
      3. git add .github .folkmoot && git commit -m "Begin with folkmoot"
      4. git remote add origin https://github.com/OWNER/NAME.git
      5. git push origin main
      6. Let workflows open the report's pull request, by "Allow GitHub Actions to create and approve pull requests": the repository's settings/actions
      7. The workflows name folkmoot's action by its tag. To name a commit, as is safer, delete them and run `folkmoot init --action COMMIT`, with the commit that the tag is at.
    "#);
    assert_eq!(room.read(".github/workflows/folkmoot.yml"), "mine\n");
    assert_eq!(room.names().len(), 5);
    let before = room.files();
    assert_snapshot!(does(&room, &["init"]), @"
    there already, and left as it is:
      .github/workflows/folkmoot.yml
      .github/workflows/folkmoot-pull-request.yml
      .github/ISSUE_TEMPLATE/note.yml
      .folkmoot/config.yml
    Nothing is missing.
    ");
    assert_eq!(room.files(), before);
    // Nor with flags that say something else.
    does(
        &room,
        &[
            "init",
            "--yes",
            "--attribution",
            "named",
            "--branch",
            "trunk",
        ],
    );
    assert_eq!(room.files(), before);
}

#[cfg(unix)]
#[test]
fn a_subfolder_is_not_the_top() {
    let room = empty();
    let repository = Repository::init(room.path("")).unwrap();
    repository
        .remote("origin", "git@github.com:acme/talks.git")
        .unwrap();
    repository.set_head("refs/heads/trunk").unwrap();
    fs::create_dir(room.path("docs")).unwrap();
    let said = does(
        &room,
        &[
            "-C",
            "docs",
            "init",
            "--yes",
            "--title",
            "A call",
            "--format",
            "touchpoint",
            "--date",
            "2099-01-01",
        ],
    );
    assert!(said.contains(", the top of the repository\n"), "{said}");
    assert!(
        said.contains("https://github.com/acme/talks/settings/actions"),
        "{said}"
    );
    assert!(
        room.read(".github/workflows/folkmoot.yml")
            .contains("branches: [trunk]")
    );
    assert!(
        room.names()
            .contains(&"sessions/a-call-2099-01-01/session.yml".to_owned())
    );
}

#[test]
fn the_form_serves_the_sessions_that_are_there() {
    let room = empty();
    does(
        &room,
        &[
            "init",
            "--yes",
            "--format",
            "chapter-workshop",
            "--title",
            "Chapters",
        ],
    );
    does(&room, &["new", "panel", "panel", "--yes"]);
    fs::remove_file(room.path(".github/ISSUE_TEMPLATE/note.yml")).unwrap();
    does(&room, &["init", "--yes"]);
    let form = room.read(".github/ISSUE_TEMPLATE/note.yml");
    assert_eq!(form, does(&room, &["form", "chapter-workshop", "panel"]));
    assert!(form.contains("Stage"), "{form}");
}

#[test]
fn what_a_second_time_cannot_change_is_said() {
    let room = empty();
    does(&room, &["init", "--yes"]);
    let again = [
        "init",
        "--yes",
        "--report-repo",
        "acme/governance",
        "--attribution",
        "named",
    ];
    assert_snapshot!(does(&room, &again), @r"
    there already, and left as it is:
      .github/workflows/folkmoot.yml
      .github/workflows/folkmoot-pull-request.yml
      .github/ISSUE_TEMPLATE/note.yml
      .folkmoot/config.yml
    Nothing is missing.
    .folkmoot/config.yml was left as it is: write `report: {repository: acme/governance}` and `attribution: named` into it if that is meant.
    ");
    assert_eq!(
        does(&room, &["init", "--yes", "--dry-run"]),
        "Nothing is missing.\n"
    );
}

#[test]
fn off_the_default_branch_the_files_have_to_be_merged() {
    let room = empty();
    let repository = Repository::init(room.path("")).unwrap();
    repository
        .remote("origin", "git@github.com:acme/talks.git")
        .unwrap();
    repository.set_head("refs/heads/topic").unwrap();
    // Nobody says which branch is the default one.
    let said = does(&room, &["init", "--yes", "--dry-run"]);
    assert!(said.contains("branches: [topic]"), "{said}");
    repository
        .reference_symbolic(
            "refs/remotes/origin/HEAD",
            "refs/remotes/origin/main",
            false,
            "",
        )
        .unwrap();
    let said = does(&room, &["init", "--yes"]);
    assert!(
        said.contains("git push --set-upstream origin topic, and merge it into main"),
        "{said}"
    );
    let workflow = room.read(".github/workflows/folkmoot.yml");
    assert!(workflow.contains("branches: [main]"), "{workflow}");
    let elsewhere = empty();
    let repository = Repository::init(elsewhere.path("")).unwrap();
    repository.set_head("refs/heads/topic").unwrap();
    let said = does(&elsewhere, &["init", "--yes"]);
    assert!(
        said.contains("The default branch is taken to be topic"),
        "{said}"
    );
    let bare = empty();
    Repository::init_bare(bare.path("")).unwrap();
    let said = bare.refuses(&["init", "--yes"]);
    assert!(said.contains("this is a bare repository"), "{said}");
}

#[test]
fn many_sessions_get_a_job_each() {
    let room = empty();
    does(&room, &["init", "--yes", "--many"]);
    assert!(
        room.names()
            .contains(&".github/workflows/folkmoot-many.yml".to_owned())
    );
    let workflow = room.read(".github/workflows/folkmoot-many.yml");
    assert!(!workflow.contains("$default-branch") && !workflow.contains(&"0".repeat(40)));
    let said = does(&room, &["init", "--yes"]);
    assert!(said.contains("do the same: delete one of them"), "{said}");
}

#[test]
fn what_is_shown_is_what_is_written() {
    let flags = ["init", "--yes", "--title", "A call", "--date", "2099-01-01"];
    let room = empty();
    let mut dry = flags.to_vec();
    dry.push("--dry-run");
    let shown = does(&room, &dry);
    does(&room, &flags);
    for (path, bytes) in room.files() {
        let text = String::from_utf8(bytes).unwrap();
        let whole = format!("--- {path}\n{text}\n");
        assert!(shown.contains(&whole), "{whole}");
    }
}
