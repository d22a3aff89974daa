//! What is generated is valid, whatever was answered and whichever comments are taken in.

use super::*;
use crate::fault::{Fault, Source};
use crate::session::answer;
use crate::session::format::Own;
use crate::session::{Formats, Session, read};
use jiff::civil::{Date, Time};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 12, 24);

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: path.into(),
        text: text.to_owned(),
    })
}

/// Answers to everything that a format needs: its examples.
fn answers(formats: &Formats, format: &str, title: &str) -> Answers {
    let format = formats.get(format).unwrap().unwrap();
    let values: BTreeMap<String, String> = needs(&format, DAY)
        .into_iter()
        .map(|need| {
            let example = need.example.clone().unwrap_or_else(|| "5".to_owned());
            let value = need.check(&example).unwrap();
            (need.name, value)
        })
        .collect();
    Answers {
        examples: values.keys().cloned().collect(),
        format,
        title: answer::line(title).unwrap(),
        date: DAY,
        start: Time::constant(15, 0, 0, 0),
        timezone: "Europe/Paris".to_owned(),
        values,
    }
}

fn reading(text: &str, formats: &Formats, defaults: &Defaults) -> Result<Session, Vec<Fault>> {
    read::read_under(
        &source("session.yml", text),
        Path::new("sessions/a-session"),
        Vec::new(),
        formats,
        defaults,
    )
}

/// The text with everything taken in that stands in a comment and could be a key.
fn whole(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let bare = line.trim_start();
        match bare.strip_prefix('#') {
            Some(code) if !code.starts_with([' ', '#']) => {
                format!("{}{code}\n", " ".repeat(line.len() - bare.len()))
            }
            _ => format!("{line}\n"),
        }
    });
    lines.collect()
}

fn generated(formats: &Formats, name: &str, defaults: &Defaults) -> String {
    let answers = answers(formats, name, "A session");
    session_file(Path::new("sessions/a-session"), &answers, defaults).text
}

fn set_up() -> SetUp {
    SetUp {
        branch: "main".to_owned(),
        many: false,
        action: None,
        timezone: "Europe/Paris".to_owned(),
        attribution: Attribution::ChathamHouse,
        report: None,
    }
}

#[test]
fn the_examples_of_every_format_make_a_session() {
    let formats = Formats::default();
    for name in formats.names() {
        let text = generated(&formats, name, &Defaults::default());
        let session = reading(&text, &formats, &Defaults::default())
            .unwrap_or_else(|faults| panic!("{name}: {faults:#?}\n{text}"));
        assert_eq!(session.format.name, name);
        assert_eq!(session.date, DAY);
        assert_eq!(session.timezone.iana_name(), Some("Europe/Paris"));
    }
}

#[test]
fn every_comment_can_be_taken_in() {
    let formats = Formats::default();
    for name in formats.names() {
        let text = whole(&generated(&formats, name, &Defaults::default()));
        let session = reading(&text, &formats, &Defaults::default())
            .unwrap_or_else(|faults| panic!("{name}: {faults:#?}\n{text}"));
        // And it was: these stand in comments alone.
        assert_eq!(session.place.as_deref(), Some("City, room or link"));
        assert_eq!(session.clusters.len(), 1, "{name}");
        assert_eq!(session.series.unwrap().name.as_str(), name);
        assert_eq!(
            session.details.len(),
            session.format.fields.session.len(),
            "{name}"
        );
    }
    for report in [None, answer::repository_name("acme/governance").ok()] {
        let text = config::text(&SetUp { report, ..set_up() });
        let defaults = Defaults::read(&source("config.yml", &text)).unwrap();
        assert_eq!(defaults.folder.as_deref(), Some("reports"));
        let defaults = Defaults::read(&source(
            "config.yml",
            &whole(&text).replacen("  repository: owner/name # another", "  # another", 1),
        ))
        .unwrap();
        assert!(defaults.credit.is_some() && defaults.place_in_vote("roll").is_some());
    }
}

#[test]
fn a_session_leaves_to_its_repository_what_that_says() {
    let formats = Formats::default();
    let text = config::text(&set_up());
    let defaults = Defaults::read(&source("config.yml", &text)).unwrap();
    let text = generated(&formats, "touchpoint", &defaults);
    assert!(text.contains("\n#timezone: Europe/Paris # .folkmoot/config.yml"));
    reading(&text, &formats, &defaults).unwrap();
    let faults = reading(&text, &formats, &Defaults::default()).unwrap_err();
    assert_eq!(faults[0].message, "the session has no `timezone`");
}

