//! Links in a working tree: followed within it, refused where they lead out of it, so that a pull request shows nobody a file of the machine.

use crate::common::alone::Alone;
use crate::common::folder::{Folder, said};
use crate::common::{ANNOUNCED, Bench, NOTES_FILE, REPOSITORY};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What must not be read by anybody.
const SECRET: &str = "hunter2";
const SESSION: &str = "format: how-might-we\ntitle: One\ndate: 2026-03-31\nstart: 10:00\ntimezone: UTC\nvariables: {industry/technology: a, key themes: b, number: 2, timeline: Q2 2026}\n";

/// A working tree with one session, and a folder beside it.
struct Room(Folder);

impl Room {
    fn new(git: bool) -> Room {
        let room = Room(Folder::new(&[("tree/sessions/one/session.yml", SESSION)]));
        if git {
            git2::Repository::init(room.path("tree")).unwrap();
        }
        room
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path(path)
    }

    fn write(&self, path: &str, text: &str) {
        self.0.write(path, text);
    }

    /// A link, in place of what is there.
    fn link(&self, from: &str, to: impl AsRef<Path>) {
        let from = self.path(from);
        fs::create_dir_all(from.parent().unwrap()).unwrap();
        if from.is_dir() {
            fs::rename(&from, self.path("was")).unwrap();
        } else if from.exists() {
            fs::remove_file(&from).unwrap();
        }
        symlink(to, from).unwrap();
    }

    /// `folkmoot check` in the working tree: exit code, and all that it says.
    fn check(&self, arguments: &[&str]) -> (i32, String) {
        let arguments = [&["check"], arguments].concat();
        let mut command = self.0.command(&arguments);
        let (code, out, err) = said(&command.current_dir(self.path("tree")).output().unwrap());
        (code, out + &err)
    }
}

#[test]
fn what_leads_out_is_refused_and_nothing_of_it_is_shown() {
    // What is a link, where to, what the session's file says besides.
    let table = [
        ("sessions/one/session.yml", "file", ""),
        ("sessions/one/notes.csv", "file", ""),
        ("sessions/one/roster.csv", "file", ""),
        ("sessions/one/survey.csv", "file", ""),
        ("sessions/one/hands.csv", "file", ""),
        ("sessions/one/ballots.csv", "file", ""),
        (
            "sessions/one/voters.txt",
            "file",
            "vote: {roll: {file: voters.txt}}\n",
        ),
        ("voters.txt", "file", "vote: {roll: {file: /voters.txt}}\n"),
        ("people", "", "vote: {roll: {file: /people/file}}\n"),
        (".folkmoot/config.yml", "file", ""),
        (".folkmoot", "dot", ""),
        (".folkmoot/formats", "dot/formats", ""),
        (".folkmoot/formats/hunter2", "dot/formats/hunter2", ""),
        (".folkmoot/formats/panel/format.yml", "file", ""),
        (".folkmoot/formats/panel/report.md.hbs", "file", ""),
        ("sessions/one", "tree-of-others/sessions/hunter2", ""),
        ("sessions", "tree-of-others/sessions", ""),
        ("sessions", "repository-of-others", ""),
    ];
    for git in [true, false] {
        for (link, to, more) in table {
            let room = Room::new(git);
            let session = format!("{SESSION}{more}");
            room.write("tree/sessions/one/session.yml", &session);
            let wrong = format!("{SECRET}: {{{SECRET}\n");
            room.write("out/file", &wrong);
            room.write("out/dot/config.yml", &wrong);
            room.write("out/dot/formats/hunter2/notes.txt", "");
            room.write("out/tree-of-others/sessions/hunter2/session.yml", &wrong);
            room.write("out/tree-of-others/.folkmoot/config.yml", &wrong);
            room.write("out/repository-of-others/.git/HEAD", "");
            room.write("out/repository-of-others/one/session.yml", &wrong);
            room.link(&format!("tree/{link}"), room.path("out").join(to));
            let (code, said) = room.check(&[]);
            let about = format!("{link} (git: {git}): {said}");
            assert_eq!(code, 2, "{about}");
            assert!(
                said.contains("this is a link that leads out of the repository, and is not read"),
                "{about}"
            );
            assert!(
                !said.replace("formats/hunter2", "").contains(SECRET),
                "{about}"
            );
        }
    }
}

