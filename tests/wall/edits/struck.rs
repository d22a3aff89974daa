//! Whatever strikes the way to GitHub, nothing is made twice and no edit is lost.

use super::{FUND, ROWS, Room, WELL, all};
use crate::common::{AFFINITY, ANNOUNCED, NOTES};
use fakehub::{Fault, FaultKind, Hub, Traffic, When};
use folkmoot::drive::EditError;
use folkmoot::wall::Edit;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

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
