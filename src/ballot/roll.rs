//! The electorate, frozen when the vote opens.

use super::cast::Account;
use crate::text::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Who may vote. Accounts are known by their numeric id: a login can change hands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    /// These accounts, in rising order; `None` for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<u64>>,
    /// But not these, in rising order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<u64>,
    /// And no account that was made at this time or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_before: Option<Timestamp>,
}

impl Roll {
    /// Everybody.
    pub fn everyone() -> Roll {
        Roll::default()
    }

    /// These accounts alone.
    pub fn of(ids: impl IntoIterator<Item = u64>) -> Roll {
        let mut ids: Vec<u64> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Roll {
            accounts: Some(ids),
            ..Roll::default()
        }
    }

    /// Whether an account is on it.
    pub fn holds(&self, id: u64) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|ids| ids.binary_search(&id).is_ok())
            && self.denied.binary_search(&id).is_err()
    }

    /// Whether the account is old enough; one whose age is not known is not.
    pub fn is_old_enough(&self, account: &Account) -> bool {
        self.born_before
            .is_none_or(|before| account.created.is_some_and(|created| created < before))
    }

    /// How many are on it; `None` for everybody.
    pub fn size(&self) -> Option<u64> {
        let ids = self.accounts.as_ref()?;
        let count = ids.iter().filter(|id| self.holds(**id)).count();
        u64::try_from(count).ok()
    }

    /// SHA-256 over what it says: see `docs/tally.md`, "The roll's digest".
    pub fn digest(&self) -> String {
        let list = |ids: &[u64]| -> String { ids.iter().map(|id| format!("{id}\n")).collect() };
        let mut text = match &self.accounts {
            None => "everyone\n".to_owned(),
            Some(ids) => list(ids),
        };
        if !self.denied.is_empty() {
            let _ = write!(text, "denied\n{}", list(&self.denied));
        }
        if let Some(before) = self.born_before {
            let _ = writeln!(text, "born-before {before}");
        }
        format!("sha256:{}", hex(&Sha256::digest(text.as_bytes())))
    }
}

/// An entry of a roll, an allow list or a deny list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// A login, as it is now.
    Login(String),
    /// A numeric id.
    Id(u64),
}

impl Entry {
    /// Reads `octocat`, `@octocat` or `id:583231`; `None` for what can be no account of a person.
    pub fn parse(text: &str) -> Option<Entry> {
        let text = text.trim();
        if let Some(id) = text.strip_prefix("id:") {
            return id.trim().parse().ok().map(Entry::Id);
        }
        let login = text.strip_prefix('@').unwrap_or(text);
        // Enterprise-managed users carry `_shortcode`.
        let fits = (1..=60).contains(&login.len())
            && !login.starts_with('-')
            && login
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        fits.then(|| Entry::Login(login.to_owned()))
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Entry::Login(login) => f.write_str(login),
            Entry::Id(id) => write!(f, "id:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_is_a_set_of_ids() {
        let roll = Roll {
            denied: vec![3],
            ..Roll::of([3, 1, 2, 1])
        };
        assert_eq!(roll.accounts, Some(vec![1, 2, 3]));
        assert!(roll.holds(1) && !roll.holds(3) && !roll.holds(4));
        assert_eq!(roll.size(), Some(2));
        assert_ne!(roll.digest(), Roll::of([1, 2, 3]).digest());
        assert_eq!(Roll::everyone().size(), None);
    }

    #[test]
    fn an_account_of_unknown_age_is_not_old_enough() {
        let roll = Roll {
            born_before: Timestamp::from_second(100).ok(),
            ..Roll::everyone()
        };
        let account = |created: Option<i64>| Account {
            id: 1,
            login: "a".into(),
            created: created.and_then(|at| Timestamp::from_second(at).ok()),
        };
        assert!(roll.is_old_enough(&account(Some(99))));
        assert!(!roll.is_old_enough(&account(Some(100))));
        assert!(!roll.is_old_enough(&account(None)));
    }

    #[test]
    fn entries_are_logins_or_ids() {
        assert_eq!(
            Entry::parse("@octocat"),
            Some(Entry::Login("octocat".into()))
        );
        assert_eq!(Entry::parse(" id:583231"), Some(Entry::Id(583_231)));
        // A login may be all digits, so a number alone is one.
        assert_eq!(Entry::parse("123"), Some(Entry::Login("123".into())));
        for text in ["", "two words", "-x", "a@b.c", "id:x", "dependabot[bot]"] {
            assert_eq!(Entry::parse(text), None, "{text}");
        }
    }
}
