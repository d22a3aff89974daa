//! The result of a vote in words: for the session's issue, its comment and the report alike.

use super::chart::text_bar;
use crate::ballot::record::{Event, Record};
use crate::ballot::rules::{Method, RoomCounts, Ties};
use crate::ballot::tally::Standing;
use crate::ballot::{Rules, Tally, many};
use crate::inert;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The table of the result, ranked, and what there is to say of it.
pub fn table(record: &Record, tally: &Tally) -> String {
    let rules = &record.rules;
    let most = tally.standings.iter().map(|s| s.votes).max().unwrap_or(0);
    let room = rules.in_room.is_some();
    let mut lines = vec![
        format!(
            "| Rank | Cluster | {} |{} |",
            head(rules),
            if room { " In the room |" } else { "" }
        ),
        format!(
            "| ---: | --- | ---: |{} --- |",
            if room { " ---: |" } else { "" }
        ),
    ];
    for standing in &tally.standings {
        let name = inert::markdown(&standing.name);
        let name = if standing.wins {
            format!("**{name}** ★")
        } else {
            name
        };
        let changed = record
            .items
            .iter()
            .any(|item| item.number == standing.item && item.changed);
        lines.push(format!(
            "| {} | #{} {name}{} | {} |{} {} |",
            standing.rank,
            standing.item,
            if changed { " ✏️" } else { "" },
            cell(rules, standing),
            standing
                .in_room
                .as_ref()
                .map_or_else(String::new, |room| format!(
                    " {} |",
                    room.words(&rules.stages)
                )),
            text_bar(standing.votes, most, 20)
        ));
    }
    lines.push(String::new());
    lines.push(sentences(record, tally).join(" "));
    lines.join("\n")
}

/// The head of the column of votes.
pub fn head(rules: &Rules) -> &'static str {
    match rules.method {
        Method::Top | Method::Approval => "Votes",
        Method::Motion => "Yes / no / abstain",
        Method::Ranked => "First on ballots",
        Method::Dots => "Dots",
        Method::Grid => "Stage",
    }
}

/// What an item got, as a table's cell.
pub fn cell(rules: &Rules, standing: &Standing) -> String {
    match rules.method {
        Method::Motion => format!(
            "{} / {} / {}{}",
            standing.yes.unwrap_or(0),
            standing.no.unwrap_or(0),
            standing.abstain.unwrap_or(0),
            standing
                .needed
                .zip(standing.of)
                .map_or_else(String::new, |(needed, of)| format!(
                    " (needs {needed} of {of})"
                ))
        ),
        Method::Grid => {
            let names: Vec<String> = standing
                .stage
                .iter()
                .flatten()
                .filter_map(|stage| {
                    let at = usize::try_from(*stage).ok()?.checked_sub(1)?;
                    Some(inert::markdown(rules.stages.get(at)?))
                })
                .collect();
            let counts: Vec<String> = standing
                .stages
                .iter()
                .flatten()
                .map(u64::to_string)
                .collect();
            format!("{} ({})", names.join(" or "), counts.join(" / "))
        }
        _ => standing.votes.to_string(),
    }
}

/// What there is to say beside the table.
pub fn sentences(record: &Record, tally: &Tally) -> Vec<String> {
    let rules = &record.rules;
    let mut out = Vec::new();
    if let Some(why) = record.cancelled() {
        out.push(format!(
            "Cancelled: {}.",
            inert::markdown(why.trim_end_matches('.'))
        ));
    }
    let chosen = match (rules.method, tally.standings.iter().any(|s| s.wins)) {
        (Method::Motion, true) => "★ passed",
        (Method::Motion, false) => "None passed",
        (Method::Grid, true) => "★ has its stage",
        (Method::Grid, false) => "None has one stage",
        (_, true) => "★ chosen",
        (_, false) => "None is chosen",
    };
    out.push(format!(
        "{chosen}. {} voted.",
        many(tally.voters, "person", "people")
    ));
    if let Some(quorum) = tally.quorum {
        out.push(format!(
            "The quorum of {} was {}reached.",
            quorum.needed,
            if quorum.reached { "" } else { "not " }
        ));
    }
    out.extend(tie(rules, &tally.tie));
    if let Some(snapshots) = &record.snapshots
        && !snapshots.changed.is_empty()
    {
        let changes: Vec<String> = snapshots
            .changed
            .iter()
            .map(|item| {
                let of = |list: &BTreeMap<u64, u64>| list.get(item).copied().unwrap_or(0);
                format!(
                    "#{item} had {} reactions before the lock and {} after",
                    of(&snapshots.before_lock),
                    of(&snapshots.after_lock)
                )
            })
            .collect();
        out.push(format!(
            "{}; what is counted is what was there after.",
            changes.join(", ")
        ));
    }
    if record.items.iter().any(|item| item.changed) {
        out.push("✏️ title or text were changed after the vote opened.".to_owned());
    }
    if let Some(room) = &rules.in_room {
        out.push(format!(
            "Votes in the room were counted by {} and {}.",
            inert::markdown(&room.counted_by),
            match room.counts {
                RoomCounts::Beside => "stand beside; they decided nothing",
                RoomCounts::Added => "are added to the others for the ranks",
            }
        ));
    }
    out
}

/// What became of a tie.
pub fn tie(rules: &Rules, tie: &[u64]) -> Option<String> {
    if tie.is_empty() {
        return None;
    }
    let items: Vec<String> = tie.iter().map(|item| format!("#{item}")).collect();
    let items = items.join(", ");
    Some(match rules.ties {
        Ties::All => format!("Equal at the last place, so all chosen: {items}."),
        Ties::RunOff => {
            format!("Equal at the last place, so not chosen: a run-off between {items} decides.")
        }
        Ties::Draw => {
            format!("Equal at the last place: {items}; drawn between by the published seed.")
        }
    })
}

/// What was decided on the way, a sentence each; `when` says a time for people.
pub fn event(event: &Event, when: &dyn Fn(Timestamp) -> String) -> String {
    match event {
        Event::Extended {
            from, until, why, ..
        } => format!(
            "Extended from {} to {}: {}",
            when(*from),
            when(*until),
            inert::markdown(why)
        ),
        Event::RollAmended {
            at,
            added,
            removed,
            digest,
        } => format!(
            "The roll was amended on {}: {added} added, {removed} removed; {digest}",
            when(*at)
        ),
        Event::Cancelled { why, .. } => format!("Cancelled: {}", inert::markdown(why)),
    }
}
