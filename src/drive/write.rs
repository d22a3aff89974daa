//! Executing waves: batch by batch, on this run's turn, until nothing is left.

use super::turn::{FIRST_LOOK, Queue};
use super::{DriveError, Ran, keep};
use crate::github::turn::{Held, Rider, name};
use crate::github::{Access, Depth, GithubError, Ref};
use crate::plan::Level;
use crate::plan::price::{Taking, batches, taking};
use crate::plan::turn::Turn;
use crate::plan::{Change, Effect, MOST_WAVES, Notice, World, labels, next};
use crate::publish::{self, PublishError, Remote};
use crate::session::{Session, SessionId};
use jiff::{SignedDuration, Timestamp};

/// How those call themselves that make edits.
const EDITS: &str = "edits-";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// One run that writes.
pub(super) struct Writer<'a> {
    pub(super) sessions: &'a [Session],
    pub(super) access: &'a Access,
    pub(super) now: Timestamp,
    /// What it calls itself to other runs.
    pub(super) by: String,
    pub(super) held: Option<Held>,
    /// When it last made, or may have made, what would be there twice.
    pub(super) made: Option<Timestamp>,
    /// Votes that are still to be read, of issues that were just locked.
    more_votes: Vec<(u64, String)>,
    /// What failed for one session and need not keep the others.
    failures: Vec<DriveError>,
    /// Whether it makes edits, after which it plans nothing.
    pub(super) edits: bool,
}

