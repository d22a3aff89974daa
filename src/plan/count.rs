//! Counting a session's vote from what was read: the same way for the result, the report and a look in between.

use super::labels;
use super::memory::{Closing, Memory, OpenVote, text};
use super::texts;
use super::view::{Standing, View};
use super::watch;
use super::world::{Issue, Person};
use crate::ballot::record::{Parts, Record, State};
use crate::ballot::rules::{Over, SelfVotes};
use crate::ballot::watch::{Line, look};
use crate::ballot::{
    Account, Cast, Election, Item, NoResult, Room, Tally, Window, cast, record, tally,
};
use crate::notes::Author;
use crate::privacy::Attribution;
use std::collections::BTreeSet;

/// A count and what it was made of.
#[derive(Debug, Clone)]
pub struct Count {
    /// The count.
    pub tally: Tally,
    /// The count with everything it depends on.
    pub record: Record,
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
    if awaits_room(view, vote) {
        return Err("the vote is closed, but its rules have votes in the room, and there are none yet: add hands.csv or ballots.csv beside session.yml".to_owned());
    }
    tallied(view, issue, &ended(vote, closing), Some(closing))
}

/// Whether the rules have votes in the room and no file holds any yet.
pub fn awaits_room(view: &View<'_>, vote: &OpenVote) -> bool {
    vote.rules.in_room.is_some() && vote.cancelled().is_none() && view.session.room.is_empty()
}

/// The votes as they stand, counted.
#[derive(Debug)]
pub(super) struct Seen {
    pub items: Vec<Item>,
    pub casts: Vec<Cast>,
    pub room: Option<Room>,
    pub tally: Tally,
}

impl Seen {
    /// Counts what was read.
    ///
    /// # Errors
    /// One sentence, where it is not whole.
    pub(super) fn of(view: &View<'_>, issue: &Issue, vote: &OpenVote) -> Result<Seen, String> {
        let items = items(view, vote)?;
        // A call without topics has nothing to vote on, and ends all the same.
        if items.is_empty() && !view.session.format.without_notes {
            return Err(NoResult::NoClusters.to_string());
        }
        let read = u64::try_from(issue.comments.len()).unwrap_or(u64::MAX);
        if vote.rules.method.by_comment() && read != issue.comments_total {
            return Err(format!(
                "#{} has {} comments on GitHub but {read} were read; run again, nothing was counted",
                issue.number, issue.comments_total
            ));
        }
        let casts = casts(issue, vote);
        let room = room(view, vote)?;
        let tally = tally::tally(Election {
            rules: &vote.rules,
            roll: &vote.roll,
            window: vote.window,
            seed: &vote.seed,
            cancelled: vote.cancelled().is_some(),
            items: &items,
            casts: &casts,
            room: room.as_ref(),
        })
        .map_err(|error: NoResult| error.to_string())?;
        Ok(Seen {
            items,
            casts,
            room,
            tally,
        })
    }

    /// The next line of the watch, if there is anything to say.
    pub(super) fn look(
        &self,
        vote: &OpenVote,
        last: Option<&Line>,
        at: jiff::Timestamp,
    ) -> Option<Line> {
        let casts = vote
            .rules
            .method
            .by_comment()
            .then_some(self.casts.as_slice());
        look(last, at, &self.items, casts, self.tally.voters)
    }
}

