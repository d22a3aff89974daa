//! What facilitators change on the wall.
//!
//! In: an edit, a view of the session. Out: the changes that make it so, or why it is not made. Pure. Until the vote opens; no label is
//! touched but those of clusters on the session's own notes, no note is lost, and what a person placed nobody places again.

mod desk;
mod names;
mod pairs;
mod places;
mod refused;
#[cfg(test)]
mod tests;

pub use refused::Refused;

use crate::plan::view::View;
use crate::plan::{Change, labels};
use desk::{Desk, Place};
use serde::{Deserialize, Serialize};

/// One edit. Notes and clusters are named by their ids on the [`super::Board`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// Put notes into a cluster.
    Move {
        /// The notes.
        notes: Vec<String>,
        /// The cluster.
        to: String,
    },
    /// Put notes into no cluster, on purpose.
    Park {
        /// The notes.
        notes: Vec<String>,
    },
    /// Take notes out of wherever they are, as if nobody had placed them: what undoes the first placing.
    Unplace {
        /// The notes.
        notes: Vec<String>,
    },
    /// Put notes into a cluster of their own: also what splits one.
    New {
        /// The notes.
        notes: Vec<String>,
        /// The cluster's name.
        name: String,
    },
    /// Say that a note says the same as another: it is counted, and shown with that one.
    Merge {
        /// The note.
        note: String,
        /// The other.
        into: String,
    },
    /// Say that a note stands for itself after all.
    Unmerge {
        /// The note.
        note: String,
    },
    /// Call a cluster something else.
    Rename {
        /// The cluster.
        cluster: String,
        /// Its new name.
        name: String,
    },
    /// Put all notes of a cluster into another.
    Join {
        /// The cluster.
        cluster: String,
        /// The other.
        into: String,
    },
}

/// Whether an edit can be made.
///
/// # Errors
/// Why not.
pub fn check(edit: &Edit, view: &View<'_>) -> Result<(), Refused> {
    changes(edit, view).map(|_| ())
}

/// What to do next for an edit; nothing where everything is so already. Like a wave of a plan it holds what can be done with what is known: a
/// label that nobody knows about is looked up first, one that does not exist is created first, and then it is asked for the rest. Made twice,
/// or half made and made again, it comes to the same.
///
/// # Errors
/// Why it is not made.
pub fn changes(edit: &Edit, view: &View<'_>) -> Result<Vec<Change>, Refused> {
    let mut desk = Desk::of(view)?;
    match edit {
        Edit::Move { notes, to } => {
            let notes = desk.chosen(notes)?;
            let to = desk.cluster(to)?;
            desk.put(&notes, &Place::Cluster(to))?;
        }
        Edit::Park { notes } => {
            let notes = desk.chosen(notes)?;
            desk.put(&notes, &Place::Parked)?;
        }
        Edit::Unplace { notes } => {
            let notes = desk.chosen(notes)?;
            desk.put(&notes, &Place::Nowhere)?;
        }
        Edit::New { notes, name } => {
            let notes = desk.chosen(notes)?;
            desk.begin(&notes, name)?;
        }
        Edit::Merge { note, into } => desk.merge(note, into)?,
        Edit::Unmerge { note } => desk.part(note)?,
        Edit::Rename { cluster, name } => desk.rename(cluster, name)?,
        Edit::Join { cluster, into } => {
            let cluster = desk.cluster(cluster)?;
            let into = desk.cluster(into)?;
            if !labels::same(&cluster.label, &into.label) {
                let notes = desk.notes_in(&cluster.label);
                desk.put_all(&notes, &Place::Cluster(into))?;
            }
        }
    }
    desk.done()
}
