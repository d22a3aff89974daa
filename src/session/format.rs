//! Formats: the reusable kinds of session, as data. The built-in ones are embedded in the binary.

use super::clusters::{self, NamedCluster};
use super::fill::{self, Use};
use super::vote;
use super::walk::Walk;
use crate::ballot::Rules;
use crate::fault::{Fault, Place, Source};
use crate::yaml::{self, Node};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template and its name, such as `report.md`.
type Template = (&'static str, &'static str);

/// The embedded formats: name, `format.yml`, templates.
const BUILT_IN: &[(&str, &str, &[Template])] = &[(
    "how-might-we",
    include_str!("../../formats/how-might-we/format.yml"),
    &[
        (
            "announcement.md",
            include_str!("../../formats/how-might-we/announcement.md.hbs"),
        ),
        (
            "cluster.md",
            include_str!("../../formats/how-might-we/cluster.md.hbs"),
        ),
        (
            "report.md",
            include_str!("../../formats/how-might-we/report.md.hbs"),
        ),
        (
            "pull-request.md",
            include_str!("../../formats/how-might-we/pull-request.md.hbs"),
        ),
    ],
)];

/// The names of the built-in formats.
pub fn names() -> Vec<&'static str> {
    BUILT_IN.iter().map(|(name, _, _)| *name).collect()
}

/// A timed part of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// Minutes; `None` for a part without a clock, such as a follow-up.
    pub minutes: Option<u32>,
    /// What happens in it, in Markdown.
    pub text: String,
}

/// When a stage begins by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// Some days before the session starts.
    DaysBefore(u32),
    /// With a part (from 0), or some time into it.
    Part(usize, SignedDuration),
}

/// A kind of session.
#[derive(Debug, Clone)]
pub struct Format {
    /// Its name, also its folder's.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whom its texts are owed to.
    pub credit: Option<String>,
    /// What the session has to give: name and what it means.
    pub variables: BTreeMap<String, String>,
    /// What the session is for.
    pub objectives: Vec<String>,
    /// The agenda.
    pub parts: Vec<Part>,
    /// When stages begin, in the order of [`super::Stage::ALL`] without `published`.
    pub begins: [Begins; 5],
    /// How a note usually begins ("How might we"); a comment that begins so is a note.
    pub stem: String,
    /// The most notes that one participant is asked for.
    pub notes_each: u32,
    /// Clusters that its sessions have, unless the session says otherwise.
    pub clusters: Vec<NamedCluster>,
    /// The vote, unless the session says otherwise.
    pub rules: Rules,
    /// Handlebars templates by name.
    pub templates: BTreeMap<String, String>,
    source: Arc<Source>,
}

impl Format {
    /// The built-in format of that name; `None` if there is none.
    ///
    /// # Errors
    /// The faults of its `format.yml`.
    pub fn built_in(name: &str) -> Option<Result<Format, Vec<Fault>>> {
        let (name, text, templates) = BUILT_IN.iter().find(|(known, _, _)| *known == name)?;
        let source = Arc::new(Source {
            path: format!("formats/{name}/format.yml").into(),
            text: (*text).to_owned(),
        });
        let templates = templates
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        Some(Format::read(&source, templates))
    }

    /// Reads a `format.yml`.
    ///
    /// # Errors
    /// Every fault in it.
    pub fn read(
        source: &Arc<Source>,
        templates: BTreeMap<String, String>,
    ) -> Result<Format, Vec<Fault>> {
        let root = yaml::parse(source).map_err(|fault| vec![fault])?;
        let mut walk = Walk::new(source);
        match read(&mut walk, &root, templates, source) {
            Some(format) if walk.faults.is_empty() => Ok(format),
            _ => Err(walk.faults),
        }
    }

    /// Where the format uses a variable first, for messages.
    pub fn first_use(&self, variable: &str) -> Option<Place> {
        fill::uses(&self.source.text)
            .into_iter()
            .find(|used| used.name == variable && !comment(&self.source.text, used))
            .map(|used| Place::new(&self.source, used.span))
    }

