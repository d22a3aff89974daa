//! `/repos/{owner}/{repo}`, its branches and its collaborators: reading only.

use super::{Result, shapes};
use crate::answer::Answer;
use crate::error::Refusal;
use crate::hub::Permission;
use crate::server::Asked;
use crate::state::{State, not_found};
use git2::BranchType;
use serde_json::json;

pub(super) fn route(state: &State, asked: &Asked, repo: u64, rest: &[&str]) -> Result {
    let repo = state.repo(repo)?;
    match rest {
        [] => Ok(Answer::json(200, shapes::repo(state, asked, repo))),
        ["branches", branch @ ..] if !branch.is_empty() => {
            let name = branch.join("/");
            let git = repo.git()?;
            let commit = git
                .find_branch(&name, BranchType::Local)?
                .get()
                .peel_to_commit()?;
            let shape = shapes::branch(state, asked, repo, &name, &commit);
            Ok(Answer::json(200, shape))
        }
        ["collaborators", login, "permission"] => {
            if state.permission(asked.viewer, repo) < Some(Permission::Write) {
                return Err(Refusal::Forbidden(
                    "Must have push access to view collaborator permission.".to_owned(),
                ));
            }
            let account = state.account_by_login(login).ok_or_else(not_found)?;
            let (permission, role) = match state.permission(Some(account.id), repo) {
                None => ("none", ""),
                Some(Permission::Read) => ("read", "read"),
                // The old field knows no triage.
                Some(Permission::Triage) => ("read", "triage"),
                Some(Permission::Write) => ("write", "write"),
                Some(Permission::Admin) => ("admin", "admin"),
            };
            let user = shapes::collaborator(state, asked, account, repo, role);
            Ok(Answer::json(
                200,
                json!({"permission": permission, "role_name": role, "user": user}),
            ))
        }
        _ => Err(not_found()),
    }
}
