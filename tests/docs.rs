//! The documentation says what is true: its commands run, its session files are accepted, its links lead somewhere.
//!
//! A block of commands (```` ```sh ````) is run as it stands, in a room that has what the pages speak of. One that cannot be run here says why, in a comment
//! right before it: `<!-- not run: … -->`. Blocks of a page share a room, one after the other; `<!-- room: empty -->` begins a new one with nothing in it,
//! `<!-- room: whole -->` one with everything.
#![cfg(unix)] // bash, and a link to the binary
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use clap::CommandFactory;
use common::{AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use insta::assert_snapshot;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A page with its path from the top of the repository.
struct Page {
    path: String,
    text: String,
}

/// A fenced block.
struct Block {
    /// What stands behind the fence.
    language: String,
    /// The comment right before it, without its marks.
    note: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page that people read, those of `docs` in the order of their names.
fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "SECURITY.md"]
        .map(PathBuf::from)
        .to_vec();
    let mut folders = vec![PathBuf::from("docs")];
    let mut docs = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                docs.insert(path);
            }
        }
    }
    assert!(docs.len() > 25, "{docs:?}");
    paths.extend(docs);
    let read = |path: PathBuf| Page {
        text: fs::read_to_string(root().join(&path)).unwrap(),
        path: path.display().to_string(),
    };
    paths.into_iter().map(read).collect()
}

impl Page {
    fn blocks(&self) -> Vec<Block> {
        let (mut blocks, mut open): (Vec<Block>, Option<(usize, Block)>) = (Vec::new(), None);
        let mut before = "";
        for line in self.text.lines() {
            let inner = line.trim_start();
            if let Some((indent, block)) = &mut open {
                if inner == "```" {
                    blocks.extend(open.take().map(|(_, block)| block));
                    before = "";
                } else {
                    let cut = line.len() - inner.len();
                    block.text.push_str(&line[cut.min(*indent)..]);
                    block.text.push('\n');
                }
            } else if let Some(language) = inner.strip_prefix("```") {
                let note = before
                    .strip_prefix("<!-- ")
                    .and_then(|it| it.strip_suffix(" -->"));
                let block = Block {
                    language: language.to_owned(),
                    note: note.unwrap_or_default().to_owned(),
                    text: String::new(),
                };
                open = Some((line.len() - inner.len(), block));
            } else if !inner.is_empty() {
                before = inner;
            }
        }
        assert!(open.is_none(), "{}: a block has no end", self.path);
        blocks
    }

    /// The text without blocks and code.
    fn prose(&self) -> String {
        let (mut prose, mut inside) = (String::new(), false);
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if !inside {
                // Every other part between backticks is code.
                prose.extend(line.split('`').step_by(2));
                prose.push('\n');
            }
        }
        prose
    }

    /// The anchors of its headings, as GitHub makes them.
    fn anchors(&self) -> BTreeSet<String> {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut inside = false;
        let mut anchors = BTreeSet::new();
        for line in self.text.lines() {
            if line.starts_with("```") {
                inside = !inside;
            }
            let heading = line.trim_start_matches('#');
            if inside || heading.len() == line.len() || !heading.starts_with(' ') {
                continue;
            }
            let anchor: String = heading
                .trim()
                .to_lowercase()
                .chars()
                .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'))
                .map(|it| if it == ' ' { '-' } else { it })
                .collect();
            let times = seen.entry(anchor.clone()).or_default();
            anchors.insert(if *times == 0 {
                anchor
            } else {
                format!("{anchor}-{times}")
            });
            *times += 1;
        }
        anchors
    }

    /// Where it leads: addresses of links and pictures.
    fn links(&self) -> Vec<String> {
        let prose = self.prose();
        let mut links = Vec::new();
        for (start, end) in [
            ("](", ')'),
            ("src=\"", '"'),
            ("srcset=\"", '"'),
            ("href=\"", '"'),
        ] {
            for rest in prose.split(start).skip(1) {
                links.push(rest.split(end).next().unwrap().to_owned());
            }
        }
        links
    }
}

