//! Variables: `{name}` in a format's or session's text becomes the session's value.
//!
//! A value is put in once and never read again, so a value cannot bring in another variable.

use std::collections::BTreeMap;
use std::ops::Range;

/// A `{name}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The name between the braces, without what follows a comma: `{timeline, such as Q2 2025}` uses `timeline`.
    pub name: String,
    /// Bytes of the text, braces included.
    pub span: Range<usize>,
}

/// Every variable that a text uses, in order.
pub fn uses(text: &str) -> Vec<Use> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' => open = Some(at),
            '}' => {
                if let Some(start) = open.take() {
                    let inside = text.get(start + 1..at).unwrap_or_default();
                    let name = inside.split(',').next().unwrap_or_default().trim();
                    // `{}` and prose in braces over several lines are no variables.
                    if !name.is_empty() && !name.contains('\n') {
                        found.push(Use {
                            name: name.to_owned(),
                            span: start..at + 1,
                        });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The text with each variable replaced by its value.
///
/// # Errors
/// The uses that have no value.
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> Result<String, Vec<Use>> {
    let mut out = String::with_capacity(text.len());
    let mut missing = Vec::new();
    let mut from = 0;
    for used in uses(text) {
        match values.get(&used.name) {
            Some(value) => {
                out.push_str(text.get(from..used.span.start).unwrap_or_default());
                out.push_str(value);
                from = used.span.end;
            }
            None => missing.push(used),
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    if missing.is_empty() {
        Ok(out)
    } else {
        Err(missing)
    }
}

/// The text with each variable that has a value replaced by it, and everything else as it is.
pub fn known(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for used in uses(text) {
        if let Some(value) = values.get(&used.name) {
            out.push_str(text.get(from..used.span.start).unwrap_or_default());
            out.push_str(value);
            from = used.span.end;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn values_go_in_once() {
        let values: BTreeMap<String, String> = [
            ("industry/technology".into(), "{number}".into()),
            ("timeline".into(), "Q2 2025".into()),
        ]
        .into();
        assert_eq!(
            fill(
                "In {industry/technology} by {timeline, such as Q2 2025}; {}",
                &values
            )
            .unwrap(),
            "In {number} by Q2 2025; {}"
        );
        assert_eq!(
            known("{timeline}: {x} {timeline", &values),
            "Q2 2025: {x} {timeline"
        );
        let missing = fill("{number} groups", &values).unwrap_err();
        assert_eq!(missing[0].name, "number");
        assert_eq!(missing[0].span, 0..8);
    }
}
