//! A bar chart of votes as SVG, and as text for whoever cannot see one.

use crate::inert;
use std::fmt::Write;

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub name: String,
    /// How long.
    pub votes: u64,
    /// Whether it won; shown by a symbol as well as by colour.
    pub wins: bool,
}

/// Light or dark background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// For a light page.
    Light,
    /// For a dark page.
    Dark,
}

const WIDTH: usize = 760;
const LABELS: usize = 290;
const ROW: usize = 40;
const TOP: usize = 56;
/// Characters of a name that fit left of the bars at 14 pixels.
const NAME: usize = 32;

/// The chart as an SVG document of its own: no script, no style sheet, no outside reference. `legend` says what a star and a unit mean.
pub fn svg(title: &str, bars: &[Bar], legend: &str, scheme: Scheme) -> String {
    let (text, muted, bar, winner, back) = match scheme {
        Scheme::Light => ("#1f2328", "#59636e", "#8c959f", "#0969da", "#ffffff"),
        Scheme::Dark => ("#f0f6fc", "#9198a1", "#656c76", "#4493f8", "#0d1117"),
    };
    let most = bars.iter().map(|bar| bar.votes).max().unwrap_or(0).max(1);
    let height = TOP + bars.len() * ROW + 40;
    let described: Vec<String> = bars
        .iter()
        .map(|bar| {
            format!(
                "{}: {}{}",
                bar.name,
                bar.votes,
                if bar.wins { " (chosen)" } else { "" }
            )
        })
        .collect();
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" rx=\"6\" fill=\"{back}\"/>\n\
         <text x=\"20\" y=\"32\" font-size=\"16\" font-weight=\"600\" fill=\"{text}\">{}</text>",
        inert::xml(title),
        inert::xml(&described.join("; ")),
        inert::xml(&inert::cut(title, 80)),
    );
    let room = WIDTH - LABELS - 70;
    for (index, item) in bars.iter().enumerate() {
        let top = TOP + index * ROW;
        let middle = top + 19;
        // Votes are few enough for this not to overflow; a bar is at least a hair wide where there is a vote.
        let share = u64::try_from(room).unwrap_or(0).saturating_mul(item.votes) / most;
        let width = if item.votes > 0 { share.max(2) } else { 0 };
        let fill = if item.wins { winner } else { bar };
        let weight = if item.wins { "600" } else { "400" };
        let mark = if item.wins { "★ " } else { "" };
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{middle}\" font-size=\"14\" text-anchor=\"end\" font-weight=\"{weight}\" fill=\"{text}\">{mark}{}</text>\n\
             <rect x=\"{LABELS}\" y=\"{}\" width=\"{width}\" height=\"20\" rx=\"3\" fill=\"{fill}\"/>\n\
             <text x=\"{}\" y=\"{middle}\" font-size=\"14\" font-weight=\"{weight}\" fill=\"{text}\">{}</text>",
            LABELS - 12,
            inert::xml(&inert::cut(&item.name, NAME)),
            top + 4,
            u64::try_from(LABELS).unwrap_or(0) + width + 10,
            item.votes,
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"20\" y=\"{}\" font-size=\"12\" fill=\"{muted}\">{}</text>\n</svg>",
        height - 16,
        inert::xml(legend)
    );
    out
}

/// A bar of text, at most `longest` characters long.
pub fn text_bar(votes: u64, most: u64, longest: u64) -> String {
    if votes == 0 || most == 0 {
        return String::new();
    }
    let length = (votes.saturating_mul(longest) / most).clamp(1, longest);
    "█".repeat(usize::try_from(length).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_and_bars_are_to_scale() {
        let bars = [
            Bar {
                name: "<script>&\"".into(),
                votes: 4,
                wins: true,
            },
            Bar {
                name: "b".into(),
                votes: 1,
                wins: false,
            },
            Bar {
                name: "c".into(),
                votes: 0,
                wins: false,
            },
        ];
        let svg = svg("Votes", &bars, "★ chosen", Scheme::Light);
        assert!(!svg.contains("<script>"));
        assert!(
            svg.contains("width=\"400\" height=\"20\"")
                && svg.contains("width=\"100\" height=\"20\""),
            "{svg}"
        );
        assert_eq!(text_bar(4, 4, 8).chars().count(), 8);
        assert_eq!(text_bar(1, 400, 8), "█");
        assert_eq!(text_bar(0, 0, 8), "");
    }
}
