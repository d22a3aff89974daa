//! What edits do to a board, and what a board shows of a session.

mod moments;
mod shown;

use super::*;
use crate::fault::Source;
use crate::plan::view::homes;
use crate::plan::{MOST_WAVES, World, next};
use crate::session::{Formats, RepositoryName, Session, read};
use crate::wall::Edit;
use crate::wall::journal::tests::edit;
use proptest::prelude::*;
use std::path::Path;
use std::sync::{Arc, LazyLock};

fn card(id: &str, cluster: Option<&str>) -> Card {
    Card {
        id: id.to_owned(),
        text: format!("How might we do {id}?"),
        cluster: cluster.map(|name| format!("cluster:{name}")),
        parked: false,
        merged: None,
        number: None,
        url: None,
        written: None,
        pending: false,
    }
}

/// Two clusters, two notes in one, one in the other, one in none, one parked, one merged.
pub(crate) fn board() -> Board {
    static BOARD: LazyLock<Board> = LazyLock::new(made);
    BOARD.clone()
}

fn made() -> Board {
    let world = empty("2024-11-27T09:30:00Z");
    let session = session("");
    let mut board = Board::of(&session, &world, &Default::default());
    board.clusters = ["a", "b"]
        .map(|name| Cluster {
            name: name.to_uppercase(),
            number: Some(if name == "a" { 7 } else { 8 }),
            ..Cluster::new(format!("cluster:{name}"))
        })
        .to_vec();
    board.notes = vec![
        card("1", Some("a")),
        card("2", Some("a")),
        card("3", Some("b")),
        card("4", None),
        Card {
            parked: true,
            ..card("5", None)
        },
        Card {
            merged: Some("4".to_owned()),
            ..card("6", None)
        },
    ];
    board
}

