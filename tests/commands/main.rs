//! What people say to folkmoot in comments: obeyed once, by those who may, of the stage that they saw.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
mod obeyed;
mod struck;
mod who;

use common::{ANNOUNCED, Bench, NOTES, REPOSITORY, time};
use serde_json::Value;

/// The session's issue of the example.
const SESSION: u64 = 1;

/// An example whose session collects notes, with the time at which it began to.
async fn collecting() -> Bench {
    let bench = Bench::example(true).await;
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    bench
}

/// Somebody says something at a time; the id of the comment.
fn say(bench: &Bench, at: &str, who: &str, text: &str) -> u64 {
    bench.hub.clock().set(time(at));
    bench.comment(who, SESSION, text)
}

fn issue(bench: &Bench, number: u64) -> Value {
    let path = format!("/repos/{REPOSITORY}/issues/{number}");
    bench.rest(&bench.facilitator, "GET", &path, &Value::Null)
}

fn stage(bench: &Bench) -> String {
    let issue = issue(bench, SESSION);
    let labels = issue["labels"].as_array().unwrap();
    let mut stages = labels
        .iter()
        .filter_map(|label| label["name"].as_str().unwrap().strip_prefix("stage:"));
    let stage = stages.next().unwrap().to_owned();
    assert_eq!(stages.next(), None);
    stage
}

/// What folkmoot answered, without its marks.
fn answers(bench: &Bench) -> Vec<String> {
    let mine = bench.comments(SESSION).into_iter();
    mine.filter(|body| body.contains("<!-- folkmoot:answer"))
        .map(|body| body.split("\n\n<!--").next().unwrap().to_owned())
        .collect()
}

fn requests(bench: &Bench) -> usize {
    let ours = bench.hub.requests();
    let ours = ours
        .iter()
        .filter(|it| it.user_agent.starts_with("folkmoot/"));
    ours.count()
}
