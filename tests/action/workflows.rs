//! The starter workflows: what GitHub asks of such a folder, and what folkmoot asks of its workflows.

use folkmoot::fault::Source;
use folkmoot::start::workflow::PLACEHOLDER;
use folkmoot::yaml::{self, Node, Value as Yaml};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn workflows() -> Vec<PathBuf> {
    let folder = root().join("workflow-templates");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yml"))
        .collect();
    found.sort();
    assert_eq!(found.len(), 3);
    found
}

fn parsed(path: &Path) -> Node {
    let source = Source::read(path, &fs::read(path).unwrap()).unwrap();
    yaml::parse(&source).unwrap()
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Yaml::Mapping(entries) = &node.value else {
        return None;
    };
    entries
        .iter()
        .find(|(name, _)| name.name == key)
        .map(|(_, node)| node)
}

/// Every mapping of a document.
fn mappings<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match &node.value {
        Yaml::Mapping(entries) => {
            found.push(node);
            entries.iter().for_each(|(_, node)| mappings(node, found));
        }
        Yaml::Sequence(items) => items.iter().for_each(|item| mappings(item, found)),
        Yaml::Null | Yaml::Scalar(_) => {}
    }
}

#[test]
fn each_has_what_github_shows_of_it() {
    for path in workflows() {
        let properties = path.with_extension("properties.json");
        let text = fs::read_to_string(&properties).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let keys: Vec<&str> = value
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "categories",
                "description",
                "filePatterns",
                "iconName",
                "name"
            ]
        );
        assert!(value["iconName"].as_str().unwrap().starts_with("octicon "));
        assert!(value["description"].as_str().unwrap().len() < 200);
        for pattern in value["filePatterns"].as_array().unwrap() {
            assert!(pattern.as_str().unwrap().starts_with('^'), "{pattern}");
        }
    }
}

#[test]
fn nothing_is_granted_that_is_not_explained() {
    for path in workflows() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("\npermissions: {}\n"), "{}", path.display());
        let mut grants = 0;
        for line in text.lines() {
            let bare = line.trim_start();
            let grant = ["read", "write"].iter().any(|word| {
                let value = bare.split_once(": ").map(|(_, value)| value);
                value.is_some_and(|value| value.split(" #").next().unwrap().trim() == *word)
            });
            if grant {
                grants += 1;
                assert!(bare.contains(" # to "), "{}: {line}", path.display());
            }
        }
        assert!(grants > 0);
        assert!(!text.contains("pull_request_target"));
    }
    // Whatever a fork's pull request holds, it gets no secret.
    let review =
        fs::read_to_string(root().join("workflow-templates/folkmoot-pull-request.yml")).unwrap();
    assert!(!review.contains("{{ secrets"));
}

#[test]
fn actions_are_named_by_their_commit() {
    let ci = fs::read_to_string(root().join(".github/workflows/ci.yml")).unwrap();
    let mut own = BTreeSet::new();
    let (mut checkouts, mut handed) = (0, 0);
    for path in workflows() {
        let text = fs::read_to_string(&path).unwrap();
        for line in text
            .lines()
            .filter(|line| line.trim_start().starts_with("uses:"))
        {
            let (action, rest) = line
                .split_once("uses: ")
                .unwrap()
                .1
                .split_once('@')
                .unwrap();
            let (commit, version) = rest.split_once(" # v").unwrap();
            assert!(
                commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{line}"
            );
            if action == "folkmoot/folkmoot" {
                own.insert((commit.to_owned(), version.to_owned()));
            } else {
                // The one that this repository trusts as well.
                assert!(ci.contains(&format!("{action}@{rest}")), "{line}");
            }
        }
        let mut found = Vec::new();
        let root = parsed(&path);
        mappings(&root, &mut found);
        let of = |node: &&Node, name: &str| matches!(get(node, "uses"), Some(Node { value: Yaml::Scalar(uses), .. }) if uses.starts_with(name));
        for checkout in found.iter().filter(|node| of(node, "actions/checkout@")) {
            checkouts += 1;
            let with = get(checkout, "with").and_then(|with| get(with, "persist-credentials"));
            assert!(
                matches!(with, Some(Node { value: Yaml::Scalar(value), .. }) if value == "false")
            );
        }
        // What they hand to the action is an input that it has.
        let action = fs::read(self::root().join("action.yml")).unwrap();
        let action = Source::read(Path::new("action.yml"), &action).unwrap();
        let action = yaml::parse(&action).unwrap();
        let inputs = get(&action, "inputs").unwrap();
        for step in found.iter().filter(|node| of(node, "folkmoot/folkmoot@")) {
            let Some(Yaml::Mapping(entries)) = get(step, "with").map(|with| &with.value) else {
                continue;
            };
            for (key, _) in entries {
                handed += 1;
                assert!(
                    get(inputs, &key.name).is_some(),
                    "the action has no input `{}`",
                    key.name
                );
            }
        }
    }
    assert!(checkouts >= 2 && handed >= 2, "{checkouts} {handed}");
    // All the same: the placeholder with this version, or a release's commit with its version.
    assert_eq!(own.len(), 1, "{own:?}");
    let (commit, version) = own.first().unwrap();
    assert!(
        commit != PLACEHOLDER || version == env!("CARGO_PKG_VERSION"),
        "{own:?}"
    );
}

#[test]
fn runs_take_turns() {
    for path in workflows() {
        let root = parsed(&path);
        let concurrency = get(&root, "concurrency").unwrap();
        let cancel = get(concurrency, "cancel-in-progress").unwrap();
        // A review can be begun anew; what writes is never cut off.
        let expected = path.ends_with("folkmoot-pull-request.yml").to_string();
        assert_eq!(cancel.value, Yaml::Scalar(expected), "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_release_puts_its_commit_in() {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root().join("workflow-templates")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let pin = |arguments: &[&str]| {
        let mut command = Command::new("bash");
        command.arg(folder.path().join("pin")).args(arguments);
        command.output().unwrap().status.code()
    };
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let before = read("folkmoot.yml");
    for arguments in [
        &[][..],
        &["abc", "v1.0.0"],
        &[PLACEHOLDER],
        &[PLACEHOLDER, "1.0; rm"],
    ] {
        assert_eq!(pin(arguments), Some(2));
    }
    assert_eq!(read("folkmoot.yml"), before);
    // Once, and again with the next release.
    for (commit, version) in [("a".repeat(40), "v1.2.3"), ("b".repeat(40), "v1.3.0")] {
        assert_eq!(pin(&[&commit, version]), Some(0));
        for path in workflows() {
            let name = path.file_name().unwrap().to_str().unwrap();
            let new = read(name);
            let old = fs::read_to_string(&path).unwrap();
            let changed: Vec<&str> = new
                .lines()
                .zip(old.lines())
                .filter(|(new, old)| new != old)
                .map(|(new, _)| new.trim())
                .collect();
            let line = format!("uses: folkmoot/folkmoot@{commit} # {version}");
            assert!(
                !changed.is_empty() && changed.iter().all(|new| *new == line),
                "{changed:?}"
            );
            assert_eq!(new.lines().count(), old.lines().count());
            assert!(new.ends_with('\n'));
        }
    }
}
