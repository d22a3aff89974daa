//! A simulated year of communities that hold sessions, and at its end the question whether all that must be there is there, and nothing else.
//!
//! **What is simulated.** Each community has a fakehub, a checkout and a governance repository of its own, a time zone, a format, a monthly or
//! weekly series, rules of its vote, and people; all of it, and every event with its time, follows from one seed (`events`, `session`,
//! `storms`). Sessions' files come by `folkmoot next`. People file notes by form, comment and file, the same words twice, too late, or
//! withdraw them; facilitators place, move and park notes, rename clusters by title and by label; issues of notes and clusters are
//! transferred, also one that is being voted on; people vote early, late, too often, by the wrong sign, on clusters with notes of their own,
//! off the roll, with accounts that are too new, and change their votes; people delete their accounts and leave the team that votes; GitHub
//! allows fewer requests for a week; requests are struck by faults, limits and kills. folkmoot runs as the library on the virtual clock, with
//! git into a folder or over HTTP, and for every sixteenth community as the real binary (killed by SIGKILL).
//!
//! **What is checked.** The model (`model`, `count`, `ledger`) says from the events alone what must be there: every issue with its title,
//! labels, state and lock; every label; every tally with each place, ballot and refused vote; every file of every report, its numbers and
//! what became of each note; every pull request; every session and topic of the ledger; that nothing that came to the repository of reports, in files,
//! commits or pull requests, has an account's name in it where people are not named. It uses nothing of folkmoot. The observer (`observe`) says what is there, and both in the same words (`facts`).
//!
//! **What is not.** Which cluster folkmoot proposes for a note that nobody placed (every note is placed by a person here; `tests/affinity`
//! and `tests/lifecycle`); ballots in comments, grids, draws, votes in the room and teams' child teams (`tests/vote`); commands in
//! comments (`tests/commands`); outcomes in other documents (`tests/lifecycle/outcomes.rs`); texts beyond the facts above, which golden outputs
//! hold; times and digests; runs at the same time (`tests/together.rs`); reports that wait unmerged while the next session closes. A reaction
//! that GitHub gives without its user, though the account is there, cannot be told from one of a deleted account, so that fault is left out.
//! Runs that must have ended well before people go on are repeated until one was undisturbed, as a schedule would; others are left as they end.
//!
//! ```text
//! cargo test --test year -- --nocapture
//! FOLKMOOT_YEAR_SEED=… cargo test --test year       # that seed again
//! ```
//!
//! Without more it plays two seeds of eight communities for two months. `FOLKMOOT_YEAR_COMMUNITIES` (40), `FOLKMOOT_YEAR_DAYS` (365) and
//! `FOLKMOOT_YEAR_SEEDS` make it larger, `FOLKMOOT_YEAR_ONLY=N` plays one community, `FOLKMOOT_YEAR_TELL=1` tells of each as it ends. A seed
//! makes the same world for the same number of days; one community is the same whatever the others are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../common/alone.rs"]
mod alone;
mod browser;
mod count;
mod driver;
mod events;
mod facts;
mod files;
mod ledger;
mod model;
mod observe;
mod outcome;
mod runs;
mod session;
mod stages;
mod storms;
mod votes;
mod world;

use facts::Facts;
use runs::Counts;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use world::Community;

/// What came of one community's year.
struct Year {
    counts: Counts,
    sessions: usize,
    events: usize,
    facts: usize,
    differences: Vec<String>,
    /// How many facts would differ if the model knew nothing of a kind of event.
    blind: BTreeMap<&'static str, usize>,
}

/// The kinds of events without which the rest still makes sense.
const KINDS: [&str; 11] = [
    "Place",
    "Move",
    "Withdraw",
    "Transfer",
    "Rename",
    "Relabel",
    "TransferCluster",
    "React",
    "Retract",
    "Leave",
    "Merge",
];

/// What the comparison says of a model that does not know of some events: it has to notice.
fn blind(community: &Community, observed: &Facts) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for kind in KINDS {
        let mut known = community.clone();
        known.events.retain(|event| event.what.kind() != kind);
        if known.events.len() < community.events.len() {
            let differences = facts::differences(&model::expected(&known), observed);
            counts.insert(kind, differences.len());
        }
    }
    counts
}

