//! Compiling the report's files.

use super::chart::{Bar, Scheme, svg, text_bar};
use super::render::{TemplateError, render};
use super::{Material, NoteMaterial, votes};
use crate::ballot::{Method, many, record};
use crate::inert;
use crate::privacy::Shown;
use crate::session::Attribution;
use serde::Serialize;
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

#[derive(Serialize)]
struct Numbers {
    received: usize,
    placed: usize,
    merged: usize,
    parked: usize,
    refused: usize,
    clusters: usize,
    voters: u64,
    votes: u64,
}

#[derive(Serialize)]
struct NoteLine {
    text: String,
    support: Option<usize>,
    author: Option<String>,
}

#[derive(Serialize)]
struct ClusterLines {
    rank: String,
    name: String,
    wins: bool,
    came_to: String,
    changed: bool,
    votes: u64,
    votes_word: &'static str,
    cell: String,
    in_room: Option<String>,
    bar: String,
    url: String,
    notes_count: usize,
    notes_word: &'static str,
    notes: Vec<NoteLine>,
}

#[derive(Serialize)]
struct PartLine {
    number: usize,
    title: String,
    minutes: Option<u32>,
}

#[derive(Serialize)]
struct Row {
    topic: String,
    question: String,
}

#[derive(Serialize)]
struct Uncounted {
    count: u64,
    votes_word: &'static str,
    reason: &'static str,
}

#[derive(Serialize)]
struct Refused {
    text: String,
    reason: String,
}

#[derive(Serialize)]
struct Merged {
    text: String,
    into: String,
}

#[derive(Serialize)]
struct Context {
    title: String,
    draft: Option<String>,
    date: String,
    place: Option<String>,
    format: String,
    summary: Vec<String>,
    numbers: Numbers,
    chart_alt: String,
    clusters: Vec<ClusterLines>,
    votes_head: &'static str,
    room: bool,
    verdict: String,
    history: Vec<String>,
    parked: Vec<NoteLine>,
    objectives: Vec<String>,
    parts: Vec<PartLine>,
    rules: String,
    window: String,
    uncounted: Vec<Uncounted>,
    refused: Vec<Refused>,
    merged: Vec<Merged>,
    attribution: &'static str,
    contributors: Vec<String>,
    appendix: Vec<Row>,
    tally_digest: String,
    license: Option<String>,
    credit: Option<String>,
    format_credit: Option<String>,
    session_url: String,
}

/// Text of the session file or format, which its maintainers wrote in Markdown: kept, but it opens no marker.
pub fn prose(text: &str) -> String {
    text.trim().replace("<!--", "&lt;!--")
}

/// What the outputs say of names.
pub fn attribution(policy: Attribution) -> &'static str {
    match policy {
        Attribution::ChathamHouse => {
            "Chatham House Rule: what was said may be used, who said it is not recorded here."
        }
        Attribution::OptIn => {
            "Whoever agreed to it is named. Of everybody else the Chatham House Rule holds: what was said may be used, who said it is not recorded here."
        }
        Attribution::Named => "Authors of notes and voters are named.",
    }
}

/// Compiles the report.
///
/// # Errors
/// Where a template of the format cannot be rendered.
pub fn compile(material: &Material<'_>) -> Result<Report, TemplateError> {
    let session = material.session;
    let context = context(material);
    let template = |name: &str| {
        session
            .format
            .templates
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| TemplateError {
                name: name.to_owned(),
                why: format!("the format {} has no such template", session.format.name),
            })
    };
    let readme = render("report.md", template("report.md")?, &context)?;
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
    let files = [
        ("README.md", tidy(&readme).into_bytes()),
        ("tally.json", material.tally_json.as_bytes().to_vec()),
        ("notes.csv", notes_csv(material)),
        ("votes.svg", svg(&chart, &bars, Scheme::Light).into_bytes()),
        (
            "votes-dark.svg",
            svg(&chart, &bars, Scheme::Dark).into_bytes(),
        ),
    ]
    .into_iter()
    .map(|(name, content)| (name.to_owned(), content))
    .collect();

    #[derive(Serialize)]
    struct PullContext<'c> {
        title: &'c str,
        date: &'c str,
        summary: String,
        folder: &'c str,
        session_url: &'c str,
    }
    let body = render(
        "pull-request.md",
        template("pull-request.md")?,
        &PullContext {
            title: &context.title,
            date: &context.date,
            summary: context
                .summary
                .iter()
                .map(|line| format!("- {line}\n"))
                .collect(),
            folder: &session.report.folder,
            session_url: &context.session_url,
        },
    )?;
    Ok(Report {
        files,
        title: inert::title(&format!("Report: {}", session.title)),
        body: tidy(&body),
    })
}

