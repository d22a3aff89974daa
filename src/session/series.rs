//! `series:` and `roles:`: by which rule a session recurs, who does what in it, and how that is handed over to the next one.

use super::SessionId;
use super::read::times;
use crate::inert;
use crate::series::{HandOver, Roles, Rule};
use crate::yaml::Node;
use crate::yaml::walk::{Map, Walk};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::ops::Range;

/// The series that a session belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: SessionId,
    /// When its sessions take place.
    pub rule: Rule,
    /// The day of its first session, where the rule has to know it.
    pub first: Option<Date>,
    /// How roles are handed over.
    pub hand_over: HandOver,
    /// Who takes turns.
    pub people: Vec<String>,
}

/// The keys of `series`.
pub(super) const KEYS: [&str; 5] = ["name", "rule", "first", "hand-over", "people"];
/// The keys of `roles`.
pub(super) const ROLES: [&str; 2] = ["facilitator", "scribe"];
const WHAT: &str = "`series`";
/// A name with a day behind it has to be an id.
const LONGEST_NAME: usize = 31;
/// More people than take turns anywhere.
const MOST_PEOPLE: usize = 200;

/// Reads `roles:`.
pub(super) fn roles(walk: &mut Walk, node: &Node) -> Option<Roles> {
    let map = walk.map(node, "`roles`", &ROLES)?;
    let mut role = |name: &str| match map.get(name) {
        Some(node) => person(walk, node, name).map(Some),
        None => Some(None),
    };
    let (facilitator, scribe) = (role("facilitator"), role("scribe"));
    Some(Roles {
        facilitator: facilitator?,
        scribe: scribe?,
    })
}

/// Reads `series:`; the session begins at `begins`, in `zone`, as far as these are known.
pub(super) fn read(
    walk: &mut Walk,
    node: &Node,
    roles: Option<&Roles>,
    begins: Option<DateTime>,
    zone: Option<&TimeZone>,
) -> Option<Series> {
    let map = walk.map(node, WHAT, &KEYS)?;
    let name = name(walk, &map);
    let first = match map.get("first") {
        Some(node) => times::date(walk, node).map(Some),
        None => Some(None),
    };
    if let (Some(Some(first)), Some(begins)) = (first, begins)
        && first > begins.date()
    {
        walk.fault(
            map.get("first").map_or(0..0, |node| node.span.clone()),
            format!(
                "the series would begin after this session, which is on {}",
                begins.date()
            ),
            "write the day of the first session of the series, or leave `first` out",
        );
    }
    let begins = match (first, begins) {
        (Some(Some(first)), Some(begins)) => Some(first.to_datetime(begins.time())),
        (_, begins) => begins,
    };
    let rule = rule(walk, &map, begins, zone);
    let people = people(walk, &map);
    let hand_over = hand_over(walk, &map, roles, people.as_deref());
    Some(Series {
        name: name?,
        rule: rule?,
        first: first?,
        hand_over: hand_over?,
        people: people?,
    })
}

fn name(walk: &mut Walk, map: &Map<'_>) -> Option<SessionId> {
    let cure = format!(
        "use lower-case letters, digits and single hyphens, {LONGEST_NAME} characters at most: a day is added to it for ids"
    );
    let add = "add `name: …`, such as `name: touchpoint`";
    let node = walk.required(map, WHAT, "name", add)?;
    let text = walk.text(node, "name")?;
    let name = SessionId::new(&text).filter(|name| name.as_str().len() <= LONGEST_NAME);
    if name.is_none() {
        walk.fault(
            node.span.clone(),
            format!("`{text}` cannot be the name of a series"),
            cure,
        );
    }
    name
}

