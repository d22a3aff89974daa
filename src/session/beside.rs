//! The files beside a session that its vote needs: the roll's, `hands.csv`, `ballots.csv`.

use super::Session;
use crate::ballot::room;
use crate::ballot::{Entry, RollSource};
use crate::fault::{Fault, Place, Source, enough};
use std::sync::Arc;

/// What is wrong where the file of a roll is missing.
pub const NO_ROLL: &str = "the roll is made from this file, and it is not there";

/// The texts of these files, as far as they are there.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The roll's.
    pub roll: Option<Arc<Source>>,
    /// Hand counts.
    pub hands: Option<Arc<Source>>,
    /// Paper ballots.
    pub ballots: Option<Arc<Source>>,
}

impl Session {
    /// The path of the roll's file, as the session gives it.
    pub fn roll_path(&self) -> Option<&str> {
        match &self.rules.roll {
            RollSource::File { file } => Some(file),
            _ => None,
        }
    }

    /// The session with what these files say.
    ///
    /// # Errors
    /// Every fault in them.
    pub fn with(mut self, beside: &Beside) -> Result<Session, Vec<Fault>> {
        let mut faults = Vec::new();
        if let Some(source) = &beside.roll {
            match roll(source) {
                Ok(entries) => self.roll_file = entries,
                Err(found) => faults.extend(found),
            }
        }
        let needed = beside.hands.iter().chain(&beside.ballots);
        if self.rules.in_room.is_none() {
            for source in needed {
                faults.push(Fault::new(
                    Place::start(source),
                    "the rules have no votes in the room, so these would be left out",
                    "add `in-room: {counted-by: …}` under `vote` before the vote opens, or take the file away",
                ));
            }
        } else {
            if let Some(source) = &beside.hands {
                match room::hands(source, &self.rules, self.people) {
                    Ok(file) => self.room = file,
                    Err(found) => faults.extend(found),
                }
            }
            if let Some(source) = &beside.ballots {
                match room::ballots(source, &self.rules) {
                    Ok(file) => self.room.ballots = file.ballots,
                    Err(found) => faults.extend(found),
                }
            }
        }
        if faults.is_empty() {
            Ok(self)
        } else {
            Err(faults)
        }
    }
}

/// The entries of a roll, one a line; `#` begins a comment.
fn roll(source: &Arc<Source>) -> Result<Vec<(usize, Entry)>, Vec<Fault>> {
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    let mut at = 0;
    for (line, text) in (1..).zip(source.text.split('\n')) {
        let start = at;
        at += text.len() + 1;
        let words = text.split('#').next().unwrap_or_default().trim();
        if words.is_empty() {
            continue;
        }
        match Entry::parse(words) {
            Some(entry) => entries.push((line, entry)),
            None if enough(&mut faults, || Place::new(source, start..start)) => break,
            None => faults.push(Fault::new(
                Place::new(source, start..start + text.trim_end().len()),
                "this line names no account",
                "write one login (no e-mail address) a line, or `id:` and the account's number; what comes after `#` is a comment",
            )),
        }
    }
    if entries.is_empty() && faults.is_empty() {
        faults.push(Fault::new(
            Place::start(source),
            "the roll is empty",
            "write one login a line",
        ));
    }
    if faults.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    }
}
