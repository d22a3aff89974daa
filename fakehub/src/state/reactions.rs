//! Reactions: one of a kind a person, none on a locked issue, and never a change of `updated_at`.

use super::{REACTIONS, Reaction, State, Subject};
use crate::error::Refusal;
use crate::hub::Permission;

impl State {
    /// The ids of the reactions on a subject, oldest first.
    pub(crate) fn reactions_on(&self, subject: Subject) -> &[u64] {
        match subject {
            Subject::Issue(id) => self.issues.get(&id).map(|issue| &issue.reactions),
            Subject::Comment(id) => self.comments.get(&id).map(|comment| &comment.reactions),
        }
        .map_or(&[], Vec::as_slice)
    }

    /// Adds a reaction; the same one again returns the first, with `false`.
    pub(crate) fn add_reaction(
        &mut self,
        viewer: Option<u64>,
        subject: Subject,
        content: &str,
    ) -> Result<(u64, bool), Refusal> {
        let content = reaction_content(content)?;
        let viewer = self.may_react(viewer, subject)?;
        self.unhide_reaction(viewer, subject, content);
        let same = self.own_reaction(viewer, subject, content);
        if let Some(id) = same {
            return Ok((id, false));
        }
        let (id, now) = (self.fresh_id(), self.now());
        let reaction = Reaction {
            id,
            subject,
            content,
            user: viewer,
            created_at: now,
        };
        self.reactions.insert(id, reaction);
        if let Some(list) = self.list_mut(subject) {
            list.push(id);
        }
        Ok((id, true))
    }

    /// Takes the viewer's own reaction away.
    pub(crate) fn remove_reaction(
        &mut self,
        viewer: Option<u64>,
        subject: Subject,
        content: &str,
    ) -> Result<Reaction, Refusal> {
        let content = reaction_content(content)?;
        let viewer = self.may_react(viewer, subject)?;
        let id = self
            .own_reaction(viewer, subject, content)
            .ok_or_else(|| Refusal::NotFound("Could not find the reaction".to_owned()))?;
        self.drop_reaction(id)
    }

    /// Takes a reaction away by its id: one's own, or anybody's with write permission.
    pub(crate) fn delete_reaction(
        &mut self,
        viewer: Option<u64>,
        subject: Subject,
        id: u64,
    ) -> Result<(), Refusal> {
        let viewer = self.may_react(viewer, subject)?;
        let reaction = self.reactions.get(&id).ok_or_else(super::not_found)?;
        if reaction.subject != subject {
            return Err(super::not_found());
        }
        if reaction.user != viewer {
            let repo = self.repo_of(subject).ok_or_else(super::not_found)?;
            self.require(Some(viewer), repo, Permission::Write)?;
        }
        self.drop_reaction(id).map(|_| ())
    }

    pub(super) fn own_reaction(&self, viewer: u64, subject: Subject, content: &str) -> Option<u64> {
        self.reactions_on(subject).iter().copied().find(|id| {
            self.reactions
                .get(id)
                .is_some_and(|reaction| reaction.user == viewer && reaction.content == content)
        })
    }

    fn drop_reaction(&mut self, id: u64) -> Result<Reaction, Refusal> {
        let reaction = self.reactions.remove(&id).ok_or_else(super::not_found)?;
        if let Some(list) = self.list_mut(reaction.subject) {
            list.retain(|other| *other != id);
        }
        Ok(reaction)
    }

    pub(super) fn list_mut(&mut self, subject: Subject) -> Option<&mut Vec<u64>> {
        match subject {
            Subject::Issue(id) => self.issues.get_mut(&id).map(|issue| &mut issue.reactions),
            Subject::Comment(id) => self
                .comments
                .get_mut(&id)
                .map(|comment| &mut comment.reactions),
        }
    }

    /// A locked conversation takes no reaction of anybody, not even of an administrator.
    fn may_react(&self, viewer: Option<u64>, subject: Subject) -> Result<u64, Refusal> {
        let issue = match subject {
            Subject::Issue(id) => self.issue(id)?,
            Subject::Comment(id) => self.issue(self.comment(id)?.issue)?,
        };
        let viewer = self.require(viewer, issue.repo, Permission::Read)?;
        if issue.locked {
            return Err(Refusal::Forbidden(
                "Unable to react because the issue is locked.".to_owned(),
            ));
        }
        Ok(viewer)
    }
}

/// GraphQL's name of a reaction, from that or from REST's.
pub(crate) fn reaction_content(name: &str) -> Result<&'static str, Refusal> {
    REACTIONS
        .iter()
        .find(|(graphql, rest)| *graphql == name || *rest == name)
        .map(|(graphql, _)| *graphql)
        .ok_or_else(|| Refusal::Invalid {
            resource: "Reaction",
            field: "content",
            code: "invalid",
            message: "content is not a reaction".to_owned(),
        })
}
