//! `/repos/{owner}/{repo}/pulls`

use super::pages::page;
use super::{Result, field, needed, number, param, shapes, text};
use crate::answer::Answer;
use crate::error::Refusal;
use crate::server::Asked;
use crate::state::{Issue, Merging, NewPull, PullChange, State, not_found};
use serde_json::{Value, json};

pub(super) fn route(state: &mut State, asked: &Asked, repo: u64, rest: &[&str]) -> Result {
    match (asked.method.as_str(), rest) {
        ("GET", ["pulls"]) => list(state, asked, repo),
        ("POST", ["pulls"]) => {
            let new = NewPull {
                title: needed(asked, "title")?.to_owned(),
                body: text(asked, "body").unwrap_or_default().to_owned(),
                head: needed(asked, "head")?.to_owned(),
                base: needed(asked, "base")?.to_owned(),
                draft: field(asked, "draft").and_then(Value::as_bool) == Some(true),
            };
            let id = state.create_pull(asked.viewer, repo, new)?;
            show(state, asked, id, 201)
        }
        (method, ["pulls", pull, below @ ..]) => {
            let issue = state.issue_numbered(repo, number(pull)?)?;
            if issue.pull.is_none() {
                return Err(not_found());
            }
            let id = issue.id;
            match (method, below) {
                ("GET", []) => show(state, asked, id, 200),
                ("GET", ["merge"]) => merged(state, id),
                ("PATCH", []) => update(state, asked, id),
                ("PUT", ["merge"]) => merge(state, asked, id),
                _ => Err(not_found()),
            }
        }
        _ => Err(not_found()),
    }
}

fn show(state: &State, asked: &Asked, id: u64, status: u16) -> Result {
    let pull = shapes::pull(state, asked, state.issue(id)?);
    Ok(Answer::json(status, pull))
}

fn list(state: &State, asked: &Asked, repo: u64) -> Result {
    let wanted = param(asked, "state").unwrap_or_else(|| "open".to_owned());
    let (head, base) = (param(asked, "head"), param(asked, "base"));
    // `owner:branch`; all heads are of this repository here.
    let owner = state.login(Some(state.repo(repo)?.owner));
    let head = head.map(|head| {
        let prefix = format!("{owner}:");
        head.strip_prefix(&prefix).unwrap_or(&head).to_owned()
    });
    let mut pulls: Vec<&Issue> = state
        .pulls(state.repo(repo)?)
        .into_iter()
        .filter(|(issue, pull)| {
            let open = match wanted.as_str() {
                "all" => true,
                "closed" => !issue.open,
                _ => issue.open,
            };
            open && head.as_ref().is_none_or(|head| pull.head == *head)
                && base.as_ref().is_none_or(|base| pull.base == *base)
        })
        .map(|(issue, _)| issue)
        .collect();
    if param(asked, "direction").as_deref() != Some("asc") {
        pulls.reverse();
    }
    Ok(page(asked, &pulls, |pull| {
        shapes::pull_in_list(state, asked, pull)
    }))
}

fn update(state: &mut State, asked: &Asked, id: u64) -> Result {
    let own = |name| text(asked, name).map(str::to_owned);
    let open = match text(asked, "state") {
        None => None,
        Some("open") => Some(true),
        Some("closed") => Some(false),
        Some(_) => {
            return Err(Refusal::Invalid {
                resource: "PullRequest",
                field: "state",
                code: "invalid",
                message: "state is invalid".to_owned(),
            });
        }
    };
    let change = PullChange {
        title: own("title"),
        body: own("body"),
        open,
        base: own("base"),
        labels: None,
    };
    state.update_pull(asked.viewer, id, change)?;
    show(state, asked, id, 200)
}

/// 204 when it is merged, else 404.
fn merged(state: &State, id: u64) -> Result {
    let pull = state.issue(id)?.pull.as_ref();
    match pull.and_then(|pull| pull.merged_at) {
        Some(_) => Ok(Answer::empty(204)),
        None => Err(not_found()),
    }
}

fn merge(state: &mut State, asked: &Asked, id: u64) -> Result {
    let merging = Merging {
        expected_head: text(asked, "sha"),
        title: text(asked, "commit_title"),
        message: text(asked, "commit_message"),
        squash: Merging::squashes(text(asked, "merge_method"))?,
    };
    let sha = state.merge_pull(asked.viewer, id, &merging)?;
    Ok(Answer::json(
        200,
        json!({"sha": sha, "merged": true, "message": "Pull Request successfully merged"}),
    ))
}
