//! One of GitHub's published descriptions, cut down to the operations that fakehub has, and what it says of a request or an
//! answer.

use crate::keys;
use fakehub::{Operation, operations};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// GitHub's form of an error, for statuses that any operation may give and few document.
const ERROR: &str = "/components/schemas/basic-error";
const INVALID: &str = "/components/schemas/validation-error";

/// Statuses of every operation, though GitHub documents them for some only: a bad token, a missing permission, what is not
/// there or not to be seen, and what the client has already.
const EVERYWHERE: [u16; 4] = [304, 401, 403, 404];

/// Statuses that GitHub gives and does not document.
const UNDOCUMENTED: [(&str, &str, u16, &str); 1] = [(
    "PATCH",
    "/repos/{owner}/{repo}/labels/{name}",
    422,
    "the rules for a new label hold for a changed one too",
)];

pub struct Description {
    pub name: String,
    document: Value,
    validators: HashMap<String, Validator>,
}

/// What of a response the descriptions are held against.
pub struct Given<'a> {
    pub status: u16,
    pub content_type: Option<&'a str>,
    pub body: &'a Value,
    pub is_empty: bool,
}

impl Description {
    pub fn load(file: &Path) -> Description {
        let text =
            std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let whole: Value = serde_json::from_slice(&text).unwrap();
        let mut document = Map::new();
        let mut paths = Map::new();
        for operation in operations() {
            if let Some(path) = whole["paths"].get(operation.path) {
                paths.insert(operation.path.to_owned(), path.clone());
            }
        }
        document.insert("paths".to_owned(), paths.into());
        let mut document = Value::Object(document);
        // Only what these operations refer to: the whole has ten megabytes.
        let mut wanted: Vec<String> = vec![ERROR.to_owned(), INVALID.to_owned()];
        references(&document, &mut wanted);
        let mut seen = BTreeSet::new();
        let mut components: Map<String, Value> = Map::new();
        while let Some(pointer) = wanted.pop() {
            if !seen.insert(pointer.clone()) {
                continue;
            }
            let part = whole
                .pointer(&pointer)
                .unwrap_or_else(|| panic!("no {pointer}"));
            references(part, &mut wanted);
            let mut names = pointer.split('/').skip(2);
            let (kind, name) = (names.next().unwrap(), names.next().unwrap());
            let kind = components.entry(kind).or_insert_with(|| json!({}));
            kind[name] = part.clone();
        }
        document["components"] = components.into();
        nullable(&mut document);
        any_error(&mut document);
        Description {
            name: file.file_stem().unwrap().to_string_lossy().into_owned(),
            document,
            validators: HashMap::new(),
        }
    }

    pub fn has(&self, operation: &Operation) -> bool {
        self.pointer(operation)
            .is_some_and(|pointer| self.document.pointer(&pointer).is_some())
    }

    /// The page that GitHub says documents an operation.
    pub fn docs(&self, operation: &Operation) -> Option<&str> {
        let pointer = self.pointer(operation)? + "/externalDocs/url";
        self.document.pointer(&pointer)?.as_str()
    }

    /// The keys that a request may have, in its query or in its body.
    pub fn keys(&self, operation: &Operation) -> BTreeSet<String> {
        let at = self.pointer(operation).unwrap();
        let parameters = self.parameters(&at);
        let parameters = parameters.iter().filter_map(|at| self.document.pointer(at));
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        let mut keys: BTreeSet<String> = query
            .filter_map(|parameter| Some(parameter["name"].as_str()?.to_owned()))
            .collect();
        if let Some(body) = self.place(&format!("{at}/requestBody")) {
            let schema = format!("{body}/content/application~1json/schema");
            keys.extend(keys::declared(&self.document, &schema));
        }
        keys
    }

    /// The places of an operation's parameters.
    fn parameters(&self, at: &str) -> Vec<String> {
        let mut places = Vec::new();
        let path = at.rsplit_once('/').unwrap().0;
        for list in [format!("{at}/parameters"), format!("{path}/parameters")] {
            let parameters = self.document.pointer(&list).and_then(Value::as_array);
            let count = parameters.map_or(0, Vec::len);
            places.extend((0..count).filter_map(|index| self.place(&format!("{list}/{index}"))));
        }
        places
    }

    fn pointer(&self, operation: &Operation) -> Option<String> {
        let path = operation.path.replace('~', "~0").replace('/', "~1");
        Some(format!("/paths/{path}/{}", operation.method.to_lowercase()))
    }

    /// Follows references from a place to the place that is meant.
    fn place(&self, pointer: &str) -> Option<String> {
        match self.document.pointer(pointer)?.get("$ref") {
            Some(Value::String(reference)) => self.place(&reference[1..]),
            _ => Some(pointer.to_owned()),
        }
    }

    /// What is wrong with a request: `values` are those of the path, `query` those behind the question mark.
    pub fn request(
        &mut self,
        operation: &Operation,
        values: &[(String, String)],
        query: &[(String, String)],
        body: Option<&Value>,
    ) -> Vec<String> {
        let at = self.pointer(operation).unwrap();
        let mut wrong = Vec::new();
        let declared = self.parameters(&at);
        for (place, given) in [("path", values), ("query", query)] {
            for (name, value) in given {
                let parameter = declared.iter().find(|pointer| {
                    let parameter = self.document.pointer(pointer).unwrap();
                    parameter["in"] == place && parameter["name"] == name.as_str()
                });
                match parameter.cloned() {
                    None => wrong.push(format!("the {place} has no `{name}`")),
                    Some(pointer) => {
                        let value = self.coerced(&format!("{pointer}/schema"), value);
                        wrong.extend(self.validate(&format!("{pointer}/schema"), &value));
                    }
                }
            }
        }
        let described = self.place(&format!("{at}/requestBody"));
        match (described, body) {
            (None, Some(_)) => wrong.push("it takes no body".to_owned()),
            (Some(described), None) => {
                if self.document.pointer(&described).unwrap()["required"] == true {
                    wrong.push("it needs a body".to_owned());
                }
            }
            (Some(described), Some(body)) => {
                let schema = format!("{described}/content/application~1json/schema");
                wrong.extend(self.validate(&schema, body));
                wrong.extend(keys::undeclared(&self.document, &schema, body));
            }
            (None, None) => {}
        }
        wrong
    }

