//! Changes to a YAML text that leave the rest of it as it is: comments, order, quotes, blank lines.
//!
//! Each change knows what the tree has to be afterwards. The text that comes out is read again and compared: what cannot be changed
//! in place (an anchor, an alias, a key in a form that people do not write) is never changed wrongly.

use crate::fault::{Fault, Source};
use crate::yaml::{self, Key, Node, Value};
use std::ops::Range;
use std::sync::Arc;

/// Changes to one text.
#[derive(Debug)]
pub(super) struct Edits<'n> {
    source: Arc<Source>,
    root: &'n Node,
    /// What the tree becomes.
    wanted: Node,
    /// Bytes and what takes their place.
    cuts: Vec<(Range<usize>, String)>,
}

impl<'n> Edits<'n> {
    pub(super) fn new(source: &Arc<Source>, root: &'n Node) -> Edits<'n> {
        Edits {
            source: Arc::clone(source),
            root,
            wanted: root.clone(),
            cuts: Vec::new(),
        }
    }

    /// The value at these keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&'n Node> {
        at(self.root, path)
    }

    /// The scalar at these keys with whatever `change` makes of its text; `change` sees it as written, too.
    pub(super) fn change(&mut self, path: &[&str], change: impl Fn(&str) -> String) {
        let Some(node) = self.get(path) else { return };
        let Value::Scalar(text) = &node.value else {
            return;
        };
        let value = change(text);
        if value == *text {
            return;
        }
        let raw = self.source.text.get(node.span.clone()).unwrap_or_default();
        let written = change(raw);
        self.put(path, node.span.clone(), written, value);
    }

    /// Another text for the scalar at these keys, in quotes where it needs them.
    pub(super) fn set(&mut self, path: &[&str], value: &str) {
        let Some(node) = self.get(path) else { return };
        if node.value != Value::Scalar(value.to_owned()) {
            self.put(
                path,
                node.span.clone(),
                yaml::scalar(value),
                value.to_owned(),
            );
        }
    }

    fn put(&mut self, path: &[&str], span: Range<usize>, written: String, value: String) {
        self.cuts.push((span, written));
        if let Some(node) = at_mut(&mut self.wanted, path) {
            node.value = Value::Scalar(value);
        }
    }

    /// Takes out what stands at these keys, and every mapping that nothing is left in.
    pub(super) fn remove(&mut self, paths: &[&[&str]]) {
        let there = |path: &&[&str]| self.get(path).is_some();
        let mut gone: Vec<&[&str]> = paths.iter().copied().filter(there).collect();
        let mut index = 0;
        while let Some([above @ .., _]) = gone.get(index).copied() {
            let goes = |key: &Key| {
                let mut gone = gone.iter();
                gone.any(|path| path.split_last() == Some((&key.name.as_str(), above)))
            };
            let empties = !above.is_empty()
                && !gone.contains(&above)
                && self
                    .entries(above)
                    .is_some_and(|entries| entries.iter().all(|(key, _)| goes(key)));
            if empties {
                gone.push(above);
            }
            index += 1;
        }
        for path in &gone {
            if let [above @ .., name] = path
                && !gone.contains(&above)
            {
                self.remove_one(above, name);
            }
        }
    }

