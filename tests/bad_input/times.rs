//! session.yml: days, hours, time zones, the order of the stages.

use super::{assert_snapshot, refused, session, session_with};

#[test]
fn a_date_that_does_not_exist() {
    assert_snapshot!(refused("day", &[session(&[("2024-12-11", "2024-02-30")])]), @r"
    error: the day `2024-02-30` does not exist
     --> sessions/day/session.yml:5:7
      |
    5 | date: 2024-02-30
      |       ^^^^^^^^^^
      |
      = help: write a day from 2024-02-01 to 2024-02-29

    1 error; nothing was written
    ");
    assert_snapshot!(refused("month", &[session(&[("2024-12-11", "2024-13-11")])]), @r"
    error: the day `2024-13-11` does not exist
     --> sessions/month/session.yml:5:7
      |
    5 | date: 2024-13-11
      |       ^^^^^^^^^^
      |
      = help: months run from 01 to 12: write year-month-day, such as 2026-03-31

    1 error; nothing was written
    ");
}

#[test]
fn a_date_in_another_order() {
    assert_snapshot!(refused("order", &[session(&[("2024-12-11", "11/12/2024")])]), @r"
    error: `11/12/2024` is no date
     --> sessions/order/session.yml:5:7
      |
    5 | date: 11/12/2024
      |       ^^^^^^^^^^
      |
      = help: write year-month-day, such as 2026-03-31

    1 error; nothing was written
    ");
}

#[test]
fn an_hour_in_words() {
    assert_snapshot!(refused("hour", &[session(&[("start: 15:00", "start: 3pm")])]), @r"
    error: `3pm` is no time of day
     --> sessions/hour/session.yml:6:8
      |
    6 | start: 3pm # the published report names the day, not the hour
      |        ^^^
      |
      = help: write hours and minutes, such as 9:05 or 14:30

    1 error; nothing was written
    ");
}

#[test]
fn an_unknown_time_zone() {
    assert_snapshot!(refused("slip", &[session(&[("Asia/Kolkata", "Asia/Kolkatta")])]), @r"
    error: there is no time zone `Asia/Kolkatta`
     --> sessions/slip/session.yml:7:11
      |
    7 | timezone: Asia/Kolkatta
      |           ^^^^^^^^^^^^^
      |
      = help: did you mean `Asia/Kolkata`?

    1 error; nothing was written
    ");
    assert_snapshot!(refused("letters", &[session(&[("Asia/Kolkata", "IST")])]), @r"
    error: there is no time zone `IST`
     --> sessions/letters/session.yml:7:11
      |
    7 | timezone: IST
      |           ^^^
      |
      = help: write a name of the IANA list: a continent and a city, such as Asia/Kolkata, or UTC

    1 error; nothing was written
    ");
}

#[test]
fn a_vote_that_closes_before_it_opens() {
    assert_snapshot!(refused("before", &[session_with("schedule:\n  voting: 15:50\n  closed: 15:45\n")]), @r"
    error: the vote closes (2024-12-11 15:45) before it opens (2024-12-11 15:50)
      --> sessions/before/session.yml:21:11
       |
    21 |   closed: 15:45
       |           ^^^^^
       |
       = help: set `closed` under `schedule:` to a time after `voting`

    1 error; nothing was written
    ");
    assert_snapshot!(refused("at-once", &[session_with("schedule:\n  voting: 15:50\n  closed: 15:50\n")]), @r"
    error: the vote closes when it opens (2024-12-11 15:50)
      --> sessions/at-once/session.yml:21:11
       |
    21 |   closed: 15:50
       |           ^^^^^
       |
       = help: set `closed` under `schedule:` to a time after `voting`

    1 error; nothing was written
    ");
    assert_snapshot!(refused("late", &[session_with("schedule:\n  voting: 2024-12-11 17:00\n")]), @r"
    error: the vote closes (2024-12-11 16:00, set by the format) before it opens (2024-12-11 17:00)
      --> sessions/late/session.yml:20:11
       |
    20 |   voting: 2024-12-11 17:00
       |           ^^^^^^^^^^^^^^^^
       |
       = help: set `closed` under `schedule:` to a time after `voting`

    1 error; nothing was written
    ");
}

#[test]
fn stages_in_another_order() {
    assert_snapshot!(refused("order", &[session_with("schedule:\n  notes: 2024-12-12\n")]), @r"
    error: `affinity` (2024-12-11 15:40, set by the format) begins before `notes` (2024-12-12 00:00)
      --> sessions/order/session.yml:20:10
       |
    20 |   notes: 2024-12-12
       |          ^^^^^^^^^^
       |
       = help: set `affinity` under `schedule:` to a time after `notes`

    1 error; nothing was written
    ");
}

#[test]
fn times_under_schedule_that_are_none() {
    assert_snapshot!(refused("times", &[session_with("schedule:\n  voting: 2024-12-32 15:50\n  closed: tomorrow\n  end: 16:00\n")]), @r"
    error: the day `2024-12-32` does not exist
      --> sessions/times/session.yml:20:11
       |
    20 |   voting: 2024-12-32 15:50
       |           ^^^^^^^^^^^^^^^^
       |
       = help: write a day from 2024-12-01 to 2024-12-31

    error: `tomorrow` is no time
      --> sessions/times/session.yml:21:11
       |
    21 |   closed: tomorrow
       |           ^^^^^^^^
       |
       = help: write `14:30` (on the session's day), `2026-03-31 14:30` or `2026-03-31` (its first minute)

    error: unknown key `end` in `schedule`
      --> sessions/times/session.yml:22:3
       |
    22 |   end: 16:00
       |   ^^^ not a key here
       |
       = help: the keys of `schedule` are: announced, notes, affinity, voting, closed

    3 errors; nothing was written
    ");
}

const PARIS: (&str, &str) = ("Asia/Kolkata", "Europe/Paris");
const SPRING: (&str, &str) = ("2024-12-11", "2024-03-31");

#[test]
fn a_time_that_the_clocks_skip() {
    assert_snapshot!(refused("start", &[session(&[PARIS, SPRING, ("15:00", "2:30")])]), @r"
    error: the session cannot begin at 2024-03-31 02:30: Europe/Paris has no such time, its clocks go forward over it
     --> sessions/start/session.yml:6:8
      |
    6 | start: 2:30 # the published report names the day, not the hour
      |        ^^^^
      |
      = help: choose a time at least an hour away

    1 error; nothing was written
    ");
    assert_snapshot!(refused("by-format", &[session(&[PARIS, SPRING, ("15:00", "1:30")])]), @r"
    error: `affinity` cannot begin at 2024-03-31 02:10: Europe/Paris has no such time, its clocks go forward over it
     --> sessions/by-format/session.yml:6:8
      |
    6 | start: 1:30 # the published report names the day, not the hour
      |        ^^^^
      |
      = help: choose another `start`, or set `affinity` under `schedule:`

    1 error; nothing was written
    ");
    assert_snapshot!(refused("stage", &[session(&[PARIS, SPRING, ("attribution:", "schedule:\n  notes: 2:15\nattribution:")])]), @r"
    error: `notes` cannot begin at 2024-03-31 02:15: Europe/Paris has no such time, its clocks go forward over it
      --> sessions/stage/session.yml:20:10
       |
    20 |   notes: 2:15
       |          ^^^^
       |
       = help: choose a time at least an hour away

    1 error; nothing was written
    ");
}

#[test]
fn a_time_that_comes_twice() {
    assert_snapshot!(refused("autumn", &[session(&[PARIS, ("2024-12-11", "2024-10-27"), ("15:00", "2:30")])]), @r"
    error: the session cannot begin at 2024-10-27 02:30: Europe/Paris has that time twice, its clocks go back
     --> sessions/autumn/session.yml:6:8
      |
    6 | start: 2:30 # the published report names the day, not the hour
      |        ^^^^
      |
      = help: choose a time at least an hour away

    1 error; nothing was written
    ");
}
