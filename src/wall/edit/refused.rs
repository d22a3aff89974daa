//! Why an edit is not made.

use crate::notes::Refusal;

/// Why an edit is not made: what keeps it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is nothing on GitHub yet.
    #[error(
        "the session is not announced yet, so there is nothing on GitHub to edit: wait for the run that announces it"
    )]
    NotAnnounced,
    /// It is called off.
    #[error(
        "the session is called off: reopen its issue and take the label `folkmoot:called-off` off it to go on"
    )]
    CalledOff,
    /// People vote.
    #[error(
        "the vote is open, and people vote on these clusters as they are: nothing of them can be changed any more"
    )]
    VoteOpen,
    /// The votes are counted.
    #[error(
        "the vote on these clusters is over, so they stay as they were voted on: hold another session for what comes next"
    )]
    Over,
    /// What the session's issue remembers cannot be read.
    #[error("#{number} cannot be used: {why}. Restore its body from the issue's edit history")]
    Unreadable {
        /// The session's issue.
        number: u64,
        /// Why.
        why: String,
    },
    /// No note has that id.
    #[error("there is no such note any more: its comment, row or issue is gone")]
    NoNote,
    /// It is none of the session's notes.
    #[error("it is no note of the session: {0}")]
    NotTaken(Refusal),
    /// Two notes have the same short id.
    #[error(
        "two notes go by the same short name, so nobody can tell which is meant: set its labels on GitHub"
    )]
    Twins,
    /// It is counted with another note.
    #[error(
        "the note is merged into another one and goes where that one goes: move that one, or take them apart first"
    )]
    Merged,
    /// A note and itself.
    #[error("a note cannot be merged into itself: choose another one")]
    Itself,
    /// Nothing to put there.
    #[error("a cluster begins with a note: choose one first")]
    NoNotes,
    /// No cluster has that id.
    #[error("there is no such cluster any more: choose another one, or make a new one")]
    NoCluster,
    /// An empty name.
    #[error("a cluster needs a name: write one")]
    NoName,
    /// A name that has no room.
    #[error("the name takes {is} characters, and there is room for {most}: shorten it")]
    NameTooLong {
        /// How long it is.
        is: usize,
        /// How long it may be.
        most: usize,
    },
    /// A name that another cluster has.
    #[error(
        "another cluster is called “{name}”, or was at first: choose another name, or move the notes there"
    )]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Another spelling of what is its name only as a label.
    #[error(
        "until it has an issue, a cluster is called what its label is, and GitHub's labels know no case: choose another word, or wait until notes are grouped"
    )]
    OnlyCase,
    /// The one name that means no cluster.
    #[error("“parked” means that a note is in no cluster: choose another name, or park the notes")]
    ParkedName,
    /// The file says where it goes.
    #[error(
        "the session's file says that this note is in “{cluster}”, and the file counts more: change its column `cluster` there"
    )]
    FileNames {
        /// What the file says.
        cluster: String,
    },
    /// Too much for an issue.
    #[error(
        "there is no room left in the issue where this is written down: name the clusters of notes in the session's file"
    )]
    NoRoom,
    /// It would name somebody.
    #[error("{0}")]
    Held(String),
}
