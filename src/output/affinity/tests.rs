//! Golden outputs of a small session, and properties on hostile ones.

use super::text::Screen;
use super::*;
use crate::affinity::Cluster;
use crate::import::{self, Form, Imported};
use crate::notes::alike::alike;
use crate::notes::lint::{self, Kind, Rules, Written};
use proptest::prelude::*;
use std::path::Path;

/// All that a [`Shown`] borrows.
#[derive(Debug, Clone, Default)]
struct Session {
    title: String,
    texts: Vec<String>,
    authors: Vec<Option<String>>,
    proposal: Proposal,
    merges: Vec<Alike>,
    remarks: Vec<Remark>,
    files: Vec<(PathBuf, Imported)>,
}

impl Session {
    fn with<T>(&self, look: impl FnOnce(&Shown<'_>) -> T) -> T {
        let notes: Vec<Note<'_>> = self
            .texts
            .iter()
            .zip(&self.authors)
            .enumerate()
            .map(|(at, (text, author))| Note {
                text,
                author: author.as_deref(),
                votes: (at % 5 == 4).then_some(3),
                file: 0,
                line: at + 2,
            })
            .collect();
        look(&Shown {
            title: &self.title,
            notes: &notes,
            proposal: &self.proposal,
            merges: &self.merges,
            remarks: &self.remarks,
            files: &self.files,
        })
    }

    fn json(&self) -> String {
        let mut out = Vec::new();
        self.with(|shown| json::write(shown, &mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn csv(&self) -> String {
        let mut out = Vec::new();
        self.with(|shown| csv::write(shown, &mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }
}

/// Notes with the cluster of each, and names for these.
fn session(notes: &[(&str, Option<usize>)], names: &[&str]) -> Session {
    let texts: Vec<String> = notes.iter().map(|(text, _)| (*text).to_owned()).collect();
    let members = |cluster: usize| -> Vec<usize> {
        (0..notes.len())
            .filter(|at| notes[*at].1 == Some(cluster))
            .collect()
    };
    let clusters = names.iter().enumerate().map(|(at, name)| Cluster {
        name: (*name).to_owned(),
        known: None,
        about: members(at).first().copied(),
        cohesion: u8::try_from(61_usize.saturating_sub(13 * at)).unwrap(),
        notes: members(at),
    });
    let places = notes
        .iter()
        .enumerate()
        .map(|(at, (text, cluster))| Placed {
            cluster: *cluster,
            by_person: at % 6 == 5,
            near: (0..notes.len())
                .filter(|other| *other != at && notes[*other].1 == *cluster)
                .take(2)
                .map(|other| (other, 57))
                .collect(),
            shared: text.split(' ').rev().take(1).map(str::to_owned).collect(),
            second: cluster
                .filter(|_| at % 5 == 2 && names.len() > 1)
                .map(|cluster| (cluster + 1) % names.len()),
        });
    let authors: Vec<Option<String>> = (0..notes.len())
        .map(|at| (at % 2 == 0).then(|| format!("person {at}")))
        .collect();
    let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
    let people: Vec<Option<&str>> = authors.iter().map(|name| name.as_deref()).collect();
    let written: Vec<Written<'_>> = borrowed
        .iter()
        .map(|text| Written { text, author: None })
        .collect();
    Session {
        title: "notes.csv".to_owned(),
        proposal: Proposal {
            clusters: clusters.collect(),
            places: places.collect(),
        },
        merges: alike(&borrowed, &people),
        remarks: lint::remarks(&written, &Rules::default()),
        files: vec![(
            PathBuf::from("notes.csv"),
            import::read(Path::new("notes.csv"), b"text,author\nPay,Ada\n,Bo\n", None).unwrap(),
        )],
        texts,
        authors,
    }
}

fn small() -> Session {
    session(
        &[
            (
                "How might we pay the people who maintain critical projects?",
                Some(0),
            ),
            ("How might we fund maintainers?", Some(0)),
            (
                "How might we raise money from sponsors, foundations and the public sector, year after year, without begging for it?",
                Some(0),
            ),
            ("How might we write better guides for newcomers?", Some(1)),
            (
                "How might we translate the handbook / keep it up to date?",
                Some(1),
            ),
            ("How might we write better guides for newcomers", Some(1)),
            ("How might we answer security reports faster?", Some(2)),
            (
                "どうすれば翻訳を手伝う人を増やせるでしょうか。多くの人が最初の一歩で迷っています。",
                Some(2),
            ),
            ("Tea", None),
        ],
        &["Money, maintainers", "Guides, handbook", "Security"],
    )
}

#[test]
fn golden_text() {
    let plain = Screen {
        columns: 80,
        styled: false,
    };
    insta::assert_snapshot!(small().with(|shown| text::text(shown, plain)));
}

#[test]
fn golden_json() {
    insta::assert_snapshot!(small().json());
}

#[test]
fn golden_csv() {
    insta::assert_snapshot!(small().csv());
}

#[test]
fn golden_markdown() {
    insta::assert_snapshot!(small().with(markdown::page));
}

#[test]
fn golden_svg() {
    insta::assert_snapshot!(small().with(svg::svg));
}

#[test]
fn a_styled_screen_says_the_same() {
    let screen = |styled| Screen {
        columns: 80,
        styled,
    };
    let plain = small().with(|shown| text::text(shown, screen(false)));
    let mut styled = small().with(|shown| text::text(shown, screen(true)));
    for code in ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"] {
        assert!(styled.contains(code));
        styled = styled.replace(code, "");
    }
    assert_eq!(styled, plain);
}

#[test]
fn what_is_too_much_to_show_is_counted() {
    let texts: Vec<String> = (0..2_000).map(|at| format!("Note {at}")).collect();
    let notes: Vec<(&str, Option<usize>)> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| (text.as_str(), (at % 10 > 0).then_some(at % 110)))
        .collect();
    let names: Vec<String> = (0..110).map(|at| format!("Cluster {at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let session = session(&notes, &names);
    let picture = session.with(svg::svg);
    let drawn =
        picture.matches("class=\"card\"").count() + picture.matches("class=\"aside\"").count();
    assert!(drawn <= 150, "{drawn}");
    assert!(picture.contains("more</text>"), "{picture}");
    assert!(picture.contains("+ 50 smaller clusters"), "{picture}");
    let screen = Screen {
        columns: 80,
        styled: false,
    };
    let text = session.with(|shown| text::text(shown, screen));
    assert!(text.contains("… and 10 more clusters"), "{text}");
    assert!(text.contains("    … and 195 more\n"), "{text}");
}

#[test]
fn every_text_can_be_read_on_light_and_dark() {
    let (light, dark) = svg::STYLE.split_once("@media").unwrap();
    for style in [light, dark] {
        let fill = |class: &str| {
            let start = style.find(&format!(".{class}{{fill:")).unwrap() + class.len() + 7;
            &style[start..start + 7]
        };
        for ink in ["ink", "soft", "other"] {
            for behind in ["back", "panel", "card"] {
                let contrast = crate::draw::colour::contrast(fill(ink), fill(behind));
                assert!(contrast >= 4.5, "{ink} on {behind}: {contrast:.2}");
            }
        }
    }
}

/// Words that would like to do something.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</text></svg>",
        "]]>",
        "&amp;",
        "\"'",
        "<!-- x -->",
        "@everyone",
        "closes #1",
        "GH-12",
        "https://example.org/a",
        "www.example.org",
        "| a |",
        "`code`",
        "**b**",
        "[x](y)",
        "![x](y)",
        "# h",
        "- item",
        "</details>",
        "::error::x",
        "##[add-mask]y",
        "=1+1",
        "+1",
        "-1",
        "@a",
        "'=1",
        "\"a\"\"b",
        "a,b;c\td",
        "text,author,cluster",
        "{\"folkmoot\":\"affinity/1\"}",
        "parked",
        "$x^2$",
        "日本語の長い文章、句読点。",
        "ab",
        "é",
        "👩\u{200d}💻",
        "a\u{301}",
        "Ω",
        "عربي",
        "x",
        "1.",
        " ",
    ]);
    prop::collection::vec(parts, 1..6).prop_map(|parts| inert_free(&parts.concat()))
}

/// As a note comes out of a file.
fn inert_free(text: &str) -> String {
    let line = crate::inert::line(text);
    if line.is_empty() {
        "x".to_owned()
    } else {
        line
    }
}

fn hostile_session() -> impl Strategy<Value = Session> {
    let note = (hostile(), prop::option::weighted(0.8, 0_usize..3));
    (
        prop::collection::vec(note, 1..8),
        prop::collection::vec(hostile(), 3),
        hostile(),
    )
        .prop_map(|(notes, names, other)| {
            let notes: Vec<(&str, Option<usize>)> = notes
                .iter()
                .map(|(text, cluster)| (text.as_str(), *cluster))
                .collect();
            // Names differ, and none says that its notes are parked.
            let names: Vec<String> = names
                .iter()
                .enumerate()
                .map(|(at, name)| format!("{name} {at}"))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut session = session(&notes, &names);
            session.title.clone_from(&other);
            session.authors = session
                .texts
                .iter()
                .map(|text| Some(format!("{other} {text}")))
                .collect();
            session.files[0].0 = PathBuf::from(&other);
            session.remarks.push(Remark {
                notes: vec![0],
                kind: Kind::Several,
                words: "Two.".to_owned(),
                suggestion: vec![other],
            });
            session
        })
}

/// Text without those of our own tags.
fn without(text: &str, tags: &[&str]) -> String {
    tags.iter()
        .fold(text.to_owned(), |text, tag| text.replace(tag, ""))
}

proptest! {
    #[test]
    fn hostile_text_does_nothing_on_a_screen(session in hostile_session()) {
        let screen = Screen { columns: 60, styled: false };
        let text = session.with(|shown| text::text(shown, screen));
        prop_assert!(!text.contains("##["));
        for line in text.lines() {
            prop_assert!(!line.trim_start().starts_with("::") && !line.contains(char::is_control), "{line}");
        }
    }

    #[test]
    fn hostile_text_does_nothing_on_a_page(session in hostile_session()) {
        let page = session.with(markdown::page);
        let bare = without(&page, &["<details>", "</details>", "<summary>", "</summary>", "<br>"]);
        prop_assert!(!bare.contains('<') && !bare.contains('>'), "{}", bare);
        let links = page.replace("\\]", "");
        prop_assert!(!page.contains("://") && !page.contains("www.e") && !links.contains("](") && !links.contains("]["));
        prop_assert!(!page.split('@').skip(1).any(|rest| rest.starts_with(char::is_alphanumeric)));
        for row in page.lines().filter(|line| line.starts_with("| ")) {
            prop_assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{}", row);
        }
    }

    #[test]
    fn hostile_text_does_nothing_in_a_picture(session in hostile_session()) {
        let picture = session.with(svg::svg);
        // Every tag is one of ours, and what is opened is closed.
        let mut open = Vec::new();
        for part in picture.split('<').skip(1) {
            let (tag, text) = part.split_once('>').unwrap();
            prop_assert!(!text.contains('>'));
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
            prop_assert!(["svg", "title", "desc", "style", "rect", "g", "text"].contains(&name), "{}", name);
            if tag.starts_with('/') {
                prop_assert_eq!(open.pop(), Some(name));
            } else if !tag.ends_with('/') {
                open.push(name);
            }
        }
        prop_assert_eq!(open, Vec::<&str>::new());
        for text in picture.split('&').skip(1) {
            prop_assert!(["lt;", "gt;", "amp;", "quot;", "#39;"].iter().any(|entity| text.starts_with(entity)));
        }
    }

    #[test]
    fn json_is_whole_and_comes_back(session in hostile_session()) {
        let text = session.json();
        prop_assert!(!text.contains("##[") && !text.contains("\n::"));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let schema = include_str!("../../../docs/schema/affinity-1.json");
        let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let faults: Vec<String> = schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        prop_assert_eq!(faults, Vec::<String>::new(), "{}", text);

        let back = import::read(Path::new("a.json"), text.as_bytes(), None).unwrap();
        prop_assert_eq!(back.form, Form::Folkmoot);
        prop_assert_eq!(back.cards.len(), session.texts.len());
        for (at, card) in back.cards.iter().enumerate() {
            prop_assert_eq!(&card.text, &session.texts[at]);
            let place = &session.proposal.places[at];
            let cluster = place.cluster.map_or(PARKED, |cluster| &session.proposal.clusters[cluster].name);
            let cluster = place.by_person.then(|| cluster.to_owned());
            prop_assert_eq!(&card.cluster, &cluster);
        }
    }

    #[test]
    fn csv_runs_nothing_and_comes_back(session in hostile_session()) {
        let text = session.csv();
        for record in ::csv::Reader::from_reader(text.as_bytes()).records() {
            for cell in record.unwrap().iter() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{}", cell);
            }
        }
        let expected: Vec<(String, Option<String>, Option<String>)> = session
            .texts
            .iter()
            .zip(&session.authors)
            .zip(&session.proposal.places)
            .map(|((text, author), place)| {
                let cluster = place.cluster.map_or(PARKED, |cluster| &session.proposal.clusters[cluster].name);
                (text.clone(), author.clone(), Some(cluster.to_owned()))
            })
            .collect();
        let back = import::read(Path::new("a.csv"), text.as_bytes(), None).unwrap();
        let cards = back.cards.into_iter().map(|card| (card.text, card.author, card.cluster));
        prop_assert_eq!(&cards.collect::<Vec<_>>(), &expected);
        let back = crate::notes::file::read(Path::new("notes.csv"), text.as_bytes(), &[]).unwrap();
        let notes = back.into_iter().map(|note| (note.text, note.author.map(|author| author.name().to_owned()), note.cluster));
        prop_assert_eq!(&notes.collect::<Vec<_>>(), &expected);
    }
}
