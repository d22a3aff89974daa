//! `docs/security.md` says what is there: every row of its tables names a test that exists, and code that exists.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../docs/security.md");

fn read(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// What stands in backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a file has a test of that name; or, below a module of tests, the module.
fn has_test(file: &str, name: &str) -> bool {
    let Some(text) = read(file) else { return false };
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let is = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('('))
    };
    lines.iter().enumerate().any(|(at, line)| {
        let above = lines.get(at.saturating_sub(3)..at).unwrap_or_default();
        let marked = |line: &&str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        is(line) && above.iter().any(marked)
    })
}

#[test]
fn every_threat_has_a_test_that_exists() {
    let (_, part) = PAGE.split_once("## Who may try what\n").unwrap();
    let (part, _) = part.split_once("### What is accepted\n").unwrap();
    let rows = part.lines().filter(|line| line.starts_with("| "));
    let rows: Vec<&str> = rows
        .filter(|line| !line.starts_with("| ---") && !line.ends_with("| test |"))
        .collect();
    let (mut tests, mut wrong) = (0, Vec::new());
    for row in &rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [_, defence, tested] = cells.as_slice() else {
            wrong.push(format!("not three cells: {row}"));
            continue;
        };
        for path in spans(defence).filter(|span| span.contains('/')) {
            if read(path).is_none() {
                wrong.push(format!("no file {path}"));
            }
        }
        let mut named = 0;
        for span in spans(tested) {
            named += 1;
            match span.split_once(": ") {
                Some((file, name)) if has_test(file, name) => {}
                _ => wrong.push(format!("no test {span}")),
            }
        }
        if named == 0 {
            wrong.push(format!("no test at all: {row}"));
        }
        tests += named;
    }
    println!("{} rows, {tests} tests named", rows.len());
    assert!(rows.len() > 40 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_test_that_is_not_there_is_found_missing() {
    let file = "tests/threats.rs";
    assert!(has_test(file, "every_threat_has_a_test_that_exists"));
    for name in ["every_threat", "has_test", "spans", "nothing_at_all"] {
        assert!(!has_test(file, name), "{name}");
    }
    assert!(!has_test("tests/nothing.rs", "x"));
}
