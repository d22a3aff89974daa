//! A document's bytes that are nobody's text: byte order mark, line ends, whether the last line ends.

/// A document taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Document<'t> {
    /// The byte order mark, or nothing.
    pub(super) mark: &'t str,
    /// The rest.
    pub(super) text: &'t str,
}

impl<'t> Document<'t> {
    pub(super) fn read(text: &'t str) -> Document<'t> {
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
        Document {
            mark: text.get(..text.len() - bare.len()).unwrap_or_default(),
            text: bare,
        }
    }

    /// `text` behind the byte order mark.
    pub(super) fn with(&self, text: &str) -> String {
        format!("{}{text}", self.mark)
    }
}

/// What ends a line. A carriage return alone ends one too: so it is to Markdown and YAML, and a line must be the same to all who read it.
const ENDS: [char; 2] = ['\r', '\n'];

/// The lines of a text, each with its end.
/// Source: CommonMark 0.31.2, 2.1, "line ending".
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (line, after) = rest.split_at_checked(first_end(rest).1)?;
        rest = after;
        Some(line).filter(|line| !line.is_empty())
    })
}

/// The first line's end: where it begins and where it stops; both the length of a text that is one line without an end.
fn first_end(text: &str) -> (usize, usize) {
    match text.find(ENDS) {
        Some(at) => {
            let windows = text.get(at..).is_some_and(|end| end.starts_with("\r\n"));
            (at, at + if windows { 2 } else { 1 })
        }
        None => (text.len(), text.len()),
    }
}

/// Whether the last line has an end.
pub(super) fn is_ended(text: &str) -> bool {
    text.ends_with(ENDS)
}

/// The end of the last line; none where it has none.
pub(super) fn last_end(text: &str) -> Option<&'static str> {
    ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|end| text.ends_with(end))
}

/// Where the line begins that holds this byte.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    // Between the two signs of one line's end no line begins.
    let whole = match before.strip_suffix('\r') {
        Some(line) if text.get(at..).is_some_and(|after| after.starts_with('\n')) => line,
        _ => before,
    };
    whole.rfind(ENDS).map_or(0, |end| end + 1)
}

/// Where the next line begins; the same place where one begins here.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    if at == line_start(text, at) {
        return at;
    }
    match text.get(at..) {
        // Behind the carriage return of an end that has a line feed too, that is all that is left of the line.
        Some(after) => at + first_end(after).1,
        None => text.len(),
    }
}

/// How a new line ends at `at`, where a line begins: as the one before it, or as the next one, so that it depends on nothing that is
/// written later, or elsewhere. What a carriage return alone would end, a line feed ends too: not all readers know the old way.
pub(super) fn end_at(text: &str, at: usize) -> &'static str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let above = before.get(..before.rfind(ENDS).map_or(0, |end| end + 1));
    let below = after.get(..first_end(after).1);
    above
        .and_then(last_end)
        .or_else(|| below.and_then(last_end))
        .map_or("\n", |end| if end == "\r" { "\r\n" } else { end })
}

/// How most lines of a text end.
pub(super) fn most_end(text: &str) -> &'static str {
    let count = |end| {
        lines(text)
            .filter(|line| last_end(line) == Some(end))
            .count()
    };
    let feeds = count("\n");
    match (count("\r\n"), count("\r")) {
        (windows, returns) if windows > feeds && windows >= returns => "\r\n",
        (_, returns) if returns > feeds => "\r",
        _ => "\n",
    }
}

/// The text with each line ended by a line feed alone.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A text of line feeds with other line ends.
pub(super) fn ended(text: &str, end: &str) -> String {
    if end == "\n" {
        text.to_owned()
    } else {
        text.replace('\n', end)
    }
}

/// A block put between the lines of a text at `at`, where a line begins, with a blank line on either side. Everything else stays
/// byte for byte; the last line ends or not, as it did.
pub(super) fn insert(text: &str, at: usize, block: &str) -> String {
    let end = end_at(text, at);
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut out = before.to_owned();
    if !before.trim_end_matches(ENDS).is_empty() {
        if !is_ended(before) {
            out.push_str(end);
        }
        if !ends_blank(before) {
            out.push_str(end);
        }
    }
    out.push_str(&ended(block.trim_end_matches('\n'), end));
    if after.is_empty() {
        // A text without any line end at all, other than an empty one, keeps having none.
        if text.is_empty() || is_ended(text) {
            out.push_str(end);
        }
    } else {
        out.push_str(end);
        if !after.starts_with(ENDS) {
            out.push_str(end);
        }
        out.push_str(after);
    }
    out
}

/// Whether the last line that ended is blank.
fn ends_blank(text: &str) -> bool {
    last_end(text)
        .and_then(|end| text.strip_suffix(end))
        .is_some_and(|text| text.is_empty() || is_ended(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_a_blank_line_on_either_side_and_the_last_line_ends_as_it_did() {
        let table = [
            ("", 0, "X\n"),
            ("a", 1, "a\n\nX"),
            ("a\n", 2, "a\n\nX\n"),
            ("a\n\n", 3, "a\n\nX\n"),
            ("a\nb", 2, "a\n\nX\n\nb"),
            ("a\n\nb\n", 2, "a\n\nX\n\nb\n"),
            ("b\n", 0, "X\n\nb\n"),
        ];
        for (text, at, wanted) in table {
            assert_eq!(insert(text, at, "X"), wanted, "{text:?} at {at}");
        }
    }

    #[test]
    fn new_lines_end_as_the_one_before_them() {
        let table = [
            ("a\r\nb", 3, "a\r\n\r\nX\r\nY\r\n\r\nb"),
            ("a\rb", 2, "a\r\r\nX\r\nY\r\n\r\nb"),
            ("a\nb\r\nc\n", 5, "a\nb\r\n\r\nX\r\nY\r\n\r\nc\n"),
            ("b\r\nc\n", 0, "X\r\nY\r\n\r\nb\r\nc\n"),
            ("a\r\nb", 4, "a\r\nb\r\n\r\nX\r\nY"),
        ];
        for (text, at, wanted) in table {
            assert_eq!(insert(text, at, "X\nY"), wanted, "{text:?} at {at}");
        }
    }

    #[test]
    fn a_line_ends_in_three_ways() {
        let text = "a\r\nb\rc\n\n\r\rd";
        let all: Vec<&str> = lines(text).collect();
        assert_eq!(all, ["a\r\n", "b\r", "c\n", "\n", "\r", "\r", "d"]);
        let mut begins = 0;
        for line in all {
            let next = begins + line.len();
            assert_eq!(line_end(text, begins), begins);
            for at in begins..next {
                assert_eq!(line_start(text, at), begins, "{at}");
            }
            for at in begins + 1..=next {
                assert_eq!(line_end(text, at), next, "{at}");
            }
            begins = next;
        }
        assert_eq!(plain(text), "a\nb\nc\n\n\n\nd");
        assert_eq!(most_end(text), "\r");
        assert_eq!(most_end("a\r\nb\n"), "\n");
        assert_eq!(most_end("a\r\nb\n\r\n"), "\r\n");
    }
}
