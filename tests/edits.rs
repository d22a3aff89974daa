//! Edits on GitHub: a person's word stands, whatever strikes the way there and whoever else is at work.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{AFFINITY, ANNOUNCED, BRANCH, Bench, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use fakehub::{Clock as HubClock, Fault, FaultKind, Hub, Traffic, When};
use folkmoot::drive::{EditError, edit};
use folkmoot::github::Access;
use folkmoot::github::{Client, Clock, Depth, SystemClock, Token};
use folkmoot::plan::note_id;
use folkmoot::plan::view::{View, homes};
use folkmoot::progress::Progress;
use folkmoot::session::{RepositoryName, Session, SessionId};
use folkmoot::wall::Edit;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

const FILE: &str = "sessions/kubecon-india-2024/session.yml";
const CSV: &str = "sessions/kubecon-india-2024/notes.csv";
const ROWS: &str = "text,cluster
How might we fork?,Forks
How might we fork well?,Forks
How might we share?,Sharing
how might we SHARE,Sharing
How might we fund maintainers?,Money
";
const FORK: &str = "How might we fork?";
const WELL: &str = "How might we fork well?";
const SHARE: &str = "How might we share?";
const FUND: &str = "How might we fund maintainers?";

/// The hub's clock: waiting takes no time.
struct Virtual(HubClock);

impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(tokio::task::yield_now())
    }
}

/// A room whose facilitator edits.
struct Room {
    bench: Bench,
    sessions: Vec<Session>,
    id: SessionId,
}

impl Room {
    async fn new(rows: &str, more: &str, at: &[&str]) -> Room {
        let bench = Bench::example(true).await;
        bench.write(CSV, rows);
        let yaml = std::fs::read_to_string(bench.path(FILE)).unwrap();
        bench.write(FILE, &format!("{yaml}\n{more}"));
        for at in at {
            bench.at(at, &["run"]);
        }
        bench.hub.clear_requests();
        Room {
            sessions: folkmoot::cli::load::all(&bench.path("sessions")).unwrap(),
            id: SessionId::new("kubecon-india-2024").unwrap(),
            bench,
        }
    }

    fn access(&self, clock: Arc<dyn Clock>) -> Access {
        let token = Token::new(&self.bench.bot_token()).unwrap();
        let client = Client::new(&self.bench.url(), Some(&token), clock, Duration::ZERO).unwrap();
        Access {
            repository: RepositoryName::new(REPOSITORY).unwrap(),
            client: client
                .patient(Duration::from_millis(500))
                .leased(SignedDuration::from_secs(3)),
            report_client: None,
            git_base: String::new(),
            // A branch of somebody's: an edit follows no rule of its file.
            branch: Some(folkmoot::github::Ref::Branch("a-topic".to_owned())),
            git_token: None,
            report_token: None,
            progress: Progress::default(),
            only: None,
        }
    }

    fn still(&self) -> Access {
        self.access(Arc::new(Virtual(self.bench.hub.clock())))
    }

    fn now(&self) -> Timestamp {
        self.bench.hub.clock().now()
    }

    /// Makes edits; what is said of each.
    async fn edit(&self, edits: &[Edit]) -> Vec<String> {
        told(&self.answers(&self.still(), edits).await)
    }

