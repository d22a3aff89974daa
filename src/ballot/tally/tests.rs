#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::super::cast::{Reaction, Vote};
use super::super::fraction::{Quorum, Threshold};
use super::super::record::{Parts, Record, State};
use super::super::rules::{Denominator, RoomCounts, RoomRules, SelfVotes, Ties};
use super::super::verify::recount;
use super::*;
use crate::ballot::Account;
use jiff::Timestamp;
use std::collections::BTreeSet;

mod differential;
mod made;
mod properties;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn window() -> Window {
    Window {
        opens: at(100),
        closes: at(200),
    }
}

fn person(id: u64) -> Account {
    Account {
        id,
        login: format!("p{id}"),
        created: Some(at(i64::try_from(id).unwrap())),
    }
}

/// Decides draws.
const SEED: &str = "5eed000000000000000000000000000000000000000000000000000000000000";
const UP: Reaction = Reaction::ThumbsUp;

/// Items from `(item, voter, second, reaction)`; voter 0 is a deleted account.
fn items(count: u64, votes: &[(u64, u64, i64, Reaction)]) -> Vec<Item> {
    (1..=count)
        .map(|number| {
            let votes: Vec<Vote> = votes
                .iter()
                .filter(|(item, ..)| *item == number)
                .map(|(_, voter, second, reaction)| Vote {
                    account: (*voter > 0).then(|| person(*voter)),
                    at: at(*second),
                    reaction: Some(*reaction),
                })
                .collect();
            Item {
                number,
                id: format!("I_{number}"),
                name: format!("c{number}"),
                text: format!("sha256:{number:064}"),
                changed: false,
                authors: BTreeSet::from([number + 100]),
                total: u64::try_from(votes.len()).unwrap(),
                votes,
            }
        })
        .collect()
}

#[derive(Debug, Clone)]
struct Case {
    rules: Rules,
    roll: Roll,
    items: Vec<Item>,
    casts: Vec<Cast>,
    room: Option<Room>,
}

impl Case {
    fn new(rules: Rules, count: u64, votes: &[(u64, u64, i64, Reaction)]) -> Case {
        Case {
            rules,
            roll: Roll::everyone(),
            items: items(count, votes),
            casts: Vec::new(),
            room: None,
        }
    }

    fn count(&self) -> Tally {
        self.try_count().unwrap()
    }

    fn try_count(&self) -> Result<Tally, NoResult> {
        tally(Election {
            rules: &self.rules,
            roll: &self.roll,
            window: window(),
            seed: SEED,
            cancelled: false,
            items: &self.items,
            casts: &self.casts,
            room: self.room.as_ref(),
        })
    }

    fn record(&self, tally: &Tally, named: bool) -> Record {
        Record::of(self.parts(tally, named))
    }

    fn parts<'c>(&'c self, tally: &'c Tally, named: bool) -> Parts<'c> {
        Parts {
            session: "s",
            repository: "o/r",
            issue: 1,
            state: State::Closed,
            rules: &self.rules,
            roll: &self.roll,
            window: window(),
            seed: SEED,
            history: &[],
            before: None,
            watch: &[],
            items: &self.items,
            room: self.room.as_ref(),
            tally,
            named,
        }
    }
}

fn of(method: Method) -> Rules {
    Rules {
        method,
        stages: if method == Method::Grid {
            vec!["Start".into(), "Grow".into(), "Lead".into()]
        } else {
            Vec::new()
        },
        ..Rules::default()
    }
}

fn up(votes: &[(u64, u64, i64)]) -> Vec<(u64, u64, i64, Reaction)> {
    votes
        .iter()
        .map(|(item, voter, second)| (*item, *voter, *second, UP))
        .collect()
}

fn shown(tally: &Tally) -> Vec<(u64, u64, u64, bool)> {
    tally
        .standings
        .iter()
        .map(|s| (s.item, s.votes, s.rank, s.wins))
        .collect()
}