    /// A parameter is text on the wire, but may be described as a number.
    fn coerced(&self, schema: &str, text: &str) -> Value {
        let schema = self.document.pointer(&self.place(schema).unwrap()).unwrap();
        let number = || text.parse::<i64>().ok().map(Value::from);
        let value = match schema["type"].as_str() {
            Some("integer") => number(),
            Some("boolean") => text.parse::<bool>().ok().map(Value::from),
            _ => None,
        };
        value.unwrap_or_else(|| text.into())
    }

    /// What is wrong with a response, and whether its status is documented. `strict`: a key that is not declared is wrong.
    pub fn response(
        &mut self,
        operation: &Operation,
        given: &Given<'_>,
        strict: bool,
    ) -> (Vec<String>, bool) {
        let at = self.pointer(operation).unwrap();
        let status = given.status;
        let documented = self.place(&format!("{at}/responses/{status}"));
        let allowed = EVERYWHERE.contains(&status)
            || UNDOCUMENTED.iter().any(|(method, path, other, _)| {
                (*method, *path, *other) == (operation.method, operation.path, status)
            });
        if documented.is_none() && !allowed {
            return (vec![format!("{status} is not documented")], false);
        }
        let is_documented = documented.is_some();
        let schema = documented
            .map(|response| format!("{response}/content/application~1json/schema"))
            .filter(|schema| self.document.pointer(schema).is_some());
        let schema = match (schema, status) {
            (Some(schema), _) => schema,
            // GitHub describes no content for some errors, and sends the same body as for others.
            (None, 422) => INVALID.to_owned(),
            (None, 400..) => ERROR.to_owned(),
            (None, _) => {
                let wrong = (!given.is_empty).then(|| format!("{status} has a body"));
                return (wrong.into_iter().collect(), is_documented);
            }
        };
        let mut wrong = Vec::new();
        let is_json = given
            .content_type
            .is_some_and(|kind| kind.starts_with("application/json"));
        if !is_json {
            wrong.push(format!("the content type is {:?}", given.content_type));
        }
        wrong.extend(self.validate(&schema, given.body));
        if strict {
            let mut undeclared = keys::undeclared(&self.document, &schema, given.body);
            if status >= 400 {
                // GitHub writes the status into every error; its descriptions know it for some only.
                undeclared.retain(|key| !key.starts_with("/status "));
            }
            wrong.extend(undeclared);
        }
        (wrong, is_documented)
    }

    fn validate(&mut self, pointer: &str, value: &Value) -> Vec<String> {
        let document = &self.document;
        let validator = self
            .validators
            .entry(pointer.to_owned())
            .or_insert_with(|| {
                let mut root = document.clone();
                root["$ref"] = format!("#{pointer}")
                    .replace('{', "%7B")
                    .replace('}', "%7D")
                    .into();
                jsonschema::options()
                    .with_draft(Draft::Draft4)
                    .should_validate_formats(true)
                    .build(&root)
                    .unwrap_or_else(|error| panic!("{pointer}: {error}"))
            });
        let wrong = validator.iter_errors(value);
        wrong
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect()
    }
}

/// The places that a part of a description refers to.
fn references(part: &Value, found: &mut Vec<String>) {
    match part {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                found.push(reference[1..].to_owned());
            }
            // Examples are no part of the contract.
            let parts = map
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), "examples" | "example"));
            parts.for_each(|(_, part)| references(part, found));
        }
        Value::Array(list) => list.iter().for_each(|part| references(part, found)),
        _ => {}
    }
}

/// Where GitHub says that an error has one of two forms, the plain one fits both: read it as "any of them".
fn any_error(part: &mut Value) {
    match part {
        Value::Array(list) => list.iter_mut().for_each(any_error),
        Value::Object(map) => {
            map.values_mut().for_each(any_error);
            let plain = json!({"$ref": format!("#{ERROR}")});
            let forms = map.get("oneOf").and_then(Value::as_array);
            if forms.is_some_and(|forms| forms.contains(&plain))
                && let Some(forms) = map.remove("oneOf")
            {
                map.insert("anyOf".to_owned(), forms);
            }
        }
        _ => {}
    }
}

/// Says in JSON Schema what OpenAPI 3.0 says by `nullable`.
fn nullable(part: &mut Value) {
    match part {
        Value::Array(list) => list.iter_mut().for_each(nullable),
        Value::Object(map) => {
            map.remove("examples");
            map.remove("example");
            map.values_mut().for_each(nullable);
            if map.get("nullable") != Some(&Value::Bool(true)) {
                return;
            }
            map.remove("nullable");
            let combined = ["$ref", "allOf", "anyOf", "oneOf"];
            if combined.iter().any(|key| map.contains_key(*key)) {
                let rest = Value::Object(std::mem::take(map));
                map.insert("anyOf".to_owned(), json!([rest, {"type": "null"}]));
                return;
            }
            if let Some(kind) = map.get_mut("type").filter(|kind| kind.is_string()) {
                *kind = json!([kind, "null"]);
            }
            if let Some(Value::Array(values)) = map.get_mut("enum") {
                values.push(Value::Null);
            }
        }
        _ => {}
    }
}
