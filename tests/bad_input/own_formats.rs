//! A repository's own formats, and templates that would say nothing, fail, or never end.

use super::formats::{BREAKOUT, changed};
use super::{EXAMPLE, File, assert_snapshot, folder, refuses};
use crate::alone::Alone;
use std::fs;

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
        .alone()
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
