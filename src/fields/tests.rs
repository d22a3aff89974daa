#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use crate::fault::Source;
use crate::yaml;
use crate::yaml::walk::Walk;
use proptest::prelude::*;
use std::sync::Arc;

const FORMAT: &str = "\
session:
  question: {about: what it is about, required: true}
  abstract: {kind: text}
  registration: {kind: link}
  until: {kind: date}
  seats: {kind: number}
  areas: {kind: list}
  speakers:
    columns:
      name: {required: true}
      sector: {one-of: [public, private]}
note:
  side: {one-of: [good, bad, ugly]}
";

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: "session.yml".into(),
        text: text.to_owned(),
    })
}

fn declared(text: &str) -> Result<Fields, Vec<String>> {
    let source = source(text);
    let root = yaml::parse(&source).unwrap();
    let mut walk = Walk::new(&source);
    let fields = declare(&mut walk, &root);
    let faults: Vec<String> = walk.faults.iter().map(ToString::to_string).collect();
    fields.filter(|_| faults.is_empty()).ok_or(faults)
}

fn said(text: &str) -> Result<Given, Vec<String>> {
    let fields = declared(FORMAT).unwrap();
    let source = source(text);
    let root = yaml::parse(&source).unwrap();
    let mut walk = Walk::new(&source);
    let variables = [("place".to_owned(), "Pune".to_owned())].into();
    let given = given(
        &mut walk,
        &root,
        "`details`",
        &fields.session,
        Some(&variables),
    );
    let faults: Vec<String> = walk.faults.iter().map(ToString::to_string).collect();
    given.filter(|_| faults.is_empty()).ok_or(faults)
}

#[test]
fn values_fit_their_kind_and_reach_templates_harmless() {
    let given = said(
        "question: What now in {place}, @all?\nregistration: 'https://example.org/a_(b)?x=1'\nuntil: 2026-03-31\nseats: 40\nareas: [One, <b>]\nspeakers:\n  - {name: Ada, sector: Public}\n  - name: Bo\n",
    )
    .unwrap();
    let fields = declared(FORMAT).unwrap();
    let shown = serde_json::to_string_pretty(&show::show(&fields.session, &given)).unwrap();
    // What cannot be seen is shown.
    insta::assert_snapshot!(shown.replace('\u{200b}', "¦"), @r#"
    {
      "abstract": null,
      "areas": [
        "One",
        "&lt;b&gt;"
      ],
      "question": "What now in Pune, @¦all?",
      "registration": "https://example.org/a_%28b%29?x=1",
      "seats": "40",
      "speakers": [
        {
          "name": "Ada",
          "sector": "public"
        },
        {
          "name": "Bo",
          "sector": null
        }
      ],
      "until": "2026-03-31"
    }
    "#);
}

#[test]
fn what_does_not_fit_is_said_with_its_place_and_cure() {
    let table: [(&str, &[&str]); 7] = [
        (
            "seats: 4",
            &["session.yml:1:1: `details` has no `question`"],
        ),
        (
            "question: a\nspeaker: []",
            &["session.yml:2:1: unknown key `speaker`"],
        ),
        (
            "question: a\nregistration: javascript:x",
            &["session.yml:2:15: `registration` cannot be"],
        ),
        (
            "question: a\nuntil: soon\nseats: few",
            &[
                "session.yml:2:8: `until` cannot be `soon`",
                "session.yml:3:8: `seats` cannot be `few`",
            ],
        ),
        (
            "question: a\nspeakers: [{sector: publik}]",
            &[
                "has no `name`",
                "`sector` cannot be `publik` (did you mean `public`?)",
            ],
        ),
        (
            "question: in {plaze}",
            &["`{plaze}` in `question` is not replaced (did you mean `{place}`?)"],
        ),
        ("question: [a]", &["`question` is `[a]`"]),
    ];
    for (text, expected) in table {
        let faults = said(text).unwrap_err();
        assert_eq!(faults.len(), expected.len(), "{text}: {faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.contains(expected), "{fault} lacks {expected}");
        }
    }
}

#[test]
fn a_declaration_is_checked() {
    let table = [
        ("note: {text: x}", "`text` cannot be the name of a field"),
        (
            "session: {Two Words: x}",
            "`Two Words` cannot be the name of a field",
        ),
        (
            "session: {a: {kind: rows}}",
            "the rows of `a` have no columns",
        ),
        ("session: {a: {kind: lnk}}", "did you mean `link`?"),
        ("note: {a: {kind: list}}", "`a` cannot be a list here"),
        ("sessions: {}", "unknown key `sessions`"),
    ];
    for (text, expected) in table {
        let faults = declared(text).unwrap_err();
        assert!(faults[0].contains(expected), "{faults:#?} lacks {expected}");
    }
}

#[test]
fn cells_hold_one_value() {
    let fields = declared(FORMAT).unwrap();
    let side = &fields.note[0];
    assert_eq!(cell(side, " GOOD "), Ok(Some("good".to_owned())));
    assert_eq!(cell(side, ""), Ok(None));
    assert_eq!(cell(side, "god").unwrap_err().1, "did you mean `good`?");
}

proptest! {
    #[test]
    fn no_link_breaks_out_of_its_place(rest in ".{0,60}") {
        if let Some(link) = link(&format!("https://{rest}")) {
            prop_assert!(!link.contains([' ', '(', ')', '<', '>', '"', '`', '|', '\n', '[', ']']));
        }
    }
}

#[test]
fn only_fields_of_a_session_are_over_with_it() {
    let fields = declared("session: {guest: {of-one-session: true}, room: ~}\n").unwrap();
    let over: Vec<bool> = fields
        .session
        .iter()
        .map(|one| one.of_one_session)
        .collect();
    assert_eq!(over, [true, false]);
    for text in [
        "cluster: {link: {of-one-session: true}}",
        "note: {link: {of-one-session: true}}",
        "session: {rows: {columns: {link: {of-one-session: true}}}}",
    ] {
        let faults = declared(text).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(
            faults[0].contains("`link` cannot be `of-one-session`"),
            "{faults:?}"
        );
    }
}
