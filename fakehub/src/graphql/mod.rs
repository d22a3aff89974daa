//! GraphQL: a document is validated against a subset of GitHub's own schema, priced as GitHub prices it, then executed over
//! the state.
//!
//! In: the body of a request. Out: data and errors in GitHub's form. It must never answer a document that GitHub refuses.

mod connections;
mod cost;
mod errors;
mod mutations;
mod objects;
mod organizations;
mod payload;
mod repository;
mod things;
mod twist;

use crate::answer::Answer;
use crate::limits::{Resource, Window};
use crate::server::{Asked, Twist, window};
use crate::state::State;
use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::resolvers::Execution;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use cost::Cost;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

const SCHEMA_TEXT: &str = include_str!("../../schema/github.graphql");

static SCHEMA: LazyLock<Result<Valid<Schema>, String>> = LazyLock::new(|| {
    Schema::parse_and_validate(SCHEMA_TEXT, "github.graphql")
        .map_err(|error| error.errors.to_string())
});

/// The same as it was before there were sub-issues.
static OLD_SCHEMA: LazyLock<Result<Valid<Schema>, String>> = LazyLock::new(|| {
    let lacks = |line: &&str| {
        !["subIssue", "addSubIssue", "parentIssueId"]
            .iter()
            .any(|name| line.trim_start().starts_with(name))
    };
    let text: Vec<&str> = SCHEMA_TEXT.lines().filter(lacks).collect();
    Schema::parse_and_validate(text.join("\n"), "github.graphql")
        .map_err(|error| error.errors.to_string())
});

/// What the resolvers of one request share.
pub(crate) struct Context<'s> {
    state: RefCell<&'s mut State>,
    viewer: Option<u64>,
    /// Where the client sees this server.
    web: String,
    cost: Cost,
    window: Window,
    /// Errors of single items of a list: the executor would void the whole list for one.
    item_errors: RefCell<Vec<Value>>,
    twist: Twist,
    /// How many fields, items, connections or reactions the twist has counted.
    counted: Cell<u32>,
    /// Whether the document has several root fields.
    many_roots: bool,
    /// The next object is the one whose fields count.
    shortens_next: Cell<bool>,
}

/// A refusal of a whole document: HTTP 200, errors, no data.
pub(crate) fn refused(message: &str, type_: Option<&str>) -> Answer {
    let mut error = json!({"message": message});
    if let (Some(type_), Some(map)) = (type_, error.as_object_mut()) {
        map.insert("type".to_owned(), type_.into());
    }
    Answer::json(200, json!({"errors": [error]}))
}

/// A document that was read and found valid.
type Read = Arc<Valid<ExecutableDocument>>;

/// Documents that were asked before, each with whether it was for the old schema: clients ask the same ones again and again, and to read one
/// takes longer than to answer it.
static READ: Mutex<BTreeMap<(bool, String), Read>> = Mutex::new(BTreeMap::new());
/// How many of them are kept.
const MOST_READ: usize = 1_000;

/// A document that GitHub would take.
fn document(schema: &Valid<Schema>, old: bool, query: &str) -> Result<Read, Box<Answer>> {
    let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (old, query.to_owned());
    if let Some(document) = known().get(&key) {
        return Ok(Arc::clone(document));
    }
    let document = match ExecutableDocument::parse_and_validate(schema, query, "query") {
        Ok(document) => document,
        // GitHub's engine looks only at the names and arguments of fields that meet in one place. That they are of one type
        // it does not ask: `state` of an issue and of a pull request may stand side by side.
        Err(error) if error.errors.iter().all(|one| errors::types_differ(&one)) => {
            Valid::assume_valid(error.partial)
        }
        Err(error) => return Err(Box::new(errors::invalid(&error.errors, query))),
    };
    let document = Arc::new(document);
    let mut known = known();
    if known.len() >= MOST_READ {
        known.clear();
    }
    known.insert(key, Arc::clone(&document));
    Ok(document)
}

