//! `ballot`: small elections of every kind, made from the input's bytes; ballots in comments; hand counts and paper ballots.

mod made;

pub use made::samples;

use crate::input::Input;
use crate::shown;
use arbitrary::{Arbitrary, Unstructured};
use folkmoot::ballot::cast::{choices, command};
use folkmoot::ballot::record::{Event, Parts, State};
use folkmoot::ballot::rules::{RoomCounts, RoomRules};
use folkmoot::ballot::tally::tally;
use folkmoot::ballot::verify::{differences, recount};
use folkmoot::ballot::{
    Election, Entry, Method, NoResult, Quorum, Record, Rules, Tally, Threshold, Window, room, watch,
};
use folkmoot::fault::Source;
use made::{CLOSES, Case, OPENS, at};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Runs an input.
pub fn run(input: &[u8]) {
    let (first, rest) = input
        .split_first()
        .map_or((b'e', input), |(first, rest)| (*first, rest));
    match first {
        b'c' => comments(&Input::of(input).text(0)),
        b'h' | b'p' => paper(&Input::of(input)),
        b'n' => numbers(&Input::of(input).text(0)),
        _ => {
            if let Ok(case) = Case::arbitrary(&mut Unstructured::new(rest)) {
                case.hold();
            }
        }
    }
}

impl Case {
    fn count(&self) -> Result<Tally, NoResult> {
        tally(Election {
            rules: &self.rules,
            roll: &self.roll,
            window: Window {
                opens: at(OPENS),
                closes: at(CLOSES),
            },
            seed: "seed",
            cancelled: self.cancelled,
            items: &self.items,
            casts: &self.casts,
            room: self.room.as_ref(),
        })
    }

    /// What holds for every election.
    fn hold(&self) {
        let tally = match self.count() {
            Ok(tally) => tally,
            Err(_) => return,
        };
        // In another order it is the same.
        let mut turned = self.clone();
        turned.items.reverse();
        turned
            .items
            .iter_mut()
            .for_each(|item| item.votes.reverse());
        turned.casts.reverse();
        assert_eq!(turned.count().as_ref(), Ok(&tally), "the order matters");
        // Received is what counts and what does not, each with its reason.
        let stages = self.rules.stages.len();
        let mut given: BTreeMap<u64, u64> = BTreeMap::new();
        for item in &self.items {
            let mut seen = BTreeSet::new();
            for vote in &item.votes {
                let value = vote
                    .reaction
                    .and_then(|reaction| reaction.value(self.rules.method, stages));
                let first = vote
                    .account
                    .as_ref()
                    .is_none_or(|account| seen.insert((account.id, vote.reaction)));
                if value.is_some() && first {
                    *given.entry(item.number).or_default() += 1;
                }
            }
        }
        for (item, _) in self
            .casts
            .iter()
            .flat_map(|cast| cast.choices.iter().flatten())
        {
            *given.entry(*item).or_default() += 1;
        }
        let mut kept: BTreeMap<u64, u64> = BTreeMap::new();
        for choice in tally.ballots.iter().flat_map(|ballot| &ballot.choices) {
            *kept.entry(choice.item).or_default() += 1;
        }
        assert_eq!(given, kept, "a vote vanished, or came from nowhere");
        let counted = tally
            .ballots
            .iter()
            .flat_map(|ballot| ballot.counted())
            .count();
        let refused: u64 = tally.uncounted().values().sum();
        let all: u64 = kept.values().sum();
        assert_eq!(
            u64::try_from(counted).unwrap() + refused,
            all,
            "received is not counted and refused"
        );
        assert_eq!(tally.standings.len(), self.items.len());
        for ballot in &tally.ballots {
            let spent = ballot
                .counted()
                .map(|choice| choice.value)
                .fold(0, i64::saturating_add);
            match self.rules.method {
                Method::Top => assert!(ballot.counted().count() <= self.rules.votes as usize),
                Method::Dots
                    if self
                        .casts
                        .iter()
                        .flat_map(|cast| cast.choices.iter().flatten())
                        .all(|(_, value)| *value >= 0) =>
                {
                    assert!(spent <= i64::from(self.rules.votes));
                }
                _ => {}
            }
        }
        if !self.items.is_empty() {
            self.recounted(&tally);
        }
    }

