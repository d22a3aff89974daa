//! Man pages and completions: there for every command, whatever commands come.

use clap::{CommandFactory, Parser};
use std::fs;
use std::process::Command;

/// The generator itself, of which only `write` is used here.
#[allow(dead_code)]
#[path = "../../release/man.rs"]
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

/// The words of an example as a shell parts them, without what it does with the output.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for sign in line.chars() {
        match sign {
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                words.extend(Some(std::mem::take(&mut word)).filter(|it| !it.is_empty()))
            }
            _ => word.push(sign),
        }
    }
    words.push(word);
    words
}

#[test]
fn every_command_has_examples_that_it_takes_and_exit_codes() {
    let arguments = folkmoot::cli::Arguments::command();
    let mut tried = 0;
    for command in std::iter::once(&arguments).chain(arguments.get_subcommands()) {
        let name = command.get_name();
        let below = command.get_after_help();
        let below = below.map(ToString::to_string).unwrap_or_default();
        if name != "completions" {
            for heading in ["Examples:\n  ", "Exit codes:\n  "] {
                assert!(below.contains(heading), "{name} has no {heading}");
            }
        }
        let long = below.lines().find(|line| line.chars().count() > 100);
        assert_eq!(long, None, "{name}");
        let before = tried;
        for line in below.replace("\\\n    ", "").lines() {
            // What stands before a pipe, or before the command in a table, is others'.
            let Some(at) = line.find("folkmoot ").filter(|_| line.starts_with("  ")) else {
                continue;
            };
            let example = line[at..].split(" > ").next().unwrap();
            let example = example.split(" >> ").next().unwrap();
            // A remark stands two spaces or more behind it.
            let example = example.split("  ").next().unwrap();
            let words = words(example);
            assert!(name == "folkmoot" || words[1] == name, "{name}: {example}");
            match folkmoot::cli::Arguments::try_parse_from(&words) {
                Ok(_) => tried += 1,
                Err(error) if error.kind() == clap::error::ErrorKind::DisplayHelp => tried += 1,
                Err(error) => panic!("{example}: {error}"),
            }
        }
        assert!(tried > before, "{name} has no example");
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn an_option_has_one_name_and_one_meaning() {
    // Value by option: the same option takes the same thing wherever it comes.
    let mut taken = std::collections::BTreeMap::new();
    let arguments = folkmoot::cli::Arguments::command();
    for command in arguments.get_subcommands() {
        for option in command.get_arguments().filter(|it| !it.is_positional()) {
            let (Some(long), Some(values)) = (option.get_long(), option.get_value_names()) else {
                continue;
            };
            let value = values[0].to_string();
            let first = taken.entry(long.to_owned()).or_insert(value.clone());
            let same = *first == value || long == "out";
            assert!(
                same,
                "{}: --{long} takes {value}, elsewhere {first}",
                command.get_name()
            );
        }
    }
    assert!(taken.len() > 20, "{taken:?}");
    // Whatever writes files takes the same option for where they go.
    assert!(taken.contains_key("out") && !taken.contains_key("output"));
}
