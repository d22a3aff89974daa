//! The README says what is true: its screen is what the rehearsal prints, its commands are those that CI runs.

use crate::common::alone::Alone;
use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_screen_is_what_the_rehearsal_prints() {
    let folder = tempfile::tempdir().unwrap();
    let keep = folder.path().canonicalize().unwrap().join("play");
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(root())
        .alone()
        .args(["rehearse", "examples/kubecon-india-2024", "--keep"])
        .arg(&keep)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let screen = String::from_utf8(output.stdout).unwrap().replace(
        &keep.display().to_string(),
        "/tmp/folkmoot-rehearsal-wQyT2r",
    );
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(
        readme.contains(&format!("```text\n{}```", trimmed(&screen))),
        "the README shows another screen than this one:\n{}",
        trimmed(&screen)
    );

    // Its last line is the price of the whole lifecycle.
    let last = screen.lines().last().unwrap();
    let requests: u32 = last.strip_prefix("requests: ").unwrap().parse().unwrap();
    assert!(requests <= 30, "{last}");
    let creations = screen.lines().rev().nth(1).unwrap();
    let creations = creations.strip_prefix("creations: ").unwrap();
    let guide = fs::read_to_string(root().join("docs/maintainer.md")).unwrap();
    let price = format!("{requests} requests, {creations} of which create something");
    assert!(guide.contains(&price), "docs/maintainer.md: {price}");

    // And what it names is there.
    for name in [
        "report/README.md",
        "report/tally.json",
        "report/notes.csv",
        "report/votes.svg",
        "requests.jsonl",
        "todogroup/governance.git/HEAD",
    ] {
        assert!(keep.join(name).exists(), "{name}");
    }
    // The picture is one of its charts.
    for name in ["votes.svg", "votes-dark.svg"] {
        assert_eq!(
            fs::read_to_string(root().join("docs/pictures").join(name)).unwrap(),
            fs::read_to_string(keep.join("report").join(name)).unwrap(),
            "docs/pictures/{name} is another one than the rehearsal makes"
        );
    }
    let recorded = fs::read_to_string(keep.join("requests.jsonl")).unwrap();
    let ours = recorded
        .lines()
        .filter(|line| line.contains("\"user_agent\":\"folkmoot/"))
        .count();
    // One more run, after the end, is not part of the lifecycle.
    assert_eq!(ours, usize::try_from(requests).unwrap() + 1);
}

fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[test]
fn ci_runs_the_readme_s_test_command() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    let commands: Vec<&str> = readme
        .split("```sh\n")
        .skip(1)
        .filter_map(|block| block.lines().next())
        .collect();
    assert_eq!(
        commands.first(),
        Some(&"cargo run --release -- rehearse examples/kubecon-india-2024")
    );
    let test = commands.get(1).unwrap();
    assert!(ci.lines().any(|line| line.starts_with(test)), "{test}");
}

#[test]
fn a_folder_that_is_not_empty_is_not_written_into() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine"), "x").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_folkmoot"))
        .current_dir(root())
        .alone()
        .args(["rehearse", "examples/kubecon-india-2024", "--keep"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not empty; name a new folder"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
