//! Edits that are made, those that are refused, and what a report tells of them.

use super::{FORK, FUND, ROWS, Room, SHARE, WELL, all, new, to, told};
use crate::common::{AFFINITY, ANNOUNCED, CLOSED, DURING, NOTES, REPOSITORY, VOTING, time};
use folkmoot::session::SessionId;
use folkmoot::wall::Edit;
use serde_json::json;

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
    let report = room.bench.report("README.md");
    assert!(report.contains("5 notes in 2 clusters"), "{report}");
    assert!(
        report.contains("- Merged: “How might we fork well?” into “How might we share?”"),
        "{report}"
    );
    let csv = room.bench.report("notes.csv");
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

/// What a plan only pretends to make has numbers that nobody has: whoever writes such a number made nothing of the kind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_write_is_taken_for_nothing_that_a_plan_pretends() {
    const ODD: &str = "simulated-1 of 1000000000000 took 1000000000001kg, 1000000000002kg";
    for more in ["", "notes: {in: file}\n"] {
        let rows = format!("text,cluster\n\"{ODD}\",\nHow might we fork?,Forks\n");
        let room = Room::new(&rows, more, &[ANNOUNCED, NOTES, AFFINITY]).await;
        let odd = room.ids(&[ODD]).await;
        let name = "simulated-annealing, 1000000000001kg of it";
        let edits = [
            new(odd, "simulated-1000000000002kg"),
            Edit::Rename {
                cluster: "cluster:forks".to_owned(),
                name: name.to_owned(),
            },
        ];
        assert_eq!(room.edit(&edits).await, ["done"; 2]);
        assert_eq!(room.place(FORK).await, format!("in {name}"));
        assert_eq!(room.place(ODD).await, "in simulated-1000000000002kg");
    }
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
