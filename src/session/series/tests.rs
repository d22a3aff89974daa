use crate::fault::{Fault, Source};
use crate::session::{Session, read};
use insta::assert_snapshot;
use std::path::Path;
use std::sync::Arc;

const EXAMPLE: &str = include_str!("../../../examples/kubecon-india-2024/session.yml");

fn reading(lines: &str) -> Result<Session, Vec<Fault>> {
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: EXAMPLE.replace("attribution:", &format!("{lines}\nattribution:")),
    });
    read::read(
        &source,
        Path::new("kubecon"),
        Vec::new(),
        &crate::session::Formats::default(),
    )
}

#[test]
fn a_session_says_its_series_and_roles() {
    let session = reading("roles:\n  facilitator: '@ada'\n  scribe:\nseries: {name: bof, rule: 'FREQ=YEARLY;UNTIL=20291231T235959Z', hand-over: rotate, people: [ada, bo]}").unwrap();
    assert_eq!(session.roles.facilitator.as_deref(), Some("@ada"));
    assert_eq!(session.roles.scribe, None);
    let series = session.series.unwrap();
    assert_eq!((series.name.as_str(), series.people.len()), ("bof", 2));
    // UNTIL is read in the session's zone, which is Kolkata's.
    assert_eq!(
        format!("{:?}", series.rule.ends),
        "Until(2030-01-01T05:29:59)"
    );
    assert!(reading("").unwrap().series.is_none());
}

#[test]
fn what_is_wrong_with_a_series_is_named_at_its_place() {
    let rule = "rule: FREQ=MONTHLY;BYDAY=2TU";
    let said: Vec<String> = [
        "series: monthly".to_owned(),
        "series: {}".to_owned(),
        "series: {nmae: a, rule: FREQ=DAILY}".to_owned(),
        format!("series:\n  name: A call\n  {rule}"),
        format!("series:\n  name: a-name-that-is-too-long-for-an-id-with-a-day\n  {rule}"),
        "series:\n  name: a\n  rule: FREQ=MONTHLY;BYDAY=2TUE;BYHOUR=9".to_owned(),
        "series:\n  name: a\n  rule: 'FREQ=MONTHLY;BYDAY=6TU'".to_owned(),
        "series:\n  name: a\n  rule: >-\n    FREQ=MONTHLY;\n    BYDAY=6TU".to_owned(),
        "series:\n  name: a\n  rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31".to_owned(),
        "series:\n  name: a\n  rule: FREQ=DAILY;COUNT=5".to_owned(),
        format!("series:\n  name: a\n  {rule}\n  first: 2024-12-12"),
        format!("series:\n  name: a\n  {rule}\n  first: 2024-13-12"),
        format!("series:\n  name: a\n  {rule}\n  hand-over: rotat\n  people: [ada, bo]"),
        format!("series:\n  name: a\n  {rule}\n  people: [ada, bo]"),
        format!("series:\n  name: a\n  {rule}\n  hand-over: keep\n  people: [ada, bo]"),
        format!("series:\n  name: a\n  {rule}\n  hand-over: rotate\n  people: [ada, bo]"),
        format!("roles: {{facilitator: ada}}\nseries:\n  name: a\n  {rule}\n  hand-over: scribe-becomes-facilitator\n  people: [ada, '@Ada']"),
        format!("roles: {{scribe: ada}}\nseries:\n  name: a\n  {rule}\n  hand-over: rotate"),
        "roles: {facilitators: ada}".to_owned(),
        "roles: ada".to_owned(),
    ]
    .iter()
    .map(|lines| {
        let faults = reading(lines).unwrap_err();
        let faults: Vec<String> = faults.iter().map(|fault| format!("\n  {fault}")).collect();
        format!("{}{}", lines.lines().last().unwrap().trim(), faults.concat())
    })
    .collect();
    assert_snapshot!(said.join("\n"), @r"
    series: monthly
      session.yml:19:9: `series` has to be a mapping (write it as lines of `key: value`)
    series: {}
      session.yml:19:9: `series` has no `name` (add `name: …`, such as `name: touchpoint`)
      session.yml:19:9: `series` has no `rule` (add `rule: FREQ=MONTHLY;BYDAY=2TU`, when its sessions take place)
    series: {nmae: a, rule: FREQ=DAILY}
      session.yml:19:10: unknown key `nmae` in `series` (did you mean `name`?)
    rule: FREQ=MONTHLY;BYDAY=2TU
      session.yml:20:9: `A call` cannot be the name of a series (use lower-case letters, digits and single hyphens, 31 characters at most: a day is added to it for ids)
    rule: FREQ=MONTHLY;BYDAY=2TU
      session.yml:20:9: `a-name-that-is-too-long-for-an-id-with-a-day` cannot be the name of a series (use lower-case letters, digits and single hyphens, 31 characters at most: a day is added to it for ids)
    rule: FREQ=MONTHLY;BYDAY=2TUE;BYHOUR=9
      session.yml:21:28: `2TUE` is no day of the week (did you mean `2TU`?)
      session.yml:21:33: a session's rule takes no `BYHOUR` (leave it out: `start` gives the time of day)
    rule: 'FREQ=MONTHLY;BYDAY=6TU'
      session.yml:21:29: no month has a day `6TU` (count from 1 to 5, or from -1 to -5 from its end)
    BYDAY=6TU
      session.yml:22:5: no month has a day `6TU` (count from 1 to 5, or from -1 to -5 from its end)
    rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31
      session.yml:21:9: no day fits this rule (look at BYMONTH, BYMONTHDAY and BYSETPOS: together they name a day that never comes)
    rule: FREQ=DAILY;COUNT=5
      session.yml:21:9: COUNT counts from the first session of the series, and that is not known (add `first: 2026-01-13`, its day, or end the rule with UNTIL)
    first: 2024-12-12
      session.yml:22:10: the series would begin after this session, which is on 2024-12-11 (write the day of the first session of the series, or leave `first` out)
    first: 2024-13-12
      session.yml:22:10: the day `2024-13-12` does not exist (months run from 01 to 12: write year-month-day, such as 2026-03-31)
    people: [ada, bo]
      session.yml:22:14: `hand-over` cannot be `rotat` (did you mean `rotate`?)
    people: [ada, bo]
      session.yml:22:11: nothing says how these people take turns (add `hand-over: rotate` or `hand-over: scribe-becomes-facilitator`)
    people: [ada, bo]
      session.yml:22:14: roles that are kept need no people who take turns (leave `people` out, or write `rotate` or `scribe-becomes-facilitator`)
    people: [ada, bo]
      session.yml:22:14: there is nothing to hand over: the session names no role (add `roles:` with `facilitator: …` and `scribe: …`)
    people: [ada, '@Ada']
      session.yml:23:14: there is nothing to hand over: the session names no scribe (add `roles:` with `facilitator: …` and `scribe: …`)
      session.yml:24:11: there are too few people to take turns (name two or more under `people`)
      session.yml:24:17: `@Ada` comes twice (name each once: everybody has one turn)
    hand-over: rotate
      session.yml:23:14: there are too few people to take turns (name two or more under `people`)
    roles: {facilitators: ada}
      session.yml:19:9: unknown key `facilitators` in `roles` (did you mean `facilitator`?)
    roles: ada
      session.yml:19:8: `roles` has to be a mapping (write it as lines of `key: value`)
    ");
}
