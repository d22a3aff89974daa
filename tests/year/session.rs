//! What people do around one session: notes, clusters, votes. Part of the generator.

use super::events::{act, moment, shifted};
use super::world::{Community, Dice, Door, Event, Moments, Row, What, after};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

const TOPICS: [&str; 12] = [
    "Security",
    "Funding",
    "Onboarding",
    "Documentation",
    "Release process",
    "Governance",
    "Mentoring",
    "Tooling",
    "Translations",
    "Licences",
    "Metrics",
    "Outreach",
];
const ACTIONS: [&str; 6] = [
    "Write the chapter",
    "Ask for reviews",
    "Find a host",
    "Draft a policy",
    "Invite the newcomers",
    "Count the downloads",
];
const SYLLABLES: [&str; 16] = [
    "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "dra", "plo", "fen", "gri", "hul",
    "jos",
];

/// A note as the generator knows it.
pub struct Note {
    /// Its cluster's key, while it is in one.
    pub cluster: Option<String>,
    pub by: Option<usize>,
    /// Whether it is filed by the form and not late.
    pub form: bool,
    /// Whether it was placed before the stage `affinity`.
    pub early: bool,
    /// Whether nothing more may happen to it.
    pub settled: bool,
}

pub struct Desk<'a> {
    pub dice: &'a mut Dice,
    pub community: &'a Community,
    pub session: usize,
    pub day: Date,
    pub moments: Moments,
    pub left: &'a [Option<Timestamp>],
    pub events: &'a mut Vec<Event>,
    pub notes: Vec<Note>,
    pub texts: BTreeSet<String>,
    /// Clusters that are renamed, or whose issues are moved away.
    pub touched: BTreeSet<String>,
}

/// All that people do around a session.
pub fn session(
    dice: &mut Dice,
    community: &Community,
    session: usize,
    left: &[Option<Timestamp>],
    events: &mut Vec<Event>,
) {
    let mut desk = Desk {
        dice,
        community,
        session,
        day: community.days[session],
        moments: community.moments(session),
        left,
        events,
        notes: Vec::new(),
        texts: BTreeSet::new(),
        touched: BTreeSet::new(),
    };
    desk.notes();
    desk.changes();
    desk.votes();
    let at = desk.act(2);
    desk.tell(at, What::Merge { session });
    desk.feedback();
}

