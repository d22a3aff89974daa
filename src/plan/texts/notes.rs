//! The issues of clusters and notes, and those that a format opens after a session.

use super::facts::Facts;
use super::{LONGEST_LIST, NOTES};
use crate::fields::Given;
use crate::fields::show::show;
use crate::inert;
use crate::inert::prose;
use crate::notes::Origin;
use crate::plan::change::{Change, IssueKey};
use crate::plan::marker;
use crate::plan::view::{COPIED, Copied, Received, View};
use crate::session::Session;
use crate::template::{TemplateError, tidy};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Bytes of what a note's issue says for the format's fields: it stands there twice, once hidden.
const LONGEST_SAID: usize = 8_000;

/// The list of a cluster's notes. `members` is how many of them stand in the same body once more, hidden.
pub fn note_list(notes: &[&Received], members: usize) -> String {
    let room = LONGEST_LIST.saturating_sub(members * 9).max(1_000);
    if notes.is_empty() {
        return "_No notes are in this cluster now._".to_owned();
    }
    let mut list = String::new();
    for (index, received) in notes.iter().enumerate() {
        let text = inert::markdown(&received.note.text);
        let line = match received.issue {
            Some(number) => format!("- {text} (#{number})\n"),
            None => format!("- {text}\n"),
        };
        if list.len() + line.len() > room {
            let place = match received.issue {
                Some(_) => "with this label",
                None => "in the session’s file",
            };
            list.push_str(&format!("- … and {} more {place}", notes.len() - index));
            break;
        }
        list.push_str(&line);
    }
    list.trim_end().to_owned()
}

/// The top of a cluster's issue.
///
/// # Errors
/// Where the format's template cannot be rendered.
pub fn cluster_head(view: &View<'_>, label: &str) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Context {
        session: String,
        session_url: String,
        how: String,
        about: Option<String>,
        fields: Value,
    }
    let session = view.session;
    let named = view.named(label);
    let context = Context {
        session: inert::markdown(&session.title),
        session_url: session_url(view),
        how: session.rules.how_here(),
        about: named.and_then(|named| named.about.as_deref()).map(prose),
        fields: show(
            &session.format.fields.cluster,
            named.map_or(&Given::new(), |named| &named.fields),
        ),
    };
    let head = session.format.templates.render("cluster.md", &context)?;
    Ok(tidy(&head))
}

fn session_url(view: &View<'_>) -> String {
    let number = view.issue.map_or(0, |issue| issue.number);
    format!("{}/issues/{number}", view.world.url)
}

/// The text of an issue that the format opens after a session.
///
/// # Errors
/// Where the format's template cannot be rendered.
pub fn after(
    session: &Session,
    template: &str,
    session_url: &str,
) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Context<'c> {
        #[serde(flatten)]
        facts: Facts,
        title: String,
        session_url: &'c str,
        series: Option<String>,
    }
    let context = Context {
        facts: Facts::of(session),
        title: inert::markdown(&session.title),
        session_url,
        series: session
            .series
            .as_ref()
            .map(|series| series.name.to_string()),
    };
    Ok(tidy(&session.format.templates.render(template, &context)?))
}

/// The body of a cluster's issue that does not exist yet, with why its notes are there if folkmoot put them there.
pub fn cluster_body(
    view: &View<'_>,
    label: &str,
    notes: &[&Received],
    members: usize,
    why: Option<&str>,
) -> String {
    // A plain introduction is better than none where the format's own cannot be made.
    let head = cluster_head(view, label).unwrap_or_else(|_| {
        let title = inert::markdown(&view.session.title);
        let how = view.session.rules.how_here();
        format!(
            "A cluster of [{title}]({}).\n\n**Vote:** once the vote is open, {how}.",
            session_url(view)
        )
    });
    format!(
        "{}\n\n{}\n{}",
        head.trim(),
        marker::region(NOTES, &note_list(notes, members)),
        why.map(|why| format!("\n{why}\n")).unwrap_or_default()
    )
}

/// The issue for a note that came as a comment or in a file.
pub fn note_issue(view: &View<'_>, received: &Received, labels: Vec<String>) -> Change {
    let session = view.session;
    let note = &received.note;
    // A comment can vanish, a row of the file cannot but by the hand of whoever keeps it.
    let of_comment = matches!(note.origin, Origin::Comment(..));
    let said = note.fields.iter().filter(|_| of_comment);
    let long: usize = said.clone().map(|(_, value)| value.len()).sum();
    let fields: BTreeMap<String, String> = said
        .filter(|_| long <= LONGEST_SAID)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let shown: String = fields
        .iter()
        .map(|(name, value)| format!("\n- **{name}:** {}", inert::markdown(value)))
        .collect();
    let shown = match shown.as_str() {
        "" => String::new(),
        list => format!("\n{list}"),
    };
    let copied = Copied {
        origin: note.origin.to_string(),
        written: note.written,
        text: note.text.clone(),
        fields,
    };
    let author = note
        .author
        .as_ref()
        .filter(|author| view.shown.has(author))
        .map(|author| format!("\n\nBy {}.", inert::markdown(author.name())))
        .unwrap_or_default();
    let from = match note.origin {
        Origin::Comment(..) => "a comment on the session’s issue",
        _ => "the session’s file of notes",
    };
    // Plain strings: this cannot fail.
    let json = serde_json::to_string(&copied).unwrap_or_default();
    Change::CreateIssue {
        key: IssueKey::Note(session.id.clone(), note.origin.clone()),
        title: inert::title(&inert::cut(&note.text, 120)),
        body: format!(
            "{}{shown}{author}\n\n<sub>From {from}.</sub>\n\n{}\n",
            inert::markdown(&note.text),
            marker::hidden(COPIED, &json)
        ),
        labels,
        parent: None,
    }
}
