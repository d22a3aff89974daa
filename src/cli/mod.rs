//! Arguments in, an exit code out: one file a subcommand.
//!
//! In: the command line, the environment, files. Out: text or JSON on standard output, errors on standard error, an exit code. It reads
//! files and the environment so that nothing below has to.

mod affinity;
mod begin;
mod check;
mod checkout;
mod completions;
mod connect;
mod doctor;
mod event;
mod form;
mod groups;
mod help;
mod init;
pub mod load;
mod new;
mod next;
mod place;
mod plan;
mod proposals;
mod rehearse;
mod report;
mod review;
mod run;
mod runner;
mod schema;
mod sessions;
mod site;
mod tally;
mod verify;
mod waiting;
mod wall;

use crate::drive::DriveError;
use crate::fault::Fault;
use crate::github::GithubError;
use crate::inert;
use crate::output;
use crate::output::help::Help;
use crate::plan::{Level, Notice};
use clap::{Parser, Subcommand};
use runner::Runner;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What every command takes stands behind its own options.
const LAST: usize = 900;

/// Turns a community's sessions into decisions, on GitHub alone.
///
/// A session is a folder with a `session.yml` below `sessions/`. `folkmoot run`, by hand or as a GitHub Action, looks at every session and
/// does what is due: announces it, collects notes, groups them into clusters, opens the vote, counts it, and opens a pull request with the
/// report.
#[derive(Debug, Parser)]
#[command(name = "folkmoot", version, after_help = help::FOLKMOOT, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub struct Arguments {
    /// Work in this folder, as if it were the current one.
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true, display_order = LAST)]
    directory: Option<PathBuf>,

    /// Print JSON for machines instead of text.
    #[arg(long, global = true, display_order = LAST)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    // First what leads to sessions, then what is done with them, then tools. The README lists them in the same order.
    /// Play a whole session here, without network or account
    ///
    /// Starts a GitHub of its own on this machine, lets participants file the session's notes and vote, and runs folkmoot through all
    /// stages over real HTTP and real git, on a clock of its own. Ends with the report and its pull request.
    #[command(after_help = help::REHEARSE)]
    Rehearse(rehearse::Rehearse),
    /// Set a repository up: workflows, note form, configuration, first session
    ///
    /// Asks what it does not know, or takes flags; where nobody can be asked it names the flags that are missing. Shows what it will write, and
    /// writes over nothing: a file that is there stays as it is, so run it again for what is missing.
    #[command(after_help = help::INIT)]
    Init(Box<init::Init>),
    /// Write the file of a new session, from a format
    ///
    /// What has to be said is asked for or taken from flags; what can be said stands in the file as comments.
    #[command(after_help = help::NEW)]
    New(Box<new::NewSession>),
    /// Write the file of the next session of a series
    ///
    /// Beside the last session, a folder for the day that the series' rule gives, with the last session's file but for the day, the roles that are
    /// handed over and what was of the last session alone. Comments stay, and no file is written over. Needs no GitHub (docs/series.md).
    #[command(after_help = help::NEXT)]
    Next(next::NextSession),
    /// Name every fault of session files, with line and cure
    ///
    /// Names all faults at once, each with file, line, column and the cure. Where there is none, makes kind remarks about the notes in
    /// the sessions' files, and says which names would hold a private session back; no remark changes the exit code. Needs no GitHub.
    #[command(after_help = help::CHECK)]
    Check(check::Check),
    /// Say what would keep folkmoot from working in a repository
    ///
    /// Looks at the token, the repository and its settings, the workflows, the note form, labels, rules for branches, repositories of reports,
    /// rolls and session files, and says of each finding how to mend it. Writes nothing, and needs no session (docs/doctor.md).
    #[command(after_help = help::DOCTOR)]
    Doctor(doctor::Doctor),
    /// Show what `run` would do, and what it would cost
    ///
    /// Reads, and writes nothing. With --at, shows what it would do at another time.
    #[command(after_help = help::PLAN)]
    Plan(connect::Chosen),
    /// Do what is due for every session
    ///
    /// Reads the issues, compares them with what the sessions and the clock ask for, and makes the changes that are missing. Run it again
    /// whenever you like: with nothing to do it changes nothing and costs at most two requests. Of several runs at a time one writes, and the others wait for it.
    #[command(after_help = help::RUN)]
    Run(connect::Chosen),
    /// Check session files and keep one comment on their pull request
    ///
    /// Does what `check` does and, where nothing is wrong, what `plan` does, for the files as they are here, and keeps one comment on the pull
    /// request that says so: edited in place, never a second one. Where the token may not write it, as in a run for a fork's pull request, the
    /// same text goes to the step summary and to standard output. Files are only read, never executed (docs/commands.md).
    #[command(after_help = help::REVIEW)]
    Review(review::Review),
    /// Show a session to the room as it happens, and edit it there
    ///
    /// Serves two pages: one to project, with agenda, notes as they come, clusters, vote and result; and one for facilitators, who move notes, merge
    /// them and name clusters, with undo, and choose what is shown. Everything is read from GitHub and written to GitHub: edits appear there as if
    /// made there, and what people do there appears here (docs/wall.md). Ctrl-C ends it.
    #[command(after_help = help::WALL)]
    Wall(Box<wall::ShowWall>),
    /// Count the votes of a session as they stand
    ///
    /// Reads GitHub and writes nothing. After the vote, the result is the one that was told.
    #[command(after_help = help::TALLY)]
    Tally(tally::Tally),
    /// Compile a session's report into a folder
    ///
    /// Reads GitHub and writes nothing there: the same files that `run` puts into the report's pull request, as they would be now (docs/report.md).
    #[command(after_help = help::REPORT)]
    Report(report::Report),
    /// Recount a tally.json, offline; with --live, compare it with GitHub
    ///
    /// Counts the file's ballots again by the file's rules, from nothing else, and says what does not come out. With --live, reads the votes as
    /// they stand on GitHub now and explains each difference. docs/recount.py does the first in plain Python, for whoever trusts no tool.
    #[command(after_help = help::VERIFY)]
    Verify(verify::Verify),
    /// Make a static site of all reports of a repository
    ///
    /// Reads a checkout of the repository that reports go to, and writes an index of them with a search, each report's page, and the topics of
    /// every series over time: files for GitHub Pages or any other server, or to open from the disk. Writes into a new folder, or one that it
    /// made; of what others put there it writes over nothing. Needs no GitHub (docs/report.md).
    #[command(after_help = help::SITE)]
    Site(site::Site),
    /// Group the notes in files by what they mean
    ///
    /// Reads notes as boards, spreadsheets and reports leave them (docs/import.md), puts together what means the same and says why. What a person
    /// placed stays: a note that its file puts into a cluster keeps it. Edit the CSV and run it again (docs/affinity.md). Needs no GitHub.
    #[command(after_help = help::AFFINITY)]
    Affinity(affinity::Affinity),
    /// Deal the people on a roster into groups
    ///
    /// By lot, the same each time for the same session and roster: as many as `groups:` in the session's file or its format says. Groups differ by one
    /// person at most, and each organisation is spread over as many groups as it can be. For the facilitators' eyes: it prints names. Needs no GitHub.
    #[command(after_help = help::GROUPS)]
    Groups(groups::Groups),
    /// Check proposals of breakout sessions, and make session files of them
    ///
    /// Reads issues that an issue form made, as GitHub or W3C's tools export them (docs/proposals.md): does each follow the form, and do rooms,
    /// times, chairs, tracks and channels go together? Needs no network.
    #[command(after_help = help::PROPOSALS)]
    Proposals(proposals::Proposals),
    /// List the sessions, with their stage by the clock
    ///
    /// With --json for a matrix of jobs; in a workflow the list is the step's output `sessions` as well. Needs no GitHub.
    #[command(after_help = help::SESSIONS)]
    Sessions(sessions::Sessions),
    /// Print the issue form for notes, with an input for what a format asks of them
    ///
    /// It belongs to .github/ISSUE_TEMPLATE/note.yml of the repository with the sessions. Where those are of several formats, name all of them:
    /// one form serves them all.
    #[command(after_help = help::FORM)]
    Form(form::NoteForm),
    /// Print the JSON Schema of a file, for editors and other tools
    ///
    /// With the formats of the repository around it, so that it knows what each of them asks for.
    #[command(after_help = help::SCHEMA)]
    Schema(schema::Schema),
    /// Print a script by which a shell completes folkmoot's commands and options
    #[command(after_help = help::COMPLETIONS)]
    Completions(completions::Completions),
}

