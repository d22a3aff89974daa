//! A bar chart of votes as SVG, and as text for whoever cannot see one.

use crate::draw::{Anchor, Area, Paint, Picture, Scheme, Shape, text};

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

const WIDTH: usize = 760;
const LABELS: usize = 290;
const ROW: usize = 40;
const TOP: usize = 56;

/// The chart as an SVG document of its own: no script, no style sheet, no outside reference. `legend` says what a star and a unit mean.
pub fn svg(title: &str, bars: &[Bar], legend: &str, scheme: Scheme) -> String {
    let colours = scheme.colours();
    let (ink, soft) = (Paint::Colour(colours.ink), Paint::Colour(colours.soft));
    let most = bars.iter().map(|bar| bar.votes).max().unwrap_or(0);
    let height = TOP + bars.len() * ROW + 40;
    let whole = Area::new(0, 0, WIDTH, height);
    let heading = text::cut(
        &text::drawable(title),
        text::room(WIDTH - 40, 16) * 7 / 8,
        text::em,
    );
    let mut shapes = vec![
        Shape::filled(whole, 6, Paint::Colour(colours.back)),
        Shape::text((20, 32), 16, true, ink, heading),
    ];
    for (index, item) in bars.iter().enumerate() {
        let top = TOP + index * ROW;
        let middle = top + 19;
        let mark = if item.wins { "★ " } else { "" };
        let name = format!("{mark}{}", text::drawable(&item.name));
        let name = text::cut(&name, text::room(LABELS - 24, 14), text::em);
        let width = length(item.votes, most, WIDTH - LABELS - 70);
        let fill = if item.wins { colours.best } else { colours.bar };
        let bar = Area::new(LABELS, top + 4, width, 20);
        shapes.extend([
            Shape::text((LABELS - 12, middle), 14, item.wins, ink, name).anchored(Anchor::End),
            Shape::filled(bar, 3, Paint::Colour(fill)),
            Shape::text(
                (LABELS + width + 10, middle),
                14,
                item.wins,
                ink,
                item.votes.to_string(),
            ),
        ]);
    }
    shapes.push(Shape::text((20, height - 16), 12, false, soft, legend));
    let about: Vec<String> = bars
        .iter()
        .map(|bar| {
            let chosen = if bar.wins { " (chosen)" } else { "" };
            format!("{}: {}{chosen}", bar.name, bar.votes)
        })
        .collect();
    let picture = Picture {
        width: WIDTH,
        height,
        title: title.to_owned(),
        about: about.join("; "),
        style: None,
        shapes,
    };
    picture.svg()
}

/// How long a bar is of the room there is: at least a hair where there is a vote.
pub fn length(votes: u64, most: u64, room: usize) -> usize {
    if votes == 0 || most == 0 {
        return 0;
    }
    let room = u64::try_from(room).unwrap_or(0);
    let share = u128::from(room) * u128::from(votes.min(most)) / u128::from(most);
    usize::try_from(share).unwrap_or(0).max(2)
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
