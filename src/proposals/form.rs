//! An issue form as a schema: which headings an issue that it made has, and what stands below each.

use crate::fault::{Fault, Source};
use crate::inert;
use crate::yaml::walk::{Map, Walk};
use crate::yaml::{self, Node, Value};
use std::sync::Arc;

/// The form that folkmoot brings along: what W3C asks, with its headings.
pub const BUILT_IN: &str = include_str!("../../workflow-templates/ISSUE_TEMPLATE/breakout.yml");

const WHAT: &str = "an issue form";

/// An issue form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The labels that its issues get.
    pub labels: Vec<String>,
    /// What it asks, in its order.
    pub fields: Vec<Field>,
}

/// One thing that a form asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The heading, without "(Optional)".
    pub label: String,
    /// What it means; forms say it by the field's `id`.
    pub about: About,
    /// What can be entered.
    pub entry: Entry,
    /// Whether something has to be.
    pub required: bool,
}

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What the session is about.
    Description,
    /// What is to come of it.
    Goal,
    /// Breakout or plenary.
    Type,
    /// Who chairs beside the author.
    Chairs,
    /// How many people are expected.
    Capacity,
    /// The chat channel.
    Channel,
    /// Sessions that should not be at the same time.
    Conflicts,
    /// A word to the planners.
    Comments,
    /// The agenda.
    Agenda,
    /// Morning, afternoon or evening.
    TimeOfDay,
    /// Minutes, slides, recordings.
    Materials,
    /// Links to calendars.
    Calendar,
    /// Nothing that is known here.
    Other,
}

/// What can be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// One line.
    Line,
    /// Any text.
    Text,
    /// One of these, or some of them.
    Choice {
        /// The options.
        options: Vec<String>,
        /// Whether several can be chosen.
        several: bool,
    },
}

/// What planners add below what the form asks, by hand or by their tools.
const ADDED: [(&str, About); 3] = [
    ("Links to calendar", About::Calendar),
    ("Meeting materials", About::Materials),
    ("Do not edit below this line", About::Conflicts),
];

impl Form {
    /// The form that folkmoot brings along.
    ///
    /// # Errors
    /// Never, as a test sees to; the type says so of any form.
    pub fn built_in() -> Result<Form, Vec<Fault>> {
        read(&Arc::new(Source {
            path: "the built-in form".into(),
            text: BUILT_IN.to_owned(),
        }))
    }

    /// The field of a heading.
    pub fn field(&self, heading: &str) -> Option<&Field> {
        let wanted = key(heading);
        self.fields.iter().find(|field| key(&field.label) == wanted)
    }
}

/// A heading without what forms put behind it.
pub fn bare(heading: &str) -> &str {
    const BEHIND: [&str; 2] = ["(optional)", "(for meeting planners only)"];
    let mut heading = heading.trim();
    for behind in BEHIND {
        let at = heading.len().saturating_sub(behind.len());
        if let Some((front, end)) = heading.split_at_checked(at)
            && end.eq_ignore_ascii_case(behind)
        {
            heading = front.trim_end();
        }
    }
    heading
}

/// By what headings are compared.
pub(super) fn key(heading: &str) -> String {
    inert::line(bare(heading)).to_lowercase()
}

/// Reads a form.
///
/// # Errors
/// Every fault in it.
pub fn read(source: &Arc<Source>) -> Result<Form, Vec<Fault>> {
    let root = yaml::parse(source).map_err(|fault| vec![fault])?;
    let mut walk = Walk::new(source);
    match form(&mut walk, &root) {
        Some(form) if walk.faults.is_empty() => Ok(form),
        _ => Err(walk.faults),
    }
}

fn form(walk: &mut Walk, root: &Node) -> Option<Form> {
    let map = walk.any_map(root, WHAT)?;
    let cure = "name the file of .github/ISSUE_TEMPLATE/ that the issues were made with";
    let body = walk.required(&map, WHAT, "body", cure)?;
    let mut form = Form {
        labels: labels(&map),
        fields: Vec::new(),
    };
    for node in walk.list(body, "body")? {
        if let Some(field) = element(walk, node) {
            if form.field(&field.label).is_some() {
                walk.fault(
                    node.span.clone(),
                    format!("two fields have the label `{}`", field.label),
                    "give each a label of its own: it is the heading by which its answer is found",
                );
            }
            form.fields.push(field);
        }
    }
    if form.fields.is_empty() && walk.faults.is_empty() {
        walk.fault(
            body.span.clone(),
            "the form asks nothing",
            "add fields of the types `input`, `textarea` or `dropdown`",
        );
    }
    for (label, about) in ADDED {
        let there = form.fields.iter().any(|field| field.about == about);
        if !there && form.field(label).is_none() {
            form.fields.push(Field {
                label: label.to_owned(),
                about,
                entry: Entry::Text,
                required: false,
            });
        }
    }
    Some(form)
}

