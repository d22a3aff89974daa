//! The merge of lines (diff3): two differences from one base, laid over each other.

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};
use std::ops::Range;

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Three {
    /// The text.
    pub(super) text: String,
    /// Lines of the base at which both sides changed something and theirs was taken.
    pub(super) conflicts: Vec<usize>,
}

/// A change of one side: these lines of the base became those of the side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    base: Range<usize>,
    side: Range<usize>,
}

impl From<Hunk> for Change {
    fn from(hunk: Hunk) -> Change {
        let range = |range: Range<u32>| range.start as usize..range.end as usize;
        Change {
            base: range(hunk.before),
            side: range(hunk.after),
        }
    }
}

fn changes(base: &[&str], side: &[&str]) -> Vec<Change> {
    let mut input = InternedInput::default();
    input.update_before(base.iter().copied());
    input.update_after(side.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    // The same choice on both sides of where a repeated line (a blank one, mostly) was put in.
    diff.postprocess_no_heuristic(&input);
    diff.hunks().map(Change::from).collect()
}

/// Whether the two cannot both be made.
fn clash(theirs: &Change, ours: &Change) -> bool {
    let (a, b) = (&theirs.base, &ours.base);
    match (a.is_empty(), b.is_empty()) {
        (false, false) => a.start < b.end && b.start < a.end,
        // Lines that a person put at the end of what is to go belong to it.
        (true, false) => {
            b.start < a.start && (a.start < b.end || a.start == b.end && ours.side.is_empty())
        }
        (false, true) => a.start < b.start && b.start < a.end,
        (true, true) => false,
    }
}

/// Merges lines; each has its end.
pub(super) fn three(base: &[&str], theirs: &[&str], ours: &[&str]) -> Three {
    let lines = |of: &[&str], range: Range<usize>| of.get(range).unwrap_or_default().concat();
    let their_changes = changes(base, theirs);
    let our_changes = changes(base, ours);
    let (mut their_next, mut our_next) = (
        their_changes.iter().peekable(),
        our_changes.iter().peekable(),
    );
    let mut merged = Three {
        text: String::new(),
        conflicts: Vec::new(),
    };
    let mut at = 0;
    loop {
        let (their, our) = match (their_next.peek(), our_next.peek()) {
            (None, None) => break,
            (their, our) => (their.copied(), our.copied()),
        };
        // What begins first is alone, unless it clashes with what comes next on the other side.
        let first = |change: &Change| (change.base.start, change.base.end);
        let (theirs_too, ours_too) = match (their, our) {
            (Some(their), Some(our)) if clash(their, our) => (true, true),
            (Some(their), Some(our)) if their.base == our.base => (true, true),
            (Some(their), Some(our)) => (first(their) < first(our), first(our) < first(their)),
            (their, our) => (their.is_some(), our.is_some()),
        };
        let mut lot: Lot = Lot::default();
        if theirs_too && let Some(change) = their_next.next() {
            lot.theirs.push(change);
        }
        if ours_too && let Some(change) = our_next.next() {
            lot.ours.push(change);
        }
        if theirs_too && ours_too {
            // Whatever else clashes with one of them belongs to the same lot.
            loop {
                if let Some(next) =
                    their_next.next_if(|next| lot.ours.iter().any(|ours| clash(next, ours)))
                {
                    lot.theirs.push(next);
                } else if let Some(next) =
                    our_next.next_if(|next| lot.theirs.iter().any(|theirs| clash(theirs, next)))
                {
                    lot.ours.push(next);
                } else {
                    break;
                }
            }
        }
        let span = lot.span();
        merged.text.push_str(&lines(base, at..span.start));
        at = span.end.max(at);
        let [their_text, our_text] = [
            side(base, theirs, &lot.theirs, &span),
            side(base, ours, &lot.ours, &span),
        ];
        match (lot.theirs.is_empty(), lot.ours.is_empty()) {
            (false, true) => merged.text.push_str(&their_text),
            (true, _) => merged.text.push_str(&our_text),
            (false, false) if their_text == our_text => merged.text.push_str(&their_text),
            // Both only added something, at the same place.
            (false, false) if span.is_empty() => {
                merged.text.push_str(&both(&their_text, &our_text))
            }
            (false, false) => {
                merged.text.push_str(&their_text);
                merged.conflicts.push(span.start);
            }
        }
    }
    merged.text.push_str(&lines(base, at..base.len()));
    merged
}

/// Changes that have to be decided together.
#[derive(Default)]
struct Lot<'c> {
    theirs: Vec<&'c Change>,
    ours: Vec<&'c Change>,
}

impl Lot<'_> {
    /// The lines of the base that they are about.
    fn span(&self) -> Range<usize> {
        let all = || self.theirs.iter().chain(&self.ours);
        let start = all().map(|change| change.base.start).min();
        let end = all().map(|change| change.base.end).max();
        start.unwrap_or_default()..end.unwrap_or_default()
    }
}

/// How one side has the lines `span` of the base, after these changes.
fn side(base: &[&str], side: &[&str], changes: &[&Change], span: &Range<usize>) -> String {
    let mut text = String::new();
    let mut at = span.start;
    for change in changes {
        text.push_str(&base.get(at..change.base.start).unwrap_or_default().concat());
        text.push_str(&side.get(change.side.clone()).unwrap_or_default().concat());
        at = change.base.end;
    }
    text.push_str(&base.get(at..span.end).unwrap_or_default().concat());
    text
}

/// What both sides added, theirs first; paragraphs do not run into each other.
fn both(theirs: &str, ours: &str) -> String {
    let last = theirs.lines().last().unwrap_or_default().trim();
    let first = ours.lines().next().unwrap_or_default().trim();
    let mark = |line: &str| {
        line.chars()
            .next()
            .filter(|one| "-*+|>".contains(*one) || one.is_ascii_digit())
    };
    let gap =
        if last.is_empty() || first.is_empty() || mark(last).is_some() && mark(last) == mark(first)
        {
            ""
        } else {
            "\n"
        };
    format!("{theirs}{gap}{ours}")
}
