//! What a proposal has to do with those at the same time.

use super::event::{Event, Proposal};
use super::form::About;
use super::rules::{all_chairs, shown};
use super::{Finding, Kind, Severity};
use std::collections::BTreeMap;

/// Of more sessions than these one finding says only how many there are.
const MOST: usize = 12;

const MOVE: &str = "move one of the two to another slot";

/// The proposals of an event by their slots.
pub(super) struct Clashes<'e> {
    event: &'e Event,
    by_slot: Vec<Vec<usize>>,
    /// For each proposal those who chair it: by what they are told apart, and how they are called.
    chairs: Vec<BTreeMap<String, String>>,
}

/// What one rule says of the sessions that break it.
struct Rule<'w> {
    severity: Severity,
    kind: Kind,
    about: Option<About>,
    /// The words for one of them.
    one: &'w dyn Fn(&Proposal) -> String,
    cure: &'w str,
}

impl<'e> Clashes<'e> {
    pub(super) fn new(event: &'e Event) -> Clashes<'e> {
        let mut by_slot = vec![Vec::new(); event.slots.len()];
        for (at, proposal) in event.proposals.iter().enumerate() {
            if let Some(slot) = proposal.slot.and_then(|slot| by_slot.get_mut(slot)) {
                slot.push(at);
            }
        }
        let chairs = event.proposals.iter().map(|proposal| {
            let all = all_chairs(proposal).into_iter();
            all.map(|chair| (chair.key(), shown(&chair))).collect()
        });
        Clashes {
            event,
            by_slot,
            chairs: chairs.collect(),
        }
    }

    /// The others in the same slot.
    fn others(&self, at: usize, slot: usize) -> impl Iterator<Item = (usize, &'e Proposal)> {
        let there = self.by_slot.get(slot).into_iter().flatten();
        there
            .filter(move |other| **other != at)
            .filter_map(|other| Some((*other, self.event.proposals.get(*other)?)))
    }

    /// What is found of one proposal. `numbers` places proposals by their numbers, where the list of those to avoid is sound.
    pub(super) fn of(
        &self,
        at: usize,
        numbers: Option<&BTreeMap<u64, usize>>,
        findings: &mut Vec<Finding>,
    ) {
        let Some(this) = self.event.proposals.get(at) else {
            return;
        };
        let Some((index, slot)) = this
            .slot
            .and_then(|index| Some((index, self.event.slots.get(index)?)))
        else {
            return;
        };
        let plenary = |proposal: &Proposal| proposal.values.plenary;
        let together = |other: &Proposal| this.room.is_some() && this.room == other.room;
        let room = this.room.and_then(|room| self.event.rooms.get(room));
        let room = room.map_or("", |room| room.name.as_str());

        if plenary(this) {
            // Plenary sessions of one slot share the room, one after the other.
            let held = self
                .others(at, index)
                .filter(|(_, other)| together(other))
                .count()
                + 1;
            if this.room.is_some() && held > self.event.plenary_holds {
                findings.push(Finding::new(
                    Severity::Error,
                    Kind::Scheduling,
                    format!(
                        "{held} sessions are in the plenary slot {slot}, which holds {}",
                        self.event.plenary_holds
                    ),
                    "move some of them to another slot",
                ));
            }
        } else {
            let rule = Rule {
                severity: Severity::Error,
                kind: Kind::Scheduling,
                about: None,
                one: &|other| {
                    format!(
                        "{} is in the same room, “{room}”, at the same time ({slot})",
                        named(other)
                    )
                },
                cure: "move one of the two to another room or slot",
            };
            let found = self
                .others(at, index)
                .map(|(_, other)| other)
                .filter(|other| together(other));
            rule.say(this, found, findings);
        }

        // Beside it: at the same time and not known to be in the same room.
        let beside: Vec<(usize, &Proposal)> = self
            .others(at, index)
            .filter(|(_, other)| !together(other))
            .collect();
        self.chairs(this, at, &beside, findings);
        if let Some(numbers) = numbers {
            let avoided: Vec<usize> = this
                .values
                .conflicts
                .iter()
                .filter_map(|number| numbers.get(number).copied())
                .collect();
            let rule = Rule {
                severity: Severity::Warning,
                kind: Kind::Conflict,
                about: Some(About::Conflicts),
                one: &|other| {
                    format!(
                        "it asks not to be at the same time as {}, and is ({slot})",
                        named(other)
                    )
                },
                cure: MOVE,
            };
            let found = beside.iter().filter(|(at, _)| avoided.contains(at));
            rule.say(this, found.map(|(_, other)| *other), findings);
        }
        for track in &this.tracks {
            let same = |other: &Proposal| {
                let mut tracks = other.tracks.iter();
                tracks.any(|other| other.to_lowercase() == track.to_lowercase())
            };
            let rule = Rule {
                severity: Severity::Warning,
                kind: Kind::Track,
                about: None,
                one: &|other| {
                    format!(
                        "{} is of the same track, “{track}”, and at the same time ({slot})",
                        named(other)
                    )
                },
                cure: MOVE,
            };
            let found = beside.iter().map(|(_, other)| *other);
            rule.say(this, found.filter(|other| same(other)), findings);
        }
        let rule = Rule {
            severity: Severity::Warning,
            kind: Kind::Plenary,
            about: None,
            one: &|other| {
                format!(
                    "the plenary session {} is at the same time ({slot})",
                    named(other)
                )
            },
            cure: "move it to a slot without plenary sessions",
        };
        let found = beside.iter().map(|(_, other)| *other);
        rule.say(this, found.filter(|other| plenary(other)), findings);

        if let Some(channel) = &this.values.channel {
            let rule = Rule {
                severity: Severity::Error,
                kind: Kind::Irc,
                about: Some(About::Channel),
                one: &|other| {
                    format!(
                        "{} uses the same channel, #{channel}, at the same time ({slot})",
                        named(other)
                    )
                },
                cure: "give one of the two another channel",
            };
            let found = beside.iter().map(|(_, other)| *other).filter(|other| {
                let same = other.values.channel.as_ref() == Some(channel);
                same && !(plenary(this) && plenary(other))
            });
            rule.say(this, found, findings);
        }
    }

    /// Nobody can be in two rooms, unless planners said so.
    fn chairs(
        &self,
        this: &Proposal,
        at: usize,
        beside: &[(usize, &Proposal)],
        findings: &mut Vec<Finding>,
    ) {
        let Some(own) = self.chairs.get(at) else {
            return;
        };
        let both = |other: usize| {
            let theirs = self.chairs.get(other);
            let names = own
                .iter()
                .filter(|(key, _)| theirs.is_some_and(|theirs| theirs.contains_key(*key)));
            names
                .map(|(_, name)| name.as_str())
                .collect::<Vec<&str>>()
                .join(", ")
        };
        let allowed = |other: &Proposal| {
            let mut sets = self.event.in_parallel.iter();
            sets.any(|set| set.contains(&this.number) && set.contains(&other.number))
        };
        let places: BTreeMap<u64, usize> = beside
            .iter()
            .map(|(at, other)| (other.number, *at))
            .collect();
        let rule = Rule {
            severity: Severity::Error,
            kind: Kind::ChairConflict,
            about: Some(About::Chairs),
            one: &|other| {
                let names = places
                    .get(&other.number)
                    .map(|at| both(*at))
                    .unwrap_or_default();
                format!(
                    "{} is at the same time and has a chair in common: {names}",
                    named(other)
                )
            },
            cure: "move one of the two to another slot, or let somebody else chair it",
        };
        let found = beside
            .iter()
            .filter(|(at, other)| !allowed(other) && !both(*at).is_empty());
        rule.say(this, found.map(|(_, other)| *other), findings);
    }
}

impl Rule<'_> {
    fn say<'p>(
        &self,
        this: &Proposal,
        mut found: impl Iterator<Item = &'p Proposal>,
        findings: &mut Vec<Finding>,
    ) {
        let spot = || this.values.spot(self.about?);
        let mut say = |words: String| {
            findings.push(Finding::new(self.severity, self.kind, words, self.cure).at(spot()));
        };
        for other in found.by_ref().take(MOST) {
            say((self.one)(other));
        }
        let left = found.count();
        if left > 0 {
            say(format!("the same is so of {left} more sessions"));
        }
    }
}

/// `#15 “Title”`
fn named(proposal: &Proposal) -> String {
    format!(
        "#{} “{}”",
        proposal.number,
        crate::inert::cut(&proposal.title, 60)
    )
}
