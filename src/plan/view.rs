//! One session as the world shows it: its issue, its clusters, its notes and where each of them stands.

use super::kept::{self, Kept};
use super::labels;
use super::marker;
use super::memory::Memory;
use super::world::{Issue, Person, World};
use crate::notes::merge::{Said, by_hand};
use crate::notes::{Author, MOST_NOTES, Note, Origin, Refusal, digest, received};
use crate::privacy::Shown;
use crate::report::Heard;
use crate::session::fields;
use crate::session::{Attribution, NamedCluster, NotesIn, Session, SessionId, Stage};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A cluster.
#[derive(Debug, Clone)]
pub struct Cluster<'w> {
    /// Its issue.
    pub issue: &'w Issue,
    /// Its label as spelled.
    pub label: String,
    /// Its name: the issue's title, so that people rename it by renaming the issue.
    pub name: String,
}

/// Where a note stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody placed it yet.
    Open,
    /// In the cluster with this label (folded).
    Placed(String),
    /// In no cluster, on purpose.
    Parked,
    /// No note of this session, and why.
    Refused(Refusal),
}

/// A note that was received.
#[derive(Debug, Clone)]
pub struct Received {
    /// The note.
    pub note: Note,
    /// The number of its issue, if it has one.
    pub issue: Option<u64>,
    /// Whether that issue carries the session's label.
    pub adopted: bool,
    /// Where it stands.
    pub standing: Standing,
    /// The note that said the same first: index into the same list.
    pub merged: Option<usize>,
    /// What it says for the format's fields, together with the notes that were merged into it.
    pub said: BTreeMap<String, String>,
}

/// What a note's issue that folkmoot made says of the note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Copied {
    /// [`Origin`] as text.
    pub origin: String,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Timestamp>,
    /// Its words.
    pub text: String,
    /// What it says for the format's fields: its comment may be gone one day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// The name of the hidden value that holds [`Copied`].
pub const COPIED: &str = "note";

/// The name of the hidden value that says which action an issue is: the digest of what is to be done.
pub const ACTION: &str = "action";

/// Whether a note's issue waits for a session: one that another session took in, or that was made for one, does not.
fn unclaimed(issue: &Issue) -> bool {
    !issue.has(labels::COLLECTED)
        && !issue
            .labels
            .iter()
            .any(|name| labels::fold(name).starts_with("session:"))
}

/// The sessions of notes whose form names none: the one that was collecting when the note was written, if it was one. A session collects from
/// its stage `notes` on, by the clock or by hand, until its vote opens.
pub type Homes = BTreeMap<u64, SessionId>;

/// Finds the homes, and the notes that have none: they name a session that there is not, or nobody was collecting, or several were.
pub fn homes(sessions: &[Session], world: &World) -> (Homes, Vec<u64>) {
    // Announced, collecting, until.
    let open: Vec<(&SessionId, Timestamp, Timestamp, Option<Timestamp>)> = sessions
        .iter()
        .filter_map(|session| {
            let issue = world.session_issue(&session.id)?;
            let memory = Memory::read(&issue.body).ok()?;
            let moved = issue
                .labels
                .iter()
                .filter_map(|name| labels::stage_of(name))
                .chain(memory.stage())
                .any(|stage| stage >= Stage::Notes);
            // Moved by hand before its time: nobody knows since when, so from the announcement on.
            let from = if moved && world.read_at < session.schedule.notes {
                issue.written
            } else {
                session.schedule.notes
            };
            let until = memory.vote.map(|vote| vote.window.opens);
            Some((&session.id, issue.written, from, until))
        })
        .collect();
    let (mut homes, mut homeless) = (Homes::new(), Vec::new());
    for issue in world.issues.values() {
        if !issue.open || !issue.has(labels::NOTE) || !unclaimed(issue) {
            continue;
        }
        if let Some(named) = received::form(&issue.title, &issue.body).session {
            if !sessions.iter().any(|session| session.id.as_str() == named) {
                homeless.push(issue.number);
            }
            continue;
        }
        // Who was collecting; for whoever is early, the only session there is.
        let mut fits = open.iter().filter(|(_, announced, collects, until)| {
            let from = if open.len() == 1 { announced } else { collects };
            *from <= issue.written && until.is_none_or(|until| issue.written < until)
        });
        let first = fits.next();
        let home = first.filter(|_| fits.next().is_none());
        match home {
            Some((id, ..)) => {
                homes.insert(issue.number, (*id).clone());
            }
            None => homeless.push(issue.number),
        }
    }
    (homes, homeless)
}