#[test]
fn gits_own_folder_is_none_of_a_session() {
    for (link, to, more) in [
        ("sessions/one/notes.csv", "../../.git/config", ""),
        ("people", ".git", "vote: {roll: {file: /people/config}}\n"),
    ] {
        let room = Room::new(true);
        room.write(
            "tree/.git/config",
            &format!("[a]\n{SECRET} = {SECRET} {SECRET}\n"),
        );
        room.write("tree/sessions/one/session.yml", &format!("{SESSION}{more}"));
        room.link(&format!("tree/{link}"), to);
        let (code, said) = room.check(&[]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("this is in git’s own folder"), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[test]
fn links_within_are_followed() {
    for git in [true, false] {
        let room = Room::new(git);
        room.write("tree/shared/notes.csv", "text\nHow might we share?\n");
        room.write("tree/shared/voters.txt", "ada\n");
        room.write("tree/shared/dot/config.yml", "attribution: named\n");
        let session = format!("{SESSION}vote: {{roll: {{file: /voters.txt}}}}\n");
        room.write("tree/shared/two/session.yml", &session);
        room.link("tree/sessions/one/notes.csv", "../../shared/notes.csv");
        room.link("tree/sessions/two", "../shared/two");
        room.link("tree/voters.txt", "shared/voters.txt");
        room.link("tree/.folkmoot", "shared/dot");
        let (code, said) = room.check(&[]);
        assert_eq!(code, 0, "{said}");
        assert!(
            said.contains("ok: one") && said.contains("ok: two") && said.contains("1 note"),
            "{said}"
        );
        // However the sessions are named.
        let whole = room.path("tree/sessions/one");
        let whole = whole.to_str().unwrap();
        for arguments in [
            &["sessions/one"][..],
            &["./sessions/one/session.yml"],
            &["../tree/sessions/one"],
            &["sessions/../sessions/one"],
            &["--sessions", "../tree/sessions"],
            &[whole],
            &["-C", "sessions/one", "."],
            &["-C", "..", "tree/sessions/one"],
        ] {
            let (code, said) = room.check(arguments);
            assert_eq!(code, 0, "{arguments:?} (git: {git}): {said}");
            assert!(said.contains("ok: one"), "{arguments:?}: {said}");
        }
    }
    // Of a session that is not there yet, the configuration is.
    let room = Room::new(false);
    room.write("tree/.folkmoot/config.yml", "attribution: named\n");
    let session = format!("{SESSION}series: {{name: calls, rule: FREQ=MONTHLY}}\n");
    room.write("tree/sessions/one/session.yml", &session);
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .args(["next", "sessions/one"])
        .current_dir(room.path("tree"))
        .alone()
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    // Whoever reaches the working tree itself by a link is in it.
    let room = Room::new(true);
    room.link("door", room.path("tree"));
    let (code, said) = room.check(&[room.path("door/sessions/one").to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_request_gets_no_file_of_the_runner_into_its_comment() {
    let bench = Bench::example(true).await;
    let number = bench.propose("topic");
    let other = tempfile::tempdir().unwrap();
    let secret = other.path().join("secret");
    fs::write(&secret, format!("{SECRET},text,{SECRET}\n{SECRET}\n")).unwrap();
    let notes = bench.path(NOTES_FILE);
    fs::remove_file(&notes).unwrap();
    symlink(&secret, &notes).unwrap();
    bench.write("summary.md", "");
    let summary = bench.path("summary.md");
    let output = bench.command_with(
        &["review", "--pull", &number.to_string(), "--at", ANNOUNCED],
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let mut said = bench.comments(number);
    assert!(said[0].contains("leads out of the repository"), "{said:?}");
    said.push(String::from_utf8(output.stdout).unwrap());
    said.push(String::from_utf8(output.stderr).unwrap());
    said.push(fs::read_to_string(&summary).unwrap());
    for text in said {
        assert!(!text.contains(SECRET), "{text}");
    }
    let issues = bench.rest(
        &bench.facilitator,
        "GET",
        &format!("/repos/{REPOSITORY}/issues?state=all"),
        &Value::Null,
    );
    assert!(!issues.to_string().contains(SECRET));
}
