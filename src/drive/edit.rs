//! Making edits of the wall: one reading, one turn, and as few documents as they fit into.
//!
//! In: edits, each with a number to tell it by. Out: for each whether it is made, or why not. An edit stands for itself: one that is refused or
//! fails keeps no other one waiting. They are made in their order, each on the world as the ones before leave it. Nothing is sent twice
//! blindly: where nobody can tell what a request did, the world is read again, and what is so already is done.
//!
//! The turn is taken before the first write, whatever it is: a run that has read the world before it cannot place a note meanwhile that
//! somebody moves here, nor overwrite what the session remembers. The branch that the sessions were read from does not matter: an edit is a
//! person's, and follows no rule of the session's file.

use super::Ran;
use super::turn::Queue;
use super::write::Writer;
use crate::github::Access;
use crate::github::{GithubError, limits};
use crate::plan::price::batches;
use crate::plan::view::{View, homes};
use crate::plan::{Change, Effect, Look, MOST_WAVES, World, heard};
use crate::session::{Session, SessionId};
use crate::wall::Edit;
use crate::wall::edit::{Refused, changes};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How often the world is read again where nobody can tell what a request did.
const AGAIN: u32 = 3;

/// Why an edit is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It cannot be.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// GitHub did not take it, or nobody knows whether it did.
    #[error(transparent)]
    Github(#[from] GithubError),
    /// The session is none of those that are edited here.
    #[error("there is no session `{0}` here that can be edited")]
    NoSession(SessionId),
    /// It does not come to an end.
    #[error("this edit does not come to an end: `{0}` comes back. Please report this")]
    Endless(String),
}

/// Makes edits; answers for each, in their order.
pub async fn edit(
    sessions: &[Session],
    access: &Access,
    session: &SessionId,
    edits: &[(u64, Edit)],
    now: Timestamp,
) -> Vec<(u64, Result<(), EditError>)> {
    let known = sessions.iter().any(|known| known.id == *session);
    let ours = access.only.as_ref().is_none_or(|only| only == session);
    let mut desk = Desk {
        sessions,
        session,
        edits,
        answers: BTreeMap::new(),
        sent: BTreeSet::new(),
        refused: BTreeSet::new(),
    };
    if !known || !ours {
        desk.give_up(&EditError::NoSession(session.clone()));
    }
    if !desk.waiting().is_empty() {
        let mut writer = Writer::editing(sessions, access, now);
        if let Err(error) = desk.work(&mut writer).await {
            desk.give_up(&error.into());
        }
        if let Some(held) = writer.held.take() {
            access.client.end_turn(&held).await;
        }
    }
    let mut answers = desk.answers;
    let unknown = || Err(EditError::NoSession(session.clone()));
    (0..edits.len())
        .zip(edits)
        .map(|(at, (id, _))| (*id, answers.remove(&at).unwrap_or_else(unknown)))
        .collect()
}

/// What is done next for the edits that wait.
#[derive(Debug, Default)]
struct Next {
    /// Labels that nobody knows about.
    looks: BTreeSet<String>,
    /// Labels that have to be there first.
    labels: Vec<(usize, Change)>,
    /// The rest, each with the edit that it is for.
    changes: Vec<(usize, Change)>,
    /// Edits that are done once these changes are made.
    done: BTreeSet<usize>,
    /// The edit of which something has to wait, and what.
    blocked: Option<(usize, String)>,
}

impl Next {
    fn is_empty(&self) -> bool {
        self.looks.is_empty() && self.labels.is_empty() && self.changes.is_empty()
    }
}

struct Desk<'e> {
    sessions: &'e [Session],
    session: &'e SessionId,
    edits: &'e [(u64, Edit)],
    /// By place in the list.
    answers: BTreeMap<usize, Result<(), EditError>>,
    /// Those that were sent, and nobody knows what came of it. What GitHub did of a document it did in its order: where something that came
    /// later of these edits is in the way of one of them now, it was done before.
    sent: BTreeSet<usize>,
    /// Those that GitHub did not take once: "something went wrong" is worth a second try.
    refused: BTreeSet<usize>,
}

