//! Communities of a graph: Louvain's method (Blondel and others 2008) with modularity's resolution (Reichardt and Bornholdt 2006), in
//! whole numbers and a fixed order, under constraints of what has to stay apart.

use super::neighbours::Near;

/// A weighted graph without direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    /// Where each node's edges begin, and where the last one's end.
    starts: Vec<usize>,
    /// For each node its neighbours, in order, with the weight between them: both ends list it.
    edges: Vec<(u32, u32)>,
    /// For each node the weight inside it, both ways; 0 where it is one note.
    inside: Vec<i64>,
    /// For each node those that never come together with it: both ends list it.
    apart: Vec<Vec<u32>>,
    /// For each node whether it is held. Two that are held never come together.
    held: Vec<bool>,
}

impl Graph {
    /// The graph of nearest neighbours: two rows are joined where one is among the other's.
    pub(super) fn of(neighbours: &[Near]) -> Graph {
        let near = || {
            (0_u32..).zip(neighbours).flat_map(|(row, near)| {
                near.iter().filter_map(move |(alike, other)| {
                    // A product of 25,600 is the same text: some hundred steps are enough.
                    let weight = u32::try_from(alike >> 5)
                        .ok()
                        .filter(|weight| *weight > 0)?;
                    Some([(row, *other, weight), (*other, row, weight)])
                })
            })
        };
        let mut next = vec![0_usize; neighbours.len()];
        for (from, ..) in near().flatten() {
            add(&mut next, index(from), 1);
        }
        let mut end = 0;
        for next in &mut next {
            end += std::mem::replace(next, end);
        }
        let mut both = vec![(0, 0); end];
        for (from, to, weight) in near().flatten() {
            set(&mut both, at(&next, index(from)), (to, weight));
            add(&mut next, index(from), 1);
        }
        let mut graph = Graph::new(neighbours.len());
        let mut rest = both.as_mut_slice();
        let mut start = 0;
        for end in next {
            let (list, others) = rest.split_at_mut_checked(end - start).unwrap_or_default();
            list.sort_unstable();
            graph.push(
                list.chunk_by(|a, b| a.0 == b.0)
                    .filter_map(|same| same.first().copied()),
            );
            (rest, start) = (others, end);
        }
        graph
    }

    /// A graph whose nodes' edges are yet to come.
    fn new(nodes: usize) -> Graph {
        Graph {
            starts: vec![0],
            edges: Vec::new(),
            inside: vec![0; nodes],
            apart: vec![Vec::new(); nodes],
            held: vec![false; nodes],
        }
    }

    /// Adds the edges of the next node.
    fn push(&mut self, edges: impl Iterator<Item = (u32, u32)>) {
        self.edges.extend(edges);
        self.starts.push(self.edges.len());
    }

    /// The neighbours of a node.
    fn near(&self, node: usize) -> &[(u32, u32)] {
        let range = at(&self.starts, node)..at(&self.starts, node + 1);
        self.edges.get(range).unwrap_or_default()
    }

    /// Those that never come together with a node.
    fn foes(&self, node: usize) -> &[u32] {
        self.apart.get(node).map_or(&[], Vec::as_slice)
    }

    /// Keeps two nodes apart.
    pub(super) fn keep_apart(&mut self, a: usize, b: usize) {
        for (node, other) in [(a, b), (b, a)] {
            if let Some(list) = self.apart.get_mut(node) {
                list.push(number(other));
            }
        }
    }

    /// Holds a node: it stays apart from all others that are held.
    pub(super) fn hold(&mut self, node: usize) {
        set(&mut self.held, node, true);
    }

    /// The graph whose nodes are these groups of nodes.
    pub(super) fn folded(&self, of: &[usize], count: usize) -> Graph {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (node, group) in of.iter().enumerate() {
            if let Some(members) = members.get_mut(*group) {
                members.push(node);
            }
        }
        let mut graph = Graph::new(count);
        let mut weights = vec![0_u32; count];
        let mut near = Vec::new();
        for (group, members) in members.iter().enumerate() {
            let mut apart = Vec::new();
            for node in members {
                if at(&self.held, *node) {
                    graph.hold(group);
                }
                add(&mut graph.inside, group, at(&self.inside, *node));
                for (other, weight) in self.near(*node) {
                    let theirs = at(of, index(*other));
                    if theirs == group {
                        add(&mut graph.inside, group, i64::from(*weight));
                    } else if let Some(sum) = weights.get_mut(theirs) {
                        if *sum == 0 {
                            near.push(theirs);
                        }
                        *sum = sum.saturating_add(*weight);
                    }
                }
                apart.extend(
                    self.foes(*node)
                        .iter()
                        .map(|foe| number(at(of, index(*foe)))),
                );
            }
            near.sort_unstable();
            graph.push(near.drain(..).map(|other| {
                let weight = weights.get_mut(other).map(std::mem::take);
                (number(other), weight.unwrap_or_default())
            }));
            apart.sort_unstable();
            apart.dedup();
            if let Some(list) = graph.apart.get_mut(group) {
                *list = apart;
            }
        }
        graph
    }

    /// The community of each node, numbered by first member. `resolution` in thousandths.
    pub(super) fn communities(&self, resolution: i64) -> Vec<usize> {
        let mut of: Vec<usize> = (0..self.inside.len()).collect();
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
        // The held node of each community.
        let mut holders = vec![None; of.len()];
        for (node, community) in of
            .iter()
            .enumerate()
            .filter(|(node, _)| at(&self.held, *node))
        {
            set(&mut holders, *community, Some(node));
        }
        let mut weights = vec![0_i64; of.len()];
        let mut near: Vec<usize> = Vec::new();
        for _ in 0..100 {
            let mut moved = false;
            for (node, degree) in degrees.iter().enumerate() {
                for (other, weight) in self.near(node) {
                    let community = at(&of, index(*other));
                    if at(&weights, community) == 0 {
                        near.push(community);
                    }
                    add(&mut weights, community, i64::from(*weight));
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
                let held = at(&self.held, node);
                let barred = |community: usize| {
                    let mut apart = self.foes(node).iter();
                    let other_held = held && at(&holders, community).is_some_and(|by| by != node);
                    other_held || apart.any(|other| at(&of, index(*other)) == community)
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
                    if held {
                        set(&mut holders, home, None);
                        set(&mut holders, best.1, Some(node));
                    }
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
        let edges = self.near(node).iter();
        edges.map(|edge| i64::from(edge.1)).sum::<i64>() + at(&self.inside, node)
    }
}

/// The same groups with numbers by first member, and how many there are.
pub(super) fn renumbered(of: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers = vec![usize::MAX; of.iter().max().map_or(0, |most| most + 1)];
    let mut count = 0;
    let list = of.iter().map(|group| {
        if at(&numbers, *group) == usize::MAX {
            set(&mut numbers, *group, count);
            count += 1;
        }
        at(&numbers, *group)
    });
    (list.collect(), count)
}

fn at<T: Copy + Default>(list: &[T], at: usize) -> T {
    list.get(at).copied().unwrap_or_default()
}

fn add<T: std::ops::AddAssign>(list: &mut [T], at: usize, value: T) {
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

fn number(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(u32::MAX)
}
