//! Pieces of a rule's text, and what they mean.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use std::ops::Range;

/// A piece of the rule with the byte it begins at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Piece<'t> {
    pub(super) fn span(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    /// The pieces between separators, without the spaces around them.
    pub(super) fn split(self, separator: char) -> impl Iterator<Item = Piece<'t>> {
        let mut at = self.at;
        self.text.split(separator).map(move |text| {
            let lead = text.len() - text.trim_start().len();
            let piece = Piece {
                text: text.trim(),
                at: at + lead,
            };
            at += text.len() + separator.len_utf8();
            piece
        })
    }

    pub(super) fn upper(&self) -> String {
        self.text.to_ascii_uppercase()
    }
}

/// Up to four digits.
pub(super) fn digits(text: &str) -> Option<u16> {
    let fits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// The same with a sign.
pub(super) fn signed_digits(text: &str) -> Option<i16> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    i16::try_from(digits(rest)?)
        .ok()
        .map(|number| sign * number)
}

/// `20261231`, `20261231T170000`, `20261231T170000Z`. A day is meant with its last second.
pub(super) fn until(text: &str, zone: &TimeZone) -> Option<DateTime> {
    let upper = text.to_ascii_uppercase();
    let (day, time) = match upper.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (upper.as_str(), None),
    };
    let number = |text: &str, from: usize, to: usize| digits(text.get(from..to)?);
    let small = |text: &str, from: usize| i8::try_from(number(text, from, from + 2)?).ok();
    if day.len() != 8 {
        return None;
    }
    let year = i16::try_from(number(day, 0, 4)?).ok()?;
    let date = Date::new(year, small(day, 4)?, small(day, 6)?).ok()?;
    let Some(time) = time else {
        return Some(date.at(23, 59, 59, 0));
    };
    let (time, utc) = match time.strip_suffix('Z') {
        Some(time) => (time, true),
        None => (time, false),
    };
    if time.len() != 6 {
        return None;
    }
    let time = Time::new(small(time, 0)?, small(time, 2)?, small(time, 4)?, 0).ok()?;
    let at = date.to_datetime(time);
    if !utc {
        return Some(at);
    }
    let instant = TimeZone::UTC.to_timestamp(at).ok()?;
    Some(zone.to_datetime(instant))
}
