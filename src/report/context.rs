//! What templates of a report can show: every value harmless already.

mod feedback;
mod session;

pub use feedback::HeardLines;
pub use session::{ActionLine, NamedLine, RoleLines, actions, attribution, named, roles};

use session::{Choices, OutcomeLine, Quoted, agreed, became, next_roles, opens_with, outcomes};

use super::chart::text_bar;
use super::tensions::tensions;
use super::{Material, NoteMaterial, votes};
use crate::ballot::{Method, record};
use crate::fields::Value as Said;
use crate::fields::show::{show, show_said};
use crate::inert::{self, prose};
use crate::notes::Note;
use crate::text::many;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

#[derive(Serialize)]
pub(super) struct Numbers {
    pub(super) present: Option<u64>,
    pub(super) wrote: Option<usize>,
    pub(super) eligible: Option<u64>,
    pub(super) received: usize,
    pub(super) placed: usize,
    pub(super) merged: usize,
    pub(super) parked: usize,
    pub(super) refused: usize,
    pub(super) clusters: usize,
    pub(super) voters: u64,
    pub(super) votes: u64,
    pub(super) votes_name: &'static str,
}

#[derive(Serialize)]
pub(super) struct NoteLine {
    text: String,
    support: Option<usize>,
    author: Option<String>,
    cluster: Option<String>,
    fields: Value,
    became: Value,
}

#[derive(Serialize)]
pub(super) struct ClusterLines {
    rank: String,
    name: String,
    comment: String,
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
    about: Option<String>,
    fields: Value,
    became: Value,
}

#[derive(Serialize)]
pub(super) struct PartLine {
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) minutes: Option<u32>,
}

#[derive(Serialize)]
pub(super) struct Row {
    topic: String,
    question: String,
}

#[derive(Serialize)]
pub(super) struct Uncounted {
    pub(super) count: u64,
    pub(super) votes_word: &'static str,
    pub(super) reason: &'static str,
}

#[derive(Serialize)]
pub(super) struct Refused {
    text: String,
    reason: String,
}

#[derive(Serialize)]
pub(super) struct Merged {
    text: String,
    into: String,
}

#[derive(Serialize)]
pub(super) struct Context {
    pub(super) title: String,
    draft: Option<String>,
    pub(super) date: String,
    day: String,
    place: Option<String>,
    format: String,
    pub(super) about: Option<String>,
    pub(super) summary: Vec<String>,
    details: Value,
    choices: Choices,
    notes: Vec<NoteLine>,
    actions: Vec<ActionLine>,
    opens_with: Vec<ActionLine>,
    roles: RoleLines,
    next_roles: Option<RoleLines>,
    outcomes: Vec<OutcomeLine>,
    publish_by: Option<String>,
    series: Option<String>,
    pub(super) numbers: Numbers,
    chart_alt: String,
    clusters: Vec<ClusterLines>,
    named: Vec<NamedLine>,
    pub(super) votes_head: &'static str,
    room: bool,
    pub(super) verdict: String,
    pub(super) history: Vec<String>,
    pub(super) tensions: Vec<String>,
    parked: Vec<NoteLine>,
    pub(super) objectives: Vec<String>,
    pub(super) parts: Vec<PartLine>,
    pub(super) rules: String,
    pub(super) window: String,
    pub(super) uncounted: Vec<Uncounted>,
    refused: Vec<Refused>,
    merged: Vec<Merged>,
    pub(super) heard: Vec<HeardLines>,
    pub(super) attribution: &'static str,
    contributors: Vec<String>,
    appendix: Vec<Row>,
    pub(super) tally_digest: String,
    pub(super) license: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) format_credit: Option<String>,
    pub(super) session_url: String,
    pub(super) folder: String,
    yaml: Quoted,
}

