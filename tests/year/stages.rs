//! What a calm run does for a session at each stage. Part of the model.

use super::count::{Item, Tally, tally};
use super::facts::tally_facts;
use super::model::{Cluster, Model, Session, Stage};
use super::world::Roll;
use std::collections::{BTreeMap, BTreeSet};

impl Model<'_> {
    /// Every note gets an issue, unless the file keeps them.
    pub fn collect(&mut self, index: usize) {
        let kept = self.community.kept;
        for note in self.sessions[index].notes.values_mut() {
            note.taken = true;
            note.issue = !kept;
        }
    }

    /// Every note gets a place, and every label with a note a cluster.
    pub fn group(&mut self, index: usize) {
        let names = self.labels.clone();
        let session = &mut self.sessions[index];
        let places: BTreeMap<usize, (Option<usize>, bool)> = session
            .notes
            .iter()
            .map(|(number, it)| (*number, (it.label, it.parked)))
            .collect();
        for note in session.notes.values_mut() {
            if let Some(first) = note.same.filter(|_| note.label.is_none() && !note.parked) {
                (note.label, note.parked) = places[&first];
            }
        }
        let labels: BTreeSet<usize> = session
            .notes
            .values()
            .filter(|it| !it.withdrawn)
            .filter_map(|it| it.label)
            .collect();
        for label in labels {
            if session
                .clusters
                .iter()
                .any(|it| it.label == label && !it.gone)
            {
                continue;
            }
            session.clusters.push(Cluster {
                label,
                title: names[label].clone(),
                voted: false,
                changed: false,
                gone: false,
                given: Vec::new(),
            });
        }
    }

    /// The vote opens.
    pub fn open(&mut self, index: usize) {
        let session = &mut self.sessions[index];
        session.stage = Stage::Voting;
        // What was moved away before is no cluster of the vote.
        session.clusters.retain(|it| !it.gone);
        let filled: BTreeSet<usize> = holding(session);
        for cluster in &mut session.clusters {
            cluster.voted = filled.contains(&cluster.label);
        }
        let people = self.community.people.iter().enumerate();
        session.roll = match self.community.rules.roll {
            Roll::Everyone => None,
            Roll::Participants => Some(
                session
                    .notes
                    .values()
                    .filter(|it| !it.withdrawn)
                    .filter_map(|it| it.by)
                    .collect(),
            ),
            Roll::File => Some(
                people
                    .filter(|(_, it)| it.listed)
                    .map(|(who, _)| who)
                    .collect(),
            ),
            Roll::Team => Some(self.team.clone()),
        };
        if let Some(roll) = &mut session.roll {
            roll.retain(|who| !self.left.contains(who));
        }
    }

    /// The vote is counted, and the report written.
    pub fn close(&mut self, index: usize) {
        let (id, moments) = (self.community.id(index), self.community.moments(index));
        let session = &self.sessions[index];
        let items: Vec<Item> = session
            .clusters
            .iter()
            .filter(|it| it.voted)
            .map(|it| Item {
                name: it.title.clone(),
                changed: it.changed,
                given: it.given.clone(),
                authors: authors(session, it.label),
            })
            .collect();
        let counted: Tally = tally(
            self.community,
            &moments,
            &items,
            session.roll.as_ref(),
            &self.left,
        );
        tally_facts(&mut self.facts, &id, self.community, &counted);
        self.report(index, &id, &counted);
        if !self.sessions[index].actions.is_empty() || self.community.touchpoint {
            self.made.insert("folkmoot:action".to_owned());
        }
    }
}

/// The labels that hold a note of their own.
pub fn holding(session: &Session) -> BTreeSet<usize> {
    let notes = session
        .notes
        .values()
        .filter(|it| it.taken && !it.withdrawn && it.same.is_none());
    notes.filter_map(|it| it.label).collect()
}

/// Whose notes a cluster holds: also those that say the same as another, and those that were withdrawn.
fn authors(session: &Session, label: usize) -> BTreeSet<usize> {
    let notes = session.notes.values().filter(|note| {
        let first = note.same.and_then(|first| session.notes.get(&first));
        note.label == Some(label) || first.is_some_and(|first| first.label == Some(label))
    });
    notes.filter_map(|note| note.by).collect()
}
