//! Grouping: every note gets an issue, a place, and its cluster an issue and a label.

use super::change::{Change, IssueKey};
use super::kept;
use super::labels;
use super::likeness::{self, Wanted};
use super::marker;
use super::memory::Memory;
use super::texts;
use super::view::{Received, Standing, View};
use crate::session::groups::Groups;
use std::collections::{BTreeMap, BTreeSet};

/// What grouping wants next.
#[derive(Debug, Default)]
pub struct Grouping {
    /// Changes that can be made once their labels exist.
    pub changes: Vec<Change>,
    /// The proposal as it has to be remembered before the changes are made.
    pub proposal: Vec<(String, Vec<String>)>,
    /// How many notes have no cluster, where that is more than can be proposed for; then nothing else is wanted.
    pub too_many: usize,
    /// Notes without an issue that are in no cluster, to be remembered once the others are placed.
    pub parked: Vec<String>,
}

impl Grouping {
    /// The labels that have to exist first.
    pub fn labels(&self) -> impl Iterator<Item = String> + '_ {
        self.changes.iter().flat_map(|change| match change {
            Change::CreateIssue { labels, .. } | Change::AddLabels { labels, .. } => labels.clone(),
            _ => Vec::new(),
        })
    }
}

/// GitHub's limit of sub-issues for one parent.
const MOST_CHILDREN: usize = 100;

/// Notes without an issue that a proposal can be remembered for: each takes 20 bytes of the session's body.
const MOST_PROPOSED: usize = 3_000;

/// Takes in what arrived: notes of the form get the session's label, comments and rows an issue of their own.
pub fn collect(view: &View<'_>) -> Grouping {
    let mut grouping = Grouping::default();
    let session = labels::session(&view.session.id);
    let groups = groups(view);
    for (received, group) in view.notes.iter().zip(groups) {
        if matches!(received.standing, Standing::Refused(_)) {
            continue;
        }
        match received.issue {
            Some(_) if received.adopted => {}
            Some(number) => grouping.changes.push(Change::AddLabels {
                number,
                labels: [Some(session.clone()), group]
                    .into_iter()
                    .flatten()
                    .collect(),
            }),
            None if view.kept() => {}
            None => {
                let cluster = received.note.cluster.as_ref();
                let label = cluster.map(|cluster| view.label_for(cluster));
                grouping
                    .changes
                    .push(copied(view, received, label.into_iter().chain(group)));
            }
        }
    }
    grouping
}

/// The issue of a note that came as a comment or in a file.
fn copied(view: &View<'_>, received: &Received, more: impl IntoIterator<Item = String>) -> Change {
    let mut names = vec![
        labels::session(&view.session.id),
        labels::NOTE.to_owned(),
        labels::COLLECTED.to_owned(),
    ];
    names.extend(more);
    texts::note_issue(view, received, names)
}

/// The same for one that somebody put into the cluster with this label, or that is in none on purpose.
pub(crate) fn copied_to(view: &View<'_>, note: usize, label: &str) -> Option<Change> {
    let received = view.notes.get(note)?;
    let group = groups(view).into_iter().nth(note).flatten();
    let label = std::iter::once(label.to_owned());
    Some(copied(view, received, label.chain(group)))
}

/// The issue of a cluster that has none: with its notes, those of them that it has to list because they have no issue, and why they are there.
pub(crate) fn cluster_issue(
    view: &View<'_>,
    (label, name): (&str, &str),
    notes: &[&Received],
    members: &[String],
    why: Option<&str>,
    made: usize,
) -> Change {
    let body = texts::cluster_body(view, label, notes, members.len(), why);
    Change::CreateIssue {
        key: IssueKey::Cluster(view.session.id.clone(), label.to_owned()),
        title: crate::inert::title(name),
        body: kept::with_members(&body, members),
        labels: vec![
            labels::session(&view.session.id),
            labels::CLUSTER.to_owned(),
            label.to_owned(),
        ],
        parent: view
            .issue
            .map(|issue| issue.number)
            .filter(|_| view.clusters.len() + made < MOST_CHILDREN),
    }
}

