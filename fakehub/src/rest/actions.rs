//! `/repos/{owner}/{repo}/actions` and `/rules`: what is set there, for reading.

use super::{Result, pages, shapes};
use crate::answer::Answer;
use crate::encoding::base64;
use crate::server::Asked;
use crate::settings::{Rule, Workflow};
use crate::state::{Repo, State, not_found};
use serde_json::{Value, json};

pub(super) fn route(state: &State, asked: &Asked, id: u64, rest: &[&str]) -> Result {
    let repo = state.repo(id)?;
    match rest {
        ["actions", "permissions"] => {
            let set = state.administered(asked.viewer, id)?;
            let mut body = json!({"enabled": set.actions, "sha_pinning_required": set.sha_pinning});
            if let (true, Some(body)) = (set.actions, body.as_object_mut()) {
                body.insert("allowed_actions".to_owned(), set.allowed_actions.into());
            }
            Ok(Answer::json(200, body))
        }
        ["actions", "permissions", "workflow"] => {
            let set = state.administered(asked.viewer, id)?;
            let body = json!({"default_workflow_permissions": "read",
                              "can_approve_pull_request_reviews": set.pull_requests});
            Ok(Answer::json(200, body))
        }
        ["actions", "workflows"] => {
            let all = repo.settings.workflows.iter().zip(1_u64..);
            let all: Vec<Value> = all
                .map(|(one, number)| workflow(state, asked, repo, one, number))
                .collect();
            let mut answer = pages::page(asked, &all, Value::clone);
            let shown = answer.body.take().unwrap_or_default();
            answer.body = Some(json!({"total_count": all.len(), "workflows": shown}));
            Ok(answer)
        }
        ["rules", "branches", branch @ ..] if !branch.is_empty() => {
            let branch = branch.join("/");
            let all = repo.settings.rules.iter().zip(1_u64..);
            let all = all.filter(|(rule, _)| branch.starts_with(&rule.branches));
            let all: Vec<Value> = all.map(|(rule, id)| shape(repo, rule, id)).collect();
            Ok(pages::page(asked, &all, Value::clone))
        }
        _ => Err(not_found()),
    }
}

fn workflow(state: &State, asked: &Asked, repo: &Repo, one: &Workflow, number: u64) -> Value {
    let (api, page) = (
        shapes::api(state, asked, repo.id),
        shapes::web(state, asked, repo.id),
    );
    let id = repo.id * 100 + number;
    let file = one.path.rsplit('/').next().unwrap_or_default();
    json!({
        "id": id, "node_id": format!("W_{}", base64(id.to_string().as_bytes())), "name": one.name, "path": one.path,
        "state": one.state, "created_at": repo.created_at, "updated_at": repo.created_at,
        "url": format!("{api}/actions/workflows/{id}"),
        "html_url": format!("{page}/blob/{}/{}", repo.default_branch, one.path),
        "badge_url": format!("{page}/actions/workflows/{file}/badge.svg"),
    })
}

fn shape(repo: &Repo, rule: &Rule, id: u64) -> Value {
    json!({"type": rule.kind, "ruleset_source_type": "Repository", "ruleset_source": repo.full_name, "ruleset_id": id})
}
