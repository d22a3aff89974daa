//! Following a session: what it costs, and that it ends up with the very world that a whole reading brings, whatever people do meanwhile.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;

use common::{AFFINITY, ANNOUNCED, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use fakehub::{Fault, FaultKind, When};
use folkmoot::cli::load;
use folkmoot::github::Access;
use folkmoot::github::{Depth, GithubError, Live};
use folkmoot::plan::World;
use folkmoot::session::Session;
use folkmoot::wall::cadence;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A wall that follows the example session.
struct Wall {
    bench: Bench,
    session: Session,
    access: Access,
    live: Live,
}

/// What a look was: whether it brought a world, its requests as method and status, and its points.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    new: bool,
    requests: Vec<String>,
    points: u64,
}

impl Wall {
    async fn new() -> Wall {
        let bench = Bench::example(true).await;
        bench.at(ANNOUNCED, &["run"]);
        bench.at(NOTES, &["run"]);
        Wall::on(bench)
    }

    fn on(bench: Bench) -> Wall {
        let session = load::one(&bench.path("sessions/kubecon-india-2024")).unwrap();
        Wall {
            access: bench.access(),
            live: Live::new(cadence::BUDGET),
            bench,
            session,
        }
    }

    fn wait(&self, seconds: i64) {
        let clock = self.bench.hub.clock();
        clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn try_look(&mut self) -> Result<Option<World>, GithubError> {
        let now = self.bench.hub.clock().now();
        self.live.look(&self.access, &self.session, now).await
    }

    /// One look, and what the hub saw of it.
    async fn look(&mut self) -> Look {
        let spent = |bench: &Bench| bench.hub.spent().get("folkmoot").map_or(0, |it| it.points);
        let before = spent(&self.bench);
        self.bench.hub.clear_requests();
        let new = self.try_look().await.unwrap().is_some();
        let requests = self.bench.hub.requests();
        let points = spent(&self.bench) - before;
        // What the wall believes that it spent is what GitHub counts.
        assert_eq!(self.live.cost().points, points);
        assert_eq!(self.live.cost().requests, requests.len() as u64);
        Look {
            new,
            requests: requests
                .iter()
                .map(|it| format!("{} {}", it.method, it.status))
                .collect(),
            points,
        }
    }

    /// Half a minute later.
    async fn later(&mut self) -> Look {
        self.wait(30);
        self.look().await
    }

    fn note(&self, login: &str, text: &str, labels: &[&str]) -> u64 {
        self.bench.hub.add_user(login);
        let body = format!("### Session\n\nkubecon-india-2024\n\n### Note\n\n{text}");
        let hub = &self.bench.hub;
        hub.file_form(login, REPOSITORY, "Note", &body, labels)
            .unwrap()
    }

    fn rest(&self, method: &str, path: &str, body: &Value) -> Value {
        let path = format!("/repos/{REPOSITORY}{path}");
        self.bench
            .rest(&self.bench.facilitator, method, &path, body)
    }

    /// What a whole reading brings now.
    async fn whole(&self) -> World {
        let now = self.bench.hub.clock().now();
        let sessions = std::slice::from_ref(&self.session);
        let access = self.bench.access();
        access.read(sessions, now, Depth::Whole).await.unwrap()
    }

    /// That what is known is what a whole reading brings.
    async fn is_whole(&self, after: &str) {
        let mut known = self.live.world().unwrap().clone();
        let whole = self.whole().await;
        known.read_at = whole.read_at;
        if known == whole {
            return;
        }
        for (number, issue) in &whole.issues {
            assert_eq!(known.issues.get(number), Some(issue), "{after}");
        }
        let (known_numbers, numbers): (Vec<_>, Vec<_>) =
            (known.issues.keys().collect(), whole.issues.keys().collect());
        assert_eq!(known_numbers, numbers, "{after}");
        assert_eq!(known, whole, "{after}");
    }
}

fn look(new: bool, requests: &[&str], points: u64) -> Look {
    Look {
        new,
        requests: requests.iter().map(ToString::to_string).collect(),
        points,
    }
}

const SAME: &str = "GET 304";
const MOVED: &str = "GET 200";
const READ: &str = "POST 200";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_not_changed_is_free_and_a_note_is_two_requests() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    // The mark, and the whole world of a small session.
    let first = wall.look().await;
    assert_eq!((first.new, first.requests.len()), (true, 2), "{first:?}");
    wall.is_whole("the first look").await;
    let free = look(false, &[SAME], 0);
    for _ in 0..10 {
        assert_eq!(wall.later().await, free);
    }
    wall.note("ada", "How might we see a note?", &["folkmoot:note"]);
    assert_eq!(wall.later().await, look(true, &[MOVED, READ], 2));
    wall.is_whole("a note").await;
    assert_eq!(wall.later().await, free);
    // What is nobody's business costs the same, and is no news but for the mark.
    wall.rest("POST", "/issues", &json!({ "title": "Something else" }));
    assert_eq!(wall.later().await, look(false, &[MOVED, READ], 2));
    assert_eq!(wall.later().await, free);
    wall.is_whole("something else").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_in_the_second_of_a_look_is_seen_by_the_next() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    wall.look().await;
    let note = wall.note("ada", "How might we be quick?", &["folkmoot:note"]);
    // The very second: the mark could not tell what comes after it.
    assert_eq!(wall.look().await, look(true, &[MOVED, READ], 2));
    // A later comment is the same issue at the same second with the same labels: only its text differs.
    wall.rest("PATCH", &format!("/issues/{note}"), &json!({ "body": "" }));
    assert_eq!(wall.look().await, look(true, &[MOVED, READ], 2));
    wall.is_whole("the same second").await;
    wall.wait(4);
    assert_eq!(wall.look().await, look(false, &[SAME, READ], 1));
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_are_one_request_more_while_people_vote() {
    let bench = Bench::example(true).await;
    let notes = "sessions/kubecon-india-2024/notes.csv";
    let mut text = std::fs::read_to_string(bench.path(notes)).unwrap();
    for cluster in ["Sixth", "Seventh", "Eighth"] {
        text.push_str(&format!("How might we be the {cluster}?,{cluster}\n"));
    }
    bench.write(notes, &text);
    for at in [ANNOUNCED, NOTES, AFFINITY] {
        bench.at(at, &["run"]);
    }
    let mut wall = Wall::on(bench);
    wall.wait(30);
    wall.look().await;
    wall.bench.at(VOTING, &["run"]);
    // The run touched each cluster; which of them are voted on is known once the session's issue is read.
    wall.wait(30);
    let opened = wall.look().await;
    assert!(opened.new);
    wall.is_whole("the vote opened").await;
    let clusters = wall.bench.issues("folkmoot:cluster");
    assert_eq!(clusters.len(), 8);
    assert_eq!(wall.later().await, look(false, &[SAME, READ], 1));
    for (number, _) in &clusters {
        wall.bench.vote("ada", *number);
    }
    assert_eq!(wall.later().await, look(true, &[SAME, READ], 1));
    wall.is_whole("a ballot").await;
    // A note beside costs no document of its own.
    wall.note("bo", "How might we be late?", &["folkmoot:note"]);
    assert_eq!(wall.later().await, look(true, &[MOVED, READ], 2));
    // More votes than fit on a page.
    let (cluster, _) = clusters[0];
    let mut last = 0;
    for voter in 0..130 {
        last = wall.bench.react(&format!("voter-{voter}"), cluster, "+1");
    }
    assert_eq!(wall.later().await, look(true, &[SAME, READ, READ], 2));
    wall.is_whole("many votes").await;
    wall.bench.take_back("voter-129", cluster, last);
    assert_eq!(wall.later().await, look(true, &[SAME, READ, READ], 2));
    wall.is_whole("a vote taken back").await;
    // Once it is closed, nobody can vote, and nothing is asked.
    wall.bench.at(CLOSED, &["run"]);
    wall.wait(30);
    wall.look().await;
    wall.is_whole("closed").await;
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_notes_are_read_once() {
    let mut wall = Wall::new().await;
    let labels = [
        "folkmoot:note",
        "session:kubecon-india-2024",
        "cluster:Security",
    ];
    let mut last = 0;
    for index in 0..1000 {
        wall.wait(1);
        let text = format!("How might we do number {index}?");
        last = wall.note(&format!("writer-{}", index % 100), &text, &labels);
        // Nobody may write more than GitHub lets one write.
        wall.wait(if index % 100 == 99 { 60 } else { 0 });
    }
    wall.wait(30);
    let first = wall.look().await;
    // The mark, and ten pages of a hundred notes and a few.
    assert_eq!(first.requests.len(), 12, "{first:?}");
    assert_eq!(first.requests[1..], vec![READ; 11]);
    assert!(wall.live.foreseen() > first.points);
    wall.rest(
        "POST",
        &format!("/issues/{}/labels", last - 500),
        &json!({ "labels": ["folkmoot:collected"] }),
    );
    assert_eq!(wall.later().await, look(true, &[MOVED, READ], 2));
    wall.is_whole("one of a thousand").await;
    // A whole reading of so many comes less often than one of a few, and not never.
    let every = cadence::whole_every(wall.live.budget(), first.points - 1);
    assert!(every > cadence::WHOLE_EVERY);
    wall.wait(every.as_secs() - 70);
    assert_eq!(wall.look().await, look(false, &[SAME], 0));
    assert_eq!(wall.later().await.requests.len(), 1);
    assert_eq!(wall.later().await.requests.len(), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leaves_no_trace_shows_by_its_count_or_with_the_next_whole_reading() {
    let mut wall = Wall::new().await;
    let labels = ["folkmoot:note", "session:kubecon-india-2024"];
    let notes: Vec<u64> = (0..4)
        .map(|index| {
            wall.wait(5);
            wall.note("ada", &format!("How might we go {index}?"), &labels)
        })
        .collect();
    wall.wait(30);
    wall.look().await;
    // Not the last one: nothing tells of it.
    wall.bench.hub.delete_issue(REPOSITORY, notes[0]).unwrap();
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
    wall.wait(cadence::WHOLE_EVERY.as_secs());
    let whole = wall.look().await;
    assert_eq!(whole.requests, [SAME, READ]);
    assert!(whole.new);
    wall.is_whole("deleted").await;
    // Something else is read, and the count tells.
    wall.bench.hub.transfer_issue(REPOSITORY, notes[1]).unwrap();
    wall.note("bo", "How might we count?", &labels);
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("moved away").await;
    // A label that has another name is on every issue that it was on.
    wall.rest(
        "PATCH",
        "/labels/folkmoot%3Acollected",
        &json!({ "new_name": "mine" }),
    );
    wall.note("cy", "How might we name?", &labels);
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("a label renamed").await;
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_githubs_machines_do_not_know_yet_is_asked_for_again() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    wall.look().await;
    let note = wall.note("ada", "How might we lag?", &["folkmoot:note"]);
    wall.wait(10);
    // REST tells of it, GraphQL does not: twice.
    for seconds in [10, 15] {
        wall.bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request: 1,
            },
            kind: FaultKind::Lag { seconds },
        });
        assert_eq!(wall.look().await.requests[1..], [READ]);
        assert!(!wall.live.world().unwrap().issues.contains_key(&note));
        wall.wait(5);
    }
    assert_eq!(wall.look().await, look(true, &[SAME, READ], 1));
    assert!(wall.live.world().unwrap().issues.contains_key(&note));
    wall.is_whole("a lag").await;
    assert_eq!(wall.later().await, look(false, &[SAME], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_at_any_request_leaves_what_is_known_and_the_next_look_is_right() {
    let faults = [
        FaultKind::Status(502),
        FaultKind::Status(500),
        FaultKind::StatusAfterEffect(503),
        FaultKind::Reset,
        FaultKind::CutMidResponse,
        FaultKind::TruncatedJson,
        FaultKind::RetryAfter {
            status: 429,
            seconds: 20,
        },
        FaultKind::SecondaryLimit,
        FaultKind::GraphqlRateLimited { seconds: 120 },
        FaultKind::GraphqlSecondaryLimit,
        FaultKind::GraphqlErrors {
            type_: "INTERNAL".into(),
            message: "Something went wrong".into(),
        },
        FaultKind::PartialData { keep: 1 },
    ];
    // Votes on two pages: the mark, what changed, the second page.
    let mut wall = Wall::new().await;
    wall.bench.at(AFFINITY, &["run"]);
    wall.bench.at(VOTING, &["run"]);
    wall.bench.hub.clock().set(time(DURING));
    // No report is due meanwhile.
    wall.session.schedule.closed = time("2024-12-12T10:32:00Z");
    let cluster = wall.bench.cluster("Security");
    for voter in 0..101 {
        wall.bench.vote(&format!("voter-{voter}"), cluster);
    }
    wall.look().await;
    let mut failed = 0;
    for (index, kind) in faults.iter().enumerate() {
        for request in 0..3 {
            let name = format!("{kind:?} at {request}");
            wall.wait(30);
            let login = format!("late-{index}-{request}");
            wall.note(&login, &name, &["folkmoot:note"]);
            wall.bench.vote(&login, cluster);
            wall.bench.hub.fault(Fault {
                at: When::ApiBy {
                    by: "folkmoot".into(),
                    request,
                },
                kind: kind.clone(),
            });
            wall.wait(10);
            let before = wall.live.world().cloned();
            match wall.try_look().await {
                Err(_) => {
                    failed += 1;
                    assert_eq!(wall.live.world().cloned(), before, "{name}");
                    // Whatever GitHub asked for.
                    wall.wait(130);
                    wall.look().await;
                }
                // REST knows no half answers, and the page of votes has but one field.
                Ok(new) => {
                    let keeps = matches!(kind, FaultKind::PartialData { .. });
                    assert!(keeps && request != 1 && new.is_some(), "{name}");
                }
            }
            wall.is_whole(&name).await;
        }
    }
    assert_eq!(failed, faults.len() * 3 - 2);
    // The first look of all.
    for request in 0..3 {
        wall.live = Live::new(cadence::BUDGET);
        wall.bench.hub.fault(Fault {
            at: When::ApiBy {
                by: "folkmoot".into(),
                request,
            },
            kind: FaultKind::Reset,
        });
        assert!(wall.try_look().await.is_err());
        assert!(wall.live.world().is_none());
        assert!(wall.look().await.new);
        wall.is_whole("the first look").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_changes_than_a_page_and_more_comments_than_one_are_all_read() {
    let mut wall = Wall::new().await;
    wall.wait(30);
    wall.look().await;
    for index in 0..60 {
        let text = format!("How might we come together {index}?");
        wall.note(&format!("crowd-{index}"), &text, &["folkmoot:note"]);
    }
    let mut comments = Vec::new();
    for index in 0..130 {
        let who = format!("talker-{}", index / 50);
        comments.push(wall.bench.comment(&who, 1, &format!("talk {index}")));
    }
    wall.wait(30);
    wall.look().await;
    wall.is_whole("many at once").await;
    let path = format!("/issues/comments/{}", comments[5]);
    wall.rest("PATCH", &path, &json!({ "body": "said otherwise" }));
    // The session's issue with its first comments, and the others.
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("a comment edited").await;
    wall.rest("DELETE", &path, &Value::Null);
    assert_eq!(wall.later().await.requests, [MOVED, READ, READ]);
    wall.is_whole("a comment deleted").await;
    for id in comments.iter().filter(|id| **id != comments[5]) {
        let path = format!("/issues/comments/{id}");
        wall.rest("DELETE", &path, &Value::Null);
    }
    wall.later().await;
    wall.is_whole("no comment left").await;
}

/// A fixed sequence: Knuth's linear congruential generator (MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Something that somebody does; what it was, and whether it leaves no trace of its own.
fn meddle(wall: &Wall, chance: &mut Chance, step: usize, voting: bool) -> (String, bool) {
    let note = || wall.bench.issues("folkmoot:note");
    let notes: Vec<u64> = note().into_iter().map(|(number, _)| number).collect();
    let clusters = wall.bench.issues("folkmoot:cluster");
    let clusters: Vec<u64> = clusters.into_iter().map(|(number, _)| number).collect();
    let labels = [
        "cluster:Security",
        "cluster:parked",
        "folkmoot:note",
        "session:kubecon-india-2024",
        "folkmoot:collected",
        "FOLKMOOT:NOTE",
    ];
    let any = |chance: &mut Chance| chance.one(&notes);
    let what = chance.below(if voting { 19 } else { 15 });
    let mut traceless = false;
    let said = match what {
        0 | 1 => {
            let all = [&labels[2..3], &labels[2..4], &labels[0..4]];
            let labels = chance.one(&all);
            let number = wall.note(&format!("p{step}"), &format!("How? {step}"), labels);
            format!("note {number} with {labels:?}")
        }
        2 => {
            let number = any(chance);
            let text = json!({ "title": format!("Edited {step}"), "body": format!("How? {step}") });
            wall.rest("PATCH", &format!("/issues/{number}"), &text);
            format!("note {number} edited")
        }
        3 => {
            let (number, state) = (any(chance), chance.one(&["open", "closed"]));
            let path = format!("/issues/{number}");
            wall.rest("PATCH", &path, &json!({ "state": state }));
            format!("note {number} {state}")
        }
        4 | 5 => {
            let (number, label) = (any(chance), chance.one(&labels));
            wall.bench.label(number, label);
            format!("note {number} gets {label}")
        }
        6 | 7 => {
            let (number, label) = (any(chance), chance.one(&labels));
            let path = format!("/issues/{number}/labels");
            let mut names = Vec::new();
            for has in wall.rest("GET", &path, &Value::Null).as_array().unwrap() {
                let name = has["name"].as_str().unwrap();
                if !name.eq_ignore_ascii_case(label) {
                    names.push(name.to_owned());
                }
            }
            // The last note stays one: there must be something to meddle with.
            if notes.len() > 3 {
                wall.rest("PUT", &path, &json!({ "labels": names }));
            }
            format!("note {number} loses {label}")
        }
        8 => {
            wall.bench
                .comment(&format!("t{step}"), 1, &format!("said {step}"));
            "a comment".to_owned()
        }
        9 | 10 => {
            let path = "/issues/1/comments?per_page=100";
            let all = wall.rest("GET", path, &Value::Null);
            let ids: Vec<u64> = all
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|comment| comment["id"].as_u64())
                .collect();
            if ids.is_empty() {
                return ("nothing".to_owned(), false);
            }
            let path = format!("/issues/comments/{}", chance.one(&ids));
            if what == 9 {
                wall.rest("PATCH", &path, &json!({ "body": format!("not {step}") }));
            } else {
                wall.rest("DELETE", &path, &Value::Null);
            }
            format!("comment {}", if what == 9 { "edited" } else { "deleted" })
        }
        11 => {
            let number = any(chance);
            wall.bench
                .comment(&format!("t{step}"), number, "On this note");
            format!("a comment on note {number}")
        }
        12 => {
            traceless = true;
            let number = any(chance);
            let hub = &wall.bench.hub;
            if notes.len() > 3 {
                match chance.below(2) {
                    0 => hub.delete_issue(REPOSITORY, number).unwrap(),
                    _ => hub.transfer_issue(REPOSITORY, number).unwrap(),
                }
            }
            format!("note {number} gone")
        }
        13 => {
            traceless = true;
            let name = format!("other {step}");
            let label = json!({ "name": name, "color": "ffffff" });
            wall.rest("POST", "/labels", &label);
            let number = any(chance);
            wall.bench.label(number, &name);
            if chance.below(2) == 0 {
                let path = format!("/labels/other%20{step}");
                wall.rest(
                    "PATCH",
                    &path,
                    &json!({ "new_name": format!("new {step}") }),
                );
            }
            format!("label on note {number}")
        }
        14 => {
            let name = chance.one(&["x", "folkmoot:session"]);
            let issue = wall.rest(
                "POST",
                "/issues",
                &json!({ "title": name, "labels": [name] }),
            );
            let path = format!("/issues/{}", issue["number"]);
            if chance.below(2) == 0 {
                wall.rest("PATCH", &path, &json!({ "state": "closed" }));
            }
            format!("another issue with {name}")
        }
        15 => {
            let number = chance.one(&clusters);
            let path = format!("/issues/{number}");
            wall.rest("PATCH", &path, &json!({ "body": format!("About {step}") }));
            format!("cluster {number} edited")
        }
        _ => {
            let number = chance.one(&clusters);
            let content = chance.one(&["+1", "heart", "eyes"]);
            let login = format!("v{}", chance.below(9));
            let id = wall.bench.react(&login, number, content);
            if chance.below(3) == 0 {
                wall.bench.take_back(&login, number, id);
            }
            format!("{login} reacts to cluster {number}")
        }
    };
    (said, traceless)
}

/// Whatever people do, in whatever order and however close together, what is known is what a whole reading brings.
async fn meddled(seed: u64, voting: bool) {
    let mut wall = Wall::new().await;
    if voting {
        wall.bench.at(AFFINITY, &["run"]);
        wall.bench.at(VOTING, &["run"]);
    } else {
        for step in 0..4 {
            wall.note("ada", &format!("How might we {step}?"), &["folkmoot:note"]);
        }
    }
    let mut chance = Chance(seed);
    let mut done = Vec::new();
    let mut spared = 0;
    wall.look().await;
    for step in 0..40 {
        let mut touch = false;
        for act in 0..1 + chance.below(3) {
            let (what, traceless) = meddle(&wall, &mut chance, step * 10 + act, voting);
            done.push(what);
            touch = traceless;
            wall.wait(chance.one(&[0, 0, 1, 4, 20]));
        }
        if touch {
            // Something must make GitHub be asked; the count tells the rest.
            wall.note(&format!("q{step}"), "How else?", &["folkmoot:note"]);
        }
        wall.bench.hub.clear_requests();
        wall.try_look().await.unwrap();
        let requests = wall.bench.hub.requests();
        let mut read = requests.iter().filter_map(|it| it.operation.as_deref());
        spared += usize::from(read.all(|operation| operation == "Look"));
        let last: Vec<&str> = done.iter().rev().take(5).map(String::as_str).collect();
        wall.is_whole(&format!("seed {seed}, step {step}: {last:?}"))
            .await;
    }
    // It is what has changed that was read, and not everything each time.
    assert!(spared >= 20, "{spared} of 40 with seed {seed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_while_they_write_is_seen() {
    for seed in 1..=3 {
        meddled(seed, false).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_while_they_vote_is_seen() {
    for seed in 4..=6 {
        meddled(seed, true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_followed_from_before_its_announcement_to_after_its_end() {
    let mut wall = Wall::on(Bench::example(true).await);
    wall.bench.hub.clock().set(time("2024-11-27T09:00:00Z"));
    wall.look().await;
    wall.is_whole("before it is announced").await;
    let mut news = 0;
    for at in [ANNOUNCED, NOTES, AFFINITY, VOTING, DURING, CLOSED] {
        wall.bench.at(at, &["run"]);
        wall.wait(10);
        news += usize::from(wall.look().await.new);
        wall.is_whole(at).await;
        assert_eq!(wall.later().await.requests[0], SAME);
        wall.is_whole(at).await;
    }
    assert_eq!(news, 5);
    // The report is merged, and a run says so and closes the session's issue.
    let pull = "/repos/todogroup/governance/pulls/1/merge";
    let facilitator = &wall.bench.facilitator;
    wall.bench.rest(facilitator, "PUT", pull, &json!({}));
    wall.bench.at("2024-12-20T10:00:00Z", &["run"]);
    wall.look().await;
    wall.is_whole("published").await;
    assert!(
        wall.live
            .world()
            .unwrap()
            .session_issue(&wall.session.id)
            .is_none()
    );
    wall.rest("PATCH", "/issues/1", &json!({ "state": "open" }));
    wall.later().await;
    wall.is_whole("opened again").await;
}
