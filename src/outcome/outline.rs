//! What stands where in a Markdown document: headings, comments, footnotes. Nothing inside code counts.

use super::document::{line_end, line_start, lines};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A heading of the document itself: not one inside a quotation, a list or code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// 1 to 6.
    pub(super) level: usize,
    /// Its text without markup.
    pub(super) text: String,
    /// Its lines, with the end of the last one.
    pub(super) span: Range<usize>,
}

/// A line that is one HTML comment and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// What stands in it, trimmed.
    pub(super) text: String,
    /// Its line, with its end.
    pub(super) span: Range<usize>,
}

/// A footnote's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    /// Its label, `1` of `[^1]`.
    pub(super) label: String,
    /// From its bracket to the end of its last line that is not blank.
    pub(super) span: Range<usize>,
}

/// What stands where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) headings: Vec<Heading>,
    pub(super) comments: Vec<Comment>,
    pub(super) definitions: Vec<Definition>,
    /// Labels of footnotes, and where the text refers to them.
    pub(super) references: Vec<(String, Range<usize>)>,
}

/// What GitHub and the generators of static sites read, as far as it moves headings, comments or footnotes.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Reads a document; its front matter is not looked into.
pub(super) fn read(text: &str) -> Outline {
    let body = front_matter(text).map_or(0, |front| front.end);
    let mut outline = Outline::default();
    let mut depth = 0_usize;
    let mut heading: Option<Heading> = None;
    let parser = Parser::new_ext(text.get(body..).unwrap_or_default(), options());
    for (event, range) in parser.into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                heading = Some(Heading {
                    level: level as usize,
                    text: String::new(),
                    span: line_start(text, range.start)..line_end(text, range.end),
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = heading.take() {
                    heading.text = heading
                        .text
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                    outline.headings.push(heading);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.text.push_str(&words);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut heading {
                    heading.text.push(' ');
                }
            }
            Event::FootnoteReference(label) => {
                outline.references.push((label.to_string(), range));
            }
            Event::Start(Tag::HtmlBlock) => comments(text, range, &mut outline.comments),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                if depth == 0 {
                    let inside = text.get(range.clone()).unwrap_or_default();
                    outline.definitions.push(Definition {
                        label: label.to_string(),
                        span: range.start..line_end(text, range.start + inside.trim_end().len()),
                    });
                }
                depth += 1;
            }
            Event::Start(Tag::BlockQuote(_) | Tag::Item) => depth += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    // Footnotes that nothing refers to may come out of their order.
    outline.definitions.sort_by_key(|one| one.span.start);
    outline
}

/// The lines of an HTML block that are one comment each. Lines inside a longer comment are no comments of their own.
fn comments(text: &str, range: Range<usize>, found: &mut Vec<Comment>) {
    let mut open = false;
    let mut at = range.start;
    for line in lines(text.get(range).unwrap_or_default()) {
        let span = line_start(text, at)..line_end(text, at + line.len());
        at += line.len();
        // In a list or a quotation the line is more than what the block has of it.
        let whole = text
            .get(span.clone())
            .unwrap_or_default()
            .trim()
            .strip_prefix("<!--")
            .and_then(|rest| rest.strip_suffix("-->"))
            .filter(|inside| !inside.contains("-->"));
        if let (false, Some(inside)) = (open, whole) {
            found.push(Comment {
                text: inside.trim().to_owned(),
                span,
            });
            continue;
        }
        let mut rest = line.trim();
        loop {
            let mark = if open { "-->" } else { "<!--" };
            let Some((_, after)) = rest.split_once(mark) else {
                break;
            };
            (open, rest) = (!open, after);
        }
    }
}

/// YAML front matter, from its first `---` to the end of its last line; `None` where there is none.
pub(super) fn front_matter(text: &str) -> Option<Range<usize>> {
    let mut lines = lines(text);
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut at = first.len();
    for line in lines {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some(0..at);
        }
    }
    None
}

impl Outline {
    /// The heading that a byte stands below: the last one before it.
    pub(super) fn above(&self, at: usize) -> Option<&Heading> {
        let after = self.headings.partition_point(|one| one.span.start <= at);
        self.headings.get(after.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_in_code_comments_and_quotations_are_none() {
        let text = "---\n# no: heading\n---\n# One *and* `two`\n\n```md\n# code\n```\n\n    # code\n\n<!--\n# comment\n-->\n\n> # quoted\n\n- # item\n\nTwo\nlines\n===\n\n## Three {#x}\n\n### Four ###\n#five\n";
        let headings: Vec<(usize, String)> = read(text)
            .headings
            .into_iter()
            .map(|one| (one.level, one.text))
            .collect();
        let wanted = [
            (1, "One and two"),
            (1, "Two lines"),
            (2, "Three"),
            (3, "Four"),
        ];
        assert_eq!(
            headings,
            wanted.map(|(level, text)| (level, text.to_owned()))
        );
    }

    #[test]
    fn comments_are_lines_of_their_own_outside_code() {
        let text = "<!-- a -->\ntext <!-- b -->\n```\n<!-- c -->\n```\n<!--\n<!-- d -->\n<!-- e -->\n<div>\n<!-- f -->\n</div>\n";
        let comments: Vec<String> = read(text)
            .comments
            .into_iter()
            .map(|comment| comment.text)
            .collect();
        assert_eq!(comments, ["a", "e", "f"]);
        // In a list or a quotation a line holds more than the comment.
        let inside = "- <!-- a -->\n\n> <!-- b -->\n\n[^1]: <!-- c -->\n";
        assert_eq!(read(inside).comments, []);
    }

    proptest! {
        #[test]
        fn every_span_is_whole_lines(text in "([#>`~ -]{0,4}[a-z=\\[\\]^:<!]{0,6}(\n|\r\n|\r)?){0,12}") {
            let outline = read(&text);
            let spans = outline.headings.iter().map(|one| &one.span)
                .chain(outline.comments.iter().map(|one| &one.span));
            for span in spans {
                prop_assert_eq!(span.start, line_start(&text, span.start));
                prop_assert_eq!(span.end, line_end(&text, span.end));
                prop_assert!(text.get(span.clone()).is_some_and(|lines| !lines.is_empty()));
            }
        }
    }
}
