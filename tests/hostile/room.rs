//! Every text as a note, the name of a cluster and a login of one session, and as the title and the place of a session of its own.

use crate::common::{ANNOUNCED, Bench, CLOSED, DURING, GOVERNANCE, REPOSITORY, VOTING, time};
use crate::corpus::{Text, texts};
use crate::markdown::{self, OURS, strings};
use crate::table::{On, Reach, Table};
use crate::wall::Wall;
use crate::{html, runner, seen, sheet, terminal, xml};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

const EXAMPLE: &str = include_str!("../../examples/kubecon-india-2024/session.yml");
/// Two sessions: GitHub lets nobody create more than eighty things a minute.
const ROOMS: [&str; 2] = ["room-a", "room-b"];
/// Signs of a title, which has to fit behind "Report: " into 256.
const TITLE: usize = 230;

/// A text as YAML writes it in double quotes, whatever it holds.
fn quoted(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '"' | '\\' => format!("\\{sign}"),
        ' '..='~' => sign.to_string(),
        _ => format!("\\U{:08X}", u32::from(sign)),
    });
    format!("\"{}\"", signs.collect::<String>())
}

pub fn session(title: &str, place: &str, more: &str) -> String {
    let mut text = String::new();
    for line in EXAMPLE.lines() {
        match line {
            _ if line.starts_with("title: ") => text.push_str(&format!("title: {title}\n")),
            _ if line.starts_with("place: ") => text.push_str(&format!("place: {place}\n")),
            "attribution: chatham-house" => text.push_str(&format!("attribution: named\n{more}\n")),
            _ if line.starts_with("  folder: ") => {}
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    text
}

fn notes(texts: &[Text], room: usize) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "author", "cluster"]).unwrap();
    for (at, text) in texts.iter().enumerate().filter(|(at, _)| at % 2 == room) {
        // As a spreadsheet that keeps such a text from being run.
        let cell = if text.text.starts_with('\'') {
            format!("'{}", text.text)
        } else {
            text.text.clone()
        };
        writer
            .write_record([&cell, &cell, &format!("Kind {at:03}")])
            .unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// When rooms file notes and clusters, each in its own minute.
pub const MINUTES: [&str; 5] = [
    "2024-12-11T09:50:00Z",
    "2024-12-11T09:52:00Z",
    "2024-12-11T10:10:00Z",
    "2024-12-11T10:12:00Z",
    "2024-12-11T10:14:00Z",
];

/// What a step of a workflow left.
struct Ran {
    log: Vec<u8>,
    outputs: BTreeMap<String, String>,
    summary: String,
}

/// A step of a workflow: what its log told the runner, its outputs, its summary.
struct Step {
    bench: Bench,
}

impl Step {
    fn run(&self, table: &mut Table, at: &str, arguments: &[&str]) -> Ran {
        self.bench.hub.clock().set(time(at));
        self.bench.write("output", "");
        self.bench.write("summary", "");
        let (output, summary) = (self.bench.path("output"), self.bench.path("summary"));
        let mut all = arguments.to_vec();
        all.extend(["--at", at]);
        let ran = self.bench.command_with(
            &all,
            &[
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_OUTPUT", output.to_str().unwrap()),
                ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
            ],
        );
        let log = [ran.stdout, ran.stderr].concat();
        let text = String::from_utf8(log.clone()).unwrap();
        assert_eq!(ran.status.code(), Some(0), "{text}");
        assert!(!text.contains("\npaused: "), "{text}");
        for told in runner::commands(&text) {
            // Of ours are remarks alone, each with our name over it.
            let title = told.properties.get("title").cloned().unwrap_or_default();
            if !["notice", "warning"].contains(&told.name.as_str())
                || !title.starts_with("folkmoot")
            {
                table.fault(format!("log of {arguments:?}: the command {told:?}"));
            }
        }
        let outputs = runner::outputs(&fs::read_to_string(output).unwrap());
        let names: Vec<&str> = outputs.keys().map(String::as_str).collect();
        if names != ["changed", "next-due", "report-pr", "sessions"] {
            table.fault(format!("outputs of {arguments:?}: {names:?}"));
        }
        let summary = fs::read_to_string(summary).unwrap();
        Ran {
            log,
            outputs,
            summary,
        }
    }
}

/// All issues or pull requests of a repository.
pub fn all(bench: &Bench, repository: &str, what: &str) -> Vec<Value> {
    let mut list = Vec::new();
    for page in 1.. {
        let path = format!("/repos/{repository}/{what}?state=all&per_page=100&page={page}");
        let more = bench.rest(&bench.facilitator, "GET", &path, &Value::Null);
        let more = more.as_array().unwrap().clone();
        let last = more.len() < 100;
        list.extend(more);
        if last {
            break;
        }
    }
    list
}

pub fn text_of<'v>(value: &'v Value, at: &str) -> &'v str {
    value
        .pointer(at)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub fn has_label(issue: &Value, label: &str) -> bool {
    issue["labels"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| one["name"] == label)
}

