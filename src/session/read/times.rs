//! Days, times of day, time zones, and the instants at which stages begin.

use super::{Format, Map, STAGES, Schedule, Walk};
use crate::fault::nearest;
use crate::session::format::Begins;
use crate::yaml::Node;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::ops::Range;

/// `date:`.
pub(in crate::session) fn date(walk: &mut Walk, node: &Node) -> Option<Date> {
    let text = walk.text(node, "date")?;
    let parsed = day(&text);
    if parsed.is_none() {
        let (message, cure) = no_day(&text);
        let example = "write year-month-day, such as 2026-03-31";
        walk.fault(
            node.span.clone(),
            message.unwrap_or_else(|| format!("`{text}` is no date")),
            cure.unwrap_or_else(|| example.to_owned()),
        );
    }
    parsed
}

/// `2026-03-31` and nothing else: a time behind it would be dropped unseen.
pub(crate) fn day(text: &str) -> Option<Date> {
    let fits = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    fits.then(|| text.parse().ok()).flatten()
}

/// What is wrong with a text that is no day, and the cure, where more can be said than that.
fn no_day(text: &str) -> (Option<String>, Option<String>) {
    let numbers: Vec<Option<i16>> = text.split('-').map(|part| part.parse().ok()).collect();
    let [Some(year @ 1000..=9999), Some(month), Some(day)] = *numbers.as_slice() else {
        return (None, None);
    };
    let month_and_day = i8::try_from(month).ok().zip(i8::try_from(day).ok());
    if let Some(Ok(date)) = month_and_day.map(|(month, day)| Date::new(year, month, day)) {
        return (None, Some(format!("write `{date}`")));
    }
    let message = Some(format!("the day `{text}` does not exist"));
    match i8::try_from(month).map(|month| Date::new(year, month, 1)) {
        Ok(Ok(first)) => {
            let cure = format!("write a day from {first} to {}", first.last_of_month());
            (message, Some(cure))
        }
        _ => {
            let cure = "months run from 01 to 12: write year-month-day, such as 2026-03-31";
            (message, Some(cure.to_owned()))
        }
    }
}

/// `start:`.
pub(in crate::session) fn time(walk: &mut Walk, node: &Node) -> Option<Time> {
    let text = walk.text(node, "start")?;
    let parsed = clock(&text);
    if parsed.is_none() {
        walk.fault(
            node.span.clone(),
            format!("`{text}` is no time of day"),
            "write hours and minutes, such as 9:05 or 14:30",
        );
    }
    parsed
}

/// `9:05`, `14:30`.
pub(crate) fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if minute.len() != 2 || !matches!(hour.len(), 1 | 2) || !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// `timezone:`.
pub(in crate::session) fn zone(walk: &mut Walk, node: &Node) -> Option<TimeZone> {
    let text = walk.text(node, "timezone")?;
    let zone = TimeZone::get(&text).ok().filter(|zone| !zone.is_unknown());
    if zone.is_none() {
        let names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .collect();
        walk.fault(
            node.span.clone(),
            format!("there is no time zone `{text}`"),
            match meant_zone(&text, &names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => {
                    "write a name of the IANA list: a continent and a city, such as Asia/Kolkata, or UTC"
                        .to_owned()
                }
            },
        );
    }
    zone
}

/// The time zone that was probably meant. Abbreviations mean many (`IST` is India, Ireland and Israel), so none is guessed for them.
fn meant_zone<'n>(text: &str, names: &'n [String]) -> Option<&'n str> {
    let names = || {
        names
            .iter()
            .map(String::as_str)
            .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    if text.contains('/') {
        return nearest(text, names());
    }
    let city = text.replace(' ', "_");
    names().find(|name| {
        name.split_once('/')
            .is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city))
    })
}

/// When the first part begins.
pub(super) fn starts(
    walk: &mut Walk,
    map: &Map<'_>,
    start: DateTime,
    zone: &TimeZone,
) -> Option<Timestamp> {
    match instant(start, zone) {
        Ok(starts) => Some(starts),
        Err(why) => {
            walk.fault(
                start_span(map),
                format!("the session cannot begin {why}"),
                "choose a time at least an hour away",
            );
            None
        }
    }
}

/// A time as it is written under `schedule:`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moment {
    /// On the session's day.
    Clock(Time),
    /// On a day of its own.
    Local(DateTime),
}

/// The times that the session sets itself, in the order of [`STAGES`], each with its place. Their form is checked whatever else is
/// wrong with the session.
pub(super) struct Given(Vec<Option<(Moment, Range<usize>)>>);

/// `schedule:`.
pub(super) fn given(walk: &mut Walk, map: &Map<'_>) -> Option<Given> {
    let Some(node) = map.get("schedule") else {
        return Some(Given(STAGES.iter().map(|_| None).collect()));
    };
    let times = walk.map(node, "`schedule`", &STAGES)?;
    let mut given = Vec::new();
    let mut whole = true;
    for stage in STAGES {
        given.push(match times.get(stage) {
            Some(node) => {
                let moment = moment(walk, node, stage);
                whole &= moment.is_some();
                moment.map(|moment| (moment, node.span.clone()))
            }
            None => None,
        });
    }
    whole.then_some(Given(given))
}

