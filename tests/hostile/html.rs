//! A page as a browser reads it.

use crate::seen;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Name and attributes of an element.
type Element = (String, Vec<(String, String)>);

/// What a page is made of.
#[derive(Default)]
pub struct Parts {
    pub elements: Vec<Element>,
    pub texts: Vec<String>,
    pub comments: Vec<String>,
    /// What is in its scripts and styles.
    pub raw: Vec<String>,
}

/// A whole page.
pub fn page(text: &str) -> Parts {
    let dom =
        html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(text);
    let mut parts = Parts::default();
    walk(&dom.document, &mut parts);
    parts
}

/// A piece of a page's body.
pub fn fragment(text: &str) -> Parts {
    let mut parts = page(text);
    // The parser adds these where they are missing, and they are harmless where they are not.
    parts
        .elements
        .retain(|(name, _)| !["html", "head", "body"].contains(&name.as_str()));
    parts
}

fn walk(node: &Handle, parts: &mut Parts) {
    match &node.data {
        NodeData::Text { contents } => parts.texts.push(contents.borrow().to_string()),
        NodeData::Comment { contents } => parts.comments.push(contents.to_string()),
        NodeData::Element { name, attrs, .. } => {
            let name = name.local.to_string();
            let attributes = attrs.borrow();
            let attributes = attributes
                .iter()
                .map(|one| (one.name.local.to_string(), one.value.to_string()));
            parts.elements.push((name.clone(), attributes.collect()));
            if name == "script" || name == "style" {
                let inner: Vec<String> =
                    node.children.borrow().iter().filter_map(text_of).collect();
                parts.raw.push(inner.concat());
                return;
            }
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        walk(child, parts);
    }
}

fn text_of(node: &Handle) -> Option<String> {
    match &node.data {
        NodeData::Text { contents } => Some(contents.borrow().to_string()),
        _ => None,
    }
}

/// The texts of a page of ours, those of attributes that show or are read out included; or what is in it that cannot be ours. `raw` are
/// the scripts and styles of a page that nobody hostile wrote into.
pub fn read(text: &str, raw: &[String]) -> Result<Vec<String>, String> {
    if let Some(sign) = seen::steers(text) {
        return Err(sign);
    }
    let parts = page(text);
    if parts.raw != raw {
        return Err("another script or style than ours".to_owned());
    }
    if let Some(comment) = parts.comments.first() {
        return Err(format!("the comment {comment:?}"));
    }
    let mut texts = parts.texts;
    for (name, attributes) in parts.elements {
        if [
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "link",
            "img",
            "foreignobject",
            "use",
            "image",
        ]
        .contains(&name.to_lowercase().as_str())
        {
            return Err(format!("the element {name}"));
        }
        for (attribute, value) in attributes {
            let leads = [
                "href",
                "src",
                "action",
                "srcset",
                "formaction",
                "xlink:href",
            ]
            .contains(&attribute.as_str());
            if attribute.starts_with("on") || (leads && !leads_to_ours(&value)) {
                return Err(format!("{attribute}={value:?} of the element {name}"));
            }
            if ["title", "alt", "aria-label", "content", "data-name"].contains(&attribute.as_str())
            {
                texts.push(value);
            }
        }
    }
    Ok(texts.iter().map(|text| seen::line(text)).collect())
}

/// Beside the page, or to GitHub.
fn leads_to_ours(address: &str) -> bool {
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    let known = [
        "https://github.example/",
        "https://github.com/todogroup/ospology",
        "https://github.com/folkmoot/",
    ];
    (!head.contains(':') && !address.starts_with("//") && !address.contains('\\'))
        || known.iter().any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reader sees what is not ours: else it would prove nothing.
    #[test]
    fn what_is_not_ours_is_found() {
        for text in [
            "<p onclick=x>a",
            "<a href=javascript:x>a</a>",
            "<a href=//evil.example>a</a>",
            "<iframe>",
            "<script>x</script>",
            "<!-- a -->",
            "<svg><a href='data:x'>",
            "<img src=x>",
            "<p>\u{202e}",
        ] {
            assert!(read(text, &[]).is_err(), "{text}");
        }
        assert_eq!(
            read("<p title='a'>b &lt;c></p>", &[]).unwrap(),
            ["b <c>", "a"]
        );
    }
}
