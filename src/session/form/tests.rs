#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use crate::fault::Source;
use crate::notes::received;
use crate::proposals::form::{self as issue_form, Entry};
use crate::session::Formats;
use crate::template::Templates;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn built_in(name: &str) -> Format {
    Formats::default().get(name).unwrap().unwrap()
}

/// A format that asks this of its notes.
fn asking(name: &str, note: &str) -> Format {
    let note = note.replace('\n', "\n    ");
    let text = format!(
        "name: {name}\ntitle: The {name}\nfields:\n  note:\n    {note}\nparts: [{{title: One, minutes: 5}}]\nstages: {{announced: 1 day before, notes: part 1, affinity: part 1, voting: part 1, closed: part 1}}\n"
    );
    let source = Arc::new(Source {
        path: "format.yml".into(),
        text,
    });
    Format::read(&source, Templates::default()).unwrap()
}

const EVERY_KIND: &str = "\
side: {one-of: [good, bad], about: 'which \"side\": yes?', required: true}
answered: {one-of: ['yes', 'no']}
level: {one-of: [some, none]}
next-step: {kind: text}
issue: {kind: link}
until: {kind: date}
seats: {kind: number}
why:
state: {one-of: [open, done], asked: false}";

/// What a form asks, by its labels.
fn read(text: &str) -> issue_form::Form {
    let source = Arc::new(Source {
        path: "note.yml".into(),
        text: text.to_owned(),
    });
    issue_form::read(&source).unwrap()
}

/// The body that GitHub makes of what somebody fills in.
fn body(form: &str, filled: &BTreeMap<String, String>) -> String {
    // What planners of breakouts add below is in no form.
    let end = read("body: [{type: input, attributes: {label: x}}]")
        .fields
        .len()
        - 1;
    let fields = read(form).fields;
    let fields = &fields[..fields.len() - end];
    let answers = fields.iter().map(|field| {
        let answer = filled
            .get(&field.label.to_lowercase())
            .filter(|text| !text.is_empty());
        let answer = answer.map_or("_No response_", String::as_str);
        format!(
            "### {}\r\n\r\n{}",
            field.label,
            answer.replace('\n', "\r\n")
        )
    });
    answers.collect::<Vec<_>>().join("\r\n\r\n")
}

#[test]
fn the_form_that_comes_along_is_the_one_of_a_format_without_fields() {
    let form = form(&[&built_in("how-might-we")]);
    assert_eq!(
        form,
        include_str!("../../../workflow-templates/ISSUE_TEMPLATE/note.yml")
    );
}

