//! The edits of one sitting: what is not on GitHub yet, what could not be done and why, what can be undone and done again.
//!
//! In: edits, what became of sending them, readings. Out: an overlay over each new reading, so that an edit shows at once and stays until GitHub
//! shows it. One list for all facilitators: to undo is to undo what anybody did last. An edit that was not sent yet is simply withdrawn; one that
//! was is undone by its inverse, which is an edit as any other. Pure.

use super::Edit;
use super::board::Board;
use serde::Serialize;

/// So many looks at GitHub may show nothing of an edit that it took. After that somebody else has changed the same again: people win.
const PATIENCE: u32 = 3;
/// How many edits that failed are shown.
const MOST_FAILED: usize = 20;
/// How many edits are shown.
const MOST_SHOWN: usize = 30;
/// How many edits can be undone.
const MOST_UNDONE: usize = 200;
/// How many ids are remembered, so that nothing that is sent again is done twice.
const MOST_KNOWN: usize = 2_000;

/// How far one edit has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Not sent.
    Waiting,
    /// Being sent.
    Sending,
    /// GitHub took it; so many looks have not shown it since.
    Taken(u32),
    /// GitHub shows it.
    Done,
    /// It cannot be done, and why.
    Failed(String),
}

/// One edit to be sent.
#[derive(Debug, Clone)]
struct Job {
    number: u64,
    edit: Edit,
    state: State,
    /// Whether it ever was on its way: then GitHub may have it, whatever was answered.
    sent: bool,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Made,
    Undo,
}

/// What a facilitator did with one action.
#[derive(Debug, Clone)]
struct Entry {
    number: u64,
    id: String,
    kind: Kind,
    what: String,
    /// The edit as it was asked for, to do it again.
    edit: Edit,
    /// What undoes it, from the board on which it was made.
    inverse: Option<Vec<Edit>>,
    jobs: Vec<Job>,
}

impl Entry {
    fn failed(&self) -> Option<&str> {
        self.jobs.iter().find_map(|job| match &job.state {
            State::Failed(why) => Some(why.as_str()),
            _ => None,
        })
    }

    fn is_pending(&self) -> bool {
        self.jobs
            .iter()
            .any(|job| matches!(job.state, State::Waiting | State::Sending | State::Taken(_)))
    }

    fn is_unsent(&self) -> bool {
        self.jobs
            .iter()
            .all(|job| job.state == State::Waiting && !job.sent)
    }
}

/// An edit as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// What it is, in words.
    pub what: String,
    /// `pending` or `failed`.
    pub state: &'static str,
    /// Why it failed.
    pub why: Option<String>,
}

/// What can be undone, or done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The edit's id.
    pub id: String,
    /// What it is, in words.
    pub what: String,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Nothing {
    /// There is nothing to undo.
    #[error("there is nothing to undo")]
    Undo,
    /// There is nothing to do again.
    #[error("there is nothing to do again")]
    Redo,
    /// What was done last cannot be undone.
    #[error("“{0}” cannot be undone: it changed nothing")]
    Same(String),
    /// Somebody has changed all of it since.
    #[error("“{what}” is not undone: somebody has changed {left} since, and it stays so")]
    Changed {
        /// What was done.
        what: String,
        /// What was changed.
        left: String,
    },
}

/// The edits of one sitting.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    entries: Vec<Entry>,
    /// Entries that can be undone, the last one last.
    undo: Vec<Entry>,
    /// Entries that were undone, the last one last.
    redo: Vec<Entry>,
    known: Vec<String>,
    next: u64,
}

impl Journal {
    /// Whether an edit with that id came before.
    pub fn knows(&self, id: &str) -> bool {
        self.known.iter().any(|known| known == id)
    }

    /// Takes an edit in. `board` is what the facilitator saw, pending edits and all. False where one with that id came before.
    pub fn add(&mut self, id: &str, edit: Edit, board: &Board) -> bool {
        if self.knows(id) {
            return false;
        }
        self.remember(id);
        let entry = self.entry(id.to_owned(), Kind::Made, edit.clone(), vec![edit], board);
        self.redo.clear();
        self.make(entry);
        true
    }

