//! A ledger as a picture: a row a topic, a column a session, the darker the more. Each cell has its number, so that colours are for
//! the quick look only.

use super::Ledger;
use super::say::{Grid, sentence};
use crate::inert;
use crate::report::chart::Scheme;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

const LABELS: usize = 300;
const CELL: usize = 62;
const ROW: usize = 34;
const TOP: usize = 100;
const SEEN: usize = 76;
/// The narrowest picture: room for title and legend.
const NARROWEST: usize = 560;
/// Columns of a name that fit left of the cells at 14 pixels.
const NAME: usize = 34;
/// How many shades there are for more than nothing.
const SHADES: u64 = 5;

/// The colours of a scheme.
pub(super) struct Colours {
    pub(super) ink: &'static str,
    pub(super) soft: &'static str,
    pub(super) back: &'static str,
    /// Cell and number, from nothing to the most.
    pub(super) shades: [(&'static str, &'static str); 6],
}

/// Every text has a contrast of 4.5 and more to what is behind it, which a test holds.
pub(super) fn colours(scheme: Scheme) -> Colours {
    match scheme {
        Scheme::Light => Colours {
            ink: "#1f2328",
            soft: "#59636e",
            back: "#ffffff",
            shades: [
                ("#eff2f5", "#1f2328"),
                ("#ddf4ff", "#1f2328"),
                ("#b6e3ff", "#1f2328"),
                ("#80ccff", "#1f2328"),
                ("#218bff", "#0d1117"),
                ("#0550ae", "#ffffff"),
            ],
        },
        Scheme::Dark => Colours {
            ink: "#f0f6fc",
            soft: "#9198a1",
            back: "#0d1117",
            shades: [
                ("#151b23", "#f0f6fc"),
                ("#0c2d6b", "#f0f6fc"),
                ("#0d419d", "#f0f6fc"),
                ("#1158c7", "#ffffff"),
                ("#58a6ff", "#0d1117"),
                ("#a5d6ff", "#0d1117"),
            ],
        },
    }
}

/// The picture as an SVG document of its own: no script, no style sheet, no outside reference.
pub fn svg(ledger: &Ledger, title: &str, scheme: Scheme) -> String {
    let grid = Grid::of(ledger);
    let Colours {
        ink,
        soft,
        back,
        shades,
    } = colours(scheme);
    let cells = LABELS + grid.sessions.len() * CELL;
    let width = (cells + SEEN).max(NARROWEST);
    let legend = grid.legend();
    let height = TOP + grid.rows.len() * ROW + 28 + legend.len().div_ceil(2) * 18;
    let described: Vec<String> = grid
        .rows
        .iter()
        .map(|row| format!("{}: {}", row.topic.name, sentence(&row.topic, ledger)))
        .collect();
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{back}\"/>\n\
         <text x=\"20\" y=\"32\" font-size=\"16\" font-weight=\"600\" fill=\"{ink}\">{}</text>",
        inert::xml(title),
        inert::xml(&inert::cut(&described.join("; "), 4_000)),
        inert::xml(&fitting(title, (width - 40) / 9)),
    );
    for (index, held) in grid.sessions.iter().enumerate() {
        let middle = LABELS + index * CELL + CELL / 2;
        for (y, form) in [(TOP - 26, "%-d %b"), (TOP - 10, "%Y")] {
            let _ = writeln!(
                out,
                "<text x=\"{middle}\" y=\"{y}\" font-size=\"12\" text-anchor=\"middle\" fill=\"{soft}\">{}</text>",
                held.date.strftime(form)
            );
        }
    }
    for (index, row) in grid.rows.iter().enumerate() {
        let top = TOP + index * ROW;
        let base = top + 21;
        let weight = if row.topic.recurs() { "600" } else { "400" };
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{base}\" font-size=\"14\" text-anchor=\"end\" font-weight=\"{weight}\" fill=\"{ink}\">{}</text>",
            LABELS - 12,
            inert::xml(&fitting(&row.topic.name, NAME)),
        );
        for (column, cell) in row.cells.iter().enumerate() {
            let left = LABELS + column * CELL;
            let (text, shade) = match cell {
                None => ("–".to_owned(), None),
                Some(None) => ("seen".to_owned(), shades.first()),
                Some(Some(value)) => (value.to_string(), shades.get(grid.level(*value, SHADES))),
            };
            if let Some((fill, _)) = shade {
                let _ = writeln!(
                    out,
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{fill}\"/>",
                    left + 2,
                    top + 2,
                    CELL - 4,
                    ROW - 4
                );
            }
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{base}\" font-size=\"14\" text-anchor=\"middle\" fill=\"{}\">{text}</text>",
                left + CELL / 2,
                shade.map_or(soft, |(_, ink)| ink),
            );
        }
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{base}\" font-size=\"12\" fill=\"{soft}\">{} of {}</text>",
            cells + 12,
            row.topic.seen.len(),
            ledger.sessions().len()
        );
    }
    let foot = TOP + grid.rows.len() * ROW + 26;
    for (index, line) in legend.chunks(2).enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"20\" y=\"{}\" font-size=\"12\" fill=\"{soft}\">{}</text>",
            foot + index * 18,
            inert::xml(&line.join("  ·  "))
        );
    }
    out.push_str("</svg>\n");
    out
}

/// A text on one line, cut to so many columns; letters of some scripts take two.
fn fitting(text: &str, columns: usize) -> String {
    let text = inert::line(text);
    let width = |character: char| character.width().unwrap_or(0);
    if text.chars().map(width).sum::<usize>() <= columns {
        return text;
    }
    let mut room = columns.saturating_sub(1);
    let mut out: String = text
        .chars()
        .map_while(|character| {
            room = room.checked_sub(width(character))?;
            Some(character)
        })
        .collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}
