//! Pull requests.

use super::repos::within;
use super::{api, association, labels, lock_reason, user, user_or_null, web};
use crate::server::Asked;
use crate::state::{Issue, NodeRef, State};
use serde_json::{Map, Value, json};

/// A pull request asked for by itself: with what GitHub counts only then.
pub(in crate::rest) fn pull(state: &State, asked: &Asked, issue: &Issue) -> Value {
    let Some(pull) = &issue.pull else {
        return Value::Null;
    };
    let changes = state.changes(issue).unwrap_or_default();
    let mut all = map(state, asked, issue);
    let more = json!({
        "merged": pull.merged_at.is_some(), "merged_by": user_or_null(state, asked, pull.merged_by),
        "mergeable": state.mergeable(issue), "mergeable_state": "unknown", "rebaseable": null,
        "comments": issue.comments.len(), "review_comments": 0, "maintainer_can_modify": false,
        "commits": changes.commits, "additions": changes.additions, "deletions": changes.deletions,
        "changed_files": changes.files,
    });
    if let Value::Object(more) = more {
        all.extend(more);
    }
    all.into()
}

/// A pull request in a list.
pub(in crate::rest) fn pull_in_list(state: &State, asked: &Asked, issue: &Issue) -> Value {
    map(state, asked, issue).into()
}

fn map(state: &State, asked: &Asked, issue: &Issue) -> Map<String, Value> {
    let (Some(pull), Some(repository)) = (&issue.pull, state.repos.get(&issue.repo)) else {
        return Map::new();
    };
    let (api, page) = (api(state, asked, issue.repo), web(state, asked, issue.repo));
    let number = issue.number;
    let (url, page) = (
        format!("{api}/pulls/{number}"),
        format!("{page}/pull/{number}"),
    );
    let issue_url = format!("{api}/issues/{number}");
    let (comments, commits) = (format!("{issue_url}/comments"), format!("{url}/commits"));
    let reviews = format!("{url}/comments");
    let review = format!("{api}/pulls/comments{{/number}}");
    let head = state.head_oid(issue);
    let statuses = format!("{api}/statuses/{head}");
    let owner = state.login(Some(repository.owner));
    let side = |branch: &str, oid: &str| {
        json!({"label": format!("{owner}:{branch}"), "ref": branch, "sha": oid,
               "user": user(state, asked, repository.owner), "repo": within(state, asked, repository)})
    };
    let base = repository.branch_oid(&pull.base).unwrap_or_default();
    let link = |href: &str| json!({"href": href});
    let value = json!({
        "id": issue.id, "node_id": state.node_id(NodeRef::Issue(issue.id)), "number": number, "url": url,
        "html_url": page, "diff_url": format!("{page}.diff"), "patch_url": format!("{page}.patch"),
        "issue_url": issue_url, "comments_url": comments, "commits_url": commits, "review_comments_url": reviews,
        "review_comment_url": review, "statuses_url": statuses,
        "_links": {"self": link(&url), "html": link(&page), "issue": link(&issue_url), "comments": link(&comments),
                   "review_comments": link(&reviews), "review_comment": link(&review), "commits": link(&commits),
                   "statuses": link(&statuses)},
        "state": if issue.open { "open" } else { "closed" }, "title": issue.title,
        "body": (!issue.body.is_empty()).then_some(&issue.body), "user": user(state, asked, issue.author),
        "labels": labels(state, asked, issue), "assignee": null, "assignees": [], "milestone": null,
        "requested_reviewers": [], "requested_teams": [], "auto_merge": null,
        "locked": issue.locked, "active_lock_reason": issue.lock_reason.as_deref().map(lock_reason),
        "author_association": association(state, issue.author, issue.repo), "draft": pull.draft,
        "created_at": issue.created_at, "updated_at": issue.updated_at, "closed_at": issue.closed_at,
        "merged_at": pull.merged_at, "merge_commit_sha": pull.merge_commit,
        "head": side(&pull.head, &head), "base": side(&pull.base, &base),
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