fn why(tally: &Tally) -> Vec<Vec<Option<Uncounted>>> {
    tally
        .ballots
        .iter()
        .map(|ballot| ballot.choices.iter().map(|choice| choice.why_not).collect())
        .collect()
}

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
    assert!(tally.standings.iter().all(|s| !s.wins) && tally.tie.is_empty());
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
            hands: vec![super::super::room::Hands {
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

#[test]
fn what_is_not_whole_gives_no_result() {
    let mut case = Case::new(of(Method::Top), 1, &up(&[(1, 1, 110)]));
    case.items[0].total = 2;
    assert_eq!(
        case.try_count().unwrap_err().to_string(),
        "#1 has 2 reactions on GitHub but 1 were read; run again, nothing was counted"
    );
    case.items.clear();
    assert!(case.try_count().unwrap().standings.is_empty());
}

#[test]
fn a_changed_file_does_not_recount() {
    let case = Case::new(
        of(Method::Top),
        2,
        &up(&[(1, 1, 110), (2, 2, 120), (2, 3, 220)]),
    );
    let text = case.record(&case.count(), true).text();
    let read = |text: &str| recount(&Record::read(text).unwrap(), text);
    assert_eq!(read(&text).wrong, Vec::<String>::new());
    let wrong = read(&text.replacen("\"votes\": 1,", "\"votes\": 2,", 2)).wrong;
    assert_eq!(wrong[0], "the file was changed: its digest is another");
    assert!(wrong[1].starts_with("#1: votes are 1, not 2"), "{wrong:?}");
    let late = text.replace(",\"why_not\":\"late\"", "");
    assert!(
        read(&late)
            .wrong
            .iter()
            .any(|line| line.contains("given after the vote closed"))
    );
    let hidden = case.record(&case.count(), false).text();
    assert!(
        !hidden.contains("\"p1\"") && !hidden.contains("login"),
        "{hidden}"
    );
    let result = read(&hidden);
    assert_eq!((result.wrong.len(), result.taken.len()), (0, 1));
}

#[test]
fn a_forger_who_knows_the_digest_is_found_out_all_the_same() {
    let case = Case::new(
        of(Method::Top),
        2,
        &up(&[(1, 1, 110), (2, 2, 120), (2, 3, 130)]),
    );
    let tally = case.count();
    let after = BTreeMap::from([(1, 1), (2, 2)]);
    let record = |tally: &Tally| {
        Record::of(Parts {
            before: Some((at(200), &after)),
            ..case.parts(tally, true)
        })
    };
    let wrong = |tally: &Tally| {
        let text = record(tally).text();
        recount(&Record::read(&text).unwrap(), &text)
            .wrong
            .join("; ")
    };
    assert_eq!(wrong(&tally), "");
    let forged = |change: &dyn Fn(&mut Tally)| {
        let mut forged = tally.clone();
        change(&mut forged);
        wrong(&forged)
    };
    let twice = forged(&|tally| {
        let again = tally.ballots[0].choices[0].clone();
        tally.ballots[0].choices.push(again);
    });
    assert!(
        twice.contains("the same choice on #1 is there twice"),
        "{twice}"
    );
    assert!(
        twice.contains("#1 has 2 votes here, and had 1 reactions"),
        "{twice}"
    );
    let nameless = forged(&|tally| tally.ballots[0].voter = Voter::Hidden(1));
    assert!(
        nameless.contains("names are shown, and it has none"),
        "{nameless}"
    );
    let silenced = forged(&|tally| tally.ballots[1].choices[0].why_not = Some(Uncounted::OwnNote));
    assert!(
        silenced.contains("no choice on #2 is out for that reason"),
        "{silenced}"
    );
    let timeless = forged(&|tally| tally.ballots[1].choices[0].at = None);
    assert!(timeless.contains("a choice has no time"), "{timeless}");
    let doubled = forged(&|tally| {
        let again = tally.ballots[1].clone();
        tally.ballots.push(again);
    });
    assert!(
        doubled.contains("the ballot of p2 is there twice"),
        "{doubled}"
    );
}
