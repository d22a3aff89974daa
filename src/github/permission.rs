//! What a token may not do, and the setting that lets it.

use super::answer::AnswerError;
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

impl Need {
    /// All.
    pub const ALL: [Need; 4] = [
        Need::Reading,
        Need::Issues,
        Need::Contents,
        Need::PullRequests,
    ];

    /// As workflows write it; its name and its level in GitHub's settings.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Need::Reading => ("issues: read", "Issues", "Read-only"),
            Need::Issues => ("issues: write", "Issues", "Read and write"),
            Need::Contents => ("contents: write", "Contents", "Read and write"),
            Need::PullRequests => ("pull-requests: write", "Pull requests", "Read and write"),
        }
    }
}

/// What GitHub means by "not accessible", and the setting that helps: each kind of token has its own.
pub fn forbidden(why: String, need: Need, kind: Option<Kind>) -> GithubError {
    let (word, name, level) = need.words();
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

/// What GitHub says of a write that it did not do.
pub(super) fn refused(
    what: &str,
    need: Need,
    error: Option<&AnswerError>,
    kind: Option<Kind>,
) -> GithubError {
    match error {
        Some(error) if error.kind.as_deref() == Some("FORBIDDEN") => {
            forbidden(error.message.clone(), need, kind)
        }
        Some(error) => GithubError::Refused {
            what: what.to_owned(),
            why: error.message.clone(),
        },
        None => GithubError::Unusable {
            what: what.to_owned(),
            why: "it says nothing of this change".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What a checkout, a look at the report's repository and `doctor` take, and no change of ours: GitHub never has to refuse them with a word of
    /// `Need`.
    const BESIDES: [&str; 3] = ["actions: read", "contents: read", "pull-requests: read"];

    #[test]
    fn the_page_on_permissions_names_what_the_code_asks_for_and_nothing_else() {
        let page = include_str!("../../docs/permissions.md");
        // Between backquotes, one word each side of the colon.
        let named: BTreeSet<&str> = page
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| word.ends_with(": read") || word.ends_with(": write"))
            .collect();
        let known = Need::ALL.map(|need| need.words().0);
        let known: BTreeSet<&str> = known.into_iter().chain(BESIDES).collect();
        assert_eq!(named, known);
    }
}
