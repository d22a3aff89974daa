//! Reading a `format.yml`.

use super::{Begins, Format, Part, no_use};
use crate::ballot::Rules;
use crate::fault::Source;
use crate::fields::{self, Fields};
use crate::session::outcomes::path::is_device;
use crate::session::read::STAGES;
use crate::session::{clusters, vote};
use crate::template::Templates;
use crate::template::fill;
use crate::yaml::walk::Walk;
use crate::yaml::{Node, Value};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keys of a format.
pub(in crate::session) const KEYS: [&str; 18] = [
    "name",
    "title",
    "credit",
    "variables",
    "objectives",
    "parts",
    "stages",
    "notes",
    "clusters",
    "vote",
    "fields",
    "documents",
    "publish-by",
    "follow-up",
    "groups",
    "without-notes",
    "vote-on",
    "after",
];
/// The keys of a variable that is more than a few words.
pub(in crate::session) const VARIABLE: [&str; 2] = ["about", "example"];
/// The keys of a part.
pub(in crate::session) const PART: [&str; 3] = ["title", "minutes", "text"];
/// The keys of `notes`.
pub(in crate::session) const NOTES: [&str; 2] = ["stem", "each"];
/// The words of `without-notes`.
pub(in crate::session) const WITHOUT_NOTES: [(&str, bool); 2] = [("report", true), ("wait", false)];

/// The words of `vote-on`.
pub(in crate::session) const VOTE_ON: [(&str, bool); 2] = [("claims", true), ("notes", false)];

/// Reads the tree of a `format.yml`.
pub(super) fn read(
    walk: &mut Walk,
    root: &Node,
    templates: Templates,
    source: &Arc<Source>,
) -> Option<Format> {
    let what = "a format";
    let map = walk.map(root, what, &KEYS)?;
    let cure = "see formats/how-might-we/format.yml for a whole one";
    let name = walk
        .required(&map, what, "name", cure)
        .and_then(|node| walk.text(node, "name"));
    let title = walk
        .required(&map, what, "title", cure)
        .and_then(|node| walk.text(node, "title"));
    let credit = walk.optional_text(&map, "credit");
    let (mut variables, mut examples) = (BTreeMap::new(), BTreeMap::new());
    if let Some(node) = map.get("variables") {
        for (key, value) in walk.any_map(node, "`variables`")?.entries() {
            let (about, example) = variable(walk, &key.name, value)?;
            variables.insert(key.name.clone(), about);
            examples.extend(example.map(|example| (key.name.clone(), example)));
        }
    }
    let mut objectives = Vec::new();
    if let Some(node) = map.get("objectives") {
        for item in walk.list(node, "objectives")? {
            objectives.extend(walk.text(item, "objectives"));
        }
    }
    let mut parts = Vec::new();
    let mut listed = 0;
    if let Some(node) = walk.required(&map, what, "parts", cure) {
        for item in walk.list(node, "parts")? {
            parts.extend(part(walk, item));
            listed += 1;
        }
    }
    let fields = match map.get("fields") {
        Some(node) => fields::declare(walk, node)?,
        None => Fields::default(),
    };
    // What a session has to say can stand in texts as well.
    let required = |name: &str| {
        let mut session = fields.session.iter();
        session.any(|field| field.required && field.name == name)
    };
    for used in fill::uses(&source.text) {
        if !variables.contains_key(&used.name)
            && !required(&used.name)
            && !no_use(&source.text, &used)
        {
            walk.fault(
                used.span.clone(),
                format!("`{{{}}}` is not declared", used.name),
                "name it under `variables:` with a few words on what it means",
            );
        }
    }
    let begins = walk
        .required(&map, what, "stages", cure)
        .and_then(|node| stages(walk, node, listed));
    let mut stem = String::new();
    let mut notes_each = 3;
    if let Some(node) = map.get("notes") {
        let notes = walk.map(node, "`notes`", &NOTES)?;
        stem = walk.optional_text(&notes, "stem").unwrap_or_default();
        if let Some(node) = notes.get("each") {
            notes_each = walk.number(node, "each", 1..101)?;
        }
    }
    let clusters = match map.get("clusters") {
        Some(node) => clusters::read(walk, node, &fields.cluster, None)?,
        None => Vec::new(),
    };
    let documents = match map.get("documents") {
        Some(node) => documents(walk, node, &templates)?,
        None => Vec::new(),
    };
    let publish_by = walk.optional_text(&map, "publish-by");
    let groups = walk.optional_text(&map, "groups");
    let after = match map.get("after") {
        Some(node) => after(walk, node, &templates)?,
        None => Vec::new(),
    };
    let without_notes = match map.get("without-notes") {
        Some(node) => walk.word(node, "without-notes", &WITHOUT_NOTES)?,
        None => false,
    };
    let vote_on_claims = match map.get("vote-on") {
        Some(node) => walk.word(node, "vote-on", &VOTE_ON)?,
        None => false,
    };
    let follow_up = match map.get("follow-up") {
        Some(node) => Some(follow_up(walk, node, &fields)?),
        None => None,
    };
    let mut rules = Rules::default();
    if let Some(node) = map.get("vote") {
        vote::rules(walk, node, vote::By::Format, &mut rules);
    }
    Some(Format {
        name: name?,
        title: title?,
        credit,
        variables,
        examples,
        objectives,
        parts,
        begins: begins?,
        stem,
        notes_each,
        clusters,
        rules,
        fields,
        documents,
        publish_by,
        follow_up,
        groups,
        without_notes,
        vote_on_claims,
        after,
        templates,
        source: Arc::clone(source),
    })
}