/// Where the notes are: `1:a`, `P` parked, `-` nowhere, `>4` merged into 4, `*` pending.
pub(crate) fn places(board: &Board) -> String {
    let shown = board.notes.iter().map(|card| {
        let place = match &card.cluster {
            Some(cluster) => cluster.trim_start_matches("cluster:"),
            None if card.parked => "P",
            None => "-",
        };
        let merged = card.merged.iter().map(|into| format!(">{into}"));
        let mark = if card.pending { "*" } else { "" };
        format!("{}{}{mark}:{place}", card.id, merged.collect::<String>())
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn list(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn edits_do_what_they_say_and_their_inverses_undo_it() {
    let to = |name: &str| format!("cluster:{name}");
    let new = |ids: &[&str], name: &str| Edit::New {
        notes: list(ids),
        name: name.into(),
    };
    let merge = |note: &str, into: &str| Edit::Merge {
        note: note.into(),
        into: into.into(),
    };
    let table = [
        (
            Edit::Move {
                notes: list(&["1", "4"]),
                to: to("b"),
            },
            "1*:b 2:a 3:b 4*:b 5:P 6>4:b",
            "move 2 notes to B",
        ),
        (
            Edit::Move {
                notes: list(&["1"]),
                to: to("gone"),
            },
            "1*:gone 2:a 3:b 4:- 5:P 6>4:-",
            "move 1 note to a cluster that is gone",
        ),
        (
            Edit::Move {
                notes: list(&["1"]),
                to: "elsewhere".into(),
            },
            "1:a 2:a 3:b 4:- 5:P 6>4:-",
            "move 1 note to a cluster that is gone",
        ),
        (
            Edit::Park {
                notes: list(&["3"]),
            },
            "1:a 2:a 3*:P 4:- 5:P 6>4:-",
            "park 1 note",
        ),
        (
            Edit::Unplace {
                notes: list(&["1", "5"]),
            },
            "1*:- 2:a 3:b 4:- 5*:- 6>4:-",
            "take 2 notes out",
        ),
        (
            new(&["1", "3"], "New One"),
            "1*:new one 2:a 3*:new one 4:- 5:P 6>4:-",
            "put 2 notes into a new cluster New One",
        ),
        (
            new(&["5"], "b"),
            "1:a 2:a 3:b 4:- 5*:b 6>4:-",
            "put 1 note into a new cluster b",
        ),
        (
            merge("1", "3"),
            "1>3*:b 2:a 3:b 4:- 5:P 6>4:-",
            "merge “How might we do 1?” into “How might we do 3?”",
        ),
        (
            merge("4", "6"),
            "1:a 2:a 3:b 4>6*:- 5:P 6*:-",
            "merge “How might we do 4?” into “How might we do 6?”",
        ),
        (
            merge("1", "6"),
            "1>4*:- 2:a 3:b 4:- 5:P 6>4:-",
            "merge “How might we do 1?” into “How might we do 6?”",
        ),
        (
            Edit::Unmerge { note: "6".into() },
            "1:a 2:a 3:b 4:- 5:P 6*:-",
            "show “How might we do 6?” by itself",
        ),
        (
            Edit::Join {
                cluster: to("a"),
                into: to("b"),
            },
            "1*:b 2*:b 3:b 4:- 5:P 6>4:-",
            "put all of A into B",
        ),
    ];
    for (edit, after, words) in table {
        let before = board();
        let mut now = before.clone();
        assert_eq!(now.words(&edit), words);
        now.with(&edit);
        assert_eq!(places(&now), after, "{edit:?}");
        assert!(now.shows(&edit), "{edit:?}");
        for back in before.inverse(&edit).into_iter().flatten() {
            now.with(&back);
        }
        assert_eq!(places(&now).replace('*', ""), places(&before), "{edit:?}");
    }
    let mut named = board();
    let rename = Edit::Rename {
        cluster: to("a"),
        name: "All\nof it".into(),
    };
    assert_eq!(named.words(&rename), "rename A to All of it");
    named.with(&rename);
    assert_eq!(
        (named.clusters[0].name.as_str(), named.clusters[0].pending),
        ("All of it", true)
    );
    let back = board().inverse(&rename).unwrap();
    assert_eq!(
        back,
        [Edit::Rename {
            cluster: to("a"),
            name: "A".into()
        }]
    );
    // A note that is gone is left out, and what changes nothing has no inverse.
    assert_eq!(
        board().inverse(&Edit::Park {
            notes: list(&["9", "5"])
        }),
        None
    );
    assert_eq!(board().inverse(&merge("6", "4")), None);
    assert_eq!(board().inverse(&merge("1", "1")), None);
}

proptest! {
    #[test]
    fn an_inverse_undoes_its_edit(edits in proptest::collection::vec(edit(), 1..6)) {
        let mut now = board();
        for edit in edits {
            let before = now.clone();
            now.with(&edit);
            let mut back = now.clone();
            for inverse in before.inverse(&edit).into_iter().flatten() {
                back.with(&inverse);
            }
            let settled = |board: &Board| places(board).replace('*', "");
            prop_assert_eq!(settled(&back), settled(&before), "{:?}", edit);
            prop_assert_eq!(before.inverse(&edit).is_none(), settled(&now) == settled(&before) && now.clusters.iter().map(|c| &c.name).eq(before.clusters.iter().map(|c| &c.name)));
            // Made twice it is made once.
            prop_assert!(now.shows(&edit));
        }
    }
}

fn session(more: &str) -> Session {
    session_of(
        "text,cluster\nHow might we fork?,Forks\nHow might we share?,\nHow might we share?,\n<b>How might we @mention?</b>,\n",
        more,
    )
}

fn session_of(csv: &str, more: &str) -> Session {
    let text = include_str!("../../../examples/kubecon-india-2024/session.yml");
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: format!("{text}\n{more}"),
    });
    let notes = crate::notes::file::read(Path::new("notes.csv"), csv.as_bytes(), &[]).unwrap();
    let folder = Path::new("sessions/kubecon-india-2024");
    read::read(&source, folder, notes, &Formats::default()).unwrap()
}

fn empty(now: &str) -> World {
    let name = RepositoryName::new("o/r").unwrap();
    World::empty(
        name,
        "R".into(),
        "https://github.example/o/r".into(),
        now.parse().unwrap(),
    )
}

/// The board after runs at these times.
fn after(session: &Session, times: &[&str]) -> (Board, World) {
    let mut world = empty(times[0]);
    let sessions = std::slice::from_ref(session);
    for time in times {
        go(session, &mut world, time);
    }
    let (homes, _) = homes(sessions, &world);
    let board = Board::of(session, &world, &homes);
    (board, world)
}

/// A run.
fn go(session: &Session, world: &mut World, time: &str) {
    let now = time.parse().unwrap();
    world.read_at = now;
    for _ in 0..MOST_WAVES {
        let wave = next(std::slice::from_ref(session), world, now);
        if wave.changes.is_empty() {
            break;
        }
        for change in wave.changes {
            world.pretend(&change);
        }
    }
}

const ANNOUNCED: &str = "2024-11-27T09:30:00Z";
const NOTES: &str = "2024-12-11T09:50:00Z";
const AFFINITY: &str = "2024-12-11T10:10:00Z";
const VOTING: &str = "2024-12-11T10:15:00Z";
