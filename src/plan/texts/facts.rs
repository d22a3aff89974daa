//! What every text of a session can show of it: when and where it takes place, what it says for its format's fields.

use super::about::hours;
use crate::fields::show::show;
use crate::fields::{Field, Kind};
use crate::inert::{self, prose};
use crate::report::context::{NamedLine, RoleLines, roles};
use crate::report::named;
use crate::session::{Format, Session};
use serde::Serialize;
use serde_json::Value;

/// The values, harmless already.
#[derive(Serialize)]
pub(super) struct Facts {
    summary: Option<String>,
    date: String,
    when: String,
    place: Option<String>,
    format: String,
    objectives: Vec<String>,
    details: Value,
    clusters: Vec<NamedLine>,
    publish_by: Option<String>,
    roles: RoleLines,
}

impl Facts {
    pub(super) fn of(session: &Session) -> Facts {
        let format = &session.format;
        Facts {
            summary: session.summary.as_deref().map(prose),
            date: session.date.strftime("%-d %B %Y").to_string(),
            when: hours(session),
            place: session.place.as_deref().map(inert::markdown),
            format: inert::markdown(&format.title),
            objectives: format.objectives.iter().map(|text| prose(text)).collect(),
            details: show(&format.fields.session, &session.details),
            clusters: named(session),
            publish_by: session.publish_by.as_ref().map(ToString::to_string),
            roles: roles(&session.roles),
        }
    }
}

/// What notes can say beside their words, and how.
#[derive(Serialize)]
pub(super) struct Asked {
    /// As it is written: `stage: consumer`.
    example: String,
    fields: Vec<AskedLine>,
}

#[derive(Serialize)]
struct AskedLine {
    name: String,
    about: Option<String>,
    /// The words, where it is one of some.
    words: Option<String>,
}

impl Asked {
    /// Nothing, where the format asks participants for nothing but notes.
    pub(super) fn of(format: &Format) -> Option<Asked> {
        let asked = format.fields.note.iter().filter(|field| field.asked);
        let fields: Vec<&Field> = asked.collect();
        let chosen =
            |field: &&&Field| matches!(&field.kind, Kind::Choice(words) if !words.is_empty());
        let first = fields.iter().find(chosen).or_else(|| fields.first())?;
        let value = match &first.kind {
            Kind::Choice(words) => words.first().map_or("…", String::as_str),
            Kind::Link => "https://…",
            Kind::Date => "2026-03-31",
            Kind::Number => "1",
            Kind::Line | Kind::Text | Kind::List | Kind::Rows(_) => "…",
        };
        Some(Asked {
            example: format!("{}: {value}", first.name),
            fields: fields
                .iter()
                .map(|field| AskedLine {
                    name: field.name.clone(),
                    about: Some(prose(&field.about)).filter(|about| !about.is_empty()),
                    words: match &field.kind {
                        Kind::Choice(words) => Some(words.join(", ")),
                        _ => None,
                    },
                })
                .collect(),
        })
    }
}
