use super::*;
use proptest::prelude::*;

/// Between two looks while somebody watches, unless the budget or an error has it otherwise.
const MOST: SignedDuration = SignedDuration::from_secs(60);

fn second(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + seconds).unwrap()
}

fn next(stage: Stage, watched: bool, most: u64) -> Next {
    Next {
        stage: Some(stage),
        watched,
        most,
    }
}

#[test]
fn looks_follow_the_stage_while_they_are_free() {
    let rows = [
        (None, true, 60),
        (Some(Stage::Announced), true, 30),
        (Some(Stage::Notes), true, 5),
        (Some(Stage::Affinity), true, 5),
        (Some(Stage::Voting), true, 5),
        (Some(Stage::Closed), true, 15),
        (Some(Stage::Published), true, 60),
        (Some(Stage::Voting), false, 300),
        (None, false, 300),
    ];
    for (stage, watched, seconds) in rows {
        let mut cadence = Cadence::new(BUDGET);
        let next = Next {
            stage,
            watched,
            most: 6,
        };
        // The first look is at once.
        assert_eq!(cadence.wait(next, second(0)).time, SignedDuration::ZERO);
        for look in 0..700 {
            let now = second(look * seconds);
            cadence.looked(0, now);
            let wait = cadence.wait(next, now);
            assert_eq!(wait.time, SignedDuration::from_secs(seconds), "{stage:?}");
            assert_eq!(
                wait.because,
                if watched {
                    Because::Stage
                } else {
                    Because::Unwatched
                }
            );
        }
        assert_eq!(cadence.spent(second(0)), 0);
    }
}

/// Looks that cost as much each for so many hours: how many there were in each half of an hour.
fn halves(budget: u64, points: u64, hours: usize) -> Vec<usize> {
    let mut cadence = Cadence::new(budget);
    let mut halves = vec![0; hours * 2];
    let mut now = second(0);
    loop {
        now += cadence.wait(next(Stage::Voting, true, points), now).time;
        let half = usize::try_from(now.duration_since(second(0)).as_secs() / 1800).unwrap();
        let Some(count) = halves.get_mut(half) else {
            return halves;
        };
        *count += 1;
        cadence.looked(points, now);
    }
}

#[test]
fn a_vote_is_seen_often_at_first_and_evenly_from_then_on() {
    // A quarter of an hour every five seconds, then as much as flows in, and never a gap.
    let all = [halves(BUDGET, 1, 3), halves(40, 1, 3), halves(40, 20, 3)];
    // The last of them cost more than may be spent at once: they go on credit.
    assert_eq!(
        all,
        [
            [344, 195, 195, 195, 195, 195],
            [22, 13, 13, 13, 13, 13],
            [1, 1, 0, 1, 1, 0]
        ]
    );
}

#[test]
fn one_look_of_a_vote_is_never_a_minute_late_with_what_there_is_by_default() {
    let mut cadence = Cadence::new(BUDGET);
    let mut now = second(0);
    while now < second(5 * 3600) {
        let wait = cadence.wait(next(Stage::Voting, true, 10), now);
        assert!(wait.time < SignedDuration::from_secs(15), "{wait:?}");
        now += wait.time;
        cadence.looked(1, now);
    }
}

#[test]
fn errors_back_off_and_githubs_own_times_count() {
    let mut cadence = Cadence::new(BUDGET);
    let watched = next(Stage::Notes, true, 6);
    let waits: Vec<i64> = (0..7)
        .map(|_| {
            cadence.failed(Trouble::Passing, 1, second(0));
            cadence.wait(watched, second(0)).time.as_secs()
        })
        .collect();
    assert_eq!(waits, [5, 10, 20, 40, 80, 120, 120]);
    assert_eq!(cadence.wait(watched, second(0)).because, Because::Trouble);
    // One look that comes off, and all is as before.
    cadence.looked(0, second(200));
    assert_eq!(cadence.wait(watched, second(200)).time.as_secs(), 5);
    let at = second(1000);
    let mut cadence = Cadence::new(BUDGET);
    cadence.failed(Trouble::Until(at), 1, second(300));
    let wait = cadence.wait(watched, second(310));
    assert_eq!((wait.time.as_secs(), wait.because), (690, Because::Trouble));
    // A time that is over does not mean at once.
    let wait = cadence.wait(watched, second(1001));
    assert_eq!(wait.time, SignedDuration::ZERO);
    cadence.failed(Trouble::Until(at), 1, second(1001));
    assert_eq!(cadence.wait(watched, second(1001)).time.as_secs(), 10);
    // What no look mends is not asked every few seconds.
    let mut cadence = Cadence::new(BUDGET);
    cadence.failed(Trouble::Lasting, 1, second(0));
    assert_eq!(cadence.wait(watched, second(0)).time.as_secs(), 120);
}