/// Why a command ended without success.
#[derive(Debug)]
enum Failure {
    /// Faults in input files.
    Faults(Vec<Fault>),
    /// Findings that were told already.
    Found,
    /// Bad arguments, in words.
    Usage(String),
    /// GitHub, git or the disk, in words.
    Failed(String),
    /// The same or bad arguments, with where to read more, and the exit code.
    Known(String, Help, u8),
    /// No result can be given, in words (or said already).
    NoResult(Option<String>),
    /// It would have named somebody in a private session, in words.
    Held(String),
}

impl From<GithubError> for Failure {
    fn from(error: GithubError) -> Failure {
        Failure::Known(error.to_string(), Help::from(&error), 1)
    }
}

impl From<DriveError> for Failure {
    fn from(error: DriveError) -> Failure {
        let code = match error {
            DriveError::Branch { .. } => 2,
            _ => 1,
        };
        Failure::Known(error.to_string(), Help::from(&error), code)
    }
}

/// A time as people give it.
fn time(text: &str) -> Result<jiff::Timestamp, String> {
    text.trim().parse().map_err(|_| {
        "write day, time and offset, such as 2026-03-31T14:30:00Z or 2026-03-31T16:30:00+02:00"
            .to_owned()
    })
}

/// What a command has to say.
struct Said {
    text: String,
    failure: Option<Failure>,
}

