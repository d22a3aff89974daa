//! What a report says, and what is there in the end: issues, labels, pull requests, files, the ledger. Part of the model.

use super::count::Tally;
use super::facts::{self, Facts, add};
use super::ledger::{self, Held};
use super::model::{Cluster, Model, Session, Stage};
use super::stages::holding;
use std::collections::{BTreeMap, BTreeSet};

/// Takes an issue that must be there: its title, its labels, whether it is open and whether it is locked.
type Issue<'f> = dyn FnMut(&str, Vec<String>, bool, bool) + 'f;

impl Model<'_> {
    /// What the report says of notes, and what the ledger keeps.
    pub fn report(&mut self, index: usize, id: &str, counted: &Tally) {
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
        self.held.push(Held {
            id: id.to_owned(),
            date: self.community.days[index].to_string(),
            title: self.community.title(index),
            notes: in_cluster + numbers["parked"],
            voters: counted.voters,
            topics: shown
                .iter()
                .map(|it| ledger::Seen {
                    name: it.title.clone(),
                    notes: rows.get(&it.label).copied().unwrap_or(0),
                    votes: counted.score(&it.title),
                    was: (it.title != names[it.label]).then(|| names[it.label].clone()),
                })
                .collect(),
        });
    }

    /// Issues, labels, pull requests, files and ledger, as they must be in the end.
    pub fn end(mut self) -> Facts {
        let mut facts = std::mem::take(&mut self.facts);
        if !self.community.named {
            let named = "all reports / people named".to_owned();
            add(&mut facts, named, "0".to_owned());
        }
        for (index, session) in self.sessions.iter().enumerate() {
            let id = self.community.id(index);
            self.issues(index, session, &mut |title, labels, open, locked| {
                facts::issue(&mut facts, &id, title, labels, open, locked);
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
                facts::report_files(&mut facts, &id, heard);
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
        ledger::facts(&mut facts, &self.community.name, &merged);
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
    fn issues(&self, index: usize, session: &Session, issue: &mut Issue<'_>) {
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
            let open = !(note.withdrawn || over && note.taken);
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
