//! A secret that cannot be printed.

use std::fmt;

/// A token for GitHub. It has no `Display`, and its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// What kind of token it is, by its beginning. Each kind gets its permissions elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `ghs_`: a workflow's `GITHUB_TOKEN`, or an installation of a GitHub App.
    Installation,
    /// `github_pat_`: a fine-grained personal token.
    FineGrained,
    /// `ghp_`: a classic personal token.
    Classic,
    /// Anything else, such as a user's token of an App.
    Other,
}

impl Token {
    /// What kind it is.
    pub fn kind(&self) -> Kind {
        [
            ("ghs_", Kind::Installation),
            ("github_pat_", Kind::FineGrained),
            ("ghp_", Kind::Classic),
        ]
        .into_iter()
        .find(|(start, _)| self.0.starts_with(start))
        .map_or(Kind::Other, |(_, kind)| kind)
    }

    /// The token in a text, if there is one.
    pub fn new(text: &str) -> Option<Token> {
        let text = text.trim();
        (!text.is_empty()).then(|| Token(text.to_owned()))
    }

    /// The secret itself, for those that send it (the HTTP client, git's credentials) and those that hide it (a runner's log).
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_not_print() {
        let token = Token::new(" ghp_secret\n").unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(token.reveal(), "ghp_secret");
        assert!(Token::new("  ").is_none());
        assert_eq!(token.kind(), Kind::Classic);
        let kind = |text| Token::new(text).map(|token| token.kind());
        assert_eq!(kind("github_pat_1"), Some(Kind::FineGrained));
        assert_eq!(kind("ghs_1"), Some(Kind::Installation));
        assert_eq!(kind("0123"), Some(Kind::Other));
    }
}
