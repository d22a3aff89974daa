//! The result of a vote in words: for the session's issue, its comment and the report alike.

use super::chart::text_bar;
use crate::ballot::record::{Event, Record};
use crate::ballot::rules::{Method, RoomCounts, Ties};
use crate::ballot::tally::Standing;
use crate::ballot::{Rules, Tally};
use crate::inert;
use crate::text::many;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The table of the result, ranked, and what there is to say of it.
pub fn table(record: &Record, tally: &Tally) -> String {
    let rules = &record.rules;
    let most = tally.most(rules);
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
            rank(rules, standing),
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
            text_bar(standing.score(rules), most, 20)
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

/// What a star and a unit of the chart mean.
pub fn legend(rules: &Rules) -> &'static str {
    match rules.method {
        Method::Top | Method::Approval => {
            "★ chosen for further exploration · one unit is one person’s vote"
        }
        Method::Motion => "★ passed · one unit is one person’s yes",
        Method::Ranked => {
            "★ chosen for further exploration · one unit is one ballot that puts it first"
        }
        Method::Dots => "★ chosen for further exploration · one unit is one dot",
        Method::Grid => "★ has a stage · one unit is one person’s vote for it",
    }
}

/// What votes are called where they are counted.
pub fn counted(rules: &Rules) -> &'static str {
    match rules.method {
        Method::Ranked => "Ballots that count",
        Method::Dots => "Dots that count",
        _ => "Votes that count",
    }
}

/// An item's rank, where the method has any.
pub fn rank(rules: &Rules, standing: &Standing) -> String {
    match rules.method {
        Method::Grid => "–".to_owned(),
        _ => standing.rank.to_string(),
    }
}

/// What an item got, as a table's cell.
pub fn cell(rules: &Rules, standing: &Standing) -> String {
    let needs = match standing.needed.zip(standing.of) {
        Some((_, 0)) | None => String::new(),
        Some((needed, of)) => format!(" (needs {needed} of {of})"),
    };
    match rules.method {
        Method::Motion => format!(
            "{} / {} / {}{needs}",
            standing.yes.unwrap_or(0),
            standing.no.unwrap_or(0),
            standing.abstain.unwrap_or(0),
        ),
        Method::Grid => {
            let counts: Vec<String> = rules
                .stages
                .iter()
                .zip(standing.stages.iter().flatten())
                .map(|(name, votes)| format!("{} {votes}", inert::markdown(name)))
                .collect();
            format!("{} ({})", stages(rules, standing), counts.join(", "))
        }
        Method::Ranked => standing.votes.to_string(),
        Method::Top | Method::Approval | Method::Dots => format!("{}{needs}", standing.votes),
    }
}

/// The stages that most people say, for people.
fn stages(rules: &Rules, standing: &Standing) -> String {
    let names: Vec<String> = standing
        .stage
        .iter()
        .flatten()
        .filter_map(|stage| {
            let at = usize::try_from(*stage).ok()?.checked_sub(1)?;
            Some(inert::markdown(rules.stages.get(at)?))
        })
        .collect();
    if names.is_empty() {
        "no stage".to_owned()
    } else {
        names.join(" or ")
    }
}

/// What an item came to, in a few words.
pub fn came_to(rules: &Rules, standing: &Standing) -> String {
    match rules.method {
        Method::Top | Method::Approval => many(standing.votes, "vote", "votes"),
        Method::Dots => many(standing.votes, "dot", "dots"),
        Method::Ranked => format!("first on {}", many(standing.votes, "ballot", "ballots")),
        Method::Grid => stages(rules, standing),
        Method::Motion => format!(
            "{}: {} yes, {} no, {} abstain",
            if standing.wins {
                "passed"
            } else {
                "not passed"
            },
            standing.yes.unwrap_or(0),
            standing.no.unwrap_or(0),
            standing.abstain.unwrap_or(0)
        ),
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
    let room = record
        .room()
        .filter(|_| added(rules))
        .map(|room| room.voters);
    out.push(match room {
        Some(room) => format!(
            "{chosen}. {} voted here, {room} in the room.",
            many(tally.voters, "person", "people")
        ),
        None => format!(
            "{chosen}. {} voted.",
            many(tally.voters, "person", "people")
        ),
    });
    if let Some(quorum) = tally.quorum.filter(|quorum| quorum.reached) {
        out.push(format!("The quorum of {} was reached.", quorum.needed));
    }
    out.extend(unchosen(rules, tally));
    let void = tally.paper.iter().filter(|choices| {
        let mut choices = choices.iter();
        choices.any(|choice| choice.why_not.is_some())
    });
    let void = u64::try_from(void.count()).unwrap_or(u64::MAX);
    if void > 0 {
        out.push(format!(
            "{} more than a person has, and what is too much on them does not count.",
            many(void, "paper ballot has", "paper ballots have")
        ));
    }
    if rules.method == Method::Ranked {
        out.push(duels(tally));
    }
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

/// Of a ranking: how each pair of neighbours in the result stands to each other.
fn duels(tally: &Tally) -> String {
    let pairs: Vec<String> = tally
        .standings
        .windows(2)
        .filter_map(|pair| {
            let [a, b] = pair else { return None };
            let ballots = |one: &Standing, other: &Standing| {
                let over = one.over.as_ref()?;
                over.get(&other.item).copied()
            };
            Some(format!(
                "{} before {} on {} and behind it on {}",
                inert::markdown(&a.name),
                inert::markdown(&b.name),
                many(ballots(a, b)?, "ballot", "ballots"),
                ballots(b, a)?
            ))
        })
        .collect();
    format!(
        "The ranks are by Schulze’s method: {}; `tally.json` has every pair.",
        pairs.join("; ")
    )
}

/// Whether votes in the room are added to the others.
fn added(rules: &Rules) -> bool {
    let room = rules.in_room.as_ref();
    room.is_some_and(|room| room.counts == RoomCounts::Added)
}

/// Why something, or nothing, is chosen: a quorum that was missed, a tie.
pub fn unchosen(rules: &Rules, tally: &Tally) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(quorum) = tally.quorum.filter(|quorum| !quorum.reached) {
        out.push(format!(
            "The quorum of {} was not reached, so nothing is chosen.",
            quorum.needed
        ));
    }
    let names: Vec<String> = tally
        .standings
        .iter()
        .filter(|standing| tally.tie.contains(&standing.item))
        .map(|standing| format!("“{}”", inert::markdown(&standing.name)))
        .collect();
    let names = names.join(", ");
    if !names.is_empty() {
        out.push(match rules.ties {
            Ties::All => format!("Equal for the last place to be had, so all are chosen: {names}."),
            Ties::RunOff => format!("Equal for the last place to be had, so not chosen yet: a run-off between {names} decides."),
            Ties::Draw => format!("Equal for the last place to be had: {names}; drawn between by the published seed."),
        });
    }
    out
}

/// What was decided on the way, a sentence each; `when` says a time for people.
pub fn event(event: &Event, when: &dyn Fn(Timestamp) -> String) -> String {
    match event {
        Event::Extended {
            from, until, why, ..
        } => {
            format!(
                "Extended from {} to {}: {}",
                when(*from),
                when(*until),
                inert::markdown(why.trim_end_matches('.'))
            ) + "."
        }
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
