//! Shapes, and a picture of them as SVG.

use super::html;
use crate::inert;
use std::fmt::Write;

/// Pixels: where something is, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// From the left.
    pub x: usize,
    /// From the top.
    pub y: usize,
    /// To the right.
    pub width: usize,
    /// Down.
    pub height: usize,
}

impl Area {
    /// An area.
    pub fn new(x: usize, y: usize, width: usize, height: usize) -> Area {
        Area {
            x,
            y,
            width,
            height,
        }
    }

    /// Without so many pixels on each side.
    #[must_use]
    pub fn inside(self, by: usize) -> Area {
        Area {
            x: self.x + by,
            y: self.y + by,
            width: self.width.saturating_sub(2 * by),
            height: self.height.saturating_sub(2 * by),
        }
    }

    /// Without so many pixels above.
    #[must_use]
    pub fn below(self, by: usize) -> Area {
        Area {
            y: self.y + by,
            height: self.height.saturating_sub(by),
            ..self
        }
    }
}

/// How something is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// In one colour, for a file that is made once for each scheme.
    Colour(&'static str),
    /// As a style says, which knows light and dark.
    Class(&'static str),
}

/// Which end of a text is where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// Its beginning.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where its line is, from left and top.
    pub at: (usize, usize),
    /// The size of its letters.
    pub size: usize,
    /// Whether they are bold.
    pub bold: bool,
    /// Which end is there.
    pub anchor: Anchor,
    /// Its colour.
    pub paint: Paint,
    /// What it says, as it was written.
    pub text: String,
}

/// What a picture is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A box.
    Box {
        /// Where.
        area: Area,
        /// How round its corners are.
        round: usize,
        /// Its colour.
        paint: Paint,
        /// Whether its edge is dashed.
        dashed: bool,
    },
    /// A text.
    Label(Label),
    /// Shapes that belong together, and what they stand for where a pointer rests on them.
    Group(Option<String>, Vec<Shape>),
}

impl Shape {
    /// A box.
    pub fn filled(area: Area, round: usize, paint: Paint) -> Shape {
        Shape::Box {
            area,
            round,
            paint,
            dashed: false,
        }
    }

    /// A text that begins at a place.
    pub fn text(
        at: (usize, usize),
        size: usize,
        bold: bool,
        paint: Paint,
        text: impl Into<String>,
    ) -> Shape {
        Shape::Label(Label {
            at,
            size,
            bold,
            anchor: Anchor::Start,
            paint,
            text: text.into(),
        })
    }

    /// The same text with another end there.
    #[must_use]
    pub fn anchored(self, anchor: Anchor) -> Shape {
        match self {
            Shape::Label(label) => Shape::Label(Label { anchor, ..label }),
            other => other,
        }
    }
}

/// The longest description, in characters: it is read aloud.
const LONGEST_ABOUT: usize = 4_000;
const FONT: &str = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// What it is.
    pub title: String,
    /// What can be seen, in words.
    pub about: String,
    /// Its style, where shapes have classes.
    pub style: Option<&'static str>,
    /// From back to front.
    pub shapes: Vec<Shape>,
}

impl Picture {
    /// As a file of its own: no script, no outside reference.
    pub fn svg(&self) -> String {
        let (width, height) = (self.width, self.height);
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"{FONT}\">",
        );
        self.rest(&mut out, "");
        out
    }

    /// As a piece of a page, which has the style; `id` tells it from others there.
    pub fn inline(&self, id: &'static str) -> String {
        let (width, height) = (self.width, self.height);
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg class=\"{id}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">",
        );
        self.rest(&mut out, &format!("{id}-"));
        out
    }

    /// Shapes as a piece of a page whose text says all that they show already.
    pub fn mark(class: &'static str, (width, height): (usize, usize), shapes: &[Shape]) -> String {
        let mut out = format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\n"
        );
        for shape in shapes {
            draw(&mut out, shape);
        }
        out.push_str("</svg>");
        out
    }

    fn rest(&self, out: &mut String, id: &str) {
        let about = inert::cut(&inert::line(&self.about), LONGEST_ABOUT);
        let _ = writeln!(
            out,
            "<title id=\"{id}title\">{}</title>\n<desc id=\"{id}desc\">{}</desc>",
            html::text(&self.title),
            html::text(&about),
        );
        if let Some(style) = self.style {
            let _ = writeln!(out, "<style>\n{style}\n</style>");
        }
        for shape in &self.shapes {
            draw(out, shape);
        }
        out.push_str("</svg>\n");
    }
}

