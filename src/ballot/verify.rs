//! Recounting a `tally.json`: from nothing else, and against GitHub as it is now.
//!
//! In: a record, and for the comparison the votes as they stand. Out: what differs, a sentence each. Pure.

mod form;
mod live;

pub use live::differences;

use super::choice::{Ballot, Choice, Uncounted, Voter};
use super::decide::{self, Decided};
use super::record::{Names, Record, State, changed};
use super::roll::Roll;
use super::rules::{Over, SelfVotes};
use super::tally::{Standing, Tally, spend};
use super::watch;
use crate::text::many;
use std::collections::BTreeSet;

/// What is said of a file whose digest is another.
pub const CHANGED: &str = "the file was changed: its digest is another";

/// What a recount came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// What is wrong with the file: it does not give the result that it states.
    pub wrong: Vec<String>,
    /// What the file does not hold, so that it was taken as recorded.
    pub taken: Vec<String>,
}

/// Recounts a record; `text` is the file it was read from.
pub fn recount(record: &Record, text: &str) -> Recount {
    let mut wrong = Vec::new();
    let mut taken = Vec::new();
    if !record.has_its_digest(text) {
        wrong.push(CHANGED.to_owned());
    }
    match watch::chain(&record.watch) {
        Ok(0) => {}
        Ok(missing) => taken.push(format!(
            "the first {} of the watch: a comment that held them is gone",
            many(missing, "line", "lines")
        )),
        Err(broken) => wrong.push(broken),
    }
    if let Some(snapshots) = &record.snapshots
        && changed(&snapshots.before_lock, &snapshots.after_lock) != snapshots.changed
    {
        wrong.push("`snapshots.changed` is not where the two snapshots differ".to_owned());
    }
    let roll = record.roll();
    match &roll {
        Some(roll) if roll.digest() != record.roll_digest() => {
            wrong.push("the roll has another digest".to_owned());
        }
        Some(roll) if roll.size() != record.roll_size() => {
            wrong.push("the roll has another size".to_owned());
        }
        Some(_) => {}
        None => taken.push("who was on the roll".to_owned()),
    }
    if record.names == Names::Hidden {
        taken.push("when votes were given".to_owned());
    }
    if record.rules.self_votes == SelfVotes::Exclude {
        taken.push("whose notes a cluster holds".to_owned());
    }
    let stated = record.tally();
    let numbers: BTreeSet<u64> = record.items.iter().map(|item| item.number).collect();
    wrong.extend(form::faults(record, &stated.ballots));
    let mut ballots = stated.ballots.clone();
    for ballot in &mut ballots {
        let whose = whose(ballot);
        for choice in &mut ballot.choices {
            if !numbers.contains(&choice.item) {
                wrong.push(format!("{whose}: #{} was not voted on", choice.item));
            }
            if let Some(reason) = contradiction(record, roll.as_ref(), &ballot.voter, choice) {
                wrong.push(format!("{whose}, #{}: {reason}", choice.item));
            }
            if choice.why_not.is_some_and(Uncounted::is_by_method) {
                choice.why_not = None;
            }
        }
        spend(&record.rules, &mut ballot.choices, record.rules.over);
    }
    let mut paper = stated.paper.clone();
    for choices in &mut paper {
        for choice in choices.iter_mut() {
            choice.why_not = None;
        }
        spend(&record.rules, choices, Over::Void);
    }
    for (ours, theirs) in ballots.iter().zip(&stated.ballots) {
        compare_choices(&whose(theirs), &ours.choices, &theirs.choices, &mut wrong);
    }
    for (n, (ours, theirs)) in (1..).zip(paper.iter().zip(&stated.paper)) {
        compare_choices(&format!("paper ballot {n}"), ours, theirs, &mut wrong);
    }
    let items: Vec<(u64, &str)> = record
        .items
        .iter()
        .map(|item| (item.number, item.name.as_str()))
        .collect();
    let room = record.room();
    let decided = decide::decide(&decide::Cast {
        rules: &record.rules,
        roll_size: record.roll_size(),
        seed: &record.seed,
        cancelled: record.state == State::Cancelled,
        items: &items,
        ballots: &ballots,
        paper: &paper,
        room: room.as_ref(),
    });
    compare(&decided, &stated, &mut wrong);
    Recount { wrong, taken }
}

/// Whose a ballot is, for people.
fn whose(ballot: &Ballot) -> String {
    match &ballot.voter {
        Voter::Account(account) => format!("the ballot of {}", account.login),
        Voter::Hidden(number) => format!("the ballot of voter-{number}"),
        Voter::NoAccount => "the votes without an account".to_owned(),
    }
}

