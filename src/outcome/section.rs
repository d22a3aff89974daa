//! The section under a heading: where it is, where it ends, and headings that fit below it.

use super::Wrong;
use super::document::line_end;
use super::footnotes::FOOTNOTES;
use super::outline::{self, Heading, Outline};
use crate::fault::nearest;
use crate::inert;
use std::ops::Range;

/// The most headings that a message names.
const MOST: usize = 20;

/// The heading with that text. Capital letters make no difference unless two headings differ in nothing else; `## ` before the text
/// asks for its level too.
///
/// # Errors
/// Where it is missing or stands there twice: names the headings there are.
pub(super) fn find<'o>(outline: &'o Outline, under: &str) -> Result<&'o Heading, Wrong> {
    let bare = under.trim_start_matches('#');
    let level = under.len() - bare.len();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let text = words.join(" ");
    let (level, text) = if (1..=6).contains(&level) && bare.starts_with(' ') {
        (Some(level), text)
    } else {
        (None, under.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let fits = |one: &&Heading| level.is_none_or(|level| one.level == level);
    let mut found: Vec<&Heading> = outline
        .headings
        .iter()
        .filter(fits)
        .filter(|one| one.text == text)
        .collect();
    if found.is_empty() {
        let folded = text.to_lowercase();
        found = outline
            .headings
            .iter()
            .filter(fits)
            .filter(|one| one.text.to_lowercase() == folded)
            .collect();
    }
    let shown = inert::cut(&inert::line(under), 80);
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Wrong {
            span: 0..0,
            message: format!("there is no heading `{shown}`"),
            cure: missing(outline, &text),
        }),
        [first, second, ..] => Err(Wrong {
            span: second.span.clone(),
            message: format!("the heading `{shown}` stands there {} times", found.len()),
            cure: if first.level == second.level {
                format!(
                    "write a region (`how: region`) where the text is to go, or name another heading: {}",
                    list(outline)
                )
            } else {
                let hashes = "#".repeat(first.level);
                format!(
                    "say which with its level (`under: \"{hashes} {}\"`), or name another heading: {}",
                    first.text,
                    list(outline)
                )
            },
        }),
    }
}

fn missing(outline: &Outline, text: &str) -> String {
    if outline.headings.is_empty() {
        return "the document has no headings: write a region (`how: region`) where the text is to go".to_owned();
    }
    let known = outline.headings.iter().map(|one| one.text.as_str());
    match nearest(text, known) {
        Some(meant) => format!(
            "did you mean `{meant}`? The headings are: {}",
            list(outline)
        ),
        None => format!("the headings are: {}", list(outline)),
    }
}

/// The headings as written, as many as a person reads.
fn list(outline: &Outline) -> String {
    let mut names: Vec<String> = outline
        .headings
        .iter()
        .take(MOST)
        .map(|one| {
            let text = inert::cut(&inert::line(&one.text), 80);
            format!("{} {text}", "#".repeat(one.level))
        })
        .collect();
    let more = outline.headings.len().saturating_sub(MOST);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}

/// The section of a heading: to the next one of the same or a higher level.
pub(super) fn of(text: &str, outline: &Outline, heading: &Heading) -> Range<usize> {
    let end = outline
        .headings
        .iter()
        .find(|one| one.span.start > heading.span.start && one.level <= heading.level)
        .map_or(text.len(), |one| one.span.start);
    heading.span.start..end
}

/// Where new content goes: behind the last line of the section that is not blank. Footnotes at the end of the document stay last.
pub(super) fn end(text: &str, outline: &Outline, heading: &Heading) -> usize {
    let section = of(text, outline, heading);
    let last = section.end == text.len();
    let (mut end, mut before) = (section.end, usize::MAX);
    loop {
        let written = text.get(section.start..end).unwrap_or_default().trim_end();
        end = line_end(text, section.start + written.len());
        // Nothing stands before a footnote on its line; were it otherwise, this would go round for ever.
        if end >= before {
            return end;
        }
        before = end;
        let notes = outline.definitions.iter().map(|one| &one.span);
        let markers = outline
            .comments
            .iter()
            .filter(|one| one.text.contains("folkmoot:") && one.text.contains(FOOTNOTES))
            .map(|one| &one.span);
        let tail = notes
            .chain(markers)
            .find(|span| last && span.end == end && span.start >= heading.span.end);
        match tail {
            Some(span) => end = span.start,
            None => return end,
        }
    }
}

