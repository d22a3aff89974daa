//! The Rust API of what administrators set.

use super::Hub;
use crate::error::HubError;
use crate::settings::Settings;

impl Hub {
    /// Changes the settings of a repository.
    pub fn settings(&self, repo: &str, change: impl FnOnce(&mut Settings)) -> Result<(), HubError> {
        let mut state = self.state();
        let unknown = || HubError::UnknownRepository(repo.to_owned());
        let id = state.find_repo(repo).ok_or_else(unknown)?.id;
        if let Some(repo) = state.repos.get_mut(&id) {
            change(&mut repo.settings);
        }
        Ok(())
    }

    /// Answers GraphQL as a server did before there were sub-issues: its schema knows nothing of them.
    pub fn without_sub_issues(&self) {
        self.state().old_schema = true;
    }
}
