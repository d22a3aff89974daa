//! From ballots to a result: who stands where, and who wins. See `docs/tally.md`, "The result".

mod sums;

use super::choice::{Ballot, Choice, Voter};
use super::room::Room;
use super::rules::{Denominator, Method, Rules, Ties};
use super::schulze;
use crate::text::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use sums::Sums;

/// The numbers of a motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Motion {
    /// 👍
    pub yes: u64,
    /// 👎
    pub no: u64,
    /// 👀
    pub abstain: u64,
}

/// Votes in the room on one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum InRoom {
    /// Votes, dots or first ranks.
    Votes(u64),
    /// Of a grid, by stage. Before the motion, whose numbers a list of three would be read as.
    Stages(Vec<u64>),
    /// Of a motion.
    Motion(Motion),
}

impl InRoom {
    /// For people.
    pub fn words(&self, stages: &[String]) -> String {
        match self {
            InRoom::Votes(votes) => votes.to_string(),
            InRoom::Motion(Motion { yes, no, abstain }) => format!("{yes} / {no} / {abstain}"),
            InRoom::Stages(counts) => {
                let counts = counts.iter().take(stages.len()).map(u64::to_string);
                counts.collect::<Vec<_>>().join(" / ")
            }
        }
    }

    /// The number that stands beside the votes.
    pub fn votes(&self) -> u64 {
        match self {
            InRoom::Votes(votes) => *votes,
            InRoom::Motion(motion) => motion.yes,
            InRoom::Stages(stages) => stages.iter().copied().max().unwrap_or(0),
        }
    }
}

/// Where an item ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Place, from 1; equal ones share it.
    pub rank: u64,
    /// The number of its issue.
    pub item: u64,
    /// Its name.
    pub name: String,
    /// Votes, yeses, dots, first ranks, or the votes for its likeliest stage.
    pub votes: u64,
    /// Whether it is chosen, passed or has its stage.
    pub wins: bool,
    /// Of a motion: yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yes: Option<u64>,
    /// Of a motion: no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<u64>,
    /// Of a motion: abstentions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstain: Option<u64>,
    /// What the threshold is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// What it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<u64>,
    /// Of a grid: votes by stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stages: Option<Vec<u64>>,
    /// Of a grid: the stages with most votes, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Vec<u64>>,
    /// Of a ranking: on how many ballots it stands before each other item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<BTreeMap<u64, u64>>,
    /// Votes in the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_room: Option<InRoom>,
}

impl Standing {
    /// What it is ranked by: `votes`, and those in the room where they are added.
    pub fn score(&self, rules: &Rules) -> u64 {
        let added = self
            .in_room
            .as_ref()
            .filter(|_| adds(rules))
            .map_or(0, InRoom::votes);
        self.votes.saturating_add(added)
    }

    /// Of a motion: no and abstentions, with those in the room where they are added.
    pub fn others(&self, rules: &Rules) -> Option<(u64, u64)> {
        let room = match &self.in_room {
            Some(InRoom::Motion(motion)) if adds(rules) => *motion,
            _ => Motion::default(),
        };
        let (no, abstain) = (self.no?, self.abstain?);
        Some((
            no.saturating_add(room.no),
            abstain.saturating_add(room.abstain),
        ))
    }
}

/// Whether votes in the room are added to the others.
fn adds(rules: &Rules) -> bool {
    rules
        .in_room
        .as_ref()
        .is_some_and(|room| room.counts == super::rules::RoomCounts::Added)
}

/// Whether enough people voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// How many have to.
    pub needed: u64,
    /// Whether so many did.
    pub reached: bool,
}

/// What is decided on.
#[derive(Debug, Clone, Copy)]
pub struct Cast<'c> {
    /// The rules.
    pub rules: &'c Rules,
    /// How many are on the roll; `None` for everybody.
    pub roll_size: Option<u64>,
    /// What decides draws.
    pub seed: &'c str,
    /// Whether the vote was cancelled.
    pub cancelled: bool,
    /// Numbers and names.
    pub items: &'c [(u64, &'c str)],
    /// Ballots, with reasons where choices do not count.
    pub ballots: &'c [Ballot],
    /// Ballots on paper, likewise.
    pub paper: &'c [Vec<Choice>],
    /// Votes in the room.
    pub room: Option<&'c Room>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// By rank, then by number.
    pub standings: Vec<Standing>,
    /// People with a choice that counts.
    pub voters: u64,
    /// The quorum, where there is one.
    pub quorum: Option<Attendance>,
    /// Who is equal at the last place.
    pub tie: Vec<u64>,
}

