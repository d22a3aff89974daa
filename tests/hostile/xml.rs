//! A picture as an XML parser reads it.

use crate::seen;
use roxmltree::Document;

/// The elements that draw or say something and do nothing.
const DRAW: [&str; 14] = [
    "svg", "title", "desc", "g", "rect", "text", "tspan", "line", "path", "circle", "style",
    "defs", "clipPath", "polyline",
];

/// The texts of a picture; or what is in it that does more than draw.
pub fn read(text: &str) -> Result<Vec<String>, String> {
    if let Some(sign) = seen::steers(text) {
        return Err(sign);
    }
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let mut texts = Vec::new();
    for node in document.descendants() {
        if node.is_comment() || node.is_pi() {
            return Err(format!("{node:?}"));
        }
        if node.is_text() {
            texts.push(seen::line(node.text().unwrap_or_default()));
        }
        if node.is_element() {
            let name = node.tag_name().name();
            if !DRAW.contains(&name) {
                return Err(format!("the element {name}"));
            }
            for attribute in node.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                if name.starts_with("on")
                    || name.ends_with("href")
                    || value.contains("url(")
                    || value.contains(':') && name == "style"
                {
                    return Err(format!("{name}={value:?}"));
                }
                if name == "aria-label" {
                    texts.push(seen::line(value));
                }
            }
        }
    }
    // A text that is drawn over several lines is read from one to the next.
    let lines: String = texts.concat().split(' ').collect();
    texts.push(format!("{}{lines}", seen::WRAPPED));
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reader sees what is not ours: else it would prove nothing.
    #[test]
    fn what_does_more_than_draw_is_found() {
        for inner in [
            "<script>x</script>",
            "<a href='x'>y</a>",
            "<g onload='x'/>",
            "<image href='x'/>",
            "<text>&a;</text>",
            "<!-- x -->",
            "<text>",
            "\u{202e}",
        ] {
            assert!(read(&format!("<svg>{inner}</svg>")).is_err(), "{inner}");
        }
        assert_eq!(
            read("<svg><text>a &lt; b</text></svg>").unwrap()[..1],
            ["a < b"]
        );
    }
}
