//! `folkmoot groups`.

use super::{Failure, Said, load};
use crate::fault::{Fault, Place};
use crate::inert;
use crate::output;
use crate::session::groups::deal;
use clap::Args;
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;

/// Whose groups.
#[derive(Debug, Args)]
pub(super) struct Groups {
    /// The folder with session.yml and roster.csv
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

#[derive(Debug, Serialize)]
struct Member<'r> {
    name: &'r str,
    organisation: &'r str,
}

impl Groups {
    pub(super) fn run(self, json: bool) -> Said {
        self.said(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn said(self, json: bool) -> Result<Said, Failure> {
        let session = load::one(&self.folder).map_err(Failure::Faults)?;
        let fault = |file: &str, message: &str, cure: &str| {
            let place = Place::at(self.folder.join(file), 1, 1);
            Failure::Faults(vec![Fault::new(place, message, cure)])
        };
        let people = &session.roster.people;
        if people.is_empty() {
            return Err(fault(
                "roster.csv",
                "nobody is on the roster, so there is nobody to form groups",
                "write `name,organisation` and a line for each participant",
            ));
        }
        let Some(count) = session.groups else {
            return Err(fault(
                "session.yml",
                "neither the session nor its format says how many groups there are",
                "add `groups: 4`",
            ));
        };
        let groups: Vec<Vec<Member<'_>>> = deal(people, count, session.id.as_str())
            .into_iter()
            .map(|group| {
                let members = group.into_iter().filter_map(|index| people.get(index));
                members
                    .map(|person| Member {
                        name: match person.name.as_str() {
                            "" => &person.handle,
                            name => name,
                        },
                        organisation: &person.organisation,
                    })
                    .collect()
            })
            .collect();
        if json {
            return Ok(Said::well(output::json(&groups)));
        }
        let mut text = String::new();
        for (number, group) in (1..).zip(&groups) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "Group {number}");
            for member in group {
                let name = inert::terminal(member.name);
                let _ = match inert::terminal(member.organisation).as_str() {
                    "" => writeln!(text, "  {name}"),
                    organisation => writeln!(text, "  {name}, {organisation}"),
                };
            }
        }
        Ok(Said::well(text))
    }
}
