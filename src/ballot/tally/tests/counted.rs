//! Which votes count, by every method.

use super::*;

#[test]
fn the_earliest_two_votes_of_a_person_count() {
    let votes = up(&[(1, 7, 150), (2, 7, 110), (3, 7, 120)]);
    let tally = Case::new(of(Method::Top), 3, &votes).count();
    assert_eq!(
        shown(&tally),
        [(2, 1, 1, true), (3, 1, 1, true), (1, 0, 3, false)]
    );
    assert_eq!(why(&tally), [[None, None, Some(Uncounted::TooMany)]]);
    assert_eq!((tally.voters, tally.tie), (1, vec![]));
    let void = Rules {
        over: Over::Void,
        ..of(Method::Top)
    };
    let tally = Case::new(void, 3, &votes).count();
    assert_eq!(why(&tally), [[Some(Uncounted::Void); 3]]);
    assert_eq!(tally.voters, 0);
}

#[test]
fn a_person_with_three_emojis_has_one_vote() {
    let votes = [
        (1, 7, 110, UP),
        (1, 7, 111, Reaction::Heart),
        (1, 7, 112, Reaction::Rocket),
    ];
    for method in [Method::Top, Method::Approval] {
        let tally = Case::new(of(method), 1, &votes).count();
        assert_eq!((tally.standings[0].votes, tally.voters), (1, 1));
    }
}

#[test]
fn every_vote_that_does_not_count_says_why() {
    let votes = up(&[
        (1, 1, 99),
        (1, 2, 100),
        (1, 3, 199),
        (1, 4, 200),
        (1, 0, 150),
        (1, 9, 150),
        (1, 50, 150),
        (1, 101, 150),
    ]);
    let mut case = Case::new(of(Method::Top), 1, &votes);
    case.rules.self_votes = SelfVotes::Exclude;
    case.roll = Roll {
        born_before: Some(at(120)),
        denied: vec![50],
        ..Roll::of([1, 2, 3, 4, 50, 101, 130])
    };
    let tally = case.count();
    let why: Vec<_> = why(&tally).into_iter().flatten().collect();
    assert_eq!(
        why,
        [
            Some(Uncounted::Early),
            None,
            None,
            Some(Uncounted::Late),
            Some(Uncounted::NotOnRoll),
            Some(Uncounted::NotOnRoll),
            Some(Uncounted::OwnNote),
            Some(Uncounted::NoAccount)
        ]
    );
    assert_eq!(tally.standings[0].votes, 2);
    case.roll.born_before = Some(at(3));
    let tally = case.count();
    assert_eq!(tally.ballots[2].choices[0].why_not, Some(Uncounted::TooNew));
}

#[test]
fn dots_add_up_and_a_comment_replaces_them() {
    let votes = [
        (1, 1, 110, UP),
        (1, 1, 111, Reaction::Heart),
        (2, 1, 112, Reaction::Rocket),
        (2, 1, 113, UP),
        (2, 2, 110, Reaction::Rocket),
    ];
    let rules = Rules {
        votes: 4,
        ..of(Method::Dots)
    };
    let mut case = Case::new(rules, 2, &votes);
    let tally = case.count();
    // Three dots, then three that do not fit, then one that does.
    assert_eq!(why(&tally)[0], [None, None, Some(Uncounted::TooMany), None]);
    assert_eq!(shown(&tally), [(2, 4, 1, true), (1, 3, 2, true)]);
    case.casts = vec![Cast {
        account: Some(person(1)),
        at: at(110),
        choices: Some(vec![(1, 4)]),
    }];
    let tally = case.count();
    assert_eq!(shown(&tally), [(1, 4, 1, true), (2, 3, 2, true)]);
    assert_eq!(
        why(&tally)[0]
            .iter()
            .filter(|why| **why == Some(Uncounted::Replaced))
            .count(),
        4
    );
}

