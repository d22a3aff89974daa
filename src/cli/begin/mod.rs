//! What `init` and `new` share: answers from flags or from a person, and files that are written over nothing.

mod desk;
mod write;

pub(super) use desk::Desk;
pub(super) use write::{Place, places, preview, put, whole};

use super::Failure;
use crate::fault::{Fault, nearest};
use crate::inert;
use crate::plan::texts;
use crate::session::answer::{self, Wrong};
use crate::session::{Defaults, Format, Formats, Session, SessionId, read};
use crate::start::{self, Answers, NewFile};
use clap::Args;
use desk::Proposal;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Whether two paths are the same folder, which may not be there yet.
pub(super) fn same(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| {
        let nameless = path.as_os_str().is_empty();
        let path = if nameless { Path::new(".") } else { path };
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    };
    real(a) == real(b)
}

/// The format that is proposed.
pub(super) const FIRST: &str = "how-might-we";
/// How many days from today a session is proposed for.
const AHEAD: i32 = 28;

/// Values by their names, and the names of those that are examples.
type Values = (BTreeMap<String, String>, BTreeSet<String>);

/// What a session is, as far as flags say it.
#[derive(Debug, Args)]
pub(super) struct SessionFlags {
    /// What people call the session
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// The day it takes place, such as 2026-03-31
    #[arg(long, value_name = "DAY")]
    date: Option<String>,

    /// When it begins, such as 15:00
    #[arg(long, value_name = "TIME")]
    start: Option<String>,

    /// The time zone it takes place in, such as Europe/Paris [default: the repository's, else this machine's]
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,

    /// What its format asks for, such as --set "number=5"; once for each
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,

    /// Take what is proposed where nothing is given, the format's examples too, and ask nothing
    #[arg(short, long)]
    yes: bool,

    /// Ask, even where nobody sits at a terminal
    #[arg(long, hide = true, conflicts_with = "yes")]
    ask: bool,

    /// Show the files, and write none
    #[arg(long)]
    dry_run: bool,
}

impl SessionFlags {
    /// Who answers.
    pub(super) fn desk(&self) -> Desk {
        Desk::new(self.ask, self.yes)
    }

    pub(super) fn dry_run(&self) -> bool {
        self.dry_run
    }

    /// The time zone of sessions that are to come.
    pub(super) fn zone(
        &self,
        desk: &mut Desk,
        defaults: &Defaults,
    ) -> Result<Option<String>, Failure> {
        let known = defaults.timezone.clone().or_else(system_zone);
        let known = known.and_then(|zone| zone.iana_name().map(str::to_owned));
        let proposal = match known {
            Some(name) => Proposal::Known(name),
            None => Proposal::Example("UTC".to_owned()),
        };
        let what = ("--timezone", "Time zone");
        desk.answer(what, self.timezone.as_deref(), proposal, |text| {
            let zone = answer::zone(text)?;
            Ok(zone.iana_name().unwrap_or("UTC").to_owned())
        })
    }

    /// Everything that a new session needs; nothing where something is missing, which the desk has noted.
    pub(super) fn answers(
        &self,
        desk: &mut Desk,
        formats: &Formats,
        (flag, format): (&str, Option<&str>),
        defaults: &Defaults,
    ) -> Result<Option<Answers>, Failure> {
        let names = formats.names();
        desk.list("Formats", &lines(formats));
        let proposal = Proposal::Example(FIRST.to_owned());
        let name = desk.answer((flag, "Format"), format, proposal, |text| {
            of_format(&names, text)
        })?;
        let found = name.as_deref().and_then(|name| formats.get(name));
        let format = found.transpose().map_err(Failure::Faults)?;
        let title = format.as_ref().map(|format| inert::line(&format.title));
        let title = desk.answer(
            ("--title", "Title"),
            self.title.as_deref(),
            // Of a format that there is not, the title is not what is wrong.
            Proposal::Example(title.unwrap_or_else(|| "A session".to_owned())),
            answer::line,
        )?;
        let ahead = today().saturating_add(AHEAD.days());
        let date = desk.answer(
            ("--date", "Day"),
            self.date.as_deref(),
            Proposal::Example(ahead.to_string()),
            answer::date,
        )?;
        let start = desk.answer(
            ("--start", "Begins at"),
            self.start.as_deref(),
            Proposal::Example("15:00".to_owned()),
            answer::time,
        )?;
        let timezone = self.zone(desk, defaults)?;
        let (Some(format), Some(date)) = (format, date) else {
            return Ok(None);
        };
        let values = self.values(desk, &format, date)?;
        let (Some(title), Some(start), Some(timezone), Some((values, examples))) =
            (title, start, timezone, values)
        else {
            return Ok(None);
        };
        Ok(Some(Answers {
            format,
            title,
            date,
            start,
            timezone,
            values,
            examples,
        }))
    }

