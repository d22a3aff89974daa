//! Edits beside other edits and beside runs.

use super::{FORK, FUND, ROWS, Room, SHARE, WELL, new, to, told};
use crate::common::{AFFINITY, ANNOUNCED, NOTES, NOTES_FILE, REPOSITORY, time};
use folkmoot::github::{Clock, SystemClock};
use folkmoot::wall::Edit;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_facilitators_at_once_lose_nothing() {
    let room = Room::new(ROWS, "notes: {in: file}\n", &[ANNOUNCED, NOTES]).await;
    let rows = ROWS
        .replace(",Forks", ",")
        .replace(",Sharing", ",")
        .replace(",Money", ",");
    room.bench.write(NOTES_FILE, &rows);
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
