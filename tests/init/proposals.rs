//! `folkmoot proposals` from end to end: an event in, findings and session files out.

use crate::common::folder::{Folder, said};
use insta::assert_snapshot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::Stdio;

const EVENT: &str = include_str!("../proposals/validation.json");

/// `folkmoot proposals` while the event is on: exit code, standard output and standard error.
fn run(desk: &Folder, arguments: &[&str]) -> (i32, String, String) {
    let all = ["proposals", "--at", "2026-03-31T12:00:00Z"];
    desk.told(&[&all, arguments].concat())
}

fn json(desk: &Folder, arguments: &[&str]) -> (i32, Value) {
    let (code, out, _) = run(desk, &[arguments, &["--json"]].concat());
    (code, serde_json::from_str(&out).unwrap())
}

#[test]
fn findings_are_told_by_session() {
    let desk = Folder::new(&[("event.json", EVENT)]);
    let (code, out, errors) = run(&desk, &["event.json"]);
    assert_eq!(code, 2);
    assert_eq!(errors, "error: 17 proposals have errors\n");
    assert_snapshot!(out, @r#"
    #1 Empty issue (event.json:45)
      error (format): the section “Session description” is missing
          → add a line `### Session description` and an answer below it
      error (format): the section “Session goal” is missing
          → add a line `### Session goal` and an answer below it
      error (format): the section “Session type” is missing
          → add a line `### Session type` and an answer below it
    #2 Conflicts with itself (event.json:49)
      error (conflict): line 9 of the issue: the session asks not to be at the same time as itself, #2
          → leave its own number out
    #3 Conflicts with an unknown issue (event.json:54)
      error (conflict): line 9 of the issue: it asks not to be at the same time as #424242, which is no proposal here
          → correct the number or leave it out; the file has to hold all proposals of the event
    #4 Plenary issue with a conflict (event.json:59)
      error (conflict): line 9 of the issue: a plenary session has no other beside it, so it cannot ask to avoid one
          → leave the section empty
    #5 Plenary session scheduled in non plenary room (event.json:64)
      error (scheduling): a plenary session cannot be in “Main”
          → put it into the plenary room
    #6 Breakout session scheduled in plenary room (event.json:70)
      error (scheduling): “Plenary” is for plenary sessions, and this is none
          → put it into another room
    #7 Scheduled in same room as next one (event.json:76)
      error (scheduling): #8 “Scheduled in same room as previous one” is in the same room, “Main”, at the same time (2042-04-05 09:00)
          → move one of the two to another room or slot
    #8 Scheduled in same room as previous one (event.json:83)
      error (scheduling): #7 “Scheduled in same room as next one” is in the same room, “Main”, at the same time (2042-04-05 09:00)
          → move one of the two to another room or slot
    #9 First plenary session (event.json:90)
      error (scheduling): 4 sessions are in the plenary slot 2042-04-05 10:00, which holds 3
          → move some of them to another slot
    #10 Second plenary session (event.json:97)
      error (scheduling): 4 sessions are in the plenary slot 2042-04-05 10:00, which holds 3
          → move some of them to another slot
    #11 Third plenary session (event.json:104)
      error (scheduling): 4 sessions are in the plenary slot 2042-04-05 10:00, which holds 3
          → move some of them to another slot
    #12 Fourth plenary session (event.json:111)
      error (scheduling): 4 sessions are in the plenary slot 2042-04-05 10:00, which holds 3
          → move some of them to another slot
    #13 Capacity problem (event.json:118)
      warning (capacity): line 9 of the issue: about 50 people are expected, and “Main” holds 25
          → move it to a larger room, or agree on fewer people with its chairs
    #14 Chair common with next one (event.json:125)
      error (chair conflict): line 9 of the issue: #15 “Chair common with previous one” is at the same time and has a chair in common: @ada
          → move one of the two to another slot, or let somebody else chair it
    #15 Chair common with previous one (event.json:132)
      error (chair conflict): #14 “Chair common with next one” is at the same time and has a chair in common: @ada
          → move one of the two to another slot, or let somebody else chair it
    #16 Conflicts with next session scheduled at same time (event.json:140)
      warning (conflict): line 9 of the issue: it asks not to be at the same time as #17 “Conflicts with previous session scheduled at same time”, and is (2042-04-05 12:00)
          → move one of the two to another slot
    #18 Same time as next session in same track (event.json:153)
      warning (track): #19 “Same time as previous session in same track” is of the same track, “debug”, and at the same time (2042-04-05 13:00)
          → move one of the two to another slot
    #19 Same time as previous session in same track (event.json:163)
      warning (track): #18 “Same time as next session in same track” is of the same track, “debug”, and at the same time (2042-04-05 13:00)
          → move one of the two to another slot
    #20 Breakout scheduled at same time as next plenary (event.json:174)
      warning (plenary): the plenary session #21 “Plenary scheduled at same time as previous breakout” is at the same time (2042-04-05 14:00)
          → move it to a slot without plenary sessions
    #22 Same IRC channel as next session (event.json:189)
      error (irc): line 9 of the issue: #23 “Same IRC channel as previous session” uses the same channel, #debug, at the same time (2042-04-05 15:00)
          → give one of the two another channel
    #23 Same IRC channel as previous session (event.json:196)
      error (irc): line 9 of the issue: #22 “Same IRC channel as next session” uses the same channel, #debug, at the same time (2042-04-05 15:00)
          → give one of the two another channel
    #24 Comes with instructions (event.json:203)
      check (instructions): line 9 of the issue: the proposer has a word to the planners
          → read it, and place the session as it asks
    #25 Has external minutes (event.json:208)
      warning (minutes origin): line 9 of the issue: its minutes are not kept on www.w3.org or lists.w3.org
          → publish them there, so that they last, and link to that
    #26 Lacks minutes (event.json:213)
      warning (minutes): the session has taken place, and there is no link to its minutes
          → add `- [Minutes](https://…)` below `### Meeting materials`
    #27 Unknown chairs (event.json:220)
      error (chairs): line 9 of the issue: @deeroe is no account that the event knows
          → check how it is written, or let them link their GitHub account with one of the organiser's
      error (chairs): line 9 of the issue: Eve Roe is no account that the event knows
          → check how it is written, or let them link their GitHub account with one of the organiser's
      error (chairs): line 9 of the issue: Dee Roe is no account that the event knows
          → check how it is written, or let them link their GitHub account with one of the organiser's

    28 proposals: 21 errors, 7 warnings, 1 check
    "#);
    assert_eq!(desk.files().len(), 1, "it wrote something");
}

#[test]
fn sound_proposals_become_session_files_once() {
    let desk = Folder::new(&[("event.json", EVENT)]);
    let arguments = ["event.json", "--out", "sessions", "--coordinator", "W3C"];
    let (code, out, _) = run(&desk, &arguments);
    assert_eq!(code, 2, "others have errors");
    let written: Vec<&str> = out
        .lines()
        .filter(|line| line.starts_with("written: ") || line.starts_with("not written"))
        .collect();
    assert_snapshot!(written.join("\n"), @r#"
    written: #42 sessions/42-valid-and-groovy/session.yml
    written: #13 sessions/13-capacity-problem/session.yml
    written: #18 sessions/18-same-time-as-next-session-in-same-track/session.yml
    written: #19 sessions/19-same-time-as-previous-session-in-same/session.yml
    written: #20 sessions/20-breakout-scheduled-at-same-time-as-next/session.yml
    written: #26 sessions/26-lacks-minutes/session.yml
    not written, as it has an error: #1, #2, #3, #4, #5, #6, #7, #8, #9, #10, #11, #12, and 5 more
    not written, as not scheduled yet: #16, #17, #24, #25
    not written, as a plenary session: #21
    "#);
    assert_snapshot!(desk.read("sessions/42-valid-and-groovy/session.yml"), @r#"
    # From the proposal of a breakout session, #42
    # Its slot is 2042-04-05 22:00 to 23:00; the parts of the format are counted from its start.
    format: breakout
    title: "Valid and groovy"
    date: 2042-04-05
    start: "22:00"
    timezone: Etc/UTC

    details:
      question: "What should come of “Valid and groovy”?"
      host-event: "Validation test event"
      coordinator: "W3C"
      room: "Main"
      abstract: |
        My session is rich.
    "#);

    // A person goes on with one of them, and gives it another title; then another run.
    fs::write(
        desk.path("sessions/42-valid-and-groovy/session.yml"),
        "mine",
    )
    .unwrap();
    let retitled = EVENT.replace("Capacity problem", "Another title");
    fs::write(desk.path("event.json"), retitled).unwrap();
    let before = desk.files();
    let (code, out, _) = run(&desk, &arguments);
    assert_eq!(code, 2);
    assert_eq!(desk.files(), before);
    let left = out.matches("left as it is: ").count();
    assert_eq!((left, out.matches("\nwritten: ").count()), (6, 0), "{out}");
    assert!(
        out.contains("#13 sessions/13-capacity-problem/session.yml"),
        "{out}"
    );

    // One whose run was stopped before it could write is written now.
    fs::remove_file(desk.path("sessions/18-same-time-as-next-session-in-same-track/session.yml"))
        .unwrap();
    let (_, document) = json(&desk, &arguments);
    let states: BTreeMap<u64, &str> = document["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["number"].as_u64().unwrap(),
                one["session"]["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        (states[&18], states[&42], states[&1]),
        ("written", "there", "none")
    );
}

/// Nobody has to find out which of them were written.
#[test]
fn what_is_in_the_way_of_one_session_file_keeps_all_of_them() {
    let desk = Folder::new(&[
        ("event.json", EVENT),
        (
            "sessions/18-same-time-as-next-session-in-same-track",
            "a file\n",
        ),
    ]);
    std::os::unix::fs::symlink(desk.path(""), desk.path("sessions/13-capacity-problem")).unwrap();
    let before = desk.names();
    let arguments = ["event.json", "--out", "sessions", "--coordinator", "W3C"];
    let (code, _, errors) = run(&desk, &arguments);
    assert_eq!(code, 2);
    assert_snapshot!(errors, @"
    error: this is a symbolic link, which is not followed
     --> sessions/13-capacity-problem
      = help: name a folder, or move this away

    error: this is no folder, so nothing can be written below it
     --> sessions/18-same-time-as-next-session-in-same-track
      = help: name a folder, or move this away

    2 errors; nothing was written
    ");
    assert_eq!(desk.names(), before);
}

/// The disk has its say only while they are written: what was done before is told all the same. Linux takes paths of 4,095 bytes: the place is
/// so deep that short names still fit.
#[cfg(target_os = "linux")]
#[test]
fn what_was_written_before_the_disk_refused_is_told() {
    let desk = Folder::new(&[("event.json", EVENT)]);
    let shorter = "42-valid-and-groovy/.folkmoot-123456".len();
    let here = desk.path("").canonicalize().unwrap();
    let deep = 4095 - shorter - 3 - here.as_os_str().len();
    let mut place = "d".repeat(deep);
    // A name has 255 bytes at most.
    for at in (150..deep - 1).step_by(150) {
        place.replace_range(at..=at, "/");
    }
    let arguments = ["event.json", "--out", &place, "--coordinator", "W3C"];
    let (code, out, errors) = run(&desk, &arguments);
    let told = out
        .lines()
        .filter(|line| line.starts_with("written: ") || line.starts_with("not written"));
    let told: Vec<String> = told.map(|line| line.replace(&place, "…")).collect();
    assert_snapshot!(told.join("\n"), @"
    written: #42 …/42-valid-and-groovy/session.yml
    written: #13 …/13-capacity-problem/session.yml
    not written, as it has an error: #1, #2, #3, #4, #5, #6, #7, #8, #9, #10, #11, #12, and 5 more
    not written, as not scheduled yet: #16, #17, #24, #25
    not written, as the disk refuses it: #18
    not written, as the disk refused another one: #19, #20, #26
    not written, as a plenary session: #21
    ");
    // The system has its own words for why.
    let failed = "error: cannot write …/18-same-time-as-next-session-in-same-track/session.yml: ";
    assert!(errors.replace(&place, "…").starts_with(failed), "{errors}");
    assert_eq!(code, 1);
}

#[test]
fn session_files_pass_the_check() {
    let desk = Folder::new(&[("event.json", EVENT)]);
    let (_, out, _) = run(
        &desk,
        &["event.json", "--out", "sessions", "--coordinator", "W3C"],
    );
    let written = out.matches("\nwritten: ").count();
    assert_eq!(written, 6);
    let (code, out, errors) = desk.told(&["check"]);
    assert_eq!(
        (code, out.matches("ok: ").count()),
        (0, written),
        "{errors}"
    );
}

#[test]
fn issues_of_gh_are_read_from_standard_input_and_words_stay_words() {
    let desk = Folder::new(&[]);
    let issues = json!([
        {"number": 7, "title": "A\u{1b}[31m ::error::x", "author": {"login": "ada"}, "labels": [{"name": "session"}], "state": "OPEN",
         "url": "https://github.com/example/day/issues/7", "body": "### Session description\r\n\r\nx\r\n\r\n### Session gaol\r\n\r\n::warning::y\r\n"},
        {"number": 8, "title": "B", "body": "Where is lunch?", "labels": []},
    ]);
    let mut command = desk.command(&["proposals", "-", "--out", "sessions"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(issues.to_string().as_bytes()).unwrap();
    drop(input);
    let (code, out, errors) = said(&child.wait_with_output().unwrap());
    assert_eq!(
        (code, errors.as_str()),
        (2, "error: 1 proposal has an error\n")
    );
    assert_snapshot!(out.replace('\u{200b}', "¦"), @r#"
    #7 A[31m :¦:error:¦:x (-:1)
      error (format): line 5 of the issue: the form has no section “Session gaol”
          → did you mean “Session goal”?
      error (format): the section “Session goal” is missing
          → add a line `### Session goal` and an answer below it
      error (format): the section “Session type” is missing
          → add a line `### Session type` and an answer below it

    not written, as it has an error: #7
    passed over, as not made by the form: #8
    1 proposal: 3 errors
    "#);
    assert_eq!(desk.files().len(), 0);
}

#[test]
fn a_form_of_ones_own_is_the_schema() {
    let form = "body:\n  - type: input\n    id: goal\n    attributes: {label: Worum geht es?}\n    validations: {required: true}\n";
    let event = json!([
        {"number": 1, "title": "A", "body": "### Worum geht es?\n\nGeld"},
        {"number": 2, "title": "B", "body": "### Worum geht es?\n\n_No response_\n\n### Session goal\n\nx"},
    ]);
    let desk = Folder::new(&[("form.yml", form), ("event.json", &event.to_string())]);
    let (code, document) = json(&desk, &["event.json", "--form", "form.yml"]);
    assert_eq!(code, 2);
    assert_eq!(document["proposals"][0]["findings"], json!([]));
    assert_eq!(
        document["proposals"][1]["findings"],
        json!([
            {
                "severity": "error", "type": "format", "section": "Worum geht es?", "line": 1,
                "message": "the section “Worum geht es?” is empty", "cure": "write an answer below the heading",
            },
            {
                "severity": "error", "type": "format", "section": "Session goal", "line": 5,
                "message": "the form has no section “Session goal”",
                "cure": "the form asks nothing of that name: use a heading of level four or deeper inside an answer",
            },
        ])
    );
}

#[test]
fn bad_input_is_named_and_nothing_is_written() {
    let desk = Folder::new(&[
        ("event.json", EVENT),
        ("form.yml", "body: 1\n"),
        ("bad.json", "{\"slots\": [\"noon\"],\n\"sessions\": []}"),
    ]);
    let before = desk.files();
    let table: [(&[&str], &str); 6] = [
        (
            &["event.json", "--form", "form.yml", "--out", "x"],
            "form.yml:1:7",
        ),
        (
            &["bad.json", "--out", "x"],
            "\"noon\" is none of the `slots`",
        ),
        (&["none.json"], "there is no such file"),
        (
            &["event.json", "--form", "none.yml"],
            "there is no such file",
        ),
        (
            &["event.json", "--out", "x"],
            "name them with --coordinator",
        ),
        (
            &["event.json", "--out", "form.yml", "--coordinator", "W3C"],
            "form.yml is no folder",
        ),
    ];
    for (arguments, expected) in table {
        let (code, out, errors) = run(&desk, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {errors}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
    }
    assert_eq!(desk.files(), before);
}

#[test]
fn minutes_may_be_kept_elsewhere() {
    let desk = Folder::new(&[("event.json", EVENT)]);
    let warned = |hosts: &[&str]| {
        let arguments: Vec<&str> = ["event.json"].iter().chain(hosts).copied().collect();
        let (_, out, _) = run(&desk, &arguments);
        out.contains("its minutes are not kept on")
    };
    assert!(warned(&[]));
    assert!(warned(&["--minutes-on", "example.com"]));
    assert!(!warned(&["--minutes-on", "example.com,example.org"]));
    assert!(!warned(&["--minutes-on", "any"]));
}
