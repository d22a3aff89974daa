//! A proposal as a picture: a panel a cluster, a card a note. Place means nothing beyond the panel, as two dimensions would lie about
//! how near notes are.

use super::wrap::{self, em, wrap};
use super::{Shown, about, counted};
use crate::inert;
use std::fmt::Write;

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

    let mut body = String::new();
    let mut heights = vec![TOP; columns];
    for panel in &panels {
        if panel.parked {
            let top = heights.iter().copied().max().unwrap_or(TOP);
            draw(&mut body, panel, (MARGIN, top), columns);
            heights = vec![top + panel.height(columns) + GAP; columns];
        } else {
            let at = shortest(&heights);
            let top = heights.get(at).copied().unwrap_or(TOP);
            draw(&mut body, panel, (MARGIN + at * (PANEL + GAP), top), 1);
            if let Some(height) = heights.get_mut(at) {
                *height += panel.height(1) + GAP;
            }
        }
    }
    let foot = heights.into_iter().max().unwrap_or(TOP);
    let height = foot + 40;

    let inner = width - 2 * MARGIN;
    let title = format!("Clusters of {}", drawable(shown.title));
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>\n{STYLE}\n</style>\n\
         <rect class=\"back\" width=\"{width}\" height=\"{height}\"/>\n",
        inert::xml(&title),
        inert::xml(&inert::cut(&described(shown), 4_000)),
    );
    let large = wrap::cut(&title, room(inner, 20) * 7 / 8, em);
    line(&mut out, "ink", (MARGIN, 42), (20, 600), &large);
    line(&mut out, "soft", (MARGIN, 66), (14, 400), &shown.summary());
    out.push_str(&body);
    legend(&mut out, &panels, hidden, foot + 16);
    out.push_str("</svg>\n");
    out
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

/// Text whose marks stay in its line: more than three above or below one another are for show.
fn drawable(text: &str) -> String {
    let mut marks = 0;
    let text = inert::line(text);
    text.chars()
        .filter(|character| {
            marks = if em(*character) == 0 { marks + 1 } else { 0 };
            marks <= 3
        })
        .collect()
}

/// Thousandths of a font's size that there is room for.
fn room(pixels: usize, font: usize) -> usize {
    pixels * 1_000 / font
}

fn described(shown: &Shown<'_>) -> String {
    let clusters = shown.proposal.clusters.iter();
    let clusters: Vec<String> = clusters
        .map(|cluster| format!("{}: {}", cluster.name, about(cluster)))
        .collect();
    format!("{}. {}", shown.summary(), clusters.join("; "))
}

fn draw(out: &mut String, panel: &Panel, (x, y): (usize, usize), columns: usize) {
    let (class, dash, ink) = if panel.parked {
        ("aside", " stroke-dasharray=\"5 4\"", "soft")
    } else {
        ("panel", "", "ink")
    };
    let width = columns * PANEL + (columns - 1) * GAP;
    let _ = writeln!(
        out,
        "<g>\n<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" rx=\"8\"{dash}/>",
        panel.height(columns)
    );
    let left = x + PAD;
    let mut base = y + PAD + NAME.0 - 1;
    for name in &panel.name {
        line(out, ink, (left, base), (NAME.0, 600), name);
        base += NAME.1;
    }
    line(out, "soft", (left, base - 2), (SMALL.0, 400), &panel.about);
    if let Some(cohesion) = panel.cohesion {
        let (top, long) = (base + 5, CARD * cohesion.min(100) / 100);
        let _ = writeln!(
            out,
            "<rect class=\"track\" x=\"{left}\" y=\"{top}\" width=\"{CARD}\" height=\"3\" rx=\"1.5\"/>\n<rect class=\"best\" x=\"{left}\" y=\"{top}\" width=\"{long}\" height=\"3\" rx=\"1.5\"/>"
        );
    }
    let mut heights = vec![y + panel.head(); columns];
    for card in &panel.cards {
        let at = shortest(&heights);
        let top = heights.get(at).copied().unwrap_or_default();
        draw_card(out, card, (left + at * (PANEL + GAP), top), panel.parked);
        if let Some(height) = heights.get_mut(at) {
            *height += card.height() + 8;
        }
    }
    if panel.more > 0 {
        let base = heights.into_iter().max().unwrap_or_default() + SMALL.0;
        let more = format!("+ {} more", panel.more);
        line(out, "soft", (left, base), (SMALL.0, 600), &more);
    }
    out.push_str("</g>\n");
}

fn draw_card(out: &mut String, card: &Card, (x, y): (usize, usize), parked: bool) {
    let (class, ink) = if parked {
        ("aside", "soft")
    } else {
        ("card", "ink")
    };
    let height = card.height();
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{CARD}\" height=\"{height}\" rx=\"5\"/>"
    );
    if card.best {
        stripe(out, (x, y + 5), height - 10);
    }
    let left = x + CARD_PAD;
    let mut base = y + CARD_PAD + TEXT.0 - 3;
    for text in &card.lines {
        line(out, ink, (left, base), (TEXT.0, 400), text);
        base += TEXT.1;
    }
    base += 3;
    for text in &card.second {
        line(out, "other", (left, base), (SMALL.0, 600), text);
        base += SMALL.1;
    }
}

/// The mark of the note that says its cluster best.
fn stripe(out: &mut String, (x, y): (usize, usize), height: usize) {
    let _ = writeln!(
        out,
        "<rect class=\"best\" x=\"{x}\" y=\"{y}\" width=\"4\" height=\"{height}\" rx=\"2\"/>"
    );
}

fn line(
    out: &mut String,
    class: &str,
    (x, y): (usize, usize),
    (size, weight): (usize, usize),
    text: &str,
) {
    let _ = writeln!(
        out,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\">{}</text>",
        inert::xml(text)
    );
}

/// What the marks mean, where there are any.
fn legend(out: &mut String, panels: &[Panel], hidden: usize, base: usize) {
    let cards = || panels.iter().flat_map(|panel| &panel.cards);
    let mut parts = Vec::new();
    let mut x = MARGIN;
    if cards().any(|card| card.best) {
        stripe(out, (x, base - 11), 14);
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
        parts.push(format!(
            "+ {}",
            counted(hidden, "smaller cluster", "smaller clusters")
        ));
    }
    line(
        out,
        "soft",
        (x, base),
        (SMALL.0, 400),
        &parts.join("   ·   "),
    );
}
