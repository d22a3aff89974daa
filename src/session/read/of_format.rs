//! What a session says because of its format: which one it is, its details, its groups, by when it publishes.

use super::{Format, Formats, Map, WHAT, Walk, first_key};
use crate::fault::nearest;
use crate::fields::{self, Given};
use crate::session::due::Due;
use crate::session::groups;
use crate::template::fill;
use crate::yaml::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// `format:`, and the format of that name.
pub(super) fn read_format(walk: &mut Walk, map: &Map<'_>, formats: &Formats) -> Option<Format> {
    let known = formats.names();
    let list = known.join(", ");
    let node = walk.required(
        map,
        WHAT,
        "format",
        &format!("add `format: …`, one of: {list}"),
    )?;
    let name = walk.text(node, "format")?;
    match formats.get(&name) {
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

/// `details:`, what the format lets a session say.
pub(super) fn details(
    walk: &mut Walk,
    map: &Map<'_>,
    format: Option<&Format>,
    values: &BTreeMap<String, String>,
) -> Option<Given> {
    // What belongs there cannot be said without a format; that has been named.
    let fields = &format?.fields.session;
    let what = "`details`";
    match map.entry("details") {
        Some((_, node)) if node.value != Value::Null => {
            fields::given(walk, node, what, fields, Some(values))
        }
        entry => {
            let place = entry.or(map.entry("format"));
            let span = place.map_or(0..0, |(key, _)| key.span.clone());
            for field in fields.iter().filter(|field| field.required) {
                walk.fault(
                    span.clone(),
                    format!("the session says nothing of its `{}`", field.name),
                    format!("below `details:`, {}", fields::add(field)),
                );
            }
            Some(Given::new())
        }
    }
}

/// How many groups participants form, as the session or its format says.
pub(super) fn groups(
    walk: &mut Walk,
    map: &Map<'_>,
    format: Option<&Format>,
    values: &BTreeMap<String, String>,
) -> Option<Option<u32>> {
    if let Some(node) = map.get("groups") {
        return walk.number(node, "groups", 1..groups::MOST + 1).map(Some);
    }
    let Some(text) = format.and_then(|format| format.groups.as_ref()) else {
        return Some(None);
    };
    let filled = fill::fill(text, values).ok()?;
    let number = filled.trim().parse().ok();
    if let Some(number) = number.filter(|number| (1..=groups::MOST).contains(number)) {
        return Some(Some(number));
    }
    // Of a variable, whose value is empty where it has been named already.
    if !filled.is_empty() {
        walk.fault(
            variable_in(map, text),
            format!("`{filled}` is no number of groups"),
            format!("write a whole number from 1 to {}", groups::MOST),
        );
    }
    None
}

/// By when the report is to be published, as the session or its format says.
pub(super) fn publish_by(
    walk: &mut Walk,
    map: &Map<'_>,
    format: Option<&Format>,
    values: &BTreeMap<String, String>,
) -> Option<Option<Due>> {
    let own = map.get("publish-by");
    let text = match own {
        Some(node) => walk.text(node, "publish-by")?,
        None => match format.and_then(|format| format.publish_by.as_ref()) {
            Some(text) => fill::fill(text, values).ok()?,
            None => return Some(None),
        },
    };
    if let Some(due) = Due::parse(&text) {
        return Some(Some(due));
    }
    // Of a variable, whose value is empty where it has been named already.
    let written = format.and_then(|format| format.publish_by.as_deref());
    let span = own.map_or_else(
        || variable_in(map, written.unwrap_or_default()),
        |node| node.span.clone(),
    );
    if !text.is_empty() {
        walk.fault(
            span,
            format!("`{text}` is no date by which the report is published"),
            "write a day, a month, a quarter or a year: 2025-03-31, March 2025, Q2 2025, 2025",
        );
    }
    None
}

/// The value of the first variable that a format's text uses, where the session gives it.
fn variable_in(map: &Map<'_>, text: &str) -> Range<usize> {
    let used = fill::uses(text).into_iter().next();
    let given = map.get("variables").and_then(|node| match &node.value {
        Value::Mapping(entries) => {
            let name = used.map(|used| used.name)?;
            entries.iter().find(|(key, _)| key.name == name)
        }
        _ => None,
    });
    given.map_or_else(|| first_key(map), |(_, node)| node.span.clone())
}
