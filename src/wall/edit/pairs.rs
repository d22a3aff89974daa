//! Which notes say the same, as people say.

use super::Refused;
use super::desk::{Desk, Place, Target};
use crate::notes::Note;
use crate::notes::merge::by_hand;
use crate::plan::view::{Standing, said};
use crate::plan::{next, note_id};
use std::collections::BTreeSet;

impl Desk<'_> {
    /// Says that a note says the same as another: from now on it stands where that one stands.
    pub(super) fn merge(&mut self, note: &str, into: &str) -> Result<(), Refused> {
        let (at, into) = (self.note(note)?, self.note(into)?);
        if at == into {
            return Err(Refused::Itself);
        }
        let merged = |at: usize| self.received(at).and_then(|received| received.merged);
        let root = merged(into).unwrap_or(into);
        let (before, now) = (merged(at), self.id(at));
        let whole = if root == at {
            // The other way round: what goes into this note goes into that one with it.
            let other = self.id(into);
            self.memory.merges.insert(other.clone(), None);
            self.memory.merges.insert(now, Some(other));
            into
        } else {
            if before != Some(root) {
                let other = self.id(root);
                // What people said of it once and what came to nothing.
                if matches!(self.memory.merges.get(&other), Some(Some(_))) {
                    self.memory.merges.remove(&other);
                }
                self.memory.merges.insert(now, Some(other));
            }
            root
        };
        self.has_room()?;
        let place = match self.received(whole).map(|received| &received.standing) {
            Some(Standing::Placed(label)) => Place::Cluster(Target {
                label: self.view.spelled(label),
                name: self.view.name_for(label),
            }),
            Some(Standing::Parked) => Place::Parked,
            _ => Place::Nowhere,
        };
        let mut notes = self.with_those_merged(&BTreeSet::from([at]));
        notes.retain(|note| *note != whole);
        self.put_free(&notes, &place)
    }

    /// Says that a note stands for itself after all.
    pub(super) fn part(&mut self, note: &str) -> Result<(), Refused> {
        let at = self.note(note)?;
        if self.received(at).is_none_or(|it| it.merged.is_none()) {
            return Ok(());
        }
        let id = self.id(at);
        self.memory.merges.remove(&id);
        // Its words may put it there as well.
        let (places, notes): (Vec<usize>, Vec<&Note>) = self
            .taken()
            .map(|(at, received)| (at, &received.note))
            .unzip();
        let merged = by_hand(&notes, &said(&self.memory.merges, &notes));
        let mut found = places.iter().zip(merged).filter(|(place, _)| **place == at);
        if found.any(|(_, merged)| merged.into.is_some()) {
            self.memory.merges.insert(id, None);
        }
        self.has_room()
    }

    fn id(&self, at: usize) -> String {
        self.received(at)
            .map(|received| note_id(&received.note.origin))
            .unwrap_or_default()
    }

    /// It stays in the session's issue, also beside what the vote needs there.
    fn has_room(&self) -> Result<(), Refused> {
        let body = self.memory.put(&self.issue.body);
        let known = matches!(&self.view.memory, Some(Ok(known)) if *known == self.memory);
        if !known && body.chars().count() > next::LONGEST_ANNOUNCEMENT {
            return Err(Refused::NoRoom);
        }
        Ok(())
    }
}
