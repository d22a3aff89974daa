//! Markdown as HTML that does nothing: no markup of its own, no picture, no link but to pages.

use super::html;
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A text of several paragraphs. Its headings stand below one of this level (1 to 5).
pub fn blocks(markdown: &str, below: usize) -> String {
    Writer {
        below,
        ..Writer::default()
    }
    .written(markdown)
}

/// A text of one paragraph, for a place that is one already.
pub fn inline(markdown: &str) -> String {
    let writer = Writer {
        inline: true,
        ..Writer::default()
    };
    writer.written(markdown).trim().to_owned()
}

/// The first heading of a text, without its markup.
pub fn title(markdown: &str) -> Option<String> {
    let mut inside = false;
    let mut out = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Heading { .. }) => inside = true,
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(text) | Event::Code(text) if inside => out.push_str(&text),
            Event::SoftBreak if inside => out.push(' '),
            _ => {}
        }
    }
    let out = crate::inert::line(&out);
    (!out.is_empty()).then_some(out)
}

#[derive(Default)]
struct Writer {
    out: String,
    below: usize,
    inline: bool,
    /// Of the table's columns.
    aligned: Vec<Alignment>,
    column: usize,
    head: bool,
    /// Where the cell's content begins.
    cell: usize,
    /// Whether each open link leads anywhere.
    links: Vec<bool>,
    code: bool,
}

