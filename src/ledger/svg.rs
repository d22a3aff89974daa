//! A ledger as a picture: a row a topic, a column a session, the darker the more. Each cell has its number, so that colours are for
//! the quick look only.

use super::Ledger;
use super::say::{Grid, sentence};
use crate::draw::colour::SHADES;
use crate::draw::{Anchor, Area, Paint, Picture, Scheme, Shape, text};
use crate::inert;

const LABELS: usize = 300;
const CELL: usize = 62;
const ROW: usize = 34;
const TOP: usize = 100;
const SEEN: usize = 76;
/// The narrowest picture: room for title and legend.
const NARROWEST: usize = 560;
/// Columns of a name that fit left of the cells at 14 pixels.
const NAME: usize = 34;

/// The picture as an SVG document of its own: no script, no style sheet, no outside reference.
pub fn svg(ledger: &Ledger, title: &str, scheme: Scheme) -> String {
    let grid = Grid::of(ledger);
    let colours = scheme.colours();
    let (ink, soft) = (Paint::Colour(colours.ink), Paint::Colour(colours.soft));
    let cells = LABELS + grid.sessions.len() * CELL;
    let width = (cells + SEEN).max(NARROWEST);
    let legend = grid.legend();
    let height = TOP + grid.rows.len() * ROW + 28 + legend.len().div_ceil(2) * 18;
    let back = Area::new(0, 0, width, height);
    let mut shapes = vec![
        Shape::filled(back, 6, Paint::Colour(colours.back)),
        Shape::text((20, 32), 16, true, ink, fitting(title, (width - 40) / 9)),
    ];
    for (index, held) in grid.sessions.iter().enumerate() {
        let middle = LABELS + index * CELL + CELL / 2;
        for (y, form) in [(TOP - 26, "%-d %b"), (TOP - 10, "%Y")] {
            let day = held.date.strftime(form).to_string();
            let day = Shape::text((middle, y), 12, false, soft, day);
            shapes.push(day.anchored(Anchor::Middle));
        }
    }
    for (index, row) in grid.rows.iter().enumerate() {
        let top = TOP + index * ROW;
        let base = top + 21;
        let name = fitting(&row.topic.name, NAME);
        let name = Shape::text((LABELS - 12, base), 14, row.topic.recurs(), ink, name);
        shapes.push(name.anchored(Anchor::End));
        for (column, cell) in row.cells.iter().enumerate() {
            let left = LABELS + column * CELL;
            let (text, shade) = match cell {
                None => ("–".to_owned(), None),
                Some(None) => ("seen".to_owned(), colours.shades.first()),
                Some(Some(value)) => (
                    value.to_string(),
                    colours.shades.get(grid.level(*value, SHADES)),
                ),
            };
            if let Some((fill, _)) = shade {
                let cell = Area::new(left, top, CELL, ROW).inside(2);
                shapes.push(Shape::filled(cell, 4, Paint::Colour(fill)));
            }
            let ink = shade.map_or(soft, |(_, ink)| Paint::Colour(ink));
            let number = Shape::text((left + CELL / 2, base), 14, false, ink, text);
            shapes.push(number.anchored(Anchor::Middle));
        }
        let seen = format!("{} of {}", row.topic.seen.len(), ledger.sessions().len());
        shapes.push(Shape::text((cells + 12, base), 12, false, soft, seen));
    }
    let foot = TOP + grid.rows.len() * ROW + 26;
    for (index, line) in legend.chunks(2).enumerate() {
        let line = line.join("  ·  ");
        shapes.push(Shape::text((20, foot + index * 18), 12, false, soft, line));
    }
    let about: Vec<String> = grid
        .rows
        .iter()
        .map(|row| format!("{}: {}", row.topic.name, sentence(&row.topic, ledger)))
        .collect();
    let picture = Picture {
        width,
        height,
        title: title.to_owned(),
        about: about.join("; "),
        style: None,
        shapes,
    };
    picture.svg()
}

/// A text on one line, cut to so many columns; letters of some scripts take two.
fn fitting(text: &str, columns: usize) -> String {
    text::cut(&inert::line(text), columns, text::columns)
}
