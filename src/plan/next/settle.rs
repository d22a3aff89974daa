//! Bringing what people see up to date: stage, status, memory, lists of notes.

use super::{Desk, Level};
use crate::ballot::Tally;
use crate::plan::change::Change;
use crate::plan::count::Count;
use crate::plan::memory::Memory;
use crate::plan::world::Issue;
use crate::plan::{kept, marker, texts};
use crate::session::Stage;

impl Desk<'_> {
    /// Stage, status and memory as they should be; nothing when they are.
    pub(super) fn settle(
        &mut self,
        issue: &Issue,
        mut memory: Memory,
        stage: Stage,
        tally: Option<&Tally>,
    ) -> Vec<Change> {
        memory.stage = stage.word().to_owned();
        let open = matches!(&self.view.memory, Some(Ok(known)) if known.vote.is_some());
        // What was not read this time is not told anew.
        let kept = (open && stage == Stage::Voting && tally.is_none())
            .then(|| marker::find_region(&issue.body, texts::STATUS))
            .flatten();
        let mut body = match kept {
            Some(_) => issue.body.clone(),
            None => {
                let status = texts::status(&self.view, &memory, stage, tally);
                marker::put_region(&issue.body, texts::STATUS, &status)
            }
        };
        // Once the vote is open its rules are frozen, and so is the text that states them.
        if memory.vote.is_none() {
            let view = &self.view;
            let about = texts::suggested(view, &issue.body).and_then(|suggested| {
                let suggested = suggested.as_deref();
                texts::about(view.session, view.world, view.attribution, suggested)
            });
            match about {
                Ok(about) => body = marker::put_region(&body, texts::ABOUT, &about),
                Err(error) => self.notice(Level::Warning, error.to_string()),
            }
        }
        let mut changes = self.update(issue, &memory, stage, body);
        // What people vote on stays as it was when the vote opened.
        if memory.vote.is_none() {
            changes.extend(self.note_lists());
        }
        changes
    }

    /// The same for a vote that is closed and waits for the votes in the room.
    pub(super) fn settle_awaiting(&mut self, issue: &Issue, memory: &Memory) -> Vec<Change> {
        let body = marker::put_region(&issue.body, texts::STATUS, texts::AWAITING);
        self.update(issue, memory, Stage::Voting, body)
    }

    /// The same for a vote that was just counted.
    pub(super) fn settle_closed(
        &mut self,
        issue: &Issue,
        mut memory: Memory,
        counted: &Count,
    ) -> Vec<Change> {
        memory.stage = Stage::Closed.word().to_owned();
        let status = texts::closed_status(&self.view, &memory, counted);
        let body = marker::put_region(&issue.body, texts::STATUS, &status);
        self.update(issue, &memory, Stage::Closed, body)
    }

    /// The same for a session whose result is published: everything but the last line of its status stays.
    pub(super) fn settle_result(
        &mut self,
        issue: &Issue,
        mut memory: Memory,
        stage: Stage,
    ) -> Vec<Change> {
        memory.stage = stage.word().to_owned();
        let old = marker::find_region(&issue.body, texts::STATUS)
            .unwrap_or_default()
            .replace('\r', "");
        let mut parts: Vec<String> = old.split("\n\n").map(str::to_owned).collect();
        let fresh = texts::status(&self.view, &memory, stage, None);
        let (first, last) = (fresh.split("\n\n").next(), fresh.split("\n\n").last());
        if let (Some(place), Some(line)) = (parts.first_mut(), first) {
            line.clone_into(place);
        }
        if let (Some(place), Some(line)) = (parts.last_mut(), last) {
            line.clone_into(place);
        }
        let body = marker::put_region(&issue.body, texts::STATUS, &parts.join("\n\n"));
        self.update(issue, &memory, stage, body)
    }

    pub(super) fn update(
        &mut self,
        issue: &Issue,
        memory: &Memory,
        stage: Stage,
        body: String,
    ) -> Vec<Change> {
        // Both or none: a stage without its label would look as if a person had set the old one.
        let (on, _) = texts::stage_labels(issue, stage);
        if !self.have_labels(on) {
            return Vec::new();
        }
        let before = match &self.view.memory {
            Some(Ok(before)) => before.stage.clone(),
            _ => String::new(),
        };
        let mut memory = memory.clone();
        if before != memory.stage {
            memory.since = Some(self.now);
            memory.heard.ended = None;
        }
        let body = memory.put(&body);
        let mut changes = self.stage_change(issue, stage);
        if !marker::same_text(&body, &issue.body) {
            let why = if before == memory.stage {
                "status".to_owned()
            } else {
                format!("stage {before} → {}", memory.stage)
            };
            changes.push(Change::UpdateIssue {
                number: issue.number,
                title: None,
                body: Some(body),
                close: false,
                why,
            });
        }
        changes
    }

    pub(super) fn stage_change(&mut self, issue: &Issue, stage: Stage) -> Vec<Change> {
        let (on, off) = texts::stage_labels(issue, stage);
        let mut changes = Vec::new();
        if !on.is_empty() {
            if !self.have_labels(on.clone()) {
                return changes;
            }
            changes.push(Change::AddLabels {
                number: issue.number,
                labels: on,
            });
        }
        if !off.is_empty() {
            changes.push(Change::RemoveLabels {
                number: issue.number,
                labels: off,
            });
        }
        changes
    }

    /// Lists of notes in the clusters' issues, where people moved a note.
    pub(super) fn note_lists(&self) -> Vec<Change> {
        self.view
            .clusters
            .iter()
            .filter_map(|cluster| {
                let list = texts::note_list(
                    &self.view.notes_of(&cluster.label),
                    kept::members(&cluster.issue.body).len(),
                );
                let body = marker::put_region(&cluster.issue.body, texts::NOTES, &list);
                (!marker::same_text(&body, &cluster.issue.body)).then(|| Change::UpdateIssue {
                    number: cluster.issue.number,
                    title: None,
                    body: Some(body),
                    close: false,
                    why: format!("notes of {}", cluster.name),
                })
            })
            .collect()
    }

    /// Closes what is left open of a published session, and once nothing is, its own issue: while that is open, a later run goes on.
    pub(super) fn tidy_up(&mut self, issue: &Issue) -> Vec<Change> {
        // Its label first: a closed session is known by it.
        let mut changes = self.stage_change(issue, Stage::Published);
        let close = |number: u64| Change::UpdateIssue {
            number,
            title: None,
            body: None,
            close: true,
            why: "close, the report is published".to_owned(),
        };
        let clusters = self
            .view
            .clusters
            .iter()
            .map(|cluster| cluster.issue.number);
        let notes = self
            .view
            .notes
            .iter()
            .filter(|received| received.adopted)
            .filter_map(|received| received.issue);
        changes.extend(
            clusters
                .chain(notes)
                .filter(|number| {
                    self.view
                        .world
                        .issues
                        .get(number)
                        .is_some_and(|issue| issue.open)
                })
                .map(close),
        );
        // In a request of its own: GitHub goes on after what fails, and what is still open then would stay so for good.
        if changes.is_empty() && self.labels.is_empty() {
            changes.push(close(issue.number));
        }
        changes
    }
}
