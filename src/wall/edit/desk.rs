//! The work on one edit: what it finds, and what it has come to so far.

use super::Refused;
use crate::plan::guard::Guard;
use crate::plan::view::{Received, Standing, View};
use crate::plan::world::Issue;
use crate::plan::{Change, Memory, labels, note_id};
use crate::session::Stage;
use std::collections::BTreeSet;

/// Where a note goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Into a cluster.
    Cluster(Target),
    /// Into none, on purpose.
    Parked,
    /// Back to where nobody has placed it.
    Nowhere,
}

impl Place {
    /// The label that says so.
    pub(super) fn label(&self) -> Option<&str> {
        match self {
            Place::Cluster(target) => Some(&target.label),
            Place::Parked => Some(labels::PARKED),
            Place::Nowhere => None,
        }
    }
}

/// A cluster that a note goes into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Its label as spelled.
    pub(super) label: String,
    /// Its name.
    pub(super) name: String,
}

/// The work on one edit.
#[derive(Debug)]
pub(super) struct Desk<'v> {
    pub(super) view: &'v View<'v>,
    pub(super) issue: &'v Issue,
    /// What the session will remember.
    pub(super) memory: Memory,
    pub(super) changes: Vec<Change>,
}

impl<'v> Desk<'v> {
    /// The session's, as long as it can be edited.
    pub(super) fn of(view: &'v View<'v>) -> Result<Desk<'v>, Refused> {
        let over = view.world.finished.contains_key(&view.session.id);
        let Some(issue) = view.issue else {
            return Err(if over {
                Refused::Over
            } else {
                Refused::NotAnnounced
            });
        };
        let unreadable = |why: String| Refused::Unreadable {
            number: issue.number,
            why,
        };
        let memory = match &view.memory {
            Some(Ok(memory)) => memory.clone(),
            Some(Err(why)) => return Err(unreadable(why.clone())),
            None => return Err(Refused::NotAnnounced),
        };
        if memory.off.is_some() || issue.has(labels::CALLED_OFF) {
            return Err(Refused::CalledOff);
        }
        let stage = memory
            .stage()
            .ok_or_else(|| unreadable(format!("it remembers a stage `{}`", memory.stage)))?;
        if !issue.open || stage >= Stage::Closed {
            return Err(Refused::Over);
        }
        if memory.vote.is_some() || stage >= Stage::Voting {
            return Err(Refused::VoteOpen);
        }
        Ok(Desk {
            view,
            issue,
            memory,
            changes: Vec::new(),
        })
    }

    /// The note with that id.
    pub(super) fn note(&self, id: &str) -> Result<usize, Refused> {
        let notes = self.view.notes.iter().enumerate();
        let mut found = notes.filter(|(_, received)| note_id(&received.note.origin) == id);
        let (at, received) = found.next().ok_or(Refused::NoNote)?;
        if found.next().is_some() {
            return Err(Refused::Twins);
        }
        match received.standing {
            Standing::Refused(why) => Err(Refused::NotTaken(why)),
            _ => Ok(at),
        }
    }

    /// These notes, each once and those that went into them with them. One that went into another comes only with that one.
    pub(super) fn chosen(&self, ids: &[String]) -> Result<Vec<usize>, Refused> {
        let chosen: BTreeSet<usize> = ids
            .iter()
            .map(|id| self.note(id))
            .collect::<Result<_, Refused>>()?;
        for at in &chosen {
            let into = self.received(*at).and_then(|received| received.merged);
            if into.is_some_and(|into| !chosen.contains(&into)) {
                return Err(Refused::Merged);
            }
        }
        Ok(self.with_those_merged(&chosen))
    }

    /// Notes, and those that went into them.
    pub(super) fn with_those_merged(&self, chosen: &BTreeSet<usize>) -> Vec<usize> {
        let notes = self.taken();
        let all = notes.filter(|(at, received)| {
            let into = received.merged.as_ref();
            chosen.contains(at) || into.is_some_and(|into| chosen.contains(into))
        });
        all.map(|(at, _)| at).collect()
    }

    /// The session's notes, without what was refused.
    pub(super) fn taken(&self) -> impl Iterator<Item = (usize, &'v Received)> {
        let notes = self.view.notes.iter().enumerate();
        notes.filter(|(_, received)| !matches!(received.standing, Standing::Refused(_)))
    }

    pub(super) fn received(&self, at: usize) -> Option<&'v Received> {
        self.view.notes.get(at)
    }

    /// The notes in the cluster with that label, or that the file puts there next, and those that went into them.
    pub(super) fn notes_in(&self, label: &str) -> Vec<usize> {
        let label = labels::fold(label);
        let there = self
            .taken()
            .filter(|(_, received)| match &received.standing {
                Standing::Placed(placed) => *placed == label,
                Standing::Open => {
                    let named = received.note.cluster.as_ref();
                    named.is_some_and(|name| labels::same(&self.view.label_for(name), &label))
                }
                _ => false,
            });
        let there: BTreeSet<usize> = there.map(|(at, _)| at).collect();
        self.with_those_merged(&there)
    }

    /// The cluster with that id: one that has an issue or a note, that was named beforehand, or at least a label of ours.
    pub(super) fn cluster(&self, id: &str) -> Result<Target, Refused> {
        let view = self.view;
        let Some(plain) = labels::cluster_of(id) else {
            return Err(Refused::NoCluster);
        };
        if let Some(cluster) = view.cluster(id) {
            return Ok(Target {
                label: cluster.label.clone(),
                name: cluster.name.clone(),
            });
        }
        let folded = labels::fold(id);
        let held = self.taken().any(
            |(_, received)| matches!(&received.standing, Standing::Placed(label) if *label == folded),
        );
        let mut in_file = self
            .taken()
            .filter_map(|(_, received)| received.note.cluster.as_ref());
        let named = in_file.find(|name| labels::same(&labels::cluster(name), id));
        let named = named.or(view.named(id).map(|named| &named.name));
        if !held && named.is_none() && view.world.knows_label(id) == Some(false) {
            return Err(Refused::NoCluster);
        }
        let spelled = view.spelled(
            &named.map_or_else(|| format!("cluster:{plain}"), |name| labels::cluster(name)),
        );
        let plain = labels::cluster_of(&spelled).unwrap_or(plain);
        Ok(Target {
            name: named.map_or_else(|| plain.to_owned(), Clone::clone),
            label: spelled,
        })
    }

    /// What to do next, labels first; refused where it would name somebody.
    pub(super) fn done(mut self) -> Result<Vec<Change>, Refused> {
        self.remember();
        let view = self.view;
        let names: BTreeSet<String> = self
            .changes
            .iter()
            .flat_map(|change| match change {
                Change::AddLabels { labels, .. } | Change::CreateIssue { labels, .. } => {
                    labels.as_slice()
                }
                _ => &[],
            })
            .filter(|name| view.world.knows_label(name) != Some(true))
            .cloned()
            .collect();
        if self.changes.is_empty() {
            return Ok(self.changes);
        }
        if let Some(why) = Guard::of(view).and_then(|guard| guard.held(&self.changes, &names)) {
            return Err(Refused::Held(why));
        }
        let first = crate::plan::next::label_changes(view.world, &names);
        Ok(if first.is_empty() {
            self.changes
        } else {
            first
        })
    }

    /// Writes down what the session remembers, where that has changed: before what follows from it.
    fn remember(&mut self) {
        if matches!(&self.view.memory, Some(Ok(known)) if *known == self.memory) {
            return;
        }
        // What was read before is not what it was.
        self.memory.seen = None;
        self.changes.insert(
            0,
            Change::UpdateIssue {
                number: self.issue.number,
                title: None,
                body: Some(self.memory.put(&self.issue.body)),
                close: false,
                why: "remember what people did to notes".to_owned(),
            },
        );
    }
}
