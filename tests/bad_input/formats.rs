//! What a format asks of sessions, clusters and notes; and a repository's own formats.

use super::{EXAMPLE, File, assert_snapshot, folder, notes, refused, refuses, session_with};
use std::fs;

const BREAKOUT: &str = include_str!("../../examples/w3c-breakout-2024/session.yml");
const WORKSHOP: &str = include_str!("../../examples/ospo-book-workshop/session.yml");

/// An example's session.yml with some of its text replaced.
fn changed(text: &str, changes: &[(&str, &str)]) -> File {
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

#[test]
fn a_repository_s_own_formats() {
    let root = folder(&[("mine", &[])]);
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    // One template of a built-in format.
    write(".folkmoot/formats/how-might-we/finding.hbs", "x");
    write(".folkmoot/formats/how-might-we/note.hbs", "{{#if text}}");
    write(
        ".folkmoot/formats/retro/format.yml",
        "name: retros\ntitle: Retrospective\n",
    );
    let said = refuses_formats(root.path());
    assert_snapshot!(said, @r"
    error: the format has no template `finding` that this could stand in for
     --> .folkmoot/formats/how-might-we/finding.hbs:1:1
      |
    1 | x
      | ^
      |
      = help: did you mean `findings.hbs`?

    1 error; nothing was written

    error: the template cannot be read: invalid handlebars syntax
     --> .folkmoot/formats/how-might-we/note.hbs:1:13
      = help: see the templates in formats/ for how they are written

    1 error; nothing was written

    error: a format has no `parts`
     --> .folkmoot/formats/retro/format.yml:1:1
      |
    1 | name: retros
      | ^^^^ a format begins here
      |
      = help: see formats/how-might-we/format.yml for a whole one

    error: a format has no `stages`
     --> .folkmoot/formats/retro/format.yml:1:1
      |
    1 | name: retros
      | ^^^^ a format begins here
      |
      = help: see formats/how-might-we/format.yml for a whole one

    2 errors; nothing was written
    ");
}

#[test]
fn a_template_that_would_say_nothing() {
    let root = folder(&[("mine", &[])]);
    let own = root.path().join(".folkmoot/formats");
    let put = |path: &str, text: &str| {
        let path = own.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let format = "name: talk\ntitle: Talk\nfields:\n  session:\n    registration:\n      kind: link\nparts:\n  - title: Notes\n    minutes: 15\nstages:\n  announced: 7 days before\n  notes: part 1\n  affinity: part 1 + 2 minutes\n  voting: part 1 + 3 minutes\n  closed: part 1 + 4 minutes\n";
    put("talk/format.yml", format);
    put("talk/clusters.hbs", "\n");
    put(
        "talk/announcement-facts.hbs",
        "| **Where** | [here](https://example.org) |\n| **Register** | [here]({{details.registration}}) |\n",
    );
    put(
        "talk/pull-request.md.hbs",
        "{{#if details.registration}}x{{/if}}",
    );
    fs::write(
        root.path().join("sessions/mine/session.yml"),
        "format: talk\ntitle: Talk\ndate: 2026-03-02\nstart: 10:00\ntimezone: UTC\ndetails:\n  registration: https://example.org\n",
    )
    .unwrap();
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: the template `clusters` comes out empty
     --> .folkmoot/formats/talk/clusters.hbs:1:1
      = help: write what it is to say, or take the file away: then the built-in one stands in for it

    error: the template `pull-request.md` comes out empty
     --> .folkmoot/formats/talk/pull-request.md.hbs:1:1
      = help: write what it is to say, or take the file away: then the built-in one stands in for it

    error: a link leads nowhere where its address is left out
     --> .folkmoot/formats/talk/announcement-facts.hbs:2:18
      = help: put the link into `{{#if …}}` with the name of its address

    3 errors; nothing was written
    ");
    // A condition is the cure.
    put(
        "talk/announcement-facts.hbs",
        "{{#if details.registration}}| **Register** | [here]({{details.registration}}) |\n{{/if}}",
    );
    fs::remove_file(own.join("talk/clusters.hbs")).unwrap();
    fs::remove_file(own.join("talk/pull-request.md.hbs")).unwrap();
    let output = super::Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(root.path())
        .env_clear()
        .arg("check")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_template_that_would_fail_at_the_report() {
    let root = folder(&[("mine", &[])]);
    let own = root.path().join(".folkmoot/formats/how-might-we");
    fs::create_dir_all(&own).unwrap();
    fs::write(
        own.join("findings.hbs"),
        "Fine: {{title}}\n{{details.nope}}\n",
    )
    .unwrap();
    fs::write(own.join("cluster.md.hbs"), "{{question}}").unwrap();
    assert_snapshot!(refuses(root.path(), &["check"]), @r#"
    error: the template cannot be rendered: there is no `question` (cluster.md, line 1)
     --> .folkmoot/formats/how-might-we/cluster.md.hbs:1:1
      = help: docs/formats.md lists what templates can show; a name that may be missing goes into `{{#if …}}`

    error: the template cannot be rendered: there is no `details.nope` (findings, line 2)
     --> .folkmoot/formats/how-might-we/findings.hbs:2:1
      = help: docs/formats.md lists what templates can show; a name that may be missing goes into `{{#if …}}`

    2 errors; nothing was written
    "#);
}

fn refuses_formats(root: &std::path::Path) -> String {
    let first = refuses(root, &["check"]);
    fs::remove_file(root.join(".folkmoot/formats/how-might-we/finding.hbs")).unwrap();
    let second = refuses(root, &["check"]);
    fs::remove_file(root.join(".folkmoot/formats/how-might-we/note.hbs")).unwrap();
    let session = root.join("sessions/mine/session.yml");
    let text = fs::read_to_string(&session).unwrap();
    fs::write(
        &session,
        text.replace("format: how-might-we", "format: retro"),
    )
    .unwrap();
    let third = refuses(root, &["check"]);
    format!("{first}\n{second}\n{third}")
}

#[test]
fn an_announcement_that_no_issue_can_hold() {
    let long = |words: usize| "A word. ".repeat(words);
    let check = |file: File| {
        let root = folder(&[("long", &[file])]);
        refuses(root.path(), &["check"])
    };
    let with = |words: usize| {
        let text = format!("  {}Security teams", long(words));
        changed(EXAMPLE, &[("  Security teams", &text)])
    };
    assert_snapshot!(check(with(8_200)), @r"
    error: the session’s announcement would have 69866 characters, more than the 65000 that fit into an issue
      --> sessions/long/session.yml:10:3
       |
    10 |   A word. A word. A word. A word. A word. A word. A word. A word. A word. A word. A word. A word. A …
       |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: shorten `summary`, the longest of its texts, or link to a document

    1 error; nothing was written
    ");
    // It fits, but the vote is frozen in the same issue; of two texts the longer one is named.
    let summary = format!("summary: {}\ndetails:", long(2_300));
    let text = format!("    {}", long(2_300));
    let two = [("details:", summary.as_str()), ("    The Web", &text)];
    assert_snapshot!(check(changed(BREAKOUT, &two)), @r"
    error: the session’s announcement would have 40475 characters, more than the 38000 beside which its vote has room in the issue
     --> sessions/long/session.yml:9:10
      |
    9 | summary: A word. A word. A word. A word. A word. A word. A word. A word. A word. A word. A word. A w…
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: shorten `summary`, the longest of its texts, or link to a document

    1 error; nothing was written
    ");
    let root = folder(&[("short", &[with(4_000)])]);
    let output = super::folkmoot(root.path(), &["check"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn templates_in_a_circle_and_words_that_a_format_cannot_have() {
    let root = folder(&[("mine", &[])]);
    let write = |path: &str, text: &str| {
        let path = root.path().join(".folkmoot/formats").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "how-might-we/findings.hbs",
        "{{> note}}\n{{#if parked}}{{> parked}}{{/if}}\n",
    );
    write("how-might-we/parked.hbs", "{{> findings}}\n");
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: the template `parked` comes to stand in itself, through `findings`
     --> .folkmoot/formats/how-might-we/parked.hbs:1:1
      |
    1 | {{> findings}}
      | ^^
      |
      = help: take one of the templates that stand in each other out of the other

    error: the template `findings` comes to stand in itself, through `parked`
     --> .folkmoot/formats/how-might-we/findings.hbs:2:15
      |
    2 | {{#if parked}}{{> parked}}{{/if}}
      |               ^^
      |
      = help: take one of the templates that stand in each other out of the other

    2 errors; nothing was written
    ");
    fs::remove_dir_all(root.path().join(".folkmoot/formats/how-might-we")).unwrap();
    write(
        "how-might-we/format.yml",
        "name: how-might-we\ntitle: X\nfields:\n  note:\n    note: {}\n    mood: {asked: maybe}\nvote-on: claim\nparts: [{title: One, minutes: 5}]\nstages: {announced: 1 day before, notes: part 1, affinity: part 1, voting: part 1, closed: part 1}\n",
    );
    assert_snapshot!(refuses(root.path(), &["check"]), @r"
    error: `note` cannot be the name of a field
     --> .folkmoot/formats/how-might-we/format.yml:5:5
      |
    5 |     note: {}
      |     ^^^^
      |
      = help: write another name: text, author, cluster, status, session, note are there already

    error: `asked` cannot be `maybe`
     --> .folkmoot/formats/how-might-we/format.yml:6:19
      |
    6 |     mood: {asked: maybe}
      |                   ^^^^^
      |
      = help: write one of: true, false

    error: `vote-on` cannot be `claim`
     --> .folkmoot/formats/how-might-we/format.yml:7:10
      |
    7 | vote-on: claim
      |          ^^^^^
      |
      = help: did you mean `claims`?

    3 errors; nothing was written
    ");
}
