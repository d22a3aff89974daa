//! Who may be named.

use super::Attribution;
use super::Roster;
use super::fold::words;
use crate::notes::Author;
use std::collections::{BTreeSet, HashMap};

impl Roster {
    /// Who may be named under a policy.
    pub fn shown(&self, policy: Attribution) -> Shown {
        let mut shown = Shown {
            everybody: policy == Attribution::Named,
            ..Shown::default()
        };
        if policy != Attribution::OptIn {
            return shown;
        }
        // By each word of their name, those who did not agree.
        let mut private: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        let mut logins = BTreeSet::new();
        for person in self.people.iter().filter(|person| !person.consent) {
            let all = words(&person.name);
            for word in &all {
                private.entry(word.clone()).or_default().push(all.clone());
            }
            logins.insert(login(&person.handle));
        }
        for person in self.people.iter().filter(|person| person.consent) {
            let all = words(&person.name);
            // "Jane" may be any of those whose name it is a part of.
            let free = all.first().is_some_and(|first| {
                let mut others = private.get(first).into_iter().flatten();
                !others.any(|other| all.iter().all(|word| other.contains(word)))
            });
            let account = login(&person.handle);
            let known = !account.is_empty() && !logins.contains(&account);
            if free {
                shown.contributors.insert(person.name.clone());
                shown.names.insert(all.join(" "));
            } else if all.is_empty() && known {
                shown
                    .contributors
                    .insert(person.handle.trim_start_matches('@').to_owned());
            }
            if known {
                shown.logins.insert(account);
            }
        }
        shown
    }
}

/// Those who may be named. Where one of two who are called the same did not agree, neither is here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    everybody: bool,
    /// Folded.
    names: BTreeSet<String>,
    logins: BTreeSet<String>,
    /// Whoever agreed, by name or else by account, where those are told apart.
    pub contributors: BTreeSet<String>,
}

impl Shown {
    /// Whether an author is among them.
    pub fn has(&self, author: &Author) -> bool {
        self.everybody
            || match author {
                Author::Account { login, .. } => self.logins.contains(&self::login(login)),
                Author::Name(name) => match name.trim().strip_prefix('@') {
                    Some(login) => self.logins.contains(&self::login(login)),
                    None => self.names.contains(&words(name).join(" ")),
                },
            }
    }
}

fn login(text: &str) -> String {
    text.trim().trim_start_matches('@').to_lowercase()
}
