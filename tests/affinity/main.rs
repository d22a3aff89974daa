//! Grouping of notes: of files by `folkmoot affinity`, and of a session on GitHub.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
mod files;
mod github;
