//! `folkmoot next`.

use super::{Failure, Said, load, place};
use crate::fault::{Fault, Place, Source};
use crate::inert;
use crate::next::{Next, Refusal, next};
use crate::output;
use crate::session::{Session, read};
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which session to go on from.
#[derive(Debug, Args)]
pub(super) struct NextSession {
    /// The folder of the last session of a series
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,

    /// How many sessions to write
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=100))]
    count: u32,

    /// Only sessions later than this day, such as 2026-08-31
    #[arg(long, value_name = "DAY", value_parser = day)]
    after: Option<Date>,
}

fn day(text: &str) -> Result<Date, String> {
    let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
    date.ok_or_else(|| "write year-month-day, such as 2026-08-31".to_owned())
}

/// A file to write.
struct Target {
    path: PathBuf,
    text: Vec<u8>,
}

/// A session that was written, for machines.
#[derive(Debug, Serialize)]
struct Written {
    id: String,
    date: Date,
    title: String,
    folder: String,
    /// What could not be carried over as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    written: Vec<Written>,
    /// The rule gives no more.
    ended: bool,
}

impl NextSession {
    pub(super) fn run(self, json: bool) -> Said {
        self.write(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn write(&self, json: bool) -> Result<Said, Failure> {
        let one = |fault| Failure::Faults(vec![fault]);
        let mut session = load::one(&self.folder).map_err(Failure::Faults)?;
        let mut source = load::source(&self.folder).map_err(one)?;
        let beside = session
            .folder
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default();
        let roll = roll(&session);
        let mut after = self.after;
        let mut targets = Vec::new();
        let mut answer = Answer {
            written: Vec::new(),
            ended: false,
        };
        for _ in 0..self.count {
            let made = match next(&source, &session, after) {
                Ok(made) => made,
                Err(Refusal::Ended(_)) if !targets.is_empty() => {
                    answer.ended = true;
                    break;
                }
                Err(refusal) => return Err(one(refusal.fault())),
            };
            let folder = beside.join(&made.folder);
            (source, session) = read_back(&folder, &made)?;
            after = None;
            answer.written.push(Written {
                id: made.id.to_string(),
                date: made.date,
                title: session.title.clone(),
                folder: folder.display().to_string(),
                remarks: made.remarks,
            });
            targets.push(Target {
                path: folder.join("session.yml"),
                text: made.text.into_bytes(),
            });
            if let Some((name, bytes)) = &roll {
                targets.push(Target {
                    path: folder.join(name),
                    text: bytes.clone(),
                });
            }
        }
        let mut there: Vec<Fault> = targets.iter().filter_map(taken).collect();
        there.dedup();
        if !there.is_empty() {
            return Err(Failure::Faults(there));
        }
        for target in &targets {
            put(target)?;
        }
        let text = if json {
            output::json(&answer)
        } else {
            self.words(&answer, &targets)
        };
        Ok(Said::well(text))
    }

    /// What was written. Who has which role stands in the files and nowhere else.
    fn words(&self, answer: &Answer, targets: &[Target]) -> String {
        let mut text = String::new();
        for target in targets {
            let path = target.path.display().to_string();
            text.push_str(&format!("written: {}\n", inert::terminal(&path)));
        }
        for session in &answer.written {
            let title = inert::terminal(&session.title);
            let day = session.date.strftime("%A");
            text.push_str(&format!(
                "  {} ({}, {day}) {title}\n",
                session.id, session.date
            ));
            for remark in &session.remarks {
                text.push_str(&format!("    note: {}\n", inert::terminal(remark)));
            }
        }
        if answer.ended {
            text.push_str(&format!(
                "{} asked for, but the rule gives {}: the series ends there\n",
                self.count,
                answer.written.len()
            ));
        }
        text
    }
}

/// The next session as it will be read: nothing is written that `check` would refuse.
fn read_back(folder: &Path, made: &Next) -> Result<(Arc<Source>, Session), Failure> {
    let source = Arc::new(Source {
        path: folder.join("session.yml"),
        text: made.text.clone(),
    });
    let session = load::formats(folder)
        .and_then(|formats| Ok((formats, load::defaults(folder)?)))
        .and_then(|(formats, defaults)| {
            read::read_under(&source, folder, Vec::new(), &formats, &defaults)
        })
        .map_err(Failure::Faults)?;
    Ok((source, session))
}

/// The file beside the session that its roll is made from, which the next one needs as well.
fn roll(session: &Session) -> Option<(String, Vec<u8>)> {
    let name = session
        .roll_path()
        .filter(|path| !path.starts_with('/'))?
        .to_owned();
    let bytes = fs::read(session.folder.join(&name)).ok()?;
    Some((name, bytes))
}

/// The fault of a file that is there already.
fn taken(target: &Target) -> Option<Fault> {
    if let Some(fault) = place::no_way(Path::new(""), &target.path) {
        return Some(fault);
    }
    target.path.symlink_metadata().ok()?;
    Some(Fault::new(
        Place::whole(target.path.clone()),
        "there is such a file already",
        "go on from the last session of the series, or move the file away",
    ))
}

fn put(target: &Target) -> Result<(), Failure> {
    let failed = |error: place::NotWritten| {
        Failure::Failed(format!("cannot write {}: {error}", target.path.display()))
    };
    // Not even a file that came in the meantime is written over.
    place::new_file(&target.path, &target.text).map_err(failed)
}
