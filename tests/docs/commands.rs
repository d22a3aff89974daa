//! A block of commands (```` ```sh ````) is run as it stands, in a room that has what the pages speak of. One that cannot be run here says why, in a comment
//! right before it: `<!-- not run: … -->`. Blocks of a page share a room, one after the other; `<!-- room: empty -->` begins a new one with nothing in it,
//! `<!-- room: whole -->` one with everything.

use crate::common::alone::Alone;
use crate::common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use crate::pages::{Block, pages, root};
use clap::CommandFactory;
use insta::assert_snapshot;
use jiff::Timestamp;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

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
    let tally = bench.report("tally.json");
    bench.write("tally.json", &tally);
    assert_eq!(bench.propose("topic"), PULL, "the pages name this one");
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
        .alone()
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
    docs/doctor.md: it ends with 2, as the room lacks what it looks for; tests/doctor does: folkmoot doctor                    # in a clone: the repository that `origin` is
    docs/facilitator.md: it serves until it is ended: folkmoot wall kubecon-india-2024
    docs/formats.md: tests/formats plays the format below: folkmoot check                                              # faults of format, templates and session, each with its line
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
    docs/session.md: it takes long; tests/github/requests.rs plays large sessions: folkmoot rehearse examples/kubecon-india-2024 --notes 10000 --people 2000
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
