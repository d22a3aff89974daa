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
use crate::plan::next::{Level, Notice};
use clap::{Parser, Subcommand};
use runner::Runner;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const EXIT_CODES: &str = "\
Exit codes:
  0  done, nothing to do, or paused until GitHub's limits allow more (it says so; run again)
  1  GitHub, git or the disk failed, or a signal stopped it; run again
  2  bad input: arguments or session files; nothing was written
  3  no result: a vote could not be opened, or not be read whole, so nothing was counted; a
     tally.json that does not give the result that it states; or something of a private session was
     held back because it names somebody";

const ENVIRONMENT: &str = "\
Environment:
  GITHUB_TOKEN           the token for the sessions' repository (or GH_TOKEN): issues: write; for `plan`,
                         `tally` and `report` reading is enough
  FOLKMOOT_REPORT_TOKEN  the token for reports that go to another repository: contents: write,
                         pull-requests: write

Exit codes:
  0  done, nothing to do, or paused until GitHub's limits allow more (it says so; run again)
  1  GitHub, git or the disk failed, or a signal stopped it; run again
  2  bad input: arguments or session files; nothing was written
  3  no result: a vote could not be opened, or not be read whole, so nothing was counted; or
     something of a private session was held back because it names somebody";

const VERIFY: &str = "\
Environment:
  GITHUB_TOKEN  for --live: any token that may read the repository's issues (or GH_TOKEN)

Exit codes:
  0  the file gives the result that it states; with --live, GitHub as it is now gives the same
  1  GitHub failed; run again
  2  this is no tally.json
  3  it does not, or the vote was still open when the file was written";

const AFFINITY: &str = "\
Examples:
  folkmoot affinity notes.csv                         show clusters
  folkmoot affinity board.md -o clusters.csv -o map.svg
  folkmoot affinity clusters.csv -o clusters.json     after moving notes in the CSV
  folkmoot affinity more.csv --after clusters.json    new notes join the clusters there are

Exit codes:
  0  done
  1  the disk failed; run again
  2  bad input: arguments or files; nothing was written";

const INIT: &str = "\
Examples:
  folkmoot init                                       asks
  folkmoot init --yes                                 takes what is proposed; the session's file says what to replace
  folkmoot init --format panel --title \"Open source in hospitals\" --date 2026-03-31 --start 16:00 \\
    --set \"author=the organisers\"

Exit codes:
  0  done, or nothing was missing
  1  the disk failed; run it again for what is missing
  2  bad input, or something is not known; nothing was written";

const NEW: &str = "\
Examples:
  folkmoot new --list                                 the formats there are
  folkmoot new touchpoint                             asks for title and day
  folkmoot new goals goals-2027 --date 2027-01-12 --set year=2027 --yes

Exit codes:
  0  done
  1  the disk failed
  2  bad input, or something is not known, or the file is there already; nothing was written";

const DOCTOR: &str = "\
Environment:
  GITHUB_TOKEN           the token to look with (or GH_TOKEN); one that may only read will do. Some settings
                         are shown to administrators alone: without their token it says what it could not see
  FOLKMOOT_REPORT_TOKEN  the token for reports that go to another repository

Exit codes:
  0  nothing is wrong; there may be advice
  1  GitHub failed; run again
  2  something is wrong; or bad input: arguments";

const PROPOSALS: &str = "\
Examples:
  folkmoot proposals event.json                       what is wrong with them, by session
  folkmoot proposals event.json --out sessions        and session files of those that are sound
  gh issue list --limit 1000 --json number,title,body,author,labels,url | folkmoot proposals -

Each session stands for itself: with --out, those without an error are written also where others have
one. A proposal whose number begins a folder's name in DIR has its file already, and no file is ever
written over.

Exit codes:
  0  no proposal has an error; warnings and checks change nothing
  1  the disk failed; run again
  2  a proposal has an error, or bad input: arguments or files. Of bad input nothing is written";

const WALL: &str = "\
Examples:
  folkmoot wall spring-2026                           on this machine: open both links here
  folkmoot wall spring-2026 --listen board.local:8080 for other machines in the room's network

