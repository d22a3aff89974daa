//! Where to read more about what went wrong: a section of `docs/troubleshooting.md` for each kind of failure.

use crate::drive::DriveError;
use crate::github::GithubError;
use crate::publish::PublishError;

/// The page with all of them.
const PAGE: &str = "https://github.com/folkmoot/folkmoot/blob/main/docs/troubleshooting.md";

/// What went wrong, by the section that explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// GitHub cannot be reached, or answers with an error.
    Unreachable,
    /// GitHub does not accept the token.
    Token,
    /// The token may not do something.
    Permission,
    /// A limit.
    Limit,
    /// A repository that is not there, or is empty.
    Repository,
    /// Something is larger than GitHub takes it.
    Size,
    /// git.
    Git,
    /// A document cannot take an outcome.
    Outcome,
    /// The branch.
    Branch,
    /// No result can be given.
    NoResult,
    /// Something was held back for the privacy of the session.
    Held,
    /// What should not happen.
    Bug,
}

impl Help {
    /// All of them.
    pub const ALL: [Help; 12] = [
        Help::Unreachable,
        Help::Token,
        Help::Permission,
        Help::Limit,
        Help::Repository,
        Help::Size,
        Help::Git,
        Help::Outcome,
        Help::Branch,
        Help::NoResult,
        Help::Held,
        Help::Bug,
    ];

    /// The heading of the section.
    pub fn heading(self) -> &'static str {
        match self {
            Help::Unreachable => "GitHub cannot be reached",
            Help::Token => "GitHub does not accept the token",
            Help::Permission => "GitHub refuses",
            Help::Limit => "A limit is reached",
            Help::Repository => "The repository does not exist",
            Help::Size => "GitHub would have to take too much",
            Help::Git => "git cannot fetch or push",
            Help::Outcome => "An outcome cannot be written",
            Help::Branch => "The sessions are another branch's",
            Help::NoResult => "No result",
            Help::Held => "Held back",
            Help::Bug => "Something that should not happen",
        }
    }

    /// The address of the section.
    pub fn url(self) -> String {
        format!("{PAGE}#{}", anchor(self.heading()))
    }
}

/// The name that GitHub gives a heading: small letters, hyphens for blanks, no other signs.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|sign| match sign {
            ' ' => Some('-'),
            '-' | '_' => Some(sign),
            _ => sign.is_alphanumeric().then_some(sign),
        })
        .collect()
}

impl From<&GithubError> for Help {
    fn from(error: &GithubError) -> Help {
        match error {
            GithubError::Unreachable { .. }
            | GithubError::Server { .. }
            | GithubError::Stopped { .. }
            | GithubError::Unusable { .. } => Help::Unreachable,
            GithubError::Unauthorized { .. } => Help::Token,
            GithubError::Forbidden { .. } | GithubError::Refused { .. } => Help::Permission,
            GithubError::RateLimited { .. }
            | GithubError::Budget { .. }
            | GithubError::Busy { .. } => Help::Limit,
            GithubError::NoRepository { .. }
            | GithubError::NoReportRepository { .. }
            | GithubError::EmptyRepository { .. } => Help::Repository,
            GithubError::TooLarge { .. } => Help::Size,
        }
    }
}

impl From<&PublishError> for Help {
    fn from(error: &PublishError) -> Help {
        match error {
            PublishError::Git { .. } | PublishError::Rejected { .. } => Help::Git,
            PublishError::NoBase { .. } => Help::Repository,
            PublishError::Outcome { .. }
            | PublishError::Ledger { .. }
            | PublishError::Path { .. }
            | PublishError::Astray { .. }
            | PublishError::Twin { .. }
            | PublishError::Large { .. }
            | PublishError::Folders { .. } => Help::Outcome,
        }
    }
}

impl From<&DriveError> for Help {
    fn from(error: &DriveError) -> Help {
        match error {
            DriveError::Github(error) => Help::from(error),
            DriveError::Publish(error) => Help::from(error),
            DriveError::Branch { .. } => Help::Branch,
            DriveError::Endless(_) => Help::Bug,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_there() {
        let page = include_str!("../../docs/troubleshooting.md");
        for help in Help::ALL {
            let heading = format!("\n## {}\n", help.heading());
            assert!(page.contains(&heading), "{heading}");
            let (_, name) = help
                .url()
                .split_once('#')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .unwrap();
            assert!(!name.is_empty());
        }
        let sections = page.matches("\n## ").count();
        assert_eq!(
            sections,
            Help::ALL.len() + 3,
            "and those on files, arguments and what is not seen"
        );
        assert_eq!(
            anchor("The sessions are another branch's"),
            "the-sessions-are-another-branchs"
        );
    }
}
