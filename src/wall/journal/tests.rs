//! Whatever facilitators do, and whatever GitHub answers: the overlay is what they did, and nothing is done twice.

use super::*;
use crate::wall::board::tests::{board, places};
use proptest::prelude::*;

fn edit_move(note: &str, to: &str) -> Edit {
    Edit::Move {
        notes: vec![note.to_owned()],
        to: to.to_owned(),
    }
}

fn rename(to: &str) -> Edit {
    Edit::Rename {
        cluster: "cluster:a".to_owned(),
        name: to.to_owned(),
    }
}

/// GitHub, which does what it is sent, and the journal over it.
struct Sitting {
    hub: Board,
    journal: Journal,
    next: u32,
}

impl Sitting {
    fn new() -> Sitting {
        Sitting {
            hub: board(),
            journal: Journal::default(),
            next: 0,
        }
    }

    fn seen(&self) -> Board {
        let mut seen = self.hub.clone();
        self.journal.overlay(&mut seen);
        seen
    }

    fn edit(&mut self, edit: Edit) {
        self.next += 1;
        let seen = self.seen();
        assert!(self.journal.add(&format!("id-{}", self.next), edit, &seen));
    }

    fn undo(&mut self) -> Result<(), Nothing> {
        let seen = self.seen();
        self.journal.undo(&seen)
    }

    fn redo(&mut self) -> Result<(), Nothing> {
        let seen = self.seen();
        self.journal.redo(&seen)
    }

    /// Everything that waits gets through and is seen.
    fn settle(&mut self) {
        for (number, edit) in self.journal.send() {
            self.hub.with(&edit);
            self.journal.taken(number);
        }
        self.hub.settle();
        self.journal.saw(&self.hub);
    }
}

#[test]
fn an_edit_shows_at_once_and_is_done_when_github_shows_it() {
    let mut one = Sitting::new();
    one.edit(edit_move("1", "cluster:b"));
    assert_eq!(places(&one.seen()), "1*:b 2:a 3:b 4:- 5:P 6>4:-");
    assert_eq!(one.journal.shown()[0].what, "move 1 note to B");
    let batch = one.journal.send();
    assert_eq!(batch, [(2, edit_move("1", "cluster:b"))]);
    // On its way: not sent again, and still shown.
    assert!(one.journal.send().is_empty());
    one.journal.saw(&one.hub);
    one.journal.taken(2);
    assert_eq!(places(&one.seen()), "1*:b 2:a 3:b 4:- 5:P 6>4:-");
    // A reading from before it.
    one.journal.saw(&one.hub);
    assert_eq!(one.journal.shown()[0].state, "pending");
    one.hub.with(&batch[0].1);
    one.hub.settle();
    one.journal.saw(&one.hub);
    assert!(one.journal.shown().is_empty());
    assert_eq!(places(&one.seen()), "1:b 2:a 3:b 4:- 5:P 6>4:-");
}

#[test]
fn somebody_who_moves_it_on_github_has_the_last_word() {
    let mut one = Sitting::new();
    one.edit(edit_move("1", "cluster:b"));
    let batch = one.journal.send();
    one.journal.taken(batch[0].0);
    for look in 0..PATIENCE {
        assert_eq!(one.journal.shown().len(), 1, "look {look}");
        one.journal.saw(&one.hub);
    }
    assert!(one.journal.shown().is_empty());
    assert_eq!(places(&one.seen()), places(&board()));
}

#[test]
fn what_fails_is_gone_from_the_board_and_says_why() {
    let mut one = Sitting::new();
    one.edit(edit_move("1", "cluster:b"));
    let (number, _) = one.journal.send()[0];
    one.journal.again(number);
    assert_eq!(one.journal.unsent(), ["move 1 note to B"]);
    let (number, _) = one.journal.send()[0];
    assert_eq!(
        one.journal.unsent(),
        ["move 1 note to B"],
        "nobody knows yet"
    );
    one.journal.failed(number, "the vote is open");
    assert_eq!(places(&one.seen()), places(&board()));
    let shown = &one.journal.shown()[0];
    assert_eq!(
        (shown.state, shown.why.as_deref()),
        ("failed", Some("the vote is open"))
    );
    assert_eq!(one.undo(), Err(Nothing::Undo));
    assert!(one.journal.unsent().is_empty());
    for count in 0..30 {
        one.edit(rename(&format!("name {count}")));
        let (number, _) = one.journal.send()[0];
        one.journal.failed(number, "no");
    }
    assert_eq!(one.journal.shown().len(), MOST_FAILED);
    assert_eq!(one.journal.shown()[0].what, "rename A to name 29");
}