    /// The format with its texts filled. Variables without a value stay as they are: the session's reader has named them.
    #[must_use]
    pub fn filled(mut self, values: &BTreeMap<String, String>) -> Format {
        let put = |text: &mut String| {
            if let Ok(filled) = fill::fill(text, values) {
                *text = filled;
            }
        };
        self.objectives.iter_mut().for_each(put);
        for part in &mut self.parts {
            put(&mut part.title);
            put(&mut part.text);
        }
        for cluster in &mut self.clusters {
            put(&mut cluster.name);
            cluster.about.as_mut().map(put);
        }
        self
    }
}

/// Whether a use stands in a comment line.
fn comment(text: &str, used: &Use) -> bool {
    text.get(..used.span.start)
        .and_then(|before| before.rsplit('\n').next())
        .is_some_and(|line| line.trim_start().starts_with('#'))
}

const KEYS: [&str; 10] = [
    "name",
    "title",
    "credit",
    "variables",
    "objectives",
    "parts",
    "stages",
    "notes",
    "clusters",
    "vote",
];
const STAGES: [&str; 5] = ["announced", "notes", "affinity", "voting", "closed"];

fn read(
    walk: &mut Walk,
    root: &Node,
    templates: BTreeMap<String, String>,
    source: &Arc<Source>,
) -> Option<Format> {
    let what = "a format";
    let map = walk.map(root, what, &KEYS)?;
    let cure = "see formats/how-might-we/format.yml for a whole one";
    let name = walk
        .required(&map, what, "name", cure)
        .and_then(|node| walk.text(node, "name"));
    let title = walk
        .required(&map, what, "title", cure)
        .and_then(|node| walk.text(node, "title"));
    let credit = walk.optional_text(&map, "credit");
    let mut variables = BTreeMap::new();
    if let Some(node) = map.get("variables") {
        for (key, value) in walk.any_map(node, "`variables`")?.entries() {
            let about = walk.text(value, &key.name)?;
            variables.insert(key.name.clone(), about);
        }
    }
    let mut objectives = Vec::new();
    if let Some(node) = map.get("objectives") {
        for item in walk.list(node, "objectives")? {
            objectives.extend(walk.text(item, "objectives"));
        }
    }
    let mut parts = Vec::new();
    let mut listed = 0;
    if let Some(node) = walk.required(&map, what, "parts", cure) {
        for item in walk.list(node, "parts")? {
            parts.extend(part(walk, item));
            listed += 1;
        }
    }
    for used in fill::uses(&source.text) {
        if !variables.contains_key(&used.name) && !comment(&source.text, &used) {
            walk.fault(
                used.span.clone(),
                format!("`{{{}}}` is not declared", used.name),
                "name it under `variables:` with a few words on what it means",
            );
        }
    }
    let begins = walk
        .required(&map, what, "stages", cure)
        .and_then(|node| stages(walk, node, listed));
    let mut stem = String::new();
    let mut notes_each = 3;
    if let Some(node) = map.get("notes") {
        let notes = walk.map(node, "`notes`", &["stem", "each"])?;
        stem = walk.optional_text(&notes, "stem").unwrap_or_default();
        if let Some(node) = notes.get("each") {
            notes_each = walk.number(node, "each", 1..101)?;
        }
    }
    let clusters = match map.get("clusters") {
        Some(node) => clusters::read(walk, node)?,
        None => Vec::new(),
    };
    let mut rules = Rules::default();
    if let Some(node) = map.get("vote") {
        vote::rules(walk, node, vote::By::Format, &mut rules);
    }
    Some(Format {
        name: name?,
        title: title?,
        credit,
        variables,
        objectives,
        parts,
        begins: begins?,
        stem,
        notes_each,
        clusters,
        rules,
        templates,
        source: Arc::clone(source),
    })
}

