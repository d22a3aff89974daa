//! Notes in, a proposal of clusters out: `notes → proposal`, pure.
//!
//! In: texts of notes, and the clusters that people have made so far with their notes. Out: for every note that nobody placed,
//! a cluster (there already, or proposed) or parked. It never moves a note that somebody placed. The same notes give the same
//! proposal, in whatever order they come.
//!
//! The method is a first, plain one: words weighted by how rare they are in the session (TF-IDF), cosine similarity, and
//! average-link agglomeration until no two groups are alike enough. Notes that stay alone are parked: a group of one says nothing.

mod words;

use std::collections::BTreeMap;
use words::Vectors;

/// Two groups merge while their notes are on average at least this alike (cosine, 0 to 1).
const ALIKE: f64 = 0.08;

/// A cluster that exists, with the texts of its notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// Its name.
    pub name: String,
    /// Texts of the notes in it.
    pub notes: Vec<String>,
}

/// Where a note goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Into the existing cluster at this index.
    Existing(usize),
    /// Into the proposed cluster at this index.
    Proposed(usize),
    /// Into none.
    Parked,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Names of the new clusters.
    pub clusters: Vec<String>,
    /// A place for each note, in the order they were given.
    pub places: Vec<Place>,
}

/// Proposes a place for each of `notes`.
pub fn propose(notes: &[String], existing: &[Existing]) -> Proposal {
    let texts: Vec<&str> = notes
        .iter()
        .chain(existing.iter().flat_map(|cluster| cluster.notes.iter()))
        .map(String::as_str)
        .collect();
    let vectors = Vectors::of(&texts);
    let mut places = vec![Place::Parked; notes.len()];

    // First into clusters that are there: the one whose notes are most alike.
    let mut next = notes.len();
    let members: Vec<Vec<usize>> = existing
        .iter()
        .map(|cluster| {
            let range = next..next + cluster.notes.len();
            next = range.end;
            range.collect()
        })
        .collect();
    for (note, place) in places.iter_mut().enumerate() {
        let best = members
            .iter()
            .enumerate()
            .map(|(index, group)| (vectors.between(&[note], group), index))
            .fold(None, |best: Option<(f64, usize)>, this| match best {
                Some(best) if best.0 >= this.0 => Some(best),
                _ => Some(this),
            });
        if let Some((alike, index)) = best {
            if alike >= ALIKE {
                *place = Place::Existing(index);
            }
        }
    }

    // The rest among themselves. Sorted by text, so that the order they came in decides nothing.
    let mut rest: Vec<usize> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| **place == Place::Parked)
        .map(|(index, _)| index)
        .collect();
    rest.sort_by(|a, b| notes.get(*a).cmp(&notes.get(*b)));
    let mut clusters = Vec::new();
    let taken: Vec<&str> = existing
        .iter()
        .map(|cluster| cluster.name.as_str())
        .collect();
    for group in agglomerate(&vectors, &rest) {
        if group.len() < 2 {
            continue;
        }
        let index = clusters.len();
        clusters.push(name(&vectors, &group, &rest, &taken, &clusters));
        for note in group {
            if let Some(place) = places.get_mut(note) {
                *place = Place::Proposed(index);
            }
        }
    }
    Proposal { clusters, places }
}

/// Merges the two groups that are most alike until none are; average link. Quadratic in memory, cubic in the worst case: right for
/// a room's notes.
fn agglomerate(vectors: &Vectors, notes: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = notes.iter().map(|note| vec![*note]).collect();
    loop {
        let mut best: Option<(f64, usize, usize)> = None;
        for (i, a) in groups.iter().enumerate() {
            for (j, b) in groups.iter().enumerate().skip(i + 1) {
                let alike = vectors.between(a, b);
                if alike >= ALIKE && best.is_none_or(|(most, _, _)| alike > most) {
                    best = Some((alike, i, j));
                }
            }
        }
        let Some((_, i, j)) = best else { break };
        let merged = groups.remove(j);
        if let Some(group) = groups.get_mut(i) {
            group.extend(merged);
        }
    }
    groups
}

