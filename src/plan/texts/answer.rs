//! What folkmoot says to those who said something to it. It names nobody: a session may be private, and whoever commented is told anyway.

use super::when;
use crate::command::{No, Verdict};
use crate::inert;
use crate::plan::heard::Answer;
use crate::plan::labels;
use crate::plan::memory::Memory;
use crate::plan::view::View;
use crate::session::{Session, Stage};
use jiff::Timestamp;

const COMMANDS: &str = "There are `/folkmoot next`, `/folkmoot extend 2d` (or `30m`, `4h`, `18:00`, `2026-03-31 18:00`) and `/folkmoot cancel`, each on a line of its own, one a comment.";

/// The status of a session that is called off.
pub fn called_off(session: &Session, at: Timestamp) -> String {
    format!(
        "**Called off**\n\nThis session was called off on {}. Its notes and clusters stay as they are, and nothing more is done for it. To hold it after all, take off the label `{}` and reopen this issue.",
        when(session, at),
        labels::CALLED_OFF
    )
}

/// The comment that answers; `hindrance` is why there is no vote, or no result of it.
pub fn answer(view: &View<'_>, memory: &Memory, hindrance: Option<&str>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for answer in &memory.heard.answers {
        let said = line(view, memory, hindrance, answer);
        if !lines.contains(&said) {
            lines.push(said);
        }
    }
    lines.join("\n\n")
}

fn line(view: &View<'_>, memory: &Memory, hindrance: Option<&str>, answer: &Answer) -> String {
    let session = view.session;
    let shown = memory.stage().map_or("", Stage::word);
    let said = if answer.said.is_empty() {
        String::new()
    } else {
        format!("`{}`: ", answer.said)
    };
    let text = match answer.verdict {
        Verdict::Next { to } if memory.stage() >= Some(to) => {
            format!("the session is at **{}** now.", to.word())
        }
        Verdict::Next { to } => format!(
            "the session stays at **{shown}**, it cannot go on to {}: {}.",
            to.word(),
            hindrance.map_or_else(
                || "the log of the run says why".to_owned(),
                |why| inert::markdown(&why.trim_end_matches('.').replace('`', "\""))
            )
        ),
        Verdict::Extended { stage, until } => format!(
            "**{}** ends on {}{}.",
            stage.word(),
            when(session, until),
            if stage == Stage::Voting {
                "; the vote is open until then, and its record says so"
            } else {
                ", and what comes after it is as much later"
            }
        ),
        Verdict::CalledOff => format!(
            "the session is called off. Its issues are closed, and its notes stay as they are; nothing more is done for it. To hold it after all, take off the label `{}` and reopen this issue.",
            labels::CALLED_OFF
        ),
        Verdict::No { why } => no(session, shown, why),
    };
    capital_unless_said(&said, &text)
}

fn no(session: &Session, shown: &str, why: No) -> String {
    match why {
        No::Stranger => "thanks for thinking along. Commands are for people who may write to this repository or triage its issues, and for the session’s facilitator where its file names the handle; ask one of them. Your notes and votes count all the same.".to_owned(),
        No::Many => format!("these are several commands in one comment, so none was done. {COMMANDS}"),
        No::Unknown => format!("this is no command that I know, so nothing was done. {COMMANDS}"),
        No::NoLength => "how much later, or until when? Write `/folkmoot extend 2d` (or `30m`, `4h`, `1d 12h`), `/folkmoot extend 18:00` on the day on which the stage ends now, or `/folkmoot extend 2026-03-31 18:00`.".to_owned(),
        No::Early => format!("nothing was done: it was said before the session came to **{shown}**, or within a minute of that. Say it again if you mean this stage."),
        No::Leaves => "nothing was done: another command, a moment before, ends this stage.".to_owned(),
        No::NotLater => "nothing was done: the stage would not end later than it does anyway. It can only be extended; `/folkmoot next` ends it now.".to_owned(),
        No::NoTime => format!(
            "nothing was done: that time does not exist in {}, comes twice because the clocks change, or is more than a year away.",
            session.timezone.iana_name().unwrap_or("UTC")
        ),
        No::VoteOver => "nothing was done: the vote had closed by then. Votes that came later do not count; hold another session for another vote.".to_owned(),
        No::Settled => "nothing was done: the vote is closed, and what was decided stays. What comes next is people’s: merging the report, or closing its pull request.".to_owned(),
        No::Off => "nothing was done: the session is called off.".to_owned(),
    }
}

/// The text alone begins with a capital.
fn capital_unless_said(said: &str, text: &str) -> String {
    if !said.is_empty() {
        return format!("{said}{text}");
    }
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}
