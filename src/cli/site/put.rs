//! The site onto the disk: into a new folder, or into one that is marked as made by this command. Files that are not listed there are
//! somebody else's, and stay.

use super::super::place;
use super::Failure;
use crate::fault::{Fault, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The file that marks a site, with the list of its files.
pub(super) const MARKER: &str = ".folkmoot-site";
const HEAD: &str = "# Made by `folkmoot site`. It writes over the files in this list, and takes away those that it no longer makes.\n";

/// Writes a site. Everything is looked at before anything is written.
pub(super) fn put(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let old = own(out)?;
    let mut faults = Vec::new();
    for name in files.keys() {
        faults.extend(in_the_way(out, name, &old));
    }
    if !faults.is_empty() {
        return Err(Failure::Faults(faults));
    }
    let failed = |path: &Path, error: std::io::Error| {
        Failure::Failed(format!(
            "cannot write {}: {error}; run it again",
            path.display()
        ))
    };
    let write = |name: &str, content: &[u8]| {
        let path = out.join(name);
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, content))
            .map_err(|error| failed(&path, error))
    };
    // The mark comes first, so that a site that was cut off is known as one.
    let new: BTreeSet<String> = files.keys().cloned().collect();
    write(MARKER, list(old.union(&new)).as_bytes())?;
    for name in old.difference(&new) {
        take_away(out, name).map_err(|error| failed(&out.join(name), error))?;
    }
    for (name, content) in files {
        // What is the same is left as it is, with its time.
        if fs::read(out.join(name)).is_ok_and(|there| there == *content) {
            continue;
        }
        write(name, content)?;
    }
    write(MARKER, list(new.iter()).as_bytes())
}

fn list<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let lines: String = names.map(|name| format!("{name}\n")).collect();
    format!("{HEAD}{lines}")
}

/// The files that this command made there.
fn own(out: &Path) -> Result<BTreeSet<String>, Failure> {
    let fault = |message: &str, cure: &str| {
        let place = Place::whole(out.to_owned());
        Failure::Faults(vec![Fault::new(place, message, cure)])
    };
    let failed =
        |error: std::io::Error| Failure::Failed(format!("cannot read {}: {error}", out.display()));
    if let Some(fault) = place::no_folder(out) {
        return Err(Failure::Faults(vec![fault]));
    }
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(failed(error)),
        Ok(_) => {}
    }
    let marker = out.join(MARKER);
    let marked = fs::symlink_metadata(&marker).is_ok_and(|there| there.is_file());
    if marked {
        let text = fs::read_to_string(&marker).map_err(failed)?;
        let names = text.lines().filter(|line| !line.starts_with('#'));
        return Ok(names
            .filter(|name| is_inside(name))
            .map(str::to_owned)
            .collect());
    }
    if fs::read_dir(out).map_err(failed)?.next().is_some() {
        return Err(fault(
            "there are files in this folder that `folkmoot site` did not make",
            "name a new folder with --out",
        ));
    }
    Ok(BTreeSet::new())
}

/// Whether a path of the list stays below the site: anybody may have written it.
fn is_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// What stands where a file is to be and is not ours.
fn in_the_way(out: &Path, name: &str, own: &BTreeSet<String>) -> Option<Fault> {
    let fault = |path: PathBuf, message: &str, cure: &str| {
        Some(Fault::new(Place::whole(path), message, cure))
    };
    let mut path = out.to_owned();
    let mut parts = Path::new(name).components().peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let Ok(there) = fs::symlink_metadata(&path) else {
            return None;
        };
        let last = parts.peek().is_none();
        if there.is_symlink() || there.is_dir() == last {
            return fault(
                path,
                "something else stands where the site has to go",
                "move it away, or name a new folder with --out",
            );
        }
        if last && !own.contains(name) {
            return fault(
                path,
                "`folkmoot site` did not make this file, and does not write over it",
                "move it away, or name a new folder with --out",
            );
        }
    }
    None
}

/// Takes a file away that the site no longer has, and folders that are empty then.
fn take_away(out: &Path, name: &str) -> std::io::Result<()> {
    let mut path = out.to_owned();
    let mut folders = Vec::new();
    for part in Path::new(name).components() {
        if !fs::symlink_metadata(&path).is_ok_and(|there| there.is_dir()) {
            return Ok(());
        }
        folders.push(path.clone());
        path.push(part);
    }
    if !fs::symlink_metadata(&path).is_ok_and(|there| there.is_file()) {
        return Ok(());
    }
    fs::remove_file(&path)?;
    for folder in folders.iter().skip(1).rev() {
        // One that holds something else stays.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}
