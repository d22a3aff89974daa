//! Reading sessions from disk.

mod config;
mod formats;
mod within;

use crate::fault::{Fault, Place, Source};
use crate::feedback::{self, Survey};
use crate::fields::Field;
use crate::notes;
use crate::privacy::roster::{self, Roster};
use crate::session::beside::{Beside, NO_ROLL};
use crate::session::format::Formats;
use crate::session::{Defaults, Session, SessionId, read};
use crate::yaml;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use within::{above, around, within};

/// The sessions below `root`: every folder of it with a `session.yml`, by name.
///
/// # Errors
/// Every fault of every file.
pub fn all(root: &Path) -> Result<Vec<Session>, Vec<Fault>> {
    let unreadable = |error: std::io::Error| {
        let why = match error.kind() {
            ErrorKind::NotFound => "there is no folder of sessions here".to_owned(),
            _ => format!("the folder of sessions cannot be read: {error}"),
        };
        vec![Fault::new(
            Place::whole(root.to_owned()),
            why,
            "`folkmoot new` writes the first session; or name another folder with --sessions",
        )]
    };
    within(root, &above(root)).map_err(|fault| vec![fault])?;
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut faults = Vec::new();
    for entry in fs::read_dir(root).map_err(unreadable)? {
        let folder = entry.map_err(unreadable)?.path();
        let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
        if has("session.yml") {
            folders.push(folder);
        } else if has("session.yaml") {
            // A session that is passed over in silence would never begin.
            faults.push(Fault::new(
                Place::at(folder.join("session.yaml"), 1, 1),
                "this session would be passed over: its file ends in .yaml",
                "rename it to session.yml",
            ));
        }
    }
    folders.sort();
    faults.sort_by(|a, b| a.place.source.path.cmp(&b.place.source.path));
    if folders.is_empty() && faults.is_empty() {
        return Err(vec![Fault::new(
            Place::whole(root.to_owned()),
            "no folder here holds a session.yml",
            "`folkmoot new` writes the first session; `examples/` shows whole ones",
        )]);
    }
    match several(&folders) {
        Ok(sessions) if faults.is_empty() => Ok(sessions),
        Ok(_) => Err(faults),
        Err(found) => {
            faults.extend(found);
            Err(faults)
        }
    }
}

/// The sessions in these folders.
///
/// # Errors
/// Every fault of every file, and every id that comes twice.
pub fn several(folders: &[PathBuf]) -> Result<Vec<Session>, Vec<Fault>> {
    let mut sessions = Vec::new();
    let mut faults = Vec::new();
    let mut ids: BTreeMap<SessionId, Place> = BTreeMap::new();
    for folder in folders {
        let loaded = load(folder);
        if let Some((id, place)) = loaded.id {
            match ids.get(&id) {
                Some(first) => faults.push(read::same_id(&id, first, place)),
                None => {
                    ids.insert(id, place);
                }
            }
        }
        match loaded.session {
            Ok(session) => sessions.push(session),
            // What all of them share is named once.
            Err(found) => {
                for fault in found {
                    if !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }
            }
        }
    }
    if faults.is_empty() {
        crate::session::follow(&mut sessions);
        Ok(sessions)
    } else {
        Err(faults)
    }
}

/// The session in one folder.
///
/// # Errors
/// Every fault of its files.
pub fn one(folder: &Path) -> Result<Session, Vec<Fault>> {
    load(folder).session
}

/// The text of the session file in a folder.
///
/// # Errors
/// It cannot be read.
pub fn source(folder: &Path) -> Result<Arc<Source>, Fault> {
    let path = folder.join("session.yml");
    let bytes = bytes(&path, &around(folder), yaml::LARGEST_FILE)?;
    Source::read(&path, &bytes)
}

/// The formats that a session in this folder can have.
///
/// # Errors
/// The faults of the repository's own.
pub fn formats(folder: &Path) -> Result<Formats, Vec<Fault>> {
    formats::beside(&named(folder))
}

