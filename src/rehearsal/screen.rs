//! One screen that says what happened.

use super::Played;
use crate::inert;
use crate::report::chart::text_bar;
use crate::text::many;
use std::fmt::Write;

/// The screen; its last line is `requests: N`.
pub fn text(played: &Played) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", inert::terminal(&played.title));
    for act in &played.acts {
        if !act.people.is_empty() {
            let _ = writeln!(out, "             {}", inert::terminal(&act.people));
        }
        let _ = writeln!(
            out,
            "  {:<10} {:<42} {:>4} {:<8} {:>4} {}",
            act.stage,
            act.at,
            act.changes,
            if act.changes == 1 {
                "change"
            } else {
                "changes"
            },
            act.requests,
            if act.requests == 1 {
                "request"
            } else {
                "requests"
            },
        );
    }
    let most = played
        .result
        .iter()
        .map(|place| place.votes)
        .max()
        .unwrap_or(0);
    let widest = played
        .result
        .iter()
        .map(|place| place.name.chars().count())
        .max()
        .unwrap_or(0)
        .min(50);
    let _ = writeln!(
        out,
        "\n{} in {}, {} parked; {} voted",
        many(u64::try_from(played.notes).unwrap_or(0), "note", "notes"),
        many(
            u64::try_from(played.result.len()).unwrap_or(0),
            "cluster",
            "clusters"
        ),
        played.parked,
        many(played.voters, "person", "people"),
    );
    for place in &played.result {
        let name = inert::cut(&inert::terminal(&place.name), 50);
        let _ = writeln!(
            out,
            "  {:>2}. {} {name:<widest$}  {:>4} {:<5}  {:>4} {:<5}  {}",
            place.rank,
            if place.wins { "★" } else { " " },
            place.votes,
            if place.votes == 1 { "vote" } else { "votes" },
            place.notes,
            if place.notes == 1 { "note" } else { "notes" },
            text_bar(place.votes, most, 20),
        );
    }
    for (why, number) in &played.uncounted {
        let _ = writeln!(
            out,
            "  {} not counted: {why}",
            many(*number, "vote", "votes")
        );
    }
    let _ = writeln!(
        out,
        "\npull request   {}",
        inert::terminal(&played.pull_request)
    );
    for outcome in &played.outcomes {
        let _ = writeln!(out, "               {}", inert::terminal(outcome));
    }
    let _ = writeln!(out, "report         {}/report/README.md", played.folder);
    let _ = writeln!(out, "governance     {}", played.governance);
    let _ = writeln!(out, "all requests   {}/requests.jsonl", played.folder);
    let _ = writeln!(
        out,
        "one more run   nothing to do, {}",
        many(played.idle_requests, "request", "requests")
    );
    if let Some(took) = &played.took {
        let memory = took
            .peak_megabytes
            .map(|megabytes| format!(", {megabytes} MB of memory at most"))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "took           {:.1} seconds{memory}, GitHub's stand-in included",
            took.seconds
        );
    }
    let _ = writeln!(out, "creations: {}", played.creations);
    let _ = writeln!(out, "requests: {}", played.requests);
    out
}
