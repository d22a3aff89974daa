//! A document's bytes that are nobody's text: byte order mark, line ends, whether the last line ends.

/// A document taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Document<'t> {
    /// The byte order mark, or nothing.
    pub(super) mark: &'t str,
    /// The rest.
    pub(super) text: &'t str,
    /// How its lines end.
    pub(super) end: &'static str,
}

impl<'t> Document<'t> {
    pub(super) fn read(text: &'t str) -> Document<'t> {
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
        Document {
            mark: text.get(..text.len() - bare.len()).unwrap_or_default(),
            text: bare,
            end: line_end(bare),
        }
    }

    /// `text` behind the byte order mark.
    pub(super) fn with(&self, text: &str) -> String {
        format!("{}{text}", self.mark)
    }
}

/// How most lines of a text end.
pub(super) fn line_end(text: &str) -> &'static str {
    let all = text.matches('\n').count();
    let windows = text.matches("\r\n").count();
    if windows > all / 2 { "\r\n" } else { "\n" }
}

/// The text with each line ended by a line feed alone.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
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
pub(super) fn insert(text: &str, at: usize, block: &str, end: &str) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut out = before.to_owned();
    if !before.trim_end_matches(['\r', '\n']).is_empty() {
        if !before.ends_with('\n') {
            out.push_str(end);
        }
        if !ends_blank(before) {
            out.push_str(end);
        }
    }
    out.push_str(&ended(block.trim_end_matches('\n'), end));
    if after.is_empty() {
        // A text without any line end at all, other than an empty one, keeps having none.
        if text.is_empty() || text.ends_with('\n') {
            out.push_str(end);
        }
    } else {
        out.push_str(end);
        if !after.starts_with(['\r', '\n']) {
            out.push_str(end);
        }
        out.push_str(after);
    }
    out
}

/// Whether the last line that ended is blank.
fn ends_blank(text: &str) -> bool {
    text.strip_suffix('\n')
        .map(|text| text.strip_suffix('\r').unwrap_or(text))
        .is_some_and(|text| text.is_empty() || text.ends_with('\n'))
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
            assert_eq!(insert(text, at, "X", "\n"), wanted, "{text:?} at {at}");
        }
        assert_eq!(
            insert("a\r\nb", 3, "X\nY", "\r\n"),
            "a\r\n\r\nX\r\nY\r\n\r\nb"
        );
    }
}
