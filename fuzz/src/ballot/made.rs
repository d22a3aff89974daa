//! Elections made of bytes, and one of each method to begin with.

use arbitrary::{Arbitrary, Result, Unstructured};
use folkmoot::ballot::rules::{Counts, Denominator, Over, RoomCounts, RoomRules, SelfVotes, Ties};
use folkmoot::ballot::{
    Account, Cast, Choice, Item, Method, Quorum, Reaction, Roll, RollSource, Room, Rules,
    Threshold, Vote, room, watch,
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// An election.
#[derive(Debug, Clone)]
pub struct Case {
    /// Rules.
    pub(super) rules: Rules,
    /// Roll.
    pub(super) roll: Roll,
    /// Items.
    pub(super) items: Vec<Item>,
    /// Casts.
    pub(super) casts: Vec<Cast>,
    /// Room.
    pub(super) room: Option<Room>,
    /// Cancelled.
    pub(super) cancelled: bool,
    /// Named.
    pub(super) named: bool,
}

pub(super) const OPENS: i64 = 1_700_000_000;
pub(super) const CLOSES: i64 = OPENS + 100;

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn time(u: &mut Unstructured<'_>) -> Result<Timestamp> {
    Ok(at(u.int_in_range(OPENS - 10..=CLOSES + 10)?))
}

fn account(u: &mut Unstructured<'_>) -> Result<Option<Account>> {
    let id = u.int_in_range(0..=11_u64)?;
    let created = if u.ratio(1, 4)? {
        None
    } else {
        Some(at(OPENS - 1000 * u.int_in_range(0..=3)?))
    };
    // Two logins of one account: it was renamed between two pages.
    let login = format!("p{id}{}", if u.ratio(1, 16)? { "-new" } else { "" });
    Ok((id > 0).then_some(Account { id, login, created }))
}

fn reaction(u: &mut Unstructured<'_>) -> Result<Option<Reaction>> {
    let words = [
        "THUMBS_UP",
        "THUMBS_DOWN",
        "LAUGH",
        "HOORAY",
        "CONFUSED",
        "HEART",
        "ROCKET",
        "EYES",
        "NEW",
    ];
    Ok(Reaction::from_graphql(u.choose(&words)?))
}

fn list<'a, T>(
    u: &mut Unstructured<'a>,
    most: usize,
    one: impl Fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = u.int_in_range(0..=most)?;
    (0..count).map(|_| one(u)).collect()
}

/// Any number that a file can hold.
fn number(u: &mut Unstructured<'_>, most: i64) -> Result<i64> {
    if u.ratio(1, 32)? {
        i64::arbitrary(u)
    } else {
        u.int_in_range(-1..=most)
    }
}

fn paper_ballot(u: &mut Unstructured<'_>) -> Result<Vec<Choice>> {
    let mut choices = list(u, 5, |u| {
        Ok(Choice {
            item: u.int_in_range(1..=5)?,
            value: number(u, 4)?,
            at: None,
            why_not: None,
        })
    })?;
    choices.sort();
    Ok(choices)
}

fn rules(u: &mut Unstructured<'_>) -> Result<Rules> {
    let method = *u.choose(&Method::ALL)?;
    let stages = if method == Method::Grid {
        list(u, 5, |u| Ok(format!("stage {}", u.int_in_range(0..=9)?)))?
    } else {
        Vec::new()
    };
    let thresholds = ["> 1/2", ">= 1/2", ">= 2/3", "> 0/1", "1/1", "60%"];
    let quorums = ["3", "1/3", "1/1", "0", "50%"];
    let rules = Rules {
        method,
        votes: u.int_in_range(1..=4)?,
        winners: u.int_in_range(1..=4)?,
        threshold: if u.arbitrary()? {
            Threshold::parse(u.choose(&thresholds)?)
        } else {
            None
        },
        denominator: *u.choose(&[
            Denominator::Roll,
            Denominator::Cast,
            Denominator::CastLessAbstentions,
        ])?,
        quorum: if u.arbitrary()? {
            Quorum::parse(u.choose(&quorums)?)
        } else {
            None
        },
        ties: *u.choose(&[Ties::All, Ties::RunOff, Ties::Draw])?,
        over: *u.choose(&[Over::Earliest, Over::Void])?,
        self_votes: *u.choose(&[SelfVotes::Count, SelfVotes::Exclude])?,
        stages,
        roll: u
            .choose(&[
                RollSource::Everyone,
                RollSource::File {
                    file: "voters.txt".to_owned(),
                },
            ])?
            .clone(),
        allow: Vec::new(),
        deny: Vec::new(),
        minimum_age_days: if u.ratio(1, 4)? {
            Some(u.int_in_range(0..=40)?)
        } else {
            None
        },
        counts: *u.choose(&[Counts::Shown, Counts::Hidden])?,
        in_room: None,
        remind_hours: None,
    };
    let in_room = if u.ratio(1, 3)? {
        Some(RoomRules {
            counted_by: "a scribe".to_owned(),
            counts: *u.choose(&[RoomCounts::Beside, RoomCounts::Added])?,
        })
    } else {
        None
    };
    Ok(Rules { in_room, ..rules })
}

