//! Values for templates: harmless, and each field there, also one that nothing was said for.

use super::{Field, Given, Kind, Value};
use crate::inert::{self, prose};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// What participants said, by names of fields: none of it is markup.
pub fn show_said(fields: &[Field], said: &BTreeMap<String, String>) -> Json {
    let entries = fields.iter().map(|field| {
        let value = said
            .get(&field.name)
            .map_or(Json::Null, |text| match field.kind {
                Kind::Text => inert::markdown(text).into(),
                _ => one(&field.kind, text),
            });
        (field.name.clone(), value)
    });
    Json::Object(entries.collect())
}

/// The values of fields by their names, as maintainers wrote them; `null` where nothing was said.
pub fn show(fields: &[Field], given: &Given) -> Json {
    let entries = fields.iter().map(|field| {
        let value = match (given.get(&field.name), &field.kind) {
            (Some(Value::One(text)), kind) => one(kind, text),
            (Some(Value::Many(lines)), _) => lines
                .iter()
                .map(|line| Json::from(inert::markdown(line)))
                .collect(),
            (Some(Value::Rows(rows)), Kind::Rows(columns)) => rows
                .iter()
                .map(|row| {
                    let cells = columns.iter().map(|column| {
                        let cell = row.get(&column.name);
                        let cell = cell.map_or(Json::Null, |text| one(&column.kind, text));
                        (column.name.clone(), cell)
                    });
                    Json::Object(cells.collect::<Map<_, _>>())
                })
                .collect(),
            (Some(Value::Rows(_)) | None, _) => Json::Null,
        };
        (field.name.clone(), value)
    });
    Json::Object(entries.collect())
}

fn one(kind: &Kind, text: &str) -> Json {
    match kind {
        Kind::Text => prose(text).into(),
        // Checked when they were read: nothing in them can have an effect.
        Kind::Link | Kind::Date | Kind::Number => text.into(),
        _ => inert::markdown(text).into(),
    }
}
