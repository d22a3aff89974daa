//! What belongs together is there: all of a built-in format, and all that CONTRIBUTING.md names. Each says what is missing, and where to put it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

/// The folders in a folder, by name.
fn folders(path: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join(path))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What is missing of a format, each with its cure.
fn missing(name: &str) -> Vec<String> {
    let mut missing = Vec::new();
    let mut need = |there: bool, cure: String| {
        if !there {
            missing.push(cure);
        }
    };
    let yml = read(&format!("formats/{name}/format.yml"));
    need(
        !yml.is_empty(),
        format!("write formats/{name}/format.yml (docs/formats.md has its keys)"),
    );
    need(
        yml.lines()
            .next()
            .is_some_and(|line| line.starts_with("# ")),
        format!(
            "begin formats/{name}/format.yml with a comment: what it is for, and from whom its texts are"
        ),
    );
    need(
        folkmoot::session::Formats::default()
            .names()
            .contains(&name),
        format!("add the files of formats/{name} to FILES in src/session/format/built_in.rs"),
    );
    let format = format!("format: {name}");
    let example = folders("examples").into_iter().find(|folder| {
        let session = read(&format!("examples/{folder}/session.yml"));
        session.lines().any(|line| line == format)
    });
    need(
        example.is_some(),
        format!(
            "put a session with `{format}` below examples/: session.yml, notes.csv, CREDITS.md"
        ),
    );
    if let Some(example) = &example {
        need(
            read(&format!("examples/{example}/notes.csv"))
                .lines()
                .count()
                > 5,
            format!("put notes that people wrote into examples/{example}/notes.csv"),
        );
        need(
            read(&format!("examples/{example}/CREDITS.md")).contains("https://"),
            format!(
                "say in examples/{example}/CREDITS.md where its texts are from, and their licence, both with a link"
            ),
        );
        for golden in ["report", "issue"] {
            let path = format!("tests/formats/snapshots/formats__examples__{name}_{golden}.snap");
            need(
                root().join(&path).exists(),
                format!(
                    "make {path}: INSTA_UPDATE=always cargo test --test formats, and read what it wrote"
                ),
            );
        }
        let row = format!("| `{name}` |");
        for page in ["README.md", "docs/formats.md"] {
            let text = read(page);
            need(
                text.lines().any(|line| {
                    line.starts_with(&row) && line.contains(&format!("examples/{example}"))
                }),
                format!(
                    "add a row `{name}` to the table of formats in {page}, with a link to examples/{example}"
                ),
            );
        }
    }
    let docs = read("docs/formats.md");
    let section = docs.split(&format!("\n### {name}\n")).nth(1);
    let section = section.and_then(|rest| rest.split("\n#").next());
    need(
        section.is_some_and(|it| it.contains("| noun |")),
        format!(
            "say in docs/formats.md, under `### {name}`, where each of its nouns appears, in a table `| noun | where it appears |`"
        ),
    );
    missing
}

#[test]
fn every_built_in_format_has_all_that_belongs_to_it() {
    let formats = folders("formats");
    assert!(formats.len() > 5, "{formats:?}");
    let mut wrong = String::new();
    for name in formats.iter().filter(|name| *name != "shared") {
        for cure in missing(name) {
            wrong.push_str(&format!("{name}: {cure}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_missing_is_said_with_its_place() {
    let said = missing("lean-coffee").join("\n");
    for place in [
        "formats/lean-coffee/format.yml",
        "src/session/format/built_in.rs",
        "below examples/",
        "docs/formats.md, under `### lean-coffee`",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
}

/// What stands between backticks on the page for contributors.
fn code() -> Vec<String> {
    let page = read("CONTRIBUTING.md");
    let prose: Vec<&str> = page.split("```").step_by(2).collect();
    let prose = prose.join("");
    let code: Vec<String> = prose
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(code.len() > 100, "{}", code.len());
    code
}

#[test]
fn what_the_page_for_contributors_names_is_there() {
    let tops = folders(".");
    let mut named = 0;
    for code in code() {
        // `NAME` is whatever they call it.
        let placeholder = code.split(['/', '_', '.', '-']).any(|it| {
            it.len() > 2
                && it.bytes().all(|letter| letter.is_ascii_uppercase())
                && it != "README"
                && it != "SOURCES"
        });
        let top = code.split('/').next().unwrap_or_default();
        if code.contains('/')
            && !code.contains([' ', '*'])
            && !placeholder
            && tops.iter().any(|it| it == top)
            && top != "target"
        {
            assert!(
                root().join(&code).exists() || root().join(format!("{code}.rs")).exists(),
                "CONTRIBUTING.md names {code}"
            );
            named += 1;
        }
        let mut words = code.split_whitespace();
        while let Some(word) = words.next() {
            let what = match word {
                "--test" | "--lib" | "-p" => words.next().unwrap_or_default(),
                _ => continue,
            };
            let places = match word {
                "--test" => [format!("tests/{what}.rs"), format!("tests/{what}/main.rs")],
                "--lib" => [format!("src/{what}.rs"), format!("src/{what}/mod.rs")],
                _ => [
                    format!("{what}/Cargo.toml"),
                    format!("{}/Cargo.toml", what.trim_start_matches("folkmoot-")),
                ],
            };
            assert!(
                places.iter().any(|place| root().join(place).exists()),
                "CONTRIBUTING.md: there is no {word} {what}"
            );
            named += 1;
        }
    }
    assert!(named > 100, "{named}");
}

#[test]
fn the_map_for_contributors_has_every_folder() {
    let code = code();
    let mut missing = Vec::new();
    for folder in folders("src") {
        let folder = format!("src/{folder}");
        if !code.contains(&folder) {
            missing.push(folder);
        }
    }
    for folder in folders(".") {
        let known = folder.starts_with('.')
            || ["target", "src", "proptest-regressions"].contains(&folder.as_str());
        if !known && !code.contains(&folder) {
            missing.push(folder);
        }
    }
    assert!(
        missing.is_empty(),
        "add to the map in CONTRIBUTING.md: {missing:?}"
    );
}

#[test]
fn the_page_for_authors_has_every_key_of_a_format() {
    let schema: serde_json::Value =
        serde_json::from_str(&read("docs/schema/format-1.json")).unwrap();
    let page = read("docs/formats.md");
    let section = page.split("### Keys of `format.yml`").nth(1).unwrap();
    let section = section.split("###").next().unwrap();
    let rows: String = section
        .lines()
        .filter_map(|line| line.split(" | ").next())
        .collect();
    for key in schema["properties"].as_object().unwrap().keys() {
        assert!(
            rows.contains(&format!("`{key}`")),
            "docs/formats.md lacks the key {key}"
        );
    }
}