    /// More items, of scalars, for a list at the top that has some already. Each stands on a line of its own below the last one, or behind it in brackets.
    pub(super) fn append(&mut self, list: &str, items: &[&Node]) {
        let Some(Value::Sequence(nodes)) = self.get(&[list]).map(|node| &node.value) else {
            return;
        };
        let Some(last) = nodes.last().filter(|_| !items.is_empty()) else {
            return;
        };
        let text = &self.source.text;
        let before = text.get(..last.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let mut written = String::new();
        let at = match line.trim_end().strip_suffix('-') {
            Some(indent) if indent.trim().is_empty() => {
                let at = lines(text, before.len() - line.len() + indent.len()).end;
                let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
                if !text.get(..at).unwrap_or_default().ends_with('\n') {
                    written.push_str(line_end);
                }
                for item in items {
                    written.push_str(&format!("{indent}- {}{line_end}", in_brackets(item)));
                }
                at
            }
            _ => {
                for item in items {
                    written.push_str(&format!(", {}", in_brackets(item)));
                }
                end(text, last)
            }
        };
        self.cuts.push((at..at, written));
        if let Some(Value::Sequence(nodes)) =
            at_mut(&mut self.wanted, &[list]).map(|node| &mut node.value)
        {
            nodes.extend(items.iter().copied().cloned());
        }
    }

    /// Another name for a key at the top of the text.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        let known = self.entries(&[]).and_then(|entries| {
            let mut entries = entries.iter();
            entries.find(|(key, _)| key.name == from)
        });
        let Some((key, _)) = known else { return };
        self.cuts.push((key.span.clone(), to.to_owned()));
        if let Value::Mapping(entries) = &mut self.wanted.value {
            for (key, _) in entries.iter_mut().filter(|(key, _)| key.name == from) {
                to.clone_into(&mut key.name);
            }
        }
    }

    /// Whether a scalar stands in the text as it is read, line by line: not folded.
    pub(super) fn is_as_written(&self, path: &[&str]) -> bool {
        let raw = self.get(path).map(|node| node.span.clone());
        let raw = raw.and_then(|span| self.source.text.get(span));
        raw.is_some_and(|raw| raw.starts_with('|') || raw.trim_end().lines().count() < 2)
    }

    /// Makes comments of items of a list at the top, each below a line that says why. After all other changes to the list. Items that do not
    /// stand on lines of their own cannot be: then the text that comes out is none.
    pub(super) fn comment_out(&mut self, list: &str, items: &[(usize, String)]) {
        let Some(Value::Sequence(nodes)) = self.get(&[list]).map(|node| &node.value) else {
            return;
        };
        let text = Arc::clone(&self.source);
        let line_end = if text.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        for (index, why) in items {
            let Some(node) = nodes.get(*index) else {
                continue;
            };
            let before = text.text.get(..node.span.start).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default();
            let Some(indent) = line.trim_end().strip_suffix('-') else {
                continue;
            };
            let span = lines(&text.text, before.len() - line.len() + indent.len());
            let mut out = format!("{indent}# {why}{line_end}");
            let item = text.text.get(span.clone()).unwrap_or_default();
            for line in item.split_inclusive('\n') {
                let rest = line.strip_prefix(indent).unwrap_or(line);
                if rest.trim().is_empty() {
                    out.push_str(rest);
                } else {
                    out.push_str(&format!("{indent}# {rest}"));
                }
            }
            self.cuts.push((span, out));
        }
        let Some(node) = at_mut(&mut self.wanted, &[list]) else {
            return;
        };
        if let Value::Sequence(left) = &mut node.value {
            let mut at = 0;
            left.retain(|_| {
                at += 1;
                !items.iter().any(|(index, _)| *index == at - 1)
            });
            if left.is_empty() {
                node.value = Value::Null;
            }
        }
    }

    fn entries(&self, path: &[&str]) -> Option<&'n [(Key, Node)]> {
        match &self.get(path)?.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    fn remove_one(&mut self, above: &[&str], name: &str) {
        let Some(entries) = self.entries(above) else {
            return;
        };
        let Some(index) = entries.iter().position(|(key, _)| key.name == name) else {
            return;
        };
        let Some((key, value)) = entries.get(index) else {
            return;
        };
        let text = &self.source.text;
        let flow = self
            .get(above)
            .and_then(|node| text.get(node.span.start..))
            .is_some_and(|text| text.starts_with('{'));
        let next = entries.get(index + 1).map(|(key, _)| key.span.start);
        let previous = index.checked_sub(1).and_then(|index| entries.get(index));
        let previous = previous.map(|(_, value)| end(text, value));
        let span = match (flow, next, previous) {
            (false, _, _) => lines(text, key.span.start),
            (true, Some(next), _) => key.span.start..next,
            (true, None, Some(previous)) => previous..end(text, value),
            (true, None, None) => key.span.start..end(text, value),
        };
        self.cuts.push((span, String::new()));
        if let Some(Node {
            value: Value::Mapping(entries),
            ..
        }) = at_mut(&mut self.wanted, above)
        {
            entries.retain(|(key, _)| key.name != name);
        }
    }

    /// The text with all changes; none where that would not say what it should.
    pub(super) fn text(mut self) -> Option<String> {
        self.cuts.sort_by_key(|(span, _)| (span.start, span.end));
        let text = &self.source.text;
        let mut out = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for (span, written) in &self.cuts {
            out.push_str(text.get(done..span.start.max(done))?);
            out.push_str(written);
            done = done.max(span.end);
        }
        out.push_str(text.get(done..)?);
        let source = Arc::new(Source {
            path: self.source.path.clone(),
            text: out,
        });
        let read: Result<Node, Fault> = yaml::parse(&source);
        read.is_ok_and(|read| same(&read, &self.wanted))
            .then(|| source.text.clone())
    }
}