fn context(material: &Material<'_>) -> Context {
    let session = material.session;
    let (tally, record) = (material.tally, material.record);
    let rules = &record.rules;
    let most = tally
        .standings
        .iter()
        .map(|s| s.score(rules))
        .max()
        .unwrap_or(0);
    let clusters: Vec<ClusterLines> = tally
        .standings
        .iter()
        .map(|standing| {
            let notes: Vec<NoteLine> = material
                .clusters
                .iter()
                .filter(|cluster| cluster.number == standing.item)
                .flat_map(|cluster| &cluster.notes)
                .map(|note| note_line(note, material.shown))
                .collect();
            ClusterLines {
                rank: votes::rank(rules, standing),
                came_to: votes::came_to(rules, standing),
                name: inert::markdown(&standing.name),
                wins: standing.wins,
                votes: standing.votes,
                votes_word: match (rules.method, standing.votes) {
                    (Method::Dots, 1) => "dot",
                    (Method::Dots, _) => "dots",
                    (_, 1) => "vote",
                    _ => "votes",
                },
                changed: record
                    .items
                    .iter()
                    .any(|item| item.number == standing.item && item.changed),
                cell: votes::cell(rules, standing),
                in_room: standing
                    .in_room
                    .as_ref()
                    .map(|room| room.words(&rules.stages)),
                bar: text_bar(standing.score(rules), most, 20),
                url: format!("{}/issues/{}", material.repository_url, standing.item),
                notes_count: notes.len(),
                notes_word: if notes.len() == 1 { "note" } else { "notes" },
                notes,
            }
        })
        .collect();
    let placed: usize = material
        .clusters
        .iter()
        .map(|cluster| cluster.notes.len())
        .sum();
    let votes = tally
        .ballots
        .iter()
        .map(|ballot| u64::try_from(ballot.counted().count()).unwrap_or(0))
        .sum();
    let numbers = Numbers {
        received: placed + material.merged.len() + material.parked.len() + material.refused.len(),
        placed,
        merged: material.merged.len(),
        parked: material.parked.len(),
        refused: material.refused.len(),
        clusters: material.clusters.len(),
        voters: tally.voters,
        votes,
    };
    let chosen: Vec<String> = clusters
        .iter()
        .filter(|cluster| cluster.wins)
        .map(|cluster| match rules.method {
            Method::Grid => format!("{}: {}", cluster.name, cluster.came_to),
            _ => cluster.name.clone(),
        })
        .collect();
    let summary = vec![
        format!(
            "{} in {}",
            many(
                u64::try_from(numbers.received).unwrap_or(u64::MAX),
                "note",
                "notes"
            ),
            many(
                u64::try_from(numbers.clusters).unwrap_or(u64::MAX),
                "cluster",
                "clusters"
            )
        ),
        format!(
            "{} cast {}",
            many(tally.voters, "person", "people"),
            match rules.method {
                Method::Ranked => many(tally.voters, "ballot that counts", "ballots that count"),
                Method::Dots => {
                    let dots = tally.standings.iter().map(|s| s.votes);
                    let dots = dots.fold(0, u64::saturating_add);
                    many(dots, "dot that counts", "dots that count")
                }
                _ => many(votes, "vote that counts", "votes that count"),
            }
        ),
        if let Some(why) = record.cancelled() {
            format!(
                "The vote was cancelled, so no cluster was chosen: {}",
                inert::markdown(why)
            )
        } else if chosen.is_empty() {
            let why = if tally.quorum.is_some_and(|quorum| !quorum.reached) {
                "the quorum was not reached"
            } else if tally.voters == 0 {
                "nobody voted"
            } else if tally.tie.is_empty() {
                "none has what the rules ask for"
            } else {
                "a run-off decides"
            };
            format!("No cluster was chosen: {why}")
        } else {
            let word = match (material.draft.is_some(), rules.method) {
                (true, _) => "Ahead so far",
                (false, Method::Motion) => "Passed",
                (false, Method::Grid) => "Stages",
                (false, _) => "Chosen for further exploration",
            };
            format!("{word}: {}", chosen.join("; "))
        },
        "Recommendations are for the participants to write, in the places marked below".to_owned(),
    ];
    // In an attribute of HTML, where Markdown's escapes would be read aloud.
    let chart_alt = tally
        .standings
        .iter()
        .map(|standing| format!("{} {}", inert::xml(&standing.name), standing.votes))
        .collect::<Vec<_>>()
        .join(", ");
    let appendix = material
        .clusters
        .iter()
        .flat_map(|cluster| {
            cluster.notes.iter().enumerate().map(|(index, note)| Row {
                topic: if index == 0 {
                    format!("**{}**", inert::markdown(&cluster.name))
                } else {
                    String::new()
                },
                question: inert::markdown(&note.note.text),
            })
        })
        .collect();
    Context {
        title: inert::markdown(&session.title),
        draft: material.draft.clone(),
        date: session.date.strftime("%-d %B %Y").to_string(),
        place: session.place.as_deref().map(inert::markdown),
        format: inert::markdown(&session.format.title),
        summary,
        numbers,
        chart_alt,
        clusters,
        votes_head: votes::head(rules),
        room: rules.in_room.is_some(),
        verdict: votes::sentences(record, tally).join(" "),
        history: material.history.clone(),
        parked: material
            .parked
            .iter()
            .map(|note| note_line(note, material.shown))
            .collect(),
        objectives: session
            .format
            .objectives
            .iter()
            .map(|text| prose(text))
            .collect(),
        parts: session
            .format
            .parts
            .iter()
            .enumerate()
            .map(|(index, part)| PartLine {
                number: index + 1,
                title: prose(&part.title),
                minutes: part.minutes,
            })
            .collect(),
        rules: material.rules.clone(),
        window: material.window.clone(),
        uncounted: uncounted(material),
        refused: material
            .refused
            .iter()
            .map(|(note, why)| Refused {
                text: inert::markdown(&inert::cut(&note.text, 120)),
                reason: why.to_string(),
            })
            .collect(),
        merged: material
            .merged
            .iter()
            .map(|(note, into)| Merged {
                text: inert::markdown(&note.text),
                into: inert::markdown(&into.text),
            })
            .collect(),
        attribution: attribution(material.attribution),
        contributors: material
            .shown
            .contributors
            .iter()
            .map(|name| inert::markdown(name))
            .collect(),
        appendix,
        tally_digest: record::digest(material.tally_json),
        license: session.license.as_deref().map(prose),
        credit: session.credit.as_deref().map(prose),
        format_credit: session.format.credit.as_deref().map(prose),
        session_url: format!("{}/issues/{}", material.repository_url, material.issue),
    }
}

