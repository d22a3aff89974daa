//! What was found in proposals of sessions, and which session files were made of them.

use crate::inert;
use crate::proposals::{Checked, Event, Finding, Severity, Spot};
use crate::text::many;
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How many numbers of issues are named at once.
const MOST_NUMBERS: usize = 12;

/// All that there is to say.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The file that was read.
    pub file: &'a Path,
    /// What it holds.
    pub event: &'a Event,
    /// What was found, in the file's order.
    pub checked: &'a [Checked],
    /// What became of each proposal, where session files were asked for.
    pub fates: &'a [(u64, Fate)],
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Its session file was written.
    Written(PathBuf),
    /// It has one, which was left as it is.
    There(PathBuf),
    /// It has none, and why.
    Not(&'static str),
}

fn count(number: usize, one: &str, more: &str) -> String {
    many(u64::try_from(number).unwrap_or(u64::MAX), one, more)
}

impl Answer<'_> {
    fn number_of(&self, severity: Severity) -> usize {
        let findings = self.checked.iter().flat_map(|one| &one.findings);
        findings.filter(|found| found.severity == severity).count()
    }
}

/// Findings by session, what was written, and a line that sums it up.
pub fn text(answer: &Answer<'_>) -> String {
    let mut out = String::new();
    let file = inert::terminal(&answer.file.display().to_string());
    for one in answer.checked.iter().filter(|one| !one.findings.is_empty()) {
        let title = inert::terminal(&one.title);
        let _ = writeln!(out, "#{} {title} ({file}:{})", one.number, one.line);
        for found in &one.findings {
            let _ = writeln!(
                out,
                "  {} ({}): {}{}\n      → {}",
                found.severity.word(),
                found.kind,
                place(found),
                inert::terminal(&found.message),
                inert::terminal(&found.cure)
            );
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    fates(answer.fates, &mut out);
    let passed = answer
        .event
        .passed_over
        .iter()
        .map(|one| (one.number, one.why));
    for (why, numbers) in grouped(passed) {
        let _ = writeln!(out, "passed over, as {why}: {numbers}");
    }
    let _ = writeln!(out, "{}", sum(answer));
    out
}

/// `line 7 of the issue: `
fn place(found: &Finding) -> String {
    match &found.spot {
        Some(spot) => format!("line {} of the issue: ", spot.line),
        None => String::new(),
    }
}

fn fates(fates: &[(u64, Fate)], out: &mut String) {
    for (number, fate) in fates {
        let (word, path, end) = match fate {
            Fate::Written(path) => ("written", path, ""),
            Fate::There(path) => ("left as it is", path, ", which is there already"),
            Fate::Not(_) => continue,
        };
        let path = inert::terminal(&path.display().to_string());
        let _ = writeln!(out, "{word}: #{number} {path}{end}");
    }
    let not = fates.iter().filter_map(|(number, fate)| match fate {
        Fate::Not(why) => Some((Some(*number), *why)),
        Fate::Written(_) | Fate::There(_) => None,
    });
    for (why, numbers) in grouped(not) {
        let _ = writeln!(out, "not written, as {why}: {numbers}");
    }
}

/// Numbers by their reason, in the order in which reasons come first.
fn grouped(all: impl Iterator<Item = (Option<u64>, &'static str)>) -> Vec<(&'static str, String)> {
    let mut groups: Vec<(&'static str, Vec<Option<u64>>)> = Vec::new();
    for (number, why) in all {
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, numbers)) => numbers.push(number),
            None => groups.push((why, vec![number])),
        }
    }
    let shown = |numbers: Vec<Option<u64>>| {
        let named = numbers.iter().take(MOST_NUMBERS);
        let mut named: Vec<String> = named
            .map(|number| {
                number.map_or("one without a number".to_owned(), |number| {
                    format!("#{number}")
                })
            })
            .collect();
        if numbers.len() > MOST_NUMBERS {
            named.push(format!("and {} more", numbers.len() - MOST_NUMBERS));
        }
        named.join(", ")
    };
    groups
        .into_iter()
        .map(|(why, numbers)| (why, shown(numbers)))
        .collect()
}

/// `28 proposals: 17 errors, 7 warnings, 1 check`
fn sum(answer: &Answer<'_>) -> String {
    let words = [
        ("error", "errors"),
        ("warning", "warnings"),
        ("check", "checks"),
    ];
    let counts: Vec<String> = Severity::ALL
        .into_iter()
        .zip(words)
        .map(|(severity, words)| (answer.number_of(severity), words))
        .filter(|(number, _)| *number > 0)
        .map(|(number, (one, more))| count(number, one, more))
        .collect();
    let counts = match counts.is_empty() {
        true => "nothing to say".to_owned(),
        false => counts.join(", "),
    };
    format!(
        "{}: {counts}",
        count(answer.checked.len(), "proposal", "proposals")
    )
}

#[derive(Serialize)]
struct Document<'a> {
    file: String,
    event: Option<&'a str>,
    errors: usize,
    warnings: usize,
    checks: usize,
    proposals: Vec<Shown<'a>>,
    passed_over: Vec<Passed>,
}

#[derive(Serialize)]
struct Shown<'a> {
    number: u64,
    title: &'a str,
    /// Of the file, from 1.
    line: usize,
    findings: Vec<Found<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session>,
}

#[derive(Serialize)]
struct Found<'a> {
    severity: Severity,
    #[serde(rename = "type")]
    kind: &'static str,
    message: &'a str,
    cure: &'a str,
    /// Where in the body.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    spot: Option<&'a Spot>,
}

#[derive(Serialize)]
struct Session {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

#[derive(Serialize)]
struct Passed {
    number: Option<u64>,
    why: &'static str,
}

/// The same for machines.
pub fn json(answer: &Answer<'_>) -> String {
    let session = |number: u64| {
        let (_, fate) = answer.fates.iter().find(|(of, _)| *of == number)?;
        let (state, file, why) = match fate {
            Fate::Written(path) => ("written", Some(path), None),
            Fate::There(path) => ("there", Some(path), None),
            Fate::Not(why) => ("none", None, Some(*why)),
        };
        let file = file.map(|path| path.display().to_string());
        Some(Session { state, file, why })
    };
    let proposals = answer.checked.iter().map(|one| Shown {
        number: one.number,
        title: &one.title,
        line: one.line,
        findings: one
            .findings
            .iter()
            .map(|found| Found {
                severity: found.severity,
                kind: found.kind.word(),
                message: &found.message,
                cure: &found.cure,
                spot: found.spot.as_ref(),
            })
            .collect(),
        session: session(one.number),
    });
    super::json(&Document {
        file: answer.file.display().to_string(),
        event: answer.event.name.as_deref(),
        errors: answer.number_of(Severity::Error),
        warnings: answer.number_of(Severity::Warning),
        checks: answer.number_of(Severity::Check),
        proposals: proposals.collect(),
        passed_over: answer
            .event
            .passed_over
            .iter()
            .map(|one| Passed {
                number: one.number,
                why: one.why,
            })
            .collect(),
    })
}