/// A variable: what it means, or a mapping that has an example as well.
fn variable(walk: &mut Walk, name: &str, node: &Node) -> Option<(String, Option<String>)> {
    let Value::Mapping(_) = &node.value else {
        return Some((walk.text(node, name)?, None));
    };
    let what = format!("`{name}`");
    let map = walk.map(node, &what, &VARIABLE)?;
    let cure = "add `about: …`, what it means";
    let about = walk.required(&map, &what, "about", cure)?;
    let about = walk.text(about, "about")?;
    Some((about, walk.optional_text(&map, "example")))
}

fn part(walk: &mut Walk, node: &Node) -> Option<Part> {
    let what = "a part";
    let map = walk.map(node, what, &PART)?;
    let title = walk
        .required(&map, what, "title", "give the part a heading")
        .and_then(|node| walk.text(node, "title"));
    let minutes = match map.get("minutes") {
        Some(node) => Some(walk.number(node, "minutes", 1..1441)?),
        None => None,
    };
    let text = walk.optional_text(&map, "text").unwrap_or_default();
    Some(Part {
        title: title?,
        minutes,
        text,
    })
}

fn stages(walk: &mut Walk, node: &Node, parts: usize) -> Option<[Begins; 5]> {
    let map = walk.map(node, "`stages`", &STAGES)?;
    let mut begins = Vec::new();
    for stage in STAGES {
        let cure = "write `14 days before`, `part 3` or `part 4 + 5 minutes`";
        let Some(node) = walk.required(&map, "`stages`", stage, cure) else {
            continue;
        };
        let Some(text) = walk.text(node, stage) else {
            continue;
        };
        match begins_of(&text, parts) {
            Some(found) => begins.push(found),
            None => walk.fault(
                node.span.clone(),
                format!("`{text}` says no time at which `{stage}` could begin"),
                format!("{cure}; the parts are 1 to {parts}"),
            ),
        }
    }
    begins.try_into().ok()
}