#[test]
fn undo_withdraws_what_was_not_sent_and_turns_back_what_was() {
    let mut one = Sitting::new();
    one.edit(edit_move("1", "cluster:b"));
    one.undo().unwrap();
    assert!(one.journal.send().is_empty(), "withdrawn");
    assert_eq!(places(&one.seen()), places(&board()));
    one.redo().unwrap();
    one.settle();
    assert_eq!(places(&one.seen()), "1:b 2:a 3:b 4:- 5:P 6>4:-");
    assert_eq!(one.journal.next_undo().unwrap().what, "move 1 note to B");
    one.undo().unwrap();
    assert_eq!(one.journal.shown()[0].what, "undo: move 1 note to B");
    assert_eq!(places(&one.seen()), "1*:a 2:a 3:b 4:- 5:P 6>4:-");
    one.settle();
    assert_eq!(places(&one.seen()), places(&board()));
    assert_eq!(one.undo(), Err(Nothing::Undo));
    assert_eq!(one.journal.next_redo().unwrap().what, "move 1 note to B");
    // One on its way cannot be withdrawn: its inverse goes behind it.
    one.redo().unwrap();
    let sent = one.journal.send();
    one.undo().unwrap();
    let behind = one.journal.send();
    assert_eq!((sent.len(), behind.len()), (1, 1));
    assert_eq!(behind[0].1, edit_move("1", "cluster:a"));
    // Whoever does something new has another future.
    one.edit(rename("Z"));
    assert_eq!(one.redo(), Err(Nothing::Redo));
}

#[test]
fn undo_that_fails_leaves_what_it_was_for_to_be_undone() {
    let mut one = Sitting::new();
    one.edit(edit_move("1", "cluster:b"));
    one.settle();
    one.undo().unwrap();
    let (number, _) = one.journal.send()[0];
    one.journal.failed(number, "no such cluster");
    assert_eq!(one.redo(), Err(Nothing::Redo));
    assert_eq!(one.journal.next_undo().unwrap().what, "move 1 note to B");
}

#[test]
fn an_edit_that_changes_nothing_cannot_be_undone() {
    let mut one = Sitting::new();
    one.edit(edit_move("3", "cluster:b"));
    one.settle();
    assert_eq!(
        one.undo(),
        Err(Nothing::Same("move 1 note to B".to_owned()))
    );
}

#[test]
fn the_same_id_does_nothing_twice() {
    let mut one = Sitting::new();
    let seen = one.seen();
    assert!(one.journal.add("x", rename("Y"), &seen));
    assert!(!one.journal.add("x", rename("Z"), &seen));
    assert_eq!(one.journal.send(), [(2, rename("Y"))]);
    one.journal.taken(2);
    one.hub.with(&rename("Y"));
    one.journal.saw(&one.hub.clone());
    assert!(
        !one.journal.add("x", rename("Z"), &seen),
        "also once it is done"
    );
}

/// What may happen in a sitting.
#[derive(Debug, Clone)]
enum Deed {
    Edit(Edit),
    Undo,
    Redo,
    Settle,
    /// So many of a batch get through.
    Part(usize),
    Look,
}

fn note() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["1", "2", "3", "4", "5"]).prop_map(str::to_owned)
}

fn cluster() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["cluster:a", "cluster:b"]).prop_map(str::to_owned)
}

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let notes = || proptest::collection::vec(note(), 1..3);
    prop_oneof![
        (notes(), cluster()).prop_map(|(notes, to)| Edit::Move { notes, to }),
        notes().prop_map(|notes| Edit::Park { notes }),
        notes().prop_map(|notes| Edit::Unplace { notes }),
        (notes(), "[X-Z]").prop_map(|(notes, name)| Edit::New { notes, name }),
        // A name that is taken is refused before it comes so far.
        (cluster(), "[L-P]").prop_map(|(cluster, name)| Edit::Rename { cluster, name }),
        (cluster(), cluster()).prop_map(|(cluster, into)| Edit::Join { cluster, into }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => edit().prop_map(Deed::Edit),
        2 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
        2 => Just(Deed::Settle),
        1 => (0_usize..3).prop_map(Deed::Part),
        1 => Just(Deed::Look),
    ]
}

