//! What runs on GitHub: the Action, as a runner runs it, the workflows that use it, and `folkmoot review` on a pull request.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
#[cfg(unix)]
mod fetch;
#[cfg(unix)]
mod hostile;
mod review;
#[cfg(unix)]
mod runner;
#[cfg(unix)]
mod shop;
#[cfg(unix)]
mod steps;
mod workflows;
