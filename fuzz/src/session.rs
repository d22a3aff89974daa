//! `session`: a session's file and what stands beside it, the repository's defaults, recurrence.

use crate::input::Input;
use crate::shown;
use folkmoot::fault::Source;
use folkmoot::notes;
use folkmoot::plan::trial;
use folkmoot::privacy::roster;
use folkmoot::series::Rule;
use folkmoot::session::beside::Beside;
use folkmoot::session::{Defaults, Formats, Session, defaults, read};
use folkmoot::yaml;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::path::Path;
use std::sync::Arc;

/// Where the session is.
const FOLDER: &str = "sessions/kubecon-india-2024";

/// The part of an input that is the text of a file; faults where it is no text.
fn source(path: &str, bytes: &[u8]) -> Option<Arc<Source>> {
    match Source::read(Path::new(path), bytes) {
        Ok(source) => Some(source),
        Err(fault) => {
            shown::fault(&fault);
            None
        }
    }
}

/// Runs an input.
pub fn run(input: &[u8]) {
    let input = Input::of(input);
    match input.which(b"spycr") {
        b's' => {
            session(&input);
        }
        b'p' => {
            if let Some(session) = session(&input) {
                let faults = trial::failing(&session);
                if !faults.is_empty() {
                    shown::faults(&faults);
                }
                trial::too_long(&session);
            }
        }
        b'y' => {
            let Some(source) = source("session.yml", input.bytes(0)) else {
                return;
            };
            match yaml::parse(&source) {
                Ok(root) => nested(&source, &root),
                Err(fault) => shown::fault(&fault),
            }
        }
        b'c' => {
            config(input.bytes(0));
        }
        _ => rule(&input.text(0)),
    }
}

fn config(bytes: &[u8]) -> Option<Defaults> {
    let source = source(defaults::FILE, bytes)?;
    match Defaults::read(&source) {
        Ok(defaults) => Some(defaults),
        Err(faults) => {
            shown::faults(&faults);
            None
        }
    }
}

/// The file, its defaults, its notes, and the roll, hand counts and paper ballots beside it.
fn session(input: &Input<'_>) -> Option<Session> {
    let path = format!("{FOLDER}/session.yml");
    let source = source(&path, input.bytes(0))?;
    let folder = Path::new(FOLDER);
    let formats = Formats::default();
    read::id_in(&source, folder);
    let defaults = input.given(1).and_then(config).unwrap_or_default();
    let fields = read::note_fields(&source, &formats).unwrap_or_default();
    let rows = input
        .given(2)
        .filter(|bytes| !bytes.is_empty())
        .map(|bytes| notes::file::written(Path::new("notes.csv"), bytes, &fields));
    let notes = match rows {
        Some(Ok(rows)) => rows.into_iter().map(|row| row.note).collect(),
        Some(Err(faults)) => {
            shown::faults(&faults);
            Vec::new()
        }
        None => Vec::new(),
    };
    let session = match read::read_under(&source, folder, notes, &formats, &defaults) {
        Ok(session) => session,
        Err(faults) => {
            shown::faults(&faults);
            return None;
        }
    };
    assert!(
        session.schedule.voting <= session.schedule.closed,
        "closed before it opens"
    );
    let beside = |at: usize, name: &str| {
        let bytes = input.given(at).filter(|bytes| !bytes.is_empty())?;
        self::source(&format!("{FOLDER}/{name}"), bytes)
    };
    let beside = Beside {
        roll: beside(3, "roll.txt"),
        hands: beside(4, "hands.csv"),
        ballots: beside(5, "ballots.csv"),
    };
    let mut session = match session.with(&beside) {
        Ok(session) => session,
        Err(faults) => {
            shown::faults(&faults);
            return None;
        }
    };
    if let Some(bytes) = input.given(6) {
        match roster::read(Path::new("roster.csv"), bytes) {
            Ok(roster) => session.roster = roster,
            Err(faults) => shown::faults(&faults),
        }
    }
    match folkmoot::next::next(&source, &session, None) {
        Ok(next) => {
            let path = format!("sessions/{}/session.yml", next.folder);
            let again = Source {
                path: path.into(),
                text: next.text,
            };
            assert!(
                yaml::parse(&Arc::new(again)).is_ok(),
                "the next session's file is no YAML"
            );
        }
        Err(refusal) => shown::fault(&refusal.fault()),
    }
    Some(session)
}

/// Every part of the tree is a part of the text.
fn nested(source: &Source, node: &yaml::Node) {
    assert!(
        source.text.get(node.span.clone()).is_some(),
        "{:?} is no place in its text",
        node.span
    );
    match &node.value {
        yaml::Value::Null | yaml::Value::Scalar(_) => {}
        yaml::Value::Sequence(items) => items.iter().for_each(|item| nested(source, item)),
        yaml::Value::Mapping(entries) => {
            for (key, value) in entries {
                assert!(
                    source.text.get(key.span.clone()).is_some(),
                    "{:?} is no place in its text",
                    key.span
                );
                nested(source, value);
            }
        }
    }
}

fn rule(text: &str) {
    match Rule::read(text, &TimeZone::UTC) {
        Ok(rule) => {
            let first = date(2024, 2, 29).at(17, 0, 0, 0);
            let days = rule.occurrences(first, None, 5);
            assert!(
                days.is_sorted() && days.iter().all(|day| *day >= first),
                "{days:?}"
            );
            rule.occurrences(first, Some(date(2400, 1, 1).at(0, 0, 0, 0)), 2);
        }
        Err(wrong) => assert!(!wrong.is_empty()),
    }
}