/// Reads `14 days before`, `part 3`, `part 4 + 5 minutes`.
fn begins_of(text: &str, parts: usize) -> Option<Begins> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match *words.as_slice() {
        [days, "days" | "day", "before"] => Some(Begins::DaysBefore(
            days.parse().ok().filter(|days| *days <= 366)?,
        )),
        ["part", number] => Some(Begins::Part(
            part_index(number, parts)?,
            SignedDuration::ZERO,
        )),
        ["part", number, "+", amount, unit] => {
            let amount = amount
                .parse::<i64>()
                .ok()
                .filter(|n| (0..10_000).contains(n))?;
            let minutes = match unit {
                "minute" | "minutes" => 1,
                "hour" | "hours" => 60,
                "day" | "days" => 24 * 60,
                _ => return None,
            };
            Some(Begins::Part(
                part_index(number, parts)?,
                SignedDuration::from_mins(amount * minutes),
            ))
        }
        _ => None,
    }
}

fn part_index(number: &str, parts: usize) -> Option<usize> {
    let number: usize = number.parse().ok()?;
    (1..=parts).contains(&number).then(|| number - 1)
}

/// `documents:`, file names with their templates.
fn documents(walk: &mut Walk, node: &Node, templates: &Templates) -> Option<Vec<(String, String)>> {
    /// What a report has anyway.
    const TAKEN: [&str; 9] = [
        "topics.md",
        "topics.svg",
        "topics-dark.svg",
        "readme.md",
        "report.html",
        "tally.json",
        "notes.csv",
        "votes.svg",
        "votes-dark.svg",
    ];
    let map = walk.any_map(node, "`documents`")?;
    let mut documents = Vec::new();
    for (key, value) in map.entries() {
        let file = &key.name;
        let fits = file.len() <= 60
            && !file.starts_with('.')
            && !file.ends_with('.')
            && !is_device(file)
            && file
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let taken = TAKEN.contains(&file.to_ascii_lowercase().as_str());
        if !fits || taken {
            walk.fault(
                key.span.clone(),
                format!("`{file}` cannot be a document of the report"),
                if taken {
                    "the report has a file of that name anyway: choose another one"
                } else {
                    "write a file's name without folders that every system can have, such as learnings.md"
                },
            );
            continue;
        }
        let Some(template) = walk.text(value, file) else {
            continue;
        };
        if !templates.has(&template) {
            walk.fault(
                value.span.clone(),
                format!("the format has no template `{template}`"),
                format!("write `{template}.hbs` beside format.yml"),
            );
            continue;
        }
        documents.push((file.clone(), template));
    }
    Some(documents)
}

/// `after:`, templates with what the titles of their issues begin with.
fn after(walk: &mut Walk, node: &Node, templates: &Templates) -> Option<Vec<(String, String)>> {
    let map = walk.any_map(node, "`after`")?;
    let mut issues = Vec::new();
    for (key, value) in map.entries() {
        if !templates.has(&key.name) {
            walk.fault(
                key.span.clone(),
                format!("the format has no template `{}`", key.name),
                format!("write `{}.hbs` beside format.yml", key.name),
            );
            continue;
        }
        let title = walk.text(value, &key.name);
        issues.extend(title.map(|title| (key.name.clone(), title)));
    }
    Some(issues)
}

/// `follow-up: {answered: "no"}`.
fn follow_up(walk: &mut Walk, node: &Node, fields: &Fields) -> Option<(String, String)> {
    let keys: Vec<&str> = fields
        .note
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    let map = walk.map(node, "`follow-up`", &keys)?;
    let [(key, value)] = map.entries() else {
        walk.fault(
            node.span.clone(),
            "`follow-up` names one field of notes, with its value",
            "write it as `follow-up:` and, below it, `field: value`",
        );
        return None;
    };
    let text = walk.text(value, &key.name)?;
    let field = fields.note.iter().find(|field| field.name == key.name)?;
    match fields::cell(field, &text) {
        Ok(Some(value)) => Some((key.name.clone(), value)),
        Ok(None) => None,
        Err((message, cure)) => {
            walk.fault(value.span.clone(), message, cure);
            None
        }
    }
}