#[test]
fn a_form_asks_what_its_format_asks() {
    insta::assert_snapshot!(form(&[&asking("x", EVERY_KIND)]), @r#"
    # The form for notes. Copy it to .github/ISSUE_TEMPLATE/note.yml of the repository with the sessions.
    # `folkmoot form x` makes it. folkmoot reads the fields by their labels: "Session", then "Note" as the last field.
    name: Note
    description: "One idea for a session"
    title: "Note"
    labels: ["folkmoot:note"]
    body:
      - type: markdown
        attributes:
          value: One idea a note, please. Write another note for another idea. What you write here is public.
      - type: input
        id: session
        attributes:
          label: "Session"
          description: "The session's id, as in the link you came from. Leave it empty if only one session collects notes now."
      - type: dropdown
        id: side
        attributes:
          label: "Side"
          description: "which \"side\": yes?"
          options:
            - "good"
            - "bad"
        validations:
          required: true
      - type: dropdown
        id: answered
        attributes:
          label: "Answered"
          options:
            - "yes"
            - "no"
      - type: input
        id: level
        attributes:
          label: "Level"
          placeholder: "one of: some, none"
      - type: input
        id: issue
        attributes:
          label: "Issue"
          placeholder: "https://…"
      - type: input
        id: until
        attributes:
          label: "Until"
          placeholder: "year-month-day, such as 2026-03-31"
      - type: input
        id: seats
        attributes:
          label: "Seats"
          placeholder: "a whole number"
      - type: input
        id: why
        attributes:
          label: "Why"
      - type: textarea
        id: next-step
        attributes:
          label: "Next step"
      - type: textarea
        id: note
        attributes:
          label: "Note"
        validations:
          required: true
    "#);
}

#[test]
fn formats_share_a_form() {
    let (breakout, touchpoint) = (built_in("breakout"), built_in("touchpoint"));
    let other = asking(
        "other",
        "sector: {kind: number, required: true}\nkind: {one-of: [topic]}",
    );
    let text = form(&[&breakout, &touchpoint, &other]);
    let (start, end) = (
        text.find("id: kind").unwrap(),
        text.find("id: note").unwrap(),
    );
    insta::assert_snapshot!(text[start..end], @r#"
    id: kind
        attributes:
          label: "Kind"
          description: "what sort of remark it is; what sort of note it is"
          options:
            - "good"
            - "bad"
            - "ugly"
            - "remark"
            - "question"
            - "topic"
      - type: input
        id: sector
        attributes:
          label: "Sector"
          description: "where the speaker comes from (for: Breakout session, The other)"
      - type: textarea
    "#);
}

#[test]
fn what_a_form_asks_is_read_back() {
    for name in Formats::default().names() {
        let format = built_in(name);
        let text = form(&[&format]);
        let mut filled: BTreeMap<String, String> = [
            ("session".to_owned(), "spring".to_owned()),
            (
                "note".to_owned(),
                "Share @everyone\n### Session\n\nelse".to_owned(),
            ),
        ]
        .into();
        let mut expected = BTreeMap::new();
        for field in format.fields.note.iter().filter(|field| field.asked) {
            let value = match &field.kind {
                Kind::Choice(words) => words.last().unwrap().clone(),
                Kind::Link => "https://example.org/a".to_owned(),
                _ => "because: it is".to_owned(),
            };
            filled.insert(label(&field.name).to_lowercase(), value.clone());
            expected.insert(field.name.clone(), value);
        }
        let body = body(&text, &filled);
        let read = received::form("Note", &body);
        assert_eq!(read.session.as_deref(), Some("spring"), "{body}");
        assert_eq!(read.text, "Share @everyone ### Session else");
        assert_eq!(
            received::fields(&body, &format.fields.note),
            expected,
            "{body}"
        );
        // GitHub takes a dropdown's words from the form alone.
        for field in super::tests::read(&text).fields {
            if let Entry::Choice { options, .. } = field.entry {
                assert!(!options.is_empty());
            }
        }
    }
}

#[test]
fn what_is_left_empty_is_nothing() {
    let format = asking("x", EVERY_KIND);
    let body = body(
        &form(&[&format]),
        &[("note".to_owned(), "x".to_owned())].into(),
    );
    assert_eq!(body.matches("_No response_").count(), 9);
    assert_eq!(received::form("Note", &body).session, None);
    assert!(received::fields(&body, &format.fields.note).is_empty());
}

proptest! {
    #[test]
    fn whatever_is_filled_in_comes_back(
        side in prop::option::of("good|bad"),
        why in "[a-z:#@*\\[\\]]([a-zé:#@*`\\[\\] ]{0,20}[a-z])?",
        step in "([a-z#>*:-]{1,6} ?(\n|\n\n)?){0,5}[a-z]",
        note in "[a-z]([a-z#:\n ]{0,30}[a-z])?",
    ) {
        // "### why" in one's own text is a heading.
        prop_assume!(!step.lines().chain([why.as_str()]).any(|line| line.starts_with("### ")));
        let format = asking("x", EVERY_KIND);
        let mut filled: BTreeMap<String, String> = [("why".to_owned(), why.clone()), ("next step".to_owned(), step.clone()), ("note".to_owned(), note.clone())].into();
        filled.extend(side.clone().map(|side| ("side".to_owned(), side)));
        let body = body(&form(&[&format]), &filled);
        let said = received::fields(&body, &format.fields.note);
        prop_assert_eq!(said.get("side"), side.as_ref());
        prop_assert_eq!(said.get("why"), Some(&inert::line(&why)));
        prop_assert_eq!(said.get("next-step").map(String::as_str), Some(step.as_str()));
        prop_assert_eq!(received::form("Note", &body).text, inert::line(&note));
        prop_assert_eq!(said.len(), 2 + usize::from(side.is_some()));
    }
}
