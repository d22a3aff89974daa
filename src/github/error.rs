//! What can go wrong with GitHub: cause, place and cure.

/// A request that failed for good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GithubError {
    /// No connection, or it broke.
    #[error(
        "GitHub cannot be reached at {url}: {why}. Check the network and run again; nothing is lost"
    )]
    Unreachable {
        /// The base address.
        url: String,
        /// What the transport said.
        why: String,
        /// Whether nothing was sent, so that nothing can have happened.
        unsent: bool,
    },
    /// The token is missing, wrong or expired.
    #[error(
        "GitHub does not accept the token ({status}): {why}. Set GITHUB_TOKEN to one that is valid for {url}"
    )]
    Unauthorized {
        /// The HTTP status.
        status: u16,
        /// The base address.
        url: String,
        /// GitHub's message.
        why: String,
    },
    /// The token may not do this.
    #[error("GitHub refuses: {why}. {cure}")]
    Forbidden {
        /// GitHub's message.
        why: String,
        /// The setting that grants it.
        cure: String,
    },
    /// A rate limit.
    #[error("GitHub's rate limit is reached: {why}. Run again {when}; what is done stays done")]
    RateLimited {
        /// GitHub's message.
        why: String,
        /// When to come back, for people.
        when: String,
        /// The same as a time.
        at: jiff::Timestamp,
    },
    /// What this run may spend is spent.
    #[error(
        "{spent}. What is done stays done; a run from {} on goes on",
        .at.strftime("%H:%M UTC")
    )]
    Budget {
        /// What is used up.
        spent: String,
        /// When there is some again.
        at: jiff::Timestamp,
    },
    /// Somebody asked to stop.
    #[error("stopped by {signal}. What is done stays done; run again to go on")]
    Stopped {
        /// Which signal.
        signal: String,
    },
    /// Another run is at work.
    #[error("another run is at work until {until}")]
    Busy {
        /// Until when, as it said last.
        until: jiff::Timestamp,
    },
    /// Something that GitHub would refuse for its size.
    #[error(
        "to {change}, GitHub would have to take a {what} of {is}, and it takes {most} at most. Shorten what it is made of; nothing was sent"
    )]
    TooLarge {
        /// The change.
        change: String,
        /// What of it.
        what: &'static str,
        /// How large it is.
        is: usize,
        /// How large it may be.
        most: usize,
    },
    /// A repository that is not there, or that the token cannot see.
    #[error(
        "the repository {repository} does not exist or the token cannot see it. Check --repo, and that the token may read it"
    )]
    NoRepository {
        /// `owner/name`.
        repository: String,
    },
    /// The repository of a report that is not there, or that the token cannot see.
    #[error(
        "the report's repository {repository} does not exist or the token cannot see it. Check `report: repository` in session.yml, and that the token (FOLKMOOT_REPORT_TOKEN, where it is another repository) may read it"
    )]
    NoReportRepository {
        /// `owner/name`.
        repository: String,
    },
    /// A repository without a commit.
    #[error(
        "{repository} has no branch yet: make a first commit in it, so that there is something to open a pull request against, and run again"
    )]
    EmptyRepository {
        /// `owner/name`.
        repository: String,
    },
    /// GitHub answered, but not with what was asked for.
    #[error("GitHub refused {what}: {why}")]
    Refused {
        /// What was asked.
        what: String,
        /// GitHub's messages.
        why: String,
    },
    /// A server error.
    #[error(
        "GitHub answered {status} to {what}. Run again later; a write is looked for before it is made again"
    )]
    Server {
        /// The HTTP status.
        status: u16,
        /// What was asked.
        what: String,
    },
    /// An answer that cannot be read or is not whole.
    #[error(
        "GitHub's answer to {what} cannot be used: {why}. Run again; nothing was decided on it"
    )]
    Unusable {
        /// What was asked.
        what: String,
        /// What is wrong with it.
        why: String,
    },
}

impl GithubError {
    /// When there is reason to ask again, where it says so.
    pub fn until(&self) -> Option<jiff::Timestamp> {
        match self {
            GithubError::RateLimited { at, .. } | GithubError::Budget { at, .. } => Some(*at),
            GithubError::Busy { until } => Some(*until),
            _ => None,
        }
    }

    /// Whether nobody can tell if the request did something: what is there then tells.
    pub fn in_doubt(&self) -> bool {
        matches!(
            self,
            GithubError::Unreachable { .. }
                | GithubError::Server { .. }
                | GithubError::Unusable { .. }
        )
    }

    /// Whether the same request fails until somebody changes something: a token, a setting, what is sent.
    pub fn lasts(&self) -> bool {
        match self {
            GithubError::Unauthorized { .. }
            | GithubError::Forbidden { .. }
            | GithubError::NoRepository { .. }
            | GithubError::NoReportRepository { .. }
            | GithubError::EmptyRepository { .. }
            | GithubError::Refused { .. }
            | GithubError::TooLarge { .. } => true,
            GithubError::RateLimited { .. }
            | GithubError::Budget { .. }
            | GithubError::Busy { .. }
            | GithubError::Unreachable { .. }
            | GithubError::Server { .. }
            | GithubError::Unusable { .. }
            | GithubError::Stopped { .. } => false,
        }
    }

    /// Whether only what was asked for failed, so that other requests may do better.
    pub fn is_local(&self) -> bool {
        matches!(
            self,
            GithubError::Forbidden { .. }
                | GithubError::NoReportRepository { .. }
                | GithubError::EmptyRepository { .. }
                | GithubError::Refused { .. }
                | GithubError::TooLarge { .. }
        )
    }
}
