//! An event and its proposals, out of a file: W3C's JSON of a whole event, or what GitHub or `gh issue list --json` answers.

use super::address::owner;
use super::form::{self, Form};
use super::grid::{self, Room, Slot};
use super::values::{self, Values};
use super::{Finding, Kind, Severity, body};
use crate::fault::{Fault, Place, Source};
use crate::fields::address;
use crate::import::{issue, json};
use crate::inert;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most proposals of one event.
const MOST: usize = 2_000;

/// The most tracks of one proposal.
const MOST_TRACKS: usize = 20;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 16 << 20;

/// An event and what was proposed for it.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is called.
    pub name: Option<String>,
    /// The time zone of its slots.
    pub timezone: Option<TimeZone>,
    /// Who runs it: the owner of the repository that holds the proposals.
    pub owner: Option<String>,
    /// The room of plenary sessions, in small letters.
    pub plenary_room: String,
    /// How many plenary sessions one slot holds.
    pub plenary_holds: usize,
    /// Proposals that may be at the same time whatever else is said: sets of their numbers.
    pub in_parallel: Vec<BTreeSet<u64>>,
    /// The accounts and names that are known, in small letters; none where the file does not say.
    pub accounts: Option<BTreeSet<String>>,
    /// Its slots.
    pub slots: Vec<Slot>,
    /// Its rooms.
    pub rooms: Vec<Room>,
    /// The proposals, in the order of the file.
    pub proposals: Vec<Proposal>,
    /// Issues that are none, each with the reason.
    pub passed_over: Vec<PassedOver>,
}

/// A proposal.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The number of its issue.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// The line of the file where it stands.
    pub line: usize,
    /// Who wrote it, if that is known.
    pub author: Option<String>,
    /// The address of its issue.
    pub url: Option<String>,
    /// Its tracks.
    pub tracks: Vec<String>,
    /// Which of the event's slots it is in.
    pub slot: Option<usize>,
    /// Which of the event's rooms it is in.
    pub room: Option<usize>,
    /// What its issue says.
    pub values: Values,
    /// What is wrong with the issue's form, or with the names of slot and room.
    pub(super) findings: Vec<Finding>,
}

/// An issue that is no proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Its number, if it has one.
    pub number: Option<u64>,
    /// Why.
    pub why: &'static str,
}

/// Reads a file.
///
/// # Errors
/// Every fault in it that keeps proposals from being checked.
pub fn read(source: &Arc<Source>, form: &Form) -> Result<Event, Vec<Fault>> {
    let mut reader = Reader {
        source,
        faults: Vec::new(),
    };
    let event = reader.event(form);
    match event {
        Some(event) if reader.faults.is_empty() => Ok(event),
        _ => Err(reader.faults),
    }
}

