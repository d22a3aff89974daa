//! Sessions that follow one another: the next one’s files, topics over time, what became of goals, and what people said of the last one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod became;
#[path = "../common/mod.rs"]
mod common;
mod feedback;
mod ledger;
mod next;
