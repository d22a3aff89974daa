//! The wall: a session as people in the room see it, and what its facilitators change there.
//!
//! In: a session, the world as it was read, edits that were made and are not on GitHub yet, the time. Out: [`Board`], which is all that a
//! browser is ever told, and for an [`Edit`] the [`crate::plan::Change`]s that it comes to. Pure: who serves it, reads GitHub and keeps
//! the time is `serve`. A board names no author of a note and no voter, whatever the session allows: it is on a screen.

pub mod board;
pub mod cadence;
pub mod edit;
mod join;
pub mod journal;
mod plain;
pub mod screen;
pub mod state;

pub use board::Board;
pub use edit::Edit;