fn rule(
    walk: &mut Walk,
    map: &Map<'_>,
    begins: Option<DateTime>,
    zone: Option<&TimeZone>,
) -> Option<Rule> {
    let add = "add `rule: FREQ=MONTHLY;BYDAY=2TU`, when its sessions take place";
    let node = walk.required(map, WHAT, "rule", add)?;
    let text = walk.text(node, "rule")?;
    let rule = match Rule::read(&text, zone.unwrap_or(&TimeZone::UTC)) {
        Ok(rule) => rule,
        Err(wrong) => {
            // Escapes and folds move what stands in a scalar: then the whole of it is the place.
            let start = walk
                .raw(&node.span)
                .find(&text)
                .map(|at| node.span.start + at);
            for wrong in wrong {
                let span: Range<usize> = match start {
                    Some(start) => start + wrong.span.start..start + wrong.span.end,
                    None => node.span.clone(),
                };
                walk.fault(span, wrong.message, wrong.cure);
            }
            return None;
        }
    };
    if begins.is_some_and(|begins| rule.is_empty(begins)) {
        walk.fault(
            node.span.clone(),
            "no day fits this rule",
            "look at BYMONTH, BYMONTHDAY and BYSETPOS: together they name a day that never comes",
        );
        return None;
    }
    if matches!(rule.ends, crate::series::Ends::Count(_)) && map.get("first").is_none() {
        walk.fault(
            node.span.clone(),
            "COUNT counts from the first session of the series, and that is not known",
            "add `first: 2026-01-13`, its day, or end the rule with UNTIL",
        );
        return None;
    }
    Some(rule)
}

fn people(walk: &mut Walk, map: &Map<'_>) -> Option<Vec<String>> {
    let Some(node) = map.get("people") else {
        return Some(Vec::new());
    };
    let items = walk.list(node, "people")?;
    if items.len() > MOST_PEOPLE {
        walk.fault(
            node.span.clone(),
            format!("{} people are too many to take turns", items.len()),
            format!("name {MOST_PEOPLE} at most"),
        );
        return None;
    }
    let mut list: Vec<String> = Vec::new();
    for item in items {
        let text = person(walk, item, "people")?;
        if list.iter().any(|known| crate::series::same(known, &text)) {
            walk.fault(
                item.span.clone(),
                format!("`{text}` comes twice"),
                "name each once: everybody has one turn",
            );
        } else {
            list.push(text);
        }
    }
    Some(list)
}

/// A handle, a name, or any text on one line.
fn person(walk: &mut Walk, node: &Node, name: &str) -> Option<String> {
    walk.text(node, name).map(|text| inert::line(&text))
}

fn hand_over(
    walk: &mut Walk,
    map: &Map<'_>,
    roles: Option<&Roles>,
    people: Option<&[String]>,
) -> Option<HandOver> {
    let Some(node) = map.get("hand-over") else {
        if let Some(node) = map.get("people") {
            walk.fault(
                node.span.clone(),
                "nothing says how these people take turns",
                "add `hand-over: rotate` or `hand-over: scribe-becomes-facilitator`",
            );
        }
        return Some(HandOver::Keep);
    };
    let how = walk.word(node, "hand-over", &HandOver::WORDS)?;
    // What could not be read has been named.
    let (Some(roles), Some(people)) = (roles, people) else {
        return Some(how);
    };
    let (facilitator, scribe) = (roles.facilitator.is_some(), roles.scribe.is_some());
    let missing = match how {
        HandOver::Keep => None,
        HandOver::Rotate => (!facilitator && !scribe).then_some("role"),
        HandOver::ScribeBecomesFacilitator => match (facilitator, scribe) {
            (true, true) => None,
            (false, _) => Some("facilitator"),
            (true, false) => Some("scribe"),
        },
    };
    if let Some(missing) = missing {
        walk.fault(
            node.span.clone(),
            format!("there is nothing to hand over: the session names no {missing}"),
            "add `roles:` with `facilitator: …` and `scribe: …`",
        );
    }
    if how == HandOver::Keep && !people.is_empty() {
        walk.fault(
            node.span.clone(),
            "roles that are kept need no people who take turns",
            "leave `people` out, or write `rotate` or `scribe-becomes-facilitator`",
        );
    }
    if how != HandOver::Keep && people.len() < 2 {
        let node = map.get("people").unwrap_or(node);
        walk.fault(
            node.span.clone(),
            "there are too few people to take turns",
            "name two or more under `people`",
        );
    }
    Some(how)
}

#[cfg(test)]
mod tests;
