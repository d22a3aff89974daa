//! What has to be so, of one proposal by itself. What it has to do with others is in `clashes`.

use super::event::{Event, Proposal};
use super::form::About;
use super::values::{Chair, TimeOfDay};
use super::{Finding, Kind, Severity, clashes};
use crate::fields::host;
use crate::inert;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// What the rules depend on beside the event.
#[derive(Debug, Clone)]
pub struct Rules {
    /// What time it is.
    pub now: Timestamp,
    /// Where minutes are kept; anywhere, if nothing is named.
    pub minutes_on: Vec<String>,
}

/// How long after the beginning of its day a session's minutes are to be there.
const MINUTES_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// A proposal that has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The number of its issue.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// The line of the file where it stands.
    pub line: usize,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether it cannot take place so.
    pub fn has_error(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.severity == Severity::Error)
    }
}

/// Checks every proposal of an event.
pub fn check(event: &Event, rules: &Rules) -> Vec<Checked> {
    let clashes = clashes::Clashes::new(event);
    let numbers: BTreeMap<u64, usize> = event
        .proposals
        .iter()
        .enumerate()
        .map(|(at, proposal)| (proposal.number, at))
        .collect();
    event
        .proposals
        .iter()
        .enumerate()
        .map(|(at, proposal)| {
            let mut findings = proposal.findings.clone();
            // What else it says cannot be trusted before it can be read.
            let unread = |finding: &Finding| finding.kind == Kind::Format;
            if findings.iter().any(unread) {
                findings.retain(unread);
            } else {
                chairs(event, proposal, &mut findings);
                let sound = conflicts(proposal, &numbers, &mut findings);
                plenary_room(event, proposal, &mut findings);
                time_of_day(event, proposal, &mut findings);
                capacity(event, proposal, &mut findings);
                clashes.of(at, sound.then_some(&numbers), &mut findings);
                comments(proposal, &mut findings);
                minutes(event, rules, proposal, &mut findings);
            }
            findings.sort_by_key(|finding| finding.severity);
            Checked {
                number: proposal.number,
                title: proposal.title.clone(),
                line: proposal.line,
                findings,
            }
        })
        .collect()
}

/// Everybody who chairs, each once.
pub(super) fn all_chairs(proposal: &Proposal) -> Vec<Chair> {
    let author = proposal
        .author
        .iter()
        .filter(|_| !proposal.values.without_author);
    let author = author.map(|name| Chair {
        name: name.clone(),
        login: true,
    });
    let mut all: Vec<Chair> = Vec::new();
    for chair in author.chain(proposal.values.chairs.iter().cloned()) {
        if !all.iter().any(|other| other.key() == chair.key()) {
            all.push(chair);
        }
    }
    all
}

/// A chair for messages.
pub(super) fn shown(chair: &Chair) -> String {
    let name = inert::cut(&inert::line(&chair.name), 60);
    match chair.login {
        true => format!("@{name}"),
        false => name,
    }
}

fn chairs(event: &Event, proposal: &Proposal, findings: &mut Vec<Finding>) {
    let mut found = |message: String, cure: &str| {
        let finding = Finding::new(Severity::Error, Kind::Chairs, message, cure);
        findings.push(finding.at(proposal.values.spot(About::Chairs)));
    };
    let all = all_chairs(proposal);
    if all.is_empty() && proposal.values.without_author {
        found(
            "nobody chairs the session: its author does not, and there is no other chair"
                .to_owned(),
            "name somebody who chairs it",
        );
    }
    let Some(known) = &event.accounts else { return };
    for chair in all.iter().filter(|chair| !known.contains(&chair.key())) {
        found(
            format!("{} is no account that the event knows", shown(chair)),
            "check how it is written, or let them link their GitHub account with one of the organiser's",
        );
    }
}

/// Whether every session that it must not meet beside can be looked for.
fn conflicts(
    proposal: &Proposal,
    numbers: &BTreeMap<u64, usize>,
    findings: &mut Vec<Finding>,
) -> bool {
    let before = findings.len();
    let listed = &proposal.values.conflicts;
    let mut found = |message: String, cure: &str| {
        let finding = Finding::new(Severity::Error, Kind::Conflict, message, cure);
        findings.push(finding.at(proposal.values.spot(About::Conflicts)));
    };
    if proposal.values.plenary && !listed.is_empty() {
        found(
            "a plenary session has no other beside it, so it cannot ask to avoid one".to_owned(),
            "leave the section empty",
        );
    } else {
        for number in listed {
            if *number == proposal.number {
                found(
                    format!("the session asks not to be at the same time as itself, #{number}"),
                    "leave its own number out",
                );
            } else if !numbers.contains_key(number) {
                found(
                    format!(
                        "it asks not to be at the same time as #{number}, which is no proposal here"
                    ),
                    "correct the number or leave it out; the file has to hold all proposals of the event",
                );
            }
        }
    }
    findings.len() == before
}

