//! A proposal as a picture: a panel a cluster, a card a note. Place means nothing beyond the panel, as two dimensions would lie about
//! how near notes are.

use super::{Shown, about, counted};
use crate::draw::text::{cut, drawable, em, room, wrap};
use crate::draw::{Area, Paint, Picture, Shape};

/// The most notes and clusters that are drawn; of more, the most central notes of the largest clusters are.
const MOST_NOTES: usize = 150;
const MOST_CLUSTERS: usize = 60;
/// The most lines of a note.
const MOST_LINES: usize = 8;

/// Pixels: around the whole, between panels, inside of a panel, inside of a card.
const MARGIN: usize = 24;
const GAP: usize = 16;
const PAD: usize = 14;
const CARD_PAD: usize = 11;
const PANEL: usize = 344;
const CARD: usize = PANEL - 2 * PAD;
const TOP: usize = 84;
/// Font sizes and the heights of their lines.
const NAME: (usize, usize) = (16, 21);
const TEXT: (usize, usize) = (13, 18);
const SMALL: (usize, usize) = (12, 17);

/// Light, then dark; every text has a contrast of 4.5 and more to what is behind it.
pub(super) const STYLE: &str = "\
.back{fill:#ffffff}.panel{fill:#eff2f5;stroke:#d1d9e0}.card{fill:#ffffff;stroke:#d1d9e0}.aside{fill:none;stroke:#818b98}
.ink{fill:#1f2328}.soft{fill:#59636e}.other{fill:#0550ae}.best{fill:#0969da}.track{fill:#d1d9e0}
@media (prefers-color-scheme:dark){
.back{fill:#0d1117}.panel{fill:#151b23;stroke:#3d444d}.card{fill:#212830;stroke:#3d444d}.aside{fill:none;stroke:#656c76}
.ink{fill:#f0f6fc}.soft{fill:#9da5ae}.other{fill:#79c0ff}.best{fill:#4493f8}.track{fill:#3d444d}}";

/// A note with its lines.
struct Card {
    lines: Vec<String>,
    /// Where it would go otherwise.
    second: Vec<String>,
    best: bool,
}

impl Card {
    fn of(shown: &Shown<'_>, note: usize, best: bool) -> Card {
        let text = drawable(shown.text(note));
        let second = shown.second(note);
        let second = second.map(|name| format!("→ or: {}", drawable(name)));
        Card {
            lines: wrap(&text, room(CARD - 2 * CARD_PAD, TEXT.0), MOST_LINES),
            second: wrap(
                &second.unwrap_or_default(),
                room(CARD - 2 * CARD_PAD, SMALL.0),
                2,
            ),
            best,
        }
    }

    fn height(&self) -> usize {
        let second = match self.second.len() {
            0 => 0,
            lines => lines * SMALL.1 + 4,
        };
        self.lines.len().max(1) * TEXT.1 + second + 2 * CARD_PAD - 4
    }
}

/// A cluster, or what is parked.
struct Panel {
    name: Vec<String>,
    about: String,
    cohesion: Option<usize>,
    cards: Vec<Card>,
    more: usize,
    parked: bool,
}

impl Panel {
    fn of(
        shown: &Shown<'_>,
        name: &str,
        notes: &[usize],
        best: Option<usize>,
        each: usize,
    ) -> Panel {
        Panel {
            // Bold letters are wider.
            name: wrap(&drawable(name), room(CARD, NAME.0) * 7 / 8, 3),
            about: String::new(),
            cohesion: None,
            cards: notes
                .iter()
                .take(each)
                .map(|note| Card::of(shown, *note, best == Some(*note) && notes.len() > 2))
                .collect(),
            more: notes.len().saturating_sub(each),
            parked: false,
        }
    }

    /// Where its cards begin.
    fn head(&self) -> usize {
        let bar = if self.cohesion.is_some() { 14 } else { 8 };
        PAD + self.name.len() * NAME.1 + SMALL.1 + bar
    }

    /// Its height with its cards in so many columns.
    fn height(&self, columns: usize) -> usize {
        let mut heights = vec![0; columns.max(1)];
        for card in &self.cards {
            let at = shortest(&heights);
            if let Some(height) = heights.get_mut(at) {
                *height += card.height() + 8;
            }
        }
        let more = if self.more > 0 { SMALL.1 + 4 } else { 0 };
        self.head() + heights.into_iter().max().unwrap_or_default() + more + PAD - 8
    }
}

/// The picture.
pub fn svg(shown: &Shown<'_>) -> String {
    let (panels, hidden) = panels(shown);
    let columns = panels
        .iter()
        .filter(|panel| !panel.parked)
        .count()
        .clamp(2, 3);
    let width = 2 * MARGIN + columns * PANEL + (columns - 1) * GAP;

    let mut shapes = Vec::new();
    let mut heights = vec![TOP; columns];
    for panel in &panels {
        if panel.parked {
            let top = heights.iter().copied().max().unwrap_or(TOP);
            shapes.push(draw(panel, (MARGIN, top), columns));
            heights = vec![top + panel.height(columns) + GAP; columns];
        } else {
            let at = shortest(&heights);
            let top = heights.get(at).copied().unwrap_or(TOP);
            shapes.push(draw(panel, (MARGIN + at * (PANEL + GAP), top), 1));
            if let Some(height) = heights.get_mut(at) {
                *height += panel.height(1) + GAP;
            }
        }
    }
    let foot = heights.into_iter().max().unwrap_or(TOP);
    let height = foot + 40;

    let title = format!("Clusters of {}", drawable(shown.title));
    let large = cut(&title, room(width - 2 * MARGIN, 20) * 7 / 8, em);
    let mut all = vec![
        Shape::filled(Area::new(0, 0, width, height), 0, Paint::Class("back")),
        line("ink", (MARGIN, 42), (20, true), large),
        line("soft", (MARGIN, 66), (14, false), shown.summary()),
    ];
    all.extend(shapes);
    all.extend(legend(&panels, hidden, foot + 16));
    let picture = Picture {
        width,
        height,
        title,
        about: described(shown),
        style: Some(STYLE),
        shapes: all,
    };
    picture.svg()
}

/// What there is to draw, and how many clusters there is no room for.
fn panels(shown: &Shown<'_>) -> (Vec<Panel>, usize) {
    let clusters = &shown.proposal.clusters;
    let drawn = clusters.iter().take(MOST_CLUSTERS);
    let parked = shown.parked();
    let sizes: Vec<usize> = drawn
        .clone()
        .map(|cluster| cluster.notes.len())
        .chain([parked.len()])
        .collect();
    let each = (2..=MOST_NOTES)
        .take_while(|each| sizes.iter().map(|size| size.min(each)).sum::<usize>() <= MOST_NOTES)
        .last()
        .unwrap_or(2);
    let mut panels: Vec<Panel> = drawn
        .map(|cluster| Panel {
            about: about(cluster),
            cohesion: (cluster.notes.len() > 1).then_some(usize::from(cluster.cohesion)),
            ..Panel::of(shown, &cluster.name, &cluster.notes, cluster.about, each)
        })
        .collect();
    if !parked.is_empty() {
        panels.push(Panel {
            about: format!(
                "{} in no cluster so far",
                counted(parked.len(), "note", "notes")
            ),
            parked: true,
            ..Panel::of(shown, "Parked", &parked, None, each)
        });
    }
    (panels, clusters.len().saturating_sub(MOST_CLUSTERS))
}

/// The column that ends first.
fn shortest(heights: &[usize]) -> usize {
    let lowest = heights
        .iter()
        .enumerate()
        .min_by_key(|(_, height)| **height);
    lowest.map_or(0, |(at, _)| at)
}

fn described(shown: &Shown<'_>) -> String {
    let clusters = shown.proposal.clusters.iter();
    let clusters: Vec<String> = clusters
        .map(|cluster| format!("{}: {}", cluster.name, about(cluster)))
        .collect();
    format!("{}. {}", shown.summary(), clusters.join("; "))
}

fn draw(panel: &Panel, (x, y): (usize, usize), columns: usize) -> Shape {
    let (class, ink) = if panel.parked {
        ("aside", "soft")
    } else {
        ("panel", "ink")
    };
    let width = columns * PANEL + (columns - 1) * GAP;
    let mut shapes = vec![Shape::Box {
        area: Area::new(x, y, width, panel.height(columns)),
        round: 8,
        paint: Paint::Class(class),
        dashed: panel.parked,
    }];
    let left = x + PAD;
    let mut base = y + PAD + NAME.0 - 1;
    for name in &panel.name {
        shapes.push(line(ink, (left, base), (NAME.0, true), name));
        base += NAME.1;
    }
    shapes.push(line(
        "soft",
        (left, base - 2),
        (SMALL.0, false),
        &panel.about,
    ));
    if let Some(cohesion) = panel.cohesion {
        let long = CARD * cohesion.min(100) / 100;
        for (class, width) in [("track", CARD), ("best", long)] {
            let bar = Area::new(left, base + 5, width, 3);
            shapes.push(Shape::filled(bar, 1, Paint::Class(class)));
        }
    }
    let mut heights = vec![y + panel.head(); columns];
    for card in &panel.cards {
        let at = shortest(&heights);
        let top = heights.get(at).copied().unwrap_or_default();
        let place = (left + at * (PANEL + GAP), top);
        shapes.extend(draw_card(card, place, panel.parked));
        if let Some(height) = heights.get_mut(at) {
            *height += card.height() + 8;
        }
    }
    if panel.more > 0 {
        let base = heights.into_iter().max().unwrap_or_default() + SMALL.0;
        let more = format!("+ {} more", panel.more);
        shapes.push(line("soft", (left, base), (SMALL.0, true), more));
    }
    Shape::Group(None, shapes)
}

fn draw_card(card: &Card, (x, y): (usize, usize), parked: bool) -> Vec<Shape> {
    let (class, ink) = if parked {
        ("aside", "soft")
    } else {
        ("card", "ink")
    };
    let height = card.height();
    let area = Area::new(x, y, CARD, height);
    let mut shapes = vec![Shape::filled(area, 5, Paint::Class(class))];
    if card.best {
        shapes.push(stripe((x, y + 5), height - 10));
    }
    let left = x + CARD_PAD;
    let mut base = y + CARD_PAD + TEXT.0 - 3;
    for text in &card.lines {
        shapes.push(line(ink, (left, base), (TEXT.0, false), text));
        base += TEXT.1;
    }
    base += 3;
    for text in &card.second {
        shapes.push(line("other", (left, base), (SMALL.0, true), text));
        base += SMALL.1;
    }
    shapes
}

/// The mark of the note that says its cluster best.
fn stripe((x, y): (usize, usize), height: usize) -> Shape {
    Shape::filled(Area::new(x, y, 4, height), 2, Paint::Class("best"))
}

fn line(
    class: &'static str,
    at: (usize, usize),
    (size, bold): (usize, bool),
    text: impl Into<String>,
) -> Shape {
    Shape::text(at, size, bold, Paint::Class(class), text)
}

/// What the marks mean, where there are any.
fn legend(panels: &[Panel], hidden: usize, base: usize) -> Vec<Shape> {
    let cards = || panels.iter().flat_map(|panel| &panel.cards);
    let mut shapes = Vec::new();
    let mut parts = Vec::new();
    let mut x = MARGIN;
    if cards().any(|card| card.best) {
        shapes.push(stripe((x, base - 11), 14));
        x += 12;
        parts.push("says its cluster best".to_owned());
    }
    if panels.iter().any(|panel| panel.cohesion.is_some()) {
        parts.push("bar and number: how alike the notes are, of 100".to_owned());
    }
    if cards().any(|card| !card.second.is_empty()) {
        parts.push("→ a doubtful note’s second choice".to_owned());
    }
    if hidden > 0 {
        let more = counted(hidden, "smaller cluster", "smaller clusters");
        parts.push(format!("+ {more}"));
    }
    shapes.push(line(
        "soft",
        (x, base),
        (SMALL.0, false),
        parts.join("   ·   "),
    ));
    shapes
}
