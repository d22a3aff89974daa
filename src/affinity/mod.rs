//! Notes in, a proposal of clusters out: `notes → proposal`, pure.
//!
//! In: texts of notes, and the clusters that people have made so far with their notes. Out: for every note that nobody placed,
//! a cluster (there already, or proposed) or parked. It never moves a note that somebody placed. The same notes give the same
//! proposal, in whatever order they come.
//!
//! The method is a first, plain one: words weighted by how rare they are in the session (TF-IDF), cosine similarity, and
//! average-link agglomeration until no two groups are alike enough. Notes that stay alone are parked: a group of one says nothing.
//!
//! Its successor grows beside it, compiled for the tests alone until it takes over: static word vectors (`table`), notes as vectors of
//! whole numbers (`vectors`), a graph of nearest neighbours (`neighbours`) and its communities (`communities`).

#[cfg(test)]
mod communities;
#[cfg(test)]
mod names;
#[cfg(test)]
mod neighbours;
#[cfg(test)]
mod pieces;
pub mod proposal;
#[cfg(test)]
mod semantic;
#[cfg(test)]
mod table;
#[cfg(test)]
mod vectors;
mod words;

pub use crate::notes::alike::duplicates;

use words::Vectors;

/// Two groups merge while their notes are on average at least this alike (cosine, 0 to 1).
const ALIKE: f64 = 0.08;

/// How many notes are compared pair by pair.
const MOST_NOTES: usize = 1_500;

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
        if let Some(index) = closest(&vectors, note, &members) {
            *place = Place::Existing(index);
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
    // What is too much for all pairs joins the groups of the first ones afterwards, as late notes do.
    let late = rest.split_off(rest.len().min(MOST_NOTES));
    let mut clusters = Vec::new();
    let mut groups = Vec::new();
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
        for note in &group {
            if let Some(place) = places.get_mut(*note) {
                *place = Place::Proposed(index);
            }
        }
        groups.push(group);
    }
    for note in late {
        let best = closest(&vectors, note, &groups);
        if let (Some(index), Some(place)) = (best, places.get_mut(note)) {
            *place = Place::Proposed(index);
        }
    }
    Proposal { clusters, places }
}

/// The group that a note is most alike to, if it is enough.
fn closest(vectors: &Vectors, note: usize, groups: &[Vec<usize>]) -> Option<usize> {
    let best = groups
        .iter()
        .enumerate()
        .map(|(index, group)| (vectors.between(&[note], group), index))
        .fold(None, |best: Option<(f64, usize)>, this| match best {
            Some(best) if best.0 >= this.0 => Some(best),
            _ => Some(this),
        });
    best.filter(|(alike, _)| *alike >= ALIKE)
        .map(|(_, index)| index)
}

/// Merges the two groups that are most alike until none are; average link.
///
/// Quadratic in memory and, but for ties, in time: each row remembers its best partner, and a merged group is never more alike to a third
/// one than its more alike half was, so only rows whose partner was merged have to look again.
fn agglomerate(vectors: &Vectors, notes: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = notes.iter().map(|note| vec![*note]).collect();
    // Sums of likeness between two groups' notes, row < column.
    let mut sums: Vec<Vec<f64>> = notes
        .iter()
        .enumerate()
        .map(|(row, a)| {
            notes
                .iter()
                .enumerate()
                .map(|(column, b)| {
                    if row < column {
                        vectors.cosine(*a, *b)
                    } else {
                        0.0
                    }
                })
                .collect()
        })
        .collect();
    let mut best: Vec<Option<(f64, usize)>> = (0..groups.len())
        .map(|row| partner(&sums, &groups, row))
        .collect();
    loop {
        // The first of the best, so that ties fall the same way each time.
        let top = best
            .iter()
            .enumerate()
            .filter_map(|(row, best)| best.map(|(alike, column)| (alike, row, column)))
            .fold(None, |top: Option<(f64, usize, usize)>, this| match top {
                Some(top) if top.0 >= this.0 => Some(top),
                _ => Some(this),
            });
        let Some((alike, row, column)) = top else {
            break;
        };
        if alike < ALIKE {
            break;
        }
        let moved = groups
            .get_mut(column)
            .map(std::mem::take)
            .unwrap_or_default();
        if let Some(group) = groups.get_mut(row) {
            group.extend(moved);
        }
        for other in 0..groups.len() {
            if other == row || other == column {
                continue;
            }
            let more = between(&sums, other, column);
            let (low, high) = (other.min(row), other.max(row));
            if let Some(sum) = sums.get_mut(low).and_then(|sums| sums.get_mut(high)) {
                *sum += more;
            }
        }
        for other in 0..groups.len() {
            let touched = other == row
                || other == column
                || best
                    .get(other)
                    .copied()
                    .flatten()
                    .is_some_and(|(_, partner)| partner == row || partner == column);
            if touched {
                let new = partner(&sums, &groups, other);
                if let Some(best) = best.get_mut(other) {
                    *best = new;
                }
            }
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn between(sums: &[Vec<f64>], a: usize, b: usize) -> f64 {
    sums.get(a.min(b))
        .and_then(|row| row.get(a.max(b)))
        .copied()
        .unwrap_or_default()
}

/// The later group that a group is most alike to, and how much.
fn partner(sums: &[Vec<f64>], groups: &[Vec<usize>], row: usize) -> Option<(f64, usize)> {
    let size = groups.get(row).map_or(0, Vec::len);
    if size == 0 {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for (column, group) in groups.iter().enumerate().skip(row + 1) {
        if group.is_empty() {
            continue;
        }
        // Rounded, so that the order of addition cannot decide between two pairs.
        let alike = (between(sums, row, column) / (size * group.len()) as f64 * 1e9).round() / 1e9;
        if best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, column));
        }
    }
    best
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
    // A number says nothing, and a word that most notes share tells none apart.
    let tells = |word: &str, everywhere: u32| {
        !word.chars().all(|c| c.is_ascii_digit())
            && (all.len() < 5 || 2 * everywhere as usize <= all.len())
    };
    let mut ranked: Vec<(f64, &str)> = inside
        .iter()
        .filter(|(word, _)| tells(word, outside.get(*word).copied().unwrap_or(1)))
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
