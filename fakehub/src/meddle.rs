//! Somebody else changes the world just before a request.

use crate::encoding::percent_decode;
use crate::fault::Meddling;
use crate::git;
use crate::server::{Asked, Twist};
use crate::state::{NodeRef, State, Subject};
use serde_json::Value;

/// Carries out what somebody else does.
pub(crate) fn meddle(meddling: &Meddling, state: &mut State, asked: &mut Asked) {
    let target = target(state, asked);
    let repo = repo(state, asked, target);
    match (meddling, target, repo) {
        (Meddling::DeleteTarget, Some(id), _) => state.delete_issue(id),
        (Meddling::TransferTarget, Some(id), _) => state.transfer_issue(id),
        (Meddling::CloseTarget, Some(id), _) => state.somebody_closes(id),
        (Meddling::NewComment, Some(id), _) => state.somebody_comments(id),
        (Meddling::NewReaction, Some(id), _) => state.somebody_reacts(id),
        (Meddling::NewIssue { labels }, _, Some(repo)) => state.somebody_writes(repo, labels),
        (Meddling::DeleteLabel { name }, _, Some(repo)) => {
            if let Some(id) = state.label_named(repo, name).map(|label| label.id) {
                state.drop_label(id);
            }
        }
        (Meddling::CommitOnBranch { branch, path }, _, Some(repo)) => {
            // A repository without a folder has no branches that somebody could push to.
            let _ = state.somebody_pushes(repo, branch, path);
        }
        (Meddling::LabelOtherCase, _, repo) => {
            // Only who carries out a mutation knows what it creates.
            asked.twist = Twist::LabelOtherCase;
            let name = asked.body.as_ref().and_then(|body| body.get("name"));
            if let (Some(name), Some(repo), true) = (
                name.and_then(Value::as_str),
                repo,
                asked.method == "POST" && asked.path.ends_with("/labels"),
            ) {
                state.somebody_labels(repo, name);
            }
        }
        _ => {}
    }
}

/// The first issue that a request touches.
fn target(state: &State, asked: &Asked) -> Option<u64> {
    if asked.is_graphql() {
        return first(variables(asked)?, &|value| {
            let node = state.node(asked.viewer, value.as_str()?).ok()?;
            let NodeRef::Issue(id) = node else {
                return None;
            };
            state.issue(id).ok()?.pull.is_none().then_some(id)
        });
    }
    let parts: Vec<&str> = asked.path.split('/').skip(1).collect();
    let ["repos", owner, name, "issues", number, ..] = parts.as_slice() else {
        return None;
    };
    let repo = state.find_repo(&full_name(owner, name))?.id;
    let issue = state.issue_numbered(repo, number.parse().ok()?).ok()?;
    issue.pull.is_none().then_some(issue.id)
}

/// The repository that a request touches: where nothing names one, the only one there is.
fn repo(state: &State, asked: &Asked, target: Option<u64>) -> Option<u64> {
    if let Some(issue) = target.and_then(|id| state.issue(id).ok()) {
        return Some(issue.repo);
    }
    if let Some((full_name, _)) = git::target(&asked.path) {
        return Some(state.find_repo(&full_name)?.id);
    }
    let parts: Vec<&str> = asked.path.split('/').skip(1).collect();
    if let ["repos", owner, name, ..] = parts.as_slice() {
        return Some(state.find_repo(&full_name(owner, name))?.id);
    }
    let by_node = variables(asked).and_then(|variables| {
        first(variables, &|value| {
            let node = state.node(asked.viewer, value.as_str()?).ok()?;
            match node {
                NodeRef::Repo(id) => Some(id),
                NodeRef::Label(id) => Some(state.label(id).ok()?.repo),
                NodeRef::Issue(id) => Some(state.issue(id).ok()?.repo),
                NodeRef::Comment(id) => state.repo_of(Subject::Comment(id)),
                NodeRef::Account(_) | NodeRef::Reaction(_) | NodeRef::Team(_) => None,
            }
        })
    });
    let by_name = || {
        let text = |name| variables(asked)?.get(name)?.as_str();
        let full_name = full_name(text("owner")?, text("name").or_else(|| text("repo"))?);
        Some(state.find_repo(&full_name)?.id)
    };
    let only = || match state.repos.len() {
        1 => state.repos.keys().next().copied(),
        _ => None,
    };
    by_node.or_else(by_name).or_else(only)
}

fn full_name(owner: &str, name: &str) -> String {
    let decoded = |part| percent_decode(part, false);
    format!("{}/{}", decoded(owner), decoded(name))
}

fn variables(asked: &Asked) -> Option<&Value> {
    asked.body.as_ref()?.get("variables")
}

/// The first value, at any depth, of which `find` makes something.
fn first<T>(value: &Value, find: &dyn Fn(&Value) -> Option<T>) -> Option<T> {
    match value {
        Value::Array(items) => items.iter().find_map(|item| first(item, find)),
        Value::Object(map) => map.values().find_map(|item| first(item, find)),
        leaf => find(leaf),
    }
}
