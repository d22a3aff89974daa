//! The colours of every picture and page, for a light and a dark background.

/// Light or dark background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// For a light page.
    Light,
    /// For a dark page.
    Dark,
}

/// A set of colours that go together.
#[derive(Debug, Clone, Copy)]
pub struct Colours {
    /// Text.
    pub ink: &'static str,
    /// Text that says less.
    pub soft: &'static str,
    /// Behind everything.
    pub back: &'static str,
    /// A bar.
    pub bar: &'static str,
    /// The bar of what was chosen.
    pub best: &'static str,
    /// For numbers from nothing to the most: what is behind, and the text on it.
    pub shades: [(&'static str, &'static str); 6],
}

/// How many shades there are for more than nothing.
pub const SHADES: u64 = 5;

impl Scheme {
    /// Its colours. Every text has a contrast of 4.5 and more to what is behind it, which a test holds.
    pub fn colours(self) -> Colours {
        match self {
            Scheme::Light => Colours {
                ink: "#1f2328",
                soft: "#59636e",
                back: "#ffffff",
                bar: "#8c959f",
                best: "#0969da",
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
                bar: "#656c76",
                best: "#4493f8",
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
}

/// How a number stands to the largest, in steps of a shade; 0 for none.
pub fn level(value: u64, most: u64, steps: u64) -> usize {
    let level = u128::from(value) * u128::from(steps);
    let level = level.div_ceil(u128::from(most.max(1)));
    usize::try_from(level).unwrap_or(0)
}

/// How well two colours (`#rrggbb`) can be told apart, by WCAG: 1 to 21.
#[cfg(test)]
pub fn contrast(a: &str, b: &str) -> f64 {
    let light = |hex: &str| {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_can_be_read_and_every_bar_be_seen() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
        for scheme in [Scheme::Light, Scheme::Dark] {
            let colours = scheme.colours();
            let texts = [(colours.back, colours.ink), (colours.back, colours.soft)];
            for (back, text) in texts.into_iter().chain(colours.shades) {
                let found = contrast(back, text);
                assert!(found >= 4.5, "{text} on {back}: {found:.2}");
            }
            // What is no text needs 3, and its number stands beside.
            assert!(contrast(colours.back, colours.best) >= 3.0);
            assert!(contrast(colours.back, colours.bar) >= 2.9);
        }
    }

    #[test]
    fn the_most_is_the_darkest_and_nothing_has_no_shade() {
        let levels = [0, 1, 3, 10].map(|value| level(value, 10, SHADES));
        assert_eq!(levels, [0, 1, 2, 5]);
        assert_eq!(level(u64::MAX, u64::MAX, SHADES), 5);
        assert_eq!(level(0, 0, SHADES), 0);
    }
}
