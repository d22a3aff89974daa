//! `folkmoot check`.

use super::{Failure, Said, load};
use crate::ballot::many;
use crate::fault::{Fault, Place};
use crate::notes::file::Row;
use crate::notes::lint::{self, Kind, Remark, Rules, Written};
use crate::notes::{Author, alike};
use crate::output;
use crate::output::remarks::Remarks;
use crate::plan::guard;
use crate::plan::trial;
use crate::privacy::Leaving;
use crate::session::Session;
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Which sessions to check.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Folders with a session.yml, or the files themselves [default: every folder below sessions/]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The folder of sessions, where no path is given
    #[arg(long, value_name = "DIR", default_value = "sessions")]
    sessions: PathBuf,
}

impl Check {
    pub(super) fn run(self, json: bool) -> Said {
        let loaded = if self.paths.is_empty() {
            load::all(&self.sessions)
        } else {
            let folders: Vec<PathBuf> = self.paths.into_iter().map(folder).collect();
            load::several(&folders)
        };
        let loaded = loaded.and_then(tried);
        match loaded {
            Ok(sessions) if json => {
                let remarks: Vec<Remarks> = sessions.iter().map(remarks).collect();
                Said::well(output::remarks::json(&remarks))
            }
            Ok(sessions) => {
                let mut text = String::new();
                for session in &sessions {
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
                    text.push_str(&output::remarks::text(&remarks(session)));
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
    let mut faults: Vec<Fault> = Vec::new();
    for session in sessions.iter().filter(|one| one.format.templates.are_own()) {
        for error in trial::failing(session) {
            let (path, line) = error
                .at
                .unwrap_or_else(|| (session.folder.join("session.yml"), 1));
            let place = Place::at(path, line, 1);
            let known = |fault: &Fault| fault.place.to_string() == place.to_string();
            if !faults.iter().any(known) {
                faults.push(Fault::new(
                    place,
                    format!("the template cannot be rendered: {}", error.why),
                    "docs/formats.md lists what templates can show; a name that may be missing goes into `{{#if …}}`",
                ));
            }
        }
    }
    if faults.is_empty() {
        Ok(sessions)
    } else {
        Err(faults)
    }
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
