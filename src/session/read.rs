//! Reading `session.yml`: every fault at once, each with its place and its cure.

use super::fill;
use super::format::{self, Begins, Format};
use super::schedule::Schedule;
use super::walk::{Map, Walk};
use super::{Attribution, ReportTarget, RepositoryName, Session, SessionId};
use crate::fault::{Fault, Place, Source, nearest};
use crate::notes::Note;
use crate::yaml::{self, Node, Value};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The keys of a session file.
pub const KEYS: [&str; 15] = [
    "format",
    "id",
    "title",
    "date",
    "start",
    "timezone",
    "place",
    "summary",
    "variables",
    "schedule",
    "vote",
    "attribution",
    "report",
    "credit",
    "license",
];
const STAGES: [&str; 5] = ["announced", "notes", "affinity", "voting", "closed"];
const WHAT: &str = "the session";

/// Reads one session file. `folder` is the folder it stands in (its last part is the id, unless the file names another) and
/// `notes` what the file beside it holds.
///
/// # Errors
/// Every fault in the file.
pub fn read(source: &Arc<Source>, folder: &Path, notes: Vec<Note>) -> Result<Session, Vec<Fault>> {
    let root = yaml::parse(source).map_err(|fault| vec![fault])?;
    let mut walk = Walk::new(source);
    match session(&mut walk, &root, folder, notes) {
        Some(session) if walk.faults.is_empty() => Ok(session),
        _ => {
            walk.faults.sort_by_key(|fault| fault.place.span.start);
            Err(walk.faults)
        }
    }
}

/// A fault for every session whose id another one has already.
pub fn same_ids(sessions: &[(SessionId, PathBuf)]) -> Vec<Fault> {
    let mut first: BTreeMap<&SessionId, &PathBuf> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, path) in sessions {
        if let Some(other) = first.get(id) {
            faults.push(Fault::new(
                Place::at(path.clone(), 1, 1),
                format!("the id `{id}` belongs to {} already", other.display()),
                "give one of them another `id:`, or rename its folder",
            ));
        } else {
            first.insert(id, path);
        }
    }
    faults
}

fn session(walk: &mut Walk, root: &Node, folder: &Path, notes: Vec<Note>) -> Option<Session> {
    let map = walk.map(root, WHAT, &KEYS)?;
    let id = id(walk, &map, folder);
    let title = walk
        .required(
            &map,
            WHAT,
            "title",
            "add `title: …`, what people call the session",
        )
        .and_then(|node| walk.text(node, "title"));
    let format = read_format(walk, &map);
    let values = variables(walk, &map, format.as_ref());
    texts_are_filled(walk, &map, &values);

    let date = walk
        .required(
            &map,
            WHAT,
            "date",
            "add `date: 2026-03-31`, the day the session takes place",
        )
        .and_then(|node| date(walk, node));
    let start = walk
        .required(
            &map,
            WHAT,
            "start",
            "add `start: 10:00`, when its first part begins",
        )
        .and_then(|node| time(walk, node));
    let timezone = walk
        .required(
            &map,
            WHAT,
            "timezone",
            "add `timezone: Europe/Paris` (or `UTC`), where the session takes place",
        )
        .and_then(|node| zone(walk, node));
    let starts = match (date, start, &timezone) {
        (Some(date), Some(start), Some(zone)) => {
            let span = map
                .entry("start")
                .map_or(0..0, |(_, node)| node.span.clone());
            instant(walk, span, date.to_datetime(start), zone)
        }
        _ => None,
    };
    let schedule = match (&format, date, start, &timezone, starts) {
        (Some(format), Some(date), Some(start), Some(zone), Some(_)) => {
            schedule(walk, &map, format, date.to_datetime(start), zone)
        }
        _ => None,
    };

    let mut rules = format
        .as_ref()
        .map(|format| format.rules.clone())
        .unwrap_or_default();
    if let Some(node) = map.get("vote") {
        format::read_rules(walk, node, &mut rules);
    }
    let attribution = match map.get("attribution") {
        Some(node) => walk.word(
            node,
            "attribution",
            &[
                ("chatham-house", Attribution::ChathamHouse),
                ("named", Attribution::Named),
            ],
        )?,
        // Silence is not consent.
        None => Attribution::ChathamHouse,
    };
    let report = report(walk, &map, id.as_ref());
    let mut optional = |name: &str| {
        let text = walk.optional_text(&map, name)?;
        fill::fill(&text, &values).ok()
    };
    let (place, summary, credit, license) = (
        optional("place"),
        optional("summary"),
        optional("credit"),
        optional("license"),
    );
    let title = title.and_then(|title| fill::fill(&title, &values).ok());
    Some(Session {
        id: id?,
        title: title?,
        format: format?.filled(&values),
        date: date?,
        starts: starts?,
        timezone: timezone?,
        place,
        summary,
        schedule: schedule?,
        rules,
        attribution,
        report: report?,
        credit,
        license,
        folder: folder.to_owned(),
        notes,
    })
}

