//! Keys of YAML front matter. Every line that belongs to another key, and every comment, stays byte for byte.

use super::Wrong;
use super::document::{end_at, last_end, line_end, line_start, lines};
use super::outline;
use crate::fault::{Fault, Source};
use crate::yaml::{self, Node, Value};
use std::ops::Range;
use std::sync::Arc;

/// A text in front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// Whether it stands in quotes even where it needs none: `"35"` is a text, `35` a number.
    pub quoted: bool,
}

/// What a key of front matter is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyValue {
    /// `title: Learnings`
    Text(Scalar),
    /// `tags: [vote, workshop]`
    List(Vec<Scalar>),
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Set {
    /// The document.
    pub(super) text: String,
    /// Keys that a person has set to something else since.
    pub(super) left_alone: Vec<String>,
}

/// Why not.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The front matter itself is wrong.
    Yaml(Box<Fault>),
    /// A key cannot be set.
    Key(Wrong),
}

/// Sets keys in a document's front matter and makes it where there is none. `before` is the document as folkmoot left it: a key that
/// stands otherwise now is a person's.
pub(super) fn set(
    file: &str,
    text: &str,
    before: Option<&str>,
    keys: &[(String, KeyValue)],
) -> Result<Set, Trouble> {
    let mut set = Set {
        text: text.to_owned(),
        left_alone: Vec::new(),
    };
    if lines(text).next().map(str::trim_end) == Some("+++") {
        return Err(Trouble::Key(Wrong {
            span: 0..0,
            message: "the front matter is TOML".to_owned(),
            cure: "write it as YAML between two lines of `---`, or set the keys by hand".to_owned(),
        }));
    }
    if outline::front_matter(text).is_none() {
        if keys.is_empty() {
            return Ok(set);
        }
        set.text = created(text);
    }
    let old = entries(file, text)?;
    let was = before.and_then(|before| entries(file, before).ok());
    for (key, value) in keys {
        let now = find(&old, key).map(read);
        let then = was.as_ref().map(|was| find(was, key).map(read));
        let same = now.as_ref().is_some_and(|now| same(now, value));
        if same {
            continue;
        }
        if then.is_some_and(|then| then != now) {
            set.left_alone.push(format!("{key} (front matter)"));
            continue;
        }
        set.text = put(file, &set.text, key, value)?;
    }
    checked(file, &old, &set, keys)?;
    Ok(set)
}

/// Empty front matter before a document that has none.
fn created(text: &str) -> String {
    let end = end_at(text, 0);
    let gap = if text.is_empty() || text.starts_with(['\r', '\n']) {
        ""
    } else {
        end
    };
    format!("---{end}---{end}{gap}{text}")
}

/// Keys and values of a document's front matter; places are bytes of the document.
fn entries(file: &str, text: &str) -> Result<Vec<(yaml::Key, Node)>, Trouble> {
    let Some(span) = outline::front_matter(text) else {
        return Ok(Vec::new());
    };
    // Up to the closing line, which would begin a second document.
    let lines = text.get(span).unwrap_or_default();
    let close = line_start(lines, lines.trim_end().len());
    let source = Arc::new(Source {
        path: file.into(),
        text: lines.get(..close).unwrap_or_default().to_owned(),
    });
    let root = yaml::parse(&source).map_err(|fault| Trouble::Yaml(Box::new(fault)))?;
    match root.value {
        Value::Mapping(entries) => Ok(entries),
        Value::Null => Ok(Vec::new()),
        _ => Err(Trouble::Key(Wrong {
            span: root.span,
            message: "the front matter holds no keys".to_owned(),
            cure: "write it as lines of `key: value`".to_owned(),
        })),
    }
}

fn find<'n>(entries: &'n [(yaml::Key, Node)], key: &str) -> Option<&'n (yaml::Key, Node)> {
    entries.iter().find(|(known, _)| known.name == key)
}

/// A value without places.
fn read((_, node): &(yaml::Key, Node)) -> Value {
    bare(node)
}

fn bare(node: &Node) -> Value {
    let at_zero = |value| Node { span: 0..0, value };
    match &node.value {
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| at_zero(bare(item))).collect())
        }
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|(key, value)| {
                    let key = yaml::Key {
                        name: key.name.clone(),
                        span: 0..0,
                    };
                    (key, at_zero(bare(value)))
                })
                .collect(),
        ),
        value => value.clone(),
    }
}

/// Whether front matter holds that value already.
fn same(now: &Value, wanted: &KeyValue) -> bool {
    let scalar = |value: &Value, wanted: &Scalar| match value {
        Value::Scalar(text) => *text == wanted.text,
        _ => false,
    };
    match (now, wanted) {
        (Value::Sequence(items), KeyValue::List(wanted)) => {
            items.len() == wanted.len()
                && items
                    .iter()
                    .zip(wanted)
                    .all(|(item, wanted)| scalar(&item.value, wanted))
        }
        (now, KeyValue::Text(wanted)) => scalar(now, wanted),
        _ => false,
    }
}

