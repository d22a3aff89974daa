//! `folkmoot new`.

use crate::room::{does, empty};
use git2::Repository;
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;

#[test]
fn a_new_session_stands_where_nothing_was() {
    let room = empty();
    let list = does(&room, &["new", "--list"]);
    let goals = list.lines().find_map(|line| line.strip_prefix("goals "));
    let about = "Yearly goals, 60 minutes: Agree on a few pillars for {year}";
    assert_eq!(goals.unwrap().trim_start(), about);
    let formats = folkmoot::session::Formats::default();
    assert_eq!(list.lines().count(), formats.names().len(), "{list}");
    assert_snapshot!(does(&room, &["new", "goals", "--date", "2099-01-12", "--start", "16:00", "--title", "Goals 2099", "--timezone", "Asia/Kolkata", "--set", "year=2099", "--set", "committee=Board"]), @"
    written:
      sessions/goals-2099/session.yml  the session
    It is announced on 22 December 2098, 16:00 (Asia/Kolkata): the first run after that opens its issue.
    ");
    let again = [
        "new",
        "goals",
        "--yes",
        "--date",
        "2099-01-12",
        "--title",
        "Goals 2099",
    ];
    assert_snapshot!(room.refuses(&again), @"
    error: there is such a file already
     --> sessions/goals-2099/session.yml
      = help: name another folder, or go on from the file there

    1 error; nothing was written
    ");
    assert_snapshot!(room.refuses(&["new", "goals", "Goals", "--yes"]), @"error: FOLDER: `Goals` cannot be a session's folder: use lower-case letters, digits and single hyphens, 42 characters at most");
    assert_snapshot!(room.refuses(&["new", "golas", "--yes"]), @"error: FORMAT: there is no format `golas`: did you mean `goals`?");
    // A path is a path, a name is one among the sessions.
    does(&room, &["new", "goals", "--yes", "here/goals"]);
    does(
        &room,
        &["new", "goals", "--yes", "goals", "--sessions", "meetings"],
    );
    assert_eq!(
        room.names(),
        [
            "here/goals/session.yml",
            "meetings/goals/session.yml",
            "sessions/goals-2099/session.yml"
        ]
    );
    // One that does not fit is not written.
    let said = room.refuses(&["new", "how-might-we", "--yes", "--set", "number=many"]);
    assert!(said.contains("`many` is no number of groups"), "{said}");
    // In the night when clocks go forward there is no such hour.
    let said = room.refuses(&[
        "new",
        "touchpoint",
        "--yes",
        "--date",
        "2027-03-28",
        "--start",
        "2:30",
    ]);
    assert!(said.contains("the session cannot begin"), "{said}");
}

#[test]
fn a_repository_s_own_format_is_as_good_as_a_built_in_one() {
    let room = empty();
    room.write(
        ".folkmoot/formats/retro/format.yml",
        "name: retro\ntitle: Retrospective\nfields:\n  session:\n    sprint: {about: the sprint that is looked at, required: true}\nparts:\n  - {title: Notes, minutes: 15}\nstages: {announced: 7 days before, notes: part 1, affinity: part 1, voting: part 1, closed: part 1 + 1 hour}\n",
    );
    // It has no example, so nothing is proposed.
    assert_snapshot!(room.refuses(&["new", "retro", "--yes"]), @r#"error: nothing is proposed for what these flags say, so they are needed: --set "sprint=…" for sprint (the sprint that is looked at)"#);
    does(
        &room,
        &[
            "init",
            "--yes",
            "--format",
            "retro",
            "--date",
            "2099-01-01",
            "--set",
            "sprint=12",
        ],
    );
    let session = room.read("sessions/retrospective-2099-01-01/session.yml");
    assert!(
        session.contains("\ndetails:\n  sprint: 12 # the sprint that is looked at\n"),
        "{session}"
    );
    // And editors learn of it.
    let schema: Value = serde_json::from_str(&does(&room, &["schema", "session"])).unwrap();
    assert!(
        schema["allOf"]
            .to_string()
            .contains("the sprint that is looked at")
    );
}

#[test]
fn a_session_is_put_where_runs_look() {
    let room = empty();
    Repository::init(room.path("")).unwrap();
    fs::create_dir_all(room.path("sessions/old")).unwrap();
    // Somewhere below the top.
    let said = does(
        &room,
        &["-C", "sessions", "new", "panel", "inside", "--yes"],
    );
    assert!(said.contains("It is announced on"), "{said}");
    assert_eq!(room.names(), ["sessions/inside/session.yml"]);
    // Elsewhere no run sees it, and nothing is promised.
    let said = does(&room, &["new", "panel", "talks/spring/panel", "--yes"]);
    assert!(
        said.contains("No run sees it there: runs look at the folders of sessions, or of what `--sessions` names."),
        "{said}"
    );
    assert!(!said.contains("announced"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_is_written_whole_or_not_at_all() {
    // No file may be longer than a kilobyte here; the session's is.
    let room = empty();
    let output = std::process::Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" new panel one --yes",
        ])
        .arg(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(room.path(""))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("cannot write sessions/one/session.yml"),
        "{said}"
    );
    assert_eq!(room.names(), [""; 0]);
    does(&room, &["new", "panel", "one", "--yes"]);
    // As open as any other file of its owner's.
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &str| {
        let meta = fs::metadata(room.path(path)).unwrap();
        meta.permissions().mode() & 0o777
    };
    room.write("other", "");
    assert_eq!(mode("sessions/one/session.yml"), mode("other"));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let room = empty();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = room
        .command(&["schema", "session"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("the output cannot be written: "), "{said}");
}