impl Desk<'_> {
    /// Those that have no answer yet.
    fn waiting(&self) -> Vec<usize> {
        (0..self.edits.len())
            .filter(|at| !self.answers.contains_key(at))
            .collect()
    }

    fn give_up(&mut self, error: &EditError) {
        for at in self.waiting() {
            self.answers.insert(at, Err(error.clone()));
        }
    }

    /// Reads and writes until every edit has its answer.
    async fn work(&mut self, writer: &mut Writer<'_>) -> Result<(), GithubError> {
        let access = writer.access;
        let mut queue = Queue::new();
        let mut again = 0;
        loop {
            let mut world = access
                .read_one(self.sessions, self.session, writer.now)
                .await?;
            access
                .client
                .remember(&super::write::created(&world, writer.now));
            let until = match self.make(writer, &mut world).await {
                Ok(()) if self.waiting().is_empty() => return Ok(()),
                // Something of a document was not taken, and what came after it has to be worked out anew.
                Ok(()) => None,
                Err(GithubError::Busy { until }) if queue.lasts() => Some(until),
                // It may have been done all the same: what is there tells.
                Err(error) if error.in_doubt() && again < AGAIN => {
                    again += 1;
                    None
                }
                Err(error) => return Err(error),
            };
            if let Some(held) = writer.held.take() {
                access.client.end_turn(&held).await;
            }
            if let Some(until) = until {
                queue.wait(access, until).await?;
            }
            writer.settle().await?;
        }
    }

    /// Makes the edits that wait, as far as that goes without reading again.
    async fn make(
        &mut self,
        writer: &mut Writer<'_>,
        world: &mut World,
    ) -> Result<(), GithubError> {
        for _ in 0..MOST_WAVES {
            let next = self.next(world);
            if next.is_empty() {
                // Whoever waits now waits for something that nobody makes.
                let Some((at, first)) = next.blocked else {
                    return Ok(());
                };
                self.answers.insert(at, Err(EditError::Endless(first)));
                continue;
            }
            if !next.looks.is_empty() {
                let look = Look::Labels {
                    names: next.looks.into_iter().collect(),
                };
                let found = writer.access.look(&look).await?;
                world.absorb(&Change::Look(look), Effect::Found(found));
                continue;
            }
            writer.take_turn(world).await?;
            let more = !next.labels.is_empty();
            let list = if more { next.labels } else { next.changes };
            let (owners, list): (Vec<usize>, Vec<Change>) = list.into_iter().unzip();
            let mut owners = owners.into_iter();
            let batches = batches(&list);
            let count = batches.len();
            for (index, batch) in batches.into_iter().enumerate() {
                if writer.access.client.stop().asked().is_some() {
                    return Err(writer.access.client.stopped());
                }
                let owners: Vec<usize> = owners.by_ref().take(batch.len()).collect();
                if !more {
                    self.sent.extend(&owners);
                }
                let whole = next.done.len() == self.waiting().len();
                let last = !more && whole && index + 1 == count;
                let sent = writer
                    .send(world, batch, Vec::new(), last, &mut Ran::default())
                    .await?;
                if let Some(error) = sent.error {
                    let failed = owners.iter().zip(&sent.made).filter(|(_, made)| !**made);
                    let failed: BTreeSet<usize> = failed.map(|(owner, _)| *owner).collect();
                    return self.failed(&failed, error);
                }
            }
            if !more {
                for at in next.done {
                    self.answers.insert(at, Ok(()));
                }
            }
        }
        let last = self.next(world).changes.into_iter().next();
        let last = last.map(|(_, change)| change.to_string());
        self.give_up(&EditError::Endless(last.unwrap_or_default()));
        Ok(())
    }

    /// Answers for what GitHub did not take. What goes for all ends the work.
    fn failed(&mut self, failed: &BTreeSet<usize>, error: GithubError) -> Result<(), GithubError> {
        if !error.is_local() {
            return Err(error);
        }
        for at in failed {
            let again = matches!(error, GithubError::Refused { .. }) && self.refused.insert(*at);
            if !again {
                self.answers.insert(*at, Err(error.clone().into()));
            }
        }
        Ok(())
    }

    /// What to do next for all that wait, one after another on the world as it becomes. What is refused is answered.
    fn next(&mut self, world: &World) -> Next {
        let mut next = Next::default();
        let mut world = world.clone();
        for at in self.waiting() {
            let Some((_, edit)) = self.edits.get(at) else {
                continue;
            };
            match self.simulate(edit, &mut world) {
                Err(EditError::Refused(Refused::Merged | Refused::NameTaken { .. }))
                    if self.sent.contains(&at) =>
                {
                    self.answers.insert(at, Ok(()));
                }
                Err(error) => {
                    self.answers.insert(at, Err(error));
                }
                Ok(changes) if changes.is_empty() => {
                    self.answers.insert(at, Ok(()));
                }
                Ok(changes) => {
                    // What is made of something that is not there yet waits, and what comes after it.
                    let blocked = changes.iter().find(|(_, waits)| *waits);
                    next.blocked = blocked.map(|(change, _)| (at, change.to_string()));
                    for (change, waits) in changes {
                        match change {
                            Change::Look(Look::Labels { names }) => next.looks.extend(names),
                            Change::CreateLabel(_) => next.labels.push((at, change)),
                            _ if waits => {}
                            change => next.changes.push((at, change)),
                        }
                    }
                    if next.blocked.is_some() {
                        break;
                    }
                    next.done.insert(at);
                }
            }
        }
        next
    }

    /// Everything that an edit comes to, done in a world that nobody else sees; of each change whether it has to wait for what is not there yet.
    fn simulate(&self, edit: &Edit, world: &mut World) -> Result<Vec<(Change, bool)>, EditError> {
        let mut all: Vec<(Change, bool)> = Vec::new();
        for _ in 0..MOST_WAVES {
            let wave = self.changes(edit, world)?;
            if wave.is_empty() {
                for (change, _) in &all {
                    limits::check(change)?;
                }
                return Ok(all);
            }
            for change in wave {
                // What people wrote may look like the number of something that is made later, and that is no reason to wait.
                let names = change.body().is_some_and(|body| world.is_made_up(body));
                let waits = change.is_simulated() || names;
                world.pretend(&change);
                all.push((change, waits));
            }
        }
        let last = all.last().map(|(change, _)| change.to_string());
        Err(EditError::Endless(last.unwrap_or_default()))
    }

    fn changes(&self, edit: &Edit, world: &World) -> Result<Vec<Change>, EditError> {
        let found = self.sessions.iter().find(|it| it.id == *self.session);
        let session = found.ok_or_else(|| EditError::NoSession(self.session.clone()))?;
        let (homes, _) = homes(&heard::all_shifted(self.sessions, world), world);
        let shifted = heard::shifted(session, world);
        Ok(changes(edit, &View::of(&shifted, world, &homes))?)
    }
}
