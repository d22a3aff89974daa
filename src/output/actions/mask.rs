//! Hiding secrets from the log of a runner.

use super::data;
use crate::github::Token;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::io::{self, Write};

/// Tells a runner to hide a token wherever it comes up in a log, and what git's credentials make of it. This is the one text with the secret
/// in it, and `log` has to be read by the runner and by nobody before it.
///
/// # Errors
/// The log's.
pub(crate) fn mask(token: &Token, log: &mut impl Write) -> io::Result<()> {
    let secret = token.reveal();
    // Without padding it is found in one with padding, too.
    let credentials = STANDARD_NO_PAD.encode(format!("x-access-token:{secret}"));
    for secret in [secret, &credentials] {
        writeln!(log, "::add-mask::{}", data(secret))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_hidden_in_both_of_its_forms() {
        let token = Token::new("ghp_secret").unwrap();
        let mut log = Vec::new();
        mask(&token, &mut log).unwrap();
        assert_eq!(
            String::from_utf8(log).unwrap(),
            "::add-mask::ghp_secret\n::add-mask::eC1hY2Nlc3MtdG9rZW46Z2hwX3NlY3JldA\n"
        );
    }
}
