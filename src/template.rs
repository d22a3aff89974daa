//! Handlebars templates of a format, read once and rendered often.
//!
//! In: sources of templates; contexts whose values are harmless already ([`crate::inert`]), so that nothing is escaped twice. Out: text,
//! or why there is none: a name that the context lacks is an error, never an empty place.

pub mod fill;

use crate::fault::{Fault, Place, Source};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderErrorReason, ScopedJson, no_escape,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A template that cannot be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the template {name} cannot be rendered: {why}")]
pub struct TemplateError {
    /// Which.
    pub name: String,
    /// What the engine said.
    pub why: String,
    /// The file and line, where they are known.
    pub at: Option<(PathBuf, usize)>,
}

/// Templates by name; each can stand in another as `{{> name}}`.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    engine: Arc<Handlebars<'static>>,
    sources: BTreeMap<String, Arc<Source>>,
}

impl Templates {
    /// Reads templates.
    ///
    /// # Errors
    /// Every template that is malformed, with the place.
    pub fn read(sources: &BTreeMap<String, Arc<Source>>) -> Result<Templates, Vec<Fault>> {
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_escape_fn(no_escape);
        engine.register_helper("filter-by", Box::new(FilterBy));
        engine.register_helper("group-by", Box::new(GroupBy));
        engine.register_helper("first-of", Box::new(FirstOf));
        let none = Templates {
            engine: Arc::new(engine),
            sources: BTreeMap::new(),
        };
        none.and(sources)
    }

    /// These and others: one of the same name stands in for the one that was there. What was read is not read again.
    ///
    /// # Errors
    /// Every one of the others that is malformed, with the place.
    pub fn and(&self, others: &BTreeMap<String, Arc<Source>>) -> Result<Templates, Vec<Fault>> {
        let mut all = self.clone();
        if others.is_empty() {
            return Ok(all);
        }
        let engine = Arc::make_mut(&mut all.engine);
        let mut faults = Vec::new();
        for (name, source) in others {
            if let Err(error) = engine.register_template_string(name, &source.text) {
                let (line, column) = error.pos().unwrap_or((1, 1));
                // The engine lists everything of its grammar that could stand here.
                let why = error.reason().to_string();
                let why = why.split(": expected").next().unwrap_or_default();
                faults.push(Fault::new(
                    Place::at(source.path.clone(), line, column),
                    format!("the template cannot be read: {why}"),
                    "see the templates in formats/ for how they are written",
                ));
            }
        }
        all.sources.extend(others.clone());
        faults.extend(circles(&all.sources));
        if faults.is_empty() {
            Ok(all)
        } else {
            Err(faults)
        }
    }

    /// Whether there is a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.sources.contains_key(name)
    }

    /// Whether some of them are a repository's own.
    pub fn are_own(&self) -> bool {
        self.own().next().is_some()
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Those that are a repository's own, by their names.
    pub fn own(&self) -> impl Iterator<Item = (&str, &Source)> {
        let sources = self.sources.iter();
        let sources = sources.filter(|(_, source)| source.path.starts_with(".folkmoot"));
        sources.map(|(name, source)| (name.as_str(), source.as_ref()))
    }

    /// As they are written.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.sources.values().map(|source| source.text.as_str())
    }

    /// Renders one.
    ///
    /// # Errors
    /// Where there is no such template, or it names what the context does not have.
    pub fn render<T: Serialize>(&self, name: &str, context: &T) -> Result<String, TemplateError> {
        self.engine.render(name, context).map_err(|error| {
            let place = match (&error.template_name, error.line_no) {
                (Some(template), Some(line)) => format!(" ({template}, line {line})"),
                _ => String::new(),
            };
            let template = error.template_name.as_deref().unwrap_or(name);
            let source = self.sources.get(template);
            TemplateError {
                name: name.to_owned(),
                why: match error.reason() {
                    RenderErrorReason::MissingVariable(Some(missing)) => {
                        format!("there is no `{missing}`{place}")
                    }
                    other => format!("{other}{place}"),
                },
                at: source.map(|source| (source.path.clone(), error.line_no.unwrap_or(1))),
            }
        })
    }
}

