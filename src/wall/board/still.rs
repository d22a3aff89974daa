//! What of an edit can be undone, now that others may have changed the same.

use super::change::{Place, SHORT};
use super::{Board, Card};
use crate::inert;
use crate::plan::labels;
use crate::wall::Edit;
use std::collections::BTreeSet;

/// How many of the things that stay are named.
const MOST_NAMED: usize = 3;

/// What of an edit can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Still {
    /// What undoes it, as far as things are where the edit put them.
    pub back: Vec<Edit>,
    /// The edit as far as it is undone; nothing where none of it is.
    pub edit: Option<Edit>,
    /// What stays as it is, in words; nothing where all of it is undone.
    pub left: Option<String>,
}

impl Board {
    /// What of an edit can be undone by its inverse. What somebody has changed since is theirs: people win, also over another's undo.
    pub fn still(&self, edit: &Edit, inverse: &[Edit]) -> Still {
        let unchanged = match edit {
            Edit::Move { to, .. } | Edit::Join { into: to, .. } => {
                return self.still_in(edit, inverse, &[Place::In(to.clone())]);
            }
            Edit::Park { .. } => return self.still_in(edit, inverse, &[Place::Parked]),
            Edit::Unplace { .. } => return self.still_in(edit, inverse, &[Place::Nowhere]),
            Edit::New { name, .. } => {
                // Once its cluster has an issue, that may be called otherwise.
                let label = labels::fold(&labels::cluster(&inert::line(name)));
                let places = [Place::In(self.called(name)), Place::In(label)];
                return self.still_in(edit, inverse, &places);
            }
            Edit::Merge { note, into } => {
                let head = self.card(note).and_then(|card| card.merged.as_ref());
                let root = self.card(into).and_then(|card| card.merged.as_ref());
                head.is_some_and(|head| head == into || Some(head) == root)
            }
            Edit::Unmerge { note } => self.card(note).is_some_and(|card| card.merged.is_none()),
            Edit::Rename { name, .. } => inverse.iter().all(|back| match back {
                Edit::Rename { cluster, .. } => self.is_called(cluster, name),
                _ => true,
            }),
        };
        if unchanged {
            return Still {
                back: inverse.to_vec(),
                edit: Some(edit.clone()),
                left: None,
            };
        }
        let left = match edit {
            Edit::Merge { note, .. } | Edit::Unmerge { note } => self.text(note),
            _ => {
                let mut named = inverse.iter().filter_map(|back| match back {
                    Edit::Rename { cluster, .. } => self.cluster(cluster),
                    _ => None,
                });
                let known = named.next().map(|known| known.name.clone());
                known.unwrap_or_else(|| "a cluster that is gone".to_owned())
            }
        };
        Still {
            back: Vec::new(),
            edit: None,
            left: Some(left),
        }
    }

    /// The same of an edit that put notes into one of these places, which are two names of one.
    fn still_in(&self, edit: &Edit, inverse: &[Edit], places: &[Place]) -> Still {
        let moved: BTreeSet<&String> = inverse.iter().flat_map(placed).collect();
        let is_there = |card: &Card| {
            // One that went into another is where that one is, unless they came here together.
            let along = card.merged.as_ref().is_none_or(|into| moved.contains(into));
            along && places.contains(&Place::of(card))
        };
        let there: BTreeSet<&String> = moved
            .iter()
            .copied()
            .filter(|id| self.card(id).is_some_and(is_there))
            .collect();
        let only = |notes: &[String]| {
            let kept = notes.iter().filter(|id| there.contains(id));
            kept.cloned().collect::<Vec<String>>()
        };
        let mut back: Vec<Edit> = inverse.to_vec();
        for edit in &mut back {
            if let Some(notes) = placed_mut(edit) {
                *notes = only(notes);
            }
        }
        back.retain(|edit| placed(edit).next().is_some());
        let left: Vec<&str> = moved
            .iter()
            .filter(|id| !there.contains(*id))
            .map(|id| id.as_str())
            .collect();
        let mut narrow = edit.clone();
        if !left.is_empty() {
            match &mut narrow {
                Edit::Join { into, .. } => {
                    narrow = Edit::Move {
                        notes: there.iter().map(|id| (*id).clone()).collect(),
                        to: into.clone(),
                    };
                }
                other => {
                    if let Some(notes) = placed_mut(other) {
                        notes.retain(|id| !left.contains(&id.as_str()));
                    }
                }
            }
        }
        Still {
            edit: (!back.is_empty()).then_some(narrow),
            back,
            left: (!left.is_empty()).then(|| self.named(&left)),
        }
    }

    /// Whether a cluster has that name, as it was given or as its issue has it.
    fn is_called(&self, cluster: &str, name: &str) -> bool {
        self.cluster(cluster).is_some_and(|known| {
            known.name == inert::line(name) || known.name == inert::line(&inert::title(name))
        })
    }

    /// Notes by their words: the first few.
    fn named(&self, notes: &[&str]) -> String {
        let mut words: Vec<String> = notes
            .iter()
            .take(MOST_NAMED)
            .map(|id| self.text(id))
            .collect();
        let more = notes.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            words.push(format!("{more} more"));
        }
        words.join(", ")
    }

    /// A note by its words.
    pub(super) fn text(&self, id: &str) -> String {
        match self.card(id) {
            Some(card) => format!("“{}”", inert::cut(&card.text, SHORT)),
            None => "a note that is gone".to_owned(),
        }
    }
}

/// The notes that an edit puts somewhere.
fn placed(edit: &Edit) -> impl Iterator<Item = &String> {
    let notes: &[String] = match edit {
        Edit::Move { notes, .. }
        | Edit::Park { notes }
        | Edit::Unplace { notes }
        | Edit::New { notes, .. } => notes,
        Edit::Merge { .. } | Edit::Unmerge { .. } | Edit::Rename { .. } | Edit::Join { .. } => &[],
    };
    notes.iter()
}

fn placed_mut(edit: &mut Edit) -> Option<&mut Vec<String>> {
    match edit {
        Edit::Move { notes, .. }
        | Edit::Park { notes }
        | Edit::Unplace { notes }
        | Edit::New { notes, .. } => Some(notes),
        Edit::Merge { .. } | Edit::Unmerge { .. } | Edit::Rename { .. } | Edit::Join { .. } => None,
    }
}

#[cfg(test)]
mod tests;
