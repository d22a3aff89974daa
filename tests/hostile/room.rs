//! Every text as a note, the name of a cluster and a login of one session, and as the title and the place of a session of its own.

use crate::common::{ANNOUNCED, Bench, CLOSED, DURING, GOVERNANCE, REPOSITORY, VOTING, time};
use crate::corpus::texts;
use crate::elsewhere::{affinity, commits, site};
use crate::markdown::{self, OURS};
use crate::read::{all, all_strings, has_label, json_of, text_of, together};
use crate::rooms::{ROOMS, notes, session, titles};
use crate::step::Step;
use crate::table::{On, Reach, Table};
use crate::wall::Wall;
use crate::{html, sheet, terminal, xml};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// When rooms file notes and clusters, each in its own minute.
pub const MINUTES: [&str; 5] = [
    "2024-12-11T09:50:00Z",
    "2024-12-11T09:52:00Z",
    "2024-12-11T10:10:00Z",
    "2024-12-11T10:12:00Z",
    "2024-12-11T10:14:00Z",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_text_is_inert_in_every_output() {
    let texts = texts();
    let mut table = Table::new(texts.clone());
    let bench = Bench::new(&[]).await;
    for (at, room) in ROOMS.iter().enumerate() {
        let more = format!(
            "series: {{name: evenings-{at}, rule: FREQ=WEEKLY}}\nvote: {{method: approval, winners: 100}}\noutcomes:\n  - {{name: book, repository: todogroup/governance, file: {room}.md, how: new-file, template: outcome}}\n"
        );
        bench.write(
            &format!("sessions/{room}/session.yml"),
            &session("The room", "Here", &more),
        );
        bench.write(&format!("sessions/{room}/notes.csv"), &notes(&texts, at));
    }
    let group_of = titles(&bench, &texts);
    let groups = |read: &dyn Fn(&str) -> Result<Vec<String>, String>| -> Vec<Option<Result<Vec<String>, String>>> {
        let mut known: BTreeMap<String, Result<Vec<String>, String>> = BTreeMap::new();
        let read = |group: &String| known.entry(group.clone()).or_insert_with(|| read(group)).clone();
        group_of.iter().map(Option::as_ref).map({
            let mut read = read;
            move |group| group.map(&mut read)
        }).collect()
    };
    let all_alike = |read: Result<Vec<String>, String>| groups(&|_| read.clone());

    // Whatever a command prints is read as a terminal does, and as a runner does.
    let listed = bench.command(&["sessions", "--at", ANNOUNCED]);
    table.each(
        "title: terminal, sessions",
        On::Else,
        Reach::All,
        all_alike(terminal::read(&listed.stdout)),
    );
    let planned = bench.at(ANNOUNCED, &["plan"]);
    table.each(
        "title: terminal, plan",
        On::Else,
        Reach::All,
        all_alike(terminal::read(planned.as_bytes())),
    );
    let step = Step { bench };
    let ran = step.run(&mut table, ANNOUNCED, &["run"]);
    table.each(
        "title: log of a run",
        On::Else,
        Reach::All,
        all_alike(terminal::read(&ran.log)),
    );
    table.each(
        "title: outputs of a step",
        On::Else,
        Reach::All,
        all_alike(json_of(&ran.outputs["sessions"])),
    );
    table.each(
        "title: step summary",
        On::GitHub,
        Reach::All,
        all_alike(markdown::read(&ran.summary, &OURS)),
    );
    let bench = &step.bench;
    let issues = all(bench, REPOSITORY, "issues");
    let announced = |group: &str| {
        let label = format!("session:{group}");
        issues
            .iter()
            .find(|issue| has_label(issue, &label))
            .unwrap_or_else(|| panic!("no {label}"))
    };
    table.each(
        "title: title of the session’s issue",
        On::Title,
        Reach::All,
        groups(&|group| markdown::title(text_of(announced(group), "/title"))),
    );
    table.each(
        "place: the session’s issue",
        On::GitHub,
        Reach::All,
        groups(&|group| markdown::read(text_of(announced(group), "/body"), &OURS)),
    );

    // Notes of the file become issues, then clusters.
    let planned = bench.at(MINUTES[0], &["plan"]);
    table.column(
        "note: terminal, plan",
        On::Else,
        Reach::All,
        terminal::read(planned.as_bytes()),
    );
    let ran = [
        step.run(&mut table, MINUTES[0], &["run", "--session", ROOMS[0]]),
        step.run(&mut table, MINUTES[1], &["run"]),
    ];
    table.column(
        "note: log of a run",
        On::Else,
        Reach::All,
        together(ran.iter().map(|ran| terminal::read(&ran.log))),
    );
    table.column(
        "note: step summary",
        On::GitHub,
        Reach::All,
        together(ran.iter().map(|ran| markdown::read(&ran.summary, &OURS))),
    );
    let of_rooms = |what: &str| -> Vec<Value> {
        let all = all(bench, REPOSITORY, "issues");
        let ours = |issue: &Value| {
            ROOMS
                .iter()
                .any(|room| has_label(issue, &format!("session:{room}")))
        };
        all.into_iter()
            .filter(|issue| ours(issue) && has_label(issue, what))
            .collect()
    };
    let filed = of_rooms("folkmoot:note");
    assert_eq!(filed.len(), texts.len());
    table.column(
        "note: title of its issue",
        On::Title,
        Reach::All,
        together(
            filed
                .iter()
                .map(|issue| markdown::title(text_of(issue, "/title"))),
        ),
    );
    table.column(
        "note and author: its issue",
        On::GitHub,
        Reach::All,
        together(
            filed
                .iter()
                .map(|issue| markdown::read(text_of(issue, "/body"), &OURS)),
        ),
    );
    step.run(&mut table, MINUTES[2], &["run", "--session", ROOMS[0]]);
    step.run(&mut table, MINUTES[3], &["run"]);

    // People rename every cluster on GitHub.
    let clusters = of_rooms("folkmoot:cluster");
    assert_eq!(clusters.len(), texts.len());
    for issue in &clusters {
        let at: usize = text_of(issue, "/title")
            .strip_prefix("Kind ")
            .unwrap()
            .parse()
            .unwrap();
        let path = format!("/repos/{REPOSITORY}/issues/{}", issue["number"]);
        bench.rest(
            &bench.facilitator,
            "PATCH",
            &path,
            &json!({"title": texts[at].text}),
        );
    }
    step.run(&mut table, MINUTES[4], &["run"]);
    table.column(
        "note: issue of its cluster",
        On::GitHub,
        Reach::All,
        together(
            clusters
                .iter()
                .map(|issue| markdown::read(text_of(issue, "/body"), &OURS)),
        ),
    );
    let rooms = of_rooms("folkmoot:session");
    table.column(
        "cluster: the session’s issue",
        On::GitHub,
        Reach::All,
        together(
            rooms
                .iter()
                .map(|room| markdown::read(text_of(room, "/body"), &OURS)),
        ),
    );
    let walls: Vec<(Value, Result<Value, String>)> = ROOMS
        .iter()
        .map(|room| {
            let wall = Wall::open(bench, room, MINUTES[4]);
            (wall.state(texts.len() / 2), wall.event())
        })
        .collect();
    for (what, at) in [("note", "/board/notes"), ("cluster", "/board/clusters")] {
        let told = walls
            .iter()
            .map(|(state, _)| Ok(all_strings(state.pointer(at).unwrap())));
        table.column(
            &format!("{what}: the wall’s state"),
            On::Else,
            Reach::All,
            together(told),
        );
    }
    let told = walls
        .iter()
        .map(|(_, event)| event.as_ref().map(all_strings).map_err(Clone::clone));
    table.column(
        "note and cluster: the wall’s events",
        On::Else,
        Reach::All,
        together(told),
    );

    // Everybody votes, and the vote is counted.
    step.run(&mut table, VOTING, &["run"]);
    bench.hub.clock().set(time(DURING));
    for (at, issue) in clusters.iter().enumerate() {
        bench.vote(&texts[at].text, issue["number"].as_u64().unwrap());
    }
    let counted =
        |more: &[&str]| ROOMS.map(|room| bench.at(DURING, &[&["tally", room], more].concat()));
    table.column(
        "cluster: terminal, tally",
        On::Else,
        Reach::All,
        together(
            counted(&[])
                .iter()
                .map(|text| terminal::read(text.as_bytes())),
        ),
    );
    table.column(
        "cluster: tally --json",
        On::Else,
        Reach::All,
        together(counted(&["--json"]).iter().map(|text| json_of(text))),
    );
    step.run(&mut table, CLOSED, &["run"]);

    let comments: Vec<String> = rooms
        .iter()
        .flat_map(|room| bench.comments(room["number"].as_u64().unwrap()))
        .collect();
    table.column(
        "cluster and login: comment with the result",
        On::GitHub,
        Reach::All,
        together(comments.iter().map(|body| markdown::read(body, &OURS))),
    );
    let file = |session: &str, name: &str| {
        bench.file(
            &format!("folkmoot/{session}"),
            &format!("reports/{session}/{name}"),
        )
    };
    let of_both = |name: &str, read: &dyn Fn(&str) -> Result<Vec<String>, String>| {
        together(ROOMS.map(|room| read(&file(room, name))))
    };
    table.column(
        "note, author and cluster: report",
        On::GitHub,
        Reach::All,
        of_both("README.md", &|text| markdown::read(text, &OURS)),
    );
    table.each(
        "title: report",
        On::GitHub,
        Reach::All,
        groups(&|group| markdown::read(&file(group, "README.md"), &OURS)),
    );
    table.column(
        "note: notes.csv",
        On::Else,
        Reach::All,
        of_both("notes.csv", &|text| {
            sheet::read(text.as_bytes(), texts.len() / 2)
        }),
    );
    table.column(
        "cluster and login: tally.json",
        On::Else,
        Reach::All,
        of_both("tally.json", &json_of),
    );
    for (name, reach) in [
        ("votes.svg", Reach::All),
        ("votes-dark.svg", Reach::All),
        ("topics.svg", Reach::Room),
    ] {
        table.column(
            &format!("cluster: {name}"),
            On::Else,
            reach,
            of_both(name, &xml::read),
        );
    }
    table.each(
        "title: votes.svg",
        On::Else,
        Reach::All,
        groups(&|group| xml::read(&file(group, "votes.svg"))),
    );
    let style = include_str!("../../src/draw/page.css");
    let raw = [
        style.to_owned(),
        include_str!("../../src/draw/filter.js").to_owned(),
    ];
    table.column(
        "note, author and cluster: report.html",
        On::Else,
        Reach::All,
        of_both("report.html", &|text| html::read(text, &raw)),
    );
    table.each(
        "title: report.html",
        On::Else,
        Reach::All,
        groups(&|group| html::read(&file(group, "report.html"), &raw)),
    );
    let books =
        ROOMS.map(|room| bench.file(&format!("folkmoot/{room}--book"), &format!("{room}.md")));
    table.column(
        "note and cluster: outcome",
        On::GitHub,
        Reach::All,
        together(books.iter().map(|book| markdown::read(book, &OURS))),
    );

    let pulls = all(bench, GOVERNANCE, "pulls");
    let pull = |group: &str| {
        let branch = format!("folkmoot/{group}");
        pulls
            .iter()
            .find(|pull| text_of(pull, "/head/ref") == branch)
            .unwrap_or_else(|| panic!("no {branch}"))
    };
    table.each(
        "title: title of the pull request",
        On::Title,
        Reach::All,
        groups(&|group| markdown::title(text_of(pull(group), "/title"))),
    );
    table.each(
        "title: pull request",
        On::GitHub,
        Reach::All,
        groups(&|group| markdown::read(text_of(pull(group), "/body"), &OURS)),
    );
    commits(bench, &mut table);
    site(bench, &mut table, &raw, &groups);
    affinity(bench, &mut table);
    table.done();
}
