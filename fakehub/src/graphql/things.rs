//! Small objects: accounts, labels, comments, reactions.

use super::connections::page;
use super::objects::{Kind, Maybe, text};
use super::organizations::organization;
use super::{Context, errors};
use crate::error::Refusal;
use crate::hub::Kind as AccountKind;
use crate::state::{NodeRef, REACTIONS, Reaction, Subject};
use apollo_compiler::resolvers::{FieldError, ResolveInfo, ResolvedValue};

/// A refusal as a field error.
pub(super) fn refuse(refusal: Refusal) -> FieldError {
    errors::field_error(&refusal)
}

pub(super) fn account<'c>(context: &'c Context<'_>, id: u64, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let state = context.state.borrow();
    let Some(account) = state.accounts.get(&id) else {
        return Ok(None);
    };
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Account(id))),
        "databaseId" => ResolvedValue::leaf(id),
        "login" => ResolvedValue::leaf(account.login.as_str()),
        "name" => ResolvedValue::null(),
        "email" => ResolvedValue::leaf(""),
        "createdAt" => ResolvedValue::leaf(account.created_at.to_string()),
        "url" => {
            let folder = if account.kind == AccountKind::Bot {
                "apps/"
            } else {
                ""
            };
            ResolvedValue::leaf(format!("{}/{folder}{}", context.web, account.login))
        }
        _ => return organization(context, &state, account, info),
    }))
}

pub(super) fn label<'c>(context: &'c Context<'_>, id: u64, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let state = context.state.borrow();
    let label = state.label(id).map_err(refuse)?;
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Label(id))),
        "name" => ResolvedValue::leaf(label.name.as_str()),
        "color" => ResolvedValue::leaf(label.color.as_str()),
        "description" => ResolvedValue::leaf(label.description.clone()),
        "isDefault" => ResolvedValue::leaf(false),
        "createdAt" => ResolvedValue::leaf(label.created_at.to_string()),
        "updatedAt" => ResolvedValue::leaf(label.updated_at.to_string()),
        "repository" => context.value_of_repo(label.repo),
        "url" => {
            let repo = state.repo(label.repo).map_err(refuse)?;
            let name = label.name.replace(' ', "%20");
            ResolvedValue::leaf(format!("{}/{}/labels/{name}", context.web, repo.full_name))
        }
        _ => return Ok(None),
    }))
}

impl Context<'_> {
    /// A repository; unlike other objects it needs no look at the state, which may be borrowed.
    pub(super) fn value_of_repo(&self, id: u64) -> ResolvedValue<'_> {
        self.value(Kind::Repo(id))
    }
}

pub(super) fn comment<'c>(context: &'c Context<'_>, id: u64, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let state = context.state.borrow();
    let comment = state.comment(id).map_err(refuse)?;
    let issue = state.issue(comment.issue).map_err(refuse)?;
    let repo = state.repo(issue.repo).map_err(refuse)?;
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Comment(id))),
        "databaseId" => ResolvedValue::leaf(id),
        "fullDatabaseId" => ResolvedValue::leaf(id.to_string()),
        "body" | "bodyText" => ResolvedValue::leaf(comment.body.as_str()),
        "createdAt" => ResolvedValue::leaf(comment.created_at.to_string()),
        "updatedAt" => ResolvedValue::leaf(comment.updated_at.to_string()),
        "author" => context.account(comment.author),
        "authorAssociation" => ResolvedValue::leaf(state.association(comment.author, repo)),
        "viewerDidAuthor" => ResolvedValue::leaf(context.viewer == Some(comment.author)),
        "isMinimized" => ResolvedValue::leaf(comment.minimized),
        "minimizedReason" => ResolvedValue::null(),
        "includesCreatedEdit" => ResolvedValue::leaf(comment.edited_at.is_some()),
        "editor" => context.nullable(comment.editor.map(Kind::Account)),
        "lastEditedAt" => ResolvedValue::leaf(comment.edited_at.map(|time| time.to_string())),
        "issue" => context.value(Kind::Issue(issue.id)),
        "repository" => context.value_of_repo(repo.id),
        "url" => {
            let folder = if issue.pull.is_some() {
                "pull"
            } else {
                "issues"
            };
            let page = format!(
                "{}/{}/{folder}/{}",
                context.web, repo.full_name, issue.number
            );
            ResolvedValue::leaf(format!("{page}#issuecomment-{id}"))
        }
        "reactions" => return reactions(context, Subject::Comment(id), info).map(Some),
        "reactionGroups" => groups(context, Subject::Comment(id)),
        _ => return Ok(None),
    }))
}