/// Documents of one kind, each read; the pieces of all.
pub fn together(
    list: impl IntoIterator<Item = Result<Vec<String>, String>>,
) -> Result<Vec<String>, String> {
    let list: Result<Vec<Vec<String>>, String> = list.into_iter().collect();
    list.map(|list| list.concat())
}

fn json_of(text: &str) -> Result<Vec<String>, String> {
    serde_json::from_str(text)
        .map(|value| {
            all_strings(&value)
                .iter()
                .map(|text| seen::line(text))
                .collect()
        })
        .map_err(|error| error.to_string())
}

fn all_strings(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    strings(value, &mut out);
    out
}

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

/// Writes sessions with these titles and places, several in one, but for those that `check` refuses; which session has which.
fn titles(bench: &Bench, texts: &[Text]) -> Vec<Option<String>> {
    for (at, text) in texts.iter().enumerate() {
        let text = quoted(&text.text);
        bench.write(
            &format!("alone/t{at:03}/session.yml"),
            &session(&text, &text, ""),
        );
    }
    let checked = bench.command(&["check", "--sessions", "alone", "--json"]);
    assert_eq!(checked.status.code(), Some(2));
    let said: Vec<Value> = serde_json::from_slice(&checked.stderr).unwrap();
    let mut refused = vec![false; texts.len()];
    for fault in &said {
        assert!(
            fault["line"].as_u64() > Some(0) && !text_of(fault, "/cure").is_empty(),
            "{fault}"
        );
        let (_, at) = text_of(fault, "/file").split_once("alone/t").unwrap();
        refused[at[..3].parse::<usize>().unwrap()] = true;
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    for at in (0..texts.len()).filter(|at| !refused[*at]) {
        let length = |group: &[usize]| {
            group
                .iter()
                .map(|at| texts[*at].text.chars().count() + 8)
                .sum::<usize>()
        };
        if length(groups.last().unwrap()) + texts[at].text.chars().count() > TITLE {
            groups.push(Vec::new());
        }
        groups.last_mut().unwrap().push(at);
    }
    let mut group_of = vec![None; texts.len()];
    for (number, group) in groups.iter().enumerate() {
        let name = format!("titles-{number}");
        let title: Vec<&str> = group.iter().map(|at| texts[*at].text.as_str()).collect();
        let title = quoted(&title.join(" · "));
        bench.write(
            &format!("sessions/{name}/session.yml"),
            &session(&title, &title, "notes: {in: file}"),
        );
        bench.write(
            &format!("sessions/{name}/notes.csv"),
            "text,cluster\nHow might we go on?,Going on\n",
        );
        group
            .iter()
            .for_each(|at| group_of[*at] = Some(name.clone()));
    }
    group_of
}

/// Branches and messages hold nothing that a person wrote, and their trailers are ours.
fn commits(bench: &Bench, table: &mut Table) {
    let repository =
        git2::Repository::open_bare(bench.path("git").join(format!("{GOVERNANCE}.git"))).unwrap();
    for (name, id) in bench.branches() {
        let plain =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "-/".contains(sign);
        if !name
            .strip_prefix("refs/heads/")
            .is_some_and(|name| name.chars().all(plain))
        {
            table.fault(format!("the branch {name:?}"));
        }
        let commit = repository
            .find_commit(git2::Oid::from_str(&id).unwrap())
            .unwrap();
        let message = commit.message().unwrap();
        let trailers = git2::message_trailers_strs(message).unwrap();
        let names: Vec<&str> = trailers.iter().map(|(name, _)| name).collect();
        if name != "refs/heads/main" && names != ["Folkmoot-Session"] {
            table.fault(format!("the trailers {names:?} of {message:?}"));
        }
        table.holds_none(&format!("commit on {name}"), message);
    }
}

/// What `read` makes of each session with titles, for each text.
type Groups<'g> = dyn Fn(&dyn Fn(&str) -> Result<Vec<String>, String>) -> Vec<Option<Result<Vec<String>, String>>>
    + 'g;

/// All reports as a site; without their own pages, so that those are made of Markdown too.
fn site(bench: &Bench, table: &mut Table, raw: &[String], groups: &Groups<'_>) {
    let repository =
        git2::Repository::open_bare(bench.path("git").join(format!("{GOVERNANCE}.git"))).unwrap();
    for (name, id) in bench.branches() {
        let tree = repository
            .find_commit(git2::Oid::from_str(&id).unwrap())
            .unwrap()
            .tree()
            .unwrap();
        tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
            let blob = entry
                .to_object(&repository)
                .ok()
                .and_then(|object| object.into_blob().ok());
            if let Some(blob) =
                blob.filter(|_| entry.name() != Ok("report.html") && !name.ends_with("--book"))
            {
                bench.write(
                    &format!("checkout/{folder}{}", entry.name().unwrap()),
                    std::str::from_utf8(blob.content()).unwrap(),
                );
            }
            git2::TreeWalkResult::Ok
        })
        .unwrap();
    }
    let made = bench.command(&["site", "checkout"]);
    assert_eq!(
        made.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let page = |name: &str| {
        html::read(
            &fs::read_to_string(bench.path("site").join(name)).unwrap(),
            raw,
        )
    };
    let index = page("index.html");
    table.each(
        "title: index of a site",
        On::Else,
        Reach::All,
        groups(&|_| index.clone()),
    );
    table.column("cluster: index of a site", On::Else, Reach::Room, index);
    let pages = together(ROOMS.map(|room| page(&format!("reports/{room}/report.html"))));
    table.column(
        "note, author and cluster: page made of Markdown",
        On::Else,
        Reach::All,
        pages,
    );
    table.each(
        "title: page made of Markdown",
        On::Else,
        Reach::All,
        groups(&|group| page(&format!("reports/{group}/report.html"))),
    );
}

