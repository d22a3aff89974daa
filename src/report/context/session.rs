//! What templates can show of a session itself, whatever came of it.

use crate::became::Thing;
use crate::fields::show::show;
use crate::fields::{Field, Fields, Kind, Value as Said};
use crate::inert::{self, prose};
use crate::privacy::Attribution;
use crate::report::Material;
use crate::series::{self, Roles};
use crate::session::{Action, Session};
use crate::text::many;
use serde::Serialize;
use serde_json::Value;

/// A cluster that was named beforehand.
#[derive(Serialize)]
pub struct NamedLine {
    name: String,
    about: Option<String>,
    fields: Value,
}

/// The clusters that a session or its format names, with what is said of them.
pub fn named(session: &Session) -> Vec<NamedLine> {
    let declared = &session.format.fields.cluster;
    let clusters = session.clusters.iter();
    clusters
        .map(|cluster| NamedLine {
            name: inert::markdown(&cluster.name),
            about: cluster.about.as_deref().map(prose),
            fields: show(declared, &cluster.fields),
        })
        .collect()
}

/// Something to do.
#[derive(Serialize)]
pub struct ActionLine {
    what: String,
    owner: Option<String>,
    due: Option<String>,
    review: Option<String>,
    /// Where it is worked on.
    issue: Option<String>,
    /// How far it got, where somebody looked.
    state: Option<&'static str>,
}

/// What was agreed on beside the choice, in a line.
pub(super) fn agreed(session: &Session) -> String {
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let actions = &session.actions;
    let unowned = actions.iter().filter(|one| one.owner.is_none()).count();
    let mut line = match actions.len() {
        0 => "No actions were agreed on".to_owned(),
        some => many(
            count(some),
            "action was agreed on",
            "actions were agreed on",
        ),
    };
    if unowned > 0 {
        line.push_str(&format!(", {unowned} of them without an owner"));
    }
    if let Some(due) = &session.publish_by {
        line.push_str(&format!("; the report is due by {due}"));
    }
    line
}

/// A document that an outcome goes to.
#[derive(Serialize)]
pub(in crate::report) struct OutcomeLine {
    name: String,
    repository: String,
    file: String,
}

/// The documents that a session's outcomes go to; `own` is its repository.
pub(super) fn outcomes(session: &Session, own: &str) -> Vec<OutcomeLine> {
    let outcomes = session.outcomes.iter();
    outcomes
        .map(|outcome| OutcomeLine {
            name: outcome.name.to_string(),
            repository: match &outcome.repository {
                Some(repository) => repository.to_string(),
                None => own.to_owned(),
            },
            file: inert::markdown(&outcome.file),
        })
        .collect()
}

/// Actions as templates show them.
pub fn actions(actions: &[Action]) -> Vec<ActionLine> {
    actions
        .iter()
        .map(|action| ActionLine {
            what: inert::markdown(&action.what),
            owner: action.owner.as_deref().map(inert::markdown),
            due: action.due.as_ref().map(ToString::to_string),
            review: action.review.as_ref().map(ToString::to_string),
            issue: action.issue.clone(),
            state: None,
        })
        .collect()
}

/// Actions of the last session, and what became of them.
pub(super) fn opens_with(material: &Material<'_>) -> Vec<ActionLine> {
    let given = &material.session.opens_with;
    let lines = actions(given).into_iter().zip(given);
    lines
        .map(|(line, action)| {
            let thing = Thing::of(material.repository_url, material.session, action);
            let became = material.things.get(&thing).and_then(Option::as_ref);
            ActionLine {
                issue: line
                    .issue
                    .or_else(|| became.and_then(|became| became.url.clone())),
                state: became.map(|became| became.state.word()),
                ..line
            }
        })
        .collect()
}

/// What became of what links lead to, by the names of the fields: `open`, `done`, `dropped`, of a milestone `3 of 5 closed`; null where nobody knows.
pub(super) fn became<'f>(
    material: &Material<'_>,
    fields: &[Field],
    link: impl Fn(&str) -> Option<&'f str>,
) -> Value {
    let links = fields.iter().filter(|field| field.kind == Kind::Link);
    links
        .map(|field| {
            let thing =
                link(&field.name).and_then(|address| Thing::at(material.repository_url, address));
            let became = thing.and_then(|thing| material.things.get(&thing)?.as_ref());
            let words = became.map(|became| match (became.closed, became.of) {
                (Some(closed), Some(of)) => Value::from(format!("{closed} of {of} closed")),
                _ => Value::from(became.state.word()),
            });
            (field.name.clone(), words.unwrap_or_default())
        })
        .collect()
}

/// Who does what.
#[derive(Serialize)]
pub struct RoleLines {
    facilitator: Option<String>,
    scribe: Option<String>,
}

/// Roles as templates show them.
pub fn roles(roles: &Roles) -> RoleLines {
    let shown = |name: &Option<String>| name.as_deref().map(inert::markdown);
    RoleLines {
        facilitator: shown(&roles.facilitator),
        scribe: shown(&roles.scribe),
    }
}

/// Those of the next session of its series, as they are handed over.
pub(super) fn next_roles(session: &Session) -> Option<RoleLines> {
    let series = session.series.as_ref()?;
    let next = series::handed_over(series.hand_over, &series.people, &session.roles);
    (next != Roles::default()).then(|| roles(&next))
}

/// The words of each field that is a choice, in the format's order: for tables whose rows come in that order.
#[derive(Serialize)]
pub(in crate::report) struct Choices {
    session: Value,
    cluster: Value,
    note: Value,
}

impl Choices {
    pub(super) fn of(fields: &Fields) -> Choices {
        let words = |fields: &[Field]| -> Value {
            let choices = fields.iter().filter_map(|field| match &field.kind {
                Kind::Choice(words) => Some((field.name.clone(), Value::from(words.clone()))),
                _ => None,
            });
            choices.collect()
        };
        Choices {
            session: words(&fields.session),
            cluster: words(&fields.cluster),
            note: words(&fields.note),
        }
    }
}

/// Texts as values of YAML, for front matter: the rest is made harmless for Markdown.
#[derive(Serialize)]
pub(in crate::report) struct Quoted {
    title: Value,
    details: Value,
}

impl Quoted {
    pub(super) fn of(session: &Session) -> Quoted {
        let fields = session.format.fields.session.iter();
        let details = fields.map(|field| {
            let value = match session.details.get(&field.name) {
                Some(Said::One(text)) => quoted(text),
                _ => Value::Null,
            };
            (field.name.clone(), value)
        });
        Quoted {
            title: quoted(&session.title),
            details: details.collect(),
        }
    }
}

/// What the outputs say of names.
pub fn attribution(policy: Attribution) -> &'static str {
    match policy {
        Attribution::ChathamHouse => {
            "Chatham House Rule: what was said may be used, who said it is not recorded here."
        }
        Attribution::OptIn => {
            "Whoever agreed to it is named. Of everybody else the Chatham House Rule holds: what was said may be used, who said it is not recorded here."
        }
        Attribution::Named => "Authors of notes and voters are named.",
    }
}

/// A text in double quotes, as JSON writes it and YAML reads it.
fn quoted(text: &str) -> Value {
    Value::from(inert::line(text)).to_string().into()
}
