//! What goes wrong, at which of the next requests: from the dice.

use super::world::{Dice, Flavour, KILL, Storm};
use fakehub::{FaultKind as K, Traffic};

/// One or two things that go wrong at the next requests.
pub fn storms(dice: &mut Dice, flavour: Flavour) -> Vec<Storm> {
    let count = dice.between(1, 2);
    (0..count).map(|_| storm(dice, flavour)).collect()
}

fn storm(dice: &mut Dice, flavour: Flavour) -> Storm {
    let status = *dice.pick(&[500, 502, 503, 504]);
    let seconds = *dice.pick(&[5, 30, 85, 900]);
    let keep = u32::try_from(dice.below(4)).unwrap();
    let error = || K::GraphqlErrors {
        type_: "INTERNAL".to_owned(),
        message: "Something went wrong while executing your query".to_owned(),
    };
    let mut kinds = vec![
        ("killed", KILL),
        ("killed", KILL),
        ("reset", K::Reset),
        ("done, then reset", K::ResetAfterEffect),
        ("done, cut in mid-answer", K::CutMidResponse),
        ("done, half the JSON", K::TruncatedJson),
        ("5xx", K::Status(status)),
        ("done, but 5xx", K::StatusAfterEffect(status)),
        ("200 with errors", error()),
        ("200 with a part of the data", K::PartialData { keep }),
        ("401", K::Status(401)),
        ("404", K::Status(404)),
    ];
    // Those that keep folkmoot waiting, which costs nothing on the virtual clock alone.
    if flavour != Flavour::Binary {
        kinds.extend([
            ("refused", K::Refuse { seconds: 5 }),
            (
                "retry-after",
                K::RetryAfter {
                    status: 429,
                    seconds,
                },
            ),
            (
                "retry-after",
                K::RetryAfter {
                    status: 403,
                    seconds,
                },
            ),
            ("secondary limit", K::SecondaryLimit),
            ("secondary limit", K::TooManyRequests),
            ("secondary limit", K::GraphqlSecondaryLimit),
            ("content limit", K::SubmittedTooQuickly),
            ("hourly limit", K::GraphqlRateLimited { seconds: 600 }),
            ("what was just made is not there", K::Lag { seconds: 20 }),
            ("the clock jumps", K::ClockJump { seconds: 1_800 }),
            ("the clock jumps", K::ClockJump { seconds: -1_800 }),
            (
                "a reaction is missing",
                K::LastNodeMissing {
                    connection: "reactions".to_owned(),
                    only: None,
                },
            ),
        ]);
    }
    let (name, kind) = dice.pick(&kinds).clone();
    let git = flavour == Flavour::LibraryGit && kind != KILL && dice.chance(40);
    let of = match (git, &kind) {
        // Of an answer to git there is no JSON to tear.
        (true, K::Status(_) | K::StatusAfterEffect(_) | K::Reset | K::ResetAfterEffect) => {
            Traffic::Git
        }
        _ => Traffic::Api,
    };
    // Whoever is killed asks no further, and a process waits in real time before it asks again.
    let once = kind == KILL || flavour == Flavour::Binary;
    let count = if once {
        1
    } else {
        u64::try_from(dice.between(1, 3)).unwrap()
    };
    Storm {
        name,
        from: u64::try_from(dice.below(if of == Traffic::Git { 2 } else { 9 })).unwrap(),
        count,
        of,
        kind,
    }
}
