//! A page that needs nothing but itself: it opens from a disk, asks nobody for anything, and runs one script that is known by its digest.

use super::html;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

/// What all pages look like, light and dark, on screens and on paper.
pub const STYLE: &str = include_str!("page.css");
/// The search; without it everything is shown.
const FILTER: &str = include_str!("filter.js");
/// Before the day of what a page is about, in its head.
const DAY: &str = "<meta name=\"date\" content=\"";

/// A page.
#[derive(Debug, Clone)]
pub struct Page<'p> {
    /// The language of its fixed strings.
    pub language: &'p str,
    /// What it is called.
    pub title: &'p str,
    /// What it says, in a sentence.
    pub about: &'p str,
    /// The day of what it is about.
    pub day: Option<Date>,
    /// What leads past what comes before the main thing: the address of that on the page, and its words.
    pub skip: (&'p str, &'p str),
    /// Everything that is seen, as HTML.
    pub body: &'p str,
}

impl Page<'_> {
    /// The file.
    pub fn html(&self) -> String {
        let day = match self.day {
            Some(day) => format!("{DAY}{day}\">\n"),
            None => String::new(),
        };
        let (to, words) = self.skip;
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"generator\" content=\"folkmoot\">\n{day}\
             <meta name=\"description\" content=\"{}\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"{}\">{}</a>\n{}\
             <script>{FILTER}</script>\n</body>\n</html>\n",
            html::text(self.language),
            digest(STYLE),
            digest(FILTER),
            html::text(self.about),
            html::text(self.title),
            html::text(to),
            html::text(words),
            self.body,
        )
    }
}

/// The day that a page of ours says it is about.
pub fn day(page: &str) -> Option<Date> {
    let (_, rest) = page.split_once(DAY)?;
    rest.get(..10)?.parse().ok()
}

/// How a policy names a script or style.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::super::colour::contrast;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_page_asks_nobody_and_runs_what_is_known_alone() {
        let page = Page {
            language: "en",
            title: "</title><script>alert(1)</script>",
            about: "\"><script>",
            day: Some("2026-01-13".parse().unwrap()),
            skip: ("#main", "Skip"),
            body: "<main id=\"main\"></main>\n",
        };
        let html = page.html();
        assert_eq!(html.matches("<script").count(), 1);
        assert_eq!(day(&html), Some("2026-01-13".parse().unwrap()));
        assert_eq!(day("<meta name=\"date\" content=\"x"), None);
        for inside in [STYLE, FILTER] {
            for bad in [
                "src=",
                "url(",
                "@import",
                "http:",
                "https:",
                "fetch",
                "innerHTML",
            ] {
                assert!(!inside.contains(bad), "{bad}");
            }
            assert!(!inside.contains("</"), "it would end early");
            assert!(!inside.contains('\r'));
        }
    }

    /// The variables of a block of the style.
    fn variables(block: &str) -> BTreeMap<&str, &str> {
        let block = block.split_once('{').unwrap().1.split_once('}').unwrap().0;
        let pairs = block.split(';').filter_map(|pair| pair.split_once(':'));
        pairs
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect()
    }

    #[test]
    fn every_text_of_a_page_can_be_read() {
        let light = variables(STYLE.split_once(":root").unwrap().1);
        let mut dark = light.clone();
        let block = STYLE.split_once("(prefers-color-scheme:dark)").unwrap().1;
        dark.extend(variables(block.split_once(":root").unwrap().1));
        for colours in [light, dark] {
            let pairs = [
                ("--ink", "--back"),
                ("--ink", "--card"),
                ("--ink", "--raised"),
                ("--soft", "--back"),
                ("--soft", "--card"),
                ("--soft", "--raised"),
                ("--link", "--back"),
                ("--link", "--card"),
                ("--link", "--raised"),
                ("--on-best", "--best-deep"),
                ("--warn-ink", "--warn"),
                ("--i0", "--s0"),
                ("--i1", "--s1"),
                ("--i2", "--s2"),
                ("--i3", "--s3"),
                ("--i4", "--s4"),
                ("--i5", "--s5"),
            ];
            for (ink, behind) in pairs {
                let found = contrast(colours[ink], colours[behind]);
                assert!(found >= 4.5, "{ink} on {behind}: {found:.2}");
            }
            for (what, behind) in [("--best", "--back"), ("--best", "--card")] {
                assert!(contrast(colours[what], colours[behind]) >= 3.0, "{what}");
            }
        }
    }
}
