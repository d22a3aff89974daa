//! Every format: its example played from end to end, what it leaves behind read as people will, and what is wrong with a session named.

use crate::common::Bench;
use crate::common::alone::Alone;
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An example: a folder below `examples` with a `session.yml`.
struct Example {
    name: String,
    format: String,
    /// A moment after its announcement.
    announced: String,
    /// What its format adds to the report.
    documents: Vec<String>,
}

/// All that there are: whoever adds one adds it nowhere else.
fn examples() -> Vec<Example> {
    let folders = fs::read_dir(root().join("examples")).unwrap();
    let mut names: Vec<String> = folders
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .filter(|name| example(name).join("session.yml").exists())
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let session = folkmoot::cli::load::one(&example(&name)).unwrap();
            Example {
                name,
                announced: (session.schedule.announced + 1.hour()).to_string(),
                documents: session
                    .format
                    .documents
                    .into_iter()
                    .map(|it| it.0)
                    .collect(),
                format: session.format.name,
            }
        })
        .collect()
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn example(name: &str) -> PathBuf {
    root().join("examples").join(name)
}

/// The files of the report that a rehearsal leaves.
fn played(name: &str) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let keep = folder.path().join("play");
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(root())
        .alone()
        .arg("rehearse")
        .arg(example(name))
        .arg("--keep")
        .arg(&keep)
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert!(output.status.success(), "{name}:\n{out}{err}");
    let files = fs::read_dir(keep.join("report")).unwrap();
    files
        .map(|file| {
            let file = file.unwrap();
            let text = fs::read_to_string(file.path()).unwrap();
            (file.file_name().into_string().unwrap(), text)
        })
        .collect()
}

/// What no page may have, whatever its format.
pub fn is_whole(name: &str, text: &str) {
    for bad in [
        "]()",
        "{{",
        "}}",
        "](null)",
        "\n\n\n",
        "undefined",
        "[object]",
    ] {
        assert!(!text.contains(bad), "{name} has {bad:?}:\n{text}");
    }
    for line in text.lines() {
        assert_eq!(line, line.trim_end(), "{name}");
        // A table's rows have as many cells as its head.
        assert!(
            !line.starts_with("| ") || line.ends_with('|'),
            "{name}: {line}"
        );
    }
    let tables = text.split("\n\n").filter(|block| block.starts_with('|'));
    for table in tables {
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let head = table.lines().next().map(cells);
        for line in table.lines() {
            assert_eq!(Some(cells(line)), head, "{name}: {line}\n{table}");
        }
    }
}

#[test]
fn every_example_is_played_to_its_end() {
    let mut listed = String::new();
    for found in examples() {
        let (name, format) = (found.name.as_str(), found.format.as_str());
        let files = played(name);
        for (file, text) in &files {
            if file.ends_with(".md") {
                is_whole(&format!("{name}: {file}"), text);
            }
        }
        // Nothing that somebody wrote is missing.
        let readme = &files["README.md"];
        let notes = fs::read(example(name).join("notes.csv")).unwrap();
        let mut rows = csv::Reader::from_reader(notes.as_slice());
        for row in rows.records() {
            let shown = folkmoot::inert::markdown(&row.unwrap()[0]);
            assert!(readme.contains(&shown), "{name} lacks {shown}");
        }
        insta::assert_snapshot!(format!("{format}_report"), readme);
        for document in &found.documents {
            assert!(files.contains_key(document), "{name} lacks {document}");
        }
        for (file, text) in &files {
            if file.ends_with(".md") && file != "README.md" {
                insta::assert_snapshot!(format!("{format}_{file}"), text);
            }
        }
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        writeln!(listed, "{name}: {}", names.join(", ")).unwrap();
    }
    // One that came or went is seen.
    insta::assert_snapshot!("files", listed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_is_announced() {
    for found in examples() {
        let (name, format) = (found.name.as_str(), found.format.as_str());
        let bench = checkout(name, |text| text).await;
        bench.at(&found.announced, &["run"]);
        let body = bench.body(1);
        let about = folkmoot::plan::marker::find_region(&body, "about").unwrap();
        is_whole(name, about);
        insta::assert_snapshot!(format!("{format}_issue"), about);
    }
}

/// A checkout with an example as its only session.
pub async fn checkout(name: &str, change: impl Fn(String) -> String) -> Bench {
    let read = |file: &str| fs::read_to_string(example(name).join(file)).unwrap();
    let session = change(read("session.yml"));
    Bench::new(&[
        (&format!("sessions/{name}/session.yml"), &session),
        (&format!("sessions/{name}/notes.csv"), &read("notes.csv")),
    ])
    .await
}
