//! Notes that have no issue of their own: where they stand is written in the file, or in the body of their cluster's issue.

use super::labels;
use super::marker;
use super::view::{Standing, View};
use crate::notes::{Note, Origin, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a cluster's list of members: some thousand notes. What does not fit is named in the file, or it is too much for an issue.
const LONGEST_MEMBERS: usize = 36_000;

/// What stands for a note in these lists: 8 hex digits, so that thousands fit. Among 20,000 notes two are the same with a chance of one in
/// twenty, and then they are in the same cluster.
pub fn note_id(origin: &Origin) -> String {
    crate::notes::digest(&origin.to_string(), 1)
        .chars()
        .take(8)
        .collect()
}

/// The name of the hidden value that lists a cluster's notes, in its issue's body: those that folkmoot placed.
const MEMBERS: &str = "members";

/// Where the notes stand that have no issue.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Note to the folded label of its cluster.
    members: BTreeMap<String, String>,
    parked: BTreeSet<String>,
    late: BTreeSet<Origin>,
}

impl Kept {
    /// What clusters' bodies and the session's memory say.
    pub(super) fn of(view: &View<'_>) -> Kept {
        let mut kept = Kept::default();
        if !view.kept() {
            return kept;
        }
        for cluster in &view.clusters {
            for note in members(&cluster.issue.body) {
                kept.members
                    .entry(note)
                    .or_insert_with(|| labels::fold(&cluster.label));
            }
        }
        if let Some(Ok(memory)) = &view.memory {
            kept.parked.extend(memory.parked.iter().cloned());
            let rows = memory.vote.as_ref().and_then(|vote| vote.rows.as_ref());
            let late = rows.and_then(|rows| rows.late(&view.session.notes));
            kept.late
                .extend(late.into_iter().flatten().map(|note| note.origin.clone()));
        }
        kept
    }

    /// Where a note stands. What a person wrote into the file counts more than what folkmoot placed.
    pub(super) fn standing(&self, view: &View<'_>, note: &Note, open: bool) -> Standing {
        let opened = match &view.memory {
            Some(Ok(memory)) => memory.vote.as_ref().map(|vote| vote.window.opens),
            _ => None,
        };
        let comment_is_late = opened
            .zip(note.written)
            .is_some_and(|(at, written)| written >= at);
        if open && (comment_is_late || self.late.contains(&note.origin)) {
            return Standing::Refused(Refusal::Late);
        }
        let named = note.cluster.as_ref().map(|name| view.label_for(name));
        let parked = |label: &String| labels::same(label, labels::PARKED);
        if named.as_ref().is_some_and(parked) {
            return Standing::Parked;
        }
        let placed = match &named {
            Some(label) => view.cluster(label).map(|_| labels::fold(label)),
            None => self.members.get(&note_id(&note.origin)).cloned(),
        };
        match placed {
            Some(label) => Standing::Placed(label),
            None if open => Standing::Parked,
            None if named.is_none() && self.parked.contains(&note_id(&note.origin)) => {
                Standing::Parked
            }
            None => Standing::Open,
        }
    }
}

/// The notes that a cluster's body lists.
pub(crate) fn members(body: &str) -> Vec<String> {
    marker::find_hidden(body, MEMBERS)
        .and_then(|json| serde_json::from_str::<String>(json).ok())
        .map(|keys| keys.split_whitespace().map(str::to_owned).collect())
        .unwrap_or_default()
}

/// Whether so many more fit.
pub(crate) fn fits(body: &str, more: usize) -> bool {
    (members(body).len() + more) * 9 <= LONGEST_MEMBERS
}

/// The body with more notes in its list.
pub(crate) fn with_members(body: &str, more: &[String]) -> String {
    if more.is_empty() {
        return body.to_owned();
    }
    let mut all = members(body);
    all.extend(more.iter().cloned());
    all.sort_unstable();
    all.dedup();
    // A plain string: this cannot fail.
    let json = serde_json::to_string(&all.join(" ")).unwrap_or_default();
    marker::put_hidden(body, MEMBERS, &json)
}

/// The body without these notes in its list.
pub(crate) fn without_members(body: &str, gone: &BTreeSet<String>) -> String {
    let mut all = members(body);
    all.retain(|note| !gone.contains(note));
    let json = serde_json::to_string(&all.join(" ")).unwrap_or_default();
    marker::put_hidden(body, MEMBERS, &json)
}
