//! Accounts and who is who.

use super::{Account, State};
use crate::hub::Kind;

impl State {
    /// Adds an account; the login must be free.
    pub(crate) fn insert_account(&mut self, login: &str, kind: Kind) -> &Account {
        let (id, created_at) = (self.fresh_id(), self.now());
        let prefix = if kind == Kind::Bot { "ghs" } else { "ghp" };
        let account = Account {
            id,
            login: login.to_owned(),
            token: format!("{prefix}_fakehub{id}"),
            kind,
            created_at,
            deleted: false,
        };
        self.accounts.entry(id).or_insert(account)
    }

    /// The account, unless it was deleted.
    pub(crate) fn account(&self, id: u64) -> Option<&Account> {
        self.accounts.get(&id).filter(|account| !account.deleted)
    }

    pub(crate) fn account_by_login(&self, login: &str) -> Option<&Account> {
        self.accounts
            .values()
            .find(|account| !account.deleted && account.login.eq_ignore_ascii_case(login))
    }

    pub(crate) fn account_by_token(&self, token: &str) -> Option<&Account> {
        self.accounts
            .values()
            .find(|account| !account.deleted && account.token == token)
    }

    /// The login, or an empty one for whoever has no token.
    pub(crate) fn login(&self, viewer: Option<u64>) -> String {
        viewer
            .and_then(|id| self.account(id))
            .map(|account| account.login.clone())
            .unwrap_or_default()
    }
}
