//! New files: where they would stand, and onto the disk.

use super::super::{Failure, place};
use crate::fault::Fault;
use crate::inert;
use crate::start::NewFile;
use std::fmt::Write as _;
use std::path::Path;

/// What is where a file is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Place {
    /// Nothing.
    Free,
    /// Something: it is left as it is.
    Taken,
}

/// What is where each file is to be, below `root`.
///
/// # Errors
/// What stands in the way of a folder: a file, or a link, which may lead out of the repository.
pub(in crate::cli) fn places(root: &Path, files: &[NewFile]) -> Result<Vec<Place>, Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut places = Vec::new();
    for file in files {
        if let Some(fault) = place::no_way(root, &file.path) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
            continue;
        }
        places.push(match root.join(&file.path).symlink_metadata() {
            Ok(_) => Place::Taken,
            Err(_) => Place::Free,
        });
    }
    if faults.is_empty() {
        Ok(places)
    } else {
        Err(faults)
    }
}

/// The files in a few words each.
pub(in crate::cli) fn preview<'f>(
    head: &str,
    files: impl Iterator<Item = &'f NewFile> + Clone,
) -> String {
    let shown = |file: &NewFile| inert::terminal(&file.path.display().to_string());
    let widest = files
        .clone()
        .map(|file| shown(file).len())
        .max()
        .unwrap_or(0);
    let mut out = format!("{head}\n");
    for file in files {
        let _ = writeln!(out, "  {:<widest$}  {}", shown(file), file.what);
    }
    out
}

/// The files with everything in them.
pub(in crate::cli) fn whole<'f>(files: impl Iterator<Item = &'f NewFile>) -> String {
    let mut out = String::new();
    for file in files {
        let path = inert::terminal(&file.path.display().to_string());
        let _ = writeln!(out, "--- {path}");
        for line in file.text.lines() {
            // Word by word: spaces are part of what is shown, and nothing of it does anything to a terminal.
            let words: Vec<String> = line.split(' ').map(inert::terminal).collect();
            let _ = writeln!(out, "{}", words.join(" "));
        }
        out.push('\n');
    }
    out
}

/// Writes a file, but not over one that came in the meantime.
pub(in crate::cli) fn put(root: &Path, file: &NewFile) -> Result<(), Failure> {
    let path = root.join(&file.path);
    let failed = |error: place::NotWritten| {
        Failure::Failed(format!(
            "cannot write {}: {error}; run it again for what is missing",
            file.path.display()
        ))
    };
    place::new_file(&path, file.text.as_bytes()).map_err(failed)
}
