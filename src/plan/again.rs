//! A report that was published, compiled once more from its own files: for a review at the end of the year, when its issues are closed long since.
//!
//! In: the session, `tally.json` and `notes.csv` as they were published, what became of issues since. Out: [`Material`], as it was then. Nothing of
//! the vote is counted anew from GitHub: what was published is what was decided.

use super::{labels, texts};
use crate::ballot::{Record, Tally};
use crate::became::{Became, Thing};
use crate::inert;
use crate::notes::{Author, Note, Origin, Refusal, digest};
use crate::privacy::Shown;
use crate::report::{ClusterMaterial, Material, NoteMaterial, votes};
use crate::session::Session;
use std::collections::{BTreeMap, BTreeSet};

/// What the files of a report say.
#[derive(Debug, Clone)]
pub struct Published {
    json: String,
    /// The record of the vote.
    pub record: Record,
    tally: Tally,
    shown: Shown,
    clusters: Vec<ClusterMaterial>,
    parked: Vec<NoteMaterial>,
    merged: Vec<(Note, Note)>,
    refused: Vec<(Note, Refusal)>,
}

/// Reads the files of a session's report.
///
/// # Errors
/// One sentence, where they are not a report's, or another session's.
pub fn read(session: &Session, json: &str, notes: &[u8]) -> Result<Published, String> {
    let record = Record::read(json).map_err(|why| format!("tally.json: {why}"))?;
    if record.session != session.id.as_str() {
        return Err(format!(
            "tally.json is that of the session {}, not of {}",
            inert::terminal(&record.session),
            session.id
        ));
    }
    let mut clusters: Vec<ClusterMaterial> = record
        .items
        .iter()
        .map(|item| {
            let mut named = session.clusters.iter();
            let named = named.find(|named| labels::same(&named.name, &item.name));
            ClusterMaterial {
                number: item.number,
                name: item.name.clone(),
                was: None,
                notes: Vec::new(),
                about: named.and_then(|named| named.about.clone()),
                fields: named.map(|named| named.fields.clone()).unwrap_or_default(),
            }
        })
        .collect();
    let (mut parked, mut merged, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut reader = csv::Reader::from_reader(notes);
    let bad = |error: csv::Error| format!("notes.csv: {error}");
    let heads = reader.headers().map_err(bad)?.clone();
    let missing = ["text", "cluster", "status", "author"]
        .into_iter()
        .find(|name| !heads.iter().any(|head| head == *name));
    if let Some(name) = missing {
        return Err(format!("notes.csv has no column `{name}`"));
    }
    for (index, row) in reader.records().enumerate() {
        let row = row.map_err(bad)?;
        let cell = |name: &str| {
            let at = heads.iter().position(|head| head == name);
            let cell = at.and_then(|at| row.get(at)).unwrap_or_default();
            Some(inert::uncell(cell).to_owned()).filter(|cell| !cell.is_empty())
        };
        let text = cell("text").unwrap_or_default();
        let fields = session.format.fields.note.iter();
        let note = Note {
            origin: Origin::File(digest(&text, index + 1)),
            author: cell("author").map(Author::Name),
            written: None,
            cluster: cell("cluster"),
            fields: fields
                .filter_map(|field| Some((field.name.clone(), cell(&field.name)?)))
                .collect(),
            text,
        };
        let status = cell("status").unwrap_or_default();
        if let Some(into) = status.strip_prefix("merged into: ") {
            merged.push((note, inert::uncell(into).to_owned()));
        } else if let Some(why) = status.strip_prefix("refused: ") {
            let why = Refusal::ALL.into_iter().find(|one| one.to_string() == why);
            let why = why.ok_or_else(|| {
                format!(
                    "notes.csv has a status `{}` that this version does not know",
                    inert::terminal(&status)
                )
            })?;
            refused.push((note, why));
        } else {
            let home = note.cluster.clone();
            let mut clusters = clusters.iter_mut();
            let home =
                clusters.find(|cluster| home.as_deref() == Some(&inert::line(&cluster.name)));
            let said = note.fields.clone();
            let placed = NoteMaterial {
                note,
                support: 1,
                said,
            };
            match home {
                Some(cluster) => cluster.notes.push(placed),
                None => parked.push(placed),
            }
        }
    }
    // What was merged counts for what it went into, which stands once in the file.
    let mut whole = Vec::new();
    for (note, into) in merged {
        let mut all = clusters
            .iter_mut()
            .flat_map(|cluster| &mut cluster.notes)
            .chain(&mut parked);
        let Some(first) = all.find(|first| first.note.text == into) else {
            return Err(format!(
                "notes.csv says that “{}” was merged into a note that is not there",
                inert::terminal(&note.text)
            ));
        };
        first.support += 1;
        for (name, value) in &note.fields {
            first
                .said
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
        whole.push((note, first.note.clone()));
    }
    Ok(Published {
        json: json.to_owned(),
        tally: record.tally(),
        shown: session.roster.shown(session.attribution),
        record,
        clusters,
        parked,
        merged: whole,
        refused,
    })
}

impl Published {
    /// The notes that count.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        let placed = self.clusters.iter().flat_map(|cluster| &cluster.notes);
        placed.chain(&self.parked).map(|note| &note.note)
    }

    /// What the report is compiled from again; `home` is the address of the session's repository.
    pub fn material<'m>(
        &'m self,
        session: &'m Session,
        home: &'m str,
        things: &'m BTreeMap<Thing, Option<Became>>,
    ) -> Material<'m> {
        let record = &self.record;
        let when = |at| texts::when(session, at);
        Material {
            session,
            repository_url: home,
            things,
            issue: record.issue,
            record,
            history: record
                .history
                .iter()
                .map(|event| votes::event(event, &when))
                .collect(),
            clusters: self.clusters.clone(),
            parked: self.parked.clone(),
            merged: self.merged.clone(),
            refused: self.refused.clone(),
            tally: &self.tally,
            tally_json: &self.json,
            draft: None,
            attribution: session.attribution,
            eligible: record.roll_size(),
            shown: &self.shown,
            rules: record.rules.sentences(record.roll_size()),
            window: format!(
                "The vote was open from {} to {}.",
                when(record.window.opens),
                when(record.window.closes)
            ),
            heard: Vec::new(),
            unsaid: BTreeSet::new(),
        }
    }
}
