//! What people said in comments on the session's issue: what of it was taken up, what is still to be answered, and what follows from it.
//!
//! In: the session's issue with its comments, its memory. Out: the commands that nobody has taken up yet; sessions with the times that people
//! gave them. A command is remembered before anything is done for it, so that each is obeyed once, however often it is read.

use super::marker;
use super::memory::Memory;
use super::watch;
use super::world::{Comment, Issue, Person, World};
use crate::command::{self, Command, Misread, Verdict};
use crate::session::{Session, Stage};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The ids that are remembered one by one: a comment can become visible a moment after one with a later id.
const MOST_DONE: usize = 50;
/// The accounts that may not command of which is remembered how far they were heard.
const MOST_AWAY: usize = 50;
/// People need so long to see that a stage has changed; also, machines' clocks differ.
const GRACE: SignedDuration = SignedDuration::from_secs(60);
/// The name of the hidden value in a comment that answers.
const NAME: &str = "answer";
/// Comments that come with the first request.
pub const PAGE: u64 = 100;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// Everything up to this comment is done with.
    #[serde(default)]
    pub floor: u64,
    /// Comments behind it that are done with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<u64>,
    /// The ids of accounts that may not command, each with the last comment of theirs that is done with, and so all before it. They were told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<(u64, u64)>,
    /// What is still to be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// The stage to go to, until that is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Stage>,
    /// When the stage would have ended before somebody extended it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

/// Something that was said, and what comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The comment; 0 for a label that somebody set.
    pub to: u64,
    /// What was said, in our spelling; empty where it is no command.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// What comes of it.
    pub verdict: Verdict,
}

/// A session that is called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Off {
    /// When that was taken up.
    pub at: Timestamp,
    /// Its issues that people had closed before: they stay closed if it is held after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<u64>,
}

/// What a comment that answers says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    to: Vec<u64>,
    #[serde(default)]
    stage: bool,
    #[serde(default)]
    end: bool,
}

impl Heard {
    /// Whether nothing was ever heard.
    pub fn is_empty(&self) -> bool {
        *self == Heard::default()
    }

    /// Whether a comment is done with.
    pub fn knows(&self, comment: &Comment) -> bool {
        let of_away = || {
            let author = comment.author.as_ref()?;
            self.away_to(author)
        };
        comment.id <= self.floor
            || self.done.contains(&comment.id)
            || of_away().is_some_and(|to| comment.id <= to)
    }

    /// Remembers that a comment of somebody who may command is done with.
    pub fn note(&mut self, comment: &Comment) {
        if comment.id == 0 || self.knows(comment) {
            return;
        }
        self.done.push(comment.id);
        self.done.sort_unstable();
        while self.done.len() > MOST_DONE {
            self.floor = self.floor.max(self.done.remove(0));
        }
    }

    /// Up to which comment somebody who may not command was heard; nothing where they were never told.
    pub fn away_to(&self, author: &Person) -> Option<u64> {
        let id = author.id?;
        let of = self.away.iter().find(|(account, _)| *account == id);
        of.map(|(_, to)| *to)
    }

    /// Remembers the same of a comment of somebody who may not command. However many they are, other people's are not done with by that.
    pub fn turn_away(&mut self, said: &Said<'_>) {
        let Some(id) = said.author.id else { return };
        match self.away.iter_mut().find(|(account, _)| *account == id) {
            Some((_, to)) => *to = said.comment.id.max(*to),
            None => self.away.push((id, said.comment.id)),
        }
        // Only where so many accounts call in vain: one after the other would be told again and again otherwise.
        self.away.sort_unstable_by_key(|(_, to)| *to);
        while self.away.len() > MOST_AWAY {
            self.floor = self.floor.max(self.away.remove(0).1);
        }
    }
}

/// Something that somebody said and nobody has taken up yet.
#[derive(Debug, Clone)]
pub struct Said<'w> {
    /// The comment.
    pub comment: &'w Comment,
    /// Who.
    pub author: &'w Person,
    /// When: of a comment that was edited, the time of its last edit.
    pub at: Timestamp,
    /// What.
    pub command: Result<Command, Misread>,
}

impl Said<'_> {
    /// In our spelling.
    pub fn words(&self) -> String {
        self.command
            .map(|command| command.to_string())
            .unwrap_or_default()
    }
}

/// A comment as a command, whoever may give one.
fn heard(comment: &Comment) -> Option<Said<'_>> {
    let author = comment.author.as_ref()?;
    // Bots command nobody; what somebody else put into a person's mouth is nobody's word.
    let person = !author.machine && author.id.is_some() && comment.id > 0 && !comment.by_another;
    let command = person.then(|| command::read(&comment.body)).flatten()?;
    Some(Said {
        comment,
        author,
        at: comment.edited.unwrap_or(comment.written),
        command,
    })
}

/// What nobody has taken up yet, in the order in which it was said.
pub fn unheard<'w>(issue: &'w Issue, memory: &Memory) -> Vec<Said<'w>> {
    let mut all: Vec<Said<'w>> = issue
        .comments
        .iter()
        .filter(|comment| !memory.heard.knows(comment))
        .filter_map(heard)
        .collect();
    all.sort_by_key(|said| (said.at, said.comment.id));
    all
}

