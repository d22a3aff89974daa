mod any;
mod as_file;
mod examples;

use super::*;
use crate::draw::Scheme;
use crate::fault::Source;
use insta::assert_snapshot;
use std::collections::BTreeMap;
use std::sync::Arc;

fn id(text: &str) -> SessionId {
    SessionId::new(text).unwrap()
}

/// `name votes notes`, also `name < former name` and `name = id`.
pub(super) fn held(day: &str, voters: u64, topics: &[(&str, u64, u64)]) -> Held {
    let sighting = |(text, votes, notes): &(&str, u64, u64)| {
        let (name, was) = match text.split_once(" < ") {
            Some((name, was)) => (name, Some(was.to_owned())),
            None => (*text, None),
        };
        let (name, is) = match name.split_once(" = ") {
            Some((name, is)) => (name, Some(TopicId::of(is))),
            None => (name, None),
        };
        Sighting {
            name: name.to_owned(),
            notes: *notes,
            votes: Some(*votes),
            is,
            was,
        }
    };
    Held {
        session: id(&format!("call-{day}")),
        date: day.parse().unwrap(),
        title: format!("Call of {day}"),
        notes: topics.iter().map(|(_, _, notes)| notes).sum(),
        voters: Some(voters),
        topics: topics.iter().map(sighting).collect(),
    }
}

pub(super) fn ledger(all: &[Held]) -> Ledger {
    let empty = Ledger::new(id("call"));
    all.iter().fold(empty, |ledger, held| add(&ledger, held))
}

/// Five calls that nobody held.
fn calls() -> Vec<Held> {
    vec![
        held(
            "2026-01-13",
            9,
            &[
                ("Funding maintainers", 4, 5),
                ("Licences", 6, 3),
                ("AI policy", 2, 2),
            ],
        ),
        held(
            "2026-02-10",
            7,
            &[("Security reporting", 5, 4), ("licences!", 3, 2)],
        ),
        held(
            "2026-03-10",
            14,
            &[
                ("Paying maintainers < Funding maintainers", 9, 6),
                ("Onboarding", 4, 4),
                ("Policy for AI = ai-policy", 6, 3),
            ],
        ),
        held(
            "2026-04-14",
            8,
            &[("Onboarding", 5, 5), ("Security   Reporting", 2, 1)],
        ),
        held(
            "2026-05-12",
            15,
            &[("Funding Maintainers", 11, 7), ("SBOMs", 0, 1)],
        ),
    ]
}

