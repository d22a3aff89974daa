//! Tables of every kind: headers, repairs, and what says that a file is one.

use super::{Seen, csv, recognise, seen};
use crate::import::{Form, Repair, read, report};
use clap::ValueEnum;
use std::path::Path;

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
fn content_says_what_a_file_is_before_its_name_does() {
    let table = [
        ("a.txt", "text,author\nOne, and two,Ada\n", Form::Csv),
        ("a.txt", "Eins;A\nZwei;B\nDrei;C\n", Form::Csv),
        ("a.txt", "One\tA\nTwo\tB\n", Form::Tsv),
        ("a.csv", "One\tA\nTwo\tB\n", Form::Tsv),
        (
            "a.txt",
            "First, we meet; then we eat\nSecond, we sleep\n",
            Form::Lines,
        ),
        (
            "a.csv",
            "First, we meet; then we eat\nSecond, we sleep\n",
            Form::Csv,
        ),
        ("a.csv", "# Notes\n\n- a, b\n- c\n", Form::Markdown),
        ("a.csv", "text,by\n\"- a\n- b\n- c\",Ada\n", Form::Csv),
        ("a.md", "Prose.\n", Form::Markdown),
        ("a.txt", "| A | B |\n|---|---|\n| 1 | x |\n", Form::Markdown),
        ("a.txt", "- a\n- b\n", Form::Markdown),
        (
            "a.md",
            "# Board\n## Good\n- a (+2)\n## Bad\n- b\n",
            Form::FunRetro,
        ),
        (
            "a.md",
            "# Board\n## Good\n- a\n## Bad\n- b\n",
            Form::Markdown,
        ),
        (
            "easyretro.md",
            "# Board\n## Good\n- a\n## Bad\n- b\n",
            Form::FunRetro,
        ),
        ("a.txt", "[{\"title\": \"a\"}]", Form::W3c),
        ("a.txt", "[see here] and {there}\n", Form::Lines),
        ("a.json", "7", Form::Lines),
        ("a.md", " { \"folkmoot\" : \"affinity/1\",", Form::Folkmoot),
        ("a", "", Form::Lines),
        ("a.CSV", "Was,Wer\nA,B\n", Form::Csv),
    ];
    for (name, text, form) in table {
        assert_eq!(
            recognise(Path::new(name), text.as_bytes()),
            form,
            "{name}: {text}"
        );
    }
    let wide: Vec<u8> = "\u{feff}text;by\na;b\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(recognise(Path::new("a"), &wide), Form::Csv);
}

#[test]
fn the_page_for_users_names_each_form_and_shows_a_true_report() {
    const PAGE: &str = include_str!("../../../docs/import.md");
    for form in Form::value_variants() {
        let name = form.to_possible_value().unwrap().get_name().to_owned();
        assert!(PAGE.contains(&format!("| `{name}` |")), "{name}");
    }
    let mut text = b"text\na\nb\n\"\"\nc\nd\nd\xe9j\xe0\ne\n\" \"\nf\ng\n".to_vec();
    text.extend([b"\xe9".repeat(2_001), b"\n\xe9\n".to_vec()].concat());
    text.extend(b"more\n".repeat(48));
    let one = read(Path::new("notes.csv"), &text, None).unwrap();
    let shown = report(&[("notes.csv".into(), one)]);
    assert!(PAGE.contains(&shown), "{shown}");
}
