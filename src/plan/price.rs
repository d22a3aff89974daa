//! What a plan costs: the batches it is sent in, and the requests, content creations and seconds that follow.

use super::change::Change;
use serde::Serialize;

/// Content creations in one request: GitHub runs them one after the other, and an answer that does not come leaves fewer in doubt.
pub const CREATIONS: usize = 10;
/// Mutations in one request: those that create nothing leave no doubt, only GitHub's ten seconds for a request bound them.
pub const MUTATIONS: usize = 25;

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
    for mut run in wave.chunk_by(|a, b| a.is_mutation() && b.is_mutation()) {
        while !run.is_empty() {
            let mut creations = 0;
            let fits = |change: &&Change| {
                creations += usize::from(change.creates_content());
                creations <= CREATIONS
            };
            let length = run.iter().take(MUTATIONS).take_while(fits).count().max(1);
            let (batch, rest) = run.split_at(length);
            list.push(batch);
            run = rest;
        }
    }
    list
}

/// How a run that writes takes the turn before a batch, if it has not got it: the turn rides with labels, which nobody makes twice, and
/// comes before everything that would be there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// With a request of its own.
    Alone,
    /// In the same request.
    Riding,
    /// Not yet.
    Not,
}

/// How to take the turn before a batch.
pub fn taking(batch: &[Change]) -> Taking {
    if batch.iter().any(Change::creates_content) {
        Taking::Alone
    } else if batch
        .iter()
        .all(|change| matches!(change, Change::CreateLabel(_)))
    {
        Taking::Riding
    } else {
        Taking::Not
    }
}

/// Requests for votes that have no room in the answer to the locks of a wave.
fn more_votes(wave: &[Change]) -> usize {
    let pages = |change: &Change| match change {
        Change::Lock { votes, .. } => usize::try_from(votes.div_ceil(100)).unwrap_or(usize::MAX),
        _ => 0,
    };
    wave.iter().map(pages).max().unwrap_or(0).saturating_sub(1)
}

/// The price of a plan's waves, without the reading that comes before them.
pub fn price(waves: &[Vec<Change>]) -> Price {
    let mut price = Price::default();
    let mut milliseconds = 0_usize;
    let mut owed = 0_usize;
    let mut held = false;
    let mut last_rides = false;
    for wave in waves {
        for batch in batches(wave) {
            let push = batch.iter().any(|change| matches!(change, Change::Push(_)));
            last_rides = batch.iter().all(Change::is_mutation);
            let write = last_rides
                || batch
                    .iter()
                    .any(|change| matches!(change, Change::OpenPullRequest(_)));
            if !held && taking(batch) != Taking::Not {
                held = true;
                if taking(batch) == Taking::Alone {
                    price.requests += 1;
                    milliseconds += owed;
                    owed = 1000;
                }
            }
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
        price.requests += more_votes(wave);
    }
    // The turn is given back with the last mutations, or by itself.
    price.requests += usize::from(held && !last_rides);
    price.seconds = milliseconds.div_ceil(1000);
    price
}
