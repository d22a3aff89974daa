//! Hostile input: texts and files of people who wish us ill, through every output, each read by a parser of that format which folkmoot does
//! not use for it. A proof is a property of what the parser makes of the output: the text is there, whole, as plain text; and beyond what
//! folkmoot puts there, there is no link, no mention, no reference, no element, no cell, no command, no sequence.
//!
//! `cargo test --test hostile -- --nocapture` prints inputs × outputs.
#![cfg(unix)] // limits of time and memory
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answers;
#[path = "../common/mod.rs"]
mod common;
mod corpus;
mod elsewhere;
mod heard;
mod html;
mod markdown;
mod read;
mod refused;
mod room;
mod rooms;
#[allow(dead_code)] // The log and the files alone are read here.
#[path = "../action/runner.rs"]
mod runner;
mod seen;
mod sheet;
mod step;
mod table;
mod terminal;
mod wall;
mod xml;