fn id(walk: &mut Walk, map: &Map<'_>, folder: &Path) -> Option<SessionId> {
    let cure = "use lower-case letters, digits and single hyphens, 42 characters at most";
    if let Some(node) = map.get("id") {
        let text = walk.text(node, "id")?;
        let id = SessionId::new(&text);
        if id.is_none() {
            walk.fault(node.span.clone(), format!("`{text}` cannot be an id"), cure);
        }
        return id;
    }
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let id = SessionId::new(&name);
    if id.is_none() {
        walk.fault(
            0..0,
            format!("the session has no `id`, and its folder's name `{name}` cannot be one"),
            format!("add `id: …`; {cure}"),
        );
    }
    id
}

fn read_format(walk: &mut Walk, map: &Map<'_>) -> Option<Format> {
    let known = format::names();
    let list = known.join(", ");
    let node = walk.required(
        map,
        WHAT,
        "format",
        &format!("add `format: …`, one of: {list}"),
    )?;
    let name = walk.text(node, "format")?;
    match Format::built_in(&name) {
        Some(Ok(format)) => Some(format),
        Some(Err(faults)) => {
            walk.faults.extend(faults);
            None
        }
        None => {
            let cure = match nearest(&name, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the formats are: {list}"),
            };
            walk.fault(node.span.clone(), format!("unknown format `{name}`"), cure);
            None
        }
    }
}

/// The session's values. Each fault of a variable (missing, unknown, not replaced) is noted once.
fn variables(walk: &mut Walk, map: &Map<'_>, format: Option<&Format>) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let entry = map.entry("variables");
    if let Some((_, node)) = entry.filter(|(_, node)| node.value != Value::Null) {
        let Some(given) = walk.any_map(node, "`variables`") else {
            return values;
        };
        for (key, value) in given.entries() {
            if let Some(format) = format {
                if !format.variables.contains_key(&key.name) {
                    let known = format.variables.keys().map(String::as_str);
                    let cure = match nearest(&key.name, known.clone()) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => format!(
                            "the variables of {} are: {}",
                            format.name,
                            known.collect::<Vec<_>>().join(", ")
                        ),
                    };
                    walk.fault(
                        key.span.clone(),
                        format!(
                            "`{}` is no variable of the format {}",
                            key.name, format.name
                        ),
                        cure,
                    );
                    continue;
                }
            }
            let Some(text) = walk.text(value, &key.name) else {
                // Named already: an empty value must not be named again as missing.
                values.insert(key.name.clone(), String::new());
                continue;
            };
            if let Some(left) = fill::uses(&text).first() {
                let span = inside(walk, value, left);
                walk.fault(
                    span,
                    format!(
                        "`{{{}}}` in the value of `{}` is not replaced",
                        left.name, key.name
                    ),
                    "write what it stands for in this session",
                );
            }
            values.insert(key.name.clone(), text);
        }
    }
    let Some(format) = format else { return values };
    for (name, about) in &format.variables {
        if values.contains_key(name) {
            continue;
        }
        let used = format
            .first_use(name)
            .map(|place| format!("; used in {place}"))
            .unwrap_or_default();
        // The place is where the line has to go: under `variables:`, else at the format that wants it.
        let span = entry
            .or_else(|| map.entry("format"))
            .map_or(0..0, |(key, _)| key.span.clone());
        walk.fault(
            span,
            format!("the variable `{name}` has no value ({about}{used})"),
            format!("add `{name}: …` under `variables:`"),
        );
    }
    values
}

