//! JSON Schemas of `session.yml`, `.folkmoot/config.yml` and `format.yml`, for editors.
//!
//! In: the formats there are. Out: a schema. Keys and words come from the tables that the readers themselves go by, so a key that is read
//! is known here, and one that is not is refused here too. A schema is for whoever writes: it takes every file that the readers take, but
//! does not find every fault, and `folkmoot check` has the last word.

mod format;
mod pieces;
mod session;

#[cfg(test)]
mod tests;

use super::Formats;
use serde_json::Value;

/// The file that a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// `session.yml`.
    Session,
    /// `.folkmoot/config.yml`.
    Config,
    /// `format.yml`.
    Format,
}

impl Of {
    /// All.
    pub const ALL: [Of; 3] = [Of::Session, Of::Config, Of::Format];

    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Of::Session => "session",
            Of::Config => "config",
            Of::Format => "format",
        }
    }
}

/// The schema of a file, in a repository with these formats.
pub fn schema(of: Of, formats: &Formats) -> Value {
    let mut schema = match of {
        Of::Session => session::session(formats),
        Of::Config => session::config(),
        Of::Format => format::format(),
    };
    let word = of.word();
    let head = [
        (
            "$schema",
            "https://json-schema.org/draft/2020-12/schema".to_owned(),
        ),
        (
            "$id",
            format!(
                "https://raw.githubusercontent.com/folkmoot/folkmoot/main/docs/schema/{word}-1.json"
            ),
        ),
        ("title", format!("folkmoot/{word}/1")),
    ];
    if let Value::Object(map) = &mut schema {
        map.extend(head.map(|(key, text)| (key.to_owned(), Value::from(text))));
    }
    schema
}