/// The value at these keys.
fn at<'n>(root: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, name| match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .find(|(key, _)| key.name == *name)
            .map(|(_, node)| node),
        Value::Sequence(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    })
}

fn at_mut<'n>(root: &'n mut Node, path: &[&str]) -> Option<&'n mut Node> {
    path.iter()
        .try_fold(root, |node, name| match &mut node.value {
            Value::Mapping(entries) => entries
                .iter_mut()
                .find(|(key, _)| key.name == *name)
                .map(|(_, node)| node),
            Value::Sequence(items) => items.get_mut(name.parse::<usize>().ok()?),
            _ => None,
        })
}

/// Whether two trees say the same, wherever it stands.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Sequence(a), Value::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) => {
            let pair =
                |((a, x), (b, y)): (&(Key, Node), &(Key, Node))| a.name == b.name && same(x, y);
            a.len() == b.len() && a.iter().zip(b).all(pair)
        }
        (a, b) => a == b,
    }
}

/// Where a value ends. Of a collection in brackets the tree knows where it begins.
fn end(text: &str, node: &Node) -> usize {
    let last = match &node.value {
        Value::Null | Value::Scalar(_) => return node.span.end,
        Value::Sequence(items) => items.last(),
        Value::Mapping(entries) => entries.last().map(|(_, value)| value),
    };
    let mut at = last.map_or(node.span.start + 1, |last| end(text, last));
    // Behind its last value there are spaces, commas and comments.
    while let Some(sign) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += sign.len_utf8();
        match sign {
            '}' | ']' => break,
            '#' => {
                let rest = text.get(at..).unwrap_or_default();
                at += rest.find('\n').unwrap_or(rest.len());
            }
            _ => {}
        }
    }
    at
}

/// A node on one line.
fn in_brackets(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Scalar(text) => yaml::scalar(text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(in_brackets).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(entries) => {
            let entries = entries
                .iter()
                .map(|(key, node)| format!("{}: {}", yaml::scalar(&key.name), in_brackets(node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The lines of a key: its own, and those below it that are set further in, or are items of its list.
fn lines(text: &str, key: usize) -> Range<usize> {
    let start = text
        .get(..key)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1);
    let indent = key - start;
    let of_key = !text.get(key..).unwrap_or_default().starts_with('-');
    let mut end = start;
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        at += line.len();
        let blank = line.trim().is_empty();
        let inner = line.trim_start_matches(' ');
        let listed = of_key && inner.starts_with("- ") && line.len() - inner.len() == indent;
        let deeper = listed || line.len() - inner.len() > indent;
        if end == start || (deeper && !blank) {
            end = at;
        } else if !blank {
            break;
        }
    }
    start..end
}

#[cfg(test)]
mod tests;
