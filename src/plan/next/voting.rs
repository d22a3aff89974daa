//! While the vote is open: what maintainers decide on the way, the change watch, the reminder, and what voters should know.

use super::open::{LONGEST_BODY, VOTE_ROOM};
use super::{Desk, Level};
use crate::ballot::record::Event;
use crate::plan::change::Change;
use crate::plan::count::Seen;
use crate::plan::memory::{Memory, OpenVote};
use crate::plan::rest::{self, Rest};
use crate::plan::world::Issue;
use crate::plan::{marker, roll, texts, watch};
use crate::session::Stage;

impl Desk<'_> {
    /// Takes up what maintainers decided by a reviewed change to the session's files since the vote opened. `false` where something has to be
    /// looked up first.
    pub(super) fn decide(&mut self, memory: &mut Memory) -> bool {
        let session = self.view.session;
        let settled = memory.closing.is_some();
        let Some(vote) = memory.vote.as_mut() else {
            return true;
        };
        if let Some(why) = &session.decisions.cancelled
            && vote.cancelled().is_none()
        {
            if settled || self.now >= vote.window.closes {
                self.notice(
                    Level::Warning,
                    "`cancelled` came after the vote had closed, so it cancels nothing",
                );
            } else {
                vote.history.push(Event::Cancelled {
                    at: self.now,
                    why: why.clone(),
                });
            }
        }
        if settled || vote.cancelled().is_some() {
            return true;
        }
        if let Some((until, why)) = &session.decisions.extended
            && *until != vote.window.closes
            && !took(&vote.history, *until)
        {
            let closes = vote.window.closes;
            if *until < closes {
                self.notice(
                    Level::Warning,
                    format!(
                        "`extended` would close the vote before {}; it can only close later",
                        texts::when(session, closes)
                    ),
                );
            } else if self.now >= closes {
                self.notice(
                    Level::Warning,
                    format!(
                        "`extended` came after the vote had closed ({}), so it extends nothing",
                        texts::when(session, closes)
                    ),
                );
            } else {
                vote.history.push(Event::Extended {
                    at: self.now,
                    from: closes,
                    until: *until,
                    why: why.clone(),
                });
                vote.window.closes = *until;
            }
        }
        if self.now >= vote.window.closes {
            return true;
        }
        if session.rules.roll != vote.rules.roll {
            self.notice(
                Level::Warning,
                "the rules are frozen, and with them what the roll is made from; the other `roll` in session.yml is not used",
            );
            return true;
        }
        if roll::lists(session) == vote.lists {
            return true;
        }
        let looks = roll::looks(session, self.view.world, true);
        if !looks.is_empty() {
            self.looks.extend(looks);
            return false;
        }
        self.amend(memory);
        true
    }

    /// Amends the roll by what the session's lists say now.
    fn amend(&mut self, memory: &mut Memory) {
        let Some(vote) = memory.vote.clone() else {
            return;
        };
        let base = vote.roll.accounts.clone().map(|ids| {
            ids.into_iter()
                .filter(|id| !vote.allowed.contains(id))
                .collect::<Vec<u64>>()
        });
        let resolved = match roll::amend(&self.view, base) {
            Ok(resolved) => resolved,
            Err(why) => {
                self.notice(Level::Warning, format!("the roll stays as it was: {why}"));
                return;
            }
        };
        let mut amended = resolved.roll;
        amended.born_before = vote.roll.born_before;
        let ids = |roll: &crate::ballot::Roll| -> std::collections::BTreeSet<u64> {
            let all = roll.accounts.iter().flatten();
            all.copied().filter(|id| roll.holds(*id)).collect()
        };
        let (before, after) = (ids(&vote.roll), ids(&amended));
        let denied = |a: &crate::ballot::Roll, b: &crate::ballot::Roll| {
            a.denied.iter().filter(|id| !b.denied.contains(id)).count()
        };
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        // Of a roll of everybody, what changes is who is denied.
        let (added, removed) = if amended.accounts.is_none() {
            (denied(&vote.roll, &amended), denied(&amended, &vote.roll))
        } else {
            (
                after.difference(&before).count(),
                before.difference(&after).count(),
            )
        };
        let mut next = vote.clone();
        if amended != vote.roll {
            next.history.push(Event::RollAmended {
                at: self.now,
                added: count(added),
                removed: count(removed),
                digest: amended.digest(),
            });
        }
        next.roll = amended;
        next.allowed = resolved.allowed;
        next.unresolved = resolved.unresolved;
        next.lists = roll::lists(self.view.session);
        let mut keep = memory.clone();
        keep.vote = Some(next);
        let body = self.view.issue.map_or("", |issue| issue.body.as_str());
        if keep.put(body).chars().count() > LONGEST_BODY - VOTE_ROOM / 2 {
            self.notice(
                Level::Warning,
                "the roll stays as it was: a longer one does not fit into the session’s issue",
            );
            return;
        }
        *memory = keep;
    }

    /// The stage `voting` of a vote that is open.
    pub(super) fn voting(&mut self, issue: &Issue, mut memory: Memory) -> Vec<Change> {
        let Some(mut vote) = memory.vote.take() else {
            return Vec::new();
        };
        let resting = rest::rest(self.view.session, self.view.world, self.now) == Rest::Whole;
        let seen = match Seen::of(&self.view, issue, &vote) {
            Ok(seen) => Some(seen),
            // Of a session at rest not all votes were read; of one that was never looked at, only the first page.
            Err(_) if resting || vote.watch.is_empty() => None,
            Err(why) => {
                self.notice(Level::Warning, why);
                None
            }
        };
        if let Some(seen) = &seen {
            let line = seen.look(&vote, vote.watch.last(), self.now);
            if let Some(line) = line {
                vote.vanished = vote.vanished.saturating_add(line.gone());
                vote.watch.push(line);
            }
            vote.comments = vote
                .rules
                .method
                .by_comment()
                .then_some(issue.comments_total);
        }
        if let Some(comment) = watch::spill(issue, &mut vote) {
            return vec![comment];
        }
        if rest::reminds(&vote, self.now) {
            match self.reminder(issue, &vote) {
                Some(comment) => return vec![comment],
                None => vote.reminded = true,
            }
        }
        memory.vote = Some(vote);
        let tally = seen.as_ref().map(|seen| &seen.tally);
        self.settle(issue, memory, Stage::Voting, tally)
    }

    /// The reminder, unless it is there.
    fn reminder(&self, issue: &Issue, vote: &OpenVote) -> Option<Change> {
        // Plain strings: this cannot fail.
        let json = serde_json::to_string(&vote.window.opens).unwrap_or_default();
        let mark = marker::hidden("reminder", &json);
        if issue
            .comments
            .iter()
            .any(|comment| watch::is_ours(issue, comment) && comment.body.contains(&mark))
        {
            return None;
        }
        Some(Change::Comment {
            number: issue.number,
            body: format!("{}\n\n{mark}\n", texts::reminder(&self.view, vote)),
            why: "the vote closes soon".to_owned(),
        })
    }
}

/// Whether an extension until then was taken up; it may have been extended further since.
fn took(history: &[Event], until: jiff::Timestamp) -> bool {
    history
        .iter()
        .any(|event| matches!(event, Event::Extended { until: known, .. } if *known == until))
}
