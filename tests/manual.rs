//! Man pages and completions: there for every command, whatever commands come.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use clap::CommandFactory;
use std::fs;
use std::process::Command;

/// The generator itself, of which only `write` is used here.
#[allow(dead_code)]
#[path = "../release/man.rs"]
mod man;

/// The commands that users see.
fn commands() -> Vec<String> {
    let arguments = folkmoot::cli::Arguments::command();
    let names: Vec<String> = arguments
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| command.get_name().to_owned())
        .collect();
    assert!(names.len() > 8, "{names:?}");
    names
}

#[test]
fn every_command_has_a_page_that_the_first_page_names() {
    let folder = tempfile::tempdir().unwrap();
    man::write(folder.path()).unwrap();
    let first = fs::read_to_string(folder.path().join("folkmoot.1")).unwrap();
    for command in commands() {
        assert!(
            first.contains(&format!("folkmoot\\-{command}(1)")),
            "folkmoot.1 does not name {command}"
        );
        let page = fs::read_to_string(folder.path().join(format!("folkmoot-{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains("\\-\\-json"));
    }
    // Tables of exit codes and examples keep their lines.
    let run = fs::read_to_string(folder.path().join("folkmoot-run.1")).unwrap();
    let notes = run.split(".SH NOTES\n").nth(1).unwrap();
    assert!(notes.starts_with(".nf\n"), "{notes}");
    assert!(notes.contains("\n  2  bad input"), "{notes}");
    assert!(!run.contains(".SH EXTRA"));
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .args(["completions", shell])
            .output()
            .unwrap();
        assert!(done.status.success());
        assert!(done.stderr.is_empty());
        let script = String::from_utf8(done.stdout).unwrap();
        for command in commands() {
            assert!(script.contains(&command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn an_unknown_shell_is_refused_with_those_that_are_known() {
    let done = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .args(["completions", "tcsh"])
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(done.stdout.is_empty());
    let said = String::from_utf8(done.stderr).unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(said.contains(shell), "{said}");
    }
}

/// The shells that are installed here take the scripts without complaint; bash also offers the commands.
#[test]
fn the_shells_themselves_take_the_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for shell in ["bash", "zsh", "fish"] {
        if Command::new(shell).arg("--version").output().is_err() {
            eprintln!("skipped: there is no {shell} here");
            continue;
        }
        let script = folder.path().join(shell);
        let done = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .args(["completions", shell])
            .output()
            .unwrap();
        fs::write(&script, done.stdout).unwrap();
        let checked = Command::new(shell).arg("-n").arg(&script).output().unwrap();
        assert!(checked.status.success(), "{checked:?}");
        tried += 1;
        if shell == "bash" {
            let offered = Command::new(shell)
                .arg("-c")
                .arg(format!(
                    ". {}; COMP_WORDS=(folkmoot reh); COMP_CWORD=1; _folkmoot folkmoot reh folkmoot; echo \"${{COMPREPLY[*]}}\"",
                    script.display()
                ))
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&offered.stdout).trim(), "rehearse");
        }
    }
    eprintln!("{tried} shells tried");
}
