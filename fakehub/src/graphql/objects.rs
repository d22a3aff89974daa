//! Which object a resolver stands for, and the roots of a query.

use super::connections::{Connection, Edge, PageInfo};
use super::payload::Payload;
use super::twist::GAVE_UP;
use super::{Context, errors, mutations, organizations, repository, things};
use crate::error::Refusal;
use crate::hub::Kind as AccountKind;
use crate::state::{NodeRef, Reaction, Subject};
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use serde_json::json;

/// An object of the schema; it holds ids, and reads the state when a field is asked for.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Query,
    Mutation,
    RateLimit,
    Account(u64),
    Repo(u64),
    Label(u64),
    Issue(u64),
    Comment(u64),
    /// By value, as the payload of a mutation shows one that is gone.
    Reaction(Reaction),
    ReactionGroup(Subject, &'static str),
    Ref {
        repo: u64,
        name: String,
        oid: String,
    },
    Commit(u64, String),
    /// A commit of a pull request, which is named by its id.
    PullCommit(u64, String),
    SubIssuesSummary(u64),
    /// Of a repository, by its number.
    Milestone(u64, u64),
    Team(u64),
    Connection(Connection),
    Edge(Edge),
    PageInfo(PageInfo),
    Payload(Payload),
}

/// An object with the request it belongs to.
pub(super) struct Object<'c, 's> {
    context: &'c Context<'s>,
    kind: Kind,
    type_name: String,
    /// Only some of its fields are answered.
    short: bool,
}

impl<'c, 's> Object<'c, 's> {
    pub(super) fn query(context: &'c Context<'s>) -> Object<'c, 's> {
        context.object(Kind::Query)
    }

    pub(super) fn mutation(context: &'c Context<'s>) -> Object<'c, 's> {
        context.object(Kind::Mutation)
    }
}

impl<'s> Context<'s> {
    fn object(&self, mut kind: Kind) -> Object<'_, 's> {
        if let Kind::Connection(connection) = &mut kind {
            self.shorten(connection);
        }
        let type_name = self.type_name(&kind);
        Object {
            context: self,
            kind,
            type_name,
            short: self.shortens_next.take(),
        }
    }

    /// An object as the value of a field.
    pub(super) fn value(&self, kind: Kind) -> ResolvedValue<'_> {
        ResolvedValue::object(self.object(kind))
    }

    /// An object or null.
    pub(super) fn nullable(&self, kind: Option<Kind>) -> ResolvedValue<'_> {
        kind.map_or_else(ResolvedValue::null, |kind| self.value(kind))
    }

    /// A list of objects.
    pub(super) fn list(&self, kinds: Vec<Kind>) -> ResolvedValue<'_> {
        ResolvedValue::list(kinds.into_iter().map(|kind| self.value(kind)))
    }

    /// An account, unless it was deleted.
    pub(super) fn account(&self, id: u64) -> ResolvedValue<'_> {
        let there = self.state.borrow().account(id).is_some();
        self.nullable(there.then_some(Kind::Account(id)))
    }

    fn type_name(&self, kind: &Kind) -> String {
        let name = match kind {
            Kind::Query => "Query",
            Kind::Mutation => "Mutation",
            Kind::RateLimit => "RateLimit",
            Kind::Account(id) => {
                let state = self.state.borrow();
                match state.accounts.get(id).map(|account| account.kind) {
                    Some(AccountKind::Bot) => "Bot",
                    Some(AccountKind::Organization) => "Organization",
                    Some(AccountKind::Mannequin) => "Mannequin",
                    _ => "User",
                }
            }
            Kind::Repo(_) => "Repository",
            Kind::Label(_) => "Label",
            Kind::Issue(id) => {
                let state = self.state.borrow();
                let issue = state.issues.get(id);
                if issue.is_some_and(|issue| issue.pull.is_some()) {
                    "PullRequest"
                } else {
                    "Issue"
                }
            }
            Kind::Comment(_) => "IssueComment",
            Kind::Reaction(_) => "Reaction",
            Kind::ReactionGroup(..) => "ReactionGroup",
            Kind::Ref { .. } => "Ref",
            Kind::Commit(..) => "Commit",
            Kind::PullCommit(..) => "PullRequestCommit",
            Kind::SubIssuesSummary(_) => "SubIssuesSummary",
            Kind::Milestone(..) => "Milestone",
            Kind::Team(_) => "Team",
            Kind::PageInfo(_) => "PageInfo",
            Kind::Connection(connection) => &connection.type_name,
            Kind::Edge(edge) => &edge.type_name,
            Kind::Payload(payload) => &payload.type_name,
        };
        name.to_owned()
    }

    /// The object that a global id names.
    pub(super) fn node(&self, id: &str) -> Result<Kind, Refusal> {
        let state = self.state.borrow();
        Ok(match state.node(self.viewer, id)? {
            NodeRef::Account(id) => Kind::Account(id),
            NodeRef::Team(id) => Kind::Team(id),
            NodeRef::Repo(id) => Kind::Repo(id),
            NodeRef::Label(id) => Kind::Label(id),
            NodeRef::Issue(id) => Kind::Issue(id),
            NodeRef::Comment(id) => Kind::Comment(id),
            NodeRef::Reaction(id) => {
                let reaction = state.reactions.get(&id).cloned();
                Kind::Reaction(reaction.ok_or_else(crate::state::not_found)?)
            }
        })
    }
}

