//! `folkmoot next` from end to end: the files of the next sessions, and when there are none.

use crate::common::folder::Folder;
use insta::assert_snapshot;
use std::fs;

const CALL: &str = "\
# Our call.
format: how-might-we
title: Call of 13 January 2026
date: 2026-01-13
start: 17:00
timezone: Europe/Paris
variables: {industry/technology: cloud native, number: 5, key themes: security, timeline: Q2 2026}
roles: {facilitator: ada, scribe: bo}
series: {name: call, rule: FREQ=MONTHLY;BYDAY=2TU;UNTIL=20260501, hand-over: rotate, people: [ada, bo, cy]}
vote:
  roll: {file: roll.txt}
  cancelled: {why: nobody came}
";

fn calls() -> Folder {
    Folder::new(&[
        ("sessions/call-2026-01-13/session.yml", CALL),
        ("sessions/call-2026-01-13/roll.txt", "ada\nbo\n"),
        (
            "sessions/call-2026-01-13/notes.csv",
            "text\nHow might we meet?\n",
        ),
    ])
}

#[test]
fn the_next_sessions_are_written_beside_the_last() {
    let desk = calls();
    assert_snapshot!(desk.does(&["next", "sessions/call-2026-01-13", "--count", "2"]), @r"
    written: sessions/call-2026-02-10/session.yml
    written: sessions/call-2026-02-10/roll.txt
    written: sessions/call-2026-03-10/session.yml
    written: sessions/call-2026-03-10/roll.txt
      call-2026-02-10 (2026-02-10, Tuesday) Call of 10 February 2026
      call-2026-03-10 (2026-03-10, Tuesday) Call of 10 March 2026
    ");
    assert_snapshot!(desk.names().join("\n"), @r"
    sessions/call-2026-01-13/notes.csv
    sessions/call-2026-01-13/roll.txt
    sessions/call-2026-01-13/session.yml
    sessions/call-2026-02-10/roll.txt
    sessions/call-2026-02-10/session.yml
    sessions/call-2026-03-10/roll.txt
    sessions/call-2026-03-10/session.yml
    ");
    assert_snapshot!(desk.read("sessions/call-2026-03-10/session.yml"), @r"
    # Our call.
    format: how-might-we
    title: Call of 10 March 2026
    date: 2026-03-10
    start: 17:00
    timezone: Europe/Paris
    variables: {industry/technology: cloud native, number: 5, key themes: security, timeline: Q2 2026}
    roles: {facilitator: cy, scribe: ada}
    series: {name: call, rule: FREQ=MONTHLY;BYDAY=2TU;UNTIL=20260501, hand-over: rotate, people: [ada, bo, cy]}
    vote:
      roll: {file: roll.txt}
    ");
    // And `check` has nothing against them.
    assert_snapshot!(desk.does(&["check"]), @r"
    ok: call-2026-01-13 (how-might-we, 2026-01-13, 1 note in its file)
    ok: call-2026-02-10 (how-might-we, 2026-02-10, 0 notes in its file)
    ok: call-2026-03-10 (how-might-we, 2026-03-10, 0 notes in its file)
    ");
}

#[test]
fn a_series_ends_and_says_so() {
    let desk = calls();
    let said = desk.does(&[
        "next",
        "sessions/call-2026-01-13",
        "--count",
        "9",
        "--after",
        "2026-02-10",
        "--json",
    ]);
    assert_snapshot!(said, @r#"
    {
      "written": [
        {
          "id": "call-2026-03-10",
          "date": "2026-03-10",
          "title": "Call of 10 March 2026",
          "folder": "sessions/call-2026-03-10"
        },
        {
          "id": "call-2026-04-14",
          "date": "2026-04-14",
          "title": "Call of 14 April 2026",
          "folder": "sessions/call-2026-04-14"
        }
      ],
      "ended": true
    }
    "#);
    assert_snapshot!(desk.refuses(&["next", "sessions/call-2026-04-14"]), @r"
    error: the series ends: its rule gives no session after 2026-04-14
     --> sessions/call-2026-04-14/session.yml:9:28
      |
    9 | series: {name: call, rule: FREQ=MONTHLY;BYDAY=2TU;UNTIL=20260501, hand-over: rotate, people: [ada, b…
      |                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: change COUNT or UNTIL in the rule, if it is to go on

    1 error; nothing was written
    ");
    let desk = calls();
    let said = desk.does(&["next", "sessions/call-2026-01-13", "--count", "9"]);
    assert!(
        said.ends_with("9 asked for, but the rule gives 3: the series ends there\n"),
        "{said}"
    );
}

#[test]
fn no_file_is_written_over() {
    let desk = calls();
    desk.does(&["next", "sessions/call-2026-01-13", "--after", "2026-02-10"]);
    // The second of two is there already: neither is written.
    assert_snapshot!(desk.refuses(&["next", "sessions/call-2026-01-13", "--count", "2"]), @r"
    error: there is such a file already
     --> sessions/call-2026-03-10/session.yml
      = help: go on from the last session of the series, or move the file away

    error: there is such a file already
     --> sessions/call-2026-03-10/roll.txt
      = help: go on from the last session of the series, or move the file away

    2 errors; nothing was written
    ");
    // Only a file counts, not what people put beside it before.
    let folder = desk.path("sessions/call-2026-02-10");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("agenda.md"), "tea").unwrap();
    desk.does(&["next", "sessions/call-2026-01-13"]);
    assert_eq!(fs::read_to_string(folder.join("agenda.md")).unwrap(), "tea");
}

#[test]
fn what_cannot_go_on_is_named() {
    let (before, behind) = CALL.split_once("series:").unwrap();
    let alone = format!("{before}{}", behind.split_once('\n').unwrap().1);
    let gap = CALL.replace("17:00", "2:30").replace(
        "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20260501",
        "FREQ=MONTHLY;BYDAY=-1SU;BYMONTH=3",
    );
    let desk = Folder::new(&[
        ("alone/session.yml", &alone),
        ("alone/roll.txt", "ada\n"),
        ("gap/session.yml", &gap),
        ("gap/roll.txt", "ada\n"),
    ]);
    assert_snapshot!(desk.refuses(&["next", "alone"]), @r#"
    error: the session belongs to no series, so none follows it
     --> alone/session.yml:2:1
      |
    2 | format: how-might-we
      | ^^^^^^
      |
      = help: add `series: {name: …, rule: "FREQ=MONTHLY;BYDAY=2TU"}`, the rule by which its sessions recur

    1 error; nothing was written
    "#);
    // The clocks go forward over its hour.
    assert_snapshot!(desk.refuses(&["next", "gap"]), @r"
    error: the session cannot begin at 2027-03-28 02:30: Europe/Paris has no such time, its clocks go forward over it
     --> call-2027-03-28/session.yml:5:8
      |
    5 | start: 2:30
      |        ^^^^
      |
      = help: choose a time at least an hour away

    1 error; nothing was written
    ");
    assert_snapshot!(desk.refuses(&["next", "nowhere"]), @r"
    error: there is no such folder
     --> nowhere
      = help: name the folder that holds session.yml

    1 error; nothing was written
    ");
    assert_snapshot!(desk.refuses(&["next", "gap", "--after", "tomorrow"]), @r"
    error: invalid value 'tomorrow' for '--after <DAY>': write year-month-day, such as 2026-08-31

    For more information, try '--help'.
    ");
}

#[test]
fn a_file_that_is_made_is_made_once() {
    let outcomes = "outcomes:\n  - {name: post, file: posts/2026-01-13.md, how: new-file, text: x}\n  - name: guide\n    file: docs/guide.md\n    how: new-file\n    text: x\n";
    let call = format!("{CALL}publish-by: Q1 2026\n{outcomes}");
    let desk = Folder::new(&[
        ("sessions/call-2026-01-13/session.yml", &call),
        ("sessions/call-2026-01-13/roll.txt", "ada\nbo\n"),
    ]);
    assert_snapshot!(desk.does(&["next", "sessions/call-2026-01-13", "--count", "2"]), @r"
    written: sessions/call-2026-02-10/session.yml
    written: sessions/call-2026-02-10/roll.txt
    written: sessions/call-2026-03-10/session.yml
    written: sessions/call-2026-03-10/roll.txt
      call-2026-02-10 (2026-02-10, Tuesday) Call of 10 February 2026
        note: the outcome `guide` is left out: it makes `docs/guide.md`, and this session’s makes that already; put a day or the session’s id into its path, and take the `#` off it
      call-2026-03-10 (2026-03-10, Tuesday) Call of 10 March 2026
    ");
    let third = desk.read("sessions/call-2026-03-10/session.yml");
    assert_snapshot!(&third[third.find("publish-by").unwrap()..], @r"
    publish-by: Q1 2026
    outcomes:
      - {name: post, file: posts/2026-03-10.md, how: new-file, text: x}
      # left out: the session of 2026-01-13 makes this file; put a day into its path
      # - name: guide
      #   file: docs/guide.md
      #   how: new-file
      #   text: x
    ");
    // Nothing is in the way of anything.
    desk.does(&["check"]);
    // As it was before: copied by hand, or the `#` taken off.
    let copied = third
        .replace("  # ", "  ")
        .replace("  left out", "  # left out");
    fs::write(desk.path("sessions/call-2026-03-10/session.yml"), copied).unwrap();
    assert_snapshot!(desk.refuses(&["check"]), @r"
    error: the outcome `guide` makes `docs/guide.md`, and call-2026-01-13 writes that file before it
      --> sessions/call-2026-03-10/session.yml:17:11
       |
    17 |     file: docs/guide.md
       |           ^^^^^^^^^^^^^
       |
       = help: put the session’s date or id into the path, or write into the file with `how: section` or `how: region`

    1 error; nothing was written
    ");
    let desk = Folder::new(&[
        ("sessions/call-2026-01-13/session.yml", &call),
        ("sessions/call-2026-01-13/roll.txt", "ada\nbo\n"),
    ]);
    let said = desk.does(&["next", "sessions/call-2026-01-13", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_snapshot!(said["written"][0]["remarks"][0].as_str().unwrap(), @"the outcome `guide` is left out: it makes `docs/guide.md`, and this session’s makes that already; put a day or the session’s id into its path, and take the `#` off it");
}
