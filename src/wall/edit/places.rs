//! Where notes go: by the labels of their issues, or by the lists that keep those without one.

use super::Refused;
use super::desk::{Desk, Place};
use crate::plan::view::{Received, Standing};
use crate::plan::world::Issue;
use crate::plan::{Change, group, kept, labels, marker, next, note_id, texts};
use std::collections::BTreeSet;

/// Whether a label says where a note is.
fn is_place(label: &str) -> bool {
    labels::same(label, labels::PARKED) || labels::cluster_of(label).is_some()
}

impl Desk<'_> {
    /// Puts notes somewhere.
    pub(super) fn put(&mut self, notes: &[usize], place: &Place) -> Result<(), Refused> {
        let named = notes.iter().find_map(|at| {
            let received = self.received(*at)?;
            let free = received.merged.is_some() || self.is_at(received, place);
            self.named(received).filter(|_| !free)
        });
        match named {
            Some(cluster) => Err(Refused::FileNames { cluster }),
            None => self.put_free(notes, place),
        }
    }

    /// The same, and none of them may stay where it is, not even one that went into another.
    pub(super) fn put_all(&mut self, notes: &[usize], place: &Place) -> Result<(), Refused> {
        let mut all = notes.iter().filter_map(|at| self.received(*at));
        let named = all.find_map(|received| {
            let there = self.is_at(received, place);
            self.named(received).filter(|_| !there)
        });
        match named {
            Some(cluster) => Err(Refused::FileNames { cluster }),
            None => self.put_free(notes, place),
        }
    }

    /// The same, without those whose place the file says.
    pub(super) fn put_free(&mut self, notes: &[usize], place: &Place) -> Result<(), Refused> {
        let mut listed: Vec<&Received> = Vec::new();
        for at in notes {
            let Some(received) = self.received(*at) else {
                continue;
            };
            let issue = received
                .issue
                .and_then(|it| self.view.world.issues.get(&it));
            match (issue, place.label()) {
                (Some(issue), _) => self.relabel(issue, place),
                (None, _) if self.view.kept() => {
                    if received.note.cluster.is_none() {
                        listed.push(received);
                    }
                }
                (None, Some(label)) => {
                    self.changes.extend(group::copied_to(self.view, *at, label));
                }
                // It has no issue yet, and so no place.
                (None, None) => {}
            }
        }
        self.list(&listed, place)
    }

    /// The cluster that the file keeps a note in: what is written there counts more than what anybody sets here.
    fn named(&self, received: &Received) -> Option<String> {
        let listed = self.view.kept() && received.issue.is_none();
        received.note.cluster.clone().filter(|_| listed)
    }

    fn is_at(&self, received: &Received, place: &Place) -> bool {
        match (&received.standing, place) {
            (Standing::Placed(label), Place::Cluster(target)) => labels::same(label, &target.label),
            (Standing::Parked, Place::Parked) => true,
            _ => false,
        }
    }

    /// Sets the one label of a place, and then takes the others off: in between a note has two places, never none.
    fn relabel(&mut self, issue: &Issue, place: &Place) {
        let wanted = place.label();
        if let Some(label) = wanted.filter(|label| !issue.has(label)) {
            self.changes.push(Change::AddLabels {
                number: issue.number,
                labels: vec![label.to_owned()],
            });
        }
        let off: Vec<String> = issue
            .labels
            .iter()
            .filter(|name| is_place(name))
            .filter(|name| wanted.is_none_or(|wanted| !labels::same(wanted, name)))
            .cloned()
            .collect();
        if !off.is_empty() {
            self.changes.push(Change::RemoveLabels {
                number: issue.number,
                labels: off,
            });
        }
    }

    /// Places notes without an issue: in the body of their cluster's issue, or in what the session remembers.
    fn list(&mut self, notes: &[&Received], place: &Place) -> Result<(), Refused> {
        if notes.is_empty() {
            return Ok(());
        }
        let view = self.view;
        let keys: BTreeSet<String> = notes.iter().map(|it| note_id(&it.note.origin)).collect();
        self.memory.parked.retain(|note| !keys.contains(note));
        if *place == Place::Parked {
            self.memory.parked.extend(keys.iter().cloned());
            // In the order in which it is remembered, so that nothing changes where nothing does.
            if let Some(Ok(known)) = &view.memory
                && keys.iter().all(|key| known.parked.contains(key))
            {
                self.memory.parked.clone_from(&known.parked);
            }
            let body = self.memory.put(&self.issue.body);
            if body.chars().count() > next::LONGEST_BODY {
                return Err(Refused::NoRoom);
            }
        }
        let target = match place {
            Place::Cluster(target) => Some(target),
            _ => None,
        };
        let moved = |received: &&Received| keys.contains(&note_id(&received.note.origin));
        let mut lists: Vec<Change> = Vec::new();
        for cluster in &view.clusters {
            let here = target.is_some_and(|target| labels::same(&target.label, &cluster.label));
            let before = kept::members(&cluster.issue.body);
            let there = keys.iter().filter(|key| before.contains(key)).count();
            let (body, notes_then) = if here {
                if there == keys.len() {
                    continue;
                }
                if !kept::fits(&cluster.issue.body, keys.len() - there) {
                    return Err(Refused::NoRoom);
                }
                let more: Vec<String> = keys.iter().cloned().collect();
                let label = labels::fold(&cluster.label);
                let stays = |received: &&Received| {
                    received.merged.is_none()
                        && (moved(received)
                            || matches!(&received.standing, Standing::Placed(at) if *at == label))
                };
                let then: Vec<&Received> = view.notes.iter().filter(stays).collect();
                (kept::with_members(&cluster.issue.body, &more), then)
            } else if there > 0 {
                let mut then = view.notes_of(&cluster.label);
                then.retain(|received| !moved(received));
                (kept::without_members(&cluster.issue.body, &keys), then)
            } else {
                continue;
            };
            let list = texts::note_list(&notes_then, kept::members(&body).len());
            let update = Change::UpdateIssue {
                number: cluster.issue.number,
                title: None,
                body: Some(marker::put_region(&body, texts::NOTES, &list)),
                close: false,
                why: format!("notes of {}", cluster.name),
            };
            // In between a note stands in two lists, never in none.
            lists.insert(if here { 0 } else { lists.len() }, update);
        }
        self.changes.append(&mut lists);
        if let Some(target) = target
            && view.cluster(&target.label).is_none()
        {
            let members: Vec<String> = keys.iter().cloned().collect();
            if !kept::fits("", members.len()) {
                return Err(Refused::NoRoom);
            }
            let whole: Vec<&Received> = notes
                .iter()
                .copied()
                .filter(|received| received.merged.is_none())
                .collect();
            let new = (target.label.as_str(), target.name.as_str());
            let issue = group::cluster_issue(view, new, &whole, &members, None, 0);
            // Before the notes leave where they are.
            self.changes.insert(0, issue);
        }
        Ok(())
    }
}
