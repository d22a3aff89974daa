//! Keys in links, which open once, and the cookies that they are changed for. Only digests are kept: whoever reads this process's memory of them has no
//! key, and how long a comparison takes tells nothing about one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Look.
    Wall,
    /// Look and edit.
    Presenter,
}

/// What a key opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opened {
    /// A browser may come in: with this cookie.
    In(Role, String),
    /// It was used before.
    Used,
    /// There is no such key.
    Unknown,
}

type Print = [u8; 32];

/// Keys and cookies.
#[derive(Debug, Default)]
pub struct Keys(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    links: BTreeMap<Print, Role>,
    used: BTreeSet<Print>,
    cookies: BTreeMap<Print, Role>,
}

fn print(secret: &str) -> Print {
    Sha256::digest(secret.as_bytes()).into()
}

/// 192 bits that nobody guesses, in signs that an address and a cookie can hold.
fn secret() -> io::Result<String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

impl Keys {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key for a link.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn link(&self, role: Role) -> io::Result<String> {
        let key = secret()?;
        self.known().links.insert(print(&key), role);
        Ok(key)
    }

    /// What a key would open.
    pub(super) fn is_good(&self, key: &str) -> bool {
        self.known().links.contains_key(&print(key))
    }

    /// Whether a key was used up.
    pub(super) fn was_used(&self, key: &str) -> bool {
        self.known().used.contains(&print(key))
    }

    /// Uses a key up.
    ///
    /// # Errors
    /// Where the system has no random numbers; the key is good still.
    pub(super) fn open(&self, key: &str) -> io::Result<Opened> {
        let cookie = secret()?;
        let (key, mut known) = (print(key), self.known());
        let Some(role) = known.links.remove(&key) else {
            let used = known.used.contains(&key);
            return Ok(if used { Opened::Used } else { Opened::Unknown });
        };
        known.used.insert(key);
        known.cookies.insert(print(&cookie), role);
        Ok(Opened::In(role, cookie))
    }

    /// What the bearer of a cookie may do.
    pub(super) fn role(&self, cookie: &str) -> Option<Role> {
        self.known().cookies.get(&print(cookie)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_once_and_its_cookie_stays() {
        let keys = Keys::default();
        let (one, other) = (
            keys.link(Role::Presenter).unwrap(),
            keys.link(Role::Wall).unwrap(),
        );
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        assert!(keys.is_good(&one));
        let Opened::In(role, cookie) = keys.open(&one).unwrap() else {
            panic!("the key is good");
        };
        assert_eq!(role, Role::Presenter);
        assert_eq!(keys.role(&cookie), Some(Role::Presenter));
        assert!(!keys.is_good(&one));
        assert_eq!(keys.open(&one).unwrap(), Opened::Used);
        assert_eq!(keys.open("").unwrap(), Opened::Unknown);
        assert_eq!(keys.open(&cookie).unwrap(), Opened::Unknown);
        // Neither stands for the other.
        assert_eq!(keys.role(&one), None);
        assert_eq!(keys.role(&other), None);
        assert!(matches!(
            keys.open(&other).unwrap(),
            Opened::In(Role::Wall, _)
        ));
    }
}
