//! Addresses of pages.

/// An address of the web that is whole: `https://…`, without spaces. An address that a session file takes.
pub(super) fn address(text: &str) -> Option<&str> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let (front, rest) = text.split_at_checked(scheme.len())?;
        front.eq_ignore_ascii_case(scheme).then_some(rest)
    })?;
    let host = host_of(rest);
    let fits = !host.is_empty()
        && text.len() <= 2_000
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(text)
}

/// The host of an address, without its port.
pub(super) fn host(text: &str) -> Option<&str> {
    let (_, rest) = address(text)?.split_once("://")?;
    host_of(rest).split(':').next()
}

fn host_of(rest: &str) -> &str {
    rest.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

/// `OWNER` of `https://github.com/OWNER/NAME/…`, on GitHub or an enterprise's own.
pub(super) fn owner(text: &str) -> Option<&str> {
    let (_, rest) = address(text)?.split_once("://")?;
    let mut parts = rest.split('/').skip(1);
    let (owner, name, kind) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    (kind == "issues" && fits(owner) && fits(name)).then_some(owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_or_none() {
        let table = [
            ("https://www.w3.org/2024/a.html", Some("www.w3.org")),
            ("HTTP://example.org:80?x", Some("example.org")),
            ("https://evil.example/www.w3.org/", Some("evil.example")),
            ("https://www.w3.org@evil.example/", None),
            ("https://www.w3.org\\@evil.example", Some("www.w3.org")),
            ("https://", None),
            ("https:// a", None),
            ("https://a b", None),
            ("https://a/\u{202e}", None),
            ("javascript:alert(1)", None),
            ("/www.w3.org/", None),
            ("TBD", None),
            ("https:/é", None),
        ];
        for (text, expected) in table {
            assert_eq!(host(text), expected, "{text}");
        }
        assert_eq!(owner("https://github.com/w3c/x/issues/20"), Some("w3c"));
        assert_eq!(owner("https://github.com/w3c/x"), None);
        assert_eq!(owner("https://github.com//x/issues/1"), None);
    }
}