    /// The record of a count.
    fn record(&self, tally: &Tally) -> Record {
        let line = watch::look(
            None,
            at(CLOSES),
            &self.items,
            Some(&self.casts),
            tally.voters,
        );
        let lines: Vec<watch::Line> = line.into_iter().collect();
        let history = [Event::Cancelled {
            at: at(OPENS),
            why: "nobody came".to_owned(),
        }];
        Record::of(Parts {
            session: "session",
            repository: "o/r",
            issue: 1,
            state: if self.cancelled {
                State::Cancelled
            } else {
                State::Closed
            },
            rules: &self.rules,
            roll: &self.roll,
            window: Window {
                opens: at(OPENS),
                closes: at(CLOSES),
            },
            seed: "seed",
            history: if self.cancelled { &history } else { &[] },
            before: None,
            watch: &lines,
            items: &self.items,
            room: self.room.as_ref(),
            tally,
            named: self.named,
        })
    }

    /// The `tally.json` of a count.
    fn text(&self, tally: &Tally) -> String {
        self.record(tally).text()
    }

    /// What is published gives the same result.
    fn recounted(&self, tally: &Tally) {
        let text = self.text(tally);
        let back = Record::read(&text).expect("a record that cannot be read back");
        assert_eq!(back.text(), text, "another record came back");
        // Of votes that no parser lets in, the recount may say that they are none.
        if self.is_sound() {
            let result = recount(&back, &text);
            assert!(result.wrong.is_empty(), "{:?}\n{text}", result.wrong);
            assert!(
                differences(&back, tally, &[]).is_empty() || !self.named,
                "{:?}",
                differences(&back, tally, &[])
            );
        }
    }

    /// Whether all that comes by comment and on paper is something that the readers of these let in.
    fn is_sound(&self) -> bool {
        let cast = self
            .casts
            .iter()
            .filter_map(|cast| cast.choices.as_ref())
            .all(|choices| {
                let items: BTreeSet<u64> = choices.iter().map(|(item, _)| *item).collect();
                items.len() == choices.len()
                    && choices.iter().all(|(item, value)| {
                        *value >= 1 && *value <= 5 && *item <= self.items.len() as u64
                    })
            });
        cast && self.room.is_none()
            && !(self.rules.method == Method::Grid && self.rules.stages.is_empty())
    }
}

/// `/rank #3 > #2` and `/dots #3 2`.
fn comments(body: &str) {
    let items = [1, 2, 3, 12, u64::MAX];
    for method in Method::ALL {
        let Some(text) = command(method, body) else {
            continue;
        };
        if let Some(list) = choices(method, text, &items) {
            let distinct: BTreeSet<u64> = list.iter().map(|(item, _)| *item).collect();
            assert_eq!(distinct.len(), list.len(), "one thing twice");
            assert!(
                list.iter()
                    .all(|(item, value)| items.contains(item) && *value >= 1),
                "{list:?}"
            );
        }
    }
}

/// `hands.csv` and `ballots.csv`, under every method.
fn paper(input: &Input<'_>) {
    let in_room = RoomRules {
        counted_by: "a scribe".to_owned(),
        counts: RoomCounts::Added,
    };
    let source = Arc::new(Source {
        path: "hands.csv".into(),
        text: input.text(0).into_owned(),
    });
    for method in Method::ALL {
        let stages = if method == Method::Grid {
            vec!["idea".to_owned(), "done".to_owned()]
        } else {
            Vec::new()
        };
        let rules = Rules {
            method,
            stages,
            in_room: Some(in_room.clone()),
            ..Rules::default()
        };
        for read in [
            room::hands(&source, &rules, Some(40)),
            room::hands(&source, &rules, None),
            room::ballots(&source, &rules),
        ] {
            match read {
                Ok(file) => {
                    let _ = file.resolved(|name| name.len().try_into().ok());
                }
                Err(faults) => shown::faults(&faults),
            }
        }
    }
}

/// Fractions, quorums and entries of a roll.
fn numbers(text: &str) {
    for line in text.lines() {
        if let Some(entry) = Entry::parse(line) {
            assert_eq!(Entry::parse(&entry.to_string()), Some(entry));
        }
        if let Some(threshold) = Threshold::parse(line) {
            assert_eq!(Threshold::parse(&threshold.to_string()), Some(threshold));
        }
        if let Some(quorum) = Quorum::parse(line) {
            assert_eq!(Quorum::parse(&quorum.to_string()), Some(quorum));
        }
    }
}