    /// Undoes what was done last.
    ///
    /// # Errors
    /// [`Nothing`] to undo.
    pub fn undo(&mut self, board: &Board) -> Result<(), Nothing> {
        let mut entry = self.undo.pop().ok_or(Nothing::Undo)?;
        let now = self
            .entries
            .iter()
            .position(|known| known.number == entry.number);
        let unsent = now.is_some_and(|at| self.entries.get(at).is_some_and(Entry::is_unsent));
        if let (Some(at), true) = (now, unsent) {
            self.entries.remove(at);
            self.redo.push(entry);
            return Ok(());
        }
        let Some(inverse) = entry.inverse.clone() else {
            return Err(Nothing::Same(entry.what));
        };
        let still = board.still(&entry.edit, &inverse);
        let left = still.left.unwrap_or_default();
        let Some(edit) = still.edit else {
            let what = entry.what;
            return Err(Nothing::Changed { what, left });
        };
        let mut back = self.entry(
            entry.id.clone(),
            Kind::Undo,
            edit.clone(),
            still.back,
            board,
        );
        back.what = format!("undo: {}", entry.what);
        back.inverse = None;
        if !left.is_empty() {
            // Shown like what failed, so that it is still there to read when the rest is done.
            back.jobs.push(Job {
                number: self.number(),
                edit: entry.edit,
                state: State::Failed(format!("somebody has changed {left} since: it stays so")),
                sent: true,
            });
            entry.what = board.words(&edit);
        }
        // What others changed is not done again either.
        entry.edit = edit;
        self.entries.push(back);
        self.redo.push(entry);
        Ok(())
    }

    /// What would be done again.
    ///
    /// # Errors
    /// [`Nothing`] to do again.
    pub fn to_redo(&self) -> Result<&Edit, Nothing> {
        self.redo
            .last()
            .map(|entry| &entry.edit)
            .ok_or(Nothing::Redo)
    }

    /// Forgets what would be done again: it cannot be done any more.
    pub fn drop_redo(&mut self) {
        self.redo.pop();
    }

    /// Does again what was undone last.
    ///
    /// # Errors
    /// [`Nothing`] to do again.
    pub fn redo(&mut self, board: &Board) -> Result<(), Nothing> {
        let entry = self.redo.pop().ok_or(Nothing::Redo)?;
        let edits = vec![entry.edit.clone()];
        let entry = self.entry(entry.id, Kind::Made, entry.edit, edits, board);
        self.make(entry);
        Ok(())
    }

    /// Puts what is not on GitHub yet over a reading.
    pub fn overlay(&self, board: &mut Board) {
        for job in self.jobs() {
            if matches!(job.state, State::Waiting | State::Sending | State::Taken(_)) {
                board.with(&job.edit);
            }
        }
    }

    /// Edits that are not sent yet, in order; from now on they are on their way.
    pub fn send(&mut self) -> Vec<(u64, Edit)> {
        let mut batch = Vec::new();
        for job in self.jobs_mut() {
            if job.state == State::Waiting {
                job.state = State::Sending;
                job.sent = true;
                batch.push((job.number, job.edit.clone()));
            }
        }
        batch
    }

