//! Executing changes: mutations in batches, each answered for itself.

use super::answer::{AnswerError, is_limit};
use super::client::{Client, Intent};
use super::error::GithubError;
use super::permission::{Need, refused};
use super::turn::{Held, Rider};
use super::wire::{Page, PullNode, ReactionNode, vote};
use super::{limits, read};
use crate::plan::world::Pull;
use crate::plan::{Change, Effect, NewPull, World};
use http::HeaderMap;
use serde_json::{Map, Value, json};
use std::fmt::Write;

const VOTES: &str = include_str!("queries/votes.graphql");

/// What a batch came to: the effects of the changes that were made, and why the rest was not.
#[derive(Debug)]
pub struct Applied {
    /// For each change of the batch, in order.
    pub effects: Vec<Option<Effect>>,
    /// The first error, if any.
    pub error: Option<GithubError>,
    /// The turn that this run took or renewed.
    pub held: Option<Held>,
    /// Whether this run's turn was ended.
    pub ended: bool,
}

impl Client {
    /// Sends a batch of mutations as one document, and with it what there is to say about the turn. GitHub runs them in order; one that
    /// fails does not undo the others.
    ///
    /// # Errors
    /// Where the request as a whole failed: then some of the changes may have been made all the same.
    pub async fn apply(
        &self,
        world: &World,
        batch: &[Change],
        riders: &[Rider],
        by: &str,
    ) -> Result<Applied, GithubError> {
        let mut head = Vec::new();
        let mut fields = String::new();
        let mut variables = Map::new();
        let until = self.turn_until();
        // The turn is taken first and given back last.
        let (last, first): (Vec<&Rider>, Vec<&Rider>) = riders
            .iter()
            .partition(|rider| matches!(rider, Rider::End { .. }));
        for rider in first {
            fields.push_str(&rider.write(world, by, until, &mut head, &mut variables));
        }
        for (index, change) in batch.iter().enumerate() {
            limits::check(change)?;
            let mutation = mutation(world, change)?;
            head.push(format!("$i{index}: {}!", mutation.input));
            let _ = writeln!(
                fields,
                "  m{index}: {}(input: $i{index}) {{ {} }}",
                mutation.field, mutation.select
            );
            variables.insert(format!("i{index}"), mutation.value);
        }
        for rider in last {
            fields.push_str(&rider.write(world, by, until, &mut head, &mut variables));
        }
        let votes = if fields.contains("...VoteParts") {
            VOTES
        } else {
            ""
        };
        let document = format!(
            "mutation Apply({}) {{\n{fields}}}\n{votes}",
            head.join(", ")
        );
        let creations = batch
            .iter()
            .filter(|change| change.creates_content())
            .count();
        let takes = riders
            .iter()
            .any(|rider| matches!(rider, Rider::Take { .. }));
        let intent = if batch.iter().all(Change::is_idempotent) && !takes {
            Intent::Idempotent
        } else {
            Intent::Write { creations }
        };
        let what = batch.first().map(ToString::to_string).unwrap_or_default();
        let answer = self
            .graphql(&what, &document, Value::Object(variables), intent)
            .await?;
        let data = answer.data.unwrap_or_default();
        let mut applied = Applied {
            effects: Vec::new(),
            error: None,
            held: riders.iter().find_map(|rider| rider.read(&data, until)),
            ended: data.get("t3").is_some_and(|value| !value.is_null()),
        };
        for (index, change) in batch.iter().enumerate() {
            let name = format!("m{index}");
            if let Some(value) = data.get(&name).filter(|value| !value.is_null()) {
                applied.effects.push(Some(effect(change, value)?));
                continue;
            }
            let error = answer
                .errors
                .iter()
                .find(|error| at(error, &name))
                .or(answer.errors.first());
            // It is there already, in another case or since a moment ago: the next wave looks it up.
            let taken = matches!(change, Change::CreateLabel(_))
                && error.is_some_and(|error| error.message.contains("already been taken"));
            if taken {
                applied.effects.push(Some(Effect::LabelTaken));
                continue;
            }
            applied.effects.push(None);
            if applied.error.is_none() {
                let what = format!("to {change}");
                applied.error = Some(match error {
                    // GitHub's limit for content strikes one creation and lets the rest pass.
                    Some(error) if is_limit(&error.message) => {
                        self.limited(error.message.clone(), &HeaderMap::new()).error
                    }
                    error => refused(&what, Need::Issues, error, self.kind()),
                });
            }
        }
        Ok(applied)
    }

