//! The whole grouping: what it finds, and what it keeps.

use super::*;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const NOTES: [&str; 12] = [
    "How might we pay the people who maintain critical projects?",
    "How might we fund maintainers?",
    "How might we raise money from sponsors?",
    "How might we write better documentation for newcomers?",
    "How might we explain our code in tutorials?",
    "How might we translate the handbook?",
    "How might we fix vulnerabilities faster?",
    "How might we protect the supply chain from attacks?",
    "How might we patch insecure dependencies?",
    "How might we welcome women and under-represented groups?",
    "How might we make meetings inclusive for other cultures?",
    "How might we become more diverse?",
];

fn asked<'t>(texts: &[&'t str]) -> Request<'t> {
    Request {
        notes: texts
            .iter()
            .map(|text| Note {
                text,
                held: Held::Free,
            })
            .collect(),
        threads: 2,
        ..Request::default()
    }
}

fn cluster(proposal: &Proposal, note: usize) -> Option<usize> {
    proposal.places[note].cluster
}

/// What has to hold of every proposal.
fn whole(request: &Request<'_>, proposal: &Proposal) {
    assert_eq!(proposal.places.len(), request.notes.len());
    let mut seen = vec![0; request.notes.len()];
    for (at, cluster) in proposal.clusters.iter().enumerate() {
        assert!(!cluster.notes.is_empty());
        assert!(cluster.cohesion <= 100);
        for note in &cluster.notes {
            seen[*note] += 1;
            assert_eq!(proposal.places[*note].cluster, Some(at));
        }
        if let Some(known) = cluster.known {
            assert_eq!(cluster.name, request.known[known].name);
        }
        assert!(
            cluster
                .about
                .is_some_and(|about| cluster.notes.contains(&about))
        );
    }
    for (note, place) in proposal.places.iter().enumerate() {
        assert_eq!(seen[note], usize::from(place.cluster.is_some()));
        assert!(
            place
                .near
                .iter()
                .all(|near| near.0 != note && near.1 <= 100)
        );
        assert!(place.second.is_none() || place.second != place.cluster);
        match request.notes[note].held {
            Held::Free => assert!(!place.by_person),
            Held::Parked => assert!(place.by_person && place.cluster.is_none()),
            Held::In(known) => {
                let cluster = place.cluster.unwrap();
                assert_eq!(proposal.clusters[cluster].known, Some(known));
                assert!(place.by_person);
            }
        }
    }
}

