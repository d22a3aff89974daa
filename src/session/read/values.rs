//! The variables of a session, and its texts with them.

use super::{Format, Map, Walk};
use crate::fault::nearest;
use crate::template::fill;
use crate::yaml::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The session's values. Each fault of a variable (missing, unknown, not replaced) is noted once; a variable that has one gets an
/// empty value, so that its uses are not named as well.
pub(super) fn variables(
    walk: &mut Walk,
    map: &Map<'_>,
    format: Option<&Format>,
) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let entry = map.entry("variables");
    if let Some((_, node)) = entry.filter(|(_, node)| node.value != Value::Null) {
        let Some(given) = walk.any_map(node, "`variables`") else {
            // What is missing cannot be said before this is mended.
            for name in format.iter().flat_map(|format| format.variables.keys()) {
                values.insert(name.clone(), String::new());
            }
            return values;
        };
        for (key, value) in given.entries() {
            let unknown = format.filter(|format| !format.variables.contains_key(&key.name));
            if let Some(format) = unknown {
                let known = || format.variables.keys().map(String::as_str);
                let free = known().filter(|name| given.entry(name).is_none());
                let cure = match nearest(&key.name, free) {
                    Some(meant) => {
                        values.insert(meant.to_owned(), String::new());
                        format!("did you mean `{meant}`?")
                    }
                    None => format!(
                        "the variables of {} are: {}",
                        format.name,
                        known().collect::<Vec<_>>().join(", ")
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
                values.insert(key.name.clone(), String::new());
                continue;
            }
            let text = value_of(walk, &key.name, value).unwrap_or_default();
            values.insert(key.name.clone(), text);
        }
    }
    let Some(format) = format else { return values };
    for (name, about) in &format.variables {
        if values.contains_key(name) {
            continue;
        }
        // The place is where the line has to go: under `variables:`, else at the format that wants it.
        let (span, cure) = match entry {
            Some((key, _)) => (key.span.clone(), "below it, add"),
            None => (
                map.entry("format")
                    .map_or(0..0, |(key, _)| key.span.clone()),
                "add `variables:` and, indented below it,",
            ),
        };
        let used = format
            .first_use(name)
            .map(|place| format!(", which {place} uses"))
            .unwrap_or_default();
        walk.fault(
            span,
            format!("there is no value for the variable `{name}`{used}"),
            format!("{cure} `{name}: …` ({about})"),
        );
    }
    values
}

/// The value of one variable: a text in which nothing is left to replace.
fn value_of(walk: &mut Walk, name: &str, node: &Node) -> Option<String> {
    let left = match &node.value {
        Value::Scalar(text) => fill::uses(text)
            .first()
            .map(|left| (format!("{{{}}}", left.name), inside(walk, node, left))),
        // Without quotes, `{number}` is a mapping to YAML.
        _ => walk.braces(node).map(|braces| {
            (
                braces.clone(),
                node.span.start..node.span.start + braces.len(),
            )
        }),
    };
    if let Some((left, span)) = left {
        walk.fault(
            span,
            format!("`{left}` in the value of `{name}` is not replaced"),
            "write what it stands for in this session",
        );
        return None;
    }
    walk.text(node, name)
}

/// The session's own texts may use the format's variables too: any other is named where it stands.
pub(super) fn texts_are_filled(
    walk: &mut Walk,
    map: &Map<'_>,
    format: Option<&Format>,
    values: &BTreeMap<String, String>,
) {
    for name in ["title", "place", "summary", "credit", "license"] {
        let Some(node) = map.get(name) else { continue };
        let Value::Scalar(text) = &node.value else {
            continue;
        };
        let mut named = BTreeSet::new();
        for used in fill::uses(text) {
            // One of the format without a value has been named as missing.
            let known = |format: &Format| format.variables.contains_key(&used.name);
            if values.contains_key(&used.name)
                || format.is_some_and(known)
                || !named.insert(used.name.clone())
            {
                continue;
            }
            let meant = values.keys().map(String::as_str);
            let cure = match nearest(&used.name, meant) {
                Some(meant) => format!("did you mean `{{{meant}}}`?"),
                None => "write what it stands for in this session".to_owned(),
            };
            walk.fault(
                inside(walk, node, &used),
                format!("`{{{}}}` in `{name}` is not replaced", used.name),
                cure,
            );
        }
    }
}

/// The bytes of a use within a scalar as it is written in the file (quoting and folding move it).
fn inside(walk: &Walk, node: &Node, used: &fill::Use) -> Range<usize> {
    let raw = walk.raw(&node.span);
    fill::uses(raw)
        .into_iter()
        .find(|found| found.name == used.name)
        .map_or(node.span.clone(), |found| {
            node.span.start + found.span.start..node.span.start + found.span.end
        })
}
