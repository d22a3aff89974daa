//! What a private session is about to send, read for names before it is sent.
//!
//! In: a view of the session, changes. Out: why they are held back, or nothing. Where one change names somebody, none of the session's is
//! made: what follows it would say that it was. Other sessions go on.

use super::change::{AUTHOR, Change, EMAIL, Push, shown};
use super::view::View;
use crate::ballot::Entry;
use crate::draw::html;
use crate::feedback::{self, Survey};
use crate::notes::{Author, Note, Origin};
use crate::outcome::KeyValue;
use crate::privacy::{Known, Leak, Leaving, Reader};
use crate::report::{self, Report};
use crate::session::fields::Value as Said;
use crate::session::{Attribution, Session};
use std::collections::{BTreeMap, BTreeSet};

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
            Change::OpenPullRequest {
                title,
                body,
                branch,
                ..
            } => {
                read("the title of the pull request", title);
                read("the body of the pull request", body);
                read("the name of the branch", branch);
            }
            Change::Close { .. }
            | Change::Reopen { .. }
            | Change::FindRights { .. }
            | Change::RemoveLabels { .. }
            | Change::Lock { .. }
            | Change::FindLabels { .. }
            | Change::FindReport { .. }
            | Change::FindFeedback { .. }
            | Change::FindRoll { .. }
            | Change::FindPeople { .. }
            | Change::FindThings { .. } => {}
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

/// Everybody who is known in a session.
fn reader<'v>(view: &'v View<'_>) -> Reader<'v> {
    Reader::new(&known(view), view.attribution)
}

fn known<'v>(view: &'v View<'_>) -> Known<'v> {
    let session = view.session;
    let world = view.world;
    let mut authors = Vec::new();
    let mut accounts = Vec::new();
    let notes = view.notes.iter().map(|received| &received.note);
    for note in notes.chain(&session.notes) {
        match &note.author {
            Some(Author::Name(name)) => authors.push(name.as_str()),
            Some(Author::Account { login, .. }) => accounts.push(login.as_str()),
            None => {}
        }
    }
    let issues = view
        .issue
        .into_iter()
        .chain(view.clusters.iter().map(|cluster| cluster.issue));
    for issue in issues {
        let voters = issue.votes.iter().filter_map(|vote| vote.account.as_ref());
        accounts.extend(voters.map(|account| account.login.as_str()));
        let comments = issue
            .comments
            .iter()
            .filter_map(|comment| comment.author.as_ref());
        accounts.extend(
            comments
                .filter(|author| !author.machine)
                .map(|author| author.login.as_str()),
        );
    }
    let listed = session.rules.allow.iter().chain(&session.rules.deny);
    accounts.extend(
        listed
            .map(String::as_str)
            .filter(|entry| !entry.starts_with("id:")),
    );
    for (_, entry) in &session.roll_file {
        if let Entry::Login(login) = entry {
            accounts.push(login);
        }
    }
    for list in [&mut authors, &mut accounts] {
        list.sort_unstable();
        list.dedup();
    }
    let mut public = public(session);
    public
        .extend([&world.repository.owner, &world.repository.name, &world.url].map(String::as_str));
    Known {
        people: &session.roster.people,
        others: Vec::new(),
        plain: Vec::new(),
        authors,
        accounts,
        said: Some(said(view)),
        public,
        open: open(session),
        own: own(session),
    }
}

/// What of all that people said of this session and the last one names somebody whom it must not: it is left out, and counted. Anybody
/// can write a comment, so none holds a session back.
pub fn unsaid(view: &View<'_>) -> BTreeSet<String> {
    let heard = view.heard();
    let policies = heard.iter().filter_map(|heard| heard.last);
    let policy = policies.fold(view.attribution, |policy, last| {
        policy.stricter(last.attribution)
    });
    if !policy.is_private() || heard.is_empty() {
        return BTreeSet::new();
    }
    let comments = || {
        let told = heard.iter().flat_map(|heard| heard.told);
        told.flat_map(|told| &told.comments)
    };
    let surveys = heard.iter().filter_map(|heard| heard.survey);
    let mut texts: Vec<&str> = surveys.flat_map(Survey::texts).collect();
    texts.extend(comments().map(|comment| comment.body.as_str()));
    // A list is so many suggestions.
    let suggested: Vec<String> = heard
        .iter()
        .flat_map(|heard| feedback::suggestions(heard.told, heard.survey))
        .map(|suggestion| suggestion.text)
        .collect();
    texts.extend(suggested.iter().map(String::as_str));
    let mut known = known(view);
    // A task names nobody in a comment.
    known.open.clear();
    let last = heard.iter().filter_map(|heard| heard.last);
    known.others.extend(last.flat_map(|last| &last.people));
    known
        .others
        .extend(view.session.survey.iter().flat_map(|survey| &survey.known));
    let writers = comments().filter_map(|comment| comment.author.as_deref());
    known.plain.extend(writers);
    known.plain.sort_unstable();
    known.plain.dedup();
    known.accounts.extend(&known.plain);
    if let Some(said) = &mut known.said {
        said.extend(&texts);
    }
    let reader = Reader::new(&known, policy);
    let named = texts.iter().filter(|text| {
        let leaving = Leaving { place: "", text };
        !reader.leaks(&leaving).is_empty()
    });
    named.map(|text| (*text).to_owned()).collect()
}

