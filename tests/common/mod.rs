//! A governance checkout, a stand-in for GitHub and the real binary.

#![allow(dead_code)] // Each test binary uses its own part.

use fakehub::{Hub, Permission, Server, User};
use folkmoot::github::Access;
use folkmoot::github::{Client, Clock, Token};
use folkmoot::progress::Progress;
use folkmoot::session::RepositoryName;
use git2::{Repository, Signature, Time};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

/// Everything a test needs.
pub struct Bench {
    pub hub: Hub,
    server: Server,
    folder: tempfile::TempDir,
    bot: User,
    pub facilitator: User,
}

/// The hub's clock, which keeps nobody waiting.
struct HubClock(fakehub::Clock);

impl Clock for HubClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(std::future::ready(()))
    }
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
/// The branch of the example's report.
pub const BRANCH: &str = "folkmoot/kubecon-india-2024";

impl Bench {
    /// A checkout with these files and two empty repositories.
    pub async fn new(files: &[(&str, &str)]) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let hub = Hub::new(time("2024-11-27T09:30:00Z"));
        hub.set_web_url("https://github.example");
        hub.add_organization("todogroup");
        let (bot, facilitator) = (hub.add_bot("folkmoot"), hub.add_user("facilitator"));
        for name in [REPOSITORY, GOVERNANCE] {
            let git = folder.path().join("git").join(format!("{name}.git"));
            bare(&git);
            hub.add_repository(name, Some(&git)).unwrap();
            hub.grant("folkmoot", name, Permission::Write);
            hub.grant("facilitator", name, Permission::Write);
        }
        let bench = Bench {
            server: hub.serve().await.unwrap(),
            hub,
            folder,
            bot,
            facilitator,
        };
        for (path, text) in files {
            bench.write(path, text);
        }
        bench
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
        Bench::new(&[
            ("sessions/kubecon-india-2024/session.yml", &session),
            ("sessions/kubecon-india-2024/notes.csv", &notes),
        ])
        .await
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
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The ways to GitHub of a command that reads, on the hub's clock. A failure is not tried again.
    pub fn access(&self) -> Access {
        let clock = Arc::new(HubClock(self.hub.clock()));
        let token = Token::new(&self.bot.token);
        let client = Client::new(&self.server.url(), token.as_ref(), clock, Duration::ZERO);
        Access {
            repository: RepositoryName::new(REPOSITORY).unwrap(),
            client: client.unwrap().hasty(),
            report_client: None,
            git_base: String::new(),
            git_token: None,
            branch: None,
            report_token: None,
            progress: Progress::default(),
            only: None,
        }
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
            .current_dir(self.folder.path())
            .args(arguments)
            .env_clear()
            .env("GITHUB_TOKEN", &self.bot.token)
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_API_URL", self.server.url())
            .env("GITHUB_SERVER_URL", self.path("git"))
            .env("FOLKMOOT_WRITE_PAUSE_MS", "0")
            .envs(environment.iter().copied());
        command
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
        let output = self.command(&all);
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }

    /// The same as JSON.
    pub fn json_at(&self, at: &str, command: &str) -> Value {
        serde_json::from_str(&self.at(at, &[command, "--json"])).unwrap()
    }

    /// Every branch of the governance repository and the commit it points to.
    pub fn branches(&self) -> Vec<(String, String)> {
        let repository =
            Repository::open_bare(self.path("git").join(format!("{GOVERNANCE}.git"))).unwrap();
        repository
            .references()
            .unwrap()
            .map(|reference| {
                let reference = reference.unwrap();
                let name = reference.name().unwrap().to_owned();
                (name, reference.peel_to_commit().unwrap().id().to_string())
            })
            .collect()
    }

    /// A file of a branch of the governance repository.
    pub fn file(&self, branch: &str, path: &str) -> String {
        let repository =
            Repository::open_bare(self.path("git").join(format!("{GOVERNANCE}.git"))).unwrap();
        let tree = repository
            .find_branch(branch, git2::BranchType::Local)
            .unwrap()
            .get()
            .peel_to_tree()
            .unwrap();
        let entry = tree.get_path(Path::new(path)).unwrap();
        String::from_utf8(repository.find_blob(entry.id()).unwrap().content().to_vec()).unwrap()
    }

    /// A person's commit on a branch of the governance repository.
    pub fn commit(&self, branch: &str, path: &str, text: &str) {
        let git = self.path("git").join(format!("{GOVERNANCE}.git"));
        let repository = Repository::open_bare(git).unwrap();
        let name = format!("refs/heads/{branch}");
        let parent = repository
            .find_reference(&name)
            .unwrap()
            .peel_to_commit()
            .unwrap();
        let blob = repository.blob(text.as_bytes()).unwrap();
        let tree = git2::build::TreeUpdateBuilder::new()
            .upsert(path, blob, git2::FileMode::Blob)
            .create_updated(&repository, &parent.tree().unwrap())
            .unwrap();
        let tree = repository.find_tree(tree).unwrap();
        let who = Signature::new("someone", "someone@example.org", &Time::new(0, 0)).unwrap();
        repository
            .commit(Some(&name), &who, &who, "Recommend\n", &tree, &[&parent])
            .unwrap();
    }

