//! Text and addresses in HTML.

use crate::inert;

/// Text of a person inside of an element or a quoted attribute: one line, and nothing in it is markup.
pub fn text(text: &str) -> String {
    inert::xml(text)
}

/// A piece of a longer text: the space before and behind it stays.
pub fn run(piece: &str) -> String {
    let gap = |space: bool| if space { " " } else { "" };
    let inner = text(piece);
    if inner.is_empty() {
        return gap(piece.contains(char::is_whitespace)).to_owned();
    }
    format!(
        "{}{inner}{}",
        gap(piece.starts_with(char::is_whitespace)),
        gap(piece.ends_with(char::is_whitespace))
    )
}

/// An address that a link may lead to, for an attribute: of the web, of mail, or beside the page; nothing for any other.
pub fn address(address: &str) -> Option<String> {
    // Browsers drop what cannot be seen before they read it: so do we, before we look.
    let address = inert::line(address).replace(' ', "%20");
    let before = address.find(['/', '?', '#']).unwrap_or(address.len());
    let scheme = address
        .get(..before)
        .and_then(|head| head.split_once(':'))
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    let fits = match scheme.as_deref() {
        Some("http" | "https" | "mailto") => true,
        Some(_) => false,
        None => !address.is_empty() && !address.starts_with("//"),
    };
    (fits && !address.contains('\\')).then(|| text(&address))
}

/// A link, or the text alone where it may not lead there. `inner` is HTML.
pub fn link(to: &str, inner: &str) -> String {
    match address(to) {
        Some(address) => format!("<a href=\"{address}\">{inner}</a>"),
        None => inner.to_owned(),
    }
}

/// The path of a file as an address beside a page: every sign that means something in an address is written out.
pub fn path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// What a page of ours says, each text in its place and everything else a space: texts between tags, and those of attributes that show
/// or lead somewhere. What stands in its script and style is ours alone.
pub fn said(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let blank = |hidden: &str, out: &mut String| {
        out.extend(hidden.chars().map(|c| if c == '\n' { c } else { ' ' }));
    };
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (words, tag) = rest.split_at(at);
        out.push_str(words);
        let whole = ["style", "script"].into_iter().find_map(|name| {
            let inside = tag.get(1..)?.strip_prefix(name)?;
            inside.starts_with([' ', '>']).then(|| {
                let end = format!("</{name}>");
                tag.find(&end).map_or(tag.len(), |at| at + end.len())
            })
        });
        // In our pages a text has no `>`, and neither has an attribute.
        let end = whole.unwrap_or_else(|| tag.find('>').map_or(tag.len(), |at| at + 1));
        let (tag, after) = tag.split_at_checked(end).unwrap_or((tag, ""));
        match whole {
            Some(_) => blank(tag, &mut out),
            None => {
                for (at, part) in tag.split('"').enumerate() {
                    if at > 0 {
                        out.push(' ');
                    }
                    let shows = at % 2 == 1
                        && tag.split('"').nth(at - 1).is_some_and(|before| {
                            [" href=", " title=", " content=", " aria-label=", " alt="]
                                .iter()
                                .any(|name| before.ends_with(name))
                        });
                    if shows {
                        out.push_str(part);
                    } else {
                        blank(part, &mut out);
                    }
                }
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_alone() {
        for good in [
            "https://example.org/a?b=c&d",
            "HTTP://example.org",
            "mailto:a@example.org",
            "README.md",
            "#result",
            "../a b/c.html",
            "a/b:c",
            "?q=a:b",
        ] {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " java\tscript:alert(1)",
            "JAVASCRIPT:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "//example.org",
            "\\\\example.org",
            "/\\example.org",
            "",
            "blob:x",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(
            link("https://a.example/\"><script>", "x"),
            "<a href=\"https://a.example/&quot;&gt;&lt;script&gt;\">x</a>"
        );
        assert_eq!(link("javascript:x", "y"), "y");
        assert_eq!(path("a b/é?#.md"), "a%20b/%C3%A9%3F%23.md");
    }

    #[test]
    fn spaces_between_pieces_stay() {
        assert_eq!(run(" a  b\n"), " a b ");
        assert_eq!(run("\n"), " ");
        assert_eq!(run(""), "");
    }

    #[test]
    fn what_a_page_says_is_read_where_it_stands() {
        let page = "<style>\n.Jane{}</style><p class=\"Jane\" title=\"of Bo\">Ann &amp; Co</p>\n<a href=\"x/Cy\">d</a><script>Jane</script>";
        let said = said(page);
        assert_eq!(said.chars().count(), page.chars().count());
        assert!(!said.contains("Jane"), "{said}");
        for (line, text) in [(1, "of Bo"), (1, "Ann &amp; Co"), (2, "x/Cy"), (2, "d")] {
            let found = said.lines().nth(line).unwrap();
            assert_eq!(
                found.find(text),
                page.lines().nth(line).unwrap().find(text),
                "{text}"
            );
        }
    }
}
