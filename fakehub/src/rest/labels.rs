//! `/repos/{owner}/{repo}/labels`

use super::pages::page;
use super::{Result, field, needed, shapes, text};
use crate::answer::Answer;
use crate::error::Refusal;
use crate::server::Asked;
use crate::state::{Label, LabelChange, State, not_found};
use serde_json::Value;

pub(super) fn route(state: &mut State, asked: &Asked, repo: u64, rest: &[&str]) -> Result {
    match (asked.method.as_str(), rest) {
        ("GET", ["labels"]) => {
            let labels: Vec<&Label> = state
                .repo(repo)?
                .labels
                .values()
                .collect::<Vec<_>>()
                .into_iter()
                .filter_map(|id| state.labels.get(id))
                .collect();
            Ok(page(asked, &labels, |label| {
                shapes::label(state, asked, label)
            }))
        }
        ("POST", ["labels"]) => {
            let name = needed(asked, "name")?;
            // GitHub picks a colour when none is given; this one is its default.
            let color = text(asked, "color").unwrap_or("ededed");
            let description = text(asked, "description").map(str::to_owned);
            let id = state.create_label(asked.viewer, repo, name, color, description)?;
            show(state, asked, id, 201)
        }
        (method, ["labels", name]) => {
            let id = state.label_named(repo, name).ok_or_else(not_found)?.id;
            match method {
                "GET" => show(state, asked, id, 200),
                "PATCH" => {
                    let own = |name| text(asked, name).map(str::to_owned);
                    let change = LabelChange {
                        name: own("new_name").or_else(|| own("name")),
                        color: own("color"),
                        description: field(asked, "description")
                            .map(|value| value.as_str().map(str::to_owned)),
                    };
                    state.update_label(asked.viewer, id, change)?;
                    show(state, asked, id, 200)
                }
                "DELETE" => {
                    state.delete_label(asked.viewer, id)?;
                    Ok(Answer::empty(204))
                }
                _ => Err(not_found()),
            }
        }
        _ => Err(not_found()),
    }
}

fn show(state: &State, asked: &Asked, id: u64, status: u16) -> Result {
    let label = shapes::label(state, asked, state.label(id)?);
    Ok(Answer::json(status, label))
}

/// `/repos/{owner}/{repo}/issues/{number}/labels`
pub(super) fn of_issue(state: &mut State, asked: &Asked, issue: u64, rest: &[&str]) -> Result {
    let viewer = asked.viewer;
    let repo = state.issue(issue)?.repo;
    match (asked.method.as_str(), rest) {
        ("GET", []) => {}
        ("POST", []) | ("PUT", []) => {
            // The permission comes first: an outsider's request makes no label.
            state.require(viewer, repo, crate::hub::Permission::Triage)?;
            let labels = wanted(state, asked, repo)?;
            if asked.method == "POST" {
                state.add_labels(viewer, issue, &labels)?;
            } else {
                state.set_labels(viewer, issue, &labels)?;
            }
        }
        ("DELETE", []) => {
            state.set_labels(viewer, issue, &[])?;
            return Ok(Answer::empty(204));
        }
        ("DELETE", [name]) => {
            let label = state.label_named(repo, name).ok_or_else(not_found)?.id;
            if !state.issue(issue)?.labels.contains(&label) {
                return Err(not_found());
            }
            state.remove_labels(viewer, issue, &[label])?;
        }
        _ => return Err(not_found()),
    }
    let labels = state.issue(issue)?.labels.iter();
    let labels: Vec<&Label> = labels.filter_map(|id| state.labels.get(id)).collect();
    Ok(page(asked, &labels, |label| {
        shapes::label(state, asked, label)
    }))
}

/// The labels that a body names, as `{"labels": […]}` or a bare list; those that do not exist are made, as on GitHub.
pub(super) fn wanted(state: &mut State, asked: &Asked, repo: u64) -> Result<Vec<u64>> {
    let list = match &asked.body {
        Some(Value::Array(list)) => list.as_slice(),
        _ => field(asked, "labels")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice),
    };
    let mut ids = Vec::new();
    for item in list {
        let name = item.as_str().or_else(|| item.get("name")?.as_str());
        let name =
            name.ok_or_else(|| Refusal::custom("Label", "name", "a label is named by a text"))?;
        let id = match state.label_named(repo, name) {
            Some(label) => label.id,
            None => state
                .create_label(asked.viewer, repo, name, "ededed", None)
                .map_err(|refusal| match refusal {
                    Refusal::Invalid { code: "custom", .. } => Refusal::BadLabel(name.to_owned()),
                    other => other,
                })?,
        };
        ids.push(id);
    }
    Ok(ids)
}
