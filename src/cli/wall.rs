//! `folkmoot wall`.

use super::connect::{Connection, tuned};
use super::{Failure, Said};
use crate::github::Stop;
use crate::inert;
use crate::output;
use crate::serve::{Listen, Looks, Now, Server, Wall, languages};
use crate::text::many;
use crate::wall::cadence::BUDGET;
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// Which session to show, and where.
#[derive(Debug, Args)]
pub(super) struct ShowWall {
    /// The session's id, as `folkmoot sessions` lists it [default: the only one, or the one that is on]
    #[arg(value_name = "SESSION")]
    session: Option<String>,

    /// Where to serve it: another address than loopback lets the room in, by links with keys
    #[arg(long, value_name = "NAME:PORT", default_value = "127.0.0.1:0")]
    listen: Listen,

    /// How many points of GitHub's hourly limit may be spent on looking
    #[arg(long, value_name = "POINTS", default_value_t = BUDGET, value_parser = clap::value_parser!(u64).range(10..=5000))]
    budget: u64,

    /// Show votes as they come, rather than once a facilitator reveals them
    #[arg(long)]
    show_votes: bool,

    /// The language of the pages [default: each browser's own]
    #[arg(long, value_name = "LANG", value_parser = PossibleValuesParser::new(languages()))]
    language: Option<String>,

    #[command(flatten)]
    connection: Connection,
}

/// The links, for machines.
#[derive(Debug, Serialize)]
struct Links<'l> {
    wall: &'l str,
    presenter: &'l str,
}

/// Tells the links at once: what comes after them takes an hour.
pub(super) fn tell(wall: &str, presenter: &str, json: bool) {
    let text = if json {
        output::json(&Links { wall, presenter })
    } else {
        format!("wall:      {wall}\npresenter: {presenter}\n")
    };
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// What could not be opened, with the cure.
pub(super) fn unopened(listen: &Listen, error: &std::io::Error) -> Failure {
    Failure::Usage(format!(
        "cannot serve at {}:{}: {error}. Give --listen an address of this machine and a port that is free (0: any)",
        listen.name, listen.port
    ))
}

impl ShowWall {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        let stop = Stop::default();
        let (sessions, mut access, start) = self.connection.open_with(&stop)?;
        let id = match &self.session {
            Some(id) => super::connect::find(&sessions, id)?.id.clone(),
            None => current(&sessions, start)?,
        };
        access.only = Some(id.clone());
        // As if it were another time, from which the clock goes on.
        let ahead = start.duration_since(Timestamp::now());
        let now: Now = Arc::new(move || {
            let now = Timestamp::now();
            now.checked_add(ahead).unwrap_or(now)
        });
        let wall = Wall::new(sessions, &id, now)
            .ok_or_else(|| Failure::Usage(format!("there is no session `{id}`")))?;
        let wall = Arc::new(
            wall.revealed(self.show_votes)
                .speaking(self.language.clone()),
        );
        let server = Server::open(Arc::clone(&wall), &self.listen)
            .await
            .map_err(|error| unopened(&self.listen, &error))?;
        let failed = |error: std::io::Error| Failure::Failed(format!("the wall failed: {error}"));
        let (first, second) = server.links().map_err(failed)?;
        tell(&first, &second, json);
        if !json {
            eprintln!(
                "Project the first, open the second yourself: it works once. Ctrl-C ends the wall."
            );
        }
        let ending = tokio::spawn(async move {
            stop.wait().await;
            let unsent = wall.unsent();
            if !unsent.is_empty() {
                let list: Vec<String> = unsent.iter().map(|what| inert::terminal(what)).collect();
                eprintln!(
                    "sending: {}. Ctrl-C again drops what is not sent",
                    list.join("; ")
                );
            }
            wall.close();
        });
        let looks = Looks {
            budget: self.budget,
            pace: tuned("FOLKMOOT_LOOK_PAUSE_MS")?.map(Duration::from_millis),
        };
        let unsent = server.run(Arc::new(access), looks).await.map_err(failed)?;
        ending.abort();
        said(&unsent)
    }
}

/// Which session is meant where none is named.
fn current(
    sessions: &[crate::session::Session],
    now: Timestamp,
) -> Result<crate::session::SessionId, Failure> {
    let on = sessions
        .iter()
        .filter(|session| session.schedule.announced <= now && now < session.schedule.closed);
    match (sessions, on.collect::<Vec<_>>().as_slice()) {
        ([only], _) => Ok(only.id.clone()),
        (_, [on]) => Ok(on.id.clone()),
        _ => {
            let ids: Vec<&str> = sessions.iter().map(|session| session.id.as_str()).collect();
            Err(Failure::Usage(format!(
                "which session? Name one: {}",
                ids.join(", ")
            )))
        }
    }
}

/// What is left to say in the end.
pub(super) fn said(unsent: &[String]) -> Result<Said, Failure> {
    if unsent.is_empty() {
        return Ok(Said::well(String::new()));
    }
    let count = u64::try_from(unsent.len()).unwrap_or(u64::MAX);
    let list: Vec<String> = unsent.iter().map(|what| inert::terminal(what)).collect();
    Err(Failure::Failed(format!(
        "{} did not reach GitHub: {}. Make them again, on the wall or there",
        many(count, "edit", "edits"),
        list.join("; ")
    )))
}
