//! `format`: a repository's own format with its templates, a template that stands in for a built-in one, the form of proposals.

use crate::input::Input;
use crate::shown;
use crate::stage;
use folkmoot::fault::Source;
use folkmoot::plan::trial;
use folkmoot::proposals;
use folkmoot::session::form::form;
use folkmoot::session::format::{Formats, Own};
use folkmoot::session::read;
use folkmoot::start;
use jiff::civil::date;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The templates that an input can bring, by part.
const TEMPLATES: [&str; 5] = [
    "report.md",
    "announcement.md",
    "cluster.md",
    "pull-request.md",
    "own.md",
];

/// Runs an input.
pub fn run(input: &[u8]) {
    let input = Input::of(input);
    match input.which(b"fti") {
        b'f' => own(&input),
        b't' => stands_in(&input),
        _ => issue_form(input.bytes(0)),
    }
}

fn template(format: &str, name: &str, text: String) -> (String, Arc<Source>) {
    let path = format!(".folkmoot/formats/{format}/{name}.hbs").into();
    (name.to_owned(), Arc::new(Source { path, text }))
}

/// A format of the repository's own, and a session of it.
fn own(input: &Input<'_>) {
    let path = Path::new(".folkmoot/formats/own/format.yml");
    let yml = match Source::read(path, input.bytes(0)) {
        Ok(source) => source,
        Err(fault) => return shown::fault(&fault),
    };
    let templates = TEMPLATES
        .iter()
        .zip(input.texts(2))
        .map(|(name, text)| template("own", name, text.into_owned()));
    let own = Own {
        yml: Some(yml),
        templates: templates.collect(),
    };
    let formats = Formats::new(BTreeMap::from([("own".to_owned(), own)]));
    let format = match formats.get("own") {
        Some(Ok(format)) => format,
        Some(Err(faults)) => return shown::faults(&faults),
        None => return,
    };
    form(&[&format]);
    for need in start::needs(&format, date(2026, 3, 31)) {
        let example = need.example.clone().unwrap_or_default();
        let _ = need.check(&example);
    }
    let source = Arc::new(Source {
        path: "sessions/own/session.yml".into(),
        text: input.text(1).into_owned(),
    });
    match read::read(&source, Path::new("sessions/own"), Vec::new(), &formats) {
        Ok(session) => tried(&session),
        Err(faults) => shown::faults(&faults),
    }
}

/// A template that stands in for one of a built-in format.
fn stands_in(input: &Input<'_>) {
    let name = TEMPLATES[usize::from(input.bytes(0).first().copied().unwrap_or(0)) % 4];
    let text = input
        .bytes(0)
        .split_first()
        .map_or("".into(), |(_, rest)| String::from_utf8_lossy(rest));
    let own = Own {
        yml: None,
        templates: BTreeMap::from([template("how-might-we", name, text.into_owned())]),
    };
    let formats = Formats::new(BTreeMap::from([("how-might-we".to_owned(), own)]));
    match read::read(
        &stage::source(),
        Path::new(stage::FOLDER),
        Vec::new(),
        &formats,
    ) {
        Ok(session) => tried(&session),
        Err(faults) => shown::faults(&faults),
    }
}

fn tried(session: &folkmoot::session::Session) {
    let faults = trial::failing(session);
    if !faults.is_empty() {
        shown::faults(&faults);
    }
    trial::too_long(session);
}

fn issue_form(bytes: &[u8]) {
    let read = Source::read(Path::new("form.yml"), bytes).map_err(|fault| vec![fault]);
    if let Err(faults) = read.and_then(|source| proposals::form::read(&source)) {
        shown::faults(&faults);
    }
}