/// The two words that tell this group from the others, as `One, two`.
fn name(
    vectors: &Vectors,
    group: &[usize],
    all: &[usize],
    taken: &[&str],
    made: &[String],
) -> String {
    let inside = vectors.counts(group);
    let outside = vectors.counts(all);
    let mut ranked: Vec<(f64, &str)> = inside
        .iter()
        .map(|(word, count)| {
            let everywhere = outside.get(word).copied().unwrap_or(1);
            // Coverage of the group times lift over the session: a word that is everywhere names nothing.
            let lift = all.len() as f64 / f64::from(everywhere);
            let score = f64::from(*count).powf(1.5) * (lift + 0.5).ln();
            (score, *word)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let words: Vec<&str> = ranked.iter().take(2).map(|(_, word)| *word).collect();
    let mut name = words.join(", ");
    if let Some(first) = name.get(..1) {
        name = first.to_uppercase() + name.get(1..).unwrap_or_default();
    }
    if name.is_empty() {
        name = "Cluster".to_owned();
    }
    let clash = |name: &str| {
        taken
            .iter()
            .copied()
            .chain(made.iter().map(String::as_str))
            .any(|other| other.to_lowercase() == name.to_lowercase())
    };
    let mut unique = name.clone();
    let mut number = 2;
    while clash(&unique) {
        unique = format!("{name} {number}");
        number += 1;
    }
    unique
}

/// Notes that say the same in the same words: for each note, the index of the first one like it.
pub fn duplicates(texts: &[&str]) -> Vec<Option<usize>> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let words = crate::notes::same_words(text);
            match first.get(&words) {
                // Without a letter there is nothing to compare.
                Some(earlier) if !words.is_empty() => Some(*earlier),
                _ => {
                    first.insert(words, index);
                    None
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn alike_notes_come_together_and_a_lone_one_is_parked() {
        let notes = texts(&[
            "How might we fund maintainers of critical projects?",
            "How might we write better documentation for newcomers?",
            "How might we pay maintainers?",
            "How might we translate documentation?",
            "How might we choose a licence?",
        ]);
        let proposal = propose(&notes, &[]);
        assert_eq!(
            proposal.places,
            [
                Place::Proposed(0),
                Place::Proposed(1),
                Place::Proposed(0),
                Place::Proposed(1),
                Place::Parked
            ],
            "{proposal:?}"
        );
        assert!(
            proposal
                .clusters
                .iter()
                .any(|name| name.to_lowercase().contains("maintainers"))
        );
    }

    #[test]
    fn a_new_note_joins_the_cluster_that_people_made() {
        let existing = [Existing {
            name: "Money".into(),
            notes: texts(&[
                "How might we fund maintainers?",
                "How might we find sponsors?",
            ]),
        }];
        let proposal = propose(&texts(&["How might we thank sponsors?"]), &existing);
        assert_eq!(proposal.places, [Place::Existing(0)]);
    }

    #[test]
    fn the_same_words_are_one_note() {
        assert_eq!(
            duplicates(&["How might we share?", "x", "how might we SHARE", "?", "?"]),
            [None, None, Some(0), None, None]
        );
    }

    proptest! {
        #[test]
        fn every_note_is_placed_whatever_the_order(
            picks in proptest::collection::vec(proptest::collection::vec(0usize..12, 1..5), 0..14),
        ) {
            const WORDS: [&str; 12] = ["fund", "docs", "security", "fork", "upstream", "legal", "mentor", "release", "ci", "roadmap", "events", "translate"];
            let notes: Vec<String> = picks.iter().map(|p| p.iter().map(|i| WORDS[*i]).collect::<Vec<_>>().join(" ")).collect();
            let proposal = propose(&notes, &[]);
            prop_assert_eq!(proposal.places.len(), notes.len());
            let mut turned = notes.clone();
            turned.reverse();
            let mut back = propose(&turned, &[]);
            back.places.reverse();
            prop_assert_eq!(&back.clusters, &proposal.clusters);
            // Two notes with the same text may change places; their group may not.
            for (a, text) in back.places.iter().zip(&notes) {
                let same: Vec<&Place> = proposal.places.iter().zip(&notes).filter(|(_, t)| *t == text).map(|(p, _)| p).collect();
                prop_assert!(same.contains(&a));
            }
        }
    }
}
