//! Every file that a page shows is accepted.

use crate::common::alone::Alone;
use crate::pages::pages;
use insta::assert_snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::process::Command;

/// What a session in the pages' fragments is otherwise.
const BASE: &str = "title: A session\ndate: 2026-01-13\nstart: 17:00\n";
/// Keys under which something whole stands, as `session.yml` has them.
const OTHERS: [(&str, &str); 3] = [
    ("format", "format: touchpoint\n"),
    ("timezone", "timezone: UTC\n"),
    ("attribution", "attribution: named\n"),
];

/// The keys at the left edge.
fn keys(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter(|line| line.starts_with(|it: char| it.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .collect()
}

/// What `folkmoot check` has against files.
fn check(files: &[(&str, &str)]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .arg("check")
        .current_dir(folder.path())
        .alone()
        .output()
        .unwrap();
    (!output.status.success()).then(|| String::from_utf8(output.stderr).unwrap())
}

#[test]
fn every_file_that_is_shown_is_accepted() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/schema/session-1.json")).unwrap();
    let config: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/schema/config-1.json")).unwrap();
    let known = |schema: &serde_json::Value, keys: &BTreeSet<&str>| {
        keys.iter()
            .all(|key| schema["properties"].get(*key).is_some())
    };
    let (mut kinds, mut wrong) = (BTreeMap::new(), String::new());
    for page in pages() {
        for block in page.blocks().iter().filter(|it| it.language == "yaml") {
            let keys = keys(&block.text);
            let text = block.text.as_str();
            let (kind, fault) = if keys.contains("parts") {
                let format = format!("{text}\n");
                let files = [
                    (".folkmoot/formats/lean-coffee/format.yml", format.as_str()),
                    (".folkmoot/formats/lean-coffee/coffee.md.hbs", "{{title}}\n"),
                    (
                        "sessions/one/session.yml",
                        "format: lean-coffee\ntitle: A\ndate: 2026-01-13\nstart: 17:00\ntimezone: UTC\ndetails: {theme: Tea}\n",
                    ),
                ];
                ("format", check(&files))
            } else if block.note == "config" {
                assert!(known(&config, &keys), "{}: {text}", page.path);
                let session = format!("{BASE}format: touchpoint\n");
                let files = [
                    (".folkmoot/config.yml", text),
                    ("sessions/one/session.yml", session.as_str()),
                ];
                ("config", check(&files))
            } else if !keys.is_empty() && known(&schema, &keys) {
                let mut whole = String::new();
                if !keys.contains("title") {
                    whole.push_str(BASE);
                }
                for (key, line) in OTHERS {
                    if !keys.contains(key) && (key == "attribution" || !keys.contains("title")) {
                        whole.push_str(line);
                    }
                }
                whole.push_str(text);
                let kind = if keys.contains("title") {
                    "session"
                } else {
                    "part of a session"
                };
                let voters = ("sessions/one/voters.txt", "ada\nbo\n");
                (kind, check(&[("sessions/one/session.yml", &whole), voters]))
            } else {
                let workflow = keys
                    .iter()
                    .any(|it| matches!(*it, "on" | "permissions" | "jobs"));
                assert!(
                    workflow || text.starts_with("- "),
                    "{}: what is this?\n{text}",
                    page.path
                );
                let read = serde_saphyr::from_str::<serde_json::Value>(text);
                ("part of a workflow", read.err().map(|it| it.to_string()))
            };
            *kinds.entry(kind).or_insert(0) += 1;
            if let Some(fault) = fault {
                writeln!(wrong, "{}:\n{text}{fault}\n", page.path).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_snapshot!(format!("{kinds:?}"), @r#"{"config": 1, "format": 1, "part of a session": 6, "part of a workflow": 6, "session": 2}"#);
}
