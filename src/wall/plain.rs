//! Markdown of session files and formats as text that is set as text: no markup, no entities.

use crate::inert;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// All of it on one line.
pub(super) fn line(markdown: &str) -> String {
    inert::line(&text(markdown).replace('\n', " "))
}

/// A paragraph or an item a line; items begin with a bullet.
pub(super) fn text(markdown: &str) -> String {
    let lines: Vec<String> = blocks(markdown)
        .into_iter()
        .map(|block| {
            if block.item {
                format!("• {}", block.text)
            } else {
                block.text
            }
        })
        .collect();
    lines.join("\n")
}

/// The items of its lists.
pub(super) fn points(markdown: &str) -> Vec<String> {
    let items = blocks(markdown).into_iter().filter(|block| block.item);
    items.map(|block| block.text).collect()
}

#[derive(Default)]
struct Block {
    item: bool,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = Block::default();
    let mut depth = 0_usize;
    let mut end = |open: &mut Block| {
        let text = inert::line(&open.text);
        if !text.is_empty() {
            blocks.push(Block {
                item: open.item,
                text,
            });
        }
        *open = Block::default();
    };
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Item) => {
                end(&mut open);
                depth += 1;
                open.item = true;
            }
            Event::End(TagEnd::Item) => {
                end(&mut open);
                depth = depth.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_)) => {
                // The first paragraph of an item is the item.
                if !open.text.trim().is_empty() {
                    end(&mut open);
                }
                open.item |= depth > 0;
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                end(&mut open);
            }
            Event::Text(text) | Event::Code(text) => open.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => open.text.push(' '),
            _ => {}
        }
    }
    end(&mut open);
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let table = [
            ("Plain words", "Plain words"),
            ("A **bold** [link](https://example.org)", "A bold link"),
            ("`code` &amp; \\#A", "code & #A"),
            ("two\nlines", "two lines"),
            ("<b>bold</b> text", "bold text"),
            ("# Head\n\n- one\n- two", "Head • one • two"),
            ("", ""),
        ];
        for (markdown, plain) in table {
            assert_eq!(line(markdown), plain, "{markdown}");
        }
        assert_eq!(
            text("Before:\n\n- one **1**\n- two\n  more\n\nAfter."),
            "Before:\n• one 1\n• two more\nAfter."
        );
        assert_eq!(points("No list"), Vec::<String>::new());
        assert_eq!(points("- a\n\n- b\n\ntext"), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn no_markdown_makes_it_fail(markdown in "(\\PC|\n){0,80}") {
            prop_assert!(!line(&markdown).contains('\n'));
            for point in points(&markdown) {
                prop_assert!(!point.is_empty());
            }
        }
    }
}
