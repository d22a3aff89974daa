//! What is checked out on this machine: a link in it may lead anywhere, and its configuration may say anything.

use crate::common::alone::Alone;
use crate::common::{BRANCH, Bench, CLOSED};
use crate::{SESSION, governance, ready, trees};
use git2::Repository;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

const SECRET: &str = "hunter2";

fn said(output: std::process::Output) -> (i32, String) {
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

/// The published report, as a checkout has it.
fn published(bench: &Bench) {
    let repository = governance(bench);
    for (path, _, id) in trees::files(&repository, BRANCH) {
        let path = bench.path("governance").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, repository.find_blob(id).unwrap().content()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_report_is_read_from_no_link_and_written_through_none() {
    let bench = ready().await;
    bench.at(CLOSED, &["run"]);
    published(&bench);
    let from = format!("governance/reports/{SESSION}");
    let secret = bench.path("secret");
    fs::write(&secret, format!("{{\"{SECRET}\": {SECRET}\n")).unwrap();
    let again = |out: &str| {
        said(bench.command(&[
            "report",
            SESSION,
            "--published",
            &from,
            "--out",
            out,
            "--at",
            CLOSED,
        ]))
    };
    let (code, text) = again("new");
    assert_eq!(code, 0, "{text}");
    for name in ["tally.json", "notes.csv"] {
        let path = bench.path(&from).join(name);
        let kept = fs::read(&path).unwrap();
        for (to, why) in [
            (secret.as_path(), "a link that leads out of the repository"),
            (
                Path::new("/dev/zero"),
                "a link that leads out of the repository",
            ),
        ] {
            fs::remove_file(&path).unwrap();
            symlink(to, &path).unwrap();
            let (code, text) = again("never");
            assert_eq!(code, 2, "{name}: {text}");
            assert!(text.contains(why) && !text.contains(SECRET), "{text}");
        }
        // Neither does it wait for a pipe that nobody writes to.
        fs::remove_file(&path).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        let (code, text) = again("never");
        assert_eq!(code, 2, "{text}");
        assert!(text.contains("it is no file but a pipe"), "{text}");
        fs::remove_file(&path).unwrap();
        fs::write(&path, kept).unwrap();
    }
    assert!(!bench.path("never").exists());
    // What is in the way is looked at before anything is written.
    fs::create_dir_all(bench.path("elsewhere")).unwrap();
    symlink(bench.path("elsewhere"), bench.path("linked")).unwrap();
    fs::create_dir_all(bench.path("inside")).unwrap();
    symlink(&secret, bench.path("inside/README.md")).unwrap();
    symlink(bench.path("not-there"), bench.path("inside/tally.json")).unwrap();
    for (out, file) in [("linked", "linked"), ("inside", "inside/README.md")] {
        for command in [
            vec![
                "report",
                SESSION,
                "--published",
                &from,
                "--out",
                out,
                "--at",
                CLOSED,
            ],
            vec!["report", SESSION, "--out", out, "--at", CLOSED],
        ] {
            let (code, text) = said(bench.command(&command));
            assert_eq!(code, 2, "{text}");
            assert!(
                text.contains("symbolic link") && text.contains(file),
                "{text}"
            );
        }
    }
    assert_eq!(fs::read_dir(bench.path("elsewhere")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(bench.path("inside")).unwrap().count(), 2);
    assert!(!bench.path("not-there").exists());
    assert!(fs::read_to_string(&secret).unwrap().contains(SECRET));
}

/// The binary in a folder, without anything in its environment.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    said(
        command
            .args(arguments)
            .current_dir(folder)
            .alone()
            .output()
            .unwrap(),
    )
}

const SERIES: &str = "format: how-might-we\ntitle: One\ndate: 2026-03-31\nstart: 10:00\ntimezone: UTC\nvariables: {industry/technology: a, key themes: b, number: 2, timeline: Q2 2026}\nseries: {name: calls, rule: FREQ=MONTHLY}\n";

#[test]
fn the_next_session_is_written_through_no_link() {
    let room = tempfile::tempdir().unwrap();
    let tree = room.path().join("tree");
    fs::create_dir_all(tree.join("sessions/one")).unwrap();
    fs::write(tree.join("sessions/one/session.yml"), SERIES).unwrap();
    let (code, text) = run(&tree, &["next", "sessions/one", "--json"]);
    assert_eq!(code, 0, "{text}");
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    let folder = tree.join(answer["written"][0]["folder"].as_str().unwrap());
    fs::remove_dir_all(&folder).unwrap();
    let elsewhere = room.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    for to in [elsewhere.clone(), room.path().join("not-there")] {
        symlink(&to, &folder).unwrap();
        let (code, text) = run(&tree, &["next", "sessions/one"]);
        assert_eq!(code, 2, "{text}");
        assert!(
            text.contains("a symbolic link, which is not followed"),
            "{text}"
        );
        fs::remove_file(&folder).unwrap();
    }
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    assert!(!room.path().join("not-there").exists());
}

/// Not even where the link stands further up, and however its path is written. Elsewhere on their machine people mean what they write.
#[test]
fn no_command_that_writes_follows_a_link_on_its_way() {
    let room = tempfile::tempdir().unwrap();
    let root = room.path().canonicalize().unwrap();
    let (tree, elsewhere) = (root.join("tree"), root.join("elsewhere"));
    for folder in [
        &tree.join("kept/one"),
        &tree.join("docs"),
        &elsewhere.join("below"),
    ] {
        fs::create_dir_all(folder).unwrap();
    }
    Repository::init(&tree).unwrap();
    fs::write(tree.join("kept/one/session.yml"), SERIES).unwrap();
    symlink(&elsewhere, tree.join("out")).unwrap();
    symlink(&elsewhere, tree.join("sessions")).unwrap();
    symlink(tree.join("kept"), tree.join("current")).unwrap();
    symlink(&elsewhere, root.join("door")).unwrap();
    let whole = tree.join("out/below/note.yml");
    let new = "new how-might-we --title One --date 2099-01-12 --start 10:00 --timezone UTC --set number=2 --yes";
    let new: Vec<&str> = new.split(' ').collect();
    let rows: [(&str, &[&str], &str); 8] = [
        (
            ".",
            &["form", "how-might-we", "--out", "out/below/note.yml"],
            "--> out\n",
        ),
        (
            ".",
            &["form", "how-might-we", "--out", "./out/new/note.yml"],
            "--> ./out\n",
        ),
        (
            ".",
            &["form", "how-might-we", "--out", "docs/../out/note.yml"],
            "--> docs/../out\n",
        ),
        (
            ".",
            &["form", "how-might-we", "--out", whole.to_str().unwrap()],
            "/tree/out\n",
        ),
        (
            "docs",
            &["form", "how-might-we", "--out", "../out/note.yml"],
            "--> ../out\n",
        ),
        (
            ".",
            &["next", "current/one", "--count", "3"],
            "--> current\n",
        ),
        (".", &new, "--> sessions\n"),
        ("docs", &new, "/tree/sessions\n"),
    ];
    for (at, command, place) in rows {
        let (code, text) = run(&tree.join(at), command);
        assert_eq!(code, 2, "{command:?}: {text}");
        let told = text.matches("this is a symbolic link, which is not followed");
        assert_eq!(told.count(), 1, "{command:?}: {text}");
        assert!(text.contains(place), "{command:?}: {text}");
    }
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
    assert_eq!(fs::read_dir(elsewhere.join("below")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(tree.join("kept")).unwrap().count(), 1);
    let door = root.join("door/note.yml");
    for out in ["new/note.yml", "../door/other.yml", door.to_str().unwrap()] {
        let (code, text) = run(&tree, &["form", "how-might-we", "--out", out]);
        assert_eq!(code, 0, "{out}: {text}");
    }
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 3);
}

#[test]
fn the_configuration_of_a_checkout_moves_nothing_elsewhere() {
    let room = tempfile::tempdir().unwrap();
    let (tree, elsewhere) = (room.path().join("tree"), room.path().join("elsewhere"));
    for folder in [&tree, &elsewhere] {
        fs::create_dir_all(folder).unwrap();
    }
    let repository = Repository::init(&tree).unwrap();
    let ran = room.path().join("ran");
    let mut config = repository.config().unwrap();
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.hooksPath",
        "core.editor",
        "credential.helper",
    ] {
        config
            .set_str(key, &format!("touch {}", ran.display()))
            .unwrap();
    }
    config
        .set_str("core.worktree", elsewhere.to_str().unwrap())
        .unwrap();
    let new = [
        "new",
        "goals",
        "--yes",
        "--date",
        "2099-01-12",
        "--title",
        "Goals 2099",
    ];
    let (code, text) = run(&tree, &new);
    assert_eq!(code, 0, "{text}");
    assert!(tree.join("sessions/goals-2099/session.yml").is_file());
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    let (code, text) = run(&tree, &["check"]);
    assert_eq!(code, 0, "{text}");
    assert!(!ran.exists());
}