/// For each note the label of its author's group, where the session has groups and the author may be named: whoever knows the groups would
/// know who wrote it otherwise.
fn groups(view: &View<'_>) -> Vec<Option<String>> {
    let session = view.session;
    let people = &session.roster.people;
    let Some(count) = session.groups.filter(|_| !people.is_empty()) else {
        return vec![None; view.notes.len()];
    };
    let groups = Groups::deal(people, count, session.id.as_str());
    view.notes
        .iter()
        .map(|received| {
            let author = received.note.author.as_ref()?;
            let group = groups.of(author).filter(|_| view.shown.has(author))?;
            Some(labels::group(group))
        })
        .collect()
}

/// Places every note that nobody placed, and gives every cluster its issue.
pub fn place(view: &View<'_>, memory: &Memory) -> Grouping {
    let mut grouping = Grouping::default();
    let remembered: BTreeMap<&str, &str> = memory
        .proposal
        .iter()
        .flat_map(|(cluster, notes)| {
            notes
                .iter()
                .map(move |note| (note.as_str(), cluster.as_str()))
        })
        .collect();

    // Where each note is or will be: a cluster's name for those that have none yet.
    let mut wanted = Wanted::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, received) in view.notes.iter().enumerate() {
        if received.standing != Standing::Open || (received.issue.is_none() && !view.kept()) {
            continue;
        }
        let origin = remembered_as(received);
        if let Some(cluster) = &received.note.cluster {
            wanted.insert(index, Some(cluster.clone()));
        } else if let Some(cluster) = remembered.get(origin.as_str()) {
            wanted.insert(
                index,
                Some((*cluster).to_owned()).filter(|name| !name.is_empty()),
            );
        } else if received.merged.is_none() {
            open.push(index);
        }
    }
    if view.kept() && open.len() > MOST_PROPOSED {
        grouping.too_many = open.len();
        return grouping;
    }
    if !open.is_empty() {
        likeness::propose(view, &open, &mut wanted);
    }
    // A note that says the same as an earlier one goes where that one is.
    for (index, received) in view.notes.iter().enumerate() {
        if received.standing != Standing::Open || wanted.contains_key(&index) {
            continue;
        }
        let Some(first) = received.merged else {
            continue;
        };
        let place = match view.notes.get(first).map(|first| &first.standing) {
            Some(Standing::Placed(label)) => Some(view.name_for(label)),
            Some(Standing::Open) => wanted.get(&first).cloned().flatten(),
            _ => None,
        };
        wanted.insert(index, place);
    }

    // Everything that gets placed now, in one form for memory and changes.
    let mut by_cluster: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut moves = Vec::new();
    // Notes without an issue: by the folded label of the cluster that folkmoot places them in.
    let mut joining: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (index, place) in &wanted {
        let Some(received) = view.notes.get(*index) else {
            continue;
        };
        let label = match place {
            Some(name) => view.label_for(name),
            None => labels::PARKED.to_owned(),
        };
        by_cluster
            .entry(place.clone().unwrap_or_default())
            .or_default()
            .push(remembered_as(received));
        if let Some(number) = received.issue {
            moves.push(Change::AddLabels {
                number,
                labels: vec![label],
            });
        } else if place.is_none() {
            grouping.parked.push(remembered_as(received));
        } else if received.note.cluster.is_none() {
            joining
                .entry(labels::fold(&label))
                .or_default()
                .push(remembered_as(received));
        }
    }
    let body = |label: &str| {
        view.cluster(label)
            .map_or("", |cluster| cluster.issue.body.as_str())
    };
    if let Some((_, more)) = joining
        .iter()
        .find(|(label, more)| !kept::fits(body(label), more.len()))
    {
        return Grouping {
            too_many: more.len(),
            ..Grouping::default()
        };
    }
    for cluster in &view.clusters {
        if let Some(more) = joining.get(&labels::fold(&cluster.label)) {
            // The visible list gives way to the hidden one: together they have to fit.
            let body = kept::with_members(&cluster.issue.body, more);
            let list = texts::note_list(&view.notes_of(&cluster.label), kept::members(&body).len());
            moves.push(Change::UpdateIssue {
                number: cluster.issue.number,
                title: None,
                body: Some(marker::put_region(&body, texts::NOTES, &list)),
                close: false,
                why: format!("notes of {}", cluster.name),
            });
        }
    }
    grouping.proposal = by_cluster.into_iter().collect();

    let new = clusters_to_make(view, &wanted);
    let why = if new.is_empty() {
        BTreeMap::new()
    } else {
        likeness::why(view, &wanted)
    };
    for (made, new) in new.into_iter().enumerate() {
        let folded = labels::fold(&new.label);
        grouping.changes.push(cluster_issue(
            view,
            (&new.label, &new.name),
            &new.notes,
            joining.get(&folded).map_or(&[], Vec::as_slice),
            why.get(&folded).map(String::as_str),
            made,
        ));
    }
    // Clusters before notes: people vote on clusters.
    grouping.changes.extend(moves);
    grouping
}

