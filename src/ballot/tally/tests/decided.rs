//! What the count decides: ties, majorities, quorums.

use super::*;

/// Two above, three level for one place left.
fn tie(ties: Ties) -> Tally {
    let votes = up(&[
        (1, 1, 110),
        (1, 2, 110),
        (2, 1, 111),
        (3, 2, 111),
        (4, 3, 111),
    ]);
    let rules = Rules {
        ties,
        ..of(Method::Top)
    };
    Case::new(rules, 5, &votes).count()
}

#[test]
fn a_tie_at_the_last_place_is_settled_as_the_rules_say() {
    let all = tie(Ties::All);
    assert_eq!(
        shown(&all),
        [
            (1, 2, 1, true),
            (2, 1, 2, true),
            (3, 1, 2, true),
            (4, 1, 2, true),
            (5, 0, 5, false)
        ]
    );
    assert_eq!(all.tie, [2, 3, 4]);
    let wins = |tally: &Tally| -> Vec<u64> {
        tally
            .standings
            .iter()
            .filter(|s| s.wins)
            .map(|s| s.item)
            .collect()
    };
    assert_eq!(wins(&tie(Ties::RunOff)), [1]);
    let drawn = tie(Ties::Draw);
    let first = [2, 3, 4]
        .into_iter()
        .min_by_key(|item| decide::lot(SEED, *item))
        .unwrap();
    assert_eq!(wins(&drawn), [1, first]);
    assert_eq!(drawn.tie, [2, 3, 4]);
}

#[test]
fn nobody_wins_without_a_vote() {
    let tally = Case::new(of(Method::Top), 3, &[]).count();
    let wins: Vec<bool> = tally.standings.iter().map(|s| s.wins).collect();
    assert_eq!((wins, tally.tie.len()), (vec![false; 3], 0));
}

#[test]
fn a_motion_passes_by_its_exact_fraction() {
    use Reaction::{Eyes, ThumbsDown};
    // Two yes, two no, one abstains; one says both.
    let votes = [
        (1, 1, 110, UP),
        (1, 2, 110, UP),
        (1, 3, 110, ThumbsDown),
        (1, 4, 110, ThumbsDown),
        (1, 5, 110, Eyes),
        (1, 6, 110, UP),
        (1, 6, 111, ThumbsDown),
    ];
    let passes = |threshold: &str, denominator, over| {
        let rules = Rules {
            threshold: Threshold::parse(threshold),
            denominator,
            over,
            ..of(Method::Motion)
        };
        let mut case = Case::new(rules, 1, &votes);
        case.roll = Roll::of(1..=7);
        let standing = case.count().standings.remove(0);
        (
            standing.yes.unwrap(),
            standing.of.unwrap(),
            standing.needed.unwrap(),
            standing.wins,
        )
    };
    assert_eq!(
        passes("> 1/2", Denominator::Cast, Over::Earliest),
        (3, 6, 4, false)
    );
    assert_eq!(
        passes(">= 1/2", Denominator::Cast, Over::Earliest),
        (3, 6, 3, true)
    );
    assert_eq!(
        passes("> 1/2", Denominator::CastLessAbstentions, Over::Earliest),
        (3, 5, 3, true)
    );
    assert_eq!(
        passes("> 1/2", Denominator::CastLessAbstentions, Over::Void),
        (2, 4, 3, false)
    );
    assert_eq!(
        passes("> 1/2", Denominator::Roll, Over::Earliest),
        (3, 7, 4, false)
    );
    assert_eq!(
        passes(">= 1/3", Denominator::Roll, Over::Earliest),
        (3, 7, 3, true)
    );
}

#[test]
fn without_its_quorum_a_vote_chooses_nothing() {
    let rules = Rules {
        quorum: Quorum::parse("1/2"),
        ..of(Method::Top)
    };
    let mut case = Case::new(rules, 1, &up(&[(1, 1, 110), (1, 2, 110), (1, 3, 110)]));
    case.roll = Roll::of(1..=7);
    let tally = case.count();
    assert_eq!(
        tally.quorum.map(|quorum| (quorum.needed, quorum.reached)),
        Some((4, false))
    );
    assert!(!tally.standings[0].wins);
    case.roll = Roll::of(1..=6);
    assert!(case.count().standings[0].wins);
}
