//! Ballots in, a tally out: the pure count that anyone can redo.
//!
//! In: the frozen rules and roll, the clusters, and every reaction on them with its time. Out: a [`Tally`], or the reason why there
//! is none: a page that is missing, a count that differs. No clock, no network; the same input gives the same tally in any order.

pub mod cast;
pub mod choice;
pub mod decide;
pub mod fraction;
pub mod record;
pub mod roll;
pub mod room;
pub mod rules;
mod schulze;
pub mod tally;
pub mod verify;
pub mod watch;

pub use cast::{Account, Cast, Item, Reaction, Vote};
pub use choice::{Ballot, Choice, Uncounted, Voter, Window};
pub use fraction::{Quorum, Threshold};
pub use record::Record;
pub use roll::{Entry, Roll};
pub use room::{Room, RoomFile};
pub use rules::{Method, RollSource, Rules};
pub use tally::{Election, NoResult, Standing, Tally};
