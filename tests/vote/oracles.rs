//! Votes that others have counted come out as they were published. The extracts stand in `tests/oracles`, with their sources; where the
//! originals are at hand (`../shared/inputs`), those are counted too.

use folkmoot::ballot::rules::{Denominator, RoomCounts, RoomRules};
use folkmoot::ballot::{
    Account, Choice, Election, Item, Method, Quorum, Reaction, Roll, Room, Rules, Tally, Threshold,
    Vote, Window, room, tally,
};
use folkmoot::fault::Source;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn extract(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// A file of the originals; says so where there is none.
fn original(path: &str) -> Option<String> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/inputs");
    let text = fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        eprintln!("skipped: {path} is not at hand; its extract was counted");
    }
    text
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn item(number: u64, name: &str, votes: Vec<Vote>) -> Item {
    Item {
        number,
        id: format!("I_{number}"),
        name: name.to_owned(),
        text: String::new(),
        changed: false,
        authors: BTreeSet::new(),
        total: u64::try_from(votes.len()).unwrap(),
        votes,
    }
}

fn vote(voter: u64, reaction: Reaction) -> Vote {
    Vote {
        account: Some(Account {
            id: voter,
            login: format!("p{voter}"),
            created: None,
        }),
        at: at(100),
        reaction: Some(reaction),
    }
}

fn count(rules: &Rules, roll: &Roll, items: &[Item], room: Option<&Room>) -> Tally {
    tally::tally(Election {
        rules,
        roll,
        window: Window {
            opens: at(0),
            closes: at(200),
        },
        seed: "",
        cancelled: false,
        items,
        casts: &[],
        room,
    })
    .unwrap()
}

fn added() -> Option<RoomRules> {
    Some(RoomRules {
        counted_by: "the election officers".into(),
        counts: RoomCounts::Added,
    })
}

/// The order in which a file of ranked ballots puts its columns, and who wins.
fn ranked(csv: &str) -> (Vec<String>, Vec<String>, u64) {
    let rules = Rules {
        method: Method::Ranked,
        winners: 3,
        in_room: added(),
        ..Rules::default()
    };
    let source = Arc::new(Source {
        path: "ballots.csv".into(),
        text: csv.to_owned(),
    });
    let names: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let file = room::ballots(&source, &rules).unwrap();
    let number = |name: &str| {
        let place = names.iter().position(|known| *known == name)?;
        u64::try_from(place + 1).ok()
    };
    let papers = file.resolved(number).unwrap();
    let items: Vec<Item> = (1..)
        .zip(&names)
        .map(|(number, name)| item(number, name, Vec::new()))
        .collect();
    let tally = count(&rules, &Roll::everyone(), &items, Some(&papers));
    let ranks: Vec<u64> = tally
        .standings
        .iter()
        .map(|standing| standing.rank)
        .collect();
    assert_eq!(
        ranks,
        (1..=8).collect::<Vec<u64>>(),
        "nobody shares a place"
    );
    let name = |wins: bool| {
        let all = tally
            .standings
            .iter()
            .filter(move |standing| !wins || standing.wins);
        all.map(|standing| standing.name.clone()).collect()
    };
    (name(false), name(true), papers.voters)
}

#[test]
fn the_steering_election_of_2022_gives_the_published_order() {
    let (order, winners, ballots) = ranked(&extract("steering-2022.csv"));
    let published: Vec<String> = extract("steering-2022-order.txt")
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(order, published);
    assert_eq!((winners.as_slice(), ballots), (&published[..3], 219));

    let folder = "O11-kubernetes-summit-notes/elections/steering/2022";
    if let (Some(ballots), Some(results)) = (
        original(&format!("{folder}/ballots.csv")),
        original(&format!("{folder}/results.md")),
    ) {
        let published: Vec<String> = results
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_digit()))
            .map(|line| {
                let (_, address) = line.split_once("https://github.com/").unwrap();
                address.trim_end_matches(')').to_owned()
            })
            .collect();
        assert_eq!(ranked(&ballots).0, published);
    }
}

