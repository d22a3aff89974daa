//! Where answers come from: a flag, a person at the terminal, a proposal.

use super::super::Failure;
use crate::inert;
use crate::session::answer::Wrong;
use std::io::{BufRead, IsTerminal, Read, Write};

/// More than anybody types at a question.
const LONGEST: u64 = 10_000;
/// A person who answers wrongly so often is none.
const TRIES: usize = 20;

/// What is proposed as an answer.
#[derive(Debug, Clone)]
pub(in crate::cli) enum Proposal {
    /// Nothing.
    None,
    /// What is known from elsewhere: it needs nobody's word.
    Known(String),
    /// What somebody may agree to.
    Example(String),
}

impl Proposal {
    fn text(&self) -> Option<&str> {
        match self {
            Proposal::None => None,
            Proposal::Known(text) | Proposal::Example(text) => Some(text),
        }
    }
}

/// How what no flag says is found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// A person is asked.
    Ask,
    /// What is proposed is taken.
    Take,
    /// It is named as missing.
    Name,
}

/// Collects answers, and everything that is wrong with them.
#[derive(Debug)]
pub(in crate::cli) struct Desk {
    mode: Mode,
    missing: Vec<String>,
    wrong: Vec<String>,
}

impl Desk {
    /// Asks where somebody sits at a terminal (or `ask` says so), unless everything that is proposed is to be taken.
    pub(super) fn new(ask: bool, yes: bool) -> Desk {
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let mode = match (yes, ask || terminal) {
            (true, _) => Mode::Take,
            (false, true) => Mode::Ask,
            (false, false) => Mode::Name,
        };
        Desk {
            mode,
            missing: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Whether a person answers.
    pub(in crate::cli) fn asks(&self) -> bool {
        self.mode == Mode::Ask
    }

    /// Shows a list to whoever is asked.
    pub(super) fn list(&self, head: &str, lines: &[String]) {
        if !self.asks() {
            return;
        }
        let mut out = format!("{head}:\n");
        for (number, line) in (1..).zip(lines) {
            out.push_str(&format!("  {number} {line}\n"));
        }
        let _ = std::io::stderr().write_all(out.as_bytes());
    }

    /// Notes what is wrong with the flags.
    pub(in crate::cli) fn refuse(&mut self, why: &str) {
        self.wrong.push(why.to_owned());
    }

    /// One answer; nothing where it is missing or wrong, which is noted. `what` is its flag and the question.
    pub(in crate::cli) fn answer<T>(
        &mut self,
        what: (&str, &str),
        given: Option<&str>,
        proposal: Proposal,
        check: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Failure> {
        let (flag, question) = what;
        let taken = match (given, &proposal, self.mode) {
            (Some(text), ..) => text,
            (None, _, Mode::Ask) => return ask(flag, question, proposal.text(), check).map(Some),
            (None, Proposal::Known(text), _) | (None, Proposal::Example(text), Mode::Take) => text,
            (None, Proposal::None | Proposal::Example(_), _) => {
                self.missing.push(match flag.split_once(' ') {
                    // What the format asks for is explained.
                    Some(_) => format!("{flag} for {question}"),
                    None => flag.to_owned(),
                });
                return Ok(None);
            }
        };
        match check(taken) {
            Ok(answer) => Ok(Some(answer)),
            Err(Wrong { why, cure }) => {
                self.wrong.push(format!("{flag}: {why}: {cure}"));
                Ok(None)
            }
        }
    }

    /// Whether to go on with what was shown.
    pub(in crate::cli) fn agrees(&self, question: &str) -> Result<bool, Failure> {
        if !self.asks() {
            return Ok(true);
        }
        ask("--yes", question, Some("yes"), |text| {
            match text.to_lowercase().as_str() {
                "y" | "yes" => Ok(true),
                "n" | "no" => Ok(false),
                _ => Err(Wrong {
                    why: "this is neither".to_owned(),
                    cure: "write yes or no".to_owned(),
                }),
            }
        })
    }

    /// Everything that is missing or wrong, at once.
    pub(in crate::cli) fn over(&self) -> Result<(), Failure> {
        let mut lines = self.wrong.clone();
        if !self.missing.is_empty() {
            let why = match self.mode {
                Mode::Take => "nothing is proposed for what these flags say, so they are needed",
                Mode::Ask | Mode::Name => {
                    "nobody can be asked here, so these flags are needed (or --yes, for what is proposed)"
                }
            };
            lines.push(format!("{why}: {}", self.missing.join(", ")));
        }
        if lines.is_empty() {
            return Ok(());
        }
        Err(Failure::Usage(lines.join("; ")))
    }
}

/// Asks until the answer is one.
fn ask<T>(
    flag: &str,
    question: &str,
    proposal: Option<&str>,
    check: impl Fn(&str) -> Result<T, Wrong>,
) -> Result<T, Failure> {
    let proposed = match proposal {
        Some("") => " [none]".to_owned(),
        Some(text) => format!(" [{}]", inert::terminal(text)),
        None => String::new(),
    };
    let prompt = format!("{}{proposed}: ", inert::terminal(question));
    let say = |text: &str| {
        let mut err = std::io::stderr();
        let _ = err.write_all(text.as_bytes());
        let _ = err.flush();
    };
    for _ in 0..TRIES {
        say(&prompt);
        let mut line = Vec::new();
        let mut stdin = std::io::stdin().lock().take(LONGEST);
        let read = stdin
            .read_until(b'\n', &mut line)
            .map_err(|error| Failure::Failed(format!("cannot read the answer: {error}")))?;
        if read == 0 {
            say("\n");
            return Err(Failure::Usage(format!(
                "the answers end before {flag} is known; nothing was written"
            )));
        }
        let line = String::from_utf8_lossy(&line);
        let text = match line.trim() {
            "" => proposal.unwrap_or_default(),
            text => text,
        };
        match check(text) {
            Ok(answer) => return Ok(answer),
            Err(Wrong { why, cure }) => say(&format!(
                "  {}\n",
                inert::terminal(&format!("{why}: {cure}"))
            )),
        }
    }
    Err(Failure::Usage(format!(
        "{flag} got no answer that fits; nothing was written"
    )))
}
