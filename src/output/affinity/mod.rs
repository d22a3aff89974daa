//! A proposal of clusters, for people and for machines.
//!
//! In: the notes, where each goes and why, what could be merged, what was read. Out: text, JSON, CSV, Markdown or a picture. Pure, and
//! the same value always gives the same bytes. Nothing is decided here, and a note's words do nothing wherever they are shown. People's
//! names stand in JSON and CSV alone, which come back in: the other forms are for showing around.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod svg;
pub mod text;

#[cfg(test)]
mod tests;

use crate::affinity::{Cluster, Placed, Proposal};
use crate::import::Imported;
use crate::notes::alike::Alike;
use crate::notes::lint::Remark;
use crate::text::many;
use std::path::PathBuf;

/// What a note is written under, as in a label on GitHub, where a person parked it.
pub use crate::import::PARKED;

/// A proposal and what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// What people call the notes: the name of their file, or of the session.
    pub title: &'a str,
    /// The notes, in the order of the proposal's places.
    pub notes: &'a [Note<'a>],
    /// Where they go.
    pub proposal: &'a Proposal,
    /// Notes that could be one.
    pub merges: &'a [Alike],
    /// What may be said kindly about the notes.
    pub remarks: &'a [Remark],
    /// What was read.
    pub files: &'a [(PathBuf, Imported)],
}

/// A note as it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Note<'a> {
    /// Its words, on one line.
    pub text: &'a str,
    /// Who wrote it, if known.
    pub author: Option<&'a str>,
    /// Its support in the source, if there was any.
    pub votes: Option<i64>,
    /// The file it came from, by index in [`Shown::files`].
    pub file: usize,
    /// Its line there, from 1.
    pub line: usize,
}

impl<'a> Shown<'a> {
    fn text(&self, note: usize) -> &'a str {
        self.notes.get(note).map_or("", |note| note.text)
    }

    fn place(&self, note: usize) -> Option<&'a Placed> {
        self.proposal.places.get(note)
    }

    fn name(&self, cluster: usize) -> Option<&'a str> {
        let cluster = self.proposal.clusters.get(cluster)?;
        Some(cluster.name.as_str())
    }

    /// The name of the cluster that a doubtful note would go to otherwise. Where a person placed it there is no doubt.
    fn second(&self, note: usize) -> Option<&'a str> {
        let place = self.place(note).filter(|place| !place.by_person)?;
        self.name(place.second?)
    }

    /// The notes that are in no cluster.
    fn parked(&self) -> Vec<usize> {
        let places = self.proposal.places.iter().enumerate();
        places
            .filter(|(_, place)| place.cluster.is_none())
            .map(|(note, _)| note)
            .collect()
    }

    /// `13 notes: 11 in 5 clusters, 2 parked`
    fn summary(&self) -> String {
        let parked = self.parked().len();
        let placed = self.notes.len().saturating_sub(parked);
        let mut out = format!(
            "{}: {placed} in {}",
            counted(self.notes.len(), "note", "notes"),
            counted(self.proposal.clusters.len(), "cluster", "clusters"),
        );
        if parked > 0 {
            out.push_str(&format!(", {parked} parked"));
        }
        out
    }
}

/// `4 notes · close (62)`
fn about(cluster: &Cluster) -> String {
    let count = counted(cluster.notes.len(), "note", "notes");
    match cluster.notes.len() {
        0 | 1 => count,
        _ => format!(
            "{count} · {} ({})",
            closeness(cluster.cohesion),
            cluster.cohesion
        ),
    }
}

/// A word for how alike the notes of a cluster are. What two notes share that the whole session says counts for nothing, so that even good
/// clusters are far from 100, and notes taken by chance are at 0.
fn closeness(cohesion: u8) -> &'static str {
    match cohesion {
        25.. => "close",
        12.. => "fairly close",
        _ => "loose",
    }
}

/// `2 people say the same in the same words`
fn alike(merge: &Alike) -> String {
    let how = if merge.near {
        "nearly the same"
    } else {
        "the same in the same words"
    };
    let count = counted(merge.others.len() + 1, "note", "notes");
    let people = counted(merge.support, "person", "people");
    format!("{count}, {people}: {how}")
}

fn counted(number: usize, one: &str, more: &str) -> String {
    many(u64::try_from(number).unwrap_or(u64::MAX), one, more)
}