/// Person to how many they agree and disagree with, from rows of time, statement, person, vote; the latest vote of a person counts.
fn polis(rows: impl Iterator<Item = (i64, u64, u64, i64)>) -> BTreeMap<u64, (u64, u64, u64)> {
    // As GitHub would stand after all of it: who changes their mind takes one reaction back and gives another.
    let mut rows: Vec<_> = rows.collect();
    rows.sort_unstable();
    let mut standing: BTreeMap<(u64, u64), i64> = BTreeMap::new();
    for (_, statement, person, value) in rows {
        standing.insert((statement, person), value);
    }
    let mut statements: BTreeMap<u64, Vec<Vote>> = BTreeMap::new();
    for ((statement, person), value) in &standing {
        let reaction = match value {
            1 => Reaction::ThumbsUp,
            -1 => Reaction::ThumbsDown,
            _ => Reaction::Eyes,
        };
        // Polis counts people from 0, GitHub's ids from 1.
        statements
            .entry(*statement)
            .or_default()
            .push(vote(person + 1, reaction));
    }
    let items: Vec<Item> = statements
        .into_iter()
        .map(|(number, votes)| item(number, "a statement", votes))
        .collect();
    let rules = Rules {
        method: Method::Motion,
        ..Rules::default()
    };
    let tally = count(&rules, &Roll::everyone(), &items, None);
    let cast: u64 = tally
        .standings
        .iter()
        .map(|motion| motion.yes.unwrap() + motion.no.unwrap() + motion.abstain.unwrap())
        .sum();
    assert_eq!(cast, u64::try_from(standing.len()).unwrap());
    tally
        .ballots
        .iter()
        .map(|ballot| {
            let folkmoot::ballot::Voter::Account(account) = &ballot.voter else {
                panic!("a vote of nobody");
            };
            let of = |value: i64| {
                let said = ballot
                    .counted()
                    .filter(|choice: &&Choice| choice.value == value);
                u64::try_from(said.count()).unwrap()
            };
            (account.id - 1, (of(1) + of(0) + of(-1), of(1), of(-1)))
        })
        .collect()
}

fn columns(csv: &str, names: [&str; 4]) -> Vec<[i64; 4]> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().clone();
    let places = names.map(|name| head.iter().position(|column| column == name).unwrap());
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            places.map(|place| record[place].parse().unwrap())
        })
        .collect()
}

fn totals(votes: &str, published: &str) -> usize {
    let rows = columns(votes, ["timestamp", "comment-id", "voter-id", "vote"]);
    let people = polis(rows.iter().map(|[time, statement, person, value]| {
        let id = |number: &i64| u64::try_from(*number).unwrap();
        (*time, id(statement), id(person), *value)
    }));
    let published = columns(
        published,
        ["participant", "n-votes", "n-agree", "n-disagree"],
    );
    for [person, votes, agree, disagree] in &published {
        let found = people
            .get(&u64::try_from(*person).unwrap())
            .copied()
            .unwrap_or_default();
        let told = [*votes, *agree, *disagree].map(|number| u64::try_from(number).unwrap());
        assert_eq!(<[u64; 3]>::from(found), told, "participant {person}");
    }
    published.len()
}

#[test]
fn polis_votes_give_each_participants_published_totals() {
    let people = totals(
        &extract("polis-london-votes.csv"),
        &extract("polis-london-totals.csv"),
    );
    assert_eq!(people, 26);
    for name in ["london.youth.policing", "15-per-hour-seattle"] {
        let folder = format!("O08-polis-{name}/{name}");
        if let (Some(votes), Some(published)) = (
            original(&format!("{folder}/votes.csv")),
            original(&format!("{folder}/participants-votes.csv")),
        ) {
            assert!(totals(&votes, &published) >= 26);
        }
    }
}

/// Topic, votes of the survey, reactions on GitHub, published total.
fn topics(tsv: &str) -> Vec<(String, u64, u64, u64)> {
    tsv.lines()
        .skip(2)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| cells.get(at)?.trim().parse().ok();
            Some((cells[0].to_owned(), number(2)?, number(3)?, number(4)?))
        })
        .collect()
}

