//! Errors of the Rust API, and the refusals that clients see.

/// Why a call of the Rust API failed.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The name of a repository is not `owner/name`.
    #[error("`{0}` is not of the form owner/name")]
    RepositoryName(String),
    /// No account has that login.
    #[error("there is no account `{0}`")]
    UnknownUser(String),
    /// No team has that slug.
    #[error("there is no team `{0}`")]
    UnknownTeam(String),
    /// No repository has that name.
    #[error("there is no repository `{0}`")]
    UnknownRepository(String),
    /// GitHub would refuse what was asked for.
    #[error("refused: {0}")]
    Refused(String),
    /// The bare repository on disk does not work.
    #[error("git: {0}")]
    Git(#[from] git2::Error),
    /// The server could not listen on loopback.
    #[error("cannot listen on loopback: {0}")]
    Listen(#[from] std::io::Error),
}

/// GitHub's sentence for an issue where there are none.
pub(crate) const NO_ISSUES: &str = "Issues are disabled for this repo";
/// GitHub's sentence for content that comes too fast.
pub(crate) const TOO_QUICKLY: &str = "was submitted too quickly";

/// Why an operation was refused: REST and GraphQL word each in their own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It does not exist, or the viewer may not know that it does.
    NotFound(String),
    /// It was an issue that is deleted.
    Deleted,
    /// The repository has no issues.
    NoIssues,
    /// It was an issue that is elsewhere now.
    Transferred {
        /// The id of that repository.
        repo: u64,
        number: u64,
    },
    /// The viewer lacks the permission.
    Forbidden(String),
    /// The values break a rule.
    Invalid {
        resource: &'static str,
        field: &'static str,
        code: &'static str,
        message: String,
    },
    /// The state does not allow it (a merge conflict, for example).
    Conflict(String),
    /// The state is not the one that the client took it for.
    Outdated(String),
    /// It breaks a rule that GitHub tells by a sentence alone.
    Unprocessable(String),
    /// A label that was to be made while an issue was labelled, but has no fit name. GitHub tells which.
    BadLabel(String),
    /// The secondary limit on content creation.
    TooFast,
}

impl Refusal {
    /// A value that breaks a rule which only a message can tell.
    pub(crate) fn custom(
        resource: &'static str,
        field: &'static str,
        message: impl Into<String>,
    ) -> Refusal {
        Refusal::Invalid {
            resource,
            field,
            code: "custom",
            message: message.into(),
        }
    }

    /// The sentence for a person.
    pub(crate) fn message(&self) -> &str {
        match self {
            Refusal::NotFound(message)
            | Refusal::Forbidden(message)
            | Refusal::Conflict(message)
            | Refusal::Outdated(message)
            | Refusal::Unprocessable(message)
            | Refusal::Invalid { message, .. } => message,
            Refusal::BadLabel(_) => "name is invalid",
            Refusal::TooFast => TOO_QUICKLY,
            Refusal::Deleted => "This issue was deleted",
            Refusal::NoIssues => NO_ISSUES,
            Refusal::Transferred { .. } => "Moved Permanently",
        }
    }

    /// GitHub's `type` of a GraphQL error.
    pub(crate) fn graphql_type(&self) -> &'static str {
        match self {
            Refusal::NotFound(_) | Refusal::Deleted | Refusal::Transferred { .. } => "NOT_FOUND",
            Refusal::Forbidden(_) | Refusal::NoIssues => "FORBIDDEN",
            Refusal::Invalid { .. }
            | Refusal::Conflict(_)
            | Refusal::Outdated(_)
            | Refusal::Unprocessable(_)
            | Refusal::BadLabel(_)
            | Refusal::TooFast => "UNPROCESSABLE",
        }
    }
}

impl From<git2::Error> for Refusal {
    fn from(error: git2::Error) -> Self {
        Refusal::NotFound(format!("Not Found: {}", error.message()))
    }
}

impl From<Refusal> for HubError {
    fn from(refusal: Refusal) -> Self {
        HubError::Refused(refusal.message().to_owned())
    }
}
