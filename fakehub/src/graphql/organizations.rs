//! Who belongs together: collaborators of a repository, members of an organization, its teams.

use super::Context;
use super::connections::page;
use super::objects::{Kind, Maybe, text};
use super::things::refuse;
use crate::hub::{Kind as AccountKind, Permission};
use crate::state::{Account, Affiliation, Membership, NodeRef, Repo, State};
use apollo_compiler::resolvers::{FieldError, ResolveInfo, ResolvedValue};

/// GraphQL's word for a permission.
pub(super) fn permission_word(permission: Permission) -> &'static str {
    match permission {
        Permission::Read => "READ",
        Permission::Triage => "TRIAGE",
        Permission::Write => "WRITE",
        Permission::Admin => "ADMIN",
    }
}

/// The collaborators of a repository.
pub(super) fn collaborators<'c>(
    context: &'c Context<'_>,
    state: &State,
    repo: &Repo,
    info: &ResolveInfo<'_>,
) -> Result<ResolvedValue<'c>, FieldError> {
    let affiliation = match text(info, "affiliation") {
        Some("DIRECT") => Affiliation::Direct,
        Some("OUTSIDE") => Affiliation::Outside,
        _ => Affiliation::All,
    };
    let all = state.collaborators(context.viewer, repo, affiliation);
    let mut all = found(state, all.map_err(refuse)?, info);
    if let Some(login) = text(info, "login") {
        all.retain(|id| state.login(Some(*id)).eq_ignore_ascii_case(login));
    }
    let mut connection = page(all.into_iter().map(Kind::Account).collect(), info)?;
    connection.collaborate_in = Some(repo.id);
    Ok(context.value(Kind::Connection(connection)))
}

/// Those whose login has what is looked for in it.
fn found(state: &State, mut ids: Vec<u64>, info: &ResolveInfo<'_>) -> Vec<u64> {
    let query = text(info, "query").unwrap_or_default().to_lowercase();
    ids.retain(|id| state.login(Some(*id)).to_lowercase().contains(&query));
    ids
}

/// The fields that only organizations have.
pub(super) fn organization<'c>(
    context: &'c Context<'_>,
    state: &State,
    account: &Account,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    if account.kind != AccountKind::Organization {
        return Ok(None);
    }
    let (id, viewer) = (account.id, context.viewer);
    Ok(Some(match info.field_name() {
        "viewerIsAMember" => {
            let is_member = |viewer| state.organizations.is_member(id, viewer);
            ResolvedValue::leaf(viewer.is_some_and(is_member))
        }
        "membersWithRole" => {
            let members = state.members_seen(viewer, id).map_err(refuse)?;
            let members = members.into_iter().map(Kind::Account);
            context.value(Kind::Connection(page(members.collect(), info)?))
        }
        "team" => {
            let slug = text(info, "slug").unwrap_or_default();
            let team = state.team_seen(viewer, id, slug).map_err(refuse)?;
            context.nullable(team.map(|team| Kind::Team(team.id)))
        }
        _ => return Ok(None),
    }))
}

pub(super) fn team<'c>(context: &'c Context<'_>, id: u64, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let state = context.state.borrow();
    let Some(team) = state.organizations.teams.get(&id) else {
        return Ok(None);
    };
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Team(id))),
        "databaseId" => ResolvedValue::leaf(id),
        "name" => ResolvedValue::leaf(team.name.as_str()),
        "slug" => ResolvedValue::leaf(team.slug.as_str()),
        "privacy" => ResolvedValue::leaf(if team.secret { "SECRET" } else { "VISIBLE" }),
        "organization" => context.value(Kind::Account(team.organization)),
        "members" => {
            let which = match text(info, "membership") {
                Some("IMMEDIATE") => Membership::Immediate,
                Some("CHILD_TEAM") => Membership::ChildTeam,
                _ => Membership::All,
            };
            let members = found(&state, state.team_members(team, which), info);
            let members = members.into_iter().map(Kind::Account);
            context.value(Kind::Connection(page(members.collect(), info)?))
        }
        _ => return Ok(None),
    }))
}
