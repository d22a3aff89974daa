//! What people say in comments: taken up, done, answered; and the session that is called off.

use super::{Desk, Level};
use crate::ballot::record::Event;
use crate::command::handle::handles;
use crate::command::{No, Scene, Verdict, decide};
use crate::plan::Look;
use crate::plan::change::Change;
use crate::plan::heard::{self, Answer, Off, Said};
use crate::plan::labels;
use crate::plan::memory::Memory;
use crate::plan::world::Issue;
use crate::plan::{marker, texts};
use crate::session::{Shift, Stage};
use jiff::Timestamp;

/// People whose rights one run asks for: each costs a request.
const MOST_ASKED: usize = 5;

impl Desk<'_> {
    /// Takes up what people said since the last look. Something, where that has to be written or looked up before anything else is done.
    pub(super) fn hear(
        &mut self,
        issue: &Issue,
        memory: &mut Memory,
        known: Stage,
    ) -> Option<Vec<Change>> {
        if let Some(off) = memory.off.clone() {
            return self.called_off(issue, memory, &off);
        }
        let listened = heard::listened(issue).filter(|_| memory.vote.is_some());
        memory.talk = listened.or(memory.talk);
        // One after the other: what is not answered yet, people do not know.
        if !memory.heard.answers.is_empty() {
            return None;
        }
        let by_label = self.off_by_label(issue, memory, known);
        let all = heard::unheard(issue, memory);
        if all.is_empty() && !by_label {
            return None;
        }
        let asked = self.unknown(&all);
        if !asked.is_empty() {
            self.looks.push(Look::Rights { logins: asked });
            return Some(Vec::new());
        }
        let (mut next, mut names) = (memory.clone(), Vec::new());
        let mut off = by_label;
        if by_label {
            next.heard.answers.push(Answer {
                to: 0,
                said: String::new(),
                verdict: Verdict::CalledOff,
            });
        }
        for said in all {
            let verdict = match self.may(&said) {
                None => continue,
                Some(true) => {
                    let scene = self.scene(issue, &next, known, off);
                    decide(said.command, said.at, &scene)
                }
                Some(false) => Verdict::No { why: No::Stranger },
            };
            if verdict == (Verdict::No { why: No::Stranger }) {
                let told = next.heard.away_to(said.author).is_some();
                next.heard.turn_away(&said);
                // Told once: whoever goes on calling is not answered each time.
                if told {
                    continue;
                }
            } else {
                next.heard.note(said.comment);
            }
            off |= verdict == Verdict::CalledOff;
            let answer = Answer {
                to: said.comment.id,
                said: said.words(),
                verdict,
            };
            self.apply(&mut next, &answer);
            names.push(if answer.said.is_empty() {
                "a command that is none".to_owned()
            } else {
                format!("`{}`", answer.said)
            });
            next.heard.answers.push(answer);
        }
        if off {
            if !issue.has(labels::CALLED_OFF) {
                // The label first: a session that is called off and has none is held again.
                if !self.have_labels([labels::CALLED_OFF.to_owned()]) {
                    return Some(Vec::new());
                }
                return Some(vec![Change::AddLabels {
                    number: issue.number,
                    labels: vec![labels::CALLED_OFF.to_owned()],
                }]);
            }
            self.call_off(&mut next);
        }
        if next == *memory {
            return None;
        }
        let body = if off {
            let status = texts::called_off(self.view.session, self.now);
            next.put(&marker::put_region(&issue.body, texts::STATUS, &status))
        } else {
            next.put(&issue.body)
        };
        Some(vec![Change::UpdateIssue {
            number: issue.number,
            title: None,
            body: Some(body),
            close: false,
            why: match names.as_slice() {
                [] if off => "it is called off".to_owned(),
                [] => "remember who may not command".to_owned(),
                names => format!("heard {}", names.join(", ")),
            },
        }])
    }

    /// Whether somebody set the label that calls a session off, while it can be.
    fn off_by_label(&mut self, issue: &Issue, memory: &Memory, known: Stage) -> bool {
        if !issue.has(labels::CALLED_OFF) {
            return false;
        }
        if known >= Stage::Closed || memory.closing.is_some() {
            self.notice(
                Level::Warning,
                format!(
                    "the vote is closed and counted; `{}` cannot undo that. Take the label off",
                    labels::CALLED_OFF
                ),
            );
            return false;
        }
        true
    }

    /// The people whose rights nobody has looked up.
    fn unknown(&self, all: &[Said<'_>]) -> Vec<String> {
        let mut logins: Vec<String> = Vec::new();
        for said in all {
            let login = &said.author.login;
            let known = self.view.world.rights.contains_key(&labels::fold(login));
            if !known && !self.facilitates(login) && !logins.contains(login) {
                logins.push(login.clone());
            }
        }
        let asked = self.view.world.rights.len();
        logins.truncate(MOST_ASKED.saturating_sub(asked));
        logins
    }

    /// Whether the session's file names this account as its facilitator.
    fn facilitates(&self, login: &str) -> bool {
        let facilitator = self.view.session.roles.facilitator.as_deref();
        facilitator
            .is_some_and(|text| handles(text).any(|handle| handle.eq_ignore_ascii_case(login)))
    }

    /// Whether somebody may command; `None` where that cannot be read.
    fn may(&mut self, said: &Said<'_>) -> Option<bool> {
        if self.facilitates(&said.author.login) {
            return Some(true);
        }
        let rights = &self.view.world.rights;
        let why = match rights.get(&labels::fold(&said.author.login)) {
            Some(Ok(may)) => return Some(*may),
            Some(Err(why)) => why.trim_end_matches('.').to_owned(),
            None => "too many people call at a time; the next runs go on".to_owned(),
        };
        self.notice(
            Level::Warning,
            format!(
                "a command in a comment waits: whether its author may give it cannot be read ({why}). Set the stage’s label by hand, or write the facilitator’s handle under `roles`"
            ),
        );
        None
    }

    /// How the session stands for somebody who says something.
    fn scene(&self, issue: &Issue, memory: &Memory, known: Stage, off: bool) -> Scene<'_> {
        let session = self.view.session;
        // Somebody moved it by its label, nobody knows when: the earlier one of the two.
        let by_hand = issue
            .labels
            .iter()
            .filter_map(|name| labels::stage_of(name))
            .filter(|stage| *stage != known)
            .min();
        let stage = by_hand.map_or(known, |stage| stage.min(known));
        let vote = memory.vote.as_ref();
        let schedule = self.file.schedule.shifted(&memory.shifts);
        let ends = match vote {
            Some(vote) if stage == Stage::Voting => Some(vote.window.closes),
            _ => stage.next().and_then(|next| schedule.begins(next)),
        };
        Scene {
            stage,
            since: heard::since(issue, memory),
            ends,
            saw: heard::saw(issue, memory),
            open: vote.is_some(),
            settled: memory.closing.is_some() || vote.is_some_and(|it| it.cancelled().is_some()),
            leaves: memory.heard.wish.is_some(),
            off,
            zone: &session.timezone,
        }
    }

    /// What follows from an answer for the memory.
    fn apply(&self, memory: &mut Memory, answer: &Answer) {
        match answer.verdict {
            Verdict::Next { to } => memory.heard.wish = memory.heard.wish.max(Some(to)),
            Verdict::Extended { stage, until } => self.extend(memory, stage, until, &answer.said),
            Verdict::CalledOff | Verdict::No { .. } => {}
        }
    }

    fn extend(&self, memory: &mut Memory, stage: Stage, until: Timestamp, said: &str) {
        if let Some(vote) = memory.vote.as_mut().filter(|_| stage == Stage::Voting) {
            let from = vote.window.closes;
            if until > from {
                memory.heard.ended = Some(from);
                vote.history.push(Event::Extended {
                    at: self.now,
                    from,
                    until,
                    why: format!("`{said}` in a comment on the session’s issue"),
                });
                vote.window.closes = until;
            }
            return;
        }
        let file = &self.file.schedule;
        let Some(next) = stage.next() else { return };
        let shown = file.shifted(&memory.shifts);
        let (Some(was), Some(from)) = (file.begins(next), shown.begins(next)) else {
            return;
        };
        if until <= from {
            return;
        }
        memory.heard.ended = Some(from);
        // What the file has overruled since shifts nothing any more.
        memory
            .shifts
            .retain(|shift| file.begins(shift.stage) == Some(shift.was));
        let by = until.duration_since(from).as_secs();
        match memory.shifts.iter_mut().find(|shift| shift.stage == next) {
            Some(shift) => shift.by = shift.by.saturating_add(by),
            None => memory.shifts.push(Shift {
                stage: next,
                was,
                by,
            }),
        }
    }

    /// Remembers that it is called off.
    fn call_off(&self, memory: &mut Memory) {
        if let Some(vote) = memory.vote.as_mut()
            && vote.cancelled().is_none()
        {
            vote.history.push(Event::Cancelled {
                at: self.now,
                why: "the session was called off".to_owned(),
            });
        }
        memory.heard.wish = None;
        memory.off = Some(Off {
            at: self.now,
            closed: self.own(|issue| !issue.open),
        });
    }

    /// The issues of its clusters and notes that are so.
    fn own(&self, wanted: impl Fn(&Issue) -> bool) -> Vec<u64> {
        let clusters = self.view.clusters.iter().map(|it| it.issue.number);
        let notes = self.view.notes.iter().filter(|it| it.adopted);
        let numbers = clusters.chain(notes.filter_map(|it| it.issue));
        let issues = numbers.filter_map(|number| self.view.world.issues.get(&number));
        issues
            .filter(|issue| wanted(issue))
            .map(|issue| issue.number)
            .collect()
    }

    /// A session that is called off: its issues are closed, its own last. One whose label a person took off is held after all.
    fn called_off(&mut self, issue: &Issue, memory: &mut Memory, off: &Off) -> Option<Vec<Change>> {
        if !issue.has(labels::CALLED_OFF) {
            let back = self.own(|issue| !issue.open && !off.closed.contains(&issue.number));
            if back.is_empty() {
                memory.off = None;
                memory.heard.answers.clear();
                return None;
            }
            let reopen = |number| Change::Reopen {
                number,
                why: "the session is held after all".to_owned(),
            };
            return Some(back.into_iter().map(reopen).collect());
        }
        let answer = self.answer(issue);
        if !answer.is_empty() {
            return Some(answer);
        }
        let close = |number| Change::Close {
            number,
            why: "the session is called off".to_owned(),
        };
        let mut changes: Vec<Change> = self
            .own(|issue| issue.open)
            .into_iter()
            .map(close)
            .collect();
        // In a request of its own: what was left open could not be found any more.
        if changes.is_empty() {
            changes.push(close(issue.number));
        }
        Some(changes)
    }

    /// Answers in one comment; once it is there, that is remembered.
    pub(super) fn answer(&mut self, issue: &Issue) -> Vec<Change> {
        let Some(Ok(memory)) = &self.view.memory else {
            return Vec::new();
        };
        let answers = &memory.heard.answers;
        if answers.is_empty() {
            return Vec::new();
        }
        if heard::answered(issue, answers) {
            let mut memory = memory.clone();
            memory.heard.answers.clear();
            memory.heard.wish = None;
            return vec![Change::UpdateIssue {
                number: issue.number,
                title: None,
                body: Some(memory.put(&issue.body)),
                close: false,
                why: "remember that it is answered".to_owned(),
            }];
        }
        let text = texts::answer(&self.view, memory, self.hindrance.as_deref());
        vec![Change::Comment {
            number: issue.number,
            body: format!("{text}\n\n{}\n", heard::mark(answers)),
            why: "what came of a command".to_owned(),
        }]
    }
}