#[test]
fn of_several_rankings_the_latest_within_the_window_counts() {
    let cast = |id: u64, second, choices: Option<Vec<(u64, i64)>>| Cast {
        account: Some(person(id)),
        at: at(second),
        choices,
    };
    let mut case = Case::new(of(Method::Ranked), 3, &[]);
    case.rules.winners = 1;
    case.casts = vec![
        cast(1, 110, Some(vec![(1, 1), (2, 2)])),
        cast(1, 120, Some(vec![(2, 1), (1, 2)])),
        cast(1, 250, Some(vec![(3, 1)])),
        cast(2, 130, None),
        cast(2, 120, Some(vec![(2, 1), (3, 2)])),
    ];
    let tally = case.count();
    assert_eq!(
        why(&tally),
        [
            vec![
                Some(Uncounted::Replaced),
                Some(Uncounted::Replaced),
                None,
                None,
                Some(Uncounted::Late)
            ],
            vec![None, None]
        ]
    );
    assert_eq!(tally.unreadable, 1);
    // Nobody compares 1 with 3, so both stand behind 2 alone.
    assert_eq!(
        shown(&tally),
        [(2, 2, 1, true), (1, 0, 2, false), (3, 0, 2, false)]
    );
    assert_eq!(
        tally.standings[0].over.as_ref().unwrap(),
        &BTreeMap::from([(1, 1), (3, 1)])
    );
}

#[test]
fn an_account_that_is_told_with_two_ages_is_one_in_any_order() {
    let mut case = Case::new(Rules::default(), 2, &[(1, 7, 120, UP), (2, 7, 130, UP)]);
    case.roll.born_before = Some(at(8));
    if let Some(account) = case.items[1].votes[0].account.as_mut() {
        account.created = Some(at(50));
    }
    let tally = case.count();
    case.items.reverse();
    assert_eq!(case.count(), tally);
}

#[test]
fn a_grid_names_the_stage_that_most_people_say() {
    let votes = [
        (1, 1, 110, UP),
        (1, 2, 110, Reaction::Heart),
        (1, 3, 110, Reaction::Heart),
        (2, 1, 110, UP),
        (2, 2, 110, Reaction::Rocket),
        (2, 3, 110, Reaction::Confused),
        (2, 3, 110, Reaction::Hooray),
    ];
    let tally = Case::new(of(Method::Grid), 2, &votes).count();
    let stages: Vec<_> = tally
        .standings
        .iter()
        .map(|s| (s.stages.clone().unwrap(), s.stage.clone().unwrap(), s.wins))
        .collect();
    assert_eq!(
        stages,
        [
            (vec![1, 2, 0], vec![2], true),
            (vec![1, 0, 1], vec![1, 3], false)
        ]
    );
}

#[test]
fn votes_in_the_room_stand_beside_unless_the_rules_add_them() {
    let room = |counts| {
        let rules = Rules {
            winners: 1,
            in_room: Some(RoomRules {
                counted_by: "the facilitators".into(),
                counts,
            }),
            ..of(Method::Top)
        };
        let mut case = Case::new(rules, 2, &up(&[(1, 1, 110)]));
        let choice = |item| Choice {
            item,
            value: 1,
            at: None,
            why_not: None,
        };
        case.room = Some(Room {
            voters: 4,
            hands: vec![super::super::super::room::Hands {
                item: 2,
                value: 1,
                count: 2,
            }],
            // The second has three votes and so none.
            ballots: vec![vec![choice(2)], vec![choice(1), choice(2), choice(1)]],
        });
        case.count()
    };
    let beside = room(RoomCounts::Beside);
    assert_eq!(shown(&beside), [(1, 1, 1, true), (2, 0, 2, false)]);
    assert_eq!(beside.standings[1].in_room, Some(decide::InRoom::Votes(3)));
    let added = room(RoomCounts::Added);
    assert_eq!(shown(&added), [(2, 0, 1, true), (1, 1, 2, false)]);
    assert!(
        added.paper[1]
            .iter()
            .all(|choice| choice.why_not == Some(Uncounted::Void))
    );
}
