//! How much later, or until when.

use crate::session::read::times::{clock, day, instant};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::fmt;

/// How much later a stage ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// By so many days and minutes.
    By {
        /// Days of the calendar: the clock shows the same at the end.
        days: i32,
        /// Minutes beside them.
        minutes: i32,
    },
    /// At a time of day, on the day on which it ends now.
    At(Time),
    /// On another day: at a time of day, or in its first minute.
    On(Date, Time),
}

/// Nobody extends a stage by more than a year.
const MOST_DAYS: i32 = 366;
const DAY: i32 = 24 * 60;

impl Later {
    /// Reads `2d`, `30m`, `4h`, `1 week`, `1d 12h`, `18:00`, `2026-03-31 18:00`, `2026-03-31`.
    pub fn read(text: &str) -> Option<Later> {
        let words: Vec<&str> = text
            .split(['T', ' ', '\t'])
            .filter(|word| !word.is_empty())
            .collect();
        match *words.as_slice() {
            [one] if clock(one).is_some() => clock(one).map(Later::At),
            [one] if day(one).is_some() => day(one).map(|day| Later::On(day, Time::midnight())),
            [first, second] if day(first).is_some() => Some(Later::On(day(first)?, clock(second)?)),
            _ => length(text),
        }
    }

    /// When a stage ends that would have ended at `end`; `None` where there is no such time, or it is more than a year away.
    pub fn from(self, end: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = end.to_zoned(zone.clone());
        let until = match self {
            Later::By { days, minutes } => local
                .checked_add(i64::from(days).days())
                .ok()?
                .timestamp()
                .checked_add(SignedDuration::from_mins(i64::from(minutes)))
                .ok()?,
            Later::At(time) => instant(local.date().to_datetime(time), zone).ok()?,
            Later::On(day, time) => instant(day.to_datetime(time), zone).ok()?,
        };
        let most = SignedDuration::from_hours(24 * i64::from(MOST_DAYS));
        (until.duration_since(end) <= most).then_some(until)
    }

    /// Whether it is a length, which counts from when the stage ends now.
    pub fn is_length(self) -> bool {
        matches!(self, Later::By { .. })
    }
}

/// Numbers, each with its unit.
fn length(text: &str) -> Option<Later> {
    let mut rest = text.trim();
    let (mut days, mut minutes) = (0_i32, 0_i32);
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit());
        let (unit, after) = split(after.trim_start(), |c| c.is_ascii_alphabetic());
        // No unit is that long, and no number is.
        let number: i32 = number.parse().ok().filter(|number| *number <= 100_000)?;
        match unit.to_ascii_lowercase().as_str() {
            "m" | "min" | "mins" | "minute" | "minutes" => minutes += number,
            "h" | "hour" | "hours" => minutes = minutes.checked_add(number.checked_mul(60)?)?,
            "d" | "day" | "days" => days += number,
            "w" | "week" | "weeks" => days = days.checked_add(number.checked_mul(7)?)?,
            _ => return None,
        }
        if days > MOST_DAYS || minutes > MOST_DAYS * DAY {
            return None;
        }
        rest = after.trim_start();
    }
    (days > 0 || minutes > 0).then_some(Later::By { days, minutes })
}

/// What fits at the start, and the rest.
fn split(text: &str, fits: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text
        .find(|character: char| !fits(character))
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Later::By { days, minutes } => {
                for (number, unit) in [(*days, "d"), (minutes / 60, "h"), (minutes % 60, "m")] {
                    if number > 0 {
                        write!(f, "{number}{unit}")?;
                    }
                }
                Ok(())
            }
            Later::At(time) => write!(f, "{}", time.strftime("%H:%M")),
            Later::On(day, time) => write!(f, "{day} {}", time.strftime("%H:%M")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_and_times() {
        let read = |text: &str| Later::read(text).map(|later| later.to_string());
        for (text, later) in [
            ("2d", "2d"),
            ("30m", "30m"),
            ("4h", "4h"),
            ("90 minutes", "1h30m"),
            ("1d 12h", "1d12h"),
            ("1 Week", "7d"),
            ("2d1d", "3d"),
            ("18:00", "18:00"),
            ("9:05", "09:05"),
            ("2026-03-31 18:00", "2026-03-31 18:00"),
            ("2026-03-31T18:00", "2026-03-31 18:00"),
            ("2026-03-31", "2026-03-31 00:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(later), "{text}");
        }
        for text in [
            "",
            "2",
            "d",
            "-2d",
            "0m",
            "2x",
            "1e3d",
            "367d",
            "99999999999999d",
            "2 d please",
            "25:00",
            "18:00 18:00",
            "2026-02-30",
            "٢d",
            "2.5h",
            "tomorrow",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_the_calendars() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let end: Timestamp = "2026-03-28T17:00:00Z".parse().unwrap();
        let until = |text: &str| {
            let until = Later::read(text).unwrap().from(end, &zone);
            until.map(|until| until.to_string())
        };
        // The clocks go forward in between: 18:00 stays 18:00.
        assert_eq!(until("1d").as_deref(), Some("2026-03-29T16:00:00Z"));
        assert_eq!(until("24h").as_deref(), Some("2026-03-29T17:00:00Z"));
        assert_eq!(until("19:30").as_deref(), Some("2026-03-28T18:30:00Z"));
        assert_eq!(until("2026-03-29 02:30"), None);
        assert_eq!(until("2028-01-01"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_read_is_read_again(text in "\\PC{0,20}|[0-9dhmw :T-]{0,16}") {
            if let Some(later) = Later::read(&text) {
                prop_assert_eq!(Later::read(&later.to_string()).map(|it| it.to_string()), Some(later.to_string()));
                let _ = later.from(Timestamp::MAX, &TimeZone::UTC);
            }
        }
    }
}