/// The reactions on something, as a connection.
pub(super) fn reactions<'c>(
    context: &'c Context<'_>,
    subject: Subject,
    info: &ResolveInfo<'_>,
) -> Result<ResolvedValue<'c>, FieldError> {
    let wanted = text(info, "content");
    let mut all = on(context, subject, wanted);
    let order = info.arguments().get("orderBy");
    let order = order.and_then(|order| order.get("direction")?.as_str());
    if order == Some("DESC") {
        all.reverse();
    }
    let reacted = all
        .iter()
        .any(|reaction| Some(reaction.user) == context.viewer);
    let mut connection = page(all.into_iter().map(Kind::Reaction).collect(), info)?;
    connection.viewer_reacted = reacted;
    Ok(context.value(Kind::Connection(connection)))
}

fn on(context: &Context<'_>, subject: Subject, wanted: Option<&str>) -> Vec<Reaction> {
    let state = context.state.borrow();
    let all = state.reactions_on(subject).iter();
    all.filter_map(|id| state.reactions.get(id))
        .filter(|reaction| wanted.is_none_or(|wanted| reaction.content == wanted))
        .cloned()
        .collect()
}

/// All eight groups, as GitHub lists empty ones too.
pub(super) fn groups<'c>(context: &'c Context<'_>, subject: Subject) -> ResolvedValue<'c> {
    let group = |(content, _)| Kind::ReactionGroup(subject, content);
    context.list(REACTIONS.into_iter().map(group).collect())
}

pub(super) fn reaction_group<'c>(
    context: &'c Context<'_>,
    subject: Subject,
    content: &'static str,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let all = on(context, subject, Some(content));
    Ok(Some(match info.field_name() {
        "content" => ResolvedValue::leaf(content),
        "createdAt" => {
            let first = all.first().map(|reaction| reaction.created_at.to_string());
            ResolvedValue::leaf(first)
        }
        "viewerHasReacted" => {
            let mut users = all.iter().map(|reaction| Some(reaction.user));
            ResolvedValue::leaf(users.any(|user| user == context.viewer))
        }
        "users" => {
            let state = context.state.borrow();
            let there = |reaction: &Reaction| {
                let account = state.account(reaction.user);
                account.is_some_and(|account| account.kind == AccountKind::User)
            };
            let users = all.into_iter().filter(there).map(Kind::Reaction).collect();
            context.value(Kind::Connection(page(users, info)?))
        }
        _ => return Ok(None),
    }))
}

pub(super) fn reaction<'c>(
    context: &'c Context<'_>,
    reaction: &Reaction,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let state = context.state.borrow();
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(state.node_id(NodeRef::Reaction(reaction.id))),
        "databaseId" => ResolvedValue::leaf(reaction.id),
        "content" => ResolvedValue::leaf(reaction.content),
        "createdAt" => ResolvedValue::leaf(reaction.created_at.to_string()),
        // The field is of type User: of a bot, GitHub says null here too.
        "user" => {
            let account = state.account(reaction.user);
            let person = account
                .filter(|account| account.kind == AccountKind::User)
                .filter(|_| !context.conceals_user());
            context.nullable(person.map(|account| Kind::Account(account.id)))
        }
        "reactable" => context.value(match reaction.subject {
            Subject::Issue(id) => Kind::Issue(id),
            Subject::Comment(id) => Kind::Comment(id),
        }),
        _ => return Ok(None),
    }))
}

pub(super) fn commit<'c>(
    context: &'c Context<'_>,
    repo: u64,
    oid: &str,
    info: &ResolveInfo<'_>,
) -> Maybe<'c> {
    let state = context.state.borrow();
    let repo = state.repo(repo).map_err(refuse)?;
    Ok(Some(match info.field_name() {
        "id" => ResolvedValue::leaf(format!("C_{}", crate::encoding::base64(oid.as_bytes()))),
        "oid" => ResolvedValue::leaf(oid),
        "url" => ResolvedValue::leaf(format!("{}/{}/commit/{oid}", context.web, repo.full_name)),
        _ => return Ok(None),
    }))
}

pub(super) fn summary<'c>(context: &'c Context<'_>, id: u64, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let state = context.state.borrow();
    let children = &state.issue(id).map_err(refuse)?.sub_issues;
    let closed = |id: &&u64| state.issues.get(id).is_some_and(|issue| !issue.open);
    let done = children.iter().filter(closed).count();
    Ok(Some(match info.field_name() {
        "total" => ResolvedValue::leaf(children.len()),
        "completed" => ResolvedValue::leaf(done),
        "percentCompleted" => {
            ResolvedValue::leaf(crate::rest::shapes::percent(done, children.len()))
        }
        _ => return Ok(None),
    }))
}
