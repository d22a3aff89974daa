//! Markdown as GitHub reads it: CommonMark with its extensions, by a parser that folkmoot does not use.

use crate::{html, seen};
use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};

/// What of a document may be ours.
pub struct Ours {
    /// Beginnings of the addresses of links.
    pub links: &'static [&'static str],
    /// Elements of HTML.
    pub elements: &'static [&'static str],
    /// Beginnings of comments of HTML.
    pub comments: &'static [&'static str],
}

pub const OURS: Ours = Ours {
    links: &[
        "https://github.example/todogroup/",
        "tally.json",
        "notes.csv",
        "report.html",
        "votes.svg",
        "README.md",
        "topics.md",
        "#",
        // Of the format and its template.
        "https://github.com/todogroup/ospology",
        "https://github.com/folkmoot/folkmoot",
    ],
    elements: &[
        "details", "summary", "sub", "picture", "source", "img", "br",
    ],
    comments: &[" folkmoot:", " /folkmoot:", " for people: ", " end "],
};

/// The pieces of plain text of a document, each all that stands between two pieces of markup; or what is in it that is not ours.
pub fn read(text: &str, ours: &Ours) -> Result<Vec<String>, String> {
    if let Some(sign) = seen::steers(text) {
        return Err(sign);
    }
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    extension.front_matter_delimiter = Some("---".to_owned());
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    let mut reader = Reader {
        ours,
        pieces: Vec::new(),
    };
    reader.node(root)?;
    Ok(reader.pieces)
}

struct Reader<'o> {
    ours: &'o Ours,
    pieces: Vec<String>,
}

impl Reader<'_> {
    fn node<'a>(&mut self, node: Node<'a>) -> Result<(), String> {
        let mut piece = String::new();
        for child in node.children() {
            let data = child.data();
            match &data.value {
                NodeValue::Text(text) => {
                    piece.push_str(text);
                    continue;
                }
                NodeValue::SoftBreak => {
                    piece.push(' ');
                    continue;
                }
                NodeValue::Link(link) if !self.is_ours(&link.url) => {
                    return Err(format!("a link to {:?}", link.url));
                }
                NodeValue::HtmlInline(html) => self.html(html)?,
                NodeValue::HtmlBlock(block) => self.html(&block.literal)?,
                NodeValue::Code(code) => {
                    self.pieces.push(format!("{}{}", seen::CODE, code.literal))
                }
                NodeValue::CodeBlock(block) => self.json(&block.info, &block.literal)?,
                NodeValue::Table(table) => rows(child, table.num_columns)?,
                NodeValue::Document
                | NodeValue::BlockQuote
                | NodeValue::List(_)
                | NodeValue::Item(_)
                | NodeValue::Paragraph
                | NodeValue::Heading(_)
                | NodeValue::ThematicBreak
                | NodeValue::TableRow(_)
                | NodeValue::TableCell
                | NodeValue::LineBreak
                | NodeValue::Emph
                | NodeValue::Strong
                | NodeValue::Link(_) => {}
                other => return Err(format!("{other:?}")),
            }
            drop(data);
            if !piece.is_empty() {
                self.pieces.push(std::mem::take(&mut piece));
            }
            self.node(child)?;
        }
        if !piece.is_empty() {
            self.pieces.push(piece);
        }
        Ok(())
    }

    fn is_ours(&self, address: &str) -> bool {
        self.ours
            .links
            .iter()
            .any(|start| address.starts_with(start))
    }

    fn html(&mut self, text: &str) -> Result<(), String> {
        let parts = html::fragment(text);
        for comment in parts.comments {
            if !self
                .ours
                .comments
                .iter()
                .any(|start| comment.starts_with(start))
            {
                return Err(format!("the comment {comment:?}"));
            }
        }
        for (name, attributes) in parts.elements {
            if !self.ours.elements.contains(&name.as_str()) {
                return Err(format!("the element {name}"));
            }
            for (attribute, value) in attributes {
                match attribute.as_str() {
                    "alt" => self.pieces.push(format!("{}{value}", seen::CODE)),
                    "media" | "width" | "align" => {}
                    "src" | "srcset"
                        if value.starts_with("votes") || value.starts_with("topics") => {}
                    _ => return Err(format!("{attribute}={value:?} of the element {name}")),
                }
            }
        }
        self.pieces.extend(parts.texts);
        Ok(())
    }

    /// A block of code is the tally, whole.
    fn json(&mut self, info: &str, text: &str) -> Result<(), String> {
        let value = serde_json::from_str(text);
        match (info, value) {
            ("json", Ok(value)) => {
                let mut held = Vec::new();
                strings(&value, &mut held);
                let held = held.into_iter().map(|text| format!("{}{text}", seen::CODE));
                self.pieces.extend(held);
                Ok(())
            }
            _ => Err(format!("a block of code {info:?}: {text:?}")),
        }
    }
}

/// That a row has the cells of its table's head: GitHub drops what is beyond.
fn rows<'a>(table: Node<'a>, columns: usize) -> Result<(), String> {
    for row in table.children() {
        let cells = row.children().count();
        if cells != columns {
            return Err(format!("a row of {cells} cells in a table of {columns}"));
        }
    }
    Ok(())
}

/// Every string in a value.
pub fn strings(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            out.push(name.clone());
            strings(value, out);
        }),
        _ => {}
    }
}

/// A title, which GitHub shows without markup but for code and emoji.
pub fn title(text: &str) -> Result<Vec<String>, String> {
    match seen::steers(text) {
        Some(sign) => Err(sign),
        None if text.contains('\n') => Err("two lines".to_owned()),
        None if text.chars().count() > 256 => Err("too long".to_owned()),
        None => Ok(vec![text.to_owned()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reader sees what is not ours: else it would prove nothing.
    #[test]
    fn what_is_not_ours_is_found() {
        for text in [
            "a <b>c</b>",
            "<script>x</script>",
            "[x](https://evil.example)",
            "https://evil.example",
            "![x](votes.svg)",
            "a[^1]\n\n[^1]: b",
            "$`x`$",
            "```\nx\n```",
            "- [ ] x",
            "> [!NOTE]\n> x",
            "<!-- x -->",
            "~~x~~",
            "a\u{202e}b",
        ] {
            assert!(read(text, &OURS).is_err(), "{text}");
        }
        let pieces = read(
            "a \\* b **c** d <sub>e</sub> <!-- folkmoot:x {\"f\": \"g\"} -->",
            &OURS,
        );
        assert_eq!(pieces.unwrap(), ["a * b ", "c", " d ", "e", " "]);
    }
}
