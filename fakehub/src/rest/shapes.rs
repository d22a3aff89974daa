//! GitHub's REST shapes of what the state holds.

mod commits;
mod pulls;
mod repos;
mod users;

pub(super) use commits::branch;
pub(super) use pulls::{pull, pull_in_list};
pub(super) use repos::full as repo;
pub(super) use users::{collaborator, myself, profile};

use crate::encoding::{base64, percent_encode};
use crate::hub::Kind;
use crate::server::Asked;
use crate::state::{Comment, Issue, Label, NodeRef, REACTIONS, Reaction, State, Subject};
use serde_json::{Map, Value, json};

/// A user; a deleted one is GitHub's ghost.
pub(super) fn user(state: &State, asked: &Asked, id: u64) -> Value {
    let (login, id, node, kind) = match state.account(id) {
        Some(account) => (
            account.login.as_str(),
            account.id,
            state.node_id(NodeRef::Account(id)),
            account.kind,
        ),
        None => ("ghost", 10137, "MDQ6VXNlcjEwMTM3".to_owned(), Kind::User),
    };
    let (api, web) = (format!("{}/users/{login}", asked.api), &asked.web);
    // Apps show with the suffix in REST, and without it in GraphQL.
    let shown = if kind == Kind::Bot {
        format!("{login}[bot]")
    } else {
        login.to_owned()
    };
    json!({
        "login": shown, "id": id, "node_id": node, "gravatar_id": "", "site_admin": false, "type": kind,
        "user_view_type": "public",
        "avatar_url": format!("{web}/avatars/u/{id}"), "html_url": format!("{web}/{login}"), "url": api,
        "followers_url": format!("{api}/followers"), "following_url": format!("{api}/following{{/other_user}}"),
        "gists_url": format!("{api}/gists{{/gist_id}}"), "starred_url": format!("{api}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{api}/subscriptions"), "organizations_url": format!("{api}/orgs"),
        "repos_url": format!("{api}/repos"), "events_url": format!("{api}/events{{/privacy}}"),
        "received_events_url": format!("{api}/received_events"),
    })
}

fn user_or_null(state: &State, asked: &Asked, id: Option<u64>) -> Value {
    id.map_or(Value::Null, |id| user(state, asked, id))
}

pub(super) fn api(state: &State, asked: &Asked, repo: u64) -> String {
    format!("{}/repos/{}", asked.api, full_name(state, repo))
}

pub(super) fn web(state: &State, asked: &Asked, repo: u64) -> String {
    format!("{}/{}", asked.web, full_name(state, repo))
}

/// The global id of something in git.
pub(super) fn git_node(prefix: &str, name: &impl std::fmt::Display) -> Value {
    format!("{prefix}_{}", base64(name.to_string().as_bytes())).into()
}

fn full_name(state: &State, repo: u64) -> &str {
    state.repos.get(&repo).map_or("", |repo| &repo.full_name)
}

pub(super) fn label(state: &State, asked: &Asked, label: &Label) -> Value {
    let url = format!(
        "{}/labels/{}",
        api(state, asked, label.repo),
        percent_encode(&label.name)
    );
    json!({
        "id": label.id, "node_id": state.node_id(NodeRef::Label(label.id)), "url": url, "name": label.name,
        "color": label.color, "default": false, "description": label.description,
    })
}

fn labels(state: &State, asked: &Asked, issue: &Issue) -> Vec<Value> {
    let labels = issue.labels.iter().filter_map(|id| state.labels.get(id));
    labels.map(|one| label(state, asked, one)).collect()
}

