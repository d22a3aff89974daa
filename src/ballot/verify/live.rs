//! A record beside GitHub as it is now: what differs, and what explains it.

use super::number;
use crate::ballot::choice::{Choice, Uncounted, Voter};
use crate::ballot::record::{Names, Record};
use crate::ballot::rules::SelfVotes;
use crate::ballot::tally::Tally;
use crate::text::many;
use std::collections::{BTreeMap, BTreeSet};

/// Where GitHub as it is now differs from a record, a sentence each. `now` is the count of the votes that stand there, under the same rules.
pub fn differences(record: &Record, now: &Tally, changed: &[u64]) -> Vec<String> {
    let then = record.tally();
    let mut list = Vec::new();
    let newly: Vec<&str> = record
        .items
        .iter()
        .filter(|item| changed.contains(&item.number) && !item.changed)
        .map(|item| item.name.as_str())
        .collect();
    for name in newly {
        list.push(format!(
            "“{name}”: title or text were changed after the count"
        ));
    }
    match record.names {
        Names::Shown => by_account(&then, now, &mut list),
        Names::Hidden => by_pattern(
            &then,
            now,
            record.rules.self_votes == SelfVotes::Count,
            &mut list,
        ),
    }
    let (lost, found) = (without(&then), without(now));
    if lost != found {
        list.push(format!(
            "votes of accounts that are gone: {found} now, {lost} when it was counted; an account was deleted since then, or its vote is gone"
        ));
    }
    if now.unreadable != then.unreadable {
        list.push(format!(
            "ballots by comment that cannot be read: {} now, {} then",
            now.unreadable, then.unreadable
        ));
    }
    list
}

fn without(tally: &Tally) -> usize {
    tally
        .ballots
        .iter()
        .filter(|ballot| ballot.voter == Voter::NoAccount)
        .map(|ballot| ballot.choices.len())
        .sum()
}

type Said<'t> = BTreeMap<u64, (&'t str, BTreeMap<(u64, i64), &'t Choice>)>;

fn said(tally: &Tally) -> Said<'_> {
    tally
        .ballots
        .iter()
        .filter_map(|ballot| match &ballot.voter {
            Voter::Account(account) => Some((
                account.id,
                (
                    account.login.as_str(),
                    ballot
                        .choices
                        .iter()
                        .map(|choice| ((choice.item, choice.value), choice))
                        .collect(),
                ),
            )),
            _ => None,
        })
        .collect()
}

fn by_account(then: &Tally, now: &Tally, list: &mut Vec<String>) {
    let (then, now) = (said(then), said(now));
    for (id, (login, choices)) in &then {
        let Some((called, there)) = now.get(id) else {
            list.push(format!(
                "{login} (id {id}): none of {} is on GitHub any more: taken back, or the account is gone",
                many(number(choices.len()), "vote", "votes")
            ));
            continue;
        };
        if called != login {
            list.push(format!("{login} (id {id}) is called {called} now"));
        }
        for ((item, value), choice) in choices {
            match there.get(&(*item, *value)) {
                None => list.push(format!(
                    "{login}: the vote on #{item} was taken back after the count"
                )),
                Some(now) if now.at != choice.at => list.push(format!(
                    "{login}: the vote on #{item} was taken back and given again after the count"
                )),
                // Whose notes a cluster holds is not looked up again.
                Some(_) if choice.why_not == Some(Uncounted::OwnNote) => {}
                Some(now) if now.why_not != choice.why_not => list.push(format!(
                    "{login}: the vote on #{item} would {}",
                    match now.why_not {
                        Some(why) => format!("not count now: {}", why.reason()),
                        None => "count now".to_owned(),
                    }
                )),
                Some(_) => {}
            }
        }
    }
    for (id, (login, choices)) in &now {
        let known = then.get(id).map(|(_, choices)| choices);
        for ((item, value), choice) in choices {
            if known.is_none_or(|known| !known.contains_key(&(*item, *value))) {
                list.push(format!(
                    "{login} (id {id}): a vote on #{item} that was not there when it was counted{}",
                    match choice.why_not {
                        Some(why) => format!("; it would not count: {}", why.reason()),
                        None => "; it would count".to_owned(),
                    }
                ));
            }
        }
    }
}

/// Ballots without names, compared as what was cast how often.
fn by_pattern(then: &Tally, now: &Tally, reasons: bool, list: &mut Vec<String>) {
    type Pattern = Vec<(u64, i64, Option<Uncounted>)>;
    let patterns = |tally: &Tally| {
        let mut counts: BTreeMap<Pattern, u64> = BTreeMap::new();
        for ballot in &tally.ballots {
            if ballot.voter != Voter::NoAccount {
                let pattern = ballot
                    .choices
                    .iter()
                    .map(|choice| {
                        (
                            choice.item,
                            choice.value,
                            choice.why_not.filter(|_| reasons),
                        )
                    })
                    .collect();
                *counts.entry(pattern).or_default() += 1;
            }
        }
        counts
    };
    let (then, now) = (patterns(then), patterns(now));
    let all: BTreeSet<&Pattern> = then.keys().chain(now.keys()).collect();
    for pattern in all {
        let (was, is) = (
            then.get(pattern).copied().unwrap_or(0),
            now.get(pattern).copied().unwrap_or(0),
        );
        if was == is {
            continue;
        }
        let said: Vec<String> = pattern
            .iter()
            .map(|(item, value, why_not)| {
                let value = if *value == 1 {
                    String::new()
                } else {
                    format!(" ({value})")
                };
                let why = why_not.map_or(String::new(), |why| {
                    format!(" (not counted: {})", why.reason())
                });
                format!("#{item}{value}{why}")
            })
            .collect();
        list.push(format!(
            "ballots for {}: {is} now, {was} when it was counted; {}",
            said.join(", "),
            if is < was {
                "votes were taken back or given since then, or accounts are gone"
            } else {
                "votes were given or taken back since then"
            }
        ));
    }
}