/// Decides a vote.
pub fn decide(cast: &Cast<'_>) -> Decided {
    let (rules, method) = (cast.rules, cast.rules.method);
    let online = Sums::of(
        cast,
        cast.ballots.iter().map(|ballot| ballot.choices.as_slice()),
    );
    let mut in_room = Sums::of(cast, cast.paper.iter().map(Vec::as_slice));
    for hand in cast.room.iter().flat_map(|room| &room.hands) {
        in_room.add(hand.item, hand.value, hand.count);
    }
    let present = rules.in_room.is_some();
    let adds = adds(rules);
    let mut both = online.clone();
    if adds {
        both.join(&in_room);
    }
    let voters =
        count(cast.ballots.iter().filter(|ballot| {
            ballot.voter != Voter::NoAccount && ballot.counted().next().is_some()
        }));
    let attending = voters.saturating_add(cast.room.filter(|_| adds).map_or(0, |room| room.voters));

    let mut standings: Vec<Standing> = cast
        .items
        .iter()
        .map(|(number, name)| {
            let mut standing = Standing {
                rank: 1,
                item: *number,
                name: (*name).to_owned(),
                votes: online.votes(method, *number),
                wins: false,
                yes: None,
                no: None,
                abstain: None,
                of: None,
                needed: None,
                stages: None,
                stage: None,
                over: None,
                in_room: present.then(|| in_room.room(rules, *number)),
            };
            let motion = both.motion(*number);
            let decisive = motion.yes.saturating_add(motion.no);
            match method {
                Method::Motion => {
                    let motion = online.motion(*number);
                    standing.yes = Some(motion.yes);
                    standing.no = Some(motion.no);
                    standing.abstain = Some(motion.abstain);
                }
                Method::Grid => {
                    let stages = both.stages(rules, *number);
                    let most = stages.iter().copied().max().unwrap_or(0);
                    let chosen = (1..)
                        .zip(&stages)
                        .filter(|(_, votes)| **votes == most && most > 0);
                    standing.stage = Some(chosen.map(|(stage, _)| stage).collect());
                    standing.stages = Some(online.stages(rules, *number));
                }
                Method::Ranked => standing.over = Some(both.over(*number)),
                Method::Top | Method::Approval | Method::Dots => {}
            }
            if let Some(bar) = rules.bar() {
                let of = match (rules.denominator, method) {
                    (Denominator::Roll, _) => cast.roll_size.unwrap_or(0),
                    (Denominator::Cast, Method::Motion) => decisive.saturating_add(motion.abstain),
                    (Denominator::CastLessAbstentions, Method::Motion) => decisive,
                    _ => attending,
                };
                standing.of = Some(of);
                standing.needed = Some(bar.needed(of));
            }
            standing
        })
        .collect();

    rank(&mut standings, rules, &both);
    let quorum = rules.quorum.map(|quorum| {
        let needed = quorum.needed(cast.roll_size.unwrap_or(0));
        Attendance {
            needed,
            reached: attending >= needed,
        }
    });
    let off = cast.cancelled || quorum.is_some_and(|quorum| !quorum.reached);
    let tie = if off {
        Vec::new()
    } else {
        choose(&mut standings, rules, &both, cast.seed)
    };
    Decided {
        standings,
        voters,
        quorum,
        tie,
    }
}

/// Sets ranks and sorts by them.
fn rank(standings: &mut [Standing], rules: &Rules, both: &Sums) {
    match rules.method {
        Method::Grid => {}
        Method::Ranked => {
            let number = |list: &dyn Fn(u64) -> bool| {
                count(standings.iter().filter(|standing| list(standing.item)))
            };
            let compared = number(&|item| both.is_compared(item));
            let ranked = number(&|item| both.is_ranked(item));
            for (standing, beaten) in standings.iter_mut().zip(schulze::beaten_by(&both.over)) {
                // What is compared with nothing is beaten by nothing: it stands behind all that are compared, and behind it what nobody ranks.
                standing.rank = 1 + if both.is_compared(standing.item) {
                    beaten
                } else if both.is_ranked(standing.item) {
                    compared
                } else {
                    ranked
                };
            }
        }
        _ => {
            standings.sort_by_key(|standing| Reverse(standing.score(rules)));
            let (mut rank, mut last) = (0, None);
            for (index, standing) in standings.iter_mut().enumerate() {
                let score = standing.score(rules);
                if last != Some(score) {
                    rank = u64::try_from(index).unwrap_or(u64::MAX) + 1;
                    last = Some(score);
                }
                standing.rank = rank;
            }
        }
    }
    standings.sort_by_key(|standing| (standing.rank, standing.item));
}

/// Marks the winners; returns who is equal at the last place, where that makes more than there are places.
fn choose(standings: &mut [Standing], rules: &Rules, both: &Sums, seed: &str) -> Vec<u64> {
    let qualifies = |standing: &Standing| match rules.method {
        Method::Grid => standing
            .stage
            .as_ref()
            .is_some_and(|stage| stage.len() == 1),
        Method::Ranked => both.is_ranked(standing.item),
        _ => standing.score(rules) >= standing.needed.unwrap_or(1),
    };
    if !rules.method.has_places() {
        for standing in standings.iter_mut() {
            standing.wins = qualifies(standing);
        }
        return Vec::new();
    }
    let fit: Vec<(u64, u64)> = standings
        .iter()
        .filter(|standing| qualifies(standing))
        .map(|standing| (standing.rank, standing.item))
        .collect();
    let places = usize::try_from(rules.winners).unwrap_or(usize::MAX);
    let Some((bar, _)) = places
        .checked_sub(1)
        .and_then(|last| fit.get(last))
        .or(fit.last())
        .copied()
    else {
        return Vec::new();
    };
    let above = fit.iter().filter(|(rank, _)| *rank < bar).count();
    let mut level: Vec<u64> = fit
        .iter()
        .filter(|(rank, _)| *rank == bar)
        .map(|(_, item)| *item)
        .collect();
    let tied = above + level.len() > places;
    let tie = if tied { level.clone() } else { Vec::new() };
    if tied {
        match rules.ties {
            Ties::All => {}
            Ties::RunOff => level.clear(),
            Ties::Draw => {
                level.sort_by_key(|item| lot(seed, *item));
                level.truncate(places - above);
            }
        }
    }
    for standing in standings.iter_mut() {
        let within = fit.contains(&(standing.rank, standing.item));
        standing.wins = within && (standing.rank < bar || level.contains(&standing.item));
    }
    tie
}

/// What an item draws: whoever comes first wins.
pub fn lot(seed: &str, item: u64) -> String {
    hex(&Sha256::digest(format!("{seed}:{item}").as_bytes()))
}

fn count<T>(iterator: impl Iterator<Item = T>) -> u64 {
    u64::try_from(iterator.count()).unwrap_or(u64::MAX)
}
