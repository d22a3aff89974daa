//! `folkmoot report`.

use super::connect::Connection;
use super::{Failure, Said};
use crate::plan::count::{count, material};
use crate::plan::guard::Guard;
use crate::plan::view::{Homes, View};
use crate::{output, report};
use clap::Args;
use std::fs;
use std::path::PathBuf;

/// Which session to report on.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// The session's id
    session: String,

    /// Where the files go [default: report-SESSION]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    connection: Connection,
}

impl Report {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        let (session, world) = self.connection.read_to_report(&self.session).await?;
        let view = View::of(&session, &world, &Homes::new());
        let counted = count(&view).map_err(|why| Failure::NoResult(Some(why)))?;
        let material = material(&view, &counted);
        let mut compiled =
            report::compile(&material).map_err(|error| Failure::Failed(error.to_string()))?;
        // What other sessions told stands in the repository of the reports: here are this session's topics alone.
        if let Some(entry) = report::entry(&material) {
            let folder = format!("{}/", session.report.folder);
            let own = compiled.files.iter();
            let own = own
                .map(|(name, content)| (format!("{folder}{name}"), content.clone()))
                .collect();
            let files = entry
                .files(None, &own)
                .map_err(|fault| Failure::Failed(fault.to_string()))?;
            compiled
                .files
                .extend(files.into_iter().filter_map(|(path, content)| {
                    Some((path.strip_prefix(&folder)?.to_owned(), content))
                }));
        }
        let held = Guard::of(&view).and_then(|guard| guard.report(&compiled));
        if let Some(why) = held {
            return Err(Failure::Held(why));
        }
        let folder = self
            .out
            .unwrap_or_else(|| PathBuf::from(format!("report-{}", session.id)));
        let failed = |error: std::io::Error| {
            Failure::Failed(format!("cannot write to {}: {error}", folder.display()))
        };
        fs::create_dir_all(&folder).map_err(failed)?;
        for (name, content) in &compiled.files {
            fs::write(folder.join(name), content).map_err(failed)?;
        }
        let files: Vec<String> = compiled
            .files
            .keys()
            .map(|name| folder.join(name).display().to_string())
            .collect();
        Ok(Said::well(if json {
            output::json(&files)
        } else {
            format!("{}\n({})\n", files.join("\n"), counted.state)
        }))
    }
}