fn plenary_room(event: &Event, proposal: &Proposal, findings: &mut Vec<Finding>) {
    let Some(room) = proposal.room.and_then(|at| event.rooms.get(at)) else {
        return;
    };
    let plenary = room.name.to_lowercase() == event.plenary_room;
    let (message, cure) = match (proposal.values.plenary, plenary) {
        (true, false) => (
            format!("a plenary session cannot be in “{}”", room.name),
            "put it into the plenary room",
        ),
        (false, true) => (
            format!("“{}” is for plenary sessions, and this is none", room.name),
            "put it into another room",
        ),
        _ => return,
    };
    findings.push(Finding::new(
        Severity::Error,
        Kind::Scheduling,
        message,
        cure,
    ));
}

fn time_of_day(event: &Event, proposal: &Proposal, findings: &mut Vec<Finding>) {
    let slot = proposal.slot.and_then(|at| event.slots.get(at));
    let (Some(slot), Some(wanted)) = (slot, proposal.values.time_of_day) else {
        return;
    };
    let is = match slot.start.hour() {
        ..=12 => TimeOfDay::Morning,
        13..=18 => TimeOfDay::Afternoon,
        _ => TimeOfDay::Evening,
    };
    if is != wanted {
        let message = format!(
            "it is in a slot of the {} ({slot}) and asked for the {}",
            is.word(),
            wanted.word()
        );
        let cure = "move it, or agree on the time with its chairs";
        let finding = Finding::new(Severity::Warning, Kind::Times, message, cure);
        findings.push(finding.at(proposal.values.spot(About::TimeOfDay)));
    }
}

fn capacity(event: &Event, proposal: &Proposal, findings: &mut Vec<Finding>) {
    let Some(room) = proposal.room.and_then(|at| event.rooms.get(at)) else {
        return;
    };
    let wanted = proposal.values.capacity;
    if room.capacity < wanted {
        let guessed = if room.guessed { " by our guess" } else { "" };
        let message = format!(
            "about {wanted} people are expected, and “{}” holds {}{guessed}",
            room.name, room.capacity
        );
        let cure = "move it to a larger room, or agree on fewer people with its chairs";
        let finding = Finding::new(Severity::Warning, Kind::Capacity, message, cure);
        findings.push(finding.at(proposal.values.spot(About::Capacity)));
    }
}

fn comments(proposal: &Proposal, findings: &mut Vec<Finding>) {
    if proposal.values.comments {
        let finding = Finding::new(
            Severity::Check,
            Kind::Instructions,
            "the proposer has a word to the planners",
            "read it, and place the session as it asks",
        );
        findings.push(finding.at(proposal.values.spot(About::Comments)));
    }
}

fn minutes(event: &Event, rules: &Rules, proposal: &Proposal, findings: &mut Vec<Finding>) {
    let spot = || proposal.values.spot(About::Materials);
    let mut materials = proposal.values.materials.iter();
    let minutes = materials.find(|one| one.title.eq_ignore_ascii_case("minutes"));
    let Some(link) = minutes.and_then(|minutes| minutes.link.as_deref()) else {
        let slot = proposal.slot.and_then(|at| event.slots.get(at));
        let day = slot
            .filter(|_| proposal.room.is_some())
            .map(|slot| slot.date);
        let began = day.zip(event.timezone.clone());
        let began = began.and_then(|(day, zone)| day.to_zoned(zone).ok());
        if began.is_some_and(|began| rules.now.duration_since(began.timestamp()) > MINUTES_AFTER) {
            let finding = Finding::new(
                Severity::Warning,
                Kind::Minutes,
                "the session has taken place, and there is no link to its minutes",
                "add `- [Minutes](https://…)` below `### Meeting materials`",
            );
            findings.push(finding.at(spot()));
        }
        return;
    };
    let kept = |host: &str| {
        rules
            .minutes_on
            .iter()
            .any(|known| known.eq_ignore_ascii_case(host))
    };
    if !rules.minutes_on.is_empty() && !host(link).is_some_and(kept) {
        let finding = Finding::new(
            Severity::Warning,
            Kind::MinutesOrigin,
            format!(
                "its minutes are not kept on {}",
                rules.minutes_on.join(" or ")
            ),
            "publish them there, so that they last, and link to that",
        );
        findings.push(finding.at(spot()));
    }
}