pub(super) fn issue(state: &State, asked: &Asked, issue: &Issue) -> Value {
    let repository = api(state, asked, issue.repo);
    let url = format!("{repository}/issues/{}", issue.number);
    let page = web(state, asked, issue.repo);
    let kind = if issue.pull.is_some() {
        "pull"
    } else {
        "issues"
    };
    let closed = |id: &&u64| state.issues.get(id).is_some_and(|issue| !issue.open);
    let (total, done) = (
        issue.sub_issues.len(),
        issue.sub_issues.iter().filter(closed).count(),
    );
    let mut value = json!({
        "id": issue.id, "node_id": state.node_id(NodeRef::Issue(issue.id)), "url": url, "repository_url": repository,
        "labels_url": format!("{url}/labels{{/name}}"), "comments_url": format!("{url}/comments"),
        "events_url": format!("{url}/events"), "timeline_url": format!("{url}/timeline"),
        "html_url": format!("{page}/{kind}/{}", issue.number), "number": issue.number,
        "state": if issue.open { "open" } else { "closed" },
        "state_reason": issue.state_reason.map(str::to_ascii_lowercase),
        "title": issue.title, "body": (!issue.body.is_empty()).then_some(&issue.body),
        "user": user(state, asked, issue.author), "labels": labels(state, asked, issue),
        "assignee": null, "assignees": [], "milestone": null, "locked": issue.locked,
        "active_lock_reason": issue.lock_reason.as_deref().map(lock_reason),
        "comments": issue.comments.len(), "closed_at": issue.closed_at, "created_at": issue.created_at,
        "updated_at": issue.updated_at, "closed_by": user_or_null(state, asked, issue.closed_by),
        "author_association": association(state, issue.author, issue.repo),
        "reactions": rollup(state, Subject::Issue(issue.id), &url), "performed_via_github_app": null,
        "sub_issues_summary": {"total": total, "completed": done, "percent_completed": percent(done, total)},
    });
    if let (Some(pull), Some(map)) = (&issue.pull, value.as_object_mut()) {
        let (api, page) = (
            format!("{repository}/pulls/{}", issue.number),
            format!("{page}/pull/{}", issue.number),
        );
        let links = json!({"url": api, "html_url": page, "diff_url": format!("{page}.diff"),
                           "patch_url": format!("{page}.patch"), "merged_at": pull.merged_at});
        map.insert("pull_request".to_owned(), links);
        map.insert("draft".to_owned(), pull.draft.into());
    }
    value
}

/// The share of sub-issues that are closed, in percent.
pub(crate) fn percent(done: usize, total: usize) -> usize {
    (done * 100).checked_div(total).unwrap_or(0)
}

/// REST's word for a lock reason.
fn lock_reason(reason: &str) -> String {
    match reason {
        "OFF_TOPIC" => "off-topic".to_owned(),
        other => other.to_ascii_lowercase().replace('_', " "),
    }
}

fn association(state: &State, author: u64, repo: u64) -> &'static str {
    let repo = state.repos.get(&repo);
    repo.map_or("NONE", |repo| state.association(author, repo))
}

fn rollup(state: &State, subject: Subject, url: &str) -> Value {
    let all = state.reactions_on(subject);
    let mut map = Map::new();
    map.insert("url".to_owned(), format!("{url}/reactions").into());
    map.insert("total_count".to_owned(), all.len().into());
    for (content, name) in REACTIONS {
        let these = all.iter().filter_map(|id| state.reactions.get(id));
        let count = these.filter(|reaction| reaction.content == content).count();
        map.insert(name.to_owned(), count.into());
    }
    map.into()
}

pub(super) fn comment(state: &State, asked: &Asked, comment: &Comment) -> Value {
    let Some(issue) = state.issues.get(&comment.issue) else {
        return Value::Null;
    };
    let repository = api(state, asked, issue.repo);
    let url = format!("{repository}/issues/comments/{}", comment.id);
    let kind = if issue.pull.is_some() {
        "pull"
    } else {
        "issues"
    };
    let page = web(state, asked, issue.repo);
    json!({
        "id": comment.id, "node_id": state.node_id(NodeRef::Comment(comment.id)), "url": url,
        "html_url": format!("{page}/{kind}/{}#issuecomment-{}", issue.number, comment.id),
        "issue_url": format!("{repository}/issues/{}", issue.number), "body": comment.body,
        "user": user(state, asked, comment.author), "created_at": comment.created_at,
        "updated_at": comment.updated_at, "author_association": association(state, comment.author, issue.repo),
        "reactions": rollup(state, Subject::Comment(comment.id), &url), "performed_via_github_app": null,
    })
}

/// A reaction; of a deleted account, its user is null.
pub(super) fn reaction(state: &State, asked: &Asked, reaction: &Reaction) -> Value {
    let name = REACTIONS
        .iter()
        .find(|(graphql, _)| *graphql == reaction.content)
        .map(|(_, rest)| *rest);
    let author = state.account(reaction.user).map(|account| account.id);
    json!({
        "id": reaction.id, "node_id": state.node_id(NodeRef::Reaction(reaction.id)), "content": name,
        "user": user_or_null(state, asked, author), "created_at": reaction.created_at,
    })
}
