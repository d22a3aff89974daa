//! What has to be answered for a new session, by its format.

use crate::fields::{self, Field, Kind};
use crate::session::answer::{self, Wrong};
use crate::session::{Due, Format};
use crate::template::fill;
use jiff::civil::{Date, Time};
use std::collections::{BTreeMap, BTreeSet};

/// What a new session is made from.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Its kind.
    pub format: Format,
    /// What people call it.
    pub title: String,
    /// Its day.
    pub date: Date,
    /// When it begins.
    pub start: Time,
    /// Where, by the name of the time zone.
    pub timezone: String,
    /// What its format needs, by names.
    pub values: BTreeMap<String, String>,
    /// Names of values that nobody gave: they are the format's examples.
    pub examples: BTreeSet<String>,
}

/// Something that a format needs to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its name: of a variable, of a field, or of a field and its column (`speakers.name`).
    pub name: String,
    /// What it means.
    pub about: String,
    /// What a value could be.
    pub example: Option<String>,
    /// The field that takes it; a variable has none.
    field: Option<Field>,
}

impl Need {
    /// The value, if the format takes it.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, text: &str) -> Result<String, Wrong> {
        let text = answer::line(text)?;
        let Some(field) = &self.field else {
            return Ok(text);
        };
        match fields::cell(field, &text) {
            Ok(value) => Ok(value.unwrap_or(text)),
            Err((why, cure)) => Err(Wrong { why, cure }),
        }
    }
}

/// What a session of this format on this day has to say for itself: variables first, then fields of the session.
pub fn needs(format: &Format, date: Date) -> Vec<Need> {
    let due = format.publish_by.as_deref().map(fill::uses);
    let due = due.unwrap_or_default();
    let variables = format.variables.iter().map(|(name, about)| {
        let example = format.examples.get(name).map(|example| {
            if due.iter().any(|used| used.name == *name) {
                in_time(example, date)
            } else {
                example.clone()
            }
        });
        Need {
            name: name.clone(),
            about: about.clone(),
            example,
            field: None,
        }
    });
    let required = format.fields.session.iter().filter(|field| field.required);
    variables.chain(required.flat_map(of_field)).collect()
}

/// What a field asks for: itself, or the columns that its first row has to have.
fn of_field(field: &Field) -> Vec<Need> {
    let need = |name: String, about: &str, taken: &Field| Need {
        name,
        about: about.to_owned(),
        example: taken.example.clone(),
        field: Some(taken.clone()),
    };
    match &field.kind {
        Kind::Rows(columns) => columns
            .iter()
            .enumerate()
            .filter(|(at, column)| column.required || needs_first(*at, columns))
            .map(|(_, column)| {
                let about = format!("{}: {}", field.about, column.about);
                let name = format!("{}.{}", field.name, column.name);
                need(name, about.trim_matches([':', ' ']), column)
            })
            .collect(),
        _ => vec![need(field.name.clone(), &field.about, field)],
    }
}

/// Whether it is the first column of rows that need none: a row says something all the same.
pub(super) fn needs_first(at: usize, columns: &[Field]) -> bool {
    at == 0 && !columns.iter().any(|column| column.required)
}

/// An example of a day by which something is due, unless that is over before the session: then the quarter after it.
fn in_time(example: &str, date: Date) -> String {
    if Due::parse(example).is_none_or(|due| due.last >= date) {
        return example.to_owned();
    }
    let after = match (date.month() - 1) / 3 + 2 {
        quarter @ 2..=4 => format!("Q{quarter} {}", date.year()),
        _ => format!("Q1 {}", date.year().saturating_add(1)),
    };
    // After the last year there is none.
    match Due::parse(&after) {
        Some(_) => after,
        None => example.to_owned(),
    }
}
