//! `folkmoot affinity` from end to end: files in, proposals out, and what people did to them in again.

use crate::common::folder::Folder;
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const NOTES: &str = "\
text,author
How might we fund maintainers of critical projects?,ada
How might we pay maintainers for reviews?,bo
How might we raise money for maintainers from sponsors?,cy
How might we write better documentation for newcomers?,dee
How might we translate documentation for newcomers?,eve
How might we keep documentation up to date?,flo
Tea,gus
,hal
";

/// `folkmoot affinity` with these arguments.
fn words(arguments: &str) -> Vec<&str> {
    ["affinity"]
        .into_iter()
        .chain(arguments.split_whitespace())
        .collect()
}

fn run(desk: &Folder, arguments: &str) -> String {
    desk.does(&words(arguments))
}

fn refuses(desk: &Folder, arguments: &str) -> String {
    desk.refuses(&words(arguments))
}

fn json(desk: &Folder, name: &str) -> Value {
    serde_json::from_str(&desk.read(name)).unwrap()
}

/// The notes of each cluster of a proposal by name, and those that are parked under "".
fn clusters(proposal: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for note in proposal["notes"].as_array().unwrap() {
        let name = note["cluster"].as_str().unwrap_or_default().to_owned();
        let text = note["text"].as_str().unwrap().to_owned();
        out.entry(name).or_default().insert(text);
    }
    out
}

/// The cluster of the note that begins so.
fn cluster_of<'p>(proposal: &'p Value, start: &str) -> &'p str {
    let notes = proposal["notes"].as_array().unwrap();
    let found = notes
        .iter()
        .find(|note| note["text"].as_str().unwrap().starts_with(start));
    found.unwrap()["cluster"].as_str().unwrap_or("parked")
}

#[test]
fn notes_become_clusters_in_every_form() {
    let desk = Folder::new(&[("notes.csv", NOTES)]);
    let said = run(&desk, "notes.csv -o a.json -o a.csv -o a.md -o a.SVG");
    assert!(said.starts_with("7 notes: "), "{said}");
    for part in [
        "notes.csv (CSV): 7 notes; 2 dropped: 1 without a note (line 9), 1 heading (line 1)\n",
        "written: a.json\nwritten: a.csv\nwritten: a.md\nwritten: a.SVG\n",
    ] {
        assert!(said.contains(part), "{said}");
    }

    let json = json(&desk, "a.json");
    let schema = include_str!("../../docs/schema/affinity-1.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    assert!(schema.is_valid(&json), "{json}");
    assert_eq!(
        cluster_of(&json, "How might we fund"),
        cluster_of(&json, "How might we pay")
    );
    assert_ne!(
        cluster_of(&json, "How might we fund"),
        cluster_of(&json, "How might we translate")
    );
    assert_eq!(cluster_of(&json, "Tea"), "parked");
    assert_eq!(json["files"][0]["dropped"][1]["line"], 9);

    // The same everywhere, and only where they belong, people's names.
    for name in clusters(&json).keys().filter(|name| !name.is_empty()) {
        for file in ["a.csv", "a.md", "a.SVG"] {
            assert!(desk.read(file).contains(name), "{file} lacks {name}");
        }
    }
    assert!(desk.read("a.csv").contains(",ada,") && desk.read("a.json").contains("\"ada\""));
    for file in ["a.md", "a.SVG"] {
        assert!(!desk.read(file).contains("ada"), "{file}");
    }
    assert_eq!(run(&desk, "notes.csv --json"), desk.read("a.json"));
    let screen = run(&desk, "notes.csv");
    assert!(screen.contains("\nParked · 1 note\n    Tea\n"), "{screen}");
    assert!(screen.ends_with("1 heading (line 1)\n"), "{screen}");

    // A new file has the rights of any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| {
            let file = fs::metadata(desk.path(name)).unwrap();
            file.permissions().mode() & 0o777
        };
        assert_eq!(mode("a.json"), mode("notes.csv"));
    }
}