fn tallied(
    view: &View<'_>,
    issue: &Issue,
    vote: &OpenVote,
    closing: Option<&Closing>,
) -> Result<Count, String> {
    let seen = Seen::of(view, issue, vote)?;
    let mut lines = watch::lines(issue, vote);
    if let Some(closing) = closing {
        // What the second snapshot saw that the first one did not.
        lines.extend(seen.look(vote, lines.last(), closing.at));
    }
    let record = Record::of(Parts {
        session: view.session.id.as_str(),
        repository: &view.world.repository.to_string(),
        issue: issue.number,
        state: match (closing, vote.cancelled()) {
            (None, _) => State::Open,
            (Some(_), None) => State::Closed,
            (Some(_), Some(_)) => State::Cancelled,
        },
        rules: &vote.rules,
        roll: &vote.roll,
        window: vote.window,
        seed: &vote.seed,
        history: &vote.history,
        before: closing.map(|closing| (closing.at, &closing.votes)),
        watch: &lines,
        items: &seen.items,
        room: seen.room.as_ref(),
        tally: &seen.tally,
        named: view.attribution == Attribution::Named,
    });
    let json = record.text();
    Ok(Count {
        tally: seen.tally,
        record,
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
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for number in vote.numbers() {
        match view.world.issues.get(&number) {
            Some(issue) => found.push(issue),
            None => missing.push(format!("#{number}")),
        }
    }
    if !missing.is_empty() {
        return Err(format!(
            "{} was voted on but cannot be read: it was deleted, moved, or lost its `session:` label. Nothing was counted",
            missing.join(", ")
        ));
    }
    Ok(found)
}

fn items(view: &View<'_>, vote: &OpenVote) -> Result<Vec<Item>, String> {
    let issues = voted(view, vote)?;
    let items = vote.clusters.iter().zip(issues).map(|(voted, issue)| Item {
        number: issue.number,
        id: issue.id.clone(),
        name: crate::inert::line(&issue.title),
        text: voted.text.clone(),
        changed: text(issue) != voted.text,
        authors: match vote.rules.self_votes {
            SelfVotes::Exclude => authors(view, issue.number),
            SelfVotes::Count => BTreeSet::new(),
        },
        votes: issue.votes.clone(),
        total: issue.votes_total,
    });
    Ok(items.collect())
}

/// The accounts whose notes a cluster holds: merged ones too, and those that were withdrawn, or nobody would be held by it who closes a note.
fn authors(view: &View<'_>, number: u64) -> BTreeSet<u64> {
    let label = view
        .clusters
        .iter()
        .find(|cluster| cluster.issue.number == number)
        .map(|cluster| labels::fold(&cluster.label));
    view.notes
        .iter()
        .filter(|received| {
            let here = |standing: &Standing| matches!(standing, Standing::Placed(placed) if Some(placed) == label.as_ref());
            // What says the same as another note stands where that one does.
            let with = received.merged.and_then(|into| view.notes.get(into));
            let placed = here(&received.standing) || with.is_some_and(|with| here(&with.standing));
            let issue = received.issue.and_then(|number| view.world.issues.get(&number));
            let labelled = issue.is_some_and(|issue| {
                let mut names = issue.labels.iter().map(|name| labels::fold(name));
                names.any(|name| Some(&name) == label.as_ref())
            });
            placed || labelled
        })
        .filter_map(|received| match &received.note.author {
            Some(Author::Account { id, .. }) => Some(*id),
            _ => None,
        })
        .collect()
}

/// The ballots in comments on the session's issue.
pub fn casts(issue: &Issue, vote: &OpenVote) -> Vec<Cast> {
    let method = vote.rules.method;
    let numbers = vote.numbers();
    issue
        .comments
        .iter()
        .filter_map(|comment| {
            let text = cast::command(method, &comment.body)?;
            Some(Cast {
                account: comment.author.as_ref().and_then(account),
                // Nobody can say what it said before it was edited; by somebody else, it is nobody's ballot.
                at: comment.edited.unwrap_or(comment.written),
                choices: if comment.by_another {
                    None
                } else {
                    cast::choices(method, text, &numbers)
                },
            })
        })
        .collect()
}

fn account(person: &Person) -> Option<Account> {
    person.id.filter(|_| !person.machine).map(|id| Account {
        id,
        login: person.login.clone(),
        created: person.created,
    })
}

/// The votes in the room, by the numbers of clusters.
fn room(view: &View<'_>, vote: &OpenVote) -> Result<Option<Room>, String> {
    if vote.rules.in_room.is_none() || view.session.room.is_empty() {
        return Ok(None);
    }
    let numbers = vote.numbers();
    let number = |name: &str| {
        let digits = name.strip_prefix('#').unwrap_or(name);
        let by_number = digits
            .parse()
            .ok()
            .filter(|number| numbers.contains(number));
        by_number.or_else(|| {
            let label = labels::cluster(name);
            view.clusters
                .iter()
                .filter(|cluster| numbers.contains(&cluster.issue.number))
                .find(|cluster| {
                    cluster.name.to_lowercase() == name.to_lowercase()
                        || labels::same(&cluster.label, &label)
                })
                .map(|cluster| cluster.issue.number)
        })
    };
    let mut room = view.session.room.resolved(number).map_err(|names| {
        format!(
            "the votes in the room name what is not voted on, or one cluster by two names: {}. Write each cluster once, as it is called or by the number of its issue",
            names.join(", ")
        )
    })?;
    // A paper that says nothing, or too much, is nobody's vote.
    let papers = room.ballots.iter().filter(|choices| {
        let mut choices = choices.to_vec();
        tally::spend(&vote.rules, &mut choices, Over::Void);
        choices.iter().any(|choice| choice.why_not.is_none())
    });
    let papers = u64::try_from(papers.count()).unwrap_or(u64::MAX);
    room.voters = view.session.room.people.saturating_add(papers);
    Ok(Some(room))
}
