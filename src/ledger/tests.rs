mod examples;

use super::*;
use crate::draw::Scheme;
use crate::fault::Source;
use insta::assert_snapshot;
use proptest::prelude::*;
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
    assert!(table.lines().all(|line| !line.starts_with('|') || line.replace("\\|", "").matches('|').count() == 4), "{table}");
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

#[test]
fn a_damaged_ledger_is_named() {
    let good = write(&ledger(&calls()[..1]));
    assert_snapshot!(good, @r#"
    {
      "folkmoot": "ledger/1",
      "series": "call",
      "sessions": [
        {
          "id": "call-2026-01-13",
          "date": "2026-01-13",
          "title": "Call of 2026-01-13",
          "notes": 10,
          "voters": 9
        }
      ],
      "topics": [
        {
          "id": "ai-policy",
          "name": "AI policy",
          "former": [],
          "seen": [
            {
              "session": "call-2026-01-13",
              "name": "AI policy",
              "notes": 2,
              "votes": 2
            }
          ]
        },
        {
          "id": "funding-maintainers",
          "name": "Funding maintainers",
          "former": [],
          "seen": [
            {
              "session": "call-2026-01-13",
              "name": "Funding maintainers",
              "notes": 5,
              "votes": 4
            }
          ]
        },
        {
          "id": "licences",
          "name": "Licences",
          "former": [],
          "seen": [
            {
              "session": "call-2026-01-13",
              "name": "Licences",
              "notes": 3,
              "votes": 6
            }
          ]
        }
      ]
    }
    "#);
    let refused = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        read(&source(&good.replacen(from, to, 1)))
            .unwrap_err()
            .to_string()
    };
    let said = [
        refused("ledger/1", "ledger/2"),
        refused("ledger/1", "affinity/1"),
        refused("\"notes\": 10", "<<<<<<< HEAD\n\"notes\": 10"),
        refused("\"notes\": 10", "\"notes\": -1"),
        refused("\"voters\": 9", "\"voters\": 9, \"author\": \"ada\""),
        refused("\"id\": \"call-2026-01-13\"", "\"id\": \"Call\""),
        refused(
            "\"session\": \"call-2026-01-13\"",
            "\"session\": \"call-2026-01-14\"",
        ),
        refused("\"id\": \"licences\"", "\"id\": \"licenses\""),
        refused(
            "2026-01-13\",\n      \"title",
            "2026-02-30\",\n      \"title",
        ),
        read(&source("")).unwrap_err().to_string(),
        read(&source("[]")).unwrap_err().to_string(),
        read(&source(&good[..good.len() / 2]))
            .unwrap_err()
            .to_string(),
    ];
    assert_snapshot!(said.join("\n"), @r"
    ledger.json:2:15: this ledger is `ledger/2`, and this folkmoot reads `ledger/1` alone (update folkmoot: a later one wrote it)
    ledger.json:2:15: this is no ledger but `affinity/1` (name a ledger.json)
    ledger.json:9:7: the ledger is damaged: key must be a string (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:9:17: the ledger is damaged: invalid value: integer `-1`, expected u64 (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:10:27: the ledger is damaged: unknown field `author`, expected one of `id`, `date`, `title`, `notes`, `voters` (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:6:13: the ledger is damaged: `Call` cannot be an id (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:20:22: the ledger is damaged: a topic was seen in `call-2026-01-14`, which is no session of it (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:41:13: the ledger is damaged: the topic `licenses` is not what its sessions say (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:7:26: the ledger is damaged: parsed date is not valid: parameter 'day' for `2026-02` is invalid, must be in range `1..=28` (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:1:1: the ledger is damaged: EOF while parsing a value (a ledger is written by folkmoot alone: take the last good one from git)
    ledger.json:1:1: this is no ledger: it does not say `folkmoot`, its format and version (name a ledger.json)
    ledger.json:28:17: the ledger is damaged: EOF while parsing a string (a ledger is written by folkmoot alone: take the last good one from git)
    ");
}

#[test]
fn files_have_the_shape_that_the_schema_says() {
    let schema = include_str!("../../docs/schema/ledger-1.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = write(&ledger(&calls()));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let named = text.replacen("\"voters\": 9", "\"voters\": 9, \"author\": \"ada\"", 1);
    assert!(!validator.is_valid(&serde_json::from_str(&named).unwrap()));
}

fn sightings() -> impl Strategy<Value = Vec<Sighting>> {
    let name = || prop_oneof!["[a-d]", "[A-D]!", "\\PC{0,3}"];
    let one = (
        name(),
        0_u64..9,
        proptest::option::of(0_u64..9),
        proptest::option::weighted(0.2, name()),
        proptest::option::weighted(0.3, name()),
    );
    let one = one.prop_map(|(name, notes, votes, is, was)| Sighting {
        name,
        notes,
        votes,
        is: is.map(|is| TopicId::of(&is)),
        was,
    });
    proptest::collection::vec(one, 0..5)
}

fn sessions() -> impl Strategy<Value = Vec<Held>> {
    let one = (
        0_u8..6,
        1_i8..4,
        proptest::option::of(0_u64..9),
        sightings(),
    );
    let one = one.prop_map(|(number, day, voters, topics)| Held {
        session: id(&format!("s{number}")),
        date: jiff::civil::date(2026, 1, day),
        title: format!("S{number}"),
        notes: 3,
        voters,
        topics,
    });
    proptest::collection::vec(one, 0..9)
}

proptest! {
    #[test]
    fn the_order_of_adding_does_not_matter(all in sessions(), seed: u64) {
        // Of two with one id, the later one counts.
        let mut last: BTreeMap<SessionId, Held> = BTreeMap::new();
        for held in &all {
            last.insert(held.session.clone(), held.clone());
        }
        let mut shuffled: Vec<Held> = last.into_values().collect();
        let count = shuffled.len().max(1) as u64;
        for at in 0..shuffled.len() {
            let other = (seed.wrapping_mul(at as u64 + 7) >> 13) % count;
            shuffled.swap(at, other as usize);
        }
        let one = ledger(&all);
        prop_assert_eq!(&one, &ledger(&shuffled));
        for held in &all[..all.len().min(1)] {
            let latest = one.sessions().iter().find(|there| there.session == held.session).unwrap();
            prop_assert_eq!(&add(&one, latest), &one);
        }
    }

    #[test]
    fn what_is_written_is_read_back(all in sessions()) {
        let one = ledger(&all);
        prop_assert_eq!(read(&source(&write(&one))).unwrap(), one);
    }

    #[test]
    fn every_sighting_is_in_one_topic(all in sessions()) {
        let one = ledger(&all);
        let found = topics(&one);
        let notes = |votes: bool| -> u64 {
            let seen = found.iter().flat_map(|topic| &topic.seen);
            seen.map(|seen| if votes { seen.votes.unwrap_or(0) } else { seen.notes }).sum()
        };
        let there = |votes: bool| -> u64 {
            let there = one.sessions().iter().flat_map(|held| &held.topics);
            there.map(|topic| if votes { topic.votes.unwrap_or(0) } else { topic.notes }).sum()
        };
        prop_assert_eq!(notes(true), there(true));
        prop_assert_eq!(notes(false), there(false));
        let mut ids: Vec<&TopicId> = found.iter().map(|topic| &topic.id).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
        let times: Vec<usize> = found.iter().map(|topic| topic.seen.len()).collect();
        prop_assert!(times.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn an_id_is_its_own(name in "\\PC*") {
        let folded = TopicId::of(&name);
        prop_assert_eq!(TopicId::of(folded.as_str()), folded);
    }

    #[test]
    fn no_file_makes_it_panic(text in "\\PC*|\\{\"folkmoot\":\"ledger/1\"[\\PC]*") {
        let _ = read(&source(&text));
    }
}
