mod handed_on;
mod outcomes;

use super::*;
use crate::session::read;
use insta::assert_snapshot;
use jiff::civil::date;
use proptest::prelude::*;
use std::path::Path;

/// A call with everything that changes, and much that does not.
const CALL: &str = r#"# The monthly call. Comments stay.
format: how-might-we
title: "Touchpoint, 13 January 2026"  # the day is carried over
date: 2026-01-13
start: 17:00 # in Paris, summer and winter
timezone: Europe/Paris
summary: >-
  Since 13 January 2025 we
  meet once a month.

variables: {industry/technology: cloud native, number: 5, key themes: security, timeline: Q2 2026}

roles: {facilitator: ada, scribe: "Bo B."}   # handles or names

series:
  name: touchpoint
  rule: FREQ=MONTHLY;BYDAY=2TU
  hand-over: scribe-becomes-facilitator
  people:
    - ada
    - Bo B.
    - 'cy: of the office'
schedule:
  announced: 2026-01-02 9:00
  closed: 2026-01-20T12:00   # a week later

vote:
  votes: 3
  # The vote was long.
  extended:
    until: 2026-01-21 12:00
    why: >-
      People were away.

      Many of them.
  winners: 1
  cancelled: {why: "no: it was not",
    }
report:
  folder: reports/touchpoint-2026-01-13
# The end.
"#;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: "session.yml".into(),
        text: text.to_owned(),
    })
}

fn session(text: &str, folder: &str) -> Session {
    read::read(
        &source(text),
        Path::new(folder),
        Vec::new(),
        &crate::session::Formats::default(),
    )
    .unwrap()
}

fn following(text: &str, folder: &str) -> Result<Next, String> {
    let session = session(text, folder);
    next(&source(text), &session, None).map_err(|refusal| refusal.fault().to_string())
}

