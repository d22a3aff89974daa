//! What a session changes besides its report: `outcomes:`, each a change to one document of some repository.

pub(crate) mod path;

#[cfg(test)]
mod tests;

use super::{RepositoryName, SessionId};
use crate::fault::{Place, Source, nearest};
use crate::outcome::{KeyValue, Scalar};
use crate::template::Templates;
use crate::template::fill;
use crate::yaml::walk::{Map, Walk};
use crate::yaml::{self, Node, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most outcomes: each is a pull request that somebody has to read.
const MOST: usize = 20;
pub(super) const KEYS: [&str; 9] = [
    "name",
    "repository",
    "file",
    "how",
    "under",
    "template",
    "text",
    "keys",
    "footnotes",
];
/// The words of `how`.
pub(super) const HOWS: [&str; 4] = ["new-file", "section", "region", "front-matter"];
const WHAT: &str = "an outcome";

/// One change to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its name within the session, in branches and markers.
    pub name: SessionId,
    /// Another repository than the session's, if any.
    pub repository: Option<RepositoryName>,
    /// The document's path in it: relative, forward slashes, no `..`.
    pub file: String,
    /// What is done to the document.
    pub how: How,
    /// What it says.
    pub content: Content,
    /// Front matter to set, in the order of the file.
    pub keys: Vec<(String, KeyValue)>,
    /// Footnotes instead of links.
    pub footnotes: bool,
}

/// What is done to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It is made.
    NewFile,
    /// The end of a section is written.
    Section {
        /// The section's heading.
        under: String,
    },
    /// What stands between markers is written.
    Region,
    /// Keys of its front matter are set.
    FrontMatter,
}

/// Where the text of an outcome comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// There is none: keys alone are set.
    None,
    /// A template of the session's format.
    Template(String),
    /// Markdown in the session file.
    Text(String),
}

impl Outcome {
    /// The name in its markers. A region is found by the name that a person gave it, whatever session writes it; a section belongs
    /// to its session.
    pub fn marker(&self, session: &SessionId) -> String {
        match self.how {
            How::Section { .. } => format!("{session}/{}", self.name),
            How::NewFile | How::Region | How::FrontMatter => self.name.to_string(),
        }
    }

    /// With the session's values in its text. Other braces are its own: Markdown of other projects has them.
    #[must_use]
    pub fn filled(mut self, values: &BTreeMap<String, String>) -> Outcome {
        if let Content::Text(text) = &mut self.content {
            *text = fill::known(text, values);
        }
        self
    }

    /// What it says to [`crate::outcome::write`].
    pub fn how(&self) -> crate::outcome::How<'_> {
        match &self.how {
            How::NewFile => crate::outcome::How::NewFile,
            How::Section { under } => crate::outcome::How::Section { under },
            How::Region => crate::outcome::How::Region,
            How::FrontMatter => crate::outcome::How::FrontMatter,
        }
    }
}

/// Where the path of a session's outcome stands in its file, by the outcome's place in the list.
pub fn place(source: &Arc<Source>, index: usize) -> Place {
    let span = || {
        let root = yaml::parse(source).ok()?;
        let below = |node: Node, name: &str| match node.value {
            Value::Mapping(entries) => entries
                .into_iter()
                .find(|(key, _)| key.name == name)
                .map(|(_, node)| node),
            _ => None,
        };
        let item = match below(root, "outcomes")?.value {
            Value::Sequence(items) => items.into_iter().nth(index)?,
            _ => return None,
        };
        Some(below(item, "file")?.span)
    };
    Place::new(source, span().unwrap_or(0..0))
}

/// Reads `outcomes:`, a list of mappings. `templates` are the format's, where it is known.
pub(super) fn read(
    walk: &mut Walk,
    node: &Node,
    templates: Option<&Templates>,
) -> Option<Vec<Outcome>> {
    let items = walk.list(node, "outcomes")?;
    if items.len() > MOST {
        walk.fault(
            node.span.clone(),
            format!("{} outcomes are too many to review", items.len()),
            format!("name {MOST} at most; one text can hold several clusters"),
        );
        return None;
    }
    let mut list: Vec<Outcome> = Vec::new();
    let before = walk.faults.len();
    for item in items {
        if let Some(outcome) = outcome(walk, item, templates) {
            clashes(walk, item, &list, &outcome);
            list.push(outcome);
        }
    }
    (walk.faults.len() == before).then_some(list)
}

