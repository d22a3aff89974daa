//! `folkmoot affinity` from end to end: files in, proposals out, and what people did to them in again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use insta::assert_snapshot;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

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

struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        for (name, text) in files {
            desk.write(name, text);
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    fn output(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_folkmoot"))
            .arg("affinity")
            .args(arguments.split_whitespace())
            .current_dir(self.path())
            .env_clear()
            .output()
            .unwrap()
    }

    /// Standard output of a run that does it.
    fn run(&self, arguments: &str) -> String {
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
        assert_eq!(said, "", "{arguments}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it says where it has to refuse: nothing on standard output, and no file changes.
    fn refuses(&self, arguments: &str) -> String {
        let before = self.listing();
        let output = self.output(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments}");
        assert!(self.listing() == before, "{arguments} wrote something");
        said
    }

    fn listing(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path()).unwrap().map(Result::unwrap);
        entries
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap_or_default())
            })
            .collect()
    }
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
    let desk = Desk::new(&[("notes.csv", NOTES)]);
    let said = desk.run("notes.csv -o a.json -o a.csv -o a.md -o a.SVG");
    assert!(said.starts_with("7 notes: "), "{said}");
    for part in [
        "notes.csv (CSV): 7 notes; 2 dropped: 1 without a note (line 9), 1 heading (line 1)\n",
        "written: a.json\nwritten: a.csv\nwritten: a.md\nwritten: a.SVG\n",
    ] {
        assert!(said.contains(part), "{said}");
    }

    let json = desk.json("a.json");
    let schema = include_str!("../docs/schema/affinity-1.json");
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
    assert_eq!(desk.run("notes.csv --json"), desk.read("a.json"));
    let screen = desk.run("notes.csv");
    assert!(screen.contains("\nParked · 1 note\n    Tea\n"), "{screen}");
    assert!(screen.ends_with("1 heading (line 1)\n"), "{screen}");

    // A new file has the rights of any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| {
            let file = fs::metadata(desk.path().join(name)).unwrap();
            file.permissions().mode() & 0o777
        };
        assert_eq!(mode("a.json"), mode("notes.csv"));
    }
}

#[test]
fn what_was_written_comes_back_and_changes_nothing() {
    let desk = Desk::new(&[("notes.csv", NOTES)]);
    desk.run("notes.csv -o a.csv -o a.json");
    let said = desk.run("a.csv -o b.csv -o b.json");
    assert!(
        said.contains(
            "every note was in its cluster already, so nothing is proposed; --ignore-clusters"
        ),
        "{said}"
    );
    assert_eq!(desk.read("b.csv"), desk.read("a.csv"));
    let (first, again) = (desk.json("a.json"), desk.json("b.json"));
    assert_eq!(clusters(&again), clusters(&first));
    let placed = again["notes"].as_array().unwrap().iter();
    assert!(placed.into_iter().all(|note| note["placed"] == "person"));

    // Grouped anew, it is what it was; and JSON that nobody touched proposes the same.
    desk.run("a.csv --ignore-clusters -o c.json");
    assert_eq!(clusters(&desk.json("c.json")), clusters(&first));
    desk.run("a.json -o d.json");
    assert_eq!(clusters(&desk.json("d.json")), clusters(&first));
    desk.run("b.json -o e.json");
    assert_eq!(clusters(&desk.json("e.json")), clusters(&first));
}

#[test]
fn what_people_move_stays_and_names_stay_over_runs() {
    let desk = Desk::new(&[("notes.csv", NOTES)]);
    desk.run("notes.csv -o a.json -o a.csv");
    let first = desk.json("a.json");
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
    desk.run("moved.csv -o moved.json");
    let moved = desk.json("moved.json");
    assert_eq!(cluster_of(&moved, "Tea"), "Paying people");
    assert_eq!(cluster_of(&moved, "How might we keep"), "parked");

    // The notes as they came, with late ones: what people did is still so.
    desk.write(
        "late.txt",
        "How might we pay maintainers of small projects?\n",
    );
    desk.run("notes.csv late.txt --previous moved.json -o next.json");
    let next = desk.json("next.json");
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
    desk.run("notes.csv --previous renamed.json -o after.json");
    let after = desk.json("after.json");
    assert_eq!(
        cluster_of(&after, "How might we fund"),
        "Money for maintainers"
    );
    assert_eq!(clusters(&after).len(), clusters(&first).len());
}

