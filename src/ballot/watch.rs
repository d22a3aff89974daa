//! The change watch: what was seen of the votes, look by look, each line bound to the one before it by a hash.
//!
//! GitHub leaves no trace of a reaction that is taken back. These lines do, as fine as the looks were. They hold numbers alone, no account and no
//! time of a vote.

use super::cast::{Cast, Item};
use crate::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What one look saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its number, from 0.
    pub n: u64,
    /// When.
    pub at: Timestamp,
    /// The digest of the line before; empty in the first.
    pub prev: String,
    /// All reactions by item.
    pub votes: BTreeMap<u64, u64>,
    /// Ballots in comments, where the method has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballots: Option<u64>,
    /// People with a vote that counts.
    pub voters: u64,
    /// Reactions given since the line before, by item.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<u64, u64>,
    /// Reactions that were there at the line before and are not any more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vanished: BTreeMap<u64, u64>,
    /// Items whose title or text is another than when the vote opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edited: Vec<u64>,
}

impl Line {
    /// As text: what the digest of the next line is over.
    pub fn text(&self) -> String {
        // Plain values: this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its digest.
    pub fn digest(&self) -> String {
        digest(&self.text())
    }

    /// How many votes have vanished, all items together.
    pub fn gone(&self) -> u64 {
        self.vanished.values().sum()
    }
}

/// The digest of a line's text.
pub fn digest(text: &str) -> String {
    format!("sha256:{}", hex(&Sha256::digest(text.as_bytes())))
}

/// The next line, if there is anything to say: other reactions, other ballots, other texts than in the line before.
pub fn look(
    before: Option<&Line>,
    at: Timestamp,
    items: &[Item],
    ballots: Option<&[Cast]>,
    voters: u64,
) -> Option<Line> {
    let mut line = Line {
        n: before.map_or(0, |before| before.n + 1),
        at,
        prev: before.map(Line::digest).unwrap_or_default(),
        votes: items.iter().map(|item| (item.number, item.total)).collect(),
        ballots: ballots.map(|casts| u64::try_from(casts.len()).unwrap_or(u64::MAX)),
        voters,
        given: BTreeMap::new(),
        vanished: BTreeMap::new(),
        edited: items
            .iter()
            .filter(|item| item.changed)
            .map(|item| item.number)
            .collect(),
    };
    for item in items {
        let was = before
            .and_then(|before| before.votes.get(&item.number))
            .copied()
            .unwrap_or(0);
        let since = item
            .votes
            .iter()
            .filter(|vote| before.is_none_or(|before| vote.at > before.at));
        let mut given = u64::try_from(since.count()).unwrap_or(u64::MAX);
        // Given in the very second of the last look, after it.
        given = given.max(item.total.saturating_sub(was));
        let vanished = (was + given).saturating_sub(item.total);
        if given > 0 {
            line.given.insert(item.number, given);
        }
        if vanished > 0 {
            line.vanished.insert(item.number, vanished);
        }
    }
    let same = before.is_some_and(|before| {
        before.votes == line.votes
            && before.ballots == line.ballots
            && before.voters == line.voters
            && before.edited == line.edited
            && line.vanished.is_empty()
            && line.given.is_empty()
    });
    (!same).then_some(line)
}

/// The first fault of a chain; `None` where each line is bound to the one before it.
pub fn broken(lines: &[String]) -> Option<String> {
    let mut prev = String::new();
    for (n, text) in (0_u64..).zip(lines) {
        let line: Line = match serde_json::from_str(text) {
            Ok(line) => line,
            Err(error) => return Some(format!("line {n} of the watch cannot be read: {error}")),
        };
        if line.n != n || line.prev != prev {
            return Some(format!(
                "line {n} of the watch is not bound to the line before it"
            ));
        }
        prev = digest(text);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::cast::{Account, Reaction, Vote};
    use super::*;
    use std::collections::BTreeSet;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn item(votes: &[i64]) -> Item {
        Item {
            number: 7,
            id: "I".into(),
            name: "A".into(),
            text: String::new(),
            changed: false,
            authors: BTreeSet::new(),
            votes: votes
                .iter()
                .map(|second| Vote {
                    account: Some(Account {
                        id: 1,
                        login: "a".into(),
                        created: None,
                    }),
                    at: at(*second),
                    reaction: Some(Reaction::ThumbsUp),
                })
                .collect(),
            total: u64::try_from(votes.len()).unwrap(),
        }
    }

    #[test]
    fn a_vote_that_is_taken_back_is_seen_even_where_another_takes_its_place() {
        let first = look(None, at(100), &[item(&[90, 95])], None, 2).unwrap();
        assert_eq!((first.n, first.given[&7]), (0, 2));
        assert_eq!(
            look(Some(&first), at(110), &[item(&[90, 95])], None, 2),
            None
        );
        let second = look(Some(&first), at(120), &[item(&[95, 115])], None, 2).unwrap();
        assert_eq!((second.given[&7], second.vanished[&7]), (1, 1));
        // Given in the same second as the look.
        let third = look(Some(&second), at(130), &[item(&[95, 115, 120])], None, 2).unwrap();
        assert_eq!((third.given[&7], third.gone()), (1, 0));
        let lines: Vec<String> = [&first, &second, &third].map(Line::text).to_vec();
        assert_eq!(broken(&lines), None);
        assert!(broken(&lines[1..]).is_some());
        let mut forged = lines.clone();
        forged[1] = forged[1].replace("\"7\":2", "\"7\":3");
        assert_eq!(
            broken(&forged).unwrap(),
            "line 2 of the watch is not bound to the line before it"
        );
    }
}
