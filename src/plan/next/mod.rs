//! The next wave for each session: what can be done now with what is known.

mod actions;
mod close;
mod desk;
mod hear;
mod open;
mod outcomes;
mod settle;
pub mod things;
mod voting;

pub(crate) use open::{LONGEST_ANNOUNCEMENT, LONGEST_BODY};

use super::change::Change;
use super::group;
use super::heard;
use super::labels;
use super::memory::Memory;
use super::rest;
use super::view::{View, homes};
use super::world::{Issue, World};
use super::{Level, Notice};
use crate::plan::Look;
use crate::session::PullKey;
use crate::session::{RepositoryName, Session, Stage};
use desk::Desk;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The next wave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wave {
    /// What can be done now, in the order that matters to people.
    pub changes: Vec<Change>,
    /// What people should know.
    pub notices: Vec<Notice>,
}

/// What to say of a file that changed while people voted on what it holds.
const EDITED: &str =
    "notes.csv was edited after the vote opened, so nobody can tell what was voted on";
/// A session with more changes than this waits for those with fewer.
const MANY: usize = 100;

/// The next wave of all sessions.
pub fn next(sessions: &[Session], world: &World, now: Timestamp) -> Wave {
    let (homes, homeless) = homes(&heard::all_shifted(sessions, world), world);
    let mut wave = Wave::default();
    let mut lookups: BTreeMap<RepositoryName, Vec<(PullKey, String)>> = BTreeMap::new();
    let mut wanted = BTreeSet::new();
    let mut looks: Vec<Look> = Vec::new();
    let mut blocks: Vec<Vec<Change>> = Vec::new();
    for session in sessions {
        if world.failed.contains(&session.id) {
            continue;
        }
        let shifted = heard::shifted(session, world);
        let view = View::of(&shifted, world, &homes);
        let mut desk = Desk::new(session, view, now);
        let changes = desk.next();
        let changes = desk.fused(changes, &homes);
        let changes = desk.guarded(changes);
        wanted.extend(desk.labels);
        looks.extend(desk.looks);
        // Of a repository that is looked at, all of a session's pull requests: what was not asked for is not known to be missing.
        for (repository, key) in session.pulls(&world.repository) {
            if desk.lookups.contains(&repository) {
                let branch = key.branch();
                lookups.entry(repository).or_default().push((key, branch));
            }
        }
        blocks.push(changes);
        wave.notices.extend(desk.notices);
    }
    // A thousand notes of one session do not keep another one waiting: those come once nothing shorter is left.
    let short = blocks
        .iter()
        .any(|block| !block.is_empty() && block.len() <= MANY);
    wave.changes = blocks
        .into_iter()
        .filter(|block| !short || block.len() <= MANY)
        .flatten()
        .collect();
    for number in homeless {
        wave.notices.push(Notice {
            level: Level::Note,
            session: "notes".to_owned(),
            text: format!("#{number} names no session that there is, and not exactly one was collecting when it was written; write an id under `### Session`, or close it"),
        });
    }
    // Labels come before what carries them, and one look at a governance repository serves all sessions.
    let mut first = label_changes(world, &wanted);
    looks.dedup();
    first.extend(looks.into_iter().map(Change::Look));
    first.extend(lookups.into_iter().map(|(repository, branches)| {
        Change::Look(Look::Report {
            repository,
            branches,
        })
    }));
    first.append(&mut wave.changes);
    wave.changes = first;
    wave
}

/// Creates the labels that do not exist; looks up those that nobody knows about.
pub(crate) fn label_changes(world: &World, names: &BTreeSet<String>) -> Vec<Change> {
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| world.knows_label(name).is_none())
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return vec![Change::Look(Look::Labels { names: unknown })];
    }
    let mut seen = BTreeSet::new();
    names
        .iter()
        .filter(|name| world.knows_label(name) == Some(false) && seen.insert(labels::fold(name)))
        .map(|name| Change::CreateLabel(labels::new(name)))
        .collect::<Vec<Change>>()
}

