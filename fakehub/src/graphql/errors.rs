//! GitHub's form of GraphQL errors.

use crate::answer::Answer;
use crate::error::Refusal;
use apollo_compiler::diagnostic::{Diagnostic, ToCliReport};
use apollo_compiler::resolvers::FieldError;
use apollo_compiler::response::ExecutionResponse;
use apollo_compiler::validation::{DiagnosticData, DiagnosticList};
use serde_json::{Map, Value, json};

/// Between the type and the message, as a field error has room for a message only.
const SEPARATOR: char = '\u{1f}';

/// Two fields of one name that have two types, which is no error on GitHub.
const TYPES_DIFFER: &str = "ConflictingFieldType";

/// A refusal on its way through the executor.
pub(super) fn field_error(refusal: &Refusal) -> FieldError {
    let (type_, message) = (refusal.graphql_type(), refusal.message());
    let Refusal::Invalid { .. } = refusal else {
        return typed(type_, message);
    };
    // Where REST begins with the name of the field, this is a whole sentence.
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let message: String = first.into_iter().chain(letters).collect();
    typed(type_, &message)
}

/// An error with GitHub's `type`.
pub(super) fn typed(type_: &str, message: &str) -> FieldError {
    FieldError {
        message: format!("{type_}{SEPARATOR}{message}"),
    }
}

/// The answer to a document that does not fit the schema.
pub(super) fn invalid(diagnostics: &DiagnosticList, query: &str) -> Answer {
    // The parser drops an unknown field with all that is in it, and then misses what was in it. GitHub names the field only.
    let unknown = diagnostics
        .iter()
        .any(|one| one.error.unstable_error_name() == Some("UndefinedField"));
    let follows = |name: Option<&str>| {
        let names = ["MissingSubselection", "UnusedVariable", "UnusedFragment"];
        name == Some(TYPES_DIFFER) || (unknown && name.is_some_and(|name| names.contains(&name)))
    };
    let errors: Vec<Value> = diagnostics
        .iter()
        .filter(|one| !follows(one.error.unstable_error_name()))
        .map(|diagnostic| {
            let message = diagnostic.error.to_string();
            let mut error = json!({"message": message});
            let name = diagnostic.error.unstable_error_name();
            let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
            let mut extensions = Map::new();
            if let Some(name) = name {
                extensions.insert("code".to_owned(), code(name).into());
            }
            if let (Some("UndefinedField"), [type_name, field_name]) = (name, quoted.as_slice()) {
                extensions.insert("typeName".to_owned(), (*type_name).into());
                extensions.insert("fieldName".to_owned(), (*field_name).into());
                let message = format!("Field '{field_name}' doesn't exist on type '{type_name}'");
                set(&mut error, "message", message.into());
            }
            if let Some(place) = location(diagnostic.error.location(), query) {
                set(&mut error, "locations", json!([place]));
            }
            if !extensions.is_empty() {
                set(&mut error, "extensions", extensions.into());
            }
            error
        })
        .collect();
    Answer::json(200, json!({"errors": errors}))
}

/// Whether all that is wrong is that two fields of one name have two types.
pub(super) fn types_differ(diagnostic: &Diagnostic<'_, DiagnosticData>) -> bool {
    diagnostic.error.unstable_error_name() == Some(TYPES_DIFFER)
}

/// Line and column of a place in the document.
fn location(span: Option<apollo_compiler::parser::SourceSpan>, query: &str) -> Option<Value> {
    let before = query.get(..span?.offset())?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next()?.chars().count() + 1;
    Some(json!({"line": line, "column": column}))
}

/// GitHub's code of a kind of error.
fn code(name: &str) -> String {
    match name {
        "UndefinedArgument" | "UndefinedInputValue" => "argumentNotAccepted".to_owned(),
        "UndefinedVariable" => "variableNotDefined".to_owned(),
        "UnusedVariable" => "variableNotUsed".to_owned(),
        "RequiredArgument" | "RequiredField" => "missingRequiredArguments".to_owned(),
        "UnsupportedValueType" => "argumentLiteralsIncompatible".to_owned(),
        "MissingSubselection" | "SubselectionOnScalarType" | "SubselectionOnEnumType" => {
            "selectionMismatch".to_owned()
        }
        "DisallowedVariableUsage" => "variableMismatch".to_owned(),
        other => {
            let mut letters = other.chars();
            let first = letters.next().map(|letter| letter.to_ascii_lowercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

/// The answer to variables that do not fit.
pub(super) fn bad_variables(message: &str) -> Answer {
    let extensions =
        json!({"code": "variableInvalid", "problems": [{"path": [], "explanation": message}]});
    let error = json!({"message": format!("Variable was provided invalid value: {message}"),
                       "extensions": extensions});
    Answer::json(200, json!({"errors": [error]}))
}

/// The answer to a document that ran: data, and GitHub's form of what went wrong.
pub(super) fn response(response: ExecutionResponse, item_errors: Vec<Value>) -> Answer {
    let data = serde_json::to_value(&response.data).unwrap_or_default();
    let errors: Vec<Value> = response
        .errors
        .iter()
        .map(|error| {
            let message = error.message.trim_start_matches("resolver error: ");
            let (type_, message) = message
                .split_once(SEPARATOR)
                .unwrap_or(("INTERNAL", message));
            let mut error =
                json!({"path": error.path, "locations": error.locations, "message": message});
            if !type_.is_empty() {
                set(&mut error, "type", type_.into());
            }
            error
        })
        .chain(item_errors)
        .collect();
    let mut body = json!({"data": data});
    if !errors.is_empty() {
        set(&mut body, "errors", errors.into());
    }
    Answer::json(200, body)
}

fn set(value: &mut Value, key: &str, to: Value) {
    if let Some(map) = value.as_object_mut() {
        map.insert(key.to_owned(), to);
    }
}
