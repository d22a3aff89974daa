//! Why nothing was pushed: cause, place and cure.

use git2::ErrorCode;

/// Why a report could not be pushed.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The repository cannot be fetched or pushed to.
    #[error("git cannot {what} {url}: {why}. {cure}")]
    Git {
        /// fetch, push, …
        what: &'static str,
        /// The remote, without secrets.
        url: String,
        /// What libgit2 said.
        why: String,
        /// What to do.
        cure: String,
    },
    /// The branch to start from is not there.
    #[error("{url} has no branch `{base}` to start from")]
    NoBase {
        /// The remote.
        url: String,
        /// The branch.
        base: String,
    },
    /// The remote refused the branch.
    #[error("{url} did not accept the branch `{branch}`: {why}. {cure}")]
    Rejected {
        /// The remote.
        url: String,
        /// The branch.
        branch: String,
        /// The remote's words.
        why: String,
        /// What to do.
        cure: &'static str,
    },
    /// A document cannot take an outcome.
    #[error("the outcome {name} cannot go into {url}: {why}")]
    Outcome {
        /// The outcome.
        name: String,
        /// The remote.
        url: String,
        /// Why, with the place and the cure.
        why: String,
    },
    /// The ledger of the series cannot be gone on with.
    #[error("the ledger of the series in {url} cannot be used: {why}")]
    Ledger {
        /// The remote.
        url: String,
        /// Why, with the place and the cure.
        why: String,
    },
    /// A path that must not be written.
    #[error(
        "`{path}` in the repository is a {kind}, not a file: the report is not written through it"
    )]
    Path {
        /// The path.
        path: String,
        /// What it is.
        kind: &'static str,
    },
    /// A path that is no place for a report or an outcome, whoever made it.
    #[error("nothing is written to `{path}` in a repository: {why}")]
    Astray {
        /// The path.
        path: String,
        /// Why not.
        why: &'static str,
    },
    /// A name that many systems take for ours.
    #[error(
        "`{there}` is in the repository already, and many systems do not tell it from `{path}`. Use the name as it stands there, or rename that one; nothing was written"
    )]
    Twin {
        /// Our path.
        path: String,
        /// The other.
        there: String,
    },
    /// A file that is too large to be read or to be written.
    #[error(
        "`{path}` would be read or written with {is} bytes, and may have {most}. Make it smaller; nothing was written"
    )]
    Large {
        /// The path.
        path: String,
        /// How large it is.
        is: usize,
        /// How large it may be.
        most: usize,
    },
    /// Folders that no work with documents needs.
    #[error(
        "the repository has folders more than {deepest} deep, or more than {most} of them: nothing was written. Give reports a repository of their own"
    )]
    Folders {
        /// How many there may be.
        most: usize,
        /// How deep they may lie.
        deepest: usize,
    },
}

/// What libgit2 said, with what to do about it.
pub(super) fn git_error(what: &'static str, url: &str, error: &git2::Error) -> PublishError {
    let message = error.message();
    let refused = matches!(error.code(), ErrorCode::Auth)
        || message.contains("authentication")
        || message.contains("401")
        || message.contains("403")
        || message.contains("not accepted");
    PublishError::Git {
        what,
        url: url.to_owned(),
        why: message.to_owned(),
        cure: if refused {
            "Give a token with `contents: write` there in FOLKMOOT_REPORT_TOKEN (GITHUB_TOKEN reaches its own repository only)".to_owned()
        } else {
            "Check the address and the network, and run again".to_owned()
        },
    }
}
