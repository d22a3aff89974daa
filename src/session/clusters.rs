//! Clusters that a format or a session names beforehand: notes near to one go there, so that it is called the same each time.

use crate::fields::{self, Field, Given};
use crate::inert;
use crate::yaml::walk::Walk;
use crate::yaml::{Node, Value};
use std::collections::BTreeMap;

/// The most clusters that can be named: GitHub's limit of sub-issues, and more than a vote can bear.
const MOST: usize = 100;

/// The keys of a cluster, beside those of its format.
pub(super) const KEYS: [&str; 2] = ["name", "about"];

/// A cluster that is named before there are notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCluster {
    /// Its name.
    pub name: String,
    /// What belongs there, in words such as people's notes use.
    pub about: Option<String>,
    /// What its format lets a session say of it.
    pub fields: Given,
}

/// Reads `clusters:`, a list of names or of `{name, about}` and what the format declares. `variables` fill the texts of these fields.
pub(super) fn read(
    walk: &mut Walk,
    node: &Node,
    declared: &[Field],
    variables: Option<&BTreeMap<String, String>>,
) -> Option<Vec<NamedCluster>> {
    let mut keys = KEYS.to_vec();
    keys.extend(declared.iter().map(|field| field.name.as_str()));
    let mut list: Vec<NamedCluster> = Vec::new();
    let items = walk.list(node, "clusters")?;
    if items.len() > MOST {
        walk.fault(
            node.span.clone(),
            format!("{} clusters are too many to vote on", items.len()),
            format!("name {MOST} at most; fewer read better"),
        );
        return None;
    }
    for item in items {
        let (name, about, fields, span) = match &item.value {
            Value::Mapping(_) => {
                let map = walk.map(item, "a cluster", &keys)?;
                let cure = "write `name: …`, what people call it";
                let name = walk.required(&map, "a cluster", "name", cure)?;
                let about = walk.optional_text(&map, "about");
                let given = fields::of_map(walk, &map, "a cluster", declared, variables)?;
                (walk.text(name, "name")?, about, given, name.span.clone())
            }
            _ => {
                for field in declared.iter().filter(|field| field.required) {
                    let cure = format!("write `name: …` and, below it, {}", fields::add(field));
                    walk.fault(
                        item.span.clone(),
                        format!("the cluster has no `{}`", field.name),
                        cure,
                    );
                }
                let name = walk.text(item, "clusters")?;
                (name, None, Given::new(), item.span.clone())
            }
        };
        let name = inert::line(&name);
        let folded = name.to_lowercase();
        if name.is_empty() || folded == "parked" {
            walk.fault(
                span,
                format!("`{name}` cannot be a cluster's name"),
                "give it a name that says what its notes are about; `parked` is where the others go",
            );
        } else if list.iter().any(|known| known.name.to_lowercase() == folded) {
            walk.fault(
                span,
                format!("there is a cluster `{name}` already"),
                "name each once; capital letters make no difference",
            );
        } else {
            list.push(NamedCluster {
                name,
                about,
                fields,
            });
        }
    }
    Some(list)
}
