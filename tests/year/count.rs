//! The count of a vote as docs/tally.md describes it, once more and on its own. Part of the model.

use super::model::value;
use super::world::{Community, Method, Moments, Of, Sign};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A reaction that was there when the vote was counted.
#[derive(Debug, Clone)]
pub struct Given {
    pub by: usize,
    pub sign: Sign,
    pub at: Timestamp,
}

/// What is voted on.
pub struct Item {
    pub name: String,
    pub changed: bool,
    pub given: Vec<Given>,
    pub authors: BTreeSet<usize>,
}

/// A choice on somebody's ballot.
#[derive(Debug, Clone)]
pub struct Choice {
    pub item: usize,
    pub value: i64,
    pub at: Timestamp,
    pub why_not: Option<&'static str>,
}

/// Where an item ended.
#[derive(Debug, Clone, Default)]
pub struct Place {
    pub name: String,
    pub changed: bool,
    pub rank: usize,
    pub score: u64,
    pub motion: Option<[u64; 3]>,
    pub bar: Option<(u64, u64)>,
    pub wins: bool,
}

pub struct Tally {
    pub places: Vec<Place>,
    /// Of people by their number; of nobody that is known: none.
    pub ballots: BTreeMap<Option<usize>, Vec<Choice>>,
    pub voters: u64,
    pub quorum: Option<(u64, bool)>,
    /// The names of those that are equal at the last place.
    pub tie: BTreeSet<String>,
}

impl Tally {
    /// The votes of an item, if it was voted on.
    pub fn score(&self, name: &str) -> Option<u64> {
        let place = self.places.iter().find(|place| place.name == name)?;
        Some(place.score)
    }
}

pub fn tally(
    community: &Community,
    moments: &Moments,
    items: &[Item],
    roll: Option<&BTreeSet<usize>>,
    left: &BTreeSet<usize>,
) -> Tally {
    let rules = &community.rules;
    let mut ballots: BTreeMap<Option<usize>, Vec<Choice>> = BTreeMap::new();
    let age = rules
        .minimum_age
        .map(|days| SignedDuration::from_hours(24 * days));
    for (number, item) in items.iter().enumerate() {
        for given in &item.given {
            let Some(value) = value(community, given.sign) else {
                continue;
            };
            let who = (!left.contains(&given.by)).then_some(given.by);
            let young = |age| community.people[given.by].since >= moments.voting - age;
            let why_not = if who.is_none() {
                Some("no-account")
            } else if given.at < moments.voting {
                Some("early")
            } else if given.at >= moments.closed {
                Some("late")
            } else if roll.is_some_and(|roll| !roll.contains(&given.by)) {
                Some("not-on-roll")
            } else if age.is_some_and(young) {
                Some("too-new")
            } else if rules.own_notes_out && item.authors.contains(&given.by) {
                Some("own-note")
            } else {
                None
            };
            let choice = Choice {
                item: number,
                value,
                at: given.at,
                why_not,
            };
            ballots.entry(who).or_default().push(choice);
        }
    }
    for ballot in ballots.values_mut() {
        ballot.sort_by_key(|choice| (choice.at, choice.item, choice.value));
        spend(community, ballot);
    }
    let counts = |who: &Option<usize>, ballot: &[Choice]| {
        who.is_some() && ballot.iter().any(|choice| choice.why_not.is_none())
    };
    let voters = ballots
        .iter()
        .filter(|(who, ballot)| counts(who, ballot))
        .count() as u64;
    let mut places: Vec<Place> = items
        .iter()
        .enumerate()
        .map(|(number, item)| place(community, item, number, &ballots, voters, roll))
        .collect();
    let scores: Vec<u64> = places.iter().map(|place| place.score).collect();
    for place in &mut places {
        place.rank = 1 + scores.iter().filter(|score| **score > place.score).count();
    }
    let quorum = rules.quorum.map(|needed| (needed, voters >= needed));
    let mut tie = BTreeSet::new();
    if quorum.is_none_or(|(_, reached)| reached) {
        tie = choose(community, &mut places);
    }
    Tally {
        places,
        ballots,
        voters,
        quorum,
        tie,
    }
}