impl Said {
    fn well(text: String) -> Said {
        Said {
            text,
            failure: None,
        }
    }
}

/// A `NoResult` or `Held` among the notices decides the exit code.
fn no_result(notices: &[Notice]) -> Option<Failure> {
    notices
        .iter()
        .any(|notice| notice.level >= Level::NoResult)
        .then_some(Failure::NoResult(None))
}

/// Tells what is wrong with arguments, or the help or version that they ask for.
pub fn unusable(error: &clap::Error) -> ExitCode {
    let runner = Runner::found();
    let text = error.to_string();
    // Arguments of a workflow may hold anything, and are shown.
    if error.use_stderr() && runner.is_on() {
        let _ = std::io::stderr().write_all(runner.tame(&text).as_bytes());
        let why = text.lines().next().unwrap_or_default();
        let why = why.trim_start_matches("error: ").to_owned();
        let _ = runner.finish(Some(&Failure::Usage(why)), false);
    } else {
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Runs the command and prints what it says.
pub fn main(arguments: Arguments) -> ExitCode {
    let runner = Runner::found();
    runner.hide(&["GITHUB_TOKEN", "GH_TOKEN", "FOLKMOOT_REPORT_TOKEN"]);
    if let Some(directory) = &arguments.directory
        && let Err(error) = std::env::set_current_dir(directory)
    {
        return finish(
            &Said {
                text: String::new(),
                failure: Some(Failure::Usage(format!(
                    "cannot work in {}: {error}",
                    directory.display()
                ))),
            },
            arguments.json,
            &runner,
        );
    }
    let json = arguments.json;
    let said = match arguments.command {
        Command::Affinity(affinity) => affinity.run(json),
        Command::Init(init) => init.run(json),
        Command::New(new) => new.run(json),
        Command::Doctor(doctor) => wait(doctor.run(json, &runner)),
        Command::Sessions(sessions) => sessions.run(json),
        Command::Schema(schema) => schema.run(),
        Command::Check(check) => check.run(json, &runner),
        Command::Completions(completions) => completions.run(),
        Command::Proposals(proposals) => proposals.run(json),
        Command::Form(form) => form.run(json),
        Command::Groups(groups) => groups.run(json),
        Command::Next(next) => next.run(json),
        Command::Site(site) => site.run(json),
        Command::Run(connection) => wait(run::run(connection, json, &runner)),
        Command::Plan(connection) => wait(plan::plan(connection, json, &runner)),
        Command::Review(review) => wait(review.run(json, &runner)),
        Command::Tally(tally) => wait(tally.run(json)),
        Command::Verify(verify) => wait(verify.run(json)),
        Command::Report(report) => wait(report.run(json)),
        Command::Wall(wall) => wait(wall.run(json)),
        Command::Rehearse(rehearse) => wait(rehearse.run(json)),
    };
    finish(&said, json, &runner)
}

/// Runs a command that talks to GitHub.
fn wait(command: impl Future<Output = Result<Said, Failure>>) -> Said {
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            return Said {
                text: String::new(),
                failure: Some(Failure::Failed(format!("cannot start: {error}"))),
            };
        }
    };
    runtime.block_on(command).unwrap_or_else(|failure| Said {
        text: String::new(),
        failure: Some(failure),
    })
}

