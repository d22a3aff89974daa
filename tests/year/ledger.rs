//! The ledger of a series as docs/series.md describes it, once more and on its own. Part of the model.

use super::facts::{Facts, add};
use std::collections::BTreeMap;

/// A session that was held.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: String,
    pub date: String,
    pub title: String,
    pub notes: u64,
    pub voters: u64,
    pub topics: Vec<Seen>,
}

/// A topic in a session.
#[derive(Debug, Clone)]
pub struct Seen {
    pub name: String,
    pub notes: u64,
    pub votes: Option<u64>,
    pub was: Option<String>,
}

/// What a name is known by: without case and punctuation.
fn known_by(name: &str) -> String {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

/// Sessions and topics of a ledger as facts: names that one topic ever had are one topic.
pub fn facts(facts: &mut Facts, series: &str, held: &[Held]) {
    for it in held {
        let text = format!(
            "{} {}, {} notes, {} voters",
            it.date, it.title, it.notes, it.voters
        );
        session(facts, series, &it.id, &text);
    }
    // Each name's topic, by the number of its first sighting; topics that a rename joins become the earlier one.
    let mut topic: BTreeMap<String, usize> = BTreeMap::new();
    let all: Vec<(&Held, &Seen)> = held
        .iter()
        .flat_map(|it| it.topics.iter().map(move |seen| (it, seen)))
        .collect();
    for (number, (_, seen)) in all.iter().enumerate() {
        let names: Vec<String> = std::iter::once(&seen.name)
            .chain(&seen.was)
            .map(|name| known_by(name))
            .collect();
        let old: Vec<usize> = names
            .iter()
            .filter_map(|name| topic.get(name).copied())
            .collect();
        let first = old.iter().copied().min().unwrap_or(number);
        for known in topic.values_mut().filter(|known| old.contains(known)) {
            *known = first;
        }
        for name in names {
            topic.insert(name, first);
        }
    }
    let mut seen: BTreeMap<usize, Vec<(&str, &Seen)>> = BTreeMap::new();
    for (held, it) in all {
        seen.entry(topic[&known_by(&it.name)])
            .or_default()
            .push((&held.id, it));
    }
    for list in seen.into_values() {
        let mut list: Vec<String> = list
            .into_iter()
            .map(|(id, it)| sighting(id, &it.name, it.notes, it.votes, it.was.as_deref()))
            .collect();
        list.sort();
        self::topic(facts, series, &list);
    }
}

pub fn session(facts: &mut Facts, series: &str, id: &str, text: &str) {
    add(facts, format!("ledger of {series} / {id}"), text.to_owned());
}

pub fn sighting(id: &str, name: &str, notes: u64, votes: Option<u64>, was: Option<&str>) -> String {
    let was = was.map(|was| format!(" (was {was})")).unwrap_or_default();
    let votes = votes.map_or("no vote".to_owned(), |votes| format!("{votes} votes"));
    format!("{id} {name}{was}: {notes} notes, {votes}")
}

/// A topic is known by where it was seen first.
pub fn topic(facts: &mut Facts, series: &str, seen: &[String]) {
    let first = seen.first().map(String::as_str).unwrap_or_default();
    let first = first.split(':').next().unwrap_or_default();
    add(
        facts,
        format!("ledger of {series} / topic {first}"),
        seen.join("; "),
    );
}
