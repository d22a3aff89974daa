//! Adding up what ballots say.

use super::{Cast, InRoom, Motion};
use crate::ballot::choice::Choice;
use crate::ballot::rules::{Method, Rules};
use std::collections::{BTreeMap, BTreeSet};

/// How often each value was given to each item, and of rankings which item stands before which.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    values: BTreeMap<(u64, i64), u64>,
    firsts: BTreeMap<u64, u64>,
    /// The items that some ballot ranks together with another one.
    compared: BTreeSet<u64>,
    /// The items of a ranking.
    ranked: Vec<u64>,
    /// By place in `ranked`: on how many ballots the first stands before the second.
    pub(super) over: Vec<Vec<u64>>,
}

impl Sums {
    pub(super) fn of<'c>(cast: &Cast<'_>, ballots: impl Iterator<Item = &'c [Choice]>) -> Sums {
        let mut sums = Sums::default();
        if cast.rules.method == Method::Ranked {
            sums.ranked = cast.items.iter().map(|(number, _)| *number).collect();
            sums.over = vec![vec![0; sums.ranked.len()]; sums.ranked.len()];
        }
        let places: BTreeMap<u64, usize> = (0..)
            .zip(&sums.ranked)
            .map(|(at, item)| (*item, at))
            .collect();
        for choices in ballots {
            let counted = || choices.iter().filter(|choice| choice.why_not.is_none());
            for choice in counted() {
                sums.add(choice.item, choice.value, 1);
            }
            let ranks: Vec<(usize, u64, i64)> = counted()
                .filter_map(|choice| Some((*places.get(&choice.item)?, choice.item, choice.value)))
                .collect();
            if ranks.len() > 1 {
                sums.compared.extend(ranks.iter().map(|(_, item, _)| *item));
            }
            let best = ranks.iter().map(|(.., rank)| *rank).min();
            for (at, item, rank) in &ranks {
                if Some(*rank) == best {
                    *sums.firsts.entry(*item).or_default() += 1;
                }
                for (behind, ..) in ranks.iter().filter(|(.., other)| rank < other) {
                    if let Some(cell) = sums.over.get_mut(*at).and_then(|row| row.get_mut(*behind))
                    {
                        *cell += 1;
                    }
                }
            }
        }
        sums
    }

    pub(super) fn add(&mut self, item: u64, value: i64, times: u64) {
        let sum = self.values.entry((item, value)).or_default();
        *sum = sum.saturating_add(times);
    }

    pub(super) fn join(&mut self, other: &Sums) {
        for ((item, value), times) in &other.values {
            self.add(*item, *value, *times);
        }
        for (item, times) in &other.firsts {
            *self.firsts.entry(*item).or_default() += times;
        }
        self.compared.extend(&other.compared);
        for (row, others) in self.over.iter_mut().zip(&other.over) {
            for (cell, times) in row.iter_mut().zip(others) {
                *cell += times;
            }
        }
    }

    pub(super) fn at(&self, item: u64, value: i64) -> u64 {
        self.values.get(&(item, value)).copied().unwrap_or_default()
    }

    pub(super) fn votes(&self, method: Method, item: u64) -> u64 {
        let of_item = || self.values.range((item, i64::MIN)..=(item, i64::MAX));
        match method {
            Method::Top | Method::Approval | Method::Motion => self.at(item, 1),
            Method::Dots => of_item()
                .map(|((_, value), times)| {
                    u64::try_from(*value).unwrap_or(0).saturating_mul(*times)
                })
                .fold(0, u64::saturating_add),
            Method::Ranked => self.firsts.get(&item).copied().unwrap_or_default(),
            Method::Grid => of_item().map(|(_, times)| *times).max().unwrap_or(0),
        }
    }

    pub(super) fn motion(&self, item: u64) -> Motion {
        Motion {
            yes: self.at(item, 1),
            no: self.at(item, -1),
            abstain: self.at(item, 0),
        }
    }

    pub(super) fn stages(&self, rules: &Rules, item: u64) -> Vec<u64> {
        (1..=i64::try_from(rules.stages.len()).unwrap_or(0))
            .map(|stage| self.at(item, stage))
            .collect()
    }

    pub(super) fn room(&self, rules: &Rules, item: u64) -> InRoom {
        match rules.method {
            Method::Motion => InRoom::Motion(self.motion(item)),
            Method::Grid => InRoom::Stages(self.stages(rules, item)),
            method => InRoom::Votes(self.votes(method, item)),
        }
    }

    pub(super) fn over(&self, item: u64) -> BTreeMap<u64, u64> {
        let row = self.ranked.iter().position(|other| *other == item);
        let row = row.and_then(|at| self.over.get(at));
        self.ranked
            .iter()
            .zip(row.into_iter().flatten())
            .filter(|(other, _)| **other != item)
            .map(|(other, times)| (*other, *times))
            .collect()
    }

    pub(super) fn is_compared(&self, item: u64) -> bool {
        self.compared.contains(&item)
    }

    pub(super) fn is_ranked(&self, item: u64) -> bool {
        self.values
            .range((item, i64::MIN)..=(item, i64::MAX))
            .any(|(_, times)| *times > 0)
    }
}