/// Where the reason of a choice is not what the file itself says.
fn contradiction(
    record: &Record,
    roll: Option<&Roll>,
    voter: &Voter,
    choice: &Choice,
) -> Option<String> {
    let stated = choice.why_not;
    if *voter == Voter::NoAccount {
        return (stated != Some(Uncounted::NoAccount))
            .then(|| "it has no account, so it cannot count".to_owned());
    }
    if stated == Some(Uncounted::NoAccount) {
        return Some("it has an account".to_owned());
    }
    let time = choice.at.map(|at| {
        if at < record.window.opens {
            Some(Uncounted::Early)
        } else if at >= record.window.closes {
            Some(Uncounted::Late)
        } else {
            None
        }
    });
    let person = match (voter, roll) {
        (Voter::Account(account), Some(roll)) => Some(if !roll.holds(account.id) {
            Some(Uncounted::NotOnRoll)
        } else if !roll.is_old_enough(account) {
            Some(Uncounted::TooNew)
        } else {
            None
        }),
        _ => None,
    };
    let known = [
        Uncounted::Early,
        Uncounted::Late,
        Uncounted::NotOnRoll,
        Uncounted::TooNew,
    ];
    // The first that fits is the reason; what cannot be known is taken as recorded.
    let found = match (time, person) {
        (Some(Some(why)), _) => Some(why),
        (_, Some(Some(why)))
            if time.is_some() || !matches!(stated, Some(Uncounted::Early | Uncounted::Late)) =>
        {
            Some(why)
        }
        (Some(None), Some(None)) => stated.filter(|why| !known.contains(why)),
        (Some(None), None) => {
            stated.filter(|why| !matches!(why, Uncounted::Early | Uncounted::Late))
        }
        (None, Some(None)) => {
            stated.filter(|why| !matches!(why, Uncounted::NotOnRoll | Uncounted::TooNew))
        }
        _ => stated,
    };
    (found != stated).then(|| match found {
        Some(why) => format!("it does not count: {}", why.reason()),
        None => "nothing keeps it from counting".to_owned(),
    })
}

fn compare_choices(whose: &str, ours: &[Choice], theirs: &[Choice], wrong: &mut Vec<String>) {
    for (ours, theirs) in ours.iter().zip(theirs) {
        if ours.why_not == theirs.why_not {
            continue;
        }
        wrong.push(match ours.why_not {
            Some(why) => format!(
                "{whose}, #{}: it does not count: {}",
                ours.item,
                why.reason()
            ),
            None => format!("{whose}, #{}: nothing keeps it from counting", ours.item),
        });
    }
}

fn compare(ours: &Decided, theirs: &Tally, wrong: &mut Vec<String>) {
    let word = |wins: bool| if wins { "is chosen" } else { "is not chosen" };
    for standing in &ours.standings {
        let Some(stated) = theirs
            .standings
            .iter()
            .find(|other| other.item == standing.item)
        else {
            wrong.push(format!("#{} is missing in the result", standing.item));
            continue;
        };
        if standing == stated {
            continue;
        }
        let say = |what: &str, ours: String, theirs: String| {
            format!("#{}: {what} {ours}, not {theirs} as stated", standing.item)
        };
        let before = wrong.len();
        if standing.votes != stated.votes {
            wrong.push(say(
                "votes are",
                standing.votes.to_string(),
                stated.votes.to_string(),
            ));
        }
        if standing.rank != stated.rank {
            wrong.push(say(
                "its rank is",
                standing.rank.to_string(),
                stated.rank.to_string(),
            ));
        }
        if standing.wins != stated.wins {
            wrong.push(format!("#{}: it {}", standing.item, word(standing.wins)));
        }
        if wrong.len() == before {
            // Plain values: this cannot fail.
            let json = |standing: &Standing| serde_json::to_string(standing).unwrap_or_default();
            wrong.push(say("it stands at", json(standing), json(stated)));
        }
    }
    if theirs.standings.len() != ours.standings.len() {
        wrong.push(format!(
            "the result has {} for {}",
            many(number(theirs.standings.len()), "entry", "entries"),
            many(number(ours.standings.len()), "item", "items")
        ));
    } else if ours
        .standings
        .iter()
        .map(|s| s.item)
        .ne(theirs.standings.iter().map(|s| s.item))
    {
        wrong.push("the result stands in another order".to_owned());
    }
    if ours.voters != theirs.voters {
        wrong.push(format!(
            "{} voted, not {} as stated",
            many(ours.voters, "person", "people"),
            theirs.voters
        ));
    }
    if ours.quorum != theirs.quorum {
        wrong.push("the quorum is another".to_owned());
    }
    if ours.tie != theirs.tie {
        wrong.push(format!(
            "the tie is between {:?}, not {:?} as stated",
            ours.tie, theirs.tie
        ));
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
