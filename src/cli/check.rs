//! `folkmoot check`.

use super::runner::Runner;
use super::{Failure, Said, load};
use crate::command::handle;
use crate::fault::{Fault, Place};
use crate::inert;
use crate::notes::file::Row;
use crate::notes::lint::{self, Kind, Remark, Rules, Written};
use crate::notes::{Author, alike};
use crate::output;
use crate::output::actions;
use crate::output::remarks::Remarks;
use crate::plan::guard;
use crate::plan::trial;
use crate::privacy::Leaving;
use crate::session::outcomes::{self, How};
use crate::session::{Outcome, Session};
use crate::text::many;
use crate::yaml::{self, Key, Node, Value};
use clap::Args;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;

/// Which sessions to check.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Folders with a session.yml, or the files themselves [default: every folder below sessions/]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The folder that the sessions' folders are in, where no path is given
    #[arg(long, value_name = "DIR", default_value = "sessions")]
    sessions: PathBuf,
}

impl Check {
    pub(super) fn run(self, json: bool, runner: &Runner) -> Said {
        runner.tell(actions::Page::default);
        let loaded = if self.paths.is_empty() {
            load::all(&self.sessions)
        } else {
            let folders: Vec<PathBuf> = self.paths.into_iter().map(folder).collect();
            load::several(&folders)
        };
        let loaded = loaded.and_then(tried).and_then(apart).map(|sessions| {
            // Of each session's notes, and then of each session's own file.
            let notes = sessions.iter().map(remarks);
            let remarks: Vec<Remarks> = notes.chain(sessions.iter().map(own)).collect();
            runner.tell(|| actions::check(&sessions, &remarks, Timestamp::now()));
            (sessions, remarks)
        });
        match loaded {
            Ok((_, remarks)) if json => Said::well(output::remarks::json(&remarks)),
            Ok((sessions, remarks)) => {
                let mut text = String::new();
                for (at, session) in sessions.iter().enumerate() {
                    text.push_str(&format!(
                        "ok: {} ({}, {}, {})\n",
                        session.id,
                        session.format.name,
                        session.date,
                        many(
                            u64::try_from(session.notes.len()).unwrap_or(0),
                            "note in its file",
                            "notes in its file"
                        )
                    ));
                    text.push_str(&survey(session));
                    for remarks in [at, at + sessions.len()].map(|at| remarks.get(at)) {
                        text.push_str(&remarks.map(output::remarks::text).unwrap_or_default());
                    }
                }
                Said::well(text)
            }
            Err(faults) => Said {
                text: String::new(),
                failure: Some(Failure::Faults(faults)),
            },
        }
    }
}

/// The sessions, once their repository's own templates have been tried: a template that fails at the report fails too late.
pub(super) fn tried(sessions: Vec<Session>) -> Result<Vec<Session>, Vec<Fault>> {
    let mut faults: Vec<Fault> = sessions.iter().filter_map(long).collect();
    for session in sessions.iter().filter(|one| one.format.templates.are_own()) {
        for found in trial::failing(session) {
            let known = |fault: &Fault| fault.place.to_string() == found.place.to_string();
            if !faults.iter().any(known) {
                faults.push(found);
            }
        }
    }
    if faults.is_empty() {
        Ok(sessions)
    } else {
        Err(faults)
    }
}

/// What was made of a survey, so that a column that is taken for a name is not missed in silence.
fn survey(session: &Session) -> String {
    let Some(survey) = &session.survey else {
        return String::new();
    };
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let mut line = format!(
        "  survey.csv: {} to {}",
        many(count(survey.people), "answer", "answers"),
        many(count(survey.questions.len()), "question", "questions")
    );
    if !survey.withheld.is_empty() {
        let headers = inert::cut(&survey.withheld.join(", "), 200);
        line.push_str(&format!(
            "; who and when stays here: {}",
            inert::terminal(&headers)
        ));
    }
    if survey.kept > 0 {
        let answers = many(count(survey.kept), "answer", "answers");
        line.push_str(&format!(
            "; with addresses or numbers in them, {answers} too"
        ));
    }
    line + "\n"
}

