//! What is written for people is true, and reaches them: the pages, the README, the man pages and completions, and the packages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[cfg(unix)] // bash, and a link to the binary
mod commands;
#[cfg(unix)]
#[path = "../common/mod.rs"]
mod common;
mod files;
mod links;
mod manual;
mod package;
mod pages;
mod readme;
