//! The wall: from a browser's side, the real binary over real HTTP; its edits on GitHub; and how it follows a session.
#![cfg(unix)] // signals
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
mod doors;
mod edits;
mod events;
mod live;
mod served;
mod session;
mod sorting;

use common::{AFFINITY, ANNOUNCED, Bench, NOTES};

const SESSION: &str = "kubecon-india-2024";

/// The example, its notes on GitHub and grouped.
async fn grouped() -> Bench {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.at(at, &["run"]);
    }
    bench
}

fn writes(bench: &Bench) -> usize {
    bench
        .hub
        .requests()
        .iter()
        .filter(|request| request.mutations > 0)
        .count()
}
