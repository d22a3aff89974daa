//! notes.csv.

use super::{assert_snapshot, folder, folkmoot, notes, refused, session};

#[test]
fn notes_that_are_not_utf_8() {
    assert_snapshot!(refused("latin-1", &[notes(b"text\nHow might we meet in the caf\xe9?\n")]), @r#"
    error: the file is not UTF-8: byte 0xe9 begins no character
     --> sessions/latin-1/notes.csv:2:29
      |
    2 | How might we meet in the caf�?
      |                             ^
      |
      = help: save the file as UTF-8 (in a spreadsheet: "CSV UTF-8")

    1 error; nothing was written
    "#);
}

#[test]
fn an_empty_notes_file() {
    assert_snapshot!(refused("empty", &[notes("")]), @r"
    error: the file holds no notes
     --> sessions/empty/notes.csv:1:1
      = help: write a first line `text,author,cluster` and one note a line after it, or delete the file

    1 error; nothing was written
    ");
    assert_snapshot!(refused("no-rows", &[notes("text,cluster\n")]), @r"
    error: the file holds no notes
     --> sessions/no-rows/notes.csv:1:1
      |
    1 | text,cluster
      | ^
      |
      = help: write a first line `text,author,cluster` and one note a line after it, or delete the file

    1 error; nothing was written
    ");
}

#[test]
fn a_note_of_5_mb() {
    let note = "How might we stop? ".repeat((5 << 20) / 19 + 1);
    assert_snapshot!(refused("long", &[notes(format!("text,cluster\nHow might we start?,A\n{note},B\n"))]), @r"
    error: the note has 5242897 characters, more than the 2000 allowed
     --> sessions/long/notes.csv:3:1
      |
    3 | How might we stop? How might we stop? How might we stop? How might we stop? How might we stop? How m…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: keep to one idea a note; put longer texts into a document and link it

    1 error; nothing was written
    ");
}

#[test]
fn a_file_of_9_mb() {
    assert_snapshot!(refused("large", &[notes("text\n".repeat(9 << 18))]), @r"
    error: the file has 11796480 bytes, more than the 8388608 allowed
     --> sessions/large/notes.csv:1:1
      = help: keep it small: one idea a note, long texts in files of their own

    1 error; nothing was written
    ");
}

#[test]
fn an_unknown_column() {
    assert_snapshot!(refused("columns", &[notes("text,clusters,mood,\nHow might we?,A,good,\n")]), @r"
    error: unknown column `clusters`
     --> sessions/columns/notes.csv:1:6
      |
    1 | text,clusters,mood,
      |      ^^^^^^^^
      |
      = help: did you mean `cluster`?

    error: unknown column `mood`
     --> sessions/columns/notes.csv:1:15
      |
    1 | text,clusters,mood,
      |               ^^^^
      |
      = help: the columns are: text, author, cluster

    error: column 4 has no name
     --> sessions/columns/notes.csv:1:20
      |
    1 | text,clusters,mood,
      |                    ^
      |
      = help: name it or delete it; the columns are: text, author, cluster

    3 errors; nothing was written
    ");
}

#[test]
fn no_column_of_texts() {
    assert_snapshot!(refused("no-text", &[notes("author,cluster\nAda,A\n")]), @r"
    error: the first line names no column `text`
     --> sessions/no-text/notes.csv:1:1
      |
    1 | author,cluster
      | ^^^^^^^^^^^^^^
      |
      = help: make the first line `text`, or `text,author,cluster`

    1 error; nothing was written
    ");
    assert_snapshot!(refused("semicolons", &[notes("text;cluster\nHow might we?;A\n")]), @r#"
    error: the columns are separated by semicolons
     --> sessions/semicolons/notes.csv:1:1
      |
    1 | text;cluster
      | ^^^^^^^^^^^^
      |
      = help: separate them by commas (in a spreadsheet: save as "CSV UTF-8 (comma delimited)")

    1 error; nothing was written
    "#);
}

#[test]
fn a_column_twice() {
    assert_snapshot!(refused("twice", &[notes("text,cluster,text\nHow might we?,A,And how?\n")]), @r"
    error: the column `text` stands here a second time
     --> sessions/twice/notes.csv:1:14
      |
    1 | text,cluster,text
      |              ^^^^
      |
      = help: keep one of the two

    1 error; nothing was written
    ");
}

#[test]
fn a_ragged_row() {
    assert_snapshot!(refused("ragged", &[notes("text,cluster\nHow might we start?,A\nHow might we plan, build and run?,A\n,B\n")]), @r"
    error: the row has 3 cells for 2 columns
     --> sessions/ragged/notes.csv:3:1
      |
    3 | How might we plan, build and run?,A
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put a note that holds a comma in double quotes

    error: the row has no text
     --> sessions/ragged/notes.csv:4:1
      |
    4 | ,B
      | ^^
      |
      = help: write the note, or delete the row

    2 errors; nothing was written
    ");
}

#[test]
fn a_quote_that_would_swallow_rows() {
    assert_snapshot!(refused("open", &[notes("text,cluster\n\"How might we start?,A\nHow might we stop?,B\n")]), @r#"
    error: the quote that opens here is never closed
     --> sessions/open/notes.csv:2:1
      |
    2 | "How might we start?,A
      | ^
      |
      = help: close a quoted note with `"` before the next comma, and write a quote inside it twice: `""`

    1 error; nothing was written
    "#);
    assert_snapshot!(refused("merged", &[notes("text,cluster\n\"How might we start?,A\n\"How might we stop?\",B\n")]), @r#"
    error: the quote that opened on line 2 closes here, and text follows it
     --> sessions/merged/notes.csv:3:1
      |
    3 | "How might we stop?",B
      | ^
      |
      = help: close a quoted note with `"` before the next comma, and write a quote inside it twice: `""`

    1 error; nothing was written
    "#);
}

#[test]
fn a_cluster_as_long_as_a_page() {
    assert_snapshot!(refused("cluster", &[notes(format!("text,cluster\nHow might we?,{}\n", "A".repeat(300)))]), @r"
    error: the cluster has 300 characters, more than the 200 allowed
     --> sessions/cluster/notes.csv:2:1
      |
    2 | How might we?,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write a name of a few words

    1 error; nothing was written
    ");
}

#[test]
fn notes_and_session_are_named_together() {
    assert_snapshot!(refused("both", &[session(&[("15:00", "25:00")]), notes("text\n\"How might we?\n")]), @r#"
    error: `25:00` is no time of day
     --> sessions/both/session.yml:6:8
      |
    6 | start: 25:00 # the published report names the day, not the hour
      |        ^^^^^
      |
      = help: write hours and minutes, such as 9:05 or 14:30

    error: the quote that opens here is never closed
     --> sessions/both/notes.csv:2:1
      |
    2 | "How might we?
      | ^
      |
      = help: close a quoted note with `"` before the next comma, and write a quote inside it twice: `""`

    2 errors; nothing was written
    "#);
}

/// What `check` says of a session whose notes have no fault.
fn remarked(name: &str, notes_file: &str, json: bool) -> String {
    let root = folder(&[(name, &[session(&[]), notes(notes_file)])]);
    let arguments: &[&str] = if json {
        &["check", "--json"]
    } else {
        &["check"]
    };
    let output = folkmoot(root.path(), arguments);
    assert_eq!(output.status.code(), Some(0), "a remark is no fault");
    assert!(output.stderr.is_empty());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn notes_get_kind_remarks() {
    let file = "text,author
How might we fund maintainers?,Ada
How migth we thank translators?,Ada
HMW grow mentors?,Ada
\"How might we write guides?
How might we find reviewers?\",Bob
how might we fund maintainers,Bob
In May: fund the maintainers?,
Fund maintainers in May,Eve
Burnout,Ada
\"Support CI/CD, and open source / InnerSource::error::\",
";
    assert_snapshot!(remarked("remarks", file, false), @r"
    ok: remarks (how-might-we, 2024-12-11, 9 notes in its file)
      sessions/remarks/notes.csv:2,3,4,10: 4 notes of one person where the format asks for 1 to 3: all of them count, and choosing the ones that matter most would help the others.
      sessions/remarks/notes.csv:2,7: 2 notes, of 2 people, say the same in the same words: they could be one note.
      sessions/remarks/notes.csv:3: This seems to mean “How might we”.
          → How might we thank translators?
      sessions/remarks/notes.csv:4: This begins with the initials of “How might we”; in full, everybody can read it.
          → How might we grow mentors?
      sessions/remarks/notes.csv:5: This looks like 2 notes in one: one idea a note lets each be grouped and voted on.
          → How might we write guides?
          → How might we find reviewers?
      sessions/remarks/notes.csv:8,9,11: 3 notes do not begin with “How might we”, which is fine if they are meant so.
      sessions/remarks/notes.csv:8,9: 2 notes, of 2 people, say nearly the same: they could be one note.
      sessions/remarks/notes.csv:10: This note is a single word and says little on its own: a few more would tell the others what is meant.
      8 remarks; nothing has to be changed
    ");
}

#[test]
fn machines_read_remarks_in_the_shape_of_faults() {
    let file = "text\nHow might we share?\nHMW thank ::error:: translators?\n";
    assert_snapshot!(remarked("remarks", file, true), @r#"
    [
      {
        "file": "sessions/remarks/notes.csv",
        "line": 3,
        "column": 1,
        "message": "This begins with the initials of “How might we”; in full, everybody can read it.",
        "cure": "write it as suggested, or leave it",
        "level": "remark",
        "kind": "stem",
        "lines": [
          3
        ],
        "suggestion": [
          "How might we thank \u003a:error\u003a: translators?"
        ]
      }
    ]
    "#);
    assert_eq!(
        remarked("none", "text\nHow might we share ideas?\n", true),
        "[]\n"
    );
}
