//! `folkmoot verify`.

use super::connect::AccessArgs;
use super::{Failure, Said};
use crate::ballot::record::{Names, Record, State};
use crate::ballot::rules::SelfVotes;
use crate::ballot::tally::{self, Election, Tally};
use crate::ballot::verify::{CHANGED, differences, recount};
use crate::ballot::{Ballot, Item, Roll, Uncounted, Voter};
use crate::fault::{Fault, Place};
use crate::inert;
use crate::plan::count::casts;
use crate::plan::memory::{Memory, text};
use crate::plan::world::World;
use crate::report::votes;
use crate::session::RepositoryName;
use crate::text::many;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

/// The largest file: a hundred thousand voters.
const LARGEST: u64 = 256 << 20;

/// Which file to check.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The tally.json
    file: PathBuf,

    /// Compare it with GitHub as it is now as well
    #[arg(long)]
    live: bool,

    /// The repository the votes were cast in, where it is another one now [default: the file's]
    #[arg(long, value_name = "OWNER/NAME", requires = "live")]
    repo: Option<String>,

    #[command(flatten)]
    access: AccessArgs,
}

/// What came of it, for machines.
#[derive(Debug, Serialize)]
struct Verdict {
    /// Whether the file gives the result that it states.
    stands: bool,
    /// What is wrong with it.
    wrong: Vec<String>,
    /// What it does not hold, so that it was taken as recorded.
    taken_as_recorded: Vec<String>,
    /// How GitHub is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<Live>,
}

#[derive(Debug, Serialize)]
struct Live {
    /// Where it differs from the file, each with what explains it.
    differences: Vec<String>,
    /// Whether the votes that are there now give the same result; `None` where that cannot be known.
    same_result: Option<bool>,
}

impl Verify {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        let file = self.file.display();
        let unreadable =
            |error: std::io::Error| Failure::Usage(format!("{file} cannot be read: {error}"));
        // One more than there may be: a pipe does not say how much comes.
        let mut source = Vec::new();
        let opened = fs::File::open(&self.file).map_err(unreadable)?;
        opened
            .take(LARGEST + 1)
            .read_to_end(&mut source)
            .map_err(unreadable)?;
        if u64::try_from(source.len()).unwrap_or(u64::MAX) > LARGEST {
            return Err(Failure::Usage(format!(
                "{file} is too large to be a tally.json"
            )));
        }
        let source = String::from_utf8(source)
            .map_err(|_| Failure::Usage(format!("{file} is not UTF-8, so it is no tally.json")))?;
        // What git and editors do on Windows changes no word.
        let source = source.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let record = Record::read(&source).map_err(|why| {
            Failure::Faults(vec![Fault::new(
                Place::whole(self.file.clone()),
                format!("it cannot be recounted: {}", inert::cut(&inert::line(&why), 300)),
                "take the file as folkmoot wrote it: it stands beside the report, and in the comment with the result",
            )])
        })?;
        let counted = recount(&record, &source);
        let live = if self.live {
            Some(self.live(&record).await?)
        } else {
            None
        };
        let verdict = Verdict {
            stands: counted.wrong.is_empty(),
            wrong: counted.wrong,
            taken_as_recorded: counted.taken,
            live,
        };
        let text = if json {
            crate::output::json(&verdict)
        } else {
            words(&record, &verdict)
        };
        let right = verdict.stands
            && record.state != State::Open
            && verdict
                .live
                .as_ref()
                .is_none_or(|live| live.same_result != Some(false));
        Ok(Said {
            text,
            failure: (!right).then_some(Failure::NoResult(None)),
        })
    }

    async fn live(&self, record: &Record) -> Result<Live, Failure> {
        let name = self.repo.as_deref().unwrap_or(&record.repository);
        let Some(repository) = RepositoryName::new(name) else {
            return Err(Failure::Usage(format!(
                "`{}` is no repository; write owner/name",
                inert::line(name)
            )));
        };
        let (client, now) = self.access.client()?;
        let numbers: Vec<u64> = record.items.iter().map(|item| item.number).collect();
        let world = client
            .read_vote(&repository, record.issue, &numbers, now)
            .await?;
        compare(record, &world)
    }
}

/// The accounts of which the record says that a note of theirs is in a cluster: that is not looked up again.
fn own_notes(record: &Record, item: u64) -> BTreeSet<u64> {
    if record.rules.self_votes == SelfVotes::Count {
        return BTreeSet::new();
    }
    let own = |ballot: &Ballot| {
        let mut choices = ballot.choices.iter();
        choices.any(|choice| choice.item == item && choice.why_not == Some(Uncounted::OwnNote))
    };
    let tally = record.tally();
    let ballots = tally.ballots.iter().filter(|ballot| own(ballot));
    ballots
        .filter_map(|ballot| match &ballot.voter {
            Voter::Account(account) => Some(account.id),
            _ => None,
        })
        .collect()
}

