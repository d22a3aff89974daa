//! What a run would do, without doing it.

use super::{DriveError, keep, of_run};
use crate::github::{Access, Depth, limits};
use crate::plan::Level;
use crate::plan::stand::{State, states};
use crate::plan::{Change, Effect, MOST_WAVES, Notice, Plan, next};
use crate::session::Session;
use jiff::Timestamp;

/// What a run would do now, and where the sessions stand before it: reads as a run does, and simulates every write.
///
/// # Errors
/// Where something cannot be read.
pub async fn foresee(
    sessions: &[Session],
    access: &Access,
    now: Timestamp,
) -> Result<(Plan, Vec<State>), DriveError> {
    let mut plan = Plan::default();
    if !access
        .chosen(sessions)
        .iter()
        .any(|session| session.schedule.announced <= now)
    {
        return Ok((plan, of_run(states(sessions, None, now), access)));
    }
    let mut world = access.read(sessions, now, Depth::Due).await?;
    // As they stand before anything is done.
    let states = of_run(states(sessions, Some(&world), now), access);
    for _ in 0..MOST_WAVES {
        let wave = next(sessions, &world, now);
        keep(&mut plan.notices, wave.notices);
        if wave.changes.is_empty() {
            return Ok((plan, states));
        }
        let mut writes = Vec::new();
        for change in wave.changes {
            if let Change::Look(look) = &change {
                match access.look(look).await {
                    Ok(found) => world.absorb(&change, Effect::Found(found)),
                    Err(error) if error.is_local() => {
                        for id in look.sessions() {
                            plan.notices.push(Notice {
                                level: Level::Warning,
                                session: id.to_string(),
                                text: error.to_string(),
                            });
                            world.failed.insert(id);
                        }
                    }
                    Err(error) => return Err(error.into()),
                }
            } else {
                // What a run would refuse to send is said before it.
                if let Err(error) = limits::check(&change) {
                    let session = change.sessions(&world).into_iter().next();
                    plan.notices.push(Notice {
                        level: Level::Warning,
                        session: session.map_or_else(|| "run".to_owned(), |id| id.to_string()),
                        text: error.to_string(),
                    });
                }
                world.pretend(&change);
                writes.push(change);
            }
        }
        if !writes.is_empty() {
            plan.waves.push(writes);
        }
    }
    Err(DriveError::Endless(
        plan.waves
            .last()
            .and_then(|wave| wave.first())
            .map(ToString::to_string)
            .unwrap_or_default(),
    ))
}
