//! Looking things up: labels by name, the governance repository and its pull requests.

use super::client::{Client, Intent};
use super::error::GithubError;
use super::permission::{Need, forbidden};
use super::read::document::Draft;
use super::read::{self, owner, parse, text};
use super::wire::{BranchNode, LabelNode, Nodes, PullNode};
use crate::plan::world::{Governance, Label, Pull};
use crate::session::PullKey;
use crate::session::RepositoryName;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

impl Client {
    /// Looks up labels by name.
    ///
    /// # Errors
    /// Where the answer is not whole.
    pub async fn find_labels(
        &self,
        repository: &RepositoryName,
        names: &[String],
    ) -> Result<Vec<Label>, GithubError> {
        let what = "looking up labels";
        let mut head = String::new();
        let mut fields = String::new();
        let mut variables = owner(repository);
        for (index, name) in names.iter().enumerate() {
            let _ = write!(head, ", $n{index}: String!");
            let _ = writeln!(fields, "    l{index}: label(name: $n{index}) {{ id name }}");
            variables.insert(format!("n{index}"), json!(name));
        }
        let document = format!(
            "query FindLabels($owner: String!, $name: String!{head}) {{\n  repository(owner: $owner, name: $name) {{\n{fields}  }}\n}}\n"
        );
        let answer = self
            .graphql(what, &document, Value::Object(variables), Intent::Read)
            .await?;
        let found = read::repository(repository, answer, self.kind())?;
        let mut list = Vec::new();
        for value in found.as_object().into_iter().flat_map(Map::values) {
            if let Some(node) = parse::<Option<LabelNode>>(what, value.clone())? {
                list.push(Label {
                    id: node.id,
                    name: node.name,
                });
            }
        }
        Ok(list)
    }

    /// Reads a governance repository: id, default branch, and the reports' pull requests by branch.
    ///
    /// # Errors
    /// Where it cannot be read, or is empty.
    pub async fn find_report(
        &self,
        repository: &RepositoryName,
        branches: &[(PullKey, String)],
    ) -> Result<Governance, GithubError> {
        let what = "looking for the report's pull request";
        let mut draft = Draft::default();
        draft.report(0, (repository, branches));
        let (document, variables) = draft.done("FindReport");
        let answer = self
            .graphql(what, &document, variables, Intent::Read)
            .await?;
        if let Some(error) = answer.errors.first() {
            // The repository itself, or its pull requests.
            let pulls = error.path.as_ref().is_some_and(|path| path.len() > 1);
            let need = if pulls {
                Need::PullRequests
            } else {
                Need::Contents
            };
            return Err(match error.kind.as_deref() {
                Some("NOT_FOUND") => GithubError::NoReportRepository {
                    repository: repository.to_string(),
                },
                Some("FORBIDDEN") => forbidden(error.message.clone(), need, self.kind()),
                _ => GithubError::Refused {
                    what: what.to_owned(),
                    why: error.message.clone(),
                },
            });
        }
        let found = answer.data.as_ref().and_then(|data| data.get("p0"));
        governance(repository, branches, found.unwrap_or(&Value::Null))
    }
}

/// A governance repository as it was answered.
///
/// # Errors
/// Where it is empty, or the answer is not whole.
pub(super) fn governance(
    repository: &RepositoryName,
    branches: &[(PullKey, String)],
    found: &Value,
) -> Result<Governance, GithubError> {
    let what = "looking for the report's pull request";
    let base: Option<BranchNode> = parse(
        what,
        found.get("defaultBranchRef").cloned().unwrap_or_default(),
    )?;
    let Some(base) = base else {
        return Err(GithubError::EmptyRepository {
            repository: repository.to_string(),
        });
    };
    let mut pulls = BTreeMap::new();
    for (index, (key, _)) in branches.iter().enumerate() {
        let page: Nodes<PullNode> = parse(
            what,
            found.get(format!("b{index}")).cloned().unwrap_or_default(),
        )?;
        // A branch of the same name in somebody's fork is not ours. On ours only people who may write can open one, so whatever they
        // made of its text, it is the report's. Merged before open before the newest that was closed.
        let mut candidates: Vec<PullNode> = page
            .nodes
            .into_iter()
            .flatten()
            .filter(|pull| !pull.is_cross_repository)
            .collect();
        candidates.sort_by_key(|pull| (!pull.merged, pull.state != "OPEN"));
        let ours = candidates.into_iter().next();
        if let Some(pull) = ours {
            pulls.insert(
                key.clone(),
                Pull {
                    number: pull.number,
                    url: pull.url,
                    open: pull.state == "OPEN",
                    merged: pull.merged,
                },
            );
        }
    }
    Ok(Governance {
        asked: branches.iter().map(|(key, _)| key.clone()).collect(),
        repository: repository.clone(),
        id: text(found, "id"),
        base: base.name,
        pulls,
    })
}
