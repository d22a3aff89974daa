mod standard;

use super::*;
use insta::assert_snapshot;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn rule(text: &str) -> Rule {
    Rule::read(text, &new_york()).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"))
}

/// `1997-9:2,4 10:2` is three days; a year holds until there is another.
fn days(text: &str) -> Vec<Date> {
    let mut year = 0;
    let mut found = Vec::new();
    for token in text.split_whitespace() {
        let (month, list) = token.split_once(':').unwrap();
        let month = match month.split_once('-') {
            Some((new, month)) => {
                year = new.parse().unwrap();
                month
            }
            None => month,
        };
        for day in list.split(',') {
            let (from, to) = day.split_once('-').unwrap_or((day, day));
            let bounds: (i8, i8) = (from.parse().unwrap(), to.parse().unwrap());
            found.extend((bounds.0..=bounds.1).map(|day| date(year, month.parse().unwrap(), day)));
        }
    }
    found
}

#[test]
fn clocks_change_and_the_call_stays() {
    let paris = TimeZone::get("Europe/Paris").unwrap();
    let weekly = Rule::read("FREQ=WEEKLY", &paris).unwrap();
    let found = weekly.occurrences(date(2026, 3, 19).at(17, 0, 0, 0), None, 3);
    let instants: Vec<String> = found
        .iter()
        .map(|at| at.to_zoned(paris.clone()).unwrap().to_string())
        .collect();
    assert_eq!(
        instants,
        [
            "2026-03-19T17:00:00+01:00[Europe/Paris]",
            "2026-03-26T17:00:00+01:00[Europe/Paris]",
            "2026-04-02T17:00:00+02:00[Europe/Paris]"
        ]
    );
}

#[test]
fn until_is_a_time_of_the_session_s_zone() {
    let count = |until: &str| {
        rule(&format!("FREQ=DAILY;UNTIL={until}"))
            .occurrences(date(2026, 6, 1).at(9, 0, 0, 0), None, 99)
            .len()
    };
    assert_eq!(count("20260603"), 3, "the whole day");
    assert_eq!(count("20260603T090000"), 3);
    assert_eq!(count("20260603T085959"), 2);
    // 9:00 in New York is 13:00 in UTC.
    assert_eq!(count("20260603T130000Z"), 3);
    assert_eq!(count("20260603T125959Z"), 2);
    assert_eq!(count("20260531"), 0);
}

#[test]
fn a_rule_that_gives_nothing_ends() {
    let first = date(2026, 1, 13).at(9, 0, 0, 0);
    for text in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-30;COUNT=1000",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1,2,3",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=DAILY;INTERVAL=1000;BYMONTH=4;BYMONTHDAY=31;UNTIL=99991231",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
    ] {
        assert!(rule(text).is_empty(first), "{text}");
        assert_eq!(
            rule(text).occurrences(first, None, usize::MAX),
            [],
            "{text}"
        );
    }
    // One that ends has days all the same.
    assert!(!rule("FREQ=DAILY;UNTIL=20200101").is_empty(first));
    // The calendar ends, too.
    let late = date(9999, 12, 30).at(9, 0, 0, 0);
    for frequency in ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] {
        let text = format!("FREQ={frequency};INTERVAL=1000");
        assert_eq!(rule(&text).occurrences(late, None, 9).len(), 1, "{text}");
    }
    let early = date(-9999, 1, 1).at(9, 0, 0, 0);
    assert_eq!(
        rule("FREQ=WEEKLY;WKST=SU")
            .occurrences(early, None, 2)
            .len(),
        2
    );
}

