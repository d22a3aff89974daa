//! Accounts at length: a profile, one's own, and a collaborator.

use super::user;
use crate::hub::Permission;
use crate::server::Asked;
use crate::state::{Account, Repo, State};
use serde_json::{Value, json};

fn with(mut value: Value, more: Value) -> Value {
    if let (Some(map), Value::Object(more)) = (value.as_object_mut(), more) {
        map.extend(more);
    }
    value
}

/// What everybody sees of an account. Nobody tells fakehub more of himself than a login.
pub(in crate::rest) fn profile(state: &State, asked: &Asked, account: &Account) -> Value {
    let owned = state.repos.values().filter(|repo| repo.owner == account.id);
    let public = owned.filter(|repo| !repo.private).count();
    with(
        user(state, asked, account.id),
        json!({
            "name": null, "company": null, "blog": "", "location": null, "email": null, "hireable": null, "bio": null,
            "twitter_username": null, "notification_email": null, "public_repos": public, "public_gists": 0,
            "followers": 0, "following": 0, "created_at": account.created_at, "updated_at": account.created_at,
        }),
    )
}

/// What a person sees of the own account.
pub(in crate::rest) fn myself(state: &State, asked: &Asked, account: &Account) -> Value {
    let owned = state.repos.values().filter(|repo| repo.owner == account.id);
    let private = owned.filter(|repo| repo.private).count();
    with(
        profile(state, asked, account),
        json!({
            "user_view_type": "private", "private_gists": 0, "total_private_repos": private,
            "owned_private_repos": private, "disk_usage": 0, "collaborators": 0, "two_factor_authentication": true,
            "plan": {"name": "free", "space": 0, "collaborators": 0, "private_repos": 0},
        }),
    )
}

/// An account with what it may do in a repository.
pub(in crate::rest) fn collaborator(
    state: &State,
    asked: &Asked,
    account: &Account,
    repo: &Repo,
    role: &str,
) -> Value {
    let permissions = permissions(state.permission(Some(account.id), repo));
    with(
        user(state, asked, account.id),
        json!({"permissions": permissions, "role_name": role}),
    )
}

/// REST's five permissions; who may administrate here may maintain.
pub(super) fn permissions(permission: Option<Permission>) -> Value {
    use Permission::{Admin, Read, Triage, Write};
    let has = |least| permission >= Some(least);
    json!({"admin": has(Admin), "maintain": has(Admin), "push": has(Write), "triage": has(Triage), "pull": has(Read)})
}
