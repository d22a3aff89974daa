//! Sessions that recur: when they take place, and who does what in the next one.
//!
//! In: the text of a recurrence rule, the days that were; who had which role. Out: days, roles. Pure: no clock, no disk. It knows no
//! session. Times are wall-clock times: a call at 17:00 stays at 17:00 when the clocks change. A rule that gives no day ends, however
//! hostile it is.

pub(crate) mod days;
mod hand_over;
mod read;

#[cfg(test)]
mod tests;

pub(crate) use hand_over::same;
pub use hand_over::{HandOver, Roles, handed_over};
pub use read::Wrong;

use jiff::civil::{DateTime, Weekday};

/// How often a rule looks for days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// `DAILY`
    Daily,
    /// `WEEKLY`
    Weekly,
    /// `MONTHLY`
    Monthly,
    /// `YEARLY`
    Yearly,
}

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// It does not.
    Never,
    /// After so many sessions, the first included.
    Count(u32),
    /// With the last one that is not later.
    Until(DateTime),
}

/// A day of the week: every one (`TU`), or the one that is counted (`2TU`, `-1FR`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByDay {
    /// Which of them in the month or year; from the end, where it is negative.
    pub nth: Option<i8>,
    /// The day.
    pub weekday: Weekday,
}

/// A recurrence rule, the part of RFC 5545's `RRULE` that sessions need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `FREQ`
    pub frequency: Frequency,
    /// `INTERVAL`: of so many days, weeks, months or years only one counts.
    pub interval: u16,
    /// `COUNT` or `UNTIL`
    pub ends: Ends,
    /// `BYDAY`
    pub days: Vec<ByDay>,
    /// `BYMONTHDAY`; from the month's end, where negative.
    pub month_days: Vec<i8>,
    /// `BYMONTH`
    pub months: Vec<i8>,
    /// `BYSETPOS`: which of a period's days; from its end, where negative.
    pub positions: Vec<i16>,
    /// `WKST`: the day a week begins with.
    pub week_start: Weekday,
}
