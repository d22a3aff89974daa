//! Connections: pages with opaque cursors.

use super::objects::{Kind, Maybe, text};
use super::organizations::permission_word;
use super::{Context, errors};
use crate::encoding::{base64, unbase64};
use apollo_compiler::resolvers::{FieldError, ResolveInfo, ResolvedValue};

/// One page of a list.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    /// The field that it is the value of.
    pub(super) field: String,
    pub(super) type_name: String,
    pub(super) total: usize,
    pub(super) items: Vec<(String, Kind)>,
    pub(super) page: PageInfo,
    pub(super) viewer_reacted: bool,
    /// The repository in which these people may do something.
    pub(super) collaborate_in: Option<u64>,
}

/// A node with its cursor.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) type_name: String,
    pub(super) cursor: String,
    pub(super) node: Box<Kind>,
    /// Of the people who reacted, the time.
    pub(super) reacted_at: Option<String>,
    /// Of a collaborator, the permission.
    pub(super) permission: Option<&'static str>,
}

/// What is before and after a page.
#[derive(Debug, Clone)]
pub(super) struct PageInfo {
    start: Option<String>,
    end: Option<String>,
    next: bool,
    previous: bool,
}

/// What a cursor knows a node by: it still works when nodes before it came or went.
fn key(kind: &Kind) -> String {
    match kind {
        Kind::Account(id)
        | Kind::Repo(id)
        | Kind::Label(id)
        | Kind::Issue(id)
        | Kind::Comment(id)
        | Kind::Team(id) => id.to_string(),
        Kind::Reaction(reaction) => reaction.id.to_string(),
        Kind::Ref { name, .. } => name.clone(),
        Kind::PullCommit(_, oid) => oid.clone(),
        _ => String::new(),
    }
}

fn cursor(index: usize, kind: &Kind) -> String {
    base64(format!("cursor:v2:{index}:{}", key(kind)).as_bytes())
}

/// The place of a cursor in the list: of its node, and if that is gone, of the one that follows.
fn place(all: &[Kind], cursor: &str) -> Result<(usize, bool), FieldError> {
    let invalid = || {
        let message = format!("`{cursor}` does not appear to be a valid cursor.");
        errors::typed("INVALID_CURSOR_ARGUMENTS", &message)
    };
    let bytes = unbase64(cursor).ok_or_else(invalid)?;
    let decoded = String::from_utf8(bytes).map_err(|_| invalid())?;
    let rest = decoded.strip_prefix("cursor:v2:").ok_or_else(invalid)?;
    let (index, wanted) = rest.split_once(':').ok_or_else(invalid)?;
    let index: usize = index.parse().map_err(|_| invalid())?;
    Ok(match all.iter().position(|kind| key(kind) == wanted) {
        Some(index) => (index, true),
        None => (index.min(all.len()), false),
    })
}

/// The page of a list that the arguments ask for.
pub(super) fn page(all: Vec<Kind>, info: &ResolveInfo<'_>) -> Result<Connection, FieldError> {
    let number = |name| {
        let value = info.arguments().get(name)?.as_u64()?;
        usize::try_from(value).ok()
    };
    let start = match text(info, "after") {
        Some(after) => {
            let (index, there) = place(&all, after)?;
            index + usize::from(there)
        }
        None => 0,
    };
    let end = match text(info, "before") {
        Some(before) => place(&all, before)?.0,
        None => all.len(),
    };
    let total = all.len();
    let (mut start, mut end) = (start, end.max(start));
    if let Some(first) = number("first") {
        end = end.min(start.saturating_add(first));
    } else if let Some(last) = number("last") {
        start = start.max(end.saturating_sub(last));
    } else {
        // Only its count is asked for, or it would have been refused.
        end = start;
    }
    let items: Vec<(String, Kind)> = all
        .into_iter()
        .enumerate()
        .skip(start)
        .take(end - start)
        .map(|(index, kind)| (cursor(index, &kind), kind))
        .collect();
    let page = PageInfo {
        start: items.first().map(|(cursor, _)| cursor.clone()),
        end: items.last().map(|(cursor, _)| cursor.clone()),
        next: end < total,
        previous: start > 0,
    };
    Ok(Connection {
        field: info.field_name().to_owned(),
        type_name: info.field_definition().ty.inner_named_type().to_string(),
        total,
        items,
        page,
        viewer_reacted: false,
        collaborate_in: None,
    })
}

impl Connection {
    pub(super) fn resolve<'c>(
        &self,
        context: &'c Context<'_>,
        info: &ResolveInfo<'_>,
    ) -> Maybe<'c> {
        Ok(Some(match info.field_name() {
            "totalCount" => ResolvedValue::leaf(self.total),
            "pageInfo" => context.value(Kind::PageInfo(self.page.clone())),
            "viewerHasReacted" => ResolvedValue::leaf(self.viewer_reacted),
            "nodes" => context.list(
                self.items
                    .iter()
                    .map(|(_, kind)| self.node(context, kind))
                    .collect(),
            ),
            "edges" => {
                let type_name = self.type_name.replace("Connection", "Edge");
                let edge = |(cursor, kind): &(String, Kind)| {
                    let reacted_at = match kind {
                        Kind::Reaction(reaction) => Some(reaction.created_at.to_string()),
                        _ => None,
                    };
                    Kind::Edge(Edge {
                        type_name: type_name.clone(),
                        cursor: cursor.clone(),
                        node: Box::new(self.node(context, kind)),
                        reacted_at,
                        permission: self.permission(context, kind),
                    })
                };
                context.list(self.items.iter().map(edge).collect())
            }
            _ => return Ok(None),
        }))
    }

    fn permission(&self, context: &Context<'_>, kind: &Kind) -> Option<&'static str> {
        let (Some(repo), Kind::Account(account)) = (self.collaborate_in, kind) else {
            return None;
        };
        let state = context.state.borrow();
        let permission = state.permission(Some(*account), state.repo(repo).ok()?)?;
        Some(permission_word(permission))
    }

    /// The list of people who reacted is made of their reactions.
    fn node(&self, _context: &Context<'_>, kind: &Kind) -> Kind {
        match kind {
            Kind::Reaction(reaction) if self.type_name == "ReactingUserConnection" => {
                Kind::Account(reaction.user)
            }
            other => other.clone(),
        }
    }
}

impl Edge {
    pub(super) fn resolve<'c>(
        &self,
        context: &'c Context<'_>,
        info: &ResolveInfo<'_>,
    ) -> Maybe<'c> {
        Ok(Some(match info.field_name() {
            "cursor" => ResolvedValue::leaf(self.cursor.as_str()),
            "node" => context.value((*self.node).clone()),
            "permission" => ResolvedValue::leaf(self.permission),
            "reactedAt" => ResolvedValue::leaf(self.reacted_at.clone()),
            _ => return Ok(None),
        }))
    }
}

impl PageInfo {
    pub(super) fn resolve<'c>(&self, info: &ResolveInfo<'_>) -> Maybe<'c> {
        Ok(Some(match info.field_name() {
            "startCursor" => ResolvedValue::leaf(self.start.clone()),
            "endCursor" => ResolvedValue::leaf(self.end.clone()),
            "hasNextPage" => ResolvedValue::leaf(self.next),
            "hasPreviousPage" => ResolvedValue::leaf(self.previous),
            _ => return Ok(None),
        }))
    }
}
