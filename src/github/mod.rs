//! The one road to GitHub.
//!
//! In: what to read, and lists of changes. Out: one typed [`crate::plan::World`], and what came of each change. It alone speaks HTTP.
//! It decides nothing: what to change is `plan`'s to say. It never retries a create: after a fault the next run reads again and goes on
//! from what is there.

mod access;
mod answer;
pub mod apply;
pub mod budget;
pub mod client;
pub mod clock;
mod doctor;
pub mod error;
mod feedback;
pub mod find;
pub mod limits;
pub mod live;
pub mod permission;
pub mod read;
pub mod relay;
pub mod review;
mod rights;
mod roll;
mod send;
pub mod stop;
mod things;
pub mod token;
pub mod transport;
pub mod turn;
mod wire;

pub use access::{Access, Ref};
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use error::GithubError;
pub use live::Live;
pub use read::Depth;
pub use stop::Stop;
pub use token::Token;
