//! fakehub does what GitHub does: over REST, GraphQL and git, with its limits, its lag, its faults and its people.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../common/mod.rs"]
mod common;
mod contents;
mod faults;
mod git;
mod graphql;
mod lag;
mod limits;
mod meddling;
mod organizations;
mod outages;
mod partial;
mod pulls;
mod rest;
mod rolls;
mod sizes;
