//! The change watch: what was seen of the votes, look by look, each line bound to the one before it by a hash.
//!
//! GitHub leaves no trace of a reaction that is taken back. These lines do, as fine as the looks were. They hold numbers alone, no account and no
//! time of a vote.

use super::cast::{Cast, Item};
use crate::text::hex;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
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
        self.vanished.values().copied().fold(0, u64::saturating_add)
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
    // GitHub's clock and this machine's differ, and a run keeps the time at which it began: a line is never older than what it saw. Whole
    // minutes, so that it does not tell the time of a vote.
    let newest = items
        .iter()
        .flat_map(|item| &item.votes)
        .map(|vote| vote.at)
        .max();
    let at = newest
        .filter(|newest| *newest > at)
        .and_then(|newest| newest.round(minute()).ok())
        .unwrap_or(at)
        .max(before.map_or(at, |before| before.at));
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
        let vanished = was.saturating_add(given).saturating_sub(item.total);
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

/// Rounding up to the next whole minute.
fn minute() -> TimestampRound {
    TimestampRound::new()
        .smallest(Unit::Minute)
        .mode(RoundMode::Ceil)
}

/// Whether each line is bound to the one before it.
///
/// # Errors
/// The first fault of the chain.
pub fn chain(lines: &[String]) -> Result<u64, String> {
    let mut last: Option<(u64, String)> = None;
    let mut missing = 0;
    for (place, text) in (0_u64..).zip(lines) {
        let line: Line = serde_json::from_str(text)
            .map_err(|error| format!("line {place} of the watch cannot be read: {error}"))?;
        let bound = match &last {
            Some((n, digest)) => n.checked_add(1) == Some(line.n) && *digest == line.prev,
            // A comment that held the lines before it may be gone.
            None => (line.n == 0) == line.prev.is_empty(),
        };
        if !bound {
            return Err(format!(
                "line {place} of the watch is not bound to the line before it"
            ));
        }
        if last.is_none() {
            missing = line.n;
        }
        last = Some((line.n, digest(text)));
    }
    Ok(missing)
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
    fn a_vote_later_than_the_run_s_clock_is_seen_once() {
        let items = [item(&[90, 102, 163])];
        let first = look(None, at(100), &items, None, 1).unwrap();
        assert_eq!(first.at, at(180));
        assert_eq!(look(Some(&first), at(100), &items, None, 1), None);
        let later = look(
            Some(&first),
            at(400),
            &[item(&[90, 102, 163, 200])],
            None,
            1,
        )
        .unwrap();
        assert_eq!((later.given[&7], later.gone()), (1, 0));
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
        assert_eq!(chain(&lines), Ok(0));
        // Earlier lines may be gone, and then that is known.
        assert_eq!(chain(&lines[1..]), Ok(1));
        let mut forged = lines.clone();
        forged[1] = forged[1].replace("\"7\":2", "\"7\":3");
        assert_eq!(
            chain(&forged).unwrap_err(),
            "line 2 of the watch is not bound to the line before it"
        );
    }
}
