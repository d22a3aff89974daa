//! How sessions begin: `init`, `new`, and `proposals`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod again;
mod begin;
#[path = "../common/mod.rs"]
mod common;
mod new;
mod proposals;
mod room;
