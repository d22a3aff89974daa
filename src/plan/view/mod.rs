//! One session as the world shows it: its issue, its clusters, its notes and where each of them stands.

mod homes;
mod receive;

pub use homes::{Homes, homes};
pub(crate) use receive::said;
pub use receive::{COPIED, Copied};

use super::labels;
use super::marker;
use super::memory::Memory;
use super::world::{Issue, World};
use crate::notes::{Note, Refusal};
use crate::privacy::Attribution;
use crate::privacy::Shown;
use crate::report::Heard;
use crate::session::{NamedCluster, NotesIn, Session};
use homes::unclaimed;
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

/// The name of the hidden value that says which action an issue is: the digest of what is to be done.
pub const ACTION: &str = "action";

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
