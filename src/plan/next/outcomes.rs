//! What a session changes in other documents: a pull request for each outcome, followed until people merge or close it.

use super::{Desk, Level};
use crate::inert;
use crate::plan::change::{Change, Edit, NewPull, Push};
use crate::plan::material::material;
use crate::plan::memory::{Closing, Memory, OpenVote, OutcomePull, PullState};
use crate::plan::world::{Governance, Issue};
use crate::report;
use crate::session::PullKey;
use crate::session::{Outcome, RepositoryName};
use std::collections::BTreeMap;

impl Desk<'_> {
    /// What is to be done before all outcomes have a pull request that is remembered, and whether one is still missing.
    pub(super) fn outcomes(
        &mut self,
        issue: &Issue,
        memory: &mut Memory,
        vote: &OpenVote,
        closing: &Closing,
    ) -> (Vec<Change>, bool) {
        let session = self.view.session;
        let own = &self.view.world.repository;
        // One that the session file has no more, or somewhere else, is nobody's to wait for.
        memory.outcomes.retain(|name, known| {
            session.outcomes.iter().any(|outcome| {
                let repository = outcome.repository.as_ref().unwrap_or(own);
                outcome.name.as_str() == name && repository.to_string() == known.repository
            })
        });
        let mut missing: Vec<(&Outcome, &Governance)> = Vec::new();
        let mut unknown: Vec<RepositoryName> = Vec::new();
        let mut failed = false;
        for outcome in &session.outcomes {
            let repository = outcome.repository.as_ref().unwrap_or(own);
            let key = PullKey::outcome(&session.id, &outcome.name);
            let governance = self.view.world.governance.get(repository);
            let Some(governance) = governance.filter(|known| known.asked.contains(&key)) else {
                unknown.push(repository.clone());
                continue;
            };
            match governance.pulls.get(&key) {
                Some(pull) => {
                    let known = OutcomePull {
                        repository: repository.to_string(),
                        number: pull.number,
                        url: pull.url.clone(),
                        state: PullState::of(pull),
                    };
                    memory.outcomes.insert(outcome.name.to_string(), known);
                }
                // Known once, and not found now: nobody can delete a pull request, so it is not opened a second time.
                None if memory.outcomes.contains_key(outcome.name.as_str()) => {}
                // The next run tries it again; the session waits for it.
                None if self.view.world.failed_outcomes.contains(&key) => failed = true,
                None => missing.push((outcome, governance)),
            }
        }
        if !unknown.is_empty() {
            self.lookups.extend(unknown);
            return (Vec::new(), true);
        }
        if missing.is_empty() {
            return (Vec::new(), failed);
        }
        if !self.know_things() {
            return (Vec::new(), true);
        }
        let Some(counted) = self.published(issue, memory, vote, closing) else {
            return (Vec::new(), true);
        };
        let material = material(&self.view, &counted);
        let mut changes = Vec::new();
        let mut notices = Vec::new();
        for (outcome, governance) in missing {
            match report::outcome(&material, outcome) {
                Ok(text) => changes.extend(self.outcome(issue, outcome, governance, text)),
                Err(error) => notices.push(format!("the outcome {}: {error}", outcome.name)),
            }
        }
        for text in notices {
            self.notice(Level::Warning, text);
        }
        (changes, true)
    }

    fn outcome(
        &self,
        issue: &Issue,
        outcome: &Outcome,
        governance: &Governance,
        text: String,
    ) -> [Change; 2] {
        let session = self.view.session;
        let key = PullKey::outcome(&session.id, &outcome.name);
        let session_url = format!("{}/issues/{}", self.view.world.url, issue.number);
        let name = &outcome.name;
        let message = format!(
            "Carry the outcome {name} of {id} into {file}\n\nFrom {session_url}\n\n{trailers}",
            id = session.id,
            file = outcome.file,
            trailers = key.trailers(),
        );
        let title = format!("{}: {name}", session.title);
        let body = format!(
            "This carries what came of **{}** into `{}`.\n\nRead it as you would read anybody’s: change it on this branch, merge it, or close it. What you change stays.\n\nSession: {session_url}\n",
            inert::markdown(&session.title),
            outcome.file,
        );
        [
            Change::Push(Push {
                repository: governance.repository.clone(),
                base: governance.base.clone(),
                branch: key.branch(),
                files: BTreeMap::new(),
                edits: vec![Edit {
                    outcome: outcome.clone(),
                    marker: outcome.marker(&session.id),
                    text,
                }],
                ledger: None,
                message,
                at: self.now,
                key: key.clone(),
            }),
            Change::OpenPullRequest(NewPull {
                repository: governance.repository.clone(),
                branch: key.branch(),
                base: governance.base.clone(),
                title: inert::title(&title),
                body,
                key,
            }),
        ]
    }
}
