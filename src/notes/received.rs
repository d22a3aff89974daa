//! Notes as they come from GitHub: form-filed issues and comments.

use super::{LONGEST_NOTE, Refusal, spoken};
use crate::fields::{self, Field, Kind};
use crate::inert;
use std::collections::BTreeMap;

/// What an issue filed with the note form says. The form's fields are the headings of its body, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The session that the participant filed it for.
    pub session: Option<String>,
    /// The note.
    pub text: String,
}

/// Reads the body of an issue made by the note form. An issue without the form's headings is a note by its title.
pub fn form(title: &str, body: &str) -> Form {
    let body = body.replace("\r\n", "\n");
    let field = |name: &str, to_end: bool| {
        let heading = format!("### {name}");
        let mut lines = body.lines();
        lines.find(|line| line.trim().eq_ignore_ascii_case(&heading))?;
        let value: Vec<&str> = lines
            .take_while(|line| to_end || !line.starts_with("### "))
            .collect();
        let value = inert::line(&value.join("\n"));
        // What GitHub writes for a field left empty.
        Some(value).filter(|value| value != "_No response_")
    };
    let has_note = body
        .lines()
        .any(|line| line.trim().eq_ignore_ascii_case("### note"));
    Form {
        session: field("Session", false).map(|id| id.to_lowercase()),
        text: if has_note {
            // The note is the form's last field, so nothing in it can pass for another field.
            field("Note", true).unwrap_or_default()
        } else {
            inert::line(title)
        },
    }
}

/// What a form says of its note for the fields of the session's format: under headings with their names, before the note. What does not fit
/// a field is left out: a participant cannot be asked again.
pub fn fields(body: &str, declared: &[Field]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Option<(&Field, Vec<&str>)> = None;
    let mut close = |open: &mut Option<(&Field, Vec<&str>)>| {
        let Some((field, lines)) = open.take() else {
            return;
        };
        let text = match field.kind {
            Kind::Text => lines.join("\n"),
            // Whatever somebody adds by hand below what the form wrote.
            _ => {
                let mut lines = lines.iter().filter(|line| !line.trim().is_empty());
                lines
                    .next()
                    .map(|line| (*line).to_owned())
                    .unwrap_or_default()
            }
        };
        // What GitHub writes for a field left empty.
        if text.trim() == "_No response_" {
            return;
        }
        if let Ok(Some(value)) = fields::cell(field, &text) {
            found.entry(field.name.clone()).or_insert(value);
        }
    };
    for line in body.lines() {
        let name = line.strip_prefix("### ").map(str::trim);
        let is = |known: &str| name.is_some_and(|name| name.eq_ignore_ascii_case(known));
        if is("note") {
            break;
        }
        let named = name.and_then(|name| declared.iter().find(|field| field.is_called(name)));
        match (name, &mut open) {
            (Some(_), _) if named.is_some() => {
                close(&mut open);
                open = named.map(|field| (field, Vec::new()));
            }
            // A heading of one's own stands in one's own text, and nowhere else.
            (Some(_), Some((field, lines))) if field.kind == Kind::Text && !is("session") => {
                lines.push(line);
            }
            (Some(_), _) => close(&mut open),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    close(&mut open);
    found
}

/// A note in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The note.
    pub text: String,
    /// What it says for the fields of the session's format.
    pub fields: BTreeMap<String, String>,
}

/// The notes in a comment: each line that begins with the format's stem ("How might we"), or with `/note`. What such a note says for fields
/// stands in brackets beside it, or on the lines below it. Everything else in a comment is talk.
pub fn comment(body: &str, stem: &str, declared: &[Field]) -> Vec<Line> {
    let mut notes: Vec<Line> = Vec::new();
    // Whether the next line can belong to the last note.
    let mut open = false;
    for raw in body.lines() {
        let text = inert::line(raw);
        let bare = text.trim_start_matches(BULLETS);
        if bare.is_empty() {
            continue;
        }
        if let Some(note) = line(bare, stem, declared) {
            notes.push(note);
            open = true;
            continue;
        }
        let said = Some(bare).filter(|_| open);
        let said = said.and_then(|text| spoken::line(text, declared));
        open = said.is_some();
        if let (Some((field, Some(value))), Some(note)) = (said, notes.last_mut()) {
            note.fields.entry(field.name.clone()).or_insert(value);
        }
    }
    notes
}

/// What people put before the items of a list.
const BULLETS: [char; 4] = ['-', '*', '•', ' '];

/// The note that a line is.
fn line(bare: &str, stem: &str, declared: &[Field]) -> Option<Line> {
    let (front, mut before) = match bare.starts_with('[') {
        true => spoken::brackets(bare, declared),
        false => (bare, BTreeMap::new()),
    };
    let front = front.trim_start_matches(BULLETS);
    let words = match front.strip_prefix("/note") {
        Some(rest) if rest.is_empty() || rest.starts_with([' ', '[']) => rest,
        _ => {
            let start = front.get(..stem.len()).filter(|_| !stem.is_empty())?;
            start.eq_ignore_ascii_case(stem).then_some(front)?
        }
    };
    let (text, said) = spoken::brackets(words, declared);
    for (name, value) in said {
        before.entry(name).or_insert(value);
    }
    Some(Line {
        text: text.to_owned(),
        fields: before,
    })
}

/// Whether a text can be a note.
///
/// # Errors
/// Why it cannot.
pub fn admit(text: &str) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    if text.chars().count() > LONGEST_NOTE {
        return Err(Refusal::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