/// What a note says.
fn words(note: &Note) -> impl Iterator<Item = &str> {
    let said = note.fields.values().map(String::as_str);
    let words = [Some(note.text.as_str()), note.cluster.as_deref()];
    words.into_iter().flatten().chain(said)
}

/// What people wrote whom nobody asked to keep names out: notes, clusters, reasons.
fn said<'v>(view: &'v View<'_>) -> Vec<&'v str> {
    let session = view.session;
    let notes = view.notes.iter().map(|received| &received.note);
    let notes = notes.chain(&session.notes);
    let mut texts: Vec<&str> = notes.flat_map(words).collect();
    texts.extend(view.clusters.iter().map(|cluster| cluster.name.as_str()));
    let decisions = &session.decisions;
    texts.extend(decisions.extended.as_ref().map(|(_, why)| why.as_str()));
    texts.extend(decisions.cancelled.as_deref());
    texts.extend(
        session
            .rules
            .in_room
            .as_ref()
            .map(|room| room.counted_by.as_str()),
    );
    texts
}

/// The same for what is known of a session without GitHub.
pub fn offline(session: &Session) -> Reader<'_> {
    let authors = session.notes.iter().filter_map(|note| note.author.as_ref());
    Reader::new(
        &Known {
            people: &session.roster.people,
            others: Vec::new(),
            plain: Vec::new(),
            authors: authors.map(Author::name).collect(),
            accounts: Vec::new(),
            said: Some(session.notes.iter().flat_map(words).collect()),
            public: public(session),
            open: open(session),
            own: own(session),
        },
        session.attribution,
    )
}

/// What the session's maintainers wrote for everybody to read, and what its format says.
fn public(session: &Session) -> Vec<&str> {
    let format = &session.format;
    let own = [
        &session.place,
        &session.summary,
        &session.credit,
        &session.license,
        &format.credit,
    ];
    let mut texts: Vec<&str> = own.into_iter().filter_map(Option::as_deref).collect();
    texts.extend([session.title.as_str(), &format.title, &format.stem]);
    let target = session.report.repository.iter();
    texts.extend(target.flat_map(|name| [name.owner.as_str(), name.name.as_str()]));
    texts.extend(format.objectives.iter().map(String::as_str));
    for part in &format.parts {
        texts.extend([part.title.as_str(), &part.text]);
    }
    texts.extend(format.templates.texts());
    texts
}

/// Whom maintainers name for a task.
fn open(session: &Session) -> Vec<&str> {
    let roles = [&session.roles.facilitator, &session.roles.scribe];
    let mut texts: Vec<&str> = roles.into_iter().filter_map(Option::as_deref).collect();
    let turns = session.series.iter().flat_map(|series| &series.people);
    texts.extend(turns.map(String::as_str));
    let actions = session.actions.iter().chain(&session.opens_with);
    texts.extend(actions.filter_map(|action| action.owner.as_deref()));
    texts
}

/// What maintainers wrote down of what was said, each with the key that it stands under.
fn written(session: &Session) -> Vec<(&'static str, &str)> {
    let mut texts = Vec::new();
    for cluster in &session.clusters {
        texts.push(("clusters", cluster.name.as_str()));
        texts.extend(cluster.about.as_deref().map(|about| ("clusters", about)));
    }
    let clusters = session
        .clusters
        .iter()
        .map(|cluster| ("clusters", &cluster.fields));
    for (key, fields) in clusters.chain([("details", &session.details)]) {
        for value in fields.values() {
            match value {
                Said::One(text) => texts.push((key, text.as_str())),
                Said::Many(lines) => texts.extend(lines.iter().map(|line| (key, line.as_str()))),
                Said::Rows(rows) => {
                    let cells = rows.iter().flat_map(BTreeMap::values);
                    texts.extend(cells.map(|cell| (key, cell.as_str())));
                }
            }
        }
    }
    for (key, actions) in [
        ("actions", &session.actions),
        ("opens-with", &session.opens_with),
    ] {
        texts.extend(actions.iter().map(|action| (key, action.what.as_str())));
    }
    texts
}

fn own(session: &Session) -> Vec<&str> {
    written(session).into_iter().map(|(_, text)| text).collect()
}
