//! A runner reads what was meant, and nothing else, whatever people wrote.

use super::outputs::entry;
use super::*;
use crate::drive::{Paused, Ran};
use crate::fault::{Fault, Place, Source};
use crate::plan::Level;
use crate::plan::Notice;
use crate::plan::stand::{Next, State};
use crate::session::{Formats, Session, read};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn session(id: &str, title: &str) -> Session {
    let text = include_str!("../../../examples/kubecon-india-2024/session.yml");
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: text.into(),
    });
    let folder = Path::new("sessions").join(id);
    let session = read::read(&source, &folder, Vec::new(), &Formats::default()).unwrap();
    Session {
        title: title.to_owned(),
        ..session
    }
}

fn state(id: &str, stage: &str, next: Option<&str>) -> State {
    State {
        session: id.to_owned(),
        stage: Some(stage.to_owned()),
        issue: Some("https://github.example/o/r/issues/1".to_owned()),
        notes: Some(13),
        clusters: Some(5),
        report: None,
        next: next.map(|at| Next {
            stage: "closed".to_owned(),
            at: time(at),
            local: "11 December 2024, 16:00 (Asia/Kolkata)".to_owned(),
        }),
    }
}

/// Commands as a runner reads them: name, properties, data.
fn commands(log: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let plain = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let of_line = |line: &str| {
        let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let properties = properties.split(',').filter_map(|one| one.split_once('='));
        let properties = properties.map(|(key, value)| (key.to_owned(), plain(value)));
        Some((name.to_owned(), properties.collect(), plain(data)))
    };
    log.split(['\n', '\r']).filter_map(of_line).collect()
}

/// Outputs as a runner reads them: `name=value`, or lines until the delimiter.
fn outputs(file: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut lines = file.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let line = line.trim_end_matches('\n');
        let (name, delimiter) = line.split_once("<<").unwrap();
        assert!(!name.contains('='), "{name}");
        let mut value = String::new();
        loop {
            let line = lines.next().unwrap();
            if line.trim_end_matches('\n') == delimiter {
                break;
            }
            value.push_str(line);
        }
        out.insert(
            name.to_owned(),
            value.strip_suffix('\n').unwrap().to_owned(),
        );
    }
    out
}