/// Writes one key: over its own lines, or as the last one.
fn put(file: &str, text: &str, key: &str, value: &KeyValue) -> Result<String, Trouble> {
    let entries = entries(file, text)?;
    let (span, line) = match find(&entries, key) {
        Some((name, node)) => {
            let start = line_start(text, name.span.start);
            let raw = text.get(node.span.clone()).unwrap_or_default();
            let quoted = raw.starts_with(['"', '\'']) && matches!(node.value, Value::Scalar(_));
            // Within quotes a `#` is text.
            let least = if quoted { node.span.end } else { start };
            let span = start..own_end(text, start).max(line_end(text, least));
            let written = text.get(span.clone()).unwrap_or_default();
            let single = lines(written).count() <= 1;
            // A comment behind the value on its line stays.
            let rest = text.get(node.span.end..span.end).unwrap_or_default();
            let comment = if single && rest.trim_start().starts_with('#') {
                rest.trim_end()
            } else {
                ""
            };
            // The key as it is written, quotes and all, with what stands before it.
            let head = text.get(start..name.span.end).unwrap_or_default();
            let head = if head.trim_start() == head && head.ends_with(['"', '\'']) {
                head
            } else {
                key
            };
            (span, format!("{head}: {}{comment}", shown(value, quoted)))
        }
        None => {
            let close = outline::front_matter(text).map_or(0, |span| {
                let lines = text.get(span).unwrap_or_default();
                line_start(lines, lines.trim_end().len())
            });
            (close..close, format!("{key}: {}", shown(value, false)))
        }
    };
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    // A line that is there already keeps its end.
    let old = text.get(span.clone()).and_then(last_end);
    let end = old.unwrap_or_else(|| end_at(text, span.start));
    Ok(format!("{before}{line}{end}{after}"))
}

/// Where a key's lines end: its first, and what is indented below it or belongs to its list.
fn own_end(text: &str, start: usize) -> usize {
    let mut end = line_end(text, start + 1);
    let mut at = end;
    for line in lines(text.get(end..).unwrap_or_default()) {
        at += line.len();
        let bare = line.trim_end();
        let list = bare == "-" || bare.starts_with("- ");
        if bare.is_empty() || bare.trim_start().starts_with('#') {
            // Blank lines and comments are its own only where more of it follows.
            continue;
        }
        if !list && !line.starts_with([' ', '\t']) {
            break;
        }
        end = at;
    }
    end
}

