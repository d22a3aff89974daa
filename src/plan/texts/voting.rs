//! What voters should know while the vote is open: who may vote, until when, how many have, and what of theirs does not count.

use super::when;
use crate::ballot::rules::{Counts, Method, Over};
use crate::ballot::{Tally, Voter};
use crate::inert;
use crate::plan::memory::OpenVote;
use crate::plan::view::View;
use crate::privacy::Attribution;
use crate::report::votes;
use crate::text::many;

/// The most voters named for one thing.
const MOST_NAMES: usize = 20;

/// Paragraphs for the session's status. They hold nothing that changes by itself.
pub(super) fn lines(view: &View<'_>, vote: &OpenVote, tally: Option<&Tally>) -> Vec<String> {
    let rules = &vote.rules;
    let session = view.session;
    let mut lines = vec![
        format!(
            "🗳️ The vote is open until {}: {}. {}{}",
            when(session, vote.window.closes),
            rules.how(&vote.numbers()),
            rules.limits(),
            if rules.counts == Counts::Hidden {
                "Counts are shown after the close."
            } else {
                ""
            }
        )
        .trim_end()
        .to_owned(),
    ];
    for event in &vote.history {
        lines.push(votes::event(event, &|at| when(session, at)));
    }
    let list: Vec<String> =
        vote.clusters
            .iter()
            .filter_map(|voted| {
                let issue = view.world.issues.get(&voted.number)?;
                let last = vote.watch.last();
                let edited = last.is_some_and(|line| line.edited.contains(&voted.number));
                Some(format!(
                    "- #{} {} ({}){}{}",
                    voted.number,
                    inert::markdown(&issue.title),
                    many(voted.notes, "note", "notes"),
                    tally.filter(|_| rules.counts == Counts::Shown).map_or_else(
                        String::new,
                        |tally| score(tally, rules.method, voted.number)
                    ),
                    if edited {
                        " ✏️ its title or text was changed after the vote opened"
                    } else {
                        ""
                    },
                ))
            })
            .collect();
    lines.push(list.join("\n"));
    lines.push(who(vote, tally));
    lines.extend(tally.and_then(|tally| amiss(view, vote, tally)));
    if rules.bar().is_some() || rules.quorum.is_some() {
        lines.push(rules.decides(vote.roll.size()).trim_end().to_owned());
    }
    if !vote.unresolved.is_empty() {
        lines.push(format!(
            "These entries are no person’s account: {}. A reviewed change to the list mends that while the vote is open.",
            inert::markdown(&vote.unresolved.join("; "))
        ));
    }
    if vote.vanished > 0 {
        lines.push(format!(
            "{} taken back since the vote opened, as far as the runs saw.",
            many(vote.vanished, "reaction was", "reactions were")
        ));
    }
    lines.push(format!(
        "<sub>Rules and roll are frozen; roll {}; seed {}.</sub>",
        vote.roll.digest(),
        vote.seed
    ));
    lines
}

/// How an item stands.
fn score(tally: &Tally, method: Method, item: u64) -> String {
    let Some(standing) = tally
        .standings
        .iter()
        .find(|standing| standing.item == item)
    else {
        return String::new();
    };
    let needs = match standing.needed.zip(standing.of) {
        Some((_, 0)) | None => String::new(),
        Some((needed, of)) => format!(", needs {needed} of {of}"),
    };
    match method {
        Method::Motion => format!(
            " · {} yes, {} no, {} abstain{needs}",
            standing.yes.unwrap_or(0),
            standing.no.unwrap_or(0),
            standing.abstain.unwrap_or(0),
        ),
        Method::Dots => format!(" · {}", many(standing.votes, "dot", "dots")),
        Method::Ranked => format!(" · first on {}", many(standing.votes, "ballot", "ballots")),
        Method::Grid => {
            let stages = standing.stages.clone().unwrap_or_default();
            let stages: Vec<String> = stages.iter().map(u64::to_string).collect();
            format!(" · {}", stages.join(" / "))
        }
        Method::Top | Method::Approval => {
            format!(" · {}{needs}", many(standing.votes, "vote", "votes"))
        }
    }
}

fn who(vote: &OpenVote, tally: Option<&Tally>) -> String {
    let voters = tally
        .map(|tally| tally.voters)
        .or(vote.watch.last().map(|line| line.voters))
        .unwrap_or(0);
    match vote.roll.size() {
        Some(size) => format!("{}; {voters} of {size} have.", vote.rules.who_may()),
        None => format!(
            "{}; {} voted.",
            vote.rules.who_may(),
            many(voters, "person has", "people have")
        ),
    }
}

/// Ballots that can still be mended: named where names may be shown.
fn amiss(view: &View<'_>, vote: &OpenVote, tally: &Tally) -> Option<String> {
    let rules = &vote.rules;
    let named = view.attribution == Attribution::Named;
    let mut over: Vec<&str> = Vec::new();
    let mut under: Vec<&str> = Vec::new();
    for ballot in &tally.ballots {
        let Voter::Account(account) = &ballot.voter else {
            continue;
        };
        let by_method = ballot
            .choices
            .iter()
            .any(|choice| choice.why_not.is_some_and(|why| why.is_by_method()));
        let spent: u64 = ballot
            .counted()
            .map(|choice| match rules.method {
                Method::Dots => u64::try_from(choice.value).unwrap_or(0),
                _ => 1,
            })
            .fold(0, u64::saturating_add);
        let could = match rules.method {
            Method::Top => {
                u64::from(rules.votes).min(u64::try_from(vote.clusters.len()).unwrap_or(0))
            }
            Method::Dots => u64::from(rules.votes),
            _ => 0,
        };
        if by_method {
            over.push(&account.login);
        } else if spent > 0 && spent < could {
            under.push(&account.login);
        }
    }
    let people = |list: &[&str]| {
        let count = many(
            u64::try_from(list.len()).unwrap_or(u64::MAX),
            "person",
            "people",
        );
        let names: Vec<String> = list.iter().map(|login| inert::markdown(login)).collect();
        let names = if named && list.len() <= MOST_NAMES {
            format!(" ({})", names.join(", "))
        } else {
            String::new()
        };
        format!(
            "{count}{names} {}",
            if list.len() == 1 { "has" } else { "have" }
        )
    };
    let mut parts = Vec::new();
    if !over.is_empty() {
        parts.push(format!(
            "{} given more than a person has: {} until some are taken back.",
            people(&over),
            match rules.over {
                Over::Earliest => "only the earliest count",
                Over::Void => "these do not count",
            }
        ));
    }
    if !under.is_empty() {
        parts.push(format!("{} something left to give.", people(&under)));
    }
    if tally.unreadable > 0 {
        parts.push(format!(
            "{} cannot be read, or was edited by somebody else; write it like the example above, with numbers from this list.",
            many(tally.unreadable, "ballot", "ballots"),
        ));
    }
    let by_other: Vec<String> = tally
        .uncounted()
        .into_iter()
        .filter(|(why, _)| !why.is_by_method())
        .map(|(why, count)| format!("{} ({})", many(count, "vote", "votes"), why.reason()))
        .collect();
    if !by_other.is_empty() {
        parts.push(format!("Not counted: {}.", by_other.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The comment that reminds people, once.
pub fn reminder(view: &View<'_>, vote: &OpenVote) -> String {
    format!(
        "⏰ The vote closes on {}. {} {}",
        when(view.session, vote.window.closes),
        who(vote, None),
        capital(&format!("{}.", vote.rules.how(&vote.numbers()))),
    )
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
