//! What no count can have made: ballots and decisions that contradict the file they stand in.

use super::whose;
use crate::ballot::choice::{Ballot, Uncounted, Voter};
use crate::ballot::record::{Event, Names, Record, State};
use crate::ballot::rules::{Method, SelfVotes};
use std::collections::{BTreeMap, BTreeSet};

/// Everything of this kind, a sentence each.
pub(super) fn faults(record: &Record, ballots: &[Ballot]) -> Vec<String> {
    let mut wrong = Vec::new();
    if (record.state == State::Cancelled) != record.cancelled().is_some() {
        wrong.push(
            "`state` and `history` do not agree on whether the vote was cancelled".to_owned(),
        );
    }
    let extended = record.history.iter().rev().find_map(|event| match event {
        Event::Extended { until, .. } => Some(*until),
        _ => None,
    });
    if extended.is_some_and(|until| record.window.closes > until) {
        wrong.push("the window closes later than the vote was extended to".to_owned());
    }
    if !record.room_is_by_the_rules() {
        wrong.push("votes in the room are not counted as the rules say".to_owned());
    }
    let listed = record
        .roll()
        .is_none_or(|roll| roll.accounts.is_some() || !roll.denied.is_empty());
    let mut seen = BTreeSet::new();
    for ballot in ballots {
        let twice = match &ballot.voter {
            Voter::Account(account) => !seen.insert(Some(account.id)),
            Voter::NoAccount => !seen.insert(None),
            Voter::Hidden(_) => false,
        };
        if twice {
            wrong.push(format!("{} is there twice", whose(ballot)));
        }
        wrong.extend(
            of_ballot(record, listed, ballot).map(|why| format!("{}: {why}", whose(ballot))),
        );
    }
    wrong.extend(stuffed(record, ballots));
    wrong
}

/// The first thing that is wrong with one ballot; `listed` is whether somebody may be off the roll.
fn of_ballot(record: &Record, listed: bool, ballot: &Ballot) -> Option<String> {
    let shown = record.names == Names::Shown;
    match &ballot.voter {
        Voter::Hidden(_) if shown => return Some("names are shown, and it has none".to_owned()),
        Voter::Account(_) if !shown => return Some("names are hidden, and it has one".to_owned()),
        _ => {}
    }
    let timed = ballot.choices.iter().all(|choice| choice.at.is_some());
    if shown && !timed {
        return Some("names are shown, and a choice has no time".to_owned());
    }
    let key = |choice: &crate::ballot::Choice| (choice.at, choice.item, choice.value);
    if timed && !ballot.choices.is_sorted_by_key(key) {
        return Some("it is not in the order of its times".to_owned());
    }
    let mut given = BTreeSet::new();
    let by_comment = record.rules.method.by_comment();
    for choice in &ballot.choices {
        // Somebody may write the same twice; a reaction is given once.
        let compared = !by_comment || choice.why_not.is_none();
        if ballot.voter != Voter::NoAccount
            && compared
            && !given.insert((choice.item, choice.value))
        {
            return Some(format!(
                "the same choice on #{} is there twice",
                choice.item
            ));
        }
        if choice
            .why_not
            .is_some_and(|why| !possible(record, listed, why))
        {
            return Some(format!(
                "under these rules no choice on #{} is out for that reason",
                choice.item
            ));
        }
    }
    None
}

/// Whether the rules know such a reason.
fn possible(record: &Record, listed: bool, why: Uncounted) -> bool {
    let rules = &record.rules;
    match why {
        Uncounted::OwnNote => rules.self_votes == SelfVotes::Exclude,
        Uncounted::Replaced => rules.method.by_comment(),
        Uncounted::TooNew => rules.minimum_age_days.is_some(),
        Uncounted::NotOnRoll => listed,
        _ => true,
    }
}

/// More votes on an item than there were reactions on its issue.
fn stuffed(record: &Record, ballots: &[Ballot]) -> Vec<String> {
    let Some(snapshots) = record
        .snapshots
        .as_ref()
        .filter(|_| !matches!(record.rules.method, Method::Ranked | Method::Dots))
    else {
        return Vec::new();
    };
    let mut votes: BTreeMap<u64, u64> = BTreeMap::new();
    for choice in ballots.iter().flat_map(|ballot| &ballot.choices) {
        *votes.entry(choice.item).or_default() += 1;
    }
    votes
        .into_iter()
        .filter_map(|(item, votes)| {
            let there = snapshots.after_lock.get(&item).copied().unwrap_or(0);
            (votes > there).then(|| {
                format!(
                    "#{item} has {votes} votes here, and had {there} reactions when it was locked"
                )
            })
        })
        .collect()
}
