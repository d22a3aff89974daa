//! Walking a YAML tree and naming every fault on the way.

use super::{Key, Node, Value};
use crate::fault::{Fault, Place, Source, enough, nearest};
use std::ops::Range;
use std::sync::Arc;

/// A walk over one file's tree. Each step returns what it found, or `None` after it has noted the fault.
#[derive(Debug)]
pub struct Walk {
    source: Arc<Source>,
    /// What was found wrong so far.
    pub faults: Vec<Fault>,
}

/// A mapping whose keys have been checked.
#[derive(Debug, Clone)]
pub struct Map<'n> {
    entries: &'n [(Key, Node)],
    /// Keys that an unknown one was probably meant to be.
    meant: Vec<String>,
    /// The place of the whole mapping.
    pub span: Range<usize>,
}

impl<'n> Map<'n> {
    /// The value of a key that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.entry(name)
            .map(|(_, node)| node)
            .filter(|node| node.value != Value::Null)
    }

    /// Key and value, also where the value is empty.
    pub fn entry(&self, name: &str) -> Option<&'n (Key, Node)> {
        self.entries.iter().find(|(key, _)| key.name == name)
    }

    /// All entries in the order of the file.
    pub fn entries(&self) -> &'n [(Key, Node)] {
        self.entries
    }
}

impl Walk {
    /// A walk over `source`.
    pub fn new(source: &Arc<Source>) -> Walk {
        Walk {
            source: Arc::clone(source),
            faults: Vec::new(),
        }
    }

    /// A place in this file.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.source, span)
    }

    /// The text of the file behind a span, as written.
    pub fn raw(&self, span: &Range<usize>) -> &str {
        self.source.text.get(span.clone()).unwrap_or_default()
    }

    /// Notes a fault.
    pub fn fault(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        let source = &self.source;
        if !enough(&mut self.faults, || Place::new(source, span.clone())) {
            let place = Place::new(source, span);
            self.faults.push(Fault::new(place, message, cure));
        }
    }

    /// The node as a mapping with none but these keys; `what` names it in messages.
    pub fn map<'n>(&mut self, node: &'n Node, what: &str, keys: &[&str]) -> Option<Map<'n>> {
        let mut map = self.any_map(node, what)?;
        // A key that is there already was not meant a second time.
        let free = keys.iter().copied().filter(|key| map.entry(key).is_none());
        let free: Vec<&str> = free.collect();
        for (key, _) in map.entries {
            if !keys.contains(&key.name.as_str()) {
                let place = self.place(key.span.clone());
                if enough(&mut self.faults, || place.clone()) {
                    break;
                }
                let cure = match nearest(&key.name, free.iter().copied()) {
                    Some(meant) => {
                        map.meant.push(meant.to_owned());
                        format!("did you mean `{meant}`?")
                    }
                    None => format!("the keys of {what} are: {}", keys.join(", ")),
                };
                self.faults.push(
                    Fault::new(place, format!("unknown key `{}` in {what}", key.name), cure)
                        .label("not a key here"),
                );
            }
        }
        Some(map)
    }

    /// The node as a mapping with any keys.
    pub fn any_map<'n>(&mut self, node: &'n Node, what: &str) -> Option<Map<'n>> {
        match &node.value {
            Value::Mapping(entries) => Some(Map {
                entries,
                meant: Vec::new(),
                span: node.span.clone(),
            }),
            _ => {
                self.fault(
                    node.span.clone(),
                    format!("{what} has to be a mapping"),
                    "write it as lines of `key: value`",
                );
                None
            }
        }
    }

    /// The value of a key that has to be there. A key whose name is only misspelt has been named already.
    pub fn required<'n>(
        &mut self,
        map: &Map<'n>,
        what: &str,
        name: &str,
        cure: &str,
    ) -> Option<&'n Node> {
        match map.entry(name) {
            Some((_, node)) if node.value != Value::Null => Some(node),
            Some((key, _)) => {
                self.fault(key.span.clone(), format!("`{name}` has no value"), cure);
                None
            }
            // Written under another name, which has been named.
            None if map.meant.iter().any(|meant| meant == name) => None,
            None => {
                // A missing key has no place of its own: the first key of its mapping stands for it.
                let span = map
                    .entries
                    .first()
                    .map_or(map.span.start..map.span.start, |(key, _)| key.span.clone());
                let place = self.place(span);
                self.faults.push(
                    Fault::new(place, format!("{what} has no `{name}`"), cure)
                        .label(format!("{what} begins here")),
                );
                None
            }
        }
    }

    /// A scalar's text, trimmed.
    pub fn text(&mut self, node: &Node, name: &str) -> Option<String> {
        match &node.value {
            Value::Scalar(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Scalar(_) | Value::Null => {
                self.fault(
                    node.span.clone(),
                    format!("`{name}` is empty"),
                    "give it a text or leave the key out",
                );
                None
            }
            Value::Sequence(_) | Value::Mapping(_) if self.braces(node).is_some() => {
                let braces = self.braces(node).unwrap_or_default();
                self.fault(
                    node.span.start..node.span.start + braces.len(),
                    format!("`{name}` is `{braces}`, which YAML reads as no text"),
                    "write what it stands for, or put the text in double quotes",
                );
                None
            }
            Value::Sequence(_) | Value::Mapping(_) => {
                self.fault(
                    node.span.clone(),
                    format!("`{name}` has to be a text"),
                    "write it as `key: text`; put the text in quotes if it holds a colon",
                );
                None
            }
        }
    }

    /// What stands in braces or brackets on one line, as people write it who mean a text: `{industry/technology}`.
    pub fn braces(&self, node: &Node) -> Option<String> {
        let rest = self.source.text.get(node.span.start..)?.lines().next()?;
        let end = match rest.chars().next()? {
            '{' => rest.find('}')?,
            '[' => rest.find(']')?,
            _ => return None,
        };
        rest.get(..=end).map(str::to_owned)
    }

    /// The text of an optional key.
    pub fn optional_text(&mut self, map: &Map<'_>, name: &str) -> Option<String> {
        map.get(name).and_then(|node| self.text(node, name))
    }

    /// A whole number within bounds.
    pub fn number(&mut self, node: &Node, name: &str, bounds: Range<u32>) -> Option<u32> {
        let text = self.text(node, name)?;
        match text.parse::<u32>() {
            Ok(number) if bounds.contains(&number) => Some(number),
            _ => {
                self.fault(
                    node.span.clone(),
                    format!("`{name}` cannot be `{text}`"),
                    format!(
                        "write a whole number from {} to {}",
                        bounds.start,
                        bounds.end - 1
                    ),
                );
                None
            }
        }
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, name)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let cure = match nearest(&text, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => match known.as_slice() {
                [only] => format!("write `{only}`"),
                _ => format!("write one of: {}", known.join(", ")),
            },
        };
        self.fault(
            node.span.clone(),
            format!("`{name}` cannot be `{text}`"),
            cure,
        );
        None
    }

    /// The items of a sequence.
    pub fn list<'n>(&mut self, node: &'n Node, name: &str) -> Option<&'n [Node]> {
        match &node.value {
            Value::Sequence(items) => Some(items),
            _ => {
                self.fault(
                    node.span.clone(),
                    format!("`{name}` has to be a list"),
                    "write each item on a line of its own after `- `",
                );
                None
            }
        }
    }
}
