//! Rows to groups: communities under what people decided, leftovers aside, fewer or more of them where a person says how many.

use super::communities::{Graph, renumbered};
use super::merge::Links;
use super::proposal::Request;
use super::rows::Rows;
use super::scale;
use super::table::DIMS;
use super::vectors::{LENGTH, Row};

/// From which mean likeness to a group's rows on a note that stands alone joins it, in percent.
const JOINS: i64 = 8;

/// Below which mean likeness to the rest of its group a note is parked, in percent.
const STRANGE: i64 = 0;

/// How often communities are sought again, each time finer, where a person wants more of them.
const FINER: usize = 10;

/// The most groups that are compared with each other: the table of all pairs takes 16 bytes a pair.
const MOST_GROUPS: usize = 3_000;

/// Rows that belong together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Its rows, those of known clusters' examples included.
    pub rows: Vec<usize>,
    /// The known cluster that it is.
    pub held: Option<usize>,
    /// The sum of its rows' vectors.
    pub sum: [i64; DIMS],
}

impl Group {
    fn new() -> Group {
        Group {
            rows: Vec::new(),
            held: None,
            sum: [0; DIMS],
        }
    }

    fn take(&mut self, row: usize, vector: &Row) {
        self.rows.push(row);
        for (sum, value) in self.sum.iter_mut().zip(vector) {
            *sum += i64::from(*value);
        }
    }

    fn leave(&mut self, row: usize, vector: &Row) {
        self.rows.retain(|other| *other != row);
        for (sum, value) in self.sum.iter_mut().zip(vector) {
            *sum -= i64::from(*value);
        }
    }

    /// The mean likeness of a vector to the rows, of which `itself` is one or none; in percent of the same text's, times 100.
    pub(super) fn alike(&self, vector: &Row, itself: bool) -> i64 {
        let own = i64::from(itself);
        let others = i64::try_from(self.rows.len()).unwrap_or(i64::MAX) - own;
        if others < 1 {
            return 0;
        }
        let mut product = 0;
        for (sum, value) in self.sum.iter().zip(vector) {
            let value = i64::from(*value);
            product += (sum - own * value) * value;
        }
        product * 10_000 / (LENGTH * LENGTH * others)
    }
}

/// What groups are made of.
pub(super) struct Material<'r> {
    pub rows: &'r Rows<'r>,
    pub vectors: &'r [Row],
    /// The graph of nodes.
    pub graph: Graph,
}

