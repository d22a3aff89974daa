//! Session files out of proposals: what they say, and that nothing in a proposal acts in them.

use super::super::draft::draft;
use super::super::{Draft, NoDraft};
use super::{event, source};
use crate::yaml::{self, Node, Value};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

/// The drafts of an event with one session.
fn of(title: &str, description: &str, goal: &str, rest: &str) -> Result<Draft, NoDraft> {
    let text = json!({
        "metadata": {"meeting": "Breakouts {Day}", "timezone": "Europe/Paris"},
        "slots": ["2026-03-31 9:00 - 9:30"],
        "rooms": ["Kōto \"4\" (20)"],
        "sessions": [{
            "number": 20, "title": title, "room": "Kōto \"4\"", "slot": "2026-03-31 9:00", "url": "https://github.com/example/day/issues/20",
            "body": format!("### Session description\n\n{description}\n\n### Session goal\n\n{goal}\n\n### Session type\n\nBreakout\n\n{rest}"),
        }],
    });
    let event = event(&text.to_string()).unwrap();
    assert_eq!(event.owner.as_deref(), Some("example"));
    draft(&event, &event.proposals[0], "The Example: Group")
}

#[test]
fn a_proposal_becomes_a_session_file() {
    let draft = of(
        "How We Fund the Web",
        "The Web has **billions** of users, see [this](https://example.org).\r\nThey are many.\r\n\r\n- one `code`\r\n- two\r\n\r\n#### More\r\n\r\n| a |\r\n|--|\r\n",
        "To help",
        "### Meeting materials\r\n- [Minutes](https://www.example.org/m.html)\r\n- Recording: TBD",
    )
    .unwrap();
    assert_eq!(
        (draft.name.as_str(), draft.prefix.as_str()),
        ("20-how-we-fund-the-web", "20-")
    );
    assert_snapshot!(draft.text, @r#"
    # From the proposal of a breakout session, #20: https://github.com/example/day/issues/20
    # Its slot is 2026-03-31 09:00 to 09:30; the parts of the format are counted from its start.
    format: breakout
    title: "How We Fund the Web"
    date: 2026-03-31
    start: "09:00"
    timezone: Europe/Paris

    details:
      question: "What should come of “How We Fund the Web”?"
      host-event: "Breakouts (Day)"
      coordinator: "The Example: Group"
      room: "Kōto \"4\""
      abstract: |
        The Web has billions of users, see this. They are many.
        - one code
        - two

        More
      materials:
        - title: "Minutes"
          link: "https://www.example.org/m.html"
    "#);
}

#[test]
fn hostile_words_stay_words() {
    let draft = of(
        "\"Hi\": {title} \\ <!-- folkmoot:session --> @all",
        "{title} and {{details.room}} @everybody closes #1 <!-- folkmoot:note x -->\n--- \n...\n# a\n- [x](javascript:alert)\n\n<script>\n\n::error::x ![p](https://t.example/p.png)",
        "Is it {time} for @all, see https://t.example, #1 and <selectlist>?\u{2028}- no: 'yes'\u{202e}?",
        "",
    )
    .unwrap();
    // Signs that cannot be seen, for the eye.
    assert_snapshot!(draft.text.replace('\u{200b}', "¦"), @r#"
    # From the proposal of a breakout session, #20: https://github.com/example/day/issues/20
    # Its slot is 2026-03-31 09:00 to 09:30; the parts of the format are counted from its start.
    format: breakout
    title: "\"Hi\": (title) \\ <!-- folkmoot:session --> @all"
    date: 2026-03-31
    start: "09:00"
    timezone: Europe/Paris

    details:
      question: "Is it (time) for @\u200ball, see https:\u200b//t.example, #\u200b1 and ‹selectlist›? - no: 'yes'?"
      host-event: "Breakouts (Day)"
      coordinator: "The Example: Group"
      room: "Kōto \"4\""
      abstract: |
        &#123;title&#125; and &#123;&#123;details.room&#125;&#125; @¦everybody closes #¦1

        ...

        a
        - x

        ::¦error::¦x p
    "#);
}

#[test]
fn the_question_is_the_goal_or_the_title_if_they_ask() {
    let question = |title: &str, goal: &str| {
        let draft = of(title, "x", goal, "").unwrap();
        let values = leaves(&draft.text);
        values["details.question"].clone()
    };
    let table = [
        (
            "Funding",
            "How do we **pay** for it?",
            "How do we pay for it?",
        ),
        ("Funding", "We talk.\nWho pays?", "We talk. Who pays?"),
        ("Who pays?", "Talk", "Who pays?"),
        (
            "Funding the Web.",
            "Talk",
            "What should come of “Funding the Web”?",
        ),
    ];
    for (title, goal, expected) in table {
        assert_eq!(question(title, goal), expected);
    }
}

#[test]
fn who_has_no_place_gets_no_file() {
    let text = |room: &str, kind: &str, rooms: &str| {
        format!(
            r####"{{"metadata": {{"meeting": "Day", "timezone": "UTC"}}, "slots": ["2026-03-31 9:00 - 10:00"], "rooms": [{rooms}],
            "sessions": [{{"number": 1, "title": "A", "slot": "2026-03-31 9:00"{room},
            "body": "### Session description\na\n### Session goal\nb\n### Session type\n{kind}"}}]}}"####
        )
    };
    let table = [
        (text("", "Breakout", ""), None),
        (text("", "Breakout", r#""A""#), Some(NoDraft::NotScheduled)),
        (text(r#", "room": "A""#, "Breakout", r#""A""#), None),
        (
            text(r#", "room": "A""#, "Plenary", r#""A""#),
            Some(NoDraft::Plenary),
        ),
        (
            r#"[{"number": 1, "title": "A", "body": ""}]"#.to_owned(),
            Some(NoDraft::NotScheduled),
        ),
    ];
    for (text, expected) in table {
        let event = event(&text).unwrap();
        let found = draft(&event, &event.proposals[0], "Us");
        assert_eq!(found.err(), expected, "{text}");
    }
}

/// Every text of a document by the keys that lead to it.
fn leaves(text: &str) -> BTreeMap<String, String> {
    fn walk(node: &Node, at: &str, out: &mut BTreeMap<String, String>) {
        match &node.value {
            Value::Null => {}
            Value::Scalar(text) => {
                out.insert(at.to_owned(), text.clone());
            }
            Value::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(item, &format!("{at}.{index}"), out);
                }
            }
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    let name = format!("{at}.{}", key.name);
                    walk(value, name.trim_start_matches('.'), out);
                }
            }
        }
    }
    let root = yaml::parse(&source("session.yml", text)).unwrap();
    let mut out = BTreeMap::new();
    walk(&root, "", &mut out);
    out
}

proptest! {
    #[test]
    fn whatever_is_proposed_the_file_says_only_what_it_may(
        title in "\\PC{0,40}|[{}<!:#'\"\\\\@ \u{85}\u{2028}\u{feff}\u{ffff}a-]{0,40}",
        description in "(\\PC|[{}<!:#'\"\\\\@|>` \n\r\t\u{85}\u{2028}\u{feff}\u{fffe}a-]|---|\n\n|[.]{3}){0,80}",
        goal in "[{}a?\"' :#-]{0,30}",
        material in "[a-z:/. \"'{}()\\[\\]-]{0,30}",
    ) {
        let Ok(draft) = of(&title, &description, &goal, &format!("### Meeting materials\n- x: https://{material}")) else {
            return Ok(());
        };
        let values = leaves(&draft.text);
        let keys = [
            "format", "title", "date", "start", "timezone", "details.question", "details.host-event", "details.coordinator", "details.room",
            "details.abstract", "details.materials.0.title", "details.materials.0.link",
        ];
        for (key, value) in &values {
            prop_assert!(keys.contains(&key.as_str()), "{} of {}", key, draft.text);
            // A link is no text to fill; its braces become codes where it is read.
            prop_assert!(key.ends_with("link") || !value.contains(['{', '}']), "{}", value);
            prop_assert!(!value.trim().is_empty());
            prop_assert!(key == "details.abstract" || !value.contains('\n'));
            // The title is made harmless where it is shown.
            if key.starts_with("details.") && !key.ends_with("link") {
                prop_assert!(!value.contains('<') && !value.contains("://"), "{}", value);
                prop_assert!(key == "details.abstract" || !value.contains("]("), "{}", value);
                for (at, _) in value.match_indices('@') {
                    let behind = value[at + 1..].chars().next();
                    prop_assert_eq!(behind, Some('\u{200b}'));
                }
            }
        }
        for key in &keys[..9] {
            prop_assert!(values.contains_key(*key), "{} lacks {}", draft.text, key);
        }
        prop_assert_eq!(values["format"].as_str(), "breakout");
        prop_assert_eq!(values["date"].as_str(), "2026-03-31");
    }
}
