//! Reading sessions from disk.

use crate::fault::{Fault, Place, Source};
use crate::notes;
use crate::session::{Session, read};
use crate::yaml;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The sessions below `root`: every folder of it with a `session.yml`, by name.
///
/// # Errors
/// Every fault of every file.
pub fn all(root: &Path) -> Result<Vec<Session>, Vec<Fault>> {
    let entries = fs::read_dir(root).map_err(|error| {
        vec![Fault::new(
            Place::at(root.to_owned(), 1, 1),
            format!("the folder of sessions cannot be read: {error}"),
            "make `sessions/NAME/session.yml`, or name another folder with --sessions",
        )]
    })?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join("session.yml").exists())
        .collect();
    folders.sort();
    if folders.is_empty() {
        return Err(vec![Fault::new(
            Place::at(root.to_owned(), 1, 1),
            "no folder here holds a session.yml",
            "make `sessions/NAME/session.yml`; `examples/` shows a whole one",
        )]);
    }
    several(&folders)
}

/// The sessions in these folders.
///
/// # Errors
/// Every fault of every file, and every id that comes twice.
pub fn several(folders: &[PathBuf]) -> Result<Vec<Session>, Vec<Fault>> {
    let mut sessions = Vec::new();
    let mut faults = Vec::new();
    for folder in folders {
        match one(folder) {
            Ok(session) => sessions.push(session),
            Err(found) => faults.extend(found),
        }
    }
    let ids: Vec<_> = sessions
        .iter()
        .map(|session| (session.id.clone(), session.folder.join("session.yml")))
        .collect();
    faults.extend(read::same_ids(&ids));
    if faults.is_empty() {
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
    let mut faults = Vec::new();
    let notes = match beside(folder) {
        Ok(notes) => notes,
        Err(found) => {
            faults.extend(found);
            Vec::new()
        }
    };
    let session = text(&folder.join("session.yml"))
        .map_err(|fault| vec![fault])
        .and_then(|source| read::read(&source, &named(folder), notes));
    match session {
        Ok(session) if faults.is_empty() => Ok(session),
        Ok(_) => Err(faults),
        Err(mut found) => {
            found.extend(faults);
            Err(found)
        }
    }
}

/// The folder with a name: `.` has none, and the name is the default id.
fn named(folder: &Path) -> PathBuf {
    if folder.file_name().is_some() {
        return folder.to_owned();
    }
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// The notes in the file beside the session, if there is one.
fn beside(folder: &Path) -> Result<Vec<notes::Note>, Vec<Fault>> {
    let path = folder.join("notes.csv");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = bytes(&path, notes::file::LARGEST_FILE).map_err(|fault| vec![fault])?;
    notes::file::read(&path, &bytes)
}

/// A file as text.
fn text(path: &Path) -> Result<Arc<Source>, Fault> {
    let bytes = bytes(path, yaml::LARGEST_FILE)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Arc::new(Source {
            path: path.to_owned(),
            text,
        })),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error
                .as_bytes()
                .iter()
                .take(valid)
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            Err(Fault::new(
                Place::at(path.to_owned(), line, 1),
                "the file is not UTF-8",
                "save it as UTF-8",
            ))
        }
    }
}

/// A file's bytes; one that is far too large is not read.
fn bytes(path: &Path, largest: usize) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| {
        Fault::new(
            Place::at(path.to_owned(), 1, 1),
            format!("the file cannot be read: {error}"),
            "check that it is there and that you may read it",
        )
    };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > u64::try_from(largest).unwrap_or(u64::MAX) {
        return Err(Fault::new(
            Place::at(path.to_owned(), 1, 1),
            format!("the file has {size} bytes, more than the {largest} allowed"),
            "keep it small: one idea a note, long texts in files of their own",
        ));
    }
    fs::read(path).map_err(unreadable)
}
