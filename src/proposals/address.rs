//! Addresses of issues.

use crate::fields::address;

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
    fn an_issues_address_tells_whose_it_is() {
        for (text, expected) in [
            ("https://github.com/w3c/x/issues/20", Some("w3c")),
            ("https://github.com/w3c/x", None),
            ("https://github.com//x/issues/1", None),
            ("github.com/w3c/x/issues/20", None),
        ] {
            assert_eq!(owner(text), expected, "{text}");
        }
    }
}
