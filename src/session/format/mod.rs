//! Formats: the reusable kinds of session, as data. The built-in ones are embedded in the binary.

mod built_in;
mod formats;
pub(super) mod read;

pub use formats::{Formats, Own};

use super::clusters::NamedCluster;
use crate::ballot::Rules;
use crate::fault::{Fault, Place, Source};
use crate::fields::{Fields, Value};
use crate::template::Templates;
use crate::template::fill::{self, Use};
use crate::yaml;
use crate::yaml::walk::Walk;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// Examples of their values, for whoever writes a session.
    pub examples: BTreeMap<String, String>,
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
    /// What sessions, clusters and notes say beside what all of them say.
    pub fields: Fields,
    /// Files of the report beside `README.md` and the data: name and template.
    pub documents: Vec<(String, String)>,
    /// How many groups participants form, as the format writes it: `{number}`.
    pub groups: Option<String>,
    /// Issues that are opened after a session: templates, and what their titles begin with.
    pub after: Vec<(String, String)>,
    /// Whether a session to which nobody wrote a note goes on to its report all the same.
    pub without_notes: bool,
    /// Whether people vote also on clusters without notes, where more is said of these beforehand than their name.
    pub vote_on_claims: bool,
    /// Notes that get an issue after the session: those whose field has this value.
    pub follow_up: Option<(String, String)>,
    /// By when the report is to be published, as the format or the session writes it: `Q2 2025`.
    pub publish_by: Option<String>,
    /// Handlebars templates by name.
    pub templates: Templates,
    source: Arc<Source>,
}

impl Format {
    /// Reads a `format.yml`.
    ///
    /// # Errors
    /// Every fault in it.
    pub fn read(source: &Arc<Source>, templates: Templates) -> Result<Format, Vec<Fault>> {
        let root = yaml::parse(source).map_err(|fault| vec![fault])?;
        let mut walk = Walk::new(source);
        match read::read(&mut walk, &root, templates, source) {
            Some(format) if walk.faults.is_empty() => Ok(format),
            _ => Err(walk.faults),
        }
    }

    /// Where the format uses a variable first, for messages.
    pub fn first_use(&self, variable: &str) -> Option<Place> {
        fill::uses(&self.source.text)
            .into_iter()
            .find(|used| used.name == variable && !no_use(&self.source.text, used))
            .map(|used| Place::new(&self.source, used.span))
    }

    /// Where its file is, for messages about the whole of it.
    pub fn place(&self) -> Place {
        Place::start(&self.source)
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
            for value in cluster.fields.values_mut() {
                if let Value::One(text) = value {
                    put(text);
                }
            }
        }
        self.publish_by.as_mut().map(put);
        self.groups.as_mut().map(put);
        self
    }
}

/// Whether what stands in braces is no use: in a comment line, or a mapping of YAML (`{kind: link}`).
fn no_use(text: &str, used: &Use) -> bool {
    let comment = text
        .get(..used.span.start)
        .and_then(|before| before.rsplit('\n').next())
        .is_some_and(|line| line.trim_start().starts_with('#'));
    comment || used.name.contains(": ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_built_in_format_is_whole() {
        for name in Formats::default().names() {
            let format = Formats::default().get(name).unwrap().unwrap();
            assert_eq!(format.name, name);
            for variable in format.variables.keys() {
                assert!(format.first_use(variable).is_some(), "{variable} is unused");
            }
        }
    }

    #[test]
    fn how_might_we_has_the_templates_six_parts() {
        let format = Formats::default().get("how-might-we").unwrap().unwrap();
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
        let faults = Format::read(&source, Templates::default()).unwrap_err();
        let lines: Vec<usize> = faults.iter().map(|fault| fault.place.line).collect();
        assert_eq!(lines, [5, 4, 7, 11], "{faults:#?}");
    }
}