/// Whether something that was said waits to be done, or to be answered.
pub fn waits(issue: &Issue, memory: &Memory) -> bool {
    !memory.heard.answers.is_empty() || memory.off.is_some() || !unheard(issue, memory).is_empty()
}

/// How many comments there are, where that is more than come with the first request: then there may be some that nobody has read.
pub fn talk(issue: &Issue) -> Option<u64> {
    (issue.comments_total > PAGE).then_some(issue.comments_total)
}

/// The same, where all of them were read.
pub fn listened(issue: &Issue) -> Option<u64> {
    talk(issue).filter(|total| u64::try_from(issue.comments.len()).ok() == Some(*total))
}

/// The marks of our answers with their times.
fn answers(issue: &Issue) -> impl Iterator<Item = (Mark, Timestamp)> {
    issue
        .comments
        .iter()
        .filter(|comment| watch::is_ours(issue, comment))
        .filter_map(|comment| {
            let mark = serde_json::from_str(marker::find_hidden(&comment.body, NAME)?).ok()?;
            Some((mark, comment.written))
        })
}

/// Until when people did not know that the session is at this stage.
pub fn since(issue: &Issue, memory: &Memory) -> Option<Timestamp> {
    let told = answers(issue).filter(|(mark, _)| mark.stage).map(|it| it.1);
    let set = memory.since.and_then(|since| since.checked_add(GRACE).ok());
    told.chain(set).max()
}

/// Until when people saw another end of this stage, and which.
pub fn saw(issue: &Issue, memory: &Memory) -> Option<(Timestamp, Timestamp)> {
    let told = answers(issue).filter(|(mark, _)| mark.end).map(|it| it.1);
    Some((told.max()?, memory.heard.ended?))
}

/// What a comment says of itself that answers.
pub fn mark(answers: &[Answer]) -> String {
    let any = |wanted: fn(&Verdict) -> bool| answers.iter().any(|answer| wanted(&answer.verdict));
    let mark = Mark {
        to: answers.iter().map(|answer| answer.to).collect(),
        stage: any(|verdict| matches!(verdict, Verdict::Next { .. })),
        end: any(|verdict| matches!(verdict, Verdict::Extended { .. })),
    };
    // Plain numbers: this cannot fail.
    marker::hidden(NAME, &serde_json::to_string(&mark).unwrap_or_default())
}

/// Whether a comment of ours answers all of this.
pub fn answered(issue: &Issue, asked: &[Answer]) -> bool {
    let to: Vec<u64> = asked.iter().map(|answer| answer.to).collect();
    answers(issue).any(|(mark, _)| mark.to == to)
}

/// A session with the times that people gave it.
pub fn shifted<'s>(session: &'s Session, world: &World) -> Cow<'s, Session> {
    let memory = world
        .session_issue(&session.id)
        .and_then(|issue| Memory::read(&issue.body).ok())
        .filter(|memory| !memory.shifts.is_empty());
    match memory {
        None => Cow::Borrowed(session),
        Some(memory) => Cow::Owned(Session {
            schedule: session.schedule.shifted(&memory.shifts),
            ..session.clone()
        }),
    }
}

/// The same of all.
pub fn all_shifted<'s>(sessions: &'s [Session], world: &World) -> Cow<'s, [Session]> {
    let shifted: Vec<Cow<'s, Session>> = sessions
        .iter()
        .map(|session| shifted(session, world))
        .collect();
    if shifted.iter().all(|it| matches!(it, Cow::Borrowed(_))) {
        return Cow::Borrowed(sessions);
    }
    Cow::Owned(shifted.into_iter().map(Cow::into_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: u64, who: u64) -> Comment {
        Comment {
            id,
            body: "/folkmoot next".to_owned(),
            author: Some(Person {
                id: Some(who),
                login: format!("p{who}"),
                machine: false,
                created: None,
            }),
            written: Timestamp::UNIX_EPOCH,
            edited: None,
            by_another: false,
        }
    }

    #[test]
    fn who_may_not_command_silences_nobody_else() {
        let mut memory = Heard::default();
        let turn_away = |memory: &mut Heard, id, who| {
            let comment = comment(id, who);
            memory.turn_away(&heard(&comment).unwrap());
        };
        for id in 10..200 {
            turn_away(&mut memory, id, 1);
        }
        // An earlier one that was seen late takes nothing back.
        turn_away(&mut memory, 15, 1);
        assert_eq!((memory.floor, memory.away.as_slice()), (0, &[(1, 199)][..]));
        assert!(memory.knows(&comment(11, 1)) && memory.knows(&comment(199, 1)));
        assert!(!memory.knows(&comment(200, 1)) && !memory.knows(&comment(11, 2)));
        // Fifty accounts are remembered; whoever brings more of them gets what one could have before.
        for who in 2..=50 {
            turn_away(&mut memory, 200 + who, who);
        }
        assert_eq!((memory.floor, memory.away.len()), (0, 50));
        turn_away(&mut memory, 300, 51);
        assert_eq!((memory.floor, memory.away.len()), (199, 50));
        assert!(memory.knows(&comment(11, 2)) && !memory.knows(&comment(200, 1)));
        let text = serde_json::to_string(&memory).unwrap();
        assert_eq!(serde_json::from_str::<Heard>(&text).unwrap(), memory);
    }
}
