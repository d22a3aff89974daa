#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use proptest::prelude::*;

fn field(name: &str, kind: Kind) -> Field {
    Field {
        example: None,
        name: name.into(),
        about: String::new(),
        required: false,
        kind,
        asked: true,
        of_one_session: false,
    }
}

fn declared() -> Vec<Field> {
    let words = |words: &[&str]| Kind::Choice(words.iter().map(|word| (*word).into()).collect());
    vec![
        field("stage", words(&["consumer", "contributor"])),
        field("value", words(&["strategic", "operational"])),
        field("why", Kind::Line),
        field("next-step", Kind::Text),
        field("issue", Kind::Link),
        field("seats", Kind::Number),
    ]
}

/// The notes of a comment, each with what it says.
fn said(body: &str) -> Vec<String> {
    let notes = comment(body, "How might we", &declared()).into_iter();
    notes
        .map(|note| {
            let said = note.fields.iter();
            let said: Vec<String> = said
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("{} | {}", note.text, said.join(" & "))
        })
        .collect()
}

#[test]
fn a_form_says_session_and_note() {
    let body = "### Session\r\n\r\nkubecon-india-2024\r\n\r\n### Note\r\n\r\nHow might we\r\nshare?\r\n\r\n### Session\r\n\r\nother";
    assert_eq!(
        form("Note", body),
        Form {
            session: Some("kubecon-india-2024".into()),
            text: "How might we share? ### Session other".into()
        }
    );
    let empty = form(
        "Note",
        "### Session\n\n_No response_\n\n### Note\n\n_No response_",
    );
    assert_eq!(
        empty,
        Form {
            session: None,
            text: String::new()
        }
    );
    assert_eq!(form("How might we?", "free text").text, "How might we?");
}

#[test]
fn a_form_says_what_the_format_asks() {
    let said = |body: &str| {
        let said = fields(body, &declared()).into_iter();
        let said: Vec<String> = said
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        said.join(" & ")
    };
    let of = |heading: &str, value: &str| {
        format!("### {heading}\r\n\r\n{value}\r\n\r\n### Note\r\n\r\nx")
    };
    let table = [
        (of("Stage", "Consumer"), "stage=consumer"),
        (of("Stage", "_No response_"), ""),
        (of("Stage", "leader"), ""),
        ("### Note\n\nx\n\n### Stage\n\nconsumer".to_owned(), ""),
        (of("Why", "one\r\n\r\ntwo"), "why=one"),
        (
            of("Next step", "one\r\n\r\n### Mine\r\n\r\n- two\r\n"),
            "next-step=one\n\n### Mine\n\n- two",
        ),
        (
            of("next-step", "one\r\n\r\n### Why\r\n\r\ntwo"),
            "next-step=one & why=two",
        ),
        (of("Next step", "one\n\n### Session\n\nx"), "next-step=one"),
        // A heading that is no field's ends a line's field.
        (of("Why", "\n### Else\n\nx"), ""),
        (
            "no form at all\n### Value\nstrategic".to_owned(),
            "value=strategic",
        ),
    ];
    for (body, expected) in table {
        assert_eq!(said(&body), expected, "{body:?}");
    }
}

#[test]
fn a_comment_holds_notes_and_talk() {
    let body = "Hello!\n- how might we share ideas?\n/note No stem here\n/notebook is no note\nHow might one?\n> How might we (quoted)";
    let texts = |body: &str, stem: &str| -> Vec<String> {
        let notes = comment(body, stem, &[]).into_iter();
        notes.map(|note| note.text).collect()
    };
    assert_eq!(
        texts(body, "How might we"),
        ["how might we share ideas?", "No stem here"]
    );
    assert_eq!(texts("/note", ""), [""]);
    // A format without fields has none to say, so nothing is taken out of a note.
    assert_eq!(
        texts("/note [stage: consumer] x", ""),
        ["[stage: consumer] x"]
    );
}