#[test]
fn what_was_written_comes_back_and_changes_nothing() {
    let desk = Folder::new(&[("notes.csv", NOTES)]);
    run(&desk, "notes.csv -o a.csv -o a.json");
    let said = run(&desk, "a.csv -o b.csv -o b.json");
    assert!(
        said.contains(
            "every note was in its cluster already, so nothing is proposed; --ignore-clusters"
        ),
        "{said}"
    );
    assert_eq!(desk.read("b.csv"), desk.read("a.csv"));
    let (first, again) = (json(&desk, "a.json"), json(&desk, "b.json"));
    assert_eq!(clusters(&again), clusters(&first));
    let placed = again["notes"].as_array().unwrap().iter();
    assert!(placed.into_iter().all(|note| note["placed"] == "person"));

    // Grouped anew, it is what it was; and JSON that nobody touched proposes the same.
    run(&desk, "a.csv --ignore-clusters -o c.json");
    assert_eq!(clusters(&json(&desk, "c.json")), clusters(&first));
    run(&desk, "a.json -o d.json");
    assert_eq!(clusters(&json(&desk, "d.json")), clusters(&first));
    run(&desk, "b.json -o e.json");
    assert_eq!(clusters(&json(&desk, "e.json")), clusters(&first));
}

#[test]
fn what_people_move_stays_and_names_stay_over_runs() {
    let desk = Folder::new(&[("notes.csv", NOTES)]);
    run(&desk, "notes.csv -o a.json -o a.csv");
    let first = json(&desk, "a.json");
    let money = cluster_of(&first, "How might we fund").to_owned();

    // In a spreadsheet: one is moved, one parked, one cluster renamed.
    let mut rows = Vec::new();
    for row in desk.read("a.csv").lines() {
        let (start, cluster) = if let Some(start) = row.strip_suffix(&format!(",\"{money}\"")) {
            (start, "Paying people")
        } else if let Some(start) = row.strip_suffix(&format!(",{money}")) {
            (start, "Paying people")
        } else {
            row.rsplit_once(',').unwrap()
        };
        let cluster = match start {
            _ if start.starts_with("Tea") => "Paying people",
            _ if start.starts_with("How might we keep") => "Parked",
            _ => cluster,
        };
        rows.push(format!("{start},{cluster}"));
    }
    assert!(
        rows.iter()
            .filter(|row| row.ends_with(",Paying people"))
            .count()
            == 4,
        "{rows:?}"
    );
    desk.write("moved.csv", &rows.join("\n"));
    run(&desk, "moved.csv -o moved.json");
    let moved = json(&desk, "moved.json");
    assert_eq!(cluster_of(&moved, "Tea"), "Paying people");
    assert_eq!(cluster_of(&moved, "How might we keep"), "parked");

    // The notes as they came, with late ones: what people did is still so.
    desk.write(
        "late.txt",
        "How might we pay maintainers of small projects?\n",
    );
    run(
        &desk,
        "notes.csv late.txt --previous moved.json -o next.json",
    );
    let next = json(&desk, "next.json");
    for start in [
        "Tea",
        "How might we fund",
        "How might we pay maintainers of small",
    ] {
        assert_eq!(cluster_of(&next, start), "Paying people", "{next}");
    }
    assert_eq!(cluster_of(&next, "How might we keep"), "parked");

    // A cluster is renamed where it is listed, and its notes follow.
    let renamed = desk.read("a.json").replace(
        &format!("{{\"name\":\"{money}\""),
        "{\"name\":\"Money for maintainers\"",
    );
    desk.write("renamed.json", &renamed);
    run(&desk, "notes.csv --previous renamed.json -o after.json");
    let after = json(&desk, "after.json");
    assert_eq!(
        cluster_of(&after, "How might we fund"),
        "Money for maintainers"
    );
    assert_eq!(clusters(&after).len(), clusters(&first).len());
}

#[test]
fn labels_name_clusters() {
    let desk = Folder::new(&[
        ("notes.csv", NOTES),
        (
            "labels.txt",
            "Sustainability: fund and pay maintainers, sponsors, money\n\nDocumentation\n",
        ),
    ]);
    run(&desk, "notes.csv --labels labels.txt -o a.json");
    let json = json(&desk, "a.json");
    assert_eq!(cluster_of(&json, "How might we fund"), "Sustainability");
    assert_eq!(cluster_of(&json, "How might we keep"), "Documentation");
}

