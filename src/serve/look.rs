//! Looking at GitHub again and again, within what may be spent.

use super::stage::Wall;
use super::trouble::said;
use crate::github::{Access, GithubError, Live};
use crate::wall::cadence::{Because, Cadence, LEAST, Next, Trouble};
use crate::wall::state::Budget;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// How often GitHub is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// Points an hour that may be spent.
    pub budget: u64,
    /// The time between two looks where they cost nothing, as in a rehearsal; otherwise the budget and what goes on decide.
    pub pace: Option<Duration>,
}

/// Looks until the wall is over.
pub(super) async fn follow(wall: Arc<Wall>, access: Arc<Access>, looks: Looks) {
    let mut cadence = Cadence::new(looks.budget);
    let mut live = Live::new(looks.budget);
    let mut known = access.points();
    loop {
        let looked = live.look(&access, wall.session(), wall.now()).await;
        let now = Timestamp::now();
        let cost = live.cost().points;
        // What edits cost in the meantime.
        let total = access.points();
        cadence.spend(total.saturating_sub(known).saturating_sub(cost), now);
        known = total;
        match &looked {
            Ok(_) => cadence.looked(cost, now),
            Err(error) => cadence.failed(trouble(error), cost, now),
        }
        let budget = Budget {
            spent: cadence.spent(now),
            of: looks.budget,
        };
        let failed = looked.is_err();
        match looked {
            Ok(world) => wall.saw(world, budget),
            Err(error) => wall.trouble(&said(&error), Some(budget)),
        }
        let next = Next {
            stage: wall.stage(),
            watched: wall.watched(),
            most: live.foreseen(),
        };
        let wait = cadence.wait(next, now);
        let time = match looks.pace {
            Some(pace) => pace,
            None => Duration::try_from(wait.time).unwrap_or_default(),
        };
        // Where something was sent, or somebody came, it is worth a look as soon as it may be.
        let free = matches!(wait.because, Because::Stage | Because::Unwatched) && !failed;
        let soon = match looks.pace {
            Some(pace) => pace.min(Duration::from_millis(100)),
            None => time.min(Duration::try_from(LEAST).unwrap_or_default()),
        };
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = wall.glance.notified(), if free => tokio::time::sleep(soon).await,
            () = wall.ended() => return,
        }
    }
}

/// What a failure says of the next look.
fn trouble(error: &GithubError) -> Trouble {
    match error.until() {
        Some(at) => Trouble::Until(at),
        None if error.lasts() => Trouble::Lasting,
        None => Trouble::Passing,
    }
}
