//! Sections that one side put into another order: all three texts get the same order before their lines are compared, so that what a
//! person changed in a section goes where the section goes.

use crate::outcome::document::line_end;
use crate::outcome::outline;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A heading with what stands below it; the first one is the text before any heading.
#[derive(Debug)]
struct Section {
    level: usize,
    heading: String,
    /// Down to the next heading of any level.
    own: Range<usize>,
    /// With the sections below it.
    end: usize,
    children: Vec<usize>,
}

/// A text and its sections.
#[derive(Debug)]
struct Tree<'t> {
    text: &'t str,
    sections: Vec<Section>,
}

impl<'t> Tree<'t> {
    fn read(text: &'t str) -> Tree<'t> {
        let headings = outline::read(text).headings;
        let first = headings.first().map_or(text.len(), |one| one.span.start);
        let mut sections = vec![Section {
            level: 0,
            heading: String::new(),
            own: 0..first,
            end: text.len(),
            children: Vec::new(),
        }];
        let mut path = vec![0];
        for (number, heading) in headings.iter().enumerate() {
            let next = |deepest: usize| {
                headings
                    .iter()
                    .skip(number + 1)
                    .find(|one| one.level <= deepest)
                    .map_or(text.len(), |one| one.span.start)
            };
            let level = |at: &usize| sections.get(*at).map_or(0, |one| one.level);
            while path.last().is_some_and(|at| level(at) >= heading.level) {
                path.pop();
            }
            let new = sections.len();
            if let Some(parent) = path.last().and_then(|at| sections.get_mut(*at)) {
                parent.children.push(new);
            }
            sections.push(Section {
                level: heading.level,
                heading: heading.text.clone(),
                own: heading.span.start..next(6),
                end: next(heading.level),
                children: Vec::new(),
            });
            path.push(new);
        }
        Tree { text, sections }
    }

    fn children(&self, at: usize) -> &[usize] {
        self.sections.get(at).map_or(&[], |one| &one.children)
    }

    fn own(&self, at: usize) -> Range<usize> {
        self.sections.get(at).map_or(0..0, |one| one.own.clone())
    }

    fn name(&self, at: usize) -> Option<(usize, &str)> {
        self.sections
            .get(at)
            .map(|one| (one.level, one.heading.as_str()))
    }

    /// A section with all below it.
    fn whole(&self, at: usize) -> &'t str {
        self.sections
            .get(at)
            .and_then(|one| self.text.get(one.own.start..one.end))
            .unwrap_or_default()
    }
}

/// For each child of `a` the child of `b` that is the same section: by its heading, else by what stands there.
fn same(a: &Tree<'_>, at: usize, b: &Tree<'_>, bt: usize) -> BTreeMap<usize, usize> {
    let mut by_name: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for child in b.children(bt).iter().rev() {
        if let Some(name) = b.name(*child) {
            by_name.entry(name).or_default().push(*child);
        }
    }
    let mut pairs = BTreeMap::new();
    for child in a.children(at) {
        let found = a
            .name(*child)
            .and_then(|name| by_name.get_mut(&name))
            .and_then(Vec::pop);
        if let Some(found) = found {
            pairs.insert(*child, found);
        }
    }
    let taken: BTreeSet<usize> = pairs.values().copied().collect();
    let left = |children: &[usize], out: &dyn Fn(&usize) -> bool| -> Vec<usize> {
        children
            .iter()
            .copied()
            .filter(|child| !out(child))
            .collect()
    };
    let left_a = left(a.children(at), &|child| pairs.contains_key(child));
    let left_b = left(b.children(bt), &|child| taken.contains(child));
    pairs.extend(alike(a, &left_a, b, &left_b));
    pairs
}

/// Renamed sections: those that share more than half of the lines that stand in no other.
fn alike(a: &Tree<'_>, left_a: &[usize], b: &Tree<'_>, left_b: &[usize]) -> Vec<(usize, usize)> {
    let lines_a = telling(a, left_a);
    let lines_b = telling(b, left_b);
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (line, one) in &lines_a.of {
        if let Some(other) = lines_b.of.get(line) {
            *shared.entry((*one, *other)).or_default() += 1;
        }
    }
    let mut found: Vec<(usize, usize, usize)> = shared
        .into_iter()
        .filter(|((one, other), count)| {
            let most = lines_a.count(*one).max(lines_b.count(*other));
            count * 2 > most && a.name(*one).map(|name| name.0) == b.name(*other).map(|name| name.0)
        })
        .map(|((one, other), count)| (count, one, other))
        .collect();
    found.sort_by_key(|(count, one, other)| (std::cmp::Reverse(*count), *one, *other));
    let (mut ones, mut others) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, one, other) in found {
        if !ones.contains(&one) && !others.contains(&other) {
            ones.insert(one);
            others.insert(other);
            pairs.push((one, other));
        }
    }
    pairs
}

/// Lines that stand in one section alone.
struct Telling<'t> {
    of: BTreeMap<&'t str, usize>,
    counts: BTreeMap<usize, usize>,
}

