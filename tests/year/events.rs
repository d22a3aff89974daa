//! The generator: a seed in, communities with all that happens in their year out. Pure, and it knows nothing of how folkmoot answers.
//!
//! Runs begin a few minutes after 0, 8 and 16 o'clock and are over three hours later, however often they are repeated; people act in the
//! five hours before the next run, and stages begin within those, too. So what a run saw is no matter of luck, while everything else is.

use super::session;
use super::storms;
use super::world::{
    Community, Dice, Event, Every, Flavour, HOURLY, Method, Of, Person, Roll, Rules, What, after,
};
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;

/// The first day of the year.
pub const FIRST: Date = date(2026, 1, 1);
/// Hours at which runs begin.
pub const SLOTS: [i64; 3] = [0, 8, 16];
/// Sessions need so many days before and after their own.
const AROUND: (i64, i64) = (9, 4);

const ZONES: [(&str, i8, i8); 4] = [
    ("Europe/Paris", 14, 0),
    ("Asia/Kolkata", 18, 30),
    ("America/New_York", 8, 30),
    ("Etc/UTC", 13, 0),
];
const BIRDS: [&str; 12] = [
    "heron", "plover", "siskin", "dunlin", "curlew", "merlin", "grebe", "avocet", "whinchat",
    "serin", "hoopoe", "jackdaw",
];

/// A moment of the simulation: hours and minutes after the beginning of a day, in UTC.
pub fn moment(day: Date, hours: i64, minutes: i64) -> Timestamp {
    let start = day.to_zoned(TimeZone::UTC).unwrap().timestamp();
    after(start, hours * 3_600 + minutes * 60)
}

/// A day so many days away.
pub fn shifted(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap()
}