/// The session's own texts may use variables too: one that has no value is named where it stands.
fn texts_are_filled(walk: &mut Walk, map: &Map<'_>, values: &BTreeMap<String, String>) {
    for name in ["title", "place", "summary", "credit", "license"] {
        let Some(node) = map.get(name) else { continue };
        let Value::Scalar(text) = &node.value else {
            continue;
        };
        for used in fill::uses(text) {
            if values.contains_key(&used.name) {
                continue;
            }
            let span = inside(walk, node, &used);
            walk.fault(
                span,
                format!(
                    "the variable `{{{}}}` in `{name}` is not replaced",
                    used.name
                ),
                "write what it stands for, or give it a value under `variables:`",
            );
        }
    }
}

/// The bytes of a use within a scalar as it is written in the file (quoting and folding move it).
fn inside(walk: &Walk, node: &Node, used: &fill::Use) -> std::ops::Range<usize> {
    let raw = walk.raw(&node.span);
    fill::uses(raw)
        .into_iter()
        .find(|found| found.name == used.name)
        .map_or(node.span.clone(), |found| {
            node.span.start + found.span.start..node.span.start + found.span.end
        })
}

fn date(walk: &mut Walk, node: &Node) -> Option<Date> {
    let text = walk.text(node, "date")?;
    let parsed = text.parse::<Date>();
    if parsed.is_err() {
        walk.fault(
            node.span.clone(),
            if looks_like_date(&text) {
                format!("`{text}` is a day that does not exist")
            } else {
                format!("`{text}` is no date")
            },
            "write year-month-day, such as 2026-03-31",
        );
    }
    parsed.ok()
}

fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok())
}

fn time(walk: &mut Walk, node: &Node) -> Option<Time> {
    let text = walk.text(node, "start")?;
    let parsed = clock(&text);
    if parsed.is_none() {
        walk.fault(
            node.span.clone(),
            format!("`{text}` is no time of day"),
            "write hours and minutes, such as 14:30",
        );
    }
    parsed
}

/// `9:05`, `14:30`.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    if minute.len() != 2 || hour.is_empty() || hour.len() > 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn zone(walk: &mut Walk, node: &Node) -> Option<TimeZone> {
    let text = walk.text(node, "timezone")?;
    let zone = TimeZone::get(&text).ok();
    if zone.is_none() {
        walk.fault(
            node.span.clone(),
            format!("there is no time zone `{text}`"),
            "write a name of the IANA list, such as Asia/Kolkata or UTC",
        );
    }
    zone
}

fn schedule(
    walk: &mut Walk,
    map: &Map<'_>,
    format: &Format,
    start: DateTime,
    zone: &TimeZone,
) -> Option<Schedule> {
    let given = match map.get("schedule") {
        Some(node) => Some(walk.map(node, "`schedule`", &STAGES)?),
        None => None,
    };
    let mut times: Vec<Timestamp> = Vec::new();
    let mut places: Vec<Option<std::ops::Range<usize>>> = Vec::new();
    for (index, stage) in STAGES.into_iter().enumerate() {
        let node = given.as_ref().and_then(|given| given.get(stage));
        let begins = format.begins.get(index).copied()?;
        let (instant, span) = match node {
            Some(node) => (
                moment(walk, node, stage, start, zone)?,
                Some(node.span.clone()),
            ),
            None => (by_format(walk, map, format, begins, start, zone)?, None),
        };
        times.push(instant);
        places.push(span);
    }
    // Each stage begins after the one before it; the vote needs some time between opening and closing.
    for index in 1..STAGES.len() {
        let (Some(before), Some(this)) = (times.get(index - 1), times.get(index)) else {
            continue;
        };
        let (Some(earlier), Some(later)) = (STAGES.get(index - 1), STAGES.get(index)) else {
            continue;
        };
        let closing = *later == "closed";
        if this > before || (this == before && !closing) {
            continue;
        }
        let span = places
            .get(index)
            .cloned()
            .flatten()
            .or_else(|| places.get(index - 1).cloned().flatten())
            .or_else(|| map.entry("start").map(|(key, _)| key.span.clone()))
            .unwrap_or(0..0);
        let show = |instant: &Timestamp| {
            instant
                .to_zoned(zone.clone())
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        };
        let message = if closing {
            format!(
                "the vote closes ({}) before it opens ({})",
                show(this),
                show(before)
            )
        } else {
            format!(
                "`{later}` ({}) begins before `{earlier}` ({})",
                show(this),
                show(before)
            )
        };
        walk.fault(
            span,
            message,
            format!("set `{later}` under `schedule:` to a time after `{earlier}`"),
        );
    }
    match *times.as_slice() {
        [announced, notes, affinity, voting, closed] => Some(Schedule {
            announced,
            notes,
            affinity,
            voting,
            closed,
        }),
        _ => None,
    }
}