    /// The values that the format asks for, and which of them are its examples.
    fn values(
        &self,
        desk: &mut Desk,
        format: &Format,
        date: jiff::civil::Date,
    ) -> Result<Option<Values>, Failure> {
        let needs = start::needs(format, date);
        let mut given: BTreeMap<&str, &str> = BTreeMap::new();
        for set in &self.set {
            let Some((name, value)) = set.split_once('=') else {
                desk.refuse(&format!(
                    "--set `{set}` has no `=`: write --set \"name=value\""
                ));
                continue;
            };
            let name = name.trim();
            if needs.iter().any(|need| need.name == name) {
                if given.insert(name, value).is_some() {
                    desk.refuse(&format!("--set gives `{name}` twice: keep one of them"));
                }
                continue;
            }
            let known = needs.iter().map(|need| need.name.as_str());
            desk.refuse(&match nearest(name, known.clone()) {
                Some(meant) => format!(
                    "the format {} asks for no `{name}`: did you mean `{meant}`?",
                    format.name
                ),
                None if needs.is_empty() => format!(
                    "the format {} asks for nothing, so leave out --set `{name}`",
                    format.name
                ),
                None => format!(
                    "the format {} asks for no `{name}`, but for: {}",
                    format.name,
                    known.collect::<Vec<_>>().join(", ")
                ),
            });
        }
        let (mut values, mut examples) = (BTreeMap::new(), BTreeSet::new());
        for need in &needs {
            let flag = format!("--set \"{}=…\"", need.name);
            let about = inert::line(&need.about);
            let question = match about.as_str() {
                "" => need.name.clone(),
                about => format!("{} ({about})", need.name),
            };
            let own = given.get(need.name.as_str()).copied();
            let example = need.example.clone();
            let value = desk.answer(
                (&flag, &question),
                own,
                example.clone().map_or(Proposal::None, Proposal::Example),
                |text| need.check(text),
            )?;
            let Some(value) = value else { continue };
            if own.is_none() && example.as_ref() == Some(&value) {
                examples.insert(need.name.clone());
            }
            values.insert(need.name.clone(), value);
        }
        Ok((values.len() == needs.len()).then_some((values, examples)))
    }
}

/// The file of a new session, and the session as it will be read: nothing is written that `check` would refuse.
pub(super) fn session(
    folder: &Path,
    answers: &Answers,
    formats: &Formats,
    defaults: &Defaults,
) -> Result<(NewFile, Session), Failure> {
    let file = start::session_file(folder, answers, defaults);
    let source = Arc::new(crate::fault::Source {
        path: file.path.clone(),
        text: file.text.clone(),
    });
    let session = read::read_under(&source, folder, Vec::new(), formats, defaults)
        .map_err(Failure::Faults)?;
    Ok((file, session))
}

/// What becomes of a session that was just written.
pub(super) fn soon(session: &Session, now: Timestamp) -> String {
    let at = texts::when(session, session.schedule.announced);
    match session.schedule.due(now) {
        None => format!("It is announced on {at}: the first run after that opens its issue."),
        Some(stage) if session.schedule.next(now).is_none() => format!(
            "Its last time, {} on {}, is past: the next run goes through all of it at once. Change `date` if that is not meant.",
            stage,
            texts::when(session, session.schedule.closed)
        ),
        Some(_) => "The next run announces it.".to_owned(),
    }
}

/// The name of a folder, which is to be an id.
pub(super) fn folder_name(text: &str) -> Result<String, Wrong> {
    match SessionId::new(text) {
        Some(id) => Ok(id.to_string()),
        None => Err(Wrong {
            why: format!("`{}` cannot be a session's folder", inert::line(text)),
            cure: "use lower-case letters, digits and single hyphens, 42 characters at most"
                .to_owned(),
        }),
    }
}

/// A fault about a flag.
pub(super) fn of_flag(flag: &str, wrong: &Wrong) -> Failure {
    Failure::Usage(format!("{flag}: {}: {}", wrong.why, wrong.cure))
}

/// Each format's name, with what it is.
pub(super) fn lines(formats: &Formats) -> Vec<String> {
    let names = formats.names();
    let widest = names.iter().map(|name| name.len()).max().unwrap_or(0);
    let line = |name: &&str| {
        let said = match formats.get(name) {
            Some(Ok(format)) => {
                let minutes: u32 = format.parts.iter().filter_map(|part| part.minutes).sum();
                let title = inert::terminal(&inert::line(&format.title));
                match format.objectives.first() {
                    Some(objective) => {
                        let objective = inert::line(objective);
                        let objective = inert::cut(&inert::terminal(&objective), 90);
                        format!("{title}, {minutes} minutes: {objective}")
                    }
                    None => format!("{title}, {minutes} minutes"),
                }
            }
            Some(Err(_)) | None => "cannot be read; `folkmoot check` says why".to_owned(),
        };
        format!("{name:<widest$}  {said}")
    };
    names.iter().map(line).collect()
}

/// The format of that name or of that number in the list.
fn of_format(names: &[&str], text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let numbered = text
        .parse::<usize>()
        .ok()
        .and_then(|number| names.get(number.checked_sub(1)?));
    let found = names.iter().find(|name| **name == text).or(numbered);
    match found {
        Some(name) => Ok((*name).to_owned()),
        None => Err(Wrong {
            why: format!(
                "there is no format `{}`",
                inert::cut(&inert::line(text), 60)
            ),
            cure: match nearest(text, names.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the formats are: {}", names.join(", ")),
            },
        }),
    }
}

/// What is known, and may be taken as it is.
pub(super) fn known(text: String) -> Proposal {
    Proposal::Known(text)
}

fn today() -> jiff::civil::Date {
    let zone = system_zone().unwrap_or(TimeZone::UTC);
    Timestamp::now().to_zoned(zone).date()
}

/// This machine's time zone, where it has one with a name.
fn system_zone() -> Option<TimeZone> {
    let zone = TimeZone::try_system().ok()?;
    // As it will be read from the file.
    match zone.iana_name()? {
        "Etc/UTC" => answer::zone("UTC").ok(),
        name => answer::zone(name).ok(),
    }
}

/// A file that stands where one was to be written.
pub(super) fn taken(path: &Path) -> Fault {
    Fault::new(
        crate::fault::Place::whole(path.to_owned()),
        "there is such a file already",
        "name another folder, or go on from the file there",
    )
}
