//! The model: what must be there in the end, from the events alone. Pure; it says in its own small words what the documentation promises
//! (docs/tally.md, docs/voting.md, docs/facilitator.md, docs/series.md), and uses nothing of folkmoot.
//!
//! A run that something disturbed changes nothing here: whatever it did, the next calm one must come to the same.

use super::count::Given;
use super::facts::Facts;
use super::ledger::Held;
use super::world::{Community, Door, Event, Sign, What};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Unwritten,
    Written,
    Announced,
    Notes,
    Affinity,
    Voting,
    Closed,
    Published,
}

impl Stage {
    pub fn word(self) -> &'static str {
        match self {
            Stage::Unwritten | Stage::Written => "",
            Stage::Announced => "announced",
            Stage::Notes => "notes",
            Stage::Affinity => "affinity",
            Stage::Voting => "voting",
            Stage::Closed => "closed",
            Stage::Published => "published",
        }
    }
}

/// A note.
#[derive(Debug, Clone)]
pub struct Note {
    pub text: String,
    pub by: Option<usize>,
    pub form: bool,
    /// Whether it has an issue.
    pub issue: bool,
    /// Whether that is the session's.
    pub taken: bool,
    pub label: Option<usize>,
    pub parked: bool,
    pub withdrawn: bool,
    /// The earlier one in the same words.
    pub same: Option<usize>,
}

/// A cluster with an issue.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub label: usize,
    pub title: String,
    /// Whether it is voted on, and whether its title is another one since.
    pub voted: bool,
    pub changed: bool,
    pub gone: bool,
    pub given: Vec<Given>,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub stage: Stage,
    pub notes: BTreeMap<usize, Note>,
    pub clusters: Vec<Cluster>,
    /// The label that a cluster's key stands for.
    pub keys: BTreeMap<String, usize>,
    pub actions: Vec<String>,
    /// Who may vote: nobody is asked where everybody may.
    pub roll: Option<BTreeSet<usize>>,
    pub merged: bool,
    pub closed_issue: bool,
    /// Whether somebody said what they thought of it.
    pub said: bool,
}

pub struct Model<'c> {
    pub community: &'c Community,
    pub sessions: Vec<Session>,
    /// The names of labels of clusters; what is renamed is renamed everywhere.
    pub labels: Vec<String>,
    pub made: BTreeSet<String>,
    pub left: BTreeSet<usize>,
    pub team: BTreeSet<usize>,
    pub held: Vec<Held>,
    pub facts: Facts,
}

/// What must be there.
pub fn expected(community: &Community) -> Facts {
    let people = community.people.iter().enumerate();
    let blank = Session {
        stage: Stage::Unwritten,
        notes: BTreeMap::new(),
        clusters: Vec::new(),
        keys: BTreeMap::new(),
        actions: Vec::new(),
        roll: None,
        merged: false,
        closed_issue: false,
        said: false,
    };
    let mut model = Model {
        community,
        sessions: vec![blank; community.days.len()],
        labels: Vec::new(),
        made: BTreeSet::new(),
        left: BTreeSet::new(),
        team: people
            .filter(|(_, it)| it.listed)
            .map(|(who, _)| who)
            .collect(),
        held: Vec::new(),
        facts: Facts::new(),
    };
    for event in &community.events {
        model.step(event);
    }
    model.end()
}