/// A message with the address of the section that says more.
fn told(word: &str, text: &str, help: Help) -> String {
    format!("{word}: {}\nhelp: {}\n", inert::terminal(text), help.url())
}

fn finish(said: &Said, json: bool, runner: &Runner) -> ExitCode {
    let shown = |text: &str| {
        if json {
            text.to_owned()
        } else {
            runner.tame(text)
        }
    };
    let mut out = std::io::stdout();
    let written = out
        .write_all(shown(&said.text).as_bytes())
        .and_then(|()| out.flush());
    let mut errors = anstream::stderr();
    // A reader that went away (`folkmoot plan | head`) is no failure; a full disk is.
    let unwritten = written
        .err()
        .filter(|error| error.kind() != std::io::ErrorKind::BrokenPipe);
    if let Some(error) = &unwritten {
        let _ = writeln!(errors, "error: the output cannot be written: {error}");
    }
    let color = std::io::stderr().is_terminal();
    let (text, code) = match &said.failure {
        None => (String::new(), 0),
        Some(Failure::Found) => (String::new(), 2),
        Some(Failure::Faults(faults)) if json => (output::faults::json(faults), 2),
        Some(Failure::Faults(faults)) => (output::faults::text(faults, color), 2),
        Some(Failure::Usage(text)) => (format!("error: {}\n", inert::terminal(text)), 2),
        Some(Failure::Failed(text)) => (format!("error: {}\n", inert::terminal(text)), 1),
        Some(Failure::Known(text, help, code)) => (told("error", text, *help), *code),
        Some(Failure::Held(text)) => (told("held back", text, Help::Held), 3),
        Some(Failure::NoResult(text)) => (
            text.as_ref()
                .map(|text| told("no result", text, Help::NoResult))
                .unwrap_or_default(),
            3,
        ),
    };
    let _ = errors.write_all(shown(&text).as_bytes());
    match runner.finish(said.failure.as_ref(), json) {
        Ok(()) if unwritten.is_some() => ExitCode::from(code.max(1)),
        Ok(()) => ExitCode::from(code),
        Err(error) => {
            let _ = writeln!(
                errors,
                "error: the outputs of this step cannot be written: {error}"
            );
            ExitCode::from(code.max(1))
        }
    }
}
