//! Places that are marked for people: `<!-- for people: NAME -->` … `<!-- end -->`. What a person wrote in one goes with it, wherever
//! folkmoot puts it and whatever folkmoot calls it now.
//!
//! While lines are merged, a place that a person wrote in is one line that stands nowhere else, the same in all three texts.

use super::sections;
use crate::outcome::outline;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A marked place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    name: String,
    /// Which of those with that name.
    nth: usize,
    /// With its markers.
    span: Range<usize>,
    /// Between them.
    inside: Range<usize>,
}

fn find(text: &str) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: Option<(String, Range<usize>)> = None;
    for comment in outline::read(text).comments {
        if let Some(name) = comment.text.strip_prefix("for people:") {
            open = Some((name.trim().to_owned(), comment.span));
        } else if comment.text == "end"
            && let Some((name, begin)) = open.take()
        {
            let count = counts.entry(name.clone()).or_default();
            let nth = *count;
            *count += 1;
            places.push(Place {
                name,
                nth,
                span: begin.start..comment.span.end,
                inside: begin.end..comment.span.start,
            });
        }
    }
    places
}

/// A place in which a person's words stay.
#[derive(Debug)]
struct Kept {
    /// The line that stands for it.
    line: String,
    /// Its text with its markers.
    text: String,
    /// Whether folkmoot would have written something else there, and the heading above it.
    left_alone: Option<Option<String>>,
}

/// The three texts with each such place in one line.
#[derive(Debug)]
pub(super) struct Places {
    texts: [String; 3],
    kept: Vec<Kept>,
}

impl Places {
    pub(super) fn settle(base: &str, theirs: &str, ours: &str) -> Places {
        let texts = [base, theirs, ours];
        let [in_base, in_theirs, in_ours] = texts.map(find);
        let inside = |text: &str, place: &Place| {
            let text = text.get(place.inside.clone()).unwrap_or_default();
            text.trim_end().to_owned()
        };
        let [base_names, our_names] = [&in_base, &in_ours].map(|places| by_name(places));
        let named = |names: &BTreeMap<(&str, usize), &Place>, like: &Place| {
            names.get(&(like.name.as_str(), like.nth)).copied().cloned()
        };
        let outline = outline::read(base);
        let mut same_sections: Option<Vec<(Range<usize>, Range<usize>)>> = None;
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let salt = salt(&texts);
        let mut kept = Vec::new();
        let mut cuts: [Vec<(Range<usize>, String)>; 3] = Default::default();
        for their in &in_theirs {
            let was = named(&base_names, their);
            let our = named(&our_names, their).or_else(|| {
                let was = was.as_ref()?;
                let pairs = same_sections.get_or_insert_with(|| sections::pairs(base, ours));
                let (_, now) = pairs.iter().find(|pair| pair.0.contains(&was.span.start))?;
                // Renamed with its section: it is of the same kind, and new.
                let kind = |name: &str| name.split(" for ").next().map(str::to_owned);
                in_ours
                    .iter()
                    .find(|one| {
                        now.contains(&one.span.start)
                            && kind(&one.name) == kind(&was.name)
                            && named(&base_names, one).is_none()
                            && !taken.contains(&one.span.start)
                    })
                    .cloned()
            });
            let Some(our) = our else { continue };
            let (words, new) = (inside(theirs, their), inside(ours, &our));
            let old = was.as_ref().map(|was| inside(base, was));
            if words == *old.as_ref().unwrap_or(&new) {
                continue;
            }
            taken.insert(our.span.start);
            let line = format!("<!-- kept {salt}.{} -->\n", kept.len());
            let edge =
                |text: &str, range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
            let text = [
                edge(ours, our.span.start..our.inside.start),
                edge(theirs, their.inside.clone()),
                edge(ours, our.inside.end..our.span.end),
            ]
            .concat();
            let above = |was: &Place| outline.above(was.span.start).map(|one| one.text.clone());
            let changed = old.as_ref() != Some(&new) && words != new;
            kept.push(Kept {
                left_alone: changed.then(|| was.as_ref().and_then(above)),
                line: line.clone(),
                text,
            });
            let spans = [
                was.map(|was| was.span),
                Some(their.span.clone()),
                Some(our.span),
            ];
            for (cuts, span) in cuts.iter_mut().zip(spans) {
                cuts.extend(span.map(|span| (span, line.clone())));
            }
        }
        let mut texts = texts.into_iter();
        Places {
            texts: cuts.map(|cuts| cut(texts.next().unwrap_or_default(), cuts)),
            kept,
        }
    }

    pub(super) fn texts(&self) -> [String; 3] {
        self.texts.clone()
    }

    /// The headings above places where folkmoot would have written something else.
    pub(super) fn left_alone(&self) -> impl Iterator<Item = &Option<String>> {
        self.kept.iter().filter_map(|kept| kept.left_alone.as_ref())
    }

    /// The merged text with what stands in the places; `None` where one of them is gone.
    pub(super) fn filled(&self, merged: &str) -> Option<String> {
        let texts: BTreeMap<&str, &str> = self
            .kept
            .iter()
            .map(|kept| (kept.line.as_str(), kept.text.as_str()))
            .collect();
        let mut filled = BTreeSet::new();
        let mut out = String::with_capacity(merged.len());
        for line in merged.split_inclusive('\n') {
            match texts.get(line) {
                None => out.push_str(line),
                // A second one would double the words.
                Some(text) if filled.insert(line) => out.push_str(text),
                Some(_) => {}
            }
        }
        (filled.len() == texts.len()).then_some(out)
    }
}

fn by_name(places: &[Place]) -> BTreeMap<(&str, usize), &Place> {
    places
        .iter()
        .map(|one| ((one.name.as_str(), one.nth), one))
        .collect()
}

/// A number that makes lines of ours stand in none of the texts.
fn salt(texts: &[&str; 3]) -> usize {
    let taken = |salt: &usize| {
        let begin = format!("<!-- kept {salt}.");
        texts.iter().any(|text| text.contains(&begin))
    };
    (0..).find(|salt| !taken(salt)).unwrap_or_default()
}

fn cut(text: &str, mut cuts: Vec<(Range<usize>, String)>) -> String {
    cuts.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, line) in cuts {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(&line);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
