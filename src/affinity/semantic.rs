//! Notes to groups by what they mean: the parts in a row, so far for the tests.

use super::communities::Graph;
use super::neighbours::exact;
use super::table::Table;
use super::vectors::Vectors;

/// The group of each note, counted by first member; the same whatever order the notes are in, but for the numbers.
fn groups(notes: &[&str], neighbours: usize, resolution: i64, threads: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..notes.len()).collect();
    order.sort_by_key(|at| notes.get(*at).copied());
    let sorted: Vec<&str> = order
        .iter()
        .filter_map(|at| notes.get(*at).copied())
        .collect();
    let vectors = Vectors::of(&Table::embedded(), &sorted);
    let graph = Graph::of(&exact(vectors.rows(), neighbours, threads));
    let mut found = vec![0; notes.len()];
    for (at, group) in order.iter().zip(graph.communities(resolution)) {
        if let Some(slot) = found.get_mut(*at) {
            *slot = group;
        }
    }
    super::communities::renumbered(&found).0
}

mod tests {
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

    #[test]
    fn the_embedded_table_is_the_one_that_the_recipe_made() {
        let digest = crate::hex(&Sha256::digest(include_bytes!("table.bin")));
        let noted = include_str!("../../model/table.sha256");
        assert_eq!(
            digest,
            noted.trim(),
            "model/README.md says how to make it again"
        );
    }

    #[test]
    fn notes_that_mean_the_same_come_together_without_a_shared_word() {
        let found = groups(&NOTES, 4, 1_000, 2);
        for three in found.chunks(3) {
            assert!(
                three.iter().all(|group| Some(group) == three.first()),
                "{found:?}"
            );
        }
        assert_eq!(found.iter().max(), Some(&3), "{found:?}");
    }

    #[test]
    fn a_note_of_nothing_known_stands_alone() {
        let mut notes = NOTES.to_vec();
        notes.extend(["", "🎉🎉"]);
        let found = groups(&notes, 4, 1_000, 1);
        for odd in NOTES.len()..notes.len() {
            let same = found.iter().filter(|group| Some(*group) == found.get(odd));
            assert_eq!(same.count(), 1, "{found:?}");
        }
    }

    #[test]
    fn what_is_to_stay_apart_does() {
        let vectors = Vectors::of(&Table::embedded(), &NOTES);
        let mut graph = Graph::of(&exact(vectors.rows(), 4, 1));
        graph.keep_apart(0, 1);
        let found = graph.communities(1_000);
        assert_ne!(found.first(), found.get(1), "{found:?}");
    }

    proptest! {
        #[test]
        fn order_and_threads_decide_nothing(
            order in Just((0..NOTES.len()).collect::<Vec<_>>()).prop_shuffle(),
            threads in 1_usize..5,
        ) {
            let turned: Vec<&str> = order.iter().map(|at| NOTES[*at]).collect();
            let (straight, mixed) = (groups(&NOTES, 4, 1_500, 2), groups(&turned, 4, 1_500, threads));
            for (a, x) in order.iter().enumerate() {
                for (b, y) in order.iter().enumerate() {
                    prop_assert_eq!(straight[*x] == straight[*y], mixed[a] == mixed[b]);
                }
            }
        }

        #[test]
        fn no_text_is_too_odd(texts in proptest::collection::vec(".{0,60}", 0..8)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(groups(&texts, 4, 1_500, 2).len(), texts.len());
        }
    }
}