/// The sessions, where none makes a file that another one names: it would be there already, and the push would fail.
pub(super) fn apart(sessions: Vec<Session>) -> Result<Vec<Session>, Vec<Fault>> {
    let mut faults = Vec::new();
    // The later session has to give way.
    let mut by_time: Vec<&Session> = sessions.iter().collect();
    by_time.sort_by_key(|session| session.starts);
    for (at, session) in by_time.iter().enumerate() {
        for (index, outcome) in session.outcomes.iter().enumerate() {
            if outcome.how != How::NewFile {
                continue;
            }
            let same = |other: &&Outcome| {
                other.repository == outcome.repository
                    && other.file.to_lowercase() == outcome.file.to_lowercase()
            };
            let mut earlier = by_time.iter().take(at);
            let Some(other) = earlier.find(|other| other.outcomes.iter().any(|it| same(&it)))
            else {
                continue;
            };
            let place = match load::source(&session.folder) {
                Ok(source) => outcomes::place(&source, index),
                Err(fault) => fault.place,
            };
            faults.push(Fault::new(
                place,
                format!(
                    "the outcome `{}` makes `{}`, and {} writes that file before it",
                    outcome.name, outcome.file, other.id
                ),
                "put the session’s date or id into the path, or write into the file with `how: section` or `how: region`",
            ));
        }
    }
    if faults.is_empty() {
        Ok(sessions)
    } else {
        Err(faults)
    }
}

/// What is wrong with a session whose announcement is too long for an issue, at the longest of its texts.
fn long(session: &Session) -> Option<Fault> {
    let (characters, why) = trial::too_long(session)?;
    let message = format!("the session’s announcement would have {characters} characters, {why}");
    let source = load::source(&session.folder).ok()?;
    let root = yaml::parse(&source).ok()?;
    let (name, span) = longest(&root)?;
    // A format's own texts can be the long ones.
    let cure = match span.len() * 4 > characters {
        true => format!("shorten `{name}`, the longest of its texts, or link to a document"),
        false => format!(
            "shorten the session’s texts, or those of its format `{}`, or link to documents",
            session.format.name
        ),
    };
    let first = source.text.get(span.clone()).unwrap_or_default();
    let first = first.lines().next().unwrap_or_default();
    let span = span.start..span.start + first.len().min(80);
    Some(Fault::new(Place::new(&source, span), message, cure))
}

/// The longest text of a file, and the key that it belongs to.
fn longest(node: &Node) -> Option<(&str, Range<usize>)> {
    let Value::Mapping(entries) = &node.value else {
        return None;
    };
    let (key, value) = entries.iter().max_by_key(|(_, value)| value.span.len())?;
    longest(value).or(Some((&key.name, value.span.clone())))
}

/// What may be said kindly about the notes in a session's file. No remark is a fault: the exit code stays 0.
fn remarks(session: &Session) -> Remarks {
    if session.notes.is_empty() {
        return Remarks::default();
    }
    let (file, rows) = load::rows(&session.folder, &session.format.fields.note);
    let notes: Vec<Written<'_>> = rows
        .iter()
        .map(|row| Written {
            text: &row.written,
            author: row.note.author.as_ref().map(Author::name),
        })
        .collect();
    let rules = Rules {
        stem: session.format.stem.clone(),
        notes_each: Some(session.format.notes_each),
    };
    let texts: Vec<&str> = notes.iter().map(|note| note.text).collect();
    let authors: Vec<Option<&str>> = notes.iter().map(|note| note.author).collect();
    let alike = alike::alike_but_for(&rules.stem, &texts, &authors);
    let mut list = lint::remarks(&notes, &rules);
    list.extend(lint::same(&alike));
    if session.attribution.is_private() {
        private(session, &rows, &notes, &mut list);
    }
    list.sort_by_key(|remark| (remark.notes.iter().min().copied(), remark.kind));
    Remarks {
        file,
        lines: rows.iter().map(|row| row.line).collect(),
        list,
    }
}