#[test]
fn a_fault_stands_beside_its_line() {
    let source = Arc::new(Source {
        path: "./sessions/a,b/session.yml".into(),
        text: "title: x\ndate: 50%".into(),
    });
    let fault = Fault::new(Place::new(&source, 15..18), "`date` is 50%", "write a day");
    let whole = Fault::new(Place::whole("../else".into()), "no: folder", "make it");
    let list = [Annotation::fault(&fault), Annotation::fault(&whole)];
    insta::assert_snapshot!(annotations(&list, Path::new("governance")), @r"
    ::error file=governance/sessions/a%2Cb/session.yml,line=2,col=7,title=folkmoot::`date` is 50%25%0Awrite a day
    ::error file=else,title=folkmoot::no: folder%0Amake it
    ");
}

#[test]
fn of_more_than_ten_the_tenth_says_how_many() {
    let of = |kind, number: usize| {
        (0..number).map(move |at| Annotation::new(kind, format!("number {at}")))
    };
    let list: Vec<Annotation> = of(Kind::Notice, 10)
        .chain(of(Kind::Error, 12))
        .chain(of(Kind::Warning, 1))
        .collect();
    let log = annotations(&list, Path::new(""));
    let told = commands(&log);
    let of = |word: &str| told.iter().filter(|(name, ..)| name == word).count();
    assert_eq!((of("error"), of("warning"), of("notice")), (10, 1, 10));
    let (name, _, data) = told.get(9).unwrap();
    assert_eq!(
        (name.as_str(), data.as_str()),
        ("error", "… and 3 more; the log has them all")
    );
    assert!(
        told.iter()
            .all(|(.., data)| !data.contains("number 9") || data == "number 9")
    );
}

#[test]
fn a_run_s_page() {
    let sessions = [
        session("first", "Wo | rk\n::error::@all `x` $(id)"),
        session("second", "Second"),
        session("third", "Third"),
    ];
    let outcome = Ran {
        done: vec!["comment on #1: <b>closes #2</b>".to_owned()],
        notices: vec![
            Notice {
                level: Level::Note,
                session: "first".to_owned(),
                text: "all is well".to_owned(),
            },
            Notice {
                level: Level::NoResult,
                session: "second".to_owned(),
                text: "no roll".to_owned(),
            },
        ],
        sessions: vec![
            state("first", "voting", Some("2024-12-11T10:30:00Z")),
            State {
                report: Some("https://github.example/o/g/pull/1".to_owned()),
                ..state("second", "closed", None)
            },
            State {
                stage: None,
                issue: None,
                ..state("third", "", Some("2024-12-11T10:20:00Z"))
            },
        ],
        requests: 3,
        creations: 1,
        paused: Some(Paused {
            why: "the hour is spent".to_owned(),
            until: Some(time("2024-12-11T11:00:00Z")),
            left: Some(vec!["label #3".to_owned()]),
        }),
    };
    let now = time("2024-12-11T10:00:00Z");
    let page = run(&sessions, &outcome, false, now);
    insta::assert_snapshot!(page.outputs.file(), @r#"
    report-pr<<folkmoot
    https://github.example/o/g/pull/1
    folkmoot
    sessions<<folkmoot
    [{"id":"first","title":"Wo \u007c rk :\u003aerror:\u003a\u0040all \u0060x\u0060 \u0024\u0028id\u0029","stage":"voting","issue":"https://github.example/o/r/issues/1","report":null},{"id":"second","title":"Second","stage":"closed","issue":"https://github.example/o/r/issues/1","report":"https://github.example/o/g/pull/1"},{"id":"third","title":"Third","stage":null,"issue":null,"report":null}]
    folkmoot
    changed<<folkmoot
    true
    folkmoot
    next-due<<folkmoot
    2024-12-11T10:20:00Z
    folkmoot
    "#);
    // `~` stands for the space without width that keeps a sign from acting.
    insta::assert_snapshot!(fit(&page.summary, 0).trim().replace('\u{200b}', "~"), @r"
    ## folkmoot

    | session | stage | notes | clusters | next | report |
    | --- | --- | ---: | ---: | --- | --- |
    | [Wo \| rk ::~error::@~all \`x\` \$(id)](https://github.example/o/r/issues/1) | voting | 13 | 5 | closed from 11 December 2024, 16:~00 (Asia/Kolkata) |  |
    | [Second](https://github.example/o/r/issues/1) | closed | 13 | 5 |  | [pull request](https://github.example/o/g/pull/1) |
    | Third | not announced yet | 13 | 5 | closed from 11 December 2024, 16:~00 (Asia/Kolkata) |  |

    - **No result** (second): no roll
    - **Note** (first): all is well

    **Paused:** the hour is spent

    1 change is left:

    - label #~3

    1 change:

    - comment on #~1: &lt;b&gt;closes #~2&lt;/b&gt;

    1 change, 3 requests, 1 content creation
    ");
    insta::assert_snapshot!(annotations(&page.annotations, Path::new("")), @r"
    ::error title=folkmoot%3A second::no roll
    ::notice title=folkmoot%3A first::all is well
    ::notice title=folkmoot::paused: the hour is spent
    ");

    // What failed is due at once.
    let failed = run(&sessions, &outcome, true, now);
    assert_eq!(failed.outputs.next_due, Some(now));
    // A pause that ends before the clock's next stage comes first.
    let soon = Ran {
        paused: outcome.paused.map(|paused| Paused {
            until: Some(time("2024-12-11T10:05:00Z")),
            ..paused
        }),
        ..outcome
    };
    let page = run(&sessions, &soon, false, now);
    assert_eq!(page.outputs.next_due, Some(time("2024-12-11T10:05:00Z")));
}

#[test]
fn before_github_is_asked_the_clock_alone_says_what_is_due() {
    let sessions = [session("first", "First")];
    let due = |now| at_rest(&sessions, time(now)).outputs.next_due;
    assert_eq!(
        due("2024-01-01T00:00:00Z"),
        Some(time("2024-11-27T09:30:00Z"))
    );
    assert_eq!(due("2030-01-01T00:00:00Z"), None);
    insta::assert_snapshot!(at_rest(&sessions, time("2030-01-01T00:00:00Z")).outputs.file(), @r#"
    report-pr<<folkmoot

    folkmoot
    sessions<<folkmoot
    [{"id":"first","title":"First","stage":null,"issue":null,"report":null}]
    folkmoot
    changed<<folkmoot
    false
    folkmoot
    next-due<<folkmoot

    folkmoot
    "#);
}

#[test]
fn a_long_list_of_sessions_loses_those_that_are_over() {
    let listed = |at: usize, stage: &str| Listed {
        id: format!("session-{at}"),
        title: "x".repeat(200),
        stage: Some(stage.to_owned()),
        issue: None,
        report: None,
    };
    let mut list: Vec<Listed> = (0..3_000).map(|at| listed(at, "published")).collect();
    list.extend((3_000..3_100).map(|at| listed(at, "voting")));
    let file = Outputs {
        sessions: list,
        ..Outputs::default()
    }
    .file();
    let value = outputs(&file).remove("sessions").unwrap();
    assert!(value.len() <= 400_000, "{}", value.len());
    let list: Vec<Value> = serde_json::from_str(&value).unwrap();
    let voting = list.iter().filter(|one| one["stage"] == "voting").count();
    assert_eq!(voting, 100);
    assert!(list.len() > 1_000 && list.len() < 3_000, "{}", list.len());
}

#[test]
fn a_summary_stays_within_what_github_shows() {
    let lines: Vec<String> = (0..20_000)
        .map(|at| format!("- {at} {}", "ä".repeat(30)))
        .collect();
    for used in [0, 1_000_000, 1_048_400, 1_048_560, 1_048_576, 9_999_999] {
        let text = fit(&lines, used);
        let all = used + u64::try_from(text.len()).unwrap();
        assert!(all <= 1_048_576 || text.is_empty(), "{used}: {all}");
        let room = 1_048_576_u64.saturating_sub(used);
        assert_eq!(
            text.contains(" more lines; the log has them all\n"),
            room > 100,
            "{used}"
        );
    }
    assert_eq!(fit(&lines[..1], 0), format!("\n{}\n", lines[0]));
    assert_eq!(fit(&[], 0), "");
}

proptest! {
    #[test]
    fn an_annotation_is_one_command(
        file in "\\PC{0,12}|[:,%\n\r/.]{0,9}",
        title in "(\\PC|[\n\r:,%]){0,20}",
        lines in proptest::collection::vec("(\\PC|[\n\r:%]){0,30}|\n::add-mask::x|##\\[error]", 0..3),
    ) {
        let one = Annotation {
            title,
            place: Some((file.into(), 3, 4)),
            lines,
            kind: Kind::Warning,
        };
        let log = annotations(&[one], Path::new(""));
        let told = commands(&log);
        prop_assert_eq!(log.matches('\n').count(), 1);
        prop_assert_eq!(told.len(), 1);
        prop_assert!(!log.contains("##["));
        let (name, properties, _) = &told[0];
        prop_assert_eq!(name, "warning");
        let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
        prop_assert_eq!(keys, ["col", "file", "line", "title"]);
    }

    #[test]
    fn an_output_does_not_break_out(value in "(\\PC|\n|folkmoot){0,40}", name in "[a-z-]{1,9}") {
        let file = entry(&name, &value) + &entry("after", "x");
        let read = outputs(&file);
        prop_assert_eq!(read.get(&name), Some(&value));
        prop_assert_eq!(read.get("after").map(String::as_str), Some("x"));
    }

    #[test]
    fn a_title_stays_a_title(title in "(\\PC|[\n\"'`$;&|<>(){}*\\\\]){0,40}|::set-output name=changed::true") {
        let one = session("first", &title);
        let page = at_rest(&[one], time("2024-01-01T00:00:00Z"));
        let read = outputs(&page.outputs.file());
        prop_assert_eq!(read.get("changed").map(String::as_str), Some("false"));
        let json = &read["sessions"];
        // Beyond what JSON itself is made of, nothing that a shell acts on.
        let acting = |c: char| "'`$;&|<>()*\\\n!~#".contains(c);
        prop_assert!(!json.replace("\\u", "").contains(acting), "{}", json);
        prop_assert!(!json.contains("::"), "{}", json);
        let list: Vec<Value> = serde_json::from_str(json).unwrap();
        let title = crate::inert::line(&title);
        prop_assert_eq!(list[0]["title"].as_str(), Some(title.as_str()));
    }

    #[test]
    fn no_text_of_a_log_is_a_command(text in "((\\PC|[ \n\r\u{a0}]){0,9}(::error::x|##\\[group]|::)){0,4}") {
        let tame = tame(&text);
        prop_assert!(commands(&tame).is_empty(), "{:?}", tame);
        prop_assert!(!tame.contains("##["));
        // And nothing else was done to it.
        prop_assert_eq!(tame.replace('\u{200b}', ""), text.replace('\u{200b}', ""));
    }
}
