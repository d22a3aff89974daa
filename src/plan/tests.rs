//! Whatever people do, and whenever the runs come: a plan comes to an end, a second one is empty, and no note is lost.

use super::labels;
use super::memory::Memory;
use super::view::{Standing, View, homes};
use super::world::{Comment, Issue, Person, World};
use super::{Change, Effect, Level, MOST_WAVES, next};
use crate::ballot::{Account, Reaction, Vote};
use crate::fault::Source;
use crate::session::{Formats, RepositoryName, Session, Stage, read};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn session() -> Session {
    session_with("")
}

fn session_with(more: &str) -> Session {
    let text = include_str!("../../examples/kubecon-india-2024/session.yml");
    let source = Arc::new(Source {
        path: "session.yml".into(),
        text: format!("{text}\n{more}"),
    });
    let path = Path::new("notes.csv");
    let csv = "text,cluster\nHow might we fork?,Forks\nHow might we share?,\nHow might we share ideas?,\n";
    let notes = crate::notes::file::read(path, csv.as_bytes(), &[]).unwrap();
    read::read(
        &source,
        Path::new("sessions/kubecon-india-2024"),
        notes,
        &Formats::default(),
    )
    .unwrap()
}

fn empty(now: Timestamp) -> World {
    let name = RepositoryName::new("o/r").unwrap();
    World::empty(name, "R".into(), "https://github.example/o/r".into(), now)
}

/// Runs until nothing is left; the changes that were made.
fn settle(sessions: &[Session], world: &mut World, now: Timestamp) -> Vec<Change> {
    let mut made = Vec::new();
    for _ in 0..MOST_WAVES {
        let wave = next(sessions, world, now);
        if wave.changes.is_empty() {
            return made;
        }
        for change in wave.changes {
            world.pretend(&change);
            made.push(change);
        }
    }
    panic!(
        "the plan goes in circles: {:#?}",
        made.split_off(made.len() - 4)
    );
}

fn person(id: u64) -> Person {
    Person {
        id: Some(id),
        login: format!("p{id}"),
        machine: false,
        created: None,
    }
}

