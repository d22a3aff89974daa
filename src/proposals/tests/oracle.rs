//! Findings beside those of W3C's own tools, for their own data.

use super::super::Severity::{Check, Error, Warning};
use super::super::{check, event, form};
use super::{Fact, checked, facts, rules, source};
use std::path::{Path, PathBuf};

#[test]
fn findings_are_those_of_w3c_for_its_own_test_data() {
    let checked = checked(include_str!("../../../tests/proposals/validation.json"));
    let numbers: Vec<u64> = checked.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [vec![42], (1..=27).collect()].concat());
    // All others have none. See tests/proposals/SOURCES.md.
    let expected: [Fact; 24] = [
        (1, Error, "format", 3),
        (2, Error, "conflict", 1),
        (3, Error, "conflict", 1),
        (4, Error, "conflict", 1),
        (5, Error, "scheduling", 1),
        (6, Error, "scheduling", 1),
        (7, Error, "scheduling", 1),
        (8, Error, "scheduling", 1),
        (9, Error, "scheduling", 1),
        (10, Error, "scheduling", 1),
        (11, Error, "scheduling", 1),
        (12, Error, "scheduling", 1),
        (13, Warning, "capacity", 1),
        (14, Error, "chair conflict", 1),
        (15, Error, "chair conflict", 1),
        (16, Warning, "conflict", 1),
        (18, Warning, "track", 1),
        (19, Warning, "track", 1),
        (20, Warning, "plenary", 1),
        (22, Error, "irc", 1),
        (23, Error, "irc", 1),
        (24, Check, "instructions", 1),
        (25, Warning, "minutes origin", 1),
        (26, Warning, "minutes", 1),
    ];
    let expected: Vec<Fact> = expected
        .into_iter()
        .chain([(27, Error, "chairs", 3)])
        .collect();
    assert_eq!(facts(&checked), expected);
}

fn folder() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs/O06-w3c-breakouts-day-2024");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not here", folder.display());
    None
}

#[test]
fn a_real_event_has_the_findings_of_w3c_too() {
    let Some(folder) = folder() else { return };
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let form = form::read(&source(
        "form.yml",
        &text("test/data/template-breakout.yml"),
    ))
    .unwrap();
    let event = event::read(
        &source("event.json", &text("breakouts-day-2024.json")),
        &form,
    )
    .unwrap();
    assert_eq!(event.proposals.len(), 19);
    // None of the type `format`: all of them can be read.
    let mut expected: Vec<Fact> = [3, 10, 11, 12, 14, 16, 18, 20, 21, 24]
        .map(|number| (number, Check, "instructions", 1))
        .into();
    expected.extend([6, 7, 9, 19, 21].map(|number| (number, Warning, "minutes", 1)));
    expected.push((16, Warning, "minutes origin", 1));
    expected.sort_unstable();
    assert_eq!(facts(&check(&event, &rules())), expected);
    for proposal in &event.proposals {
        let values = &proposal.values;
        assert!(
            values.description.is_some() && values.channel.is_some(),
            "#{}",
            proposal.number
        );
        assert!(!values.plenary && proposal.slot.is_some() && proposal.room.is_some());
    }
}

#[test]
fn the_forms_of_other_years_are_read() {
    let Some(folder) = folder() else { return };
    for (name, fields) in [("breakouts-day.yml", 10), ("tpac-breakouts.yml", 11)] {
        let text = std::fs::read_to_string(folder.join("files/issue-template").join(name)).unwrap();
        let form = form::read(&source(name, &text)).unwrap();
        assert_eq!(form.fields.len(), fields, "{form:#?}");
    }
}
