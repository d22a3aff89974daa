//! Counting a session's vote from what was read: the same way for the result, the report and a look in between.

use super::labels;
use super::memory::{Closing, Memory, OpenVote};
use super::texts;
use super::view::{Standing, View};
use super::world::Issue;
use crate::ballot::{Item, NoResult, Tally, Uncounted, Window, record, tally};
use crate::report::{ClusterMaterial, Material, NoteMaterial};
use crate::session::Attribution;
use std::collections::BTreeMap;

/// A count and what it was made of.
#[derive(Debug, Clone)]
pub struct Count {
    /// The count.
    pub tally: Tally,
    /// `tally.json`.
    pub json: String,
    /// What is frozen.
    pub vote: OpenVote,
    /// The number of the session's issue.
    pub issue: u64,
    /// What the count is worth, for people.
    pub state: String,
    /// Whether it is no result, because the vote goes on or the count is not the published one.
    pub draft: bool,
}

impl Count {
    /// Votes that do not count, by reason.
    pub fn uncounted(&self) -> BTreeMap<Uncounted, u64> {
        let mut counts = BTreeMap::new();
        for choice in self.tally.ballots.iter().flat_map(|ballot| &ballot.choices) {
            if let Some(why) = choice.uncounted {
                *counts.entry(why).or_insert(0) += 1;
            }
        }
        counts
    }
}

/// Counts a session's vote as it stands.
///
/// # Errors
/// One sentence, where there is no vote or it cannot be counted.
pub fn count(view: &View<'_>) -> Result<Count, String> {
    let Some(issue) = view.issue else {
        return Err(format!(
            "{} has no open issue: it is not announced yet, or finished",
            view.session.id
        ));
    };
    let memory: Memory = match &view.memory {
        Some(Ok(memory)) => memory.clone(),
        Some(Err(why)) => return Err(format!("#{} cannot be used: {why}", issue.number)),
        None => return Err(format!("#{} cannot be used", issue.number)),
    };
    let Some(vote) = &memory.vote else {
        return Err(format!(
            "the vote of {} has not opened; it does on {}",
            view.session.id,
            texts::when(view.session, view.session.schedule.voting)
        ));
    };
    let mut counted = match &memory.closing {
        Some(closing) => closed(view, issue, vote, closing)?,
        None => tallied(view, issue, vote, None)?,
    };
    counted.draft = memory.tally.as_deref() != Some(record::digest(&counted.json).as_str());
    counted.state = match &memory.tally {
        Some(digest) if *digest == record::digest(&counted.json) => {
            "the vote is closed, and this is the published result".to_owned()
        }
        Some(_) => "the vote is closed, but this is NOT the published result: votes or names have changed since".to_owned(),
        None => format!(
            "the vote is open until {}: this is no result",
            texts::when(view.session, vote.window.closes)
        ),
    };
    Ok(counted)
}

/// Counts a vote that closes at `closing`.
///
/// # Errors
/// One sentence, where a cluster is missing or not all votes were read.
pub fn closed(
    view: &View<'_>,
    issue: &Issue,
    vote: &OpenVote,
    closing: &Closing,
) -> Result<Count, String> {
    tallied(view, issue, &ended(vote, closing), Some(closing))
}

fn tallied(
    view: &View<'_>,
    issue: &Issue,
    vote: &OpenVote,
    closing: Option<&Closing>,
) -> Result<Count, String> {
    let window = vote.window;
    let voted = voted(view, vote)?;
    let items: Vec<Item> = voted
        .iter()
        .map(|issue| Item {
            number: issue.number,
            name: crate::inert::line(&issue.title),
            votes: issue.votes.clone(),
            total: issue.votes_total,
        })
        .collect();
    let tally = tally::tally(&vote.rules, &vote.roll, window, &items)
        .map_err(|error: NoResult| error.to_string())?;
    let json = record::json(record::Parts {
        session: view.session.id.as_str(),
        repository: &view.world.repository.to_string(),
        rules: &vote.rules,
        roll: &vote.roll,
        window,
        before: closing.map(|closing| (closing.at, &closing.votes)),
        items: &items,
        tally: &tally,
        named: view.attribution == Attribution::Named,
    });
    Ok(Count {
        tally,
        json,
        vote: vote.clone(),
        issue: issue.number,
        state: String::new(),
        draft: false,
    })
}

/// The vote with the window that it came to have: closed by hand before its time, the first snapshot ends it.
pub fn ended(vote: &OpenVote, closing: &Closing) -> OpenVote {
    OpenVote {
        window: Window {
            opens: vote.window.opens,
            closes: vote.window.closes.min(closing.at),
        },
        ..vote.clone()
    }
}

/// The issues that are voted on.
///
/// # Errors
/// One sentence, where one of them was not read.
pub fn voted<'w>(view: &View<'w>, vote: &OpenVote) -> Result<Vec<&'w Issue>, String> {
    let missing: Vec<String> = vote
        .clusters
        .iter()
        .filter(|number| !view.world.issues.contains_key(number))
        .map(|number| format!("#{number}"))
        .collect();
    if !missing.is_empty() {
        return Err(format!(
            "{} was voted on but cannot be read: it was deleted, moved, or lost its `session:` label. Nothing was counted",
            missing.join(", ")
        ));
    }
    Ok(vote
        .clusters
        .iter()
        .filter_map(|number| view.world.issues.get(number))
        .collect())
}

/// What the report is made of.
pub fn material<'m>(view: &View<'m>, counted: &'m Count) -> Material<'m> {
    let support = |index: usize| {
        1 + view
            .notes
            .iter()
            .filter(|received| {
                received.merged == Some(index) && !matches!(received.standing, Standing::Refused(_))
            })
            .count()
    };
    let notes = |wanted: &dyn Fn(&Standing) -> bool| -> Vec<NoteMaterial> {
        view.notes
            .iter()
            .enumerate()
            .filter(|(_, received)| received.merged.is_none() && wanted(&received.standing))
            .map(|(index, received)| NoteMaterial {
                note: received.note.clone(),
                support: support(index),
            })
            .collect()
    };
    let clusters = view
        .clusters
        .iter()
        .map(|cluster| {
            let label = labels::fold(&cluster.label);
            ClusterMaterial {
                number: cluster.issue.number,
                name: cluster.name.clone(),
                notes: notes(
                    &|standing| matches!(standing, Standing::Placed(placed) if *placed == label),
                ),
            }
        })
        .collect();
    let session = view.session;
    let window = counted.vote.window;
    Material {
        session,
        repository_url: &view.world.url,
        issue: counted.issue,
        clusters,
        // A label that somebody made up during the vote is no cluster.
        parked: notes(&|standing| match standing {
            Standing::Placed(label) => view.cluster(label).is_none(),
            Standing::Parked | Standing::Open => true,
            Standing::Refused(_) => false,
        }),
        attribution: view.attribution,
        draft: counted.draft.then(|| counted.state.clone()),
        merged: view
            .notes
            .iter()
            .filter(|received| !matches!(received.standing, Standing::Refused(_)))
            .filter_map(|received| {
                Some((
                    received.note.clone(),
                    view.notes.get(received.merged?)?.note.clone(),
                ))
            })
            .collect(),
        refused: view
            .notes
            .iter()
            .filter_map(|received| match received.standing {
                Standing::Refused(why) => Some((received.note.clone(), why)),
                _ => None,
            })
            .collect(),
        tally: &counted.tally,
        tally_json: &counted.json,
        rules: counted.vote.rules.sentences(),
        window: format!(
            "The vote was open from {} to {}.",
            texts::when(session, window.opens),
            texts::when(session, window.closes)
        ),
    }
}
