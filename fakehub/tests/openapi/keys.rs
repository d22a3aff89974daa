//! Keys that a schema does not declare. JSON Schema lets them pass; a fake that makes keys up, or a client that sends such,
//! must not.

use serde_json::Value;

/// The undeclared keys of a value, each as `/its/place is not declared`.
pub fn undeclared(document: &Value, schema: &str, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let schema = document.pointer(schema).unwrap();
    walk(document, &[schema], value, "", &mut found);
    found
}

/// The keys that a schema declares of an object.
pub fn declared(document: &Value, schema: &str) -> Vec<String> {
    let mut flat = Vec::new();
    if let Some(schema) = document.pointer(schema) {
        flatten(document, schema, &mut flat);
    }
    let all = flat
        .iter()
        .filter_map(|schema| schema.get("properties")?.as_object());
    all.flat_map(|properties| properties.keys().cloned())
        .collect()
}

fn walk(document: &Value, schemas: &[&Value], value: &Value, at: &str, found: &mut Vec<String>) {
    let mut flat = Vec::new();
    for schema in schemas {
        flatten(document, schema, &mut flat);
    }
    match value {
        Value::Object(map) => {
            let closed = flat.iter().any(|schema| schema.get("properties").is_some());
            for (key, value) in map {
                let mut below: Vec<&Value> = Vec::new();
                for schema in &flat {
                    below.extend(schema.get("properties").and_then(|all| all.get(key)));
                    // Only a declared form of further keys declares them.
                    below.extend(
                        schema
                            .get("additionalProperties")
                            .filter(|more| more.is_object()),
                    );
                }
                let at = format!("{at}/{key}");
                if !below.is_empty() {
                    walk(document, &below, value, &at, found);
                } else if closed {
                    found.push(format!("{at} is not declared"));
                }
            }
        }
        Value::Array(list) => {
            let items: Vec<&Value> = flat
                .iter()
                .filter_map(|schema| schema.get("items"))
                .collect();
            for (index, value) in list.iter().enumerate() {
                walk(document, &items, value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// A schema and all that it is put together from.
fn flatten<'a>(document: &'a Value, schema: &'a Value, flat: &mut Vec<&'a Value>) {
    if let Some(Value::String(reference)) = schema.get("$ref") {
        let meant = document.pointer(&reference[1..]);
        flatten(
            document,
            meant.unwrap_or_else(|| panic!("no {reference}")),
            flat,
        );
        return;
    }
    flat.push(schema);
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            flatten(document, part, flat);
        }
    }
}

#[test]
fn only_undeclared_keys_are_found() {
    let document = serde_json::json!({
        "a": {"properties": {"b": {"anyOf": [{"$ref": "#/c"}, {"type": "null"}]}, "free": {"type": "object"}}},
        "c": {"allOf": [{"properties": {"d": {}}}], "additionalProperties": false},
    });
    let value = serde_json::json!({"b": {"d": 1, "e": 2}, "free": {"x": 1}, "f": []});
    assert_eq!(
        undeclared(&document, "/a", &value),
        ["/b/e is not declared", "/f is not declared"]
    );
}
