//! A folder in which somebody begins, and what folkmoot asks there.

use crate::common::folder::Folder;
use std::io::Write;
use std::process::{Output, Stdio};

/// A folder in which somebody begins.
pub fn empty() -> Folder {
    Folder::new(&[]).with("TZ", "Europe/Paris")
}

/// What a command says where it succeeds, whatever it remarks beside.
pub fn does(room: &Folder, arguments: &[&str]) -> String {
    let (code, out, err) = room.told(arguments);
    assert_eq!(code, 0, "{arguments:?}: {err}");
    out
}

/// A command with answers for what it asks.
pub fn asks(room: &Folder, arguments: &[&str], answers: &str) -> Output {
    let mut child = room
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