#[test]
fn a_note_in_a_comment_says_what_the_format_asks() {
    let table: [(&str, &[&str]); 20] = [
        ("/note [stage: consumer] Share", &["Share | stage=consumer"]),
        ("/note[Stage:CONSUMER]Share", &["Share | stage=consumer"]),
        ("/note Share [stage: consumer]", &["Share | stage=consumer"]),
        (
            "- [stage: consumer] How might we share?",
            &["How might we share? | stage=consumer"],
        ),
        (
            "/note [stage: consumer; value: strategic] Share [why: cheap, and quick]",
            &["Share | stage=consumer & value=strategic & why=cheap, and quick"],
        ),
        (
            "/note [issue: https://example.org/a,b] [next step: write] Share",
            &["Share | issue=https://example.org/a,b & next-step=write"],
        ),
        (
            "/note Share\r\nstage: consumer\r\n\r\n- **Value:** strategic\n* next_step: write\n",
            &["Share | next-step=write & stage=consumer & value=strategic"],
        ),
        ("/note Share\nStage：consumer", &["Share | stage=consumer"]),
        // The first word holds, and what does not fit is left out without ending what follows.
        (
            "/note [stage: consumer] Share\nstage: contributor\nseats: few\nwhy: why not",
            &["Share | stage=consumer & why=why not"],
        ),
        // Each note has its own.
        (
            "/note One\nstage: consumer\n/note Two\nvalue: strategic",
            &["One | stage=consumer", "Two | value=strategic"],
        ),
        // Prose with a colon is prose, and what follows it is no more of the note.
        (
            "/note Share\nOne thing: it is late\nstage: consumer",
            &["Share | "],
        ),
        ("stage: consumer\n/note Share", &["Share | "]),
        ("/note Why: because\nbecause", &["Why: because | "]),
        ("/note [draft] Share [later]", &["[draft] Share [later] | "]),
        (
            "/note [a link](https://example.org) [x: y]",
            &["[a link](https://example.org) [x: y] | "],
        ),
        // All of what stands in brackets counts, or nothing: words are never eaten.
        (
            "/note [stage: consumr] Share",
            &["[stage: consumr] Share | "],
        ),
        (
            "/note [really, stage: consumer] Share",
            &["[really, stage: consumer] Share | "],
        ),
        (
            "/note [stage: consumer Share",
            &["[stage: consumer Share | "],
        ),
        ("/note [stage: consumer]", &[" | stage=consumer"]),
        (
            "> stage: consumer\n/note [[stage: consumer]] x",
            &["[[stage: consumer]] x | "],
        ),
    ];
    for (body, expected) in table {
        assert_eq!(said(body), expected, "{body:?}");
    }
}

#[test]
fn the_example_of_the_documentation_is_read_as_it_says() {
    let docs = include_str!("../../../docs/formats.md");
    let start = docs.find("```text\n  /note [stage").unwrap();
    let example = &docs[start..start + docs[start..].find("\n  ```").unwrap()];
    let format = crate::session::Formats::default();
    let format = format.get("chapter-workshop").unwrap().unwrap();
    let notes = comment(example, "How might we", &format.fields.note);
    let said: Vec<(&str, usize)> = notes
        .iter()
        .map(|note| (note.text.as_str(), note.fields.len()))
        .collect();
    assert_eq!(
        said,
        [
            ("We pay for the support of two libraries", 2),
            ("How might we share the bill?", 2)
        ]
    );
}

proptest! {
    #[test]
    fn no_comment_breaks_the_reader(body in "(/note|How might we|stage|why|[\\[\\]:,;*\\-\n ]|[a-zé😀]{1,4}|consumer){0,40}") {
        for note in comment(&body, "How might we", &declared()) {
            // With the fields taken out, what is left stood there.
            prop_assert!(inert::line(&body).contains(&note.text));
            for (name, value) in &note.fields {
                prop_assert!(declared().iter().any(|field| field.name == *name));
                prop_assert!(!value.is_empty());
            }
        }
        fields(&body, &declared());
    }

    #[test]
    fn words_without_brackets_stay_as_they_are(words in "[a-zé:,;()?! ]{0,40}") {
        let notes = comment(&format!("/note {words}"), "", &declared());
        let words = inert::line(&words);
        prop_assert_eq!(&notes[0].text, words.trim());
        prop_assert!(notes[0].fields.is_empty());
    }
}

#[test]
fn a_note_is_no_book() {
    let most = crate::notes::LONGEST_NOTE;
    assert_eq!(admit(&"é".repeat(most)), Ok(()));
    assert_eq!(admit(&"é".repeat(most + 1)), Err(Refusal::TooLong));
    assert_eq!(admit(""), Err(Refusal::Empty));
    // As a comment and as a form bring it in.
    let long = "x".repeat(most);
    let lines = comment(&format!("/note {long}y"), "How might we", &[]);
    assert_eq!(lines.len(), 1);
    assert_eq!(admit(&lines[0].text), Err(Refusal::TooLong));
    let filed = form("A note", &format!("### Note\n\n{long}y\n")).text;
    assert_eq!(admit(&filed), Err(Refusal::TooLong));
}
