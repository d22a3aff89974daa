//! What schemas are made of.

use serde_json::{Map, Value, json};

/// Texts: the readers take whatever is no list and no mapping.
pub(super) fn text(about: &str) -> Value {
    json!({"description": about, "type": ["string", "number", "boolean"]})
}

/// A text of some form, where it is a text.
pub(super) fn pattern(about: &str, pattern: &str) -> Value {
    json!({"description": about, "type": ["string", "number"], "pattern": pattern})
}

/// A whole number.
pub(super) fn number(about: &str, from: u32, to: u32) -> Value {
    json!({"description": about, "type": ["integer", "string"], "minimum": from, "maximum": to, "pattern": "^ *[0-9]+ *$"})
}

/// A day.
pub(super) fn day(about: &str) -> Value {
    json!({"description": about, "type": "string", "pattern": "^ *[0-9]{4}-[0-9]{2}-[0-9]{2} *$"})
}

/// One of a few words.
pub(super) fn word<'w>(about: &str, words: impl IntoIterator<Item = &'w str>) -> Value {
    let mut known = Vec::new();
    for word in words {
        known.push(Value::from(word));
        // Without quotes these are no texts in YAML.
        match word {
            "true" => known.push(Value::from(true)),
            "false" => known.push(Value::from(false)),
            _ => {}
        }
    }
    json!({"description": about, "enum": known})
}

/// A list.
pub(super) fn list(about: &str, items: &Value) -> Value {
    json!({"description": about, "type": "array", "items": items})
}

/// A mapping with none but these keys. What does not have to be there may be empty.
pub(super) fn object(
    about: &str,
    keys: &[&str],
    required: &[&str],
    of: impl Fn(&str) -> Value,
) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let value = of(key);
        let value = match required.contains(key) {
            true => value,
            false => or_empty(value),
        };
        properties.insert((*key).to_owned(), value);
    }
    json!({
        "description": about,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// A mapping with keys of its own.
pub(super) fn open(about: &str, values: &Value) -> Value {
    json!({"description": about, "type": "object", "additionalProperties": values})
}

/// One of several.
pub(super) fn any(about: &str, ways: &[Value]) -> Value {
    json!({"description": about, "anyOf": ways})
}

/// The same, or nothing: a key without a value is as one that is not there.
pub(super) fn or_empty(mut value: Value) -> Value {
    let Value::Object(map) = &mut value else {
        return value;
    };
    if let Some(types) = map.get_mut("type") {
        match types {
            Value::Array(types) => types.push(Value::from("null")),
            one => *one = json!([one.clone(), "null"]),
        }
    } else if let Some(Value::Array(words)) = map.get_mut("enum") {
        words.push(Value::Null);
    } else if let Some(Value::Array(ways)) = map.get_mut("anyOf") {
        ways.push(json!({"type": "null"}));
    }
    value
}
