//! What `doctor` found, in words and as JSON.

use crate::doctor::{Examined, Finding, Level, Unseen};
use crate::inert;
use crate::session::RepositoryName;
use crate::text::many;
use serde::Serialize;
use std::fmt::Write;

/// The same for machines.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    /// The repository.
    pub repository: &'a RepositoryName,
    /// What is wrong, or could be better.
    pub findings: &'a [Finding],
    /// What nobody could look at.
    pub unseen: &'a [Unseen],
    /// Requests that it took.
    pub requests: u64,
}

/// Findings one by one, then what could not be seen, then how many.
pub fn text(repository: &RepositoryName, found: &Examined) -> String {
    let mut out = String::new();
    for finding in &found.findings {
        out.push_str(&one(finding));
    }
    if !found.unseen.is_empty() {
        out.push_str("could not be seen, so nothing is said of it:\n");
        let mut whys: Vec<&str> = Vec::new();
        for unseen in &found.unseen {
            if !whys.contains(&unseen.why.as_str()) {
                whys.push(&unseen.why);
            }
        }
        for why in whys {
            let words: Vec<&str> = found
                .unseen
                .iter()
                .filter(|unseen| unseen.why == why)
                .map(|unseen| unseen.check.word())
                .collect();
            let _ = writeln!(out, "  {}: {}", words.join(", "), inert::terminal(why));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{repository}: {}", summary(found));
    out
}

fn one(finding: &Finding) -> String {
    let mut out = format!(
        "{}[{}]: {}\n",
        finding.level.word(),
        finding.check.word(),
        inert::terminal(&finding.what)
    );
    if let Some(place) = &finding.place {
        let _ = writeln!(out, "  --> {}", inert::terminal(place));
    }
    let _ = writeln!(
        out,
        "  cure: {}\n  more: {}\n",
        inert::terminal(&finding.cure),
        finding.link
    );
    out
}

fn summary(found: &Examined) -> String {
    let count = |level: Level| {
        let of = found
            .findings
            .iter()
            .filter(|finding| finding.level == level);
        u64::try_from(of.count()).unwrap_or(u64::MAX)
    };
    let (wrong, advice) = (count(Level::Wrong), count(Level::Advice));
    let wrong = match wrong {
        0 => "nothing is wrong".to_owned(),
        number => many(number, "thing is wrong", "things are wrong"),
    };
    match advice {
        0 => wrong,
        number => format!(
            "{wrong}, {}",
            many(number, "piece of advice", "pieces of advice")
        ),
    }
}
