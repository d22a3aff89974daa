//! The schemas know what the readers know, and the published ones are these.

use super::*;
use crate::fault::Source;
use crate::fields;
use crate::yaml::{self, Node, Value as Yaml};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

fn validator(of: Of) -> jsonschema::Validator {
    jsonschema::validator_for(&schema(of, &Formats::default())).unwrap()
}

/// A document as an editor sees it: numbers and booleans are such.
fn seen(text: &str) -> Value {
    let source = Arc::new(Source {
        path: "a.yml".into(),
        text: text.to_owned(),
    });
    value(&source, &yaml::parse(&source).unwrap())
}

fn value(source: &Source, node: &Node) -> Value {
    match &node.value {
        Yaml::Null => Value::Null,
        Yaml::Scalar(text) => {
            let raw = source.text.get(node.span.clone()).unwrap_or_default();
            let quoted = raw.starts_with(['"', '\'', '|', '>']);
            let read = serde_json::from_str::<Value>(text).ok();
            let plain = read.filter(|read| !quoted && (read.is_number() || read.is_boolean()));
            plain.unwrap_or_else(|| json!(text))
        }
        Yaml::Sequence(items) => items.iter().map(|item| value(source, item)).collect(),
        Yaml::Mapping(entries) => entries
            .iter()
            .map(|(key, node)| (key.name.clone(), value(source, node)))
            .collect(),
    }
}

fn errors(of: Of, text: &str) -> Vec<String> {
    let seen = seen(text);
    let validator = validator(of);
    let errors = validator.iter_errors(&seen);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Every mapping of a schema with keys of its own.
fn properties<'s>(schema: &'s Value, found: &mut Vec<(&'s str, &'s Value)>) {
    if let Some(Value::Object(map)) = schema.get("properties") {
        found.extend(map.iter().map(|(key, value)| (key.as_str(), value)));
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| properties(value, found)),
        Value::Array(list) => list.iter().for_each(|value| properties(value, found)),
        _ => {}
    }
}

#[test]
fn every_key_is_explained() {
    for of in Of::ALL {
        let mut schema = schema(of, &Formats::default());
        // The conditions name a key without explaining it again.
        if let Some(Value::Array(conditions)) = schema.get_mut("allOf") {
            for condition in conditions {
                condition.as_object_mut().unwrap().remove("if");
            }
        }
        let mut found = Vec::new();
        properties(&schema, &mut found);
        assert!(found.len() > 20, "{of:?}");
        for (key, value) in found {
            let about = value.get("description").and_then(Value::as_str);
            // A format may leave its own fields without a word.
            assert!(about.is_some(), "{of:?}: {key}: {value}");
        }
    }
}

#[test]
fn every_built_in_format_and_every_example_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for (folder, file, of) in [
        ("examples", "session.yml", Of::Session),
        ("formats", "format.yml", Of::Format),
    ] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path().join(file);
            if let Ok(text) = std::fs::read_to_string(&path) {
                assert_eq!(errors(of, &text), [""; 0], "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 12, "{count}");
}

#[test]
fn what_is_no_key_of_the_reader_is_none_here() {
    let session = "format: goals\ntitle: x\ndate: 2026-01-01\nstart: 15:00\ndetails: {year: 2026, committee: us}\n";
    assert_eq!(errors(Of::Session, session), [""; 0]);
    for (of, text) in [
        (Of::Session, format!("{session}budget: 5\n")),
        (Of::Session, format!("{session}vote: {{votez: 5}}\n")),
        (
            Of::Session,
            format!("{session}vote: {{in-room: {{count: 5}}}}\n"),
        ),
        (Of::Session, format!("{session}report: {{branch: x}}\n")),
        (
            Of::Session,
            format!("{session}clusters: [{{name: x, colour: red}}]\n"),
        ),
        (Of::Session, format!("{session}variables: {{number: 5}}\n")),
        (Of::Session, session.replace("committee", "comittee")),
        (Of::Session, session.replace("date: 2026-01-01\n", "")),
        (Of::Session, session.replace("2026-01-01", "1.1.2026")),
        (Of::Session, format!("{session}attribution: secret\n")),
        (Of::Config, "format: goals\n".to_owned()),
        (Of::Config, "vote: {cancelled: {why: x}}\n".to_owned()),
        (Of::Config, "vote: {in-room: {people: 5}}\n".to_owned()),
        (
            Of::Format,
            "name: x\ntitle: x\nparts: []\nstages: {}\n".to_owned(),
        ),
    ] {
        assert!(!errors(of, &text).is_empty(), "{text}");
    }
    assert_eq!(errors(Of::Config, "# nothing\n"), [""; 0]);
}

#[test]
fn a_key_may_be_empty_where_it_need_not_be_there() {
    let text = "format: panel\ntitle: 5\ndate: 2026-01-01\nstart: \"9:05\"\ndetails: {author: us, recordings: }\nvote:\n  quorum:\nclusters:\nattribution:\nschedule: {closed: }\n";
    assert_eq!(errors(Of::Session, text), [""; 0]);
}

#[test]
fn the_published_schemas_are_these() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for of in Of::ALL {
        let path = root.join(format!("docs/schema/{}-1.json", of.word()));
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            published == crate::output::json(&schema(of, &Formats::default())),
            "run: cargo run -- schema {} > docs/schema/{0}-1.json",
            of.word()
        );
    }
}

#[test]
fn the_kinds_of_fields_are_all_there() {
    let schema = schema(Of::Format, &Formats::default()).to_string();
    let kinds: BTreeSet<&str> = fields::KINDS.iter().map(|(word, _)| *word).collect();
    for kind in kinds {
        assert!(schema.contains(&format!("\"{kind}\"")), "{kind}");
    }
}
