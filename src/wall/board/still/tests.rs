//! What others changed since stays.

use crate::wall::Edit;
use crate::wall::board::Board;
use crate::wall::board::tests::{board, places};
use crate::wall::journal::tests::edit;
use proptest::prelude::*;

fn list(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn to(ids: &[&str], name: &str) -> Edit {
    Edit::Move {
        notes: list(ids),
        to: format!("cluster:{name}"),
    }
}

fn park(ids: &[&str]) -> Edit {
    Edit::Park { notes: list(ids) }
}

fn merge(note: &str, into: &str) -> Edit {
    Edit::Merge {
        note: note.into(),
        into: into.into(),
    }
}

fn rename(name: &str) -> Edit {
    Edit::Rename {
        cluster: "cluster:a".into(),
        name: name.into(),
    }
}

/// The board after an edit, something of somebody else's, and the undo of the first; and what stays.
fn undone(edit: &Edit, others: &[Edit]) -> (String, Option<String>, Option<Edit>) {
    let before = board();
    let mut now = before.clone();
    now.with(edit);
    for other in others {
        now.with(other);
    }
    let still = now.still(edit, &before.inverse(edit).unwrap());
    for back in &still.back {
        now.with(back);
    }
    assert_eq!(still.back.is_empty(), still.edit.is_none());
    (places(&now).replace('*', ""), still.left, still.edit)
}

#[test]
fn what_somebody_changed_since_is_not_undone() {
    let (all, gone) = ("1:a 2:a 3:b 4:- 5:P 6>4:-", None);
    let one = || Some("“How might we do 1?”".to_owned());
    let new = |ids: &[&str]| Edit::New {
        notes: list(ids),
        name: "X".into(),
    };
    let join = Edit::Join {
        cluster: "cluster:a".into(),
        into: "cluster:b".into(),
    };
    let unmerge = Edit::Unmerge { note: "6".into() };
    let table = [
        // Nobody did anything, or something else, or the same.
        (
            to(&["1", "4"], "b"),
            vec![],
            all,
            None,
            Some(to(&["1", "4"], "b")),
        ),
        (
            to(&["1"], "b"),
            vec![park(&["2"])],
            "1:a 2:P 3:b 4:- 5:P 6>4:-",
            None,
            Some(to(&["1"], "b")),
        ),
        (
            to(&["1"], "b"),
            vec![to(&["1"], "b"), rename("Z")],
            all,
            None,
            Some(to(&["1"], "b")),
        ),
        // One of two was put elsewhere.
        (
            to(&["1", "4"], "b"),
            vec![park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            Some(to(&["4"], "b")),
        ),
        (
            park(&["1", "2", "3"]),
            vec![to(&["1"], "b")],
            "1:b 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            Some(park(&["2", "3"])),
        ),
        (
            new(&["1", "3"]),
            vec![park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            Some(new(&["3"])),
        ),
        (
            join.clone(),
            vec![park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            Some(to(&["2"], "b")),
        ),
        (join.clone(), vec![], all, None, Some(join.clone())),
        // It went into another, which was there before it.
        (
            to(&["1", "2"], "b"),
            vec![merge("1", "3")],
            "1>3:b 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            Some(to(&["2"], "b")),
        ),
        // All of it.
        (
            to(&["1"], "b"),
            vec![park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            gone.clone(),
        ),
        (
            Edit::Unplace {
                notes: list(&["1"]),
            },
            vec![park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            gone.clone(),
        ),
        (
            merge("1", "3"),
            vec![merge("1", "2")],
            "1>2:a 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            gone.clone(),
        ),
        (
            merge("1", "3"),
            vec![Edit::Unmerge { note: "1".into() }, park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            one(),
            gone.clone(),
        ),
        (
            merge("1", "6"),
            vec![park(&["4"])],
            "1:a 2:a 3:b 4:P 5:P 6>4:P",
            None,
            Some(merge("1", "6")),
        ),
        (merge("4", "6"), vec![], all, None, Some(merge("4", "6"))),
        (
            unmerge.clone(),
            vec![merge("6", "3")],
            "1:a 2:a 3:b 4:- 5:P 6>3:b",
            Some("“How might we do 6?”".to_owned()),
            gone.clone(),
        ),
        (
            unmerge.clone(),
            vec![park(&["1"])],
            "1:P 2:a 3:b 4:- 5:P 6>4:-",
            None,
            Some(unmerge.clone()),
        ),
        (
            rename("Y"),
            vec![rename("Z")],
            all,
            Some("Z".to_owned()),
            gone.clone(),
        ),
        (
            rename("Y @all"),
            vec![rename("Y @\u{200b}all")],
            all,
            None,
            Some(rename("Y @all")),
        ),
    ];
    for (edit, others, after, left, again) in table {
        let found = undone(&edit, &others);
        assert_eq!(
            found,
            (after.to_owned(), left, again),
            "{edit:?} {others:?}"
        );
    }
}

#[test]
fn what_is_gone_and_what_is_too_much_to_name() {
    let before = board();
    let edit = park(&["1", "2", "3", "4"]);
    let inverse = before.inverse(&edit).unwrap();
    let still = before.still(&edit, &inverse);
    assert_eq!((still.back, still.edit), (Vec::new(), None));
    let left = "“How might we do 1?”, “How might we do 2?”, “How might we do 3?”, 1 more";
    assert_eq!(still.left.as_deref(), Some(left));
    let mut now = before.clone();
    now.with(&edit);
    now.notes.retain(|card| card.id != "2");
    let still = now.still(&edit, &inverse);
    assert_eq!(still.left.as_deref(), Some("a note that is gone"));
    assert_eq!(still.edit, Some(park(&["1", "3", "4"])));
    now.clusters.clear();
    let renamed = rename("Y");
    let still = now.still(&renamed, &before.inverse(&renamed).unwrap());
    assert_eq!(still.left.as_deref(), Some("a cluster that is gone"));
}

/// Where each note is.
fn each(board: &Board) -> Vec<(Option<String>, bool)> {
    let notes = board.notes.iter();
    notes
        .map(|card| (card.cluster.clone(), card.parked))
        .collect()
}

proptest! {
    #[test]
    fn an_undo_moves_nothing_that_somebody_moved(mine in edit(), theirs in edit()) {
        let before = board();
        let Some(inverse) = before.inverse(&mine) else { return Ok(()) };
        let mut made = before.clone();
        made.with(&mine);
        let mut now = made.clone();
        now.with(&theirs);
        let still = now.still(&mine, &inverse);
        let (then, since) = (each(&made), each(&now));
        let mut end = now.clone();
        for back in &still.back {
            end.with(back);
        }
        for (at, place) in each(&end).iter().enumerate() {
            if then[at] != since[at] && !matches!(theirs, Edit::Rename { .. }) {
                prop_assert_eq!(place, &since[at], "{}", at);
            }
        }
        // Where nobody did anything all of it is undone.
        let all = made.still(&mine, &inverse);
        prop_assert_eq!((all.back, all.edit, all.left), (inverse, Some(mine), None));
    }
}
