//! The ledgers under `examples/ledger`: a real one and an invented one, as files, table and pictures.

use super::*;
use jiff::civil::date;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The extract of three real summits (see the folder's CREDITS.md).
fn next_10() -> Ledger {
    let table = include_str!("../../../examples/ledger/next-10.tsv");
    let mut held: Vec<Held> = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [year, name, notes, was] = cells.as_slice() else {
            panic!("{line}");
        };
        let session = id(&format!("next-10-{year}"));
        if held.last().is_none_or(|last| last.session != session) {
            held.push(Held {
                session,
                date: date(year.parse().unwrap(), 1, 1),
                title: format!("Next 10: technology trends {year}"),
                notes: 0,
                voters: None,
                topics: Vec::new(),
            });
        }
        let notes: u64 = notes.parse().unwrap();
        let last = held.last_mut().unwrap();
        last.notes += notes;
        last.topics.push(Sighting {
            name: (*name).to_owned(),
            notes,
            votes: None,
            is: None,
            was: (!was.is_empty()).then(|| (*was).to_owned()),
        });
    }
    let empty = Ledger::new(id("next-10"));
    held.iter().fold(empty, |ledger, held| add(&ledger, held))
}

/// What the README says of a ledger.
fn page(name: &str, title: &str, about: &str, ledger: &Ledger) -> String {
    let mut out = format!(
        "## {title}\n\n{about}\n\n<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"{name}-dark.svg\"><img src=\"{name}.svg\" alt=\"Topics by sessions; the table below says the same\"></picture>\n\n{}\n",
        markdown(ledger)
    );
    for topic in topics(ledger).iter().filter(|topic| topic.recurs()) {
        let name = crate::inert::markdown(&topic.name);
        let _ = writeln!(out, "- {name}: {}", sentence(topic, ledger));
    }
    out
}

/// Set `FOLKMOOT_UPDATE_EXAMPLES=1` after a change that is meant, and look at what comes out.
#[test]
fn the_examples_are_what_comes_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ledger");
    let (real, invented) = (next_10(), ledger(&calls()));
    let (trends, call) = (
        "Technology trends of three summits",
        "A call that nobody held",
    );
    let readme = format!(
        "# Ledgers\n\nWhat a series keeps of its sessions, in `ledger.json` ([schema](../../docs/schema/ledger-1.json), [more](../../docs/series.md)). A test makes this page.\n\n{}\n{}",
        page(
            "next-10",
            trends,
            "Real: three years of [nodejs/next-10](CREDITS.md), which ranked notes and counted no votes. `next-10.tsv` holds what was read.",
            &real
        ),
        page(
            "call",
            call,
            "Invented: five calls, in which a topic is renamed, one is written in another way, and one gets no vote.",
            &invented
        ),
    );
    let files = [
        ("README.md", readme),
        ("next-10.json", write(&real)),
        ("next-10.svg", svg(&real, trends, Scheme::Light)),
        ("next-10-dark.svg", svg(&real, trends, Scheme::Dark)),
        ("call.json", write(&invented)),
        ("call.svg", svg(&invented, call, Scheme::Light)),
        ("call-dark.svg", svg(&invented, call, Scheme::Dark)),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        if std::env::var_os("FOLKMOOT_UPDATE_EXAMPLES").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let there = fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(there == text, "{name} is another one now");
    }
}

#[test]
fn the_extract_is_what_people_wrote() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs");
    let file =
        "O12-nodejs-next10-dublin-2022/collaborator summit/2022-dublin/technical-priorities.md";
    let Ok(text) = fs::read_to_string(folder.join(file)) else {
        println!("skipped: {file} is not here");
        return;
    };
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip_while(|line| !line.contains("2022"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let ledger = next_10();
    for (session, column) in ledger.sessions().iter().zip(0..2) {
        let cells = rows
            .iter()
            .map(|row| row[column])
            .filter(|cell| !cell.is_empty());
        let mut there: Vec<(&str, u64)> = cells
            .map(|cell| {
                (
                    cell.split(" / ").next().unwrap(),
                    cell.split(" / ").count() as u64,
                )
            })
            .collect();
        there.sort_unstable();
        let ours: Vec<(&str, u64)> = session
            .topics
            .iter()
            .map(|topic| (topic.name.as_str(), topic.notes))
            .collect();
        assert_eq!(ours, there);
    }
}
