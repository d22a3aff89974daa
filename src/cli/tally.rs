//! `folkmoot tally`.

use super::connect::Connection;
use super::{Failure, Said};
use crate::ballot::Method;
use crate::plan::count::{Count, count};
use crate::plan::view::{Homes, View};
use crate::report::votes;
use clap::Args;
use std::fmt::Write;

/// Which session to count.
#[derive(Debug, Args)]
pub(super) struct Tally {
    /// The session's id, as `folkmoot sessions` lists it
    #[arg(value_name = "SESSION")]
    session: String,

    #[command(flatten)]
    connection: Connection,
}

impl Tally {
    pub(super) async fn run(self, json: bool) -> Result<Said, Failure> {
        let (session, world) = self.connection.read_one(&self.session).await?;
        let view = View::of(&session, &world, &Homes::new());
        let counted = count(&view).map_err(|why| Failure::NoResult(Some(why)))?;
        Ok(Said::well(if json {
            counted.json
        } else {
            text(&counted, &world.url)
        }))
    }
}

fn text(counted: &Count, url: &str) -> String {
    let tally = &counted.tally;
    let rules = &counted.vote.rules;
    let most = tally.most(rules);
    let widest = tally
        .standings
        .iter()
        .map(|standing| standing.name.chars().count())
        .max()
        .unwrap_or(0)
        .min(60);
    let mut out = String::new();
    for standing in &tally.standings {
        let name = crate::inert::cut(&crate::inert::terminal(&standing.name), 60);
        let _ = writeln!(
            out,
            "{:>3}. {} {name:<widest$}  {:>4}  {}",
            votes::rank(rules, standing),
            if standing.wins { "★" } else { " " },
            match rules.method {
                Method::Top | Method::Approval => standing.score(rules).to_string(),
                _ => votes::came_to(rules, standing),
            },
            crate::report::chart::text_bar(standing.score(rules), most, 30),
        );
    }
    let _ = writeln!(
        out,
        "\n{} voted; {}",
        crate::text::many(tally.voters, "person", "people"),
        counted.state
    );
    for (why, number) in tally.uncounted() {
        let _ = writeln!(
            out,
            "{} not counted: {}",
            crate::text::many(number, "vote", "votes"),
            why.reason()
        );
    }
    for line in votes::unchosen(rules, tally) {
        let _ = writeln!(out, "{}", crate::inert::terminal(&line));
    }
    let _ = writeln!(out, "{url}/issues/{}", counted.issue);
    out
}
