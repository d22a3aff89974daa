//! What a session, a cluster or a row of notes gives for its format's fields.

use super::address::link;
use super::{Field, Given, Kind, Value};
use crate::fault::nearest;
use crate::inert;
use crate::template::fill;
use crate::yaml::Node;
use crate::yaml::walk::{Map, Walk};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The longest line, in characters.
const LONGEST_LINE: usize = 500;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 20_000;
/// The most items of a list.
const MOST: usize = 500;

/// Reads a mapping that gives these fields and nothing else. `variables` fill its texts; a format has none yet.
pub fn given(
    walk: &mut Walk,
    node: &Node,
    what: &str,
    fields: &[Field],
    variables: Option<&BTreeMap<String, String>>,
) -> Option<Given> {
    let keys: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let map = walk.map(node, what, &keys)?;
    of_map(walk, &map, what, fields, variables)
}

/// The same for a mapping whose keys have been checked, which may have others.
pub fn of_map(
    walk: &mut Walk,
    map: &Map<'_>,
    what: &str,
    fields: &[Field],
    variables: Option<&BTreeMap<String, String>>,
) -> Option<Given> {
    let mut given = Given::new();
    for field in fields {
        let name = field.name.as_str();
        let node = if field.required {
            walk.required(map, what, name, &add(field))
        } else {
            map.get(name)
        };
        let Some(node) = node else { continue };
        if let Some(value) = value(walk, node, field, variables) {
            given.insert(field.name.clone(), value);
        }
    }
    Some(given)
}

/// How to add a field that is missing.
pub fn add(field: &Field) -> String {
    let means = match field.about.as_str() {
        "" => String::new(),
        about => format!(" ({about})"),
    };
    format!("add `{}: …`{means}", field.name)
}

fn value(
    walk: &mut Walk,
    node: &Node,
    field: &Field,
    variables: Option<&BTreeMap<String, String>>,
) -> Option<Value> {
    match &field.kind {
        Kind::List => {
            let items = few(walk, node, field)?;
            let line = Field {
                kind: Kind::Line,
                ..field.clone()
            };
            let lines = items
                .iter()
                .filter_map(|item| one(walk, item, &line, variables))
                .collect();
            Some(Value::Many(lines))
        }
        Kind::Rows(columns) => {
            let what = format!("a row of `{}`", field.name);
            let mut rows = Vec::new();
            for item in few(walk, node, field)? {
                let row = given(walk, item, &what, columns, variables)?;
                let cells = row.into_iter().filter_map(|(name, value)| match value {
                    Value::One(text) => Some((name, text)),
                    // Columns are no lists: `declare` sees to it.
                    Value::Many(_) | Value::Rows(_) => None,
                });
                rows.push(cells.collect());
            }
            Some(Value::Rows(rows))
        }
        _ => one(walk, node, field, variables).map(Value::One),
    }
}

fn few<'n>(walk: &mut Walk, node: &'n Node, field: &Field) -> Option<&'n [Node]> {
    let items = walk.list(node, &field.name)?;
    if items.len() > MOST {
        walk.fault(
            node.span.clone(),
            format!("`{}` has {} items", field.name, items.len()),
            format!("write {MOST} at most"),
        );
        return None;
    }
    Some(items)
}

fn one(
    walk: &mut Walk,
    node: &Node,
    field: &Field,
    variables: Option<&BTreeMap<String, String>>,
) -> Option<String> {
    let text = walk.text(node, &field.name)?;
    // A link or a word of a choice is no text to fill.
    let text = match (&field.kind, variables) {
        (Kind::Line | Kind::Text, Some(variables)) => match fill::fill(&text, variables) {
            Ok(filled) => filled,
            Err(missing) => {
                let first = missing.first().map(|used| used.name.clone());
                let first = first.unwrap_or_default();
                let known = variables.keys().map(String::as_str);
                walk.fault(
                    node.span.clone(),
                    format!("`{{{first}}}` in `{}` is not replaced", field.name),
                    match nearest(&first, known) {
                        Some(meant) => format!("did you mean `{{{meant}}}`?"),
                        None => "write what it stands for in this session".to_owned(),
                    },
                );
                return None;
            }
        },
        _ => text,
    };
    match fit(field, &text) {
        Ok(text) => Some(text),
        Err((message, cure)) => {
            walk.fault(node.span.clone(), message, cure);
            None
        }
    }
}

/// The value in a cell of a table; nothing in an empty one.
///
/// # Errors
/// What is wrong with it, and the cure.
pub fn cell(field: &Field, text: &str) -> Result<Option<String>, (String, String)> {
    let text = text.trim();
    if text.is_empty() {
        return match field.required {
            true => Err((
                format!("the row has no `{}`", field.name),
                match field.about.as_str() {
                    "" => "fill in its cell".to_owned(),
                    about => format!("fill in its cell: {about}"),
                },
            )),
            false => Ok(None),
        };
    }
    fit(field, text).map(Some)
}

/// The text as its field takes it, or what is wrong with it and the cure.
fn fit(field: &Field, text: &str) -> Result<String, (String, String)> {
    let name = &field.name;
    let shown = inert::cut(&inert::line(text), 60);
    let wrong = |cure: String| Err((format!("`{name}` cannot be `{shown}`"), cure));
    match &field.kind {
        Kind::Line | Kind::List | Kind::Rows(_) => {
            let line = inert::line(text);
            short(name, &line, LONGEST_LINE)?;
            Ok(line)
        }
        Kind::Text => {
            short(name, text, LONGEST_TEXT)?;
            Ok(text.trim().to_owned())
        }
        Kind::Link => match link(text) {
            Some(link) => Ok(link),
            None => wrong("write a whole address: https://…, without spaces".to_owned()),
        },
        Kind::Date => match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => Ok(date.to_string()),
            _ => wrong("write year-month-day, such as 2026-03-31".to_owned()),
        },
        Kind::Number => match text.parse::<u32>() {
            Ok(number) if number <= 1_000_000 => Ok(number.to_string()),
            _ => wrong("write a whole number, up to 1000000".to_owned()),
        },
        Kind::Choice(words) => {
            let known = || words.iter().map(String::as_str);
            match known().find(|word| word.eq_ignore_ascii_case(text)) {
                Some(word) => Ok(word.to_owned()),
                None => wrong(match nearest(text, known()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("write one of: {}", words.join(", ")),
                }),
            }
        }
    }
}

fn short(name: &str, text: &str, longest: usize) -> Result<(), (String, String)> {
    let length = text.chars().count();
    if length > longest {
        return Err((
            format!("`{name}` has {length} characters, more than the {longest} allowed"),
            "say it in fewer words, or link to a document".to_owned(),
        ));
    }
    Ok(())
}