impl Desk<'_> {
    fn next(&mut self) -> Vec<Change> {
        let Some(issue) = self.view.issue else {
            return self.announce();
        };
        for double in self.view.doubles.clone() {
            self.notice(
                Level::Warning,
                format!("#{double} claims what another issue is already; it is left alone. Close it, or take its labels off"),
            );
        }
        for (number, labels) in self.view.torn() {
            self.notice(
                Level::Note,
                format!("#{number} carries {}: it counts for the first cluster; take the other label off", labels.join(" and ")),
            );
        }
        let mut memory = match self.view.memory.clone() {
            Some(Ok(memory)) => memory,
            Some(Err(why)) => {
                self.notice(
                    Level::Warning,
                    format!(
                        "#{} cannot be used: {why}. Restore its body from the issue's edit history",
                        issue.number
                    ),
                );
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let Some(known) = memory.stage() else {
            self.notice(
                Level::Warning,
                format!(
                    "#{} remembers a stage `{}` that does not exist",
                    issue.number, memory.stage
                ),
            );
            return Vec::new();
        };
        if known != Stage::Published && issue.open {
            if memory.off.is_none() {
                self.late(&memory);
            }
            if let Some(changes) = self.hear(issue, &mut memory, known) {
                return changes;
            }
            if known >= Stage::Closed {
                let answer = self.answer(issue);
                if !answer.is_empty() {
                    return answer;
                }
            }
        }
        let changes = self.stages(issue, memory, known);
        let idle = changes.is_empty()
            && self.labels.is_empty()
            && self.looks.is_empty()
            && self.lookups.is_empty();
        if idle && issue.open {
            return self.answer(issue);
        }
        changes
    }

    /// What the stage asks for.
    fn stages(&mut self, issue: &Issue, mut memory: Memory, known: Stage) -> Vec<Change> {
        if self.view.world.unread.contains(&self.view.session.id) {
            self.at_rest(&memory);
            // Nothing depends on its notes now; votes do not wait for them.
            return match known {
                Stage::Voting => self.voting(issue, memory),
                _ => Vec::new(),
            };
        }
        let rows = memory.vote.as_ref().and_then(|vote| vote.rows.as_ref());
        if rows.is_some_and(|rows| rows.late(&self.view.session.notes).is_none()) {
            self.notice(
                Level::Warning,
                format!("{EDITED}. Restore the rows that it had then, and add new ones at the end"),
            );
        }
        // Closed by this very run, as the last thing it does for a session.
        if !issue.open {
            return Vec::new();
        }
        if known == Stage::Published {
            return self.tidy_up(issue);
        }
        if !self.decide(&mut memory) {
            return Vec::new();
        }
        let stage = self.due_stage(issue, known, &mut memory);
        // Once at each step, so that a run with nothing to do need not ask; once the vote is open, the agenda is what it is.
        if stage > known && stage < Stage::Voting && !self.hears() {
            return Vec::new();
        }
        if stage >= Stage::Notes && memory.vote.is_none() {
            let grouping = group::collect(&self.view);
            if let Some(changes) = self.grouped(grouping) {
                return changes;
            }
        }
        if stage >= Stage::Affinity && memory.vote.is_none() {
            let mut grouping = group::place(&self.view, &memory);
            let parked = std::mem::take(&mut grouping.parked);
            if let Some(changes) = self.place(grouping, issue, &memory, stage) {
                return changes;
            }
            memory.proposal.clear();
            let before = memory.parked.len();
            memory.parked.extend(parked);
            if memory.put(&issue.body).len() > open::LONGEST_BODY {
                // Whoever is not remembered as parked is looked at again by the next run.
                memory.parked.truncate(before);
            }
        }
        if stage >= Stage::Voting && memory.vote.is_none() && !self.open_vote(&mut memory) {
            // The vote cannot open: stay where notes are grouped until somebody has looked. The clock has not been obeyed.
            memory.clock = self.known_clock();
            if !self.looks.is_empty() {
                return Vec::new();
            }
            return self.settle(issue, memory, Stage::Affinity, None);
        }
        if stage == Stage::Voting && memory.vote.is_some() {
            return self.voting(issue, memory);
        }
        if stage < Stage::Closed {
            let changes = self.settle(issue, memory.clone(), stage, None);
            if !changes.is_empty() || !self.labels.is_empty() {
                return changes;
            }
            // Everything was read and nothing is left to do: remembered, so that the next run need not read it all again.
            let world = self.view.world;
            return match rest::seen(self.view.session, world, issue.number) {
                Some(seen) if memory.seen.as_ref() != Some(&seen) => {
                    memory.seen = Some(seen);
                    vec![Change::UpdateIssue {
                        number: issue.number,
                        title: None,
                        body: Some(memory.put(&issue.body)),
                        close: false,
                        why: "remember what was read".to_owned(),
                    }]
                }
                _ => Vec::new(),
            };
        }
        self.close(issue, memory)
    }
}