fn published_topics(tsv: &str) {
    let topics = topics(tsv);
    assert_eq!(topics.len(), 14);
    let items: Vec<Item> = (1..)
        .zip(&topics)
        .map(|(number, (name, _, reactions, _))| {
            item(
                number,
                name,
                (1..=*reactions)
                    .map(|voter| vote(voter, Reaction::ThumbsUp))
                    .collect(),
            )
        })
        .collect();
    let survey = Room {
        voters: 43,
        hands: (1..)
            .zip(&topics)
            .map(|(item, (_, hands, ..))| room::Hands {
                item,
                value: 1,
                count: *hands,
            })
            .collect(),
        ballots: Vec::new(),
    };
    let rules = Rules {
        method: Method::Approval,
        winners: 3,
        in_room: added(),
        ..Rules::default()
    };
    let tally = count(&rules, &Roll::everyone(), &items, Some(&survey));
    for standing in &tally.standings {
        let (_, hands, reactions, total) = &topics[usize::try_from(standing.item - 1).unwrap()];
        assert_eq!(standing.score(&rules), *total, "{}", standing.name);
        // Each source stays to be seen.
        assert_eq!(
            (standing.votes, standing.in_room.as_ref().unwrap().votes()),
            (*reactions, *hands)
        );
    }
    let best: Vec<&str> = tally
        .standings
        .iter()
        .filter(|s| s.wins)
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(
        best,
        ["Open Data", "Incentives for Open Science", "Open Access"]
    );
}

#[test]
fn reactions_and_a_survey_give_the_published_sums() {
    published_topics(&extract("topics-2016.tsv"));
    let path = "O07-oks-topic-votes-final/meetings/2016-06-02-Mozilla_Science_Lab_Global_Sprint_2016/Topic_survey/OS101_topic_voting_2016-06-07.tsv";
    if let Some(tsv) = original(path) {
        published_topics(&tsv);
    }
}

/// Whether a resolution passes: of seven, more than half of those who vote, half of them present.
fn passes(said: &[&str]) -> (bool, u64, u64, u64) {
    let votes = (1..)
        .zip(said)
        .filter_map(|(voter, word)| {
            let reaction = match *word {
                "approve" => Reaction::ThumbsUp,
                "decline" => Reaction::ThumbsDown,
                "abstain" => Reaction::Eyes,
                _ => return None,
            };
            Some(vote(voter, reaction))
        })
        .collect();
    let rules = Rules {
        method: Method::Motion,
        threshold: Threshold::parse("> 1/2"),
        denominator: Denominator::Cast,
        quorum: Quorum::parse("1/2"),
        ..Rules::default()
    };
    let tally = count(
        &rules,
        &Roll::of(1..=7),
        &[item(1, "a resolution", votes)],
        None,
    );
    let motion = &tally.standings[0];
    (
        motion.wins,
        motion.yes.unwrap(),
        motion.no.unwrap(),
        motion.abstain.unwrap(),
    )
}

#[test]
fn resolutions_pass_and_fail_as_they_did() {
    let all: Vec<Value> = serde_json::from_str(&extract("resolutions.json")).unwrap();
    assert_eq!(all.len(), 2);
    for resolution in &all {
        let said: Vec<&str> = resolution["members"]
            .as_object()
            .unwrap()
            .values()
            .map(|word| word.as_str().unwrap())
            .collect();
        let number = |word: &str| resolution["counts"][word].as_u64().unwrap();
        assert_eq!(
            passes(&said),
            (
                resolution["outcome"] == "approved",
                number("approve"),
                number("decline"),
                number("abstain")
            )
        );
    }
    for (path, outcome) in [
        ("approved/2024-08-05.md", true),
        ("declined/2024-02-20.md", false),
    ] {
        if let Some(text) = original(&format!("O03-touchpoint-and-governance/resolutions/{path}")) {
            let said: Vec<&str> = text
                .lines()
                .filter_map(|line| Some(line.trim().rsplit_once(" - ")?.1))
                .filter(|word| ["approve", "decline", "abstain", "absent"].contains(word))
                .collect();
            assert_eq!((said.len(), passes(&said).0), (7, outcome), "{path}");
        }
    }
}