    /// A person's request.
    pub fn rest(&self, user: &User, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.server.url());
        let (token, method, body) = (user.token.clone(), method.to_owned(), body.to_string());
        // A thread of its own: the client blocks, and the server runs on this runtime.
        std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on(async move {
                    use http_body_util::{BodyExt, Full};
                    use hyper_util::{client::legacy::Client, rt::TokioExecutor};
                    let client: Client<_, Full<bytes::Bytes>> =
                        Client::builder(TokioExecutor::new()).build_http();
                    let request = http::Request::builder()
                        .method(method.as_str())
                        .uri(&url)
                        .header("authorization", format!("Bearer {token}"))
                        .body(Full::from(body))
                        .unwrap();
                    let response = client.request(request).await.unwrap();
                    let status = response.status();
                    let bytes = response.into_body().collect().await.unwrap().to_bytes();
                    assert!(
                        status.is_success(),
                        "{method} {url}: {status} {}",
                        String::from_utf8_lossy(&bytes)
                    );
                    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
                })
        })
        .join()
        .unwrap()
    }

    /// The issues of a label: number and title.
    pub fn issues(&self, label: &str) -> Vec<(u64, String)> {
        let path = format!(
            "/repos/{REPOSITORY}/issues?state=all&per_page=100&labels={}",
            label.replace(':', "%3A")
        );
        let mut list: Vec<(u64, String)> = self
            .rest(&self.facilitator, "GET", &path, &Value::Null)
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| {
                (
                    issue["number"].as_u64().unwrap(),
                    issue["title"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        list.sort();
        list
    }

    /// The body of an issue.
    pub fn body(&self, number: u64) -> String {
        let issue = self.rest(
            &self.facilitator,
            "GET",
            &format!("/repos/{REPOSITORY}/issues/{number}"),
            &Value::Null,
        );
        issue["body"].as_str().unwrap().to_owned()
    }

    /// Somebody gives a 👍.
    pub fn vote(&self, login: &str, issue: u64) {
        self.react(login, issue, "+1");
    }

    /// Somebody reacts; the id of the reaction.
    pub fn react(&self, login: &str, issue: u64, content: &str) -> u64 {
        let user = self.hub.add_user(login);
        let reaction = self.rest(
            &user,
            "POST",
            &format!("/repos/{REPOSITORY}/issues/{issue}/reactions"),
            &json!({ "content": content }),
        );
        reaction["id"].as_u64().unwrap()
    }

    /// Somebody takes a reaction back.
    pub fn take_back(&self, login: &str, issue: u64, reaction: u64) {
        let user = self.hub.add_user(login);
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/reactions/{reaction}");
        self.rest(&user, "DELETE", &path, &Value::Null);
    }

    /// Somebody comments; the id of the comment.
    pub fn comment(&self, login: &str, issue: u64, body: &str) -> u64 {
        let user = self.hub.add_user(login);
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/comments");
        let comment = self.rest(&user, "POST", &path, &json!({ "body": body }));
        comment["id"].as_u64().unwrap()
    }

    /// The number of the cluster whose name begins so.
    pub fn cluster(&self, name: &str) -> u64 {
        let all = self.issues("folkmoot:cluster");
        let found = all.iter().find(|(_, title)| title.starts_with(name));
        found.unwrap().0
    }

    /// The bodies of an issue's comments.
    pub fn comments(&self, issue: u64) -> Vec<String> {
        let path = format!("/repos/{REPOSITORY}/issues/{issue}/comments?per_page=100");
        let list = self.rest(&self.facilitator, "GET", &path, &Value::Null);
        let bodies = list.as_array().unwrap().iter();
        bodies
            .map(|comment| comment["body"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The facilitator sets labels, as with a click.
    pub fn label(&self, issue: u64, label: &str) {
        self.rest(
            &self.facilitator,
            "POST",
            &format!("/repos/{REPOSITORY}/issues/{issue}/labels"),
            &json!({ "labels": [label] }),
        );
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

fn bare(path: &Path) {
    fs::create_dir_all(path).unwrap();
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).initial_head("main");
    let repository = Repository::init_opts(path, &options).unwrap();
    let blob = repository.blob(b"# Governance\n").unwrap();
    let mut tree = repository.treebuilder(None).unwrap();
    tree.insert("README.md", blob, 0o100_644).unwrap();
    let tree = repository.find_tree(tree.write().unwrap()).unwrap();
    let who = Signature::new("someone", "someone@example.org", &Time::new(0, 0)).unwrap();
    repository
        .commit(Some("refs/heads/main"), &who, &who, "Begin\n", &tree, &[])
        .unwrap();
}
