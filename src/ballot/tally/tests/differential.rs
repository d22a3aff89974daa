//! Two programs count the same elections: this one, and `docs/recount.py`, which was written from `docs/tally.md` alone.

use super::made::any_case;
use super::*;
use proptest::prelude::Strategy;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const ELECTIONS: usize = 10_000;

/// What `recount.py --lines` says of a record.
fn ours(tally: &Tally) -> Value {
    let reasons = |choices: &[Choice]| -> Vec<Value> {
        choices.iter().map(|choice| json!(choice.why_not)).collect()
    };
    json!({
        "why_not": tally.ballots.iter().map(|ballot| reasons(&ballot.choices)).collect::<Vec<_>>(),
        "voters": tally.voters,
        "quorum": tally.quorum,
        "tie": tally.tie,
        "result": tally.standings,
        "in_room_why_not": tally.paper.iter().map(|choices| reasons(choices)).collect::<Vec<_>>(),
    })
}

#[test]
fn ten_thousand_elections_come_out_the_same() {
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: there is no python3 to run docs/recount.py with");
        return;
    }
    let mut runner = TestRunner::deterministic();
    let strategy = any_case();
    let (mut lines, mut expected) = (Vec::new(), Vec::new());
    let mut methods = BTreeMap::new();
    for index in 0..ELECTIONS {
        let case = strategy.new_tree(&mut runner).unwrap().current();
        let tally = case.count();
        // Hidden names leave other things to be taken as recorded.
        let record = case.record(&tally, index % 3 != 0);
        *methods.entry(case.rules.method.word()).or_insert(0) += 1;
        expected.push(ours(&record.tally()));
        serde_json::to_writer(&mut lines, &record).unwrap();
        lines.push(b'\n');
    }
    assert!(
        methods.len() == 6 && methods.values().all(|count| *count > 1_000),
        "{methods:?}"
    );
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/recount.py");
    let mut child = Command::new("python3")
        .args([script, "--lines"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&lines));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let theirs: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(theirs.len(), ELECTIONS);
    for (index, (ours, theirs)) in expected.iter().zip(&theirs).enumerate() {
        assert_eq!(ours, theirs, "election {index}");
    }
}
