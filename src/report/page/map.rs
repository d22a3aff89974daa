//! The map: clusters as areas, their notes as cards in them, as large as there are notes and as dark as there are votes.

use super::words::{Words, with};
use crate::draw::colour::{SHADES, level};
use crate::draw::text::{cut, drawable, em, room, wrap};
use crate::draw::treemap::squarify;
use crate::draw::{Area, Paint, Picture, Shape};
use crate::text::many;
use std::fmt::Write;

/// Of more clusters, so many of the largest are drawn.
const MOST_CLUSTERS: usize = 60;
/// Of more notes, none is drawn as a card with its words; and of more than so many, none is drawn at all.
const MOST_CARDS: usize = 150;
const MOST_CELLS: usize = 1_500;
/// Letters of a cluster's name, of what is said of it, of a note from the largest; and the height of their lines.
const NAME: (usize, usize) = (15, 19);
const SMALL: (usize, usize) = (12, 16);
const SIZES: [(usize, usize); 4] = [(16, 21), (14, 19), (13, 17), SMALLEST];
const SMALLEST: (usize, usize) = (12, 16);
const INK: [&str; 6] = ["i0", "i1", "i2", "i3", "i4", "i5"];
const FILL: [&str; 6] = ["s0", "s1", "s2", "s3", "s4", "s5"];

/// A cluster on the map.
pub(super) struct Patch<'p> {
    pub(super) name: &'p str,
    /// What it came to, in a few words.
    pub(super) came_to: String,
    pub(super) score: u64,
    pub(super) wins: bool,
    pub(super) parked: bool,
    pub(super) notes: Vec<&'p str>,
}

impl Patch<'_> {
    fn count(&self) -> u64 {
        u64::try_from(self.notes.len()).unwrap_or(u64::MAX)
    }

    fn meta(&self) -> String {
        let notes = many(self.count(), "note", "notes");
        match self.came_to.as_str() {
            "" => notes,
            came_to => format!("{came_to} · {notes}"),
        }
    }
}

/// The figure, drawn for wide and for narrow screens; nothing where there are no two clusters to compare.
pub(super) fn figure(words: &Words, title: &str, mut patches: Vec<Patch<'_>>) -> String {
    patches.retain(|patch| !patch.notes.is_empty());
    if patches.len() < 2 {
        return String::new();
    }
    // As many notes: the order of the result.
    patches.sort_by_key(|patch| (patch.parked, std::cmp::Reverse(patch.notes.len())));
    let hidden = patches.len().saturating_sub(MOST_CLUSTERS);
    patches.truncate(MOST_CLUSTERS);
    let all: usize = patches.iter().map(|patch| patch.notes.len()).sum();
    // What has no words needs less room.
    let grow = if all <= MOST_CARDS {
        all.min(60) * 6
    } else {
        0
    };
    let drawn = |id, width, height| {
        let picture = Picture {
            width,
            height,
            title: with(words.map_about, "title", title),
            about: patches
                .iter()
                .map(|patch| format!("{}: {}", patch.name, patch.meta()))
                .collect::<Vec<_>>()
                .join("; "),
            style: None,
            shapes: shapes(&patches, Area::new(0, 0, width, height), all),
        };
        picture.inline(id)
    };
    let mut out = format!(
        "<figure>\n{}{}<figcaption>{}",
        drawn("map-wide", 1_040, 400 + grow),
        drawn("map-narrow", 360, 480 + grow * 2),
        words.map_legend
    );
    if hidden > 0 {
        let _ = write!(out, " {}", with(words.map_more, "n", &hidden.to_string()));
    }
    out.push_str("</figcaption>\n</figure>\n");
    out
}

/// A note and its place.
type Card<'p> = (&'p str, Area);

