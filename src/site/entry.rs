//! One report: what is known of it from its files.

use super::words;
use crate::ballot::record::State;
use crate::ballot::{Record, Tally, verify};
use crate::draw::{html, page, prose};
use crate::fault::{Fault, Place, Source};
use crate::inert;
use crate::ledger::Ledger;
use crate::report::PAGE;
use crate::text::many;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of a report that a site takes along; others stay where they are. Beside these, documents of formats: any other `.md`.
const FILES: [&str; 7] = [
    PAGE,
    "tally.json",
    "notes.csv",
    "votes.svg",
    "votes-dark.svg",
    "topics.svg",
    "topics-dark.svg",
];
const MARKDOWN: &str = "README.md";
const TALLY: &str = "tally.json";

/// A folder with a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its path in the repository, with forward slashes; empty at the top.
    pub path: String,
    /// The files of the report in it.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A report in the index.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) day: Date,
    /// The series it belongs to, by its name.
    pub(super) series: Option<String>,
    pub(super) session: String,
    pub(super) repository: String,
    state: State,
    tally: Tally,
    /// The Markdown report.
    markdown: Option<String>,
    /// The documents beside it.
    documents: Vec<String>,
}

impl Entry {
    /// Reads the files of a report.
    pub(super) fn of(folder: &Folder, ledgers: &[Ledger]) -> Result<Entry, Fault> {
        let at = |name: &str| PathBuf::from(super::below(&folder.path, name));
        let bytes = |name: &str| folder.files.get(name).map(Vec::as_slice);
        let source = Source::read(&at(TALLY), bytes(TALLY).unwrap_or_default())?;
        let record = read(&source)?;
        let markdown = bytes(MARKDOWN).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let page = bytes(PAGE).map(String::from_utf8_lossy);
        let held = ledgers.iter().find_map(|ledger| {
            let mut sessions = ledger.sessions().iter();
            let held = sessions.find(|held| held.session.as_str() == record.session)?;
            Some((ledger.series.to_string(), held))
        });
        let day = page
            .as_deref()
            .and_then(page::day)
            .or_else(|| held.as_ref().map(|(_, held)| held.date))
            // A vote is counted on the day of its session or soon after.
            .unwrap_or_else(|| {
                let closes = record.window.closes.to_zoned(TimeZone::UTC);
                closes.date()
            });
        let title = markdown
            .as_deref()
            .and_then(prose::title)
            .or_else(|| held.as_ref().map(|(_, held)| held.title.clone()))
            .unwrap_or_else(|| record.session.clone());
        Ok(Entry {
            path: folder.path.clone(),
            title,
            day,
            series: held.map(|(series, _)| series),
            session: record.session.clone(),
            repository: record.repository.clone(),
            state: record.state,
            tally: record.tally(),
            markdown,
            documents: folder
                .files
                .keys()
                .filter(|name| *name != PAGE)
                .cloned()
                .collect(),
        })
    }

    /// What came of it, in a line of HTML.
    pub(super) fn came_to(&self) -> String {
        match self.state {
            State::Cancelled => return words::CANCELLED.to_owned(),
            State::Open => return words::OPEN.to_owned(),
            State::Closed => {}
        }
        let chosen: Vec<String> = self
            .tally
            .standings
            .iter()
            .filter(|standing| standing.wins)
            .map(|standing| {
                format!(
                    "{} <bdi>{}</bdi>",
                    words::CHOSEN,
                    html::text(&standing.name)
                )
            })
            .collect();
        if chosen.is_empty() {
            return words::NOTHING_CHOSEN.to_owned();
        }
        chosen.join(" &nbsp; ")
    }

    /// Its numbers, in words.
    pub(super) fn numbers(&self) -> String {
        let clusters = u64::try_from(self.tally.standings.len()).unwrap_or(u64::MAX);
        format!(
            "{} voted on {}",
            many(self.tally.voters, "person", "people"),
            many(clusters, "cluster", "clusters")
        )
    }

    /// Its page, of a report that was compiled before there were pages.
    pub(super) fn page(&self, index: &str) -> String {
        let files: Vec<String> = self
            .documents
            .iter()
            .map(|name| html::link(&html::path(name), &html::text(name)))
            .collect();
        let text = match &self.markdown {
            Some(markdown) => prose::blocks(untitled(markdown), 1),
            None => String::new(),
        };
        let body = format!(
            "<header>\n<p class=\"kicker\"><a href=\"{}\">{}</a> · <time>{}</time></p>\n<h1 dir=\"auto\">{}</h1>\n<p class=\"verdict\">{}</p>\n</header>\n<main id=\"report\">\n<section class=\"prose\">\n{text}</section>\n</main>\n<footer>\n<p>{}. {} {}.</p>\n</footer>\n",
            html::text(index),
            words::ALL,
            self.day,
            html::text(&self.title),
            self.came_to(),
            words::FROM_MARKDOWN,
            words::DATA,
            files.join(", ")
        );
        let page = page::Page {
            language: words::LANGUAGE,
            title: &self.title,
            about: &self.numbers(),
            day: Some(self.day),
            skip: ("#report", words::SKIP_TO_REPORT),
            body: &body,
        };
        page.html()
    }
}

/// The text below its first heading, which the page has already.
fn untitled(markdown: &str) -> &str {
    let text = markdown.trim_start();
    match text
        .strip_prefix("# ")
        .and_then(|text| text.split_once('\n'))
    {
        Some((_, rest)) => rest,
        None => text,
    }
}

/// Reads a tally, and recounts it: no page says what its file does not give.
fn read(source: &Arc<Source>) -> Result<Record, Fault> {
    let record = Record::read(&source.text).map_err(|why| {
        Fault::new(
            Place::start(source),
            inert::cut(&inert::line(&why), 300),
            "take the last good one from git",
        )
    })?;
    match verify::recount(&record, &source.text).wrong.first() {
        None => Ok(record),
        Some(wrong) => Err(Fault::new(
            Place::start(source),
            format!(
                "the file does not give the result that it states: {}",
                inert::cut(&inert::line(wrong), 200)
            ),
            "`folkmoot verify` says all that differs; take the last good one from git",
        )),
    }
}

/// Whether a file of a folder belongs to its report.
pub fn belongs(name: &str) -> bool {
    let markdown = Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "md");
    FILES.contains(&name) || markdown
}
