//! The accounts that a text names: those may command that the session's file names as its facilitator.
//!
//! An account is `@login` as a word of its own. Anything longer is an account elsewhere (`@ada@social.example`, `@ada:matrix.example`), an address,
//! a path or a team, and whoever has the like-named account here may be anybody.

/// What a login is made of.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Each `@` of a text, with the login behind it if it is one.
fn signs(text: &str) -> impl Iterator<Item = Option<&str>> {
    text.match_indices('@').map(move |(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let begins = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ','));
        let rest = text.get(at + 1..)?;
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (login, after) = (rest.get(..end)?, rest.get(end..)?);
        let ends = match after.chars().next() {
            None | Some(')' | ',' | ';') => true,
            Some('.') => after.trim_end() == ".",
            Some(c) => c.is_whitespace(),
        };
        (begins && ends && !login.is_empty()).then_some(login)
    })
}

/// The accounts that a text names.
pub fn handles(text: &str) -> impl Iterator<Item = &str> {
    signs(text).flatten()
}

/// Whether a text has an `@` that names no account.
pub fn has_other(text: &str) -> bool {
    signs(text).any(|sign| sign.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_account_is_a_word_of_its_own() {
        let table: [(&str, &[&str], bool); 27] = [
            ("@ada", &["ada"], false),
            (" @ada ", &["ada"], false),
            ("Ada Lovelace (@ada-l), @bo", &["ada-l", "bo"], false),
            ("(@ada,@bo)", &["ada", "bo"], false),
            ("@ada; @bo.", &["ada", "bo"], false),
            ("@ada. ", &["ada"], false),
            ("Ada\u{a0}@ada\u{3000}of the office", &["ada"], false),
            ("@octo_acme", &["octo_acme"], false),
            ("Ada", &[], false),
            ("", &[], false),
            // Accounts elsewhere.
            ("Ada Lovelace (@ada@social.example)", &[], true),
            ("@ada@social.example", &[], true),
            ("https://social.example/@ada", &[], true),
            ("<https://blog.example/@ada>", &[], true),
            ("@ada:matrix.example", &[], true),
            ("Ada Lovelace <ada@mail.example>", &[], true),
            ("@ada.bsky.example", &[], true),
            // Teams, files, names that no login has.
            ("@acme/leads", &[], true),
            ("@ad\u{e1}-l", &[], true),
            ("@ada\u{301}", &[], true),
            ("\u{e4}@ada", &[], true),
            ("@ada\u{200b}", &[], true),
            ("[@ada](https://x.example)", &[], true),
            ("@ada’s deputy", &[], true),
            ("@ @", &[], true),
            ("@@ada", &[], true),
            ("@ada@social.example, @bo", &["bo"], true),
        ];
        for (text, named, other) in table {
            assert_eq!(handles(text).collect::<Vec<_>>(), named, "{text}");
            assert_eq!(has_other(text), other, "{text}");
        }
    }

    proptest! {
        /// Whatever stands around it: what is taken is a whole word.
        #[test]
        fn what_is_taken_stands_alone(text in "[ab@./:;,()\\[\\] é-]{0,14}") {
            for login in handles(&text) {
                let found = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'))
                    .any(|word| word.strip_prefix('@').map(|word| word.strip_suffix('.').unwrap_or(word)) == Some(login));
                prop_assert!(found, "{text:?}: {login:?}");
            }
        }
    }
}
