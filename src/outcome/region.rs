//! Regions between markers: `<!-- folkmoot:NAME -->` … `<!-- /folkmoot:NAME -->`, each marker on a line of its own.
//!
//! The opening marker carries a digest of what folkmoot wrote there (`<!-- folkmoot:NAME 1f2e3d4c5b6a -->`), so that a later run knows
//! whether a person changed it since, even where branches were squashed and git cannot tell. People who write the markers leave it
//! out.

use super::Wrong;
use super::document::{end_at, ended, plain};
use super::footnotes::FOOTNOTES;
use super::outline::Outline;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// A region that stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// Of what folkmoot wrote there.
    pub(super) digest: Option<String>,
    /// From the beginning of the opening marker to the end of the closing one's line.
    pub(super) span: Range<usize>,
    /// The lines between the markers.
    pub(super) inside: Range<usize>,
}

impl Region {
    /// Whether nobody changed what stands inside since folkmoot wrote it.
    pub(super) fn is_ours(&self, inside: &str) -> bool {
        self.digest.as_deref() == Some(digest(inside).as_str())
    }
}

/// A marker: whose, whether it opens, and the digest.
fn marker(comment: &str) -> Option<(&str, bool, Option<&str>)> {
    let mut words = comment.split_whitespace();
    let first = words.next()?;
    let (name, opens) = match first.strip_prefix("folkmoot:") {
        Some(name) => (name, true),
        None => (first.strip_prefix("/folkmoot:")?, false),
    };
    let digest = words.next();
    (words.next().is_none() && (opens || digest.is_none())).then_some((name, opens, digest))
}

/// The region of that name; `None` where there is none.
///
/// # Errors
/// Where it stands there twice, or one of its markers is missing.
pub(super) fn find(outline: &Outline, name: &str) -> Result<Option<Region>, Wrong> {
    let ours: Vec<(bool, Option<&str>, &Range<usize>)> = outline
        .comments
        .iter()
        .filter_map(|comment| {
            let (of, opens, digest) = marker(&comment.text)?;
            (of == name).then_some((opens, digest, &comment.span))
        })
        .collect();
    match ours.as_slice() {
        [] => Ok(None),
        [(true, digest, open), (false, _, close)] => Ok(Some(Region {
            digest: digest.map(str::to_owned),
            span: open.start..close.end,
            inside: open.end..close.start,
        })),
        [(true, _, open)] => Err(Wrong {
            span: (*open).clone(),
            message: format!("the region `{name}` has no end"),
            cure: format!("write `<!-- /folkmoot:{name} -->` on a line of its own where it ends"),
        }),
        [(false, _, close), ..] => Err(Wrong {
            span: (*close).clone(),
            message: format!("the region `{name}` ends before it begins"),
            cure: format!("write `<!-- folkmoot:{name} -->` on a line of its own where it begins"),
        }),
        [(true, ..), rest @ ..] => Err(Wrong {
            span: rest
                .iter()
                .find(|(opens, ..)| *opens)
                .or(rest.last())
                .map_or(0..0, |(_, _, span)| (*span).clone()),
            message: format!("the markers of the region `{name}` stand there more than once"),
            cure: "keep one opening marker and one closing one".to_owned(),
        }),
    }
}

/// The outline without headings and footnotes that stand in a region of content: they are of folkmoot's making, and no place to write
/// under or behind.
pub(super) fn outside(outline: &Outline) -> Outline {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut regions: Vec<Range<usize>> = Vec::new();
    for comment in &outline.comments {
        match marker(&comment.text) {
            Some((name, true, _)) => open.push((name, comment.span.start)),
            Some((name, false, _)) => {
                let begin = open.iter().rposition(|(of, _)| *of == name);
                // Footnotes are kept in regions of their own.
                if let Some((name, start)) = begin.map(|at| open.remove(at))
                    && !name.ends_with(FOOTNOTES)
                {
                    regions.push(start..comment.span.end);
                }
            }
            None => {}
        }
    }
    let mut outside = outline.clone();
    let is_outside =
        |span: &Range<usize>| !regions.iter().any(|region| region.contains(&span.start));
    outside.headings.retain(|one| is_outside(&one.span));
    outside.definitions.retain(|one| is_outside(&one.span));
    outside
}

