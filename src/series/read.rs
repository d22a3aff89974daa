//! Reading a recurrence rule: everything that is wrong with it at once, each with its place in the text and its cure.

mod pieces;

use super::{ByDay, Ends, Frequency, Rule};
use crate::fault::nearest;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use pieces::{Piece, digits, signed_digits, until};
use std::ops::Range;

/// What is wrong with a rule, where in its text, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Bytes of the rule.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

const PARTS: [&str; 9] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "WKST",
];

/// Parts of the standard that sessions do without, each with what to write instead.
const NOT_TAKEN: [(&str, &str); 7] = [
    ("BYHOUR", "leave it out: `start` gives the time of day"),
    ("BYMINUTE", "leave it out: `start` gives the time of day"),
    ("BYSECOND", "leave it out: `start` gives the time of day"),
    (
        "BYYEARDAY",
        "name the day by BYMONTH and BYMONTHDAY instead",
    ),
    ("BYWEEKNO", "name the days by BYMONTH and BYDAY instead"),
    (
        "RSCALE",
        "leave it out: days are those of the usual calendar",
    ),
    (
        "SKIP",
        "leave it out: a month without the day is passed over; BYMONTHDAY=-1 is its last day",
    ),
];

const FREQUENCIES: [(&str, Frequency); 4] = [
    ("DAILY", Frequency::Daily),
    ("WEEKLY", Frequency::Weekly),
    ("MONTHLY", Frequency::Monthly),
    ("YEARLY", Frequency::Yearly),
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// The largest interval and count.
const MOST: u16 = 1_000;

/// The parts that were found, and what is wrong so far.
struct Reader<'t> {
    parts: Vec<(&'static str, Piece<'t>, Piece<'t>)>,
    wrong: Vec<Wrong>,
}

impl Rule {
    /// Reads `FREQ=MONTHLY;BYDAY=2TU`, also after `RRULE:`. An UNTIL in UTC becomes the time in `zone`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(text: &str, zone: &TimeZone) -> Result<Rule, Vec<Wrong>> {
        let mut reader = Reader {
            parts: Vec::new(),
            wrong: Vec::new(),
        };
        reader.parts(text);
        let rule = reader.rule(text, zone);
        match rule {
            Some(rule) if reader.wrong.is_empty() => Ok(rule),
            _ => {
                reader.wrong.sort_by_key(|wrong| wrong.span.start);
                Err(reader.wrong)
            }
        }
    }
}

impl<'t> Reader<'t> {
    fn wrong(&mut self, span: Range<usize>, message: impl Into<String>, cure: impl Into<String>) {
        self.wrong.push(Wrong {
            span,
            message: message.into(),
            cure: cure.into(),
        });
    }

    fn parts(&mut self, text: &'t str) {
        const PREFIX: &str = "RRULE:";
        let prefixed = text
            .get(..PREFIX.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
        let at = if prefixed { PREFIX.len() } else { 0 };
        let rest = text.get(at..).unwrap_or_default();
        let rest = rest.trim_end().strip_suffix(';').unwrap_or(rest);
        for part in (Piece { text: rest, at }).split(';') {
            self.part(part);
        }
    }

    fn part(&mut self, part: Piece<'t>) {
        if part.text.is_empty() {
            self.wrong(
                part.span(),
                "a part of the rule is empty",
                "take one `;` away",
            );
            return;
        }
        let mut sides = part.split('=');
        let (Some(name), Some(value), None) = (sides.next(), sides.next(), sides.next()) else {
            self.wrong(
                part.span(),
                format!("`{}` is no part of a rule", part.text),
                "write NAME=VALUE, with `;` between parts: FREQ=MONTHLY;BYDAY=2TU",
            );
            return;
        };
        let upper = name.upper();
        if let Some((_, cure)) = NOT_TAKEN.iter().find(|(known, _)| *known == upper) {
            self.wrong(
                part.span(),
                format!("a session's rule takes no `{upper}`"),
                *cure,
            );
            return;
        }
        let Some(known) = PARTS.into_iter().find(|known| *known == upper) else {
            let cure = match nearest(&upper, PARTS) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the parts are: {}", PARTS.join(", ")),
            };
            self.wrong(name.span(), format!("unknown part `{}`", name.text), cure);
            return;
        };
        if self.parts.iter().any(|(there, _, _)| *there == known) {
            self.wrong(
                part.span(),
                format!("`{known}` comes twice"),
                "keep one; several values have commas between them",
            );
        } else if value.text.is_empty() {
            self.wrong(
                part.span(),
                format!("`{known}` has no value"),
                "give it one, or leave it out",
            );
        } else {
            self.parts.push((known, part, value));
        }
    }

