//! A branch, with the commit that it stands at.

use super::{api, user, web};
use crate::encoding::base64;
use crate::server::Asked;
use crate::state::{Repo, State};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A branch at a commit. What protects it is told to nobody.
pub(in crate::rest) fn branch(
    state: &State,
    asked: &Asked,
    repo: &Repo,
    name: &str,
    commit: &git2::Commit<'_>,
) -> Value {
    let (api, page) = (api(state, asked, repo.id), web(state, asked, repo.id));
    let url = format!("{api}/branches/{name}");
    let protected = repo.protected.contains(name);
    json!({
        "name": name, "commit": self::commit(state, asked, repo, commit),
        "_links": {"self": url, "html": format!("{page}/tree/{name}")},
        "protected": protected, "protection_url": format!("{url}/protection"),
        "protection": {"enabled": protected,
                       "required_status_checks": {"enforcement_level": "off", "contexts": [], "checks": []}},
    })
}

fn commit(state: &State, asked: &Asked, repo: &Repo, commit: &git2::Commit<'_>) -> Value {
    let (api, page) = (api(state, asked, repo.id), web(state, asked, repo.id));
    let (sha, tree) = (commit.id(), commit.tree_id());
    let url = format!("{api}/commits/{sha}");
    let parents: Vec<Value> = commit
        .parent_ids()
        .map(|sha| {
            json!({"sha": sha.to_string(), "url": format!("{api}/commits/{sha}"),
                   "html_url": format!("{page}/commit/{sha}")})
        })
        .collect();
    let (author, committer) = (commit.author(), commit.committer());
    json!({
        "sha": sha.to_string(), "node_id": format!("C_{}", base64(sha.to_string().as_bytes())), "url": url,
        "html_url": format!("{page}/commit/{sha}"), "comments_url": format!("{url}/comments"),
        "author": account(state, asked, &author), "committer": account(state, asked, &committer), "parents": parents,
        "commit": {
            "url": format!("{api}/git/commits/{sha}"), "author": signature(&author), "committer": signature(&committer),
            "message": String::from_utf8_lossy(commit.message_bytes()), "comment_count": 0,
            "tree": {"sha": tree.to_string(), "url": format!("{api}/git/trees/{tree}")},
            "verification": {"verified": false, "reason": "unsigned", "signature": null, "payload": null,
                             "verified_at": null},
        },
    })
}

fn signature(who: &git2::Signature<'_>) -> Value {
    let date = Timestamp::from_second(who.when().seconds()).unwrap_or_default();
    json!({"name": String::from_utf8_lossy(who.name_bytes()), "email": String::from_utf8_lossy(who.email_bytes()),
           "date": date})
}

/// Whose commit it is: the account of that name, as fakehub's own merges sign with it; else nobody's.
fn account(state: &State, asked: &Asked, who: &git2::Signature<'_>) -> Value {
    let account = who
        .name()
        .ok()
        .and_then(|name| state.account_by_login(name));
    account.map_or(Value::Null, |account| user(state, asked, account.id))
}