/// The instant that the format's default gives.
fn by_format(
    walk: &mut Walk,
    map: &Map<'_>,
    format: &Format,
    begins: Begins,
    start: DateTime,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let local = match begins {
        Begins::DaysBefore(days) => start.checked_sub(i64::from(days).days()).ok()?,
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
                .ok()?
        }
    };
    let span = map
        .entry("start")
        .map_or(0..0, |(_, node)| node.span.clone());
    instant(walk, span, local, zone)
}

/// A time under `schedule:`: `14:30` on the session's day, `2026-03-31 14:30`, `2026-03-31` (its first minute).
fn moment(
    walk: &mut Walk,
    node: &Node,
    stage: &str,
    start: DateTime,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let text = walk.text(node, stage)?;
    let words: Vec<&str> = text
        .split(['T', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    let local = match *words.as_slice() {
        [one] => match clock(one) {
            Some(time) => Some(start.date().to_datetime(time)),
            None => one
                .parse::<Date>()
                .ok()
                .map(|day| day.to_datetime(Time::midnight())),
        },
        [day, time] => day
            .parse::<Date>()
            .ok()
            .zip(clock(time))
            .map(|(day, time)| day.to_datetime(time)),
        _ => None,
    };
    match local {
        Some(local) => instant(walk, node.span.clone(), local, zone),
        None => {
            let day = words.first().is_some_and(|day| looks_like_date(day));
            walk.fault(
                node.span.clone(),
                if day {
                    format!("`{text}` is a time that does not exist")
                } else {
                    format!("`{text}` is no time")
                },
                "write `14:30` (on the session's day), `2026-03-31 14:30` or `2026-03-31`",
            );
            None
        }
    }
}

/// A local time as an instant. A time that a clock change skips or repeats is refused: people would read it in two ways.
fn instant(
    walk: &mut Walk,
    span: std::ops::Range<usize>,
    local: DateTime,
    zone: &TimeZone,
) -> Option<Timestamp> {
    match zone.to_ambiguous_zoned(local).unambiguous() {
        Ok(zoned) => Some(zoned.timestamp()),
        Err(_) => {
            walk.fault(
                span,
                format!(
                    "{} is skipped or comes twice there: the clocks change",
                    local.strftime("%Y-%m-%d %H:%M")
                ),
                "choose a time at least an hour away",
            );
            None
        }
    }
}

fn report(walk: &mut Walk, map: &Map<'_>, id: Option<&SessionId>) -> Option<ReportTarget> {
    let default = id.map(|id| format!("reports/{id}"));
    let Some(node) = map.get("report") else {
        return Some(ReportTarget {
            repository: None,
            folder: default?,
        });
    };
    let inner = walk.map(node, "`report`", &["repository", "folder"])?;
    let repository = match inner.get("repository") {
        Some(node) => {
            let text = walk.text(node, "repository")?;
            let name = RepositoryName::new(&text);
            if name.is_none() {
                walk.fault(
                    node.span.clone(),
                    format!("`{text}` is no repository"),
                    "write owner/name, such as todogroup/governance",
                );
            }
            Some(name?)
        }
        None => None,
    };
    let folder = match inner.get("folder") {
        Some(node) => {
            let text = walk.text(node, "folder")?;
            let folder = safe_folder(&text);
            if folder.is_none() {
                walk.fault(
                    node.span.clone(),
                    format!("the report cannot go to `{text}`"),
                    "write a folder inside the repository: letters, digits, `-`, `_`, `.` and `/`, no `..`, not `.git`",
                );
            }
            folder?
        }
        None => default?,
    };
    Some(ReportTarget { repository, folder })
}

/// A folder that stays inside its repository and means the same on every system.
fn safe_folder(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with("..")
            && part != "."
            && !part.ends_with('.')
            && !part.eq_ignore_ascii_case(".git")
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    (text.len() <= 200 && text.split('/').all(fits)).then(|| text.to_owned())
}
