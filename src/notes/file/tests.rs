#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn faults(bytes: &[u8]) -> Vec<String> {
    read(Path::new("notes.csv"), bytes, &[])
        .unwrap_err()
        .iter()
        .map(|fault| fault.to_string())
        .collect()
}

#[test]
fn rows_become_notes() {
    let notes = read(
        Path::new("notes.csv"),
        "\u{feff}Text,Cluster,author\r\n\"One, two\",Security,\r\nsame,,Ada\nsame\n,,\n".as_bytes(),
        &[],
    )
    .unwrap();
    let shown: Vec<_> = notes
        .iter()
        .map(|note| {
            (
                note.text.as_str(),
                note.cluster.as_deref(),
                note.author.as_ref().map(Author::name),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("One, two", Some("Security"), None),
            ("same", None, Some("Ada")),
            ("same", None, None)
        ]
    );
    assert_ne!(notes[1].origin, notes[2].origin);
}

#[test]
fn rows_stand_where_they_are_written() {
    let text = b"\ntext,author\r\n\r\n\"One\r\n- two\",Ada\n\n\nthree\n";
    let rows = written(Path::new("notes.csv"), text, &[]).unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.line, row.written.as_str(), row.note.text.as_str()))
        .collect();
    assert_eq!(
        shown,
        [(4, "One\r\n- two", "One - two"), (8, "three", "three")]
    );
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    assert_eq!(
        faults(b"text\nok\ncaf\xe9\n"),
        [
            "notes.csv:3:4: the file is not UTF-8: byte 0xe9 begins no character (save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\"))"
        ]
    );
    assert!(faults(b"")[0].starts_with("notes.csv:1:1: the file holds no notes"));
    assert!(faults(b"text,author\n")[0].starts_with("notes.csv:1:1: the file holds no notes"));
    let long = format!("text\nfine\n{}\n", "x".repeat(5 << 20));
    assert!(
        faults(long.as_bytes())[0].starts_with("notes.csv:3:1: the note has 5242880 characters")
    );
    let many = faults(b"text,clusters\na,b,c\n,x\n");
    assert_eq!(many.len(), 3, "{many:#?}");
    assert!(many[0].contains("did you mean `cluster`?"));
    assert!(many[1].starts_with("notes.csv:2:1"));
    assert!(many[2].starts_with("notes.csv:3:1"));
    let long = format!("text,cluster\na,{}\n", "x".repeat(201));
    assert!(faults(long.as_bytes())[0].starts_with("notes.csv:2:1: the cluster has 201"));
}

#[test]
fn the_first_line_is_read_strictly() {
    let table: [(&str, &[&str]); 6] = [
        ("ext,text\na,b\n", &["1:1: unknown column `ext`"]),
        (
            "text,Text\na,b\n",
            &["1:6: the column `Text` stands here a second time"],
        ),
        ("text,,cluster\na,b,c\n", &["1:6: column 2 has no name"]),
        (
            "\ntext,\"a,b\",c\na,b\n",
            &["2:6: unknown column `a,b`", "2:12: unknown column `c`"],
        ),
        (
            "text;cluster\na;b\n",
            &["1:1: the columns are separated by semicolons"],
        ),
        ("texts\na\n", &["1:1: unknown column `texts`"]),
    ];
    for (text, expected) in table {
        let got = faults(text.as_bytes());
        assert_eq!(got.len(), expected.len(), "{text:?}: {got:#?}");
        for (got, expected) in got.iter().zip(expected) {
            assert!(got.starts_with(&format!("notes.csv:{expected}")), "{got}");
        }
    }
}

#[test]
fn a_quote_swallows_no_rows() {
    let whole = b"text,cluster\n\"a \"\"b\"\", c\" ,X\nthe \"best\" d,\"\"\n\"e\nf\",Y\n\"g\"";
    assert_eq!(read(Path::new("notes.csv"), whole, &[]).unwrap().len(), 4);
    let open = faults(b"text,cluster\nfine,X\n\"How might we,A\nlost,B\n");
    assert_eq!(open.len(), 1, "{open:#?}");
    assert!(open[0].starts_with("notes.csv:3:1: the quote that opens here is never closed"));
    let merged = faults(b"text,cluster\n\"one,A\n\"two\",B\n");
    assert!(
        merged[0].starts_with("notes.csv:3:1: the quote that opened on line 2 closes here"),
        "{merged:#?}"
    );
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(text in "(text|author|cluster)?([,;\"\r\n\t ]|[a-zé😀\u{202e}]{1,4}){0,40}", cut in 0..9_usize) {
        let bytes = text.as_bytes();
        let bytes = &bytes[..bytes.len().saturating_sub(cut)];
        if let Err(found) = read(Path::new("notes.csv"), bytes, &[]) {
            prop_assert!(!found.is_empty());
            crate::output::faults::text(&found, false);
        }
    }
}