/// The record against the votes as they stand.
fn compare(record: &Record, world: &World) -> Result<Live, Failure> {
    let memory = world
        .issues
        .get(&record.issue)
        .and_then(|issue| Memory::read(&issue.body).ok());
    let vote = memory.and_then(|memory| memory.vote);
    let mut said = Vec::new();
    let frozen = vote.as_ref().map(|vote| vote.roll.clone());
    let roll = match frozen.filter(|roll| roll.digest() == record.roll_digest()) {
        Some(roll) => roll,
        None => {
            let known = record.roll();
            if known.is_none() {
                said.push("the roll that was frozen in the session’s issue is not there any more, so nobody was held against it".to_owned());
            }
            known.unwrap_or_else(Roll::everyone)
        }
    };
    let mut items = Vec::new();
    let mut changed = Vec::new();
    for item in &record.items {
        let Some(issue) = world.issues.get(&item.number) else {
            said.push(format!(
                "“{}” (#{}) is gone: deleted, or moved to another repository",
                inert::line(&item.name),
                item.number
            ));
            continue;
        };
        if issue.id != item.id {
            said.push(format!("#{} is another issue now", item.number));
        }
        if text(issue) != item.text {
            changed.push(item.number);
        }
        items.push(Item {
            number: item.number,
            id: issue.id.clone(),
            name: item.name.clone(),
            text: item.text.clone(),
            changed: item.changed,
            authors: own_notes(record, item.number),
            votes: issue.votes.clone(),
            total: issue.votes_total,
        });
    }
    let session = world.issues.get(&record.issue);
    if let Some(issue) = session.filter(|_| record.rules.method.by_comment())
        && u64::try_from(issue.comments.len()).ok() != Some(issue.comments_total)
    {
        return Err(Failure::NoResult(Some(format!(
            "#{} has {} comments on GitHub but {} were read; run again",
            issue.number,
            issue.comments_total,
            issue.comments.len()
        ))));
    }
    let ballots = session
        .zip(vote.as_ref())
        .map(|(issue, vote)| casts(issue, vote))
        .unwrap_or_default();
    if vote.is_none() && record.rules.method.by_comment() {
        said.push("the session’s issue cannot be used any more, so ballots in its comments were not compared".to_owned());
    }
    let room = record.room();
    let now: Tally = tally::tally(Election {
        rules: &record.rules,
        roll: &roll,
        window: record.window,
        seed: &record.seed,
        cancelled: record.cancelled().is_some(),
        items: &items,
        casts: &ballots,
        room: room.as_ref(),
    })
    .map_err(|error| Failure::NoResult(Some(error.to_string())))?;
    said.extend(differences(record, &now, &changed));
    let then = record.tally();
    let result = |tally: &Tally| -> Vec<(u64, u64, u64, bool)> {
        tally
            .standings
            .iter()
            .map(|standing| (standing.rank, standing.item, standing.votes, standing.wins))
            .collect()
    };
    // Nobody can say whose notes are whose where names are hidden.
    let knowable = record.rules.self_votes == SelfVotes::Count || record.names == Names::Shown;
    if !knowable {
        said.push("votes on one’s own notes cannot be told where names are hidden, so the result was not counted again".to_owned());
    }
    Ok(Live {
        same_result: knowable.then(|| result(&then) == result(&now)),
        differences: said,
    })
}

fn words(record: &Record, verdict: &Verdict) -> String {
    let mut out = String::new();
    let tally = record.tally();
    let (valid, spoiled): (Vec<bool>, Vec<bool>) = tally
        .ballots
        .iter()
        .flat_map(|ballot| &ballot.choices)
        .map(|choice| choice.why_not.is_none())
        .partition(|counts| *counts);
    let count = |list: &[bool]| u64::try_from(list.len()).unwrap_or(u64::MAX);
    if verdict.stands {
        let what = match record.state {
            State::Open => "no result, the vote was open when this was written; the count stands",
            State::Closed => "the result stands",
            State::Cancelled => "no result, the vote was cancelled; the count stands",
        };
        let _ = writeln!(
            out,
            "{what}: {} of {} for {}, {} not counted",
            many(count(&valid), "vote", "votes"),
            many(tally.voters, "person", "people"),
            inert::terminal(&record.session),
            many(count(&spoiled), "vote", "votes"),
        );
        for standing in tally.standings.iter().filter(|standing| standing.wins) {
            let name = inert::cut(&inert::terminal(&standing.name), 60);
            let _ = writeln!(out, "  ★ {name} ({})", standing.score(&record.rules));
        }
        for line in votes::unchosen(&record.rules, &tally) {
            let _ = writeln!(out, "  {}", inert::terminal(&line));
        }
    } else {
        let only = verdict.wrong == [CHANGED];
        let _ = writeln!(
            out,
            "{}",
            if only {
                "the count comes out, but this is not the file as it was written:"
            } else {
                "the result does not stand:"
            }
        );
        for line in &verdict.wrong {
            let _ = writeln!(out, "  {}", inert::terminal(line));
        }
        if only {
            let _ = writeln!(
                out,
                "  compare it with the one in the comment on the session's issue, or in git"
            );
        }
    }
    if !verdict.taken_as_recorded.is_empty() {
        let _ = writeln!(
            out,
            "taken as recorded, for the file does not hold it: {}",
            verdict.taken_as_recorded.join("; ")
        );
    }
    if let Some(live) = &verdict.live {
        let _ = match live.differences.as_slice() {
            [] => writeln!(out, "GitHub has the same votes now"),
            list => {
                let _ = writeln!(out, "GitHub is not as it was when the votes were counted:");
                for line in list {
                    let _ = writeln!(out, "  {}", inert::terminal(line));
                }
                Ok(())
            }
        };
        if live.same_result == Some(false) {
            let _ = writeln!(
                out,
                "counted again from GitHub as it is now, the result would be another"
            );
        }
    }
    out
}