/// One session and its issues.
#[derive(Debug, Clone)]
pub struct View<'w> {
    /// The session.
    pub session: &'w Session,
    /// The world.
    pub world: &'w World,
    /// Its issue, if it is announced.
    pub issue: Option<&'w Issue>,
    /// What the issue remembers.
    pub memory: Option<Result<Memory, String>>,
    /// Its clusters by issue number.
    pub clusters: Vec<Cluster<'w>>,
    /// Everything received, in the order of the file, then by time.
    pub notes: Vec<Received>,
    /// What is to be done after it and has an issue, by the digest of what it is.
    pub actions: BTreeSet<String>,
    /// Whose names may be shown: the stricter of what was announced and what the file says.
    pub attribution: Attribution,
    /// Who may be named.
    pub shown: Shown,
    /// Other issues that claim to be the session's, or the same cluster's.
    pub doubles: Vec<u64>,
}

impl<'w> View<'w> {
    /// Looks at one session. `homes` says whose the notes are that name no session.
    pub fn of(session: &'w Session, world: &'w World, homes: &Homes) -> View<'w> {
        let label = labels::session(&session.id);
        let mut doubles = Vec::new();
        let mut issue: Option<&Issue> = None;
        let mut clusters: Vec<Cluster<'w>> = Vec::new();
        let mut notes = Vec::new();
        let mut actions = BTreeSet::new();
        for candidate in world.issues.values() {
            let ours = candidate.has(&label);
            if candidate.has(labels::SESSION) {
                // A double that a person closed is settled.
                if ours && issue.is_none() {
                    issue = Some(candidate);
                } else if ours && candidate.open {
                    doubles.push(candidate.number);
                }
            } else if candidate.has(labels::CLUSTER) {
                let Some(name) = candidate
                    .labels
                    .iter()
                    .find(|name| labels::cluster_of(name).is_some())
                else {
                    continue;
                };
                if !ours {
                    continue;
                }
                if clusters
                    .iter()
                    .any(|known| labels::same(&known.label, name))
                {
                    if candidate.open {
                        doubles.push(candidate.number);
                    }
                } else {
                    clusters.push(Cluster {
                        issue: candidate,
                        label: name.clone(),
                        name: crate::inert::line(&candidate.title),
                    });
                }
            } else if candidate.has(labels::ACTION) {
                if ours && let Some(digest) = marker::find_hidden(&candidate.body, ACTION) {
                    actions.insert(digest.trim_matches('"').to_owned());
                }
            } else if ours || (candidate.has(labels::NOTE) && unclaimed(candidate)) {
                notes.push((candidate, ours));
            }
        }
        let memory = issue.map(|issue| Memory::read(&issue.body));
        // What was promised to participants holds, whatever the file says today.
        let promised = memory
            .as_ref()
            .and_then(|memory| memory.as_ref().ok())
            .map_or(session.attribution, |memory| memory.attribution);
        let attribution = promised.stricter(session.attribution);
        let open = memory
            .as_ref()
            .and_then(|memory| memory.as_ref().ok())
            .is_some_and(|memory| memory.vote.is_some());
        let mut view = View {
            session,
            world,
            issue,
            memory,
            clusters,
            notes: Vec::new(),
            actions,
            doubles,
            attribution,
            shown: session.roster.shown(attribution),
        };
        view.notes = view.receive(&notes, homes, open);
        view
    }

    /// Everything that came in, ordered, with duplicates named.
    fn receive(&self, issues: &[(&'w Issue, bool)], homes: &Homes, open: bool) -> Vec<Received> {
        let session = self.session;
        let comments = self.comment_notes();
        let mut list: Vec<Received> = Vec::new();
        let mut copied = BTreeSet::new();
        let kept = Kept::of(self);
        for (issue, ours) in issues {
            let (note, closed) = match self.note_of(issue, &comments) {
                Some(note) => (note, !issue.open),
                None => continue,
            };
            if !ours {
                let named = received::form(&issue.title, &issue.body).session;
                let here = match &named {
                    Some(id) => id == session.id.as_str(),
                    None => homes.get(&issue.number) == Some(&session.id),
                };
                if !here {
                    continue;
                }
            }
            copied.insert(note.origin.clone());
            let standing = self.standing(issue, &note, closed, open);
            list.push(Received {
                note,
                issue: Some(issue.number),
                adopted: *ours,
                standing,
                merged: None,
                said: BTreeMap::new(),
            });
        }
        for note in comments.into_values().chain(session.notes.iter().cloned()) {
            if copied.contains(&note.origin) {
                continue;
            }
            let standing = match received::admit(&note.text) {
                Err(refusal) => Standing::Refused(refusal),
                Ok(()) if self.kept() => kept.standing(self, &note, open),
                Ok(()) if open => Standing::Refused(Refusal::Late),
                Ok(()) => Standing::Open,
            };
            list.push(Received {
                note,
                issue: None,
                adopted: false,
                standing,
                merged: None,
                said: BTreeMap::new(),
            });
        }
        let rows: BTreeMap<&Origin, usize> = session
            .notes
            .iter()
            .enumerate()
            .map(|(row, note)| (&note.origin, row))
            .collect();
        // The file first, row by row; then by time.
        list.sort_by_key(|received| {
            let note = &received.note;
            let row = match note.origin {
                Origin::File(_) => Some(rows.get(&note.origin).copied().unwrap_or(usize::MAX)),
                _ => None,
            };
            (row.is_none(), row, note.written, note.origin.clone())
        });
        refuse_floods(&mut list);
        let admitted: Vec<usize> = list
            .iter()
            .enumerate()
            .filter(|(_, received)| !matches!(received.standing, Standing::Refused(_)))
            .map(|(index, _)| index)
            .collect();
        let notes: Vec<&Note> = admitted
            .iter()
            .filter_map(|index| list.get(*index))
            .map(|received| &received.note)
            .collect();
        let said = match &self.memory {
            Some(Ok(memory)) => said(&memory.merges, &notes),
            _ => BTreeMap::new(),
        };
        for (at, merged) in admitted.iter().zip(by_hand(&notes, &said)) {
            if let Some(received) = list.get_mut(*at) {
                received.merged = merged.into.and_then(|into| admitted.get(into).copied());
                received.said = merged.said;
            }
        }
        list
    }

    fn standing(&self, issue: &Issue, note: &Note, closed: bool, open: bool) -> Standing {
        if let Err(refusal) = received::admit(&note.text) {
            return Standing::Refused(refusal);
        }
        if closed {
            return Standing::Refused(Refusal::Withdrawn);
        }
        // A note with two cluster labels counts for the cluster that comes first among the issues.
        let mut placed: Vec<String> = issue
            .labels
            .iter()
            .filter(|name| labels::cluster_of(name).is_some())
            .map(|name| labels::fold(name))
            .collect();
        placed.sort_by_key(|label| {
            self.clusters
                .iter()
                .position(|cluster| labels::fold(&cluster.label) == *label)
                .unwrap_or(usize::MAX)
        });
        if let Some(label) = placed.into_iter().next() {
            return Standing::Placed(label);
        }
        if issue.has(labels::PARKED) {
            return Standing::Parked;
        }
        match open {
            false => Standing::Open,
            // It was there when the vote opened, and somebody has taken it out of its cluster since.
            true if issue.has(&labels::session(&self.session.id)) => Standing::Parked,
            true => Standing::Refused(Refusal::Late),
        }
    }

    /// The note of an issue: a copy that folkmoot made, or a form that a participant filed.
    fn note_of(&self, issue: &Issue, comments: &BTreeMap<Origin, Note>) -> Option<Note> {
        if issue.has(labels::COLLECTED) {
            let copied: Copied =
                serde_json::from_str(marker::find_hidden(&issue.body, COPIED)?).ok()?;
            let origin = Origin::parse(&copied.origin)?;
            let source = comments
                .get(&origin)
                .or_else(|| self.session.notes.iter().find(|note| note.origin == origin));
            return Some(Note {
                author: source.and_then(|note| note.author.clone()),
                cluster: source.and_then(|note| note.cluster.clone()),
                fields: match source {
                    Some(note) => note.fields.clone(),
                    None => self.declared(copied.fields),
                },
                origin,
                text: copied.text,
                written: copied.written,
            });
        }
        Some(Note {
            origin: Origin::Issue(issue.number),
            text: received::form(&issue.title, &issue.body).text,
            author: issue.author.as_ref().and_then(author),
            written: Some(issue.written),
            cluster: None,
            fields: received::fields(&issue.body, &self.session.format.fields.note),
        })
    }

    /// What still fits the format, of what was written down before it may have changed.
    fn declared(&self, said: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let declared = &self.session.format.fields.note;
        let known = said.into_iter().filter_map(|(name, value)| {
            let field = declared.iter().find(|field| field.name == name)?;
            Some((name, fields::cell(field, &value).ok()??))
        });
        known.collect()
    }

    /// The notes in the comments on the session's issue.
    fn comment_notes(&self) -> BTreeMap<Origin, Note> {
        let mut notes = BTreeMap::new();
        for comment in self.issue.iter().flat_map(|issue| &issue.comments) {
            // Bots announce, remind and count; they have no ideas.
            if comment.author.as_ref().is_some_and(|author| author.machine) {
                continue;
            }
            // What folkmoot wrote in this very run, or what GitHub gives no number: no note is known by it.
            if comment.id == 0 {
                continue;
            }
            let format = &self.session.format;
            let lines = received::comment(&comment.body, &format.stem, &format.fields.note);
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for received::Line { text, fields } in lines {
                // By its words, not its line: an edit above it must not turn one note into another.
                let count = seen.entry(text.clone()).or_default();
                *count += 1;
                let origin = Origin::Comment(comment.id, digest(&text, *count));
                notes.insert(
                    origin.clone(),
                    Note {
                        origin,
                        text,
                        author: comment.author.as_ref().and_then(author),
                        written: Some(comment.written),
                        cluster: None,
                        fields,
                    },
                );
            }
        }
        notes
    }

    /// What people said of it, and of the last session of its series, as far as that is known.
    pub fn heard(&self) -> Vec<Heard<'w>> {
        let own = self.session.survey.as_ref().map(|survey| Heard {
            last: None,
            title: &self.session.title,
            told: &[],
            survey: Some(survey),
        });
        own.into_iter().chain(self.heard_of_last()).collect()
    }

    /// What people said of the last session of its series, as far as that is known.
    pub fn heard_of_last(&self) -> Option<Heard<'w>> {
        let last = self.session.last.as_ref()?;
        let told = self.world.feedback.get(&last.id);
        Some(Heard {
            last: Some(last),
            title: &last.title,
            told: told.map(Vec::as_slice).unwrap_or_default(),
            survey: last.survey.as_ref(),
        })
    }

    /// Whether everything that people said of the last session is known, or there is nothing to know.
    pub fn has_heard(&self) -> bool {
        let last = self.session.last.as_ref();
        last.is_none_or(|last| last.asks.is_empty() || self.world.feedback.contains_key(&last.id))
    }

    /// Whether its notes are kept without issues.
    pub fn kept(&self) -> bool {
        self.session.notes_in == NotesIn::File
    }

    /// The cluster that was named beforehand and has that label, which stays when people rename it.
    pub fn named(&self, label: &str) -> Option<&'w NamedCluster> {
        let mut named = self.session.clusters.iter();
        named.find(|named| self.is_of(named, label))
    }

    /// The cluster with that label.
    pub fn cluster(&self, label: &str) -> Option<&Cluster<'w>> {
        self.clusters
            .iter()
            .find(|cluster| labels::same(&cluster.label, label))
    }

    /// Notes that carry the labels of more than one cluster.
    pub fn torn(&self) -> Vec<(u64, Vec<String>)> {
        self.notes
            .iter()
            .filter_map(|received| self.world.issues.get(&received.issue?))
            .map(|issue| {
                let clusters = issue
                    .labels
                    .iter()
                    .filter(|name| labels::cluster_of(name).is_some());
                (
                    issue.number,
                    clusters.map(|name| format!("`{name}`")).collect::<Vec<_>>(),
                )
            })
            .filter(|(_, clusters)| clusters.len() > 1)
            .collect()
    }

    /// The clusters that can be voted on: their issue is open and they hold a note, or stand for themselves.
    pub fn votable(&self) -> impl Iterator<Item = &Cluster<'w>> {
        self.clusters.iter().filter(|cluster| {
            let claimed = || self.claims().any(|claim| self.is_of(claim, &cluster.label));
            cluster.issue.open && (!self.notes_of(&cluster.label).is_empty() || claimed())
        })
    }

    /// The clusters that hold a note or can be voted on: not those that people emptied.
    pub fn filled(&self) -> impl Iterator<Item = &Cluster<'w>> {
        let votable: BTreeSet<u64> = self.votable().map(|cluster| cluster.issue.number).collect();
        self.clusters.iter().filter(move |cluster| {
            votable.contains(&cluster.issue.number) || !self.notes_of(&cluster.label).is_empty()
        })
    }

    /// The clusters that are voted on also without notes: where the format says so, those of which more is said beforehand than their name.
    pub fn claims(&self) -> impl Iterator<Item = &'w NamedCluster> {
        let session: &'w Session = self.session;
        let claims = session.format.vote_on_claims;
        let named = session.clusters.iter().filter(move |_| claims);
        named.filter(|named| named.about.is_some() || !named.fields.is_empty())
    }

    /// Whether a cluster that was named beforehand has that label.
    fn is_of(&self, named: &NamedCluster, label: &str) -> bool {
        labels::same(&labels::cluster(&named.name), label)
    }

    /// The notes in a cluster, without those merged into another.
    pub fn notes_of(&self, label: &str) -> Vec<&Received> {
        let label = labels::fold(label);
        self.notes
            .iter()
            .filter(|received| received.merged.is_none())
            .filter(|received| matches!(&received.standing, Standing::Placed(placed) if *placed == label))
            .collect()
    }
}

