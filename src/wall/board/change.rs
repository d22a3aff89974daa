//! What an edit does to a board, what undoes it, and how it is called.

use super::{Board, Card, Cluster};
use crate::inert;
use crate::plan::labels;
use crate::text::many;
use crate::wall::Edit;
use std::collections::BTreeSet;

/// Characters of a note's words in the name of an edit.
pub(super) const SHORT: usize = 40;

/// Where a note is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    In(String),
    Parked,
    Nowhere,
}

impl Place {
    pub(super) fn of(card: &Card) -> Place {
        match &card.cluster {
            Some(cluster) => Place::In(cluster.clone()),
            None if card.parked => Place::Parked,
            None => Place::Nowhere,
        }
    }

    fn edit(self, notes: Vec<String>) -> Edit {
        match self {
            Place::In(to) => Edit::Move { notes, to },
            Place::Parked => Edit::Park { notes },
            Place::Nowhere => Edit::Unplace { notes },
        }
    }
}

impl Board {
    /// What it will look like once the edit is done. What the edit touches is pending; what it names and is not there is left out.
    pub fn with(&mut self, edit: &Edit) {
        match edit {
            Edit::Move { notes, to } => {
                // One that has no issue and was left by its last note has a label still, by which it can be had back.
                let plain = labels::cluster_of(to);
                if let (None, Some(name)) = (self.cluster(to), plain) {
                    self.begin(notes, to, name);
                }
                if self.cluster(to).is_some() {
                    self.put(notes, &Place::In(to.clone()));
                }
            }
            Edit::Park { notes } => self.put(notes, &Place::Parked),
            Edit::Unplace { notes } => self.put(notes, &Place::Nowhere),
            Edit::New { notes, name } => {
                let id = self.called(name);
                if self.cluster(&id).is_none() {
                    self.begin(notes, &id, name);
                }
                self.put(notes, &Place::In(id));
            }
            Edit::Merge { note, into } => self.merge(note, into),
            Edit::Unmerge { note } => {
                if let Some(card) = self.card_mut(note) {
                    card.merged = None;
                    card.pending = true;
                }
            }
            Edit::Rename { cluster, name } => {
                let renamed = self.renamed(cluster, name);
                let found = self.clusters.iter_mut().find(|known| known.id == *cluster);
                if let Some(known) = found {
                    known.name = inert::line(name);
                    known.pending = true;
                    known.id.clone_from(&renamed);
                    let inside = |card: &&mut Card| card.cluster.as_ref() == Some(cluster);
                    for card in self.notes.iter_mut().filter(inside) {
                        card.cluster = Some(renamed.clone());
                    }
                }
            }
            Edit::Join { cluster, into } => {
                if self.cluster(into).is_some() && cluster != into {
                    let notes = self.notes_in(cluster);
                    self.put(&notes, &Place::In(into.clone()));
                }
            }
        }
    }

    /// Whether an edit would change nothing: it is done.
    pub fn shows(&self, edit: &Edit) -> bool {
        let mut after = self.clone();
        after.with(edit);
        after.settle();
        let mut before = self.clone();
        before.settle();
        after == before
    }

    pub(in crate::wall) fn settle(&mut self) {
        for card in &mut self.notes {
            card.pending = false;
        }
        for cluster in &mut self.clusters {
            cluster.pending = false;
        }
    }

    /// What undoes an edit that is made on this board; nothing where the edit changes nothing.
    pub fn inverse(&self, edit: &Edit) -> Option<Vec<Edit>> {
        let back = match edit {
            Edit::Move { notes, to } => self.back(notes, &Place::In(to.clone())),
            Edit::Park { notes } => self.back(notes, &Place::Parked),
            Edit::Unplace { notes } => self.back(notes, &Place::Nowhere),
            Edit::New { notes, name } => self.back(notes, &Place::In(self.called(name))),
            Edit::Join { cluster, into } if cluster == into => Vec::new(),
            Edit::Join { cluster, into } => {
                self.back(&self.notes_in(cluster), &Place::In(into.clone()))
            }
            Edit::Merge { note, into } => self.apart(note, into)?,
            Edit::Unmerge { note } => vec![Edit::Merge {
                note: note.clone(),
                into: self.card(note)?.merged.clone()?,
            }],
            Edit::Rename { cluster, name } => {
                let before = &self.cluster(cluster)?.name;
                if before == name {
                    return None;
                }
                vec![Edit::Rename {
                    cluster: self.renamed(cluster, name),
                    name: before.clone(),
                }]
            }
        };
        (!back.is_empty()).then_some(back)
    }

