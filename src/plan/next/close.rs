//! From the close of the vote to the published report.

use super::{Desk, EDITED, Level};
use crate::ballot::record::{self, Record};
use crate::plan::change::{Change, NewPull, Push};
use crate::plan::count::{self, Count, Seen};
use crate::plan::material::material;
use crate::plan::memory::{Closing, Memory, OpenVote, PullState, ReportPull};
use crate::plan::world::{Issue, Pull};
use crate::plan::{labels, marker, texts, watch};
use crate::report;
use crate::session::PullKey;
use crate::session::Stage;

/// Locks what is still open; the votes come with the answer, as they are once nobody can change them.
fn locks(voted: &[&Issue]) -> Vec<Change> {
    voted
        .iter()
        .filter(|issue| !issue.locked)
        .map(|issue| Change::Lock {
            number: issue.number,
            votes: issue.votes_total,
        })
        .collect()
}

/// The comment with the result, unless it is there.
fn result(issue: &Issue, counted: &Count) -> Option<Change> {
    let body = texts::result_comment(counted);
    let there = issue
        .comments
        .iter()
        .any(|comment| marker::same_text(&comment.body, &body));
    (!there).then(|| Change::Comment {
        number: issue.number,
        body,
        why: "the result".to_owned(),
    })
}

/// What to say of a pull request that people closed.
pub(super) fn unmerged(pull: &Pull) -> String {
    format!(
        "the report's pull request {} was closed without merging; reopen it to publish",
        pull.url
    )
}

