//! All reports of a repository as a static site.
//!
//! In: the files of a governance repository that reports and ledgers are made of, as bytes. Out: the files of the site, by their paths; or
//! what is wrong with those that were read. Pure, and the same files always give the same site. No page asks anybody for anything, every
//! link is relative, and nothing of a report is changed: its page is copied as it is, and made of its Markdown where it has none.

mod entry;
mod index;
mod words;

#[cfg(test)]
mod tests;

pub use entry::{Folder, belongs};

use crate::draw::html;
use crate::fault::{Fault, Place, Source};
use crate::ledger::{self, Ledger};
use crate::report::PAGE;
use entry::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The first page.
pub const INDEX: &str = "index.html";
/// Keeps GitHub Pages from leaving files out.
pub const PLAIN: &str = ".nojekyll";

/// What a site is made of.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Folders with a report.
    pub folders: Vec<Folder>,
    /// Ledgers, by their paths in the repository.
    pub ledgers: Vec<Arc<Source>>,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Path to content.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many reports are in it.
    pub reports: usize,
    /// How many series.
    pub series: usize,
}

/// Makes the site.
///
/// # Errors
/// Every file that is damaged, and every folder that cannot be called so in a site, with its place and the cure.
pub fn site(title: &str, found: &Found) -> Result<Site, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut ledgers: Vec<Ledger> = Vec::new();
    for source in &found.ledgers {
        match ledger::read(source) {
            Ok(ledger) => ledgers.push(ledger),
            Err(fault) => faults.push(fault),
        }
    }
    ledgers.sort_by(|a, b| a.series.cmp(&b.series));
    let mut entries: Vec<Entry> = Vec::new();
    for folder in &found.folders {
        match Entry::of(folder, &ledgers) {
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(clashes(&found.folders));
    if !faults.is_empty() {
        return Err(faults);
    }
    // The newest first; of a day, as they are called.
    entries.sort_by(|a, b| (b.day, &a.title, &a.path).cmp(&(a.day, &b.title, &b.path)));
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for folder in &found.folders {
        for (name, content) in &folder.files {
            files.insert(below(&folder.path, name), content.clone());
        }
    }
    for entry in &entries {
        let path = below(&entry.path, PAGE);
        files
            .entry(path)
            .or_insert_with(|| entry.page(&up(&entry.path)).into_bytes());
    }
    let index = index::page(title, &entries, &ledgers);
    files.insert(INDEX.to_owned(), index.into_bytes());
    files.insert(PLAIN.to_owned(), Vec::new());
    Ok(Site {
        files,
        reports: entries.len(),
        series: ledgers.len(),
    })
}

/// Folders that are called like a file of the site: both cannot be there. Also where they differ in case alone, which not every disk tells apart.
fn clashes(folders: &[Folder]) -> Vec<Fault> {
    let own = [INDEX, PLAIN].map(str::to_owned);
    let of_reports = folders.iter().flat_map(|folder| {
        let names = folder.files.keys().map(String::as_str).chain([PAGE]);
        names.map(|name| below(&folder.path, name))
    });
    let files: BTreeSet<String> = own
        .into_iter()
        .chain(of_reports)
        .map(|path| path.to_lowercase())
        .collect();
    let mut named = BTreeSet::new();
    for folder in folders {
        let above = Path::new(&folder.path).ancestors();
        let above = above
            .filter_map(Path::to_str)
            .filter(|path| !path.is_empty());
        named.extend(above.filter(|path| files.contains(&path.to_lowercase())));
    }
    let faults = named.into_iter().map(|path| {
        Fault::new(
            Place::whole(PathBuf::from(path)),
            format!("this folder holds a report, and the site makes a file that is called {path}"),
            "call the folder something else",
        )
    });
    faults.collect()
}

/// A file in a folder of the site; the top has no name.
fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// The address of the first page from a folder.
fn up(folder: &str) -> String {
    let steps = Path::new(folder).components().count();
    format!("{}{INDEX}", "../".repeat(steps))
}

/// The address of a report's page from the first one.
fn address(folder: &str) -> String {
    html::path(&below(folder, PAGE))
}