/// What stands between the markers, with plain line ends and no blank lines around it.
pub(super) fn inside(text: &str, region: &Region) -> String {
    let lines = plain(text.get(region.inside.clone()).unwrap_or_default());
    trim(&lines).to_owned()
}

/// Blank lines before and after taken off; the indentation of the first line stays.
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim_end();
    let lead = text.len() - text.trim_start().len();
    let first = text
        .get(..lead)
        .and_then(|blank| blank.rfind('\n'))
        .map_or(0, |end| end + 1);
    text.get(first..).unwrap_or_default()
}

/// The first digits of a text's SHA-256: enough to see that it was changed.
pub(super) fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    crate::text::hex(hash.get(..6).unwrap_or_default())
}

/// A region with its markers.
pub(super) fn wrap(name: &str, digest: &str, content: &str) -> String {
    if content.is_empty() {
        return format!("<!-- folkmoot:{name} {digest} -->\n<!-- /folkmoot:{name} -->");
    }
    // Blank lines keep every Markdown reader from joining the markers to what stands between them.
    format!("<!-- folkmoot:{name} {digest} -->\n\n{content}\n\n<!-- /folkmoot:{name} -->")
}

/// The document with other content in the region; around the markers nothing moves. Lines end as the opening marker's does.
pub(super) fn replace(text: &str, region: &Region, block: &str) -> String {
    let before = text.get(..region.span.start).unwrap_or_default();
    let old = text.get(region.span.clone()).unwrap_or_default();
    let last = old
        .get(old.trim_end_matches(['\r', '\n']).len()..)
        .unwrap_or_default();
    let after = text.get(region.span.end..).unwrap_or_default();
    let end = end_at(text, region.inside.start);
    format!("{before}{}{last}{after}", ended(block, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::outline;

    fn found(text: &str) -> Result<Option<String>, String> {
        match find(&outline::read(text), "a") {
            Ok(region) => Ok(region.map(|region| inside(text, &region))),
            Err(wrong) => Err(wrong.message),
        }
    }

    #[test]
    fn a_region_is_found_once_or_it_is_said_why_not() {
        let open = "<!-- folkmoot:a -->\n";
        let close = "<!-- /folkmoot:a -->\n";
        let table = [
            ("no region".to_owned(), Ok(None)),
            (format!("{open}x\n{close}"), Ok(Some("x"))),
            (format!("{open}\r\n  x\r\n\r\n{close}"), Ok(Some("  x"))),
            (
                "<!--folkmoot:a 0f-->\n<!--/folkmoot:a-->".to_owned(),
                Ok(Some("")),
            ),
            (format!("```\n{open}x\n{close}```\n"), Ok(None)),
            (
                format!("<!-- folkmoot:ab -->\n{close}"),
                Err("the region `a` ends before it begins"),
            ),
            (format!("{open}x\n"), Err("the region `a` has no end")),
            (
                format!("{open}{close}{open}{close}"),
                Err("the markers of the region `a` stand there more than once"),
            ),
        ];
        for (text, wanted) in table {
            let wanted = wanted
                .map(|one| one.map(str::to_owned))
                .map_err(str::to_owned);
            assert_eq!(found(&text), wanted, "{text:?}");
        }
    }

    #[test]
    fn only_the_region_is_replaced() {
        let text = "a\r\n<!-- folkmoot:a -->\r\nold\r\n<!-- /folkmoot:a -->\r\nb";
        let region = find(&outline::read(text), "a").unwrap().unwrap();
        assert_eq!(
            replace(text, &region, &wrap("a", "00", "new")),
            "a\r\n<!-- folkmoot:a 00 -->\r\n\r\nnew\r\n\r\n<!-- /folkmoot:a -->\r\nb"
        );
        let text = "<!-- folkmoot:a -->\r<!-- /folkmoot:a -->\nb\r\n";
        let region = find(&outline::read(text), "a").unwrap().unwrap();
        assert_eq!(
            replace(text, &region, &wrap("a", "00", "new")),
            "<!-- folkmoot:a 00 -->\r\n\r\nnew\r\n\r\n<!-- /folkmoot:a -->\nb\r\n"
        );
    }
}
