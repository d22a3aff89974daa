//! Any sessions, in any order.

use super::*;
use proptest::prelude::*;

fn sightings() -> impl Strategy<Value = Vec<Sighting>> {
    let name = || prop_oneof!["[a-d]", "[A-D]!", "\\PC{0,3}"];
    let one = (
        name(),
        0_u64..9,
        proptest::option::of(0_u64..9),
        proptest::option::weighted(0.2, name()),
        proptest::option::weighted(0.3, name()),
    );
    let one = one.prop_map(|(name, notes, votes, is, was)| Sighting {
        name,
        notes,
        votes,
        is: is.map(|is| TopicId::of(&is)),
        was,
    });
    proptest::collection::vec(one, 0..5)
}

fn sessions() -> impl Strategy<Value = Vec<Held>> {
    let one = (
        0_u8..6,
        1_i8..4,
        proptest::option::of(0_u64..9),
        sightings(),
    );
    let one = one.prop_map(|(number, day, voters, topics)| Held {
        session: id(&format!("s{number}")),
        date: jiff::civil::date(2026, 1, day),
        title: format!("S{number}"),
        notes: 3,
        voters,
        topics,
    });
    proptest::collection::vec(one, 0..9)
}

proptest! {
    #[test]
    fn the_order_of_adding_does_not_matter(all in sessions(), seed: u64) {
        // Of two with one id, the later one counts.
        let mut last: BTreeMap<SessionId, Held> = BTreeMap::new();
        for held in &all {
            last.insert(held.session.clone(), held.clone());
        }
        let mut shuffled: Vec<Held> = last.into_values().collect();
        let count = shuffled.len().max(1) as u64;
        for at in 0..shuffled.len() {
            let other = (seed.wrapping_mul(at as u64 + 7) >> 13) % count;
            shuffled.swap(at, other as usize);
        }
        let one = ledger(&all);
        prop_assert_eq!(&one, &ledger(&shuffled));
        for held in &all[..all.len().min(1)] {
            let latest = one.sessions().iter().find(|there| there.session == held.session).unwrap();
            prop_assert_eq!(&add(&one, latest), &one);
        }
    }

    #[test]
    fn what_is_written_is_read_back(all in sessions()) {
        let one = ledger(&all);
        prop_assert_eq!(read(&source(&write(&one))).unwrap(), one);
    }

    #[test]
    fn every_sighting_is_in_one_topic(all in sessions()) {
        let one = ledger(&all);
        let found = topics(&one);
        let notes = |votes: bool| -> u64 {
            let seen = found.iter().flat_map(|topic| &topic.seen);
            seen.map(|seen| if votes { seen.votes.unwrap_or(0) } else { seen.notes }).sum()
        };
        let there = |votes: bool| -> u64 {
            let there = one.sessions().iter().flat_map(|held| &held.topics);
            there.map(|topic| if votes { topic.votes.unwrap_or(0) } else { topic.notes }).sum()
        };
        prop_assert_eq!(notes(true), there(true));
        prop_assert_eq!(notes(false), there(false));
        let mut ids: Vec<&TopicId> = found.iter().map(|topic| &topic.id).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
        let times: Vec<usize> = found.iter().map(|topic| topic.seen.len()).collect();
        prop_assert!(times.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn an_id_is_its_own(name in "\\PC*") {
        let folded = TopicId::of(&name);
        prop_assert_eq!(TopicId::of(folded.as_str()), folded);
    }

    #[test]
    fn no_file_makes_it_panic(text in "\\PC*|\\{\"folkmoot\":\"ledger/1\"[\\PC]*") {
        let _ = read(&source(&text));
    }
}
