//! Addresses of pages.

/// An address of the web that is whole: `https://…`, without spaces.
pub fn address(text: &str) -> Option<&str> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let (front, rest) = text.split_at_checked(scheme.len())?;
        front.eq_ignore_ascii_case(scheme).then_some(rest)
    })?;
    let host = host_of(rest);
    // A backslash before the path is a slash to browsers, and a part of the host to others.
    let fits = !host.is_empty()
        && text.len() <= 2_000
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(text)
}

/// The host of an address, without its port.
pub fn host(text: &str) -> Option<&str> {
    let (_, rest) = address(text)?.split_once("://")?;
    host_of(rest).split(':').next()
}

fn host_of(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// An address that is one and breaks no Markdown: what could end it or open markup stands as its code.
pub fn link(text: &str) -> Option<String> {
    let address = address(text)?;
    let mut out = String::with_capacity(address.len());
    for character in address.chars() {
        match character {
            '(' | ')' | '<' | '>' | '"' | '`' | '\\' | '[' | ']' | '|' | '{' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    Some(out)
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
            ("https://www.w3.org\\@evil.example", None),
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
            assert_eq!(link(text).is_some(), expected.is_some(), "{text}");
        }
    }
}
