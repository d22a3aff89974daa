//! What has to change: desired minus observed, as a list.
//!
//! In: the sessions of a checkout, the world as it was read ([`World`]), the time. Out: the next wave of [`Change`]s and what people
//! should know ([`Notice`]). Pure. Printing, pricing and executing all consume the same list.
//!
//! A wave holds what can be done with what is known. Executing it (or simulating it) tells the world what came of it, and the next
//! wave follows from that, until nothing is left. So a run that is killed anywhere leaves a world from which the next run goes on, and
//! a run with nothing to do has an empty first wave.

pub mod again;
mod becoming;
pub mod change;
pub mod count;
pub mod group;
pub mod guard;
pub mod heard;
pub(crate) mod kept;
pub mod labels;
mod likeness;
mod look;
pub mod marker;
pub mod material;
pub mod memory;
pub mod next;
mod notice;
pub mod price;
pub mod rest;
pub mod roll;
pub mod stand;
pub mod texts;
pub mod trial;
pub mod turn;
pub mod view;
mod watch;
pub mod world;

pub use change::{Change, Edit, Effect, IssueKey, NewPull, Push};
pub use kept::note_id;
pub use likeness::GROUPED;
pub use look::{Found, Look};
pub use memory::Memory;
pub use next::{Wave, next};
pub use notice::{Level, Notice};
pub use price::{Price, price};
pub use world::World;

/// Everything that a run would do now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The waves in order, without what only reads.
    pub waves: Vec<Vec<Change>>,
    /// What people should know.
    pub notices: Vec<Notice>,
}

/// No lifecycle needs more waves than this; a plan that does goes in circles, which a test would show.
pub const MOST_WAVES: usize = 40;

#[cfg(test)]
mod tests;