/// Answers a GraphQL request.
pub(crate) fn answer(state: &mut State, asked: &Asked) -> Answer {
    if asked.method != "POST" {
        return Answer::error(404, "Not Found");
    }
    if asked.viewer.is_none() {
        let message = "This endpoint requires you to be authenticated.";
        return Answer::error(401, message);
    }
    let schema = if state.old_schema {
        &OLD_SCHEMA
    } else {
        &SCHEMA
    };
    let schema = match &**schema {
        Ok(schema) => schema,
        Err(error) => return Answer::error(500, error),
    };
    let field = |name: &str| asked.body.as_ref().and_then(|body| body.get(name));
    let Some(query) = field("query").and_then(Value::as_str) else {
        return refused(
            "A query attribute must be specified and must be a string.",
            None,
        );
    };
    let document = match document(schema, state.old_schema, query) {
        Ok(document) => document,
        Err(refusal) => return *refusal,
    };
    let name = field("operationName").and_then(Value::as_str);
    let operation = match document
        .operations
        .get(name.filter(|name| !name.is_empty()))
    {
        Ok(operation) => operation,
        Err(error) => return refused(&error.message().to_string(), None),
    };
    let variables = match field("variables") {
        Some(Value::Object(map)) => map
            .iter()
            .map(|(name, value)| (name.as_str().into(), value.clone().into()))
            .collect(),
        _ => JsonMap::new(),
    };
    let mut answer = match coerce_variable_values(schema, operation, &variables) {
        Ok(variables) => {
            let document = Document {
                schema,
                document: &document,
                operation,
                variables: &variables,
            };
            document.run(state, asked)
        }
        Err(error) => errors::bad_variables(&error.message().to_string()),
    };
    answer.operation = operation.name.as_ref().map(ToString::to_string);
    answer
}

/// A valid document with its variables.
struct Document<'a> {
    schema: &'a Valid<Schema>,
    document: &'a Valid<ExecutableDocument>,
    operation: &'a Operation,
    variables: &'a Valid<JsonMap>,
}

impl Document<'_> {
    /// Whether there are several root fields beside `rateLimit`.
    fn many_roots(&self) -> bool {
        let fields = self.operation.root_fields(self.document);
        fields.filter(|field| field.name != "rateLimit").count() > 1
    }

    fn run(&self, state: &mut State, asked: &Asked) -> Answer {
        let cost = match cost::price(self.document, self.operation, self.variables) {
            Ok(cost) => cost,
            Err(errors) => return Answer::json(200, json!({"errors": errors})),
        };
        let writes = self.operation.operation_type == OperationType::Mutation;
        let mutations = if writes { cost.root_fields } else { 0 };
        let creates = writes && cost.creating_fields > 0;
        // Who is over the secondary limit already is stopped at the door.
        let login = state.login(asked.viewer);
        let (weight, now) = (if writes { 5 } else { 1 }, state.now());
        let wait = state
            .limits
            .request_wait(&login, Resource::Graphql, weight, now);
        if let Some(wait) = wait {
            let mut answer = Answer::too_many_requests(wait);
            answer.mutations = mutations;
            return answer;
        }
        if creates && let Some(wait) = state.limits.creation_wait(&login, state.now()) {
            let mut answer = Answer::secondary_limit(Some(wait));
            answer.mutations = mutations;
            return answer;
        }
        let window = window(state, asked.viewer, Resource::Graphql);
        let points = cost.points;
        let context = Context {
            state: RefCell::new(state),
            viewer: asked.viewer,
            web: asked.web.clone(),
            cost,
            window,
            item_errors: RefCell::new(Vec::new()),
            twist: asked.twist.clone(),
            counted: Cell::new(0),
            many_roots: self.many_roots(),
            shortens_next: Cell::new(false),
        };
        let root = if writes {
            objects::Object::mutation(&context)
        } else {
            objects::Object::query(&context)
        };
        let executed = Execution::new(self.schema, self.document)
            .operation(self.operation)
            .coerced_variable_values(self.variables)
            .enable_schema_introspection(true)
            .execute_sync(&root);
        let mut answer = match executed {
            Ok(response) => errors::response(response, context.item_errors.take()),
            Err(error) => refused(&error.message().to_string(), None),
        };
        answer.mutations = mutations;
        answer.points = points;
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_valid() {
        for schema in [&SCHEMA, &OLD_SCHEMA] {
            if let Err(error) = &**schema {
                panic!("{error}");
            }
        }
    }
}
