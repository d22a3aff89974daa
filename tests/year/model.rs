//! The model: what must be there in the end, from the events alone. Pure; it says in its own small words what the documentation promises
//! (docs/tally.md, docs/voting.md, docs/facilitator.md, docs/series.md), and uses nothing of folkmoot.
//!
//! A run that something disturbed changes nothing here: whatever it did, the next calm one must come to the same.

use super::count::{Given, Item, Tally, tally};
use super::facts::{Facts, add, tally_facts};
use super::ledger::Held;
use super::world::{Community, Door, Event, Roll, Sign, What};
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
    fn word(self) -> &'static str {
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
struct Note {
    text: String,
    by: Option<usize>,
    form: bool,
    /// Whether it has an issue.
    issue: bool,
    /// Whether that is the session's.
    taken: bool,
    label: Option<usize>,
    parked: bool,
    withdrawn: bool,
    /// The earlier one in the same words.
    same: Option<usize>,
}

/// A cluster with an issue.
#[derive(Debug, Clone)]
struct Cluster {
    label: usize,
    title: String,
    /// Whether it is voted on, and whether its title is another one since.
    voted: bool,
    changed: bool,
    gone: bool,
    given: Vec<Given>,
}

#[derive(Debug, Clone)]
struct Session {
    stage: Stage,
    notes: BTreeMap<usize, Note>,
    clusters: Vec<Cluster>,
    /// The label that a cluster's key stands for.
    keys: BTreeMap<String, usize>,
    actions: Vec<String>,
    /// Who may vote: nobody is asked where everybody may.
    roll: Option<BTreeSet<usize>>,
    merged: bool,
    closed_issue: bool,
    /// Whether somebody said what they thought of it.
    said: bool,
}

