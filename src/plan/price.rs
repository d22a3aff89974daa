//! What a plan costs: the batches it is sent in, and the requests, content creations and seconds that follow.

use super::change::Change;
use serde::Serialize;

/// Mutations in one request: GitHub runs them one after the other, and an answer that does not come leaves fewer in doubt.
pub const BATCH: usize = 10;

/// What something costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Price {
    /// Requests to the API, reads included.
    pub requests: usize,
    /// Issues, comments and pull requests created: GitHub allows 80 a minute and 500 an hour.
    pub creations: usize,
    /// Pauses between writes, in seconds: one each, and more where issues are created (80 a minute).
    pub seconds: usize,
    /// Pushes with git, which are no requests to the API.
    pub pushes: usize,
}

/// The changes of one wave as they are sent: mutations together, everything else alone, in order.
pub fn batches(wave: &[Change]) -> Vec<&[Change]> {
    let mut list = Vec::new();
    for run in wave.chunk_by(|a, b| a.is_mutation() && b.is_mutation()) {
        list.extend(run.chunks(BATCH));
    }
    list
}

/// The price of a plan's waves, without the reading that comes before them.
pub fn price(waves: &[Vec<Change>]) -> Price {
    let mut price = Price::default();
    let mut milliseconds = 0_usize;
    let mut owed = 0_usize;
    for batch in waves.iter().flat_map(|wave| batches(wave)) {
        let push = batch.iter().any(|change| matches!(change, Change::Push(_)));
        let write = batch
            .iter()
            .any(|change| change.is_mutation() || matches!(change, Change::OpenPullRequest { .. }));
        price.requests += usize::from(!push);
        price.pushes += usize::from(push);
        let creations = batch
            .iter()
            .filter(|change| change.creates_content())
            .count();
        price.creations += creations;
        if write {
            // Between writes: what the one before asks for.
            milliseconds += owed;
            owed = 1000.max(creations * 750);
        }
    }
    price.seconds = milliseconds.div_ceil(1000);
    price
}
