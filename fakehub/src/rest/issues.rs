//! `/repos/{owner}/{repo}/issues` and what is below it.

use super::pages::page;
use super::{Result, field, labels, needed, number, param, shapes, text};
use crate::answer::Answer;
use crate::error::Refusal;
use crate::hub::Permission;
use crate::server::Asked;
use crate::state::{Comment, Issue, IssueChange, NewIssue, State, not_found};
use jiff::Timestamp;
use std::cmp::Ordering;

pub(super) fn route(state: &mut State, asked: &Asked, repo: u64, rest: &[&str]) -> Result {
    match (asked.method.as_str(), rest) {
        ("GET", ["issues"]) => list(state, asked, repo),
        ("POST", ["issues"]) => create(state, asked, repo),
        (method, ["issues", "comments", id]) => {
            let comment = state.comment(number(id)?)?.id;
            if state.issue(state.comment(comment)?.issue)?.repo != repo {
                return Err(not_found());
            }
            one_comment(state, asked, comment, method)
        }
        (method, ["issues", issue, below @ ..]) => {
            let issue = state.issue_numbered(repo, number(issue)?)?.id;
            match (method, below) {
                ("GET", []) => show(state, asked, issue, 200),
                ("PATCH", []) => update(state, asked, issue),
                ("PUT", ["lock"]) => lock(state, asked, issue),
                ("DELETE", ["lock"]) => {
                    state.lock(asked.viewer, issue, false, None)?;
                    Ok(Answer::empty(204))
                }
                (_, ["comments"]) => comments(state, asked, issue, method),
                (_, ["labels", below @ ..]) => labels::of_issue(state, asked, issue, below),
                _ => Err(not_found()),
            }
        }
        _ => Err(not_found()),
    }
}

fn show(state: &State, asked: &Asked, id: u64, status: u16) -> Result {
    let issue = shapes::issue(state, asked, state.issue(id)?);
    Ok(Answer::json(status, issue))
}

/// The list: here labels must ALL be there, unlike in GraphQL.
fn list(state: &State, asked: &Asked, repo: u64) -> Result {
    let wanted_state = param(asked, "state").unwrap_or_else(|| "open".to_owned());
    let labels = param(asked, "labels").unwrap_or_default();
    let labels: Vec<String> = labels
        .split(',')
        .filter(|name| !name.is_empty())
        .map(str::to_lowercase)
        .collect();
    let since = since(asked)?;
    let creator = param(asked, "creator");
    // No issue here has any of these, so only `none` finds some.
    let found_by = |name: &&str| param(asked, name).is_some_and(|value| value != "none");
    let nothing = ["assignee", "issue_field_values", "milestone", "type"]
        .iter()
        .any(found_by);
    let mentioned = param(asked, "mentioned").map(|login| format!("@{}", login.to_lowercase()));
    let has_labels = |issue: &Issue| {
        let names = state.label_names(issue);
        labels
            .iter()
            .all(|wanted| names.iter().any(|name| name.to_lowercase() == *wanted))
    };
    let mut issues: Vec<&Issue> = state
        .repo(repo)?
        .numbers
        .values()
        .filter_map(|id| state.issues.get(id))
        .filter(|issue| match wanted_state.as_str() {
            "all" => true,
            "closed" => !issue.open,
            _ => issue.open,
        })
        .filter(|issue| !nothing && has_labels(issue))
        .filter(|issue| {
            let body = || issue.body.to_lowercase();
            mentioned
                .as_ref()
                .is_none_or(|login| body().contains(login))
        })
        .filter(|issue| since.is_none_or(|since| issue.updated_at >= since))
        .filter(|issue| {
            let login = || state.login(Some(issue.author));
            creator
                .as_ref()
                .is_none_or(|wanted| login().eq_ignore_ascii_case(wanted))
        })
        .collect();
    let sort = param(asked, "sort");
    issues.sort_by(|a, b| match sort.as_deref() {
        Some("updated") => a.updated_at.cmp(&b.updated_at),
        Some("comments") => a.comments.len().cmp(&b.comments.len()),
        _ => Ordering::Equal,
    });
    // Newest first, unless asked otherwise; the sort above keeps the numbers' order among equals.
    if param(asked, "direction").as_deref() != Some("asc") {
        issues.reverse();
    }
    Ok(page(asked, &issues, |issue| {
        shapes::issue(state, asked, issue)
    }))
}

