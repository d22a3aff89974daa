//! What a private session is about to send, read for names before it is sent.
//!
//! In: a view of the session, changes. Out: why they are held back, or nothing. Where one change names somebody, none of the session's is
//! made: what follows it would say that it was. Other sessions go on.

mod known;

pub use known::{offline, unsaid};

use super::change::{AUTHOR, Change, EMAIL, Push, shown};
use super::view::View;
use crate::draw::html;
use crate::notes::Origin;
use crate::outcome::KeyValue;
use crate::privacy::Attribution;
use crate::privacy::{Leak, Leaving, Reader};
use crate::report::{self, Report};
use known::{reader, written};
use std::collections::BTreeSet;

/// The most places that are named at once.
const MOST: usize = 4;
/// The file of notes beside a session.
const NOTES_FILE: &str = "notes.csv";

/// Reads for one session.
#[derive(Debug)]
pub struct Guard<'g> {
    view: &'g View<'g>,
    reader: Reader<'g>,
}

impl<'g> Guard<'g> {
    /// The session's; `None` where names may be shown, or nobody is known.
    pub fn of(view: &'g View<'g>) -> Option<Guard<'g>> {
        if !view.attribution.is_private() {
            return None;
        }
        let reader = reader(view);
        (!reader.is_idle()).then_some(Guard { view, reader })
    }

    /// Why these changes, and the labels that they need, cannot be made; `None` where they name nobody.
    pub fn held<'l>(
        &self,
        changes: &[Change],
        labels: impl IntoIterator<Item = &'l String>,
    ) -> Option<String> {
        let mut leaks: Vec<Leak> = Vec::new();
        for name in labels {
            leaks.extend(self.read("the name of a label", name));
        }
        for change in changes {
            self.change(change, &mut leaks);
            // A line of the log, which whoever sees the run can read.
            if leaks.is_empty() {
                leaks.extend(self.read("the log", &change.to_string()));
            }
        }
        self.words(&leaks)
    }

    /// Why a report cannot be handed on; `None` where it names nobody.
    pub fn report(&self, report: &Report) -> Option<String> {
        let mut leaks = Vec::new();
        self.files(report.files.iter(), &mut leaks);
        leaks.extend(self.read("the title of the pull request", &report.title));
        leaks.extend(self.read("the body of the pull request", &report.body));
        self.words(&leaks)
    }

    /// A line for people, with initials in place of names.
    pub fn redacted(&self, text: &str) -> String {
        self.reader.redacted(text)
    }

    fn read(&self, place: &str, text: &str) -> Vec<Leak> {
        self.reader.leaks(&Leaving { place, text })
    }

    fn files<'f>(
        &self,
        files: impl Iterator<Item = (&'f String, &'f Vec<u8>)>,
        leaks: &mut Vec<Leak>,
    ) {
        for (path, content) in files {
            let name = path.rsplit('/').next().unwrap_or_default();
            leaks.extend(self.read("the path of a file", path));
            let content = String::from_utf8_lossy(content);
            if name == report::PAGE {
                // What its script and style say is the same for everybody.
                leaks.extend(self.read(name, &html::said(&content)));
            } else {
                leaks.extend(self.read(name, &content));
            }
        }
    }

    fn change(&self, change: &Change, leaks: &mut Vec<Leak>) {
        let mut read = |place: &str, text: &str| leaks.extend(self.read(place, text));
        match change {
            Change::CreateLabel(label) => {
                read("the name of a label", &label.name);
                read("the description of a label", &label.description);
            }
            Change::CreateIssue {
                key,
                title,
                body,
                labels,
                ..
            } => {
                let what = match key {
                    super::IssueKey::Session(_) => "the session’s issue".to_owned(),
                    super::IssueKey::Action(..) => "the issue of an action".to_owned(),
                    super::IssueKey::Cluster(..) => "the issue of a cluster".to_owned(),
                    super::IssueKey::Note(_, origin) => {
                        let note = self.source(origin);
                        let note = note.split(&format!(" of {NOTES_FILE}")).next();
                        format!("the issue of {}", note.unwrap_or_default())
                    }
                };
                read(&format!("the title of {what}"), title);
                read(&format!("the body of {what}"), body);
                for name in labels {
                    read(&format!("a label of {what}"), name);
                }
            }
            Change::UpdateIssue {
                number,
                title,
                body,
                ..
            } => {
                if let Some(title) = title {
                    read(&format!("the title of {}", shown(*number)), title);
                }
                let Some(body) = body else { return };
                let place = format!("the body of {}", shown(*number));
                let issue = self.view.world.issues.get(number);
                let before = issue.map_or("", |issue| issue.body.as_str());
                let leaving = Leaving {
                    place: &place,
                    text: body,
                };
                leaks.extend(self.reader.added(&leaving, before));
            }
            Change::AddLabels { number, labels } => {
                for name in labels {
                    read(&format!("a label of {}", shown(*number)), name);
                }
            }
            Change::Comment { number, body, .. } => {
                read(&format!("a comment on {}", shown(*number)), body);
            }
            Change::Push(push) => self.push(push, leaks),
            Change::OpenPullRequest(pull) => {
                read("the title of the pull request", &pull.title);
                read("the body of the pull request", &pull.body);
                read("the name of the branch", &pull.branch);
            }
            Change::Close { .. }
            | Change::Reopen { .. }
            | Change::RemoveLabels { .. }
            | Change::Lock { .. }
            | Change::Look(_) => {}
        }
    }

    fn push(&self, push: &Push, leaks: &mut Vec<Leak>) {
        self.files(push.files.iter(), leaks);
        if let Some(entry) = &push.ledger {
            leaks.extend(self.read("the title in the ledger", &entry.held.title));
            for topic in &entry.held.topics {
                let names = [Some(&topic.name), topic.was.as_ref()];
                for name in names.into_iter().flatten() {
                    leaks.extend(self.read("a topic of the ledger", name));
                }
            }
        }
        for edit in &push.edits {
            let place = format!("the outcome {}", edit.outcome.name);
            leaks.extend(self.read(&place, &edit.text));
            leaks.extend(self.read(&format!("the file of {place}"), &edit.outcome.file));
            let place = format!("the front matter of {place}");
            for (key, value) in &edit.outcome.keys {
                leaks.extend(self.read(&place, key));
                let values = match value {
                    KeyValue::Text(one) => std::slice::from_ref(one),
                    KeyValue::List(list) => list,
                };
                for value in values {
                    leaks.extend(self.read(&place, &value.text));
                }
            }
        }
        leaks.extend(self.read("the name of the branch", &push.branch));
        leaks.extend(self.read("the message of the commit", &push.message));
        leaks.extend(self.read("the author of the commit", &format!("{AUTHOR} <{EMAIL}>")));
    }

    /// What to tell people: where the names are, where they come from, and what to do.
    fn words(&self, leaks: &[Leak]) -> Option<String> {
        // Once for each text: where it stands a second time it is the same.
        let mut seen = BTreeSet::new();
        let leaks: Vec<&Leak> = leaks
            .iter()
            .filter(|leak| seen.insert((&leak.place, leak.kind, &leak.shown)))
            .collect();
        if leaks.is_empty() {
            return None;
        }
        let mut places: Vec<String> = leaks.iter().take(MOST).map(ToString::to_string).collect();
        if leaks.len() > MOST {
            places.push(format!("… and {} more", leaks.len() - MOST));
        }
        let mut text = format!(
            "nothing is sent, because this session is private and these would name people: {}.",
            places.join(", ")
        );
        let sources = self.sources();
        if !sources.is_empty() {
            let mut named: Vec<&str> = sources.iter().take(MOST).map(String::as_str).collect();
            if sources.len() > MOST {
                named.push("…");
            }
            text.push_str(&format!(" They stand in {}.", named.join(", ")));
        }
        text.push_str(
            " Take the names out there; what is public anyway, or is no person here, can be mentioned in `summary` or `credit` of session.yml",
        );
        if self.view.attribution == Attribution::OptIn {
            text.push_str("; who agrees to be named gets `yes` under `consent` in roster.csv");
        }
        Some(text)
    }

    /// The notes, clusters and texts of the session's file that hold names.
    fn sources(&self) -> Vec<String> {
        let names = |text: &str| !self.read("", text).is_empty();
        let mut sources = Vec::new();
        for received in &self.view.notes {
            let note = &received.note;
            if names(&note.text) {
                sources.push(self.source(&note.origin));
            }
            if note.cluster.as_deref().is_some_and(names) {
                sources.push(format!("the cluster of {}", self.source(&note.origin)));
            }
            for (field, _) in note.fields.iter().filter(|(_, said)| names(said)) {
                let place = self.source(&note.origin);
                sources.push(format!("the field `{field}` of {place}"));
            }
        }
        let mut keys: Vec<&str> = Vec::new();
        for (key, text) in written(self.view.session) {
            if !keys.contains(&key) && names(text) {
                keys.push(key);
                sources.push(format!("`{key}` of session.yml"));
            }
        }
        for cluster in &self.view.clusters {
            if names(&cluster.name) {
                sources.push(format!("the title of {}", shown(cluster.issue.number)));
            }
        }
        sources
    }

    /// Where a note is to be found.
    fn source(&self, origin: &Origin) -> String {
        match origin {
            Origin::Issue(number) => format!("the note #{number}"),
            Origin::Comment(..) => "a note in a comment".to_owned(),
            Origin::File(_) => {
                let session = self.view.session;
                let row = session.notes.iter().position(|note| note.origin == *origin);
                let line = row.and_then(|row| session.note_lines.get(row));
                let line = line.map(|line| format!(" (line {line})"));
                format!(
                    "note {} of {NOTES_FILE}{}",
                    row.map_or(0, |row| row + 1),
                    line.unwrap_or_default()
                )
            }
        }
    }
}
