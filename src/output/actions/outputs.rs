//! Outputs of a step, and the file that a runner reads them from.

use crate::inert;
use crate::plan::stand::State;
use crate::session::Session;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Bytes of the list of sessions: GitHub takes 1 MiB of outputs from a job, counted in UTF-16.
const LONGEST: usize = 400_000;

/// A session in the output `sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its title, on one line.
    pub title: String,
    /// Its stage; `null` before it is announced, or where GitHub was not asked.
    pub stage: Option<String>,
    /// The address of its issue.
    pub issue: Option<String>,
    /// The address of its report's pull request.
    pub report: Option<String>,
}

impl Listed {
    /// A session where it stands.
    pub fn new(session: &Session, state: Option<&State>) -> Listed {
        Listed {
            id: session.id.to_string(),
            title: inert::line(&session.title),
            stage: state.and_then(|state| state.stage.clone()),
            issue: state.and_then(|state| state.issue.clone()),
            report: state.and_then(|state| state.report.clone()),
        }
    }
}

/// What the steps that follow can use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outputs {
    /// The address of the report's pull request; of several, that of the vote that closed last.
    pub report_pr: Option<String>,
    /// The sessions.
    pub sessions: Vec<Listed>,
    /// Whether something was changed, or would be.
    pub changed: bool,
    /// When the next run has something to do, as far as the clock decides.
    pub next_due: Option<Timestamp>,
}

impl Outputs {
    /// The text for the runner's file of outputs.
    pub fn file(&self) -> String {
        let next_due = self.next_due.map(|at| at.to_string());
        [
            ("report-pr", self.report_pr.clone().unwrap_or_default()),
            ("sessions", sessions(&self.sessions)),
            ("changed", self.changed.to_string()),
            ("next-due", next_due.unwrap_or_default()),
        ]
        .iter()
        .map(|(name, value)| entry(name, value))
        .collect()
    }
}

/// One output. The runner takes lines until it reads the delimiter, which is one that the value does not hold.
pub fn entry(name: &str, value: &str) -> String {
    let mut delimiter = "folkmoot".to_owned();
    while value.contains(&delimiter) {
        let digest = Sha256::digest(format!("{delimiter}\n{value}"));
        delimiter = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    }
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

/// The list as JSON on one line. What does not fit is left out, sessions that are over first.
fn sessions(list: &[Listed]) -> String {
    let mut rest = LONGEST;
    let mut texts: Vec<(usize, String)> = Vec::new();
    let (over, going): (Vec<_>, Vec<_>) = list
        .iter()
        .enumerate()
        .partition(|(_, one)| one.stage.as_deref() == Some("published"));
    for (at, one) in going.into_iter().chain(over) {
        let text = one_line(one);
        if text.len() < rest {
            rest -= text.len() + 1;
            texts.push((at, text));
        }
    }
    texts.sort();
    let texts: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
    format!("[{}]", texts.join(","))
}

/// JSON on one line in which no text holds what a shell, a runner or an expression acts on: the same to a reader of JSON, and without effect
/// where somebody pastes it into a script all the same.
pub fn one_line(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, Plain(CompactFormatter));
    // Writing to memory does not fail, and the types that come here have string keys.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

struct Plain(CompactFormatter);

impl Formatter for Plain {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut before = ':';
        for character in text.chars() {
            // A colon beside another one may begin a command; alone it belongs to an address.
            let acts = !is_plain(character) && (character != ':' || before == ':');
            if character.is_ascii() && acts {
                write!(out, "\\u{:04x}", u32::from(character))?;
            } else {
                write!(out, "{character}")?;
            }
            before = character;
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match escape {
            CharEscape::Quote => out.write_all(b"\\u0022"),
            CharEscape::ReverseSolidus => out.write_all(b"\\u005c"),
            other => self.0.write_char_escape(out, other),
        }
    }
}

/// Signs that do nothing anywhere.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || " -_.,/".contains(character)
}