/// The lines that differ, as `-` and `+`.
fn difference(before: &str, after: &str) -> String {
    let gone = before
        .lines()
        .filter(|line| !after.lines().any(|other| other == *line));
    let new = after
        .lines()
        .filter(|line| !before.lines().any(|other| other == *line));
    let marked = gone
        .map(|line| format!("-{line}"))
        .chain(new.map(|line| format!("+{line}")));
    marked.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_has_to_change_changes_and_nothing_else() {
    let made = following(CALL, "sessions/touchpoint-2026-01-13").unwrap();
    assert_eq!(made.date, date(2026, 2, 10));
    assert_eq!(
        (made.id.as_str(), made.folder.as_str()),
        ("touchpoint-2026-02-10", "touchpoint-2026-02-10")
    );
    assert_snapshot!(difference(CALL, &made.text), @r#"
    -title: "Touchpoint, 13 January 2026"  # the day is carried over
    -date: 2026-01-13
    -roles: {facilitator: ada, scribe: "Bo B."}   # handles or names
    -  announced: 2026-01-02 9:00
    -  closed: 2026-01-20T12:00   # a week later
    -  extended:
    -    until: 2026-01-21 12:00
    -    why: >-
    -      People were away.
    -      Many of them.
    -  cancelled: {why: "no: it was not",
    -    }
    -  folder: reports/touchpoint-2026-01-13
    +title: "Touchpoint, 10 February 2026"  # the day is carried over
    +date: 2026-02-10
    +roles: {facilitator: Bo B., scribe: "cy: of the office"}   # handles or names
    +  announced: 2026-01-30 9:00
    +  closed: 2026-02-17T12:00   # a week later
    +  folder: reports/touchpoint-2026-02-10
    "#);
    // In its order, with its comments and blank lines.
    let kept: Vec<&str> = CALL
        .lines()
        .filter(|line| !line.is_empty())
        .filter(|line| made.text.lines().any(|other| other == *line))
        .collect();
    let there: Vec<&str> = made
        .text
        .lines()
        .filter(|line| !line.is_empty())
        .filter(|line| CALL.lines().any(|other| other == *line))
        .collect();
    assert_eq!(there, kept);
}

#[test]
fn a_year_of_calls() {
    let (mut text, mut folder) = (CALL.to_owned(), "touchpoint-2026-01-13".to_owned());
    let mut shown = Vec::new();
    for _ in 0..12 {
        let made = following(&text, &folder).unwrap();
        (text, folder) = (made.text, made.folder);
        let session = session(&text, &folder);
        let roles = &session.roles;
        shown.push(format!(
            "{} {} {}; {}, {}; closes {}",
            session.id,
            session.title,
            session.starts,
            roles.facilitator.as_deref().unwrap(),
            roles.scribe.as_deref().unwrap(),
            session.schedule.closed
        ));
    }
    assert_snapshot!(shown.join("\n"), @r"
    touchpoint-2026-02-10 Touchpoint, 10 February 2026 2026-02-10T16:00:00Z; Bo B., cy: of the office; closes 2026-02-17T11:00:00Z
    touchpoint-2026-03-10 Touchpoint, 10 March 2026 2026-03-10T16:00:00Z; cy: of the office, ada; closes 2026-03-17T11:00:00Z
    touchpoint-2026-04-14 Touchpoint, 14 April 2026 2026-04-14T15:00:00Z; ada, Bo B.; closes 2026-04-21T10:00:00Z
    touchpoint-2026-05-12 Touchpoint, 12 May 2026 2026-05-12T15:00:00Z; Bo B., cy: of the office; closes 2026-05-19T10:00:00Z
    touchpoint-2026-06-09 Touchpoint, 9 June 2026 2026-06-09T15:00:00Z; cy: of the office, ada; closes 2026-06-16T10:00:00Z
    touchpoint-2026-07-14 Touchpoint, 14 July 2026 2026-07-14T15:00:00Z; ada, Bo B.; closes 2026-07-21T10:00:00Z
    touchpoint-2026-08-11 Touchpoint, 11 August 2026 2026-08-11T15:00:00Z; Bo B., cy: of the office; closes 2026-08-18T10:00:00Z
    touchpoint-2026-09-08 Touchpoint, 8 September 2026 2026-09-08T15:00:00Z; cy: of the office, ada; closes 2026-09-15T10:00:00Z
    touchpoint-2026-10-13 Touchpoint, 13 October 2026 2026-10-13T15:00:00Z; ada, Bo B.; closes 2026-10-20T10:00:00Z
    touchpoint-2026-11-10 Touchpoint, 10 November 2026 2026-11-10T16:00:00Z; Bo B., cy: of the office; closes 2026-11-17T11:00:00Z
    touchpoint-2026-12-08 Touchpoint, 8 December 2026 2026-12-08T16:00:00Z; cy: of the office, ada; closes 2026-12-15T11:00:00Z
    touchpoint-2027-01-12 Touchpoint, 12 January 2027 2027-01-12T16:00:00Z; ada, Bo B.; closes 2027-01-19T11:00:00Z
    ");
}

#[test]
fn ids_and_folders() {
    let plain = CALL.replace(
        "  folder: reports/touchpoint-2026-01-13\n",
        "  repository: a/b\n",
    );
    let with_id = |id: &str| plain.replace("date: 2026", &format!("id: {id}\ndate: 2026"));
    let table = [
        (
            plain.clone(),
            "call",
            "touchpoint-2026-02-10",
            "touchpoint-2026-02-10",
        ),
        (plain.clone(), "2026-01-13", "2026-02-10", "2026-02-10"),
        (
            plain.clone(),
            "calls-2026-01",
            "calls-2026-02",
            "calls-2026-02",
        ),
        (with_id("tp-20260113"), "january", "tp-20260210", "february"),
        (
            with_id("'tp-12'"),
            "call",
            "touchpoint-2026-02-10",
            "touchpoint-2026-02-10",
        ),
        (
            with_id("tp"),
            "2026-01-13",
            "touchpoint-2026-02-10",
            "2026-02-10",
        ),
    ];
    for (text, folder, id, next_folder) in table {
        let made = following(&text, &format!("sessions/{folder}")).unwrap();
        assert_eq!(
            (made.id.as_str(), made.folder.as_str()),
            (id, next_folder),
            "{folder}"
        );
        assert_eq!(session(&made.text, &made.folder).id, made.id);
    }
}

#[test]
fn what_cannot_be_carried_over_is_named() {
    let of = |changes: &[(&str, &str)]| {
        let text = changes.iter().fold(CALL.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        following(&text, "touchpoint-2026-01-13").unwrap_err()
    };
    let (series, end) = (
        CALL.find("series:").unwrap(),
        CALL.find("schedule:").unwrap(),
    );
    let said = [
        of(&[(&CALL[series..end], "")]),
        of(&[("BYDAY=2TU", "BYDAY=2TU;UNTIL=20260201")]),
        of(&[("BYDAY=2TU", "BYDAY=2TU;COUNT=3\n  first: 2025-11-11")]),
        of(&[("reports/touchpoint-2026-01-13", "reports/touchpoints")]),
        of(&[
            ("date: 2026-01-13", "date: &day 2026-01-13"),
            (
                "  votes: 3",
                "  votes: 3\n  allow: [*day]\n  roll: {organization: o}",
            ),
            ("# The end.", "attribution: named"),
        ]),
        of(&[
            ("folder: reports/touchpoint-2026-01-13", "repository: a/b"),
            (
                "date: 2026-01-13",
                "id: touchpoint-2026-02-10\ndate: 2026-01-13",
            ),
        ]),
    ];
    assert_snapshot!(said.join("\n"), @r#"
    session.yml:2:1: the session belongs to no series, so none follows it (add `series: {name: …, rule: "FREQ=MONTHLY;BYDAY=2TU"}`, the rule by which its sessions recur)
    session.yml:17:9: the series ends: its rule gives no session after 2026-01-13 (change COUNT or UNTIL in the rule, if it is to go on)
    session.yml:17:9: the series ends: its rule gives no session after 2026-01-13 (change COUNT or UNTIL in the rule, if it is to go on)
    session.yml:40:11: the next session’s report would go where this one’s goes: `reports/touchpoints` (put the session’s date or id into `folder`, or leave `folder` out)
    session.yml:2:1: the next session’s file cannot be made from this one (write date, title, roles, outcomes and what was decided of the vote without anchors, aliases and tags, and each on a line of its own)
    session.yml:17:9: the next session would have the id of this one (give the session another `id`, or the series another `name`)
    "#);
}

#[test]
fn a_day_can_be_passed_over_and_a_moved_session_goes_back_to_its_rule() {
    let made = |text: &str, after: Option<Date>| {
        next(&source(text), &session(text, "call"), after)
            .unwrap()
            .date
    };
    assert_eq!(made(CALL, Some(date(2026, 2, 10))), date(2026, 3, 10));
    // `after` before the session means the session.
    assert_eq!(made(CALL, Some(date(2020, 1, 1))), date(2026, 2, 10));
    let moved = CALL
        .replace("date: 2026-01-13", "date: 2026-01-15")
        .replace("folder: reports/touchpoint-2026-01-13", "repository: a/b");
    assert_eq!(made(&moved, None), date(2026, 2, 10));
    // Every other week, counted from the first and not from the one that was moved.
    let biweekly = CALL
        .replace(
            "FREQ=MONTHLY;BYDAY=2TU",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU\n  first: 2026-01-06",
        )
        .replace("date: 2026-01-13", "date: 2026-01-09")
        .replace("folder: reports/touchpoint-2026-01-13", "repository: a/b");
    assert_eq!(made(&biweekly, None), date(2026, 1, 20));
    // One that was moved forward stood for the day after it.
    let early = biweekly.replace("date: 2026-01-09", "date: 2026-01-19");
    assert_eq!(made(&early, None), date(2026, 2, 3));
    assert_eq!(made(&early, Some(date(2026, 1, 19))), date(2026, 1, 20));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever a role is called and however files are written, the next file says the same but for what was meant to change.
    #[test]
    fn roles_of_any_name_go_over(names in proptest::collection::btree_set("[^\\p{C}]{1,12}", 3), flow: bool, crlf: bool) {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let names: Vec<String> = names.iter().map(|name| crate::inert::line(name)).collect();
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            prop_assume!(!crate::series::same(&names[a], &names[b]));
        }
        prop_assume!(names.iter().all(|name| !name.is_empty()));
        let roles = if flow {
            format!("roles: {{facilitator: {}, scribe: {}}}", quoted(&names[0]), quoted(&names[1]))
        } else {
            format!("roles:\n  facilitator: {} # a\n  scribe: {}", quoted(&names[0]), quoted(&names[1]))
        };
        let people: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        let text = CALL
            .replace("roles: {facilitator: ada, scribe: \"Bo B.\"}", &roles)
            .replace("    - ada\n    - Bo B.\n    - 'cy: of the office'\n", &format!("    [{}]\n", people.join(", ")));
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let made = following(&text, "call-2026-01-13").unwrap();
        let after = session(&made.text, &made.folder);
        prop_assert_eq!(after.roles.facilitator.as_deref(), Some(names[1].as_str()));
        prop_assert_eq!(after.roles.scribe.as_deref(), Some(names[2].as_str()));
        prop_assert_eq!(made.text.matches("\r\n").count(), if crlf { made.text.matches('\n').count() } else { 0 });
    }
}