    /// Opens a pull request in the repository with that node id.
    ///
    /// # Errors
    /// Where GitHub refuses, or the request failed.
    pub async fn open_pull_request(
        &self,
        repository_id: &str,
        pull: &NewPull,
    ) -> Result<Pull, GithubError> {
        let change = Change::OpenPullRequest(pull.clone());
        limits::check(&change)?;
        let document = "mutation OpenPullRequest($input: CreatePullRequestInput!) {\n  createPullRequest(input: $input) { pullRequest { number url state merged } }\n}\n";
        let input = json!({
            "repositoryId": repository_id,
            "headRefName": pull.branch,
            "baseRefName": pull.base,
            "title": pull.title,
            "body": pull.body,
        });
        let what = change.to_string();
        let answer = self
            .graphql(
                &what,
                document,
                json!({ "input": input }),
                Intent::Write { creations: 1 },
            )
            .await?;
        let node = answer
            .data
            .as_ref()
            .and_then(|data| data.get("createPullRequest")?.get("pullRequest"))
            .filter(|value| !value.is_null());
        let Some(node) = node else {
            return Err(refused(
                &format!("to {change}"),
                Need::PullRequests,
                answer.errors.first(),
                self.kind(),
            ));
        };
        let node: PullNode = read::parse(&what, node.clone())?;
        Ok(Pull {
            number: node.number,
            url: node.url,
            open: node.state == "OPEN",
            merged: node.merged,
        })
    }
}

fn at(error: &AnswerError, name: &str) -> bool {
    error
        .path
        .as_ref()
        .and_then(|path| path.first())
        .and_then(Value::as_str)
        == Some(name)
}

/// A mutation as GitHub takes it.
struct Mutation {
    field: &'static str,
    input: &'static str,
    select: &'static str,
    value: Value,
}

