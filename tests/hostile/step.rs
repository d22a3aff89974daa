//! A run as a step of a workflow, whose log the runner reads.

use crate::common::{Bench, time};
use crate::runner;
use crate::table::Table;
use std::collections::BTreeMap;
use std::fs;

/// What a step of a workflow left.
pub struct Ran {
    pub log: Vec<u8>,
    pub outputs: BTreeMap<String, String>,
    pub summary: String,
}

/// A step of a workflow: what its log told the runner, its outputs, its summary.
pub struct Step {
    pub bench: Bench,
}

impl Step {
    pub fn run(&self, table: &mut Table, at: &str, arguments: &[&str]) -> Ran {
        self.bench.hub.clock().set(time(at));
        self.bench.write("output", "");
        self.bench.write("summary", "");
        let (output, summary) = (self.bench.path("output"), self.bench.path("summary"));
        let mut all = arguments.to_vec();
        all.extend(["--at", at]);
        let ran = self.bench.command_with(
            &all,
            &[
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_OUTPUT", output.to_str().unwrap()),
                ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
            ],
        );
        let log = [ran.stdout, ran.stderr].concat();
        let text = String::from_utf8(log.clone()).unwrap();
        assert_eq!(ran.status.code(), Some(0), "{text}");
        assert!(!text.contains("\npaused: "), "{text}");
        for told in runner::commands(&text) {
            // Of ours are remarks alone, each with our name over it.
            let title = told.properties.get("title").cloned().unwrap_or_default();
            if !["notice", "warning"].contains(&told.name.as_str())
                || !title.starts_with("folkmoot")
            {
                table.fault(format!("log of {arguments:?}: the command {told:?}"));
            }
        }
        let outputs = runner::outputs(&fs::read_to_string(output).unwrap());
        let names: Vec<&str> = outputs.keys().map(String::as_str).collect();
        if names != ["changed", "next-due", "report-pr", "sessions"] {
            table.fault(format!("outputs of {arguments:?}: {names:?}"));
        }
        let summary = fs::read_to_string(summary).unwrap();
        Ran {
            log,
            outputs,
            summary,
        }
    }
}
