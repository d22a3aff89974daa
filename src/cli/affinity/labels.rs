//! A file of names for clusters.

use crate::fault::{Fault, Place, Source};
use crate::import::{PARKED, parked};
use crate::inert;
use std::collections::HashMap;
use std::path::Path;

/// The longest name, in characters.
const LONGEST: usize = 50;

/// A name, and what belongs there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) about: Option<String>,
}

/// Reads `Name` or `Name: what belongs there`, one a line.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Label>, Vec<Fault>> {
    let source = Source::read(path, bytes).map_err(|fault| vec![fault])?;
    let mut labels = Vec::new();
    let mut faults = Vec::new();
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut at = 0;
    for (index, line) in source.text.split('\n').enumerate() {
        let place = || Place::new(&source, at..at + line.trim_end().len());
        let (name, about) = line.split_once(':').unwrap_or((line, ""));
        let (name, about) = (inert::line(name), inert::line(about));
        let length = name.chars().count();
        if name.is_empty() && about.is_empty() {
            at += line.len() + 1;
            continue;
        }
        let first = *lines.entry(name.to_lowercase()).or_insert(index);
        let wrong = if name.is_empty() {
            Some((
                "the label has no name".to_owned(),
                "write `Name: what belongs there`",
            ))
        } else if length > LONGEST {
            let found =
                format!("the name has {length} characters, more than the {LONGEST} allowed");
            Some((
                found,
                "write a few words, and what belongs there behind a colon",
            ))
        } else if parked(&name) {
            let found = format!("`{PARKED}` is no cluster: it is for notes that are in none");
            Some((found, "leave it out; such notes are parked anyway"))
        } else if first != index {
            let found = format!("the name stands on line {} already", first + 1);
            Some((found, "keep one of the two"))
        } else {
            None
        };
        match wrong {
            Some((found, cure)) => faults.push(Fault::new(place(), found, cure)),
            None => labels.push(Label {
                name,
                about: Some(about).filter(|about| !about.is_empty()),
            }),
        }
        at += line.len() + 1;
    }
    if labels.is_empty() && faults.is_empty() {
        faults.push(Fault::new(
            Place::whole(path.to_owned()),
            "the file holds no labels",
            "write one a line: `Name`, or `Name: what belongs there`",
        ));
    }
    if faults.is_empty() {
        Ok(labels)
    } else {
        Err(faults)
    }
}
