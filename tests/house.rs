//! The picture of the house is true: every arrow of `docs/architecture.md` is an import, every import is an arrow or a way along several, and
//! no way leads back to where it began.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What everything stands on: no arrow leads there.
const GROUND: [&str; 8] = [
    "draw", "entity", "fault", "inert", "progress", "template", "text", "yaml",
];

type Arrows = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and below, without those that only tests are in.
fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|it| it == "rs") {
            all.push(path);
        }
    }
}

/// A file's code up to its tests, without comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = code.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// What a file's code names of the crate.
fn named(text: &str) -> BTreeSet<String> {
    let code = code(text);
    let names = code.split("crate::").skip(1).map(|part| {
        let end = part.find(|sign: char| !sign.is_ascii_lowercase() && sign != '_');
        part[..end.unwrap_or(part.len())].to_owned()
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// Which folder of `src` imports which, but for the ground and what stands on everything.
fn imports() -> Arrows {
    let (src, mut all, mut arrows) = (root().join("src"), Vec::new(), Arrows::new());
    files(&src, &mut all);
    for path in all {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str();
        let own = Path::new(first).file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains("crate::{"),
            "{}: a line for each import from the crate, so that this test sees it",
            path.display()
        );
        for other in named(&text) {
            let folder = src.join(&other).is_dir() || src.join(format!("{other}.rs")).is_file();
            if !folder || other == own || own == "lib" || own == "main" {
                continue;
            }
            let ground = GROUND.contains(&other.as_str());
            assert!(
                ground || !GROUND.contains(&own),
                "{own} is ground, and imports {other} ({})",
                path.display()
            );
            if !ground {
                arrows.entry(own.to_owned()).or_default().insert(other);
            }
        }
    }
    arrows
}

/// `a & b --> c & d`, as the picture has them.
fn drawn() -> Arrows {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let picture = page.split("```mermaid\n").nth(1).unwrap();
    let picture = picture.split("```").next().unwrap();
    let mut arrows = Arrows::new();
    for line in picture.lines() {
        let Some((from, to)) = line.split_once("-->") else {
            continue;
        };
        for from in from.split('&').map(str::trim) {
            let to = to.split('&').map(|to| to.trim().to_owned());
            arrows.entry(from.to_owned()).or_default().extend(to);
        }
    }
    arrows
}

/// All that ways from a folder lead to.
fn reached(arrows: &Arrows, from: &str) -> BTreeSet<String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(next) = open.pop() {
        for to in arrows.get(&next).into_iter().flatten() {
            if seen.insert(to.clone()) {
                open.push(to.clone());
            }
        }
    }
    seen
}

#[test]
fn the_picture_of_the_folders_is_true() {
    let (imports, drawn) = (imports(), drawn());
    let mut wrong = Vec::new();
    for (from, all) in &drawn {
        let real = imports.get(from).cloned().unwrap_or_default();
        for to in all.difference(&real) {
            wrong.push(format!("{from} --> {to} is drawn, and nothing imports so"));
        }
    }
    for (from, all) in &imports {
        for to in all.difference(&reached(&drawn, from)) {
            wrong.push(format!("{from} imports {to}, and no drawn way leads there"));
        }
        if reached(&imports, from).contains(from) {
            wrong.push(format!("from {from} a way leads back to it"));
        }
    }
    assert!(
        wrong.is_empty(),
        "mend the code, or the picture in docs/architecture.md: {wrong:#?}"
    );
    assert!(imports.len() > 15, "{imports:#?}");
}

/// The cells of the tables that follow something through the code, by row: names in backticks.
fn ways() -> Vec<Vec<String>> {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let part = page.split("## Three ways through").nth(1).unwrap();
    let part = part.split("\n## ").next().unwrap();
    let rows = part.lines().filter_map(|line| line.split('|').nth(2));
    let names = |cell: &str| -> Vec<String> {
        let names = cell.split('`').skip(1).step_by(2);
        names.map(str::to_owned).collect()
    };
    rows.map(names).filter(|row| !row.is_empty()).collect()
}

/// Of the disk, the network, the clock, chance, the environment and other processes the core knows nothing; and core are all folders of `src`
/// that the map in `CONTRIBUTING.md` does not name among the shell.
#[test]
fn the_core_is_pure() {
    const OUTSIDE: &[&str] = &[
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::io",
        "fs::",
        "env::",
        "stdin(",
        "stdout(",
        "stderr(",
        "println!",
        "Instant",
        "SystemTime",
        "SystemClock",
        "::now()",
        "TimeZone::system",
        "RandomState",
        "tokio",
        "reqwest",
        "octocrab",
        "git2",
        "axum",
        ".canonicalize(",
        ".exists()",
        ".is_file()",
        ".is_dir()",
        "metadata()",
        "read_dir(",
        "read_link(",
        "process::",
        "thread::",
        "net::",
        "print!(",
        "dbg!(",
        "rand::",
        "getrandom",
    ];
    let map = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let shell = map.split("The shell around it:").nth(1).unwrap();
    let rows = shell.lines().filter(|line| line.starts_with('|'));
    let shell: BTreeSet<&str> = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split('`'))
        .filter_map(|name| name.strip_prefix("src/"))
        .collect();
    assert!(shell.len() > 5, "{shell:?}");
    let (src, mut all, mut looked, mut wrong) =
        (root().join("src"), Vec::new(), BTreeSet::new(), Vec::new());
    files(&src, &mut all);
    for path in all {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str();
        let own = Path::new(first).file_stem().unwrap().to_str().unwrap();
        if own == "main" || shell.contains(own) {
            continue;
        }
        looked.insert(own.to_owned());
        let code = code(&fs::read_to_string(&path).unwrap());
        let found = OUTSIDE.iter().filter(|word| code.contains(**word));
        wrong.extend(found.map(|word| format!("{}: {word}", inside.display())));
    }
    assert!(looked.len() > 20, "{looked:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_ways_through_are_true() {
    let mut wrong = Vec::new();
    let (mut text, mut file, mut seen) = (String::new(), String::new(), 0);
    for name in ways().into_iter().flatten() {
        if name.ends_with(".rs") {
            text = fs::read_to_string(root().join("src").join(&name)).unwrap_or_default();
            if text.is_empty() {
                wrong.push(format!("there is no src/{name}"));
            }
            file = name;
            continue;
        }
        seen += 1;
        let function = name.rsplit("::").next().unwrap();
        let is_there = [" fn ", " struct ", " enum "].iter().any(|kind| {
            let wanted = format!("{kind}{function}");
            let found = text.match_indices(&wanted);
            let mut after = found.filter_map(|(at, it)| text[at + it.len()..].chars().next());
            after.any(|sign| !sign.is_alphanumeric() && sign != '_')
        });
        let begins = text.contains(&format!("\nfn {function}("));
        if !is_there && !begins && function.chars().all(|c| c.is_alphanumeric() || c == '_') {
            wrong.push(format!("src/{file} has no {name}"));
        }
    }
    assert!(wrong.is_empty(), "mend docs/architecture.md: {wrong:#?}");
    assert!(seen > 40, "{seen}");
}