Environment:
  GITHUB_TOKEN  the token for the sessions' repository (or GH_TOKEN): issues: write, where somebody edits;
                to show the session reading is enough. It stays in this process

Exit codes:
  0  ended by Ctrl-C, and every edit is on GitHub but those that the page showed as failed
  1  ended, and some edits did not reach GitHub: it names them
  2  bad input: arguments or session files; nothing was served";

const SITE: &str = "\
Examples:
  folkmoot site .                                     all reports below this folder, into ./site
  folkmoot site governance --out public --title \"Decisions of the working group\"

Exit codes:
  0  done
  1  the disk failed; run again
  2  bad input: arguments, a damaged tally.json or ledger.json, or a folder that is not the site's own;
     nothing was written";

const COMPLETIONS: &str = "\
Where the script goes:
  bash        folkmoot completions bash > ~/.local/share/bash-completion/completions/folkmoot
  zsh         folkmoot completions zsh > \"${fpath[1]}/_folkmoot\"
  fish        folkmoot completions fish > ~/.config/fish/completions/folkmoot.fish
  powershell  folkmoot completions powershell >> $PROFILE
  elvish      folkmoot completions elvish >> ~/.config/elvish/rc.elv";

/// Turns a community's sessions into decisions, on GitHub alone.
///
/// A session is a folder with a `session.yml` below `sessions/`. `folkmoot run`, by hand or as a GitHub Action, looks at every session and
/// does what is due: announces it, collects notes, groups them into clusters, opens the vote, counts it, and opens a pull request with the
/// report.
#[derive(Debug, Parser)]
#[command(name = "folkmoot", version, after_help = EXIT_CODES, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub struct Arguments {
    /// Work in this folder, as if it were the current one.
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    directory: Option<PathBuf>,

    /// Print JSON for machines instead of text.
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set a repository up: workflows, note form, configuration, first session
    ///
    /// Asks what it does not know, or takes flags; where nobody can be asked it names the flags that are missing. Shows what it will write, and
    /// writes over nothing: a file that is there stays as it is, so run it again for what is missing.
    #[command(after_help = INIT)]
    Init(Box<init::Init>),
    /// Write the file of a new session, from a format
    ///
    /// What has to be said is asked for or taken from flags; what can be said stands in the file as comments.
    #[command(after_help = NEW)]
    New(Box<new::NewSession>),
    /// Say what would keep folkmoot from working in a repository
    ///
    /// Looks at the token, the repository and its settings, the workflows, the note form, labels, rules for branches, repositories of reports,
    /// rolls and session files, and says of each finding how to mend it. Writes nothing, and needs no session (docs/doctor.md).
    #[command(after_help = DOCTOR)]
    Doctor(doctor::Doctor),
    /// Do what is due for every session
    ///
    /// Reads the issues, compares them with what the sessions and the clock ask for, and makes the changes that are missing. Run it again
    /// whenever you like: with nothing to do it changes nothing and costs at most two requests. Of several runs at a time one writes, and the others wait for it.
    #[command(after_help = ENVIRONMENT)]
    Run(connect::Chosen),
    /// Show what `run` would do, and what it would cost
    ///
    /// Reads, and writes nothing. With --at, shows what it would do at another time.
    #[command(after_help = ENVIRONMENT)]
    Plan(connect::Chosen),
    /// Check session files, without GitHub
    ///
    /// Names every fault at once, each with file, line, column and the cure. Where there is none, makes kind remarks about the notes in
    /// the sessions' files, and says which names would hold a private session back; no remark changes the exit code.
    #[command(after_help = EXIT_CODES)]
    Check(check::Check),
    /// Name the sessions, with their stage by the clock, without GitHub
    ///
    /// With --json for a matrix of jobs; in a workflow the list is the step's output `sessions` as well.
    #[command(after_help = EXIT_CODES)]
    Sessions(sessions::Sessions),
    /// Print the JSON Schema of a file, for editors and other tools
    ///
    /// With the formats of the repository around it, so that it knows what each of them asks for.
    #[command(after_help = EXIT_CODES)]
    Schema(schema::Schema),
    /// Propose clusters for the notes in files, without GitHub
    ///
    /// Reads notes as boards, spreadsheets and reports leave them (docs/import.md), groups what means the same and says why. What a person
    /// placed stays: a note that its file puts into a cluster keeps it. Edit the CSV and run it again (docs/affinity.md).
    #[command(after_help = AFFINITY)]
    Affinity(affinity::Affinity),
    /// Check proposals of breakout sessions, and make session files of them
    ///
    /// Reads issues that an issue form made, as GitHub or W3C's tools export them (docs/proposals.md): does each follow the form, and do rooms,
    /// times, chairs, tracks and channels go together? Needs no network.
    #[command(after_help = PROPOSALS)]
    Proposals(proposals::Proposals),
    /// Deal the people on a roster into groups, without GitHub
    ///
    /// By lot, the same each time for the same session and roster: groups differ by one person at most, and each organisation is spread over as many
    /// groups as it can be. For the facilitators' eyes: it prints names.
    #[command(after_help = EXIT_CODES)]
    Groups(groups::Groups),

    /// Write the file of the next session of a series, without GitHub
    ///
    /// Beside the last session, a folder for the day that the series' rule gives, with the last session's file but for the day, the roles that are
    /// handed over and what was of the last session alone. Comments stay, and no file is written over.
    #[command(after_help = EXIT_CODES)]
    Next(next::NextSession),
    /// Print the issue form for notes, with an input for what a format asks of them
    ///
    /// It belongs to .github/ISSUE_TEMPLATE/note.yml of the repository with the sessions. Where those are of several formats, name all of them:
    /// one form serves them all.
    #[command(after_help = EXIT_CODES)]
    Form(form::NoteForm),
    /// Check session files and keep one comment on their pull request
    ///
    /// Does what `check` does and, where nothing is wrong, what `plan` does, for the files as they are here, and keeps one comment on the pull
    /// request that says so: edited in place, never a second one. Where the token may not write it, as in a run for a fork's pull request, the
    /// same text goes to the step summary and to standard output. Files are only read, never executed (docs/commands.md).
    #[command(after_help = ENVIRONMENT)]
    Review(review::Review),
    /// Count the votes of a session as they stand, without writing to GitHub
    #[command(after_help = ENVIRONMENT)]
    Tally(tally::Tally),
    /// Recount a tally.json, offline; with --live, compare it with GitHub
    ///
    /// Counts the file's ballots again by the file's rules, from nothing else, and says what does not come out. With --live, reads the votes as
    /// they stand on GitHub now and explains each difference. docs/recount.py does the first in plain Python, for whoever trusts no tool.
    #[command(after_help = VERIFY)]
    Verify(verify::Verify),
    /// Compile a session's report into a folder, without writing to GitHub
    #[command(after_help = ENVIRONMENT)]
    Report(report::Report),
    /// Show a session to the room as it happens, and edit it there
    ///
    /// Serves two pages: one to project, with agenda, notes as they come, clusters, vote and result; and one for facilitators, who move notes, merge
    /// them and name clusters, with undo, and choose what is shown. Everything is read from GitHub and written to GitHub: edits appear there as if
    /// made there, and what people do there appears here (docs/wall.md). Ctrl-C ends it.
    #[command(after_help = WALL)]
    Wall(Box<wall::ShowWall>),
    /// Make a static site of all reports of a repository, without GitHub
    ///
    /// Reads a checkout of the repository that reports go to, and writes an index of them with a search, each report's page, and the topics of
    /// every series over time: files for GitHub Pages or any other server, or to open from the disk. Writes into a new folder, or one that it
    /// made; of what others put there it writes over nothing.
    #[command(after_help = SITE)]
    Site(site::Site),
    /// Play a whole session here, without network or account
    ///
    /// Starts a GitHub of its own on this machine, lets participants file the session's notes and vote, and runs folkmoot through all
    /// stages over real HTTP and real git, on a clock of its own. Ends with the report and its pull request.
    #[command(after_help = EXIT_CODES)]
    Rehearse(rehearse::Rehearse),
    /// Print a script by which a shell completes folkmoot's commands and options
    #[command(after_help = COMPLETIONS)]
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