/// A community and its year (or as much of it) from a seed.
pub fn community(seed: u64, index: usize, length: i64) -> Community {
    let mut dice =
        Dice::new(seed ^ (u64::try_from(index).unwrap() + 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
    let (zone, hour, minute) = *dice.pick(&ZONES);
    let every = match dice.below(10) {
        0 => Every::Weeks(1),
        1 | 2 => Every::Weeks(2),
        _ => Every::Month {
            nth: i8::try_from(dice.between(1, 4)).unwrap(),
            weekday: i8::try_from(dice.between(1, 5)).unwrap(),
        },
    };
    let named = dice.chance(50);
    let touchpoint = dice.chance(35);
    let kept = !touchpoint && dice.chance(20);
    let flavour = match index % 16 {
        2 | 9 => Flavour::LibraryGit,
        5 => Flavour::Binary,
        _ => Flavour::Library,
    };
    let mut community = Community {
        name: format!("c{index:02}"),
        zone,
        hour,
        minute,
        touchpoint,
        every,
        named,
        kept,
        rules: rules(&mut dice, named, kept),
        people: people(&mut dice, index, length),
        flavour,
        days: days(&mut dice, every, length),
        events: Vec::new(),
    };
    year(&mut dice, &mut community, length);
    community
}

fn rules(dice: &mut Dice, named: bool, kept: bool) -> Rules {
    let method = match dice.below(20) {
        0..=6 => Method::Top,
        7..=11 => Method::Approval,
        12..=15 => Method::Motion,
        _ => Method::Dots,
    };
    let roll = match dice.below(4) {
        0 if named && !kept => Roll::Participants,
        1 if named => Roll::Team,
        2 => Roll::File,
        _ => Roll::Everyone,
    };
    let threshold = match method {
        Method::Motion => Some(*dice.pick(&[(true, 1, 2), (false, 2, 3), (false, 1, 2)])),
        Method::Top | Method::Approval if dice.chance(25) => Some((false, 1, 4)),
        _ => None,
    };
    let of = match (threshold, dice.below(3)) {
        (Some(_), 0) if roll != Roll::Everyone => Of::Roll,
        (Some(_), 1) if method == Method::Motion => Of::CastLessAbstentions,
        _ => Of::Cast,
    };
    Rules {
        method,
        votes: u64::try_from(match method {
            Method::Dots => dice.between(3, 6),
            _ => dice.between(1, 3),
        })
        .unwrap(),
        winners: dice.between(1, 3),
        threshold,
        of,
        quorum: dice
            .chance(30)
            .then(|| u64::try_from(dice.between(2, 7)).unwrap()),
        void: dice.chance(35),
        run_off: method != Method::Motion && dice.chance(30),
        own_notes_out: !kept && dice.chance(30),
        minimum_age: dice.chance(30).then_some(30),
        roll,
    }
}

fn people(dice: &mut Dice, index: usize, length: i64) -> Vec<Person> {
    let count = dice.between(8, 18);
    (0..count)
        .map(|number| {
            let bird = *dice.pick(&BIRDS);
            let since = if number > 0 && dice.chance(20) {
                // A newcomer, of before the year or in it.
                let day = i64::try_from(dice.below(usize::try_from(length).unwrap())).unwrap();
                moment(shifted(FIRST, day - 20), 2, 0)
            } else {
                moment(shifted(FIRST, -2_000), 2, 0)
            };
            let listed = dice.chance(75);
            Person {
                login: format!("{bird}{index:02}x{number}"),
                since,
                listed: listed || number == 0,
            }
        })
        .collect()
}

/// The days of its sessions: independently of the product's rules of recurrence.
fn days(dice: &mut Dice, every: Every, length: i64) -> Vec<Date> {
    let (first, last) = (shifted(FIRST, AROUND.0), shifted(FIRST, length - AROUND.1));
    let all: Vec<Date> = match every {
        Every::Month { nth, weekday } => {
            let weekday = Weekday::from_monday_one_offset(weekday).unwrap();
            (0..24)
                .map(|month| {
                    let month = FIRST.checked_add(month.months()).unwrap();
                    month.nth_weekday_of_month(nth, weekday).unwrap()
                })
                .collect()
        }
        Every::Weeks(weeks) => {
            let begin = shifted(first, i64::try_from(dice.below(7)).unwrap());
            (0..60)
                .map(|times| shifted(begin, times * weeks * 7))
                .collect()
        }
    };
    all.into_iter()
        .filter(|day| *day >= first && *day <= last)
        .collect()
}

/// A moment at which people act, on a day.
pub fn act(dice: &mut Dice, day: Date) -> Timestamp {
    let window = *dice.pick(&[3, 11, 19]);
    let second = i64::try_from(dice.below(5 * 3_600 - 300)).unwrap();
    after(moment(day, window, 2), second)
}

fn year(dice: &mut Dice, community: &mut Community, length: i64) {
    let mut events = Vec::new();
    // When people go, and when they leave the team.
    let mut left = vec![None; community.people.len()];
    for (who, left) in left.iter_mut().enumerate() {
        let any = |dice: &mut Dice| {
            let day = i64::try_from(dice.below(usize::try_from(length).unwrap())).unwrap();
            act(dice, shifted(FIRST, day))
        };
        // The first one stays, so that somebody always does.
        if who > 0 && dice.chance(15) {
            let at = any(dice);
            *left = Some(at);
            events.push(Event {
                at,
                what: What::Leave { who },
            });
        }
        if who > 0 && community.people[who].listed && dice.chance(15) {
            let at = any(dice);
            if left.is_none_or(|left| at < left) {
                events.push(Event {
                    at,
                    what: What::LeaveTeam { who },
                });
            }
        }
    }
    let mut calm = BTreeSet::new();
    for index in 0..community.days.len() {
        let day = community.days[index];
        session::session(dice, community, index, &left, &mut events);
        for (days, slot) in [
            (-6, 16),
            (-5, 16),
            (-3, 0),
            (-2, 16),
            (-1, 16),
            (1, 16),
            (3, 0),
        ] {
            calm.insert((shifted(day, days), slot));
        }
        if community.flavour != Flavour::Binary && dice.chance(8) {
            let hourly = u64::try_from(dice.between(50, 120)).unwrap();
            let drought = |at, hourly| Event {
                at,
                what: What::Allow { hourly },
            };
            events.push(drought(act(dice, shifted(day, -8)), hourly));
            events.push(drought(act(dice, shifted(day, 3)), HOURLY));
        }
    }
    calm.insert((shifted(FIRST, length), 0));
    for number in 0..=length {
        let day = shifted(FIRST, number);
        for slot in SLOTS {
            let calm = calm.contains(&(day, slot));
            // A process takes real time.
            let (seldom, stormy) = match community.flavour {
                Flavour::Binary => (3, 25),
                _ => (10, 45),
            };
            if !calm && !dice.chance(seldom) {
                continue;
            }
            let at = moment(day, slot, i64::try_from(dice.below(40)).unwrap());
            let storms = if dice.chance(stormy) {
                storms::storms(dice, community.flavour)
            } else {
                Vec::new()
            };
            events.push(Event {
                at,
                what: What::Run { storms, calm },
            });
        }
    }
    events.sort_by_key(|event| event.at);
    // What a file names is taken in later, by a run: whether its cluster's label has another name by then would be left to that run.
    let mut waits = Vec::new();
    for event in &events {
        if let What::Write { session, rows, .. } = &event.what {
            let until = community.moments(*session).affinity;
            let named = rows.iter().filter_map(|row| row.cluster.clone());
            waits.extend(named.map(|cluster| (cluster, event.at, until)));
        }
    }
    events.retain(|event| match &event.what {
        What::Relabel { cluster, .. } => !waits
            .iter()
            .any(|(named, from, until)| named == cluster && *from < event.at && event.at < *until),
        _ => true,
    });
    community.events = events;
}