    async fn answers(&self, access: &Access, edits: &[Edit]) -> Vec<Result<(), EditError>> {
        let edits: Vec<(u64, Edit)> = (7..).zip(edits.iter().cloned()).collect();
        let made = edit(&self.sessions, access, &self.id, &edits, self.now());
        // A server makes it in a task of its own.
        let made: Pin<Box<dyn Future<Output = _> + Send + '_>> = Box::pin(made);
        let answers: Vec<(u64, Result<(), EditError>)> = made.await;
        assert!(
            answers
                .iter()
                .map(|(id, _)| *id)
                .eq(edits.iter().map(|(id, _)| *id))
        );
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// Each note's id and where it stands.
    async fn standings(&self) -> BTreeMap<String, (String, String)> {
        let access = self.still();
        let world = access.read(&self.sessions, self.now(), Depth::Whole).await;
        let world = world.unwrap();
        let (homes, _) = homes(&self.sessions, &world);
        let view = View::of(&self.sessions[0], &world, &homes);
        assert!(view.doubles.is_empty() && view.torn().is_empty());
        let notes = view.notes.iter().map(|received| {
            use folkmoot::plan::view::Standing;
            let place = match (received.merged, &received.standing) {
                (Some(into), _) => format!("merged into {}", view.notes[into].note.text),
                (None, Standing::Placed(label)) => format!("in {}", view.name_for(label)),
                (None, other) => format!("{other:?}"),
            };
            let id = note_id(&received.note.origin);
            (received.note.text.clone(), (id, place))
        });
        notes.collect()
    }

    async fn ids(&self, texts: &[&str]) -> Vec<String> {
        let all = self.standings().await;
        texts.iter().map(|text| all[*text].0.clone()).collect()
    }

    async fn place(&self, text: &str) -> String {
        self.standings().await[text].1.clone()
    }

    /// Requests since the last look: what they were.
    fn asked(&self) -> Vec<String> {
        let requests = self.bench.hub.requests();
        self.bench.hub.clear_requests();
        let names = requests.iter();
        names.filter_map(|it| it.operation.clone()).collect()
    }
}

fn told(answers: &[Result<(), EditError>]) -> Vec<String> {
    let words = |answer: &Result<(), EditError>| match answer {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    };
    answers.iter().map(words).collect()
}

fn to(notes: Vec<String>, to: &str) -> Edit {
    Edit::Move {
        notes,
        to: to.to_owned(),
    }
}

fn new(notes: Vec<String>, name: &str) -> Edit {
    Edit::New {
        notes,
        name: name.to_owned(),
    }
}

/// Some of everything.
async fn all(room: &Room) -> Vec<Edit> {
    let ids = room.ids(&[FORK, WELL, SHARE, FUND]).await;
    let [fork, well, share, fund] = ids.try_into().unwrap();
    vec![
        to(vec![well.clone()], "cluster:sharing"),
        new(vec![fund.clone(), fork], "Alone"),
        Edit::Merge {
            note: well,
            into: share,
        },
        Edit::Park { notes: vec![fund] },
        Edit::Rename {
            cluster: "cluster:sharing".to_owned(),
            name: "Giving".to_owned(),
        },
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_share_a_reading_and_a_turn_and_the_report_tells_of_them() {
    let room = Room::new(ROWS, "", &[ANNOUNCED, NOTES, AFFINITY]).await;
    let mut edits = all(&room).await;
    edits.push(to(vec!["00000000".to_owned()], "cluster:forks"));
    room.asked();
    let answers = room.edit(&edits).await;
    let refused = "there is no such note any more: its comment, row or issue is gone";
    assert_eq!(answers, ["done", "done", "done", "done", "done", refused]);
    // Read, take the turn, the one new label, everything else and the turn's end.
    assert_eq!(room.asked(), ["Read", "TakeTurn", "Apply", "Apply"]);
    // Once more: nothing is left to do, and nobody's turn is taken for it.
    let rest: Vec<Edit> = edits.drain(2..5).collect();
    assert_eq!(room.edit(&rest).await, ["done", "done", "done"]);
    assert_eq!(room.asked(), ["Read"]);

    let place = async |text: &str| room.place(text).await;
    let check = async || {
        assert_eq!(place(FORK).await, "in Alone");
        assert_eq!(place(WELL).await, "merged into How might we share?");
        assert_eq!(place(SHARE).await, "in Giving");
        assert_eq!(place(FUND).await, "Parked");
    };
    check().await;
    room.bench.at(AFFINITY, &["run"]);
    check().await;
    assert_eq!(room.bench.json_at(AFFINITY, "run")["done"], json!([]));
    assert_eq!(room.bench.issues("folkmoot:cluster").len(), 4);
    assert!(
        room.bench
            .body(room.bench.cluster("Giving"))
            .contains("How might we share?")
    );

    room.bench.at(VOTING, &["run"]);
    room.asked();
    let open = "the vote is open, and people vote on these clusters as they are: nothing of them can be changed any more";
    assert_eq!(room.edit(&rest[..1]).await, [open]);
    assert_eq!(room.asked(), ["Read"]);
    room.bench.hub.clock().set(time(DURING));
    room.bench.vote("voter", room.bench.cluster("Giving"));
    room.bench.at(CLOSED, &["run"]);
    let report = room
        .bench
        .file(BRANCH, "reports/kubecon-india-2024/README.md");
    assert!(report.contains("5 notes in 2 clusters"), "{report}");
    assert!(
        report.contains("- Merged: “How might we fork well?” into “How might we share?”"),
        "{report}"
    );
    let csv = room
        .bench
        .file(BRANCH, "reports/kubecon-india-2024/notes.csv");
    let states = |state: &str| csv.lines().filter(|line| line.contains(state)).count();
    assert_eq!(csv.lines().count(), 6, "{csv}");
    assert_eq!(
        (
            states(",placed"),
            states(",parked"),
            states(",merged into: ")
        ),
        (2, 1, 2),
        "{csv}"
    );
    let over = room.edit(&rest[..1]).await;
    assert!(
        over[0].starts_with("the vote on these clusters is over"),
        "{over:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_announcement_nothing_is_sent() {
    let room = Room::new(ROWS, "", &[]).await;
    let edits = [Edit::Park {
        notes: vec!["00000000".to_owned()],
    }];
    let said = room.edit(&edits).await;
    assert!(
        said[0].starts_with("the session is not announced yet"),
        "{said:?}"
    );
    assert_eq!(room.asked(), ["Read"]);
    let mut access = room.still();
    access.only = SessionId::new("another");
    let said = told(&room.answers(&access, &edits).await);
    assert_eq!(
        said,
        ["there is no session `kubecon-india-2024` here that can be edited"]
    );
    assert!(room.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_edits_of_a_note_come_to_the_second() {
    for more in ["", "notes: {in: file}\n"] {
        let rows = ROWS.replace("maintainers?,Money", "maintainers?,");
        let room = Room::new(&rows, more, &[ANNOUNCED, NOTES, AFFINITY]).await;
        let fund = room.ids(&[FUND]).await;
        let edits = [
            new(fund.clone(), "Alone"),
            to(fund.clone(), "cluster:forks"),
            to(fund.clone(), "cluster:alone"),
            to(fund, "cluster:sharing"),
        ];
        room.bench.hub.clear_requests();
        assert_eq!(room.edit(&edits).await, ["done"; 4]);
        assert_eq!(room.place(FUND).await, "in Sharing");
        room.bench.at(AFFINITY, &["run"]);
        assert_eq!(room.place(FUND).await, "in Sharing");
        assert_eq!(room.bench.json_at(AFFINITY, "run")["done"], json!([]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_facilitators_at_once_lose_nothing() {
    let room = Room::new(ROWS, "notes: {in: file}\n", &[ANNOUNCED, NOTES]).await;
    let rows = ROWS
        .replace(",Forks", ",")
        .replace(",Sharing", ",")
        .replace(",Money", ",");
    room.bench.write(CSV, &rows);
    let sessions = folkmoot::cli::load::all(&room.bench.path("sessions")).unwrap();
    let room = Room { sessions, ..room };
    let [fork, well, share, fund] = room
        .ids(&[FORK, WELL, SHARE, FUND])
        .await
        .try_into()
        .unwrap();
    let one = [
        Edit::Park { notes: vec![fork] },
        new(vec![share.clone()], "Sharing"),
    ];
    let other = [
        Edit::Park { notes: vec![fund] },
        Edit::Merge {
            note: well,
            into: share,
        },
    ];
    // Each on its own connection and with its own budget, both on what the session remembers.
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let accesses = [room.access(Arc::clone(&clock)), room.access(clock)];
    let (one, other) = tokio::join!(
        room.answers(&accesses[0], &one),
        room.answers(&accesses[1], &other)
    );
    assert_eq!(
        (told(&one), told(&other)),
        (vec!["done".to_owned(); 2], vec!["done".to_owned(); 2])
    );
    assert_eq!(room.place(FORK).await, "Parked");
    assert_eq!(room.place(FUND).await, "Parked");
    assert_eq!(room.place(SHARE).await, "in Sharing");
    assert_eq!(room.place(WELL).await, "merged into How might we share?");
    assert_eq!(room.bench.issues("folkmoot:cluster").len(), 1);
}

/// The state without the turn, which ends by itself, and with one time for all: who waits longer writes later.
fn plain(hub: &Hub) -> Vec<String> {
    let text = serde_json::to_string_pretty(&hub.dump()).unwrap();
    let lines = text.lines().filter(|line| !line.contains("run is at work"));
    lines
        .map(|line| {
            let parts = line.split_inclusive('"').map(|part| {
                let time = part.trim_end_matches('"').parse::<Timestamp>().is_ok();
                if time { "…\"" } else { part }
            });
            parts.collect()
        })
        .collect()
}

/// Whatever is not done after a fault is asked for again, as whoever waits for it does.
async fn insist(room: &Room, edits: &[Edit], fault: &str) {
    let mut left = edits.to_vec();
    for _ in 0..4 {
        let answers = room.answers(&room.still(), &left).await;
        let all = left.into_iter().zip(answers);
        left = all
            .filter_map(|(edit, answer)| match answer {
                Ok(()) => None,
                Err(EditError::Github(_)) => Some(edit),
                Err(other) => panic!("{fault}: {edit:?}: {other}"),
            })
            .collect();
        if left.is_empty() {
            return;
        }
        room.bench.hub.clock().advance(SignedDuration::from_secs(5));
    }
    panic!("{fault}: {left:?}");
}

/// Edits of each kind, and what a run makes of them, whatever strikes any of their requests.
async fn struck(rows: &str, more: &str, kinds: &[FaultKind]) {
    let start = async || {
        let room = Room::new(rows, more, &[ANNOUNCED, AFFINITY]).await;
        let edits = all(&room).await;
        room.bench.hub.clear_requests();
        (room, edits)
    };
    let end = async |room: &Room| {
        room.bench.at(AFFINITY, &["run"]);
        room.standings().await;
        plain(&room.bench.hub)
    };
    let (room, edits) = start().await;
    insist(&room, &edits, "calm").await;
    let requests = u64::try_from(room.asked().len()).unwrap();
    assert!((3..=5).contains(&requests), "{requests}");
    let expected = end(&room).await;
    for kind in kinds {
        for request in 0..requests {
            let (room, edits) = start().await;
            room.bench.hub.fault(Fault {
                at: When::ApiBy {
                    by: "folkmoot".into(),
                    request,
                },
                kind: kind.clone(),
            });
            insist(&room, &edits, &format!("{kind:?} at {request}")).await;
            assert!(
                room.bench
                    .hub
                    .requests()
                    .iter()
                    .any(|it| it.fault.is_some())
            );
            let got = end(&room).await;
            let different = expected.iter().zip(&got).find(|(a, b)| a != b);
            assert_eq!(different, None, "{kind:?} at {request}");
            assert_eq!(expected.len(), got.len(), "{kind:?} at {request}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_makes_anything_twice_or_loses_an_edit() {
    use FaultKind as K;
    let kinds = [
        K::Status(502),
        K::StatusAfterEffect(502),
        K::SecondaryLimit,
        K::PartialData { keep: 0 },
        K::PartialData { keep: 3 },
    ];
    struck(ROWS, "", &kinds).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_where_an_edit_creates_an_issue() {
    use FaultKind as K;
    let kinds = [
        K::ResetAfterEffect,
        K::SubmittedTooQuickly,
        K::PartialData { keep: 2 },
    ];
    let rows = ROWS
        .replace(",Money", ",")
        .replace("fork?,Forks", "fork?,")
        .replace("well?,Forks", "well?,");
    struck(&rows, "notes: {in: file}\n", &kinds).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_that_are_killed_at_any_request_can_be_made_again() {
    let mut killed = 0;
    for request in 0..4 {
        let room = Room::new(ROWS, "", &[ANNOUNCED, NOTES, AFFINITY]).await;
        let edits = all(&room).await;
        room.bench.hub.clear_requests();
        room.bench.hub.fault(Fault {
            at: When::EveryBy {
                by: "folkmoot".into(),
                from: request,
                count: 1,
                of: Traffic::Api,
            },
            kind: FaultKind::SlowDrip { millis: 60_000 },
        });
        {
            let access = room.still();
            let held = async {
                while !room
                    .bench
                    .hub
                    .requests()
                    .iter()
                    .any(|it| it.fault.is_some())
                {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::select! {
                _ = room.answers(&access, &edits) => {}
                () = held => killed += 1,
            }
        }
        // Whoever comes next waits until the dead one's turn is over.
        insist(&room, &edits, &format!("killed at {request}")).await;
        room.bench.at(AFFINITY, &["run"]);
        assert_eq!(room.place(WELL).await, "merged into How might we share?");
        assert_eq!(room.place(FUND).await, "Parked");
        assert_eq!(room.bench.issues("folkmoot:cluster").len(), 4);
    }
    assert_eq!(killed, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_waits_for_a_run_that_is_at_work() {
    let room = Room::new(ROWS, "", &[ANNOUNCED]).await;
    room.bench.hub.clock().set(time(NOTES));
    let before = room.bench.hub.requests().len();
    // Notes become issues, and then the run rests between its writes with the turn in its hand.
    let job = room
        .bench
        .prepare(
            &["run", "--at", NOTES],
            &[("FOLKMOOT_WRITE_PAUSE_MS", "400")],
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let taken = || {
        let requests = room.bench.hub.requests();
        let new = requests.get(before..).unwrap_or_default();
        let names = new.iter().filter_map(|it| it.operation.as_deref());
        // The turn rides with the first labels.
        names.filter(|name| *name == "Apply").count() > 0
    };
    while !taken() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let fork = folkmoot::plan::note_id(&room.sessions[0].notes[0].origin);
    let answers = room
        .answers(
            &room.access(Arc::new(SystemClock)),
            &[to(vec![fork], "cluster:sharing")],
        )
        .await;
    let output = job.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(told(&answers), ["done"]);
    assert_eq!(
        room.bench.issues("folkmoot:note").len(),
        5,
        "none is there twice"
    );
    assert_eq!(room.place(FORK).await, "in Sharing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_waits_for_edits_that_are_made() {
    let room = Room::new(ROWS, "", &[ANNOUNCED, NOTES, AFFINITY]).await;
    let rest = |method: &str, path: &str, body| {
        let path = format!("/repos/{REPOSITORY}/labels{path}");
        room.bench
            .rest(&room.bench.facilitator, method, &path, &body)
    };
    let until = Timestamp::now() + SignedDuration::from_secs(2);
    let until = Timestamp::from_second(until.as_second()).unwrap();
    let says = format!("A run is at work until {until} as edits-0123456789abcdef");
    rest("PATCH", "/folkmoot:turn", json!({ "description": says }));
    // Nothing but updates, which would write over what the session remembers meanwhile.
    let cluster = room.bench.cluster("Forks");
    let path = format!("/repos/{REPOSITORY}/issues/{cluster}");
    let title = json!({ "title": "Copies" });
    room.bench
        .rest(&room.bench.facilitator, "PATCH", &path, &title);
    room.bench.hub.clear_requests();
    room.bench.at(AFFINITY, &["run"]);
    let names = room.asked();
    let reads = names.iter().take_while(|name| *name == "Read").count();
    assert!(reads >= 2, "{names:?}");
    assert!(names.contains(&"Apply".to_owned()), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_stay_private_and_who_may_not_write_is_told_what_would_let_them() {
    let rows =
        "text,cluster,author\nHow might we fork?,Forks,Ada Quill\nHow might we share?,Forks,\n";
    let room = Room::new(rows, "", &[ANNOUNCED, NOTES, AFFINITY]).await;
    let share = room.ids(&[SHARE]).await;
    room.asked();
    let said = room
        .edit(&[
            new(share.clone(), "What Ada Quill said"),
            Edit::Rename {
                cluster: "cluster:forks".to_owned(),
                name: "As Ada Quill forks".to_owned(),
            },
        ])
        .await;
    for said in &said {
        assert!(
            said.starts_with("nothing is sent, because this session is private"),
            "{said}"
        );
        assert!(!said.contains("Quill"), "{said}");
    }
    assert_eq!(room.asked(), ["Read"]);

    room.bench
        .hub
        .grant("folkmoot", REPOSITORY, fakehub::Permission::Read);
    let said = room.edit(&[Edit::Park { notes: share }]).await;
    assert!(said[0].starts_with("GitHub refuses"), "{said:?}");
    assert_ne!(room.place(SHARE).await, "Parked");
}