/// What the sessions in this folder have unless they say otherwise.
///
/// # Errors
/// The faults of the repository's configuration.
pub fn defaults(folder: &Path) -> Result<Defaults, Vec<Fault>> {
    config::above(&named(folder))
}

/// What is in one folder.
struct Loaded {
    session: Result<Session, Vec<Fault>>,
    /// The id and its place, also where something else is wrong.
    id: Option<(SessionId, Place)>,
}

fn load(folder: &Path) -> Loaded {
    if !folder.is_dir() {
        let fault = Fault::new(
            Place::whole(folder.to_owned()),
            if folder.exists() {
                "this is a file, not the folder of a session"
            } else {
                "there is no such folder"
            },
            "name the folder that holds session.yml",
        );
        return Loaded {
            session: Err(vec![fault]),
            id: None,
        };
    }
    // What lies above and beside it counts as well.
    if let Err(fault) = within(folder, &around(folder)) {
        return Loaded {
            session: Err(vec![fault]),
            id: None,
        };
    }
    let source = source(folder);
    let name = named(folder);
    let id = source
        .as_ref()
        .ok()
        .and_then(|source| read::id_in(source, &name));
    let formats = match formats::beside(&name) {
        Ok(formats) => formats,
        Err(found) => {
            return Loaded {
                session: Err(found),
                id,
            };
        }
    };
    let defaults = match config::above(&name) {
        Ok(defaults) => defaults,
        Err(found) => {
            return Loaded {
                session: Err(found),
                id,
            };
        }
    };
    let fields = match &source {
        Ok(source) => read::note_fields(source, &formats),
        Err(_) => Some(Vec::new()),
    };
    let (rows, of_notes) = match fields.map(|fields| beside(folder, &fields)) {
        Some(Ok(rows)) => (rows, Vec::new()),
        Some(Err(found)) => (Vec::new(), found),
        None => (Vec::new(), Vec::new()),
    };
    let note_lines = rows.iter().map(|row| row.line).collect();
    let notes = rows.into_iter().map(|row| row.note).collect();
    let session = source
        .map_err(|fault| vec![fault])
        .and_then(|source| read::read_under(&source, &name, notes, &formats, &defaults));
    let session = session.and_then(|session| with_vote(folder, session));
    let roster = roster(folder);
    let survey = survey(folder);
    let session = match (session, roster, survey) {
        (Ok(session), Ok(roster), Ok(survey)) if of_notes.is_empty() => Ok(Session {
            roster,
            survey,
            note_lines,
            ..session
        }),
        (session, roster, survey) => {
            let mut faults = session.err().unwrap_or_default();
            faults.extend(of_notes);
            faults.extend(roster.err().unwrap_or_default());
            faults.extend(survey.err().unwrap_or_default());
            Err(faults)
        }
    };
    Loaded { session, id }
}