/// What a document came to.
#[derive(Debug)]
pub(super) struct Sent {
    /// Which of its changes were made.
    pub(super) made: Vec<bool>,
    /// Why the first of the others was not.
    pub(super) error: Option<GithubError>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(sessions: &'a [Session], access: &'a Access, now: Timestamp) -> Writer<'a> {
        Writer {
            sessions,
            access,
            now,
            by: name(),
            held: None,
            made: None,
            more_votes: Vec::new(),
            failures: Vec::new(),
            edits: false,
        }
    }

    /// One that makes edits.
    pub(super) fn editing(
        sessions: &'a [Session],
        access: &'a Access,
        now: Timestamp,
    ) -> Writer<'a> {
        Writer {
            by: format!("{EDITS}{}", name()),
            edits: true,
            ..Writer::new(sessions, access, now)
        }
    }

    /// Reads, plans and executes until nothing is left. Where another run is at work, it waits for it and reads again.
    pub(super) async fn run(
        &mut self,
        world: &mut Option<World>,
        outcome: &mut Ran,
    ) -> Result<(), DriveError> {
        let mut queue = Queue::new();
        loop {
            let read = self
                .access
                .read(self.sessions, self.now, Depth::Due)
                .await?;
            let world = world.insert(read);
            if let Some(from) = &self.access.branch
                && *from != Ref::Branch(world.default_branch.clone())
            {
                return Err(DriveError::Branch {
                    from: from.clone(),
                    default: world.default_branch.clone(),
                });
            }
            self.access.client.remember(&created(world, self.now));
            let result = self.waves(world, outcome).await;
            if let Some(held) = self.held.take() {
                self.access.client.end_turn(&held).await;
            }
            let until = match result {
                Err(DriveError::Github(GithubError::Busy { until })) if queue.lasts() => until,
                Err(error) => {
                    // What ends the run comes last; what was one session's is said as well.
                    outcome
                        .notices
                        .extend(self.failures.drain(..).map(|failure| Notice {
                            level: Level::Warning,
                            session: "run".to_owned(),
                            text: failure.to_string(),
                        }));
                    return Err(error);
                }
                Ok(()) if self.failures.is_empty() => return Ok(()),
                Ok(()) => return Err(self.failures.swap_remove(0)),
            };
            queue.wait(self.access, until).await?;
            self.settle().await?;
        }
    }

    async fn waves(&mut self, world: &mut World, outcome: &mut Ran) -> Result<(), DriveError> {
        let mut last = String::new();
        for _ in 0..MOST_WAVES {
            let wave = next(self.sessions, world, self.now);
            keep(&mut outcome.notices, wave.notices);
            let Some(first) = wave.changes.first() else {
                return Ok(());
            };
            last = first.to_string();
            let batches = batches(&wave.changes);
            let count = batches.len();
            let mut done = 0;
            for (index, batch) in batches.into_iter().enumerate() {
                let what = batch.first().map(ToString::to_string).unwrap_or_default();
                self.access.progress.tell(&what, done, wave.changes.len());
                done += batch.len();
                if self.access.client.stop().asked().is_some() {
                    return Err(self.access.client.stopped().into());
                }
                let result = self
                    .execute(world, batch, index + 1 == count, outcome)
                    .await;
                match result {
                    Err(error) if error.is_local(batch) => {
                        self.fail(world, batch, error, outcome);
                        // The rest is planned anew, without that session.
                        break;
                    }
                    result => result?,
                }
            }
            if !self.more_votes.is_empty() {
                let more = std::mem::take(&mut self.more_votes);
                self.access.client.more_votes(world, more).await?;
            }
        }
        Err(DriveError::Endless(last))
    }

    /// Leaves a session alone for the rest of this run: what failed is its own.
    fn fail(&mut self, world: &mut World, batch: &[Change], error: DriveError, outcome: &mut Ran) {
        // One document that cannot take its outcome is that outcome's failure alone.
        if let (DriveError::Publish(_), [Change::Push(push)]) = (&error, batch)
            && push.key.outcome.is_some()
        {
            if !self.failures.is_empty() {
                outcome.notices.push(Notice {
                    level: Level::Warning,
                    session: push.key.session.to_string(),
                    text: error.to_string(),
                });
            }
            world.failed_outcomes.insert(push.key.clone());
            self.failures.push(error);
            return;
        }
        let known: Vec<SessionId> = self
            .sessions
            .iter()
            .map(|session| session.id.clone())
            .collect();
        let sessions: Vec<SessionId> = match &error {
            DriveError::Github(GithubError::TooLarge { change, .. }) => batch
                .iter()
                .filter(|it| it.to_string() == *change)
                .flat_map(|change| change.sessions(world))
                .collect(),
            _ => batch
                .iter()
                .flat_map(|change| change.sessions(world))
                .collect(),
        };
        // One that cannot be told is everybody's.
        let sessions = if sessions.is_empty() { known } else { sessions };
        if !self.failures.is_empty() {
            for id in &sessions {
                outcome.notices.push(Notice {
                    level: Level::Warning,
                    session: id.to_string(),
                    text: error.to_string(),
                });
            }
        }
        world.failed.extend(sessions);
        self.failures.push(error);
    }

    async fn execute(
        &mut self,
        world: &mut World,
        batch: &[Change],
        last: bool,
        outcome: &mut Ran,
    ) -> Result<(), DriveError> {
        let Some(first) = batch.first() else {
            return Ok(());
        };
        let mut riders = Vec::new();
        if taking(batch) == Taking::Riding && self.held.is_none() {
            riders.push(Rider::Take {
                seen: self.free(world)?,
            });
        }
        // Edits change what a run would write over. Where the turn is this run's it cannot be theirs.
        if let (None, Some(turn)) = (&self.held, &world.turn)
            && first.is_mutation()
            && turn.by.starts_with(EDITS)
        {
            self.free(world)?;
        }
        if first.is_mutation() {
            return self.mutate(world, batch, riders, last, outcome).await;
        }
        let effect = match first {
            Change::Push(push) => {
                let pushed = self.push(push).await?;
                for left in &pushed.left_alone {
                    outcome
                        .done
                        .push(format!("left {left} as a person wrote it"));
                }
                Effect::Done
            }
            Change::OpenPullRequest(pull) => {
                let repository = &pull.repository;
                let id = world
                    .governance
                    .get(repository)
                    .map(|governance| governance.id.clone())
                    .unwrap_or_default();
                let client = self.access.client_for(repository);
                let mut attempt = 0;
                let opened = loop {
                    attempt += 1;
                    self.ready_with_turn(world, batch).await?;
                    match client.open_pull_request(&id, pull).await {
                        Err(error) => match client.again(&error, attempt) {
                            Some(wait) => client.sleep(wait).await?,
                            None => break Err(error),
                        },
                        opened => break opened,
                    }
                };
                match opened {
                    Ok(pull) => {
                        self.made = Some(client.clock().now());
                        Effect::PullOpened(pull)
                    }
                    // It is there since a moment ago: the next wave looks for it.
                    Err(GithubError::Refused { why, .. }) if why.contains("already exists") => {
                        client.sleep(FIRST_LOOK).await?;
                        world.governance.remove(repository);
                        return Ok(());
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            Change::Look(look) => Effect::Found(self.access.look(look).await?),
            // Mutations went their way above.
            _ => Effect::Done,
        };
        if !first.only_looks() {
            record(outcome, first);
        }
        world.absorb(first, effect);
        Ok(())
    }

    async fn mutate(
        &mut self,
        world: &mut World,
        batch: &[Change],
        riders: Vec<Rider>,
        last: bool,
        outcome: &mut Ran,
    ) -> Result<(), DriveError> {
        let sent = self.send(world, batch, riders, last, outcome).await?;
        match sent.error {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// Sends mutations as one document and takes in what came of each.
    pub(super) async fn send(
        &mut self,
        world: &mut World,
        batch: &[Change],
        riders: Vec<Rider>,
        last: bool,
        outcome: &mut Ran,
    ) -> Result<Sent, GithubError> {
        let access = self.access;
        let client = &access.client;
        let takes = !riders.is_empty();
        let mut attempt = 0;
        let (applied, riders) = loop {
            attempt += 1;
            // Each time anew: a wait may outlast the turn.
            self.ready_with_turn(world, batch).await?;
            let mut riders = riders.clone();
            riders.extend(self.rider(world, batch, last, takes));
            match client.apply(world, batch, &riders, &self.by).await {
                Err(error) => match client.again(&error, attempt) {
                    Some(wait) => client.sleep(wait).await?,
                    None => {
                        // It may have been made all the same.
                        if error.in_doubt() && batch.iter().any(Change::creates_content) {
                            self.made = Some(client.clock().now());
                        }
                        return Err(error);
                    }
                },
                Ok(applied) => break (applied, riders),
            }
        };
        // Also where something else of the document failed.
        if let (true, Some(held)) = (takes, &applied.held) {
            self.hold(world, held.clone());
        }
        let mut sent = Sent {
            made: applied.effects.iter().map(Option::is_some).collect(),
            error: None,
        };
        for (change, effect) in batch.iter().zip(applied.effects) {
            let Some(effect) = effect else { continue };
            if effect != Effect::LabelTaken {
                record(outcome, change);
            }
            if change.creates_content() {
                self.made = Some(client.clock().now());
            }
            if let (
                Change::Lock { number, .. },
                Effect::Locked {
                    more: Some(more), ..
                },
            ) = (change, &effect)
            {
                self.more_votes.push((*number, more.clone()));
            }
            world.absorb(change, effect);
        }
        if let Some(error) = applied.error {
            sent.error = Some(error);
            return Ok(sent);
        }
        if riders.is_empty() {
            return Ok(sent);
        }
        let ends = riders
            .iter()
            .any(|rider| matches!(rider, Rider::End { .. }));
        if ends {
            // Else it is ended with a request of its own, when the run is over.
            if applied.ended {
                self.held = None;
                world.turn = world.turn.take().map(|turn| Turn::read(&turn.id, ""));
            }
            return Ok(sent);
        }
        let until = client.clock().now();
        self.held = None;
        match applied.held {
            Some(held) => {
                self.hold(world, held);
                Ok(sent)
            }
            // Labels were made by this run or by another: what is at stake comes next, and asks for the turn again.
            None if takes => {
                self.take_turn(world).await?;
                Ok(sent)
            }
            None => Err(GithubError::Busy { until }),
        }
    }

    async fn push(&self, push: &crate::plan::Push) -> Result<publish::Pushed, PublishError> {
        let access = self.access;
        let remote = Remote {
            url: format!(
                "{}/{}.git",
                access.git_base.trim_end_matches('/'),
                push.repository
            ),
            token: match &access.report_token {
                Some(token) if push.repository != access.repository => Some(token.clone()),
                _ => access.git_token.clone(),
            },
        };
        publish::push(remote, push.clone()).await
    }
}

/// How long ago earlier runs created content within the last hour, as far as it was read.
pub(super) fn created(world: &World, now: Timestamp) -> Vec<SignedDuration> {
    let ours = [labels::SESSION, labels::CLUSTER, labels::COLLECTED];
    world
        .issues
        .values()
        .filter(|issue| ours.iter().any(|label| issue.has(label)))
        // What another run created since this one began is no older than now.
        .map(|issue| now.duration_since(issue.written))
        .filter(|age| *age > -HOUR && *age < HOUR)
        .map(|age| age.max(SignedDuration::ZERO))
        .collect()
}

fn record(outcome: &mut Ran, change: &Change) {
    outcome.done.push(change.to_string());
    outcome.creations += usize::from(change.creates_content());
}
