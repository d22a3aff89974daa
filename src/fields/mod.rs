//! What sessions, clusters and notes of a format say beside what all of them say: speakers, chapters, sides of an argument.
//!
//! A format declares it as data ([`Field`]), a session, a cluster or a row of notes gives it ([`Given`]), and templates show it by its
//! name. In: YAML nodes and cells. Out: values that fit their kind, or faults with their places. Pure.

mod address;
mod declare;
mod give;
pub mod show;

pub use address::{address, host, link};
pub use declare::declare;
pub(crate) use declare::{KEYS, KINDS, LISTS};
pub use give::{add, cell, given, of_map};

use std::collections::BTreeMap;

/// One thing that may be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its key: in `session.yml`, the head of a column, in templates.
    pub name: String,
    /// What it means, for messages and documentation.
    pub about: String,
    /// Whether it has to be said.
    pub required: bool,
    /// What it can be.
    pub kind: Kind,
    /// An example of its value, for whoever writes a session.
    pub example: Option<String>,
    /// Whether participants are asked for it: in the form and the announcement. What facilitators fill in is not.
    pub asked: bool,
    /// Whether it is over with the session: the next one of its series has its own.
    pub of_one_session: bool,
}

impl Field {
    /// Whether people mean it by this name: capital letters make no difference, nor do spaces for hyphens.
    pub fn is_called(&self, name: &str) -> bool {
        let plain = |c: char| match c {
            ' ' | '_' => '-',
            other => other.to_ascii_lowercase(),
        };
        name.trim().chars().map(plain).eq(self.name.chars())
    }
}

/// What a value can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A line of text, shown as it is written.
    Line,
    /// Paragraphs in Markdown.
    Text,
    /// The address of a page: `https://…`.
    Link,
    /// A day: `2026-03-31`.
    Date,
    /// A whole number.
    Number,
    /// One of a few words.
    Choice(Vec<String>),
    /// Lines of text.
    List,
    /// A list of mappings with these keys, none of which is a list itself.
    Rows(Vec<Field>),
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, a link, a day, a number or a word.
    One(String),
    /// Lines.
    Many(Vec<String>),
    /// Mappings.
    Rows(Vec<BTreeMap<String, String>>),
}

/// What was said, by names of fields.
pub type Given = BTreeMap<String, Value>;

/// The fields of a format.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// What a session says under `details:`.
    pub session: Vec<Field>,
    /// What it says of a cluster under `clusters:`, beside `name` and `about`.
    pub cluster: Vec<Field>,
    /// Columns of `notes.csv` beside `text`, `author` and `cluster`.
    pub note: Vec<Field>,
}

#[cfg(test)]
mod tests;