fn mutation(world: &World, change: &Change) -> Result<Mutation, GithubError> {
    let unplanned = |why: String| GithubError::Unusable {
        what: change.to_string(),
        why,
    };
    let issue_id = |number: &u64| {
        world
            .issues
            .get(number)
            .map(|issue| issue.id.clone())
            .ok_or_else(|| unplanned(format!("#{number} was not read")))
    };
    let label_ids = |names: &[String]| {
        names
            .iter()
            .map(|name| {
                world
                    .label_id(name)
                    .map(str::to_owned)
                    .ok_or_else(|| unplanned(format!("the label {name} was not read")))
            })
            .collect::<Result<Vec<String>, GithubError>>()
    };
    Ok(match change {
        Change::CreateLabel(label) => Mutation {
            field: "createLabel",
            input: "CreateLabelInput",
            select: "label { id }",
            value: json!({
                "repositoryId": world.repository_id,
                "name": label.name,
                "color": label.color,
                "description": label.description,
            }),
        },
        Change::CreateIssue {
            title,
            body,
            labels,
            parent,
            ..
        } => {
            let mut value = json!({
                "repositoryId": world.repository_id,
                "title": title,
                "body": body,
                "labelIds": label_ids(labels)?,
            });
            if let (Some(parent), Some(fields)) = (parent, value.as_object_mut()) {
                fields.insert("parentIssueId".to_owned(), json!(issue_id(parent)?));
            }
            Mutation {
                field: "createIssue",
                input: "CreateIssueInput",
                select: "issue { id number }",
                value,
            }
        }
        Change::UpdateIssue {
            number,
            title,
            body,
            close,
            ..
        } => {
            let mut value = json!({ "id": issue_id(number)? });
            if let Some(fields) = value.as_object_mut() {
                if let Some(title) = title {
                    fields.insert("title".to_owned(), json!(title));
                }
                if let Some(body) = body {
                    fields.insert("body".to_owned(), json!(body));
                }
                if *close {
                    fields.insert("state".to_owned(), json!("CLOSED"));
                }
            }
            Mutation {
                field: "updateIssue",
                input: "UpdateIssueInput",
                select: "issue { id }",
                value,
            }
        }
        Change::Close { number, .. } => Mutation {
            field: "closeIssue",
            input: "CloseIssueInput",
            select: "issue { id }",
            value: json!({ "issueId": issue_id(number)?, "stateReason": "NOT_PLANNED" }),
        },
        Change::Reopen { number, .. } => Mutation {
            field: "reopenIssue",
            input: "ReopenIssueInput",
            select: "issue { id }",
            value: json!({ "issueId": issue_id(number)? }),
        },
        Change::AddLabels { number, labels } => Mutation {
            field: "addLabelsToLabelable",
            input: "AddLabelsToLabelableInput",
            select: "labelable { __typename }",
            value: json!({ "labelableId": issue_id(number)?, "labelIds": label_ids(labels)? }),
        },
        Change::RemoveLabels { number, labels } => Mutation {
            field: "removeLabelsFromLabelable",
            input: "RemoveLabelsFromLabelableInput",
            select: "labelable { __typename }",
            value: json!({ "labelableId": issue_id(number)?, "labelIds": label_ids(labels)? }),
        },
        Change::Comment { number, body, .. } => Mutation {
            field: "addComment",
            input: "AddCommentInput",
            select: "subject { id }",
            value: json!({ "subjectId": issue_id(number)?, "body": body }),
        },
        Change::Lock { number, .. } => Mutation {
            field: "lockLockable",
            input: "LockLockableInput",
            // The votes as they are from now on: nobody can change them any more.
            select: "lockedRecord { ... on Issue { reactions(first: 100) { ...VoteParts } } }",
            value: json!({ "lockableId": issue_id(number)? }),
        },
        Change::Look(_) | Change::Push(_) | Change::OpenPullRequest(_) => {
            return Err(unplanned("it is no mutation".to_owned()));
        }
    })
}

fn effect(change: &Change, value: &Value) -> Result<Effect, GithubError> {
    let unusable = |why: &str| GithubError::Unusable {
        what: change.to_string(),
        why: why.to_owned(),
    };
    Ok(match change {
        Change::CreateLabel(_) => Effect::LabelCreated {
            id: value
                .get("label")
                .and_then(|label| label.get("id")?.as_str())
                .ok_or_else(|| unusable("the label has no id"))?
                .to_owned(),
        },
        Change::CreateIssue { .. } => {
            let issue = value.get("issue").ok_or_else(|| unusable("no issue"))?;
            Effect::IssueCreated {
                id: issue
                    .get("id")
                    .and_then(Value::as_str)
                    .ok_or_else(|| unusable("the issue has no id"))?
                    .to_owned(),
                number: issue
                    .get("number")
                    .and_then(Value::as_u64)
                    .ok_or_else(|| unusable("the issue has no number"))?,
            }
        }
        Change::Lock { .. } => {
            let page = value
                .get("lockedRecord")
                .and_then(|record| record.get("reactions"))
                .cloned()
                .unwrap_or_default();
            let page: Page<ReactionNode> = read::parse(&change.to_string(), page)?;
            Effect::Locked {
                total: page.total_count,
                more: page
                    .page_info
                    .end_cursor
                    .filter(|_| page.page_info.has_next_page),
                votes: page.nodes.into_iter().flatten().map(vote).collect(),
            }
        }
        _ => Effect::Done,
    })
}
