//! Groups to a proposal: names, the note that says a cluster best, and why each note is where it is.

use super::group::{Group, Material};
use super::proposal::{Cluster, Held, Placed, Proposal, Request};
use super::vectors::LENGTH;

/// How many nearest notes explain a place.
const NEAR: usize = 3;

/// A note is doubtful from this likeness to another cluster on, in percent of that to its own.
const DOUBTFUL: i64 = 80;

/// A group as it is explained.
struct Told<'g> {
    group: &'g Group,
    /// Rows of notes with how alike each is to the rest, 0 to 100; most alike first.
    rows: Vec<(usize, u8)>,
}

/// The proposal that these groups make.
pub(super) fn proposal(
    request: &Request<'_>,
    material: &Material<'_>,
    near: &[Vec<(i32, u32)>],
    groups: &[Group],
) -> Proposal {
    let rows = material.rows;
    let notes = |row: usize| rows.notes.get(row).map_or(&[][..], Vec::as_slice);
    let mut told: Vec<Told<'_>> = groups
        .iter()
        .map(|group| Told {
            group,
            rows: ranked(material, group),
        })
        .filter(|told| !told.rows.is_empty())
        .collect();
    let size = |told: &Told<'_>| -> usize { told.rows.iter().map(|row| notes(row.0).len()).sum() };
    let first = |told: &Told<'_>| told.rows.iter().map(|row| row.0).min();
    told.sort_by_key(|told| (std::cmp::Reverse(size(told)), first(told)));

    let lists: Vec<Vec<usize>> = told
        .iter()
        .map(|told| told.rows.iter().map(|row| row.0).collect())
        .collect();
    let central: Vec<Vec<u8>> = told
        .iter()
        .map(|told| told.rows.iter().map(|row| row.1).collect())
        .collect();
    let words = super::names::Words::of(rows.texts.get(..rows.notes.len()).unwrap_or_default());
    let mut clusters: Vec<Cluster> = Vec::with_capacity(told.len());
    for (told, list) in told.iter().zip(&lists) {
        let known = told.group.held.and_then(|at| request.known.get(at));
        let weights: (u64, u64) = told.rows.iter().fold((0, 0), |sums, (row, alike)| {
            let count = u64::try_from(notes(*row).len()).unwrap_or(0);
            (sums.0 + count * u64::from(*alike), sums.1 + count)
        });
        let cohesion = if weights.1 == 1 {
            100
        } else {
            weights.0 / weights.1.max(1)
        };
        clusters.push(Cluster {
            name: known.map(|known| known.name.to_owned()).unwrap_or_default(),
            known: told.group.held.filter(|_| known.is_some()),
            about: None,
            cohesion: u8::try_from(cohesion).unwrap_or(100),
            notes: list.iter().flat_map(|row| notes(*row)).copied().collect(),
        });
    }
    name(request, &words, &lists, &central, rows, &mut clusters);

    let mut of_row: Vec<Option<usize>> = vec![None; rows.texts.len()];
    for (at, told) in told.iter().enumerate() {
        for row in &told.group.rows {
            if let Some(slot) = of_row.get_mut(*row) {
                *slot = Some(at);
            }
        }
    }
    let shared = words.shared(&lists);
    let mut places = vec![Placed::default(); request.notes.len()];
    for row in 0..rows.notes.len() {
        let placed = placed(material, near, &told, &of_row, row);
        for (nth, note) in notes(row).iter().enumerate() {
            let Some(place) = places.get_mut(*note) else {
                continue;
            };
            *place = placed.clone();
            place.shared = shared.get(row).cloned().unwrap_or_default();
            place.by_person = request
                .notes
                .get(*note)
                .is_some_and(|note| match note.held {
                    Held::Free => false,
                    Held::Parked => true,
                    Held::In(cluster) => cluster < request.known.len(),
                });
            // The same text elsewhere is nearest.
            let twin = notes(row)
                .get(usize::from(nth == 0))
                .filter(|_| notes(row).len() > 1);
            if let Some(twin) = twin {
                place.near.insert(0, (*twin, 100));
                place.near.truncate(NEAR);
            }
        }
    }
    Proposal { clusters, places }
}