proptest! {
    #[test]
    fn whatever_is_done_and_undone_all_of_it_undone_is_the_beginning(deeds in proptest::collection::vec(deed(), 0..24)) {
        let mut one = Sitting::new();
        let first = places(&board());
        for deed in deeds {
            match deed {
                // Nothing to undo is no failure of the journal's, and an edit without effect is none of the facilitator's.
                Deed::Edit(edit) => if one.seen().inverse(&edit).is_some() { one.edit(edit) },
                Deed::Undo => { let _ = one.undo(); }
                Deed::Redo => { let _ = one.redo(); }
                Deed::Settle => one.settle(),
                Deed::Part(through) => {
                    for (at, (number, edit)) in one.journal.send().into_iter().enumerate() {
                        // In order, or the later ones would stand on nothing.
                        if at < through {
                            one.hub.with(&edit);
                            one.journal.taken(number);
                        } else {
                            one.journal.again(number);
                        }
                    }
                    one.hub.settle();
                }
                Deed::Look => { let hub = one.hub.clone(); one.journal.saw(&hub); }
            }
        }
        // What everybody sees is what GitHub has once all of it is there.
        let seen = places(&one.seen()).replace('*', "");
        one.settle();
        one.settle();
        prop_assert_eq!(&places(&one.hub), &seen);
        while one.undo().is_ok() {}
        one.settle();
        prop_assert_eq!(places(&one.hub), first);
        prop_assert!(one.journal.unsent().is_empty());
    }
}

#[test]
fn what_github_may_have_is_undone_by_its_inverse() {
    let mut one = Sitting::new();
    one.edit(edit_move("1", "cluster:b"));
    // It gets through, and the answer is lost.
    let batch = one.journal.send();
    one.hub.with(&batch[0].1);
    one.hub.settle();
    one.journal.again(batch[0].0);
    one.undo().unwrap();
    one.settle();
    assert_eq!(places(&one.hub), places(&board()));
    assert!(one.journal.shown().is_empty());
}

#[test]
fn a_new_cluster_that_is_renamed_at_once_keeps_its_new_name() {
    let mut one = Sitting::new();
    one.edit(Edit::New {
        notes: vec!["1".to_owned()],
        name: "Gnu".to_owned(),
    });
    one.edit(Edit::Rename {
        cluster: "cluster:gnu".to_owned(),
        name: "Emu".to_owned(),
    });
    one.settle();
    assert!(one.journal.shown().is_empty());
    let names = |board: &Board| -> Vec<String> {
        let clusters = board.clusters.iter();
        clusters.map(|cluster| cluster.name.clone()).collect()
    };
    assert_eq!(names(&one.seen()), names(&one.hub));
    assert!(names(&one.seen()).contains(&"Emu".to_owned()));
}

#[test]
fn undo_leaves_what_somebody_else_changed_since() {
    let both = Edit::Move {
        notes: vec!["1".to_owned(), "2".to_owned()],
        to: "cluster:b".to_owned(),
    };
    let park = Edit::Park {
        notes: vec!["1".to_owned()],
    };
    let mut one = Sitting::new();
    one.edit(both);
    one.settle();
    one.hub.with(&park);
    one.hub.settle();
    one.undo().unwrap();
    assert_eq!(places(&one.seen()), "1:P 2*:a 3:b 4:- 5:P 6>4:-");
    one.settle();
    let shown = one.journal.shown();
    assert_eq!(
        (shown[0].what.as_str(), shown[0].why.as_deref()),
        (
            "undo: move 2 notes to B",
            Some("somebody has changed “How might we do 1?” since: it stays so")
        )
    );
    // Nor is it done again.
    assert_eq!(one.journal.next_redo().unwrap().what, "move 1 note to B");
    one.redo().unwrap();
    one.settle();
    assert_eq!(places(&one.hub), "1:P 2:b 3:b 4:- 5:P 6>4:-");
    // All of it: then it is said, and what came before can be undone.
    one.edit(edit_move("3", "cluster:a"));
    one.settle();
    one.hub.with(&edit_move("3", "cluster:b"));
    one.hub.settle();
    let refused = one.undo().unwrap_err().to_string();
    assert_eq!(
        refused,
        "“move 1 note to A” is not undone: somebody has changed “How might we do 3?” since, and it stays so"
    );
    assert!(one.journal.send().is_empty());
    one.undo().unwrap();
    one.settle();
    assert_eq!(places(&one.hub), "1:P 2:a 3:b 4:- 5:P 6>4:-");
}