/// A time under `schedule:`: `14:30` on the session's day, `2026-03-31 14:30`, `2026-03-31` (its first minute).
pub(super) fn moment(walk: &mut Walk, node: &Node, stage: &str) -> Option<Moment> {
    let text = walk.text(node, stage)?;
    let words: Vec<&str> = text
        .split(['T', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    let moment = match *words.as_slice() {
        [one] => clock(one)
            .map(Moment::Clock)
            .or_else(|| day(one).map(|day| Moment::Local(day.to_datetime(Time::midnight())))),
        [first, second] => day(first)
            .zip(clock(second))
            .map(|(day, time)| Moment::Local(day.to_datetime(time))),
        _ => None,
    };
    if moment.is_none() {
        let first = words.first().copied().unwrap_or_default();
        let (message, cure) = match day(first) {
            Some(_) => (None, None),
            None => no_day(first),
        };
        let example = "write `14:30` (on the session's day), `2026-03-31 14:30` or `2026-03-31` (its first minute)";
        walk.fault(
            node.span.clone(),
            message.unwrap_or_else(|| format!("`{text}` is no time")),
            cure.unwrap_or_else(|| example.to_owned()),
        );
    }
    moment
}

/// When each stage begins: as the session says, else as its format does.
pub(super) fn schedule(
    walk: &mut Walk,
    map: &Map<'_>,
    format: &Format,
    given: &Given,
    start: DateTime,
    zone: &TimeZone,
) -> Option<Schedule> {
    let mut times: Vec<Option<Timestamp>> = Vec::new();
    let mut skipped = false;
    for ((stage, begins), given) in STAGES.into_iter().zip(format.begins).zip(&given.0) {
        let local = match given {
            Some((Moment::Clock(time), _)) => Some(start.date().to_datetime(*time)),
            Some((Moment::Local(local), _)) => Some(*local),
            None => by_format(format, begins, start),
        };
        let Some(local) = local else {
            walk.fault(
                start_span(map),
                format!("`{stage}` would begin outside the calendar"),
                "set another `date`",
            );
            return None;
        };
        times.push(match instant(local, zone) {
            Ok(instant) => Some(instant),
            Err(why) => {
                let message = format!("`{stage}` cannot begin {why}");
                match given {
                    Some((_, span)) => {
                        walk.fault(span.clone(), message, "choose a time at least an hour away")
                    }
                    // One for the whole session: another start moves them all.
                    None if !skipped => {
                        skipped = true;
                        walk.fault(
                            start_span(map),
                            message,
                            format!("choose another `start`, or set `{stage}` under `schedule:`"),
                        );
                    }
                    None => {}
                }
                None
            }
        });
    }
    in_order(walk, map, given, &times, zone);
    match *times.as_slice() {
        [
            Some(announced),
            Some(notes),
            Some(affinity),
            Some(voting),
            Some(closed),
        ] => Some(Schedule {
            announced,
            notes,
            affinity,
            voting,
            closed,
        }),
        _ => None,
    }
}

/// Each stage begins after the one before it; the vote needs some time between opening and closing.
fn in_order(
    walk: &mut Walk,
    map: &Map<'_>,
    given: &Given,
    times: &[Option<Timestamp>],
    zone: &TimeZone,
) {
    let stages: Vec<_> = STAGES.into_iter().zip(times).zip(&given.0).collect();
    for pair in stages.windows(2) {
        let &[
            ((earlier, Some(before)), before_given),
            ((later, Some(this)), given),
        ] = pair
        else {
            continue;
        };
        let closing = later == "closed";
        if this > before || (this == before && !closing) {
            continue;
        }
        let span = given
            .as_ref()
            .or(before_given.as_ref())
            .map_or_else(|| start_span(map), |(_, span)| span.clone());
        let show = |instant: &Timestamp, by_session: bool| {
            let by = if by_session {
                ""
            } else {
                ", set by the format"
            };
            let local = instant.to_zoned(zone.clone());
            format!("{}{by}", local.strftime("%Y-%m-%d %H:%M"))
        };
        let (this_shown, before_shown) = (
            show(this, given.is_some()),
            show(before, before_given.is_some()),
        );
        let message = if closing && this == before {
            format!("the vote closes when it opens ({this_shown})")
        } else if closing {
            format!("the vote closes ({this_shown}) before it opens ({before_shown})")
        } else {
            format!("`{later}` ({this_shown}) begins before `{earlier}` ({before_shown})")
        };
        walk.fault(
            span,
            message,
            format!("set `{later}` under `schedule:` to a time after `{earlier}`"),
        );
    }
}

fn start_span(map: &Map<'_>) -> Range<usize> {
    map.entry("start")
        .map_or(0..0, |(_, node)| node.span.clone())
}

/// The time that the format gives.
fn by_format(format: &Format, begins: Begins, start: DateTime) -> Option<DateTime> {
    match begins {
        Begins::DaysBefore(days) => start.checked_sub(i64::from(days).days()).ok(),
        Begins::Part(index, after) => {
            let minutes: i64 = format
                .parts
                .iter()
                .take(index)
                .filter_map(|part| part.minutes)
                .map(i64::from)
                .sum();
            start
                .checked_add(SignedDuration::from_mins(minutes) + after)
                .ok()
        }
    }
}

/// A local time as an instant. A time that a clock change skips or repeats is refused: people would read it in two ways.
pub(crate) fn instant(local: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    let ambiguous = zone.to_ambiguous_zoned(local);
    let offset = ambiguous.offset();
    ambiguous
        .unambiguous()
        .map(|zoned| zoned.timestamp())
        .map_err(|_| {
            let why = match offset {
                AmbiguousOffset::Gap { .. } => "has no such time, its clocks go forward over it",
                AmbiguousOffset::Fold { .. } => "has that time twice, its clocks go back",
                AmbiguousOffset::Unambiguous { .. } => "has no such time",
            };
            let zone = zone.iana_name().unwrap_or("the time zone");
            format!("at {}: {zone} {why}", local.strftime("%Y-%m-%d %H:%M"))
        })
}
