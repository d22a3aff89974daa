//! Every format: its example played from end to end, what it leaves behind read as people will, and what is wrong with a session named.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::Bench;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Example, format, a moment after its announcement, documents beside the report.
const EXAMPLES: [(&str, &str, &str, &[&str]); 6] = [
    (
        "kubecon-india-2024",
        "how-might-we",
        "2024-11-28T00:00:00Z",
        &[],
    ),
    ("w3c-breakout-2024", "breakout", "2024-02-20T00:00:00Z", &[]),
    (
        "ospo-panel-2022",
        "panel",
        "2022-05-28T00:00:00Z",
        &["learnings.md"],
    ),
    (
        "touchpoint-2025-05",
        "touchpoint",
        "2025-05-14T00:00:00Z",
        &[],
    ),
    ("goals-2024", "goals", "2023-12-28T00:00:00Z", &["goals.md"]),
    (
        "ospo-book-workshop",
        "chapter-workshop",
        "2024-01-20T00:00:00Z",
        &[],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example(name: &str) -> PathBuf {
    root().join("examples").join(name)
}

/// The files of the report that a rehearsal leaves.
fn played(name: &str) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let keep = folder.path().join("play");
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(root())
        .env_clear()
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
fn is_whole(name: &str, text: &str) {
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
    let folders = fs::read_dir(root().join("examples")).unwrap();
    let mut there: Vec<String> = folders
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    let mut known = EXAMPLES.map(|(name, ..)| name.to_owned());
    known.sort();
    assert_eq!(there, known);
    for (name, format, _, documents) in EXAMPLES {
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
        let mut others: Vec<&str> = files.keys().map(String::as_str).collect();
        others.retain(|file| file.ends_with(".md") && *file != "README.md");
        assert_eq!(others, documents, "{name}");
        for document in documents {
            insta::assert_snapshot!(format!("{format}_{document}"), files[*document]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_is_announced() {
    for (name, format, at, _) in EXAMPLES {
        let read = |file: &str| fs::read_to_string(example(name).join(file)).unwrap();
        let bench = Bench::new(&[
            (
                &format!("sessions/{name}/session.yml"),
                &read("session.yml"),
            ),
            (&format!("sessions/{name}/notes.csv"), &read("notes.csv")),
        ])
        .await;
        bench.at(at, &["run"]);
        let body = bench.body(1);
        let about = folkmoot::plan::marker::find_region(&body, "about").unwrap();
        is_whole(name, about);
        insta::assert_snapshot!(format!("{format}_issue"), about);
    }
}