impl Model<'_> {
    /// The label that a cluster's key stands for in a session.
    fn label(&mut self, session: usize, key: &str) -> usize {
        if let Some(label) = self.sessions[session].keys.get(key) {
            return *label;
        }
        let known = self.labels.iter().position(|name| name == key);
        let label = known.unwrap_or_else(|| {
            self.labels.push(key.to_owned());
            self.labels.len() - 1
        });
        self.sessions[session].keys.insert(key.to_owned(), label);
        label
    }

    fn cluster(&mut self, session: usize, key: &str) -> Option<&mut Cluster> {
        let label = self.label(session, key);
        let mut clusters = self.sessions[session].clusters.iter_mut();
        clusters.find(|cluster| cluster.label == label && !cluster.gone)
    }

    fn note(&mut self, session: usize, note: usize) -> &mut Note {
        self.sessions[session].notes.get_mut(&note).unwrap()
    }

    fn step(&mut self, event: &Event) {
        match &event.what {
            What::Write {
                session,
                rows,
                actions,
            } => {
                self.sessions[*session].stage = Stage::Written;
                self.sessions[*session].actions.clone_from(actions);
                for row in rows {
                    self.receive(
                        *session,
                        row.note,
                        &row.text,
                        None,
                        Some(row.cluster.clone()),
                        false,
                    );
                }
            }
            What::Note {
                session,
                note,
                by,
                text,
                door,
            } => {
                self.receive(*session, *note, text, Some(*by), None, *door == Door::Form);
            }
            What::Place {
                session,
                note,
                cluster,
            } => {
                let label = cluster.as_ref().map(|key| self.label(*session, key));
                let note = self.note(*session, *note);
                (note.label, note.parked) = (label, label.is_none());
            }
            What::Move {
                session, note, to, ..
            } => {
                let label = self.label(*session, to);
                self.note(*session, *note).label = Some(label);
            }
            What::Withdraw { session, note } => self.note(*session, *note).withdrawn = true,
            What::Transfer { session, note } => {
                self.sessions[*session].notes.remove(note);
            }
            What::Rename {
                session,
                cluster,
                title,
            } => {
                if let Some(cluster) = self.cluster(*session, cluster) {
                    cluster.title.clone_from(title);
                    cluster.changed = cluster.voted;
                }
            }
            What::Relabel {
                session,
                cluster,
                to,
            } => {
                let label = self.label(*session, cluster);
                self.labels[label].clone_from(to);
            }
            What::TransferCluster { session, cluster } => {
                if let Some(cluster) = self.cluster(*session, cluster) {
                    cluster.gone = true;
                }
            }
            What::React {
                session,
                cluster,
                by,
                sign,
            } => {
                let given = Given {
                    by: *by,
                    sign: *sign,
                    at: event.at,
                };
                if let Some(cluster) = self.cluster(*session, cluster) {
                    cluster.given.push(given);
                }
            }
            What::Retract {
                session,
                cluster,
                by,
                sign,
            } => {
                let kept = |given: &Given| (given.by, given.sign) != (*by, *sign);
                if let Some(cluster) = self.cluster(*session, cluster) {
                    cluster.given.retain(kept);
                }
            }
            What::Say { session, .. } => {
                let session = &mut self.sessions[*session];
                session.said |= session.stage >= Stage::Closed;
            }
            What::Leave { who } => {
                self.left.insert(*who);
                self.team.remove(who);
            }
            What::LeaveTeam { who } => {
                self.team.remove(who);
            }
            What::Run { calm: true, .. } => {
                for session in 0..self.sessions.len() {
                    self.run(session, event.at);
                }
            }
            What::Merge { session } => {
                let session = &mut self.sessions[*session];
                session.merged = session.stage == Stage::Closed;
            }
            What::Run { .. } | What::Allow { .. } => {}
        }
    }

    fn receive(
        &mut self,
        session: usize,
        note: usize,
        text: &str,
        by: Option<usize>,
        row: Option<Option<String>>,
        form: bool,
    ) {
        let label = row.clone().flatten().map(|key| self.label(session, &key));
        let notes = &mut self.sessions[session].notes;
        let same = notes
            .iter()
            .find(|(_, it)| it.text == text)
            .map(|(number, _)| *number);
        let known = Note {
            text: text.to_owned(),
            by,
            form,
            issue: form,
            taken: false,
            label,
            parked: false,
            withdrawn: false,
            same,
        };
        notes.insert(note, known);
    }

    /// What a calm run does for a session.
    fn run(&mut self, index: usize, now: Timestamp) {
        let moments = self.community.moments(index);
        let id = self.community.id(index);
        if self.sessions[index].stage == Stage::Written && now >= moments.announced {
            self.sessions[index].stage = Stage::Announced;
            let stages = [
                "announced",
                "notes",
                "affinity",
                "voting",
                "closed",
                "published",
            ];
            self.made
                .extend(stages.map(|stage| format!("stage:{stage}")));
            let own = [
                "folkmoot:session",
                "folkmoot:cluster",
                "folkmoot:note",
                "folkmoot:collected",
            ];
            self.made.extend(own.map(str::to_owned));
            self.made
                .extend(["cluster:parked".to_owned(), "folkmoot:turn".to_owned()]);
            self.made.insert(format!("session:{id}"));
        }
        let stage = self.sessions[index].stage;
        if stage < Stage::Announced {
            return;
        }
        if stage <= Stage::Affinity && now >= moments.notes {
            self.sessions[index].stage = Stage::Notes;
            self.collect(index);
            if now >= moments.affinity {
                self.sessions[index].stage = Stage::Affinity;
                self.group(index);
            }
            if now >= moments.voting {
                self.open(index);
            }
        }
        let lost = self.sessions[index]
            .clusters
            .iter()
            .any(|it| it.voted && it.gone);
        if self.sessions[index].stage == Stage::Voting && now >= moments.closed && !lost {
            self.sessions[index].stage = Stage::Closed;
            self.close(index);
        }
        if self.sessions[index].stage == Stage::Closed && self.sessions[index].merged {
            self.sessions[index].stage = Stage::Published;
            self.sessions[index].closed_issue = true;
        }
    }
}

/// What a reaction is worth, where it is a vote.
pub fn value(community: &Community, sign: Sign) -> Option<i64> {
    use super::world::Method as M;
    match (community.rules.method, sign) {
        (M::Top | M::Approval, Sign::Up) => Some(1),
        (M::Motion, Sign::Up) | (M::Dots, Sign::Up) => Some(1),
        (M::Motion, Sign::Down) => Some(-1),
        (M::Motion, Sign::Eyes) => Some(0),
        (M::Dots, Sign::Heart) => Some(2),
        (M::Dots, Sign::Rocket) => Some(3),
        _ => None,
    }
}
