//! Notes in an order of their own, and what people did with them as constraints.
//!
//! The same text in the same place is one row. Rows that a person put together are one node: nothing can part them. Nodes that a person
//! took apart are pairs to keep apart, and so is every pair of known clusters.

use super::communities::renumbered;
use super::proposal::{Held, Request};
use std::collections::{BTreeMap, BTreeSet};

/// Rows to compare, and the nodes that they make.
#[derive(Debug, Default)]
pub(super) struct Rows<'t> {
    /// The text of each row: those of notes sorted, then examples of known clusters.
    pub texts: Vec<&'t str>,
    /// For each row of notes its notes, ascending.
    pub notes: Vec<Vec<usize>>,
    /// The row of each note.
    pub of: Vec<usize>,
    /// Whether a person put the row aside.
    pub parked: Vec<bool>,
    /// The node of each row.
    pub node: Vec<usize>,
    /// For each node the known cluster that holds it.
    pub held: Vec<Option<usize>>,
    /// Pairs of nodes that a person took apart.
    pub apart: Vec<(usize, usize)>,
}

/// What makes two notes the same row: the text, the rank of where it is held, and a number of its own for a note that is
/// to be kept apart from another.
type Key<'t> = (&'t str, usize, usize);

impl<'t> Rows<'t> {
    pub(super) fn of(request: &Request<'t>) -> Rows<'t> {
        let known = request.known.len();
        // By name, so that the order in which clusters are given decides nothing.
        let mut names: Vec<usize> = (0..known).collect();
        names.sort_by_key(|at| request.known.get(*at).map(|known| known.name));
        let mut rank = vec![0; known];
        for (place, at) in names.iter().enumerate() {
            if let Some(slot) = rank.get_mut(*at) {
                *slot = place;
            }
        }
        let single: BTreeMap<usize, usize> = request
            .apart
            .iter()
            .flat_map(|pair| [pair.0, pair.1])
            .collect::<BTreeSet<usize>>()
            .into_iter()
            .zip(1..)
            .collect();
        let mut keys: Vec<(Key<'t>, usize)> = request
            .notes
            .iter()
            .enumerate()
            .map(|(at, note)| {
                let held = match note.held {
                    Held::In(cluster) => rank.get(cluster).map_or(0, |rank| rank + 1),
                    Held::Parked => known + 1,
                    Held::Free => 0,
                };
                let own = single.get(&at).copied().unwrap_or(0);
                ((note.text, held, own), at)
            })
            .collect();
        keys.sort_unstable();

        let mut rows = Rows {
            of: vec![0; keys.len()],
            ..Rows::default()
        };
        let mut held: Vec<Option<usize>> = Vec::new();
        let mut last: Option<Key<'t>> = None;
        for (key, at) in keys {
            if last != Some(key) {
                last = Some(key);
                rows.texts.push(key.0);
                rows.notes.push(Vec::new());
                rows.parked.push(key.1 == known + 1);
                let place = key.1.checked_sub(1).and_then(|rank| names.get(rank));
                held.push(place.copied());
            }
            if let (Some(notes), Some(row)) = (rows.notes.last_mut(), rows.of.get_mut(at)) {
                notes.push(at);
                *row = rows.texts.len() - 1;
            }
        }
        for at in &names {
            let mut examples: Vec<&'t str> = request
                .known
                .get(*at)
                .map(|known| known.examples.clone())
                .unwrap_or_default();
            examples.sort_unstable();
            examples.dedup();
            for text in examples {
                rows.texts.push(text);
                rows.parked.push(false);
                held.push(Some(*at));
            }
        }
        rows.join(request, &held);
        rows
    }

    /// Makes nodes of rows.
    fn join(&mut self, request: &Request<'t>, held: &[Option<usize>]) {
        let mut nodes = Nodes {
            parent: (0..held.len()).collect(),
            held: held.to_vec(),
        };
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (row, cluster) in held.iter().enumerate() {
            if let Some(cluster) = cluster {
                nodes.join(*first.entry(*cluster).or_insert(row), row);
            }
        }
        // What is put together is put together in the rows' order: where two wishes contradict, the same one wins each time.
        for (a, b) in self.pairs(&request.together) {
            let aside = [a, b]
                .iter()
                .any(|row| self.parked.get(*row) == Some(&true));
            if !aside {
                nodes.join(a, b);
            }
        }
        let roots: Vec<usize> = (0..held.len()).map(|row| nodes.root(row)).collect();
        let (node, count) = renumbered(&roots);
        self.held = vec![None; count];
        for (root, node) in roots.iter().zip(&node) {
            if let Some(slot) = self.held.get_mut(*node) {
                *slot = nodes.held.get(*root).copied().flatten();
            }
        }
        let apart: BTreeSet<(usize, usize)> = self
            .pairs(&request.apart)
            .into_iter()
            .filter_map(|(a, b)| Some((*node.get(a)?, *node.get(b)?)))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .filter(|(a, b)| a != b)
            .collect();
        self.apart = apart.into_iter().collect();
        self.node = node;
    }

    /// Pairs of notes as sorted pairs of rows.
    fn pairs(&self, pairs: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
        pairs
            .iter()
            .filter_map(|(a, b)| Some((*self.of.get(*a)?, *self.of.get(*b)?)))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect()
    }
}

/// Sets of rows that are one node, with the known cluster that holds each.
struct Nodes {
    parent: Vec<usize>,
    held: Vec<Option<usize>>,
}

impl Nodes {
    fn root(&mut self, row: usize) -> usize {
        let mut row = row;
        while let Some(parent) = self.parent.get(row).copied().filter(|above| *above != row) {
            let above = self.parent.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(row) {
                *slot = above;
            }
            row = above;
        }
        row
    }

    /// Makes two sets one, unless each is held in a cluster of its own.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let held = |row: usize| self.held.get(row).copied().flatten();
        let cluster = match (held(a), held(b)) {
            (Some(one), Some(other)) if one != other => return,
            (one, other) => one.or(other),
        };
        let (root, child) = (a.min(b), a.max(b));
        if let Some(parent) = self.parent.get_mut(child) {
            *parent = root;
        }
        if let Some(held) = self.held.get_mut(root) {
            *held = cluster;
        }
    }
}