#[test]
fn edits_slow_looks_down_and_do_not_count_as_looks() {
    let mut cadence = Cadence::new(40);
    cadence.looked(1, second(0));
    cadence.spend(38, second(1));
    // One is left, and it is not spent at once.
    let wait = cadence.wait(next(Stage::Notes, true, 1), second(1));
    assert_eq!(wait.because, Because::Budget);
    assert!(wait.time > SignedDuration::from_mins(4), "{wait:?}");
    // None is left until the first look was an hour ago.
    cadence.spend(1, second(2));
    let wait = cadence.wait(next(Stage::Notes, true, 1), second(2));
    assert_eq!(wait.time, SignedDuration::from_secs(3598));
    assert_eq!(cadence.spent(second(2)), 40);
    assert_eq!(cadence.spent(second(3600)), 39);
    assert_eq!(cadence.spent(second(3602)), 0);
}

#[test]
fn whole_readings_take_a_quarter_of_the_budget_at_most() {
    assert_eq!(whole_every(BUDGET, 1), WHOLE_EVERY);
    assert_eq!(whole_every(BUDGET, 16), WHOLE_EVERY);
    assert_eq!(whole_every(BUDGET, 50), SignedDuration::from_mins(20));
    assert_eq!(whole_every(1, 2), SignedDuration::from_hours(2));
    assert!(whole_every(0, u64::MAX) > WHOLE_EVERY);
}

#[test]
fn times_at_the_edge_do_no_harm() {
    let mut cadence = Cadence::new(0);
    for now in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        cadence.failed(Trouble::Passing, u64::MAX, now);
        cadence.looked(u64::MAX, now);
        let wait = cadence.wait(next(Stage::Notes, false, u64::MAX), now);
        assert!(wait.time >= SignedDuration::ZERO);
    }
}

#[derive(Debug, Clone)]
enum Act {
    Look(u64),
    Fail(u64),
    Limit(u64, i64),
    Edit(u64),
    Idle(i64),
    Watch(bool),
    Stage(usize),
}

const STAGES: [Stage; 6] = [
    Stage::Announced,
    Stage::Notes,
    Stage::Affinity,
    Stage::Voting,
    Stage::Closed,
    Stage::Published,
];

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0_u64..=9).prop_map(Act::Look),
        1 => (0_u64..=9).prop_map(Act::Fail),
        1 => (0_u64..=9, 0_i64..5000).prop_map(|(points, at)| Act::Limit(points, at)),
        1 => (0_u64..=3).prop_map(Act::Edit),
        1 => (0_i64..1500).prop_map(Act::Idle),
        1 => any::<bool>().prop_map(Act::Watch),
        1 => (0_usize..6).prop_map(Act::Stage),
    ]
}

proptest! {
    /// Whatever looks cost, no hour holds more than the budget; none comes too early, and none too late without a reason.
    #[test]
    fn the_budget_holds_in_every_hour(budget in 12_u64..600, acts in proptest::collection::vec(act(), 1..400)) {
        let mut cadence = Cadence::new(budget);
        let mut now = second(0);
        let mut looks: Vec<Timestamp> = Vec::new();
        let mut spent: Vec<(Timestamp, u64)> = Vec::new();
        let (mut watched, mut stage, mut failed, mut until) = (true, Stage::Notes, false, None);
        for act in acts {
            let points = match act {
                Act::Idle(seconds) => { now += SignedDuration::from_secs(seconds); continue; }
                Act::Watch(anybody) => { watched = anybody; continue; }
                Act::Stage(index) => { stage = STAGES[index]; continue; }
                // What people do is not held back: it is told from looks by what is left for these.
                Act::Edit(points) => { cadence.spend(points, now); continue; }
                Act::Look(points) | Act::Fail(points) | Act::Limit(points, _) => points,
            };
            // The most a look may cost is known before, what it costs after.
            let wait = cadence.wait(next(stage, watched, 9), now);
            if let Some(last) = looks.last() {
                let gap = (now + wait.time).duration_since(*last);
                prop_assert!(gap >= LEAST);
                prop_assert!(until.is_none_or(|until| now + wait.time >= until));
                match wait.because {
                    Because::Stage => prop_assert!(watched && gap <= MOST.max(now.duration_since(*last))),
                    Because::Unwatched => prop_assert!(!watched && gap <= UNWATCHED.max(now.duration_since(*last))),
                    Because::Trouble => prop_assert!(failed),
                    Because::Budget => prop_assert!(wait.time <= HOUR),
                }
            }
            now += wait.time;
            // Edits may have used up the hour beside; looks leave them what is left.
            prop_assert!(cadence.spent(now) + 9 <= budget || cadence.spent(now) == 0);
            (failed, until) = match act {
                Act::Fail(_) => { cadence.failed(Trouble::Passing, points, now); (true, None) }
                Act::Limit(_, seconds) => {
                    let at = now + SignedDuration::from_secs(seconds);
                    cadence.failed(Trouble::Until(at), points, now);
                    (true, Some(at))
                }
                _ => { cadence.looked(points, now); (false, None) }
            };
            looks.push(now);
            spent.push((now, points));
        }
        for (at, _) in &spent {
            let hour = spent.iter().filter(|(time, _)| *time > *at - HOUR && time <= at);
            prop_assert!(hour.map(|(_, points)| points).sum::<u64>() <= budget);
        }
    }
}