impl ObjectValue for Object<'_, '_> {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn resolve_field<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        let context = self.context;
        if self.short {
            context.answers()?;
        }
        let resolved = match &self.kind {
            Kind::Query => query(context, info),
            Kind::Mutation => mutations::resolve(context, info),
            Kind::RateLimit => rate_limit(context, info),
            Kind::Account(id) => things::account(context, *id, info),
            Kind::Repo(id) => repository::repository(context, *id, info),
            Kind::Label(id) => things::label(context, *id, info),
            Kind::Issue(id) => repository::issue(context, *id, info),
            Kind::Comment(id) => things::comment(context, *id, info),
            Kind::Reaction(reaction) => things::reaction(context, reaction, info),
            Kind::ReactionGroup(subject, content) => {
                things::reaction_group(context, *subject, content, info)
            }
            Kind::Ref { repo, name, oid } => {
                repository::reference(context, (*repo, name, oid), info)
            }
            Kind::Commit(repo, oid) => things::commit(context, *repo, oid, info),
            Kind::PullCommit(pull, oid) => repository::pull_commit(context, *pull, oid, info),
            Kind::SubIssuesSummary(id) => things::summary(context, *id, info),
            Kind::Milestone(repo, number) => repository::milestone(context, *repo, *number, info),
            Kind::Team(id) => organizations::team(context, *id, info),
            Kind::Connection(connection) => connection.resolve(context, info),
            Kind::Edge(edge) => edge.resolve(context, info),
            Kind::PageInfo(page) => page.resolve(info),
            Kind::Payload(payload) => payload.resolve(context, info),
        };
        resolved?.ok_or_else(|| self.unknown_field_error(info))
    }
}

/// A resolved field, or nothing for a field that the resolver does not know.
pub(super) type Maybe<'c> = Result<Option<ResolvedValue<'c>>, FieldError>;

/// A text among the arguments.
pub(super) fn text<'a>(info: &'a ResolveInfo<'_>, name: &str) -> Option<&'a str> {
    info.arguments().get(name)?.as_str()
}

fn query<'c>(context: &'c Context<'_>, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let argument = |name| text(info, name).unwrap_or_default();
    context.before_query(info.field_name())?;
    Ok(Some(match info.field_name() {
        "viewer" => context.nullable(context.viewer.map(Kind::Account)),
        "id" => ResolvedValue::leaf("Q_"),
        "rateLimit" => context.value(Kind::RateLimit),
        "node" => {
            let kind = context.node(argument("id"));
            context.value(kind.map_err(|refusal| errors::field_error(&refusal))?)
        }
        "nodes" => {
            let ids = info.arguments().get("ids").and_then(|ids| ids.as_array());
            let ids = ids.into_iter().flatten().enumerate();
            let items: Vec<ResolvedValue<'c>> = ids
                .map(|(index, id)| {
                    let key = info.field_selections().first();
                    let path = json!([key.map(|field| field.response_key().to_string()), index]);
                    let error = if context.counts_items() && context.withholds() {
                        json!({"path": path, "message": GAVE_UP})
                    } else {
                        match context.node(id.as_str().unwrap_or_default()) {
                            Ok(kind) => return context.value(kind),
                            Err(refusal) => json!({
                                "type": refusal.graphql_type(), "path": path, "message": refusal.message(),
                            }),
                        }
                    };
                    context.item_errors.borrow_mut().push(error);
                    ResolvedValue::null()
                })
                .collect();
            ResolvedValue::list(items)
        }
        "repository" => {
            let name = format!("{}/{}", argument("owner"), argument("name"));
            let state = context.state.borrow();
            let repo = state.readable_repo(context.viewer, &name).map_err(|_| {
                let message = format!("Could not resolve to a Repository with the name '{name}'.");
                errors::typed("NOT_FOUND", &message)
            })?;
            context.value(Kind::Repo(repo.id))
        }
        kind @ ("user" | "organization") => {
            let (wanted, word) = if kind == "user" {
                (AccountKind::User, "a User")
            } else {
                (AccountKind::Organization, "an Organization")
            };
            let login = argument("login");
            let state = context.state.borrow();
            let account = state.account_by_login(login);
            let account = account.filter(|account| account.kind == wanted);
            let account = account.ok_or_else(|| {
                let message = format!("Could not resolve to {word} with the login of '{login}'.");
                errors::typed("NOT_FOUND", &message)
            })?;
            let id = account.id;
            drop(state);
            context.value(Kind::Account(id))
        }
        _ => return Ok(None),
    }))
}

fn rate_limit<'c>(context: &'c Context<'_>, info: &ResolveInfo<'_>) -> Maybe<'c> {
    let (window, cost) = (&context.window, &context.cost);
    let used = (window.used + u64::from(cost.points)).min(window.limit);
    Ok(Some(match info.field_name() {
        "cost" => ResolvedValue::leaf(cost.points),
        "nodeCount" => ResolvedValue::leaf(cost.nodes),
        "limit" => ResolvedValue::leaf(window.limit),
        "used" => ResolvedValue::leaf(used),
        "remaining" => ResolvedValue::leaf(window.limit - used),
        "resetAt" => ResolvedValue::leaf(window.reset.to_string()),
        _ => return Ok(None),
    }))
}