/// A cluster that has notes but no issue.
struct NewCluster<'v> {
    label: String,
    name: String,
    notes: Vec<&'v Received>,
}

/// The clusters that have notes but no issue, in the order of their first note; then those that are voted on without any.
fn clusters_to_make<'v>(view: &'v View<'_>, wanted: &Wanted) -> Vec<NewCluster<'v>> {
    let made: BTreeSet<String> = view
        .clusters
        .iter()
        .map(|cluster| labels::fold(&cluster.label))
        .collect();
    let mut list: Vec<NewCluster<'v>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, received) in view.notes.iter().enumerate() {
        let label = match (&received.standing, wanted.get(&index)) {
            (Standing::Placed(label), _) => label.clone(),
            (_, Some(Some(name))) => view.label_for(name),
            _ => continue,
        };
        let folded = labels::fold(&label);
        if made.contains(&folded) {
            continue;
        }
        let at = *known.entry(folded).or_insert_with(|| {
            let name = match (&received.standing, wanted.get(&index)) {
                (Standing::Open, Some(Some(name))) => name.clone(),
                _ => view.name_for(&label),
            };
            list.push(NewCluster {
                label: view.spelled(&label),
                name,
                notes: Vec::new(),
            });
            list.len() - 1
        });
        if let Some(new) = list.get_mut(at).filter(|_| received.merged.is_none()) {
            new.notes.push(received);
        }
    }
    for claim in view.claims() {
        let label = view.spelled(&labels::cluster(&claim.name));
        let folded = labels::fold(&label);
        if !made.contains(&folded) && !known.contains_key(&folded) {
            list.push(NewCluster {
                label,
                name: claim.name.clone(),
                notes: Vec::new(),
            });
        }
    }
    list
}

/// What stands for a note in the memory of a proposal.
pub(super) fn remembered_as(received: &Received) -> String {
    match received.issue {
        Some(_) => received.note.origin.to_string(),
        None => kept::note_id(&received.note.origin),
    }
}

impl View<'_> {
    /// The label for a cluster's name: that of the cluster or label that has it, else a new one.
    pub fn label_for(&self, name: &str) -> String {
        let label = labels::cluster(name);
        self.clusters
            .iter()
            .find(|cluster| cluster.name.to_lowercase() == name.to_lowercase())
            .map_or_else(|| self.spelled(&label), |cluster| cluster.label.clone())
    }

    /// A label as it is spelled on GitHub.
    pub fn spelled(&self, label: &str) -> String {
        self.world
            .labels
            .get(&labels::fold(label))
            .map(|known| known.name.clone())
            .unwrap_or_else(|| label.to_owned())
    }

    /// The name of the cluster with that label.
    pub fn name_for(&self, label: &str) -> String {
        match self.cluster(label) {
            Some(cluster) => cluster.name.clone(),
            None => {
                // A file's own spelling is better than one cut to a label's length.
                let file = self
                    .notes
                    .iter()
                    .filter_map(|received| received.note.cluster.as_ref())
                    .find(|name| labels::same(&labels::cluster(name), label));
                let label = self.spelled(label);
                file.cloned()
                    .unwrap_or_else(|| labels::cluster_of(&label).unwrap_or("Cluster").to_owned())
            }
        }
    }
}