/// More votes than somebody has.
fn spend(community: &Community, ballot: &mut [Choice]) {
    let rules = &community.rules;
    match rules.method {
        Method::Approval => {}
        Method::Top | Method::Dots => {
            let worth = |choice: &Choice| {
                if rules.method == Method::Dots {
                    choice.value as u64
                } else {
                    1
                }
            };
            let all: u64 = ballot
                .iter()
                .filter(|it| it.why_not.is_none())
                .map(worth)
                .sum();
            let mut left = rules.votes;
            for choice in ballot.iter_mut().filter(|it| it.why_not.is_none()) {
                if rules.void && all > rules.votes {
                    choice.why_not = Some("void");
                } else if worth(choice) <= left {
                    left -= worth(choice);
                } else {
                    choice.why_not = Some("too-many");
                }
            }
        }
        Method::Motion => {
            let open = |it: &&Choice| it.why_not.is_none();
            let items: Vec<usize> = ballot.iter().filter(open).map(|it| it.item).collect();
            let mut seen = BTreeSet::new();
            for choice in ballot.iter_mut().filter(|it| it.why_not.is_none()) {
                let several = items.iter().filter(|item| **item == choice.item).count() > 1;
                let first = seen.insert(choice.item);
                if several && rules.void {
                    choice.why_not = Some("void");
                } else if several && !first {
                    choice.why_not = Some("too-many");
                }
            }
        }
    }
}

fn place(
    community: &Community,
    item: &Item,
    number: usize,
    ballots: &BTreeMap<Option<usize>, Vec<Choice>>,
    voters: u64,
    roll: Option<&BTreeSet<usize>>,
) -> Place {
    let rules = &community.rules;
    let counted: Vec<i64> = ballots
        .values()
        .flatten()
        .filter(|choice| choice.item == number && choice.why_not.is_none())
        .map(|choice| choice.value)
        .collect();
    let many = |value: i64| counted.iter().filter(|it| **it == value).count() as u64;
    let motion = (rules.method == Method::Motion).then(|| [many(1), many(-1), many(0)]);
    let score = match rules.method {
        Method::Motion => many(1),
        Method::Dots => counted.iter().sum::<i64>() as u64,
        Method::Top | Method::Approval => counted.len() as u64,
    };
    let bar = rules.threshold.map(|(more, part, whole)| {
        let of = match (rules.of, motion) {
            (Of::Roll, _) => roll.map_or(0, BTreeSet::len) as u64,
            (Of::Cast, Some([yes, no, abstain])) => yes + no + abstain,
            (Of::CastLessAbstentions, Some([yes, no, _])) => yes + no,
            _ => voters,
        };
        let fits = |votes: u64| match more {
            true => votes * whole > part * of,
            false => votes * whole >= part * of,
        };
        let needed = if of == 0 {
            1
        } else {
            (1..).find(|votes| fits(*votes)).unwrap()
        };
        (of, needed)
    });
    Place {
        name: item.name.clone(),
        changed: item.changed,
        score,
        motion,
        bar,
        ..Place::default()
    }
}

/// Marks what is chosen; who is equal at the last place.
fn choose(community: &Community, places: &mut [Place]) -> BTreeSet<String> {
    let rules = &community.rules;
    let fits = |place: &Place| place.score >= place.bar.map_or(1, |(_, needed)| needed);
    if rules.method == Method::Motion {
        for place in places.iter_mut() {
            place.wins = fits(place);
        }
        return BTreeSet::new();
    }
    let mut ranks: Vec<usize> = places
        .iter()
        .filter(|it| fits(it))
        .map(|it| it.rank)
        .collect();
    ranks.sort_unstable();
    let Some(last) = ranks.get(rules.winners - 1).or(ranks.last()).copied() else {
        return BTreeSet::new();
    };
    let tied = ranks.iter().filter(|rank| **rank <= last).count() > rules.winners;
    let mut tie = BTreeSet::new();
    for place in places.iter_mut().filter(|it| fits(it) && it.rank <= last) {
        let level = tied && place.rank == last;
        place.wins = !(level && rules.run_off);
        if level {
            tie.insert(place.name.clone());
        }
    }
    tie
}
