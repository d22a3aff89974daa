//! What a fault does to a document while it is carried out.

use super::connections::Connection;
use super::cost::CREATING;
use super::{Context, errors};
use crate::error::Refusal;
use crate::server::Twist;
use crate::state::NodeRef;
use apollo_compiler::resolvers::FieldError;
use apollo_compiler::response::JsonValue;

/// GitHub's sentence for what it gave up on; such an error has no `type`.
pub(super) const GAVE_UP: &str = "Something went wrong while executing your query. This may be the result of a timeout, \
    or it could be a GitHub bug. Please include `FAKE:HUB` when reporting this issue.";

impl Context<'_> {
    /// Counts a field or an item against those that are answered; tells whether it is beyond them.
    pub(super) fn withholds(&self) -> bool {
        let Twist::Partial(keep) = self.twist else {
            return false;
        };
        let counted = self.counted.get();
        self.counted.set(counted.saturating_add(1));
        counted >= keep
    }

    /// The same, as the result of a field.
    pub(super) fn answers(&self) -> Result<(), FieldError> {
        if self.withholds() {
            Err(errors::typed("", GAVE_UP))
        } else {
            Ok(())
        }
    }

    /// Counts something against the one that is struck; tells whether it is that, or whether all are.
    fn strikes(&self, only: Option<u32>) -> bool {
        let counted = self.counted.get();
        self.counted.set(counted.saturating_add(1));
        only.is_none_or(|only| only == counted)
    }

    /// Takes the last node out of a page that is to lie.
    pub(super) fn shorten(&self, connection: &mut Connection) {
        if let Twist::LastNodeMissing(field, only) = &self.twist
            && connection.field == *field
            && !connection.items.is_empty()
            && self.strikes(*only)
        {
            connection.items.pop();
        }
    }

    /// Whether the user of the reaction at hand is to be null.
    pub(super) fn conceals_user(&self) -> bool {
        match self.twist {
            Twist::ReactionUserNull(only) => self.strikes(only),
            _ => false,
        }
    }

    /// What comes between a root field of a query and its answer.
    pub(super) fn before_query(&self, name: &str) -> Result<(), FieldError> {
        if name == "rateLimit" || !matches!(self.twist, Twist::Partial(_)) {
            self.shortens_next.set(false);
            return Ok(());
        }
        if self.many_roots {
            return self.answers();
        }
        // Of a list, items count instead of fields.
        self.shortens_next.set(name != "nodes");
        Ok(())
    }

    /// Whether the items of a root list count: not where the root fields do.
    pub(super) fn counts_items(&self) -> bool {
        !self.many_roots
    }

    /// What comes between a mutation and its effect.
    pub(super) fn before_mutation(&self, name: &str, input: &JsonValue) -> Result<(), FieldError> {
        match self.twist {
            Twist::Partial(_) => self.answers(),
            Twist::TooQuickly if CREATING.contains(&name) => {
                Err(errors::field_error(&Refusal::TooFast))
            }
            Twist::LabelOtherCase if name == "createLabel" => {
                let text = |key: &str| input.get(key).and_then(JsonValue::as_str);
                let (repo, label) = (text("repositoryId"), text("name"));
                let mut state = self.state.borrow_mut();
                // Only the first label of the document is taken.
                if self.counted.replace(1) == 0
                    && let (Some(repo), Some(label)) = (repo, label)
                    && let Ok(NodeRef::Repo(repo)) = state.node(self.viewer, repo)
                {
                    state.somebody_labels(repo, label);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
