//! Notes: one idea of one participant each.
//!
//! In: rows of a file, form-filed issues, comments. Out: [`Note`]s and, for what is no note, the reason. Pure. It never drops a
//! note in silence and never changes its words.

pub mod alike;
pub mod file;
pub mod lint;
pub mod merge;
pub mod received;
mod spoken;
mod wording;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// The longest note, in characters. One idea fits on a sticky note; this leaves room for twenty.
pub const LONGEST_NOTE: usize = 2_000;

/// The most notes of one account. A scribe who types for a room has room enough; a flood has not.
pub const MOST_NOTES: usize = 200;

/// Where a note came from: what identifies it for good.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An issue filed by a participant: its number.
    Issue(u64),
    /// A line of a comment on the session's issue: the comment's id and the [`digest`] of the line.
    Comment(u64, String),
    /// A row of the file beside the session: the [`digest`] of its text.
    File(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Issue(number) => write!(f, "issue-{number}"),
            Origin::Comment(id, line) => write!(f, "comment-{id}-{line}"),
            Origin::File(digest) => write!(f, "file-{digest}"),
        }
    }
}

impl Origin {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Origin> {
        let (kind, rest) = text.split_once('-')?;
        match kind {
            "issue" => Some(Origin::Issue(rest.parse().ok()?)),
            "comment" => {
                let (id, line) = rest.split_once('-')?;
                Some(Origin::Comment(id.parse().ok()?, line.to_owned()))
            }
            "file" => Some(Origin::File(rest.to_owned())),
            _ => None,
        }
    }
}

/// What tells a note without an id of its own from others: 12 hex digits over its text and how often that came before.
pub fn digest(text: &str, count: usize) -> String {
    let digest = Sha256::digest(format!("{count}\n{text}").as_bytes());
    crate::text::hex(&digest).chars().take(12).collect()
}

/// Who wrote a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// An account.
    Account {
        /// Its numeric id, which stays when the login changes.
        id: u64,
        /// Its login.
        login: String,
    },
    /// A name in a file.
    Name(String),
}

impl Author {
    /// What people call them.
    pub fn name(&self) -> &str {
        match self {
            Author::Account { login, .. } => login,
            Author::Name(name) => name,
        }
    }
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it came from.
    pub origin: Origin,
    /// Its words, on one line.
    pub text: String,
    /// Who wrote it, if known.
    pub author: Option<Author>,
    /// When it was written, if known.
    pub written: Option<Timestamp>,
    /// The cluster that a person put it into, by name.
    pub cluster: Option<String>,
    /// What its session's format lets people say of it.
    pub fields: BTreeMap<String, String>,
}

/// Why something received is no note of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Nothing in it.
    Empty,
    /// More than [`LONGEST_NOTE`] characters.
    TooLong,
    /// Not there, or in no cluster, when the vote opened.
    Late,
    /// Its issue was closed by a person.
    Withdrawn,
    /// Its author wrote more than [`MOST_NOTES`].
    TooMany,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 5] = [
        Refusal::Empty,
        Refusal::TooLong,
        Refusal::Late,
        Refusal::Withdrawn,
        Refusal::TooMany,
    ];
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Empty => f.write_str("empty"),
            Refusal::TooLong => write!(f, "longer than {LONGEST_NOTE} characters"),
            Refusal::Late => f.write_str("came after the vote opened"),
            Refusal::Withdrawn => f.write_str("withdrawn: its issue was closed"),
            Refusal::TooMany => write!(f, "more than {MOST_NOTES} notes by one account"),
        }
    }
}

/// What makes two notes the same idea in the same words: no case, no punctuation. What can turn a sentence round stays: `C` is not `C++`, `< 10 %` not
/// `> 10 %`, 👍 not 👎.
pub fn same_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(between).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// What stands between words and says nothing.
fn between(sign: char) -> bool {
    const MARKS: &str = "\"'`´.,;:!?¿¡…()[]{}*_~^-/\\|•·«»‹›";
    sign.is_whitespace()
        || sign.is_control()
        || MARKS.contains(sign)
        // Dashes, quotation marks and points; signs that are not seen.
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2027}' | '\u{202a}'..='\u{202f}' | '\u{2060}'..='\u{2064}' | '\u{fe0f}' | '\u{feff}' | '\u{3001}'..='\u{3002}')
}