/// The values of a report.
pub(super) fn context(material: &Material<'_>) -> Context {
    let session = material.session;
    let (tally, record) = (material.tally, material.record);
    let rules = &record.rules;
    let most = tally.most(rules);
    let fields = &session.format.fields;
    let line = |note: &NoteMaterial, cluster: Option<&str>| NoteLine {
        text: inert::markdown(&note.note.text),
        support: (note.support > 1).then_some(note.support),
        author: note
            .note
            .author
            .as_ref()
            .filter(|author| material.shown.has(author))
            .map(|author| inert::markdown(author.name())),
        cluster: cluster.map(inert::markdown),
        fields: show_said(&fields.note, &note.said),
        became: became(material, &fields.note, |name| {
            note.said.get(name).map(String::as_str)
        }),
    };
    let clusters: Vec<ClusterLines> = tally
        .standings
        .iter()
        .map(|standing| {
            let cluster = material
                .clusters
                .iter()
                .find(|cluster| cluster.number == standing.item);
            let notes: Vec<NoteLine> = cluster
                .iter()
                .flat_map(|cluster| &cluster.notes)
                .map(|note| line(note, Some(&standing.name)))
                .collect();
            let given = cluster.map(|cluster| cluster.fields.clone());
            ClusterLines {
                rank: votes::rank(rules, standing),
                came_to: votes::came_to(rules, standing),
                name: inert::markdown(&standing.name),
                comment: inert::comment(&standing.name),
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
                about: cluster
                    .and_then(|cluster| cluster.about.as_deref())
                    .map(prose),
                became: became(material, &fields.cluster, |name| {
                    match cluster?.fields.get(name)? {
                        Said::One(link) => Some(link),
                        _ => None,
                    }
                }),
                fields: show(&fields.cluster, &given.unwrap_or_default()),
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
    let authors: BTreeSet<&str> = all_notes(material)
        .filter_map(|note| note.author.as_ref().map(crate::notes::Author::name))
        .collect();
    let numbers = Numbers {
        present: session.people,
        wrote: (!authors.is_empty()).then_some(authors.len()),
        eligible: material.eligible,
        received: placed + material.merged.len() + material.parked.len() + material.refused.len(),
        placed,
        merged: material.merged.len(),
        parked: material.parked.len(),
        refused: material.refused.len(),
        clusters: material.clusters.len(),
        voters: tally.voters,
        votes: match rules.method {
            Method::Ranked => tally.voters,
            Method::Dots => tally
                .standings
                .iter()
                .fold(0, |all, one| all.saturating_add(one.votes)),
            _ => votes,
        },
        votes_name: votes::counted(rules),
    };
    let chosen: Vec<String> = clusters
        .iter()
        .filter(|cluster| cluster.wins)
        .map(|cluster| match rules.method {
            Method::Grid => format!("{}: {}", cluster.name, cluster.came_to),
            _ => cluster.name.clone(),
        })
        .collect();
    let mut summary = vec![
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
                Method::Ranked => many(numbers.votes, "ballot that counts", "ballots that count"),
                Method::Dots => many(numbers.votes, "dot that counts", "dots that count"),
                _ => many(numbers.votes, "vote that counts", "votes that count"),
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
    if numbers.received == 0 && clusters.is_empty() {
        summary = vec![
            "Nobody wrote a note".to_owned(),
            "So there was nothing to vote on".to_owned(),
            "Nothing was chosen".to_owned(),
        ];
    }
    summary.push(agreed(session));
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
        about: session.summary.as_deref().map(prose),
        details: show(&fields.session, &session.details),
        choices: Choices::of(fields),
        notes: material
            .clusters
            .iter()
            .flat_map(|cluster| {
                cluster
                    .notes
                    .iter()
                    .map(|note| line(note, Some(&cluster.name)))
            })
            .chain(material.parked.iter().map(|note| line(note, None)))
            .collect(),
        actions: actions(&session.actions),
        opens_with: opens_with(material),
        roles: roles(&session.roles),
        next_roles: next_roles(session),
        outcomes: outcomes(session, &record.repository),
        series: session.series.as_ref().map(|one| one.name.to_string()),
        publish_by: session.publish_by.as_ref().map(ToString::to_string),
        folder: session.report.folder.clone(),
        yaml: Quoted::of(session),
        day: session.date.to_string(),
        date: session.date.strftime("%-d %B %Y").to_string(),
        place: session.place.as_deref().map(inert::markdown),
        format: inert::markdown(&session.format.title),
        summary,
        numbers,
        chart_alt,
        clusters,
        named: self::named(session),
        votes_head: votes::head(rules),
        room: rules.in_room.is_some(),
        verdict: votes::sentences(record, tally).join(" "),
        history: material.history.clone(),
        tensions: tensions(rules, tally),
        parked: material
            .parked
            .iter()
            .map(|note| line(note, None))
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
        heard: material
            .heard
            .iter()
            .filter_map(|heard| feedback::heard(heard, &material.unsaid, material.repository_url))
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

/// Every note that was received and is one.
fn all_notes<'m>(material: &'m Material<'_>) -> impl Iterator<Item = &'m Note> {
    let placed = material.clusters.iter().flat_map(|cluster| &cluster.notes);
    let placed = placed.chain(&material.parked).map(|note| &note.note);
    placed.chain(material.merged.iter().map(|(note, _)| note))
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

/// What people said of the last session, for the next one's announcement; none where nobody said anything.
pub fn heard(
    heard: &super::Heard<'_>,
    unsaid: &BTreeSet<String>,
    repository_url: &str,
) -> Option<HeardLines> {
    feedback::heard(heard, unsaid, repository_url)
}
