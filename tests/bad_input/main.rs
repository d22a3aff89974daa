//! Bad input: whatever is wrong with a session's files, folkmoot names the place and the cure, ends with 2 and writes nothing.
//!
//! Each case is one file that somebody could have written, and what folkmoot answers. `check`, `run` and `rehearse` give the same
//! answer; [`refused`] sees to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/alone.rs"]
mod alone;
mod formats;
mod notes;
mod own_formats;
mod session;
mod several;
mod times;
mod variables;
mod vote;
mod yaml;

use alone::Alone;
use folkmoot::fault::Source;
use folkmoot::session::Formats;
use folkmoot::session::schema::{Of, schema};
use folkmoot::yaml::{Node, Value as Yaml, parse as yaml_of};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const EXAMPLE: &str = include_str!("../../examples/kubecon-india-2024/session.yml");
/// A file's name and what is in it.
type File = (&'static str, Vec<u8>);

/// The example's session.yml with some of its text replaced.
fn session(changes: &[(&str, &str)]) -> File {
    let text = changes.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the example holds no {from:?}");
        text.replacen(from, to, 1)
    });
    ("session.yml", text.into_bytes())
}

/// The example's session.yml with some lines before `attribution:`.
fn session_with(lines: &str) -> File {
    session(&[("attribution:", &format!("{lines}\nattribution:"))])
}

fn notes(text: impl Into<Vec<u8>>) -> File {
    ("notes.csv", text.into())
}

/// What folkmoot says of one session, `sessions/NAME` with these files (the example's session.yml if there is none among them).
fn refused(name: &str, files: &[File]) -> String {
    let root = folder(&[(name, files)]);
    let said = refuses(root.path(), &["check"]);
    unknown_keys_are_none_of_the_schema(&root.path().join("sessions").join(name), &said);
    assert_eq!(
        said,
        refuses(root.path(), &["run"]),
        "`run` says something else"
    );
    let one = format!("sessions/{name}");
    assert_eq!(said, refuses(root.path(), &["check", &one]));
    assert_eq!(
        said,
        refuses(root.path(), &["rehearse", &one, "--keep", "kept"]),
        "`rehearse` says something else"
    );
    said
}

/// Where an unknown key is named, the schema for editors refuses the session as well.
fn unknown_keys_are_none_of_the_schema(session: &Path, said: &str) {
    let named = |error: &str| error.starts_with("unknown key") && error.contains("session.yml:");
    if !said.split("error: ").any(named) {
        return;
    }
    let path = session.join("session.yml");
    let source = Source::read(&path, &fs::read(&path).unwrap()).unwrap();
    let schema = schema(Of::Session, &Formats::default());
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = json(&yaml_of(&source).unwrap());
    assert!(!validator.is_valid(&value), "the schema takes {value}");
}

fn json(node: &Node) -> Value {
    match &node.value {
        Yaml::Null => Value::Null,
        Yaml::Scalar(text) => Value::from(text.as_str()),
        Yaml::Sequence(items) => items.iter().map(json).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries.iter();
            entries
                .map(|(key, node)| (key.name.clone(), json(node)))
                .collect()
        }
    }
}

/// A folder with these sessions and an empty folder for temporary files.
fn folder(sessions: &[(&str, &[File])]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("tmp")).unwrap();
    for (name, files) in sessions {
        let folder = root.path().join("sessions").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("session.yml"), EXAMPLE).unwrap();
        for (file, bytes) in *files {
            fs::write(folder.join(file), bytes).unwrap();
        }
    }
    root
}

/// Runs folkmoot in `root`, where GitHub cannot be reached.
fn folkmoot(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .args(arguments)
        .current_dir(root)
        .alone()
        .env("TMPDIR", root.join("tmp"))
        .env("GITHUB_TOKEN", "x")
        .env("GITHUB_REPOSITORY", "a/b")
        .env("GITHUB_API_URL", "http://127.0.0.1:9")
        .output()
        .unwrap()
}

/// What folkmoot says on standard error where it has to refuse: exit code 2, nothing on standard output, nothing written, and for
/// each error a place and a cure.
fn refuses(root: &Path, arguments: &[&str]) -> String {
    let before = listing(root);
    let output = folkmoot(root, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
    assert!(listing(root) == before, "{arguments:?} wrote something");
    for error in said.split("error: ").skip(1) {
        let place = ["--> sessions", "--> .folkmoot"]
            .iter()
            .any(|place| error.contains(place));
        assert!(place, "no place: {error}");
        assert!(error.contains("= help: "), "no cure: {error}");
    }
    assert!(
        !said.contains(root.to_str().unwrap()),
        "a path of this machine: {said}"
    );
    // What cannot be seen is shown.
    said.replace('\u{200b}', "\\u{200b}")
}

/// Every file and folder below `root`, with what is in the files.
fn listing(root: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let content = if path.is_dir() {
                folders.push(path.clone());
                None
            } else {
                Some(fs::read(&path).unwrap())
            };
            found.insert(path.display().to_string(), content);
        }
    }
    found
}
