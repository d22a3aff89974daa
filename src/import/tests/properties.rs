//! What holds for every file: nothing breaks the readers, and nothing vanishes.

use super::recognise;
use crate::import::{Form, Imported, Why, read, read_all, report};
use crate::notes::LONGEST_NOTE;
use clap::ValueEnum;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Bytes that look enough like files to get somewhere.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "[,;|\t\"\n\r ]{1,3}",
        "[a-z]{1,8}",
        "[\\PC]{0,6}",
        "(text|author|votes|cluster|note|type|content|column|message|likes|comment-body|comment-id|moderated|voter-id|vote)",
        "(# |## |- |\\* |  - |1\\. |> |```\n|\\|--\\|--\\||\\*\\*a\\*\\*|\\[x\\]\\(y\\)|<br>|<li>|&amp;|---\n)",
        "(\\{\"folkmoot\":\"affinity/1\",\"notes\":\\[|\\{\"text\":\"a\"\\}|\\{\"sessions\":\\[\\{\"title\":\"b\"|\\}|\\]|:|null)",
        "(Retrospectives Summary for \"x\"|Type,Description,Votes,CreatedDate,CreatedBy|Work Items|,3,2024-05-01,Ada)",
        "(don’t|donâ€™t|Ã©|Ã|‚Äô|\u{202e}|\u{0}|13,95%|\\(\\+2\\))",
        "(reflectionGroup,author,votes,type,content|,Reflection,|### Session description\n|url,https://pol\\.is/)",
    ];
    let text = prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat().into_bytes());
    let mixed = (
        text,
        prop::collection::vec(any::<u8>(), 0..6),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(mut text, odd, at)| {
            let at = at.index(text.len() + 1);
            text.splice(at..at, odd);
            text
        });
    prop_oneof![3 => mixed, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

fn forms() -> impl Iterator<Item = Option<Form>> {
    std::iter::once(None).chain(Form::value_variants().iter().map(|form| Some(*form)))
}

fn sound(one: &Imported) {
    assert!(!one.cards.is_empty());
    assert!(one.cards.is_sorted_by_key(|card| card.line));
    assert!(one.dropped.is_sorted_by_key(|dropped| dropped.line));
    for card in &one.cards {
        let names = [card.author.as_ref(), card.cluster.as_ref()];
        for text in names.into_iter().flatten().chain([&card.text]) {
            assert_eq!(*text, crate::inert::line(text));
            assert!(!text.is_empty() && text.chars().count() <= LONGEST_NOTE && card.line > 0);
        }
    }
    for dropped in &one.dropped {
        assert!(dropped.line > 0 && dropped.what.chars().count() <= 60);
        assert_eq!(dropped.what, crate::inert::terminal(&dropped.what));
    }
    let text = report(&[(PathBuf::from("a\u{1b}[1m\n.csv"), one.clone())]);
    assert_eq!(text.matches('\n').count(), 1);
    assert!(!text.contains('\u{1b}'));
}

/// The words of a text, without what its markup hides.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Everything that a file gave, as text: cards with their names, and dropped items.
fn given(one: &Imported) -> String {
    let mut all: Vec<&str> = Vec::new();
    for card in &one.cards {
        all.push(&card.text);
        all.extend(card.cluster.as_deref());
        all.extend(card.author.as_deref());
    }
    all.extend(one.dropped.iter().map(|dropped| dropped.what.as_str()));
    all.join(" ")
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn no_bytes_break_a_reader(bytes in bytes(), ending in "(csv|tsv|md|txt|json|)") {
        let path = PathBuf::from(format!("file.{ending}"));
        recognise(&path, &bytes);
        for form in forms() {
            match read(&path, &bytes, form) {
                Ok(one) => sound(&one),
                Err(faults) => {
                    prop_assert!(!faults.is_empty());
                    for fault in faults {
                        prop_assert!(!fault.to_string().contains(['\u{1b}', '\n', '\u{202e}']), "{:?}", fault);
                    }
                }
            }
        }
        let again = [(path.clone(), bytes.clone()), (path, bytes)];
        if let Ok(all) = read_all(&again, None) {
            prop_assert!(all.len() <= 2);
        }
    }

    #[test]
    fn each_line_is_a_note_or_dropped(lines in prop::collection::vec("[-*a-z0-9.)é ]{0,12}", 1..12)) {
        let text = lines.join("\n");
        if let Ok(one) = read(Path::new("a.txt"), text.as_bytes(), Some(Form::Lines)) {
            let mut seen: Vec<usize> = one.cards.iter().map(|card| card.line).collect();
            seen.extend(one.dropped.iter().map(|dropped| dropped.line));
            seen.sort_unstable();
            let filled: Vec<usize> = lines
                .iter()
                .enumerate()
                .filter(|(_, line)| !line.trim().is_empty())
                .map(|(index, _)| index + 1)
                .collect();
            prop_assert_eq!(seen, filled);
        } else {
            let bare = |line: &String| line.trim().is_empty() || words(line).is_empty() || line.trim_start().starts_with(char::is_numeric);
            prop_assert!(lines.iter().all(bare), "{:?}", lines);
        }
    }

    #[test]
    fn each_row_is_a_note_or_dropped(
        rows in prop::collection::vec(("[a-c,\"\n é]{0,8}", "[a-c]{0,3}", "[a-c ]{0,3}"), 1..12),
        sign in prop::sample::select(vec![",", ";", "\t", "|"]),
    ) {
        let mut text = format!("text{sign}author{sign}cluster\n");
        let mut starts = vec![1];
        for (note, author, cluster) in &rows {
            starts.push(text.matches('\n').count() + 1);
            let cells = [quoted(note), quoted(author), quoted(cluster)];
            text.push_str(&cells.join(sign));
            text.push('\n');
        }
        let noted: Vec<_> = rows
            .iter()
            .zip(starts.iter().skip(1))
            .filter(|((note, ..), _)| !note.trim().is_empty())
            .map(|((note, author, cluster), line)| {
                let name = |name: &str| Some(crate::inert::line(name)).filter(|name| !name.is_empty());
                (crate::inert::line(note), name(author), name(cluster), *line)
            })
            .collect();
        match read(Path::new("a.csv"), text.as_bytes(), None) {
            Ok(one) => {
                let read: Vec<_> = one
                    .cards
                    .iter()
                    .map(|card| (card.text.clone(), card.author.clone(), card.cluster.clone(), card.line))
                    .collect();
                prop_assert_eq!(read, noted);
                let mut seen: Vec<usize> = one.cards.iter().map(|card| card.line).collect();
                seen.extend(one.dropped.iter().map(|dropped| dropped.line));
                seen.sort_unstable();
                prop_assert_eq!(seen, starts);
                prop_assert!(one.mended.is_empty(), "{:?}", one.mended);
            }
            Err(faults) => prop_assert!(noted.is_empty(), "{:?}", faults),
        }
    }

    #[test]
    fn no_row_of_a_torn_table_vanishes(
        rows in prop::collection::vec("[a-c,\" é]{0,10}", 1..12),
    ) {
        // Words of each row that stand nowhere else.
        let rows: Vec<String> = rows.iter().enumerate().map(|(at, row)| format!("w{at}x {row}")).collect();
        let text = format!("text,author\n{}\n", rows.join("\n"));
        let one = read(Path::new("a.csv"), text.as_bytes(), Some(Form::Csv)).unwrap();
        let given = given(&one);
        for at in 0..rows.len() {
            prop_assert!(given.contains(&format!("w{at}x")), "{} of {:?}: {}", at, text, given);
        }
    }

    #[test]
    fn no_block_of_a_document_vanishes(
        blocks in prop::collection::vec(
            prop::sample::select(vec![
                "# ", "## ", "- ", "  - ", "      * [ ] ", "1. ", "", "> ", "**", "| ", "\n", "\n\n", "<p>", "```\n", "![", "--", ":\n",
            ]),
            1..16,
        ),
        form in prop::sample::select(vec![Form::Markdown, Form::FunRetro]),
    ) {
        let mut text = String::new();
        let mut fence = false;
        let mut hidden = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            text.push_str(block);
            match *block {
                "**" => text.push_str(&format!("w{at}x**")),
                "| " => text.push_str(&format!("w{at}x | b |\n|--|--|\n| w{at}y | c |\n\n")),
                _ => text.push_str(&format!("w{at}x")),
            }
            text.push('\n');
            if *block == "```\n" {
                fence = !fence;
            }
            // Of code and of long asides only the beginning is shown.
            hidden.push(fence || matches!(*block, "```\n" | "<p>" | "> " | "!["));
        }
        // What follows an aside directly belongs to it.
        let aside = hidden.iter().any(|hidden| *hidden);
        match read(Path::new("a.md"), text.as_bytes(), Some(form)) {
            Ok(one) => {
                let given = given(&one);
                for (at, block) in blocks.iter().enumerate() {
                    let found = given.contains(&format!("w{at}x"));
                    prop_assert!(found || aside, "{} {:?} of {:?}: {}", at, block, text, given);
                    let found = given.contains(&format!("w{at}y"));
                    prop_assert!(found || aside || *block != "| ", "{} of {:?}: {}", at, text, given);
                }
            }
            Err(faults) => prop_assert!(faults[0].message.contains("holds no notes"), "{:?}", faults),
        }
    }

    #[test]
    fn each_element_is_a_note_or_dropped(
        notes in prop::collection::vec((any::<bool>(), "[a-c \n]{0,4}", 0..3_usize), 1..8),
        form in prop::sample::select(vec![Form::W3c, Form::Folkmoot]),
    ) {
        let key = if form == Form::W3c { "title" } else { "text" };
        let items: Vec<String> = notes
            .iter()
            .map(|(whole, text, blank)| {
                let text = serde_json::to_string(text).unwrap();
                let item = if *whole { format!("{{\"{key}\":{text}}}") } else { text };
                format!("{}{item}", "\n".repeat(*blank))
            })
            .collect();
        let name = if form == Form::W3c { "sessions" } else { "notes" };
        let text = format!("{{\"{name}\":[{}]}}", items.join(","));
        let noted = notes.iter().filter(|(whole, text, _)| *whole && !text.trim().is_empty()).count();
        match read(Path::new("a.json"), text.as_bytes(), Some(form)) {
            Ok(one) => {
                prop_assert_eq!(one.cards.len(), noted);
                prop_assert_eq!(one.dropped.len(), notes.len() - noted);
            }
            Err(faults) => prop_assert_eq!(noted, 0, "{:?}", faults),
        }
    }
}

