//! Comments on issues and pull requests.

use super::{Comment, State, check_body, too_long};
use crate::error::Refusal;
use crate::hub::Permission;

impl State {
    pub(crate) fn add_comment(
        &mut self,
        viewer: Option<u64>,
        issue: u64,
        body: &str,
    ) -> Result<u64, Refusal> {
        let (repo, locked) = {
            let issue = self.issue(issue)?;
            (issue.repo, issue.locked)
        };
        let viewer = self.require(viewer, repo, Permission::Read)?;
        if locked && self.require(Some(viewer), repo, Permission::Write).is_err() {
            return Err(Refusal::Forbidden(
                "Unable to create comment because issue is locked.".to_owned(),
            ));
        }
        check_comment(body)?;
        if too_long(body) {
            // GitHub words this otherwise than for a comment that is edited.
            return Err(Refusal::Invalid {
                resource: "IssueComment",
                field: "data",
                code: "unprocessable",
                message: "Body is too long (maximum is 65536 characters)".to_owned(),
            });
        }
        self.book_creation(viewer)?;
        self.insert_comment(viewer, issue, body)
    }

    pub(super) fn insert_comment(
        &mut self,
        author: u64,
        on: u64,
        body: &str,
    ) -> Result<u64, Refusal> {
        let (id, now) = (self.fresh_id(), self.now());
        let issue = self.issue_mut(on)?;
        issue.comments.push(id);
        issue.updated_at = now;
        let comment = Comment {
            id,
            issue: on,
            author,
            body: body.to_owned(),
            created_at: now,
            updated_at: now,
            edited_at: None,
            editor: None,
            reactions: Vec::new(),
            minimized: false,
        };
        self.comments.insert(id, comment);
        Ok(id)
    }

    pub(crate) fn update_comment(
        &mut self,
        viewer: Option<u64>,
        id: u64,
        body: &str,
    ) -> Result<(), Refusal> {
        let issue = self.may_edit_comment(viewer, id)?;
        check_comment(body)?;
        check_body("IssueComment", body)?;
        let now = self.now();
        if let Some(comment) = self.comments.get_mut(&id) {
            // The same words again are no edit.
            if comment.body != body {
                comment.body = body.to_owned();
                comment.edited_at = Some(now);
                comment.editor = viewer;
            }
            comment.updated_at = now;
        }
        self.issue_mut(issue)?.updated_at = now;
        Ok(())
    }

    pub(crate) fn delete_comment(&mut self, viewer: Option<u64>, id: u64) -> Result<(), Refusal> {
        let issue = self.may_edit_comment(viewer, id)?;
        let now = self.now();
        if let Some(comment) = self.comments.remove(&id) {
            for reaction in comment.reactions {
                self.reactions.remove(&reaction);
            }
        }
        let issue = self.issue_mut(issue)?;
        issue.comments.retain(|comment| *comment != id);
        issue.updated_at = now;
        Ok(())
    }

    /// One's own comment, or anybody's with write permission. Returns the issue.
    fn may_edit_comment(&self, viewer: Option<u64>, id: u64) -> Result<u64, Refusal> {
        let comment = self.comment(id)?;
        let issue = self.issue(comment.issue)?;
        let least = if viewer == Some(comment.author) {
            Permission::Read
        } else {
            Permission::Write
        };
        self.require(viewer, issue.repo, least)?;
        Ok(issue.id)
    }
}

fn check_comment(body: &str) -> Result<(), Refusal> {
    if body.trim().is_empty() {
        return Err(Refusal::Invalid {
            resource: "IssueComment",
            field: "body",
            code: "missing_field",
            message: "Body cannot be blank".to_owned(),
        });
    }
    Ok(())
}
