//! The rules of a vote, and the files that it needs.

use super::{assert_snapshot, refused, session_with};

fn rules(lines: &str) -> String {
    refused("vote", &[session_with(&format!("vote:\n{lines}"))])
}

#[test]
fn a_percentage_is_no_majority() {
    assert_snapshot!(rules("  method: motion\n  threshold: 50.01\n  quorum: 30%\n  minimum-age: a month\n  remind: soon"), @r#"
    error: `threshold` cannot be `50.01`
      --> sessions/vote/session.yml:21:14
       |
    21 |   threshold: 50.01
       |              ^^^^^
       |
       = help: write an exact fraction after `>` or `>=`, in quotes: "> 1/2" for more than half, ">= 2/3"

    error: `quorum` cannot be `30%`
      --> sessions/vote/session.yml:22:11
       |
    22 |   quorum: 30%
       |           ^^^
       |
       = help: write a number of people, such as 5, or a fraction of the roll, such as 1/3

    error: `minimum-age` cannot be `a month`
      --> sessions/vote/session.yml:23:16
       |
    23 |   minimum-age: a month
       |                ^^^^^^^
       |
       = help: write `30 days`

    error: `remind` cannot be `soon`
      --> sessions/vote/session.yml:24:11
       |
    24 |   remind: soon
       |           ^^^^
       |
       = help: write `24 hours before`, `2 days before` or `never`

    4 errors; nothing was written
    "#);
}

#[test]
fn rules_that_do_not_go_together() {
    assert_snapshot!(rules("  method: ranked\n  threshold: \"> 1/2\"\n  stages: [A, B]\n  quorum: 1/3\n  allow: [octocat]"), @r#"
    error: the method `ranked` has no threshold
      --> sessions/vote/session.yml:21:14
       |
    21 |   threshold: "> 1/2"
       |              ^^^^^^^
       |
       = help: leave `threshold` out, or choose `motion`, `approval` or `top`

    error: the method `ranked` has no stages
      --> sessions/vote/session.yml:22:11
       |
    22 |   stages: [A, B]
       |           ^
       |
       = help: leave `stages` out, or write `method: grid`

    error: everyone is on the roll, so no part of it can be a quorum
      --> sessions/vote/session.yml:23:11
       |
    23 |   quorum: 1/3
       |           ^^^
       |
       = help: write a number of people, or set a `roll`

    error: everyone may vote already
      --> sessions/vote/session.yml:24:10
       |
    24 |   allow: [octocat]
       |          ^
       |
       = help: leave `allow` out, or set a `roll`

    4 errors; nothing was written
    "#);
    assert_snapshot!(rules("  method: grid\n  stages: [Only]\n  in-room: {counts: added}"), @r"
    error: a grid has 2 to 6 stages, not 1
      --> sessions/vote/session.yml:21:11
       |
    21 |   stages: [Only]
       |           ^
       |
       = help: name 2 to 6 `stages` under `vote`

    error: `in-room` has no `counted-by`
      --> sessions/vote/session.yml:22:13
       |
    22 |   in-room: {counts: added}
       |             ^^^^^^ `in-room` begins here
       |
       = help: add `counted-by: …`, the role of whoever counts, such as `the two facilitators`

    2 errors; nothing was written
    ");
    assert_snapshot!(rules("  method: motion\n  denominator: roll"), @r"
    error: everyone is on the roll, so nothing can be a part of it
      --> sessions/vote/session.yml:21:16
       |
    21 |   denominator: roll
       |                ^^^^
       |
       = help: write `denominator: cast`, or set a `roll`

    1 error; nothing was written
    ");
}

#[test]
fn a_roll_that_cannot_be_one() {
    assert_snapshot!(rules("  roll: {team: todogroup/steering, file: voters.txt}\n  deny: [\"a b\"]"), @r#"
    error: a roll is made from one thing
      --> sessions/vote/session.yml:20:9
       |
    20 |   roll: {team: todogroup/steering, file: voters.txt}
       |         ^
       |
       = help: write `everyone`, `participants`, `collaborators`, or one of `organization: …`, `team: …`, `file: …`

    error: `deny` cannot be `a b`
      --> sessions/vote/session.yml:21:10
       |
    21 |   deny: ["a b"]
       |          ^^^^^
       |
       = help: write a login, or `id:` and the account's number

    2 errors; nothing was written
    "#);
    assert_snapshot!(rules("  roll: {file: ../../secret}"), @r"
    error: `file` cannot be `../../secret`
      --> sessions/vote/session.yml:20:16
       |
    20 |   roll: {file: ../../secret}
       |                ^^^^^^^^^^^^
       |
       = help: name a file beside session.yml, or one from the top of the repository with a `/` before it; no `..`

    1 error; nothing was written
    ");
    assert_snapshot!(rules("  roll: {team: steering}"), @r"
    error: `team` cannot be `steering`
      --> sessions/vote/session.yml:20:16
       |
    20 |   roll: {team: steering}
       |                ^^^^^^^^
       |
       = help: write organization/team, as in the team's address

    1 error; nothing was written
    ");
}

#[test]
fn a_roll_in_a_file() {
    let yml = || session_with("vote:\n  roll: {file: voters.txt}");
    assert_snapshot!(refused("missing", &[yml()]), @r"
    error: the roll is made from this file, and it is not there
     --> sessions/missing/voters.txt:1:1
      = help: write it, one login a line, or name another `file` under `roll`

    1 error; nothing was written
    ");
    let voters = |text: &str| ("voters.txt", text.as_bytes().to_vec());
    assert_snapshot!(refused("voters", &[yml(), voters("octocat\nAda Lovelace # chair\n")]), @r"
    error: this line names no account
     --> sessions/voters/voters.txt:2:1
      |
    2 | Ada Lovelace # chair
      | ^^^^^^^^^^^^^^^^^^^^
      |
      = help: write one login (no e-mail address) a line, or `id:` and the account's number; what comes after `#` is a comment

    1 error; nothing was written
    ");
    assert_snapshot!(refused("empty", &[yml(), voters("# nobody yet\n")]), @r"
    error: the roll is empty
     --> sessions/empty/voters.txt:1:1
      |
    1 | # nobody yet
      | ^
      |
      = help: write one login a line

    1 error; nothing was written
    ");
}

#[test]
fn votes_in_the_room() {
    let hands = |text: &str| ("hands.csv", text.as_bytes().to_vec());
    assert_snapshot!(refused("unasked", &[hands("cluster,votes\nSecurity,4\n")]), @r"
    error: the rules have no votes in the room, so these would be left out
     --> sessions/unasked/hands.csv:1:1
      |
    1 | cluster,votes
      | ^
      |
      = help: add `in-room: {counted-by: …}` under `vote` before the vote opens, or take the file away

    1 error; nothing was written
    ");
    let yml = || session_with("vote:\n  in-room: {counted-by: the scribe, people: 9}");
    assert_snapshot!(refused("hands", &[yml(), hands("cluster,votes\nSecurity,many\nSecurity,2\nFunding,12\n")]), @r"
    error: `many` is no number of hands
     --> sessions/hands/hands.csv:2:1
      |
    2 | Security,many
      | ^^^^^^^^^^^^^
      |
      = help: write a whole number

    error: `Security` was counted already
     --> sessions/hands/hands.csv:3:1
      |
    3 | Security,2
      | ^^^^^^^^^^
      |
      = help: write one row a cluster, with its name or the number of its issue

    error: 12 hands, but 9 people were in the room
     --> sessions/hands/hands.csv:4:1
      |
    4 | Funding,12
      | ^^^^^^^^^^
      |
      = help: correct the count, or `people` in session.yml

    3 errors; nothing was written
    ");
    let paper = ("ballots.csv", b"Security,Funding\nx,perhaps\n".to_vec());
    assert_snapshot!(refused("paper", &[yml(), paper]), @r"
    error: `perhaps` says nothing of `Funding`
     --> sessions/paper/ballots.csv:2:1
      |
    2 | x,perhaps
      | ^^^^^^^^^
      |
      = help: write `x` for a vote, or leave it empty

    1 error; nothing was written
    ");
}

#[test]
fn decisions_say_why() {
    assert_snapshot!(rules("  extended: {until: someday}\n  cancelled: {}"), @r"
    error: `extended` has no `why`
      --> sessions/vote/session.yml:20:14
       |
    20 |   extended: {until: someday}
       |              ^^^^^ `extended` begins here
       |
       = help: add `why: …`: it is published with the result

    error: `someday` is no time
      --> sessions/vote/session.yml:20:21
       |
    20 |   extended: {until: someday}
       |                     ^^^^^^^
       |
       = help: write `14:30` (on the session's day), `2026-03-31 14:30` or `2026-03-31` (its first minute)

    error: `cancelled` has no `why`
      --> sessions/vote/session.yml:21:14
       |
    21 |   cancelled: {}
       |              ^ `cancelled` begins here
       |
       = help: add `why: …`: it is published with the result

    3 errors; nothing was written
    ");
}

#[test]
fn what_a_spreadsheet_saves_and_an_extension_that_is_none() {
    assert_snapshot!(rules("  extended: {until: 2024-12-11 15:50, why: Early}"), @r"
    error: an extension has to end after the time at which the vote would close anyway
      --> sessions/vote/session.yml:20:13
       |
    20 |   extended: {until: 2024-12-11 15:50, why: Early}
       |             ^
       |
       = help: set a later `until`, or set `closed` under `schedule` before the vote opens

    1 error; nothing was written
    ");
    assert_snapshot!(rules("  cancelled: true"), @r"
    error: this needs a reason
      --> sessions/vote/session.yml:20:14
       |
    20 |   cancelled: true
       |              ^^^^
       |
       = help: write `cancelled: {why: …}`

    1 error; nothing was written
    ");
    let yml = session_with("vote:\n  in-room: {counted-by: the scribe, people: 9}");
    let paper = ("ballots.csv", b"Security;Funding\nx;x\n".to_vec());
    assert_snapshot!(refused("semicolons", &[yml, paper]), @r"
    error: the cells are parted by semicolons
     --> sessions/semicolons/ballots.csv:1:1
      |
    1 | Security;Funding
      | ^
      |
      = help: save it as CSV with commas

    1 error; nothing was written
    ");
}
