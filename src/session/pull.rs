//! The pull requests of a session, and the branches they are on.

use super::{RepositoryName, Session, SessionId};

/// A pull request of a session: its report's, or that of one of its outcomes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PullKey {
    /// The session.
    pub session: SessionId,
    /// The outcome; none for the report.
    pub outcome: Option<SessionId>,
}

impl PullKey {
    /// Begins the trailer that each commit of folkmoot's has.
    pub const TRAILER: &str = "Folkmoot-Session:";

    /// The report's.
    pub fn report(session: &SessionId) -> PullKey {
        PullKey {
            session: session.clone(),
            outcome: None,
        }
    }

    /// An outcome's.
    pub fn outcome(session: &SessionId, outcome: &SessionId) -> PullKey {
        PullKey {
            session: session.clone(),
            outcome: Some(outcome.clone()),
        }
    }

    /// Its branch. No id has two hyphens in a row, so none is another's.
    pub fn branch(&self) -> String {
        match &self.outcome {
            Some(outcome) => format!("folkmoot/{}--{outcome}", self.session),
            None => format!("folkmoot/{}", self.session),
        }
    }

    /// The last lines of its commits' messages, which tell them from people's and from each other's: git's trailers, `Name: value`.
    pub fn trailers(&self) -> String {
        let session = &self.session;
        let mut trailers = format!("{} {session}\n", PullKey::TRAILER);
        if let Some(outcome) = &self.outcome {
            trailers.push_str(&format!("Folkmoot-Outcome: {session}/{outcome}\n"));
        }
        trailers
    }
}

impl Session {
    /// Its pull requests with the repositories they go to, the report's first. `own` is the session's repository.
    pub fn pulls(&self, own: &RepositoryName) -> Vec<(RepositoryName, PullKey)> {
        let home = |name: &Option<RepositoryName>| name.as_ref().unwrap_or(own).clone();
        let report = (home(&self.report.repository), PullKey::report(&self.id));
        let outcomes = self.outcomes.iter().map(|outcome| {
            let key = PullKey::outcome(&self.id, &outcome.name);
            (home(&outcome.repository), key)
        });
        std::iter::once(report).chain(outcomes).collect()
    }
}