/// The templates that come to stand in themselves: rendering them would never end.
fn circles(sources: &BTreeMap<String, Arc<Source>>) -> Vec<Fault> {
    let parts = |source: &Source| -> Vec<(String, usize)> {
        let uses = source.text.match_indices("{{");
        uses.filter_map(|(at, _)| {
            let inside = source.text.get(at + 2..)?.trim_start_matches(['{', '~']);
            let name = inside.trim_start().strip_prefix(['>', '#'])?;
            let name = name.trim_start().trim_start_matches('>').trim_start();
            let end = name.find(|c: char| c.is_whitespace() || c == '}' || c == '~');
            Some((name.get(..end.unwrap_or(name.len()))?.to_owned(), at))
        })
        .filter(|(name, _)| sources.contains_key(name))
        .collect()
    };
    let all: BTreeMap<&String, Vec<(String, usize)>> = sources
        .iter()
        .map(|(name, source)| (name, parts(source)))
        .collect();
    // Whether one comes to stand in another that it names, or that those name.
    let leads = |from: &String, to: &String| {
        let mut next = vec![from];
        let mut seen: Vec<&String> = Vec::new();
        while let Some(name) = next.pop() {
            if name == to {
                return true;
            }
            if !seen.contains(&name) {
                seen.push(name);
                next.extend(all.get(name).into_iter().flatten().map(|(name, _)| name));
            }
        }
        false
    };
    let mut faults = Vec::new();
    for (start, source) in sources {
        // Of its parts, the one through which it does.
        let mut parts = all.get(start).into_iter().flatten();
        if let Some((part, at)) = parts.find(|(part, _)| leads(part, start)) {
            let through = match part == start {
                true => String::new(),
                false => format!(", through `{part}`"),
            };
            faults.push(Fault::new(
                Place::new(source, *at..at + 2),
                format!("the template `{start}` comes to stand in itself{through}"),
                "take one of the templates that stand in each other out of the other",
            ));
        }
    }
    faults
}

/// `{{#each (filter-by notes "fields.side" "good")}}`: the items of a list whose value at a path is that one; without a value to compare with, those
/// that have one there.
struct FilterBy;

impl HelperDef for FilterBy {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, handlebars::RenderError> {
        let (items, path) = list_and_path(helper, "filter-by")?;
        let wanted = helper.param(2).map(|wanted| wanted.value());
        let found = items.iter().filter(|item| match (at(item, path), wanted) {
            (None | Some(Value::Null), None) => false,
            (Some(_), None) => true,
            (value, Some(wanted)) => value.unwrap_or(&Value::Null) == wanted,
        });
        Ok(ScopedJson::Derived(found.cloned().collect()))
    }
}

/// `{{first-of fields.state became.issue}}`: the first of its values that is there.
struct FirstOf;

impl HelperDef for FirstOf {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, handlebars::RenderError> {
        let mut values = helper.params().iter().map(|param| param.value());
        let found = values.find(|value| !value.is_null());
        Ok(ScopedJson::Derived(found.cloned().unwrap_or_default()))
    }
}

/// `{{#each (group-by notes "fields.sector")}}{{key}}: {{#each items}}…`: the items of a list by their value at a path, in the order of a third list,
/// else in the order in which values come first. What has none there comes last, with `null` for a key.
struct GroupBy;

impl HelperDef for GroupBy {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, handlebars::RenderError> {
        let (items, path) = list_and_path(helper, "group-by")?;
        let mut groups: Vec<(&Value, Vec<Value>)> = Vec::new();
        for item in items {
            let key = at(item, path).unwrap_or(&Value::Null);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) => group.push(item.clone()),
                None => groups.push((key, vec![item.clone()])),
            }
        }
        let order = helper.param(2).and_then(|order| order.value().as_array());
        let place = |key: &Value| {
            let order = order?;
            order.iter().position(|known| known == key)
        };
        groups.sort_by_key(|(key, _)| (key.is_null(), place(key).unwrap_or(usize::MAX)));
        let groups = groups.into_iter();
        let groups = groups.map(|(key, items)| json!({"key": key, "items": items}));
        Ok(ScopedJson::Derived(groups.collect()))
    }
}

fn list_and_path<'h>(
    helper: &'h Helper<'_>,
    name: &'static str,
) -> Result<(&'h [Value], &'h str), handlebars::RenderError> {
    let list = helper.param(0).map(|list| list.value());
    let path = helper.param(1).and_then(|path| path.value().as_str());
    match (list, path) {
        (Some(Value::Array(items)), Some(path)) => Ok((items, path)),
        // Nothing was given.
        (Some(Value::Null), Some(path)) => Ok((&[], path)),
        _ => Err(
            RenderErrorReason::Other(format!("`{name}` needs a list and a path in quotes")).into(),
        ),
    }
}

/// The value at a path of names joined by dots.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, name| {
        value.as_object().and_then(|map: &Map<_, _>| map.get(name))
    })
}