fn part(walk: &mut Walk, node: &Node) -> Option<Part> {
    let what = "a part";
    let map = walk.map(node, what, &["title", "minutes", "text"])?;
    let title = walk
        .required(&map, what, "title", "give the part a heading")
        .and_then(|node| walk.text(node, "title"));
    let minutes = match map.get("minutes") {
        Some(node) => Some(walk.number(node, "minutes", 1..1441)?),
        None => None,
    };
    let text = walk.optional_text(&map, "text").unwrap_or_default();
    Some(Part {
        title: title?,
        minutes,
        text,
    })
}

fn stages(walk: &mut Walk, node: &Node, parts: usize) -> Option<[Begins; 5]> {
    let map = walk.map(node, "`stages`", &STAGES)?;
    let mut begins = Vec::new();
    for stage in STAGES {
        let cure = "write `14 days before`, `part 3` or `part 4 + 5 minutes`";
        let Some(node) = walk.required(&map, "`stages`", stage, cure) else {
            continue;
        };
        let Some(text) = walk.text(node, stage) else {
            continue;
        };
        match begins_of(&text, parts) {
            Some(found) => begins.push(found),
            None => walk.fault(
                node.span.clone(),
                format!("`{text}` says no time at which `{stage}` could begin"),
                format!("{cure}; the parts are 1 to {parts}"),
            ),
        }
    }
    begins.try_into().ok()
}

/// Reads `14 days before`, `part 3`, `part 4 + 5 minutes`.
fn begins_of(text: &str, parts: usize) -> Option<Begins> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match *words.as_slice() {
        [days, "days" | "day", "before"] => Some(Begins::DaysBefore(
            days.parse().ok().filter(|days| *days <= 366)?,
        )),
        ["part", number] => Some(Begins::Part(
            part_index(number, parts)?,
            SignedDuration::ZERO,
        )),
        ["part", number, "+", amount, unit] => {
            let amount = amount
                .parse::<i64>()
                .ok()
                .filter(|n| (0..10_000).contains(n))?;
            let minutes = match unit {
                "minute" | "minutes" => 1,
                "hour" | "hours" => 60,
                "day" | "days" => 24 * 60,
                _ => return None,
            };
            Some(Begins::Part(
                part_index(number, parts)?,
                SignedDuration::from_mins(amount * minutes),
            ))
        }
        _ => None,
    }
}

fn part_index(number: &str, parts: usize) -> Option<usize> {
    let number: usize = number.parse().ok()?;
    (1..=parts).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_built_in_format_is_whole() {
        for name in names() {
            let format = Format::built_in(name).unwrap().unwrap();
            assert_eq!(format.name, name);
            for variable in format.variables.keys() {
                assert!(format.first_use(variable).is_some(), "{variable} is unused");
            }
        }
    }

    #[test]
    fn how_might_we_has_the_templates_six_parts() {
        let format = Format::built_in("how-might-we").unwrap().unwrap();
        let parts: Vec<(&str, Option<u32>)> = format
            .parts
            .iter()
            .map(|part| (part.title.as_str(), part.minutes))
            .collect();
        assert_eq!(
            parts,
            [
                ("Opening and Context", Some(10)),
                ("Participant Introductions", Some(10)),
                (
                    "Framing Challenges Using “How Might We” Questions",
                    Some(20)
                ),
                ("Affinity Mapping", Some(10)),
                ("Final Remarks", Some(10)),
                ("Virtual Follow-Up", None),
            ]
        );
        assert_eq!(format.objectives.len(), 3);
        assert_eq!(
            (format.notes_each, format.rules.votes, format.rules.winners),
            (3, 2, 2)
        );
    }

    #[test]
    fn a_format_names_all_its_faults() {
        let source = Arc::new(Source {
            path: "format.yml".into(),
            text: "name: x\ntitle: X\nparts:\n  - title: One {thing}\n    minutes: soon\nstages:\n  announced: part 9\n  notes: part 1\n  affinity: part 1\n  voting: part 1\n  closed: whenever\n".into(),
        });
        let faults = Format::read(&source, BTreeMap::new()).unwrap_err();
        let lines: Vec<usize> = faults.iter().map(|fault| fault.place.line).collect();
        assert_eq!(lines, [5, 4, 7, 11], "{faults:#?}");
    }
}
