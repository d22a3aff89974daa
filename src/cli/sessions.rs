//! `folkmoot sessions`.

use super::{Failure, Said, load};
use crate::inert;
use crate::output::{self, actions};
use crate::plan::stand::Next;
use crate::plan::texts;
use crate::session::Session;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

/// Which sessions to name.
#[derive(Debug, Args)]
pub(super) struct Sessions {
    /// The folder that the sessions' folders are in
    #[arg(long, value_name = "DIR", default_value = "sessions")]
    sessions: PathBuf,

    /// Only those that the clock has begun, and whose vote closed no more than 60 days ago
    #[arg(long)]
    active: bool,

    /// As if it were this time, such as 2026-03-31T14:30:00Z
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    folder: String,
    title: String,
    format: String,
    date: Date,
    /// By the clock; a facilitator may have moved it on.
    stage: Option<&'static str>,
    next: Option<Next>,
}

impl Sessions {
    pub(super) fn run(self, json: bool) -> Said {
        self.said(json).unwrap_or_else(|failure| Said {
            text: String::new(),
            failure: Some(failure),
        })
    }

    fn said(self, json: bool) -> Result<Said, Failure> {
        let sessions = load::all(&self.sessions).map_err(Failure::Faults)?;
        let now = self.at.unwrap_or_else(Timestamp::now);
        let rows: Vec<Row> = sessions
            .iter()
            .filter(|session| !self.active || is_active(session, now))
            .map(|session| row(session, now))
            .collect();
        to_workflow(&rows)?;
        Ok(Said::well(if json {
            output::json(&rows)
        } else {
            text(&rows)
        }))
    }
}

fn is_active(session: &Session, now: Timestamp) -> bool {
    session.schedule.announced <= now && session.schedule.is_fresh(now)
}

fn row(session: &Session, now: Timestamp) -> Row {
    Row {
        id: session.id.to_string(),
        folder: session.folder.display().to_string(),
        title: session.title.clone(),
        format: session.format.name.clone(),
        date: session.date,
        stage: session.schedule.due(now).map(|stage| stage.word()),
        next: session.schedule.next(now).map(|(stage, at)| Next {
            stage: stage.to_string(),
            at,
            local: texts::when(session, at),
        }),
    }
}

/// In a workflow the list is an output of its step, for a matrix.
fn to_workflow(rows: &[Row]) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_OUTPUT").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let list = actions::entry("sessions", &actions::one_line(&rows));
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(list.as_bytes()))
        .map_err(|error| Failure::Failed(format!("cannot write GITHUB_OUTPUT: {error}")))
}

fn text(rows: &[Row]) -> String {
    let widest = rows.iter().map(|row| row.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        let next = match &row.next {
            Some(next) => format!("; {} {}", next.stage, next.local),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "{:<widest$}  {}  {:<9}  {}{}",
            row.id,
            row.date,
            row.stage.unwrap_or("planned"),
            inert::terminal(&row.title),
            inert::terminal(&next),
        );
    }
    out
}
