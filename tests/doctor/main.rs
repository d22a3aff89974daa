//! `folkmoot doctor`: a sound repository gives no finding, and each planted fault is found, alone, with its cure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
mod planted;
mod seen;

use common::{ANNOUNCED, Bench, GOVERNANCE, REPOSITORY, SESSION_FILE, time};
use fakehub::{Permission, Workflow};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const WORKFLOW: &str = ".github/workflows/folkmoot.yml";
const FORM: &str = ".github/ISSUE_TEMPLATE/note.yml";

/// The example's session with its reports in the governance repository, set up by `init`, on GitHub, with an administrator's token.
struct Patient {
    bench: Bench,
    token: String,
}

impl Patient {
    async fn sound() -> Patient {
        let bench = Bench::example(true).await;
        let admin = bench.hub.add_user("admin");
        for name in [REPOSITORY, GOVERNANCE] {
            bench.hub.grant("admin", name, Permission::Admin);
        }
        bench.hub.add_member("todogroup", "admin").unwrap();
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let output = bench.command(&["init", "--yes", "--action", commit, "--repo", REPOSITORY]);
        assert!(output.status.success(), "{output:?}");
        bench
            .hub
            .settings(REPOSITORY, |settings| {
                settings.workflows = vec![
                    Workflow::active("CI", ".github/workflows/ci.yml"),
                    Workflow::active("folkmoot", WORKFLOW),
                ];
            })
            .unwrap();
        Patient {
            bench,
            token: admin.token,
        }
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.bench.read(path);
        assert!(text.contains(from), "{path} has no {from}:\n{text}");
        self.bench.write(path, &text.replace(from, to));
    }

    /// Who may vote, in a session that may say so.
    fn roll(&self, roll: &str) {
        self.edit(SESSION_FILE, "chatham-house", "named");
        let text = format!("vote:\n  roll: {roll}\nreport:\n");
        self.edit(SESSION_FILE, "report:\n", &text);
    }

    fn label(&self, name: &str, description: &str) {
        let body = json!({ "name": name, "color": "ffffff", "description": description });
        let path = format!("/repos/{REPOSITORY}/labels");
        self.bench
            .rest(&self.bench.facilitator, "POST", &path, &body);
    }

    /// What the doctor says: exit code and text.
    fn told(&self, arguments: &[&str]) -> (i32, String) {
        self.told_with(arguments, &[])
    }

    fn told_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
        self.bench.hub.clear_requests();
        self.bench.hub.clock().set(time(ANNOUNCED));
        let mut all = vec!["doctor", "--at", ANNOUNCED];
        all.extend(arguments);
        let mut variables = vec![
            ("GITHUB_TOKEN", self.token.as_str()),
            ("GITHUB_SERVER_URL", "https://github.example"),
        ];
        variables.extend(environment);
        let output = self.bench.command_with(&all, &variables);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(errors, "");
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
        )
    }

    fn json(&self) -> (i32, Value) {
        let (code, text) = self.told(&["--json"]);
        (code, serde_json::from_str(&text).unwrap())
    }

    /// What was asked: how often which kind of request.
    fn requests(&self) -> BTreeMap<String, usize> {
        let mut all = BTreeMap::new();
        for request in self.bench.hub.requests() {
            let name = request
                .operation
                .unwrap_or_else(|| format!("{} {}", request.method, request.path));
            *all.entry(name).or_insert(0) += 1;
        }
        all
    }
}

fn settings(patient: &Patient, change: impl FnOnce(&mut fakehub::Settings)) {
    patient.bench.hub.settings(REPOSITORY, change).unwrap();
}
