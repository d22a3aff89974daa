//! HTML's character references, as documents and bodies of issues have them: `&amp;`, `&#39;`, `&#x27;`.

/// The character that a text begins with in this form, and the bytes that it is written in.
pub fn read(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let character = match text.get(..end)?.strip_prefix('&')? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "shy" => '\u{ad}',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn characters_are_read() {
        for (text, expected) in [
            ("&amp;lt;", Some(('&', 5))),
            ("&#39;s", Some(('\'', 5))),
            ("&#x1F600;", Some(('😀', 9))),
            ("&shy;", Some(('\u{ad}', 5))),
            ("&#xD800;", None),
            ("&#4294967296;", None),
            ("&unknown;", None),
            ("&amp", None),
            ("&é;", None),
            ("amp;", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
