//! The days that a rule gives.
//!
//! A rule looks at one day, week, month or year after the other. Of each it keeps the days that all its BY parts want, and of these the
//! ones at its positions. RFC 5545 says which parts "expand" and which "limit"; for the parts that there are here, that comes to the
//! same.

use super::{ByDay, Ends, Frequency, Rule};
use jiff::Span;
use jiff::civil::{Date, DateTime};

/// The calendar repeats after so many years: a rule that gives nothing for so long never does.
const CALENDAR: i16 = 400;

impl Rule {
    /// At most `most` occurrences in the order of time, none before `first` and all later than `after`. `first` is the first of the
    /// series: it gives the time of day, the place to count periods from, and the day where no part of the rule does.
    pub fn occurrences(
        &self,
        first: DateTime,
        after: Option<DateTime>,
        most: usize,
    ) -> Vec<DateTime> {
        let mut found = Vec::new();
        if most == 0 {
            return found;
        }
        let begin = first.date();
        let rule = self.with_days_of(begin);
        let from = after.map_or(begin, |after| after.date().max(begin));
        // What COUNT counts has to be gone through from the start.
        let (mut period, mut last) = match self.ends {
            Ends::Count(_) => (0, begin),
            Ends::Never | Ends::Until(_) => (rule.period_of(begin, from), from),
        };
        let mut counted = 0;
        while let Some((start, end)) = rule.period(begin, period) {
            if start.year().saturating_sub(last.year()) > CALENDAR {
                break;
            }
            for date in rule.dates(start, end) {
                let at = date.to_datetime(first.time());
                if at < first {
                    continue;
                }
                counted += 1;
                let over = match self.ends {
                    Ends::Never => false,
                    Ends::Count(count) => counted > count,
                    Ends::Until(until) => at > until,
                };
                if over {
                    return found;
                }
                last = last.max(date);
                if after.is_none_or(|after| at > after) {
                    found.push(at);
                    if found.len() == most {
                        return found;
                    }
                }
            }
            period += 1;
        }
        found
    }

    /// Whether it gives no day at all, such as 31 February.
    pub fn is_empty(&self, first: DateTime) -> bool {
        let endless = Rule {
            ends: Ends::Never,
            ..self.clone()
        };
        endless.occurrences(first, None, 1).is_empty()
    }

    /// The rule with the days that it takes from its first one.
    fn with_days_of(&self, first: Date) -> Rule {
        let mut rule = self.clone();
        if rule.days.is_empty() && rule.month_days.is_empty() {
            match self.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => rule.days.push(ByDay {
                    nth: None,
                    weekday: first.weekday(),
                }),
                Frequency::Monthly => rule.month_days.push(first.day()),
                Frequency::Yearly => {
                    rule.month_days.push(first.day());
                    if rule.months.is_empty() {
                        rule.months.push(first.month());
                    }
                }
            }
        }
        rule
    }

    /// First and last day of a period; none behind the end of the calendar.
    fn period(&self, first: Date, number: i64) -> Option<(Date, Date)> {
        let step = number.checked_mul(i64::from(self.interval))?;
        match self.frequency {
            Frequency::Daily => {
                let day = plus(first, step)?;
                Some((day, day))
            }
            Frequency::Weekly => {
                let start = plus(self.week_of(first), step.checked_mul(7)?)?;
                Some((start, plus(start, 6).unwrap_or(Date::MAX)))
            }
            Frequency::Monthly => {
                let months = i64::from(first.year()) * 12 + i64::from(first.month()) - 1 + step;
                let year = i16::try_from(months.div_euclid(12)).ok()?;
                let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
                let start = Date::new(year, month, 1).ok()?;
                Some((start, start.last_of_month()))
            }
            Frequency::Yearly => {
                let year = i16::try_from(i64::from(first.year()) + step).ok()?;
                let start = Date::new(year, 1, 1).ok()?;
                Some((start, start.last_of_year()))
            }
        }
    }

    /// The number of the last period that does not begin later than a day.
    fn period_of(&self, first: Date, day: Date) -> i64 {
        let units = match self.frequency {
            Frequency::Daily => days_between(first, day),
            Frequency::Weekly => days_between(self.week_of(first), day) / 7,
            Frequency::Monthly => {
                let years = i64::from(day.year()) - i64::from(first.year());
                years * 12 + i64::from(day.month()) - i64::from(first.month())
            }
            Frequency::Yearly => i64::from(day.year()) - i64::from(first.year()),
        };
        units.max(0) / i64::from(self.interval.max(1))
    }

    /// The day its week begins with.
    fn week_of(&self, day: Date) -> Date {
        let since = day.weekday().since(self.week_start);
        plus(day, -i64::from(since)).unwrap_or(day)
    }

    /// The days of a period that the rule wants.
    fn dates(&self, start: Date, end: Date) -> Vec<Date> {
        let mut dates = Vec::new();
        let mut day = Some(start);
        while let Some(date) = day.filter(|date| *date <= end) {
            if self.wants(date) {
                dates.push(date);
            }
            day = date.tomorrow().ok();
        }
        if self.positions.is_empty() {
            return dates;
        }
        let count = dates.len();
        let mut chosen: Vec<usize> = self
            .positions
            .iter()
            .filter_map(|position| {
                let far = usize::from(position.unsigned_abs());
                if *position < 0 {
                    count.checked_sub(far)
                } else {
                    far.checked_sub(1)
                }
            })
            .collect();
        chosen.sort_unstable();
        chosen.dedup();
        let at = |index: usize| dates.get(index).copied();
        chosen.into_iter().filter_map(at).collect()
    }

    fn wants(&self, date: Date) -> bool {
        if !self.months.is_empty() && !self.months.contains(&date.month()) {
            return false;
        }
        let from_end = date.day() - date.days_in_month() - 1;
        let wanted = |day: &i8| *day == date.day() || *day == from_end;
        if !self.month_days.is_empty() && !self.month_days.iter().any(wanted) {
            return false;
        }
        self.days.is_empty() || self.days.iter().any(|day| self.counts(*day, date))
    }

    /// Whether the date is this day of the week, also by its number.
    fn counts(&self, day: ByDay, date: Date) -> bool {
        if day.weekday != date.weekday() {
            return false;
        }
        let Some(nth) = day.nth else { return true };
        // Days are counted in the year only where no part names a month.
        let (at, of) = if self.frequency == Frequency::Yearly && self.months.is_empty() {
            (date.day_of_year(), date.days_in_year())
        } else {
            (i16::from(date.day()), i16::from(date.days_in_month()))
        };
        let nth = i16::from(nth);
        nth == (at - 1) / 7 + 1 || nth == -((of - at) / 7 + 1)
    }
}

/// A day so many days later; none outside the calendar.
pub(crate) fn plus(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// How many days later the second is.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
