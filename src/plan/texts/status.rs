//! Where a session stands, for people; and what came of its vote.

use super::{LONGEST_LIST, voting, when};
use crate::ballot::{Tally, record};
use crate::inert;
use crate::plan::count::Count;
use crate::plan::memory::{Memory, PullState};
use crate::plan::view::{Standing, View};
use crate::plan::world::Comment;
use crate::report::votes;
use crate::session::Stage;
use crate::text::many;
use jiff::Timestamp;

/// The state of a session for people. It holds nothing that changes by itself, so that a run with nothing to do writes nothing.
pub fn status(view: &View<'_>, memory: &Memory, stage: Stage, tally: Option<&Tally>) -> String {
    let session = view.session;
    let schedule = &session.schedule;
    let next = |what: &str, at: Timestamp| format!("{what}: {}.", when(session, at));
    let mut lines = vec![format!("**Stage: {stage}**")];
    match stage {
        Stage::Announced => lines.push(next("Notes are collected from", schedule.notes)),
        Stage::Notes => {
            lines.push(format!("{} so far.", count_notes(view)));
            lines.push(next("They are grouped from", schedule.affinity));
        }
        Stage::Affinity => {
            lines.push(accounting(view));
            lines.extend(cluster_list(view));
            match &session.decisions.cancelled {
                Some(why) => lines.push(format!(
                    "The vote was cancelled before it opened: {}",
                    inert::markdown(why)
                )),
                None => lines.push(next("The vote opens", schedule.voting)),
            }
        }
        Stage::Voting => match &memory.vote {
            Some(vote) => lines.extend(voting::lines(view, vote, tally)),
            None => lines.push(next("The vote closes", schedule.closed)),
        },
        Stage::Closed | Stage::Published => {
            lines.push(accounting(view));
            if let Some(digest) = &memory.tally {
                lines.push(format!("<sub>tally.json {digest}</sub>"));
            }
            let mut line = match (&memory.report, stage) {
                (Some(report), _) if memory.merged || stage == Stage::Published => {
                    format!("The report is published: {}", report.url)
                }
                (Some(report), _) => format!("The report waits for review: {}", report.url),
                (None, _) => "The report is being compiled.".to_owned(),
            };
            for (name, pull) in &memory.outcomes {
                let state = match pull.state {
                    PullState::Open => "waits for review",
                    PullState::Merged => "is merged",
                    PullState::Closed => "was closed without merging",
                };
                line.push_str(&format!("\n- The outcome {name} {state}: {}", pull.url));
            }
            lines.push(line);
        }
    }
    lines.join("\n\n")
}

fn count_notes(view: &View<'_>) -> String {
    let number = view
        .notes
        .iter()
        .filter(|received| !matches!(received.standing, Standing::Refused(_)))
        .count();
    many(u64::try_from(number).unwrap_or(u64::MAX), "note", "notes")
}

/// Every note is accounted for.
fn accounting(view: &View<'_>) -> String {
    let (mut placed, mut merged, mut parked, mut refused, mut open) = (0, 0, 0, 0, 0);
    for received in &view.notes {
        match &received.standing {
            Standing::Refused(_) => refused += 1,
            _ if received.merged.is_some() => merged += 1,
            Standing::Placed(label) if view.cluster(label).is_some() => placed += 1,
            Standing::Placed(_) | Standing::Parked => parked += 1,
            Standing::Open => open += 1,
        }
    }
    let mut parts = vec![format!("{placed} placed")];
    for (number, word) in [
        (merged, "merged"),
        (parked, "parked"),
        (refused, "refused"),
        (open, "still open"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    format!(
        "{} received: {}. {}.",
        many(
            u64::try_from(view.notes.len()).unwrap_or(u64::MAX),
            "note",
            "notes"
        ),
        parts.join(", "),
        many(
            u64::try_from(view.filled().count()).unwrap_or(u64::MAX),
            "cluster",
            "clusters"
        ),
    )
}

/// The clusters.
fn cluster_list(view: &View<'_>) -> Option<String> {
    let lines: Vec<String> = view
        .votable()
        .map(|cluster| {
            format!(
                "- {} ({})",
                inert::markdown(&cluster.name),
                many(
                    u64::try_from(view.notes_of(&cluster.label).len()).unwrap_or(u64::MAX),
                    "note",
                    "notes"
                )
            )
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The state of a session whose vote was just counted.
pub fn closed_status(view: &View<'_>, memory: &Memory, counted: &Count) -> String {
    let status = status(view, memory, Stage::Closed, None);
    let mut parts: Vec<&str> = status.split("\n\n").collect();
    let table = votes::table(&counted.record, &counted.tally);
    // Behind what became of the notes.
    parts.insert(2.min(parts.len()), &table);
    parts.join("\n\n")
}

/// The comment that tells the result to whoever follows the session, and keeps `tally.json` where the votes were cast.
pub fn result_comment(counted: &Count) -> String {
    let (table, json) = (votes::table(&counted.record, &counted.tally), &counted.json);
    let head = match counted.vote.cancelled() {
        Some(_) => "The vote was cancelled; there is no result.",
        None => "The vote is closed.",
    };
    let kept = format!(
        "<details><summary>tally.json</summary>\n\n{FENCE}json\n{json}{FENCE}\n\n</details>\n"
    );
    // Thousands of ballots do not fit into a comment; then the report alone has them.
    if table.len() + kept.len() > LONGEST_LIST {
        return format!(
            "{head}\n\n{table}\n\ntally.json ({}) is too long for a comment; the report will hold it.\n",
            record::digest(json)
        );
    }
    format!("{head}\n\n{table}\n\n{kept}")
}

/// `tally.json` from a comment of [`result_comment`], where its digest is the published one: then it does not matter who wrote the comment.
pub fn kept_tally<'c>(
    comments: impl IntoIterator<Item = &'c Comment>,
    digest: &str,
) -> Option<String> {
    let open = format!("{FENCE}json\n");
    comments.into_iter().find_map(|comment| {
        let body = comment.body.replace("\r\n", "\n");
        let start = body.find(&open)? + open.len();
        let rest = body.get(start..)?;
        let json = rest.get(..rest.find(&format!("\n{FENCE}"))? + 1)?;
        (record::digest(json) == digest).then(|| json.to_owned())
    })
}

/// Lines of JSON begin with a space, a brace or a quote, never with this.
const FENCE: &str = "~~~~~~";