impl Desk<'_> {
    pub fn tell(&mut self, at: Timestamp, what: What) {
        self.events.push(Event { at, what });
    }

    /// A moment at which people act, so many days after the session's.
    pub fn act(&mut self, days: i64) -> Timestamp {
        act(self.dice, shifted(self.day, days))
    }

    /// A moment between two hours of days.
    pub fn between(
        &mut self,
        (days, hours, minutes): (i64, i64, i64),
        to: (i64, i64, i64),
    ) -> Timestamp {
        let start = moment(shifted(self.day, days), hours, minutes);
        let end = moment(shifted(self.day, to.0), to.1, to.2);
        let span = usize::try_from(end.as_second() - start.as_second()).unwrap();
        after(start, i64::try_from(self.dice.below(span)).unwrap())
    }

    /// After folkmoot grouped the notes and before the vote opens.
    pub fn grouping(&mut self) -> Timestamp {
        match self.dice.below(3) {
            0 => self.between((-2, 19, 2), (-2, 23, 50)),
            1 => self.between((-1, 3, 2), (-1, 7, 50)),
            _ => self.between((-1, 11, 2), (-1, 11, 50)),
        }
    }

    /// While people vote, after the run that opened the vote.
    pub fn voting(&mut self) -> Timestamp {
        match self.dice.below(5) {
            0 => self.between((-1, 19, 2), (-1, 23, 50)),
            4 => self.between((1, 3, 2), (1, 7, 50)),
            _ => self.act(0),
        }
    }

    /// What people thought of it, before the next one.
    fn feedback(&mut self) {
        if !self.community.touchpoint {
            return;
        }
        let session = self.session;
        for _ in 0..self.dice.below(3) {
            let at = self.act(4);
            let (by, text) = (self.somebody(at), self.text());
            self.tell(at, What::Say { session, by, text });
        }
    }

    /// Somebody who is there at a time.
    fn somebody(&mut self, at: Timestamp) -> usize {
        loop {
            let who = self.dice.below(self.community.people.len());
            if self.is_there(who, at) {
                return who;
            }
        }
    }

    pub fn is_there(&self, who: usize, at: Timestamp) -> bool {
        let stays = self.left[who].is_none_or(|left| at < left);
        stays && self.community.people[who].since <= at
    }

    /// A text that nobody wrote yet.
    fn text(&mut self) -> String {
        loop {
            let word = |dice: &mut Dice| -> String {
                (0..dice.between(2, 4))
                    .map(|_| *dice.pick(&SYLLABLES))
                    .collect()
            };
            let words: Vec<String> = (0..4).map(|_| word(self.dice)).collect();
            let text = format!(
                "How might we {} the {} of {} {}?",
                words[0], words[1], words[2], words[3]
            );
            if self.texts.insert(text.clone()) {
                return text;
            }
        }
    }

    fn notes(&mut self) {
        let (session, kept) = (self.session, self.community.kept);
        let topics: Vec<String> = {
            let count = self.dice.between(2, 5);
            let mut all: BTreeSet<&str> = BTreeSet::new();
            // A community has eight topics of its own, so that some come back.
            let from = self.community.name.len() + usize::from(self.community.name.as_bytes()[2]);
            while all.len() < count {
                all.insert(TOPICS[(from + self.dice.below(8)) % TOPICS.len()]);
            }
            all.into_iter().map(str::to_owned).collect()
        };
        let count = if self.dice.chance(2) {
            self.dice.between(85, 110)
        } else {
            self.dice.between(4, 14)
        };
        let mut rows = Vec::new();
        let mut said: Vec<String> = Vec::new();
        for note in 0..count {
            // The first two come by the form, so that there are authors; more than a few come from the file.
            let door = match (kept, note) {
                (true, _) => 0,
                (false, 0 | 1) => 50,
                _ => self.dice.below(if count > 20 { 60 } else { 100 }),
            };
            let place = if self.dice.chance(8) && note > 1 {
                None
            } else {
                Some(self.dice.pick(&topics).clone())
            };
            let text = self.text();
            let mut known = Note {
                cluster: place.clone(),
                by: None,
                form: false,
                early: true,
                settled: false,
            };
            match door {
                0..=24 => {
                    let cluster = place.clone().or_else(|| kept.then(|| topics[0].clone()));
                    known.cluster.clone_from(&cluster);
                    rows.push(Row {
                        note,
                        text: text.clone(),
                        cluster,
                    });
                    // One that the file does not place, a facilitator does.
                    if known.cluster.is_none() {
                        self.place(note, None);
                    }
                }
                25..=59 => {
                    known.form = true;
                    known.by = Some(self.write(note, &text, Door::Form));
                    self.place(note, place.clone());
                }
                60..=84 => {
                    known.by = Some(self.write(note, &text, Door::Comment));
                    self.place(note, place.clone());
                }
                85..=94 => {
                    // After folkmoot grouped the others: placed by a facilitator at once.
                    known.early = false;
                    let at = self.grouping();
                    let by = self.somebody(at);
                    known.by = Some(by);
                    self.file(at, note, by, &text, Door::Form);
                    self.tell(
                        after(at, 60),
                        What::Place {
                            session,
                            note,
                            cluster: place.clone(),
                        },
                    );
                }
                _ => {
                    // Too late.
                    known.settled = true;
                    known.cluster = None;
                    let at = self.voting();
                    let by = self.somebody(at);
                    self.file(at, note, by, &text, Door::Form);
                }
            }
            if door < 85 {
                said.push(text);
            }
            self.notes.push(known);
        }
        // The same words again, by somebody else.
        if !kept && self.dice.chance(40) {
            let note = self.notes.len();
            let which = self.dice.below(said.len());
            // What it says must stay, or it would be the first itself.
            if let Some(first) = self
                .notes
                .get_mut(which)
                .filter(|_| said.len() == note || which < 2)
            {
                first.settled = true;
                let text = said[which].clone();
                // The one that is there already is the first.
                let at = self.between((-4, 19, 2), (-4, 23, 50));
                let by = self.somebody(at);
                self.file(at, note, by, &text, Door::Form);
                self.notes.push(Note {
                    cluster: None,
                    by: Some(by),
                    form: false,
                    early: false,
                    settled: true,
                });
            }
        }
        let mut actions: Vec<String> = Vec::new();
        while self.dice.chance(35) && actions.len() < 3 {
            let what = format!("{} ({})", self.dice.pick(&ACTIONS), self.day);
            if !actions.contains(&what) {
                actions.push(what);
            }
        }
        let at = self.act(-8);
        self.tell(
            at,
            What::Write {
                session,
                rows,
                actions,
            },
        );
    }

    /// Somebody writes a note in time for everything; who.
    fn write(&mut self, note: usize, text: &str, door: Door) -> usize {
        let at = match self.dice.below(3) {
            0 => self.between((-5, 19, 2), (-5, 23, 50)),
            1 => self.between((-4, 3, 2), (-4, 7, 50)),
            _ => self.between((-4, 11, 2), (-4, 15, 50)),
        };
        let by = self.somebody(at);
        self.file(at, note, by, text, door);
        by
    }

    fn file(&mut self, at: Timestamp, note: usize, by: usize, text: &str, door: Door) {
        let (session, text) = (self.session, text.to_owned());
        self.tell(
            at,
            What::Note {
                session,
                note,
                by,
                text,
                door,
            },
        );
    }

    /// A facilitator places a note once it has an issue.
    fn place(&mut self, note: usize, cluster: Option<String>) {
        let session = self.session;
        let at = match self.dice.below(4) {
            0 => self.between((-3, 3, 2), (-3, 7, 50)),
            1 => self.between((-3, 11, 2), (-3, 15, 50)),
            2 => self.between((-2, 3, 2), (-2, 7, 50)),
            _ => self.between((-2, 11, 2), (-2, 11, 50)),
        };
        self.tell(
            at,
            What::Place {
                session,
                note,
                cluster,
            },
        );
    }
}
