//! Any sequence of edits.

use super::*;
use proptest::prelude::*;

const WORDS: [&str; 4] = ["Forks", "Sharing", "Money", "New"];

fn edits() -> impl Strategy<Value = Vec<(u8, Vec<usize>, usize)>> {
    let one = (
        0u8..8,
        proptest::collection::vec(0usize..6, 1..3),
        0usize..4,
    );
    proptest::collection::vec(one, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_edits_lose_a_note_and_no_run_undoes_them(list in edits(), listed: bool, late: bool) {
        let notes = "text,cluster\nHow might we fork?,Forks\nHow might we fork well?,\nHow might we share?,\nhow might we SHARE,\nHow might we fund maintainers?,\nhow might we fork!,\n";
        let at = if late { At::Affinity } else { At::Notes };
        let mut room = Room::new(notes, if listed { IN_FILE } else { "" }, at);
        let ids: Vec<String> = room.view(|view| view.notes.iter().map(|it| note_id(&it.note.origin)).collect());
        for (kind, notes, word) in list {
            let chosen: Vec<String> = notes.iter().map(|at| ids[*at].clone()).collect();
            let (note, into) = (chosen[0].clone(), ids[word].clone());
            let (name, other) = (WORDS[word].to_owned(), labels::fold(&labels::cluster(WORDS[notes[0] % 4])));
            let to = labels::fold(&labels::cluster(&name));
            let edit = match kind {
                0 => Edit::Move { notes: chosen.clone(), to },
                1 => Edit::Park { notes: chosen.clone() },
                2 => Edit::Unplace { notes: chosen.clone() },
                3 => Edit::New { notes: chosen.clone(), name },
                4 => Edit::Merge { note, into },
                5 => Edit::Unmerge { note },
                6 => Edit::Rename { cluster: other, name },
                _ => Edit::Join { cluster: other, into: to },
            };
            let before = room.world.clone();
            if room.edit(&edit).is_err() {
                prop_assert_eq!(&before, &room.world);
                continue;
            }
            prop_assert_eq!(room.edit(&edit).unwrap(), Vec::new());
            let placed = room.view(|view| {
                let at = |at: usize| (view.notes[at].standing.clone(), view.notes[at].merged);
                (0..ids.len()).map(at).collect::<Vec<_>>()
            });
            room.run();
            prop_assert!(room.run().is_empty());
            room.view(|view| {
                for (at, (standing, merged)) in placed.iter().enumerate() {
                    let now = &view.notes[at];
                    assert_eq!(now.merged, *merged);
                    assert!(*standing == Standing::Open || now.standing == *standing, "{edit:?}: {standing:?} became {:?}", now.standing);
                }
            });
            // No cluster is there twice.
            let (doubles, torn) = room.view(|view| (view.doubles.clone(), view.torn()));
            prop_assert!(doubles.is_empty() && torn.is_empty(), "{doubles:?} {torn:?}");
        }
        let schedule = room.sessions[0].schedule.clone();
        for now in [schedule.affinity, schedule.voting] {
            (room.now, room.world.read_at) = (now, now);
            room.run();
        }
        room.view(|view| {
            let Ok(counted) = count::count(view) else {
                // Everything is parked.
                assert_eq!(view.votable().count(), 0);
                return;
            };
            let material = crate::plan::material::material(view, &counted);
            let clustered = material.clusters.iter().flat_map(|cluster| &cluster.notes);
            let whole: Vec<_> = clustered.chain(&material.parked).collect();
            assert_eq!(whole.len() + material.merged.len() + material.refused.len(), ids.len());
            assert_eq!(whole.iter().map(|note| note.support).sum::<usize>(), ids.len());
        });
    }
}
