//! `folkmoot form`.

use super::place::{self, NotWritten};
use super::{Failure, Said, load};
use crate::fault::{Fault, Place, nearest};
use crate::inert;
use crate::output;
use crate::session::Format;
use crate::session::form::form;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Whose form.
#[derive(Debug, Args)]
pub(super) struct NoteForm {
    /// The formats of the sessions that notes are written for
    #[arg(value_name = "FORMAT", required = true)]
    formats: Vec<String>,

    /// Write it into this file, which must not be there yet
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    formats: &'a [String],
    form: &'a str,
    written: Option<String>,
}

impl NoteForm {
    pub(super) fn run(self, json: bool) -> Said {
        self.write(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn write(&self, json: bool) -> Result<Said, Failure> {
        let known = load::formats(Path::new(".")).map_err(Failure::Faults)?;
        let mut formats: Vec<Format> = Vec::new();
        let mut faults = Vec::new();
        for (at, name) in self.formats.iter().enumerate() {
            if self.formats.iter().take(at).any(|before| before == name) {
                continue;
            }
            match known.get(name) {
                Some(Ok(format)) => formats.push(format),
                Some(Err(found)) => faults.extend(found),
                None => return Err(Failure::Usage(unknown(name, &known.names()))),
            }
        }
        if !faults.is_empty() {
            return Err(Failure::Faults(faults));
        }
        let text = form(&formats.iter().collect::<Vec<_>>());
        if let Some(path) = &self.out {
            put(path, &text)?;
        }
        let written = self.out.as_ref().map(|path| path.display().to_string());
        Ok(Said::well(match (&written, json) {
            (_, true) => output::json(&Answer {
                formats: &self.formats,
                form: &text,
                written,
            }),
            (Some(path), false) => format!("written: {}\n", inert::terminal(path)),
            (None, false) => text,
        }))
    }
}

fn unknown(name: &str, known: &[&str]) -> String {
    let cure = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the formats are: {}", known.join(", ")),
    };
    format!("there is no format `{name}` ({cure})")
}

/// Writes the file; one that is there may have been changed by people, and stays.
fn put(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |why: NotWritten| match why {
        NotWritten::Taken => Failure::Faults(vec![Fault::new(
            Place::whole(path.to_owned()),
            why.to_string(),
            "compare the two: `folkmoot form` without --out prints the form; or move the file away",
        )]),
        NotWritten::Failed(_) => Failure::Failed(format!("cannot write {}: {why}", path.display())),
    };
    if let Some(fault) = place::no_way(Path::new(""), path) {
        return Err(Failure::Faults(vec![fault]));
    }
    place::new_file(path, text.as_bytes()).map_err(failed)
}
