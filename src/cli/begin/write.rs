//! New files: where they would stand, and onto the disk.

use super::super::Failure;
use crate::fault::{self, Fault};
use crate::inert;
use crate::start::NewFile;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
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
        let mut above: Vec<&Path> = file.path.ancestors().skip(1).collect();
        above.reverse();
        let blocked = above.into_iter().find(|folder| {
            let there = root.join(folder).symlink_metadata();
            !folder.as_os_str().is_empty() && there.is_ok_and(|there| !there.is_dir())
        });
        if let Some(folder) = blocked {
            let fault = Fault::new(
                fault::Place::whole(folder.to_owned()),
                "this is no folder, so nothing can be written below it",
                "move it away; a link is not followed",
            );
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
    let failed = |error: std::io::Error| {
        Failure::Failed(format!(
            "cannot write {}: {error}; run it again for what is missing",
            file.path.display()
        ))
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    whole_or_not_at_all(&path, file.text.as_bytes()).map_err(failed)
}

/// Writes a new file: beside its place first, so that one that is there is whole; a file that came in the meantime stays.
pub(in crate::cli) fn whole_or_not_at_all(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut new = tempfile::Builder::new();
    new.prefix(".folkmoot-");
    // A temporary file is its owner's alone; a file of a repository is as open as its folder's others.
    #[cfg(unix)]
    new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = new.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    new.write_all(text)?;
    new.persist_noclobber(path)
        .map(|_| ())
        .map_err(|error| error.error)
}
