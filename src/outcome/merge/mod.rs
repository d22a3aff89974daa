//! Three texts into one: what folkmoot wrote, what stands there now, what folkmoot would write now.
//!
//! In: the three texts. Out: one text and the headings under which a person's words stayed although folkmoot would have written others.
//! Where one side changed, its change is taken; where both did, the person's stays. Sections and marked places
//! (`<!-- for people: NAME -->` … `<!-- end -->`) are known again when folkmoot sorts or renames clusters around them. It must never
//! drop a line that a person wrote: should it come to that, the person's text stays as a whole.

mod lines;
mod places;
mod sections;

#[cfg(test)]
mod tests;

use super::document::{ended, is_ended, most_end, plain};
use super::outline;
use std::collections::{BTreeMap, BTreeSet};

/// What is said where a person's text stayed as a whole, or where there is no heading above it.
pub const WHOLE: &str = "the whole text";
/// The same for what stands before the first heading.
pub const BEGINNING: &str = "the beginning";

/// The merged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text.
    pub text: String,
    /// Where a person's words stayed in the place of folkmoot's: each named by the heading that folkmoot wrote above it.
    pub left_alone: Vec<String>,
}

/// Merges `theirs`, the text as it stands, with `ours`, what folkmoot would write, given `base`, what folkmoot wrote the last time.
pub fn merge(base: &str, theirs: &str, ours: &str) -> Merged {
    let clean = |text: &str| Merged {
        text: text.to_owned(),
        left_alone: Vec::new(),
    };
    if theirs == base {
        return clean(ours);
    }
    if base == ours || theirs == ours {
        return clean(theirs);
    }
    // Line ends and the end of the last line are a side's own: they are merged apart from the words.
    let end = most_end(theirs);
    let closed = |text: &str| text.is_empty() || is_ended(text);
    let closes = if closed(theirs) == closed(base) {
        closed(ours)
    } else {
        closed(theirs)
    };
    let [base, theirs, ours] = [base, theirs, ours].map(|text| {
        let mut text = plain(text);
        if !closed(&text) {
            text.push('\n');
        }
        text
    });
    let mut merged = plain_merge(&base, &theirs, &ours);
    if !closes && merged.text.ends_with('\n') {
        merged.text.pop();
    }
    Merged {
        text: ended(&merged.text, end),
        left_alone: merged.left_alone,
    }
}

/// The same for texts whose lines all end in a line feed.
fn plain_merge(base: &str, theirs: &str, ours: &str) -> Merged {
    let places = places::Places::settle(base, theirs, ours);
    let [base_in, theirs_in, ours_in] = places.texts();
    let (base_in, theirs_in, ours_in) = sections::sorted(base_in, theirs_in, ours_in);
    let [base_lines, their_lines, our_lines] =
        [&base_in, &theirs_in, &ours_in].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let three = lines::three(&base_lines, &their_lines, &our_lines);
    let outline = outline::read(&base_in);
    let mut left_alone: Vec<String> = Vec::new();
    let mut said = BTreeSet::new();
    let mut say = |heading: Option<&str>| {
        let name = heading.unwrap_or(BEGINNING).to_owned();
        if said.insert(name.clone()) {
            left_alone.push(name);
        }
    };
    let (mut lines, mut at) = (base_lines.iter(), 0);
    let mut before = 0;
    for line in three.conflicts {
        let passed = lines.by_ref().take(line - before);
        at += passed.map(|line| line.len()).sum::<usize>();
        before = line;
        say(outline.above(at).map(|heading| heading.text.as_str()));
    }
    for heading in places.left_alone() {
        say(heading.as_deref());
    }
    match places.filled(&three.text) {
        Some(text) if keeps(base, theirs, &text) => Merged { text, left_alone },
        _ => Merged {
            text: theirs.to_owned(),
            left_alone: vec![WHOLE.to_owned()],
        },
    }
}

/// Whether every line that a person wrote stands in the text: as often as theirs has it more than the base.
fn keeps(base: &str, theirs: &str, text: &str) -> bool {
    let mut counts: BTreeMap<&str, isize> = BTreeMap::new();
    let lines = |text| {
        str::lines(text)
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
    };
    for line in lines(theirs) {
        *counts.entry(line).or_default() += 1;
    }
    for line in lines(base) {
        if let Some(count) = counts.get_mut(line) {
            *count -= 1;
        }
    }
    for line in lines(text) {
        if let Some(count) = counts.get_mut(line) {
            *count -= 1;
        }
    }
    counts.values().all(|count| *count <= 0)
}
