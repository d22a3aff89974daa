//! Facts: what is compared, as names and values in words, so that a difference reads as a sentence. What the model and the observer say
//! of the same thing, they say through this.

use super::count::Tally;
use super::world::Community;
use std::collections::BTreeMap;

/// A thing's name and what it is; where there are several of a name, all of them in order.
pub type Facts = BTreeMap<String, Vec<String>>;

pub fn add(facts: &mut Facts, name: String, value: String) {
    let values = facts.entry(name).or_default();
    values.push(value);
    values.sort();
}

/// An issue of a session.
pub fn issue(
    facts: &mut Facts,
    id: &str,
    title: &str,
    mut labels: Vec<String>,
    open: bool,
    locked: bool,
) {
    labels.sort();
    let state = if open { "open" } else { "closed" };
    let locked = if locked { ", locked" } else { "" };
    add(
        facts,
        format!("{id} / issue “{title}”"),
        format!("{}: {state}{locked}", labels.join(", ")),
    );
}

/// The files that a report has.
pub fn report_files(facts: &mut Facts, id: &str, more: Option<&str>) {
    let files = [
        "README.md",
        "report.html",
        "tally.json",
        "notes.csv",
        "votes.svg",
        "votes-dark.svg",
        "topics.md",
        "topics.svg",
        "topics-dark.svg",
    ];
    for name in files.into_iter().chain(more) {
        add(facts, format!("{id} / file {name}"), String::new());
    }
}

/// The choices of one ballot: what, how much, and why it does not count.
pub fn ballot(choices: impl Iterator<Item = (String, i64, Option<String>)>) -> String {
    let mut all: Vec<String> = choices
        .map(|(item, value, why_not)| match why_not {
            None => format!("{item} {value}"),
            Some(why) => format!("{item} {value} ({why})"),
        })
        .collect();
    all.sort();
    all.join(", ")
}

pub fn quorum(facts: &mut Facts, id: &str, quorum: Option<(u64, bool)>) {
    if let Some((needed, reached)) = quorum {
        add(
            facts,
            format!("{id} / tally / quorum"),
            format!("{needed} needed, reached: {reached}"),
        );
    }
}

/// A place in a result, in words.
#[derive(Default)]
pub struct Place {
    pub rank: u64,
    pub score: u64,
    pub wins: bool,
    pub tied: bool,
    pub changed: bool,
    pub motion: Option<[u64; 3]>,
    pub bar: Option<(u64, u64)>,
}

pub fn place(facts: &mut Facts, id: &str, name: &str, place: &Place) {
    let mut text = format!("rank {}, votes {}", place.rank, place.score);
    if let Some([yes, no, abstain]) = place.motion {
        text += &format!(", yes {yes} no {no} abstain {abstain}");
    }
    if let Some((of, needed)) = place.bar {
        text += &format!(", needs {needed} of {of}");
    }
    for (is, word) in [
        (place.wins, "wins"),
        (place.tied, "equal at the last place"),
        (place.changed, "changed since"),
    ] {
        if is {
            text += ", ";
            text += word;
        }
    }
    add(facts, format!("{id} / tally / {name}"), text);
}

/// What the model says of a tally.
pub fn tally_facts(facts: &mut Facts, id: &str, community: &Community, tally: &Tally) {
    add(
        facts,
        format!("{id} / tally / voters"),
        tally.voters.to_string(),
    );
    add(facts, format!("{id} / tally / state"), "closed".to_owned());
    quorum(facts, id, tally.quorum);
    for at in &tally.places {
        let told = Place {
            rank: at.rank as u64,
            score: at.score,
            wins: at.wins,
            tied: tally.tie.contains(&at.name),
            changed: at.changed,
            motion: at.motion,
            bar: at.bar,
        };
        place(facts, id, &at.name, &told);
    }
    for (who, choices) in &tally.ballots {
        let name = match who {
            None => "no-account",
            Some(who) if community.named => &community.people[*who].login,
            Some(_) => "somebody",
        };
        let choices = choices.iter().map(|choice| {
            let why_not = choice.why_not.map(str::to_owned);
            (
                tally.places[choice.item].name.clone(),
                choice.value,
                why_not,
            )
        });
        add(facts, format!("{id} / ballot of {name}"), ballot(choices));
        // Of votes that do not count the report says how many, and why.
    }
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for why in tally
        .ballots
        .values()
        .flatten()
        .filter_map(|choice| choice.why_not)
    {
        *refused.entry(why).or_default() += 1;
    }
    for (why, count) in refused {
        add(
            facts,
            format!("{id} / votes refused / {why}"),
            count.to_string(),
        );
    }
}

/// Where two sets of facts differ, a line or two each.
pub fn differences(expected: &Facts, observed: &Facts) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        expected.keys().chain(observed.keys()).collect();
    let told = |facts: &Facts, name: &String| match facts.get(name) {
        None => "nothing".to_owned(),
        Some(values) if values.iter().all(String::is_empty) => {
            format!("there, {} time(s)", values.len())
        }
        Some(values) => values.join(" | "),
    };
    names
        .into_iter()
        .filter(|name| expected.get(*name) != observed.get(*name))
        .map(|name| {
            format!(
                "{name}\n    must be: {}\n    is:      {}",
                told(expected, name),
                told(observed, name)
            )
        })
        .collect()
}