#[test]
fn what_is_wrong_is_named_at_its_place() {
    let table = [
        "",
        "every second Tuesday",
        "BYDAY=2TU",
        "FREQ=MONTLY;BYDAY=2TU",
        "FREQ=HOURLY",
        "FREQ=FORTNIGHTLY",
        "FREQ=MONTHLY;BYDAY=6TU,TUE,2XX,0MO",
        "FREQ=YEARLY;BYDAY=54TU",
        "FREQ=WEEKLY;BYDAY=2TU;BYMONTHDAY=1",
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0",
        "FREQ=YEARLY;BYYEARDAY=1;BYWEEKNO=2",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD",
        "FREQ=MONTHLY;BYMONTHDAY=0,32,-32,x,-1",
        "FREQ=MONTHLY;BYMONTH=13,-1",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=DAILY;COUNT=5;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=2026-12-31",
        "FREQ=DAILY;UNTIL=20261301;INTERVAL=0;COUNT=",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;;BYDY=MO",
        "FREQ=DAILY;WKST=2MO",
        "FREQ=DAILY;COUNT=é",
    ];
    let said: Vec<String> = table
        .iter()
        .map(|text| {
            let wrong = Rule::read(text, &TimeZone::UTC).unwrap_err();
            let lines: Vec<String> = wrong
                .iter()
                .map(|wrong| {
                    format!(
                        "\n  {:?}: {} ({})",
                        &text[wrong.span.clone()],
                        wrong.message,
                        wrong.cure
                    )
                })
                .collect();
            format!("{text}{}", lines.concat())
        })
        .collect();
    assert_snapshot!(said.join("\n"), @r#"
      "": a part of the rule is empty (take one `;` away)
    every second Tuesday
      "every second Tuesday": `every second Tuesday` is no part of a rule (write NAME=VALUE, with `;` between parts: FREQ=MONTHLY;BYDAY=2TU)
    BYDAY=2TU
      "BYDAY=2TU": the rule does not say how often (begin it with FREQ=WEEKLY, or DAILY, MONTHLY, YEARLY)
    FREQ=MONTLY;BYDAY=2TU
      "MONTLY": `FREQ` cannot be `MONTLY` (did you mean `MONTHLY`?)
    FREQ=HOURLY
      "HOURLY": sessions recur by the day at most (write DAILY, WEEKLY, MONTHLY or YEARLY)
    FREQ=FORTNIGHTLY
      "FORTNIGHTLY": `FREQ` cannot be `FORTNIGHTLY` (write DAILY, WEEKLY, MONTHLY or YEARLY)
    FREQ=MONTHLY;BYDAY=6TU,TUE,2XX,0MO
      "6TU": no month has a day `6TU` (count from 1 to 5, or from -1 to -5 from its end)
      "TUE": `TUE` is no day of the week (did you mean `TU`?)
      "2XX": `2XX` is no day of the week (write MO, TU, WE, TH, FR, SA or SU, also with a number: 2TU)
      "0MO": no month has a day `0MO` (count from 1 to 5, or from -1 to -5 from its end)
    FREQ=YEARLY;BYDAY=54TU
      "54TU": no year has a day `54TU` (count from 1 to 53, or from -1 to -53 from its end)
    FREQ=WEEKLY;BYDAY=2TU;BYMONTHDAY=1
      "2TU": `2TU` is counted in a month or a year (write `TU`, or FREQ=MONTHLY)
      "1": a week has no days of the month (leave BYMONTHDAY out, or write FREQ=MONTHLY)
    FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0
      "BYHOUR=9": a session's rule takes no `BYHOUR` (leave it out: `start` gives the time of day)
      "BYMINUTE=0": a session's rule takes no `BYMINUTE` (leave it out: `start` gives the time of day)
      "BYSECOND=0": a session's rule takes no `BYSECOND` (leave it out: `start` gives the time of day)
    FREQ=YEARLY;BYYEARDAY=1;BYWEEKNO=2
      "BYYEARDAY=1": a session's rule takes no `BYYEARDAY` (name the day by BYMONTH and BYMONTHDAY instead)
      "BYWEEKNO=2": a session's rule takes no `BYWEEKNO` (name the days by BYMONTH and BYDAY instead)
    RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD
      "RSCALE=GREGORIAN": a session's rule takes no `RSCALE` (leave it out: days are those of the usual calendar)
      "SKIP=BACKWARD": a session's rule takes no `SKIP` (leave it out: a month without the day is passed over; BYMONTHDAY=-1 is its last day)
    FREQ=MONTHLY;BYMONTHDAY=0,32,-32,x,-1
      "0": `BYMONTHDAY` cannot be `0` (write numbers from 1 to 31, or from -1 to -31 counted from the end, with commas between them)
      "32": `BYMONTHDAY` cannot be `32` (write numbers from 1 to 31, or from -1 to -31 counted from the end, with commas between them)
      "-32": `BYMONTHDAY` cannot be `-32` (write numbers from 1 to 31, or from -1 to -31 counted from the end, with commas between them)
      "x": `BYMONTHDAY` cannot be `x` (write numbers from 1 to 31, or from -1 to -31 counted from the end, with commas between them)
    FREQ=MONTHLY;BYMONTH=13,-1
      "13": `BYMONTH` cannot be `13` (write numbers from 1 to 12, with commas between them)
      "-1": `BYMONTH` cannot be `-1` (write numbers from 1 to 12, with commas between them)
    FREQ=MONTHLY;BYSETPOS=1
      "1": `BYSETPOS` chooses among days, and no part names any (add BYDAY or BYMONTHDAY, or leave BYSETPOS out)
    FREQ=DAILY;COUNT=5;UNTIL=20260101
      "20260101": a rule ends by COUNT or by UNTIL, not by both (leave one of them out)
    FREQ=DAILY;UNTIL=2026-12-31
      "2026-12-31": `UNTIL` cannot be `2026-12-31` (write `20261231`)
    FREQ=DAILY;UNTIL=20261301;INTERVAL=0;COUNT=
      "20261301": `UNTIL` cannot be `20261301` (write year, month and day, such as 20261231, also with a time: 20261231T170000Z)
      "0": `INTERVAL` cannot be `0` (write a whole number from 1 to 1000)
      "COUNT=": `COUNT` has no value (give it one, or leave it out)
    FREQ=DAILY;FREQ=DAILY
      "FREQ=DAILY": `FREQ` comes twice (keep one; several values have commas between them)
    FREQ=DAILY;;BYDY=MO
      "": a part of the rule is empty (take one `;` away)
      "BYDY": unknown part `BYDY` (did you mean `BYDAY`?)
    FREQ=DAILY;WKST=2MO
      "2MO": `2MO` is no day of the week (write MO, TU, WE, TH, FR, SA or SU, also with a number: 2TU)
    FREQ=DAILY;COUNT=é
      "é": `COUNT` cannot be `é` (write a whole number from 1 to 1000)
    "#);
}

/// Rules of all sorts, also such as give nothing.
fn rules() -> impl Strategy<Value = Rule> {
    use proptest::collection::vec;
    let frequency = prop_oneof![
        Just(Frequency::Daily),
        Just(Frequency::Weekly),
        Just(Frequency::Monthly),
        Just(Frequency::Yearly)
    ];
    let weekday = || (1_i8..=7).prop_map(|day| Weekday::from_monday_one_offset(day).unwrap());
    let ends = prop_oneof![
        3 => Just(Ends::Never),
        1 => (1_u32..30).prop_map(Ends::Count),
        1 => (0_i32..3_000).prop_map(|days| Ends::Until(date(2024, 1, 1).at(9, 0, 0, 0) + days.days())),
    ];
    let nth = proptest::option::weighted(0.4, prop_oneof![1_i8..=5, -5_i8..=-1]);
    let sign = |number: i8, back: bool| if back { -number } else { number };
    let parts = (
        vec((nth, weekday()), 0..4),
        vec((1_i8..=31, proptest::bool::weighted(0.3)), 0..4),
        vec(1_i8..=12, 0..3),
        vec(prop_oneof![1_i16..=4, -4_i16..=-1], 0..2),
    );
    (frequency, 1_u16..5, ends, parts, weekday()).prop_map(
        move |(frequency, interval, ends, (days, month_days, months, positions), week_start)| {
            let counted = matches!(frequency, Frequency::Monthly | Frequency::Yearly);
            let days = days.into_iter().map(|(nth, weekday)| ByDay {
                nth: nth.filter(|_| counted),
                weekday,
            });
            let month_days = month_days.into_iter().map(|(day, back)| sign(day, back));
            Rule {
                frequency,
                interval,
                ends,
                days: days.collect(),
                month_days: if frequency == Frequency::Weekly {
                    Vec::new()
                } else {
                    month_days.collect()
                },
                months,
                positions,
                week_start,
            }
        },
    )
}

proptest! {
    #[test]
    fn days_ascend_and_fit_their_rule(rule in rules(), offset in 0_i32..1_500) {
        let first = date(2024, 1, 1).at(9, 0, 0, 0) + offset.days();
        let found = rule.occurrences(first, None, 40);
        prop_assert!(found.is_sorted_by(|a, b| a < b));
        for at in &found {
            prop_assert!(*at >= first && at.time() == first.time());
            prop_assert!(rule.months.is_empty() || rule.months.contains(&at.month()));
            let weekdays: Vec<Weekday> = rule.days.iter().map(|day| day.weekday).collect();
            prop_assert!(weekdays.is_empty() || weekdays.contains(&at.weekday()));
            let back = at.day() - at.days_in_month() - 1;
            let fits = |day: &i8| *day == at.day() || *day == back;
            prop_assert!(rule.month_days.is_empty() || rule.month_days.iter().any(fits));
            match rule.ends {
                Ends::Never => {}
                Ends::Count(count) => prop_assert!(found.len() <= count as usize),
                Ends::Until(until) => prop_assert!(*at <= until),
            }
        }
        // Nothing is left out on the way, wherever one begins to look.
        for pair in found.windows(2) {
            prop_assert_eq!(rule.occurrences(first, Some(pair[0]), 1), [pair[1]]);
            let between = pair[0] + 1.hour();
            prop_assert_eq!(rule.occurrences(first, Some(between), 1), [pair[1]]);
        }
        prop_assert_eq!(found.is_empty(), rule.occurrences(first, None, 1).is_empty());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|(FREQ|BYDAY|UNTIL|COUNT|BYSETPOS|BYMONTHDAY)?[=;,0-9A-Z+-]{0,40}") {
        if let Err(wrong) = Rule::read(&text, &new_york()) {
            prop_assert!(!wrong.is_empty());
            prop_assert!(wrong.iter().all(|wrong| text.get(wrong.span.clone()).is_some()));
        }
    }
}
