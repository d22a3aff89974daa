//! Fields of notes come through every door (file, form, comment) and reach the report, the follow-ups and whoever keeps names out; clusters
//! that stand for themselves are voted on.

use crate::common::{Bench, REPOSITORY, time};
use serde_json::Value;
use std::process::Output;

const FORMAT: &str = "\
name: retro
title: Retrospective
fields:
  session:
    sprint: {about: the sprint that is looked at, required: true}
  cluster:
    claim: what was learnt, in a sentence
  note:
    mood: {one-of: [glad, sad, mad], about: how it felt}
    next-step: {kind: text, about: what to do}
    answered: {one-of: ['yes', 'no'], asked: false}
parts:
  - {title: Notes, minutes: 15}
  - {title: 'Vote on {sprint}', minutes: 10}
stages:
  announced: 7 days before
  notes: part 1
  affinity: part 2
  voting: part 2 + 2 minutes
  closed: part 2 + 10 minutes
follow-up: {answered: 'no'}
vote-on: claims
after: {thanks.md: Thanks}
";
const SESSION: &str = "\
format: retro
title: Sprint 9
date: 2026-03-10
start: 10:00
timezone: UTC
place: Room 3
details: {sprint: nine}
clusters:
  - {name: Reviews, claim: Small reviews are quick}
  - {name: Only a name}
