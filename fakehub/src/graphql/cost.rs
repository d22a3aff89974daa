//! What GitHub knows of a document before it runs it: whether every connection has its boundaries, how many nodes it may
//! reach, and how many points it costs.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::{DirectiveList, Value as Literal};
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::response::JsonMap;
use serde_json::{Value, json};

/// The most nodes that a document may reach.
const MOST_NODES: u64 = 500_000;

/// Mutations that create content, as the secondary limit counts it.
pub(super) const CREATING: [&str; 3] = ["createIssue", "addComment", "createPullRequest"];

/// What a document costs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) points: u32,
    pub(super) nodes: u64,
    pub(super) root_fields: u32,
    pub(super) creating_fields: u32,
}

/// Prices a document, or says as GitHub does why it would not run.
pub(super) fn price(
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
) -> Result<Cost, Vec<Value>> {
    let mut walk = Walk {
        document,
        variables,
        path: Vec::new(),
        requests: 0,
        cost: Cost::default(),
        errors: Vec::new(),
    };
    walk.selections(&operation.selection_set, 1);
    if walk.errors.is_empty() && walk.cost.nodes > MOST_NODES {
        let nodes = walk.cost.nodes;
        walk.errors.push(json!({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": format!(
            "This query requests up to {nodes} possible nodes which exceeds the maximum limit of {MOST_NODES}.")}));
    }
    if !walk.errors.is_empty() {
        return Err(walk.errors);
    }
    // Each connection is a request for each of its parents; a hundred of those are a point.
    let points = (walk.requests.saturating_add(50) / 100).max(1);
    walk.cost.points = u32::try_from(points).unwrap_or(u32::MAX);
    Ok(walk.cost)
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    variables: &'a JsonMap,
    path: Vec<String>,
    requests: u64,
    cost: Cost,
    errors: Vec<Value>,
}

impl Walk<'_> {
    /// `parents`: how many objects the selections apply to at most.
    fn selections(&mut self, set: &SelectionSet, parents: u64) {
        for selection in &set.selections {
            if self.skipped(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(field) => self.field(field, parents),
                Selection::InlineFragment(inline) => {
                    self.selections(&inline.selection_set, parents);
                }
                Selection::FragmentSpread(spread) => {
                    // Validation has refused cycles.
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.selections(&fragment.selection_set, parents);
                    }
                }
            }
        }
    }

    fn skipped(&self, directives: &DirectiveList) -> bool {
        let condition = |name: &str| {
            let value = directives.get(name)?.specified_argument_by_name("if")?;
            match value.as_ref() {
                Literal::Boolean(value) => Some(*value),
                Literal::Variable(name) => self.variables.get(name.as_str())?.as_bool(),
                _ => None,
            }
        };
        condition("skip") == Some(true) || condition("include") == Some(false)
    }

    fn field(&mut self, field: &Field, parents: u64) {
        if self.path.is_empty() {
            self.cost.root_fields += 1;
            if CREATING.contains(&field.name.as_str()) {
                self.cost.creating_fields += 1;
            }
        }
        self.path.push(field.response_key().to_string());
        let connection = field.ty().inner_named_type().ends_with("Connection");
        let below = if connection {
            self.connection(field, parents)
        } else {
            self.nodes_by_id(field, parents)
        };
        self.selections(&field.selection_set, below);
        self.path.pop();
    }

    /// Counts one connection; returns how many nodes are below it.
    fn connection(&mut self, field: &Field, parents: u64) -> u64 {
        let (first, last) = (self.number(field, "first"), self.number(field, "last"));
        let name = &field.name;
        self.requests = self.requests.saturating_add(parents);
        let (argument, size) = match (first, last) {
            (Some(_), Some(_)) => {
                self.refuse(
                    field,
                    "INVALID_PAGINATION",
                    format!("Passing both `first` and `last` to paginate the `{name}` connection is not supported."),
                );
                return parents;
            }
            (Some(first), None) => ("first", first),
            (None, Some(last)) => ("last", last),
            // GitHub counts a connection without boundaries, but lists none of it.
            (None, None) if only_counted(&field.selection_set) => return parents,
            (None, None) => {
                self.refuse(
                    field,
                    "MISSING_PAGINATION_BOUNDARIES",
                    format!("You must provide a `first` or `last` value to properly paginate the `{name}` connection."),
                );
                return parents;
            }
        };
        if size > 100 {
            self.refuse(
                field,
                "EXCESSIVE_PAGINATION",
                format!("Requesting {size} records on the `{name}` connection exceeds the `{argument}` limit of 100 records."),
            );
            return parents;
        }
        if size < 1 {
            self.refuse(
                field,
                "INVALID_PAGINATION",
                format!("`{argument}` on the `{name}` connection must be between 1 and 100."),
            );
            return parents;
        }
        let below = parents.saturating_mul(u64::try_from(size).unwrap_or(0));
        self.cost.nodes = self.cost.nodes.saturating_add(below);
        below
    }

    /// `nodes(ids:)` takes 100 ids at most, and what is below it applies to each of them.
    fn nodes_by_id(&mut self, field: &Field, parents: u64) -> u64 {
        if field.name != "nodes" || self.path.len() != 1 {
            return parents;
        }
        let count = match field.argument_by_name("ids").map(|value| value.as_ref()) {
            Ok(Literal::List(ids)) => ids.len(),
            Ok(Literal::Variable(name)) => self
                .variables
                .get(name.as_str())
                .and_then(|ids| ids.as_array())
                .map_or(1, Vec::len),
            _ => 1,
        };
        if count > 100 {
            self.refuse(
                field,
                "ARGUMENT_LIMIT",
                format!("You may not provide more than 100 node ids; you provided {count}."),
            );
        }
        parents.saturating_mul(u64::try_from(count).unwrap_or(u64::MAX).max(1))
    }

    fn number(&self, field: &Field, name: &str) -> Option<i64> {
        match field.specified_argument_by_name(name)?.as_ref() {
            Literal::Int(value) => value.as_str().parse().ok(),
            Literal::Variable(name) => self.variables.get(name.as_str())?.as_i64(),
            _ => None,
        }
    }

    fn refuse(&mut self, field: &Field, type_: &str, message: String) {
        let place = field.name.line_column_range(&self.document.sources);
        let locations: Vec<Value> = place
            .map(|range| json!({"line": range.start.line, "column": range.start.column}))
            .into_iter()
            .collect();
        self.errors.push(json!({
            "type": type_, "path": self.path, "locations": locations, "message": message,
        }));
    }
}

