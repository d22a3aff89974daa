//! Compiling the report's files.

use super::chart::{Bar, svg};
use super::context::context;
use super::page::{self, Beside, PAGE};
use super::{Material, votes};
use crate::draw::Scheme;
use crate::inert;
use crate::ledger::{Entry, Held, Sighting};
use crate::session::Outcome;
use crate::session::outcomes::Content;
use crate::template::{TemplateError, tidy};
use std::collections::BTreeMap;

/// A compiled report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Path below the report's folder to content.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Title of the pull request.
    pub title: String,
    /// Body of the pull request, without markers.
    pub body: String,
}

/// The document with everything that people said of a session.
const FEEDBACK: &str = "feedback.md";

/// Compiles the report.
///
/// # Errors
/// Where a template of the format cannot be rendered.
pub fn compile(material: &Material<'_>) -> Result<Report, TemplateError> {
    let session = material.session;
    let context = context(material);
    let templates = &session.format.templates;
    let readme = templates.render("report.md", &context)?;
    let bars: Vec<Bar> = material
        .tally
        .standings
        .iter()
        .map(|standing| Bar {
            name: standing.name.clone(),
            votes: standing.score(&material.record.rules),
            wins: standing.wins,
        })
        .collect();
    let chart = format!("Votes: {}", session.title);
    let legend = votes::legend(&material.record.rules);
    let mut files: BTreeMap<String, Vec<u8>> = [
        ("README.md", tidy(&readme).into_bytes()),
        ("tally.json", material.tally_json.as_bytes().to_vec()),
        ("notes.csv", notes_csv(material)),
        (
            "votes.svg",
            svg(&chart, &bars, legend, Scheme::Light).into_bytes(),
        ),
        (
            "votes-dark.svg",
            svg(&chart, &bars, legend, Scheme::Dark).into_bytes(),
        ),
    ]
    .into_iter()
    .map(|(name, content)| (name.to_owned(), content))
    .collect();
    if !context.heard.is_empty() {
        let document = templates.render("what-people-said.md", &context)?;
        files.insert(FEEDBACK.to_owned(), tidy(&document).into_bytes());
    }
    for (name, template) in &session.format.documents {
        let document = templates.render(template, &context)?;
        files.insert(name.clone(), tidy(&document).into_bytes());
    }
    let beside = Beside {
        documents: (session.format.documents.iter())
            .map(|(name, _)| name.as_str())
            .collect(),
        feedback: (!context.heard.is_empty()).then_some(FEEDBACK),
    };
    let page = page::page(material, &context, &beside);
    files.insert(PAGE.to_owned(), page.into_bytes());
    let body = templates.render("pull-request.md", &context)?;
    Ok(Report {
        files,
        title: inert::title(&format!("Report: {}", session.title)),
        body: tidy(&body),
    })
}

/// The text of an outcome.
///
/// # Errors
/// Where its template cannot be rendered.
pub fn outcome(material: &Material<'_>, outcome: &Outcome) -> Result<String, TemplateError> {
    match &outcome.content {
        Content::None => Ok(String::new()),
        Content::Text(text) => Ok(inert::prose(text)),
        Content::Template(name) => {
            let templates = &material.session.format.templates;
            Ok(tidy(&templates.render(name, &context(material))?))
        }
    }
}

/// What the session tells the ledger of its series, if it belongs to one.
pub fn entry(material: &Material<'_>) -> Option<Entry> {
    let session = material.session;
    let series = session.series.as_ref()?;
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    let placed: usize = material.clusters.iter().map(|one| one.notes.len()).sum();
    let rules = &material.record.rules;
    let topics = material.clusters.iter().map(|cluster| {
        let mut standings = material.tally.standings.iter();
        let standing = standings.find(|standing| standing.item == cluster.number);
        Sighting {
            name: cluster.name.clone(),
            notes: count(cluster.notes.len()),
            votes: standing.map(|standing| standing.score(rules)),
            is: None,
            was: cluster.was.clone(),
        }
    });
    Some(Entry {
        series: series.name.clone(),
        folder: session.report.folder.clone(),
        held: Held {
            session: session.id.clone(),
            date: session.date,
            title: session.title.clone(),
            notes: count(placed + material.parked.len()),
            voters: Some(material.tally.voters),
            topics: topics.collect(),
        },
    })
}

/// Every note that was received, with what became of it.
fn notes_csv(material: &Material<'_>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let fields = &material.session.format.fields.note;
    let names = fields.iter().map(|field| field.name.as_str());
    let _ = writer.write_record(
        ["text", "cluster", "status", "author"]
            .into_iter()
            .chain(names),
    );
    let mut row = |note: &crate::notes::Note, cluster: &str, became: &str| {
        let author = note
            .author
            .as_ref()
            .filter(|author| material.shown.has(author))
            .map(|author| inert::cell(author.name()))
            .unwrap_or_default();
        let cells = [
            inert::cell(&note.text),
            inert::cell(cluster),
            became.to_owned(),
            author,
        ];
        let said = fields.iter().map(|field| {
            let said = note.fields.get(&field.name);
            said.map(|text| inert::cell(text)).unwrap_or_default()
        });
        let _ = writer.write_record(cells.into_iter().chain(said));
    };
    for cluster in &material.clusters {
        for note in &cluster.notes {
            row(&note.note, &cluster.name, "placed");
        }
    }
    for (note, into) in &material.merged {
        row(
            note,
            "",
            &format!("merged into: {}", inert::cell(&into.text)),
        );
    }
    for note in &material.parked {
        row(&note.note, "", "parked");
    }
    for (note, why) in &material.refused {
        row(note, "", &format!("refused: {why}"));
    }
    writer.into_inner().unwrap_or_default()
}
