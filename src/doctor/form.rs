//! The form for notes: there, with its label, and with what the sessions' formats ask.

use super::workflow::{NO_CHECKOUT, get, scalar};
use super::{Check, Examined, Finding, Seen, active};
use crate::fault::{Place, Source};
use crate::plan::labels::{NOTE, same};
use crate::session::form::{PATH, form};
use crate::session::{Format, NotesIn, Session};
use crate::yaml::{self, Value};
use std::path::Path;
use std::sync::Arc;

/// The field that says which session a note is for, and the one with the note.
pub(super) const SESSION: &str = "Session";
const NOTE_FIELD: &str = "Note";

/// What matters of a form.
pub(super) struct Read {
    labels: Vec<String>,
    fields: Vec<String>,
}

impl Read {
    /// Whether it asks for this.
    pub(super) fn asks(&self, label: &str) -> bool {
        self.fields
            .iter()
            .any(|field| field.eq_ignore_ascii_case(label))
    }
}

pub(super) fn examine(seen: &Seen, out: &mut Examined) {
    let Some(here) = &seen.here else {
        return out.hidden(Check::Form, NO_CHECKOUT);
    };
    let takes = |session: &&Session| {
        session.notes_in == NotesIn::Issues && seen.now < session.schedule.closed
    };
    let sessions: Vec<&Session> = active(seen).filter(takes).collect();
    let mut formats: Vec<&Format> = Vec::new();
    for session in &sessions {
        if !formats
            .iter()
            .any(|known| known.name == session.format.name)
        {
            formats.push(&session.format);
        }
    }
    let names: Vec<&str> = formats.iter().map(|format| format.name.as_str()).collect();
    let again = match names.as_slice() {
        [] => "`folkmoot form FORMAT`".to_owned(),
        names => format!("`folkmoot form {}`", names.join(" ")),
    };
    let Some(source) = &here.form else {
        if !sessions.is_empty() {
            out.add(Finding::wrong(
                Check::Form,
                format!("there is no {PATH}, and the sessions' announcements lead to it"),
                format!("make it: {} --out {PATH}`", again.trim_end_matches('`')),
            ));
        }
        return;
    };
    let read = match read(source) {
        Ok(read) => read,
        Err(fault) => {
            out.add(
                Finding::wrong(
                    Check::Form,
                    format!(
                        "the form for notes cannot be read, so GitHub does not show it: {}",
                        fault.message
                    ),
                    fault.cure,
                )
                .at(fault.place),
            );
            return;
        }
    };
    let at = Place::start(source);
    if !read.labels.iter().any(|label| same(label, NOTE)) {
        out.add(
            Finding::wrong(
                Check::Form,
                format!("the form for notes does not set the label `{NOTE}`, so what people file is taken for no note"),
                format!("write `labels: [\"{NOTE}\"]` into it"),
            )
            .at(&at),
        );
    }
    let last = read
        .fields
        .last()
        .is_some_and(|field| field.eq_ignore_ascii_case(NOTE_FIELD));
    if !last {
        out.add(
            Finding::wrong(
                Check::Form,
                format!("the last field of the form for notes is not \"{NOTE_FIELD}\", by which the note is found"),
                format!("let a textarea with the label {NOTE_FIELD} be the last one; {again} prints the form as it should be"),
            )
            .at(&at),
        );
    }
    let wanted = asked(&formats);
    let missing: Vec<String> = wanted
        .into_iter()
        .filter(|label| !read.asks(label) && label != NOTE_FIELD && label != SESSION)
        .map(|label| format!("\"{label}\""))
        .collect();
    if !missing.is_empty() {
        out.add(
            Finding::wrong(
                Check::Form,
                format!("the form for notes does not ask for {}, which the sessions' formats want to know", missing.join(", ")),
                format!("{again} prints the form as it should be: compare the two"),
            )
            .at(&at),
        );
    }
}

/// What a form for these formats asks, by its labels.
fn asked(formats: &[&Format]) -> Vec<String> {
    if formats.is_empty() {
        return Vec::new();
    }
    let source = Arc::new(Source {
        path: Path::new(PATH).to_owned(),
        text: form(formats),
    });
    read(&source).map(|read| read.fields).unwrap_or_default()
}

/// A form as far as it matters here.
pub(super) fn read(source: &Arc<Source>) -> Result<Read, crate::fault::Fault> {
    let root = yaml::parse(source)?;
    let labels = match get(&root, "labels").map(|node| &node.value) {
        // GitHub takes a list, and a text with commas.
        Some(Value::Sequence(items)) => {
            items.iter().filter_map(scalar).map(str::to_owned).collect()
        }
        Some(Value::Scalar(text)) => text.split(',').map(|part| part.trim().to_owned()).collect(),
        _ => Vec::new(),
    };
    let fields = match get(&root, "body").map(|node| &node.value) {
        Some(Value::Sequence(items)) => items
            .iter()
            .filter_map(|item| scalar(get(get(item, "attributes")?, "label")?))
            .map(|label| label.trim().to_owned())
            .collect(),
        _ => Vec::new(),
    };
    Ok(Read { labels, fields })
}