/// Plays a community's year and compares.
async fn play(seed: u64, index: usize, days: i64) -> Year {
    let community = events::community(seed, index, days);
    let mut year = Year {
        counts: Counts::default(),
        sessions: community.days.len(),
        events: community.events.len(),
        facts: 0,
        differences: Vec::new(),
        blind: BTreeMap::new(),
    };
    let mut place = match driver::Place::new(&community).await {
        Ok(place) => place,
        Err(why) => {
            year.differences.push(format!("it cannot begin: {why}"));
            return year;
        }
    };
    for event in &community.events {
        if let Err(why) = place.step(&community, event).await {
            let what = format!("{} {:?}: {why}", event.at, event.what);
            year.differences.push(what);
            break;
        }
    }
    year.counts.clone_from(&place.counts);
    if year.differences.is_empty() {
        let expected = model::expected(&community);
        year.facts = expected.values().map(Vec::len).sum();
        match observe::observed(&community, &place) {
            Ok(observed) => {
                year.differences = facts::differences(&expected, &observed);
                year.blind = blind(&community, &observed);
            }
            Err(why) => year.differences.push(why),
        }
    }
    if !year.differences.is_empty() {
        // What to read first: what happened around the first session that differs, else the last of all.
        let id = (0..community.days.len())
            .map(|session| (session, community.id(session)))
            .find(|(_, id)| {
                year.differences
                    .iter()
                    .any(|difference| difference.starts_with(id))
            });
        let about = |line: &&String| match &id {
            Some((session, id)) => {
                line.contains(&format!("session: {session},"))
                    || line.contains(&format!("session: {session} "))
                    || line.contains(id)
                    || line.contains(" run: ")
            }
            None => true,
        };
        let until = id
            .as_ref()
            .map(|(session, _)| community.moments(*session).closed.to_string());
        let lines: Vec<&String> = place.log.iter().filter(about).collect();
        let end = until.map_or(lines.len(), |until| {
            lines.partition_point(|line| line[..20] <= until[..20]) + 8
        });
        let lines = &lines[..end.min(lines.len())];
        let last: String = lines.iter().skip(lines.len().saturating_sub(60)).fold(
            String::new(),
            |mut text, line| {
                let _ = writeln!(text, "    {line}");
                text
            },
        );
        year.differences
            .push(format!("the last that happened there:\n{last}"));
    }
    year
}

fn number(name: &str, otherwise: u64) -> u64 {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    value.map_or(otherwise, |value| {
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {value}"))
    })
}

#[test]
fn a_year_ends_as_it_must() {
    let first = number("FOLKMOOT_YEAR_SEED", 2026);
    let seeds = number("FOLKMOOT_YEAR_SEEDS", 2);
    let communities = usize::try_from(number("FOLKMOOT_YEAR_COMMUNITIES", 8)).unwrap();
    let only = std::env::var("FOLKMOOT_YEAR_ONLY")
        .ok()
        .map(|text| text.parse::<usize>().unwrap());
    let days = i64::try_from(number("FOLKMOOT_YEAR_DAYS", 60)).unwrap();
    let jobs: Vec<(u64, usize)> = (first..first + seeds)
        .flat_map(|seed| (0..communities).map(move |index| (seed, index)))
        .filter(|(_, index)| only.is_none_or(|only| only == *index))
        .collect();
    let (next, years) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let hands = std::thread::available_parallelism().map_or(2, usize::from);
    let start = std::time::Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(2)
                    .enable_all()
                    .build()
                    .unwrap();
                loop {
                    let job = next.fetch_add(1, Ordering::Relaxed);
                    let Some((seed, index)) = jobs.get(job) else {
                        break;
                    };
                    let year = runtime.block_on(play(*seed, *index, days));
                    if std::env::var_os("FOLKMOOT_YEAR_TELL").is_some() {
                        eprintln!(
                            "{seed}/{index}: {} runs, {} sessions, {} differences, after {:.0} s",
                            year.counts.runs,
                            year.sessions,
                            year.differences.len(),
                            start.elapsed().as_secs_f64()
                        );
                    }
                    years.lock().unwrap().push((*seed, *index, year));
                }
                // Answers that never come to their end are of nobody any more.
                runtime.shutdown_timeout(Duration::from_millis(10));
            });
        }
    });
    let mut years = years.into_inner().unwrap();
    years.sort_by_key(|(seed, index, _)| (*seed, *index));
    let mut wrong = String::new();
    for seed in first..first + seeds {
        let mut total = Counts::default();
        let (mut sessions, mut events, mut facts, mut differences) = (0, 0, 0, 0);
        let mut blind: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, index, year) in years.iter().filter(|(of, ..)| *of == seed) {
            total.add(&year.counts);
            sessions += year.sessions;
            events += year.events;
            facts += year.facts;
            for (kind, count) in &year.blind {
                *blind.entry(kind).or_default() += count;
            }
            if !year.differences.is_empty() {
                differences += year.differences.len() - 1;
                let _ = writeln!(
                    wrong,
                    "\ncommunity {index} of seed {seed} (FOLKMOOT_YEAR_SEED={seed} FOLKMOOT_YEAR_DAYS={days} FOLKMOOT_YEAR_COMMUNITIES={communities} FOLKMOOT_YEAR_ONLY={index} cargo test --test year):\n  {}",
                    year.differences.join("\n  ")
                );
            }
        }
        println!(
            "seed {seed}: {communities} communities, {days} days, {sessions} sessions, {events} events\n{total}\n  facts compared {facts}, differences {differences}; to a model that knew nothing of them: {blind:?}"
        );
        if only.is_none() && communities >= 8 {
            let none = total.processes == 0 || total.kills == 0 || total.struck.is_empty();
            assert!(!none, "a year in which nothing went wrong");
        }
        if differences == 0 {
            // The others may come to nothing: who leaves need not have voted.
            let always = [
                "Place", "Move", "Withdraw", "Transfer", "Rename", "Relabel", "React", "Merge",
            ];
            let unseen: Vec<&&str> = always
                .iter()
                .filter(|kind| blind.get(**kind).is_none_or(|count| *count == 0))
                .collect();
            assert!(unseen.is_empty(), "nobody would notice what {unseen:?} do");
        }
    }
    println!("in {:.0} s", start.elapsed().as_secs_f64());
    assert!(wrong.is_empty(), "{wrong}");
}