impl Writer {
    fn written(mut self, markdown: &str) -> String {
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        for event in Parser::new_ext(markdown, options) {
            self.event(event);
        }
        self.out
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => {
                for line in text.lines() {
                    let indent = line.len() - line.trim_start().len();
                    self.out.push_str(&" ".repeat(indent));
                    self.out.push_str(&html::text(line));
                    self.out.push('\n');
                }
            }
            Event::Text(text) => self.out.push_str(&html::run(&text)),
            Event::Code(text) => {
                self.out
                    .push_str(&format!("<code>{}</code>", html::text(&text)));
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
            // A line break is all that templates use of it; everything else stays out.
            Event::InlineHtml(tag) | Event::Html(tag) => {
                if matches!(tag.trim(), "<br>" | "<br/>" | "<br />") {
                    self.out.push_str("<br>");
                }
            }
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if !self.inline => self.out.push_str("<p dir=\"auto\">"),
            Tag::Heading { level, .. } if !self.inline => {
                self.out
                    .push_str(&format!("<h{} dir=\"auto\">", self.level(level)));
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(_) => {
                self.code = true;
                self.out.push_str("<pre><code>");
            }
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(_)) => self.out.push_str("<ol>\n"),
            Tag::Item => self.out.push_str("<li dir=\"auto\">"),
            Tag::Table(aligned) => {
                self.aligned = aligned;
                self.out
                    .push_str("<div class=\"scroll\" tabindex=\"0\">\n<table>\n");
            }
            Tag::TableHead => {
                (self.head, self.column) = (true, 0);
                self.out.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.cell = self.out.len(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::Link { dest_url, .. } => {
                let address = html::address(&dest_url);
                self.links.push(address.is_some());
                if let Some(address) = address {
                    self.out.push_str(&format!("<a href=\"{address}\">"));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if !self.inline => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) if !self.inline => {
                self.out.push_str(&format!("</h{}>\n", self.level(level)));
            }
            TagEnd::Paragraph | TagEnd::Heading(_) => self.out.push(' '),
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.code = false;
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Table => self.out.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.head = false;
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</s>"),
            TagEnd::Link if self.links.pop() == Some(true) => self.out.push_str("</a>"),
            _ => {}
        }
    }

    /// A cell of a head that says nothing is no head.
    fn close_cell(&mut self) {
        let content = self.out.split_off(self.cell.min(self.out.len()));
        let right = matches!(self.aligned.get(self.column), Some(Alignment::Right));
        self.column += 1;
        let class = if right { " class=\"number\"" } else { "" };
        let cell = if self.head && !content.trim().is_empty() {
            format!("<th scope=\"col\"{class}>{content}</th>")
        } else {
            format!("<td dir=\"auto\"{class}>{content}</td>")
        };
        self.out.push_str(&cell);
    }

    fn level(&self, level: HeadingLevel) -> usize {
        let level = match level {
            HeadingLevel::H1 | HeadingLevel::H2 => 1,
            HeadingLevel::H3 => 2,
            _ => 3,
        };
        (self.below + level).min(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use html5ever::tendril::TendrilSink;
    use markup5ever_rcdom::{Handle, NodeData, RcDom};

    #[test]
    fn markdown_becomes_a_page_s_text() {
        let text = "## Review\n\nA **b** _c_ [d](https://e.example/?f=1&g) `h <i>`.\n\n- [x] done\n- [ ] not  \n  yet\n\n1. one\n\n| | n |\n| --- | ---: |\n| a\u{200b} | 1<br>2 |\n\n```\n  a < b\n```\n";
        insta::assert_snapshot!(blocks(text, 2), @r#"
        <h3 dir="auto">Review</h3>
        <p dir="auto">A <strong>b</strong> <em>c</em> <a href="https://e.example/?f=1&amp;g">d</a> <code>h &lt;i&gt;</code>.</p>
        <ul>
        <li dir="auto">☑ done</li>
        <li dir="auto">☐ not<br>yet</li>
        </ul>
        <ol>
        <li dir="auto">one</li>
        </ol>
        <div class="scroll" tabindex="0">
        <table>
        <thead>
        <tr><td dir="auto"></td><th scope="col" class="number">n</th></tr>
        </thead>
        <tbody>
        <tr><td dir="auto">a</td><td dir="auto" class="number">1<br>2</td></tr>
        </tbody>
        </table>
        </div>
        <pre><code>  a &lt; b
        </code></pre>
        "#);
        assert_eq!(
            inline("“a\\|b” &lt;c&gt; **d**."),
            "“a|b” &lt;c&gt; <strong>d</strong>."
        );
        assert_eq!(
            title("x\n\n# A \\*b\\* `c` &amp; d\n\n# e"),
            Some("A *b* c & d".to_owned())
        );
        assert_eq!(title("nothing"), None);
    }

    /// The elements of a page's body with their attributes, and its comments.
    fn nodes(html: &str) -> Vec<String> {
        fn walk(node: &Handle, found: &mut Vec<String>) {
            match &node.data {
                NodeData::Comment { contents } => found.push(format!("<!--{contents}-->")),
                NodeData::Element { name, attrs, .. } => {
                    let attributes = attrs.borrow();
                    let attributes = attributes.iter();
                    let attributes: String = attributes
                        .map(|one| format!(" {}={:?}", one.name.local, one.value.to_string()))
                        .collect();
                    found.push(format!("{}{attributes}", name.local));
                }
                _ => {}
            }
            for child in node.children.borrow().iter() {
                walk(child, found);
            }
        }
        let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(html);
        let mut found = Vec::new();
        walk(&dom.document, &mut found);
        found.retain(|node| !["html", "head", "body"].contains(&node.as_str()));
        found
    }

    #[test]
    fn hostile_markdown_does_nothing() {
        let text = "<script>alert(1)</script>\n\na <img src=x onerror=alert(1)> ![x](https://t.example/p.png) [j](javascript:alert(1)) <https://ok.example> <style>*{}</style>\n\n<!-- x -->\n\n<details open ontoggle=\"x\">\n\nb\n\n</details>";
        // As a browser reads it: paragraphs, and the one link to a page.
        assert_eq!(
            nodes(&blocks(text, 2)),
            [
                r#"p dir="auto""#,
                r#"a href="https://ok.example""#,
                r#"p dir="auto""#
            ]
        );
    }
}