    fn value(&self, name: &str) -> Option<Piece<'t>> {
        let found = self.parts.iter().find(|(known, _, _)| *known == name);
        found.map(|(_, _, value)| *value)
    }

    fn rule(&mut self, text: &str, zone: &TimeZone) -> Option<Rule> {
        let frequency = self.frequency(text);
        let interval = match self.value("INTERVAL") {
            Some(value) => self.number(value, "INTERVAL"),
            None => Some(1),
        };
        let ends = self.ends(zone);
        let months = self.numbers("BYMONTH", 1..=12, false);
        let days = self.days(frequency, !months.is_empty());
        let month_days = self.numbers("BYMONTHDAY", 1..=31, true);
        let positions = self.numbers("BYSETPOS", 1..=366, true);
        let week_start = match self.value("WKST") {
            Some(value) => self.weekday(value, value.text),
            None => Some(Weekday::Monday),
        };
        let narrow = |number: i16| i8::try_from(number).ok();
        let rule = Rule {
            frequency: frequency?,
            interval: interval?,
            ends: ends?,
            days,
            month_days: month_days.into_iter().filter_map(narrow).collect(),
            months: months.into_iter().filter_map(narrow).collect(),
            positions,
            week_start: week_start?,
        };
        self.fits(&rule);
        Some(rule)
    }

    /// What does not go together.
    fn fits(&mut self, rule: &Rule) {
        if rule.frequency == Frequency::Weekly
            && let Some(value) = self.value("BYMONTHDAY")
        {
            self.wrong(
                value.span(),
                "a week has no days of the month",
                "leave BYMONTHDAY out, or write FREQ=MONTHLY",
            );
        }
        let alone = rule.days.is_empty() && rule.month_days.is_empty() && rule.months.is_empty();
        if alone && let Some(value) = self.value("BYSETPOS") {
            self.wrong(
                value.span(),
                "`BYSETPOS` chooses among days, and no part names any",
                "add BYDAY or BYMONTHDAY, or leave BYSETPOS out",
            );
        }
    }

    fn frequency(&mut self, text: &str) -> Option<Frequency> {
        const CURE: &str = "write DAILY, WEEKLY, MONTHLY or YEARLY";
        let Some(value) = self.value("FREQ") else {
            // One that could not be read has been named.
            if self.wrong.is_empty() {
                self.wrong(
                    0..text.len(),
                    "the rule does not say how often",
                    "begin it with FREQ=WEEKLY, or DAILY, MONTHLY, YEARLY",
                );
            }
            return None;
        };
        let upper = value.upper();
        let known = FREQUENCIES.iter().find(|(word, _)| *word == upper);
        if known.is_none() {
            let (message, cure) = match upper.as_str() {
                "HOURLY" | "MINUTELY" | "SECONDLY" => (
                    "sessions recur by the day at most".to_owned(),
                    CURE.to_owned(),
                ),
                _ => {
                    let words = FREQUENCIES.iter().map(|(word, _)| *word);
                    let cure = match nearest(&upper, words) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => CURE.to_owned(),
                    };
                    (format!("`FREQ` cannot be `{}`", value.text), cure)
                }
            };
            self.wrong(value.span(), message, cure);
        }
        known.map(|(_, frequency)| *frequency)
    }

    fn ends(&mut self, zone: &TimeZone) -> Option<Ends> {
        match (self.value("COUNT"), self.value("UNTIL")) {
            (Some(count), Some(until)) => {
                let later = if count.at > until.at { count } else { until };
                self.wrong(
                    later.span(),
                    "a rule ends by COUNT or by UNTIL, not by both",
                    "leave one of them out",
                );
                None
            }
            (Some(value), None) => {
                let count = self.number(value, "COUNT")?;
                Some(Ends::Count(u32::from(count)))
            }
            (None, Some(value)) => {
                let until = until(value.text, zone);
                if until.is_none() {
                    let cure = match value.text.parse::<Date>() {
                        Ok(date) => format!("write `{}`", date.strftime("%Y%m%d")),
                        Err(_) => {
                            "write year, month and day, such as 20261231, also with a time: 20261231T170000Z"
                                .to_owned()
                        }
                    };
                    self.wrong(
                        value.span(),
                        format!("`UNTIL` cannot be `{}`", value.text),
                        cure,
                    );
                }
                until.map(Ends::Until)
            }
            (None, None) => Some(Ends::Never),
        }
    }

    /// A number of its own.
    fn number(&mut self, value: Piece<'_>, name: &str) -> Option<u16> {
        let number = digits(value.text).filter(|number| (1..=MOST).contains(number));
        if number.is_none() {
            self.wrong(
                value.span(),
                format!("`{name}` cannot be `{}`", value.text),
                format!("write a whole number from 1 to {MOST}"),
            );
        }
        number
    }

    /// Numbers, each once; with a sign where that means something.
    fn numbers(
        &mut self,
        name: &str,
        bounds: std::ops::RangeInclusive<u16>,
        signed: bool,
    ) -> Vec<i16> {
        let mut numbers: Vec<i16> = Vec::new();
        let items = self
            .value(name)
            .into_iter()
            .flat_map(|value| value.split(','));
        for item in items {
            let number = signed_digits(item.text)
                .filter(|number| bounds.contains(&number.unsigned_abs()))
                .filter(|number| signed || *number > 0);
            let Some(number) = number else {
                let (low, high) = (bounds.start(), bounds.end());
                let also = if signed {
                    format!(", or from -{low} to -{high} counted from the end")
                } else {
                    String::new()
                };
                self.wrong(
                    item.span(),
                    format!("`{name}` cannot be `{}`", item.text),
                    format!("write numbers from {low} to {high}{also}, with commas between them"),
                );
                continue;
            };
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    /// `BYDAY`
    fn days(&mut self, frequency: Option<Frequency>, by_month: bool) -> Vec<ByDay> {
        let mut days: Vec<ByDay> = Vec::new();
        let items = self
            .value("BYDAY")
            .into_iter()
            .flat_map(|value| value.split(','));
        for item in items {
            let letters = item.text.trim_start_matches(['+', '-']);
            let letters = letters.trim_start_matches(|sign: char| sign.is_ascii_digit());
            let number = item.text.strip_suffix(letters).unwrap_or_default();
            let Some(weekday) = self.weekday(item, letters) else {
                continue;
            };
            let nth = if number.is_empty() {
                None
            } else {
                let most = match frequency {
                    Some(Frequency::Yearly) if !by_month => 53,
                    _ => 5,
                };
                let nth = signed_digits(number).and_then(|nth| i8::try_from(nth).ok());
                let nth = nth.filter(|nth| (1..=most).contains(&nth.unsigned_abs()));
                if matches!(frequency, Some(Frequency::Daily | Frequency::Weekly)) {
                    self.wrong(
                        item.span(),
                        format!("`{}` is counted in a month or a year", item.text),
                        format!("write `{}`, or FREQ=MONTHLY", letters.to_ascii_uppercase()),
                    );
                    continue;
                }
                if nth.is_none() {
                    let of = if most == 5 { "month" } else { "year" };
                    self.wrong(
                        item.span(),
                        format!("no {of} has a day `{}`", item.text),
                        format!("count from 1 to {most}, or from -1 to -{most} from its end"),
                    );
                    continue;
                }
                nth
            };
            let day = ByDay { nth, weekday };
            if !days.contains(&day) {
                days.push(day);
            }
        }
        days
    }

    fn weekday(&mut self, item: Piece<'_>, letters: &str) -> Option<Weekday> {
        let upper = letters.to_ascii_uppercase();
        let known = WEEKDAYS.iter().find(|(word, _)| *word == upper);
        if known.is_none() {
            // `TUE`, `Tuesday`
            let start = upper.get(..2).unwrap_or_default();
            let cure = match WEEKDAYS.iter().find(|(word, _)| *word == start) {
                Some((word, _)) => {
                    let number = item.text.strip_suffix(letters).unwrap_or_default();
                    format!("did you mean `{number}{word}`?")
                }
                None => "write MO, TU, WE, TH, FR, SA or SU, also with a number: 2TU".to_owned(),
            };
            self.wrong(
                item.span(),
                format!("`{}` is no day of the week", item.text),
                cure,
            );
        }
        known.map(|(_, weekday)| *weekday)
    }
}