fn since(asked: &Asked) -> Result<Option<Timestamp>> {
    param(asked, "since")
        .map(|text| text.parse())
        .transpose()
        .map_err(|_| Refusal::Invalid {
            resource: "Issue",
            field: "since",
            code: "invalid",
            message: "since is no timestamp".to_owned(),
        })
}

fn create(state: &mut State, asked: &Asked, repo: u64) -> Result {
    let title = match field(asked, "title") {
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => needed(asked, "title")?.to_owned(),
    };
    // An outsider's labels are dropped: then none is made either.
    let triage = state.require(asked.viewer, repo, Permission::Triage);
    let labels = if triage.is_ok() {
        labels::wanted(state, asked, repo)?
    } else {
        Vec::new()
    };
    let new = NewIssue {
        title,
        body: text(asked, "body").unwrap_or_default().to_owned(),
        labels,
        ..NewIssue::default()
    };
    let id = state.create_issue(asked.viewer, repo, new)?;
    show(state, asked, id, 201)
}

fn update(state: &mut State, asked: &Asked, id: u64) -> Result {
    let repo = state.issue(id)?.repo;
    let triage = state.require(asked.viewer, repo, Permission::Triage);
    let labels = if field(asked, "labels").is_some() && triage.is_ok() {
        Some(labels::wanted(state, asked, repo)?)
    } else {
        None
    };
    let open = match text(asked, "state") {
        None => None,
        Some("open") => Some(true),
        Some("closed") => Some(false),
        Some(_) => return Err(invalid("state")),
    };
    let reason = match text(asked, "state_reason") {
        None | Some("reopened") => None,
        Some("completed") => Some("COMPLETED"),
        Some("not_planned") => Some("NOT_PLANNED"),
        Some("duplicate") => Some("DUPLICATE"),
        Some(_) => return Err(invalid("state_reason")),
    };
    // `body: null` empties it.
    let body = field(asked, "body").map(|value| value.as_str().unwrap_or_default().to_owned());
    let change = IssueChange {
        title: text(asked, "title").map(str::to_owned),
        body,
        open,
        reason,
        labels,
    };
    state.update_issue(asked.viewer, id, change)?;
    show(state, asked, id, 200)
}

fn invalid(field: &'static str) -> Refusal {
    Refusal::Invalid {
        resource: "Issue",
        field,
        code: "invalid",
        message: format!("{field} is invalid"),
    }
}

fn lock(state: &mut State, asked: &Asked, id: u64) -> Result {
    let reason = match text(asked, "lock_reason") {
        None => None,
        Some("off-topic") => Some("OFF_TOPIC"),
        Some("too heated") => Some("TOO_HEATED"),
        Some("resolved") => Some("RESOLVED"),
        Some("spam") => Some("SPAM"),
        Some(_) => return Err(invalid("lock_reason")),
    };
    state.lock(asked.viewer, id, true, reason.map(str::to_owned))?;
    Ok(Answer::empty(204))
}

fn comments(state: &mut State, asked: &Asked, issue: u64, method: &str) -> Result {
    match method {
        "GET" => {
            let since = since(asked)?;
            let comments: Vec<&Comment> = state
                .issue(issue)?
                .comments
                .iter()
                .filter_map(|id| state.comments.get(id))
                .filter(|comment| since.is_none_or(|since| comment.updated_at >= since))
                .collect();
            Ok(page(asked, &comments, |comment| {
                shapes::comment(state, asked, comment)
            }))
        }
        "POST" => {
            let body = needed(asked, "body")?;
            let id = state.add_comment(asked.viewer, issue, body)?;
            let comment = shapes::comment(state, asked, state.comment(id)?);
            Ok(Answer::json(201, comment))
        }
        _ => Err(not_found()),
    }
}

fn one_comment(state: &mut State, asked: &Asked, id: u64, method: &str) -> Result {
    match method {
        "GET" => {}
        "PATCH" => {
            let body = needed(asked, "body")?;
            state.update_comment(asked.viewer, id, body)?;
        }
        "DELETE" => {
            state.delete_comment(asked.viewer, id)?;
            return Ok(Answer::empty(204));
        }
        _ => return Err(not_found()),
    }
    let comment = shapes::comment(state, asked, state.comment(id)?);
    Ok(Answer::json(200, comment))
}
