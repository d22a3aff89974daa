//! The reports and ledgers of a checkout. No symbolic link is followed: it may lead anywhere.

use super::put::MARKER;
use crate::fault::{Fault, Place, Source};
use crate::site::{Folder, Found, belongs};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Far more than a report's files have.
const LARGEST: u64 = 64 << 20;
/// Deeper than any folder of reports, and more folders than any repository has.
const DEEPEST: usize = 16;
const MOST_FOLDERS: usize = 100_000;
const TALLY: &str = "tally.json";
const LEDGER: &str = "ledger.json";

/// What a tally says of itself.
#[derive(Deserialize)]
struct Shape {
    schema: Option<String>,
}

/// Reads a checkout.
pub(super) fn find(top: &Path) -> Result<Found, Vec<Fault>> {
    let mut walk = Walk::default();
    match fs::metadata(top) {
        Ok(there) if there.is_dir() => walk.folder(top, "", 0),
        Ok(_) => walk.fault(top, "this is no folder", "name the folder of a checkout"),
        Err(error) => walk.fault(
            top,
            &format!("the folder cannot be read: {error}"),
            "name the folder of a checkout",
        ),
    }
    if walk.faults.is_empty() {
        Ok(walk.found)
    } else {
        Err(walk.faults)
    }
}

#[derive(Default)]
struct Walk {
    found: Found,
    faults: Vec<Fault>,
    folders: usize,
}

impl Walk {
    fn fault(&mut self, path: &Path, message: &str, cure: &str) {
        let place = Place::whole(path.to_owned());
        self.faults.push(Fault::new(place, message, cure));
    }

    /// A folder and those below it; `path` is its path from the top.
    fn folder(&mut self, folder: &Path, path: &str, depth: usize) {
        self.folders += 1;
        if depth > DEEPEST || self.folders > MOST_FOLDERS {
            if self.folders == MOST_FOLDERS + 1 {
                self.fault(
                    folder,
                    "there are too many folders to look through",
                    "name the folder of the reports instead of one far above it",
                );
            }
            return;
        }
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let why = format!("the folder cannot be read: {error}");
                return self.fault(folder, &why, "give yourself the right to read it");
            }
        };
        for entry in entries.flatten() {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                continue;
            };
            // The kind is the entry's own: a link is neither.
            if kind.is_file() {
                files.push(name);
            } else if kind.is_dir() && !name.starts_with('.') && name != "node_modules" {
                folders.push(name);
            }
        }
        // A site is made of reports and is none.
        if files.iter().any(|name| name == MARKER) {
            return;
        }
        files.sort_unstable();
        folders.sort_unstable();
        if files.iter().any(|name| name == TALLY) {
            self.report(folder, path, &files);
        }
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        if above == "series" && files.iter().any(|name| name == LEDGER) {
            self.ledger(folder, path);
        }
        for name in folders {
            let below = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}/{name}")
            };
            self.folder(&folder.join(&name), &below, depth + 1);
        }
    }

    fn report(&mut self, folder: &Path, path: &str, names: &[String]) {
        let Some(tally) = self.read(&folder.join(TALLY)) else {
            return;
        };
        // One of another tool; what is damaged is said when it is read.
        let foreign = serde_json::from_slice::<Shape>(&tally).is_ok_and(|shape| {
            let schema = shape.schema.unwrap_or_default();
            !schema.starts_with("folkmoot/tally/")
        });
        if foreign {
            return;
        }
        let mut files = BTreeMap::new();
        for name in names.iter().filter(|name| belongs(name)) {
            if name == TALLY {
                continue;
            }
            if let Some(content) = self.read(&folder.join(name)) {
                files.insert(name.clone(), content);
            }
        }
        files.insert(TALLY.to_owned(), tally);
        self.found.folders.push(Folder {
            path: path.to_owned(),
            files,
        });
    }

    fn ledger(&mut self, folder: &Path, path: &str) {
        if let Some(bytes) = self.read(&folder.join(LEDGER)) {
            match Source::read(&PathBuf::from(path).join(LEDGER), &bytes) {
                Ok(source) => self.found.ledgers.push(source),
                Err(fault) => self.faults.push(fault),
            }
        }
    }

    fn read(&mut self, path: &Path) -> Option<Vec<u8>> {
        let read = fs::symlink_metadata(path).and_then(|there| {
            if there.len() > LARGEST {
                let size = there.len();
                return Err(std::io::Error::other(format!(
                    "it has {size} bytes, more than the {LARGEST} allowed"
                )));
            }
            fs::read(path)
        });
        match read {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.fault(
                    path,
                    &format!("the file cannot be read: {error}"),
                    "take the last good one from git",
                );
                None
            }
        }
    }
}