#[test]
fn whatever_a_format_of_one_s_own_asks_for_is_asked() {
    let yml = "name: odd\ntitle: \"Odd: #one\"\nvariables:\n  'a: b': what\n  number: {about: how many, example: 3}\nfields:\n  session:\n    day: {required: true, kind: date, example: 2026-01-01}\n    many: {required: true, kind: list, about: lines, example: one}\n    who: {required: true, columns: {name: {required: true, example: Ann}, place: {example: Rome}, mood: {one-of: [\"yes\", \"no\"], required: true, example: \"yes\"}}}\n    any: {required: true, columns: {note: {example: x}, link: {kind: link}}}\n    free: {columns: {link: {kind: link}, day: {kind: date}, amount: {kind: number}}}\n    text: {kind: text}\nobjectives: [\"{a: b} {number}\"]\nparts: [{title: \"One\\ntwo\", minutes: 5}]\nstages: {announced: 1 day before, notes: part 1, affinity: part 1 + 1 minute, voting: part 1 + 1 hour, closed: part 1 + 2 days}\n";
    let own = Own {
        yml: Some(source(".folkmoot/formats/odd/format.yml", yml)),
        ..Own::default()
    };
    let formats = Formats::new([("odd".to_owned(), own)].into());
    let format = formats.get("odd").unwrap().unwrap();
    let needs = needs(&format, DAY);
    let names: Vec<&str> = needs.iter().map(|need| need.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "a: b", "number", "day", "many", "who.name", "who.mood", "any.note"
        ]
    );
    let wrong = |at: usize, text: &str| needs[at].check(text).unwrap_err().why;
    assert_eq!(wrong(2, "soon"), "`day` cannot be `soon`");
    assert_eq!(wrong(5, "perhaps"), "`mood` cannot be `perhaps`");
    assert_eq!(wrong(0, "{x}"), "`{x}` would be taken for a variable");
    let text = generated(&formats, "odd", &Defaults::default());
    let session = reading(&text, &formats, &Defaults::default())
        .unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
    assert_eq!(session.details.len(), 4);
    let text = whole(&text);
    let session = reading(&text, &formats, &Defaults::default())
        .unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
    assert_eq!(session.details.len(), 6);
}

#[test]
fn an_example_of_a_day_is_not_over_before_the_session() {
    let format = Formats::default().get("how-might-we").unwrap().unwrap();
    let timeline = |date: Date| {
        let needs = needs(&format, date);
        let need = needs.iter().find(|need| need.name == "timeline").unwrap();
        need.example.clone().unwrap()
    };
    assert_eq!(timeline(Date::constant(2025, 4, 1)), "Q2 2025");
    assert_eq!(timeline(Date::constant(2025, 7, 1)), "Q4 2025");
    assert_eq!(timeline(Date::constant(2026, 12, 31)), "Q1 2027");
    assert_eq!(timeline(Date::constant(9999, 12, 31)), "Q2 2025");
}

#[test]
fn a_repository_has_its_own_branch_and_an_action_that_is_there() {
    let format = Formats::default().get("goals").unwrap().unwrap();
    let texts = |set_up: &SetUp| -> String {
        files(set_up, &[&format])
            .into_iter()
            .map(|file| file.text)
            .collect()
    };
    let commit = workflow::commit(&"A1".repeat(20)).unwrap();
    for (action, pin) in [
        (Some(commit.clone()), format!("@{commit}\n")),
        (
            None,
            match workflow::is_unpinned() {
                true => format!("@{}\n", workflow::TAG),
                false => " # v".to_owned(),
            },
        ),
    ] {
        let set_up = SetUp {
            branch: "release: #1".to_owned(),
            action,
            ..set_up()
        };
        let texts = texts(&set_up);
        assert!(!texts.contains("$default-branch") && !texts.contains(workflow::PLACEHOLDER));
        assert!(texts.contains("branches: [\"release: #1\"]"), "{texts}");
        let pins: Vec<&str> = texts.split("uses: folkmoot/folkmoot").skip(1).collect();
        assert_eq!(pins.len(), 2);
        assert!(
            pins.iter().all(|rest| rest
                .lines()
                .next()
                .is_some_and(|line| format!("{line}\n").contains(&pin))),
            "{texts}"
        );
    }
    assert_eq!(workflow::commit("v1"), None);
}

