//! What people cast, as it stands on GitHub: reactions, and ballots in comments.

use super::rules::Method;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// An account as GitHub names it in a reaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// Numeric id.
    pub id: u64,
    /// Login as it is now.
    pub login: String,
    /// When it was made, where that was read.
    pub created: Option<Timestamp>,
}

/// One of GitHub's eight reactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reaction {
    /// 👍
    ThumbsUp,
    /// 👎
    ThumbsDown,
    /// 😄
    Laugh,
    /// 🎉
    Hooray,
    /// 😕
    Confused,
    /// ❤️
    Heart,
    /// 🚀
    Rocket,
    /// 👀
    Eyes,
}

impl Reaction {
    /// Reads GitHub's word in GraphQL.
    pub fn from_graphql(word: &str) -> Option<Reaction> {
        Some(match word {
            "THUMBS_UP" => Reaction::ThumbsUp,
            "THUMBS_DOWN" => Reaction::ThumbsDown,
            "LAUGH" => Reaction::Laugh,
            "HOORAY" => Reaction::Hooray,
            "CONFUSED" => Reaction::Confused,
            "HEART" => Reaction::Heart,
            "ROCKET" => Reaction::Rocket,
            "EYES" => Reaction::Eyes,
            _ => return None,
        })
    }

    /// What it is worth under a method: see `docs/tally.md`. `None` where it is no vote.
    pub fn value(self, method: Method, stages: usize) -> Option<i64> {
        match method {
            Method::Top | Method::Approval => (self == Reaction::ThumbsUp).then_some(1),
            Method::Motion => match self {
                Reaction::ThumbsUp => Some(1),
                Reaction::ThumbsDown => Some(-1),
                Reaction::Eyes => Some(0),
                _ => None,
            },
            Method::Dots => match self {
                Reaction::ThumbsUp => Some(1),
                Reaction::Heart => Some(2),
                Reaction::Rocket => Some(3),
                _ => None,
            },
            Method::Grid => {
                let order = [
                    Reaction::ThumbsUp,
                    Reaction::Heart,
                    Reaction::Rocket,
                    Reaction::Hooray,
                    Reaction::Eyes,
                    Reaction::Laugh,
                ];
                let place = order.iter().position(|sign| *sign == self)?;
                (place < stages)
                    .then(|| i64::try_from(place + 1).ok())
                    .flatten()
            }
            Method::Ranked => None,
        }
    }
}

/// The most stages of a grid: GitHub has no more reactions that suit.
pub const MOST_STAGES: usize = 6;

/// A reaction on a cluster's issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The account; `None` where it was deleted, or is no person's.
    pub account: Option<Account>,
    /// When it was given.
    pub at: Timestamp,
    /// Which; `None` for one that GitHub did not have when this was written.
    pub reaction: Option<Reaction>,
}

/// What is voted on, as the count sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The number of its issue.
    pub number: u64,
    /// The node id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `sha256:…` of title and body as they were when the vote opened.
    pub text: String,
    /// Whether title or body are others now.
    pub changed: bool,
    /// The accounts whose notes it holds.
    pub authors: BTreeSet<u64>,
    /// Every reaction on it that was read.
    pub votes: Vec<Vote>,
    /// How many there are according to GitHub.
    pub total: u64,
}

/// A ballot in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// Who wrote it; `None` where the account was deleted, or is no person's.
    pub account: Option<Account>,
    /// When it was written, or edited last.
    pub at: Timestamp,
    /// What it says: issue number and value; `None` where it cannot be read.
    pub choices: Option<Vec<(u64, i64)>>,
}

/// The first line of a comment that means to be a ballot, without its command: `/rank …` or `/dots …`.
pub fn command(method: Method, body: &str) -> Option<&str> {
    let word = match method {
        Method::Ranked => "/rank",
        Method::Dots => "/dots",
        _ => return None,
    };
    body.lines().map(str::trim).find_map(|line| {
        let head = line.get(..word.len())?;
        let rest = line.get(word.len()..)?;
        (head.eq_ignore_ascii_case(word) && rest.chars().next().is_none_or(char::is_whitespace))
            .then(|| rest.trim())
    })
}

/// Reads what comes after `/rank` or `/dots`; `None` where it cannot be read, or names what is not voted on, or one thing twice.
pub fn choices(method: Method, text: &str, items: &[u64]) -> Option<Vec<(u64, i64)>> {
    let number = |word: &str| -> Option<u64> {
        let word = word.trim();
        let digits = word.strip_prefix('#').unwrap_or(word);
        let number = digits.parse().ok()?;
        items.contains(&number).then_some(number)
    };
    let mut list: Vec<(u64, i64)> = Vec::new();
    match method {
        Method::Ranked => {
            for (place, equal) in text.split('>').enumerate() {
                let rank = i64::try_from(place + 1).ok()?;
                for word in equal.split('=') {
                    list.push((number(word)?, rank));
                    if list.len() > items.len() {
                        return None;
                    }
                }
            }
        }
        Method::Dots => {
            for part in text.split(',') {
                let words: Vec<&str> = part.split_whitespace().collect();
                let [item, dots] = words.as_slice() else {
                    return None;
                };
                let dots: i64 = dots
                    .parse()
                    .ok()
                    .filter(|dots| (0..=1_000).contains(dots))?;
                list.push((number(item)?, dots));
                if list.len() > items.len() {
                    return None;
                }
            }
        }
        _ => return None,
    }
    let once: BTreeSet<u64> = list.iter().map(|(item, _)| *item).collect();
    if once.len() != list.len() {
        return None;
    }
    // No dots are no choice; they are written to take back what reactions said.
    list.retain(|(_, value)| *value > 0);
    list.sort_unstable();
    Some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranking_is_read_or_it_is_not() {
        let read = |text: &str| choices(Method::Ranked, text, &[15, 16, 17]);
        assert_eq!(
            read("#15 > 17 = #16"),
            Some(vec![(15, 1), (16, 2), (17, 2)])
        );
        assert_eq!(read("#16"), Some(vec![(16, 1)]));
        for text in ["", "15 > 15", "15 > 99", "Security", "15 >", "15, 16"] {
            assert_eq!(read(text), None, "{text}");
        }
        let dots = |text: &str| choices(Method::Dots, text, &[15, 16]);
        assert_eq!(dots("#16 1, 15 3"), Some(vec![(15, 3), (16, 1)]));
        assert_eq!(dots("15 0"), Some(vec![]));
        for text in ["15", "15 x", "15 -1", "15 1 1", "15 1, 15 2"] {
            assert_eq!(dots(text), None, "{text}");
        }
    }

    #[test]
    fn only_its_own_command_is_a_ballot() {
        assert_eq!(command(Method::Ranked, "/rank 1 > 2"), Some("1 > 2"));
        assert_eq!(command(Method::Ranked, "Hi\r\n/Rank 1\r\n"), Some("1"));
        assert_eq!(command(Method::Ranked, "/rank"), Some(""));
        assert_eq!(command(Method::Ranked, "/ranked 1"), None);
        assert_eq!(command(Method::Ranked, "please /rank 1"), None);
        assert_eq!(command(Method::Top, "/rank 1"), None);
        assert_eq!(command(Method::Dots, "/dots 1 2"), Some("1 2"));
    }
}