/// A list, or names between commas.
fn labels(map: &Map<'_>) -> Vec<String> {
    let scalar = |node: &Node| match &node.value {
        Value::Scalar(text) => Some(text.trim().to_owned()),
        _ => None,
    };
    match map.get("labels").map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.iter().filter_map(scalar).collect(),
        Some(Value::Scalar(text)) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// A field; none for words that the form only shows.
fn element(walk: &mut Walk, node: &Node) -> Option<Field> {
    const WHAT: &str = "an element of the form";
    let map = walk.any_map(node, WHAT)?;
    let cure = "add `type: textarea`, or another of GitHub's types";
    let kind = walk.required(&map, WHAT, "type", cure)?;
    let kind = walk.text(kind, "type")?;
    if kind == "markdown" {
        return None;
    }
    let cure = "add `attributes:` with a `label`";
    let attributes = walk.required(&map, WHAT, "attributes", cure)?;
    let attributes = walk.any_map(attributes, "`attributes`")?;
    let cure = "add `label: …`, the heading of the answer";
    let label = walk.required(&attributes, "`attributes`", "label", cure)?;
    let label = walk.text(label, "label")?;
    let is = |map: &Map<'_>, name: &str| {
        map.get(name)
            .is_some_and(|node| node.value == Value::Scalar("true".to_owned()))
    };
    let entry = match kind.as_str() {
        "input" => Entry::Line,
        "dropdown" => {
            let cure = "add `options:`, a list of what can be chosen";
            let options = walk.required(&attributes, "a dropdown", "options", cure)?;
            let options = walk.list(options, "options")?;
            Entry::Choice {
                options: options
                    .iter()
                    .filter_map(|option| walk.text(option, "options"))
                    .collect(),
                several: is(&attributes, "multiple"),
            }
        }
        // Boxes are a list whose items cannot be changed; what GitHub may add later is a text until it is known.
        _ => Entry::Text,
    };
    let required = match map.get("validations") {
        Some(node) => is(&walk.any_map(node, "`validations`")?, "required"),
        None => false,
    };
    let about = match map.get("id").map(|node| &node.value) {
        Some(Value::Scalar(id)) => about(id),
        _ => About::Other,
    };
    Some(Field {
        label: bare(&label).to_owned(),
        about,
        entry,
        required,
    })
}

fn about(id: &str) -> About {
    match id {
        "description" => About::Description,
        "goal" => About::Goal,
        "type" => About::Type,
        "chairs" => About::Chairs,
        "capacity" => About::Capacity,
        "shortname" => About::Channel,
        "conflicts" => About::Conflicts,
        "comments" => About::Comments,
        "agenda" => About::Agenda,
        "timeofday" => About::TimeOfDay,
        "materials" => About::Materials,
        "calendar" => About::Calendar,
        _ => About::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let source = Arc::new(Source {
            path: "form.yml".into(),
            text: text.to_owned(),
        });
        let faults = read(&source).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_built_in_form_asks_what_w3c_asks() {
        let form = Form::built_in().unwrap();
        assert_eq!(form.labels, ["session"]);
        let shown: Vec<(&str, About, bool)> = form
            .fields
            .iter()
            .map(|field| (field.label.as_str(), field.about, field.required))
            .collect();
        assert_eq!(
            shown,
            [
                ("Session description", About::Description, true),
                ("Session goal", About::Goal, true),
                ("Session type", About::Type, true),
                ("Additional session chairs", About::Chairs, false),
                (
                    "Estimated number of in-person attendees",
                    About::Capacity,
                    false
                ),
                ("IRC channel", About::Channel, false),
                (
                    "Other sessions where we should avoid scheduling conflicts",
                    About::Conflicts,
                    false
                ),
                ("Instructions for meeting planners", About::Comments, false),
                ("Agenda (link or inline)", About::Agenda, false),
                ("Links to calendar", About::Calendar, false),
                ("Meeting materials", About::Materials, false),
            ]
        );
    }

    #[test]
    fn headings_are_the_same_with_and_without_what_forms_put_behind_them() {
        for heading in [
            "IRC channel",
            "IRC channel (Optional)",
            " irc  CHANNEL (optional) ",
            "IRC channel (For meeting planners only)",
        ] {
            assert_eq!(key(heading), "irc channel", "{heading}");
        }
        assert_eq!(bare("(Optional)"), "");
        assert_eq!(bare("Ünïcödé é"), "Ünïcödé é");
    }

    #[test]
    fn a_form_that_is_none_is_named_with_its_place() {
        let table: [(&str, &[&str]); 6] = [
            ("name: x\n", &["form.yml:1:1: an issue form has no `body`"]),
            (
                "- a\n",
                &["form.yml:1:1: an issue form has to be a mapping"],
            ),
            (
                "body:\n  - attributes: {label: A}\n  - type: input\n",
                &[
                    "form.yml:2:5: an element of the form has no `type`",
                    "form.yml:3:5: an element of the form has no `attributes`",
                ],
            ),
            (
                "body:\n  - {type: dropdown, attributes: {label: A}}\n",
                &["form.yml:2:35: a dropdown has no `options`"],
            ),
            (
                "body:\n  - {type: input, attributes: {label: A}}\n  - {type: input, attributes: {label: a (Optional)}}\n",
                &["form.yml:3:5: two fields have the label `a`"],
            ),
            (
                "body:\n  - {type: markdown, attributes: {value: A}}\n",
                &["form.yml:2:3: the form asks nothing"],
            ),
        ];
        for (text, expected) in table {
            let found = faults(text);
            assert_eq!(found.len(), expected.len(), "{text}: {found:#?}");
            for (found, expected) in found.iter().zip(expected) {
                assert!(found.starts_with(expected), "{found} is not {expected}");
            }
        }
    }
}
