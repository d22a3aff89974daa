//! Following one session, look by look, as cheaply as GitHub allows.
//!
//! In: the ways to GitHub, the session, the time of the look. Out: the world as a whole reading of that session would have brought it, where
//! it is another than at the last look. What must never happen: a world of which half is old. What was known is replaced when a look is
//! complete and not before; an error leaves it as it is, and the next look finds what this one missed.
//!
//! A look asks REST whether the issue that changed last is still the same, which is free while it is ([`super::Client::probe`]). Only where it
//! is not does one document ask for all issues that changed since, with the session's comments. Reactions move no `updated_at`: while
//! people vote, that document is sent at each look, and brings the votes on the clusters. What leaves no trace at all (an issue that was
//! deleted or moved away, a label that was renamed) shows by GitHub's counts with the next document, and at the latest with a whole reading, which comes every
//! [`cadence::WHOLE_EVERY`] or, where it is dear, as often as the budget bears. Until then reactions on notes are as they were when the note
//! changed last: nothing counts them.

mod mark;
mod merge;

use super::read::{Asked, Heard, awaits_report};
use super::{Depth, GithubError};
use crate::github::Access;
use crate::plan::{Memory, World};
use crate::session::{Session, SessionId};
use crate::wall::cadence;
use jiff::Timestamp;
use mark::Mark;
use std::collections::BTreeSet;

/// What a look cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Requests, free ones included.
    pub requests: u64,
    /// What counts against GitHub's primary limits.
    pub points: u64,
}

impl Cost {
    fn of(access: &Access) -> Cost {
        Cost {
            requests: access.requests(),
            points: access.points(),
        }
    }

    fn since(self, before: Cost) -> Cost {
        Cost {
            requests: self.requests.saturating_sub(before.requests),
            points: self.points.saturating_sub(before.points),
        }
    }
}

/// One session as it was seen last.
#[derive(Debug)]
pub struct Live {
    budget: u64,
    known: Option<Known>,
    cost: Cost,
}

/// What is known, and of when.
#[derive(Debug, Clone)]
struct Known {
    session: SessionId,
    world: World,
    mark: Mark,
    /// When everything was read last, and what that cost.
    whole: Timestamp,
    points: u64,
}

impl Live {
    /// Nothing is known yet. `budget` is how many points an hour may be spent, by which whole readings are spaced.
    pub fn new(budget: u64) -> Live {
        Live {
            budget,
            known: None,
            cost: Cost::default(),
        }
    }

    /// How many points an hour may be spent.
    pub fn budget(&self) -> u64 {
        self.budget
    }

    /// The session as it was seen last.
    pub fn world(&self) -> Option<&World> {
        self.known.as_ref().map(|known| &known.world)
    }

    /// What the last look cost, whatever came of it.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// The points that the next look may cost: any may turn out to need a whole reading, which may have grown by a fifth.
    pub fn foreseen(&self) -> u64 {
        let whole = self.known.as_ref().map_or(2, |known| known.points);
        whole.saturating_add(whole / 5).saturating_add(3)
    }

    /// The session as it is now; `None` where nothing has changed since the last look.
    ///
    /// # Errors
    /// Where something cannot be read; then what was known stays, and the next look finds what this one missed.
    pub async fn look(
        &mut self,
        access: &Access,
        session: &Session,
        now: Timestamp,
    ) -> Result<Option<World>, GithubError> {
        let before = Cost::of(access);
        let seen = self.see(access, session, now).await;
        self.cost = Cost::of(access).since(before);
        let seen = seen?;
        let changed = self.world().is_none_or(|known| {
            let mut known = known.clone();
            known.read_at = seen.world.read_at;
            known != seen.world
        });
        let world = changed.then(|| seen.world.clone());
        self.known = Some(seen);
        Ok(world)
    }

    /// What is known once GitHub has been asked.
    async fn see(
        &self,
        access: &Access,
        session: &Session,
        now: Timestamp,
    ) -> Result<Known, GithubError> {
        let known = self.known.as_ref().filter(|known| {
            known.session == session.id && known.world.repository == access.repository
        });
        let last = known.map(|known| &known.mark);
        // First: what comes after it is another mark, and read at the next look.
        let (mark, moved) = mark::read(access, last, now).await?;
        let Some(known) = known else {
            return whole(access, session, mark, now).await;
        };
        let due = cadence::whole_every(self.budget, known.points);
        if now.duration_since(known.whole) >= due {
            return whole(access, session, mark, now).await;
        }
        let votes = voted_on(&known.world, session);
        let moved = moved || !known.mark.settled;
        if !moved && votes.is_empty() {
            let mut known = known.clone();
            known.world.read_at = now;
            known.mark = mark;
            return Ok(known);
        }
        // Where there was no issue at all, there is nothing to ask the rest beside.
        let Some(since) = known.mark.since() else {
            return whole(access, session, mark, now).await;
        };
        let (reports, elsewhere) = access.reports(std::slice::from_ref(session), now);
        let mut asked = Asked {
            session,
            reports: &reports,
            since: moved.then_some(since),
            votes: &votes,
        };
        let Heard { world: heard, last } = access.client.changed(&known.world, &asked, now).await?;
        // Two of GitHub's machines need not know the same.
        let mark = if moved && !mark.reached_by(last) {
            mark.missed(&known.mark)
        } else {
            mark
        };
        let own = known.world.session_issue(&session.id);
        let touched = own.is_some_and(|own| heard.issues.contains_key(&own.number));
        let merged = merge::merge(&known.world, heard, session, now);
        let Some(mut world) = merged else {
            return whole(access, session, mark, now).await;
        };
        if touched && !elsewhere.is_empty() && awaits_report(&world, &session.id) {
            return whole(access, session, mark, now).await;
        }
        // The vote was opened meanwhile: on its clusters, people may have reacted for long.
        let more: BTreeSet<u64> = voted_on(&world, session)
            .difference(&votes)
            .copied()
            .collect();
        if !more.is_empty() {
            asked.since = None;
            asked.votes = &more;
            let heard = access.client.changed(&world, &asked, now).await?;
            match merge::merge(&world, heard.world, session, now) {
                Some(merged) => world = merged,
                None => return whole(access, session, mark, now).await,
            }
        }
        Ok(Known {
            world,
            mark,
            ..known.clone()
        })
    }
}

/// Reads everything.
async fn whole(
    access: &Access,
    session: &Session,
    mark: Mark,
    now: Timestamp,
) -> Result<Known, GithubError> {
    let before = Cost::of(access);
    let world = access
        .read(std::slice::from_ref(session), now, Depth::Whole)
        .await?;
    Ok(Known {
        session: session.id.clone(),
        world,
        mark,
        whole: now,
        points: Cost::of(access).since(before).points,
    })
}

/// The issues that people vote on now: from the opening of the vote until it is counted.
fn voted_on(world: &World, session: &Session) -> BTreeSet<u64> {
    world
        .session_issue(&session.id)
        .and_then(|issue| Memory::read(&issue.body).ok())
        .filter(|memory| memory.tally.is_none())
        .and_then(|memory| memory.vote)
        .map(|vote| vote.numbers())
        .unwrap_or_default()
        .into_iter()
        .filter(|number| world.issues.contains_key(number))
        .collect()
}