#[test]
fn topics_are_known_again() {
    let ledger = ledger(&calls());
    let shown: Vec<String> = topics(&ledger)
        .iter()
        .map(|topic| {
            format!(
                "{}: {} {:?}: {}",
                topic.id,
                topic.name,
                topic.former,
                sentence(topic, &ledger)
            )
        })
        .collect();
    assert_snapshot!(shown.join("\n"), @r#"
    funding-maintainers: Funding Maintainers ["Paying maintainers"]: seen in 3 of 5 sessions, votes 4 → 9 → 11
    onboarding: Onboarding []: seen in 2 of 5 sessions, votes 4 → 5
    security-reporting: Security   Reporting []: seen in 2 of 5 sessions, votes 5 → 2
    ai-policy: Policy for AI ["AI policy"]: seen in 2 of 5 sessions, votes 2 → 6
    licences: licences! []: seen in 2 of 5 sessions, votes 6 → 3
    sboms: SBOMs []: seen in 1 of 5 sessions, votes 0
    "#);
}

#[test]
fn a_table_for_whoever_sees_no_colours() {
    assert_snapshot!(markdown(&ledger(&calls())), @r"
    | topic | 2026-01-13 | 2026-02-10 | 2026-03-10 | 2026-04-14 | 2026-05-12 | seen |
    | --- | --: | --: | --: | --: | --: | :-- |
    | Funding Maintainers | 4 ▃ | – | 9 ▇ | – | 11 █ | 3 of 5 |
    | Onboarding | – | – | 4 ▃ | 5 ▄ | – | 2 of 5 |
    | Security Reporting | – | 5 ▄ | – | 2 ▂ | – | 2 of 5 |
    | Policy for AI | 2 ▂ | – | 6 ▅ | – | – | 2 of 5 |
    | licences! | 6 ▅ | 3 ▃ | – | – | – | 2 of 5 |
    | SBOMs | – | – | – | – | 0 | 1 of 5 |

    Numbers are votes, the most is 11; – not seen.
    ");
}

#[test]
fn ids_fold_case_and_signs_and_no_more() {
    let table = [
        ("Types / TypeScript", "types-typescript"),
        ("  AI-Policy?! ", "ai-policy"),
        ("C++", "c++"),
        ("C#", "c#"),
        ("C", "c"),
        ("＃1: Ｆｕｌｌ", "1-full"),
        ("Éducation", "éducation"),
        ("E\u{301}ducation", "éducation"),
        ("İstanbul", "i\u{307}stanbul"),
        ("日本語 の 話題", "日本語-の-話題"),
        ("🚀", "🚀"),
        ("☕\u{fe0f}", "☕\u{fe0f}"),
        ("", ""),
    ];
    for (name, folded) in table {
        assert_eq!(TopicId::of(name).as_str(), folded, "{name}");
    }
}

#[test]
fn two_topics_of_a_session_that_turn_out_to_be_one_are_added_up() {
    let ledger = ledger(&[
        held("2026-01-01", 3, &[("Docs", 2, 1), ("Guides", 5, 4)]),
        held("2026-02-01", 3, &[("Guides < docs", 1, 1)]),
    ]);
    let topics = topics(&ledger);
    assert_eq!(topics.len(), 1);
    assert_eq!(
        (topics[0].id.as_str(), topics[0].name.as_str()),
        ("guides", "Guides")
    );
    assert_eq!(topics[0].former, ["Docs"]);
    assert_eq!(
        (topics[0].seen[0].votes, topics[0].seen[0].notes),
        (Some(7), 5)
    );
}

#[test]
fn the_id_of_a_topic_stays_whatever_it_is_called() {
    let mut growing = Ledger::new(id("call"));
    let mut ids: BTreeMap<String, TopicId> = BTreeMap::new();
    for held in calls() {
        growing = add(&growing, &held);
        for topic in topics(&growing) {
            for name in topic.former.iter().chain([&topic.name]) {
                let folded = TopicId::of(name).to_string();
                let before = ids.entry(folded).or_insert_with(|| topic.id.clone());
                assert_eq!(*before, topic.id, "{name}");
            }
        }
    }
    assert_eq!(ids["paying-maintainers"].as_str(), "funding-maintainers");
}

#[test]
fn a_session_without_a_vote_was_seen() {
    let mut without = held("2026-06-09", 0, &[("Onboarding", 0, 2)]);
    without.voters = None;
    without.topics[0].votes = None;
    let all = ledger(&[calls(), vec![without.clone()]].concat());
    let found = topics(&all);
    let onboarding = found
        .iter()
        .find(|topic| topic.name == "Onboarding")
        .unwrap();
    assert_eq!(
        sentence(onboarding, &all),
        "seen in 3 of 6 sessions, votes 4 → 5 → –"
    );
    let table = markdown(&all);
    assert!(table.contains("| 5 ▄ | – | seen | 3 of 6 |"), "{table}");
    // None at all: then notes are what there is.
    let one = ledger(&[without]);
    assert_eq!(
        sentence(&topics(&one)[0], &one),
        "seen in 1 of 1 session, notes 2"
    );
    assert!(markdown(&one).contains("| Onboarding | 2 █ | 1 of 1 |"));
}

#[test]
fn many_sessions_and_topics_are_counted_where_they_are_not_shown() {
    let days: Vec<String> = (1..=14).map(|day| format!("2026-01-{day:02}")).collect();
    let names: Vec<String> = (0..40).map(|number| format!("t{number}")).collect();
    let topics: Vec<(&str, u64, u64)> = names.iter().map(|name| (name.as_str(), 1, 1)).collect();
    let all: Vec<Held> = days.iter().map(|day| held(day, 1, &topics)).collect();
    let ledger = ledger(&all);
    let table = markdown(&ledger);
    assert_eq!(table.lines().count(), 2 + 30 + 2);
    assert!(
        table.ends_with("2 earlier sessions are not shown; 10 further topics are not shown.\n"),
        "{table}"
    );
    let found = super::topics(&ledger);
    assert_eq!(
        sentence(&found[0], &ledger),
        "seen in 14 of 14 sessions, votes … → 1 → 1 → 1 → 1 → 1 → 1 → 1 → 1"
    );
}

#[test]
fn hostile_texts_do_nothing() {
    let text = "<script>&@todogroup | ![x](y) <!-- folkmoot:session --> closes #1";
    let one = held("2026-01-01", 1, &[(text, u64::MAX, 1), ("b", 1, 1)]);
    let ledger = ledger(&[one]);
    let table = markdown(&ledger);
    assert!(!table.contains("<script") && !table.contains("@todogroup") && !table.contains("<!--"));
    let rows = table.lines().filter(|line| line.starts_with('|'));
    let cells: Vec<usize> = rows
        .map(|row| row.replace("\\|", "").matches('|').count() - 1)
        .collect();
    assert_eq!(cells, [3; 4], "{table}");
    for scheme in [Scheme::Light, Scheme::Dark] {
        assert!(!svg(&ledger, text, scheme).contains("<script"));
    }
}

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: "ledger.json".into(),
        text: text.to_owned(),
    })
}
