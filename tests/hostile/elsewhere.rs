//! Outputs that are not on GitHub: commits, a site, the grouping of notes.

use crate::common::{Bench, GOVERNANCE};
use crate::markdown::{self, OURS};
use crate::read::{json_of, together};
use crate::rooms::ROOMS;
use crate::table::{On, Reach, Table};
use crate::{html, sheet, terminal, xml};
use std::fs;

/// Branches and messages hold nothing that a person wrote, and their trailers are ours.
pub fn commits(bench: &Bench, table: &mut Table) {
    let repository =
        git2::Repository::open_bare(bench.path("git").join(format!("{GOVERNANCE}.git"))).unwrap();
    for (name, id) in bench.branches() {
        let plain =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "-/".contains(sign);
        if !name
            .strip_prefix("refs/heads/")
            .is_some_and(|name| name.chars().all(plain))
        {
            table.fault(format!("the branch {name:?}"));
        }
        let commit = repository
            .find_commit(git2::Oid::from_str(&id).unwrap())
            .unwrap();
        let message = commit.message().unwrap();
        let trailers = git2::message_trailers_strs(message).unwrap();
        let names: Vec<&str> = trailers.iter().map(|(name, _)| name).collect();
        let ours: &[&str] = match name.contains("--") {
            true => &["Folkmoot-Session", "Folkmoot-Outcome"],
            false => &["Folkmoot-Session"],
        };
        if name != "refs/heads/main" && names != ours {
            table.fault(format!("the trailers {names:?} of {message:?}"));
        }
        table.holds_none(&format!("commit on {name}"), message);
    }
}

/// What `read` makes of each session with titles, for each text.
pub type Groups<'g> = dyn Fn(&dyn Fn(&str) -> Result<Vec<String>, String>) -> Vec<Option<Result<Vec<String>, String>>>
    + 'g;

/// All reports as a site; without their own pages, so that those are made of Markdown too.
pub fn site(bench: &Bench, table: &mut Table, raw: &[String], groups: &Groups<'_>) {
    let repository =
        git2::Repository::open_bare(bench.path("git").join(format!("{GOVERNANCE}.git"))).unwrap();
    for (name, id) in bench.branches() {
        let tree = repository
            .find_commit(git2::Oid::from_str(&id).unwrap())
            .unwrap()
            .tree()
            .unwrap();
        tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
            let blob = entry
                .to_object(&repository)
                .ok()
                .and_then(|object| object.into_blob().ok());
            if let Some(blob) =
                blob.filter(|_| entry.name() != Ok("report.html") && !name.ends_with("--book"))
            {
                bench.write(
                    &format!("checkout/{folder}{}", entry.name().unwrap()),
                    std::str::from_utf8(blob.content()).unwrap(),
                );
            }
            git2::TreeWalkResult::Ok
        })
        .unwrap();
    }
    let made = bench.command(&["site", "checkout"]);
    assert_eq!(
        made.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let page = |name: &str| {
        html::read(
            &fs::read_to_string(bench.path("site").join(name)).unwrap(),
            raw,
        )
    };
    let index = page("index.html");
    table.each(
        "title: index of a site",
        On::Else,
        Reach::All,
        groups(&|_| index.clone()),
    );
    table.column("cluster: index of a site", On::Else, Reach::Room, index);
    let pages = together(ROOMS.map(|room| page(&format!("reports/{room}/report.html"))));
    table.column(
        "note, author and cluster: page made of Markdown",
        On::Else,
        Reach::All,
        pages,
    );
    table.each(
        "title: page made of Markdown",
        On::Else,
        Reach::All,
        groups(&|group| page(&format!("reports/{group}/report.html"))),
    );
}

/// Notes grouped without GitHub, in every form.
pub fn affinity(bench: &Bench, table: &mut Table) {
    let names = ["out.csv", "out.json", "out.md", "out.svg"];
    let mut arguments = vec![
        "affinity",
        "sessions/room-a/notes.csv",
        "sessions/room-b/notes.csv",
        "--ignore-clusters",
    ];
    let shown = bench.command(&arguments);
    arguments.extend(names.iter().flat_map(|name| ["-o", name]));
    let made = bench.command(&arguments);
    assert_eq!(
        made.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let text = |name: &str| fs::read_to_string(bench.path(name)).unwrap();
    table.column(
        "note: terminal, affinity",
        On::Else,
        Reach::All,
        terminal::read(&shown.stdout),
    );
    table.column(
        "note: affinity’s CSV",
        On::Else,
        Reach::All,
        sheet::read(text("out.csv").as_bytes(), table.rows()),
    );
    table.column(
        "note: affinity’s JSON",
        On::Else,
        Reach::All,
        json_of(&text("out.json")),
    );
    table.column(
        "note: affinity’s Markdown",
        On::GitHub,
        Reach::All,
        markdown::read(&text("out.md"), &OURS),
    );
    table.column(
        "note: affinity’s SVG",
        On::Else,
        Reach::All,
        xml::read(&text("out.svg")),
    );
}
