//! Small files of each form: `tests/import/SOURCES.md` says where they come from.

use crate::import::{Form, Imported, Repair, Why, read, read_all, recognise, report};
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

/// Text, author, cluster and votes of each card.
type Seen<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<i64>);

fn seen(one: &Imported) -> Vec<Seen<'_>> {
    one.cards
        .iter()
        .map(|card| {
            (
                card.text.as_str(),
                card.author.as_deref(),
                card.cluster.as_deref(),
                card.votes,
            )
        })
        .collect()
}

fn csv(text: &str) -> Imported {
    read(Path::new("a.csv"), text.as_bytes(), None).unwrap()
}

#[test]
fn tables_of_any_header() {
    let table: [(&str, &[Seen<'_>]); 15] = [
        (
            "text,author,cluster\n\"One, two\",Ada,Security\nsame,,cluster: Docs\nsame,Anonymous,\n",
            &[
                ("One, two", Some("Ada"), Some("Security"), None),
                ("same", None, Some("Docs"), None),
                ("same", None, None, None),
            ],
        ),
        (
            "Idee;Stimmen;Thema\nMehr Licht;1,0;Büro\n",
            &[("Mehr Licht", None, Some("Büro"), Some(1))],
        ),
        (
            "付箋,グループ,投票数\nテスト,品質,3\n",
            &[("テスト", None, Some("品質"), Some(3))],
        ),
        (
            "Categoría\tNota\tAutora\nA\tMás luz\tEva\n",
            &[("Más luz", Some("Eva"), Some("A"), None)],
        ),
        (
            "Contribuição|Nome\nMais luz|Eva\n",
            &[("Mais luz", Some("Eva"), None, None)],
        ),
        (
            "agree,disagree,statement\n5,2,More light\n",
            &[("More light", None, None, Some(3))],
        ),
        // No names above.
        (
            "More light,3\nLess noise,4\n",
            &[
                ("More light", None, None, None),
                ("Less noise", None, None, None),
            ],
        ),
        ("just one note\n", &[("just one note", None, None, None)]),
        // Unknown names above.
        (
            "Wer,Was genau\nA,Mehr Licht in allen Räumen bitte\nB,Weniger Lärm in allen Räumen bitte\n",
            &[
                ("Mehr Licht in allen Räumen bitte", None, None, None),
                ("Weniger Lärm in allen Räumen bitte", None, None, None),
            ],
        ),
        (
            "topic,votes\nLight,2\nTotal,2\n",
            &[("Light", None, None, Some(2))],
        ),
        (
            "topic,note\nRoom,Light\n",
            &[("Light", None, Some("Room"), None)],
        ),
        (
            "text,text,author\n,second,A\nfirst,second,B\n",
            &[
                ("second", Some("A"), None, None),
                ("first", Some("B"), None, None),
            ],
        ),
        // Commas that nobody quoted, and rows that are too short.
        (
            "text,author\nOne, two, three,Ada\nfour\n",
            &[
                ("One, two, three", Some("Ada"), None, None),
                ("four", None, None, None),
            ],
        ),
        (
            "text\nHello, world\n\"a\nb\"\n",
            &[
                ("Hello, world", None, None, None),
                ("a b", None, None, None),
            ],
        ),
        (
            "id,title,description\n1,Light,More of it\n",
            &[("Light", None, None, None)],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(seen(&csv(text)), expected, "{text}");
    }
}

#[test]
fn what_is_repaired_is_counted() {
    let repairs = |bytes: &[u8]| -> Vec<(Repair, usize, usize)> {
        let one = read(Path::new("a.csv"), bytes, None).unwrap();
        one.mended
            .into_iter()
            .map(|one| (one.what, one.count, one.line))
            .collect()
    };
    assert_eq!(
        repairs(b"\xef\xbb\xbftext\na\n"),
        [(Repair::ByteOrderMark, 1, 1)]
    );
    assert_eq!(
        repairs(b"text\ncaf\xe9\nok\nth\xe9\n"),
        [(Repair::Windows1252, 2, 2)]
    );
    assert_eq!(repairs(b"text\rcaf\x8e\rok\r"), [(Repair::MacRoman, 1, 2)]);
    assert_eq!(
        repairs("text\ndonâ€™t\n".as_bytes()),
        [(Repair::Mojibake, 1, 2)]
    );
    assert_eq!(
        repairs(b"text,votes\na,\"1,5\"\nb,\"2,5\"\n"),
        [(Repair::DecimalComma, 2, 2)]
    );
    assert_eq!(
        repairs(b"text,text\na,b\n"),
        [(Repair::RepeatedHeader, 1, 1)]
    );
    assert_eq!(
        repairs(b"text,by\n\"a \"b\" c\",x\nd,e\n"),
        [(Repair::Quotes, 1, 2)]
    );
    assert_eq!(repairs(b"text,by\na\nb,c,d\n"), [(Repair::Ragged, 2, 2)]);
    let long = format!("text,group\na,{}\n", "x".repeat(201));
    assert_eq!(repairs(long.as_bytes()), [(Repair::CutName, 1, 2)]);
    assert_eq!(
        repairs(b"Who,What really\nA,more light in here please\nB,less noise in here please\n"),
        [(Repair::Guessed("the column \"What really\"".into()), 1, 1)]
    );
    assert_eq!(repairs(b"text\nfine\n"), []);
}

#[test]
fn a_table_without_text_is_a_fault() {
    let fault = |text: &str, form| {
        read(Path::new("a.csv"), text.as_bytes(), form).unwrap_err()[0].to_string()
    };
    assert_eq!(
        fault("id,votes\n1,2\n3,4\n", None),
        "a.csv:1:1: no column of the table holds text (name the notes' column `text`, or name the file's form with --from)"
    );
    assert_eq!(
        fault("text,author\n,Ada\n", None),
        "a.csv: the file holds no notes: 1 without a note (line 2), 1 heading (line 1) (look into it, or name its form with --from, for example `--from lines`)"
    );
    assert_eq!(
        fault("{\"notes\": [1,\n}", Some(Form::Folkmoot)),
        "a.csv:2:1: the file is no JSON: expected value (write it again)"
    );
    for form in [
        Form::Parabol,
        Form::Retrospectives,
        Form::RetroQuest,
        Form::Polis,
    ] {
        let text = fault("one\ntwo\n", Some(form));
        assert!(!text.contains("holds no notes"), "{text}");
    }
}

#[test]
fn a_proposal_comes_back_with_what_people_did() {
    let text = r#"{
        "folkmoot": "affinity/1",
        "notes": [
            {"text": "a", "author": "Ada", "cluster": "Kept", "placed": "person"},
            {"text": "b", "author": null, "cluster": "Made", "placed": "proposed"},
            {"text": "c", "cluster": null, "placed": "parked"},
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
            ("c", None, None, None)
        ]
    );
    assert_eq!(
        (one.dropped[0].line, one.dropped[0].why),
        (7, Why::Unreadable)
    );
}

#[test]
fn lines_and_lists_without_headings() {
    let lines = |name: &str, text: &str| {
        let one = read(Path::new(name), text.as_bytes(), None).unwrap();
        let texts: Vec<String> = one.cards.into_iter().map(|card| card.text).collect();
        (one.form, texts)
    };
    let all =
        |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
    assert_eq!(
        lines(
            "a.txt",
            "More light, less noise\n\nTea, coffee, and time\n#tag, too\n"
        ),
        (
            Form::Lines,
            all(&[
                "More light, less noise",
                "Tea, coffee, and time",
                "#tag, too"
            ])
        )
    );
    assert_eq!(
        lines("a.txt", "1. One\n2. Two\n10) Ten\n"),
        (Form::Lines, all(&["One", "Two", "Ten"]))
    );
    assert_eq!(
        lines("a", "- One\n- Two\n  goes on\n"),
        (Form::Markdown, all(&["One", "Two goes on"]))
    );
    assert_eq!(
        lines("a.md", "Words.\n\nMore words.\n"),
        (Form::Markdown, all(&["Words.", "More words."]))
    );
    assert_eq!(
        lines(
            "body.md",
            "### Session description\n\nWe meet. Twice.\n\n### Goal\n\nx\n"
        ),
        (Form::W3c, all(&["We meet."]))
    );
}

#[test]
fn headings_leads_and_labels_name_groups() {
    let text = "# Notes\n\n- before all\n\n## Went well\n\nAn introduction to the list:\n\n- a\n\n**Food**\n\n- b\n\nAnd rooms?\n\n- c\n\n\
                ## Open\n\n- Tools:\n  - d\n    - e\n- **Rooms**\n  - f\n- g\n  - h\n- https://example.org\n\nThe end.\n";
    let one = read(Path::new("a.md"), text.as_bytes(), None).unwrap();
    let groups: Vec<_> = seen(&one)
        .into_iter()
        .map(|(text, _, cluster, _)| (text, cluster))
        .collect();
    assert_eq!(
        groups,
        [
            ("before all", None),
            ("a", Some("Went well")),
            ("b", Some("Food")),
            ("c", Some("And rooms?")),
            ("d", Some("Tools")),
            ("e", Some("Tools")),
            ("f", Some("Rooms")),
            ("g", Some("Open")),
            ("h", Some("Open")),
        ]
    );
    let why: Vec<Why> = one.dropped.iter().map(|one| one.why).collect();
    use Why::{Heading, Link, Paragraph};
    assert_eq!(
        why,
        [
            Heading, Heading, Paragraph, Heading, Heading, Heading, Heading, Heading, Link,
            Paragraph
        ]
    );
    // One heading over all of them groups nothing.
    let one = read(Path::new("a.md"), b"## Ideas\n- a\n- b\n", None).unwrap();
    assert!(one.cards.iter().all(|card| card.cluster.is_none()));
}
