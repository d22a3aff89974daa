//! Which topics are one.
//!
//! Every name that a topic ever had is a way to know it again, and so is its id, which is its first name. A session that says what
//! its topic is or was joins the two for good. So the topics follow from all that the sessions say together, and not from the order
//! in which they came.

use super::{Held, Ledger, Sighting};
use crate::session::SessionId;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The id of a topic: the name it was first seen by, without case and punctuation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicId(String);

impl TopicId {
    /// The id of a name. An id's own id is itself.
    pub fn of(name: &str) -> TopicId {
        let folded: String = name.nfkc().flat_map(char::to_lowercase).nfkc().collect();
        let mut id = String::with_capacity(folded.len());
        let mut gap = false;
        for character in folded.chars() {
            // C, C++ and C# are three; an accent belongs to its letter.
            let sign = (matches!(character, '+' | '#') || is_combining_mark(character))
                && !gap
                && !id.is_empty();
            if character.is_alphanumeric() || sign {
                if gap && !id.is_empty() {
                    id.push('-');
                }
                gap = false;
                id.push(character);
            } else {
                gap = true;
            }
        }
        if id.is_empty() {
            // A name of signs alone, such as an emoji, is told apart by them.
            let words: Vec<&str> = folded.split_whitespace().collect();
            id = words.join(" ");
        }
        TopicId(id)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A topic over all sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id, from the name it was first seen by.
    pub id: TopicId,
    /// What it is called now.
    pub name: String,
    /// What else it was called, in the order of time.
    pub former: Vec<String>,
    /// Where it was seen, the earliest first.
    pub seen: Vec<Seen>,
}

/// A topic in one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The session.
    pub session: SessionId,
    /// Its name there; where several topics of the session are this one, that of the largest.
    pub name: String,
    /// Its notes there.
    pub notes: u64,
    /// Its votes there.
    pub votes: Option<u64>,
}

impl Topic {
    /// Whether it came back.
    pub fn recurs(&self) -> bool {
        self.seen.len() > 1
    }
}

/// Names and ids, and which of them mean one topic.
#[derive(Default)]
struct Names {
    at: BTreeMap<TopicId, usize>,
    /// For each the one it was joined to, or itself.
    joined: Vec<usize>,
}

impl Names {
    fn node(&mut self, id: TopicId) -> usize {
        let next = self.joined.len();
        let node = *self.at.entry(id).or_insert(next);
        if node == next {
            self.joined.push(next);
        }
        node
    }

    /// What stands for all that was joined with it.
    fn root(&mut self, mut node: usize) -> usize {
        let up = |joined: &[usize], node: usize| joined.get(node).copied().unwrap_or(node);
        loop {
            let above = up(&self.joined, up(&self.joined, node));
            if above == node {
                return node;
            }
            // The way is halved for whoever comes next.
            if let Some(slot) = self.joined.get_mut(node) {
                *slot = above;
            }
            node = above;
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // Upwards only, so that there is no circle.
        if let Some(slot) = self.joined.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

/// The sightings of each topic with their sessions, by the earliest first.
pub(super) fn grouped(ledger: &Ledger) -> Vec<Vec<(&Held, &Sighting)>> {
    let mut names = Names::default();
    let all = || {
        let held = ledger.sessions().iter();
        held.flat_map(|held| held.topics.iter().map(move |sighting| (held, sighting)))
    };
    for (_, sighting) in all() {
        let node = names.node(TopicId::of(&sighting.name));
        let was = sighting.was.as_deref().map(TopicId::of);
        for other in sighting.is.iter().cloned().chain(was) {
            let other = names.node(other);
            names.join(node, other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<(&Held, &Sighting)>> = BTreeMap::new();
    let mut order = Vec::new();
    for (held, sighting) in all() {
        let node = names.node(TopicId::of(&sighting.name));
        let root = names.root(node);
        let group = groups.entry(root).or_default();
        if group.is_empty() {
            order.push(root);
        }
        group.push((held, sighting));
    }
    order
        .iter()
        .filter_map(|root| groups.remove(root))
        .collect()
}

/// The topics of a ledger: those that came back before the others, then by when they were last seen and how large they were there.
pub fn topics(ledger: &Ledger) -> Vec<Topic> {
    let mut topics: Vec<(Topic, Date)> = grouped(ledger)
        .iter()
        .filter_map(|group| Some((topic(group)?, group.last()?.0.date)))
        .collect();
    topics.sort_by(|(a, a_last), (b, b_last)| {
        let size = |topic: &Topic| topic.seen.last().map(|seen| (seen.votes, seen.notes));
        let times = |topic: &Topic| topic.seen.len();
        (times(b).cmp(&times(a)))
            .then_with(|| b_last.cmp(a_last))
            .then_with(|| size(b).cmp(&size(a)))
            .then_with(|| a.id.cmp(&b.id))
    });
    topics.into_iter().map(|(topic, _)| topic).collect()
}

/// What the sightings of one topic come to.
pub(super) fn topic(group: &[(&Held, &Sighting)]) -> Option<Topic> {
    let mut seen: Vec<(Seen, &Sighting)> = Vec::new();
    for (held, sighting) in group {
        match seen
            .last_mut()
            .filter(|(last, _)| last.session == held.session)
        {
            Some((last, largest)) => {
                last.notes = last.notes.saturating_add(sighting.notes);
                last.votes = match (last.votes, sighting.votes) {
                    (Some(one), Some(two)) => Some(one.saturating_add(two)),
                    (one, two) => one.or(two),
                };
                let size = |sighting: &Sighting| (sighting.votes, sighting.notes);
                if size(sighting) > size(largest) {
                    *largest = *sighting;
                }
            }
            None => seen.push((
                Seen {
                    session: held.session.clone(),
                    name: String::new(),
                    notes: sighting.notes,
                    votes: sighting.votes,
                },
                sighting,
            )),
        }
    }
    for (seen, largest) in &mut seen {
        seen.name.clone_from(&largest.name);
    }
    let (first, last) = (seen.first()?.1, seen.last()?.1);
    let name = last.name.clone();
    let mut known = BTreeSet::from([TopicId::of(&name)]);
    let mut former = Vec::new();
    let names = group
        .iter()
        .flat_map(|(_, sighting)| sighting.was.iter().chain([&sighting.name]));
    for other in names {
        if known.insert(TopicId::of(other)) {
            former.push(other.clone());
        }
    }
    Some(Topic {
        id: TopicId::of(&first.name),
        name,
        former,
        seen: seen.into_iter().map(|(seen, _)| seen).collect(),
    })
}
