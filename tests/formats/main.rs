//! Formats: every one with its example, what else they can do, and the fields of notes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
mod examples;
mod fields;
mod used;
