//! A governance checkout, a stand-in for GitHub and the real binary.

#![allow(dead_code)] // Each test binary uses its own part.

pub mod access;
pub mod alone;
pub mod folder;
mod git;
mod people;

use access::{HubClock, access};
use alone::Alone;
use fakehub::{Hub, Permission, Server, User};
use folder::{Folder, said};
use folkmoot::github::{Access, Client, Token};
use git::bare;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

/// Everything a test needs.
pub struct Bench {
    pub hub: Hub,
    server: Server,
    folder: Folder,
    bot: User,
    pub facilitator: User,
}

/// The repository of the sessions.
pub const REPOSITORY: &str = "todogroup/ospology";
/// The repository of the reports.
pub const GOVERNANCE: &str = "todogroup/governance";

/// When each stage of the example begins, and a moment in some.
pub const ANNOUNCED: &str = "2024-11-27T09:30:00Z";
pub const NOTES: &str = "2024-12-11T09:50:00Z";
pub const AFFINITY: &str = "2024-12-11T10:10:00Z";
pub const VOTING: &str = "2024-12-11T10:15:00Z";
pub const DURING: &str = "2024-12-11T10:20:00Z";
pub const CLOSED: &str = "2024-12-11T10:32:00Z";
pub const LATER: &str = "2024-12-20T10:00:00Z";
/// The example's files in the checkout.
pub const SESSION_FILE: &str = "sessions/kubecon-india-2024/session.yml";
pub const NOTES_FILE: &str = "sessions/kubecon-india-2024/notes.csv";
/// The example's report: its branch, and its folder there.
pub const BRANCH: &str = "folkmoot/kubecon-india-2024";
pub const REPORT: &str = "reports/kubecon-india-2024";

impl Bench {
    /// A checkout with these files and two empty repositories.
    pub async fn new(files: &[(&str, &str)]) -> Bench {
        let folder = Folder::new(files);
        let hub = Hub::new(time("2024-11-27T09:30:00Z"));
        hub.set_web_url("https://github.example");
        hub.add_organization("todogroup");
        let (bot, facilitator) = (hub.add_bot("folkmoot"), hub.add_user("facilitator"));
        for name in [REPOSITORY, GOVERNANCE] {
            let git = folder.path("git").join(format!("{name}.git"));
            bare(&git);
            hub.add_repository(name, Some(&git)).unwrap();
            hub.grant("folkmoot", name, Permission::Write);
            hub.grant("facilitator", name, Permission::Write);
        }
        Bench {
            server: hub.serve().await.unwrap(),
            hub,
            folder,
            bot,
            facilitator,
        }
    }

    /// The example session, its notes as they are or without their clusters.
    pub async fn example(clusters: bool) -> Bench {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/kubecon-india-2024");
        let session = fs::read_to_string(folder.join("session.yml")).unwrap();
        let mut notes = fs::read_to_string(folder.join("notes.csv")).unwrap();
        if !clusters {
            let texts: Vec<String> = csv_texts(&notes);
            notes = format!(
                "text\n{}\n",
                texts
                    .iter()
                    .map(|text| format!("\"{text}\""))
                    .collect::<Vec<_>>()
                    .join("\n")
            );
        }
        Bench::new(&[(SESSION_FILE, &session), (NOTES_FILE, &notes)]).await
    }

    /// The token of folkmoot's account.
    pub fn bot_token(&self) -> String {
        self.bot.token.clone()
    }

    /// The address of the API, and of git over HTTP.
    pub fn url(&self) -> String {
        self.server.url()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        self.folder.write(path, text);
    }

    pub fn read(&self, path: &str) -> String {
        self.folder.read(path)
    }

    /// A file as `change` makes it.
    pub fn rewrite(&self, path: &str, change: impl FnOnce(&str) -> String) {
        self.write(path, &change(&self.read(path)));
    }

    /// More at the end of the example's session.yml.
    pub fn add(&self, lines: &str) {
        self.rewrite(SESSION_FILE, |yml| format!("{yml}\n{lines}"));
    }

    /// The ways to GitHub of a command that reads, on the hub's clock. A failure is not tried again.
    pub fn access(&self) -> Access {
        let clock = Arc::new(HubClock(self.hub.clock()));
        let token = Token::new(&self.bot.token);
        let client = Client::new(&self.url(), token.as_ref(), clock, Duration::ZERO);
        access(client.unwrap().hasty())
    }

    /// The binary, with everything it needs in its environment.
    pub fn command(&self, arguments: &[&str]) -> Output {
        self.command_with(arguments, &[])
    }

    /// The same with more in its environment.
    pub fn command_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.prepare(arguments, environment).output().unwrap()
    }

    /// The same, not started yet.
    pub fn prepare(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
        command
            .current_dir(self.path(""))
            .args(arguments)
            .alone()
            .env("GITHUB_TOKEN", &self.bot.token)
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_API_URL", self.server.url())
            .env("GITHUB_SERVER_URL", self.path("git"))
            .env("FOLKMOOT_WRITE_PAUSE_MS", "0")
            .envs(environment.iter().copied());
        command
    }

    /// Whatever comes of it: exit code, standard output, standard error.
    pub fn told(&self, arguments: &[&str]) -> (i32, String, String) {
        said(&self.command(arguments))
    }

    /// One command at a time, on both clocks; its standard output.
    pub fn at(&self, at: &str, arguments: &[&str]) -> String {
        let (code, out, err) = self.try_at(at, arguments);
        assert_eq!(code, 0, "{arguments:?} at {at}:\n{out}{err}");
        out
    }

    /// The same, whatever comes: exit code, standard output, standard error.
    pub fn try_at(&self, at: &str, arguments: &[&str]) -> (i32, String, String) {
        self.hub.clock().set(time(at));
        let mut all = arguments.to_vec();
        all.extend(["--at", at]);
        self.told(&all)
    }

    /// Runs, and runs again to see that nothing is left to do and that it is cheap to see; what the first run said.
    pub fn run(&self, at: &str) -> String {
        let out = self.at(at, &["run"]);
        let again = self.json_at(at, "run");
        let done = &again["done"];
        assert_eq!(
            done,
            &json!([]),
            "a second run at {at} did this, after:\n{out}"
        );
        assert!(again["requests"].as_u64().unwrap() <= 2, "{again}");
        out
    }

    /// Runs up to the open vote.
    pub fn open_vote(&self) {
        for at in [ANNOUNCED, NOTES, AFFINITY, VOTING] {
            self.run(at);
        }
    }

    /// What one command says as JSON.
    pub fn json_at(&self, at: &str, command: &str) -> Value {
        serde_json::from_str(&self.at(at, &[command, "--json"])).unwrap()
    }
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn csv_texts(csv: &str) -> Vec<String> {
    csv.lines()
        .skip(1)
        .map(|line| match line.strip_prefix('"') {
            Some(rest) => rest.split('"').next().unwrap().to_owned(),
            None => line.split(',').next().unwrap().to_owned(),
        })
        .collect()
}
