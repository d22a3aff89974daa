//! The repository of the reports is somebody else's, and so may be the checkout and the machine that folkmoot runs on: nothing there is run,
//! followed or believed, nothing is written but what a session names, and what is read has limits.
#![cfg(unix)] // links, and files that can be run
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod checkout;
#[path = "../common/mod.rs"]
mod common;
mod machine;
mod remote;
mod repository;
mod trees;

use common::{AFFINITY, ANNOUNCED, Bench, GOVERNANCE, NOTES, VOTING};
use git2::Repository;

/// The session that reports.
const SESSION: &str = "kubecon-india-2024";

/// The example's vote, ready to be closed.
async fn ready() -> Bench {
    let bench = Bench::example(true).await;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
        bench.at(at, &["run"]);
    }
    bench
}

/// The repository of the reports, as it lies on the server.
fn governance(bench: &Bench) -> Repository {
    Repository::open_bare(bench.path("git").join(format!("{GOVERNANCE}.git"))).unwrap()
}