/// Notes grouped without GitHub, in every form.
fn affinity(bench: &Bench, table: &mut Table) {
    let names = ["out.csv", "out.json", "out.md", "out.svg"];
    let mut arguments = vec![
        "affinity",
        "sessions/room-a/notes.csv",
        "sessions/room-b/notes.csv",
        "--ignore-clusters",
    ];
    let shown = bench.command(&arguments);
    arguments.extend(names.iter().flat_map(|name| ["-o", name]));
    let made = bench.command(&arguments);
    assert_eq!(
        made.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let text = |name: &str| fs::read_to_string(bench.path(name)).unwrap();
    table.column(
        "note: terminal, affinity",
        On::Else,
        Reach::All,
        terminal::read(&shown.stdout),
    );
    table.column(
        "note: affinity’s CSV",
        On::Else,
        Reach::All,
        sheet::read(text("out.csv").as_bytes(), table.rows()),
    );
    table.column(
        "note: affinity’s JSON",
        On::Else,
        Reach::All,
        json_of(&text("out.json")),
    );
    table.column(
        "note: affinity’s Markdown",
        On::GitHub,
        Reach::All,
        markdown::read(&text("out.md"), &OURS),
    );
    table.column(
        "note: affinity’s SVG",
        On::Else,
        Reach::All,
        xml::read(&text("out.svg")),
    );
}
