//! Files that no honest person writes: each is refused at once, with its place and a cure, in little time and memory; nothing is written, and
//! what is said steers neither a terminal nor a runner.

use crate::common::alone::Alone;
use crate::{runner, terminal};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const EXAMPLE: &str = include_str!("../../examples/kubecon-india-2024/session.yml");
/// Processor seconds, of which a build without optimisation gets more, and kibibytes of address space, which is more than the memory that is used.
const SECONDS: u32 = if cfg!(debug_assertions) { 10 } else { 1 };
const KIBIBYTES: u32 = 256 << 10;
/// The most characters that one line of what is said may have: an annotation has a message and its cure.
const LONGEST_LINE: usize = 4_000;
/// The most bytes that are said of one file.
const LONGEST: usize = 128 << 10;

/// A file, or a change to the example's session file, and what is to read it.
#[derive(Deserialize)]
struct Case {
    name: String,
    /// Where it goes; below `sessions/x` unless it says otherwise.
    file: String,
    /// What stands in it, one after the other.
    #[serde(default)]
    parts: Vec<Part>,
    /// What the example's session file gets besides.
    #[serde(default)]
    rules: String,
    /// Of the example's session file, what is replaced by it all.
    instead: Option<String>,
    #[serde(default = "check")]
    command: Vec<String>,
}

fn check() -> Vec<String> {
    vec!["check".to_owned()]
}

/// A text, so many times, also with a number each; or bytes that are none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Text(String),
    Often(String, usize),
    Numbered(String, usize, String),
    Bytes(Vec<u8>),
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        let parts = self.parts.iter().flat_map(|part| match part {
            Part::Text(text) => text.clone().into_bytes(),
            Part::Often(text, times) => text.repeat(*times).into_bytes(),
            Part::Numbered(before, times, after) => {
                let each = (0..*times).map(|number| format!("{before}{number}{after}"));
                each.collect::<String>().into_bytes()
            }
            Part::Bytes(bytes) => bytes.clone(),
        });
        let parts: Vec<u8> = parts.collect();
        match &self.instead {
            None => parts,
            Some(old) => {
                let (before, after) = EXAMPLE
                    .split_once(old.as_str())
                    .unwrap_or_else(|| panic!("the example holds no {old:?}"));
                [before.as_bytes(), &parts, after.as_bytes()].concat()
            }
        }
    }

    fn run(&self, root: &Path, json: bool, actions: bool) -> Output {
        let limits = format!("ulimit -t {SECONDS} && ulimit -v {KIBIBYTES} && exec \"$@\"");
        let mut command = Command::new("sh");
        command
            .args(["-c", &limits, "sh", env!("CARGO_BIN_EXE_folkmoot")])
            .args(&self.command);
        if json {
            command.arg("--json");
        }
        command
            .current_dir(root)
            .alone()
            .env("TMPDIR", root.join("tmp"))
            .env("GITHUB_REPOSITORY", "a/b");
        if actions {
            command.env("GITHUB_ACTIONS", "true");
        }
        command.output().unwrap()
    }
}

/// Every file below a folder, with what is in it.
fn listing(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What is wrong with the answer to a case; its letters for the outputs.
fn judged(case: &Case) -> Result<(), String> {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    fs::create_dir_all(root.join("tmp")).unwrap();
    let path = if case.file.contains('/') {
        root.join(&case.file)
    } else {
        root.join("sessions/x").join(&case.file)
    };
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    if case.command == check() {
        fs::create_dir_all(root.join("sessions/x")).unwrap();
        let session = format!("{EXAMPLE}\n{}", case.rules);
        fs::write(root.join("sessions/x/session.yml"), session).unwrap();
    }
    fs::write(&path, case.bytes()).unwrap();
    let before = listing(root);
    for (json, actions) in [(false, false), (true, false), (false, true)] {
        let output = case.run(root, json, actions);
        let said = String::from_utf8(output.stderr.clone()).map_err(|error| error.to_string())?;
        let short: String = said.chars().take(300).collect();
        if output.status.code() != Some(2) {
            return Err(format!("{} instead of 2: {short}", output.status));
        }
        if !output.stdout.is_empty() {
            return Err(format!(
                "on standard output: {}",
                String::from_utf8_lossy(&output.stdout)
            ));
        }
        if said.len() > LONGEST {
            return Err(format!("{} bytes, more than anybody reads", said.len()));
        }
        if listing(root) != before {
            return Err("something was written".to_owned());
        }
        if json {
            let faults: Vec<Value> =
                serde_json::from_str(&said).map_err(|error| format!("{error}: {short}"))?;
            let whole = |fault: &Value| {
                !fault["file"].as_str().unwrap_or_default().is_empty()
                    && !fault["cure"].as_str().unwrap_or_default().is_empty()
            };
            if faults.is_empty() || !faults.iter().all(whole) {
                return Err(format!("without a place or a cure: {short}"));
            }
            continue;
        }
        if said.lines().any(|line| line.chars().count() > LONGEST_LINE) {
            return Err("a line longer than anybody reads".to_owned());
        }
        terminal::read(&output.stderr)?;
        let told = runner::commands(&said);
        let ours = told.iter().all(|one| {
            one.name == "error"
                && one
                    .properties
                    .get("title")
                    .is_some_and(|title| title == "folkmoot")
        });
        if !ours || told.is_empty() == actions {
            return Err(format!("the commands {told:?}"));
        }
    }
    Ok(())
}

#[test]
fn what_no_honest_person_writes_is_refused() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("corpus/files.json")).unwrap();
    let mut faults = Vec::new();
    for case in &cases {
        let judged = judged(case);
        println!("{} {}", if judged.is_ok() { 'r' } else { '!' }, case.name);
        faults.extend(judged.err().map(|why| format!("{}: {why}", case.name)));
    }
    println!(
        "{} files; each refused: exit code 2, place and cure, nothing written, within {SECONDS} s and {} MiB; on a terminal, as JSON and in a workflow",
        cases.len(),
        KIBIBYTES >> 10
    );
    assert!(
        faults.is_empty(),
        "{} failed:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
