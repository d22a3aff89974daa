//! What administrators set in a repository: issues, Actions, workflows, rules for branches.

use super::{NOT_ACCESSIBLE, State, not_found};
use crate::error::Refusal;
use crate::hub::{Kind, Permission};
use crate::settings::Settings;

impl State {
    /// The settings that a viewer may read who administers the repository; others are told why not.
    pub(crate) fn administered(
        &self,
        viewer: Option<u64>,
        repo: u64,
    ) -> Result<&Settings, Refusal> {
        let repo = self.repo(repo)?;
        let account = viewer.and_then(|id| self.account(id));
        let refused = |why: &str| Err(Refusal::Forbidden(why.to_owned()));
        match account {
            _ if self.permission(viewer, repo) >= Some(Permission::Admin) => Ok(&repo.settings),
            Some(account) if account.kind == Kind::Bot => refused(NOT_ACCESSIBLE),
            Some(_) => refused("Must have admin rights to Repository."),
            None => Err(not_found()),
        }
    }

    /// Refuses a write to a repository that is archived.
    pub(crate) fn check_archived(&self, repo: u64) -> Result<(), Refusal> {
        if self.repo(repo)?.settings.archived {
            let why = "Repository was archived so is read-only.";
            return Err(Refusal::Forbidden(why.to_owned()));
        }
        Ok(())
    }
}