/// The value as YAML, on one line.
fn shown(value: &KeyValue, quoted: bool) -> String {
    match value {
        KeyValue::Text(scalar) => shown_scalar(scalar, quoted, false),
        KeyValue::List(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| shown_scalar(item, false, true))
                .collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn shown_scalar(scalar: &Scalar, quoted: bool, in_list: bool) -> String {
    let text = &scalar.text;
    if !scalar.quoted && !quoted && is_plain(text, in_list) {
        return text.clone();
    }
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if character.is_control() || "\u{2028}\u{2029}\u{feff}".contains(character) => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// Whether YAML reads the text as itself without quotes.
fn is_plain(text: &str, in_list: bool) -> bool {
    text.starts_with(char::is_alphanumeric)
        && !text.eq_ignore_ascii_case("null")
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text
            .chars()
            .any(|one| one.is_control() || "\u{2028}\u{2029}\u{feff}".contains(one))
        && !(in_list && text.contains([',', '[', ']', '{', '}', ':']))
}

/// Reads the result again: each key holds what it should, and no other key changed. What front matter can hold (anchors, values over
/// many lines) is too much to be sure of otherwise.
fn checked(
    file: &str,
    old: &[(yaml::Key, Node)],
    set: &Set,
    keys: &[(String, KeyValue)],
) -> Result<(), Trouble> {
    let refused = |key: &str, span: Range<usize>| {
        Trouble::Key(Wrong {
            span,
            message: format!(
                "`{key}` cannot be set in this front matter without changing more than it"
            ),
            cure: format!("write `{key}` there by hand, on one line"),
        })
    };
    let new = entries(file, &set.text);
    let spot = |key: &str| find(old, key).map_or(0..0, |(name, _)| name.span.clone());
    let first = keys.first().map_or("", |(key, _)| key.as_str());
    let Ok(new) = new else {
        return Err(refused(first, spot(first)));
    };
    for (key, value) in keys {
        let left = set
            .left_alone
            .iter()
            .any(|left| left.starts_with(&format!("{key} (")));
        let holds = find(&new, key).is_some_and(|entry| same(&read(entry), value));
        if !left && !holds {
            return Err(refused(key, spot(key)));
        }
    }
    let kept = |(key, node): &(yaml::Key, Node)| {
        keys.iter().any(|(set, _)| *set == key.name)
            || find(&new, &key.name).is_some_and(|entry| read(entry) == bare(node))
    };
    match old.iter().find(|entry| !kept(entry)) {
        Some((key, _)) => Err(refused(first, key.span.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(keys: &[(&str, &str)]) -> Vec<(String, KeyValue)> {
        keys.iter()
            .map(|(key, text)| {
                let scalar = |text: &str| Scalar {
                    text: text.to_owned(),
                    quoted: false,
                };
                let value = match text
                    .strip_prefix('[')
                    .and_then(|text| text.strip_suffix(']'))
                {
                    Some(items) => KeyValue::List(items.split('|').map(scalar).collect()),
                    None => KeyValue::Text(scalar(text)),
                };
                ((*key).to_owned(), value)
            })
            .collect()
    }

    fn done(text: &str, set_to: &[(&str, &str)]) -> String {
        set("a.md", text, None, &keys(set_to)).unwrap().text
    }

    #[test]
    fn only_the_lines_of_the_keys_change() {
        let text = "---\n# a comment\ntitle: \"Chapter 6\"\nstatus: To be Done # ask\ntags:\n- a\n\n- b\nweight: 80\n...\ntext\n---\n";
        assert_eq!(
            done(
                text,
                &[
                    ("title", "Outlook"),
                    ("status", "Completed"),
                    ("tags", "[x|y, z]"),
                    ("date", "2024-03-07")
                ]
            ),
            "---\n# a comment\ntitle: \"Outlook\"\nstatus: Completed # ask\ntags: [x, \"y, z\"]\nweight: 80\ndate: 2024-03-07\n...\ntext\n---\n"
        );
        assert_eq!(done(text, &[("weight", "80"), ("tags", "[a|b]")]), text);
    }

    #[test]
    fn a_document_without_front_matter_gets_one() {
        assert_eq!(
            done("# A\n", &[("a", "x: y")]),
            "---\na: \"x: y\"\n---\n\n# A\n"
        );
        assert_eq!(done("", &[("a", "yes")]), "---\na: yes\n---\n");
        assert_eq!(done("---\n---\nA", &[("a", "b")]), "---\na: b\n---\nA");
        assert_eq!(done("A", &[]), "A");
        assert_eq!(
            done(
                "---\nstatus: Open # ask\n  # ask Ada too\nweight: 80\n---\n",
                &[("status", "Done")]
            ),
            "---\nstatus: Done # ask\n  # ask Ada too\nweight: 80\n---\n"
        );
        assert_eq!(
            done("---\na: \"x\n  # y\"\nb: 1\n---\n", &[("a", "z")]),
            "---\na: \"z\"\nb: 1\n---\n"
        );
        assert_eq!(done("\r\nA", &[("a", "b")]), "---\r\na: b\r\n---\r\n\r\nA");
        // Lines keep their ends, whatever those before them have.
        assert_eq!(
            done("---\ra: b\r\n\nc: d\r---\n", &[("a", "x"), ("e", "f")]),
            "---\ra: x\r\n\nc: d\re: f\r\n---\n"
        );
    }

    #[test]
    fn what_a_person_set_since_stays() {
        let now = "---\nstatus: Draft\nweight: 3\n---\n";
        let before = "---\nstatus: New\nweight: 3\n---\n";
        let made = set(
            "a.md",
            now,
            Some(before),
            &keys(&[("status", "Done"), ("weight", "4")]),
        )
        .unwrap();
        assert_eq!(made.text, "---\nstatus: Draft\nweight: 4\n---\n");
        assert_eq!(made.left_alone, ["status (front matter)"]);
        let agreed = set("a.md", now, Some(before), &keys(&[("status", "Draft")])).unwrap();
        assert_eq!(agreed.left_alone, Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_set_without_harm_is_refused() {
        let why = |text: &str, key: &str| match set("a.md", text, None, &keys(&[(key, "x")])) {
            Err(Trouble::Key(wrong)) => wrong.message,
            Err(Trouble::Yaml(fault)) => fault.to_string(),
            Ok(set) => panic!("{}", set.text),
        };
        // Another key points at the value.
        insta::assert_snapshot!(why("---\na: &n 1\nb: *n\n---\n", "a"), @"`a` cannot be set in this front matter without changing more than it");
        insta::assert_snapshot!(why("---\na: [1\n---\n", "a"), @"a.md:2:4: this is not valid YAML: the `[` that opens here is not closed (close it with `]`, or put the whole value in double quotes)");
        insta::assert_snapshot!(why("+++\na = 1\n+++\n", "a"), @"the front matter is TOML");
        insta::assert_snapshot!(why("---\n- a\n---\n", "a"), @"the front matter holds no keys");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_it_was_set(text in "\\PC{1,30}|[a-z:#\"'\\\\\n\t,\\[\\]{}& -]{1,12}", list: bool) {
            prop_assume!(!text.trim().is_empty());
            let value = Scalar { text, quoted: false };
            let value = if list { KeyValue::List(vec![value.clone(), value]) } else { KeyValue::Text(value) };
            let wanted = [("k".to_owned(), value)];
            let old = "---\n# c\na: |\n  x\n\n  # y\nk: old\nb: {c: d}\n---\n# A\n";
            let made = set("a.md", old, None, &wanted).unwrap().text;
            prop_assert!(made.starts_with("---\n# c\na: |\n  x\n\n  # y\nk: "));
            let end = "\nb: {c: d}\n---\n# A\n";
            prop_assert!(made.ends_with(end), "{made}");
            // Once more changes nothing.
            prop_assert_eq!(set("a.md", &made, None, &wanted).unwrap().text, made);
        }
    }
}
