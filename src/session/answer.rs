//! Single answers of a person: what stands behind a flag or was typed at a question, read as it would be in a session file.
//!
//! In: a text. Out: the value, or why it is none and what to write instead, in the words that `folkmoot check` has for it.

use super::RepositoryName;
use super::read::{repository, times};
use crate::fault::Source;
use crate::inert;
use crate::template::fill;
use crate::yaml::walk::Walk;
use crate::yaml::{Node, Value};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Why a text is no answer, and the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Why.
    pub why: String,
    /// What to do about it.
    pub cure: String,
}

/// A day.
///
/// # Errors
/// It is none.
pub fn date(text: &str) -> Result<Date, Wrong> {
    read(text, times::date)
}

/// A time of day.
///
/// # Errors
/// It is none.
pub fn time(text: &str) -> Result<Time, Wrong> {
    read(text, times::time)
}

/// A time zone; its name is that of the list.
///
/// # Errors
/// It is none.
pub fn zone(text: &str) -> Result<TimeZone, Wrong> {
    read(text, times::zone)
}

/// The name of a repository.
///
/// # Errors
/// It is none.
pub fn repository_name(text: &str) -> Result<RepositoryName, Wrong> {
    read(text, repository)
}

/// One line that is put into a session file as it is.
///
/// # Errors
/// It is empty, too long, or would be taken for a variable.
pub fn line(text: &str) -> Result<String, Wrong> {
    let line = inert::line(text);
    let wrong = |why: String, cure: &str| {
        Err(Wrong {
            why,
            cure: cure.to_owned(),
        })
    };
    if line.is_empty() {
        return wrong("it is empty".to_owned(), "write a few words");
    }
    if line.chars().count() > LONGEST {
        let why = format!("it has more than {LONGEST} characters");
        return wrong(
            why,
            "say it in fewer words; the file can hold the long text",
        );
    }
    if let Some(used) = fill::uses(&line).first() {
        return wrong(
            format!("`{{{}}}` would be taken for a variable", used.name),
            "write what it stands for, or other brackets",
        );
    }
    Ok(line)
}

/// The longest line that is asked for.
const LONGEST: usize = 200;

fn read<T>(text: &str, read: impl FnOnce(&mut Walk, &Node) -> Option<T>) -> Result<T, Wrong> {
    let text = inert::cut(&inert::line(text), LONGEST);
    let source = Arc::new(Source {
        path: "answer".into(),
        text: text.clone(),
    });
    let mut walk = Walk::new(&source);
    let node = Node {
        span: 0..text.len(),
        value: Value::Scalar(text),
    };
    let found = read(&mut walk, &node);
    match (found, walk.faults.into_iter().next()) {
        (Some(found), None) => Ok(found),
        (_, Some(fault)) => Err(Wrong {
            why: fault.message,
            cure: fault.cure,
        }),
        (None, None) => Err(Wrong {
            why: "it cannot be read".to_owned(),
            cure: "write it in another way".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_in_a_file() {
        assert_eq!(date(" 2026-03-31 ").unwrap().to_string(), "2026-03-31");
        assert_eq!(date("31.3.2026").unwrap_err().why, "`31.3.2026` is no date");
        assert_eq!(time("9:05").unwrap().to_string(), "09:05:00");
        assert_eq!(
            zone("paris").unwrap_err().cure,
            "did you mean `Europe/Paris`?"
        );
        assert_eq!(zone("").unwrap_err().why, "`timezone` is empty");
        assert_eq!(
            repository_name("https://github.com/acme/x")
                .unwrap_err()
                .cure,
            "write `acme/x`"
        );
        assert_eq!(line("a\n b\u{202e}").unwrap(), "a b");
        assert_eq!(line(" \n").unwrap_err().why, "it is empty");
        assert_eq!(
            line("In {city, such as Rome}").unwrap_err().why,
            "`{city}` would be taken for a variable"
        );
        assert!(line(&"x".repeat(201)).is_err());
    }
}
