//! Payloads of mutations.

use super::Context;
use super::connections::Edge;
use super::objects::{Kind, Maybe};
use apollo_compiler::resolvers::{ResolveInfo, ResolvedValue};

/// What a mutation gives back, by field.
#[derive(Debug, Clone)]
pub(super) struct Payload {
    pub(super) type_name: String,
    pub(super) client_mutation_id: Option<String>,
    pub(super) actor: Option<u64>,
    pub(super) fields: Vec<(&'static str, Kind)>,
}

impl Payload {
    pub(super) fn resolve<'c>(
        &self,
        context: &'c Context<'_>,
        info: &ResolveInfo<'_>,
    ) -> Maybe<'c> {
        let name = info.field_name();
        let found = self.fields.iter().find(|(field, _)| *field == name);
        Ok(Some(match (name, found) {
            ("clientMutationId", _) => ResolvedValue::leaf(self.client_mutation_id.clone()),
            ("actor", _) => context.nullable(self.actor.map(Kind::Account)),
            ("commentEdge", Some((_, comment))) => context.value(Kind::Edge(Edge {
                type_name: "IssueCommentEdge".to_owned(),
                cursor: String::new(),
                node: Box::new(comment.clone()),
                reacted_at: None,
                permission: None,
            })),
            ("reactionGroups", _) => {
                let reaction = self.fields.iter().find_map(|(_, kind)| match kind {
                    Kind::Reaction(reaction) => Some(reaction.subject),
                    _ => None,
                });
                reaction.map_or_else(ResolvedValue::null, |subject| {
                    super::things::groups(context, subject)
                })
            }
            (_, Some((_, kind))) => context.value(kind.clone()),
            _ => return Ok(None),
        }))
    }
}