impl<'r> Material<'r> {
    pub(super) fn new(
        rows: &'r Rows<'r>,
        vectors: &'r [Row],
        near: &[Vec<(i32, u32)>],
    ) -> Material<'r> {
        let mut graph = Graph::of(near).folded(&rows.node, rows.held.len());
        for (a, b) in &rows.apart {
            graph.keep_apart(*a, *b);
        }
        for (node, held) in rows.held.iter().enumerate() {
            if held.is_some() {
                graph.hold(node);
            }
        }
        Material {
            rows,
            vectors,
            graph,
        }
    }

    /// The groups; every row that is in none is parked.
    pub(super) fn groups(&self, request: &Request<'_>) -> Vec<Group> {
        let resolution = scale::resolution(self.rows.texts.len(), request.grain);
        let groups = self.at(resolution, false);
        let Some(count) = request.count else {
            return groups;
        };
        // Each time finer, at last with groups of one note, until there are enough. Of too many to compare with each other none is taken.
        let mut best = groups;
        for alone in [false, true] {
            let mut finer = resolution;
            for _ in 0..FINER {
                if best.len() >= count {
                    break;
                }
                finer = finer * 3 / 2 + 1;
                let groups = self.at(finer, alone);
                if groups.len() > MOST_GROUPS {
                    break;
                }
                if groups.len() > best.len() {
                    best = groups;
                }
            }
        }
        if best.len() < count && self.rows.texts.len() <= MOST_GROUPS {
            best = self.at(scale::ALL, true);
        }
        self.merged(best, count)
    }

    /// The groups at a resolution; a note on its own is one, or joins another or is parked.
    fn at(&self, resolution: i64, alone: bool) -> Vec<Group> {
        let communities = self.graph.communities(resolution);
        let (of, count) = renumbered(&communities);
        let mut groups = vec![Group::new(); count];
        let mut loose = Vec::new();
        for (row, node) in self.rows.node.iter().enumerate() {
            if self.rows.parked.get(row) == Some(&true) {
                continue;
            }
            let group = of.get(*node).and_then(|group| groups.get_mut(*group));
            if let (Some(group), Some(vector)) = (group, self.vectors.get(row)) {
                group.take(row, vector);
                let held = self.rows.held.get(*node).copied().flatten();
                group.held = group.held.or(held);
            }
        }
        if !alone {
            loose = self.strangers(&mut groups);
        }
        self.unlabel(&mut groups);
        groups.retain(|group| {
            let single = group.held.is_none() && self.notes(group) < 2;
            let aside = single && (!alone || group.sum == [0; DIMS]);
            if aside {
                loose.extend(&group.rows);
            }
            !aside
        });
        loose.sort_unstable();
        self.settle(&mut groups, &loose);
        // A label that no note is near to is no cluster.
        groups.retain(|group| self.notes(group) > 0);
        groups
    }

    /// Takes the notes that nobody held or joined and that are like nothing in their group out of it.
    fn strangers(&self, groups: &mut [Group]) -> Vec<usize> {
        let mut members = vec![0_usize; self.rows.held.len()];
        for node in &self.rows.node {
            if let Some(count) = members.get_mut(*node) {
                *count += 1;
            }
        }
        let free = |row: &usize| {
            self.rows.node.get(*row).is_some_and(|node| {
                members.get(*node) == Some(&1) && self.rows.held.get(*node) == Some(&None)
            })
        };
        let mut strange = Vec::new();
        for group in groups {
            // The strangest first: without it the others may be alike.
            while group.rows.len() > 2 {
                let mut found: Vec<(i64, usize)> = group
                    .rows
                    .iter()
                    .filter(|row| free(row))
                    .filter_map(|row| Some((group.alike(self.vectors.get(*row)?, true), *row)))
                    .filter(|(alike, _)| *alike < STRANGE * 100)
                    .collect();
                found.sort_unstable();
                found.truncate(1 + group.rows.len() / 100);
                if found.is_empty() {
                    break;
                }
                for (_, row) in found {
                    if let Some(vector) = self.vectors.get(row) {
                        group.leave(row, vector);
                    }
                    strange.push(row);
                }
            }
        }
        strange
    }

    /// Takes a label out of a group whose notes are not near to it: nothing better was there, which is not enough for a name.
    fn unlabel(&self, groups: &mut Vec<Group>) {
        let notes = self.rows.notes.len();
        let mut labels = Vec::new();
        for group in groups.iter_mut().filter(|group| group.held.is_some()) {
            let (mut label, mut rest) = (Group::new(), Group::new());
            for row in &group.rows {
                if let Some(vector) = self.vectors.get(*row) {
                    let part = if *row < notes { &mut rest } else { &mut label };
                    part.take(*row, vector);
                }
            }
            let by_person = rest.rows.iter().any(|row| {
                let node = self.rows.node.get(*row);
                node.and_then(|node| self.rows.held.get(*node))
                    .is_some_and(Option::is_some)
            });
            let product: i64 = label.sum.iter().zip(&rest.sum).map(|(a, b)| a * b).sum();
            let pairs = i64::try_from(label.rows.len() * rest.rows.len()).unwrap_or(i64::MAX);
            if !by_person && pairs > 0 && product * 100 < JOINS * LENGTH * LENGTH * pairs {
                label.held = group.held;
                labels.push(label);
                *group = rest;
            }
        }
        groups.extend(labels);
    }

    /// Lets single rows join the group that they are most alike to, if it is enough.
    fn settle(&self, groups: &mut [Group], loose: &[usize]) {
        for row in loose {
            let Some(vector) = self.vectors.get(*row) else {
                continue;
            };
            let mut best: Option<(i64, usize)> = None;
            for (at, group) in groups.iter().enumerate() {
                let alike = group.alike(vector, false);
                let better = alike >= JOINS * 100 && best.is_none_or(|best| alike > best.0);
                if better && !self.apart(*row, group) {
                    best = Some((alike, at));
                }
            }
            if let Some(group) = best.and_then(|(_, at)| groups.get_mut(at)) {
                group.take(*row, vector);
            }
        }
    }

    /// Whether a row may not be in a group.
    pub(super) fn apart(&self, row: usize, group: &Group) -> bool {
        let Some(node) = self.rows.node.get(row) else {
            return false;
        };
        let held = self.rows.held.get(*node).copied().flatten();
        if held.is_some() && group.held.is_some() {
            return held != group.held;
        }
        self.rows.apart.iter().any(|(a, b)| {
            let other = match (a == node, b == node) {
                (true, _) => b,
                (_, true) => a,
                _ => return false,
            };
            let mut nodes = group.rows.iter().filter_map(|row| self.rows.node.get(*row));
            nodes.any(|node| node == other)
        })
    }

    /// How many notes are in a group.
    fn notes(&self, group: &Group) -> usize {
        let rows = group.rows.iter();
        rows.filter_map(|row| self.rows.notes.get(*row))
            .map(Vec::len)
            .sum()
    }

    /// At most so many groups, as far as people's decisions allow.
    fn merged(&self, groups: Vec<Group>, count: usize) -> Vec<Group> {
        let mut of = vec![None; self.rows.held.len()];
        for (at, group) in groups.iter().enumerate() {
            for node in group.rows.iter().filter_map(|row| self.rows.node.get(*row)) {
                if let Some(slot) = of.get_mut(*node) {
                    *slot = Some(at);
                }
            }
        }
        let mut sums: Vec<Vec<Option<i64>>> = groups
            .iter()
            .map(|group| {
                let product = |other: &Group| -> i64 {
                    let pairs = group.sum.iter().zip(&other.sum);
                    pairs.map(|(a, b)| a * b).sum()
                };
                let both = |other: &Group| group.held.is_some() && other.held.is_some();
                let link = |other: &Group| (!both(other)).then(|| product(other));
                groups.iter().map(link).collect()
            })
            .collect();
        let place = |node: usize| of.get(node).copied().flatten();
        for (a, b) in &self.rows.apart {
            if let (Some(a), Some(b)) = (place(*a), place(*b)) {
                for (row, column) in [(a, b), (b, a)] {
                    if let Some(slot) = sums.get_mut(row).and_then(|sums| sums.get_mut(column)) {
                        *slot = None;
                    }
                }
            }
        }
        let sizes = groups.iter().map(|group| group.rows.len()).collect();
        let ends = Links::new(sizes, sums).merged(count);
        let mut merged: Vec<Group> = groups.iter().map(|_| Group::new()).collect();
        for (group, end) in groups.iter().zip(ends) {
            if let Some(whole) = merged.get_mut(end) {
                for row in &group.rows {
                    if let Some(vector) = self.vectors.get(*row) {
                        whole.take(*row, vector);
                    }
                }
                whole.held = whole.held.or(group.held);
            }
        }
        merged.retain(|group| !group.rows.is_empty());
        merged
    }
}