#[test]
fn what_is_too_much_is_said() {
    let faults =
        |bytes: &[u8], form| read(Path::new("a.txt"), bytes, form).unwrap_err()[0].to_string();
    let large = vec![b'a'; super::super::LARGEST_FILE + 1];
    assert!(faults(&large, None).starts_with("a.txt: the file has 67108865 bytes"));
    let line = vec![b'a'; 5 << 20];
    assert!(faults(&line, None).starts_with("a.txt:1:1: the line has 5242880 bytes"));
    let many = "a\n".repeat(200_001);
    assert!(faults(many.as_bytes(), None).starts_with("a.txt: the file holds 200001 notes"));
    let many = "\n".repeat(1_000_001);
    assert!(faults(many.as_bytes(), None).starts_with("a.txt: the file has 1000002 lines"));
    let long = format!("ok\n{}\n", "x".repeat(LONGEST_NOTE + 1));
    let one = read(Path::new("a.txt"), long.as_bytes(), None).unwrap();
    assert_eq!((one.cards.len(), one.dropped[0].why), (1, Why::TooLong));
    let exact = "é".repeat(LONGEST_NOTE);
    assert_eq!(
        read(Path::new("a.txt"), exact.as_bytes(), None)
            .unwrap()
            .cards
            .len(),
        1
    );
    assert_eq!(
        faults(b"", None),
        "a.txt: the file holds no notes (look into it, or name its form with --from, for example `--from lines`)"
    );
}