#[test]
fn forms_are_recognised_or_named() {
    let desk = Folder::new(&[
        (
            "board.md",
            "# Retro\n\n## Went well\n\n- Pairing helped (+3)\n- Short meetings\n",
        ),
        ("list", "Pairing helped, a lot\nShort meetings\n"),
    ]);
    let json = |arguments: &str| -> Value { serde_json::from_str(&run(&desk, arguments)).unwrap() };
    let board = json("board.md --json");
    assert_eq!(board["files"][0]["form"], "FunRetro");
    assert_eq!(board["notes"][0]["cluster"], "Went well");
    assert_eq!(board["notes"][0]["votes"], 3);
    let lines = json("board.md list --from lines --json");
    let forms: Vec<&Value> = lines["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["form"])
        .collect();
    assert_eq!(forms, ["one note a line", "one note a line"]);
    assert_eq!(
        refuses(&desk, "list --from leaflet").lines().next(),
        Some("error: invalid value 'leaflet' for '--from <FORM>'")
    );
}

#[test]
fn a_count_that_cannot_be_kept_is_explained() {
    let desk = Folder::new(&[(
        "a.csv",
        "text,cluster\nPay people,A\nFund people,A\nWrite guides,B\nTea time,C\n",
    )]);
    let said = run(&desk, "a.csv --k 2");
    assert!(
        said.contains("2 asked for, but there are 3: clusters that people made are not merged"),
        "{said}"
    );
    for bad in ["--k 0", "--k x", "--grain rough", "--grain 9"] {
        refuses(&desk, &format!("a.csv {bad}"));
    }
}

#[test]
fn nothing_is_written_where_anything_is_wrong() {
    let desk = Folder::new(&[
        ("notes.csv", NOTES),
        ("empty.csv", ""),
        ("labels.txt", "One: a\nTwo\none\n: b\nParked\n"),
        ("none.txt", "\n"),
        ("old.json", "{\n\"notes\": [1, }"),
    ]);
    fs::create_dir(desk.path("folder.csv")).unwrap();
    let said: Vec<String> = [
        "notes.csv -o a.json -o a.xlsx -o notes -o ./notes.csv -o old.json -o a.json -o missing/a.md -o folder.csv --previous old.json",
        "gone.csv folder.csv empty.csv -o a.json",
        "notes.csv empty.csv --previous old.json --labels labels.txt -o a.json",
        "notes.csv --previous notes.csv --labels none.txt -o a.json",
    ]
    .iter()
    .map(|arguments| format!("$ folkmoot affinity {arguments}\n{}", refuses(&desk, arguments)))
    .collect();
    assert_snapshot!("refusals", said.join("\n"));
    let json: Value = serde_json::from_str(&refuses(&desk, "gone.csv --json")).unwrap();
    assert_eq!(json[0]["file"], "gone.csv");
    assert!(refuses(&desk, "").starts_with("error: the following required arguments"));
}

#[cfg(unix)]
#[test]
fn an_output_is_replaced_as_a_whole_also_behind_a_link() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let desk = Folder::new(&[("notes.csv", NOTES), ("there.csv", "old")]);
    symlink("there.csv", desk.path("link.csv")).unwrap();
    symlink("notes.csv", desk.path("in.csv")).unwrap();
    let inode = |name: &str| fs::metadata(desk.path(name)).unwrap().ino();
    let before = inode("there.csv");
    run(&desk, "notes.csv -o link.csv");
    assert!(desk.read("there.csv").starts_with("text,author,cluster\n"));
    assert_ne!(inode("there.csv"), before, "written in place");
    assert!(
        fs::symlink_metadata(desk.path("link.csv"))
            .unwrap()
            .is_symlink()
    );
    assert!(refuses(&desk, "notes.csv -o in.csv").contains("this file is read"));
    assert_eq!(desk.files().len(), 4);
}