/// Whether only `totalCount` and the like are asked of a connection.
fn only_counted(set: &SelectionSet) -> bool {
    set.selections.iter().all(|selection| {
        selection.as_field().is_some_and(|field| {
            matches!(
                field.name.as_str(),
                "totalCount" | "viewerHasReacted" | "__typename"
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::SCHEMA;
    use super::*;

    fn priced(query: &str) -> Result<Cost, Vec<Value>> {
        let schema = SCHEMA.as_ref().unwrap();
        let query = format!("{{ repository(owner: \"o\", name: \"r\") {{ {query} }} }}");
        let document = ExecutableDocument::parse_and_validate(schema, query, "q").unwrap();
        let operation = document.operations.get(None).unwrap();
        price(&document, operation, &JsonMap::new())
    }

    #[test]
    fn a_page_of_issues_with_reactions_is_a_point() {
        let reactions = "reactions(first: 100) { nodes { id } }";
        let cost = priced(&format!("issues(first: 100) {{ nodes {{ {reactions} }} }}")).unwrap();
        assert_eq!((cost.points, cost.nodes), (1, 10_100));
        let labels = "labels(first: 100) { nodes { id } }";
        let two = format!("issues(first: 100) {{ nodes {{ {reactions} {labels} }} }}");
        assert_eq!(priced(&two).unwrap().points, 2);
    }

    #[test]
    fn too_many_nodes_are_refused() {
        let deep = "issues(first: 100) { nodes { comments(first: 100) { nodes { reactions(first: 100) { nodes { id } } } } } }";
        let errors = priced(deep).unwrap_err();
        assert_eq!(errors[0]["type"], "MAX_NODE_LIMIT_EXCEEDED");
    }

    #[test]
    fn a_bare_count_needs_no_boundaries() {
        assert!(priced("issues { totalCount }").is_ok());
        assert!(priced("issues { totalCount nodes { id } }").is_err());
        assert!(priced("issues(first: 0) { nodes { id } }").is_err());
    }
}
