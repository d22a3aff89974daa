//! session.yml: keys, words, variables, numbers, names.

use super::{assert_snapshot, refused, session, session_with};

#[test]
fn an_unknown_format() {
    assert_snapshot!(refused("slip", &[session(&[("how-might-we", "how-migth-we")])]), @r"
    error: unknown format `how-migth-we`
     --> sessions/slip/session.yml:3:9
      |
    3 | format: how-migth-we
      |         ^^^^^^^^^^^^
      |
      = help: did you mean `how-might-we`?

    1 error; nothing was written
    ");
    // Whichever formats there are.
    let formats = ("the formats are: [a-z, -]+", "the formats are: [FORMATS]");
    insta::with_settings!({filters => [formats]}, { assert_snapshot!(refused("other", &[session(&[("how-might-we", "lean-coffee")])]), @r"
    error: unknown format `lean-coffee`
     --> sessions/other/session.yml:3:9
      |
    3 | format: lean-coffee
      |         ^^^^^^^^^^^
      |
      = help: the formats are: [FORMATS]

    1 error; nothing was written
    "); });
}

#[test]
fn an_unknown_key() {
    assert_snapshot!(refused("slip", &[session(&[("place:", "plaec:")])]), @r"
    error: unknown key `plaec` in the session
     --> sessions/slip/session.yml:8:1
      |
    8 | plaec: New Delhi, India
      | ^^^^^ not a key here
      |
      = help: did you mean `place`?

    1 error; nothing was written
    ");
    assert_snapshot!(refused("other", &[session(&[("place:", "budget:")])]), @r"
    error: unknown key `budget` in the session
     --> sessions/other/session.yml:8:1
      |
    8 | budget: New Delhi, India
      | ^^^^^^ not a key here
      |
      = help: the keys of the session are: format, id, title, date, start, timezone, place, summary, variables, details, groups, notes, clusters, actions, opens-with, series, roles, schedule, vote, attribution, report, publish-by, outcomes, credit, license

    1 error; nothing was written
    ");
}

#[test]
fn clusters_that_cannot_be_named_so() {
    let clusters = "clusters:\n  - Money\n  - parked\n  - money\n  - {about: x}\nplace:";
    assert_snapshot!(refused("named", &[session(&[("place:", clusters)])]), @r"
    error: `parked` cannot be a cluster's name
      --> sessions/named/session.yml:10:5
       |
    10 |   - parked
       |     ^^^^^^
       |
       = help: give it a name that says what its notes are about; `parked` is where the others go

    error: there is a cluster `money` already
      --> sessions/named/session.yml:11:5
       |
    11 |   - money
       |     ^^^^^
       |
       = help: name each once; capital letters make no difference

    error: a cluster has no `name`
      --> sessions/named/session.yml:12:6
       |
    12 |   - {about: x}
       |      ^^^^^ a cluster begins here
       |
       = help: write `name: …`, what people call it

    3 errors; nothing was written
    ");
}

#[test]
fn a_missing_key() {
    assert_snapshot!(refused("no-date", &[session(&[("date: 2024-12-11\n", "")])]), @r"
    error: the session has no `date`
     --> sessions/no-date/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^ the session begins here
      |
      = help: add `date: 2026-03-31`, the day the session takes place

    1 error; nothing was written
    ");
    assert_snapshot!(refused("no-title", &[session(&[("title: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024", "title:")])]), @r"
    error: `title` has no value
     --> sessions/no-title/session.yml:4:1
      |
    4 | title:
      | ^^^^^
      |
      = help: add `title: …`, what people call the session

    1 error; nothing was written
    ");
}

#[test]
fn a_word_that_is_none() {
    assert_snapshot!(refused("attribution", &[session(&[("chatham-house", "chatham")])]), @r"
    error: `attribution` cannot be `chatham`
      --> sessions/attribution/session.yml:19:14
       |
    19 | attribution: chatham
       |              ^^^^^^^
       |
       = help: did you mean `chatham-house`?

    1 error; nothing was written
    ");
    assert_snapshot!(refused("vote", &[session_with("vote:\n  method: borda\n  roll: members")]), @r"
    error: `method` cannot be `borda`
      --> sessions/vote/session.yml:20:11
       |
    20 |   method: borda
       |           ^^^^^
       |
       = help: write one of: top, approval, motion, ranked, dots, grid

    error: `roll` cannot be `members`
      --> sessions/vote/session.yml:21:9
       |
    21 |   roll: members
       |         ^^^^^^^
       |
       = help: write one of: everyone, participants, collaborators

    2 errors; nothing was written
    ");
}

#[test]
fn numbers_that_make_no_vote() {
    assert_snapshot!(refused("votes", &[session_with("vote:\n  votes: 0\n  winners: two")]), @r"
    error: `votes` cannot be `0`
      --> sessions/votes/session.yml:20:10
       |
    20 |   votes: 0
       |          ^
       |
       = help: write a whole number from 1 to 100

    error: `winners` cannot be `two`
      --> sessions/votes/session.yml:21:12
       |
    21 |   winners: two
       |            ^^^
       |
       = help: write a whole number from 1 to 100

    2 errors; nothing was written
    ");
}

#[test]
fn a_report_outside_its_repository() {
    let folder = "reports/kubecon-india-2024";
    assert_snapshot!(refused("up", &[session(&[(folder, "../../kubecon")])]), @r"
    error: the report cannot go to `../../kubecon`
      --> sessions/up/session.yml:23:11
       |
    23 |   folder: ../../kubecon
       |           ^^^^^^^^^^^^^
       |
       = help: write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`; not git's own files, not `.github/workflows`, and no name that Windows keeps for a device

    1 error; nothing was written
    ");
    assert_snapshot!(refused("hooks", &[session(&[(folder, "reports/.git/hooks")])]), @r"
    error: the report cannot go to `reports/.git/hooks`
      --> sessions/hooks/session.yml:23:11
       |
    23 |   folder: reports/.git/hooks
       |           ^^^^^^^^^^^^^^^^^^
       |
       = help: write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`; not git's own files, not `.github/workflows`, and no name that Windows keeps for a device

    1 error; nothing was written
    ");
}

#[test]
fn a_repository_without_an_owner() {
    assert_snapshot!(refused("name", &[session(&[("todogroup/governance", "governance")])]), @r"
    error: `governance` is not the name of a repository
      --> sessions/name/session.yml:22:15
       |
    22 |   repository: governance
       |               ^^^^^^^^^^
       |
       = help: write owner/name, such as todogroup/governance

    1 error; nothing was written
    ");
    assert_snapshot!(refused("address", &[session(&[("todogroup/governance", "https://github.com/todogroup/governance.git")])]), @r"
    error: `https://github.com/todogroup/governance.git` is not the name of a repository
      --> sessions/address/session.yml:22:15
       |
    22 |   repository: https://github.com/todogroup/governance.git
       |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write `todogroup/governance`

    1 error; nothing was written
    ");
}

#[test]
fn a_name_that_is_no_id() {
    assert_snapshot!(refused("id", &[session(&[("format:", "id: KubeCon India\nformat:")])]), @r"
    error: `KubeCon India` cannot be an id
     --> sessions/id/session.yml:3:5
      |
    3 | id: KubeCon India
      |     ^^^^^^^^^^^^^
      |
      = help: use lower-case letters, digits and single hyphens, 42 characters at most, and no name that Windows keeps for a device (con, aux, nul)

    1 error; nothing was written
    ");
    assert_snapshot!(refused("KubeCon India", &[]), @r"
    error: the session has no `id`, and its folder's name `KubeCon India` cannot be one
     --> sessions/KubeCon India/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^
      |
      = help: add `id: …`; use lower-case letters, digits and single hyphens, 42 characters at most, and no name that Windows keeps for a device (con, aux, nul)

    1 error; nothing was written
    ");
}

#[test]
fn text_that_would_act_in_a_log() {
    let key = r#""::error file=x::\e[31mplace":"#;
    assert_snapshot!(refused("command", &[session(&[("place:", key)])]), @r#"
    error: unknown key `:\u{200b}:error file=x:\u{200b}:[31mplace` in the session
     --> sessions/command/session.yml:8:1
      |
    8 | "::error file=x::\e[31mplace": New Delhi, India
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not a key here
      |
      = help: the keys of the session are: format, id, title, date, start, timezone, place, summary, variables, details, groups, notes, clusters, actions, opens-with, series, roles, schedule, vote, attribution, report, publish-by, outcomes, credit, license

    1 error; nothing was written
    "#);
    let long = format!("{}{{gap}} ##[error]x", "long ".repeat(600));
    assert_snapshot!(refused("long", &[session(&[("India 2024\n", &format!("{long}\n"))])]), @r"
    error: `{gap}` in `title` is not replaced
     --> sessions/long/session.yml:4:3054
      |
    4 | …ng long long long long long long {gap} # [error]x
      |                                   ^^^^^
      |
      = help: write what it stands for in this session

    1 error; nothing was written
    ");
}

#[test]
fn a_published_roll_under_the_chatham_house_rule() {
    assert_snapshot!(refused("roll", &[session_with("vote:\n  roll: participants")]), @r"
    error: such a roll cannot keep the Chatham House Rule: it is frozen in the session’s issue, and says who wrote notes
      --> sessions/roll/session.yml:20:9
       |
    20 |   roll: participants
       |         ^^^^^^^^^^^^
       |
       = help: write `roll: everyone`, list the voters in a `file` of the repository, or write `attribution: named` if they agree

    1 error; nothing was written
    ");
}

#[test]
fn where_notes_are_kept_is_one_of_two_places() {
    let wrong = session(&[("place: New Delhi, India", "notes:\n  in: folder")]);
    assert_snapshot!(refused("kept", &[wrong]), @r"
    error: `in` cannot be `folder`
     --> sessions/kept/session.yml:9:7
      |
    9 |   in: folder
      |       ^^^^^^
      |
      = help: write one of: issues, file

    1 error; nothing was written
    ");
}
