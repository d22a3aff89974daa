//! Elections that a generator thinks of.

use super::*;
use crate::ballot::rules::{RollSource, SelfVotes};
use proptest::prelude::*;

/// Any method, any rules, any votes.
pub(super) fn any_case() -> impl Strategy<Value = Case> {
    let reaction = prop::sample::select(vec![
        UP,
        Reaction::ThumbsDown,
        Reaction::Heart,
        Reaction::Rocket,
        Reaction::Eyes,
        Reaction::Laugh,
        Reaction::Hooray,
    ]);
    let votes = prop::collection::vec((1u64..6, 0u64..12, 90i64..210, reaction), 0..50);
    let casts = prop::collection::vec(
        (
            0u64..12,
            90i64..210,
            prop::option::weighted(0.9, prop::collection::btree_map(1u64..6, 1i64..4, 0..5)),
        ),
        0..12,
    );
    let rules = (
        prop::sample::select(Method::ALL.to_vec()),
        1u32..5,
        1u32..4,
        prop::option::of(prop::sample::select(vec![
            "> 1/2", ">= 1/2", ">= 2/3", "> 0/1",
        ])),
        prop::sample::select(vec![
            Denominator::Roll,
            Denominator::Cast,
            Denominator::CastLessAbstentions,
        ]),
        prop::option::of(prop::sample::select(vec!["3", "1/3", "1/1"])),
        prop::sample::select(vec![Ties::All, Ties::RunOff, Ties::Draw]),
        prop::bool::ANY,
        prop::option::of(prop::bool::ANY),
    );
    let paper = prop::collection::vec(prop::collection::btree_map(1u64..6, 1i64..4, 0..5), 0..5);
    (rules, votes, casts, prop::bool::ANY, paper).prop_map(
        |(
            (method, k, winners, threshold, denominator, quorum, ties, void, room),
            mut votes,
            casts,
            listed,
            paper,
        )| {
            votes
                .sort_by_key(|(item, voter, second, reaction)| (*item, *voter, *reaction, *second));
            votes.dedup_by_key(|(item, voter, _, reaction)| (*item, *voter, *reaction));
            let mut rules = Rules {
                votes: k,
                winners,
                threshold: threshold
                    .filter(|_| method.has_threshold())
                    .and_then(Threshold::parse)
                    .or((method == Method::Motion).then_some(Threshold::MAJORITY)),
                denominator,
                quorum: quorum.and_then(Quorum::parse),
                ties,
                over: if void { Over::Void } else { Over::Earliest },
                self_votes: if void {
                    SelfVotes::Exclude
                } else {
                    SelfVotes::Count
                },
                ..of(method)
            };
            rules.in_room = room.map(|added| RoomRules {
                counted_by: "a scribe".into(),
                counts: if added {
                    RoomCounts::Added
                } else {
                    RoomCounts::Beside
                },
            });
            let value = |value: i64| match method {
                Method::Top | Method::Approval => 1,
                Method::Motion => value - 2,
                _ => value,
            };
            let mut case = Case::new(rules, 5, &votes);
            case.items[0].authors.insert(3);
            if listed {
                case.rules.roll = RollSource::File {
                    file: "voters.txt".into(),
                };
                case.rules.minimum_age_days = Some(30);
                case.roll = Roll {
                    denied: vec![4],
                    born_before: Some(at(9)),
                    ..Roll::of([1, 2, 3, 4, 5, 6, 7, 9])
                };
            }
            if method.by_comment() {
                case.casts = casts
                    .into_iter()
                    .map(|(voter, second, choices)| Cast {
                        account: (voter > 0).then(|| person(voter)),
                        at: at(second),
                        choices: choices.map(|choices| choices.into_iter().collect()),
                    })
                    .collect();
            }
            if case.rules.in_room.is_some() {
                let ballots: Vec<Vec<Choice>> = paper
                    .into_iter()
                    .map(|choices| {
                        choices
                            .into_iter()
                            .map(|(item, given)| Choice {
                                item,
                                value: value(given),
                                at: None,
                                why_not: None,
                            })
                            .collect()
                    })
                    .collect();
                let hands = !matches!(method, Method::Ranked | Method::Grid);
                case.room = Some(Room {
                    voters: u64::try_from(ballots.len()).unwrap() + if hands { 2 } else { 0 },
                    hands: if hands {
                        vec![crate::ballot::room::Hands {
                            item: 2,
                            value: 1,
                            count: 2,
                        }]
                    } else {
                        Vec::new()
                    },
                    ballots,
                });
            }
            case
        },
    )
}
