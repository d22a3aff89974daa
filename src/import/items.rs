//! The blocks of a Markdown document: headings, list items, tables and what stands around them.

use super::Why;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading and its level.
    Heading(usize, String),
    /// A list item and its indentation. The text is as it stands, line by line.
    Item(usize, String),
    /// A paragraph.
    Paragraph(String),
    /// A table: its names, and its rows with their lines.
    Table(Vec<String>, Vec<(usize, Vec<String>)>),
    /// Something that holds no notes.
    Aside(Why, String),
}

/// A block and its first line, from 1.
pub(crate) type Placed = (usize, Block);

/// The blocks of a document, in its order.
pub(crate) fn blocks(text: &str) -> Vec<Placed> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut blocks: Vec<Placed> = Vec::new();
    let mut at = 0;
    let mut blank = true;
    if let Some(end) = front_matter(&lines) {
        let shown = lines.get(1).copied().unwrap_or_default().to_owned();
        blocks.push((1, Block::Aside(Why::Markup, shown)));
        at = end + 1;
    }
    while let Some(raw) = lines.get(at).copied() {
        let line = at + 1;
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            blank = true;
            at += 1;
            continue;
        }
        let indent = indentation(raw);
        if let Some(fence) = ["```", "~~~"].into_iter().find(|f| trimmed.starts_with(f)) {
            let behind = lines.get(at + 1..).unwrap_or_default();
            let inside = behind
                .iter()
                .position(|line| line.trim().starts_with(fence));
            at += 2 + inside.unwrap_or(behind.len());
            blocks.push((line, Block::Aside(Why::Markup, trimmed.to_owned())));
            blank = true;
            continue;
        }
        if let Some((names, rows, end)) = table(&lines, at) {
            blocks.push((line, Block::Table(names, rows)));
            at = end;
            blank = true;
            continue;
        }
        at += 1;
        if let Some((level, words)) = heading(trimmed).filter(|_| indent < 4) {
            blocks.push((line, Block::Heading(level, words)));
            blank = true;
            continue;
        }
        if let Some(level) = underline(trimmed) {
            // What stands directly above a line of `=` or `-` is a heading; else the line is a rule.
            match blocks.last_mut() {
                Some((_, block @ Block::Paragraph(_))) if !blank => {
                    if let Block::Paragraph(words) = block {
                        *block = Block::Heading(level, std::mem::take(words));
                    }
                }
                _ if trimmed.starts_with('=') => {
                    blocks.push((line, Block::Paragraph(trimmed.to_owned())));
                }
                _ => {}
            }
            blank = true;
            continue;
        }
        if let Some(words) = item(raw) {
            blocks.push((line, Block::Item(indent, words.to_owned())));
            blank = false;
            continue;
        }
        if let Some(aside) = aside(trimmed) {
            match (blocks.last_mut(), aside) {
                (Some((_, Block::Aside(before, words))), this) if *before == this && !blank => {
                    words.push('\n');
                    words.push_str(trimmed);
                }
                _ => blocks.push((line, Block::Aside(aside, trimmed.to_owned()))),
            }
            blank = false;
            continue;
        }
        let goes_on = match blocks.last_mut() {
            // A line goes on with the item above it; behind a blank line, only if it is indented as the item's words are.
            Some((_, Block::Item(of, words))) if !blank || indent >= *of + 2 => Some(words),
            Some((_, Block::Paragraph(words))) if !blank => Some(words),
            Some((_, Block::Aside(Why::Quotation | Why::Markup, words))) if !blank => Some(words),
            _ => None,
        };
        match goes_on {
            Some(words) => {
                words.push('\n');
                words.push_str(trimmed);
            }
            None => blocks.push((line, Block::Paragraph(trimmed.to_owned()))),
        }
        blank = false;
    }
    blocks
}

/// The last line of front matter, if the document begins with some.
fn front_matter(lines: &[&str]) -> Option<usize> {
    if lines.first()?.trim_end() != "---" {
        return None;
    }
    let end = lines
        .iter()
        .skip(1)
        .take(200)
        .position(|line| line.trim_end() == "---")?;
    // Two rules and a document between them are none.
    let inside = lines.get(1..=end)?;
    inside
        .iter()
        .any(|line| line.contains(':'))
        .then_some(end + 1)
}

/// Columns before the first sign; a tab counts to the next multiple of four.
fn indentation(line: &str) -> usize {
    let mut column = 0;
    for byte in line.bytes() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => break,
        }
    }
    column
}

