//! A folder in which somebody begins, and what folkmoot says there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder in which somebody begins.
pub struct Room(TempDir);

impl Room {
    pub fn new() -> Room {
        Room(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("TZ", "Europe/Paris")
            .stdin(Stdio::null());
        command
    }

    /// What it says where it succeeds.
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it says where it refuses; nothing is written.
    pub fn refuses(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        assert_eq!(self.files(), before, "{arguments:?} wrote something");
        said
    }

    /// The same with answers for what it asks.
    pub fn asks(&self, arguments: &[&str], answers: &str) -> Output {
        let mut child = self
            .command(arguments)
            .arg("--ask")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who has heard enough closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Every file, but for git's own.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.is_symlink() {
                    folders.extend((!path.ends_with(".git")).then_some(path));
                } else {
                    let name = path.strip_prefix(self.path()).unwrap().to_owned();
                    found.insert(name, fs::read(&path).unwrap_or_default());
                }
            }
        }
        found
    }

    pub fn names(&self) -> Vec<String> {
        self.files()
            .keys()
            .map(|path| path.display().to_string())
            .collect()
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }
}
