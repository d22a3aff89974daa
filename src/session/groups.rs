//! Groups that participants form: by lot, and with each organisation spread over as many groups as it can be.

use crate::notes::Author;
use crate::privacy::fold::words;
use crate::privacy::roster::Person;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The most groups of a session.
pub const MOST: u32 = 100;

/// For each group the indices of its people, in the order of the roster. Groups differ by one person at most, and so do an organisation's people
/// in them. The same roster and seed give the same groups; whoever is added changes others as little as a new lot does.
pub fn deal(people: &[Person], groups: u32, seed: &str) -> Vec<Vec<usize>> {
    let count = usize::try_from(groups.max(1)).unwrap_or(1);
    let lot = |what: &str, text: &str| -> [u8; 32] {
        Sha256::digest(format!("{seed}\n{what}\n{text}").as_bytes()).into()
    };
    let mut order: Vec<(usize, [u8; 32], [u8; 32])> = people
        .iter()
        .enumerate()
        .map(|(index, person)| {
            let organisation = person.organisation.trim().to_lowercase();
            let own = lot(
                "person",
                &format!("{}\n{}\n{index}", person.name, person.handle),
            );
            // Whoever names none is an organisation of one.
            let with = if organisation.is_empty() {
                own
            } else {
                lot("organisation", &organisation)
            };
            (index, with, own)
        })
        .collect();
    order.sort_by_key(|(_, organisation, person)| (*organisation, *person));
    // An organisation's people stand one after the other, and are dealt like cards.
    let mut dealt = vec![Vec::new(); count];
    for (at, (index, ..)) in order.into_iter().enumerate() {
        if let Some(group) = dealt.get_mut(at % count) {
            group.push(index);
        }
    }
    for group in &mut dealt {
        group.sort_unstable();
    }
    dealt
}

/// Which group everybody on a roster is in.
#[derive(Debug)]
pub struct Groups {
    /// By account or name; none where two lines of the roster are called the same.
    known: HashMap<String, Option<usize>>,
}

impl Groups {
    /// Deals the people of a roster, as [`deal`] does.
    pub fn deal(people: &[Person], groups: u32, seed: &str) -> Groups {
        let mut known: HashMap<String, Option<usize>> = HashMap::new();
        for (number, group) in (1..).zip(deal(people, groups, seed)) {
            for person in group.into_iter().filter_map(|index| people.get(index)) {
                let name = words(&person.name).join(" ");
                let name = (!name.is_empty()).then_some(name);
                for key in [account(&person.handle), name].into_iter().flatten() {
                    let place = known.entry(key).or_insert(Some(number));
                    if *place != Some(number) {
                        *place = None;
                    }
                }
            }
        }
        Groups { known }
    }

    /// The group of an author who is on the roster, from 1 on.
    pub fn of(&self, author: &Author) -> Option<usize> {
        let key = match author {
            Author::Account { login, .. } => account(login)?,
            Author::Name(name) if name.trim().starts_with('@') => account(name)?,
            Author::Name(name) => words(name).join(" "),
        };
        self.known.get(&key).copied().flatten()
    }
}

/// An account as no name is written.
fn account(handle: &str) -> Option<String> {
    let login = handle.trim().trim_start_matches('@').to_lowercase();
    (!login.is_empty()).then(|| format!("@{login}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn people(organisations: &[u8]) -> Vec<Person> {
        let named = organisations.iter().enumerate();
        named
            .map(|(index, organisation)| Person {
                name: format!("Person {index}"),
                organisation: match organisation {
                    0 => String::new(),
                    other => format!("Organisation {other}"),
                },
                ..Person::default()
            })
            .collect()
    }

    #[test]
    fn the_seed_decides_and_nothing_else() {
        let people = people(&[1, 1, 1, 2, 2, 3, 0, 0]);
        let dealt = deal(&people, 3, "kubecon");
        assert_eq!(dealt, deal(&people, 3, "kubecon"));
        assert_ne!(dealt, deal(&people, 3, "kubecon-2"));
        assert_eq!(deal(&[], 2, "x"), [[0_usize; 0], []]);
    }

    #[test]
    fn authors_are_found_in_their_groups() {
        let person = |name: &str, handle: &str| Person {
            name: name.to_owned(),
            handle: handle.to_owned(),
            ..Person::default()
        };
        let people = [
            person("Ada Example", "@ada"),
            person("Ben Example", ""),
            person("Cy Example", "cy"),
            person("Ben Example", "ben-2"),
        ];
        let dealt = deal(&people, 2, "kubecon");
        let group = |index: usize| {
            dealt
                .iter()
                .position(|group| group.contains(&index))
                .unwrap()
                + 1
        };
        assert_ne!(group(1), group(3), "the seed tells two of a name apart");
        let groups = Groups::deal(&people, 2, "kubecon");
        let login = |login: &str| Author::Account {
            id: 1,
            login: login.to_owned(),
        };
        let name = |name: &str| Author::Name(name.to_owned());
        let table = [
            (login("Ada"), Some(group(0))),
            (name("ada  example"), Some(group(0))),
            (name("@CY"), Some(group(2))),
            (login("ben-2"), Some(group(3))),
            (name("Ben Example"), None),
            (name("cy"), None),
            (login("nobody"), None),
            (name(""), None),
        ];
        for (author, expected) in table {
            assert_eq!(groups.of(&author), expected, "{author:?}");
        }
    }

    proptest! {
        #[test]
        fn groups_and_organisations_are_balanced(organisations in proptest::collection::vec(0_u8..5, 0..60), groups in 1_u32..9, seed in "[a-z]{1,5}") {
            let people = people(&organisations);
            let dealt = deal(&people, groups, &seed);
            let mut all: Vec<usize> = dealt.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..people.len()).collect::<Vec<_>>());
            let spread = |sizes: Vec<usize>| sizes.iter().max().unwrap_or(&0) - sizes.iter().min().unwrap_or(&0);
            prop_assert!(spread(dealt.iter().map(Vec::len).collect()) <= 1);
            let mut of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (group, members) in dealt.iter().enumerate() {
                for member in members {
                    let organisation = people[*member].organisation.as_str();
                    of.entry(organisation).or_insert_with(|| vec![0; dealt.len()])[group] += 1;
                }
            }
            of.remove("");
            for sizes in of.into_values() {
                prop_assert!(spread(sizes) <= 1);
            }
        }
    }
}
