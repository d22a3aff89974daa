//! What a proposal says, out of the sections of its issue: as values, or as findings of the type `format`.

use super::answers::take;
use super::form::{self, About, Form};
use super::{Finding, Kind, Severity, Spot, body};
use crate::fault::nearest;
use crate::inert;
use std::collections::BTreeSet;

/// The most findings about one body that are told one by one.
const MOST_FINDINGS: usize = 30;

/// What a proposal says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    /// What it is about, in Markdown.
    pub description: Option<String>,
    /// What is to come of it.
    pub goal: Option<String>,
    /// Whether it has the audience to itself.
    pub plenary: bool,
    /// Who chairs it beside the author.
    pub chairs: Vec<Chair>,
    /// Whether the author does not chair it.
    pub without_author: bool,
    /// How many people are expected; 0 where nobody knows.
    pub capacity: u32,
    /// The name of the chat channel, without `#`.
    pub channel: Option<String>,
    /// Numbers of proposals that should not be at the same time.
    pub conflicts: Vec<u64>,
    /// A word to the planners.
    pub comments: bool,
    /// When it would like to be.
    pub time_of_day: Option<TimeOfDay>,
    /// Minutes, slides, recordings.
    pub materials: Vec<Material>,
    /// Where each of these stands.
    pub(super) spots: Vec<(About, Spot)>,
}

impl Values {
    /// Where it says something.
    pub(super) fn spot(&self, about: About) -> Option<Spot> {
        let found = self.spots.iter().find(|(of, _)| *of == about);
        found.map(|(_, spot)| spot.clone())
    }
}

/// Somebody who chairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chair {
    /// Login or name.
    pub name: String,
    /// Whether it is a login.
    pub login: bool,
}

impl Chair {
    /// By what people are told apart: "ada" is taken for @ada.
    pub(super) fn key(&self) -> String {
        inert::line(&self.name).to_lowercase()
    }
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOfDay {
    /// Until one o'clock.
    Morning,
    /// From one to seven.
    Afternoon,
    /// From seven.
    Evening,
}

impl TimeOfDay {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            TimeOfDay::Morning => "morning",
            TimeOfDay::Afternoon => "afternoon",
            TimeOfDay::Evening => "evening",
        }
    }
}

/// A document of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// What it is.
    pub title: String,
    /// Its address; none where it is still to come.
    pub link: Option<String>,
}

fn wrong(message: impl Into<String>, cure: impl Into<String>) -> Finding {
    Finding::new(Severity::Error, Kind::Format, message, cure)
}

/// Reads the body of an issue. Values are there also where there are findings, as far as they can be read.
pub(super) fn read(text: &str, form: &Form) -> (Values, Vec<Finding>) {
    let body = body::read(text);
    let mut values = Values::default();
    let mut findings = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    if let Some(line) = body.before {
        let spot = Spot {
            section: None,
            line,
        };
        let cure =
            "move it below the heading it belongs to; each answer stands below its `### ` heading";
        findings.push(wrong("words stand before the first heading", cure).at(Some(spot)));
    }
    for section in &body.sections {
        let spot = |line: usize| {
            Some(Spot {
                section: Some(inert::line(&section.heading)),
                line,
            })
        };
        let name = inert::line(form::bare(&section.heading));
        let Some(field) = form.field(&section.heading) else {
            let known = form.fields.iter().map(|field| field.label.as_str());
            let cure = match nearest(&name, known) {
                Some(meant) => format!("did you mean “{meant}”?"),
                None => "the form asks nothing of that name: use a heading of level four or deeper inside an answer".to_owned(),
            };
            let finding = wrong(format!("the form has no section “{name}”"), cure);
            findings.push(finding.at(spot(section.line)));
            continue;
        };
        if !seen.insert(form::key(&field.label)) {
            // Of two answers people see one and a machine takes the other.
            let cure = "keep one of the two";
            let finding = wrong(format!("the section “{name}” is there twice"), cure);
            findings.push(finding.at(spot(section.line)));
            continue;
        }
        if section.text.is_empty() {
            if field.required {
                let cure = "write an answer below the heading";
                let finding = wrong(format!("the section “{name}” is empty"), cure);
                findings.push(finding.at(spot(section.line)));
            }
            continue;
        }
        if let Some(spot) = spot(section.text_line) {
            values.spots.push((field.about, spot));
        }
        if let Err(bad) = take(field, section, &mut values) {
            let finding = wrong(format!("“{name}”: {}", bad.why), bad.cure);
            findings.push(finding.at(spot(section.text_line + bad.line)));
        }
    }
    let more = findings.len().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        findings.truncate(MOST_FINDINGS);
        let message = format!("there are {more} more sections of which the same is so");
        findings.push(wrong(message, "make the proposal anew with the form"));
    }
    for field in form.fields.iter().filter(|field| field.required) {
        if !seen.contains(&form::key(&field.label)) {
            let label = &field.label;
            let cure = format!("add a line `### {label}` and an answer below it");
            findings.push(wrong(format!("the section “{label}” is missing"), cure));
        }
    }
    (values, findings)
}