fn draw(out: &mut String, shape: &Shape) {
    let look = |paint: Paint| match paint {
        Paint::Colour(colour) => format!(" fill=\"{colour}\""),
        Paint::Class(class) => format!(" class=\"{class}\""),
    };
    match shape {
        Shape::Box {
            area,
            round,
            paint,
            dashed,
        } => {
            let Area {
                x,
                y,
                width,
                height,
            } = area;
            let round = match round {
                0 => String::new(),
                round => format!(" rx=\"{round}\""),
            };
            let dash = if *dashed {
                " stroke-dasharray=\"5 4\""
            } else {
                ""
            };
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}{}{dash}/>",
                look(*paint)
            );
        }
        Shape::Label(label) => {
            let (x, y) = label.at;
            let anchor = match label.anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let weight = if label.bold {
                " font-weight=\"600\""
            } else {
                ""
            };
            let _ = writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}{weight}{}>{}</text>",
                label.size,
                look(label.paint),
                html::text(&label.text)
            );
        }
        Shape::Group(about, shapes) => {
            out.push_str("<g>\n");
            if let Some(about) = about {
                let _ = writeln!(out, "<title>{}</title>", html::text(about));
            }
            for shape in shapes {
                draw(out, shape);
            }
            out.push_str("</g>\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_what_it_shows_and_texts_stay_texts() {
        let picture = Picture {
            width: 100,
            height: 40,
            title: "<b>&".into(),
            about: "one\n: 1".into(),
            style: Some(".a{fill:red}"),
            shapes: vec![
                Shape::filled(Area::new(0, 0, 100, 40), 4, Paint::Colour("#ffffff")),
                Shape::Group(
                    Some("both".into()),
                    vec![
                        Shape::Box {
                            area: Area::new(1, 2, 3, 4),
                            round: 0,
                            paint: Paint::Class("a"),
                            dashed: true,
                        },
                        Shape::text((5, 6), 12, true, Paint::Class("a"), "</text><script>x")
                            .anchored(Anchor::End),
                    ],
                ),
            ],
        };
        insta::assert_snapshot!(picture.svg(), @r##"
        <svg xmlns="http://www.w3.org/2000/svg" width="100" height="40" viewBox="0 0 100 40" role="img" aria-labelledby="title desc" font-family="-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif">
        <title id="title">&lt;b&gt;&amp;</title>
        <desc id="desc">one : 1</desc>
        <style>
        .a{fill:red}
        </style>
        <rect x="0" y="0" width="100" height="40" rx="4" fill="#ffffff"/>
        <g>
        <title>both</title>
        <rect x="1" y="2" width="3" height="4" class="a" stroke-dasharray="5 4"/>
        <text x="5" y="6" font-size="12" text-anchor="end" font-weight="600" class="a">&lt;/text&gt;&lt;script&gt;x</text>
        </g>
        </svg>
        "##);
        let inline = picture.inline("map");
        assert!(inline.starts_with("<svg class=\"map\" viewBox=\"0 0 100 40\" role=\"img\" aria-labelledby=\"map-title map-desc\">\n<title id=\"map-title\">"), "{inline}");
    }

    #[test]
    fn an_area_does_not_go_below_nothing() {
        assert_eq!(Area::new(1, 1, 3, 9).inside(2), Area::new(3, 3, 0, 5));
        assert_eq!(Area::new(1, 1, 3, 9).below(20), Area::new(1, 21, 3, 0));
    }
}