fn outcome(walk: &mut Walk, node: &Node, templates: Option<&Templates>) -> Option<Outcome> {
    let map = walk.map(node, WHAT, &KEYS)?;
    let name = walk
        .required(&map, WHAT, "name", "add `name: …`, a word for its branch")
        .and_then(|node| name(walk, node));
    let repository = match map.get("repository") {
        Some(node) => super::read::repository(walk, node).map(Some),
        None => Some(None),
    };
    let file = walk
        .required(
            &map,
            WHAT,
            "file",
            "add `file: …`, the document's path in its repository",
        )
        .and_then(|node| file(walk, node));
    let how = how(walk, &map);
    let footnotes = match map.get("footnotes") {
        Some(node) => walk.word(node, "footnotes", &[("true", true), ("false", false)]),
        None => Some(false),
    };
    let front = map.get("how").and_then(|node| match &node.value {
        Value::Scalar(word) => Some(word.trim() == "front-matter"),
        _ => None,
    });
    let content = content(walk, &map, front, templates);
    let keys = keys(walk, &map, front);
    let (name, file) = (name?, file?);
    Some(Outcome {
        name,
        repository: repository?,
        file,
        how: how?,
        content: content?,
        keys: keys?,
        footnotes: footnotes?,
    })
}

fn name(walk: &mut Walk, node: &Node) -> Option<SessionId> {
    let text = walk.text(node, "name")?;
    let name = SessionId::new(&text);
    if name.is_none() {
        walk.fault(
            node.span.clone(),
            format!("`{text}` cannot be an outcome's name"),
            "use lower-case letters, digits and single hyphens, 42 characters at most",
        );
    }
    name
}

fn how(walk: &mut Walk, map: &Map<'_>) -> Option<How> {
    let node = walk.required(
        map,
        WHAT,
        "how",
        "add `how: …`, one of: new-file, section, region, front-matter",
    )?;
    let word = walk.word(node, "how", &HOWS.map(|word| (word, word)))?;
    if word == "section" {
        let cure = "add `under: …`, the heading of the section that the text goes to";
        let under = walk.required(map, "an outcome with `how: section`", "under", cure)?;
        let under = walk.text(under, "under")?;
        return Some(How::Section { under });
    }
    if let Some((key, _)) = map.entry("under") {
        walk.fault(
            key.span.clone(),
            format!("`under` means nothing with `how: {word}`"),
            "write `how: section`, or leave `under` out",
        );
        return None;
    }
    Some(match word {
        "new-file" => How::NewFile,
        "region" => How::Region,
        _ => How::FrontMatter,
    })
}

/// `template` or `text`: one of them, none for front matter. `front` is whether it is that, if it is known.
fn content(
    walk: &mut Walk,
    map: &Map<'_>,
    front: Option<bool>,
    templates: Option<&Templates>,
) -> Option<Content> {
    let (template, text) = (map.entry("template"), map.entry("text"));
    if front == Some(true) {
        for (key, _) in [template, text, map.entry("footnotes")]
            .into_iter()
            .flatten()
        {
            walk.fault(
                key.span.clone(),
                format!("`{}` means nothing with `how: front-matter`", key.name),
                "leave it out, or give the text an outcome of its own",
            );
        }
        return [template, text]
            .iter()
            .all(Option::is_none)
            .then_some(Content::None);
    }
    match (template, text) {
        (Some(_), Some((key, _))) => {
            walk.fault(
                key.span.clone(),
                "an outcome has `template` and `text`",
                "keep one of them",
            );
            None
        }
        (None, Some((_, node))) => walk.text(node, "text").map(Content::Text),
        (Some((_, node)), None) => {
            let name = walk.text(node, "template")?;
            let fits = name.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)
            });
            if !fits {
                walk.fault(
                    node.span.clone(),
                    format!("`{name}` cannot be a template's name"),
                    "write the name of a template of the format, without folder and ending",
                );
                return None;
            }
            if let Some(templates) = templates
                && !templates.has(&name)
            {
                let cure = match nearest(&name, templates.names()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => {
                        format!("write `{name}.hbs` into the format’s folder, or `text: …` here")
                    }
                };
                walk.fault(
                    node.span.clone(),
                    format!("the format has no template `{name}`"),
                    cure,
                );
                return None;
            }
            Some(Content::Template(name))
        }
        (None, None) if front.is_none() => None,
        (None, None) => {
            let cure =
                "add `template: …`, a template of the format, or `text: …`, Markdown of its own";
            walk.required(map, WHAT, "text", cure);
            None
        }
    }
}