impl Desk<'_> {
    /// Snapshot, lock, snapshot again, tally; then the report.
    pub(super) fn close(&mut self, issue: &Issue, mut memory: Memory) -> Vec<Change> {
        let Some(vote) = memory.vote.clone() else {
            return Vec::new();
        };
        let voted = match count::voted(&self.view, &vote) {
            Ok(voted) => voted,
            Err(why) => {
                self.notice(Level::NoResult, why);
                return Vec::new();
            }
        };
        if memory.tally.is_none() {
            let Some(closing) = memory.closing.clone() else {
                let at = self.now;
                if let (Ok(seen), Some(vote)) =
                    (Seen::of(&self.view, issue, &vote), memory.vote.as_mut())
                    && let Some(line) = seen.look(vote, vote.watch.last(), at)
                {
                    vote.vanished = vote.vanished.saturating_add(line.gone());
                    vote.watch.push(line);
                }
                if let Some(vote) = memory.vote.as_mut()
                    && let Some(comment) = watch::spill(issue, vote)
                {
                    return vec![comment];
                }
                memory.closing = Some(Closing {
                    at,
                    votes: voted
                        .iter()
                        .map(|issue| (issue.number, issue.votes_total))
                        .collect(),
                });
                // Remembered before the first lock, so that a run that is killed among them still knows what was there.
                let mut changes = vec![Change::UpdateIssue {
                    number: issue.number,
                    title: None,
                    body: Some(memory.put(&issue.body)),
                    close: false,
                    why: "take the first snapshot of the votes".to_owned(),
                }];
                changes.extend(locks(&voted));
                return changes;
            };
            let open = locks(&voted);
            if !open.is_empty() {
                return open;
            }
            let Some(counted) = self.count(issue, &vote, &closing) else {
                return if count::awaits_room(&self.view, &vote) {
                    self.settle_awaiting(issue, &memory)
                } else {
                    Vec::new()
                };
            };
            let digest = record::digest(&counted.json);
            // The tally is kept before its digest is published, and both before the report: GitHub forgets votes of people who leave.
            let mut changes = Vec::new();
            changes.extend(result(issue, &counted));
            memory.tally = Some(digest);
            changes.extend(self.settle_closed(issue, memory, &counted));
            return changes;
        }
        self.publish(issue, memory, &vote)
    }

    /// Counts the vote; `None` with a notice where that cannot be.
    pub(super) fn count(
        &mut self,
        issue: &Issue,
        vote: &OpenVote,
        closing: &Closing,
    ) -> Option<Count> {
        match count::closed(&self.view, issue, vote, closing) {
            Ok(counted) => Some(counted),
            Err(why) => {
                self.notice(Level::NoResult, why);
                None
            }
        }
    }

    /// The count as it was published: the one that was kept, else a new one if it comes out the same.
    pub(super) fn published(
        &mut self,
        issue: &Issue,
        memory: &Memory,
        vote: &OpenVote,
        closing: &Closing,
    ) -> Option<Count> {
        let digest = memory.tally.as_deref()?;
        if let Some(json) = texts::kept_tally(&issue.comments, digest)
            && let Ok(record) = Record::read(&json)
        {
            return Some(Count {
                tally: record.tally(),
                record,
                json,
                vote: count::ended(vote, closing),
                issue: issue.number,
                state: String::new(),
                draft: false,
            });
        }
        let counted = self.count(issue, vote, closing)?;
        if record::digest(&counted.json) != digest {
            self.notice(
                Level::NoResult,
                format!("the comment with tally.json on #{} is gone, and the votes or the names of clusters have changed since: the report is not compiled. Restore them, or hold the vote again", issue.number),
            );
            return None;
        }
        Some(counted)
    }

    /// The report and its pull request; then, once it is merged, the end of the session.
    pub(super) fn publish(
        &mut self,
        issue: &Issue,
        mut memory: Memory,
        vote: &OpenVote,
    ) -> Vec<Change> {
        let Some(closing) = memory.closing.clone() else {
            return Vec::new();
        };
        let actions = self.actions();
        if !actions.is_empty() || self.labels.contains(labels::ACTION) {
            return actions;
        }
        let session = self.view.session;
        let repository = session
            .report
            .repository
            .clone()
            .unwrap_or_else(|| self.view.world.repository.clone());
        let key = PullKey::report(&session.id);
        let governance = self.view.world.governance.get(&repository);
        // That another session's was asked for says nothing of this one's.
        let Some(governance) = governance.filter(|known| known.asked.contains(&key)) else {
            self.lookups.push(repository);
            return Vec::new();
        };
        if let Some(pull) = governance.pulls.get(&key) {
            memory.report = Some(ReportPull {
                repository: repository.to_string(),
                number: pull.number,
                url: pull.url.clone(),
            });
            if !pull.open && !pull.merged {
                self.notice(Level::Warning, unmerged(pull));
            }
            let (changes, missing) = self.outcomes(issue, &mut memory, vote, &closing);
            if !changes.is_empty() || !self.lookups.is_empty() {
                return changes;
            }
            let mut known = memory.outcomes.values();
            let waits = missing || known.any(|outcome| outcome.state == PullState::Open);
            memory.merged = pull.merged && waits;
            let stage = if pull.merged && !waits {
                Stage::Published
            } else {
                Stage::Closed
            };
            // What was published stays as it was written: only the line on the report changes.
            return self.settle_result(issue, memory, stage);
        }
        let edited = vote
            .rows
            .as_ref()
            .is_some_and(|rows| rows.late(&session.notes).is_none());
        if edited {
            self.notice(
                Level::NoResult,
                format!("{EDITED}: the report is not compiled. Restore the rows that it had then (they are in git), and add new ones at the end"),
            );
            return Vec::new();
        }
        // Both are asked at once.
        let (known, heard) = (self.know_things(), self.hears());
        if !known || !heard {
            return Vec::new();
        }
        let Some(counted) = self.published(issue, &memory, vote, &closing) else {
            return Vec::new();
        };
        // Refused by GitHub while what was sent with it was not.
        if let Some(comment) = result(issue, &counted) {
            return vec![comment];
        }
        let material = material(&self.view, &counted);
        let report = match report::compile(&material) {
            Ok(report) => report,
            Err(error) => {
                self.notice(Level::Warning, error.to_string());
                return Vec::new();
            }
        };
        let folder = &session.report.folder;
        let files = report
            .files
            .iter()
            .map(|(name, content)| (format!("{folder}/{name}"), content.clone()))
            .collect();
        let session_url = format!("{}/issues/{}", self.view.world.url, issue.number);
        let message = format!(
            "Add the report of {}\n\nCompiled from {session_url}\n\n{}",
            session.id,
            key.trailers()
        );
        vec![
            Change::Push(Push {
                key: key.clone(),
                repository: repository.clone(),
                base: governance.base.clone(),
                branch: key.branch(),
                files,
                edits: Vec::new(),
                ledger: report::entry(&material),
                message,
                at: self.now,
            }),
            Change::OpenPullRequest(NewPull {
                branch: key.branch(),
                key,
                repository,
                base: governance.base.clone(),
                title: report.title.clone(),
                body: report.body.clone(),
            }),
        ]
    }
}
