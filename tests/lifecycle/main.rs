//! A session from its announcement to what it leaves behind: its stages, what nobody planned for, notes in a file, outcomes, the site of all reports.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod chosen;
#[path = "../common/mod.rs"]
mod common;
mod held;
mod kept;
mod moved;
mod outcomes;
mod site;
mod stages;
mod still;
