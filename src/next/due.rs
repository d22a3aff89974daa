//! Days by which something is due: as far from the next session as they were from the last one, in the words they were agreed in.

use crate::series::days::{days_between, plus};
use crate::session::Due;
use jiff::Span;
use jiff::civil::Date;

/// Ways to write a day.
const DAYS: [&str; 9] = [
    "%Y-%m-%d",
    "%-d %B %Y",
    "%-d %b %Y",
    "%B %-d, %Y",
    "%b %-d, %Y",
    "%B %-d %Y",
    "%b %-d %Y",
    "%d %B %Y",
    "%B %d, %Y",
];
/// Ways to write a month.
const MONTHS: [&str; 6] = ["%Y-%m", "%B %Y", "%b %Y", "%b. %Y", "%Y %B", "%B, %Y"];
/// A number further than this from the session's year is none.
const YEARS: i16 = 5;

/// The text with the day that is for a session on `to` what it was for one on `from`. None where it is no day, lies before that session (then
/// it is what was, and stays), or is written in a way that nobody can tell how to go on.
pub(super) fn moved(text: &str, from: Date, to: Date) -> Option<String> {
    let text = text.trim();
    let due = Due::parse(text)?;
    if due.last < from {
        return None;
    }
    let month = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let (then, now) = (month(from), month(to));
    let day = plus(due.last, days_between(from, to));
    let months = |count: i64| {
        let first = due.last.first_of_month();
        first.checked_add(Span::new().try_months(count).ok()?).ok()
    };
    let in_form = |forms: &[&str], moved: Option<Date>| {
        let moved = moved?;
        forms.iter().find_map(|form| {
            let (is, becomes) = (due.last.strftime(form).to_string(), moved.strftime(form));
            if is == text {
                return Some(becomes.to_string());
            }
            (is.to_lowercase() == text).then(|| becomes.to_string().to_lowercase())
        })
    };
    in_form(&DAYS, day)
        .or_else(|| in_form(&MONTHS, months(now - then)))
        .or_else(|| part(text, &due, 'q', 3, (then, now)))
        .or_else(|| part(text, &due, 'h', 6, (then, now)))
        .or_else(|| {
            let near = due.last.year() - from.year() <= YEARS;
            let year = due.last.year() + to.year() - from.year();
            (near && text.len() == 4).then(|| year.to_string())
        })
}

/// Whether it is a day that lay ahead of the session on `from`, and lies before the one on `to`.
pub(super) fn is_past(text: &str, from: Date, to: Date) -> bool {
    Due::parse(text).is_some_and(|due| due.last >= from && due.last < to)
}

/// A quarter or half of a year: `Q2 2026`, `2026-h1`. It moves by as many as lie between the sessions.
fn part(text: &str, due: &Due, sign: char, length: i64, (then, now): (i64, i64)) -> Option<String> {
    let at = text.to_ascii_lowercase().find(sign)?;
    let digit = text.get(at + 1..at + 2)?;
    digit.parse::<u8>().ok()?;
    let last = i64::from(due.last.year()) * 12 + i64::from(due.last.month()) - 1;
    let count = last / length + now / length - then / length;
    let (year, number) = (count * length / 12, count % (12 / length) + 1);
    let old = due.last.year().to_string();
    let (before, behind) = (text.get(..=at)?, text.get(at + 2..)?);
    let put = |side: &str| side.replacen(&old, &year.to_string(), 1);
    Some(format!("{}{number}{}", put(before), put(behind)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn what_is_due_keeps_its_distance() {
        let next = |text: &str| moved(text, date(2026, 1, 13), date(2026, 4, 14));
        for (text, expected) in [
            ("2026-01-20", Some("2026-04-21")),
            ("20 January 2026", Some("21 April 2026")),
            ("Jan 20, 2026", Some("Apr 21, 2026")),
            ("March 2026", Some("June 2026")),
            ("march 2026", Some("june 2026")),
            ("2026-12", Some("2027-03")),
            ("Q2 2026", Some("Q3 2026")),
            ("2026-q4", Some("2027-q1")),
            ("H1 2026", Some("H1 2026")),
            ("2026", Some("2026")),
            // What was before the session is no plan.
            ("2025-05-01", None),
            ("2020", None),
            // No days, and such as nobody can go on from.
            ("5", None),
            ("3000", None),
            ("soon", None),
            ("1st June 2026", None),
        ] {
            assert_eq!(next(text).as_deref(), expected, "{text}");
        }
        let year = |text: &str| moved(text, date(2026, 1, 13), date(2027, 1, 12));
        assert_eq!(year("2026").as_deref(), Some("2027"));
        assert_eq!(year("H2 2026").as_deref(), Some("H2 2027"));
        assert!(is_past(
            "1st March 2026",
            date(2026, 1, 13),
            date(2026, 4, 14)
        ));
        assert!(!is_past(
            "1st June 2026",
            date(2026, 1, 13),
            date(2026, 4, 14)
        ));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_what_comes_out_is_a_day(text in "[QqHh]?[0-9]{0,5}[ -]?[a-zA-Z0-9]{0,9}[ -]?[0-9]{0,4}|\\PC{0,8}", months in 0_i64..40) {
            let from = date(2026, 1, 13);
            let to = from.checked_add(Span::new().months(months)).unwrap();
            if let Some(moved) = moved(&text, from, to) {
                let (before, after) = (Due::parse(&text).unwrap(), Due::parse(&moved));
                prop_assert!(after.is_some_and(|after| after.last >= before.last), "{} → {}", text, moved);
            }
        }
    }
}