/// What a private session must not say: names that are known, and what looks like one.
fn private(session: &Session, rows: &[Row], notes: &[Written<'_>], list: &mut Vec<Remark>) {
    let reader = guard::offline(session);
    // A suggestion quotes its note, and this is printed where many can read it.
    for text in list.iter_mut().flat_map(|remark| &mut remark.suggestion) {
        *text = reader.redacted(text);
    }
    let mut named = BTreeSet::new();
    for (at, row) in rows.iter().enumerate() {
        let cluster = row.note.cluster.as_deref().unwrap_or_default();
        for (what, text) in [
            ("This note", row.written.as_str()),
            ("The cluster of this note", cluster),
        ] {
            for leak in reader.leaks(&Leaving { place: "", text }) {
                named.insert(at);
                list.push(Remark {
                    notes: vec![at],
                    kind: Kind::Leak,
                    words: format!(
                        "{what} holds {} ({}, its character {}), and this session is private.",
                        leak.kind.word(),
                        leak.shown,
                        leak.column
                    ),
                    suggestion: Vec::new(),
                });
            }
        }
    }
    let mut signed = lint::signed(notes);
    signed.retain(|at| !named.contains(at));
    list.extend(lint::unsigned(signed));
}

/// The keys of a session's file that hold what was said, and those within them that do not.
const TOLD: [&str; 4] = ["details", "clusters", "actions", "opens-with"];
const UNTOLD: [&str; 4] = ["owner", "due", "review", "issue"];

/// What may be said about a session's own file.
fn own(session: &Session) -> Remarks {
    let mut remarks = Remarks::default();
    let Ok(source) = load::source(&session.folder) else {
        return remarks;
    };
    let Ok(root) = yaml::parse(&source) else {
        return remarks;
    };
    let Value::Mapping(entries) = &root.value else {
        return remarks;
    };
    remarks.file = session.folder.join("session.yml");
    let mut say = |at: usize, kind: Kind, words: String| {
        remarks.list.push(Remark {
            notes: vec![remarks.lines.len()],
            kind,
            words,
            suggestion: Vec::new(),
        });
        let before = source.text.get(..at).unwrap_or_default();
        remarks.lines.push(1 + before.matches('\n').count());
    };
    if let Some((text, at)) = facilitator(entries)
        && handle::has_other(text)
    {
        let words = "`facilitator` has an `@` that names no account on GitHub: nobody may give commands for it.";
        say(at, Kind::Handle, words.to_owned());
    }
    if session.attribution.is_private() {
        told(session, entries, &mut say);
    }
    remarks
}

/// Who facilitates, by the file, and where it says so.
fn facilitator(entries: &[(Key, Node)]) -> Option<(&str, usize)> {
    fn get<'n>(entries: &'n [(Key, Node)], name: &str) -> Option<&'n Node> {
        let found = entries.iter().find(|(key, _)| key.name == name);
        found.map(|(_, node)| node)
    }
    let Value::Mapping(roles) = &get(entries, "roles")?.value else {
        return None;
    };
    let node = get(roles, "facilitator")?;
    match &node.value {
        Value::Scalar(text) => Some((text, node.span.start)),
        _ => None,
    }
}

/// What a private session's own file must not say; the report would be held back for it, after the vote.
fn told(session: &Session, entries: &[(Key, Node)], say: &mut impl FnMut(usize, Kind, String)) {
    let reader = guard::offline(session);
    for (key, node) in entries {
        let Some(name) = TOLD.into_iter().find(|known| *known == key.name) else {
            continue;
        };
        scalars(node, &mut |text, at| {
            for leak in reader.leaks(&Leaving { place: "", text }) {
                let words = format!(
                    "`{name}` holds {} ({}), and this session is private: take it out, or say it in `summary` where it is public anyway.",
                    leak.kind.word(),
                    leak.shown
                );
                say(at, Kind::Leak, words);
            }
        });
    }
}

/// Calls with each text of a node that tells what was said, and where it begins.
fn scalars(node: &Node, call: &mut impl FnMut(&str, usize)) {
    match &node.value {
        Value::Null => {}
        Value::Scalar(text) => call(text, node.span.start),
        Value::Sequence(items) => {
            for item in items {
                scalars(item, call);
            }
        }
        Value::Mapping(entries) => {
            for (key, value) in entries {
                if !UNTOLD.contains(&key.name.as_str()) {
                    scalars(value, call);
                }
            }
        }
    }
}

/// A session's folder, also where its file is named.
fn folder(path: PathBuf) -> PathBuf {
    if path.file_name().is_some_and(|name| name == "session.yml") {
        let parent = path.parent().map(PathBuf::from).unwrap_or_default();
        if parent.as_os_str().is_empty() {
            return PathBuf::from(".");
        }
        return parent;
    }
    path
}