fn shapes(patches: &[Patch<'_>], whole: Area, all: usize) -> Vec<Shape> {
    let sizes: Vec<u64> = patches.iter().map(Patch::count).collect();
    let most = patches.iter().map(|patch| patch.score).max().unwrap_or(0);
    let mut panels: Vec<(Vec<Shape>, Vec<Card<'_>>)> = patches
        .iter()
        .zip(squarify(&sizes, whole))
        .map(|(patch, area)| {
            let (shapes, body) = panel(patch, area.inside(3), most);
            let cards = if all <= MOST_CELLS {
                divided(patch, body)
            } else {
                Vec::new()
            };
            (shapes, cards)
        })
        .collect();
    if all <= MOST_CARDS {
        let cards: Vec<Card<'_>> = panels.iter().flat_map(|(_, cards)| cards.clone()).collect();
        let letters = size(&cards);
        for (shapes, cards) in &mut panels {
            shapes.extend(cards.iter().map(|(note, area)| card(note, *area, letters)));
        }
    } else {
        for (shapes, cards) in &mut panels {
            let cells = cards
                .iter()
                .map(|(_, area)| Shape::filled(*area, 2, Paint::Class("cell")));
            shapes.extend(cells);
        }
    }
    let panels = panels.into_iter().zip(patches);
    panels
        .map(|((shapes, _), patch)| {
            let about = format!("{}: {}", patch.name, patch.meta());
            Shape::Group(Some(about), shapes)
        })
        .collect()
}

/// A cluster without its notes, and where there is room for them.
fn panel(patch: &Patch<'_>, area: Area, most: u64) -> (Vec<Shape>, Area) {
    let shade = level(patch.score, most, SHADES);
    let (fill, ink) = if patch.parked {
        ("aside", "soft")
    } else {
        (
            FILL.get(shade).copied().unwrap_or("s0"),
            INK.get(shade).copied().unwrap_or("i0"),
        )
    };
    let mut shapes = vec![Shape::Box {
        area,
        round: 8,
        paint: Paint::Class(fill),
        dashed: patch.parked,
    }];
    let inner = area.inside(10);
    let mut taken = 0;
    let star = if patch.wins { "★ " } else { "" };
    let name = format!("{star}{}", drawable(patch.name));
    if inner.width >= 56 && inner.height >= NAME.1 {
        // Bold letters are wider. A name has at most a third of the height.
        let most = (inner.height / 3 / NAME.1).clamp(1, 3);
        for line in wrap(&name, room(inner.width, NAME.0) * 15 / 16, most) {
            taken += NAME.1;
            let at = (inner.x, inner.y + taken - 5);
            shapes.push(Shape::text(at, NAME.0, true, Paint::Class(ink), line));
        }
        if inner.height >= taken + SMALL.1 + 44 {
            taken += SMALL.1;
            let meta = cut(&patch.meta(), room(inner.width, SMALL.0), em);
            let at = (inner.x, inner.y + taken - 4);
            shapes.push(Shape::text(at, SMALL.0, false, Paint::Class(ink), meta));
        }
        taken += 6;
    }
    (shapes, inner.below(taken))
}

/// A place for each note.
fn divided<'p>(patch: &Patch<'p>, body: Area) -> Vec<Card<'p>> {
    if body.width < 6 || body.height < 6 {
        return Vec::new();
    }
    let each = vec![1; patch.notes.len()];
    let areas = squarify(&each, body).into_iter().map(|area| {
        let by = if area.width.min(area.height) > 12 {
            2
        } else {
            1
        };
        area.inside(by)
    });
    patch.notes.iter().copied().zip(areas).collect()
}

/// A note: as much of it as its card holds, and all of it where a pointer rests.
fn card(note: &str, area: Area, (size, height): (usize, usize)) -> Shape {
    let mut shapes = vec![Shape::filled(area, 4, Paint::Class("card"))];
    let inner = inner(area);
    let most = inner.height / height;
    // Less than this is no reading.
    if inner.width >= 72 && (most >= 2 || (most == 1 && inner.width >= 150)) {
        let lines = wrap(&drawable(note), room(inner.width, size), most);
        for (at, line) in (1..).zip(lines) {
            let at = (inner.x, inner.y + at * height - height / 4);
            shapes.push(Shape::text(at, size, false, Paint::Class("ink"), line));
        }
    }
    Shape::Group(Some(note.to_owned()), shapes)
}