/// What the pages speak of: sessions, files with notes, a closed vote on GitHub.
async fn room(empty: bool, closed_vote: bool) -> Bench {
    if empty {
        return Bench::new(&[]).await;
    }
    let bench = Bench::example(true).await;
    if closed_vote {
        vote(&bench);
    }

    let examples = bench.path("examples");
    copy(&root().join("examples"), &examples);
    copy(&root().join("docs"), &bench.path("docs"));
    let call = fs::read_to_string(examples.join("touchpoint-2025-05/session.yml")).unwrap();
    let call = call
        .replace("2025-05-27", "2026-01-13")
        .replace("BYDAY=4TU", "BYDAY=2TU");
    assert!(call.contains("BYDAY=2TU") && call.contains("2026-01-13"));
    bench.write("sessions/call-2026-01-13/session.yml", &call);
    let notes = fs::read_to_string(examples.join("kubecon-india-2024/notes.csv")).unwrap();
    bench.write("notes.csv", &notes);
    bench.write("late.csv", "text\nHow might we pay maintainers?\n");
    bench.write(
        "board.md",
        "# Board\n\n## Money\n\n- Pay maintainers\n- Find sponsors\n",
    );
    let survey = fs::read(examples.join("touchpoint-2025-05/survey.csv")).unwrap();
    fs::write(bench.path("survey.csv"), survey).unwrap();
    bench.write(
        "sessions/kubecon-india-2024/roster.csv",
        "name,handle,organisation,consent\nVoter One,,Sample Works,no\nVoter Two,,Sample Foundation,yes\n",
    );
    bench.write("event.json", EVENT);
    bench.write(".folkmoot/config.yml", "timezone: UTC\n");
    bench
}

/// Whether a page's blocks speak of what is on GitHub, or of its outcome.
fn asks_github(blocks: &[Block]) -> bool {
    let words = ["run", "plan", "tally", "report", "review", "verify"];
    blocks.iter().any(|block| {
        words
            .iter()
            .any(|word| block.text.contains(&format!("folkmoot {word}")))
    })
}

/// The example's session, up to its counted vote and its report.
fn vote(bench: &Bench) {
    bench.at(ANNOUNCED, &["run"]);
    bench.at(NOTES, &["run"]);
    bench.at(AFFINITY, &["run"]);
    bench.at(VOTING, &["run"]);
    bench.hub.clock().set(time(DURING));
    let cluster = bench.cluster("Security");
    for login in ["ada", "bo"] {
        bench.vote(login, cluster);
    }
    bench.at(CLOSED, &["run"]);
    let tally = bench.file(BRANCH, "reports/kubecon-india-2024/tally.json");
    bench.write("tally.json", &tally);
    let branch = bench.hub.commit_on_branch(REPOSITORY, "topic", "x.txt");
    branch.unwrap();
    let pull = serde_json::json!({ "title": "A session", "head": "topic", "base": "main" });
    let path = format!("/repos/{REPOSITORY}/pulls");
    let pull = bench.rest(&bench.facilitator, "POST", &path, &pull);
    assert_eq!(pull["number"], PULL, "the pages name this one");
}

/// The number of the pull request that `docs/commands.md` names.
const PULL: u64 = 20;

