//! What must not leave: names of those who did not agree, and files of the machine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
#[cfg(unix)]
mod links;
mod names;
