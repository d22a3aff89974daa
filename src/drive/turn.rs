//! Whose turn it is: taking it before what would be there twice, keeping it through waits, giving it back with the last request.

use super::write::Writer;
use crate::github::budget::Cost;
use crate::github::turn::{Held, Rider};
use crate::github::{Access, GithubError};
use crate::plan::price::{Taking, taking};
use crate::plan::turn::Turn;
use crate::plan::{Change, World, next};
use jiff::Timestamp;
use std::time::Duration;

/// How long a run waits for another one's turn to end, altogether.
const LONGEST_QUEUE: Duration = Duration::from_secs(300);
/// How long it waits before it looks again: each time twice as long.
pub(super) const FIRST_LOOK: Duration = Duration::from_secs(2);
const LAST_LOOK: Duration = Duration::from_secs(20);
/// How long a reading may lack what was made a moment before it: GitHub answers from copies that come after.
const SETTLES: Duration = Duration::from_secs(30);

/// How long a run has waited for another one's turn to end, and how long until it looks again.
#[derive(Debug)]
pub(super) struct Queue {
    waited: Duration,
    look: Duration,
}

impl Queue {
    pub(super) fn new() -> Queue {
        Queue {
            waited: Duration::ZERO,
            look: FIRST_LOOK,
        }
    }

    /// Whether it may wait on.
    pub(super) fn lasts(&self) -> bool {
        self.waited < LONGEST_QUEUE
    }

    /// Waits for a turn that ends then, or a while.
    pub(super) async fn wait(
        &mut self,
        access: &Access,
        until: Timestamp,
    ) -> Result<(), GithubError> {
        access
            .progress
            .say("another run is at work; waiting for its turn to end");
        let left = until.duration_since(access.client.clock().now());
        let left = Duration::try_from(left).unwrap_or_default();
        // Most runs are over in a few seconds.
        let wait = left.min(self.look).max(FIRST_LOOK / 2);
        self.look = (self.look * 2).min(LAST_LOOK);
        access.client.sleep(wait).await?;
        self.waited += wait;
        Ok(())
    }
}

impl Writer<'_> {
    /// What there is to say about the turn beside a batch that does not take it.
    pub(super) fn rider(
        &self,
        world: &World,
        batch: &[Change],
        last: bool,
        takes: bool,
    ) -> Option<Rider> {
        let client = &self.access.client;
        let now = client.clock().now();
        match (&self.held, &world.turn) {
            (Some(held), _) => {
                let id = held.id().to_owned();
                if last && self.ends_with(world, batch) {
                    Some(Rider::End { id })
                } else {
                    held.fades(now, client.lease())
                        .then_some(Rider::Renew { id })
                }
            }
            // What a run left behind that was killed.
            (None, Some(turn)) => {
                let dead = turn.until.is_some() && !turn.taken(now, &self.by);
                (dead && last && !takes).then(|| Rider::End {
                    id: turn.id.clone(),
                })
            }
            (None, None) => None,
        }
    }

    /// Whether nothing is left to do after a batch, as far as can be foreseen.
    fn ends_with(&self, world: &World, batch: &[Change]) -> bool {
        if self.edits {
            return true;
        }
        let mut after = world.clone();
        for change in batch {
            after.pretend(change);
        }
        next(self.sessions, &after, self.now).changes.is_empty()
    }

    /// Waits until the budget lets a batch go, and has the turn then, if the batch needs it: a wait for the one may outlast the other.
    pub(super) async fn ready_with_turn(
        &mut self,
        world: &mut World,
        batch: &[Change],
    ) -> Result<(), GithubError> {
        let creations = batch
            .iter()
            .filter(|change| change.creates_content())
            .count();
        let cost = Cost {
            write: true,
            creations,
        };
        if taking(batch) == Taking::Alone {
            self.access.client.ready(cost).await?;
            self.take_turn(world).await?;
        }
        Ok(())
    }

    /// Takes the turn, unless it is this run's already.
    pub(super) async fn take_turn(&mut self, world: &mut World) -> Result<(), GithubError> {
        let client = &self.access.client;
        let now = client.clock().now();
        let seen = match &self.held {
            Some(held) if !held.over(now, client.lease()) => return Ok(()),
            // Nobody has taken it since, if it can be taken by its own id.
            Some(held) => Some(held.id().to_owned()),
            None => self.free(world)?,
        };
        let held = client.take_turn(world, seen, &self.by).await?;
        self.hold(world, held);
        Ok(())
    }

    /// Waits until what this run made is there for whoever reads: what a reading lacked, it would make again.
    pub(super) async fn settle(&self) -> Result<(), GithubError> {
        let Some(made) = self.made else { return Ok(()) };
        let client = &self.access.client;
        let age = client.clock().now().duration_since(made);
        let age = Duration::try_from(age).unwrap_or_default();
        client.sleep(SETTLES.saturating_sub(age)).await
    }

    /// The label of a turn that nobody holds.
    pub(super) fn free(&self, world: &World) -> Result<Option<String>, GithubError> {
        match &world.turn {
            Some(turn) if turn.taken(self.access.client.clock().now(), &self.by) => {
                Err(GithubError::Busy {
                    until: turn.until.unwrap_or(self.now),
                })
            }
            Some(turn) => Ok(Some(turn.id.clone())),
            None => Ok(None),
        }
    }

    pub(super) fn hold(&mut self, world: &mut World, held: Held) {
        world.turn = Some(Turn {
            id: held.id().to_owned(),
            until: None,
            by: self.by.clone(),
        });
        self.held = Some(held);
    }
}
