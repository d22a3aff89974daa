//! `folkmoot new`.

use super::begin::{self, Place, SessionFlags};
use super::checkout::Checkout;
use super::{Failure, Said, load};
use crate::output;
use crate::start;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which session to begin.
#[derive(Debug, Args)]
pub(super) struct NewSession {
    /// Its format, of those that --list names [default: asks]
    #[arg(value_name = "FORMAT")]
    format: Option<String>,

    /// Its folder, or just the folder's name [default: made from the title]
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,

    #[command(flatten)]
    flags: SessionFlags,

    /// The folder of sessions, for a folder that is only named [default: sessions, at the top of the repository]
    #[arg(long, value_name = "DIR")]
    sessions: Option<PathBuf>,

    /// Name the formats there are, and what each is for
    #[arg(long, conflicts_with_all = ["format", "folder"])]
    list: bool,
}

#[derive(Debug, Serialize)]
struct Written {
    id: String,
    date: Date,
    title: String,
    folder: String,
    announced: Timestamp,
    /// Values that are the format's examples, and nobody's own.
    examples: Vec<String>,
}

impl NewSession {
    pub(super) fn run(self, json: bool) -> Said {
        self.said(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn said(self, json: bool) -> Result<Said, Failure> {
        let sessions = self.sessions();
        let formats = load::formats(&sessions).map_err(Failure::Faults)?;
        if self.list {
            let text = if json {
                output::json(&formats.names())
            } else {
                begin::lines(&formats).join("\n") + "\n"
            };
            return Ok(Said::well(text));
        }
        let defaults = load::defaults(&sessions).map_err(Failure::Faults)?;
        let mut desk = self.flags.desk();
        let format = ("FORMAT", self.format.as_deref());
        let answers = self.flags.answers(&mut desk, &formats, format, &defaults)?;
        desk.over()?;
        let Some(answers) = answers else {
            return Err(Failure::Usage("something is not known".to_owned()));
        };
        let folder = self.folder(&start::name::folder(
            &answers.title,
            answers.date,
            &answers.format.name,
        ))?;
        let (file, session) = begin::session(&folder, &answers, &formats, &defaults)?;
        let files = [file];
        let places = begin::places(Path::new(""), &files).map_err(Failure::Faults)?;
        let [file] = &files;
        if places.contains(&Place::Taken) {
            return Err(Failure::Faults(vec![begin::taken(&file.path)]));
        }
        if self.flags.dry_run() {
            return Ok(Said::well(begin::whole(files.iter())));
        }
        if desk.asks() {
            let shown = begin::whole(files.iter());
            let _ = std::io::stderr().write_all(shown.as_bytes());
            if !desk.agrees("Write this file?")? {
                return Ok(Said::well("nothing was written\n".to_owned()));
            }
        }
        begin::put(Path::new(""), file)?;
        let written = Written {
            id: session.id.to_string(),
            date: session.date,
            title: session.title.clone(),
            folder: folder.display().to_string(),
            announced: session.schedule.announced,
            examples: answers.examples.iter().cloned().collect(),
        };
        let text = if json {
            output::json(&written)
        } else {
            let mut text = begin::preview("written:", files.iter());
            if !written.examples.is_empty() {
                text.push_str(&format!(
                    "Its {} {}: put your own there.\n",
                    written.examples.join(", "),
                    match written.examples.as_slice() {
                        [_] => "is an example",
                        _ => "are examples",
                    }
                ));
            }
            let within = folder.parent();
            let soon = match within.is_some_and(|within| begin::same(within, &sessions)) {
                true => begin::soon(&session, Timestamp::now()),
                false => format!(
                    "No run sees it there: runs look at the folders of {}, or of what `--sessions` names.",
                    crate::inert::terminal(&sessions.display().to_string())
                ),
            };
            text + &soon + "\n"
        };
        Ok(Said::well(text))
    }

    /// The folder of sessions: where runs look, also for whoever stands somewhere below the top of the repository.
    fn sessions(&self) -> PathBuf {
        if let Some(given) = &self.sessions {
            return given.clone();
        }
        let top = Checkout::here().and_then(|checkout| checkout.top());
        match top.filter(|top| !begin::same(top, Path::new("."))) {
            Some(top) => top.join("sessions"),
            None => PathBuf::from("sessions"),
        }
    }

    /// The folder that is meant: a bare name is one among the sessions.
    fn folder(&self, otherwise: &str) -> Result<PathBuf, Failure> {
        let given = match &self.folder {
            None => return Ok(self.sessions().join(otherwise)),
            Some(given) => given,
        };
        let name = start::name::of_folder(given);
        begin::folder_name(&name).map_err(|wrong| begin::of_flag("FOLDER", &wrong))?;
        Ok(match given.components().count() {
            1 if !given.is_absolute() => self.sessions().join(name),
            _ => given.clone(),
        })
    }
}