/// `keys:`, front matter.
fn keys(walk: &mut Walk, map: &Map<'_>, front: Option<bool>) -> Option<Vec<(String, KeyValue)>> {
    let Some((key, node)) = map.entry("keys") else {
        if front == Some(true) {
            let cure = "add `keys:` and, indented below it, lines of `key: value`";
            walk.required(map, "an outcome with `how: front-matter`", "keys", cure);
            return None;
        }
        return Some(Vec::new());
    };
    let word = map.get("how").map(|node| node.value.clone());
    if let Some(Value::Scalar(word)) = &word
        && matches!(word.trim(), "section" | "region")
    {
        walk.fault(
            key.span.clone(),
            format!("`keys` means nothing with `how: {}`", word.trim()),
            "set front matter by an outcome of its own, with `how: front-matter`",
        );
        return None;
    }
    let given = walk.any_map(node, "`keys`")?;
    let mut keys = Vec::new();
    let mut right = true;
    for (key, value) in given.entries() {
        let fits = key
            .name
            .starts_with(|first: char| first.is_ascii_alphabetic())
            && key.name.len() <= 60
            && key
                .name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !fits {
            walk.fault(
                key.span.clone(),
                format!("`{}` cannot be a key of front matter", key.name),
                "begin with a letter; use letters, digits, `-`, `_` and `.`",
            );
            right = false;
            continue;
        }
        match key_value(walk, &key.name, value) {
            Some(value) => keys.push((key.name.clone(), value)),
            None => right = false,
        }
    }
    if right && keys.is_empty() {
        walk.fault(
            key.span.clone(),
            "`keys` is empty",
            "add lines of `key: value` below it",
        );
        return None;
    }
    right.then_some(keys)
}

fn key_value(walk: &mut Walk, name: &str, node: &Node) -> Option<KeyValue> {
    let scalar = |walk: &mut Walk, node: &Node| {
        Some(Scalar {
            text: walk.text(node, name)?,
            quoted: walk.raw(&node.span).starts_with(['"', '\'']),
        })
    };
    match &node.value {
        Value::Sequence(items) => items
            .iter()
            .map(|item| scalar(walk, item))
            .collect::<Option<Vec<Scalar>>>()
            .map(KeyValue::List),
        _ => scalar(walk, node).map(KeyValue::Text),
    }
}

/// A path that stays inside its repository and means the same on every system.
fn file(walk: &mut Walk, node: &Node) -> Option<String> {
    let text = walk.text(node, "file")?;
    let Some((why, cure)) = path::astray(&text) else {
        return Some(text);
    };
    walk.fault(
        node.span.clone(),
        format!("an outcome cannot go to `{}`: {why}", text.escape_debug()),
        cure,
    );
    None
}

/// Outcomes that would write over each other.
fn clashes(walk: &mut Walk, node: &Node, list: &[Outcome], new: &Outcome) {
    let Value::Mapping(entries) = &node.value else {
        return;
    };
    let at = |name: &str| {
        entries
            .iter()
            .find(|(key, _)| key.name == name)
            .map_or(node.span.clone(), |(_, node)| node.span.clone())
    };
    if list.iter().any(|known| known.name == new.name) {
        walk.fault(
            at("name"),
            format!("there is an outcome `{}` already", new.name),
            "give each a name of its own",
        );
    }
    // Some systems do not tell names of files apart by capital letters.
    let same_file = |known: &&Outcome| {
        known.repository == new.repository && known.file.to_lowercase() == new.file.to_lowercase()
    };
    for known in list.iter().filter(same_file) {
        let (other, file) = (&known.name, &new.file);
        match (&known.how, &new.how) {
            (How::NewFile, _) | (_, How::NewFile) => walk.fault(
                at("file"),
                format!(
                    "the outcome `{other}` writes `{file}` too, and one of them makes the file"
                ),
                "put all of it into one outcome, or name another file",
            ),
            (How::Section { under: one }, How::Section { under: two })
                if one.to_lowercase() == two.to_lowercase() =>
            {
                walk.fault(
                    at("under"),
                    format!("the outcome `{other}` writes under `{two}` of `{file}` too"),
                    "put both texts into one outcome, or name another heading",
                );
            }
            (How::FrontMatter, How::FrontMatter) => {
                let twice = new
                    .keys
                    .iter()
                    .find(|(key, _)| known.keys.iter().any(|(set, _)| set == key));
                if let Some((key, _)) = twice {
                    walk.fault(
                        at("keys"),
                        format!("the outcome `{other}` sets `{key}` of `{file}` too"),
                        "set each key once",
                    );
                }
            }
            _ => {}
        }
    }
}
