//! The grid of an event: its slots and its rooms.

use jiff::civil::{Date, Time};
use serde_json::Value;
use std::fmt;

/// A room is taken to hold as many where its size is not known.
const USUAL_CAPACITY: u32 = 30;

/// A stretch of time in which sessions take place beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The day, where the event takes place.
    pub date: Date,
    /// When it begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, clock_text(self.start))
    }
}

/// `09:30`
pub fn clock_text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its name.
    pub name: String,
    /// How many people it holds.
    pub capacity: u32,
    /// Whether that is only a guess.
    pub guessed: bool,
}

/// `2026-03-31 9:00 - 10:00`, or an object that says the same.
pub(super) fn slot(value: &Value) -> Option<Slot> {
    let (date, start, end) = match value {
        Value::String(text) => {
            let (date, times) = text.trim().split_once(' ')?;
            let (start, end) = times.split_once(['-', '–'])?;
            (date, start, end)
        }
        _ => {
            let text = |key: &str| value.get(key)?.as_str();
            let date = text("date").or_else(|| text("day"))?;
            (date, text("start")?, text("end")?)
        }
    };
    let slot = Slot {
        date: day(date)?,
        start: clock(start)?,
        end: clock(end)?,
    };
    (slot.start < slot.end).then_some(slot)
}

/// The slot that a session names: its day and when it begins.
pub(super) fn named<'s>(text: &str, mut slots: impl Iterator<Item = &'s Slot>) -> Option<usize> {
    let (date, start) = text.trim().split_once([' ', 'T'])?;
    let start = start.split(['-', '–']).next()?;
    let (date, start) = (day(date)?, clock(start)?);
    slots.position(|slot| slot.date == date && slot.start == start)
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = matches!(hour.len(), 1 | 2) && minute.len() == 2 && digits(hour) && digits(minute);
    let number = |part: &str| part.parse().ok().filter(|_| fits);
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

/// `Main (25)`, `Main (25 - second floor) (vip)`, or an object that says the same.
pub(super) fn room(value: &Value) -> Option<Room> {
    let text = value.as_str().or_else(|| value.get("name")?.as_str())?;
    let (name, mut capacity) = name_and_capacity(text);
    if let Some(said) = value.get("capacity").and_then(Value::as_u64) {
        capacity = u32::try_from(said).ok();
    }
    (!name.is_empty()).then(|| Room {
        name: name.to_owned(),
        capacity: capacity.unwrap_or(USUAL_CAPACITY),
        guessed: capacity.is_none(),
    })
}

/// The name of a room, and how many people it holds where brackets behind it say so.
fn name_and_capacity(text: &str) -> (&str, Option<u32>) {
    let mut text = text.trim();
    // What only planners need: who may use it.
    if let Some(front) = text
        .strip_suffix("(vip)")
        .or_else(|| text.strip_suffix("(VIP)"))
    {
        text = front.trim();
    }
    let inside = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    let found = inside.and_then(|(name, inside)| {
        let digits = inside.split('-').next().unwrap_or_default().trim();
        Some((name.trim(), Some(digits.parse().ok()?)))
    });
    found.unwrap_or((text, None))
}

/// The room that a session names, with or without the brackets.
pub(super) fn room_named<'r>(
    text: &str,
    mut rooms: impl Iterator<Item = &'r Room>,
) -> Option<usize> {
    let (name, _) = name_and_capacity(text);
    let name = name.to_lowercase();
    rooms.position(|room| room.name.to_lowercase() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn slots_and_rooms_are_read_in_every_form() {
        let shown =
            |value: Value| slot(&value).map(|slot| format!("{slot}-{}", clock_text(slot.end)));
        let table = [
            (
                json!("2026-03-31 9:00 - 10:00"),
                Some("2026-03-31 09:00-10:00"),
            ),
            (
                json!("2026-03-31 13:00-14:00"),
                Some("2026-03-31 13:00-14:00"),
            ),
            (
                json!({"day": "2026-03-31", "start": "9:05", "end": "10:00"}),
                Some("2026-03-31 09:05-10:00"),
            ),
            (json!("2026-03-31 10:00 - 9:00"), None),
            (json!("2026-02-30 9:00 - 10:00"), None),
            (json!("Tuesday 9:00 - 10:00"), None),
            (json!("2026-03-31 9:0 - 10:00"), None),
            (json!(7), None),
        ];
        for (value, expected) in table {
            assert_eq!(shown(value.clone()).as_deref(), expected, "{value}");
        }
        let slots = [slot(&json!("2026-03-31 9:00 - 10:00")).unwrap()];
        for (text, expected) in [
            ("2026-03-31 09:00", Some(0)),
            ("2026-03-31 9:00 - 10:00", Some(0)),
            ("2026-03-31 9:30", None),
            ("9:00", None),
        ] {
            assert_eq!(named(text, slots.iter()), expected, "{text}");
        }

        let shown = |value: Value| {
            let room = room(&value)?;
            Some((room.name, room.capacity, room.guessed))
        };
        let table = [
            (json!("Main (25)"), Some(("Main", 25, false))),
            (
                json!("Main (25 - second floor) (vip)"),
                Some(("Main", 25, false)),
            ),
            (json!("Secondary"), Some(("Secondary", 30, true))),
            (json!("Hall (old)"), Some(("Hall (old)", 30, true))),
            (
                json!({"name": "Main", "capacity": 4}),
                Some(("Main", 4, false)),
            ),
            (json!("(25)"), None),
            (json!(""), None),
        ];
        for (value, expected) in table {
            let expected = expected.map(|(name, size, guessed)| (name.to_owned(), size, guessed));
            assert_eq!(shown(value.clone()), expected, "{value}");
        }
    }
}
