//! `folkmoot rehearse`.

use super::waiting::Waiting;
use super::wall::tell;
use super::{Failure, Said, load};
use crate::github::Stop;
use crate::output;
use crate::rehearsal::{self, OnWall, Play, RehearsalError, Took};
use crate::serve::Listen;
use clap::Args;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Which session to play, and how.
#[derive(Debug, Args)]
pub(super) struct Rehearse {
    /// The folder with session.yml and notes.csv
    #[arg(value_name = "FOLDER")]
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

    /// Play with this many notes, made from the session's own and kept in its file (`notes: in: file`)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    notes: Option<u32>,

    /// Leave the grouping to folkmoot, even where notes.csv names clusters
    #[arg(long)]
    propose: bool,

    /// Play it in real time, with a wall beside it to watch and to edit (docs/wall.md)
    #[arg(long)]
    wall: bool,

    /// How many minutes that takes
    #[arg(long, value_name = "N", default_value = "3", requires = "wall", value_parser = minutes)]
    minutes: Duration,

    /// Where the wall is served
    #[arg(
        long,
        value_name = "NAME:PORT",
        default_value = "127.0.0.1:0",
        requires = "wall"
    )]
    listen: Listen,
}

/// Reads how long a play beside its wall is to take: 3, or 0.5.
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes = text.parse::<f64>().ok();
    minutes
        .filter(|minutes| (0.1..=240.0).contains(minutes))
        .and_then(|minutes| Duration::try_from_secs_f64(minutes * 60.0).ok())
        .ok_or_else(|| "write a number from 0.1 to 240".to_owned())
}

impl Rehearse {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        let session = load::one(&self.folder).map_err(Failure::Faults)?;
        let on = if self.wall {
            let stop = Stop::default();
            stop.listen()
                .map_err(|error| Failure::Failed(format!("cannot listen to signals: {error}")))?;
            Some(OnWall {
                time: self.minutes,
                listen: self.listen,
                tell: if json {
                    |first, second| tell(first, second, true)
                } else {
                    |first, second| tell(first, second, false)
                },
                stop,
            })
        } else {
            None
        };
        let waiting = Waiting::new();
        let play = Play {
            keep: self.keep,
            people: self.people,
            seed: self.seed,
            propose: self.propose,
            notes: self.notes.and_then(|notes| usize::try_from(notes).ok()),
            wall: on,
            progress: waiting.progress(),
            ..Play::default()
        };
        let start = Instant::now();
        let result = rehearsal::play(session, &play).await;
        waiting.over();
        if let Err(RehearsalError::Ended) = result {
            return Ok(Said::well(String::new()));
        }
        let mut played = result.map_err(|error| match error {
            RehearsalError::Input(text) => Failure::Usage(text),
            RehearsalError::Held(text) => Failure::Held(text),
            other => Failure::Failed(other.to_string()),
        })?;
        // A large session is played to see what it takes.
        if self.notes.is_some() {
            played.took = Some(Took {
                seconds: start.elapsed().as_secs_f64(),
                peak_megabytes: peak_memory(),
            });
        }
        Ok(Said::well(if json {
            output::json(&played)
        } else {
            rehearsal::screen::text(&played)
        }))
    }
}

/// The most memory that this process ever had, in megabytes of 1,000,000 bytes; only Linux tells without asking in an unsafe way.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024 / 1_000_000)
}