report: {repository: todogroup/governance}
attribution: named
";
const FINDINGS: &str = "\
{{#each (group-by (filter-by notes \"fields.mood\") \"fields.mood\" choices.note.mood)}}
**{{key}}**: {{#each items}}{{#unless @first}}; {{/unless}}{{text}}{{#if fields.next-step}} → {{fields.next-step}}{{/if}}{{/each}}

{{/each}}
";
const THANKS: &str = "{{title}}, {{date}}, {{when}}, {{place}}, {{format}}, {{details.sprint}}{{#each clusters}}, {{name}}{{/each}}{{#if publish_by}}{{publish_by}}{{/if}}\n{{> announcement-facts}}\n";

const STAGES: [&str; 5] = [
    "2026-03-03T10:00:00Z",
    "2026-03-10T10:00:00Z",
    "2026-03-10T10:15:00Z",
    "2026-03-10T10:17:00Z",
    "2026-03-10T10:26:00Z",
];

async fn retro(session: &str, notes: &str) -> Bench {
    Bench::new(&[
        (".folkmoot/formats/retro/format.yml", FORMAT),
        (".folkmoot/formats/retro/findings.hbs", FINDINGS),
        (".folkmoot/formats/retro/thanks.md.hbs", THANKS),
        ("sessions/sprint-9/session.yml", session),
        ("sessions/sprint-9/notes.csv", notes),
    ])
    .await
}

/// The number of the note whose title begins so.
fn note(bench: &Bench, title: &str) -> u64 {
    let all = bench.issues("folkmoot:note");
    let found = all.iter().find(|(_, known)| known.starts_with(title));
    found
        .unwrap_or_else(|| panic!("{title} is none of {all:?}"))
        .0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_say_of_their_notes_reaches_report_and_follow_ups() {
    let bench = retro(
        SESSION,
        "text,cluster,mood,answered\nWho owns the pager?,Ops,sad,\nWhy do builds break?,Builds,,yes\nWhich dashboards stay?,Ops,,no\n",
    )
    .await;
    bench.at(STAGES[0], &["run"]);
    let about = bench.body(1);
    let line = about.lines().find(|line| line.contains("**Say more**"));
    insta::assert_snapshot!(line.unwrap(), @"- **Say more** of a note, if you like: `mood` (glad, sad, mad), how it felt; `next-step`, what to do. The form asks for it; in a comment, write `/note [mood: glad] your note`, or a line `mood: glad` below it.");
    bench.hub.clock().set(time(STAGES[1]));
    let moods = "Hello all,\r\n/note [mood: glad] Pairing works\r\n\r\nMood: sad\r\nnext step: pair once a week\r\nOne thing: this is talk\r\nanswered: no\r\n";
    let comment = bench.comment("alice", 1, moods);
    // The same words: what they say beside them goes into the first, or stands on its own where it contradicts that.
    bench.comment("bob", 1, "/note who owns the pager\nanswered: no");
    bench.comment(
        "carol",
        1,
        "/note Why do builds break [answered: no]\n/note [note] all: fine",
    );
    let form = "### Session\r\n\r\nsprint-9\r\n\r\n### Mood\r\n\r\nmad\r\n\r\n### Next step\r\n\r\nAsk for time\r\n\r\n### Or\r\n\r\nfor people\r\n\r\n### Note\r\n\r\nToo many meetings";
    bench.hub.add_user("dave");
    bench
        .hub
        .file_form("dave", REPOSITORY, "Note", form, &["folkmoot:note"])
        .unwrap();
    bench.at(STAGES[1], &["run"]);
    // Its author sees that it was understood.
    insta::assert_snapshot!(bench.body(note(&bench, "Pairing works")).split("<!--").next().unwrap(), @r"
    Pairing works

    - **mood:** glad
    - **next-step:** pair once a week

    By alice.

    <sub>From a comment on the session’s issue.</sub>
    ");
    // A comment may vanish; what it said was taken down.
    let path = format!("/repos/{REPOSITORY}/issues/comments/{comment}");
    bench.rest(&bench.facilitator, "DELETE", &path, &Value::Null);
    bench.at(STAGES[2], &["run"]);
    bench.at(STAGES[3], &["run"]);
    assert!(bench.at(STAGES[3], &["run"]).contains("nothing to do"));

    // The claim is voted on without a note, a cluster that is only named is not there.
    let clusters = bench.issues("folkmoot:cluster");
    let names: Vec<&str> = clusters.iter().map(|(_, name)| name.as_str()).collect();
    assert!(
        names.contains(&"Reviews") && !names.contains(&"Only a name"),
        "{names:?}"
    );
    bench.hub.clock().set(time("2026-03-10T10:20:00Z"));
    bench.vote("alice", bench.cluster("Reviews"));
    bench.at(STAGES[4], &["run"]);

    let report = bench.file("folkmoot/sprint-9", "reports/sprint-9/README.md");
    let lines = |words: &[&str]| -> String {
        let lines = report
            .lines()
            .filter(|line| words.iter().any(|word| line.contains(word)));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(lines(&["**glad**", "**sad**", "**mad**", "Chosen", "Merged", "said 2 times", "uilds break"]), @r"
    - Chosen for further exploration: Reviews
    **glad**: Pairing works → pair once a week
    **sad**: Who owns the pager?
    **mad**: Too many meetings → Ask for time ### Or for people
    - Who owns the pager? (said 2 times)
    - Why do builds break?
    - Why do builds break — carol
    - Merged: “who owns the pager” into “Who owns the pager?”
    | **Builds** | Why do builds break? |
    |  | Why do builds break |
    ");
    let csv = bench.file("folkmoot/sprint-9", "reports/sprint-9/notes.csv");
    insta::assert_snapshot!(csv, @r#"
    text,cluster,status,author,mood,next-step,answered
    Who owns the pager?,Ops,placed,,sad,,
    Which dashboards stay?,Ops,placed,,,,no
    Why do builds break?,Builds,placed,,,,yes
    Why do builds break,Builds,placed,carol,,,no
    Too many meetings,"Pairing works, meetings",placed,dave,mad,Ask for time ### Or for people,
    Pairing works,"Pairing works, meetings",placed,,glad,pair once a week,
    who owns the pager,,merged into: Who owns the pager?,bob,,,no
    [note] all: fine,,parked,carol,,,
    "#);
    let after = bench.issues("folkmoot:action");
    let titles: Vec<&str> = after.iter().map(|(_, title)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Thanks: Sprint 9",
            "Who owns the pager?",
            "Which dashboards stay?",
            "Why do builds break"
        ]
    );
    insta::assert_snapshot!(bench.body(after[0].0).lines().next().unwrap(), @"Sprint 9, 10 March 2026, 10 March 2026, 10:00–10:25 (UTC), Room 3, Retrospective, nine, Reviews, Only a name");
    assert!(bench.at(STAGES[4], &["run"]).contains("nothing to do"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_alone_carries_a_vote_and_only_where_the_format_says_so() {
    for claims in [true, false] {
        let bench = retro(SESSION, "text\nStay\n").await;
        std::fs::remove_file(bench.path("sessions/sprint-9/notes.csv")).unwrap();
        if !claims {
            let format = FORMAT.replace("vote-on: claims\n", "");
            bench.write(".folkmoot/formats/retro/format.yml", &format);
        }
        for at in &STAGES[..3] {
            bench.at(at, &["run"]);
        }
        let (code, out, err) = bench.try_at(STAGES[3], &["run"]);
        assert_eq!(code, if claims { 0 } else { 3 }, "{out}{err}");
        assert_eq!(bench.issues("folkmoot:cluster").len(), usize::from(claims));
        if !claims {
            assert!(
                err.contains("no cluster holds a note") || out.contains("no cluster holds a note")
            );
            continue;
        }
        bench.hub.clock().set(time("2026-03-10T10:20:00Z"));
        bench.vote("alice", bench.cluster("Reviews"));
        bench.at(STAGES[4], &["run"]);
        let report = bench.file("folkmoot/sprint-9", "reports/sprint-9/README.md");
        assert!(report.contains("1 vote, 0 notes"), "{report}");
        assert!(report.contains("Chosen for further exploration: Reviews"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_in_a_field_is_held_back_with_its_place() {
    let session = SESSION.replace("attribution: named", "attribution: chatham-house");
    let bench = retro(
        &session,
        "text,cluster,next-step\n\"Two\nlines\",Ops,\nHire more,Ops,Ask Quilla Zephyr for it\n",
    )
    .await;
    bench.write(
        "sessions/sprint-9/roster.csv",
        "name,handle,organisation,consent\nQuilla Zephyr,qz,Zorkmid Works,no\n",
    );
    for at in &STAGES[..4] {
        bench.at(at, &["run"]);
    }
    bench.hub.clock().set(time("2026-03-10T10:20:00Z"));
    bench.vote("alice", bench.cluster("Ops"));
    let (code, out, err) = bench.try_at(STAGES[4], &["run"]);
    assert_eq!(code, 3, "{out}{err}");
    let said = format!("{out}{err}");
    assert!(
        said.contains("They stand in the field `next-step` of note 2 of notes.csv (line 4)."),
        "{said}"
    );
    assert!(!said.contains("Zephyr"));
    // Mended, it goes out.
    bench.write(
        "sessions/sprint-9/notes.csv",
        "text,cluster,next-step\n\"Two\nlines\",Ops,\nHire more,Ops,Ask for it\n",
    );
    bench.at(STAGES[4], &["run"]);
    let csv = bench.file("folkmoot/sprint-9", "reports/sprint-9/notes.csv");
    assert!(csv.contains("Hire more,Ops,placed,,,Ask for it,"), "{csv}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_says_it_also_where_notes_have_no_issues() {
    let session = format!("{SESSION}notes: {{in: file}}\n");
    let bench = retro(&session, "text,cluster\nHire more,Ops\n").await;
    bench.at(STAGES[0], &["run"]);
    assert!(bench.body(1).contains("**Say more** of a note"));
    bench.hub.clock().set(time(STAGES[1]));
    bench.comment("alice", 1, "/note Hire more\nmood: mad\nanswered: no");
    for at in &STAGES[1..4] {
        bench.at(at, &["run"]);
    }
    bench.hub.clock().set(time("2026-03-10T10:20:00Z"));
    bench.vote("alice", bench.cluster("Ops"));
    bench.at(STAGES[4], &["run"]);
    let report = bench.file("folkmoot/sprint-9", "reports/sprint-9/README.md");
    assert!(report.contains("**mad**: Hire more"), "{report}");
    assert!(report.contains("- Hire more (said 2 times)"));
    let follow_ups = bench.issues("folkmoot:action");
    assert_eq!(follow_ups[1].1, "Hire more");
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_is_printed_or_written_once() {
    let bench = retro(SESSION, "text\nx\n").await;
    let run = |arguments: &[&str]| said(&bench.command(arguments));
    let (code, form, err) = run(&["form", "retro", "breakout", "retro"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        form.contains("`folkmoot form retro breakout` makes it"),
        "{form}"
    );
    assert!(form.contains("label: \"Mood\"") && form.contains("label: \"Sector\""));
    assert!(
        !form.contains("Answered"),
        "what facilitators fill in is not asked"
    );
    let path = ".github/ISSUE_TEMPLATE/note.yml";
    let write = ["form", "retro", "breakout", "--out", path];
    assert_eq!(
        run(&write),
        (0, format!("written: {path}\n"), String::new())
    );
    assert_eq!(bench.read(path), form);
    std::fs::write(bench.path(path), "mine").unwrap();
    let (code, out, err) = run(&write);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("there is such a file already") && err.contains(path),
        "{err}"
    );
    assert_eq!(bench.read(path), "mine");
    let (code, out, err) = run(&["form", "breakuot"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "error: there is no format `breakuot` (did you mean `breakout`?)\n"
    );
    let (code, out, _) = run(&["form", "retro", "--json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, json["formats"][0].as_str()), (0, Some("retro")));
    bench.write(".folkmoot/formats/retro/format.yml", "name: retro\n");
    let (code, _, err) = run(&["form", "retro"]);
    assert!(
        code == 2 && err.contains(".folkmoot/formats/retro/format.yml:1:1"),
        "{err}"
    );
}
