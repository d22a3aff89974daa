//! How to take part with a phone: a code to point a camera at, an address to type.

use super::board::{Join, Qr};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// The code holds one address; the other one is short enough to type, and the page behind it leads to the same place.
pub(super) fn join(code: &str, typed: &str) -> Join {
    Join {
        url: code.to_owned(),
        short: short(typed).to_owned(),
        qr: qr(code),
    }
}

fn short(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest)
}

/// The code; none where an address is longer than one can hold. A part of it may be hidden by a lamp: it mends a quarter.
fn qr(text: &str) -> Option<Qr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Quartile).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let wide = x - start;
                // Writing to a String cannot fail.
                let _ = write!(path, "M{start} {y}h{wide}v1h-{wide}z");
            }
            x += 1;
        }
    }
    Some(Qr {
        size: u32::try_from(size).ok()?,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that a path covers, as lines of signs.
    fn drawn(qr: &Qr) -> Vec<String> {
        let size = usize::try_from(qr.size).unwrap();
        let mut rows = vec![vec![' '; size]; size];
        for bar in qr.path.split('M').skip(1) {
            let (x, rest) = bar.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (wide, rest) = rest.split_once("v1h-").unwrap();
            assert_eq!(rest, format!("{wide}z"));
            let [x, y, wide] = [x, y, wide].map(|number| number.parse::<usize>().unwrap());
            for cell in &mut rows[y][x..x + wide] {
                assert_eq!(*cell, ' ', "bars do not lie on each other");
                *cell = '#';
            }
        }
        rows.into_iter()
            .map(|row| row.into_iter().collect())
            .collect()
    }

    #[test]
    fn a_code_is_drawn_module_by_module() {
        let text = "https://github.com/o/r/issues/1";
        let rows = drawn(&qr(text).unwrap());
        let code = QrCode::encode_text(text, QrCodeEcc::Quartile).unwrap();
        for (y, row) in (0..).zip(&rows) {
            for (x, sign) in (0..).zip(row.chars()) {
                assert_eq!(sign == '#', code.get_module(x, y), "{x} {y}");
            }
        }
        // The mark in its corner, by which cameras find it.
        assert!(rows[0].starts_with("#######"), "{}", rows[0]);
        assert!(rows[3].starts_with("# ### #"), "{}", rows[3]);
        assert_eq!(qr(&"x".repeat(3_000)), None);
    }

    #[test]
    fn what_is_typed_has_no_scheme() {
        let made = join(
            "https://github.com/o/r/issues/new?a=b",
            "https://www.github.com/o/r/issues/1",
        );
        assert_eq!(made.short, "github.com/o/r/issues/1");
        assert_eq!(made.url, "https://github.com/o/r/issues/new?a=b");
        assert_eq!(short("github.com"), "github.com");
    }
}
