//! A format's `fields:`.

use super::{Field, Fields, Kind};
use crate::inert;
use crate::yaml::walk::Walk;
use crate::yaml::{Node, Value};

/// Kinds that have no parts, by their words.
pub(crate) const KINDS: [(&str, &str); 7] = [
    ("line", "a line of text"),
    ("text", "paragraphs in Markdown"),
    ("link", "https://…"),
    ("date", "a day"),
    ("number", "a whole number"),
    ("list", "a list of lines"),
    ("rows", "a list of mappings, with `columns`"),
];

/// The keys of a field.
pub(crate) const KEYS: [&str; 8] = [
    "about",
    "required",
    "kind",
    "one-of",
    "columns",
    "example",
    "asked",
    "of-one-session",
];
/// What has fields.
pub(crate) const LISTS: [&str; 3] = ["session", "cluster", "note"];

/// Names that clusters and rows of notes have already.
const OF_CLUSTERS: [&str; 2] = ["name", "about"];
const OF_NOTES: [&str; 6] = ["text", "author", "cluster", "status", "session", "note"];

/// Reads `fields:`.
pub fn declare(walk: &mut Walk, node: &Node) -> Option<Fields> {
    let map = walk.map(node, "`fields`", &LISTS)?;
    let mut fields = Fields::default();
    if let Some(node) = map.get("session") {
        fields.session = list(walk, node, "session", &[], true)?;
    }
    if let Some(node) = map.get("cluster") {
        fields.cluster = list(walk, node, "cluster", &OF_CLUSTERS, true)?;
    }
    if let Some(node) = map.get("note") {
        // A cell holds one value.
        fields.note = list(walk, node, "note", &OF_NOTES, false)?;
    }
    Some(fields)
}

fn list(
    walk: &mut Walk,
    node: &Node,
    what: &str,
    taken: &[&str],
    nested: bool,
) -> Option<Vec<Field>> {
    let map = walk.any_map(node, &format!("`{what}`"))?;
    let mut fields = Vec::new();
    for (key, value) in map.entries() {
        let name = &key.name;
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.len() <= 40
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        // In a template, `this` is the whole.
        if !fits || name == "this" || taken.contains(&name.as_str()) {
            let cure = if fits && name != "this" {
                format!("another name: {} are there already", taken.join(", "))
            } else {
                "a word of small letters, digits and `-`".to_owned()
            };
            walk.fault(
                key.span.clone(),
                format!("`{name}` cannot be the name of a field"),
                format!("write {cure}"),
            );
            continue;
        }
        let field = field(walk, name, value, nested);
        if what != "session" && field.as_ref().is_some_and(|field| field.of_one_session) {
            walk.fault(
                value.span.clone(),
                format!("`{name}` cannot be `of-one-session`"),
                "only fields of a session can: leave it out here",
            );
            continue;
        }
        fields.extend(field);
    }
    Some(fields)
}

fn field(walk: &mut Walk, name: &str, node: &Node, nested: bool) -> Option<Field> {
    let whole = |about: String, required: bool, kind: Kind, asked: bool| Field {
        name: name.to_owned(),
        about,
        required,
        kind,
        example: None,
        asked,
        of_one_session: false,
    };
    match &node.value {
        Value::Null => return Some(whole(String::new(), false, Kind::Line, true)),
        Value::Scalar(_) => return Some(whole(walk.text(node, name)?, false, Kind::Line, true)),
        Value::Sequence(_) | Value::Mapping(_) => {}
    }
    let what = format!("`{name}`");
    let map = walk.map(node, &what, &KEYS)?;
    let about = walk.optional_text(&map, "about").unwrap_or_default();
    let mut whether = |name: &str, default: bool| match map.get(name) {
        Some(node) => walk.word(node, name, &[("true", true), ("false", false)]),
        None => Some(default),
    };
    let required = whether("required", false)?;
    let asked = whether("asked", true)?;
    let of_one_session = whether("of-one-session", false)?;
    let kind = match map.get("kind") {
        Some(node) => {
            let words = KINDS.map(|(word, _)| (word, word));
            walk.word(node, "kind", &words)?
        }
        None if map.get("columns").is_some() => "rows",
        None => "line",
    };
    if !nested && matches!(kind, "list" | "rows") {
        walk.fault(
            node.span.clone(),
            format!("`{name}` cannot be a list here"),
            "a cell of a table holds one value",
        );
        return None;
    }
    let kind = match (kind, map.get("one-of"), map.get("columns")) {
        (_, Some(node), _) => {
            let mut words = Vec::new();
            for item in walk.list(node, "one-of")? {
                let Some(word) = walk.text(item, "one-of") else {
                    continue;
                };
                // Templates compare what is shown.
                if inert::markdown(&word) == word {
                    words.push(word);
                } else {
                    walk.fault(
                        item.span.clone(),
                        format!("`{word}` cannot be a choice"),
                        "write it without signs that mean something in Markdown, such as `&`, `_` and `*`",
                    );
                }
            }
            Kind::Choice(words)
        }
        ("rows", _, Some(node)) => Kind::Rows(list(walk, node, "columns", &[], false)?),
        ("rows", _, None) => {
            let cure = "add `columns:` with what each row says";
            walk.fault(
                node.span.clone(),
                format!("the rows of `{name}` have no columns"),
                cure,
            );
            return None;
        }
        ("text", ..) => Kind::Text,
        ("link", ..) => Kind::Link,
        ("date", ..) => Kind::Date,
        ("number", ..) => Kind::Number,
        ("list", ..) => Kind::List,
        _ => Kind::Line,
    };
    Some(Field {
        example: walk.optional_text(&map, "example"),
        of_one_session,
        ..whole(about, required, kind, asked)
    })
}
