//! Communities of a graph: Louvain's method (Blondel and others 2008) with modularity's resolution (Reichardt and Bornholdt 2006), in
//! whole numbers and a fixed order, under constraints of what has to stay apart.

use std::collections::HashMap;

/// A weighted graph without direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    /// For each node its neighbours, in order, with the weight between them: both ends list it.
    edges: Vec<Vec<(u32, i64)>>,
    /// For each node the weight inside it, both ways; 0 where it is one note.
    inside: Vec<i64>,
    /// For each node those that never come together with it: both ends list it.
    apart: Vec<Vec<u32>>,
}

impl Graph {
    /// The graph of nearest neighbours: two rows are joined where one is among the other's.
    pub(super) fn of(neighbours: &[Vec<(i32, u32)>]) -> Graph {
        let mut edges: Vec<Vec<(u32, i64)>> = vec![Vec::new(); neighbours.len()];
        for (row, near) in (0_u32..).zip(neighbours) {
            for (alike, other) in near {
                // A product of about 258,000 is the same text: a thousand steps are enough.
                let weight = i64::from(*alike >> 8);
                if weight > 0 {
                    for (from, to) in [(row, *other), (*other, row)] {
                        if let Some(list) = edges.get_mut(index(from)) {
                            list.push((to, weight));
                        }
                    }
                }
            }
        }
        for list in &mut edges {
            list.sort_unstable();
            list.dedup_by_key(|edge| edge.0);
        }
        Graph {
            inside: vec![0; edges.len()],
            apart: vec![Vec::new(); edges.len()],
            edges,
        }
    }

    /// Keeps two nodes apart.
    pub(super) fn keep_apart(&mut self, a: usize, b: usize) {
        for (node, other) in [(a, b), (b, a)] {
            if let Some(list) = self.apart.get_mut(node) {
                list.push(u32::try_from(other).unwrap_or(u32::MAX));
            }
        }
    }

    /// The graph whose nodes are these groups of nodes.
    pub(super) fn folded(&self, of: &[usize], count: usize) -> Graph {
        let mut sums: Vec<HashMap<u32, i64>> = vec![HashMap::new(); count];
        let mut graph = Graph {
            edges: vec![Vec::new(); count],
            inside: vec![0; count],
            apart: vec![Vec::new(); count],
        };
        for (node, group) in of.iter().enumerate() {
            add(&mut graph.inside, *group, at(&self.inside, node));
            for (other, weight) in neighbours(&self.edges, node) {
                let theirs = at(of, index(*other));
                if theirs == *group {
                    add(&mut graph.inside, *group, *weight);
                } else if let Some(sums) = sums.get_mut(*group) {
                    *sums
                        .entry(u32::try_from(theirs).unwrap_or(u32::MAX))
                        .or_default() += weight;
                }
            }
            let apart = neighbours(&self.apart, node).iter();
            if let Some(list) = graph.apart.get_mut(*group) {
                list.extend(apart.filter_map(|other| u32::try_from(at(of, index(*other))).ok()));
            }
        }
        for (list, sums) in graph.edges.iter_mut().zip(sums) {
            list.extend(sums);
            list.sort_unstable();
        }
        for list in &mut graph.apart {
            list.sort_unstable();
            list.dedup();
        }
        graph
    }

    /// The community of each node, numbered by first member. `resolution` in thousandths.
    pub(super) fn communities(&self, resolution: i64) -> Vec<usize> {
        let mut of: Vec<usize> = (0..self.edges.len()).collect();
        // From the notes up: moves of notes, then of communities. A note whose community grew may do better elsewhere, so once more.
        for _ in 0..3 {
            let (mut now, mut count) = renumbered(&self.settle(resolution, of.clone()));
            let mut graph = self.folded(&now, count);
            loop {
                let (merged, fewer) = renumbered(&graph.settle(resolution, (0..count).collect()));
                if fewer == count {
                    break;
                }
                for community in &mut now {
                    *community = at(&merged, *community);
                }
                graph = graph.folded(&merged, fewer);
                count = fewer;
            }
            if now == of {
                break;
            }
            of = now;
        }
        of
    }

    /// Moves one node at a time to where modularity gains most, until none gains.
    fn settle(&self, resolution: i64, mut of: Vec<usize>) -> Vec<usize> {
        let degrees: Vec<i64> = (0..of.len()).map(|node| self.degree(node)).collect();
        let whole: i128 = degrees.iter().map(|degree| i128::from(*degree)).sum();
        let mut totals = vec![0; of.len()];
        for (community, degree) in of.iter().zip(&degrees) {
            add(&mut totals, *community, *degree);
        }
        let mut weights = vec![0_i64; of.len()];
        let mut near: Vec<usize> = Vec::new();
        for _ in 0..100 {
            let mut moved = false;
            for (node, degree) in degrees.iter().enumerate() {
                for (other, weight) in neighbours(&self.edges, node) {
                    let community = at(&of, index(*other));
                    if at(&weights, community) == 0 {
                        near.push(community);
                    }
                    add(&mut weights, community, *weight);
                }
                let home = at(&of, node);
                add(&mut totals, home, -degree);
                // The gain of modularity, times what makes it whole.
                let gain = |community: usize| {
                    i128::from(at(&weights, community)) * whole * 1_000
                        - i128::from(resolution)
                            * i128::from(*degree)
                            * i128::from(at(&totals, community))
                };
                let barred = |community: usize| {
                    let mut apart = neighbours(&self.apart, node).iter();
                    apart.any(|other| at(&of, index(*other)) == community)
                };
                let mut best = (gain(home), home);
                for community in &near {
                    let here = (gain(*community), *community);
                    // Where two gain the same, home is best, then the first.
                    let better =
                        here.0 > best.0 || (here.0 == best.0 && best.1 != home && here.1 < best.1);
                    if better && !barred(*community) {
                        best = here;
                    }
                }
                for community in near.drain(..) {
                    set(&mut weights, community, 0);
                }
                add(&mut totals, best.1, *degree);
                if best.1 != home {
                    set(&mut of, node, best.1);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        of
    }

    fn degree(&self, node: usize) -> i64 {
        let edges = neighbours(&self.edges, node).iter();
        edges.map(|edge| edge.1).sum::<i64>() + at(&self.inside, node)
    }
}

/// The same groups with numbers by first member, and how many there are.
pub(super) fn renumbered(of: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut list = Vec::with_capacity(of.len());
    for group in of {
        let next = numbers.len();
        list.push(*numbers.entry(*group).or_insert(next));
    }
    (list, numbers.len())
}

fn at<T: Copy + Default>(list: &[T], at: usize) -> T {
    list.get(at).copied().unwrap_or_default()
}

fn neighbours<T>(list: &[Vec<T>], node: usize) -> &[T] {
    list.get(node).map_or(&[], Vec::as_slice)
}

fn add(list: &mut [i64], at: usize, value: i64) {
    if let Some(sum) = list.get_mut(at) {
        *sum += value;
    }
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}

fn index(node: u32) -> usize {
    usize::try_from(node).unwrap_or(usize::MAX)
}
