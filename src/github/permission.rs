//! What a token may not do, and the setting that lets it.

use super::error::GithubError;
use super::token::Kind;

/// What a token has to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To read issues.
    Reading,
    /// To write issues, labels, comments.
    Issues,
    /// To read the repository of reports.
    Contents,
    /// To open pull requests.
    PullRequests,
}

/// What GitHub means by "not accessible", and the setting that helps: each kind of token has its own.
pub fn forbidden(why: String, need: Need, kind: Option<Kind>) -> GithubError {
    let (word, name, level) = match need {
        Need::Reading => ("issues: read", "Issues", "Read-only"),
        Need::Issues => ("issues: write", "Issues", "Read and write"),
        Need::Contents => ("contents: write", "Contents", "Read and write"),
        Need::PullRequests => ("pull-requests: write", "Pull requests", "Read and write"),
    };
    let cure = if why.contains("not permitted to create or approve pull requests") {
        "Allow it under Settings → Actions → General → Workflow permissions".to_owned()
    } else if why.contains("SAML") {
        "Authorize the token for the organization: Settings → Developer settings → Tokens → Configure SSO".to_owned()
    } else {
        match kind {
            Some(Kind::Installation) => format!(
                "In a workflow, grant `{word}` under `permissions:` (GITHUB_TOKEN reaches its own repository only). Of a GitHub App, set Repository permissions → {name} → {level}, and accept it where the App is installed"
            ),
            Some(Kind::FineGrained) => format!(
                "Under Settings → Developer settings → Fine-grained tokens, set Repository permissions → {name} → {level} for this repository"
            ),
            Some(Kind::Classic) => "Give the token the scope `repo` (`public_repo` for a public repository), and its owner the role Write in the repository".to_owned(),
            Some(Kind::Other) | None => format!("Grant the token `{word}` on the repository"),
        }
    };
    GithubError::Forbidden { why, cure }
}