/// The folder with a name: `.` has none, and the name is the default id.
fn named(folder: &Path) -> PathBuf {
    if folder.file_name().is_some() {
        return folder.to_owned();
    }
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// The notes in the file beside the session, if there is one.
fn beside(folder: &Path, fields: &[Field]) -> Result<Vec<notes::file::Row>, Vec<Fault>> {
    let path = folder.join("notes.csv");
    if path.symlink_metadata().is_err() {
        return Ok(Vec::new());
    }
    let bytes = bytes(&path, &around(folder), notes::file::LARGEST_FILE);
    let bytes = bytes.map_err(|fault| vec![fault])?;
    notes::file::written(&path, &bytes, fields)
}

/// Who takes part, by the file beside the session, if there is one.
fn roster(folder: &Path) -> Result<Roster, Vec<Fault>> {
    let path = folder.join("roster.csv");
    if path.symlink_metadata().is_err() {
        return Ok(Roster::default());
    }
    let bytes = bytes(&path, &around(folder), roster::LARGEST_FILE);
    let bytes = bytes.map_err(|fault| vec![fault])?;
    roster::read(&path, &bytes)
}

/// What people answered afterwards, by the file beside the session, if there is one.
fn survey(folder: &Path) -> Result<Option<Survey>, Vec<Fault>> {
    let path = folder.join("survey.csv");
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let bytes = bytes(&path, &around(folder), feedback::LARGEST_FILE);
    let bytes = bytes.map_err(|fault| vec![fault])?;
    feedback::read(&path, &bytes).map(Some)
}

/// How the notes in the file beside a session stand in it; nothing where it cannot be read any more.
pub fn rows(folder: &Path, fields: &[Field]) -> (PathBuf, Vec<notes::file::Row>) {
    let path = folder.join("notes.csv");
    let rows = bytes(&path, &around(folder), notes::file::LARGEST_FILE)
        .ok()
        .and_then(|bytes| notes::file::written(&path, &bytes, fields).ok());
    (path, rows.unwrap_or_default())
}

/// The session with what its vote needs of the files beside it.
fn with_vote(folder: &Path, session: Session) -> Result<Session, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut missing = Vec::new();
    let beside = around(folder);
    let mut source = |path: PathBuf, home: &Path| {
        if path.symlink_metadata().is_err() {
            return None;
        }
        let read = bytes(&path, home, notes::file::LARGEST_FILE)
            .and_then(|bytes| Source::read(&path, &bytes));
        read.map_err(|fault| faults.push(fault)).ok()
    };
    let found = Beside {
        roll: session.roll_path().and_then(|path| {
            let (path, home) = match path.strip_prefix('/') {
                Some(path) => (PathBuf::from(path), Path::new(".")),
                None => (folder.join(path), beside.as_path()),
            };
            if path.symlink_metadata().is_err() {
                missing.push(Fault::new(
                    Place::at(path, 1, 1),
                    NO_ROLL,
                    "write it, one login a line, or name another `file` under `roll`",
                ));
                return None;
            }
            source(path, home)
        }),
        hands: source(folder.join("hands.csv"), &beside),
        ballots: source(folder.join("ballots.csv"), &beside),
    };
    faults.extend(missing);
    if faults.is_empty() {
        session.with(&found)
    } else {
        Err(faults)
    }
}

/// The bytes of a file that is to be in `home`.
///
/// # Errors
/// It leads out of the working tree, is no file, or is larger than that.
pub fn file(path: &Path, home: &Path, largest: usize) -> Result<Vec<u8>, Fault> {
    bytes(path, home, largest)
}

/// Whether a path may be read: what is not there may be.
pub fn is_within(path: &Path, home: &Path) -> bool {
    within(path, home).is_ok()
}

/// A file's bytes; one that is far too large, or not of this working tree, is not read.
fn bytes(path: &Path, home: &Path, largest: usize) -> Result<Vec<u8>, Fault> {
    within(path, home)?;
    let unreadable = |error: std::io::Error| {
        let (why, cure) = match error.kind() {
            ErrorKind::NotFound => (
                "there is no such file".to_owned(),
                "write it, or name another folder: each session has a session.yml in its own",
            ),
            _ => (
                format!("the file cannot be read: {error}"),
                "check that it is a file and that you may read it",
            ),
        };
        Fault::new(Place::at(path.to_owned(), 1, 1), why, cure)
    };
    let there = fs::metadata(path).map_err(unreadable)?;
    // Reading a pipe or a device might not end.
    if !there.is_file() && !there.is_dir() {
        let other = std::io::Error::other("it is no file but a pipe, a device or the like");
        return Err(unreadable(other));
    }
    let size = there.len();
    if size > u64::try_from(largest).unwrap_or(u64::MAX) {
        return Err(Fault::new(
            Place::at(path.to_owned(), 1, 1),
            format!("the file has {size} bytes, more than the {largest} allowed"),
            "keep it small: one idea a note, long texts in files of their own",
        ));
    }
    fs::read(path).map_err(unreadable)
}