    /// Notes back to where they are now, each kind of place with one edit.
    fn back(&self, notes: &[String], gone_to: &Place) -> Vec<Edit> {
        let mut places: Vec<(Place, Vec<String>)> = Vec::new();
        for card in notes.iter().filter_map(|id| self.card(id)) {
            let place = Place::of(card);
            if place == *gone_to {
                continue;
            }
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, list)) if list.contains(&card.id) => {}
                Some((_, list)) => list.push(card.id.clone()),
                None => places.push((place, vec![card.id.clone()])),
            }
        }
        let edits = places.into_iter();
        edits.map(|(place, notes)| place.edit(notes)).collect()
    }

    /// An edit for people: `move 2 notes to Security`.
    pub fn words(&self, edit: &Edit) -> String {
        let count = |notes: &[String]| {
            many(
                u64::try_from(notes.len()).unwrap_or(u64::MAX),
                "note",
                "notes",
            )
        };
        let name = |id: &str| {
            self.cluster(id).map_or_else(
                || "a cluster that is gone".to_owned(),
                |known| known.name.clone(),
            )
        };
        let text = |id: &str| self.text(id);
        match edit {
            Edit::Move { notes, to } => format!("move {} to {}", count(notes), name(to)),
            Edit::Park { notes } => format!("park {}", count(notes)),
            Edit::Unplace { notes } => format!("take {} out", count(notes)),
            Edit::New { notes, name } => {
                format!(
                    "put {} into a new cluster {}",
                    count(notes),
                    inert::line(name)
                )
            }
            Edit::Merge { note, into } => format!("merge {} into {}", text(note), text(into)),
            Edit::Unmerge { note } => format!("show {} by itself", text(note)),
            Edit::Rename { cluster, name: new } => {
                format!("rename {} to {}", name(cluster), inert::line(new))
            }
            Edit::Join { cluster, into } => {
                format!("put all of {} into {}", name(cluster), name(into))
            }
        }
    }

    /// The note with that id.
    pub fn card(&self, id: &str) -> Option<&Card> {
        self.notes.iter().find(|card| card.id == id)
    }

    /// The cluster with that id.
    pub fn cluster(&self, id: &str) -> Option<&Cluster> {
        self.clusters.iter().find(|cluster| cluster.id == id)
    }

    fn card_mut(&mut self, id: &str) -> Option<&mut Card> {
        self.notes.iter_mut().find(|card| card.id == id)
    }

    /// The id of the cluster that has a name, or would have it.
    pub(super) fn called(&self, name: &str) -> String {
        let name = inert::line(name);
        let folded = name.to_lowercase();
        let known = self
            .clusters
            .iter()
            .find(|cluster| cluster.name.to_lowercase() == folded);
        known.map_or_else(
            || labels::fold(&labels::cluster(&name)),
            |cluster| cluster.id.clone(),
        )
    }

    /// The id of a cluster once it is called something else: until it has an issue, its label is its name.
    fn renamed(&self, cluster: &str, name: &str) -> String {
        let known = self.cluster(cluster).filter(|known| known.number.is_none());
        let label = labels::fold(&labels::cluster(&inert::line(name)));
        match known {
            Some(_) if self.cluster(&label).is_none() => label,
            _ => cluster.to_owned(),
        }
    }

    /// A cluster that has no issue yet, where there are notes for it.
    fn begin(&mut self, notes: &[String], id: &str, name: &str) {
        if notes.iter().any(|id| self.card(id).is_some()) {
            self.clusters.push(Cluster {
                name: inert::line(name),
                pending: true,
                ..Cluster::new(id.to_owned())
            });
        }
    }

    fn notes_in(&self, cluster: &str) -> Vec<String> {
        let inside = self
            .notes
            .iter()
            .filter(|card| card.merged.is_none() && card.cluster.as_deref() == Some(cluster));
        inside.map(|card| card.id.clone()).collect()
    }

    /// Puts notes somewhere; those that were merged into them come along.
    fn put(&mut self, notes: &[String], place: &Place) {
        let touched: BTreeSet<&str> = notes.iter().map(String::as_str).collect();
        for card in &mut self.notes {
            let here = touched.contains(card.id.as_str());
            let along = card
                .merged
                .as_deref()
                .is_some_and(|into| touched.contains(into));
            if !here && !along {
                continue;
            }
            if here && !along {
                card.merged = None;
            }
            card.cluster = match place {
                Place::In(cluster) => Some(cluster.clone()),
                Place::Parked | Place::Nowhere => None,
            };
            card.parked = *place == Place::Parked;
            card.pending |= here;
        }
        // One that has no issue yet is nothing but its notes.
        let used: BTreeSet<&String> = self
            .notes
            .iter()
            .filter_map(|card| card.cluster.as_ref())
            .collect();
        self.clusters
            .retain(|cluster| cluster.number.is_some() || used.contains(&cluster.id));
    }

    /// What parts a note from the one that it is about to go into, and puts it back.
    fn apart(&self, note: &str, into: &str) -> Option<Vec<Edit>> {
        let (card, other) = (self.card(note)?, self.card(into)?);
        let head = other.merged.as_deref().unwrap_or(into);
        if note == into || card.merged.as_deref() == Some(head) {
            return None;
        }
        let merge = |note: &str, into: &str| Edit::Merge {
            note: note.to_owned(),
            into: into.to_owned(),
        };
        // The other way round.
        if head == note {
            return Some(vec![merge(into, note)]);
        }
        if let Some(before) = &card.merged {
            return Some(vec![merge(note, before)]);
        }
        let notes = [note.to_owned()];
        let there = self.card(head).map_or(Place::Nowhere, Place::of);
        let mut back = vec![Edit::Unmerge {
            note: note.to_owned(),
        }];
        back.extend(self.back(&notes, &there));
        Some(back)
    }

    fn merge(&mut self, note: &str, into: &str) {
        let (Some(card), Some(other)) = (self.card(note), self.card(into)) else {
            return;
        };
        // Into the one that stands for itself, so that there is no chain and no ring; where that is the note itself, the other way round.
        let turned = other.merged.as_deref() == Some(note);
        let head = match &other.merged {
            Some(head) if !turned => head.clone(),
            _ => other.id.clone(),
        };
        if head == note || card.merged.as_ref() == Some(&head) {
            return;
        }
        let Some((cluster, parked)) = self
            .card(&head)
            .map(|card| (card.cluster.clone(), card.parked))
        else {
            return;
        };
        for card in &mut self.notes {
            if card.id == head {
                card.merged = None;
                card.pending |= turned;
                continue;
            }
            let here = card.id == note;
            if here || card.merged.as_deref() == Some(note) {
                card.merged = Some(head.clone());
                card.cluster.clone_from(&cluster);
                card.parked = parked;
                card.pending |= here;
            }
        }
    }
}