/// Content whose highest heading is at `top`, each other as far below it as it was; none below 6.
pub(super) fn shift(content: &str, top: usize) -> String {
    let outline = outline::read(content);
    let Some(highest) = outline.headings.iter().map(|one| one.level).min() else {
        return content.to_owned();
    };
    let mut out = String::with_capacity(content.len() + 16);
    let mut at = 0;
    for heading in &outline.headings {
        out.push_str(content.get(at..heading.span.start).unwrap_or_default());
        let lines = content.get(heading.span.clone()).unwrap_or_default();
        let level = (heading.level - highest + top).clamp(1, 6);
        out.push_str(&at_level(lines, level));
        at = heading.span.end;
    }
    out.push_str(content.get(at..).unwrap_or_default());
    out
}

/// A heading's lines at another level; one underlined with `=` or `-` becomes one with `#`.
fn at_level(lines: &str, level: usize) -> String {
    let hashes = "#".repeat(level);
    let bare = lines.trim_start_matches(' ');
    if bare.starts_with('#') {
        return format!("{hashes}{}", bare.trim_start_matches('#'));
    }
    let text = lines.trim_end();
    // The last line is the underline.
    let text = text.rsplit_once('\n').map_or(text, |(text, _)| text);
    let words: Vec<&str> = text.lines().map(str::trim).collect();
    let end = if lines.ends_with('\n') { "\n" } else { "" };
    format!("{hashes} {}{end}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Book\n\n## Use\n\ntext\n\n### Problem\n\none\n\n## Notes\n\n### Problem\n\n> ## Use\n\nUse\n===\n";

    #[test]
    fn a_footnote_behind_a_carriage_return_stays_last() {
        let text = "## Here\n\na\r[^1]: A note\n";
        let outline = outline::read(text);
        assert_eq!(outline.definitions.len(), 1);
        let end = end(text, &outline, &outline.headings[0]);
        assert_eq!(text.get(end..), Some("[^1]: A note\n"));
    }

    #[test]
    fn a_heading_is_found_at_any_level_and_what_is_unclear_is_said() {
        let outline = outline::read(TEXT);
        let find = |under: &str| find(&outline, under).map(|one| one.span.start);
        assert_eq!(find("notes"), Ok(TEXT.find("## Notes").unwrap()));
        assert_eq!(find("## Use"), Ok(TEXT.find("## Use").unwrap()));
        assert_eq!(find("# Use"), Ok(TEXT.find("Use\n===").unwrap()));
        let said = |under: &str| {
            let wrong = find(under).unwrap_err();
            format!("{}: {}", wrong.message, wrong.cure)
        };
        insta::assert_snapshot!(said("Nots"), @"there is no heading `Nots`: did you mean `Notes`? The headings are: # Book, ## Use, ### Problem, ## Notes, ### Problem, # Use");
        insta::assert_snapshot!(said("Use"), @r###"the heading `Use` stands there 2 times: say which with its level (`under: "## Use"`), or name another heading: # Book, ## Use, ### Problem, ## Notes, ### Problem, # Use"###);
        insta::assert_snapshot!(said("Problem"), @"the heading `Problem` stands there 2 times: write a region (`how: region`) where the text is to go, or name another heading: # Book, ## Use, ### Problem, ## Notes, ### Problem, # Use");
    }

    #[test]
    fn a_section_ends_before_the_next_heading_that_is_no_lower() {
        let outline = outline::read(TEXT);
        let at = |under| {
            let heading = find(&outline, under).unwrap();
            TEXT.get(end(TEXT, &outline, heading)..).unwrap()
        };
        assert!(at("## Use").starts_with("\n## Notes"));
        assert_eq!(at("# Use"), "");
        let text = "# A\n\ntext [^1]\n\n[^1]: x\n    more\n\n[^2]: y\n";
        let outline = outline::read(text);
        let heading = find(&outline, "A").unwrap();
        assert_eq!(
            text.get(end(text, &outline, heading)..).unwrap(),
            "\n[^1]: x\n    more\n\n[^2]: y\n"
        );
    }

    #[test]
    fn headings_move_together_and_code_stays() {
        let table = [
            ("# A\n\n## B\n", 3, "### A\n\n#### B\n"),
            ("A\n===\n\nB\nb\n---\nc", 2, "## A\n\n### B b\nc"),
            ("### A #\n", 2, "## A #\n"),
            ("# A\n##### B\n", 4, "#### A\n###### B\n"),
            ("```\n# code\n```\n# A", 2, "```\n# code\n```\n## A"),
            ("no heading", 2, "no heading"),
        ];
        for (content, top, wanted) in table {
            assert_eq!(shift(content, top), wanted, "{content:?}");
        }
    }
}
