//! From what a session says of its voters to a roll of ids, with what has to be looked up on the way.

use super::labels::fold;
use super::view::{Standing, View};
use super::world::World;
use crate::ballot::{Entry, Roll, RollSource};
use crate::notes::Author;
use crate::plan::Look;
use crate::privacy::Attribution;
use crate::session::Session;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A roll, and what the session's lists came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The roll, without an age.
    pub roll: Roll,
    /// The ids that are on it by the list of the allowed alone.
    pub allowed: Vec<u64>,
    /// Where the entries stand that are no person's account; with the entry itself where names may be shown.
    pub unresolved: Vec<String>,
}

/// An entry of one of the session's lists, and where it stands.
struct Listed {
    place: String,
    entry: Entry,
}

fn in_file(session: &Session) -> Vec<Listed> {
    let path = session.roll_path().unwrap_or_default();
    session
        .roll_file
        .iter()
        .map(|(line, entry)| Listed {
            place: format!("{path}, line {line}"),
            entry: entry.clone(),
        })
        .collect()
}

fn in_list(name: &str, entries: &[String]) -> Vec<Listed> {
    (1..)
        .zip(entries)
        .filter_map(|(at, text): (usize, _)| {
            Some(Listed {
                place: format!("{name}, entry {at}"),
                entry: Entry::parse(text)?,
            })
        })
        .collect()
}

/// A digest over the session's lists: those may change while the vote is open, by a reviewed change. `None` where there are none.
pub fn lists(session: &Session) -> Option<String> {
    let rules = &session.rules;
    if session.roll_file.is_empty() && rules.allow.is_empty() && rules.deny.is_empty() {
        return None;
    }
    let file: BTreeSet<String> = session
        .roll_file
        .iter()
        .map(|(_, entry)| fold(&entry.to_string()))
        .collect();
    let text = format!("{file:?}\n{:?}\n{:?}", rules.allow, rules.deny);
    let digest = crate::text::hex(&Sha256::digest(text.as_bytes()));
    Some(digest.chars().take(16).collect())
}

/// What has to be looked up before the roll can be made; `frozen` is whether it only has to be amended.
pub fn looks(session: &Session, world: &World, frozen: bool) -> Vec<Look> {
    let mut looks = Vec::new();
    let source = &session.rules.roll;
    if !frozen && source.is_on_github() && read(world, source).is_none() {
        looks.push(Look::Roll {
            source: source.clone(),
        });
    }
    let mut logins: Vec<String> = in_file(session)
        .into_iter()
        .chain(in_list("allow", &session.rules.allow))
        .chain(in_list("deny", &session.rules.deny))
        .filter_map(|listed| match listed.entry {
            Entry::Login(login) if !world.people.contains_key(&fold(&login)) => Some(login),
            _ => None,
        })
        .collect();
    logins.sort_by_key(|login| fold(login));
    logins.dedup_by_key(|login| fold(login));
    if !logins.is_empty() && world.no_people.is_none() {
        looks.push(Look::People { logins });
    }
    looks
}

fn read<'w>(world: &'w World, source: &RollSource) -> Option<&'w Result<Vec<u64>, String>> {
    world
        .rolls
        .iter()
        .find(|(known, _)| known == source)
        .map(|(_, roll)| roll)
}

/// The roll of a vote that opens.
///
/// # Errors
/// One sentence, where it cannot be made whole: then no vote opens.
pub fn resolve(view: &View<'_>) -> Result<Resolved, String> {
    let session = view.session;
    let base = match &session.rules.roll {
        RollSource::Everyone | RollSource::File { .. } => None,
        RollSource::Participants => {
            let ids: BTreeSet<u64> = view
                .notes
                .iter()
                .filter(|received| !matches!(received.standing, Standing::Refused(_)))
                .filter_map(|received| match &received.note.author {
                    Some(Author::Account { id, .. }) => Some(*id),
                    _ => None,
                })
                .collect();
            if ids.is_empty() {
                return Err("its roll is `participants`, and no note has an account as its author. Set `roll: everyone`".to_owned());
            }
            Some(ids.into_iter().collect())
        }
        source => match read(view.world, source) {
            Some(Ok(ids)) => Some(ids.clone()),
            Some(Err(why)) => return Err(why.clone()),
            None => return Err("its roll was not read".to_owned()),
        },
    };
    amend(view, base)
}

/// The roll with what the session's lists say now over those who are on it anyway.
///
/// # Errors
/// One sentence, where nobody is left on it.
pub fn amend(view: &View<'_>, base: Option<Vec<u64>>) -> Result<Resolved, String> {
    let (session, world) = (view.session, view.world);
    if let Some(why) = world
        .no_people
        .as_ref()
        .filter(|_| lists(session).is_some())
    {
        return Err(format!(
            "the accounts of its lists cannot be looked up: {why}"
        ));
    }
    let shown = view.attribution == Attribution::Named;
    let mut unresolved = Vec::new();
    let mut ids = |list: Vec<Listed>| -> Vec<u64> {
        let mut ids = Vec::new();
        for Listed { place, entry } in list {
            let id = match &entry {
                Entry::Id(id) => Some(*id),
                Entry::Login(login) => world.people.get(&fold(login)).copied().flatten(),
            };
            match id {
                Some(id) => ids.push(id),
                None if shown => unresolved.push(format!("{entry} ({place})")),
                None => unresolved.push(place),
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let base = match session.rules.roll {
        RollSource::File { .. } => Some(ids(in_file(session))),
        _ => base,
    };
    let allowed = ids(in_list("allow", &session.rules.allow));
    let denied = ids(in_list("deny", &session.rules.deny));
    let allowed: Vec<u64> = allowed
        .into_iter()
        .filter(|id| base.as_ref().is_some_and(|base| !base.contains(id)))
        .collect();
    let mut roll = match base {
        None => Roll::everyone(),
        Some(base) => Roll::of(base.into_iter().chain(allowed.iter().copied())),
    };
    roll.denied = denied;
    if roll.size() == Some(0) {
        return Err("its roll is empty: none of its entries is a person’s account".to_owned());
    }
    Ok(Resolved {
        roll,
        allowed,
        unresolved,
    })
}
