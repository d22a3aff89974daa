//! `folkmoot rehearse`.

use super::{Failure, Said, load};
use crate::output;
use crate::rehearsal::{self, Play, RehearsalError};
use clap::Args;
use std::path::PathBuf;

/// Which session to play, and how.
#[derive(Debug, Args)]
pub(super) struct Rehearse {
    /// The folder with session.yml and notes.csv
    #[arg(value_name = "SESSION_DIR")]
    folder: PathBuf,

    /// Put everything into this folder (new or empty) [default: a new temporary one]: the governance
    /// repository, the report, requests.jsonl
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,

    /// How many people vote
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=2000))]
    people: u32,

    /// What the dice of the play start from: the same seed, the same votes
    #[arg(long, value_name = "N", default_value_t = 2024)]
    seed: u64,

    /// Leave the grouping to folkmoot, even where notes.csv names clusters
    #[arg(long)]
    propose: bool,
}

impl Rehearse {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        let session = load::one(&self.folder).map_err(Failure::Faults)?;
        let play = Play {
            keep: self.keep,
            people: self.people,
            seed: self.seed,
            propose: self.propose,
            faults: Vec::new(),
        };
        let played = rehearsal::play(session, &play)
            .await
            .map_err(|error| match error {
                RehearsalError::Input(text) => Failure::Usage(text),
                other => Failure::Failed(other.to_string()),
            })?;
        Ok(Said::well(if json {
            output::json(&played)
        } else {
            rehearsal::screen::text(&played)
        }))
    }
}
