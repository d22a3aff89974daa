//! `plan`: what stands in issues and comes from outside while a session goes on: hidden markers and memory, commands, edits of the wall,
//! events of GitHub, proposals.

use crate::input::Input;
use crate::shown;
use crate::stage::{self, Room};
use folkmoot::command::decide::{Scene, decide};
use folkmoot::command::{self, handle};
use folkmoot::event;
use folkmoot::fault::Source;
use folkmoot::inert;
use folkmoot::plan::view::{View, homes};
use folkmoot::plan::world::{Comment, Issue, Person};
use folkmoot::plan::{Memory, labels, marker, turn};
use folkmoot::proposals::{self, Rules, check, draft};
use folkmoot::session::{Formats, RepositoryName, Stage, read};
use folkmoot::wall::journal::Journal;
use folkmoot::wall::{Board, Edit, edit};
use folkmoot::yaml;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Runs an input.
pub fn run(input: &[u8]) {
    let input = Input::of(input);
    match input.which(b"mbcwep") {
        b'm' => markers(&input),
        b'b' => bodies(&input),
        b'c' => commands(&input.text(0)),
        b'w' => wall(&input),
        b'e' => events(&input),
        _ => proposed(input.bytes(0)),
    }
}

/// Regions and hidden values are found where they were put, and what stands around them stays.
fn markers(input: &Input<'_>) {
    let (body, text) = (input.text(0), input.text(1));
    for name in ["memory", "status", "notes"] {
        // Text is made harmless before it comes into a region.
        let own = text.replace('<', "&lt;");
        if body.contains(&format!("<!-- folkmoot:{name}")) {
            marker::put_region(&body, name, &own);
            marker::put_hidden(&body, name, "1");
            continue;
        }
        let put = marker::put_region(&body, name, &own);
        let found = marker::find_region(&put, name).expect("a region that was put there");
        assert_eq!(
            found,
            own.trim_end().trim_matches(['\r', '\n']),
            "another text came back"
        );
        assert_eq!(
            marker::put_region(&put, name, &own),
            put,
            "a second time it is another"
        );
        let json = serde_json::to_string(&Value::from(text.as_ref())).unwrap();
        let hidden = marker::put_hidden(&body, name, &json);
        let found = marker::find_hidden(&hidden, name).expect("a value that was put there");
        let back: Value = serde_json::from_str(found).expect("JSON");
        assert_eq!(back, Value::from(text.as_ref()), "another value came back");
    }
    if let Ok(memory) = Memory::read(&body) {
        let put = memory.put(&body);
        assert_eq!(
            Memory::read(&put).as_ref(),
            Ok(&memory),
            "the memory is another"
        );
    }
    let _ = turn::Turn::read("L_1", &text);
    labels::cluster(&text);
    labels::session_of(&text);
}

/// Issues whose bodies, titles and comments are anybody's: the plan comes to an end, and the board shows it.
fn bodies(input: &Input<'_>) {
    let first = usize::from(input.bytes(0).first().copied().unwrap_or(0));
    let mut room = stage::rooms()[first % 4].clone();
    let person = Person {
        id: Some(7),
        login: "ada".to_owned(),
        machine: false,
        created: None,
    };
    let now = room.now;
    for (index, text) in (1_u64..).zip(input.texts(1).take(6)) {
        if first & 64 != 0 && index == 1 {
            // The session's own issue, as somebody left it who may edit it.
            let own = room
                .world
                .session_issue(&room.session.id)
                .map(|issue| issue.number);
            if let Some(issue) = own.and_then(|number| room.world.issues.get_mut(&number)) {
                issue.body = text.into_owned();
                continue;
            }
        }
        let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
        let mut issue = Issue {
            id: format!("N_{index}"),
            number: 900 + index,
            title: title.to_owned(),
            body: body.to_owned(),
            open: true,
            locked: false,
            author: Some(person.clone()),
            written: now,
            labels: [labels::NOTE.to_owned()].into(),
            votes: Vec::new(),
            votes_total: 0,
            comments: Vec::new(),
            comments_total: 0,
            comments_latest: None,
        };
        if first & 32 != 0 {
            // A comment on the session's issue.
            let comment = Comment {
                id: index,
                body: text.clone().into_owned(),
                author: Some(person.clone()),
                written: now,
                edited: None,
                by_another: false,
            };
            let own = room
                .world
                .session_issue(&room.session.id)
                .map(|issue| issue.number);
            if let Some(own) = own.and_then(|number| room.world.issues.get_mut(&number)) {
                own.comments.push(comment);
                own.comments_total += 1;
                own.comments_latest = Some(now);
                continue;
            }
        }
        if first & 16 != 0 {
            issue.labels.insert(labels::session(&room.session.id));
            issue.labels.insert(labels::cluster(title));
        }
        room.world.issues.insert(issue.number, issue);
    }
    let at = [
        room.session.schedule.notes,
        room.session.schedule.affinity,
        room.session.schedule.voting,
        room.session.schedule.closed,
    ];
    room.at(at[first % 4].max(now));
    board(&room);
}

