//! Writes inputs to begin with, made of this repository's own files: `cargo run --example seeds -- FOLDER`.

mod github;
mod of_files;
mod results;

use folkmoot::ballot::watch;
// So that it also links where everything is built for the fuzzer.
use libfuzzer_sys as _;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const CUT: &str = "\n=====\n";

struct Seeds {
    folder: PathBuf,
    known: BTreeSet<String>,
}

impl Seeds {
    fn add(&mut self, target: &str, reader: char, parts: &[&str]) {
        let text = format!("{reader}{}", parts.join(CUT));
        let name = watch::digest(&text).replace("sha256:", "");
        if text.len() <= 16 << 10 && self.known.insert(format!("{target}/{name}")) {
            let folder = self.folder.join(target);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(&name[..40]), text).unwrap();
        }
    }

    fn all(&mut self, target: &str, readers: &str, parts: &[&str]) {
        for reader in readers.chars() {
            self.add(target, reader, parts);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: impl AsRef<Path>) -> String {
    String::from_utf8_lossy(&fs::read(root().join(path)).unwrap()).into_owned()
}

/// Files below a folder, by their paths in the repository.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Blocks of that language in the documentation.
fn blocks(language: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in files("docs")
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
    {
        let text = text(path);
        for block in text.split(&format!("```{language}\n")).skip(1) {
            found.push(block.split("```").next().unwrap_or_default().to_owned());
        }
    }
    found
}

fn main() {
    let folder = std::env::args().nth(1).expect("the folder to write to");
    let mut seeds = Seeds {
        folder: folder.into(),
        known: BTreeSet::new(),
    };
    of_files::sessions(&mut seeds);
    of_files::formats(&mut seeds);
    of_files::notes(&mut seeds);
    of_files::hostile(&mut seeds);
    github::plans(&mut seeds);
    results::tallies(&mut seeds);
    results::documents(&mut seeds);
    github::snapshots(&mut seeds);
    results::ballots(&mut seeds);
}