/// One sound proposal of a breakout, as `docs/proposals.md` shows the shape.
const EVENT: &str = r####"{
  "metadata": {"meeting": "Breakouts Day", "timezone": "Etc/UTC"},
  "slots": ["2026-03-31 13:00 - 14:00"],
  "rooms": ["Main (25)"],
  "sessions": [{"number": 20, "title": "Who pays?", "author": "ada", "room": "Main", "slot": "2026-03-31 13:00",
    "body": "### Session description\n\nWe talk about money.\n\n### Session goal\n\nWho pays?\n\n### Session type\n\nBreakout (Default)\n"}]
}"####;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The block in bash; what went wrong.
fn play(bench: &Bench, script: &str) -> Option<String> {
    let bin = bench.path(".bin");
    fs::create_dir_all(&bin).unwrap();
    let folkmoot = bin.join("folkmoot");
    if !folkmoot.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_folkmoot"), &folkmoot).unwrap();
    }
    // No time is given, so GitHub's is the one of this machine.
    bench.hub.clock().set(Timestamp::now());
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(bench.path("."))
        .env_clear()
        .env(
            "PATH",
            format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()),
        )
        .env("HOME", bench.path("."))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("GITHUB_TOKEN", bench.bot_token())
        .env("GITHUB_REPOSITORY", REPOSITORY)
        .env("GITHUB_API_URL", bench.url())
        .env("GITHUB_SERVER_URL", bench.path("git"))
        .env("FOLKMOOT_WRITE_PAUSE_MS", "0")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    (!output.status.success()).then(|| {
        format!(
            "{:?}\n{}{}",
            output.status.code(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_runs_or_says_why_it_cannot() {
    let (mut ran, mut not, mut failed) = (0, String::new(), String::new());
    for page in pages() {
        let blocks = page.blocks();
        let mut place: Option<Bench> = None;
        for block in blocks.iter().filter(|block| block.language == "sh") {
            let first = block.text.lines().next().unwrap_or_default();
            if let Some(why) = block.note.strip_prefix("not run: ") {
                writeln!(not, "{}: {why}: {first}", page.path).unwrap();
                continue;
            }
            let empty = block.note == "room: empty";
            if empty || block.note == "room: whole" || place.is_none() {
                place = Some(room(empty, asks_github(&blocks)).await);
            }
            if let Some(why) = play(place.as_ref().unwrap(), &block.text) {
                writeln!(failed, "{}:\n{}{why}\n", page.path, block.text).unwrap();
            }
            ran += 1;
        }
    }
    assert!(failed.is_empty(), "{failed}");
    // None is passed over by accident: whoever adds one says it here.
    assert_snapshot!(not, @r#"
    README.md: CI runs it: cargo run --release -- rehearse examples/kubecon-india-2024
    README.md: CI runs it: cargo test --workspace
    README.md: it takes three minutes: cargo run --release -- rehearse examples/kubecon-india-2024 --wall
    README.md: it asks: folkmoot init
    CONTRIBUTING.md: CI runs it: git clone https://github.com/folkmoot/folkmoot && cd folkmoot   # a minute
    CONTRIBUTING.md: it needs a file from the network: cargo run -p fakehub --example trim_schema -- PATH/TO/schema.graphql > fakehub/schema/github.graphql
    docs/contract/clients.md: CI runs it: tests/clients/run                 # all, about a minute
    docs/contract/openapi.md: it needs the network: npm pack @octokit/openapi@23.0.2 @octokit/fixtures@23.1.2
    docs/doctor.md: it ends with 2, as the room lacks what it looks for; tests/doctor.rs does: folkmoot doctor                    # in a clone: the repository that `origin` is
    docs/facilitator.md: it serves until it is ended: folkmoot wall kubecon-india-2024
    docs/formats.md: tests/formats.rs plays the format below: folkmoot check                                              # faults of format, templates and session, each with its line
    docs/github-contract.md: it needs the network: mkdir contracts && cd contracts
    docs/install.md: it needs a release: curl --fail --location --remote-name https://github.com/folkmoot/folkmoot/releases/latest/download/folkmoot-linux-amd64
    docs/install.md: it builds from crates.io: cargo install folkmoot --locked
    docs/install.md: it needs GitHub's CLI: gh extension install folkmoot/gh-folkmoot
    docs/install.md: it needs GitHub's CLI: GH_TOKEN=$(gh auth token) gh folkmoot plan --repo OWNER/NAME
    docs/install.md: it needs a release: curl --fail --location --remote-name https://github.com/folkmoot/folkmoot/releases/latest/download/SHA256SUMS
    docs/install.md: it needs a release: gh attestation verify folkmoot-linux-amd64 --repo folkmoot/folkmoot \
    docs/install.md: it needs a release: gh release verify-asset v0.1.0 folkmoot-linux-amd64 --repo folkmoot/folkmoot
    docs/install.md: it needs a release: mkdir -p ~/.local/share/man
    docs/proposals.md: it needs GitHub's CLI: gh issue list --limit 1000 --json number,title,body,author,labels,url | folkmoot proposals -
    docs/session.md: it takes long; tests/requests.rs plays large sessions: folkmoot rehearse examples/kubecon-india-2024 --notes 10000 --people 2000
    docs/start.md: it asks: folkmoot init
    docs/start.md: for the maintainers of a release: workflow-templates/pin COMMIT VERSION
    docs/wall.md: it takes three minutes: folkmoot rehearse examples/kubecon-india-2024 --wall
    docs/wall.md: it serves until it is ended: folkmoot wall kubecon-india-2024
    docs/wall.md: it serves until it is ended: folkmoot wall kubecon-india-2024 --listen 192.0.2.10:8080
    "#);
    assert!(ran > 10, "only {ran} were run");
}

#[test]
fn the_readme_names_every_command_and_help_names_pages_that_are_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut arguments = folkmoot::cli::Arguments::command();
    arguments.build();
    let rows = readme.split("| `folkmoot ").skip(1);
    let rows: Vec<&str> = rows
        .map(|row| row.split([' ', '`']).next().unwrap())
        .collect();
    let (mut pages, mut listed) = (0, Vec::new());
    for command in arguments.get_subcommands_mut() {
        let name = command.get_name().to_owned();
        if command.is_hide_set() || name == "help" {
            continue;
        }
        assert!(
            rows.contains(&name.as_str()),
            "the README's table of commands has no `{name}`"
        );
        let help = command.render_long_help().to_string();
        for rest in help.split("docs/").skip(1) {
            let page = rest.split([')', ',', ' ', '\n']).next().unwrap();
            let page = page.trim_end_matches('.');
            assert!(
                root().join("docs").join(page).exists(),
                "`folkmoot help {name}` names docs/{page}"
            );
            pages += 1;
        }
        listed.push(name);
    }
    assert!(pages > 3, "{pages}");
    assert_eq!(
        rows, listed,
        "the README lists commands in the order of --help"
    );
}

#[test]
fn commands_stand_in_blocks_that_are_run() {
    // A block of another kind would not be tried.
    for page in pages() {
        for block in page.blocks() {
            assert!(
                block.language == "sh" || !block.text.lines().any(|it| it.starts_with("folkmoot ")),
                "{}: this belongs into a block `sh`:\n{}",
                page.path,
                block.text
            );
            assert!(
                !matches!(
                    block.language.as_str(),
                    "bash" | "shell" | "console" | "yml"
                ),
                "{}: write `sh` or `yaml`, not `{}`",
                page.path,
                block.language
            );
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let anchors: BTreeMap<PathBuf, BTreeSet<String>> = pages
        .iter()
        .map(|page| (root().join(&page.path), page.anchors()))
        .collect();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for page in &pages {
        let here = root().join(&page.path);
        for link in page.links() {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() {
                here.clone()
            } else {
                here.parent().unwrap().join(path)
            };
            let Ok(target) = target.canonicalize() else {
                wrong.push(format!("{}: {link}: nothing is there", page.path));
                continue;
            };
            assert!(target.starts_with(root().canonicalize().unwrap()), "{link}");
            let known = anchors
                .iter()
                .find(|(path, _)| path.canonicalize().unwrap() == target);
            if !anchor.is_empty() && !known.is_some_and(|(_, all)| all.contains(anchor)) {
                wrong.push(format!("{}: {link}: no such heading", page.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 100, "only {seen} links were found");
}

#[test]
fn the_table_of_contents_has_every_page() {
    let pages = pages();
    let contents = pages.iter().find(|it| it.path == "docs/README.md").unwrap();
    let links = contents.links();
    for page in &pages {
        if let Some(name) = page
            .path
            .strip_prefix("docs/")
            .filter(|it| *it != "README.md")
        {
            let times = links.iter().filter(|it| *it == name).count();
            assert_eq!(times, 1, "docs/README.md has to name {name} once");
        }
    }
}

/// What a session in the pages' fragments is otherwise.
const BASE: &str = "title: A session\ndate: 2026-01-13\nstart: 17:00\n";
/// Keys under which something whole stands, as `session.yml` has them.
const OTHERS: [(&str, &str); 3] = [
    ("format", "format: touchpoint\n"),
    ("timezone", "timezone: UTC\n"),
    ("attribution", "attribution: named\n"),
];

/// The keys at the left edge.
fn keys(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter(|line| line.starts_with(|it: char| it.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .collect()
}

/// What `folkmoot check` has against files.
fn check(files: &[(&str, &str)]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .arg("check")
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap();
    (!output.status.success()).then(|| String::from_utf8(output.stderr).unwrap())
}

#[test]
fn every_file_that_is_shown_is_accepted() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../docs/schema/session-1.json")).unwrap();
    let config: serde_json::Value =
        serde_json::from_str(include_str!("../docs/schema/config-1.json")).unwrap();
    let known = |schema: &serde_json::Value, keys: &BTreeSet<&str>| {
        keys.iter()
            .all(|key| schema["properties"].get(*key).is_some())
    };
    let (mut kinds, mut wrong) = (BTreeMap::new(), String::new());
    for page in pages() {
        for block in page.blocks().iter().filter(|it| it.language == "yaml") {
            let keys = keys(&block.text);
            let text = block.text.as_str();
            let (kind, fault) = if keys.contains("parts") {
                let format = format!("{text}\n");
                let files = [
                    (".folkmoot/formats/lean-coffee/format.yml", format.as_str()),
                    (".folkmoot/formats/lean-coffee/coffee.md.hbs", "{{title}}\n"),
                    (
                        "sessions/one/session.yml",
                        "format: lean-coffee\ntitle: A\ndate: 2026-01-13\nstart: 17:00\ntimezone: UTC\ndetails: {theme: Tea}\n",
                    ),
                ];
                ("format", check(&files))
            } else if block.note == "config" {
                assert!(known(&config, &keys), "{}: {text}", page.path);
                let session = format!("{BASE}format: touchpoint\n");
                let files = [
                    (".folkmoot/config.yml", text),
                    ("sessions/one/session.yml", session.as_str()),
                ];
                ("config", check(&files))
            } else if !keys.is_empty() && known(&schema, &keys) {
                let mut whole = String::new();
                if !keys.contains("title") {
                    whole.push_str(BASE);
                }
                for (key, line) in OTHERS {
                    if !keys.contains(key) && (key == "attribution" || !keys.contains("title")) {
                        whole.push_str(line);
                    }
                }
                whole.push_str(text);
                let kind = if keys.contains("title") {
                    "session"
                } else {
                    "part of a session"
                };
                let voters = ("sessions/one/voters.txt", "ada\nbo\n");
                (kind, check(&[("sessions/one/session.yml", &whole), voters]))
            } else {
                let workflow = keys
                    .iter()
                    .any(|it| matches!(*it, "on" | "permissions" | "jobs"));
                assert!(
                    workflow || text.starts_with("- "),
                    "{}: what is this?\n{text}",
                    page.path
                );
                let read = serde_saphyr::from_str::<serde_json::Value>(text);
                ("part of a workflow", read.err().map(|it| it.to_string()))
            };
            *kinds.entry(kind).or_insert(0) += 1;
            if let Some(fault) = fault {
                writeln!(wrong, "{}:\n{text}{fault}\n", page.path).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_snapshot!(format!("{kinds:?}"), @r#"{"config": 1, "format": 1, "part of a session": 6, "part of a workflow": 6, "session": 2}"#);
}
