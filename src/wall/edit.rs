//! What facilitators change on the wall.

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
