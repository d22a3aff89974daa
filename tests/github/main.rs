//! How folkmoot talks to GitHub: in its documents, for what price, within which limits, with which rights, and over TLS.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod budget;
#[path = "../common/mod.rs"]
mod common;
mod contract;
mod credentials;
#[path = "../hands/mod.rs"]
mod hands;
mod requests;
mod secure;