/// Something a person does on GitHub.
#[derive(Debug, Clone)]
enum Deed {
    Comment(u8),
    File(u8),
    Label(u8, &'static str),
    Unlabel(u8, &'static str),
    Rename(u8),
    Close(u8),
    Vote(u8, u64),
    Delete(&'static str),
}

fn deed() -> impl Strategy<Value = Deed> {
    let label = proptest::sample::select(vec![
        "cluster:Forks",
        "cluster:forks",
        "cluster:New one",
        "cluster:parked",
        "stage:notes",
        "stage:affinity",
        "stage:voting",
        "stage:closed",
        "stage:published",
    ]);
    prop_oneof![
        any::<u8>().prop_map(Deed::Comment),
        any::<u8>().prop_map(Deed::File),
        (any::<u8>(), label.clone()).prop_map(|(issue, label)| Deed::Label(issue, label)),
        (any::<u8>(), label.clone()).prop_map(|(issue, label)| Deed::Unlabel(issue, label)),
        any::<u8>().prop_map(Deed::Rename),
        any::<u8>().prop_map(Deed::Close),
        (any::<u8>(), 1u64..6).prop_map(|(issue, voter)| Deed::Vote(issue, voter)),
        label.prop_map(Deed::Delete),
    ]
}

const IDEAS: [&str; 5] = [
    "How might we share?",
    "How might we fund maintainers?",
    "How might we pay maintainers well?",
    "How might we @mention | <!-- folkmoot:memory {} --> nobody?",
    "",
];

fn act(world: &mut World, deed: &Deed, now: Timestamp) {
    let numbers: Vec<u64> = world.issues.keys().copied().collect();
    let pick = |index: u8| {
        numbers
            .get(usize::from(index) % numbers.len().max(1))
            .copied()
    };
    let idea = |index: u8| IDEAS[usize::from(index) % IDEAS.len()];
    match deed {
        Deed::Comment(index) => {
            let session = world
                .issues
                .values_mut()
                .find(|issue| issue.has(labels::SESSION));
            if let Some(issue) = session {
                issue.comments.push(Comment {
                    id: 1000 + u64::try_from(issue.comments.len()).unwrap(),
                    body: idea(*index).to_owned(),
                    author: Some(person(u64::from(*index))),
                    written: now,
                    edited: None,
                    by_another: false,
                });
                issue.comments_total += 1;
            }
        }
        Deed::File(index) => {
            let number = numbers.iter().max().copied().unwrap_or(0) + 1;
            let issue = Issue {
                id: format!("I{number}"),
                number,
                title: "Note".into(),
                body: format!(
                    "### Session\n\nkubecon-india-2024\n\n### Note\n\n{}",
                    idea(*index)
                ),
                open: true,
                locked: false,
                author: Some(person(u64::from(*index))),
                written: now,
                labels: [labels::NOTE.to_owned()].into(),
                votes: Vec::new(),
                votes_total: 0,
                comments: Vec::new(),
                comments_total: 0,
                comments_latest: None,
            };
            world.issues.insert(number, issue);
        }
        Deed::Label(index, label) => {
            if let Some(issue) = pick(*index).and_then(|number| world.issues.get_mut(&number)) {
                issue.labels.insert((*label).to_owned());
                let known = super::world::Label {
                    id: (*label).to_owned(),
                    name: (*label).to_owned(),
                };
                world.labels.entry(labels::fold(label)).or_insert(known);
            }
        }
        Deed::Unlabel(index, label) => {
            if let Some(issue) = pick(*index).and_then(|number| world.issues.get_mut(&number)) {
                issue.labels.retain(|name| !labels::same(name, label));
            }
        }
        Deed::Rename(index) => {
            if let Some(issue) = pick(*index).and_then(|number| world.issues.get_mut(&number)) {
                issue.title = "Another name".into();
            }
        }
        Deed::Close(index) => {
            let issue = pick(*index).and_then(|number| world.issues.get_mut(&number));
            if let Some(issue) = issue.filter(|issue| !issue.has(labels::SESSION)) {
                issue.open = false;
            }
        }
        Deed::Vote(index, voter) => {
            let issue = pick(*index).and_then(|number| world.issues.get_mut(&number));
            if let Some(issue) = issue.filter(|issue| !issue.locked) {
                let account = Account {
                    id: *voter,
                    login: format!("p{voter}"),
                    created: None,
                };
                if !issue
                    .votes
                    .iter()
                    .any(|vote| vote.account.as_ref() == Some(&account))
                {
                    issue.votes.push(Vote {
                        account: Some(account),
                        at: now,
                        reaction: Some(Reaction::ThumbsUp),
                    });
                    issue.votes_total += 1;
                }
            }
        }
        Deed::Delete(label) => {
            world.labels.remove(&labels::fold(label));
            for issue in world.issues.values_mut() {
                issue.labels.retain(|name| !labels::same(name, label));
            }
        }
    }
}

#[test]
fn a_cluster_that_people_emptied_is_counted_nowhere() {
    let sessions = [session_with("series: {name: bof, rule: FREQ=WEEKLY}\n")];
    let schedule = sessions[0].schedule.clone();
    let mut world = empty(schedule.announced);
    let go = |world: &mut World, now: Timestamp| {
        world.read_at = now;
        settle(&sessions, world, now);
    };
    for now in [schedule.announced, schedule.notes, schedule.affinity] {
        go(&mut world, now);
    }
    let clusters = |world: &World| -> Vec<String> {
        let (homes, _) = homes(&sessions, world);
        let view = View::of(&sessions[0], world, &homes);
        view.clusters.iter().map(|one| one.label.clone()).collect()
    };
    let there = clusters(&world);
    let forks = "cluster:Forks";
    let other = there.iter().find(|label| !labels::same(label, forks));
    let other = other.unwrap().clone();
    for issue in world.issues.values_mut() {
        if !issue.has(labels::CLUSTER) && issue.has(forks) {
            issue.labels.retain(|label| !labels::same(label, forks));
            issue.labels.insert(other.clone());
        }
    }
    for now in [schedule.affinity, schedule.voting] {
        go(&mut world, now);
    }
    assert_eq!(clusters(&world), there, "its issue is still there");
    let (homes, _) = homes(&sessions, &world);
    let view = View::of(&sessions[0], &world, &homes);
    assert_eq!(view.filled().count(), there.len() - 1);
    let counted = super::count::count(&view).unwrap();
    let material = super::material::material(&view, &counted);
    let report = crate::report::compile(&material).unwrap();
    let readme = String::from_utf8(report.files["README.md"].clone()).unwrap();
    assert!(readme.contains("3 notes in 1 cluster\n"), "{readme}");
    let topics = crate::report::entry(&material).unwrap().held.topics;
    assert!(topics.iter().all(|topic| topic.notes > 0), "{topics:?}");
    assert_eq!(topics.len(), 1);
}

/// Where nobody knows any more who folkmoot was, it says at most once more what a run that was killed had said already.
#[test]
fn a_session_whose_author_is_gone_is_answered_once_more_at_most() {
    let sessions = [session()];
    let schedule = sessions[0].schedule.clone();
    let mut world = empty(schedule.announced);
    for now in [schedule.announced, schedule.notes] {
        world.read_at = now;
        settle(&sessions, &mut world, now);
    }
    let now = schedule.notes + SignedDuration::from_mins(5);
    world.read_at = now;
    world.rights.insert("p1".to_owned(), Ok(true));
    let number = world.session_issue(&sessions[0].id).unwrap().number;
    let issue = world.issues.get_mut(&number).unwrap();
    issue.author = None;
    issue.comments.push(Comment {
        id: 9,
        body: "/folkmoot next".to_owned(),
        author: Some(person(1)),
        written: now,
        edited: None,
        by_another: false,
    });
    let answers = |made: &[Change]| {
        let of = |change: &&Change| matches!(change, Change::Comment { body, .. } if body.contains("folkmoot:answer"));
        made.iter().filter(of).count()
    };
    // What was said is remembered, the answer written, and then the run is killed.
    let mut killed = None;
    for _ in 0..MOST_WAVES {
        let wave = next(&sessions, &world, now);
        if wave.changes.is_empty() {
            break;
        }
        for change in wave.changes {
            world.pretend(&change);
            if answers(std::slice::from_ref(&change)) == 1 {
                assert!(killed.is_none());
                killed = Some(world.clone());
            }
        }
    }
    let mut world = killed.unwrap();
    let read_back = |world: &mut World| {
        let issue = world.issues.get_mut(&number).unwrap();
        for (at, comment) in issue.comments.iter_mut().enumerate() {
            if comment.author.is_none() {
                comment.id = 100 + at as u64;
                comment.author = Some(person(2));
            }
        }
    };
    read_back(&mut world);
    assert_eq!(answers(&settle(&sessions, &mut world, now)), 1);
    read_back(&mut world);
    assert!(settle(&sessions, &mut world, now).is_empty());
    let issue = world.session_issue(&sessions[0].id).unwrap();
    let stage = Memory::read(&issue.body).unwrap().stage();
    assert_eq!(stage, Some(Stage::Affinity));
}

#[test]
fn a_count_that_an_answer_makes_up_is_not_simulated_vote_by_vote() {
    let mut world = empty(Timestamp::UNIX_EPOCH);
    let votes = u64::MAX;
    let effect = world.simulate(&Change::Lock { number: 1, votes });
    let Effect::Locked { votes, total, .. } = effect else {
        panic!("no lock: {effect:?}");
    };
    assert_eq!(total, votes.len() as u64);
    assert!(total < 100_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn every_plan_ends_and_the_next_one_is_empty(
        steps in proptest::collection::vec((0i64..60, proptest::collection::vec(deed(), 0..5)), 1..14),
        start in 0i64..30,
    ) {
        let sessions = [session()];
        let mut now = sessions[0].starts + SignedDuration::from_mins(start);
        let mut world = empty(now);
        let mut furthest = Stage::Announced;
        for (minutes, deeds) in steps {
            now += SignedDuration::from_mins(minutes);
            world.read_at = now;
            for deed in &deeds {
                act(&mut world, deed, now);
            }
            settle(&sessions, &mut world, now);
            prop_assert!(settle(&sessions, &mut world, now).is_empty());

            let (homes, _) = homes(&sessions, &world);
            let view = View::of(&sessions[0], &world, &homes);
            let Some(issue) = view.issue else { continue };
            let memory = Memory::read(&issue.body).unwrap();
            let stage = memory.stage().unwrap();
            // A vote never goes back.
            if furthest >= Stage::Voting {
                prop_assert!(stage >= furthest, "{furthest} became {stage}");
            }
            furthest = stage;
            // While notes are grouped, and when they were, each has a place.
            if stage >= Stage::Affinity && stage <= Stage::Voting {
                for received in &view.notes {
                    let lost = received.standing == Standing::Open
                        || (memory.vote.is_none() && matches!(&received.standing, Standing::Placed(label) if view.cluster(label).is_none()));
                    prop_assert!(!lost, "{received:?} at {stage}");
                }
            }
            if stage >= Stage::Closed {
                let wave = next(&sessions, &world, now);
                prop_assert!(memory.tally.is_some() || wave.notices.iter().any(|notice| notice.level == Level::NoResult));
            }
        }
    }
}
