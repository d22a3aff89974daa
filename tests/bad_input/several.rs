//! Several faults, several sessions, none at all; and the same for machines.

use super::{EXAMPLE, assert_snapshot, folder, folkmoot, notes, refused, refuses, session};
use std::fs;

#[test]
fn the_example_is_sound() {
    let root = folder(&[("kubecon-india-2024", &[])]);
    let output = folkmoot(root.path(), &["check"]);
    assert_eq!(output.status.code(), Some(0));
    assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"ok: kubecon-india-2024 (how-might-we, 2024-12-11, 0 notes in its file)");
}

#[test]
fn several_faults_are_named_at_once_in_the_order_of_the_file() {
    assert_snapshot!(refused("several", &[
        session(&[
            ("format: how-might-we", "format: how-might-i"),
            ("date: 2024-12-11", "date: 2024-02-30"),
            ("place:", "plaec:"),
            ("attribution: chatham-house", "vote:\n  votes: 0\nattribution: chatham"),
            ("todogroup/governance", "governance"),
            ("reports/kubecon-india-2024", "../reports"),
        ]),
        notes("text,clusters\nHow might we a, b and c?,A\n"),
    ]), @r"
    error: unknown format `how-might-i`
     --> sessions/several/session.yml:3:9
      |
    3 | format: how-might-i
      |         ^^^^^^^^^^^
      |
      = help: did you mean `how-might-we`?

    error: the day `2024-02-30` does not exist
     --> sessions/several/session.yml:5:7
      |
    5 | date: 2024-02-30
      |       ^^^^^^^^^^
      |
      = help: write a day from 2024-02-01 to 2024-02-29

    error: unknown key `plaec` in the session
     --> sessions/several/session.yml:8:1
      |
    8 | plaec: New Delhi, India
      | ^^^^^ not a key here
      |
      = help: did you mean `place`?

    error: `votes` cannot be `0`
      --> sessions/several/session.yml:20:10
       |
    20 |   votes: 0
       |          ^
       |
       = help: write a whole number from 1 to 100

    error: `attribution` cannot be `chatham`
      --> sessions/several/session.yml:21:14
       |
    21 | attribution: chatham
       |              ^^^^^^^
       |
       = help: did you mean `chatham-house`?

    error: `governance` is not the name of a repository
      --> sessions/several/session.yml:24:15
       |
    24 |   repository: governance
       |               ^^^^^^^^^^
       |
       = help: write owner/name, such as todogroup/governance

    error: the report cannot go to `../reports`
      --> sessions/several/session.yml:25:11
       |
    25 |   folder: ../reports
       |           ^^^^^^^^^^
       |
       = help: write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`; not git's own files, not `.github/workflows`, and no name that Windows keeps for a device

    error: unknown column `clusters`
     --> sessions/several/notes.csv:1:6
      |
    1 | text,clusters
      |      ^^^^^^^^
      |
      = help: did you mean `cluster`?

    error: the row has 3 cells for 2 columns
     --> sessions/several/notes.csv:2:1
      |
    2 | How might we a, b and c?,A
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put a note that holds a comma in double quotes

    9 errors; nothing was written
    ");
}

#[test]
fn two_sessions_with_the_same_id() {
    let id = session(&[("format:", "id: kubecon\nformat:")]);
    let root = folder(&[
        ("2023", std::slice::from_ref(&id)),
        ("2024", std::slice::from_ref(&id)),
    ]);
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: the id `kubecon` belongs to sessions/2023/session.yml:3:5 already
     --> sessions/2024/session.yml:3:5
      |
    3 | id: kubecon
      |     ^^^^^^^
      |
      = help: give one of the two another `id:`, or rename its folder if that is where the id comes from

    1 error; nothing was written
    ");
    assert_eq!(
        refuses(root.path(), &["check"]),
        refuses(root.path(), &["run"])
    );
}

#[test]
fn an_id_that_is_another_session_s_folder_even_where_more_is_wrong() {
    let root = folder(&[
        ("a-copy", &[session(&[("format:", "id: kubecon\nformat:")])]),
        ("kubecon", &[session(&[("start: 15:00", "start: 3pm")])]),
    ]);
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: the id `kubecon` belongs to sessions/a-copy/session.yml:3:5 already
     --> sessions/kubecon/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^
      |
      = help: give one of the two another `id:`, or rename its folder if that is where the id comes from

    error: `3pm` is no time of day
     --> sessions/kubecon/session.yml:6:8
      |
    6 | start: 3pm # the published report names the day, not the hour
      |        ^^^
      |
      = help: write hours and minutes, such as 9:05 or 14:30

    2 errors; nothing was written
    ");
}

#[test]
fn no_sessions_at_all() {
    let root = folder(&[]);
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: there is no folder of sessions here
     --> sessions
      = help: `folkmoot new` writes the first session; or name another folder with --sessions

    1 error; nothing was written
    ");
    fs::create_dir(root.path().join("sessions")).unwrap();
    assert_snapshot!(refuses(root.path(), &["run"]), @r"
    error: no folder here holds a session.yml
     --> sessions
      = help: `folkmoot new` writes the first session; `examples/` shows whole ones

    1 error; nothing was written
    ");
    assert_snapshot!(refuses(root.path(), &["rehearse", "sessions/kubcon", "--keep", "kept"]), @r"
    error: there is no such folder
     --> sessions/kubcon
      = help: name the folder that holds session.yml

    1 error; nothing was written
    ");
    fs::create_dir(root.path().join("sessions/empty")).unwrap();
    assert_snapshot!(refuses(root.path(), &["check", "sessions/empty"]), @r"
    error: there is no such file
     --> sessions/empty/session.yml:1:1
      = help: write it, or name another folder: each session has a session.yml in its own

    1 error; nothing was written
    ");
}

#[test]
fn a_session_whose_file_ends_in_yaml_is_not_passed_over() {
    let root = folder(&[("one", &[])]);
    fs::create_dir(root.path().join("sessions/two")).unwrap();
    fs::write(root.path().join("sessions/two/session.yaml"), EXAMPLE).unwrap();
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: this session would be passed over: its file ends in .yaml
     --> sessions/two/session.yaml:1:1
      = help: rename it to session.yml

    1 error; nothing was written
    ");
}

#[test]
fn machines_read_the_same() {
    let root = folder(&[(
        "two-slips",
        &[session(&[
            ("2024-12-11", "2024-02-30"),
            ("Asia/", "Asien/"),
        ])],
    )]);
    let output = folkmoot(root.path(), &["check", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r#"
    [
      {
        "file": "sessions/two-slips/session.yml",
        "line": 5,
        "column": 7,
        "message": "the day `2024-02-30` does not exist",
        "cure": "write a day from 2024-02-01 to 2024-02-29"
      },
      {
        "file": "sessions/two-slips/session.yml",
        "line": 7,
        "column": 11,
        "message": "there is no time zone `Asien/Kolkata`",
        "cure": "did you mean `Asia/Kolkata`?"
      }
    ]
    "#);
}