/// `## Words`. One sign without a space could be a tag; several are a heading that lacks it.
fn heading(line: &str) -> Option<(usize, String)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let spaced = words.is_empty() || words.starts_with([' ', '\t']);
    if !(1..=6).contains(&level) || !(spaced || level > 1) {
        return None;
    }
    let words = words.trim();
    let bare = words.trim_end_matches('#');
    let words = if bare.ends_with(' ') {
        bare.trim()
    } else {
        words
    };
    Some((level, words.to_owned()))
}

/// `====`, `----`, `* * *`: the level of heading that it makes of the paragraph above.
fn underline(line: &str) -> Option<usize> {
    let mut signs = line.chars().filter(|c| *c != ' ');
    let first = signs
        .next()
        .filter(|c| matches!(c, '=' | '-' | '*' | '_'))?;
    let others = signs.clone().count();
    if !signs.all(|sign| sign == first) || others < 2 {
        return None;
    }
    Some(if first == '=' { 1 } else { 2 })
}

/// The words of a list item: `- words`, `* [x] words`, `1. words`.
fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = if digits > 0 && digits < 10 {
        line.get(digits..)?.strip_prefix(['.', ')'])?
    } else {
        line.strip_prefix(['-', '*', '+', '•', '◦', '▪', '–'])?
    };
    if !(behind.is_empty() || behind.starts_with(char::is_whitespace)) {
        return None;
    }
    let words = behind.trim();
    // Boxes of task lists.
    for tick in ["[ ]", "[x]", "[X]", "[]"] {
        if let Some(rest) = words.strip_prefix(tick)
            && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        {
            return Some(rest.trim());
        }
    }
    Some(words)
}

/// What a line holds that is neither words of the document nor a note.
fn aside(line: &str) -> Option<Why> {
    if line.starts_with('>') {
        return Some(Why::Quotation);
    }
    if line.starts_with("![") && line.ends_with(')') {
        return Some(Why::Link);
    }
    let definition = line.starts_with('[') && line.contains("]: ") && !line.starts_with("[ ]");
    let tag = line.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
            && !rest.starts_with("http")
    });
    (definition || tag).then_some(Why::Markup)
}

/// A table that begins at a line: its names, its rows, and the line behind it.
#[allow(clippy::type_complexity)]
fn table(lines: &[&str], at: usize) -> Option<(Vec<String>, Vec<(usize, Vec<String>)>, usize)> {
    let first = lines.get(at)?;
    let rule = lines.get(at + 1)?;
    if !first.contains('|') || !is_rule(rule) {
        return None;
    }
    let mut rows = Vec::new();
    let mut end = at + 2;
    while let Some(line) = lines.get(end) {
        if !line.contains('|') {
            break;
        }
        rows.push((end + 1, cells(line)));
        end += 1;
    }
    Some((cells(first), rows, end))
}

/// The line below a table's names: `|---|:-:|`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains("--") && line.bytes().all(|byte| b"|-: \t".contains(&byte))
}

/// The cells of a table's row. A bar behind a backslash is a sign in a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in line.chars() {
        match (character, cells.last_mut()) {
            ('|', Some(cell)) if escaped => {
                cell.pop();
                cell.push('|');
            }
            ('|', _) => cells.push(String::new()),
            (_, Some(cell)) => cell.push(character),
            (_, None) => {}
        }
        escaped = character == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_falls_into_blocks() {
        let text = "---\ntitle: x\n---\n# One #\nwords\nmore\n\n* a\n  goes on\n\n  too\n    1. [x] b\nlazy\n\nThree\n---\n> said\n\
                    ```\n- no item\n```\n| A | B |\n|--|--|\n| 1 | x\\|y |\n\n<Bio name=\"x\">\ny\n</Bio>\n[1]: <http://x>\n***\n##Two\n-> why\n#tag";
        let item = |indent, words: &str| Block::Item(indent, words.to_owned());
        let heading = |level, words: &str| Block::Heading(level, words.to_owned());
        let aside = |why, words: &str| Block::Aside(why, words.to_owned());
        assert_eq!(
            blocks(text),
            [
                (1, aside(Why::Markup, "title: x")),
                (4, heading(1, "One")),
                (5, Block::Paragraph("words\nmore".into())),
                (8, item(0, "a\ngoes on\ntoo")),
                (12, item(4, "b\nlazy")),
                (15, heading(2, "Three")),
                (17, aside(Why::Quotation, "> said")),
                (18, aside(Why::Markup, "```")),
                (
                    21,
                    Block::Table(
                        vec!["A".into(), "B".into()],
                        vec![(23, vec!["1".into(), "x|y".into()])]
                    )
                ),
                (
                    25,
                    aside(Why::Markup, "<Bio name=\"x\">\ny\n</Bio>\n[1]: <http://x>")
                ),
                (30, heading(2, "Two")),
                (31, Block::Paragraph("-> why\n#tag".into())),
            ]
        );
    }
}
