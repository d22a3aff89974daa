//! Following one session, look by look, as cheaply as GitHub allows.

use super::{Depth, GithubError};
use crate::drive::Access;
use crate::plan::World;
use crate::session::Session;
use jiff::Timestamp;

/// One session as it was seen last.
#[derive(Debug)]
pub struct Live {
    budget: u64,
    known: Option<World>,
}

impl Live {
    /// Nothing is known yet. `budget` is how many requests an hour may be spent, by which whole readings are spaced.
    pub fn new(budget: u64) -> Live {
        Live {
            budget,
            known: None,
        }
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
        let world = access
            .read(std::slice::from_ref(session), now, Depth::Whole)
            .await?;
        let mut known = self.known.clone();
        if let Some(known) = &mut known {
            known.read_at = world.read_at;
        }
        let changed = known.as_ref() != Some(&world);
        self.known = Some(world.clone());
        Ok(changed.then_some(world))
    }

    /// How many requests an hour may be spent.
    pub fn budget(&self) -> u64 {
        self.budget
    }

    /// The session as it was seen last.
    pub fn world(&self) -> Option<&World> {
        self.known.as_ref()
    }
}