impl Telling<'_> {
    fn count(&self, section: usize) -> usize {
        self.counts.get(&section).copied().unwrap_or_default()
    }
}

fn telling<'t>(tree: &Tree<'t>, sections: &[usize]) -> Telling<'t> {
    let mut of: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for section in sections {
        // Its heading is what changed.
        for line in tree.whole(*section).lines().skip(1).map(str::trim) {
            if !line.is_empty() {
                of.entry(line)
                    .and_modify(|known| *known = known.filter(|known| known == section))
                    .or_insert(Some(*section));
            }
        }
    }
    let of: BTreeMap<&str, usize> = of
        .into_iter()
        .filter_map(|(line, section)| Some((line, section?)))
        .collect();
    let mut counts = BTreeMap::new();
    for section in of.values() {
        *counts.entry(*section).or_default() += 1;
    }
    Telling { of, counts }
}

/// The same sections of two texts, each without those below it.
pub(super) fn pairs(a: &str, b: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (a, b) = (Tree::read(a), Tree::read(b));
    let mut found = Vec::new();
    let mut next = vec![(0, 0)];
    while let Some((one, other)) = next.pop() {
        found.push((a.own(one), b.own(other)));
        next.extend(same(&a, one, &b, other));
    }
    found
}

/// The three texts with their sections in one order: the person's, where a person sorted them, else the order they are to have now.
pub(super) fn sorted(base: String, theirs: String, ours: String) -> (String, String, String) {
    let trees = [&base, &theirs, &ours].map(|text| Tree::read(text));
    let [sorted_base, sorted_theirs, sorted_ours] = arranged(&trees, [0, 0, 0]);
    (sorted_base, sorted_theirs, sorted_ours)
}

fn arranged(trees: &[Tree<'_>; 3], at: [usize; 3]) -> [String; 3] {
    let [base, theirs, ours] = trees;
    let to_theirs = same(base, at[0], theirs, at[1]);
    let to_ours = same(base, at[0], ours, at[2]);
    let mut texts: [BTreeMap<usize, String>; 3] = Default::default();
    for child in base.children(at[0]) {
        if let (Some(their), Some(our)) = (to_theirs.get(child), to_ours.get(child)) {
            let [one, two, three] = arranged(trees, [*child, *their, *our]);
            texts[0].insert(*child, one);
            texts[1].insert(*their, two);
            texts[2].insert(*our, three);
        }
    }
    let in_order = |pairs: &BTreeMap<usize, usize>| pairs.values().is_sorted();
    let back = |pairs: &BTreeMap<usize, usize>| -> BTreeMap<usize, usize> {
        pairs.iter().map(|(one, other)| (*other, *one)).collect()
    };
    let by_theirs = !in_order(&to_theirs);
    let keys: [BTreeMap<usize, usize>; 3] = if by_theirs {
        let ours = back(&to_ours);
        let through = |(our, base): (&usize, &usize)| Some((*our, *to_theirs.get(base)?));
        [
            to_theirs.clone(),
            BTreeMap::new(),
            ours.iter().filter_map(through).collect(),
        ]
    } else if in_order(&to_ours) {
        Default::default()
    } else {
        let theirs = back(&to_theirs);
        let through = |(their, base): (&usize, &usize)| Some((*their, *to_ours.get(base)?));
        [
            to_ours.clone(),
            theirs.iter().filter_map(through).collect(),
            BTreeMap::new(),
        ]
    };
    let mut out: [String; 3] = Default::default();
    for (((out, tree), at), (keys, texts)) in out
        .iter_mut()
        .zip(trees)
        .zip(at)
        .zip(keys.iter().zip(&texts))
    {
        out.push_str(tree.text.get(tree.own(at)).unwrap_or_default());
        let children: Vec<(Option<usize>, &str)> = tree
            .children(at)
            .iter()
            .map(|child| {
                let text = texts.get(child).map_or(tree.whole(*child), String::as_str);
                (keys.get(child).copied(), text)
            })
            .collect();
        put(out, children);
    }
    out
}

/// Sections by their keys; one without a key stays behind the one it stood behind. The blank lines between two stay where they are, so
/// that the last one of a document does not lack them when it is first.
fn put(out: &mut String, children: Vec<(Option<usize>, &str)>) {
    if children.iter().all(|(key, _)| key.is_none()) {
        for (_, text) in children {
            out.push_str(text);
        }
        return;
    }
    let trimmed = |text: &str| line_end(text, text.trim_end().len());
    let gaps: Vec<&str> = children
        .iter()
        .map(|(_, text)| text.get(trimmed(text)..).unwrap_or_default())
        .collect();
    let mut last = None;
    let mut keyed: Vec<(Option<usize>, &str)> = Vec::new();
    for (key, text) in children {
        last = key.or(last);
        keyed.push((last, text));
    }
    keyed.sort_by_key(|(key, _)| *key);
    for ((_, text), gap) in keyed.into_iter().zip(gaps) {
        out.push_str(text.get(..trimmed(text)).unwrap_or_default());
        out.push_str(gap);
    }
}
