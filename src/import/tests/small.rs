//! Small files of each form: `tests/import/SOURCES.md` says where they come from.

use super::{csv, recognise, seen};
use crate::import::{Form, Imported, Why, read, read_all, report};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import")
        .join(name);
    std::fs::read(path).unwrap()
}

/// What a file gave, to be read.
fn shown(name: &str, one: &Imported) -> String {
    let mut out = report(&[(PathBuf::from(name), one.clone())]);
    for card in &one.cards {
        write!(out, "{:>4}  {}", card.line, card.text).unwrap();
        for (word, name) in [("by", &card.author), ("in", &card.cluster)] {
            if let Some(name) = name {
                write!(out, "  [{word} {name}]").unwrap();
            }
        }
        if let Some(votes) = card.votes {
            write!(out, "  [votes {votes}]").unwrap();
        }
        out.push('\n');
    }
    for dropped in &one.dropped {
        writeln!(
            out,
            "{:>4}- {} ({})",
            dropped.line, dropped.what, dropped.why
        )
        .unwrap();
    }
    out
}

#[test]
fn each_small_file_is_read() {
    let table = [
        ("appendix.md", Form::Markdown),
        ("roundtable.md", Form::Markdown),
        ("brainstorm.md", Form::Markdown),
        ("topics.tsv", Form::Tsv),
        ("polis/comments.csv", Form::Polis),
        ("breakouts.json", Form::W3c),
        ("retroquest.csv", Form::RetroQuest),
        ("parabol.csv", Form::Parabol),
        ("retrospectives-old.csv", Form::Retrospectives),
        ("retrospectives.csv", Form::Retrospectives),
        ("funretro.md", Form::FunRetro),
        ("funretro.csv", Form::FunRetro),
    ];
    let mut all = String::new();
    for (name, form) in table {
        let bytes = file(name);
        // What is in it says what it is, whatever it is called.
        let ending = Path::new(name).extension().unwrap().to_string_lossy();
        let other = format!("export.{ending}");
        assert_eq!(recognise(Path::new(&other), &bytes), form, "{name}");
        let one = read(Path::new(name), &bytes, None).unwrap();
        assert_eq!(one.form, form, "{name}");
        assert_eq!(read(Path::new(&other), &bytes, Some(form)).unwrap(), one);
        all.push_str(&shown(name, &one));
        all.push('\n');
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("import_small_files", all);
    });
}

#[test]
fn votes_beside_comments_are_their_support() {
    let files = |names: &[&str]| -> Vec<(PathBuf, Vec<u8>)> {
        names
            .iter()
            .map(|name| (PathBuf::from(name), file(name)))
            .collect()
    };
    let both = read_all(&files(&["polis/votes.csv", "polis/comments.csv"]), None).unwrap();
    assert_eq!(both.len(), 1);
    let votes: Vec<_> = both[0].1.cards.iter().map(|card| card.votes).collect();
    let alone = read_all(&files(&["polis/comments.csv"]), None).unwrap();
    let counted: Vec<_> = alone[0].1.cards.iter().map(|card| card.votes).collect();
    // Polis counted the vote that somebody changed twice.
    assert_eq!(counted, [Some(3), Some(12), Some(14), Some(15)]);
    assert_eq!(votes, [Some(3), Some(12), Some(13), Some(15)]);
    let faults = read_all(&files(&["polis/votes.csv"]), None).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "polis/votes.csv: the file holds votes and no notes (name the `comments.csv` beside it as well)"
    );
}

#[test]
fn a_proposal_comes_back_with_what_people_did() {
    let text = r#"{
        "folkmoot": "affinity/1",
        "notes": [
            {"text": "a", "author": "Ada", "cluster": "Kept", "placed": "person"},
            {"text": "b", "author": null, "cluster": "Made", "placed": "proposed"},
            {"text": "c", "cluster": null, "placed": "proposed"},
            {"text": "e", "cluster": null, "placed": "person"},
            {"note": "d"}
        ],
        "clusters": []
    }"#;
    let one = read(Path::new("proposal"), text.as_bytes(), None).unwrap();
    assert_eq!(one.form, Form::Folkmoot);
    assert_eq!(
        seen(&one),
        [
            ("a", Some("Ada"), Some("Kept"), None),
            ("b", None, None, None),
            ("c", None, None, None),
            ("e", None, Some("parked"), None)
        ]
    );
    assert_eq!(
        (one.dropped[0].line, one.dropped[0].why),
        (8, Why::Unreadable)
    );
}

#[test]
fn half_an_item_takes_no_whole_one_with_it() {
    let text = "Type,Description,Votes,CreatedDate,CreatedBy\nGood,tea,1,2024-05-01,Ada\nGood,half of\nGood,time,2,2024-05-01,Ben\n\
                Bad,two\nlines, even,3,2024-05-01,Ada\n";
    let one = read(
        Path::new("a.csv"),
        text.as_bytes(),
        Some(Form::Retrospectives),
    )
    .unwrap();
    let texts: Vec<_> = seen(&one).into_iter().map(|(text, ..)| text).collect();
    assert_eq!(texts, ["tea", "time", "two lines, even"]);
    assert_eq!(
        (one.dropped[1].line, one.dropped[1].why),
        (3, Why::Unreadable)
    );
}

#[test]
fn the_vote_that_stands_last_counts() {
    let comments = "comment-id,comment-body\n7,a\n8,b\n";
    let votes =
        "timestamp,comment-id,voter-id,vote\n5,7,1,1\n5,7,1,-1\n6,7,2,1\n4,7,2,-1\n5,8,1,0\n";
    let files = [
        (PathBuf::from("v.csv"), votes.as_bytes().to_vec()),
        (PathBuf::from("c.csv"), comments.as_bytes().to_vec()),
    ];
    let all = read_all(&files, None).unwrap();
    // The first voter's later row of the same moment, the second's later moment.
    assert_eq!(
        seen(&all[0].1),
        [("a", None, None, Some(0)), ("b", None, None, Some(0))]
    );
    // Of several columns with votes in their names, the sum stands last.
    let one = csv("idea,votes here,votes there,votes together\na,1,2,3\n");
    assert_eq!(seen(&one), [("a", None, None, Some(3))]);
}