fn election(u: &mut Unstructured<'_>) -> Result<Case> {
    let rules = rules(u)?;
    let roll = if rules.roll.is_everyone() {
        Roll::everyone()
    } else {
        Roll {
            denied: if u.arbitrary()? { vec![4] } else { Vec::new() },
            ..Roll::of(list(u, 9, |u| u.int_in_range(0..=11))?)
        }
    };
    let roll = Roll {
        born_before: rules.minimum_age_days.map(|_| at(OPENS - 1500)),
        ..roll
    };
    let count = u.int_in_range(0..=5_u64)?;
    let mut items = Vec::new();
    for number in 1..=count {
        let votes = list(u, 12, |u| {
            Ok(Vote {
                account: account(u)?,
                at: time(u)?,
                reaction: reaction(u)?,
            })
        })?;
        let distinct: BTreeSet<_> = votes
            .iter()
            .filter_map(|vote| Some((vote.account.as_ref()?.id, vote.reaction)))
            .collect();
        let nobody = votes.iter().filter(|vote| vote.account.is_none()).count();
        let whole = u64::try_from(distinct.len() + nobody).unwrap();
        items.push(Item {
            number,
            id: format!("I_{number}"),
            name: format!("Cluster {number}"),
            text: watch::digest("text"),
            changed: u.ratio(1, 16)?,
            authors: if u.ratio(1, 4)? {
                [u.int_in_range(1..=11)?].into()
            } else {
                BTreeSet::new()
            },
            total: if u.ratio(1, 32)? {
                u.arbitrary()?
            } else {
                whole
            },
            votes,
        });
    }
    let casts = if rules.method.by_comment() {
        list(u, 8, |u| {
            let choices = if u.ratio(1, 8)? {
                None
            } else {
                Some(list(u, 5, |u| Ok((u.int_in_range(1..=6)?, number(u, 4)?)))?)
            };
            Ok(Cast {
                account: account(u)?,
                at: time(u)?,
                choices,
            })
        })?
    } else {
        Vec::new()
    };
    let room = if rules.in_room.is_some() {
        let mut hands = list(u, 6, |u| {
            Ok(room::Hands {
                item: u.int_in_range(1..=5)?,
                value: number(u, 3)?,
                count: u64::try_from(number(u, 90)?).unwrap_or(0),
            })
        })?;
        hands.sort();
        let mut ballots = list(u, 4, paper_ballot)?;
        ballots.sort();
        Some(Room {
            voters: u64::try_from(number(u, 99)?).unwrap_or(0),
            hands,
            ballots,
        })
    } else {
        None
    };
    Ok(Case {
        rules,
        roll,
        items,
        casts,
        room,
        cancelled: u.ratio(1, 16)?,
        named: u.arbitrary()?,
    })
}

impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Case> {
        election(u)
    }
}

/// A `tally.json` of each method, to begin with.
pub fn samples() -> Vec<String> {
    let vote = |id: u64, second: i64, word: &str| Vote {
        account: Some(Account {
            id,
            login: format!("p{id}"),
            created: None,
        }),
        at: at(OPENS + second),
        reaction: Reaction::from_graphql(word),
    };
    let samples = Method::ALL.map(|method| {
        let votes = vec![
            vote(1, 3, "THUMBS_UP"),
            vote(2, 5, "THUMBS_UP"),
            vote(3, 7, "HEART"),
            vote(4, -5, "EYES"),
        ];
        let items = (1..=2).map(|number| Item {
            number,
            id: format!("I_{number}"),
            name: format!("Cluster {number}"),
            text: watch::digest("text"),
            changed: false,
            authors: BTreeSet::new(),
            total: 4,
            votes: votes.clone(),
        });
        let cast = Cast {
            account: Some(Account {
                id: 1,
                login: "p1".to_owned(),
                created: None,
            }),
            at: at(OPENS + 9),
            choices: Some(vec![(2, 1), (1, 2)]),
        };
        let choice = Choice {
            item: 1,
            value: 1,
            at: None,
            why_not: None,
        };
        let case = Case {
            rules: Rules {
                method,
                stages: if method == Method::Grid {
                    vec!["idea".to_owned(), "done".to_owned()]
                } else {
                    Vec::new()
                },
                quorum: Quorum::parse("1/3"),
                in_room: Some(RoomRules {
                    counted_by: "a scribe".to_owned(),
                    counts: RoomCounts::Added,
                }),
                ..Rules::default()
            },
            roll: Roll::of([1, 2, 3]),
            items: items.collect(),
            casts: if method.by_comment() {
                vec![cast]
            } else {
                Vec::new()
            },
            room: Some(Room {
                voters: 3,
                hands: vec![room::Hands {
                    item: 1,
                    value: 1,
                    count: 2,
                }],
                ballots: vec![vec![choice]],
            }),
            cancelled: false,
            named: true,
        };
        case.text(&case.count().unwrap())
    });
    samples.to_vec()
}