pub struct Model<'c> {
    community: &'c Community,
    sessions: Vec<Session>,
    /// The names of labels of clusters; what is renamed is renamed everywhere.
    labels: Vec<String>,
    made: BTreeSet<String>,
    left: BTreeSet<usize>,
    team: BTreeSet<usize>,
    held: Vec<Held>,
    facts: Facts,
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

    /// Every note gets an issue, unless the file keeps them.
    fn collect(&mut self, index: usize) {
        let kept = self.community.kept;
        for note in self.sessions[index].notes.values_mut() {
            note.taken = true;
            note.issue = !kept;
        }
    }

    /// Every note gets a place, and every label with a note a cluster.
    fn group(&mut self, index: usize) {
        let names = self.labels.clone();
        let session = &mut self.sessions[index];
        let places: BTreeMap<usize, (Option<usize>, bool)> = session
            .notes
            .iter()
            .map(|(number, it)| (*number, (it.label, it.parked)))
            .collect();
        for note in session.notes.values_mut() {
            if let Some(first) = note.same.filter(|_| note.label.is_none() && !note.parked) {
                (note.label, note.parked) = places[&first];
            }
        }
        let labels: BTreeSet<usize> = session
            .notes
            .values()
            .filter(|it| !it.withdrawn)
            .filter_map(|it| it.label)
            .collect();
        for label in labels {
            if session
                .clusters
                .iter()
                .any(|it| it.label == label && !it.gone)
            {
                continue;
            }
            session.clusters.push(Cluster {
                label,
                title: names[label].clone(),
                voted: false,
                changed: false,
                gone: false,
                given: Vec::new(),
            });
        }
    }

    /// The vote opens.
    fn open(&mut self, index: usize) {
        let session = &mut self.sessions[index];
        session.stage = Stage::Voting;
        // What was moved away before is no cluster of the vote.
        session.clusters.retain(|it| !it.gone);
        let filled: BTreeSet<usize> = holding(session);
        for cluster in &mut session.clusters {
            cluster.voted = filled.contains(&cluster.label);
        }
        let people = self.community.people.iter().enumerate();
        session.roll = match self.community.rules.roll {
            Roll::Everyone => None,
            Roll::Participants => Some(
                session
                    .notes
                    .values()
                    .filter(|it| !it.withdrawn)
                    .filter_map(|it| it.by)
                    .collect(),
            ),
            Roll::File => Some(
                people
                    .filter(|(_, it)| it.listed)
                    .map(|(who, _)| who)
                    .collect(),
            ),
            Roll::Team => Some(self.team.clone()),
        };
        if let Some(roll) = &mut session.roll {
            roll.retain(|who| !self.left.contains(who));
        }
    }

    /// The vote is counted, and the report written.
    fn close(&mut self, index: usize) {
        let (id, moments) = (self.community.id(index), self.community.moments(index));
        let session = &self.sessions[index];
        let items: Vec<Item> = session
            .clusters
            .iter()
            .filter(|it| it.voted)
            .map(|it| Item {
                name: it.title.clone(),
                changed: it.changed,
                given: it.given.clone(),
                authors: authors(session, it.label),
            })
            .collect();
        let counted: Tally = tally(
            self.community,
            &moments,
            &items,
            session.roll.as_ref(),
            &self.left,
        );
        tally_facts(&mut self.facts, &id, self.community, &counted);
        self.report(index, &id, &counted);
        if !self.sessions[index].actions.is_empty() || self.community.touchpoint {
            self.made.insert("folkmoot:action".to_owned());
        }
    }

    /// What the report says of notes, and what the ledger keeps.
    fn report(&mut self, index: usize, id: &str, counted: &Tally) {
        let session = &self.sessions[index];
        let filled = holding(session);
        let names = &self.labels;
        let mut numbers = BTreeMap::from([
            ("placed in clusters", 0),
            ("merged", 0),
            ("parked", 0),
            ("refused", 0),
        ]);
        let (mut rows, mut in_cluster) = (BTreeMap::<usize, u64>::new(), 0);
        for note in session.notes.values() {
            let cluster = session
                .clusters
                .iter()
                .find(|it| Some(it.label) == note.label);
            let (name, status) = match cluster {
                _ if note.withdrawn => ("", "refused: withdrawn: its issue was closed"),
                _ if !note.taken => ("", "refused: came after the vote opened"),
                _ if note.same.is_some() => ("", "merged"),
                Some(cluster) => (cluster.title.as_str(), "placed"),
                None => ("", "parked"),
            };
            *numbers
                .get_mut(match status {
                    "placed" => "placed in clusters",
                    "merged" | "parked" => status,
                    _ => "refused",
                })
                .unwrap() += 1;
            if let (Some(cluster), "placed") = (cluster, status) {
                *rows.entry(cluster.label).or_default() += 1;
                in_cluster += 1;
            }
            add(
                &mut self.facts,
                format!("{id} / notes.csv / {}", note.text),
                format!("{name}: {status}"),
            );
        }
        for (what, count) in &numbers {
            add(
                &mut self.facts,
                format!("{id} / README.md / … {what}"),
                count.to_string(),
            );
        }
        add(
            &mut self.facts,
            format!("{id} / README.md / Notes received"),
            session.notes.len().to_string(),
        );
        add(
            &mut self.facts,
            format!("{id} / README.md / People who voted"),
            counted.voters.to_string(),
        );
        let shown = session
            .clusters
            .iter()
            .filter(|it| it.voted || filled.contains(&it.label));
        let shown: Vec<&Cluster> = shown.collect();
        add(
            &mut self.facts,
            format!("{id} / README.md / Clusters"),
            shown.len().to_string(),
        );
        add(
            &mut self.facts,
            format!("{id} / the result is told, times"),
            "1".to_owned(),
        );
        add(
            &mut self.facts,
            format!("{id} / people named"),
            if self.community.named { "any" } else { "0" }.to_owned(),
        );
        self.held.push(Held {
            id: id.to_owned(),
            date: self.community.days[index].to_string(),
            title: self.community.title(index),
            notes: in_cluster + numbers["parked"],
            voters: counted.voters,
            topics: shown
                .iter()
                .map(|it| super::ledger::Seen {
                    name: it.title.clone(),
                    notes: rows.get(&it.label).copied().unwrap_or(0),
                    votes: counted.score(&it.title),
                    was: (it.title != names[it.label]).then(|| names[it.label].clone()),
                })
                .collect(),
        });
    }

    /// Issues, labels, pull requests, files and ledger, as they must be in the end.
    fn end(mut self) -> Facts {
        let mut facts = std::mem::take(&mut self.facts);
        for (index, session) in self.sessions.iter().enumerate() {
            let id = self.community.id(index);
            self.issues(index, session, &mut |title, labels, open, locked| {
                super::facts::issue(&mut facts, &id, title, labels, open, locked);
            });
            if session.stage >= Stage::Closed {
                let merged = if session.merged { "merged" } else { "open" };
                let title = format!("Report: {}, {merged}", self.community.title(index));
                add(
                    &mut facts,
                    format!("{id} / pull request folkmoot/{id}"),
                    title,
                );
            }
            if session.merged {
                // What people said of the last session stands beside the report of the next.
                let heard = (index > 0 && self.sessions[index - 1].said).then_some("feedback.md");
                super::facts::report_files(&mut facts, &id, heard);
            }
        }
        let merged: Vec<Held> = self
            .held
            .iter()
            .filter(|held| {
                self.sessions
                    .iter()
                    .enumerate()
                    .any(|(index, it)| it.merged && self.community.id(index) == held.id)
            })
            .cloned()
            .collect();
        super::ledger::facts(&mut facts, &self.community.name, &merged);
        let used = self
            .sessions
            .iter()
            .flat_map(|session| session.keys.values());
        let used: BTreeSet<usize> = used.copied().collect();
        self.made.extend(
            used.into_iter()
                .map(|label| format!("cluster:{}", self.labels[label])),
        );
        for label in &self.made {
            add(&mut facts, format!("label {label}"), String::new());
        }
        facts
    }

    /// The issues of a session: title, labels, whether it is open and locked.
    fn issues(
        &self,
        index: usize,
        session: &Session,
        issue: &mut dyn FnMut(&str, Vec<String>, bool, bool),
    ) {
        if session.stage < Stage::Announced {
            return;
        }
        let own = format!("session:{}", self.community.id(index));
        let (over, title) = (session.closed_issue, self.community.title(index));
        let stage = format!("stage:{}", session.stage.word());
        issue(
            &title,
            vec!["folkmoot:session".to_owned(), own.clone(), stage],
            !over,
            false,
        );
        let label = |label: usize| format!("cluster:{}", self.labels[label]);
        let closed = session.stage >= Stage::Closed;
        for cluster in session.clusters.iter().filter(|it| !it.gone) {
            let labels = vec![
                "folkmoot:cluster".to_owned(),
                own.clone(),
                label(cluster.label),
            ];
            issue(&cluster.title, labels, !over, closed && cluster.voted);
        }
        for note in session.notes.values().filter(|it| it.issue) {
            let mut labels = vec!["folkmoot:note".to_owned()];
            labels.extend(note.taken.then(|| own.clone()));
            labels.extend((!note.form).then(|| "folkmoot:collected".to_owned()));
            labels.extend(note.label.map(label));
            labels.extend(note.parked.then(|| "cluster:parked".to_owned()));
            let open = !note.withdrawn && !(over && note.taken);
            issue(&note.text, labels, open, false);
        }
        if closed {
            let feedback = self
                .community
                .touchpoint
                .then(|| format!("Feedback: {title}"));
            for what in session.actions.iter().chain(&feedback) {
                issue(
                    what,
                    vec!["folkmoot:action".to_owned(), own.clone()],
                    true,
                    false,
                );
            }
        }
    }
}

/// The labels that hold a note of their own.
fn holding(session: &Session) -> BTreeSet<usize> {
    let notes = session
        .notes
        .values()
        .filter(|it| it.taken && !it.withdrawn && it.same.is_none());
    notes.filter_map(|it| it.label).collect()
}

/// Whose notes a cluster holds: also those that say the same as another, and those that were withdrawn.
fn authors(session: &Session, label: usize) -> BTreeSet<usize> {
    let notes = session.notes.values().filter(|note| {
        let first = note.same.and_then(|first| session.notes.get(&first));
        note.label == Some(label) || first.is_some_and(|first| first.label == Some(label))
    });
    notes.filter_map(|note| note.by).collect()
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
