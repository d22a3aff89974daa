//! `folkmoot site`.

mod find;
mod put;

use super::{Failure, Said};
use crate::fault::{Fault, Place};
use crate::inert;
use crate::output;
use crate::site;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Which reports, and where the site goes.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// A checkout of the repository that reports go to
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Where the site goes: a new folder, or one that this command made
    #[arg(short, long, value_name = "DIR", default_value = "site")]
    out: PathBuf,

    /// What the site is called
    #[arg(long, value_name = "TEXT", default_value = "Reports")]
    title: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    index: String,
    reports: usize,
    series: usize,
    files: usize,
}

impl Site {
    pub(super) fn run(&self, json: bool) -> Said {
        self.write(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn write(&self, json: bool) -> Result<Said, Failure> {
        let found = find::find(&self.folder).map_err(Failure::Faults)?;
        if found.folders.is_empty() {
            return Err(Failure::Faults(vec![Fault::new(
                Place::whole(self.folder.clone()),
                "there is no report in this folder: none has a tally.json of folkmoot’s",
                "name a checkout of the repository that reports go to",
            )]));
        }
        let site = site::site(&self.title, &found).map_err(|mut faults| {
            // As the user would name them.
            for fault in &mut faults {
                fault.place.source = std::sync::Arc::new(crate::fault::Source {
                    path: self.folder.join(&fault.place.source.path),
                    text: fault.place.source.text.clone(),
                });
            }
            Failure::Faults(faults)
        })?;
        put::put(&self.out, &site.files)?;
        let answer = Answer {
            index: self.out.join(site::INDEX).display().to_string(),
            reports: site.reports,
            series: site.series,
            files: site.files.len(),
        };
        if json {
            return Ok(Said::well(output::json(&answer)));
        }
        let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        Ok(Said::well(format!(
            "{}\n({}, {})\n",
            inert::terminal(&answer.index),
            crate::text::many(count(site.reports), "report", "reports"),
            crate::text::many(count(site.series), "series", "series"),
        )))
    }
}
