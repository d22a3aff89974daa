//! What is sent to browsers: the whole state once, then what changed.
//!
//! In: a board, the journal, what facilitators chose, what is known of GitHub. Out: [`Sent`], for the room and for facilitators, and changes from
//! one to the next. Votes that are hidden are in neither. Pure.

use super::board::{Board, Card, Figures};
use super::journal::{Journal, Named, Shown};
use super::screen::{Screen, Stand, Timer, part};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Requests to GitHub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Budget {
    /// Within the last hour.
    pub spent: u64,
    /// That may be spent an hour.
    pub of: u64,
}

/// What is known of GitHub.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// When it answered last.
    pub heard: Option<Timestamp>,
    /// What is wrong, with its cure.
    pub trouble: Option<String>,
    /// What was spent.
    pub budget: Budget,
}

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Everybody in the room.
    Room,
    /// Who may edit.
    Facilitators,
}

/// Everything that there is to tell at one time.
#[derive(Debug)]
pub struct Scene<'s> {
    /// The board as it was read.
    pub board: &'s Board,
    /// The edits.
    pub journal: &'s Journal,
    /// What facilitators chose.
    pub stand: Stand,
    /// What is known of GitHub.
    pub line: &'s Line,
    /// How many browsers look.
    pub viewers: usize,
}

#[derive(Serialize)]
struct Told<'t> {
    #[serde(flatten)]
    board: &'t Board,
    screen: Screen,
    follows: bool,
    revealed: bool,
    part: Option<usize>,
    timer: Option<Timer>,
    heard: Option<Timestamp>,
    trouble: Option<&'t str>,
    budget: Budget,
    facilitator: bool,
    edits: Vec<Shown>,
    undo: Option<Named>,
    redo: Option<Named>,
    viewers: usize,
}

/// What one audience is told, but for version and time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    /// The notes: the same for all audiences, and for all versions that have the same.
    notes: Arc<Vec<Card>>,
    fields: Map<String, Value>,
}

/// The fields that the room is not told.
const BACKSTAGE: [&str; 4] = ["edits", "undo", "redo", "viewers"];

impl Scene<'_> {
    /// The board with what is pending, and without what is hidden.
    pub fn board(&self) -> Board {
        let mut board = self.board.clone();
        self.journal.overlay(&mut board);
        if !self.revealed() {
            board.hide();
        }
        board
    }

    /// Whether votes are shown: a facilitator wants that, and the rules do not keep them, whatever was so when it was wanted.
    fn revealed(&self) -> bool {
        self.stand.revealed && self.board.vote.figures != Figures::Kept
    }

    /// The screen: the one that a facilitator chose, or that of the stage. A session that is called off has none to vote on.
    fn screen(&self) -> Screen {
        let followed = if self.board.session.off {
            Screen::Result
        } else {
            Screen::of(self.board.stage)
        };
        self.stand.screen.unwrap_or(followed)
    }

    /// What the room and facilitators are told at `now`; `before` is what one of them was told last.
    pub fn tell(&self, now: Timestamp, before: &Sent) -> (Sent, Sent) {
        let mut board = self.board();
        let notes = std::mem::take(&mut board.notes);
        let notes = if *before.notes == notes {
            Arc::clone(&before.notes)
        } else {
            Arc::new(notes)
        };
        let told = Told {
            screen: self.screen(),
            follows: self.stand.screen.is_none(),
            revealed: self.revealed(),
            part: part(&board.agenda, now),
            timer: self.stand.timer,
            heard: self.line.heard,
            trouble: self.line.trouble.as_deref(),
            budget: self.line.budget,
            facilitator: true,
            edits: self.journal.shown(),
            undo: self.journal.next_undo(),
            redo: self.journal.next_redo(),
            viewers: self.viewers,
            board: &board,
        };
        // Plain fields: this cannot fail.
        let mut backstage = match serde_json::to_value(&told) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        backstage.remove("notes");
        let mut front = backstage.clone();
        front.retain(|name, _| !BACKSTAGE.contains(&name.as_str()));
        front.insert("facilitator".to_owned(), Value::Bool(false));
        let sent = |fields| Sent {
            notes: Arc::clone(&notes),
            fields,
        };
        (sent(front), sent(backstage))
    }
}

impl Board {
    /// Leaves out what the vote gave.
    fn hide(&mut self) {
        // Before a vote there is nothing to hide.
        self.vote.hidden = self.vote.voters.is_some();
        for cluster in &mut self.clusters {
            cluster.votes = None;
            cluster.against = None;
            cluster.abstain = None;
            cluster.rank = None;
            cluster.chosen = false;
        }
    }
}

impl Sent {
    /// Whether it says that this part of the agenda is on.
    pub fn is_at(&self, part: Option<usize>) -> bool {
        self.number("part") == part
    }

    /// Whether it says that so many look on, which only facilitators are told.
    pub fn is_seen_by(&self, viewers: usize) -> bool {
        self.number("viewers") == Some(viewers)
    }

    fn number(&self, field: &str) -> Option<usize> {
        let told = self.fields.get(field).and_then(Value::as_u64);
        told.and_then(|told| usize::try_from(told).ok())
    }

    /// All of it, with its version.
    pub fn whole(&self, version: u64) -> Map<String, Value> {
        let mut whole = self.fields.clone();
        whole.insert("version".to_owned(), version.into());
        whole.insert("notes".to_owned(), self.notes.iter().map(value).collect());
        whole
    }

    /// What changes this into `new`: notes that are new or differ, the ids of those that are gone, the order where it is not the old one with new
    /// notes behind it, and each other field that differs, whole.
    pub fn change(&self, new: &Sent, from: u64, version: u64) -> Map<String, Value> {
        let mut change = Map::new();
        change.insert("from".to_owned(), from.into());
        change.insert("version".to_owned(), version.into());
        for (name, value) in &new.fields {
            if self.fields.get(name) != Some(value) {
                change.insert(name.clone(), value.clone());
            }
        }
        if Arc::ptr_eq(&self.notes, &new.notes) {
            return change;
        }
        let (before, after) = (&self.notes, &new.notes);
        let old: BTreeMap<&str, &Card> = before.iter().map(|card| (id(card), card)).collect();
        let kept: BTreeSet<&str> = after.iter().map(id).collect();
        let changed = after.iter().filter(|card| old.get(id(card)) != Some(card));
        let gone = before.iter().map(id).filter(|id| !kept.contains(id));
        let stayed = before.iter().map(id).filter(|id| kept.contains(id));
        let expected = stayed.chain(after.iter().map(id).filter(|id| !old.contains_key(id)));
        let order = after.iter().map(id);
        if !expected.eq(order.clone()) {
            change.insert("order".to_owned(), order.collect());
        }
        change.insert("notes".to_owned(), changed.map(value).collect());
        change.insert("gone".to_owned(), gone.collect());
        change
    }
}

fn value(card: &Card) -> Value {
    serde_json::to_value(card).unwrap_or_default()
}

fn id(card: &Card) -> &str {
    &card.id
}

#[cfg(test)]
mod tests;