#[test]
fn the_embedded_table_is_the_one_that_the_recipe_made() {
    let digest = Sha256::digest(include_bytes!("table.bin"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    let noted = include_str!("table.sha256");
    assert_eq!(
        digest,
        noted.trim(),
        "model/README.md says how to make it again"
    );
}

#[test]
fn notes_that_mean_the_same_come_together_without_a_shared_word() {
    let proposal = group(&asked(&NOTES));
    assert_eq!(proposal.clusters.len(), 4, "{proposal:#?}");
    for first in [0, 3, 6, 9] {
        let home = cluster(&proposal, first);
        assert!(home.is_some());
        assert_eq!(cluster(&proposal, first + 1), home, "{proposal:#?}");
        assert_eq!(cluster(&proposal, first + 2), home, "{proposal:#?}");
    }
}

#[test]
fn what_says_nothing_or_is_like_nothing_is_parked() {
    let mut notes = NOTES.to_vec();
    notes.extend(["", "🎉🎉", "Bananas are yellow"]);
    let proposal = group(&asked(&notes));
    for odd in NOTES.len()..notes.len() {
        assert_eq!(cluster(&proposal, odd), None, "{proposal:#?}");
    }
    assert_eq!(group(&asked(&[])), Proposal::default());
    assert_eq!(cluster(&group(&asked(&["Better coffee"])), 0), None);
}

#[test]
fn a_new_note_joins_the_cluster_that_people_made() {
    let mut request = asked(&[
        "How might we fund maintainers?",
        "How might we find sponsors?",
        "How might we thank sponsors?",
        "How might we translate the handbook?",
    ]);
    request.known = vec![Known {
        name: "Money",
        examples: Vec::new(),
    }];
    request.notes[0].held = Held::In(0);
    request.notes[1].held = Held::In(0);
    let proposal = group(&request);
    whole(&request, &proposal);
    assert_eq!(proposal.clusters[0].name, "Money");
    assert_eq!(cluster(&proposal, 2), Some(0), "{proposal:#?}");
    assert_eq!(cluster(&proposal, 3), None, "{proposal:#?}");
}

#[test]
fn notes_near_to_a_label_take_it() {
    let mut request = asked(&NOTES);
    let labels = [
        ("Security", "vulnerabilities, attacks, supply chain"),
        ("Money", "funding and sponsors"),
        ("Space travel", "rockets to the moon"),
    ];
    request.known = labels
        .iter()
        .map(|(name, about)| Known {
            name,
            examples: vec![name, about],
        })
        .collect();
    let proposal = group(&request);
    whole(&request, &proposal);
    let name = |note: usize| cluster(&proposal, note).map(|at| &*proposal.clusters[at].name);
    assert_eq!(name(7), Some("Security"), "{proposal:#?}");
    assert_eq!(name(1), Some("Money"), "{proposal:#?}");
    // A label that nothing is near to is no cluster.
    let names: Vec<&str> = proposal
        .clusters
        .iter()
        .map(|cluster| &*cluster.name)
        .collect();
    assert!(!names.contains(&"Space travel"), "{names:?}");
}

#[test]
fn a_person_says_how_many() {
    for count in 1..=12 {
        let mut request = asked(&NOTES);
        request.count = Some(count);
        let proposal = group(&request);
        whole(&request, &proposal);
        assert_eq!(proposal.clusters.len(), count, "{proposal:#?}");
    }
    let sizes = [Grain::new(25), Grain::new(100), Grain::new(400)].map(|grain| {
        let mut request = asked(&NOTES);
        request.grain = grain.unwrap();
        let proposal = group(&request);
        proposal
            .clusters
            .iter()
            .map(|cluster| cluster.notes.len())
            .max()
    });
    assert!(sizes[0] >= sizes[1] && sizes[1] >= sizes[2], "{sizes:?}");
    assert_eq!((Grain::new(24), Grain::new(401)), (None, None));
}

/// A session of which people placed some notes, put some together and took some apart.
fn session() -> impl Strategy<Value = Request<'static>> {
    let known = prop_oneof![
        Just(Vec::new()),
        Just(vec!["Money"]),
        Just(vec!["Money", "Docs", "People"])
    ];
    let held = prop_oneof![
        4 => Just(Held::Free),
        2 => (0_usize..3).prop_map(Held::In),
        1 => Just(Held::Parked),
    ];
    let pairs = || proptest::collection::vec((0_usize..12, 0_usize..12), 0..4);
    let count = prop_oneof![3 => Just(None), 1 => (1_usize..8).prop_map(Some)];
    (
        known,
        proptest::collection::vec(held, 12),
        pairs(),
        pairs(),
        count,
    )
        .prop_map(|(known, held, together, apart, count)| {
            let notes = NOTES
                .iter()
                .zip(held)
                .map(|(text, held)| Note {
                    text,
                    held: match held {
                        Held::In(at) if at >= known.len() => Held::Free,
                        held => held,
                    },
                })
                .collect();
            Request {
                notes,
                known: known
                    .into_iter()
                    .map(|name| Known {
                        name,
                        examples: Vec::new(),
                    })
                    .collect(),
                together,
                apart,
                count,
                threads: 1,
                ..Request::default()
            }
        })
}

proptest! {
    #[test]
    fn what_people_did_stays(request in session()) {
        let proposal = group(&request);
        whole(&request, &proposal);
        let held = |note: usize| request.notes[note].held;
        for (a, b) in &request.together {
            // Holding decides over a pair, whoever is held by way of others.
            if held(*a) == Held::Free && held(*b) == Held::Free && request.known.len() < 2 {
                prop_assert_eq!(cluster(&proposal, *a), cluster(&proposal, *b));
            }
        }
        if request.together.is_empty() {
            for (a, b) in request.apart.iter().filter(|(a, b)| a != b) {
                if held(*a) == Held::Free || held(*b) == Held::Free {
                    let home = cluster(&proposal, *a);
                    prop_assert!(home.is_none() || home != cluster(&proposal, *b));
                }
            }
        }
    }

    #[test]
    fn a_later_run_moves_nothing_that_a_person_placed(request in session()) {
        // People accept the proposal, and one note more arrives.
        let first = group(&request);
        let mut second = request.clone();
        let names: Vec<String> = first.clusters.iter().map(|cluster| cluster.name.clone()).collect();
        second.known = names.iter().map(|name| Known { name, examples: Vec::new() }).collect();
        for (note, place) in second.notes.iter_mut().zip(&first.places) {
            note.held = place.cluster.map_or(Held::Parked, Held::In);
        }
        second.notes.push(Note { text: "How might we thank sponsors?", held: Held::Free });
        second.count = None;
        let after = group(&second);
        whole(&second, &after);
        for (note, place) in first.places.iter().enumerate() {
            let name = |proposal: &Proposal, at: Option<usize>| at.map(|at| proposal.clusters[at].name.clone());
            prop_assert_eq!(name(&first, place.cluster), name(&after, cluster(&after, note)));
        }
    }

    #[test]
    fn order_and_threads_decide_nothing(
        request in session(),
        order in Just((0..NOTES.len()).collect::<Vec<_>>()).prop_shuffle(),
        threads in 2_usize..5,
    ) {
        let mut turned = request.clone();
        turned.threads = threads;
        turned.notes = order.iter().map(|at| request.notes[*at]).collect();
        let place = |note: usize| order.iter().position(|at| *at == note).unwrap();
        let moved = |pairs: &[(usize, usize)]| pairs.iter().rev().map(|(a, b)| (place(*b), place(*a))).collect();
        turned.together = moved(&request.together);
        turned.apart = moved(&request.apart);
        turned.known.reverse();
        let last = request.known.len().saturating_sub(1);
        for note in &mut turned.notes {
            if let Held::In(at) = note.held {
                note.held = Held::In(last - at);
            }
        }
        let (straight, mixed) = (group(&request), group(&turned));
        let shape = |proposal: &Proposal| -> Vec<(String, u8)> {
            proposal.clusters.iter().map(|cluster| (cluster.name.clone(), cluster.cohesion)).collect()
        };
        prop_assert_eq!(shape(&straight), shape(&mixed));
        for (now, then) in order.iter().enumerate() {
            let (a, b) = (&mixed.places[now], &straight.places[*then]);
            prop_assert_eq!((a.cluster, a.second, &a.shared), (b.cluster, b.second, &b.shared));
            let near: Vec<(usize, u8)> = a.near.iter().map(|near| (order[near.0], near.1)).collect();
            prop_assert_eq!(&near, &b.near);
        }
    }

    #[test]
    fn no_text_is_too_odd(texts in proptest::collection::vec(".{0,60}", 0..8)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let request = asked(&texts);
        whole(&request, &group(&request));
    }
}
