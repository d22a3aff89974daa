//! What edits do to a board, and what a board shows of a session.

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

mod moments;

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

#[test]
fn a_session_is_shown_before_anything_was_read() {
    let session = session("");
    let board = Board::of(&session, &empty(ANNOUNCED), &Default::default());
    assert_eq!((board.stage, board.editable), (None, false));
    let agenda: Vec<String> = board
        .agenda
        .iter()
        .map(|part| format!("{} {} {}", part.starts, part.ends, part.title))
        .collect();
    insta::assert_snapshot!(agenda.join("\n"), @r#"
    2024-12-11T09:30:00Z 2024-12-11T09:40:00Z Opening and Context
    2024-12-11T09:40:00Z 2024-12-11T09:50:00Z Participant Introductions
    2024-12-11T09:50:00Z 2024-12-11T10:10:00Z Framing Challenges Using “How Might We” Questions
    2024-12-11T10:10:00Z 2024-12-11T10:20:00Z Affinity Mapping
    2024-12-11T10:20:00Z 2024-12-11T10:30:00Z Final Remarks
    "#);
    insta::assert_snapshot!(board.agenda[0].text, @r#"
    A project manager introduces the session's objectives and the role of open source management in the cloud native ecosystem:
    • Security: how open source management ensures and sustains secure practices in cloud native
    • Innovation: how it fosters innovation and speeds up technology adoption in cloud native
    • Collaboration: how it bridges diverse teams (security, development, operations) within cloud native
    "#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&board.session).unwrap(), @r#"
    {
      "id": "kubecon-india-2024",
      "title": "CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024",
      "format": "\"How might we\" workshop",
      "place": "New Delhi, India",
      "day": "Wednesday, 11 December 2024",
      "timezone": "Asia/Kolkata",
      "stem": "How might we",
      "prompts": [
        "How might we strengthen security practices in cloud native using open source strategies?",
        "How might open source managers help organizations adopt innovative tools and frameworks in cloud native?",
        "How might open source management improve collaboration between security and DevOps teams in cloud native?"
      ],
      "private": true,
      "off": false,
      "issue": null,
      "join": null
    }
    "#);
}

#[test]
fn notes_and_clusters_are_shown_stage_by_stage() {
    let session = session("");
    let (board, _) = after(&session, &[ANNOUNCED, NOTES]);
    assert_eq!((board.stage, board.editable), (Some(Stage::Notes), true));
    insta::assert_snapshot!(shown(&board), @r#"
    cluster:forks “Forks”
    cluster:forks: How might we fork?
    -: How might we share?
    -: How might we share? = How might we share?
    -: <b>How might we @mention?</b>
    "#);
    let (board, _) = after(&session, &[ANNOUNCED, NOTES, AFFINITY]);
    assert_eq!((board.stage, board.editable), (Some(Stage::Affinity), true));
    insta::assert_snapshot!(shown(&board), @r#"
    cluster:forks “Forks” #
    cluster:forks: How might we fork?
    -: How might we share? (parked)
    -: How might we share? (parked) = How might we share?
    -: <b>How might we @mention?</b> (parked)
    "#);
    let (board, _) = after(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
    assert_eq!((board.stage, board.editable), (Some(Stage::Voting), false));
    insta::assert_snapshot!(format!("{:#?}", board.vote), @r#"
    Vote {
        open: true,
        closes: 2024-12-11T10:30:00Z,
        how: "Give a 👍 to up to 2 of these.",
        each: Some(
            2,
        ),
        unit: "votes",
        voters: Some(
            0,
        ),
        hidden: false,
        figures: Free,
        hindrance: None,
    }
    "#);
    let join = board.session.join.unwrap();
    assert_eq!(
        join.url,
        "https://github.example/o/r/issues/new?template=note.yml&session=kubecon-india-2024"
    );
    assert!(
        join.short.starts_with("github.example/o/r/issues/"),
        "{}",
        join.short
    );
    assert!(join.qr.is_some());
}

fn shown(board: &Board) -> String {
    let clusters = board.clusters.iter().map(|cluster| {
        let why = if cluster.why.is_some() {
            ", and why"
        } else {
            ""
        };
        let issue = if cluster.number.is_some() { " #" } else { "" };
        format!("{} “{}”{issue}{why}", cluster.id, cluster.name)
    });
    let notes = board.notes.iter().map(|card| {
        let merged = card
            .merged
            .as_ref()
            .and_then(|into| board.card(into))
            .map(|into| format!(" = {}", into.text));
        let parked = if card.parked { " (parked)" } else { "" };
        let place = card.cluster.as_deref().unwrap_or("-");
        format!(
            "{place}: {}{parked}{}",
            card.text,
            merged.unwrap_or_default()
        )
    });
    clusters.chain(notes).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_session_in_the_file_is_joined_at_its_issue() {
    let session = session("notes:\n  in: file\n");
    let (board, _) = after(&session, &[ANNOUNCED, NOTES]);
    let join = board.session.join.unwrap();
    assert_eq!(join.url, format!("https://{}", join.short));
    assert!(!join.url.contains("/new"), "{}", join.url);
    // Its file says where.
    assert_eq!(board.notes[0].cluster.as_deref(), Some("cluster:forks"));
}

#[test]
fn a_stage_that_a_person_set_is_the_stage() {
    let session = session("");
    let (_, mut world) = after(&session, &[ANNOUNCED, NOTES]);
    for issue in world.issues.values_mut() {
        if issue.has("folkmoot:session") {
            issue.labels.remove("stage:notes");
            issue.labels.insert("stage:affinity".to_owned());
        }
    }
    let board = Board::of(&session, &world, &Default::default());
    assert_eq!(board.stage, Some(Stage::Affinity));
}

#[test]
fn what_was_known_stays_when_the_session_is_over() {
    let session = session("");
    let (before, mut world) = after(&session, &[ANNOUNCED, NOTES, AFFINITY, VOTING]);
    // Its notes are closed before its own issue is.
    let mut ending = before.clone();
    ending.stage = Some(Stage::Published);
    ending.notes.clear();
    ending.clusters.clear();
    ending.remember(&before);
    assert_eq!(
        (&ending.notes, &ending.clusters),
        (&before.notes, &before.clusters)
    );
    let number = world.session_issue(&session.id).unwrap().number;
    world.issues.clear();
    let finished = crate::plan::world::Finished {
        number,
        stage: Some(Stage::Published),
        called_off: false,
    };
    world.finished.insert(session.id.clone(), finished);
    let mut board = Board::of(&session, &world, &Default::default());
    assert_eq!(
        (board.stage, board.notes.len()),
        (Some(Stage::Published), 0)
    );
    assert_eq!(board.session.issue, before.session.issue);
    assert_eq!(board.session.join, None, "nobody can join any more");
    board.remember(&before);
    assert_eq!(
        (&board.notes, &board.clusters),
        (&before.notes, &before.clusters)
    );
    assert!(!board.vote.open && !board.editable);
}
