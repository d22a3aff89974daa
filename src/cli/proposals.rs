//! `folkmoot proposals`.

use super::place::{self, NotWritten};
use super::{Failure, Said};
use crate::fault::{Fault, Place, Source};
use crate::output::proposals::{self as output, Answer, Fate};
use crate::proposals::draft::draft;
use crate::proposals::{Checked, Draft, Event, Form, Rules, check, event, form};
use crate::text::many;
use crate::yaml;
use clap::Args;
use jiff::Timestamp;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Which proposals to check.
#[derive(Debug, Args)]
pub(super) struct Proposals {
    /// JSON of an event with its sessions, or of issues; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The issue form they were made with [default: a form with the headings of W3C's, as in workflow-templates/]
    #[arg(long, value_name = "FILE")]
    form: Option<PathBuf>,

    /// Write DIR/NAME/session.yml for each proposal that has its place and no error
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Who coordinates the sessions [default: the owner of the issues' repository]
    #[arg(long, value_name = "NAME", requires = "out")]
    coordinator: Option<String>,

    /// Where minutes are kept: hosts; `any` for anywhere
    #[arg(
        long,
        value_name = "HOST",
        value_delimiter = ',',
        default_value = "www.w3.org,lists.w3.org"
    )]
    minutes_on: Vec<String>,

    /// Check as if it were this time, such as 2026-03-31T14:30:00Z
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    at: Option<Timestamp>,
}

impl Proposals {
    pub(super) fn run(self, json: bool) -> Said {
        self.check(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn check(&self, json: bool) -> Result<Said, Failure> {
        let form = match &self.form {
            None => Form::built_in(),
            Some(path) => source(path, yaml::LARGEST_FILE)
                .map_err(|fault| vec![fault])
                .and_then(|source| form::read(&source)),
        };
        let form = form.map_err(Failure::Faults)?;
        let event = source(&self.file, event::LARGEST_FILE)
            .map_err(|fault| vec![fault])
            .and_then(|source| event::read(&source, &form))
            .map_err(Failure::Faults)?;
        let anywhere = self.minutes_on.iter().any(|host| host == "any");
        let rules = Rules {
            now: self.at.unwrap_or_else(Timestamp::now),
            minutes_on: if anywhere {
                Vec::new()
            } else {
                self.minutes_on.clone()
            },
        };
        let checked = check(&event, &rules);
        let (fates, failed) = match &self.out {
            Some(folder) => self.sessions(folder, &event, &checked)?,
            None => (Vec::new(), None),
        };
        let answer = Answer {
            file: &self.file,
            event: &event,
            checked: &checked,
            fates: &fates,
        };
        let wrong = checked.iter().filter(|one| one.has_error()).count();
        let wrong = u64::try_from(wrong).unwrap_or(u64::MAX);
        Ok(Said {
            text: match json {
                true => output::json(&answer),
                false => output::text(&answer),
            },
            failure: failed.or((wrong > 0).then(|| {
                let proposals = many(wrong, "proposal has an error", "proposals have errors");
                Failure::Usage(proposals)
            })),
        })
    }

    /// Writes the session files of those that can have one, up to the first that the disk refuses; says what became of each, and of that one why.
    fn sessions(
        &self,
        folder: &Path,
        event: &Event,
        checked: &[Checked],
    ) -> Result<(Fates, Option<Failure>), Failure> {
        let coordinator = self.coordinator.as_ref().or(event.owner.as_ref());
        let coordinator = coordinator.ok_or_else(|| {
            let why =
                "the file does not say who coordinates the sessions: name them with --coordinator";
            Failure::Usage(why.to_owned())
        })?;
        let mut there = Vec::new();
        match fs::read_dir(folder) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(|error| unwritable(folder, &error))?;
                    there.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                return Err(Failure::Usage(format!("{} is no folder", folder.display())));
            }
            Err(error) => return Err(unwritable(folder, &error)),
        }
        let (mut planned, mut faults) = (Vec::new(), Vec::new());
        for (proposal, one) in event.proposals.iter().zip(checked) {
            let (fate, text) = match draft(event, proposal, coordinator) {
                _ if one.has_error() => (Fate::Not("it has an error"), String::new()),
                Err(why) => (Fate::Not(why.words()), String::new()),
                Ok(draft) => match known(folder, &draft, &there) {
                    Some(path) => (Fate::There(path), String::new()),
                    None => {
                        let path = folder.join(&draft.name).join("session.yml");
                        let way = place::no_way(Path::new(""), &path);
                        faults.extend(way.filter(|fault| !faults.contains(fault)));
                        (Fate::Written(path), draft.text)
                    }
                },
            };
            planned.push((proposal.number, fate, text));
        }
        // What stands in the way of one is known before any is written.
        if !faults.is_empty() {
            return Err(Failure::Faults(faults));
        }
        let mut failed = None;
        let written = planned.into_iter().map(|(number, fate, text)| {
            let fate = match fate {
                Fate::Written(_) if failed.is_some() => Fate::Not("the disk refused another one"),
                Fate::Written(path) => put(path, &text).unwrap_or_else(|failure| {
                    failed = Some(failure);
                    Fate::Not("the disk refuses it")
                }),
                other => other,
            };
            (number, fate)
        });
        let fates = written.collect();
        Ok((fates, failed))
    }
}

/// What became of each proposal, by its number.
type Fates = Vec<(u64, Fate)>;

/// The session file that a proposal has, by whatever title.
fn known(folder: &Path, draft: &Draft, there: &[String]) -> Option<PathBuf> {
    let mut known = there.iter().filter(|name| name.starts_with(&draft.prefix));
    known.find_map(|name| {
        let path = folder.join(name).join("session.yml");
        // Without it a run was stopped before it could write.
        path.symlink_metadata().is_ok().then_some(path)
    })
}

/// Writes one session file, unless somebody did meanwhile.
fn put(path: PathBuf, text: &str) -> Result<Fate, Failure> {
    match place::new_file(&path, text.as_bytes()) {
        Ok(()) => Ok(Fate::Written(path)),
        Err(NotWritten::Taken) => Ok(Fate::There(path)),
        Err(NotWritten::Failed(error)) => Err(unwritable(&path, &error)),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::Failed(format!("cannot write {}: {error}", path.display()))
}

/// A file as text.
fn source(path: &Path, largest: usize) -> Result<std::sync::Arc<Source>, Fault> {
    let unreadable = |error: io::Error| {
        let (why, cure) = match error.kind() {
            ErrorKind::NotFound => ("there is no such file".to_owned(), "check its name"),
            ErrorKind::IsADirectory => ("this is a folder".to_owned(), "name a file in it"),
            _ => (
                format!("the file cannot be read: {error}"),
                "check that you may read it",
            ),
        };
        Fault::new(Place::whole(path.to_owned()), why, cure)
    };
    let reader: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(io::stdin()),
        false => Box::new(fs::File::open(path).map_err(unreadable)?),
    };
    // One more than there may be, so that what is too large is seen, and not read.
    let most = u64::try_from(largest).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    reader
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > largest {
        return Err(Fault::new(
            Place::whole(path.to_owned()),
            format!("the file has more than the {largest} bytes allowed"),
            "give it the proposals of one event, and nothing else",
        ));
    }
    Source::read(path, &bytes)
}