/// Names those that have none, and finds the note that says each best.
fn name(
    request: &Request<'_>,
    words: &super::names::Words,
    lists: &[Vec<usize>],
    central: &[Vec<u8>],
    rows: &super::rows::Rows<'_>,
    clusters: &mut [Cluster],
) {
    let taken: Vec<&str> = request.known.iter().map(|known| known.name).collect();
    let unnamed: Vec<usize> = (0..clusters.len())
        .filter(|at| {
            clusters
                .get(*at)
                .is_some_and(|cluster| cluster.known.is_none())
        })
        .collect();
    let pick = |at: &usize| Some((lists.get(*at)?.clone(), central.get(*at)?.clone()));
    let (groups, weights): (Vec<_>, Vec<_>) = unnamed.iter().filter_map(pick).unzip();
    for (at, name) in unnamed.iter().zip(words.names(&groups, &weights, &taken)) {
        if let Some(cluster) = clusters.get_mut(*at) {
            cluster.name = name;
        }
    }
    for ((cluster, list), weights) in clusters.iter_mut().zip(lists).zip(central) {
        let row = words.about(list, weights);
        cluster.about = row.and_then(|row| rows.notes.get(row)?.first().copied());
    }
}

/// The rows of notes of a group, the most central first.
fn ranked(material: &Material<'_>, group: &Group) -> Vec<(usize, u8)> {
    let mut ranked: Vec<(i64, usize)> = group
        .rows
        .iter()
        .filter(|row| **row < material.rows.notes.len())
        .filter_map(|row| Some((group.alike(material.vectors.get(*row)?, true), *row)))
        .collect();
    ranked.sort_unstable_by_key(|(alike, row)| (-alike, *row));
    ranked
        .into_iter()
        .map(|(alike, row)| (row, u8::try_from((alike / 100).clamp(0, 100)).unwrap_or(0)))
        .collect()
}

/// Where the notes of a row go and what is nearest there.
fn placed(
    material: &Material<'_>,
    near: &[Vec<(i32, u32)>],
    told: &[Told<'_>],
    of_row: &[Option<usize>],
    row: usize,
) -> Placed {
    let cluster = of_row.get(row).copied().flatten();
    let list = near.get(row).map_or(&[][..], Vec::as_slice);
    let place = |other: u32| {
        let other = usize::try_from(other).unwrap_or(usize::MAX);
        (other, of_row.get(other).copied().flatten())
    };
    let nearest = list.iter().filter_map(|(product, other)| {
        let (other, place) = place(*other);
        let note = material.rows.notes.get(other)?.first()?;
        let percent = i64::from(*product) * 100 / (LENGTH * LENGTH);
        let alike = u8::try_from(percent.clamp(1, 100)).unwrap_or(1);
        (cluster.is_none() || place == cluster).then_some((*note, alike))
    });
    let near: Vec<(usize, u8)> = nearest.take(NEAR).collect();

    let Some(vector) = material.vectors.get(row) else {
        return Placed {
            cluster,
            near,
            ..Placed::default()
        };
    };
    let own = cluster
        .and_then(|at| told.get(at))
        .map_or(0, |told| told.group.alike(vector, true));
    let mut others: Vec<usize> = list
        .iter()
        .filter_map(|(_, other)| place(*other).1)
        .collect();
    others.sort_unstable();
    others.dedup();
    let mut second: Option<(i64, usize)> = None;
    for at in others.into_iter().filter(|at| Some(*at) != cluster) {
        let Some(told) = told.get(at) else { continue };
        let alike = told.group.alike(vector, false);
        if alike * 100 >= own * DOUBTFUL
            && alike > 0
            && second.is_none_or(|best| alike > best.0)
            && !material.apart(row, told.group)
        {
            second = Some((alike, at));
        }
    }
    Placed {
        cluster,
        near,
        second: second.map(|second| second.1),
        ..Placed::default()
    }
}
