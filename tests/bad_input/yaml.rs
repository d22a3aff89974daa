//! session.yml as a file: encoding, size, grammar.

use super::{EXAMPLE, assert_snapshot, refused, session};

fn file(bytes: impl Into<Vec<u8>>) -> super::File {
    ("session.yml", bytes.into())
}

#[test]
fn a_file_that_is_no_text() {
    let mut bytes = EXAMPLE.as_bytes().to_vec();
    let at = EXAMPLE.find("New Delhi").unwrap();
    bytes.splice(at..at + 9, b"Pond\xefch\xe9ry".iter().copied());
    assert_snapshot!(refused("latin-1", &[file(bytes)]), @r"
    error: the file is not UTF-8: byte 0xef begins no character
     --> sessions/latin-1/session.yml:8:12
      |
    8 | place: Pond�ch�ry, India
      |            ^
      |
      = help: save the file as UTF-8

    1 error; nothing was written
    ");
    let wide: Vec<u8> = EXAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_snapshot!(refused("utf-16", &[file([b"\xff\xfe".to_vec(), wide].concat())]), @r"
    error: the file is UTF-16
     --> sessions/utf-16/session.yml:1:1
      = help: save the file as UTF-8

    1 error; nothing was written
    ");
}

#[test]
fn a_file_without_a_session() {
    assert_snapshot!(refused("empty", &[file("")]), @r"
    error: the file holds no session
     --> sessions/empty/session.yml:1:1
      = help: write `format`, `title`, `date`, `start`, `timezone` and `variables`, each on a line of `key: value`

    1 error; nothing was written
    ");
    assert_snapshot!(refused("comment", &[file("# to do\n")]), @r"
    error: the file holds no session
     --> sessions/comment/session.yml:1:1
      |
    1 | # to do
      | ^
      |
      = help: write `format`, `title`, `date`, `start`, `timezone` and `variables`, each on a line of `key: value`

    1 error; nothing was written
    ");
    assert_snapshot!(refused("list", &[file("- title: KubeCon\n- date: 2024-12-11\n")]), @r"
    error: the session has to be a mapping
     --> sessions/list/session.yml:1:1
      |
    1 | - title: KubeCon
      | ^
      |
      = help: write it as lines of `key: value`

    1 error; nothing was written
    ");
}

#[test]
fn a_file_too_large() {
    assert_snapshot!(refused("large", &[file("#".repeat((1 << 20) + 1))]), @r"
    error: the file has 1048577 bytes, more than the 1048576 allowed
     --> sessions/large/session.yml:1:1
      = help: keep it small: one idea a note, long texts in files of their own

    1 error; nothing was written
    ");
}

#[test]
fn a_quote_that_is_not_closed() {
    assert_snapshot!(refused("quote", &[session(&[("title: CNCF", "title: \"CNCF")])]), @r#"
    error: this is not valid YAML: the quote that opens here is not closed
     --> sessions/quote/session.yml:4:8
      |
    4 | title: "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024
      |        ^
      |
      = help: close it at the end of the text, or delete it

    1 error; nothing was written
    "#);
}

#[test]
fn text_behind_a_quote() {
    assert_snapshot!(refused("behind", &[session(&[("title: CNCF", "title: \"How might we\"")])]), @r#"
    error: this is not valid YAML: the quote closes before this text
     --> sessions/behind/session.yml:4:23
      |
    4 | title: "How might we" OSPOlogy BoF at KubeCon + CloudNativeCon India 2024
      |                       ^
      |
      = help: put the whole value in quotes; where it holds `"`, in single ones: '…'

    1 error; nothing was written
    "#);
}

#[test]
fn a_bracket_that_is_not_closed() {
    assert_snapshot!(refused("bracket", &[session(&[("number: 5", "number: [5")])]), @r"
    error: this is not valid YAML: the `[` that opens here is not closed
      --> sessions/bracket/session.yml:15:11
       |
    15 |   number: [5
       |           ^
       |
       = help: close it with `]`, or put the whole value in double quotes

    1 error; nothing was written
    ");
}

#[test]
fn a_colon_in_a_text() {
    assert_snapshot!(refused("colon", &[session(&[("title: CNCF", "title: CNCF:")])]), @r"
    error: this is not valid YAML: there is no place for a colon here
     --> sessions/colon/session.yml:4:12
      |
    4 | title: CNCF: OSPOlogy BoF at KubeCon + CloudNativeCon India 2024
      |            ^
      |
      = help: indent the line as its neighbours are, and put a text that holds a colon in double quotes

    1 error; nothing was written
    ");
}

#[test]
fn a_line_indented_by_a_tab_or_otherwise_than_its_neighbours() {
    assert_snapshot!(refused("tab", &[session(&[("  number:", "\tnumber:")])]), @r"
    error: this is not valid YAML: a tab indents this line
      --> sessions/tab/session.yml:15:1
       |
    15 |  number: 5
       | ^
       |
       = help: indent with spaces

    1 error; nothing was written
    ");
    assert_snapshot!(refused("indent", &[session(&[("  number:", "    number:")])]), @r"
    error: this is not valid YAML: there is no place for a colon here
      --> sessions/indent/session.yml:15:11
       |
    15 |     number: 5
       |           ^
       |
       = help: indent the line as its neighbours are, and put a text that holds a colon in double quotes

    1 error; nothing was written
    ");
    assert_snapshot!(refused("outdent", &[session(&[("  number:", " number:")])]), @r"
    error: this is not valid YAML: this line does not fit the ones around it
      --> sessions/outdent/session.yml:15:2
       |
    15 |  number: 5
       |  ^
       |
       = help: indent it as its neighbours are, and write it as `key: value`

    1 error; nothing was written
    ");
}

#[test]
fn a_key_twice() {
    assert_snapshot!(refused("twice", &[session(&[("place:", "date: 2024-12-12\nplace:")])]), @r"
    error: the key `date` stands here a second time
     --> sessions/twice/session.yml:8:1
      |
    8 | date: 2024-12-12
      | ^^^^
      |
      = help: keep one of the two

    1 error; nothing was written
    ");
}

#[test]
fn two_documents() {
    assert_snapshot!(refused("documents", &[session(&[("place:", "---\nplace:")])]), @r"
    error: a second document begins here
     --> sessions/documents/session.yml:8:1
      |
    8 | ---
      | ^^^
      |
      = help: delete this line, or move what follows it to a file of its own

    1 error; nothing was written
    ");
}

#[test]
fn an_alias_bomb() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_snapshot!(refused("bomb", &[file(text)]), @r"
    error: the file unfolds into far more values than it shows
     --> sessions/bomb/session.yml:5:10
      |
    5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
      |          ^
      |
      = help: write each value where it belongs, without `&` anchors and `*` aliases

    1 error; nothing was written
    ");
}

#[test]
fn a_tower_of_brackets() {
    let tower = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    assert_snapshot!(refused("tower", &[session(&[("New Delhi, India", &tower)])]), @r"
    error: values are nested more than 24 deep
     --> sessions/tower/session.yml:8:263
      |
    8 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
      |                                   ^
      |
      = help: check the brackets and the indentation: nothing here needs more than four levels

    1 error; nothing was written
    ");
}

#[test]
fn columns_are_counted_without_the_byte_order_mark_and_carriage_returns() {
    let (_, bytes) = session(&[("2024-12-11", "2024-02-30")]);
    let text = String::from_utf8(bytes).unwrap();
    let (_, text) = text.split_once("format:").unwrap();
    let windows = format!("\u{feff}fromat:{text}").replace('\n', "\r\n");
    assert_snapshot!(refused("windows", &[file(windows)]), @r"
    error: unknown key `fromat` in the session
     --> sessions/windows/session.yml:1:1
      |
    1 | fromat: how-might-we
      | ^^^^^^ not a key here
      |
      = help: did you mean `format`?

    error: the day `2024-02-30` does not exist
     --> sessions/windows/session.yml:3:7
      |
    3 | date: 2024-02-30
      |       ^^^^^^^^^^
      |
      = help: write a day from 2024-02-01 to 2024-02-29

    2 errors; nothing was written
    ");
}