#[test]
fn labels_name_clusters() {
    let desk = Desk::new(&[
        ("notes.csv", NOTES),
        (
            "labels.txt",
            "Sustainability: fund and pay maintainers, sponsors, money\n\nDocumentation\n",
        ),
    ]);
    desk.run("notes.csv --labels labels.txt -o a.json");
    let json = desk.json("a.json");
    assert_eq!(cluster_of(&json, "How might we fund"), "Sustainability");
    assert_eq!(cluster_of(&json, "How might we keep"), "Documentation");
}

#[test]
fn forms_are_recognised_or_named() {
    let desk = Desk::new(&[
        (
            "board.md",
            "# Retro\n\n## Went well\n\n- Pairing helped (+3)\n- Short meetings\n",
        ),
        ("list", "Pairing helped, a lot\nShort meetings\n"),
    ]);
    let json = |arguments: &str| -> Value { serde_json::from_str(&desk.run(arguments)).unwrap() };
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
        desk.refuses("list --from leaflet").lines().next(),
        Some("error: invalid value 'leaflet' for '--from <FORM>'")
    );
}

#[test]
fn a_count_that_cannot_be_kept_is_explained() {
    let desk = Desk::new(&[(
        "a.csv",
        "text,cluster\nPay people,A\nFund people,A\nWrite guides,B\nTea time,C\n",
    )]);
    let said = desk.run("a.csv --k 2");
    assert!(
        said.contains("2 asked for, but there are 3: clusters that people made are not merged"),
        "{said}"
    );
    for bad in ["--k 0", "--k x", "--grain rough", "--grain 9"] {
        desk.refuses(&format!("a.csv {bad}"));
    }
}

#[test]
fn nothing_is_written_where_anything_is_wrong() {
    let desk = Desk::new(&[
        ("notes.csv", NOTES),
        ("empty.csv", ""),
        ("labels.txt", "One: a\nTwo\none\n: b\nParked\n"),
        ("none.txt", "\n"),
        ("old.json", "{\n\"notes\": [1, }"),
    ]);
    fs::create_dir(desk.path().join("folder.csv")).unwrap();
    let said: Vec<String> = [
        "notes.csv -o a.json -o a.xlsx -o notes -o ./notes.csv -o old.json -o a.json -o missing/a.md -o folder.csv --previous old.json",
        "gone.csv folder.csv empty.csv -o a.json",
        "notes.csv empty.csv --previous old.json --labels labels.txt -o a.json",
        "notes.csv --previous notes.csv --labels none.txt -o a.json",
    ]
    .iter()
    .map(|arguments| format!("$ folkmoot affinity {arguments}\n{}", desk.refuses(arguments)))
    .collect();
    assert_snapshot!("refusals", said.join("\n"));
    let json: Value = serde_json::from_str(&desk.refuses("gone.csv --json")).unwrap();
    assert_eq!(json[0]["file"], "gone.csv");
    assert!(
        desk.refuses("")
            .starts_with("error: the following required arguments")
    );
}

#[cfg(unix)]
#[test]
fn an_output_is_replaced_as_a_whole_also_behind_a_link() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let desk = Desk::new(&[("notes.csv", NOTES), ("there.csv", "old")]);
    symlink("there.csv", desk.path().join("link.csv")).unwrap();
    symlink("notes.csv", desk.path().join("in.csv")).unwrap();
    let inode = |name: &str| fs::metadata(desk.path().join(name)).unwrap().ino();
    let before = inode("there.csv");
    desk.run("notes.csv -o link.csv");
    assert!(desk.read("there.csv").starts_with("text,author,cluster\n"));
    assert_ne!(inode("there.csv"), before, "written in place");
    assert!(
        fs::symlink_metadata(desk.path().join("link.csv"))
            .unwrap()
            .is_symlink()
    );
    assert!(
        desk.refuses("notes.csv -o in.csv")
            .contains("this file is read")
    );
    assert_eq!(desk.listing().len(), 4);
}
