//! What a format asks of sessions, clusters and notes.

use super::{File, assert_snapshot, notes, refused, session_with};

pub const BREAKOUT: &str = include_str!("../../examples/w3c-breakout-2024/session.yml");
const WORKSHOP: &str = include_str!("../../examples/ospo-book-workshop/session.yml");

/// An example's session.yml with some of its text replaced.
pub fn changed(text: &str, changes: &[(&str, &str)]) -> File {
    let text = changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the example holds no {from:?}");
        text.replacen(from, to, 1)
    });
    ("session.yml", text.into_bytes())
}

#[test]
fn details_that_the_format_does_not_have() {
    let slips = [
        ("host-event: W3C", "host_event: W3C"),
        ("room: Koto", "seats: 40"),
        ("link: https", "link: javascript"),
    ];
    assert_snapshot!(refused("slips", &[changed(BREAKOUT, &slips)]), @r"
    error: unknown key `host_event` in `details`
      --> sessions/slips/session.yml:11:3
       |
    11 |   host_event: W3C Breakouts Day 2024
       |   ^^^^^^^^^^ not a key here
       |
       = help: did you mean `host-event`?

    error: unknown key `seats` in `details`
      --> sessions/slips/session.yml:13:3
       |
    13 |   seats: 40
       |   ^^^^^ not a key here
       |
       = help: the keys of `details` are: question, host-event, coordinator, room, registration, abstract, speakers, materials

    error: `link` cannot be `javascript://www.w3.org/2024/03/12-ecosystem-funding-minute…`
      --> sessions/slips/session.yml:22:13
       |
    22 |       link: javascript://www.w3.org/2024/03/12-ecosystem-funding-minutes.html
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write a whole address: https://…, without spaces

    3 errors; nothing was written
    ");
    assert_snapshot!(refused("none", &[session_with("details: {speakers: []}")]), @r"
    error: unknown key `speakers` in `details`
      --> sessions/none/session.yml:19:11
       |
    19 | details: {speakers: []}
       |           ^^^^^^^^ not a key here
       |
       = help: the keys of `details` are:

    1 error; nothing was written
    ");
}

#[test]
fn details_that_are_missing() {
    let start = BREAKOUT.find("details:").unwrap();
    let end = BREAKOUT.find("attribution:").unwrap();
    let without = format!("{}{}", &BREAKOUT[..start], &BREAKOUT[end..]);
    assert_snapshot!(refused("bare", &[changed(&without, &[])]), @r"
    error: the session says nothing of its `question`
     --> sessions/bare/session.yml:2:1
      |
    2 | format: breakout
      | ^^^^^^
      |
      = help: below `details:`, add `question: …` (the one question that is discussed)

    error: the session says nothing of its `host-event`
     --> sessions/bare/session.yml:2:1
      |
    2 | format: breakout
      | ^^^^^^
      |
      = help: below `details:`, add `host-event: …` (the conference that the session is part of)

    error: the session says nothing of its `coordinator`
     --> sessions/bare/session.yml:2:1
      |
    2 | format: breakout
      | ^^^^^^
      |
      = help: below `details:`, add `coordinator: …` (the organisation that coordinates the session)

    3 errors; nothing was written
    ");
}

#[test]
fn a_chapter_without_its_link() {
    let slips = [
        ("    link: https://ospobook.todogroup.org/03-chapter/\n", ""),
        (
            "- name: \"Chapter 6: Using Metrics in your OSPO\"\n    link: https://ospobook.todogroup.org/06-chapter/\n    questions:\n      - How is the performance of the activity measured?",
            "- Chapter 6",
        ),
    ];
    assert_snapshot!(refused("chapters", &[changed(WORKSHOP, &slips)]), @r#"
    error: a cluster has no `link`
      --> sessions/chapters/session.yml:19:5
       |
    19 |   - name: "Chapter 3: Creating Your OSPO"
       |     ^^^^ a cluster begins here
       |
       = help: add `link: …` (the chapter's address)

    error: the cluster has no `link`
      --> sessions/chapters/session.yml:32:5
       |
    32 |   - Chapter 6
       |     ^^^^^^^^^
       |
       = help: write `name: …` and, below it, add `link: …` (the chapter's address)

    2 errors; nothing was written
    "#);
}

#[test]
fn notes_with_other_words_than_the_format_s() {
    let rows =
        notes("text,cluster,kind,sectors\nFine,A,good,public\nOdd,A,god,public\nOdder,A,fine,\n");
    assert_snapshot!(refused("rows", &[changed(BREAKOUT, &[]), rows]), @r"
    error: unknown column `sectors`
     --> sessions/rows/notes.csv:1:19
      |
    1 | text,cluster,kind,sectors
      |                   ^^^^^^^
      |
      = help: did you mean `sector`?

    error: `kind` cannot be `god`
     --> sessions/rows/notes.csv:3:1
      |
    3 | Odd,A,god,public
      | ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `good`?

    error: `kind` cannot be `fine`
     --> sessions/rows/notes.csv:4:1
      |
    4 | Odder,A,fine,
      | ^^^^^^^^^^^^^
      |
      = help: write one of: good, bad, ugly, remark, question

    3 errors; nothing was written
    ");
    let rows = notes("text,kind\nFine,good\nOdd,god\nOdder,fine\n");
    assert_snapshot!(refused("words", &[changed(BREAKOUT, &[]), rows]), @r"
    error: `kind` cannot be `god`
     --> sessions/words/notes.csv:3:1
      |
    3 | Odd,god
      | ^^^^^^^
      |
      = help: did you mean `good`?

    error: `kind` cannot be `fine`
     --> sessions/words/notes.csv:4:1
      |
    4 | Odder,fine
      | ^^^^^^^^^^
      |
      = help: write one of: good, bad, ugly, remark, question

    2 errors; nothing was written
    ");
}

#[test]
fn days_that_are_none() {
    let lines =
        "publish-by: soon\nactions:\n  - what: Write it up\n    due: Q5 2025\n  - owner: ada\n";
    assert_snapshot!(refused("days", &[session_with(lines)]), @r"
    error: `soon` is no date by which the report is published
      --> sessions/days/session.yml:19:13
       |
    19 | publish-by: soon
       |             ^^^^
       |
       = help: write a day, a month, a quarter or a year: 2025-03-31, March 2025, Q2 2025, 2025

    error: `Q5 2025` is no date
      --> sessions/days/session.yml:22:10
       |
    22 |     due: Q5 2025
       |          ^^^^^^^
       |
       = help: write a day, a month, a quarter or a year: 2025-03-31, March 2025, Q2 2025, 2025

    error: an action has no `what`
      --> sessions/days/session.yml:23:5
       |
    23 |   - owner: ada
       |     ^^^^^ an action begins here
       |
       = help: write `what: …`, what is to be done

    3 errors; nothing was written
    ");
    assert_snapshot!(
        refused("timeline", &[super::session(&[("timeline: Q2 2025", "timeline: in spring")])]),
        @r"
        error: `in spring` is no date by which the report is published
          --> sessions/timeline/session.yml:17:13
           |
        17 |   timeline: in spring
           |             ^^^^^^^^^
           |
           = help: write a day, a month, a quarter or a year: 2025-03-31, March 2025, Q2 2025, 2025

        1 error; nothing was written
        "
    );
}

#[test]
fn groups_that_are_no_number() {
    let many = super::session(&[("number: 5", "number: several")]);
    assert_snapshot!(refused("several", &[many]), @r"
    error: `several` is no number of groups
      --> sessions/several/session.yml:15:11
       |
    15 |   number: several
       |           ^^^^^^^
       |
       = help: write a whole number from 1 to 100

    1 error; nothing was written
    ");
    assert_snapshot!(refused("none", &[session_with("groups: 0")]), @r"
    error: `groups` cannot be `0`
      --> sessions/none/session.yml:19:9
       |
    19 | groups: 0
       |         ^
       |
       = help: write a whole number from 1 to 100

    1 error; nothing was written
    ");
}

#[test]
fn outcomes_that_cannot_be() {
    let lines = "outcomes:\n  - {name: a, file: ../x.md, how: new-file, text: x}\n  - {name: b, file: x.md, how: section, text: x}\n  - {name: c, file: y.md, how: new-file, template: outcom}\n";
    assert_snapshot!(refused("outside", &[session_with(lines)]), @r"
    error: an outcome cannot go to `../x.md`: it leads out of its repository
      --> sessions/outside/session.yml:20:21
       |
    20 |   - {name: a, file: ../x.md, how: new-file, text: x}
       |                     ^^^^^^^
       |
       = help: write the path from the top of its repository, such as docs/learnings.md

    error: an outcome with `how: section` has no `under`
      --> sessions/outside/session.yml:21:6
       |
    21 |   - {name: b, file: x.md, how: section, text: x}
       |      ^^^^ an outcome with `how: section` begins here
       |
       = help: add `under: …`, the heading of the section that the text goes to

    error: the format has no template `outcom`
      --> sessions/outside/session.yml:22:52
       |
    22 |   - {name: c, file: y.md, how: new-file, template: outcom}
       |                                                    ^^^^^^
       |
       = help: did you mean `outcome`?

    3 errors; nothing was written
    ");
}

#[test]
fn a_rule_a_zone_and_roles_that_are_none() {
    let lines =
        "series: {name: call, rule: \"FREQ=MONTHLY;BYDAY=6XX\"}\nroles: {facilitators: ada}";
    let file = super::session(&[
        ("timezone: Asia/Kolkata", "timezone: Asia/Calcuta"),
        ("attribution:", &format!("{lines}\nattribution:")),
    ]);
    assert_snapshot!(refused("call", &[file]), @r#"
    error: there is no time zone `Asia/Calcuta`
     --> sessions/call/session.yml:7:11
      |
    7 | timezone: Asia/Calcuta
      |           ^^^^^^^^^^^^
      |
      = help: did you mean `Asia/Calcutta`?

    error: `6XX` is no day of the week
      --> sessions/call/session.yml:19:48
       |
    19 | series: {name: call, rule: "FREQ=MONTHLY;BYDAY=6XX"}
       |                                                ^^^
       |
       = help: write MO, TU, WE, TH, FR, SA or SU, also with a number: 2TU

    error: unknown key `facilitators` in `roles`
      --> sessions/call/session.yml:20:9
       |
    20 | roles: {facilitators: ada}
       |         ^^^^^^^^^^^^ not a key here
       |
       = help: did you mean `facilitator`?

    3 errors; nothing was written
    "#);
}