fn board(room: &Room) -> Board {
    let (homes, _) = homes(std::slice::from_ref(&room.session), &room.world);
    Board::of(&room.session, &room.world, &homes)
}

/// A comment that may hold a command.
fn commands(body: &str) {
    if let Some(said) = command::read(body) {
        let now = stage::rooms()[1].now;
        let scene = Scene {
            stage: Stage::Notes,
            since: None,
            ends: Some(now),
            saw: None,
            open: false,
            settled: false,
            leaves: false,
            off: false,
            zone: &TimeZone::UTC,
        };
        let verdict = decide(said, now, &scene);
        let _ = serde_json::to_string(&verdict).unwrap();
    }
    for login in handle::handles(body) {
        assert!(
            login
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        );
    }
    handle::has_other(body);
}

/// Edits as a browser sends them, one after the other, undone and done again.
fn wall(input: &Input<'_>) {
    static SHOWN: OnceLock<Board> = OnceLock::new();
    let room = &stage::rooms()[2];
    let hub = SHOWN.get_or_init(|| board(room));
    let sessions = std::slice::from_ref(&room.session);
    let (homes, _) = homes(sessions, &room.world);
    let view = View::of(&room.session, &room.world, &homes);
    let mut journal = Journal::default();
    let mut id = 0;
    let mut seen = hub.clone();
    for text in input.texts(0).take(20) {
        match text.as_ref() {
            "undo" => drop(journal.undo(&seen)),
            "redo" => drop(journal.redo(&seen)),
            "send" => journal
                .send()
                .into_iter()
                .for_each(|(number, _)| journal.taken(number)),
            text => {
                let Ok(wanted) = serde_json::from_str::<Edit>(text) else {
                    continue;
                };
                if let Ok(changes) = edit::changes(&wanted, &view) {
                    for change in changes {
                        shown::tame(&inert::terminal(&change.to_string()));
                    }
                    id += 1;
                    journal.add(&id.to_string(), wanted, &seen);
                }
            }
        }
        seen = hub.clone();
        journal.overlay(&mut seen);
        assert_eq!(seen.notes.len(), hub.notes.len(), "a note is lost");
    }
}

/// What GitHub tells a workflow of the event that started it.
fn events(input: &Input<'_>) {
    let Ok(payload) = serde_json::from_slice::<Value>(input.bytes(1)) else {
        return;
    };
    let own = RepositoryName::new("o/r").unwrap();
    event::untouched(&input.text(0), &payload, &own);
    event::pull(&payload);
    event::is_from_fork(&payload);
}

/// An event with its proposals; what becomes a session's file is one.
fn proposed(bytes: &[u8]) {
    static FORM: OnceLock<proposals::form::Form> = OnceLock::new();
    let form = FORM.get_or_init(|| proposals::form::Form::built_in().unwrap());
    let event = Source::read(Path::new("event.json"), bytes).map_err(|fault| vec![fault]);
    let event = match event.and_then(|source| proposals::event::read(&source, form)) {
        Ok(event) => event,
        Err(faults) => return shown::faults(&faults),
    };
    let rules = Rules {
        now: stage::rooms()[0].now,
        minutes_on: Vec::new(),
    };
    let checked = check(&event, &rules);
    assert_eq!(checked.len(), event.proposals.len());
    for (proposal, checked) in event.proposals.iter().zip(&checked).take(20) {
        let Ok(made) = draft::draft(&event, proposal, "somebody") else {
            continue;
        };
        let text = Arc::new(Source {
            path: "session.yml".into(),
            text: made.text,
        });
        yaml::parse(&text).expect("a draft that is no YAML");
        if !checked.has_error() {
            read::read(
                &text,
                Path::new(&made.name),
                Vec::new(),
                &Formats::default(),
            )
            .expect("a draft that is no session");
        }
    }
}