#[test]
fn hostile_files_come_to_an_end() {
    // Each of these once took a reader's worst path. Where one does so again, this test hangs for all to see.
    let hostile = [
        ("brackets", "[".repeat(1 << 16), Form::Markdown),
        (
            "items of brackets",
            "- [<`[".repeat(1 << 10).repeat(20),
            Form::Markdown,
        ),
        (
            "stars",
            format!("{}\n", "*a *".repeat(1 << 8)).repeat(1 << 6),
            Form::Markdown,
        ),
        ("open quotes", "\"\"x,".repeat(1 << 14), Form::Csv),
        ("open quotes on lines", "\"\"x\n".repeat(1 << 14), Form::Csv),
        (
            "no items",
            format!(
                "Type,Description,Votes,CreatedDate,CreatedBy\n{}",
                "a,b\n".repeat(1 << 14)
            ),
            Form::Retrospectives,
        ),
        ("deep", "[".repeat(1 << 16), Form::W3c),
        ("garbled", "Ã¢â‚¬â„¢ ".repeat(1 << 12), Form::Lines),
        ("columns", format!("{}\n", ",".repeat(1 << 16)), Form::Csv),
    ];
    for (name, text, form) in hostile {
        let read = read(Path::new("a"), text.as_bytes(), Some(form));
        let cards = read.map_or(0, |imported| imported.cards.len());
        assert!(cards <= text.len(), "{name}: {cards} cards");
    }
}