fn inner(card: Area) -> Area {
    card.inside(if card.height < 40 { 4 } else { 8 })
}

/// The largest letters in which nearly every note fits its card whole.
fn size(cards: &[Card<'_>]) -> (usize, usize) {
    let fits = |(size, height): &(usize, usize)| {
        let whole = cards.iter().filter(|(note, area)| {
            let inner = inner(*area);
            let room = room(inner.width, *size);
            let text = drawable(note);
            let words = text.split(' ');
            let mut words = words.map(|word| word.chars().map(em).sum::<usize>());
            words.all(|word| word <= room)
                && wrap(&text, room, usize::MAX).len() * height <= inner.height
        });
        whole.count() * 8 >= cards.len() * 7
    };
    SIZES.into_iter().find(fits).unwrap_or(SMALLEST)
}

#[cfg(test)]
mod tests {
    use super::super::words::ENGLISH;
    use super::*;
    use proptest::prelude::*;

    fn patch<'p>(name: &'p str, score: u64, notes: &[&'p str]) -> Patch<'p> {
        Patch {
            name,
            came_to: many(score, "vote", "votes"),
            score,
            wins: score > 5,
            parked: false,
            notes: notes.to_vec(),
        }
    }

    #[test]
    fn clusters_are_areas_and_notes_are_cards() {
        let patches = || {
            vec![
                patch("Money", 9, &["Pay <b>", "Give"]),
                patch("Law", 1, &["Ask"]),
            ]
        };
        let figure = figure(&ENGLISH, "A & B", patches());
        assert!(figure.contains("<title>Pay &lt;b&gt;</title>"), "{figure}");
        assert!(figure.contains("★ Money") && !figure.contains("★ Law"));
        assert!(figure.contains(
            "<desc id=\"map-wide-desc\">Money: 9 votes · 2 notes; Law: 1 vote · 1 note</desc>"
        ));
        // Two of three parts of the width, and the shades of the most and of a little.
        assert!(
            figure.contains(
                "<rect x=\"3\" y=\"3\" width=\"687\" height=\"412\" rx=\"8\" class=\"s5\"/>"
            ),
            "{figure}"
        );
        assert!(figure.contains("rx=\"8\" class=\"s1\"/>"), "{figure}");
        let alone = super::figure(&ENGLISH, "A", vec![patch("Money", 9, &["Pay"])]);
        assert_eq!(alone, "");
    }

    #[test]
    fn many_notes_are_areas_alone_and_many_clusters_are_said() {
        let notes = vec!["a note"; 300];
        let figure = figure(
            &ENGLISH,
            "A",
            vec![patch("Money", 9, &notes), patch("Law", 1, &notes)],
        );
        assert!(!figure.contains("a note") && figure.contains("300 notes"));
        assert_eq!(figure.matches("class=\"cell\"").count(), 2 * 600);
        let names: Vec<String> = (0..70).map(|at| format!("c{at}")).collect();
        let patches = names.iter().map(|name| patch(name, 1, &["x"])).collect();
        let figure = super::figure(&ENGLISH, "A", patches);
        assert!(
            figure.contains("10 smaller clusters are not drawn."),
            "{figure}"
        );
    }

    proptest! {
        #[test]
        fn no_text_leaves_its_place(texts in prop::collection::vec("\\PC{0,80}", 2..12)) {
            let patches = texts.iter().map(|text| patch(text, 1, &[text, text])).collect();
            let figure = figure(&ENGLISH, "A", patches);
            for tag in figure.split('<').skip(1) {
                let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap();
                prop_assert!(["figure", "figcaption", "svg", "title", "desc", "rect", "g", "text"].contains(&name), "{}", name);
            }
        }
    }
}