/// At most one empty line in a row, one line end at the end.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn templates(list: &[(&str, &str)]) -> Result<Templates, Vec<Fault>> {
        let sources = list.iter().map(|(name, text)| {
            let source = Source {
                path: format!("{name}.hbs").into(),
                text: (*text).to_owned(),
            };
            ((*name).to_owned(), Arc::new(source))
        });
        Templates::read(&sources.collect())
    }

    #[test]
    fn lists_are_picked_and_grouped() {
        let text = "{{#each (filter-by notes \"fields.side\" \"good\")}}{{text}} {{/each}}|\
            {{#each (group-by notes \"fields.side\")}}{{#if key}}{{key}}{{else}}-{{/if}}:{{#each items}} {{> line}}{{/each}};{{/each}}|\
            {{#each (filter-by none \"x\")}}{{/each}}{{#each (filter-by notes \"fields.side\")}}{{text}}{{/each}}";
        let ordered = "{{#each (group-by notes \"fields.side\" order)}}{{key}} {{/each}}";
        let sources = [("a", text), ("line", "<{{text}}>"), ("ordered", ordered)];
        let templates = templates(&sources).unwrap();
        let context = json!({"order": ["bad", "good"], "none": null, "notes": [
            {"text": "b", "fields": {"side": null}},
            {"text": "a", "fields": {"side": "good"}},
            {"text": "c", "fields": {"side": "bad"}},
            {"text": "d", "fields": {"side": "good"}},
        ]});
        assert_eq!(
            templates.render("a", &context).unwrap(),
            "a d |good: <a> <d>;bad: <c>;-: <b>;|acd"
        );
        assert_eq!(templates.render("ordered", &context).unwrap(), "bad good  ");
    }

    #[test]
    fn no_template_stands_in_itself() {
        let faults = templates(&[
            ("a", "x\n{{> b}}"),
            ("b", "{{#if x}}{{~> c}}{{/if}}"),
            ("c", "{{> a}}"),
            ("d", "{{> a}}"),
        ]);
        let said: Vec<String> = faults
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said.len(), 3, "{said:#?}");
        assert!(said[0].starts_with("a.hbs:2:1: the template `a` comes to stand in itself"));
        // Not where the first part stands: where the one does that leads back.
        let faults = templates(&[
            ("a", "{{> d}}\n{{> c}}\n {{> b}}"),
            ("b", "{{> a}}"),
            ("c", "{{> d}}"),
            ("d", "x"),
            ("e", "{{> d}}{{> e}}"),
        ]);
        let said: Vec<String> = faults
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect();
        let places = [
            "a.hbs:3:2: the template `a` comes to stand in itself, through `b` (",
            "b.hbs:1:1: the template `b` comes to stand in itself, through `a` (",
            "e.hbs:1:8: the template `e` comes to stand in itself (",
        ];
        assert_eq!(said.len(), places.len(), "{said:#?}");
        for (said, place) in said.iter().zip(places) {
            assert!(said.starts_with(place), "{said}");
        }
        assert!(templates(&[("a", "{{> b}}{{> b}}"), ("b", "x")]).is_ok());
    }

    #[test]
    fn others_stand_in_for_those_that_were_there() {
        let source = |name: &str, text: &str| {
            let path = format!(".folkmoot/{name}.hbs").into();
            let text = text.to_owned();
            (name.to_owned(), Arc::new(Source { path, text }))
        };
        let first = templates(&[("a", "[{{> b}}]"), ("b", "x")]).unwrap();
        let both = first.and(&[source("b", "y{{> c}}"), source("c", "z")].into());
        let both = both.unwrap();
        assert_eq!(both.render("a", &json!({})).unwrap(), "[yz]");
        assert_eq!(first.render("a", &json!({})).unwrap(), "[x]");
        assert_eq!(both.own().count(), 2);
        // A circle that only both together make.
        let faults = first.and(&[source("b", "{{> a}}")].into()).unwrap_err();
        assert_eq!(faults.len(), 2, "{faults:#?}");
        assert!(first.and(&[source("c", "{{")].into()).is_err());
    }

    #[test]
    fn what_is_missing_is_named() {
        let faults = templates(&[("a", "fine\n{{#if x}}")]).unwrap_err();
        assert!(faults[0].to_string().starts_with("a.hbs:2:"), "{faults:#?}");
        let templates = templates(&[("a", "x\n{{y}}")]).unwrap();
        let error = templates.render("a", &json!({})).unwrap_err();
        assert!(error.why.contains("line 2"), "{error}");
        assert!(templates.render("b", &json!({})).is_err());
    }
}
