//! A folder of files and the real binary in it, without GitHub.

use super::alone::Alone;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub struct Folder {
    folder: TempDir,
    environment: Vec<(&'static str, &'static str)>,
}

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        };
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// The same for whoever has this in the environment.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Folder {
        self.environment.push((name, value));
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Every file, but for git's own.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.folder.path())
    }

    pub fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }

    /// The binary, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .alone()
            .envs(self.environment.iter().copied())
            .stdin(Stdio::null());
        command
    }

    /// Whatever comes: exit code, standard output, standard error.
    pub fn told(&self, arguments: &[&str]) -> (i32, String, String) {
        said(&self.command(arguments).output().unwrap())
    }

    /// What it says where it succeeds.
    pub fn does(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.told(arguments);
        assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
        out
    }

    /// What it says where it has to refuse: nothing on standard output, and no file changes.
    pub fn refuses(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let (code, out, err) = self.told(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(self.files() == before, "{arguments:?} wrote something");
        err
    }
}

/// What a command left: exit code, standard output, standard error.
pub fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code().unwrap();
    (code, text(&output.stdout), text(&output.stderr))
}

/// Every file below a folder, but for git's own. A link to a folder counts as a file.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.extend((!path.ends_with(".git")).then_some(path));
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                found.insert(name.replace('\\', "/"), fs::read(&path).unwrap_or_default());
            }
        }
    }
    found
}
