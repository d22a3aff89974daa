//! `note`: every way in which notes and answers come in: files of other tools, `notes.csv`, forms, comments, rosters, surveys.

use crate::input::Input;
use crate::shown;
use folkmoot::feedback::{self, Comment, Reactions, Told};
use folkmoot::fields::Field;
use folkmoot::import::{self, Form, Imported};
use folkmoot::notes::{LONGEST_NOTE, file, received};
use folkmoot::privacy::roster;
use folkmoot::session::Formats;
use folkmoot::{inert, notes};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What a format asks of a note, with every kind of field that there is in the built-in formats.
fn fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let formats = Formats::default();
        let mut fields: Vec<Field> = Vec::new();
        for name in formats.names() {
            let Some(Ok(format)) = formats.get(name) else {
                continue;
            };
            for field in format.fields.note {
                if fields.iter().all(|known| known.name != field.name) {
                    fields.push(field);
                }
            }
        }
        fields
    })
}

/// Runs an input.
pub fn run(input: &[u8]) {
    let input = Input::of(input);
    let bytes = input.bytes(0);
    match input.which(b"ctmlabqfpwkjABCzvnrsgx") {
        b'c' => imported("cards.csv", bytes, Some(Form::Csv)),
        b't' => imported("cards.tsv", bytes, Some(Form::Tsv)),
        b'm' => imported("notes.md", bytes, Some(Form::Markdown)),
        b'l' => imported("notes.txt", bytes, Some(Form::Lines)),
        b'a' => imported("board.csv", bytes, Some(Form::Parabol)),
        b'b' => imported("board.csv", bytes, Some(Form::Retrospectives)),
        b'q' => imported("board.csv", bytes, Some(Form::RetroQuest)),
        b'f' => imported("board.md", bytes, Some(Form::FunRetro)),
        b'p' => imported("comments.csv", bytes, Some(Form::Polis)),
        b'w' => imported("issues.json", bytes, Some(Form::W3c)),
        b'k' => imported("affinity.json", bytes, Some(Form::Folkmoot)),
        b'j' => match import::former(Path::new("affinity.json"), bytes) {
            Ok(former) => former
                .clusters
                .iter()
                .for_each(|(name, _)| assert_eq!(*name, inert::line(name))),
            Err(fault) => shown::fault(&fault),
        },
        b'A' => imported("any.csv", bytes, None),
        b'B' => imported("any.md", bytes, None),
        b'C' => imported("any.json", bytes, None),
        b'z' => together(bytes, input.bytes(1)),
        b'v' => form(&input.text(0), &input.text(1)),
        b'n' => match file::read(Path::new("notes.csv"), bytes, fields()) {
            Ok(notes) => {
                for note in notes {
                    assert!(!note.text.is_empty() && note.text.chars().count() <= LONGEST_NOTE);
                }
            }
            Err(faults) => shown::faults(&faults),
        },
        b'r' => match roster::read(Path::new("roster.csv"), bytes) {
            Ok(roster) => roster.people.iter().for_each(|person| {
                for cell in [
                    &person.name,
                    &person.handle,
                    &person.email,
                    &person.organisation,
                ] {
                    assert!(*cell == inert::line(cell) && cell.chars().count() <= 500);
                }
            }),
            Err(faults) => shown::faults(&faults),
        },
        b's' => survey(bytes),
        b'g' => {
            let all = input.text(0);
            let texts: Vec<&str> = all
                .lines()
                .filter(|line| received::admit(line).is_ok())
                .take(300)
                .collect();
            let authors = vec![None; texts.len()];
            for group in notes::alike::alike(&texts, &authors) {
                let _ = format!("{group:?}");
            }
        }
        _ => comment(&input.text(0)),
    }
}

/// Each item is a note or dropped, and what is said of it does nothing.
fn imported(name: &str, bytes: &[u8], form: Option<Form>) {
    let path = Path::new(name);
    match import::read(path, bytes, form) {
        Ok(one) => sound(path, one),
        Err(faults) => shown::faults(&faults),
    }
}

fn sound(path: &Path, one: Imported) {
    assert!(!one.cards.is_empty());
    assert!(one.cards.is_sorted_by_key(|card| card.line));
    assert!(one.dropped.is_sorted_by_key(|dropped| dropped.line));
    for card in &one.cards {
        for text in [card.author.as_ref(), card.cluster.as_ref()]
            .into_iter()
            .flatten()
            .chain([&card.text])
        {
            assert_eq!(*text, inert::line(text));
            assert!(!text.is_empty() && text.chars().count() <= LONGEST_NOTE && card.line > 0);
        }
    }
    for dropped in &one.dropped {
        assert!(dropped.line > 0);
        shown::tame(&dropped.what);
    }
    shown::tame(&import::report(&[(path.to_owned(), one)]));
}

/// Votes beside the comments that they are of.
fn together(comments: &[u8], votes: &[u8]) {
    let files = [
        (PathBuf::from("comments.csv"), comments.to_vec()),
        (PathBuf::from("votes.csv"), votes.to_vec()),
    ];
    match import::read_all(&files, None) {
        Ok(all) => all.into_iter().for_each(|(path, one)| sound(&path, one)),
        Err(faults) => shown::faults(&faults),
    }
}

/// The body that GitHub makes of an issue form.
fn form(title: &str, body: &str) {
    let form = received::form(title, body);
    if received::admit(&form.text).is_ok() {
        assert!(!form.text.trim().is_empty());
    }
    received::fields(body, fields());
}

fn comment(body: &str) {
    for stem in ["How might we", ""] {
        for line in received::comment(body, stem, fields()) {
            assert_eq!(line.text, inert::line(&line.text));
        }
    }
    let own = feedback::comment_text(body);
    let told = Told {
        number: 1,
        reactions: Reactions::default(),
        comments: vec![Comment {
            author: None,
            body: body.to_owned(),
            votes: 1,
        }],
        more: 0,
    };
    feedback::suggestions(&[told], None);
    notes::same_words(&own);
}

fn survey(bytes: &[u8]) {
    match feedback::read(Path::new("survey.csv"), bytes) {
        Ok(survey) => {
            feedback::suggestions(&[], Some(&survey));
        }
        Err(faults) => shown::faults(&faults),
    }
}