struct Reader<'s> {
    source: &'s Arc<Source>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, message: impl Into<String>, cure: impl Into<String>) {
        let place = Place::at(self.source.path.clone(), line, 1);
        self.faults.push(Fault::new(place, message, cure));
    }

    /// The line of a key, for what JSON does not place.
    fn line_of(&self, key: &str) -> usize {
        let text = &self.source.text;
        let at = text.find(&format!("\"{key}\"")).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    fn event(&mut self, form: &Form) -> Option<Event> {
        let issues = match json::elements::<Value>(&self.source.text, &issue::LISTS) {
            Ok(issues) => issues,
            Err(broken) => {
                let why = inert::cut(&inert::terminal(&broken.why), 200);
                self.fault(
                    broken.line,
                    format!("the file is no JSON: {why}"),
                    "export it again: `gh issue list --state open --limit 1000 --json number,title,body,author,labels,url`",
                );
                return None;
            }
        };
        // The list has been read; what stands beside it, or nothing.
        let whole = match serde_json::from_str::<Value>(&self.source.text) {
            Ok(whole) if whole.get("slots").is_some() || whole.get("metadata").is_some() => whole,
            _ => Value::Null,
        };
        let mut event = self.frame(&whole);
        for (line, value) in &issues {
            let value = match value {
                Ok(value) | Err(value) => value,
            };
            self.issue(*line, issue::inner(value), form, &mut event);
            if event.proposals.len() > MOST {
                self.fault(
                    *line,
                    format!("there are more than {MOST} proposals"),
                    "give it the proposals of one event",
                );
                return None;
            }
        }
        event.owner = event.owner.or_else(|| {
            let urls = event.proposals.iter().filter_map(|one| one.url.as_deref());
            urls.filter_map(owner).next().map(str::to_owned)
        });
        Some(event)
    }

    /// All but the proposals.
    fn frame(&mut self, whole: &Value) -> Event {
        let said = |key: &str| {
            let value = whole.get("metadata")?.get(key)?;
            let text = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            (!text.is_empty()).then_some(text)
        };
        let slots = self.list(whole, "slots", grid::slot, "2026-03-31 9:00 - 10:00");
        let rooms = self.list(whole, "rooms", grid::room, "Main (25)");
        let named: BTreeSet<String> = rooms.iter().map(|room| room.name.to_lowercase()).collect();
        if named.len() < rooms.len() {
            let line = self.line_of("rooms");
            self.fault(line, "two rooms have the same name", "give each its own");
        }
        if said("type").is_some_and(|kind| kind == "groups") {
            let line = self.line_of("type");
            let cure = "give it an event of breakout sessions";
            self.fault(
                line,
                "these are meetings of groups, which are not read",
                cure,
            );
        }
        let name = said("meeting");
        let timezone = said("timezone");
        if !slots.is_empty() {
            let line = self.line_of("metadata");
            if name.is_none() {
                let cure = "add `\"meeting\": \"…\"`, what the event is called";
                self.fault(line, "`metadata` has no `meeting`", cure);
            }
            if timezone.is_none() {
                let cure = "add `\"timezone\": \"Europe/Paris\"`, where its slots are meant";
                self.fault(line, "`metadata` has no `timezone`", cure);
            }
        }
        let zone = timezone.as_deref().map(TimeZone::get);
        if let (Some(Err(_)), Some(text)) = (&zone, &timezone) {
            let line = self.line_of("timezone");
            let cure = "write a name of the IANA list: a continent and a city, such as Asia/Kolkata, or UTC";
            self.fault(line, format!("there is no time zone `{text}`"), cure);
        }
        let accounts = whole.get("w3cAccounts").and_then(Value::as_object);
        let parallel = said("allowedInParallel").unwrap_or_default();
        Event {
            name,
            timezone: zone.and_then(Result::ok),
            owner: said("reponame")
                .and_then(|name| Some(name.split_once('/')?.0.to_owned()))
                .filter(|owner| !owner.is_empty()),
            plenary_room: said("plenary room")
                .map_or("plenary".to_owned(), |name| name.to_lowercase()),
            plenary_holds: said("plenary holds")
                .and_then(|text| text.parse().ok())
                .unwrap_or(5),
            in_parallel: parallel
                .lines()
                .map(|line| {
                    line.split(',')
                        .filter_map(|part| part.trim().parse().ok())
                        .collect()
                })
                .collect(),
            accounts: accounts.map(|known| known.keys().map(|name| name.to_lowercase()).collect()),
            slots,
            rooms,
            proposals: Vec::new(),
            passed_over: Vec::new(),
        }
    }

    fn list<T>(
        &mut self,
        whole: &Value,
        key: &str,
        read: fn(&Value) -> Option<T>,
        example: &str,
    ) -> Vec<T> {
        let values = whole.get(key).and_then(Value::as_array);
        let mut found = Vec::new();
        for value in values.into_iter().flatten() {
            match read(value) {
                Some(one) => found.push(one),
                None => {
                    let shown = inert::cut(&inert::line(&value.to_string()), 60);
                    let line = self.line_of(key);
                    let cure = format!("write each as \"{example}\"");
                    self.fault(line, format!("{shown} is none of the `{key}`"), cure);
                }
            }
        }
        found
    }

    fn issue(&mut self, line: usize, issue: &Value, form: &Form, event: &mut Event) {
        let number = issue.get("number").and_then(Value::as_u64);
        let mut pass_over = |why| event.passed_over.push(PassedOver { number, why });
        if issue::is_pull_request(issue) {
            return pass_over("a pull request");
        }
        let state = issue.get("state").and_then(Value::as_str);
        if state.is_some_and(|state| state.eq_ignore_ascii_case("closed")) {
            return pass_over("closed");
        }
        let body = issue
            .get("body")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let labels = issue::labels(issue);
        if let Some(labels) = &labels
            && is_other(labels, body, form)
        {
            return pass_over("not made by the form");
        }
        let title = issue.get("title").and_then(Value::as_str);
        let (Some(number), Some(title)) = (number, title) else {
            let lacks = if number.is_none() { "number" } else { "title" };
            let cure =
                "export it again: `gh issue list --json number,title,body,author,labels,url`";
            return self.fault(line, format!("an issue has no `{lacks}`"), cure);
        };
        if event.proposals.iter().any(|other| other.number == number) {
            let cure = "give it the proposals of one event, each once";
            return self.fault(line, format!("#{number} is there twice"), cure);
        }
        let text = |key: &str| {
            let text = issue.get(key).and_then(Value::as_str)?.trim();
            (!text.is_empty()).then_some(text)
        };
        if text("meeting").is_some() {
            let cure = "give it an event of breakout sessions, each with one `slot`";
            let message = format!("#{number} has a `meeting`, as only meetings of groups do");
            return self.fault(line, message, cure);
        }
        let (values, mut findings) = values::read(body, form);
        let slot = match (text("day"), text("slot")) {
            (Some(day), Some(slot)) if !slot.contains(day) => Some(format!("{day} {slot}")),
            (_, slot) => slot.map(str::to_owned),
        };
        let mut placed = |name: Option<&str>, found: Option<usize>, what: &str| {
            if let (Some(name), None) = (name, found) {
                let shown = inert::cut(&inert::line(name), 60);
                let message = format!("the event has no {what} “{shown}”");
                let cure = format!("choose one of the event's {what}s, or add it to them");
                let kind = Kind::Scheduling;
                findings.push(Finding::new(Severity::Error, kind, message, cure));
            }
            found
        };
        let at = slot
            .as_deref()
            .and_then(|slot| grid::named(slot, event.slots.iter()));
        let slot = placed(slot.as_deref(), at, "slot");
        let at = text("room").and_then(|room| grid::room_named(room, event.rooms.iter()));
        let room = placed(text("room"), at, "room");
        let url = ["html_url", "url"]
            .iter()
            .find_map(|key| address(text(key)?));
        event.proposals.push(Proposal {
            number,
            title: inert::line(title),
            line,
            author: issue::author(issue).map(str::to_owned),
            url: url.map(str::to_owned),
            tracks: tracks(issue, &labels.unwrap_or_default()),
            slot,
            room,
            values,
            findings,
        });
    }
}

/// Whether an issue was made by another form, or by none: it has neither a label nor a heading of this one.
fn is_other(labels: &[&str], body: &str, form: &Form) -> bool {
    let labelled = form.labels.iter().any(|label| {
        let same = |other: &&str| other.eq_ignore_ascii_case(label);
        labels.iter().any(same)
    });
    let sections = || body::read(body).sections;
    !labelled
        && !sections()
            .iter()
            .any(|section| form.field(&section.heading).is_some())
}

/// The tracks of a session, said of it or as labels `track: …`, each once.
fn tracks(issue: &Value, labels: &[&str]) -> Vec<String> {
    let said = issue.get("tracks").and_then(Value::as_array);
    let said = said.into_iter().flatten().filter_map(Value::as_str);
    let labelled = labels.iter().filter_map(|label| {
        let (kind, track) = label.split_once(':')?;
        kind.trim().eq_ignore_ascii_case("track").then_some(track)
    });
    let mut tracks: BTreeMap<String, String> = BTreeMap::new();
    for track in said.chain(labelled).take(MOST_TRACKS) {
        let track = inert::line(track);
        tracks.entry(form::key(&track)).or_insert(track);
    }
    tracks
        .into_values()
        .filter(|track| !track.is_empty())
        .collect()
}