    /// Edits that are on the overlay, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Edit> {
        let jobs = self
            .jobs()
            .filter(|job| matches!(job.state, State::Waiting | State::Sending | State::Taken(_)));
        jobs.map(|job| &job.edit)
    }

    /// Whether something waits to be sent.
    pub fn waits(&self) -> bool {
        self.jobs().any(|job| job.state == State::Waiting)
    }

    /// What GitHub does not have, in words: not sent, or on its way without an answer.
    pub fn unsent(&self) -> Vec<String> {
        let missing = self.entries.iter().filter(|entry| {
            let mut jobs = entry.jobs.iter();
            jobs.any(|job| matches!(job.state, State::Waiting | State::Sending))
        });
        missing.map(|entry| entry.what.clone()).collect()
    }

    /// GitHub took an edit.
    pub fn taken(&mut self, number: u64) {
        self.set(number, State::Taken(0));
    }

    /// An edit did not get through, and may the next time.
    pub fn again(&mut self, number: u64) {
        self.set(number, State::Waiting);
    }

    /// An edit cannot be done. What depended on nothing else goes on.
    pub fn failed(&mut self, number: u64, why: &str) {
        self.set(number, State::Failed(why.to_owned()));
        let owner = self
            .entries
            .iter()
            .find(|entry| entry.jobs.iter().any(|job| job.number == number));
        match owner.map(|owner| (owner.kind, owner.number, owner.id.clone())) {
            // What did not happen cannot be undone.
            Some((Kind::Made, number, _)) => self.undo.retain(|entry| entry.number != number),
            // What could not be undone is still there.
            Some((Kind::Undo, _, id)) => {
                if let Some(at) = self.redo.iter().rposition(|entry| entry.id == id) {
                    let entry = self.redo.remove(at);
                    self.undo.push(entry);
                }
            }
            None => {}
        }
        self.tidy();
    }

    /// A look at GitHub: what it shows is done.
    pub fn saw(&mut self, board: &Board) {
        let mut taken: Vec<(u64, Edit)> = self
            .jobs()
            .filter(|job| matches!(job.state, State::Taken(_)))
            .map(|job| (job.number, job.edit.clone()))
            .collect();
        taken.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        // What a later edit of the same notes did again is done as well, though it does not show; and what that one did again, too.
        let mut shown: Vec<(u64, Edit)> = Vec::new();
        for (number, edit) in taken {
            if board.shows(&edit) || shown.iter().any(|(_, later)| later.concerns(&edit)) {
                shown.push((number, edit));
            }
        }
        for job in self.jobs_mut() {
            let State::Taken(looks) = job.state else {
                continue;
            };
            let done = shown.iter().any(|(number, _)| *number == job.number);
            job.state = if done || looks + 1 >= PATIENCE {
                State::Done
            } else {
                State::Taken(looks + 1)
            };
        }
        self.tidy();
    }

    /// The edits that are pending or failed, newest first.
    pub fn shown(&self) -> Vec<Shown> {
        let open = self.entries.iter().rev().take(MOST_SHOWN);
        open.map(|entry| Shown {
            id: entry.id.clone(),
            what: entry.what.clone(),
            state: if entry.failed().is_some() {
                "failed"
            } else {
                "pending"
            },
            why: entry.failed().map(str::to_owned),
        })
        .collect()
    }

    /// What would be undone.
    pub fn next_undo(&self) -> Option<Named> {
        self.undo.last().map(named)
    }

    /// What would be done again.
    pub fn next_redo(&self) -> Option<Named> {
        self.redo.last().map(named)
    }

    fn entry(
        &mut self,
        id: String,
        kind: Kind,
        edit: Edit,
        edits: Vec<Edit>,
        board: &Board,
    ) -> Entry {
        let number = self.number();
        let jobs = edits.into_iter().map(|edit| Job {
            number: self.number(),
            edit,
            state: State::Waiting,
            sent: false,
        });
        Entry {
            number,
            id,
            kind,
            what: board.words(&edit),
            inverse: board.inverse(&edit),
            jobs: jobs.collect(),
            edit,
        }
    }

    fn make(&mut self, entry: Entry) {
        self.undo.push(entry.clone());
        if self.undo.len() > MOST_UNDONE {
            self.undo.remove(0);
        }
        self.entries.push(entry);
    }

    fn remember(&mut self, id: &str) {
        self.known.push(id.to_owned());
        if self.known.len() > MOST_KNOWN {
            self.known.remove(0);
        }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.entries.iter().flat_map(|entry| &entry.jobs)
    }

    fn jobs_mut(&mut self) -> impl Iterator<Item = &mut Job> {
        self.entries.iter_mut().flat_map(|entry| &mut entry.jobs)
    }

    fn set(&mut self, number: u64, state: State) {
        if let Some(job) = self.jobs_mut().find(|job| job.number == number) {
            job.state = state;
        }
    }

    /// What is done is not shown any more, and of what failed only the last.
    fn tidy(&mut self) {
        self.entries
            .retain(|entry| entry.is_pending() || entry.failed().is_some());
        let mut failed = self
            .entries
            .iter()
            .filter(|entry| !entry.is_pending())
            .count();
        self.entries.retain(|entry| {
            let drop = !entry.is_pending() && failed > MOST_FAILED;
            failed -= usize::from(drop);
            !drop
        });
    }
}

impl Edit {
    /// Whether what one does may be undone or done again by the other.
    fn concerns(&self, other: &Edit) -> bool {
        match (self.notes(), other.notes()) {
            (Some(own), Some(others)) => own.iter().any(|note| others.contains(note)),
            // A cluster without an issue is called by its label: what renames or empties it moves its notes.
            _ => true,
        }
    }

    /// The notes that it names, where it names any.
    fn notes(&self) -> Option<Vec<&String>> {
        match self {
            Edit::Move { notes, .. }
            | Edit::Park { notes }
            | Edit::Unplace { notes }
            | Edit::New { notes, .. } => Some(notes.iter().collect()),
            Edit::Merge { note, into } => Some(vec![note, into]),
            Edit::Unmerge { note } => Some(vec![note]),
            Edit::Rename { .. } | Edit::Join { .. } => None,
        }
    }
}

fn named(entry: &Entry) -> Named {
    Named {
        id: entry.id.clone(),
        what: entry.what.clone(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
