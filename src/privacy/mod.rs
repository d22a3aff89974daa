//! Names that must not leave a private session.
//!
//! In: everything that is about to leave (files, issue texts, names of branches, lines of a log), who took part, and whose names may be
//! shown. Out: [`Leak`]s, each with its place, or nothing. Pure. A leak never says the name that it found: its words go into public logs.
//! It judges nothing: a name that is an ordinary word is found like any other, and a person decides.

mod attributed;
mod attribution;
pub(crate) mod fold;
mod joins;
mod reader;
pub mod roster;
mod shown;
mod spoken;
mod terms;

#[cfg(test)]
mod tests;

pub use attribution::Attribution;
pub use reader::Reader;
pub use roster::{Person, Roster};
pub use shown::Shown;

use serde::Serialize;
use std::fmt;

/// A text that is about to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving<'t> {
    /// What people call it: a file, `#12`, "the title of the pull request". It is printed, so it must name nobody.
    pub place: &'t str,
    /// The whole text.
    pub text: &'t str,
}

/// Who took part, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Known<'k> {
    /// The lines of the roster.
    pub people: &'k [Person],
    /// Others who are known from files: the roster of the last session, whoever left a name with a survey.
    pub others: Vec<&'k Person>,
    /// Names of authors, as a file of notes has them.
    pub authors: Vec<&'k str>,
    /// Logins of those who wrote notes, commented, voted, or may vote. Anybody can choose theirs, so one that is an ordinary word is a person
    /// only where it stands like one: `@it`, `github.com/it`, `(it)`.
    pub accounts: Vec<&'k str>,
    /// Logins that count as whole words wherever they stand, also where they are ordinary words: where what names somebody is left out, and holds
    /// nothing else back.
    pub plain: Vec<&'k str>,
    /// What participants wrote, where that is known: an account without `@` counts only if it stands in one of these. Else somebody could call
    /// themselves like a word of the report's own, such as `sha256`, and stop it with a vote.
    pub said: Option<Vec<&'k str>>,
    /// What the session's maintainers say in public: its title, place, summary, credit, repository. Whoever they name there is no secret, but what
    /// that person said still is: where participants attribute something to them. Our own texts around a title attribute nothing.
    pub public: Vec<&'k str>,
    /// Whom the session's maintainers name for a task: owners of actions, roles. That may be told as long as the name stands nowhere in what people
    /// said; it lets none of that pass.
    pub open: Vec<&'k str>,
    /// What maintainers wrote down of what was said: details, clusters, actions. Read like [`Known::said`], but a text of a name alone attributes
    /// nothing to it.
    pub own: Vec<&'k str>,
}

/// What a leak gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Somebody's name.
    Name,
    /// Somebody's account.
    Handle,
    /// Whom somebody works for.
    Employer,
    /// Somebody's e-mail address.
    #[serde(rename = "e-mail")]
    Email,
}

impl Kind {
    /// For people, with its article.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Name => "a name",
            Kind::Handle => "a handle",
            Kind::Employer => "an employer",
            Kind::Email => "an e-mail address",
        }
    }
}

/// A name in a text that is about to leave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The text's [`Leaving::place`].
    pub place: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// What it gives away.
    pub kind: Kind,
    /// Its initials: enough to tell whoever knows the name, and nobody else.
    pub shown: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{} ({}, {})",
            self.place,
            self.line,
            self.column,
            self.kind.word(),
            self.shown
        )
    }
}

/// Every name that must not leave, in the order of the texts.
pub fn check(leaving: &[Leaving<'_>], who: &Known<'_>, policy: Attribution) -> Vec<Leak> {
    let reader = Reader::new(who, policy);
    leaving
        .iter()
        .flat_map(|leaving| reader.leaks(leaving))
        .collect()
}