/// What people said of these notes. What they said of a note that is none any more counts for nothing.
pub(crate) fn said(
    merges: &BTreeMap<String, Option<String>>,
    notes: &[&Note],
) -> BTreeMap<usize, Said> {
    if merges.is_empty() {
        return BTreeMap::new();
    }
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, note) in notes.iter().enumerate() {
        places.entry(kept::key(&note.origin)).or_insert(at);
    }
    let said = merges.iter().filter_map(|(note, into)| {
        let said = match into {
            None => Said::Apart,
            Some(into) => Said::Same(*places.get(into)?),
        };
        Some((*places.get(note)?, said))
    });
    said.collect()
}

/// Nobody has hundreds of ideas: what one account writes beyond [`MOST_NOTES`] is refused, unless it was taken in before.
fn refuse_floods(list: &mut [Received]) {
    let mut written: BTreeMap<u64, usize> = BTreeMap::new();
    for received in list {
        let Some(Author::Account { id, .. }) = &received.note.author else {
            continue;
        };
        if matches!(received.standing, Standing::Refused(_)) {
            continue;
        }
        let count = written.entry(*id).or_default();
        *count += 1;
        if *count > MOST_NOTES && !received.adopted {
            received.standing = Standing::Refused(Refusal::TooMany);
        }
    }
}

fn author(person: &Person) -> Option<Author> {
    person
        .id
        .filter(|_| !person.machine)
        .map(|id| Author::Account {
            id,
            login: person.login.clone(),
        })
}
