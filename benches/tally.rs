//! A vote of 1,000,000 reactions by 100,000 people: counted, recorded and recounted, with time and memory, beside the recount in plain Python.
//!
//! `cargo bench --bench tally`; with `-- SMALL` a thousandth of it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use folkmoot::ballot::record::{Parts, Record, State};
use folkmoot::ballot::verify::recount;
use folkmoot::ballot::{
    Account, Election, Item, Method, Reaction, Roll, Rules, Vote, Window, tally,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

const ITEMS: u64 = 30;
const VOTES_EACH: u64 = 10;

fn at(second: u64) -> Timestamp {
    Timestamp::from_second(i64::try_from(second).unwrap()).unwrap()
}

/// Ten reactions of each person, on clusters that a fixed sequence chooses.
fn items(people: u64) -> Vec<Item> {
    let mut votes: Vec<Vec<Vote>> = (0..ITEMS).map(|_| Vec::new()).collect();
    let mut state = 2024_u64;
    for person in 1..=people {
        let mut chosen = BTreeSet::new();
        while u64::try_from(chosen.len()).unwrap() < VOTES_EACH {
            // Knuth's linear congruential generator (MMIX).
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            chosen.insert((state >> 33) % ITEMS);
        }
        for (turn, item) in (0..).zip(chosen) {
            votes
                .get_mut(usize::try_from(item).unwrap())
                .unwrap()
                .push(Vote {
                    account: Some(Account {
                        id: person,
                        login: format!("person-{person}"),
                        created: Some(at(person)),
                    }),
                    at: at(1_000_000 + person + turn),
                    reaction: Some(Reaction::ThumbsUp),
                });
        }
    }
    (1..)
        .zip(votes)
        .map(|(number, votes)| Item {
            number,
            id: format!("I_{number}"),
            name: format!("Cluster {number}"),
            text: String::new(),
            changed: false,
            authors: BTreeSet::new(),
            total: u64::try_from(votes.len()).unwrap(),
            votes,
        })
        .collect()
}

/// The most memory this process had so far, in megabytes; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    let took = start.elapsed();
    let memory = peak().map_or_else(|| "?".to_owned(), |peak| peak.to_string());
    println!(
        "{what:<32} {:>8.3} s   at most {memory} MB so far",
        took.as_secs_f64()
    );
    (done, took)
}

fn main() {
    let people = if std::env::args().any(|argument| argument == "SMALL") {
        100
    } else {
        100_000
    };
    println!(
        "{} reactions of {people} people on {ITEMS} clusters",
        people * VOTES_EACH
    );
    let rules = Rules {
        method: Method::Top,
        votes: 5,
        ..Rules::default()
    };
    let roll = Roll::of((1..=people).filter(|id| id % 7 != 0));
    let window = Window {
        opens: at(1_000_000),
        closes: at(1_000_000 + people),
    };
    let (items, _) = timed("made", || items(people));
    let (tally, _) = timed("counted", || {
        tally::tally(Election {
            rules: &rules,
            roll: &roll,
            window,
            seed: "seed",
            cancelled: false,
            items: &items,
            casts: &[],
            room: None,
        })
        .unwrap()
    });
    let (text, _) = timed("written as tally.json", || {
        Record::of(Parts {
            session: "bench",
            repository: "o/r",
            issue: 1,
            state: State::Closed,
            rules: &rules,
            roll: &roll,
            window,
            seed: "seed",
            history: &[],
            before: None,
            watch: &[],
            items: &items,
            room: None,
            tally: &tally,
            named: true,
        })
        .text()
    });
    drop((items, tally));
    println!("{:<32} {:>8.1} MB", "tally.json", text.len() as f64 / 1e6);
    let (record, reading) = timed("read again", || Record::read(&text).unwrap());
    let (result, counting) = timed("recounted", || recount(&record, &text));
    assert_eq!(result.wrong, Vec::<String>::new());
    let file = std::env::temp_dir().join(format!("folkmoot-bench-{}.json", std::process::id()));
    fs::write(&file, &text).unwrap();
    let start = Instant::now();
    let output = Command::new("python3")
        .arg("docs/recount.py")
        .arg(&file)
        .output();
    let took = start.elapsed();
    let _ = fs::remove_file(&file);
    match output {
        Ok(output) if output.status.success() => println!(
            "{:<32} {:>8.3} s   {:.1} times as long as reading and recounting here",
            "docs/recount.py",
            took.as_secs_f64(),
            took.as_secs_f64() / (reading + counting).as_secs_f64()
        ),
        _ => println!("skipped: there is no python3 to run docs/recount.py with"),
    }
}
