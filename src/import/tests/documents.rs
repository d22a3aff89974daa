//! Lines, lists and Markdown documents.

use super::seen;
use crate::import::{Form, Why, read};
use std::path::Path;

#[test]
fn lines_and_lists_without_headings() {
    let lines = |name: &str, text: &str| {
        let one = read(Path::new(name), text.as_bytes(), None).unwrap();
        let texts: Vec<String> = one.cards.into_iter().map(|card| card.text).collect();
        (one.form, texts)
    };
    let all =
        |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
    assert_eq!(
        lines(
            "a.txt",
            "More light, less noise\n\nTea, coffee, and time\n#tag, too\n"
        ),
        (
            Form::Lines,
            all(&[
                "More light, less noise",
                "Tea, coffee, and time",
                "#tag, too"
            ])
        )
    );
    assert_eq!(
        lines("a.txt", "1. One\n2. Two\n10) Ten\n"),
        (Form::Lines, all(&["One", "Two", "Ten"]))
    );
    assert_eq!(
        lines("a", "- One\n- Two\n  goes on\n"),
        (Form::Markdown, all(&["One", "Two goes on"]))
    );
    assert_eq!(
        lines("a.md", "Words.\n\nMore words.\n"),
        (Form::Markdown, all(&["Words.", "More words."]))
    );
    assert_eq!(
        lines(
            "body.md",
            "### Session description\n\nWe meet. Twice.\n\n### Goal\n\nx\n"
        ),
        (Form::W3c, all(&["We meet."]))
    );
}

#[test]
fn headings_leads_and_labels_name_groups() {
    let text = "# Notes\n\n- before all\n\n## Went well\n\nAn introduction to the list:\n\n- a\n\n**Food**\n\n- b\n\nAnd rooms?\n\n- c\n\n\
                ## Open\n\n- Tools:\n  - d\n    - e\n- **Rooms**\n  - f\n- g\n  - h\n- https://example.org\n\nThe end.\n";
    let one = read(Path::new("a.md"), text.as_bytes(), None).unwrap();
    let groups: Vec<_> = seen(&one)
        .into_iter()
        .map(|(text, _, cluster, _)| (text, cluster))
        .collect();
    assert_eq!(
        groups,
        [
            ("before all", None),
            ("a", Some("Went well")),
            ("b", Some("Food")),
            ("c", Some("And rooms?")),
            ("d", Some("Tools")),
            ("e", Some("Tools")),
            ("f", Some("Rooms")),
            ("g", Some("Open")),
            ("h", Some("Open")),
        ]
    );
    let why: Vec<Why> = one.dropped.iter().map(|one| one.why).collect();
    use Why::{Heading, Link, Paragraph};
    assert_eq!(
        why,
        [
            Heading, Heading, Paragraph, Heading, Heading, Heading, Heading, Heading, Link,
            Paragraph
        ]
    );
    // One heading over all of them groups nothing.
    let one = read(Path::new("a.md"), b"## Ideas\n- a\n- b\n", None).unwrap();
    let clusters: Vec<_> = one.cards.iter().map(|card| &card.cluster).collect();
    assert_eq!(clusters, [&None, &None]);
}

#[test]
fn rows_of_documents_without_a_note_are_said() {
    let text = "| Area | Idea |\n|--|--|\n| A | one note of some words |\n|  | another note of some words |\n| B |  |\n|  |  |\n\n\
                | Votes | Year |\n|--|--|\n| 1 | 2 |\n";
    let one = read(Path::new("a.md"), text.as_bytes(), None).unwrap();
    let why: Vec<_> = one.dropped.iter().map(|one| (one.line, one.why)).collect();
    assert_eq!(
        why,
        [
            (1, Why::Heading),
            (5, Why::NoText),
            (6, Why::Empty),
            (8, Why::Heading),
            (10, Why::NoText)
        ]
    );
    // All notes stand in one group, so it groups nothing.
    assert_eq!(seen(&one).len(), 2);
}

#[test]
fn labels_hold_until_the_list_steps_back() {
    let text = "- Tools:\n  - Editors:\n    - a\n  - b\n- c\n";
    let one = read(Path::new("a.md"), text.as_bytes(), None).unwrap();
    let groups: Vec<_> = seen(&one)
        .into_iter()
        .map(|(text, _, cluster, _)| (text, cluster))
        .collect();
    assert_eq!(
        groups,
        [("a", Some("Editors")), ("b", Some("Tools")), ("c", None)]
    );
}