proptest! {
    #[test]
    fn no_title_is_more_than_a_title(title in "(?s)(.|[\"'\\\\#:{},\\[\\]&*!|>%@`\n\r\t\u{0}\u{85}\u{2028}\u{202e}-]){1,60}") {
        let formats = Formats::default();
        if answer::line(&title).is_ok() {
            let mut answers = answers(&formats, "breakout", &title);
            let values = answers.values.values_mut();
            values.for_each(|value| *value = answer::line(&title).unwrap());
            answers.examples = BTreeSet::new();
            let text = session_file(Path::new("sessions/a-session"), &answers, &Defaults::default()).text;
            let session = reading(&text, &formats, &Defaults::default());
            let session = session.unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
            prop_assert_eq!(&session.title, &answers.title);
            prop_assert_eq!(session.details.len(), 3);
            prop_assert_eq!(session.clusters.len(), 0);
            prop_assert_eq!(session.date, DAY);
        }
    }
}

#[test]
fn golden_session() {
    let formats = Formats::default();
    let mut answers = answers(&formats, "breakout", "Funding: \"who\" pays? #1");
    answers.examples.remove("question");
    let file = session_file(
        Path::new("sessions/funding-2026-12-24"),
        &answers,
        &Defaults::default(),
    );
    insta::assert_snapshot!(file.text, @r##"
    # yaml-language-server: $schema=https://raw.githubusercontent.com/folkmoot/folkmoot/main/docs/schema/session-1.json
    # Breakout session, a session of the format breakout. `folkmoot check` says what is wrong with this file, `folkmoot plan` what a run would do.
    # What begins with `#` and a key can be added: take the `#` away.
    format: breakout
    title: "Funding: \"who\" pays? #1"
    date: 2026-12-24
    start: "15:00"
    timezone: Europe/Paris
    #place: City, room or link
    #summary: A paragraph for the announcement.

    # What the format lets a session say.
    details:
      question: "What would you change first?" # the one question that is discussed
      host-event: Our Conference # the conference that the session is part of (an example: replace it)
      coordinator: the organisers # the organisation that coordinates the session (an example: replace it)
      #room: … # the room at the conference
      #registration: https://example.org/ # where people register
      #abstract: … # what the session is about, in a paragraph or two
      #speakers: # who opens the discussion, three minutes each
        #- name: …
          #organisation: …
          #sector: public # one of: public, private, academia, small, large
      #materials: # minutes, recordings
        #- title: …
          #link: https://example.org/

    # Clusters that are known beforehand; notes near to one join it.
    #clusters:
      #- name: …
        #about: … # words such as its notes will use

    # Notes come from the form and from comments; a file notes.csv beside this one can hold some as well. Its columns:
    #   text, author, cluster, kind, sector
    #   kind: what sort of remark it is; one of: good, bad, ugly, remark, question
    #   sector: where the speaker comes from; one of: public, private, academia, small, large

    # When its stages begin, where the format's times do not suit: a time, a day, or both.
    #schedule:
      #announced: # 28 days before the session
      #notes: # with part 2 (The good, the bad and the ugly)
      #affinity: # with part 4 (Grouping and vote)
      #voting: # 5 minutes into part 4 (Grouping and vote)
      #closed: # with part 5 (Wrap-up)

    # How the vote works; these are the format's rules, and docs/voting.md has more.
    #vote:
      #method: top
      #votes: 2 # of each person
      #winners: 2
      #quorum: 5 # people who have to vote; none otherwise

    # Whose names may be shown, where the report goes, who does what, and by which rule it recurs.
    #attribution: chatham-house # chatham-house, opt-in, named
    #report:
      #folder: reports/funding-2026-12-24
    #roles:
      #facilitator: …
      #scribe: …
    #series: # docs/series.md
      #name: breakout
      #rule: FREQ=MONTHLY;BYDAY=2TU
    #license: CC BY 4.0 # of the report
    "##);
}
