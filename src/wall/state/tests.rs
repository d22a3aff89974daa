//! A change makes the old state the new one, and what is hidden is in neither.

use super::*;
use crate::session::Stage;
use crate::wall::Edit;
use crate::wall::board::tests::board;
use proptest::prelude::*;

fn scene<'s>(board: &'s Board, journal: &'s Journal, line: &'s Line) -> Scene<'s> {
    Scene {
        board,
        journal,
        stand: Stand::default(),
        line,
        viewers: 2,
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A board that has voted.
fn voted() -> Board {
    let mut board = board();
    board.stage = Some(Stage::Voting);
    board.vote.voters = Some(5);
    for (at, cluster) in (1..).zip(&mut board.clusters) {
        cluster.votes = Some(40 + at);
        cluster.rank = Some(at);
        cluster.chosen = true;
    }
    board
}

/// What a page makes of a change.
fn applied(old: &Map<String, Value>, change: &Map<String, Value>) -> Map<String, Value> {
    let mut new = old.clone();
    assert_eq!(old["version"], change["from"]);
    let list = |map: &Map<String, Value>, name: &str| {
        map.get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut notes = list(old, "notes");
    let gone = list(change, "gone");
    notes.retain(|note| !gone.contains(&note["id"]));
    for card in list(change, "notes") {
        match notes.iter_mut().find(|note| note["id"] == card["id"]) {
            Some(note) => *note = card,
            None => notes.push(card),
        }
    }
    if let Some(order) = change.get("order").and_then(Value::as_array) {
        notes.sort_by_key(|note| order.iter().position(|id| *id == note["id"]));
    }
    for (name, value) in change {
        if !["from", "notes", "gone", "order"].contains(&name.as_str()) {
            new.insert(name.clone(), value.clone());
        }
    }
    new.insert("notes".to_owned(), notes.into());
    new
}

#[test]
fn everybody_is_told_the_board_and_facilitators_what_they_can_do() {
    let (board, mut journal, line) = (board(), Journal::default(), Line::default());
    journal.add(
        "x",
        Edit::Park {
            notes: vec!["1".to_owned()],
        },
        &board,
    );
    let (room, facilitators) = scene(&board, &journal, &line).tell(at(0), &Sent::default());
    let keys = |sent: &Sent| sent.whole(7).keys().cloned().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(keys(&room), @"agenda budget clusters editable facilitator follows heard notes part report revealed screen session stage timer trouble version vote");
    insta::assert_snapshot!(keys(&facilitators), @"agenda budget clusters editable edits facilitator follows heard notes part redo report revealed screen session stage timer trouble undo version viewers vote");
    let (room, facilitators) = (room.whole(7), facilitators.whole(7));
    assert_eq!(
        (&room["facilitator"], &facilitators["facilitator"]),
        (&false.into(), &true.into())
    );
    assert_eq!(room["version"], 7);
    assert_eq!(room["notes"][0]["pending"], true, "everybody sees it move");
    insta::assert_snapshot!(facilitators["edits"].to_string(), @r#"[{"id":"x","state":"pending","what":"park 1 note","why":null}]"#);
    insta::assert_snapshot!(facilitators["undo"].to_string(), @r#"{"id":"x","what":"park 1 note"}"#);
}

#[test]
fn hidden_votes_are_told_to_nobody() {
    let (board, journal, line) = (voted(), Journal::default(), Line::default());
    let mut scene = scene(&board, &journal, &line);
    let figures = |sent: &Sent| {
        let whole = Value::Object(sent.whole(1));
        let clusters = whole["clusters"].as_array().unwrap().clone();
        assert_eq!(
            whole["vote"]["voters"], 5,
            "how many have voted is no secret"
        );
        clusters.iter().any(|cluster| {
            cluster["votes"] != Value::Null
                || cluster["rank"] != Value::Null
                || cluster["chosen"] == true
        })
    };
    let (room, facilitators) = scene.tell(at(0), &Sent::default());
    assert!(!figures(&room) && !figures(&facilitators));
    assert_eq!(room.fields["vote"]["hidden"], true);
    scene.stand.revealed = true;
    let (revealed, _) = scene.tell(at(0), &Sent::default());
    assert!(figures(&revealed));
    assert_eq!(revealed.fields["vote"]["hidden"], false);
    // Neither by what changes.
    let change = Value::Object(revealed.change(&room, 1, 2)).to_string();
    assert!(!change.contains("41") && !change.contains("42"), "{change}");
}

#[test]
fn what_did_not_change_is_not_told_again() {
    let (board, journal, line) = (board(), Journal::default(), Line::default());
    let mut one = scene(&board, &journal, &line);
    let (before, _) = one.tell(at(0), &Sent::default());
    let (same, _) = one.tell(at(1), &before);
    assert_eq!(before, same);
    one.stand.revealed = true;
    let (after, _) = one.tell(at(2), &before);
    let change = Value::Object(before.change(&after, 1, 2)).to_string();
    insta::assert_snapshot!(change, @r#"{"from":1,"revealed":true,"version":2}"#);
}

/// Notes by their ids, with words that may differ, in any order.
fn cards() -> impl Strategy<Value = Vec<Card>> {
    let all = proptest::collection::btree_map(0_u8..9, 0_u8..3, 0..9);
    all.prop_map(|all| all.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(|all| {
            all.into_iter()
                .map(|(id, words)| Card {
                    id: format!("n{id}"),
                    text: format!("words {words}"),
                    cluster: None,
                    parked: false,
                    merged: None,
                    number: None,
                    url: None,
                    written: None,
                    pending: false,
                })
                .collect()
        })
}

proptest! {
    #[test]
    fn a_change_makes_the_old_state_the_new_one(
        before in cards(), after in cards(), revealed in any::<bool>(), viewers in 0_usize..3, trouble in proptest::option::of("[a-z ]{0,9}"),
    ) {
        let (mut old_board, mut new_board) = (board(), voted());
        old_board.notes = before;
        new_board.notes = after;
        let journal = Journal::default();
        let (quiet, line) = (Line::default(), Line { trouble, ..Line::default() });
        let old = scene(&old_board, &journal, &quiet).tell(at(0), &Sent::default());
        let mut next = scene(&new_board, &journal, &line);
        next.stand.revealed = revealed;
        next.viewers = viewers;
        let new = next.tell(at(0), &old.0);
        for (old, new) in [(&old.0, &new.0), (&old.1, &new.1)] {
            let change = old.change(new, 3, 4);
            prop_assert_eq!(applied(&old.whole(3), &change), new.whole(4));
        }
        // With a note more behind the others no order is told.
        let mut more = new_board.clone();
        more.notes.push(Card { id: "last".to_owned(), ..board().notes[0].clone() });
        let more = scene(&more, &journal, &line).tell(at(0), &Sent::default());
        prop_assert!(!new.0.change(&more.0, 4, 5).contains_key("order"));
    }
}
