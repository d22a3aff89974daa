//! `folkmoot report`.

use super::connect::Connection;
use super::{Failure, Said, load, place};
use crate::fault::Fault;
use crate::output;
use crate::plan::again;
use crate::plan::count::count;
use crate::plan::guard::Guard;
use crate::plan::material::material;
use crate::plan::next::things::named;
use crate::plan::view::{Homes, View};
use crate::report;
use crate::session::Session;
use clap::Args;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest file of a published report: a hundred thousand voters.
const LARGEST: usize = 256 << 20;

/// Which session to report on.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// The session's id, as `folkmoot sessions` lists it
    #[arg(value_name = "SESSION")]
    session: String,

    /// Where the files go [default: report-SESSION]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Compile it again from the published report in this folder, with what became of the issues that it names by now
    #[arg(long, value_name = "DIR")]
    published: Option<PathBuf>,

    #[command(flatten)]
    connection: Connection,
}

impl Report {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        if let Some(published) = &self.published {
            return self.again(published, json).await;
        }
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
        written(&self.out, &session, &compiled, &counted.state, json)
    }

    /// The report that was published, once more: its issues may be closed by now, and what they name may have become something else.
    async fn again(&self, published: &Path, json: bool) -> Result<Said, Failure> {
        let (session, access, world) = self.connection.alone(&self.session).await?;
        let read = |name: &str| {
            load::file(&published.join(name), published, LARGEST)
                .map_err(|fault| Failure::Faults(vec![fault]))
        };
        let (tally, notes) = (read("tally.json")?, read("notes.csv")?);
        let tally = String::from_utf8(tally)
            .map_err(|_| Failure::Usage("tally.json is no UTF-8".to_owned()))?;
        let before = again::read(&session, &tally, &notes).map_err(Failure::Usage)?;
        let things = named(&session, &world.url, before.notes());
        let found = match things.as_slice() {
            [] => BTreeMap::new(),
            things => {
                access
                    .client
                    .find_things(&access.repository, things)
                    .await?
            }
        };
        let material = before.material(&session, &world.url, &found);
        let compiled =
            report::compile(&material).map_err(|error| Failure::Failed(error.to_string()))?;
        let view = View::of(&session, &world, &Homes::new());
        if let Some(why) = Guard::of(&view).and_then(|guard| guard.report(&compiled)) {
            return Err(Failure::Held(why));
        }
        let state = "compiled again from the published report; what issues became is as of now";
        written(&self.out, &session, &compiled, state, json)
    }
}

/// Writes the files of a report, and says so.
fn written(
    out: &Option<PathBuf>,
    session: &Session,
    compiled: &report::Report,
    state: &str,
    json: bool,
) -> Result<Said, Failure> {
    let folder = out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("report-{}", session.id)));
    let failed = |error: std::io::Error| {
        Failure::Failed(format!("cannot write to {}: {error}", folder.display()))
    };
    let names = compiled.files.keys();
    let in_the_way: Vec<Fault> = place::no_folder(&folder)
        .into_iter()
        .chain(names.filter_map(|name| place::no_file(&folder.join(name))))
        .collect();
    if !in_the_way.is_empty() {
        return Err(Failure::Faults(in_the_way));
    }
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
        format!("{}\n({state})\n", files.join("\n"))
    }))
}