fn note_line(note: &NoteMaterial, shown: &Shown) -> NoteLine {
    NoteLine {
        text: inert::markdown(&note.note.text),
        support: (note.support > 1).then_some(note.support),
        author: note
            .note
            .author
            .as_ref()
            .filter(|author| shown.has(author))
            .map(|author| inert::markdown(author.name())),
    }
}

/// Votes that do not count, by reason.
fn uncounted(material: &Material<'_>) -> Vec<Uncounted> {
    material
        .tally
        .uncounted()
        .into_iter()
        .map(|(why, count)| Uncounted {
            count,
            votes_word: if count == 1 { "vote" } else { "votes" },
            reason: why.reason(),
        })
        .collect()
}

/// Every note that was received, with what became of it.
fn notes_csv(material: &Material<'_>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(["text", "cluster", "status", "author"]);
    let mut row = |note: &crate::notes::Note, cluster: &str, became: &str| {
        let author = note
            .author
            .as_ref()
            .filter(|author| material.shown.has(author))
            .map(|author| inert::cell(author.name()))
            .unwrap_or_default();
        let _ = writer.write_record([
            inert::cell(&note.text),
            inert::cell(cluster),
            became.to_owned(),
            author,
        ]);
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

/// At most one empty line in a row, one line end at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out.trim_start().to_owned()
}
