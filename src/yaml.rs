//! YAML in, a tree with positions out: the one place that knows which YAML crate reads it.
//!
//! In: the text of a file. Out: a [`Node`] tree in which every key and value knows its bytes, or one [`Fault`] where the text
//! is no YAML. It never decides what a document means: `session` reads the tree and names every fault in it at once, which a
//! derived `Deserialize` cannot (it stops at the first).

mod explain;
mod scalar;
pub mod walk;

use crate::fault::{Fault, Place, Source};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use scalar::scalar;

/// Larger files are refused unread: no session needs a tenth of it.
pub const LARGEST_FILE: usize = 1 << 20;

/// The deepest nesting.
const DEEPEST: usize = 24;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Bytes of the source.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A YAML value. A scalar is its text as written (without quotes): whether `5` is a number is for the reader to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A string, number or boolean.
    Scalar(String),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the file.
    Mapping(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub name: String,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// Reads one document.
///
/// # Errors
/// One fault where the text is no YAML, is too large or too deep, or names a key twice.
pub fn parse(source: &Arc<Source>) -> Result<Node, Fault> {
    if source.text.len() > LARGEST_FILE {
        return Err(Fault::new(
            Place::start(source),
            format!(
                "the file has {} bytes, more than the {LARGEST_FILE} allowed",
                source.text.len()
            ),
            "keep notes in notes.csv and long texts in files of their own",
        ));
    }
    // `on` and `yes` stay words: YAML 1.1's booleans surprise whoever names a session or an answer so.
    let options = serde_saphyr::options! {
        strict_booleans: true,
        // `.nan` is a text here as any other.
        non_finite_float_policy: serde_saphyr::NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
        // A session file needs a handful of nodes and no aliases: a document that wants more is refused early. What an alias unfolds to counts.
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            max_nodes: 20_000,
            max_aliases: 32,
        },
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(&source.text, options) {
        Ok(root) => Ok(node(root, &source.text)),
        Err(error) => Err(explain::explain(source, error.without_snippet())),
    }
}

/// What serde sees, before scalars are taken from the source as written.
enum Raw {
    Null,
    Text(String),
    Other,
    Sequence(Vec<Spanned<Raw>>),
    Mapping(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Other)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }
    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Other)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }
    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Other)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }
    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Sequence(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Mapping(entries))
    }
}

fn bytes(location: Location) -> Range<usize> {
    let span = location.span();
    let at = |value: Option<u64>| {
        value
            .and_then(|value| usize::try_from(value).ok())
            .unwrap_or_default()
    };
    let start = at(span.byte_offset());
    start..start + at(span.byte_len())
}

fn node(raw: Spanned<Raw>, text: &str) -> Node {
    let span = bytes(raw.referenced);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(text) => Value::Scalar(text),
        // An alias points at its own place, its text stands where the anchor is.
        Raw::Other => Value::Scalar(
            text.get(bytes(raw.defined))
                .unwrap_or_default()
                .trim()
                .to_owned(),
        ),
        Raw::Sequence(items) => {
            Value::Sequence(items.into_iter().map(|item| node(item, text)).collect())
        }
        Raw::Mapping(entries) => Value::Mapping(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let key = Key {
                        span: bytes(key.referenced),
                        name: key.value,
                    };
                    (key, node(value, text))
                })
                .collect(),
        ),
    };
    Node { span, value }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    pub(super) fn source(text: &str) -> Arc<Source> {
        Arc::new(Source {
            path: "session.yml".into(),
            text: text.into(),
        })
    }

    #[test]
    fn every_key_and_value_knows_its_bytes() {
        let source = source("id: a\nlist:\n  - 010\n  - 2024-12-11\n  - on\nempty:\n");
        let root = parse(&source).unwrap();
        let Value::Mapping(entries) = &root.value else {
            panic!("no mapping: {root:?}");
        };
        let shown: Vec<String> = entries
            .iter()
            .map(|(key, value)| {
                format!(
                    "{} {} = {:?}",
                    key.name,
                    Place::new(&source, key.span.clone()),
                    value.value
                )
            })
            .collect();
        assert_eq!(shown[0], "id session.yml:1:1 = Scalar(\"a\")");
        let Value::Sequence(items) = &entries[1].1.value else {
            panic!("no sequence");
        };
        let texts: Vec<(&Value, usize)> = items
            .iter()
            .map(|item| (&item.value, Place::new(&source, item.span.clone()).line))
            .collect();
        assert_eq!(
            texts,
            [
                (&Value::Scalar("010".into()), 3),
                (&Value::Scalar("2024-12-11".into()), 4),
                (&Value::Scalar("on".into()), 5)
            ]
        );
        assert_eq!(entries[2].1.value, Value::Null);
    }

    #[test]
    fn what_is_no_yaml_is_one_fault_with_its_line() {
        let fault = parse(&source("id: a\ntitle: [1, 2\ndate: x\n")).unwrap_err();
        assert!(fault.place.line >= 2, "{fault}");
        let twice = parse(&source("id: a\nid: b\n")).unwrap_err();
        assert_eq!(twice.place.line, 2, "{twice}");
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for level in 1..12 {
            let before = level - 1;
            text += &format!(
                "a{level}: &a{level} [*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before},*a{before}]\n"
            );
        }
        let fault = parse(&source(&text)).unwrap_err();
        assert!(
            fault
                .message
                .contains("unfolds into far more values than it shows"),
            "{fault}"
        );
    }

    #[test]
    fn a_few_aliases_of_much_are_refused_too() {
        let all = |aliases: usize| {
            let items = vec!["x"; 6_000].join(",");
            parse(&source(&format!(
                "a: &a [{items}]\nb: [{}]\n",
                vec!["*a"; aliases].join(",")
            )))
        };
        assert!(all(2).is_ok());
        let fault = all(5).unwrap_err();
        assert!(fault.message.contains("unfolds into far more"), "{fault}");
    }

    #[test]
    fn an_alias_has_the_text_of_its_anchor() {
        let root = parse(&source("a: &n 010\nb: *n\nc: .nan\n")).unwrap();
        let Value::Mapping(entries) = &root.value else {
            panic!("no mapping: {root:?}");
        };
        let values: Vec<&Value> = entries.iter().map(|(_, node)| &node.value).collect();
        assert_eq!(
            values,
            [
                &Value::Scalar("010".into()),
                &Value::Scalar("010".into()),
                &Value::Scalar(".nan".into())
            ]
        );
        assert_eq!(entries[1].1.span, 13..15);
    }
}
